from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.domain.ids import ShotId
from app.domain.money import Money
from app.domain.recipes import Recipe
from app.studio.costs import CostItem, CostSheet
from app.ui.board.cost_sheet import CostSheetDialog, total_words
from app.ui.board.inspector import GeneratorRow
from app.ui.i18n import set_language

YUAN = Money(amount=Decimal("1.20"))


@pytest.fixture(autouse=True)
def _english(qapp: object) -> None:
    set_language("en")


def item(number: str, price: Money | None, *problems: str, duplicate: bool = False) -> CostItem:
    shot = ShotId(f"shot_{number}")
    recipe = Recipe(generator="far", shot_id=shot, seconds=4, width=720, height=1280)
    return CostItem(
        shot_id=shot, shot_number=number, generator="far", model="", seconds=4.0, recipe=recipe, price=price,
        problems=problems, duplicate=duplicate,
    )  # fmt: skip


def dialog(qtbot: QtBot, sheet: CostSheet, limit: Money | None = None) -> CostSheetDialog:
    def quote(shots: Sequence[ShotId], generator: str, takes: int) -> CostSheet:
        kept = tuple(one for one in sheet.items if one.shot_id in set(shots))
        return sheet.model_copy(update={"items": kept, "careful_above": limit})

    made = CostSheetDialog(
        quote,
        [one.shot_id for one in sheet.items],
        [GeneratorRow("far", "Far away", "remote")],
    )
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_button_carries_the_sum_and_cancel_has_the_focus(qtbot: QtBot) -> None:
    made = dialog(qtbot, CostSheet(items=(item("1", YUAN), item("2", YUAN)), kinds=("remote",)))
    assert "¥2.40" in made.spend.text()
    assert made.focusWidget() is made.cancel


def test_below_the_persons_limit_the_button_has_the_focus(qtbot: QtBot) -> None:
    sheet = CostSheet(items=(item("1", YUAN),), kinds=("remote",))
    assert (
        dialog(qtbot, sheet, Money(amount=Decimal(5)))
        .focusWidget()
        .accessibleName()
        .startswith("Spend")
    )
    made = dialog(qtbot, sheet, Money(amount=Decimal(1)))
    assert made.focusWidget() is made.cancel


def test_escape_sends_nothing(qtbot: QtBot) -> None:
    made = dialog(qtbot, CostSheet(items=(item("1", YUAN),), kinds=("remote",)))
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert made.result() == QDialog.DialogCode.Rejected


def test_an_unknown_price_is_said_not_invented(qtbot: QtBot) -> None:
    sheet = CostSheet(items=(item("1", YUAN), item("2", None)), kinds=("remote",))
    assert total_words(sheet) == "¥1.20 + ?"
    made = dialog(qtbot, sheet, Money(amount=Decimal(50)))
    assert made.table.item(1, 3).text() == "price unknown"
    assert made.focusWidget() is made.cancel


def test_blocked_items_stop_the_batch_until_they_are_left_out(qtbot: QtBot) -> None:
    made = dialog(
        qtbot,
        CostSheet(items=(item("1", YUAN), item("2", YUAN, "It needs a key.")), kinds=("remote",)),
    )
    assert not made.spend.isEnabled()
    assert made.table.item(1, 4).text() == "It needs a key."
    made.without.click()
    assert made.spend.isEnabled()
    assert len(made.sheet.items) == 1


def test_over_the_cap_nothing_can_be_spent(qtbot: QtBot) -> None:
    cap = Money(amount=Decimal("2.00"))
    made = dialog(
        qtbot, CostSheet(items=(item("1", YUAN), item("2", YUAN)), cap=cap, kinds=("remote",))
    )
    assert not made.spend.isEnabled()
    assert "Over the cap" in made.cap.text()


def test_a_double_click_accepts_once(qtbot: QtBot) -> None:
    made = dialog(qtbot, CostSheet(items=(item("1", YUAN),), kinds=("remote",)))
    told: list[int] = []
    made.accepted.connect(lambda: told.append(1))
    qtbot.mouseDClick(made.spend, Qt.MouseButton.LeftButton)
    made.spend.click()
    assert told in ([], [1])
    made.spend.click()
    assert len(told) <= 1


def test_a_free_batch_says_free(qtbot: QtBot) -> None:
    made = dialog(
        qtbot, CostSheet(items=(item("1", Money(amount=Decimal(0))),), kinds=("offline",))
    )
    assert "free" in made.spend.text()
    assert made.focusWidget() is made.spend
