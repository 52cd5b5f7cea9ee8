"""For every command, a way to call it with arguments that fit the drama at hand.

A command without an entry fails `test_every_command_has_a_strategy`.
"""

from __future__ import annotations

import random
import types
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.commands import (
    cast,
    casting,
    choosing,
    deliveries,
    looks,
    project,
    releases,
    review,
    script,
    shots,
    takes,
    timeline,
)
from app.domain.cast import CastEntry, Look, Reference
from app.domain.choices import FallbackPlan, GeneratorChoice
from app.domain.deliveries import Delivery
from app.domain.entity import Entity
from app.domain.ids import CastId, DeliveryId, ElementId, SceneId, VoiceTakeId, mint
from app.domain.media import MediaRef
from app.domain.money import Money
from app.domain.ordering import spread
from app.domain.project import LabelChoice
from app.domain.review import Note
from app.domain.script import Element, Episode, Music, Scene
from app.domain.shots import ProposedShot, Shot, ShotChange, ShotDiff
from app.domain.takes import Take, VoiceTake
from app.store.project_file import ProjectFile
from tests.store import dramas

Call = dict[str, Any]
Strategy = Callable[[random.Random, ProjectFile], Call]
MODULES: tuple[types.ModuleType, ...] = (
    cast,
    casting,
    choosing,
    deliveries,
    looks,
    project,
    releases,
    review,
    script,
    shots,
    takes,
    timeline,
)
WORDS = ("雨", "门外有人", "a “quoted” line", "第二行\n第三行", "", "她笑了。" * 20, "\t%_\\'")


class Nothing(Exception):
    """The drama holds nothing that the command could be called with."""


def _one(rng: random.Random, opened: ProjectFile, kind: type[Entity]) -> Any:
    found = opened.all(kind)
    if not found:
        raise Nothing
    return rng.choice(found)


def _id(rng: random.Random, opened: ProjectFile, kind: type[Entity]) -> Any:
    return _one(rng, opened, kind).id


def _some(rng: random.Random, opened: ProjectFile, kind: type[Entity]) -> Any:
    found = [row.id for row in opened.all(kind)]
    if not found:
        raise Nothing
    return tuple(rng.sample(found, rng.randint(1, min(3, len(found)))))


def _words(rng: random.Random) -> str:
    return rng.choice(WORDS)


def _picture(rng: random.Random) -> MediaRef:
    digest = rng.choice("0123456789abcdef") * 64
    return MediaRef(sha256=digest, suffix=".png", kind="picture", size=1, width=8, height=8)


def _reference(rng: random.Random) -> Reference:
    return Reference(slot=rng.choice(("front", "side", "expression")), media=_picture(rng))


def _sibling(rng: random.Random, opened: ProjectFile, kind: type[Entity], **equals: Any) -> Any:
    found = [row.id for row in opened.all(kind, **equals)]
    return rng.choice([None, *found])


def _scenes(rng: random.Random, opened: ProjectFile) -> Call:
    episode = _one(rng, opened, Episode)
    held = opened.all(Scene, episode_id=episode.id)
    kept = [scene for scene in held if rng.random() < 0.8]
    rng.shuffle(kept)
    made = [
        Scene(id=SceneId(mint("scene")), episode_id=episode.id, rank="")
        for _ in range(rng.randint(0, 2))
    ]
    elements = (
        Element(
            id=ElementId(mint("el")), type="dialogue", text=_words(rng) or "嗯", speaker="林夏"
        ),
    )
    scenes = [
        scene.model_copy(update={"rank": rank, "elements": scene.elements or elements})
        for scene, rank in zip([*kept, *made], spread(len(kept) + len(made)), strict=True)
    ]
    return {"episode_id": episode.id, "text": _words(rng), "scenes": tuple(scenes)}


def _diff(rng: random.Random, opened: ProjectFile) -> Call:
    scene = _one(rng, opened, Scene)
    changes: list[ShotChange] = []
    for shot in opened.all(Shot, scene_id=scene.id):
        proposal = _proposal(rng, scene.id)
        kind = rng.choice(("keep", "changed", "orphaned"))
        fields = ("action", "length", "size") if kind == "changed" else ()
        changes.append(
            ShotChange(
                kind=kind,
                scene_id=scene.id,
                shot_id=shot.id,
                proposal=None if kind == "orphaned" else proposal,
                fields=fields,
            )
        )
    for _ in range(rng.randint(0, 3)):
        at = rng.randint(0, len(changes))
        added = ShotChange(kind="add", scene_id=scene.id, proposal=_proposal(rng, scene.id))
        changes.insert(at, added)
    return {"diff": ShotDiff(changes=tuple(changes))}


def _proposal(rng: random.Random, scene_id: SceneId) -> ProposedShot:
    return ProposedShot(
        scene_id=scene_id,
        number=str(rng.randint(1, 99)),
        action=_words(rng),
        length=rng.randint(1, 200),
        size=rng.choice(("CU", "LS")),
        origin=mint("origin"),
    )


def _entry(rng: random.Random, opened: ProjectFile) -> Call:
    name = f"路人{rng.randint(1, 30)}"
    return {"entry": CastEntry(id=CastId(mint("cast")), rank=rng.choice(("", "V", "m")), name=name)}


def _neighbours(rng: random.Random, opened: ProjectFile) -> Call:
    siblings = opened.all(Shot, scene_id=_id(rng, opened, Scene))
    if len(siblings) < 2:
        raise Nothing
    start = rng.randint(0, len(siblings) - 2)
    return {"shot_ids": [shot.id for shot in siblings[start : start + rng.randint(2, 3)]]}


def _picked(rng: random.Random, opened: ProjectFile) -> Call:
    shot = _one(rng, opened, Shot)
    return {"shot_id": shot.id, "take_id": _sibling(rng, opened, Take, shot_id=shot.id)}


def _pinned(rng: random.Random, opened: ProjectFile) -> Call:
    found = [look for look in opened.all(Look) if look.references]
    if not found:
        raise Nothing
    look = rng.choice(found)
    return {"look_id": look.id, "reference": rng.choice(look.references)}


def _split(rng: random.Random, opened: ProjectFile) -> Call:
    entry = _one(rng, opened, CastEntry)
    held = [look.id for look in opened.all(Look, cast_id=entry.id)]
    return {
        "cast_id": entry.id,
        "name": f"分身{rng.randint(1, 30)}",
        "aliases": entry.aliases[:1],
        "looks": held[: rng.randint(0, 1)],
        "shots": _some(rng, opened, Shot),
    }


def _brought(rng: random.Random, opened: ProjectFile) -> Call:
    look = _one(rng, opened, Look)
    return {"entry": opened.get(CastEntry, look.cast_id), "looks": (look,)}


def _chosen_look(rng: random.Random, opened: ProjectFile) -> Call:
    look = _one(rng, opened, Look)
    return {
        "shot_ids": _some(rng, opened, Shot),
        "cast_id": look.cast_id,
        "look_id": rng.choice((None, look.id, look.id)),
    }


def _moved_look(rng: random.Random, opened: ProjectFile) -> Call:
    look = _one(rng, opened, Look)
    return {
        "look_id": look.id,
        "after": _sibling(rng, opened, Look, cast_id=look.cast_id),
    }


def _noted_picture(rng: random.Random, opened: ProjectFile) -> Call:
    return {**_pinned(rng, opened), "rights": rng.choice(("own", "release")), "note": _words(rng)}


def _earlier_sheet(rng: random.Random, opened: ProjectFile) -> Call:
    found = [look for look in opened.all(Look) if look.earlier]
    if not found:
        raise Nothing
    look = rng.choice(found)
    return {"look_id": look.id, "version": rng.choice(look.earlier).version}


def _moved(rng: random.Random, opened: ProjectFile) -> Call:
    return {"after": _sibling(rng, opened, Shot), "scene_id": _id(rng, opened, Scene)}


def _choice(rng: random.Random) -> GeneratorChoice:
    return GeneratorChoice.read(rng.choice(("animatic", "seedance:doubao-x", "kling")))


def _fallbacks(rng: random.Random) -> FallbackPlan:
    return FallbackPlan(
        chain=tuple(_choice(rng) for _ in range(rng.randint(0, 3))),
        wait_seconds=rng.choice((0.0, 600.0)),
        while_billed=rng.random() < 0.5,
    )


def _picture_take(rng: random.Random, opened: ProjectFile) -> Any:
    found = [take.id for take in opened.all(Take) if take.media.kind == "picture"]
    if not found:
        raise Nothing
    return rng.choice(found)


def _added_shot(rng: random.Random, opened: ProjectFile) -> Call:
    scene = _id(rng, opened, Scene)
    after = _sibling(rng, opened, Shot, scene_id=scene)
    return {"scene_id": scene, "after": after, "action": _words(rng)}


def _voice_take(rng: random.Random, opened: ProjectFile) -> Call:
    made = VoiceTake(
        id=VoiceTakeId(mint("voice")),
        element_id=ElementId("el0_0"),
        created_at=dramas.START,
        text=_words(rng),
        voice=_one(rng, opened, CastEntry).voice,
        media=dramas.media("e", "sound"),
    )
    return {"voice_take": made}


def _delivery(rng: random.Random, opened: ProjectFile) -> Call:
    made = Delivery(
        id=DeliveryId(mint("delivery")),
        episode_id=_id(rng, opened, Episode),
        preset="vertical",
        path="/elsewhere/第一集.mp4",
        sha256="f" * 64,
        size=10,
        seconds=60.5,
        width=1080,
        height=1920,
        label_found=True,
        created_at=dramas.START,
    )
    return {"delivery": made}


def _music(rng: random.Random) -> Music | None:
    return rng.choice((None, Music(sha256="d" * 64, suffix=".mp3", seconds=61.5)))


STRATEGIES: dict[Callable[..., Any], Strategy] = {
    cast.add_alias: lambda r, f: {"cast_id": _id(r, f, CastEntry), "alias": _words(r)},
    cast.add_cast: _entry,
    cast.add_look: lambda r, f: {"cast_id": _id(r, f, CastEntry), "name": _words(r)},
    cast.edit_bible: lambda r, f: {"cast_id": _id(r, f, CastEntry), "hair": _words(r)},
    cast.edit_cast: lambda r, f: {"cast_id": _id(r, f, CastEntry), "description": _words(r)},
    cast.edit_look: lambda r, f: {"look_id": _id(r, f, Look), "description": _words(r)},
    cast.merge_cast: lambda r, f: {"kept": _id(r, f, CastEntry), "merged": _id(r, f, CastEntry)},
    cast.move_cast: lambda r, f: {
        "cast_id": _id(r, f, CastEntry),
        "after": _sibling(r, f, CastEntry),
    },
    cast.pin_reference: lambda r, f: {"look_id": _id(r, f, Look), "reference": _reference(r)},
    cast.remove_alias: lambda r, f: {"cast_id": _id(r, f, CastEntry), "alias": _words(r)},
    cast.remove_cast: lambda r, f: {"cast_id": _id(r, f, CastEntry)},
    cast.remove_look: lambda r, f: {"look_id": _id(r, f, Look)},
    cast.remove_reference: _pinned,
    casting.bring_cast: _brought,
    casting.split_cast: _split,
    choosing.chain_shots: lambda r, f: {
        "shot_ids": _some(r, f, Shot),
        "chain": r.choice(("none", "frame", "extend")),
        "ends_on_next": r.choice((None, True, False)),
    },
    choosing.choose_generator: lambda r, f: {
        "shot_ids": _some(r, f, Shot),
        "choice": r.choice((None, _choice(r))),
    },
    choosing.choose_project_generator: lambda r, f: {"choice": _choice(r)},
    choosing.choose_scene_generator: lambda r, f: {
        "scene_ids": _some(r, f, Scene),
        "choice": r.choice((None, _choice(r))),
    },
    choosing.remove_first_frame: lambda r, f: {"shot_id": _id(r, f, Shot)},
    choosing.remove_last_frame: lambda r, f: {"shot_id": _id(r, f, Shot)},
    choosing.set_project_fallbacks: lambda r, f: {"plan": _fallbacks(r)},
    choosing.set_shot_fallbacks: lambda r, f: {
        "shot_ids": _some(r, f, Shot),
        "plan": r.choice((None, _fallbacks(r))),
    },
    choosing.use_as_first_frame: lambda r, f: {
        "shot_id": _id(r, f, Shot),
        "take_id": _picture_take(r, f),
    },
    choosing.use_as_last_frame: lambda r, f: {
        "shot_id": _id(r, f, Shot),
        "take_id": _picture_take(r, f),
    },
    deliveries.add_delivery: _delivery,
    looks.choose_look: _chosen_look,
    looks.duplicate_look: lambda r, f: {"look_id": _id(r, f, Look), "name": _words(r)},
    looks.edit_reference: _noted_picture,
    looks.move_look: _moved_look,
    looks.restore_sheet: _earlier_sheet,
    project.rename_project: lambda r, f: {"title": _words(r) or "无题"},
    project.set_budget: lambda r, f: {
        "cap": r.choice((None, Money(amount=Decimal(r.randint(1, 99)), currency="USD")))
    },
    project.set_filing: lambda r, f: {
        "kind": r.choice(("other", "ordinary", "key")),
        "number": r.choice(("", "（京）网微剧备字（2026）第001号")),
    },
    project.set_signing: lambda r, f: {"sign": r.choice((True, False))},
    project.set_fps: lambda r, f: {"fps": r.choice((24, 25, 30, 60))},
    project.set_label: lambda r, f: {"label": LabelChoice(seconds=r.choice((2.0, 3.5)))},
    project.set_project: lambda r, f: {"author": _words(r), "aspect": r.choice(("9:16", "1:1"))},
    releases.set_release: lambda r, f: {
        "episode_id": _id(r, f, Episode),
        "title": _words(r),
        "tags": r.choice(((), ("短剧", "AI"))),
        "cover_frame": r.choice((None, 0, 48)),
    },
    project.set_style: lambda r, f: {"style": _words(r)},
    review.add_note: lambda r, f: {
        "shot_id": _id(r, f, Shot),
        "text": _words(r) or "重拍",
        "created_at": dramas.START,
    },
    review.edit_note: lambda r, f: {"note_id": _id(r, f, Note), "text": _words(r) or "好"},
    review.remove_note: lambda r, f: {"note_id": _id(r, f, Note)},
    review.resolve_note: lambda r, f: {"note_id": _id(r, f, Note), "resolved": r.random() < 0.7},
    review.set_status: lambda r, f: {
        "shot_ids": _some(r, f, Shot),
        "status": r.choice(("draft", "approved", "omitted")),
    },
    script.add_episode: lambda r, f: {"title": _words(r), "after": _sibling(r, f, Episode)},
    script.edit_episode: lambda r, f: {
        "episode_id": _id(r, f, Episode),
        "target_seconds": r.randint(30, 200),
    },
    script.move_episode: lambda r, f: {
        "episode_id": _id(r, f, Episode),
        "after": _sibling(r, f, Episode),
    },
    script.remove_episode: lambda r, f: {"episode_id": _id(r, f, Episode)},
    script.rename_episode: lambda r, f: {"episode_id": _id(r, f, Episode), "title": _words(r)},
    script.set_front_matter: lambda r, f: {"text": _words(r)},
    script.set_music: lambda r, f: {"episode_id": _id(r, f, Episode), "music": _music(r)},
    script.write_episode: _scenes,
    shots.accept_shots: _diff,
    shots.add_shot: _added_shot,
    shots.duplicate_shot: lambda r, f: {"shot_id": _id(r, f, Shot)},
    shots.edit_shots: lambda r, f: {"shot_ids": _some(r, f, Shot), "action": _words(r)},
    shots.inherit_from_previous: lambda r, f: {"shot_id": _id(r, f, Shot)},
    shots.merge_shots: _neighbours,
    shots.move_shot: lambda r, f: {"shot_id": _id(r, f, Shot), **_moved(r, f)},
    shots.move_shots: lambda r, f: {"shot_ids": _some(r, f, Shot), **_moved(r, f)},
    shots.remove_shots: lambda r, f: {"shot_ids": _some(r, f, Shot)},
    shots.split_shot: lambda r, f: {"shot_id": _id(r, f, Shot), "at": r.randint(1, 60)},
    takes.add_take: lambda r, f: {
        "take": dramas.take(
            _id(r, f, Shot), r.randint(1, 4), r.choice((None, dramas.media("c", "picture")))
        )
    },
    takes.add_voice_take: _voice_take,
    takes.note_take: lambda r, f: {"take_id": _id(r, f, Take), "note": _words(r)},
    takes.pick_take: _picked,
    takes.rate_take: lambda r, f: {"take_id": _id(r, f, Take), "rating": r.randint(0, 5)},
    timeline.free_length: lambda r, f: {"shot_id": _id(r, f, Shot)},
    timeline.set_gap: lambda r, f: {"shot_id": _id(r, f, Shot), "frames": r.randint(0, 24)},
    timeline.set_length: lambda r, f: {"shot_id": _id(r, f, Shot), "length": r.randint(0, 99)},
    timeline.set_transition: lambda r, f: {
        "shot_id": _id(r, f, Shot),
        "kind": r.choice(("cut", "dissolve", "fade_in")),
        "frames": r.randint(0, 80),
    },
    timeline.set_trim: lambda r, f: {
        "shot_id": _id(r, f, Shot),
        "trim_in": r.randint(-3, 30),
        "length": r.choice((None, 40)),
    },
}
