"""A new person's first quarter of an hour, by keys and clicks alone: from an empty window to a film that plays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.domain.takes import Take
from app.studio.session import Session
from app.ui.board.page import BoardPage
from app.ui.deliver.page import DeliverPage
from app.ui.home.new_project import NewProjectDialog
from app.ui.home.project_card import StartCard
from app.ui.main_window import MainWindow
from app.ui.script.page import ScriptPage
from app.ui.script.shots_diff import ShotsDiffDialog
from app.ui.sending.cost_sheet import CostSheetDialog

SCRIPT = """INT. CORNER SHOP - NIGHT

Rain runs down the window. IRIS counts her coins under the lamp.

IRIS
We are closed.

CHEN
The light is still on.

Chen leaves the umbrella by the door.
"""
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture(autouse=True)
def _projects(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FENJING_PROJECTS_DIR", str(tmp_path / "projects"))


def focused(window: MainWindow) -> QWidget:
    """Who would get the next key."""
    return QApplication.focusWidget() or window


def press(
    window: MainWindow, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(focused(window), key, held)
    QApplication.processEvents()


def back(window: MainWindow, qtbot: QtBot) -> None:
    """A window manager gives the window the keys again when a dialog closes; offscreen nobody does."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def in_dialog(kind: type[QDialog], act: Callable[[QDialog], None]) -> None:
    """What the person does in a dialog that takes the window's place."""

    def look() -> None:
        found = QApplication.activeModalWidget()
        if isinstance(found, kind):
            act(found)
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(0, look)


def start_empty(window: MainWindow, qtbot: QtBot) -> Session:
    card = window.findChildren(StartCard)[2]

    def name_it(dialog: QDialog) -> None:
        assert isinstance(dialog, NewProjectDialog)
        QTest.keyClicks(dialog.title, "Late light")
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    in_dialog(NewProjectDialog, name_it)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert window.session is not None
    return window.session


def write_script(window: MainWindow, qtbot: QtBot) -> None:
    page = window.page
    assert isinstance(page, ScriptPage)
    assert page.empty.primary is not None
    qtbot.mouseClick(page.empty.primary, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.splitter)
    back(window, qtbot)
    qtbot.mouseClick(page.editor.viewport(), Qt.MouseButton.LeftButton)
    QGuiApplication.clipboard().setText(SCRIPT)
    QTest.keyClick(page.editor, Qt.Key.Key_V, CTRL)
    QTest.keyClick(page.editor, Qt.Key.Key_Return, CTRL)
    dialog = window.findChild(ShotsDiffDialog)
    assert dialog is not None
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    back(window, qtbot)


def generate(window: MainWindow, session: Session, wanted: int, qtbot: QtBot) -> None:
    def accept(dialog: QDialog) -> None:
        assert isinstance(dialog, CostSheetDialog)
        assert "free" in dialog.spend.text()
        qtbot.mouseClick(dialog.spend, Qt.MouseButton.LeftButton)

    in_dialog(CostSheetDialog, accept)
    press(window, Qt.Key.Key_Return, CTRL)
    back(window, qtbot)
    qtbot.waitUntil(lambda: len(session.all(Take)) == wanted, timeout=90_000)


def order(session: Session) -> list[str]:
    return [row.shot.id for row in session.board_rows(session.episodes()[0].id)]


def render(window: MainWindow, qtbot: QtBot) -> Path:
    back(window, qtbot)
    press(window, Qt.Key.Key_6, CTRL)
    back(window, qtbot)
    page = window.page
    assert isinstance(page, DeliverPage)
    kinds = page.presets.list
    copy = page.presets._items["review"]
    kinds.scrollToItem(copy)
    spot = kinds.visualItemRect(copy).center()
    qtbot.mouseClick(kinds.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert page.presets.current() == "review"
    with qtbot.waitSignal(page.season.finished, timeout=90_000):
        press(window, Qt.Key.Key_Return, CTRL)
    (card,) = page.results.cards
    return Path(card.path)


def test_from_an_empty_window_to_a_film_that_plays(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    session = start_empty(window, qtbot)
    write_script(window, qtbot)
    shots = order(session)
    assert len(shots) >= 3
    press(window, Qt.Key.Key_3, CTRL)
    page = window.page
    assert isinstance(page, BoardPage)
    assert page.selected() == shots[:1]

    press(window, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert page.selected() == shots[:2]
    generate(window, session, 2, qtbot)
    press(window, Qt.Key.Key_Home)
    assert page.selected() == shots[:1]
    generate(window, session, 3, qtbot)

    qtbot.waitUntil(lambda: len(page.parts.takes.model.cards) == 2, timeout=5000)
    press(window, Qt.Key.Key_BracketRight)
    assert page.parts.takes.model.picked_row() == 1
    press(window, Qt.Key.Key_BracketLeft)
    assert page.parts.takes.model.picked_row() == 0

    press(window, Qt.Key.Key_Right, ALT)
    assert order(session) == [shots[1], shots[0], *shots[2:]]
    press(window, Qt.Key.Key_Z, CTRL)
    assert order(session) == shots

    made = render(window, qtbot)
    with av.open(str(made)) as film:
        frames = sum(1 for _frame in film.decode(video=0))
    assert frames == session.rendering.timeline(session.episodes()[0].id).length
