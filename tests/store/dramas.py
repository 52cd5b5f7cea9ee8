"""Small real dramas for the store's and the commands' tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.attempts import Attempt
from app.domain.cast import CastEntry, Look
from app.domain.entity import Entity
from app.domain.ids import (
    AttemptId,
    CastId,
    ElementId,
    EpisodeId,
    LookId,
    ProjectId,
    SceneId,
    ShotId,
    TakeId,
    mint,
)
from app.domain.media import MediaRef
from app.domain.money import Money
from app.domain.ordering import spread
from app.domain.project import Project
from app.domain.recipes import Recipe
from app.domain.script import Element, Episode, Scene
from app.domain.shots import Shot
from app.domain.takes import Take
from app.store.project_file import ProjectFile
from app.store.rows import TABLES

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that the test moves."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **parts: float) -> None:
        self.now += timedelta(**parts)


def project(title: str = "雨夜来信") -> Project:
    return Project(id=ProjectId(mint("project")), title=title, created_at=START)


def rows(scenes: int = 2, shots: int = 3) -> Iterator[Entity]:
    """One episode `ep` with scenes `sc0`…, shots `sh0_0`…, and two of a cast with a look each."""
    episode = EpisodeId("ep")
    yield Episode(id=episode, rank="V", number=1, title="第一集", text="外 巷口 夜\n她走进雨里。")
    for name, rank in zip(("lin", "gu"), ("G", "V"), strict=True):
        yield CastEntry(id=CastId(name), rank=rank, name={"lin": "林夏", "gu": "顾川"}[name])
        yield Look(id=LookId(f"look_{name}"), cast_id=CastId(name), rank="V", name="日常")
    for number, scene_rank in enumerate(spread(scenes)):
        scene = SceneId(f"sc{number}")
        yield Scene(
            id=scene,
            episode_id=episode,
            rank=scene_rank,
            number=f"1-{number + 1}",
            heading="外 巷口 夜",
            elements=tuple(
                Element(
                    id=ElementId(f"el{number}_{line}"),
                    type="dialogue",
                    text=f"第{line}句。",
                    speaker="林夏",
                )
                for line in range(shots)
            ),
        )
        for index, rank in enumerate(spread(shots)):
            yield Shot(
                id=ShotId(f"sh{number}_{index}"),
                scene_id=scene,
                rank=rank,
                number=f"1-{number + 1}-{index + 1:02d}",
                action="她走进雨里，“回头”看了一眼 50%。",
                subjects=(CastId("lin"),),
                lines=(ElementId(f"el{number}_{index}"),),
                covers=(ElementId(f"el{number}_{index}"),),
            )


def create(
    folder: Path, *, clock: Clock | None = None, scenes: int = 2, shots: int = 3
) -> ProjectFile:
    """An open project with `rows` in it and nothing on the undo stack."""
    opened = ProjectFile.create(folder / "drama", project(), clock=clock or Clock())
    with opened.transaction("Sample", kind="background") as edit:
        for row in rows(scenes, shots):
            edit.add(row)
    return opened


def media(content: str = "a", kind: str = "video") -> MediaRef:
    digest = content * 64 if len(content) == 1 else content
    return MediaRef.model_validate(
        {"sha256": digest, "suffix": ".mp4", "kind": kind, "size": 1, "seconds": 3.0, "frames": 72}
    )


def take(shot_id: str, number: int = 1, ref: MediaRef | None = None) -> Take:
    return Take(
        id=TakeId(mint("take")),
        shot_id=ShotId(shot_id),
        number=number,
        created_at=START,
        source="generated",
        media=ref or media(),
        recipe=recipe(shot_id),
    )


def recipe(shot_id: str = "sh0_0", seed: int = 0) -> Recipe:
    return Recipe(
        generator="seedance", shot_id=ShotId(shot_id), seconds=5, width=720, height=1280, seed=seed
    )


def attempt(shot_id: str = "sh0_0", **fields: object) -> Attempt:
    asked = recipe(shot_id)
    values: dict[str, object] = {
        "id": AttemptId(mint("attempt")),
        "shot_id": shot_id,
        "generator": "seedance",
        "recipe": asked,
        "fingerprint": asked.fingerprint(),
        "token": mint("token"),
        "tag": mint("tag"),
        "state": "reserved",
        "created_at": START,
        "updated_at": START,
        "estimate": Money.model_validate({"amount": "1.50"}),
    }
    return Attempt.model_validate(values | fields)


def state(opened: ProjectFile) -> dict[str, dict[str, Entity]]:
    """Every row by type and id: what must be identical after undo."""
    return {kind.__name__: {row.id: row for row in opened.all(kind)} for kind in TABLES}
