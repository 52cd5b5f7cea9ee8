from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.shots import Shot
from app.ui.board.page import BoardPage
from app.ui.widgets.cards import EmptyState
from tests.ui.board.stage import Stage


@pytest.fixture
def page(stage: Stage) -> BoardPage:
    made = stage.open(BoardPage)
    assert isinstance(made, BoardPage)
    return made


def numbers(stage: Stage) -> list[str]:
    return [shot.id for shot in stage.shots]


def test_shows_every_shot_and_starts_at_the_first(page: BoardPage, stage: Stage) -> None:
    assert [card.id for card in page.parts.model.shown] == numbers(stage)
    assert page.selected() == [stage.shots[0].id]
    assert page.parts.inspector.title.text() == stage.shots[0].number


def test_alt_arrow_moves_a_shot_and_undo_brings_it_back(
    page: BoardPage, stage: Stage, qtbot: QtBot
) -> None:
    before = numbers(stage)
    qtbot.keyClick(page.parts.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert numbers(stage) == [before[1], before[0], *before[2:]]
    assert page.selected() == [before[0]]
    stage.session.undo()
    assert numbers(stage) == before
    assert [card.id for card in page.parts.model.shown] == before


def test_a_drop_puts_shots_before_and_after_and_across_scenes(
    page: BoardPage, stage: Stage
) -> None:
    before = numbers(stage)
    page.parts.grid.drop_shots([before[0]], len(before) - 1, True)
    assert numbers(stage) == [*before[1:], before[0]]
    last = stage.session.get(Shot, before[-1])
    assert stage.session.get(Shot, before[0]).scene_id == last.scene_id
    page.parts.grid.drop_shots([before[0]], 0, False)
    assert numbers(stage) == before


def test_batch_edit_is_one_step(page: BoardPage, stage: Stage) -> None:
    ids = numbers(stage)[:3]
    stage.selection.choose_shots(*ids)
    assert page.parts.inspector.title.text() == "3 shots"
    page.parts.inspector.size_.picked.emit("ECU")
    assert [stage.session.get(Shot, one).size for one in ids] == ["ECU"] * 3
    assert page.parts.inspector.size_.key() == "ECU"
    stage.session.undo()
    assert "ECU" not in [stage.session.get(Shot, one).size for one in ids]


def test_different_values_show_as_mixed(page: BoardPage, stage: Stage) -> None:
    first, second = numbers(stage)[:2]
    page.verbs.edit([first], "move", "whip")
    page.verbs.edit([second], "move", "static")
    stage.selection.choose_shots(first, second)
    assert page.parts.inspector.move_.key() == ""
    assert page.parts.inspector.move_.currentIndex() == -1


def test_table_cell_edits_the_whole_selection(page: BoardPage, stage: Stage) -> None:
    ids = numbers(stage)[:2]
    stage.selection.choose_shots(*ids)
    page.parts.show_view("table")
    column = 7  # length
    assert page.parts.model.setData(page.parts.model.index(0, column), "2s12f")
    assert [stage.session.get(Shot, one).length for one in ids] == [60, 60]


def test_length_takes_what_people_write_and_refuses_the_rest(page: BoardPage, stage: Stage) -> None:
    inspector, shot = page.parts.inspector, stage.shots[0]
    for text, frames in (("3.5s", 84), ("00:00:03:12", 84), ("2秒", 48)):
        inspector.length.setText(text)
        inspector.length.editingFinished.emit()
        assert stage.session.get(Shot, shot.id).length == frames
    inspector.length.setText("soon")
    inspector.length.editingFinished.emit()
    assert stage.session.get(Shot, shot.id).length == 48
    assert "soon" in inspector.length_hint.text()


def test_typed_text_is_committed_on_flush(page: BoardPage, stage: Stage) -> None:
    page.parts.inspector.action.setPlainText("林夏抬头。")
    page.flush()
    assert stage.shots[0].action == "林夏抬头。"


def test_letters_type_into_fields_and_work_outside_them(
    page: BoardPage, stage: Stage, qtbot: QtBot
) -> None:
    stage.window.activateWindow()
    field = page.parts.inspector.notes
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    count = len(stage.shots)
    qtbot.keyClicks(field, "ns1a")
    assert field.toPlainText() == "ns1a"
    assert len(stage.shots) == count
    page.parts.grid.setFocus()
    qtbot.keyClick(page.parts.grid, Qt.Key.Key_3)
    assert stage.shots[0].rating == 3
    qtbot.keyClick(page.parts.grid, Qt.Key.Key_A)
    assert stage.shots[0].status == "approved"


def test_new_duplicate_split_merge_remove_and_undo(page: BoardPage, stage: Stage) -> None:
    before = numbers(stage)
    page.board_actions.add_shot()
    assert len(stage.shots) == len(before) + 1
    assert page.selected() == [stage.shots[1].id]
    page.board_actions.duplicate()
    assert len(stage.shots) == len(before) + 2
    stage.selection.choose_shots(stage.shots[0].id)
    page.board_actions.split()
    assert len(stage.shots) == len(before) + 3
    page.verbs.merge([stage.shots[0].id, stage.shots[1].id])
    page.verbs.remove([stage.shots[0].id])
    assert len(stage.shots) == len(before) + 1
    for _step in range(5):
        stage.session.undo()
    assert numbers(stage) == before


def test_a_broken_rule_is_explained(page: BoardPage, stage: Stage) -> None:
    assert not page.verbs.merge([stage.shots[0].id])
    assert stage.notices.has("error")


def test_takes_are_stepped_and_picked(
    page: BoardPage, stage: Stage, tmp_path: Path, qtbot: QtBot
) -> None:
    shot = stage.shots[0]
    first = stage.add_take(shot, tmp_path, "#804020")
    second = stage.add_take(shot, tmp_path, "#208040")
    model = page.parts.takes.model
    assert [card.id for card in model.cards] == [first, second]
    assert model.picked_row() == 0  # the first counts until a person picks
    page.step_take(1)
    assert stage.session.get(Shot, shot.id).pick == second
    page.step_take(1)
    assert stage.session.get(Shot, shot.id).pick == second
    page.step_take(-1)
    assert stage.session.get(Shot, shot.id).pick == first


def test_a_dropped_file_becomes_a_take(
    page: BoardPage, stage: Stage, tmp_path: Path, qtbot: QtBot
) -> None:
    from PIL import Image

    path = tmp_path / "drop.png"
    Image.new("RGB", (90, 160), "#336699").save(path)
    page.bring_in(stage.shots[0].id, [path])
    qtbot.waitUntil(lambda: page.parts.model.cards[0].takes == 1, timeout=8000)
    assert page.lands([path]) != ""


def test_filter_says_so_when_nothing_matches(page: BoardPage) -> None:
    page.parts.filters.choose("approved")
    assert not page.parts.model.shown
    assert isinstance(page.parts.views.currentWidget(), EmptyState)
    page.parts.clear_filter.emit()
    assert page.parts.model.shown


def test_scene_and_playhead_follow_the_shared_selection(page: BoardPage, stage: Stage) -> None:
    scene = stage.session.scenes(stage.session.episodes()[0].id)[1]
    page.parts.navigator.chosen.emit(scene.id)
    assert {card.scene_id for card in page.parts.model.shown} == {scene.id}
    assert stage.selection.playhead > 0
    stage.selection.move_playhead(0)
    assert page.parts.player.transport.frame == 0
    assert page.parts.grid.cards.current_id == stage.shots[0].id


def test_every_control_has_a_name(page: BoardPage) -> None:
    from PySide6.QtWidgets import (
        QAbstractButton,
        QAbstractItemView,
        QComboBox,
        QLineEdit,
        QPlainTextEdit,
    )

    kinds = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QAbstractItemView)
    parts: list[QWidget] = [widget for kind in kinds for widget in page.findChildren(kind)]
    inside = ("qt_", "QComboBoxListView", "")
    unnamed = [
        widget for widget in parts
        if not widget.accessibleName() and not getattr(widget, "text", lambda: "")()
        and not isinstance(widget.parent(), (QComboBox, QAbstractItemView))
        and "ComboBoxPrivate" not in type(widget.parent()).__name__ and widget.window() is page.window()
    ]  # fmt: skip
    assert [type(widget).__name__ for widget in unnamed] == [], inside


def test_fits_the_smallest_window(page: BoardPage) -> None:
    assert page.minimumSizeHint().width() <= 1100
    assert page.minimumSizeHint().height() <= 620


def test_an_empty_project_explains_itself(empty_stage: Stage) -> None:
    page = empty_stage.open(BoardPage)
    assert isinstance(page, BoardPage)
    assert isinstance(page.stack.currentWidget(), EmptyState)


def test_generating_free_takes_needs_no_sheet(page: BoardPage, stage: Stage, qtbot: QtBot) -> None:
    words, _note, enabled = page.generation.price(page.selected())
    assert (words, enabled) == ("free", True)
    page.generate(always_ask=False)
    rows = stage.session.production.attempts.rows()
    assert [row.attempt.shot_id for row in rows] == [stage.shots[0].id]
    stage.session.production.attempts.cancel(rows[0].attempt.id)


def test_the_player_runs_without_a_sound_device(page: BoardPage, qtbot: QtBot) -> None:
    transport = page.parts.player.transport
    with qtbot.waitSignal(page.parts.player.feed.came, timeout=8000):
        transport.toggle()
    qtbot.waitUntil(lambda: transport.frame > 3, timeout=8000)
    transport.pause()
    assert page.parts.player.screen_.image is not None
