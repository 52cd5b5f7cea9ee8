"""A person with two keys: paste them, test them, send three shots to two vendors, compare, pick, see the cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from app.domain.money import Money, converted, total
from app.domain.shots import Shot
from app.domain.takes import Take
from app.ui.board.page import BoardPage
from app.ui.choosing.picker import GeneratorPicker
from app.ui.compare.dialog import CompareDialog
from app.ui.main_window import MainWindow
from app.ui.preferences.dialog import PreferencesDialog
from app.ui.preferences.generators import GeneratorsSection
from app.ui.queue.page import QueuePage
from app.ui.sending.cost_sheet import CostSheetDialog
from tests.fakes.ark import FakeArk
from tests.fakes.vendors.kling import FakeKling

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
#: What a person types to find each model.
ARK_MODEL, KLING_MODEL = "seedance 2.0 mini", "kling 2.6"


@pytest.fixture
def ark(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeArk]:
    with FakeArk() as fake:
        monkeypatch.setenv("FENJING_SEEDANCE_URL", fake.url)
        yield fake


@pytest.fixture
def kling(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeKling]:
    with FakeKling() as fake:
        monkeypatch.setenv("FENJING_KLING_URL", fake.url)
        yield fake


def hurry(window: MainWindow) -> None:
    """Vendors are looked at as soon as they took something: no test waits as a person would."""
    studio = window.studio
    folder = studio.services.settings.path.parent / "cards"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("seedance", "kling"):
        card = studio.catalog[name].card.model_copy(update={"poll_first_seconds": 0.05})
        (folder / f"{name}.json").write_text(card.model_dump_json(), encoding="utf-8")
    studio.cards.renew()


def press(
    window: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, held)
    QApplication.processEvents()


def back(window: QWidget, qtbot: QtBot) -> None:
    """A window manager gives the window the keys again when a dialog closes; offscreen nobody does."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def in_dialog(kind: type[QDialog], act: Callable[[Any], None]) -> None:
    """What the person does in the dialog that opens next; a failure in it closes it and is told."""

    def look() -> None:
        found = QApplication.activeModalWidget()
        if not isinstance(found, kind):
            QTimer.singleShot(20, look)
            return
        try:
            act(found)
        except BaseException:
            found.reject()
            raise

    QTimer.singleShot(0, look)


def paste_and_test(section: GeneratorsSection, name: str, key: str, qtbot: QtBot) -> None:
    section.search.setFocus()
    section.search.selectAll()
    QTest.keyClicks(section.search, name)
    qtbot.waitUntil(lambda: not section.list.item(section_row(section, name)).isHidden())
    section.list.setCurrentRow(section_row(section, name))
    panel = section.panel
    assert panel is not None
    assert panel.card.id == name
    QGuiApplication.clipboard().setText(f"  {key}\n")
    panel.key.setFocus()
    QTest.keyClick(panel.key, Qt.Key.Key_V, CTRL)
    qtbot.mouseClick(panel.test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.answer.property("tone") in ("ok", "error"))
    assert panel.answer.property("tone") == "ok", panel.answer.text()


def section_row(section: GeneratorsSection, name: str) -> int:
    rows = range(section.list.count())
    return next(at for at in rows if section.list.item(at).data(Qt.ItemDataRole.UserRole) == name)


def set_up_keys(window: MainWindow, ark: FakeArk, kling: FakeKling, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_Comma, CTRL)
    dialog = next(one for one in window.findChildren(PreferencesDialog) if one.isVisible())
    dialog.names.setCurrentRow(3)
    section = dialog.findChildren(GeneratorsSection)[0]
    paste_and_test(section, "seedance", ark.settings.key, qtbot)
    paste_and_test(section, "kling", kling.key, qtbot)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert ark.invoice == []
    assert kling.invoice == []


def send_to_both(window: MainWindow, qtbot: QtBot) -> None:
    """Ctrl+Enter, two generators, and the button that carries the price."""

    def choose(words: str) -> Callable[[GeneratorPicker], None]:
        def act(picker: GeneratorPicker) -> None:
            QTest.keyClicks(picker.field, words)
            QTest.keyClick(picker.field, Qt.Key.Key_Return)

        return act

    def accept(sheet: CostSheetDialog) -> None:
        for words in (ARK_MODEL, KLING_MODEL):
            in_dialog(GeneratorPicker, choose(words))
            qtbot.mouseClick(sheet.makers_row.add, Qt.MouseButton.LeftButton)
        assert sheet.table.rowCount() == 6
        assert "¥" in sheet.spend.text()
        assert "$" in sheet.spend.text()
        assert sheet.spend.isEnabled(), [one.problems for one in sheet.sheet.items]
        qtbot.mouseClick(sheet.spend, Qt.MouseButton.LeftButton)

    in_dialog(CostSheetDialog, accept)
    press(window, Qt.Key.Key_Return, CTRL)
    back(window, qtbot)


def pick_the_second(window: MainWindow, qtbot: QtBot) -> Take:
    seen: list[Take] = []

    def compare(dialog: CompareDialog) -> None:
        back(dialog, qtbot)
        assert len(dialog.panes) == 2
        assert all(pane.column.take.cost is not None for pane in dialog.panes)
        assert all(pane.column.wait_seconds is not None for pane in dialog.panes)
        seen.append(dialog.panes[1].column.take)
        QTest.keyClick(dialog, Qt.Key.Key_2)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    in_dialog(CompareDialog, compare)
    press(window, Qt.Key.Key_C)
    back(window, qtbot)
    return seen[0]


def column_of(table: QTableWidget, column: int) -> list[str]:
    return [table.item(row, column).text() for row in range(table.rowCount())]


def test_keys_two_vendors_compare_pick_and_see_the_cost(
    opened: MainWindow, ark: FakeArk, kling: FakeKling, qtbot: QtBot
) -> None:
    session = opened.session
    assert session is not None
    hurry(opened)
    back(opened, qtbot)
    set_up_keys(opened, ark, kling, qtbot)
    back(opened, qtbot)

    press(opened, Qt.Key.Key_3, CTRL)
    page = opened.page
    assert isinstance(page, BoardPage)
    press(opened, Qt.Key.Key_Right, SHIFT)
    press(opened, Qt.Key.Key_Right, SHIFT)
    shots = page.selected()
    assert len(shots) == 3
    send_to_both(opened, qtbot)
    qtbot.waitUntil(lambda: len(session.all(Take)) == 6, timeout=20_000)
    makers = sorted((take.shot_id, take.generator) for take in session.all(Take))
    assert makers == sorted((shot, name) for shot in shots for name in ("kling", "seedance"))
    assert (len(ark.tasks), len(kling.jobs)) == (3, 3)

    press(opened, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: len(page.parts.takes.model.cards) == 2)
    picked = pick_the_second(opened, qtbot)
    assert session.get(Shot, shots[0]).pick == picked.id
    assert len(session.all(Take)) == 6

    press(opened, Qt.Key.Key_4, CTRL)
    queue = opened.page
    assert isinstance(queue, QueuePage)
    billed = total(take.cost for take in session.all(Take) if take.cost)
    assert billed["CNY"].amount == pytest.approx(ark.invoiced, abs=Decimal("0.000001"))
    assert billed["USD"].amount == kling.invoiced
    assert str(billed["USD"]) in queue.spend.figures["whole"].text()
    press(opened, Qt.Key.Key_2, CTRL | Qt.KeyboardModifier.AltModifier)
    table = queue.costs.table
    assert sorted(column_of(table, 1)) == ["3", "3"]
    assert sorted(column_of(table, 2)) == ["0 of 1", "1 of 1"]
    assert picked.cost is not None
    cost = converted(picked.cost, "CNY", opened.studio.settings.cny_per_usd)
    assert cost is not None
    seconds = Decimal(str(picked.recipe.seconds if picked.recipe else 1))
    assert str(Money(amount=cost.amount / seconds)) in column_of(table, 5)
