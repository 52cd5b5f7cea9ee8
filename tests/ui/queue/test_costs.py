from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.commands import takes as take_commands
from app.domain.attempts import Attempt, AttemptState
from app.domain.ids import AttemptId, TakeId
from app.domain.money import Money
from app.ui.queue.page import QueuePage
from app.ui.widgets.cards import EmptyState
from tests.ui import walking
from tests.ui.board.stage import Stage

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
WAY: tuple[AttemptState, ...] = (
    "reserved", "submitting", "accepted", "ready", "downloading", "verified",
)  # fmt: skip


def made(stage: Stage, key: str, place: int, take: TakeId, yuan: str) -> None:
    """An attempt that became `take` and cost `yuan`."""
    shot = stage.shots[place]
    recipe = stage.session.production.recipes.compile(shot.id, "seedance", "").recipe
    one = Attempt(
        id=AttemptId(f"attempt_{key}"), shot_id=shot.id, generator="seedance", model=recipe.model, recipe=recipe,
        fingerprint=recipe.fingerprint(), token=f"t{key}", tag=f"g{key}", created_at=NOW, updated_at=NOW,
        estimate=Money(amount=Decimal(yuan)),
    )  # fmt: skip
    ledger = stage.session.file.ledger
    ledger.add([one])
    for step in WAY:
        ledger.move(
            one.id,
            step,
            **({"submitted_at": NOW - timedelta(minutes=4)} if step == "submitting" else {}),
        )
    ledger.move(one.id, "take", take_id=take, cost=Money(amount=Decimal(yuan)))


@pytest.fixture
def page(stage: Stage, tmp_path: Path) -> QueuePage:
    shot = stage.shots[0]
    first = stage.add_take(shot, tmp_path, "#101010")
    second = stage.add_take(shot, tmp_path, "#404040")
    third = stage.add_take(stage.shots[1], tmp_path, "#808080")
    made(stage, "a", 0, first, "2.00")
    made(stage, "b", 0, second, "3.00")
    made(stage, "c", 1, third, "4.00")
    stage.session.do(take_commands.pick_take, shot.id, second)
    opened = stage.open(QueuePage)
    assert isinstance(opened, QueuePage)
    return opened


def cells(page: QueuePage, row: int) -> list[str]:
    table = page.costs.table
    return [table.item(row, column).text() for column in range(table.columnCount())]


def test_a_kept_second_costs_what_was_paid_for_the_rejected_ones_too(page: QueuePage) -> None:
    page.show_tab("costs")
    name, sent, kept, rejected, spent, price, _wait, _late = cells(page, 0)
    assert name.startswith("Seedance")
    assert (sent, kept, rejected, spent) == ("3", "1 of 2", "50%", "¥9.00")
    seconds = page.session.production.experience.table()[0].kept_seconds
    assert price == str(Money(amount=Decimal("5.00") / Decimal(str(seconds))))
    assert page.costs.hint.text().startswith("1 take waits for a pick")


def test_the_same_figures_by_framing_and_by_character(page: QueuePage) -> None:
    page.show_tab("costs")
    page.costs.by.set_current("character")
    page.costs.read()
    assert page.costs.table.rowCount() >= 1
    assert "林夏" in {cells(page, row)[0] for row in range(page.costs.table.rowCount())}
    page.costs.by.set_current("size")
    page.costs.read()
    assert sum(int(cells(page, row)[1]) for row in range(page.costs.table.rowCount())) == 3
    assert cells(page, 0)[0] in page.costs.plot.accessibleName()


def test_the_panel_is_named_and_cuts_nothing(page: QueuePage) -> None:
    page.show_tab("costs")
    page.costs.grab()
    assert walking.unnamed(page.costs) == []
    assert walking.clipped(page.costs) == []


def test_before_anything_was_paid_it_says_so(empty_stage: Stage) -> None:
    page = empty_stage.open(QueuePage)
    assert isinstance(page, QueuePage)
    page.show_tab("costs")
    assert isinstance(page.costs.stack.currentWidget(), EmptyState)
