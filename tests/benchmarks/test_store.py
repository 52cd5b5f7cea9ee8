"""A long series: 100 episodes of 40 shots with 8,000 takes. Prints figures; asserts no times."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from app.domain.ids import EpisodeId, SceneId, ShotId
from app.domain.ordering import spread
from app.domain.script import Episode, Scene
from app.domain.shots import Shot
from app.domain.takes import Take
from app.store.project_file import ProjectFile
from tests.store import dramas

T = TypeVar("T")
EPISODES, SCENES, SHOTS, TAKES = 100, 4, 10, 2


def series(folder: Path) -> Path:
    with ProjectFile.create(folder / "series", dramas.project()) as opened:
        with opened.transaction("Series", kind="background") as edit:
            for number, rank in enumerate(spread(EPISODES), start=1):
                episode = EpisodeId(f"ep{number}")
                edit.add(Episode(id=episode, rank=rank, number=number, text="外 巷口 夜\n" * 60))
                for index, scene_rank in enumerate(spread(SCENES)):
                    scene = SceneId(f"sc{number}_{index}")
                    edit.add(Scene(id=scene, episode_id=episode, rank=scene_rank))
                    for place, shot_rank in enumerate(spread(SHOTS)):
                        _shot(edit, scene, ShotId(f"sh{number}_{index}_{place}"), shot_rank)
        return opened.folder


def _shot(edit: object, scene: SceneId, shot: ShotId, rank: str) -> None:
    add = edit.add  # type: ignore[attr-defined]
    takes: list[Take] = [dramas.take(shot, number + 1) for number in range(TAKES)]
    add(
        Shot(
            id=shot,
            scene_id=scene,
            rank=rank,
            action="她走进雨里，回头看了一眼。",
            pick=takes[0].id,
        )
    )
    for take in takes:
        add(take)


def _timed(name: str, run: Callable[[], T], unit: float) -> T:
    began = time.perf_counter()
    result = run()
    spent = time.perf_counter() - began
    print(f"{name:34} {spent * 1000:8.1f} ms  {spent / unit:6.2f} x reading all shots")
    return result


@pytest.mark.benchmark
def test_opening_a_long_series_to_its_first_board_page(tmp_path: Path) -> None:
    folder = series(tmp_path)
    with ProjectFile.open(folder) as warm:
        began = time.perf_counter()
        assert len(warm.all(Shot)) == EPISODES * SCENES * SHOTS
        unit = time.perf_counter() - began
    print(f"\nfile {(folder / 'project.db').stat().st_size / 1e6:.1f} MB")

    def first_page() -> ProjectFile:
        opened = ProjectFile.open(folder)
        assert len(opened.queries.board_rows("ep1")) == SCENES * SHOTS
        return opened

    opened = _timed("open and first board page", first_page, unit)
    with opened:
        _timed("all 4,000 shots", lambda: opened.all(Shot), unit)
        _timed("all 8,000 takes", lambda: opened.all(Take), unit)
        _timed("board page of another episode", lambda: opened.queries.board_rows("ep77"), unit)
        _timed("project card", opened.queries.project_card, unit)
        _timed("counts of every episode", opened.queries.counts_by_episode, unit)
        _timed("search for a word", lambda: opened.queries.search("回头"), unit)

        def one_edit() -> None:
            with opened.transaction("Edit") as edit:
                edit.change(Shot, "sh50_1_1", rating=4)

        _timed("one edit, durable", one_edit, unit)
        _timed("undo, durable", opened.undo, unit)
        _timed("verified backup", opened.backups.make, unit)
    _timed("close", opened.close, unit)
