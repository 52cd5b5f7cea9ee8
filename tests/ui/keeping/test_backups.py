from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.commands.project import rename_project
from app.ui.keeping.backups import BackupsDialog
from app.ui.keeping.copy_place import CopyPlaceDialog
from app.ui.main_window import MainWindow
from tests.ui.walking import unnamed


def shown(window: MainWindow, qtbot: QtBot) -> BackupsDialog:
    window.actions_["backups"].trigger()
    dialog = window.findChild(BackupsDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() != 1, timeout=5000)
    return dialog


def test_an_empty_list_offers_the_first_backup(opened: MainWindow, qtbot: QtBot) -> None:
    dialog = shown(opened, qtbot)
    assert dialog.pages.currentIndex() == 2
    assert not dialog.restore_button.isEnabled()
    dialog.back_up()
    qtbot.waitUntil(lambda: len(dialog.backups) == 1, timeout=5000)
    assert dialog.table.item(0, 1).text() == "By you"
    assert dialog.table.item(0, 5).text() == "Verified"
    assert unnamed(dialog) == []
    dialog.reject()


def test_restoring_opens_a_copy_and_leaves_the_project_alone(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    session = opened.session
    assert session is not None
    dialog = shown(opened, qtbot)
    dialog.back_up()
    qtbot.waitUntil(lambda: len(dialog.backups) == 1, timeout=5000)
    session.do(rename_project, "后来")
    original = session.folder
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    asked = dialog.findChild(CopyPlaceDialog)
    assert asked is not None
    assert asked.target.parent == original.parent
    assert not asked.target.exists()
    asked.go.click()
    qtbot.waitUntil(
        lambda: opened.session is not None and opened.session.folder != original, timeout=8000
    )
    assert opened.session is not None
    assert opened.session.project.title == "借光"
    assert len(opened.session.episodes()) == 2
    again = opened.studio.open(original, read_only=True)
    assert again.project.title == "后来"
    again.close()


def test_a_name_that_is_taken_is_refused(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "there.fenjing").mkdir()
    got: list[Path] = []
    dialog = CopyPlaceDialog("Copy", "words", tmp_path / "new.fenjing", "Go", got.append, opened)
    dialog.open()
    assert dialog.go.isEnabled()
    dialog.name.setText("there")
    assert not dialog.go.isEnabled()
    dialog.move_to(tmp_path)
    assert dialog.name.text() == "there 2"
    dialog.go.click()
    assert got == [tmp_path / "there 2.fenjing"]
