from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.studio.studio import Studio
from app.ui.board.page import BoardPage
from app.ui.home.new_project import NewProjectDialog, folder_name, free_folder
from app.ui.home.page import HomePage
from app.ui.home.project_card import ProjectCard, StartCard
from app.ui.main_window import MainWindow
from app.ui.script.import_preview import ImportPreview


def home(window: MainWindow) -> HomePage:
    window.show_page("home")
    QApplication.processEvents()
    assert isinstance(window.page, HomePage)
    return window.page


def test_the_first_run_offers_three_ways(window: MainWindow) -> None:
    assert len(home(window).findChildren(StartCard)) == 3


def test_recent_projects_are_cards_that_open(opened: MainWindow) -> None:
    opened.close_project()
    (card,) = home(opened).findChildren(ProjectCard)
    assert card.project.title == "借光"
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert opened.session is not None


def test_a_project_that_is_gone_can_be_removed_and_brought_back(opened: MainWindow) -> None:
    assert opened.session is not None
    folder = opened.session.folder
    opened.close_project()
    shutil.rmtree(folder)
    page = home(opened)
    (card,) = page.findChildren(ProjectCard)
    assert "not reachable" in card.accessibleName()
    page.open_recent(card.project)
    assert opened.session is None
    QTest.keyClick(card, Qt.Key.Key_Delete)
    assert opened.studio.recent() == ()


def test_a_script_becomes_a_project(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    script = tmp_path / "new.txt"
    script.write_text("《夜灯》\n\n第1集 灯\n\n1-1 夜 内 店\n甲：在吗？\n", encoding="utf-8")
    page = home(window)
    assert page.lands([script])
    page.take_files([script])
    preview = next(one for one in page.findChildren(ImportPreview) if one.isVisible())
    preview.take.click()
    assert window.session is not None
    assert window.session.episodes()[0].number == 1


def test_a_new_project_needs_a_title_and_gets_a_free_folder(
    window: MainWindow, tmp_path: Path
) -> None:
    dialog = NewProjectDialog(tmp_path, window)
    assert not dialog.create_button.isEnabled()
    dialog.title.setText("夜灯: 一/二")
    assert dialog.create_button.isEnabled()
    assert dialog.chosen().folder == tmp_path / "夜灯 一 二.fenjing"
    (tmp_path / "夜灯 一 二.fenjing").mkdir()
    assert free_folder(tmp_path, "夜灯: 一/二").name == "夜灯 一 二 2.fenjing"
    assert folder_name(" .. ") == "Fenjing"
    dialog.close()


def test_opening_a_copy_leaves_the_original(opened: MainWindow, studio: Studio) -> None:
    assert opened.session is not None
    original = opened.session.folder
    opened.close_project()
    page = home(opened)
    page.open_copy(studio.recent()[0])
    assert opened.session is not None
    assert opened.session.folder != original
    assert opened.session.project.title == "借光"


def test_two_actions_open_the_sample_and_play_it(window: MainWindow, qtbot: QtBot) -> None:
    cards = home(window).findChildren(StartCard)
    QTest.mouseClick(cards[0], Qt.MouseButton.LeftButton)
    assert window.session is not None
    page = window.page
    assert isinstance(page, BoardPage)
    window.activateWindow()
    QTest.keyClick(page.parts.view, Qt.Key.Key_Space)
    before = window.selection.playhead
    qtbot.waitUntil(lambda: window.selection.playhead > before, timeout=20_000)
    QTest.keyClick(page.parts.view, Qt.Key.Key_Space)
    window.leave()
