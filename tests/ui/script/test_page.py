from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.script import Episode
from app.domain.shots import Shot
from app.ui.main_window import MainWindow
from app.ui.script.import_preview import ImportPreview
from app.ui.script.page import ScriptPage
from app.ui.script.shots_diff import ShotsDiffDialog


@pytest.fixture
def page(opened: MainWindow, qtbot: QtBot) -> ScriptPage:
    opened.show_page("script")
    opened.activateWindow()
    found = opened.page
    assert isinstance(found, ScriptPage)
    found.editor.setFocus()
    qtbot.waitUntil(found.editor.hasFocus)
    return found


def text_of(page: ScriptPage) -> str:
    return page.context.project.episodes()[0].text


def test_typing_is_kept_within_a_second_as_one_step(
    opened: MainWindow, page: ScriptPage, qtbot: QtBot
) -> None:
    before = text_of(page)
    page.editor.go_to_line(1)
    QTest.keyClicks(page.editor, "abc")
    qtbot.waitUntil(lambda: "abc" in text_of(page), timeout=2000)
    QTest.keyClicks(page.editor, "def")
    page.flush()
    assert "abcdef" in text_of(page)
    opened.undo()
    assert text_of(page) == before
    assert page.editor.toPlainText() == before.replace("\r\n", "\n")


def test_undo_by_its_key_is_the_projects_own(opened: MainWindow, page: ScriptPage) -> None:
    before = text_of(page)
    page.editor.go_to_line(1)
    QTest.keyClicks(page.editor, "xyz")
    QTest.keyClick(page.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert text_of(page) == before
    QTest.keyClick(page.editor, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert "xyz" in text_of(page)


def test_an_undo_keeps_the_cursor_where_it_was(opened: MainWindow, page: ScriptPage) -> None:
    page.editor.go_to_line(5)
    page.editor.insertPlainText("改")
    page.commit()
    page.editor.go_to_line(9)
    opened.undo()
    assert page.editor.line() == 9


def test_scenes_move_by_key(page: ScriptPage) -> None:
    page._go_to_scene(0)
    QTest.keyClick(page.editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    places = [
        scene.place for scene in page.context.project.scenes(page.context.project.episodes()[0].id)
    ]
    assert places == ["后巷", "便利店"]
    assert page._scene_index() == 1


def test_cards_and_outline_move_scenes_too(page: ScriptPage, qtbot: QtBot) -> None:
    page.show_view("outline")
    page.outline.setCurrentItem(page.outline.topLevelItem(1))
    QTest.keyClick(page.outline, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert page._rows[0].span.scene.place == "后巷"
    page.show_view("cards")
    card = page.cards._cards[0]
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert page._rows[0].span.scene.place == "便利店"


def test_a_mention_offers_names_and_writes_the_chosen_one(page: ScriptPage) -> None:
    page.editor.go_to_line(1)
    QTest.keyClicks(page.editor, "@zy")
    assert page.mention.popup.isVisible()
    QTest.keyClick(page.editor, Qt.Key.Key_Return)
    assert page.editor.toPlainText().split("\n")[1] == "周野"
    QTest.keyClicks(page.editor, "@l")
    QTest.keyClick(page.editor, Qt.Key.Key_Escape)
    assert not page.mention.popup.isVisible()
    page.flush()


def test_find_and_replace(page: ScriptPage) -> None:
    page._find(replacing=True)
    page.find_bar.wanted.setText("林夏")
    page.find_bar.find_next()
    assert page.editor.textCursor().selectedText() == "林夏"
    page.find_bar.instead.setText("林冬")
    page.find_bar.replace_all()
    page.flush()
    assert "林夏" not in text_of(page)
    assert "林冬" in text_of(page)


def test_make_shots_shows_a_diff_and_changes_nothing_before_it_is_accepted(
    page: ScriptPage,
) -> None:
    session = page.context.project
    before = session.all(Shot)
    page.editor.moveCursor(QTextCursor.MoveOperation.End)
    page.editor.insertPlainText("\n林夏：灯又亮了。\n")
    page.make_shots()
    dialog = next(one for one in page.findChildren(ShotsDiffDialog) if one.isVisible())
    assert session.all(Shot) == before
    dialog.agree.click()
    assert session.all(Shot) != before


def test_every_episode_is_reached_and_added(opened: MainWindow, page: ScriptPage) -> None:
    second = page.context.project.all(Episode)[1]
    opened.selection.choose_episode(second.id)
    assert "一盏灯的价钱" in page.editor.toPlainText()
    page._commands.add()
    assert len(page.context.project.all(Episode)) == 3
    assert page.editor.toPlainText() == ""


def test_an_import_says_what_was_not_understood(
    opened: MainWindow, page: ScriptPage, tmp_path: Path
) -> None:
    script = tmp_path / "next.txt"
    script.write_text(
        "第3集  新的\n\n3-1 日 内 医院\n林夏：【没有闭合\n".strip(), encoding="gb18030"
    )
    preview = ImportPreview.of_file(script, opened.notices, page)
    assert preview is not None
    preview.accepted_script.connect(page._accept_script)
    preview.open()
    assert "gb" in preview.encoding.itemText(0).lower()
    preview.encoding.setCurrentIndex(preview.encoding.findData("utf-16"))
    assert preview.screenplay is not None
    preview.encoding.setCurrentIndex(0)
    assert preview.take.isEnabled()
    preview.take.click()
    assert [episode.number for episode in page.context.project.episodes()] == [1, 2, 3]


def test_an_empty_project_says_how_to_begin(window: MainWindow, tmp_path: Path) -> None:
    window.open_session(window.studio.create(tmp_path / "empty", title="空"))
    window.show_page("script")
    QApplication.processEvents()
    found = window.page
    assert isinstance(found, ScriptPage)
    assert found.stack.currentWidget() is found.empty
    assert found.empty.primary is not None
    found.empty.primary.click()
    assert found.stack.currentWidget() is found.splitter
