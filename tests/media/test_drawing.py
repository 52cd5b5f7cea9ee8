from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from app.domain.ids import ShotId
from app.domain.recipes import Figure, Picture, Recipe
from app.errors import BadInput, Cancelled, ToolMissing
from app.media.drawing import DrawingRoom
from app.media.frames import FrameReader


def recipe(seconds: float = 0.5) -> Recipe:
    figure = Figure(name="林夏", color="#E4572E")
    return Recipe(
        generator="animatic",
        shot_id=ShotId("shot_1"),
        seconds=seconds,
        width=180,
        height=320,
        picture=Picture(number="1-1-01", figures=(figure,), place="便利店", time_of_day="night"),
    )


def test_a_helper_draws_and_is_kept_for_the_next_shot(tmp_path: Path) -> None:
    room = DrawingRoom(most=1)
    try:
        seen: list[float] = []
        room.animate(recipe(), tmp_path / "a.mp4", seen.append, lambda: False, {})
        first = room.helper_pids
        room.animate(recipe(), tmp_path / "b.mp4", seen.append, lambda: False, {})
        assert room.helper_pids == first
        assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()
        assert seen
        assert max(seen) <= 1
        with FrameReader(tmp_path / "a.mp4") as film:
            assert len(film) == 12
    finally:
        room.close()
    assert room.helper_pids == ()


def test_cancelling_leaves_no_file_and_the_room_goes_on(tmp_path: Path) -> None:
    room = DrawingRoom(most=1)
    try:
        begun: list[float] = []
        with pytest.raises(Cancelled):
            room.animate(recipe(20), tmp_path / "a.mp4", begun.append, lambda: bool(begun), {})
        assert list(tmp_path.iterdir()) == []
        room.animate(recipe(), tmp_path / "b.mp4", begun.append, lambda: False, {})
        assert (tmp_path / "b.mp4").exists()
    finally:
        room.close()


def test_a_helper_that_dies_is_said_plainly_and_replaced(tmp_path: Path) -> None:
    room = DrawingRoom(most=1)

    def kill(_share: float) -> None:
        for pid in room.helper_pids:
            os.kill(pid, signal.SIGKILL)

    try:
        with pytest.raises(ToolMissing):
            room.animate(recipe(20), tmp_path / "a.mp4", kill, lambda: False, {})
        assert list(tmp_path.iterdir()) == []
        room.animate(recipe(), tmp_path / "b.mp4", lambda _share: None, lambda: False, {})
    finally:
        room.close()


def test_what_the_drawing_refuses_arrives_as_itself(tmp_path: Path) -> None:
    room = DrawingRoom(most=1)
    try:
        with pytest.raises(BadInput):
            room.animate(recipe(), tmp_path / "a.gif", lambda _share: None, lambda: False, {})
    finally:
        room.close()
