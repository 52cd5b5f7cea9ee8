from __future__ import annotations

import time

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from app.domain.cast import CastEntry
from app.ui.main_window import MainWindow
from app.ui.palette import Entry, Palette, command_entries


def test_it_reaches_commands_episodes_scenes_shots_and_cast(opened: MainWindow) -> None:
    icons = {entry.icon_name for entry in opened.dialogs.palette_entries()}
    assert {"command", "episode", "scene", "shot", "character", "place"} <= icons


def test_initials_find_and_enter_goes_there(opened: MainWindow, qtbot: QtBot) -> None:
    assert opened.session is not None
    wanted = next(entry for entry in opened.session.all(CastEntry) if entry.name == "林夏")
    opened.dialogs.open_palette()
    palette = opened.dialogs.palette
    assert palette is not None
    qtbot.keyClicks(palette.field, "lx")
    assert palette.rows()[0].title == "林夏"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert opened.page is not None
    assert opened.page.state()["current"] == wanted.id


def test_a_disabled_command_is_listed_with_its_reason(window: MainWindow) -> None:
    rows = {entry.title: entry.reason for entry in window.dialogs.palette_entries()}
    assert rows["Undo"]
    assert rows["New project"] == ""


def test_a_row_with_a_reason_does_nothing(window: MainWindow, qtbot: QtBot) -> None:
    ran: list[str] = []
    palette = Palette(
        [Entry("command", "Launch", "Command", lambda: ran.append("x"), reason="Not now")], window
    )
    palette.open()
    palette.choose()
    assert ran == []
    palette.reject()


def test_arrows_stay_in_the_field_and_move_the_list(window: MainWindow, qtbot: QtBot) -> None:
    ran: list[str] = []
    entries = [
        Entry("command", name, "Command", lambda name=name: ran.append(name))
        for name in ("one", "two")
    ]
    palette = Palette(entries, window)
    palette.open()
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert ran == ["two"]


def test_twenty_thousand_names_answer_at_once(window: MainWindow) -> None:
    entries = [
        Entry("shot", f"1-{n}-03 林夏推开门 {n}", "Shot", lambda: None) for n in range(20_000)
    ]
    palette = Palette(entries, window)
    start = time.perf_counter()
    palette.search("lx 19999")
    taken = time.perf_counter() - start
    assert [entry.title for entry in palette.rows()] == ["1-19999-03 林夏推开门 19999"]
    assert taken < 1, "far above the goal of 50 ms; the benchmark reports the figure"
    palette.close()


def test_commands_come_from_actions(qapp: object) -> None:
    action = QAction("Save && go")
    action.setShortcut("Ctrl+9")
    (entry,) = command_entries([action])
    assert entry.title == "Save & go"
    assert "9" in entry.keys
