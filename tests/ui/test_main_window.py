from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.commands.project import rename_project
from app.domain.script import Episode
from app.errors import BadInput, OurBug, ReadOnly
from app.studio.studio import Studio
from app.ui import i18n, theme
from app.ui.dialogs import HistoryDialog
from app.ui.main_window import MainWindow
from app.ui.pages import PAGES
from app.ui.shortcuts import RESERVED, conflicts
from tests.ui import walking

KEYS = [page.key for page in PAGES]


def test_home_is_usable_before_a_project(window: MainWindow) -> None:
    assert window.page is not None
    assert window.page.key == "home"
    assert not window.actions_["undo"].isEnabled()
    assert window.actions_["undo"].statusTip()


@pytest.mark.parametrize("key", ["home", *KEYS])
def test_every_control_is_named_and_large_enough(opened: MainWindow, key: str) -> None:
    opened.show_page(key)
    QApplication.processEvents()
    assert walking.unnamed(opened) == []
    assert walking.too_small(opened) == []


def test_changing_language_rebuilds_everything_and_loses_nothing(opened: MainWindow) -> None:
    opened.show_page("script")
    before = opened.selection.state()
    shown = opened.top.saved.text()
    assert "Saved" in shown
    opened.switch_language()
    assert i18n.language() == "zh"
    assert opened.top.saved.text() not in {"", shown}
    assert opened.page is not None
    assert opened.page.key == "script"
    assert opened.selection.state() == before
    QApplication.processEvents()
    assert "分集" in {label.text() for label in opened.findChildren(QLabel) if label.isVisible()}
    opened.switch_language()
    assert i18n.language() == "en"


@pytest.mark.parametrize("key", ["home", *KEYS])
def test_no_english_is_left_on_a_chinese_page(opened: MainWindow, key: str) -> None:
    opened.switch_language()
    opened.show_page(key)
    QApplication.processEvents()
    shown = [*opened.findChildren(QLabel), *opened.findChildren(QAbstractButton)]
    texts = {widget.text().replace("&&", "&") for widget in shown if widget.isVisible()}
    names = {widget.accessibleName() for widget in shown if widget.isVisible()}
    left = {text for text in texts | names if text and i18n.sentence(text) != text}
    assert left == set()


def test_theme_and_text_size_take_hold_at_once(opened: MainWindow) -> None:
    opened.switch_theme()
    assert theme.current().name == "light"
    opened.set_text_size(150)
    assert theme.current().scale == 150
    assert opened.studio.settings.text_percent == 150
    opened.set_text_size(999)
    assert theme.current().scale == 200


def test_undo_and_redo_carry_names_and_reach_across_pages(opened: MainWindow) -> None:
    assert opened.session is not None
    opened.session.do(rename_project, "新名")
    assert "Rename project" in opened.actions_["undo"].text()
    opened.show_page("cast")
    opened.actions_["undo"].trigger()
    assert opened.session.project.title == "借光"
    assert "Rename project" in opened.actions_["redo"].text()
    opened.actions_["redo"].trigger()
    assert opened.session.project.title == "新名"


def test_history_goes_back_to_a_step(opened: MainWindow) -> None:
    session = opened.session
    assert session is not None
    for title in ("A", "B", "C"):
        session.do(rename_project, title)
    dialog = HistoryDialog(session, opened)
    dialog.list.setCurrentRow(2)
    dialog.go_there()
    assert session.project.title == "A"
    dialog.list.setCurrentRow(0)
    dialog.go_there()
    assert session.project.title == "C"
    dialog.close()


def test_reopening_returns_to_page_episode_and_view(opened: MainWindow, studio: Studio) -> None:
    session = opened.session
    assert session is not None
    second = session.all(Episode)[1]
    opened.selection.choose_episode(second.id)
    opened.show_page("script")
    assert opened.page is not None
    opened.page.show_view("outline")  # type: ignore[attr-defined]
    opened.show_page("cast")
    folder = session.folder
    opened.close_project()
    assert opened.page.key == "home"
    opened.open_session(studio.open(folder))
    assert opened.page.key == "cast"
    assert opened.selection.episode == second.id
    opened.show_page("script")
    assert opened.page.state()["view"] == "outline"


def test_errors_are_explained_and_never_traced(opened: MainWindow) -> None:
    opened.notices.error(BadInput("That is not a script.", "Choose another file."))
    opened.notices.error(ReadOnly("It is open for reading only."))
    opened.notices.error(OurBug("impossible"))
    QApplication.processEvents()
    texts = " ".join(label.text() for label in opened.findChildren(QLabel) if label.isVisible())
    assert "That is not a script." in texts
    assert "Choose another file." in texts
    assert "impossible" not in texts
    assert "Traceback" not in texts
    assert opened.notices.has("bug")


def test_no_key_is_claimed_twice_on_a_page(opened: MainWindow) -> None:
    for key in KEYS:
        opened.show_page(key)
        assert opened.page is not None
        both = [*opened.actions_.all(), *opened.page.page_actions]
        assert conflicts(both) == {}
        bound = {keys.toString() for action in both for keys in action.shortcuts()}
        assert not bound & {QKeySequence(keys).toString() for keys in RESERVED}


def test_panels_are_walked_by_f6(opened: MainWindow) -> None:
    opened.show_page("script")
    opened.activateWindow()
    seen = set()
    for _step in range(5):
        opened.dialogs.cycle_panel(1)
        seen.add(id(opened.focusWidget()))
    assert len(seen) >= 4


def test_a_dropped_script_says_where_it_lands(opened: MainWindow, tmp_path: Path) -> None:
    opened.show_page("script")
    script = tmp_path / "a.txt"
    script.write_text("第1集", encoding="utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(script))])
    place = QPointF(300, 300).toPoint()
    actions, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDragEnterEvent(place, actions, mime, button, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(opened, event)
    overlay = opened._overlay
    assert overlay.isVisible()
    assert "script" in overlay.accessibleName()
    overlay.hide()


def test_a_project_that_cannot_be_written_says_so(opened: MainWindow, studio: Studio) -> None:
    assert opened.session is not None
    folder = opened.session.folder
    opened.close_project()
    opened.open_session(studio.open(folder, read_only=True))
    assert opened.notices.has("read_only")
    opened.show_page("script")
    assert opened.page is not None
    assert opened.page.editor.isReadOnly()  # type: ignore[attr-defined]


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("key", ["home", "script", "cast"])
def test_forty_percent_longer_words_are_not_cut_off(
    opened: MainWindow, qtbot: QtBot, key: str, percent: int
) -> None:
    opened.resize(1440 * percent // 100, 900 * percent // 100)
    i18n.set_disguise(lambda text: text + "~" * max(2, len(text) * 2 // 5))
    theme.apply(QApplication.instance(), "dark", percent)  # type: ignore[arg-type]
    opened.rebuild()
    opened.show_page(key)
    qtbot.wait(30)
    assert opened.page is not None
    assert walking.clipped(opened.page) == []
