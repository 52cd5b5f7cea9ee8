from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.attempts import Attempt, AttemptState, Chain, Refusal
from app.domain.ids import AttemptId
from app.domain.money import Money
from app.ui.models.attempts import AttemptCard
from app.ui.models.makers import Makers
from app.ui.queue.decide import DecideDialog
from app.ui.queue.page import QueuePage
from app.ui.queue.reading import expectations, expected_words, group_of, links_of
from app.ui.queue.refusal_help import RefusalHelp
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.labels import Label
from tests.ui import walking
from tests.ui.board.stage import Stage

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
REFUSED = Refusal(
    kind="moderated_input",
    message="The picture may show a real person.",
    fix="Use the pinned sheet.",
    billed="no",
)


def attempt(stage: Stage, key: str, place: int) -> Attempt:
    shot = stage.shots[place]
    recipe = stage.session.production.recipes.compile(shot.id, "comfyui", "").recipe
    return Attempt(
        id=AttemptId(f"attempt_{key}"), shot_id=shot.id, generator="comfyui", model=recipe.model, recipe=recipe,
        fingerprint=recipe.fingerprint(), token=f"token{key}", tag=f"tag{key}", created_at=NOW, updated_at=NOW,
        estimate=Money(amount=Decimal("1.84")),
    )  # fmt: skip


@pytest.fixture
def page(stage: Stage) -> QueuePage:
    ledger = stage.session.file.ledger
    paths: list[tuple[str, tuple[AttemptState, ...]]] = [
        ("unknown", ("reserved", "submitting", "unknown")),
        ("waiting", ("reserved",)),
        ("moderated", ("reserved", "submitting", "moderated")),
    ]
    for place, (key, steps) in enumerate(paths):
        made = attempt(stage, key, place)
        ledger.add([made])
        for step in steps:
            fields = {"refusal": REFUSED} if step == "moderated" else {}
            ledger.move(made.id, step, **fields)
    stage.session.production.resume()
    opened = stage.open(QueuePage)
    assert isinstance(opened, QueuePage)
    return opened


def states(page: QueuePage) -> list[str]:
    return [card.state for card in page.model.shown]


def test_opens_on_what_needs_a_person(page: QueuePage) -> None:
    assert page.model.group == "needs_you"
    assert sorted(states(page)) == ["moderated", "unknown"]
    page.choose("all")
    assert len(states(page)) == 3
    page.choose("waiting")
    assert states(page) == ["reserved"]


def test_a_refusal_is_told_in_plain_words_with_its_fix(page: QueuePage, qtbot: QtBot) -> None:
    page.choose("all")
    row = next(row for row, card in enumerate(page.model.shown) if card.state == "moderated")
    page.table.selectRow(row)
    words = " ".join(label.text() for label in page.details.findChildren(Label))
    assert REFUSED.message in words
    assert REFUSED.fix in words
    assert "Nothing was charged." in words
    assert page.model.shown[row].cost == "not charged"


def test_cancelling_what_waits_leaves_the_rest_alone(page: QueuePage) -> None:
    page.verbs.cancel_all()
    page.choose("all")
    assert sorted(states(page)) == ["cancelled", "moderated", "unknown"]


def test_deciding_asks_later_by_default(page: QueuePage, stage: Stage, qtbot: QtBot) -> None:
    found = attempt(stage, "again", 0)
    dialog = DecideDialog(found, AttemptCard(id=found.id, shot_id=found.shot_id, number="1-1"), ())
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.later.isDefault()
    assert not dialog.this_one.isEnabled()
    dialog.typed.setText("cgt-123")
    assert dialog.this_one.isEnabled()
    dialog.this_one.click()
    assert dialog.outcome == "cgt-123"


def test_an_unknown_is_resolved_by_the_persons_answer(page: QueuePage, qtbot: QtBot) -> None:
    page.choose("all")
    card = next(one for one in page.model.cards if one.state == "unknown")

    def answer() -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, DecideDialog) and widget.isVisible():
                widget.not_sent.click()

    QTimer.singleShot(200, answer)
    page.verbs.decide(card)
    assert "unknown" not in [one.state for one in page.model.cards]


def test_the_book_is_saved_as_csv(page: QueuePage, tmp_path: Path) -> None:
    path = tmp_path / "spending.csv"
    page.verbs.save_csv(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["state"] for row in rows] == ["unknown", "reserved", "moderated"]
    assert rows[0]["estimate"] == "1.84"


def test_a_shot_is_shown_on_the_board(page: QueuePage, stage: Stage) -> None:
    page.table.selectRow(0)
    page.verbs.show_shot()
    assert stage.went == ["board"]
    assert stage.selection.shot is not None


def test_nothing_running_says_what_to_do(empty_stage: Stage) -> None:
    page = empty_stage.open(QueuePage)
    assert isinstance(page, QueuePage)
    assert isinstance(page.stack.currentWidget(), EmptyState)


def test_expectation_comes_from_what_took_how_long(stage: Stage) -> None:
    done = [
        attempt(stage, str(n), 0).model_copy(
            update={
                "state": "take",
                "submitted_at": NOW,
                "updated_at": NOW + timedelta(seconds=60 * (n + 1)),
            }
        )
        for n in range(10)
    ]
    found = expectations(done)
    (middle, late, count) = next(iter(found.values()))
    assert (middle, late, count) == (330.0, 600.0, 10)
    assert expected_words(None) == "no history yet"
    assert group_of(done[0]) == "done"


def test_a_refusal_put_aside_asks_nobody_any_more(page: QueuePage) -> None:
    page.table.selectRow(next(at for at, one in enumerate(page.model.shown) if one.refusal))
    page.verbs.run("aside")
    assert states(page) == ["unknown"]
    page.restore(page.state())
    page.read()
    assert states(page) == ["unknown"]


def test_words_and_makers_narrow_the_table(page: QueuePage) -> None:
    page.choose("all")
    number = page.model.shown[0].number
    page.side.search.setText(number)
    page._filter()
    assert {one.number for one in page.model.shown} == {number}
    page.side.search.setText("nobody wrote this")
    page._filter()
    assert isinstance(page.stack.currentWidget(), EmptyState)
    page.side.clear()
    assert len(states(page)) == 3


def test_an_account_is_paused_and_goes_on(page: QueuePage, qtbot: QtBot) -> None:
    assert page.side.accounts.isVisible()
    page.choose("waiting")
    page.pause_or_resume()
    assert [trouble.kind for trouble in page.attempts.troubles()] == ["paused"]
    words = " ".join(label.text() for label in page.side.accounts.findChildren(Label))
    assert "Paused by you" in words
    page.pause_or_resume()
    assert page.attempts.troubles() == ()


def test_the_story_is_copied_whole(page: QueuePage) -> None:
    page.choose("all")
    page.table.selectRow(next(at for at, one in enumerate(page.model.shown) if one.refusal))
    page.verbs.run("copy_story")
    text = QGuiApplication.clipboard().text()
    assert REFUSED.message in text
    assert "tagmoderated" in text


def test_help_offers_change_and_never_the_same_again(page: QueuePage, qtbot: QtBot) -> None:
    page.choose("all")
    page.table.selectRow(next(at for at, one in enumerate(page.model.shown) if one.refusal))

    def look() -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, RefusalHelp) and widget.isVisible():
                assert walking.unnamed(widget) == []
                assert walking.clipped(widget) == []
                widget.edit.click()

    QTimer.singleShot(100, look)
    page.verbs.run("why")
    assert page.context.selection.shot is not None


def test_a_chain_tells_whose_place_was_taken(stage: Stage) -> None:
    first, second = attempt(stage, "first", 0), attempt(stage, "second", 0)
    chain = Chain(
        recipes=(second.recipe.model_copy(update={"generator": "animatic", "model": ""}),)
    )
    second = second.model_copy(update={"fallback_of": first.id, "chain": chain})
    first = first.model_copy(update={"followed_by": second.id, "chain": chain})
    known = {first.id: first, second.id: second}
    makers = Makers(stage.studio.catalog.cards)
    taken = dict(links_of(second, known, makers))
    assert taken["If it fails"] == "Animatic"
    assert taken["In place of"] == dict(links_of(first, known, makers))["Followed by"]
