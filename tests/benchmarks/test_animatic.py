"""How long a four-second vertical shot takes to draw and write, against encoding alone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.domain.ids import ShotId
from app.domain.recipes import Figure, Picture, Recipe
from app.domain.shots import Move
from app.media.animatic.painter import Film, no_references
from app.media.compose import animate


@pytest.mark.benchmark
@pytest.mark.parametrize("move", ["static", "pan_right", "truck_left", "dolly_in"])
def test_a_shot_of_four_seconds(tmp_path: Path, move: Move) -> None:
    people = (
        Figure(name="林夏", color="#E4572E", sex="female"),
        Figure(name="顾言", color="#2E86AB", sex="male"),
    )
    picture = Picture(
        number="1",
        size="MS",
        move=move,
        action="顾言把信递给林夏",
        place="灯笼铺",
        int_ext="int",
        time_of_day="夜",
        figures=people,
    )
    recipe = Recipe(
        generator="animatic",
        shot_id=ShotId("s"),
        seconds=4,
        width=720,
        height=1280,
        picture=picture,
    )
    start = time.process_time()
    film = Film(recipe, no_references)
    drawn = time.process_time()
    for index in range(96):
        film.at(index / 24)
    photographed = time.process_time()
    begin = time.perf_counter()
    animate(recipe, tmp_path / "a.mp4", no_references, lambda _: None, lambda: False)
    print(
        f"\n{move}: layers {drawn - start:.2f} s, 96 frames {photographed - drawn:.2f} s of one core, "
        f"file {time.perf_counter() - begin:.2f} s on the clock"
    )
