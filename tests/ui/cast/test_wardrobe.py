from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.commands import cast as commands
from app.domain.cast import CastEntry, Look
from app.domain.script import Scene
from app.domain.shots import Shot
from app.ui.board.page import BoardPage
from app.ui.cast.crop_canvas import CropBox, CropCanvas
from app.ui.cast.merging import MergeDialog
from app.ui.cast.page import CastPage
from app.ui.main_window import MainWindow


@pytest.fixture
def page(opened: MainWindow) -> CastPage:
    opened.show_page("cast")
    found = opened.page
    assert isinstance(found, CastPage)
    found.choose(named(opened, "林夏").id)
    return found


def named(window: MainWindow, name: str) -> CastEntry:
    assert window.session is not None
    return next(one for one in window.session.cast() if one.name == name)


def scenes(window: MainWindow) -> list[Scene]:
    session = window.session
    assert session is not None
    return [one for episode in session.episodes() for one in session.scenes(episode.id)]


def test_the_wardrobe_names_a_gap_and_closes_it_by_marking_scenes(
    opened: MainWindow, page: CastPage
) -> None:
    session, order = page.context.project, scenes(opened)
    lin = named(opened, "林夏")
    session.do(commands.add_look, lin.id, "灰毛衣", to_scene=order[1].id)
    page.show_view("wardrobe")
    panel = page.wardrobe
    row = next(i for i, one in enumerate(panel.model.table.rows) if one.entry.id == lin.id)
    assert panel.model.row(row).cells[2].problem == "gap"
    panel.to_next_fault()
    assert panel.table.currentIndex().column() == 2
    for column in (0, 2):
        panel.table.selectionModel().setCurrentIndex(
            panel.model.index(row, column), QItemSelectionModel.SelectionFlag.Select
        )
    marked = panel.marked()
    assert marked is not None
    look = session.all(Look, cast_id=lin.id)[0]
    panel.wear(look, marked[1], marked[2])
    assert session.get(Look, look.id).to_scene == order[2].id
    assert not panel.model.row(row).faults
    opened.undo()
    assert session.get(Look, look.id).to_scene == order[1].id
    assert panel.model.row(row).faults == 1


def test_every_cell_says_in_words_what_it_shows(opened: MainWindow, page: CastPage) -> None:
    lin = named(opened, "林夏")
    page.context.project.do(commands.add_look, lin.id, "红大衣", reason="入冬")
    page.show_view("wardrobe")
    index = page.wardrobe.model.index(0, 0)
    words = page.wardrobe.model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert "林夏" in words
    assert "红大衣" in words
    assert "入冬" in words
    menu = page.wardrobe.menu()
    assert menu is not None
    assert any("红大衣" in one.text() for one in menu.actions())
    menu.deleteLater()


def test_bible_fields_and_the_identity_block_are_kept_and_undone(
    opened: MainWindow, page: CastPage
) -> None:
    assert page._sheet is not None
    bible = page._sheet.bible
    bible.fields["hair"].setPlainText("齐下颌短发")
    page.flush()
    assert named(opened, "林夏").bible.hair == "齐下颌短发"
    page.open_look("")
    assert page._sheet is not None
    page._sheet.bible._compose()
    assert "齐下颌短发" in named(opened, "林夏").identity_zh
    opened.undo()
    assert not named(opened, "林夏").identity_zh


def test_merging_says_what_moves_and_refuses_a_crowd(opened: MainWindow, page: CastPage) -> None:
    session = page.context.project
    lin, chen = named(opened, "林夏"), named(opened, "老陈")
    dialog = MergeDialog(session, lin, [chen], opened)
    kept, merged = dialog.chosen()
    assert (kept.id, merged.id) == (lin.id, chen.id)
    assert dialog.done_.isEnabled()
    crowd = chen.model_copy(update={"crowd": True})
    refused = MergeDialog(session, lin, [crowd], opened)
    assert not refused.done_.isEnabled()
    assert refused.told.text()
    for one in (dialog, refused):
        one.deleteLater()


def test_boxes_are_moved_sized_and_removed_by_keys(qtbot: object) -> None:
    from PySide6.QtGui import QImage

    canvas = CropCanvas()
    canvas.resize(400, 300)
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.gray)
    canvas.set_image(image)
    canvas.set_boxes([CropBox(0.1, 0.1, 0.4, 0.9), CropBox(0.5, 0.1, 0.9, 0.9, "side")])
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.boxes[0].left == pytest.approx(0.11)
    QTest.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.boxes[0].right == pytest.approx(0.40)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert [box.slot for box in canvas.boxes] == ["front"]
    QTest.keyClick(canvas, Qt.Key.Key_N)
    assert len(canvas.boxes) == 2
    canvas.deleteLater()


@pytest.fixture
def board(opened: MainWindow) -> BoardPage:
    session = opened.session
    assert session is not None
    opened.show_shot(session.board_rows(session.episodes()[0].id)[0].shot.id)
    opened.show_page("board")
    found = opened.page
    assert isinstance(found, BoardPage)
    return found


def test_a_mention_is_found_by_initials_and_deleted_whole(board: BoardPage) -> None:
    box = board.parts.inspector.prompt
    box.setFocus()
    QTest.keyClicks(box, "@lx")
    assert box.list.count()
    assert box.popup.isVisible()
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.text() == "@林夏"
    assert len(box.mentions()) == 1
    QTest.keyClick(box, Qt.Key.Key_Backspace)
    assert box.text() == ""


def test_a_composition_keeps_its_keys(board: BoardPage) -> None:
    box = board.parts.inspector.prompt
    box.setFocus()
    QTest.keyClicks(box, "@")
    QApplication.sendEvent(box, QInputMethodEvent("lin", []))
    assert box.composing
    assert not box.popup.isVisible()
    committed = QInputMethodEvent("", [])
    committed.setCommitString("林")
    QApplication.sendEvent(box, committed)
    assert box.text() == "@林"
    assert box.popup.isVisible()
    box.popup.hide()


def test_a_look_chosen_for_a_shot_is_seen_and_follows_the_scene_again(board: BoardPage) -> None:
    session = board.session
    lin = next(one for one in session.cast() if one.name == "林夏")
    session.do(commands.add_look, lin.id, "灰毛衣")
    session.do(commands.add_look, lin.id, "红大衣", to_scene=session.all(Scene)[-1].id)
    shot = board.context.selection.shot
    assert shot is not None
    look = session.all(Look, cast_id=lin.id)[0]
    board.same_face._choose(lin.id, look.id)
    assert session.get(Shot, shot).looks == {lin.id: look.id}
    assert "灰毛衣" in board.same_face.looks.buttons[lin.id].text()
    board.same_face._choose(lin.id, "")
    assert session.get(Shot, shot).looks == {}


def test_one_key_lays_the_sheet_beside_the_preview(board: BoardPage) -> None:
    sheet = board.same_face.sheet
    assert sheet.isHidden()
    action = next(one for one in board.page_actions if one.objectName() == "board.sheet")
    action.trigger()
    assert not sheet.isHidden()
    assert sheet.shown
    action.trigger()
    assert sheet.isHidden()
