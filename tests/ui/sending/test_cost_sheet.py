from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app.domain.attempts import Chain
from app.domain.cards import Card, ModelCard
from app.domain.choices import GeneratorChoice
from app.domain.ids import ShotId
from app.domain.money import Money
from app.domain.recipes import Recipe
from app.studio.costs import CapState, CostItem, CostSheet
from app.ui.choosing.picker import PickFacts
from app.ui.choosing.rows import PickRow
from app.ui.i18n import set_language
from app.ui.models.makers import Makers
from app.ui.sending.asking import Asking, total_words
from app.ui.sending.cost_sheet import CostSheetDialog
from app.ui.widgets.labels import Label
from tests.ui import walking

FAR = Card(id="far", label="Far away", kind="remote", models=(ModelCard(id="m", label="M"),))
ROWS = [
    PickRow(GeneratorChoice(generator="far"), "Far away", "Far away", ("video",)),
    PickRow(GeneratorChoice(generator="near"), "Near", "Near", ("video",)),
]
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


def dialog(
    qtbot: QtBot, sheet: CostSheet, limit: Money | None = None, *choices: GeneratorChoice
) -> CostSheetDialog:
    asked: list[Asking] = []

    def quote(asking: Asking) -> CostSheet:
        asked.append(asking)
        kept = tuple(one for one in sheet.items if one.shot_id in set(asking.shots))
        return sheet.model_copy(update={"items": kept, "careful_above": limit})

    seen: list[CostItem] = []
    made = CostSheetDialog(
        quote,
        Asking(tuple(one.shot_id for one in sheet.items), choices),
        Makers([FAR]),
        lambda: ROWS,
        ask=lambda _choice: PickFacts(),
        preview=lambda one, _parent: seen.append(one),
    )
    made.asked, made.seen = asked, seen  # type: ignore[attr-defined]
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


def cap_state(cap: str, asked: str, **changes: int) -> CapState:
    def money(text: str) -> Money:
        return Money(amount=Decimal(text))

    return CapState(
        scope="day", cap=money(cap), committed=money("0"), asked=money(asked), **changes
    )


def words(made: CostSheetDialog) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in made.findChildren(Label) if label.isVisible())


def test_over_a_cap_nothing_can_be_spent(qtbot: QtBot) -> None:
    sheet = CostSheet(
        items=(item("1", YUAN), item("2", YUAN)),
        caps=(cap_state("2.00", "2.40"),),
        kinds=("remote",),
    )
    made = dialog(qtbot, sheet)
    assert not made.spend.isEnabled()
    assert "Over the cap of ¥2.00 (today)" in words(made)


def test_what_is_left_of_each_cap_is_told(qtbot: QtBot) -> None:
    sheet = CostSheet(
        items=(item("1", YUAN),), caps=(cap_state("5.00", "1.20"),), kinds=("remote",)
    )
    made = dialog(qtbot, sheet)
    assert "¥3.80 of the cap of ¥5.00 will be left (today)" in words(made)
    assert made.spend.isEnabled()


def test_an_unknown_price_under_a_cap_needs_the_persons_word(qtbot: QtBot) -> None:
    held = cap_state("5.00", "0", unpriced=1)
    made = dialog(qtbot, CostSheet(items=(item("1", None),), caps=(held,), kinds=("remote",)))
    assert made.unpriced.isVisible()
    assert not made.spend.isEnabled()
    assert not made.allow_unpriced
    made.unpriced.setChecked(True)
    assert made.spend.isEnabled()
    assert made.allow_unpriced


def test_several_generators_are_one_bake_off(qtbot: QtBot) -> None:
    made = dialog(qtbot, CostSheet(items=(item("1", YUAN),), kinds=("remote",)))
    near = GeneratorChoice(generator="near")
    made.makers_row.take(GeneratorChoice(generator="far"))
    made.makers_row.take(near)
    asked: list[Asking] = made.asked  # type: ignore[attr-defined]
    assert [one.generator for one in asked[-1].choices] == ["far", "near"]
    made.makers_row.drop(near)
    assert len(asked[-1].choices) == 1
    made.takes.picked.emit("3")
    assert asked[-1].takes == 3


def test_enter_on_a_line_looks_and_never_spends(qtbot: QtBot) -> None:
    made = dialog(qtbot, CostSheet(items=(item("1", YUAN), item("2", YUAN)), kinds=("remote",)))
    made.table.setFocus()
    made.table.setCurrentCell(1, 0)
    qtbot.keyClick(made.table, Qt.Key.Key_Return)
    seen: list[CostItem] = made.seen  # type: ignore[attr-defined]
    assert [one.shot_number for one in seen] == ["2"]
    assert made.isVisible()


def test_who_follows_is_told_and_duplicates_can_be_left_out(qtbot: QtBot) -> None:
    first = item("1", YUAN)
    chain = Chain(recipes=(first.recipe.model_copy(update={"generator": "near"}),))
    sheet = CostSheet(
        items=(first.model_copy(update={"chain": chain}), item("2", YUAN, duplicate=True)),
        kinds=("remote",),
    )
    made = dialog(qtbot, sheet)
    assert made.follow.text() == "If one fails: as each shot says."
    assert "Leave out 1 duplicate" in made.without.text()
    made.without.click()
    assert [one.shot_number for one in made.sheet.items] == ["1"]
    assert made.follow.text() == "If one fails: near."
    for _round in range(3):
        QApplication.processEvents()
    assert walking.unnamed(made) == []
    assert walking.clipped(made) == []


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
