"""4,000 shots of one long series: which are outdated after one sheet changed. Prints figures; asserts no times."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from app.domain.cards import Card, ModelCard, ReferenceSlots
from app.domain.cast import CastEntry, Look, Reference
from app.domain.ids import CastId, EpisodeId, LookId, SceneId, ShotId, TakeId
from app.domain.media import MediaRef
from app.domain.ordering import spread
from app.domain.project import Project
from app.domain.script import Scene
from app.domain.shots import Shot, Size
from app.domain.takes import Take
from app.planning.looks import Wardrobe
from app.planning.outdated import OutdatedShots, World
from app.planning.recipes import compile_recipe

SCENES, SHOTS, PEOPLE = 400, 10, 12
SIZES: tuple[Size, ...] = ("LS", "MS", "MCU", "CU", "INS")


def _picture(number: int) -> MediaRef:
    return MediaRef(sha256=f"{number:064x}", suffix=".png", kind="picture", size=1)


def _world() -> World:
    cast = [
        CastEntry(id=CastId(f"c{n}"), rank=rank, name=f"人物{n}", description="鹅蛋脸，黑色短发")
        for n, rank in enumerate(spread(PEOPLE))
    ]
    looks = [
        Look(
            id=LookId(f"l{n}_{part}"), cast_id=CastId(f"c{n}"), rank=str(part), sheet_version=3,
            from_scene=SceneId(f"s{part * SCENES // 4}") if part else None,
            references=tuple(
                Reference(slot=slot, media=_picture(n * 100 + part * 10 + place))
                for place, slot in enumerate(("front", "full", "close_up"))
            ),
        )
        for n in range(PEOPLE) for part in range(4)
    ]  # fmt: skip
    scenes = {
        SceneId(f"s{n}"): Scene(
            id=SceneId(f"s{n}"), episode_id=EpisodeId("e"), rank=str(n), place="街"
        )
        for n in range(SCENES)
    }
    slots = tuple(
        ReferenceSlots(role=role, most=4) for role in ("character", "place", "first_frame")
    )
    model = ModelCard(id="m", label="M", references=slots)
    card = Card(id="maker", label="Maker", kind="remote", models=(model,))
    project = Project(id="p", title="长剧", created_at=datetime(2026, 1, 1, tzinfo=UTC))
    return World(project, cast, looks, scenes, tuple(scenes), {"maker": card})


def _shots(world: World) -> list[Shot]:
    ranks = spread(SHOTS)
    return [
        Shot(
            id=ShotId(f"{scene}_{n}"), scene_id=scene, rank=ranks[n], number=f"{place}-{n}",
            size=SIZES[n % 5], action="她走进雨里。",
            # The lead is in every shot: the worst that one sheet can do.
            subjects=(CastId("c0"), CastId(f"c{1 + (place + n) % (PEOPLE - 1)}")),
        )
        for place, scene in enumerate(world.scenes) for n in range(SHOTS)
    ]  # fmt: skip


def _take(shot: Shot, world: World, wardrobe: Wardrobe) -> Take:
    made = compile_recipe(
        shot, world.scenes[shot.scene_id], world.cast, wardrobe, world.project, world.cards["maker"]
    )
    media = MediaRef(
        sha256="9" * 64, suffix=".mp4", kind="video", size=1, seconds=5, fps=24, frames=120
    )
    return Take(
        id=TakeId(f"t_{shot.id}"), shot_id=shot.id, number=1, created_at=world.project.created_at,
        source="generated", media=media, generator="maker", model="m", recipe=made.recipe,
    )  # fmt: skip


def _timed(name: str, run: Callable[[], object], unit: float = 0.0) -> float:
    began = time.perf_counter()
    run()
    spent = time.perf_counter() - began
    ratio = f"{spent / unit:8.4f} x judging all anew" if unit else ""
    print(f"{name:44} {spent * 1000:8.1f} ms {ratio}")
    return spent


@pytest.mark.benchmark
def test_one_sheet_of_the_lead_changes_under_4000_shots() -> None:
    world = _world()
    wardrobe = Wardrobe(world.looks, world.scene_order)
    shots = _shots(world)
    counted = {shot.id: _take(shot, world, wardrobe) for shot in shots}
    held: list[OutdatedShots] = []
    print(f"\n{len(shots)} shots")
    unit = _timed("all judged anew", lambda: held.append(OutdatedShots(shots, counted, world)))
    watched = held[0]
    assert watched.reasons == {}
    everywhere = world.looks[0].model_copy(
        update={"sheet_version": 4, "references": (Reference(slot="front", media=_picture(999)),)}
    )
    looks = [everywhere, *world.looks[1:]]
    _timed(
        "one sheet of the lead, a quarter of the shots", lambda: watched.replace_looks(looks), unit
    )
    assert len(watched.reasons) == len(shots) // 4
    alone = [look for look in world.looks if look.cast_id != "c0"]
    wide = [
        look.model_copy(update={"sheet_version": 9, "references": everywhere.references})
        for look in world.looks
        if look.cast_id == "c0"
    ]
    _timed(
        "every sheet of the lead, all the shots",
        lambda: watched.replace_looks([*wide, *alone]),
        unit,
    )
    assert len(watched.reasons) == len(shots)
    _timed("the reasons in words", lambda: watched.reasons, unit)
    scene = world.scenes[SceneId("s7")]
    own = [shot for shot in shots if shot.scene_id == scene.id]
    _timed("one scene edited", lambda: watched.replace_scene(scene, own, counted), unit)
