from __future__ import annotations

import wave
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.script import Episode
from app.domain.takes import VoiceTake
from app.ui.board.page import BoardPage
from app.ui.board.sounds import LevelDialog
from tests.ui.board.stage import Stage


@pytest.fixture
def page(stage: Stage) -> BoardPage:
    made = stage.open(BoardPage)
    assert isinstance(made, BoardPage)
    return made


def music_of(stage: Stage) -> str:
    episode = stage.session.all(Episode)[0]
    return episode.music.name if episode.music else ""


def test_missing_voices_are_counted_and_spoken(page: BoardPage, stage: Stage, qtbot: QtBot) -> None:
    page.sounds.count()
    assert page.sounds.voices.text() == "Voices: 3 lines missing"
    page.sounds.voices.click()
    assert not page.sounds.bar.isHidden()
    qtbot.waitUntil(lambda: len(stage.session.all(VoiceTake)) == 3, timeout=30_000)
    qtbot.waitUntil(
        lambda: page.sounds.voices.isHidden() and page.sounds.bar.isHidden(), timeout=3000
    )
    assert page.parts.strip.tracks.spoken


def test_speaking_can_be_stopped(page: BoardPage, stage: Stage) -> None:
    page.sounds.speak()
    page.sounds.stop.click()
    assert page.sounds.bar.isHidden()
    assert not page.sounds.voices.isHidden()
    assert stage.session.all(VoiceTake) == []


def test_music_is_composed_as_one_step(page: BoardPage, stage: Stage, qtbot: QtBot) -> None:
    menu = page.sounds.menu()
    assert "Compose: Tense" in [action.text() for action in menu.actions()]
    menu.deleteLater()
    page.sounds.compose("tense")
    qtbot.waitUntil(lambda: music_of(stage).startswith("tense"), timeout=30_000)
    stage.session.undo()
    assert music_of(stage) == ""


def test_music_is_imported_turned_down_and_removed(
    page: BoardPage, stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "夜雨.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\0\1" * 16000)
    page.sounds.import_music(path)
    qtbot.waitUntil(lambda: music_of(stage) == "夜雨", timeout=8000)
    page.sounds.ask_level()
    dialog = page.window().findChild(LevelDialog)
    assert dialog is not None
    dialog.slider.setValue(-20)
    qtbot.keyClick(dialog.slider, Qt.Key.Key_Left)
    dialog.accept()
    assert stage.session.all(Episode)[0].music.gain_db == -21
    page.sounds.remove_music()
    assert music_of(stage) == ""
    stage.session.undo()
    assert music_of(stage) == "夜雨"


def test_a_picture_is_no_music(page: BoardPage, stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "picture.png"
    Image.new("RGB", (9, 16)).save(path)
    page.sounds.import_music(path)
    qtbot.waitUntil(lambda: stage.notices.has("error"), timeout=8000)
    assert music_of(stage) == ""


def test_a_range_repeats_and_stops(page: BoardPage, qtbot: QtBot) -> None:
    player = page.parts.player
    player.transport.seek(10)
    names = {action.objectName(): action for action in page.page_actions}
    names["board.loop_in"].trigger()
    player.transport.seek(30)
    names["board.loop_out"].trigger()
    assert player.transport.loop == (10, 30)
    player.transport.seek(50)
    player.transport.play()
    assert player.transport.frame == 10
    player.transport.pause()
    player.loop.click()
    assert player.transport.loop is None


def test_locking_is_a_toggle(page: BoardPage, stage: Stage) -> None:
    names = {action.objectName(): action for action in page.page_actions}
    names["board.lock"].trigger()
    assert stage.shots[0].status == "locked"
    names["board.lock"].trigger()
    assert stage.shots[0].status == "draft"
