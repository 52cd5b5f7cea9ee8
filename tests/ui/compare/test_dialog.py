from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.ids import TakeId
from app.domain.shots import Shot
from app.domain.takes import Take
from app.ui.board.verbs import BoardVerbs
from app.ui.compare.dialog import CompareDialog
from app.ui.models.makers import Makers
from app.ui.models.thumbnails import Thumbnails
from tests.fakes import clips
from tests.ui import walking
from tests.ui.board.stage import Stage, opened


@pytest.fixture
def stage(qapp: QApplication, tmp_path: Path) -> Iterator[Stage]:
    with opened(tmp_path) as found:
        yield found


def add_clip(stage: Stage, folder: Path, seconds: float = 1.0) -> TakeId:
    shot = stage.shots[0]
    path = folder / f"clip{seconds}.mp4"
    path.write_bytes(clips.video())
    return stage.session.intake.keep_take(shot.id, stage.session.intake.stage(path))


def shown(stage: Stage, qtbot: QtBot) -> CompareDialog:
    thumbnails = Thumbnails(stage.session, stage.window)
    stage.window.resize(1400, 860)
    stage.window.show()
    dialog = CompareDialog(
        stage.session,
        stage.shots[0].id,
        Makers(stage.studio.catalog.cards),
        BoardVerbs(stage.session, stage.notices),
        thumbnails,
        stage.window,
    )
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def picked(stage: Stage) -> str | None:
    return stage.session.get(Shot, stage.shots[0].id).pick


def test_one_key_picks_and_all_takes_stay(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    takes = [stage.add_take(stage.shots[0], tmp_path, f"#{n}0{n}0{n}0") for n in (1, 4, 8)]
    dialog = shown(stage, qtbot)
    assert [pane.column.take.id for pane in dialog.panes] == takes
    assert not dialog.panes[0].mark.isHidden()
    QTest.keyClick(dialog, Qt.Key.Key_3)
    assert picked(stage) == takes[2]
    assert [pane.mark.isHidden() for pane in dialog.panes] == [True, True, False]
    QTest.keyClick(dialog, Qt.Key.Key_2)
    assert picked(stage) == takes[1]
    assert len(stage.session.all(Take, shot_id=stage.shots[0].id)) == 3
    stage.session.undo()
    assert picked(stage) == takes[2]
    assert not dialog.panes[2].mark.isHidden()
    dialog.close()


def test_films_and_pictures_play_on_one_clock(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    add_clip(stage, tmp_path)
    stage.add_take(stage.shots[0], tmp_path)
    dialog = shown(stage, qtbot)
    lengths = [pane.timeline.length for pane in dialog.panes]
    transport = dialog.bar.transport
    assert transport.length == max(lengths)
    qtbot.waitUntil(lambda: all(pane.screen_.image is not None for pane in dialog.panes))
    QTest.keyClick(dialog, Qt.Key.Key_End)
    assert transport.frame == transport.last
    shorter = dialog.panes[lengths.index(min(lengths))]
    assert shorter.price.text() == "over"
    QTest.keyClick(dialog, Qt.Key.Key_Home)
    assert shorter.price.text() == "–"
    QTest.keyClick(dialog, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: transport.frame > 2)
    QTest.keyClick(dialog, Qt.Key.Key_Space)
    assert not transport.playing
    assert {pane._frame for pane in dialog.panes} == {transport.frame}
    dialog.close()


def test_tab_walks_the_panes_and_enter_picks_the_one_in_front(
    stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    takes = [stage.add_take(stage.shots[0], tmp_path, f"#{n}0{n}0{n}0") for n in (1, 4)]
    dialog = shown(stage, qtbot)
    QTest.keyClick(dialog, Qt.Key.Key_Tab)
    assert dialog.front == 1
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert picked(stage) == takes[1]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_of_many_takes_four_are_shown_and_others_take_their_place(
    stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    takes = [stage.add_take(stage.shots[0], tmp_path, f"#{n}0{n}0{n}0") for n in range(1, 7)]
    dialog = shown(stage, qtbot)
    assert [pane.column.take.id for pane in dialog.panes] == [takes[0], *takes[3:]]
    dialog.go(1)
    QTest.keyClick(dialog, Qt.Key.Key_BracketLeft)
    assert dialog.panes[1].column.take.id == takes[2]
    item = dialog.list.item(1)
    dialog.list.itemActivated.emit(item)
    assert takes[1] in [pane.column.take.id for pane in dialog.panes]
    assert len(dialog.panes) == 4
    assert walking.unnamed(dialog) == []
    assert walking.clipped(dialog) == []
    dialog.close()


def test_a_take_that_arrives_is_on_offer_at_once(
    stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    for color in ("#101010", "#404040"):
        stage.add_take(stage.shots[0], tmp_path, color)
    dialog = shown(stage, qtbot)
    assert dialog.list.count() == 2
    stage.add_take(stage.shots[0], tmp_path, "#808080")
    assert dialog.list.count() == 3
    assert len(dialog.panes) == 2
    dialog.close()
