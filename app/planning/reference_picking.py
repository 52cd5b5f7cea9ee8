"""Which reference pictures go along with a shot, and which have to stay behind for the model's limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from app.domain.cards import ModelCard
from app.domain.cast import CastEntry, Look, Reference
from app.domain.entity import Value
from app.domain.ids import SceneId
from app.domain.media import MediaRef
from app.domain.recipes import RecipeReference, ReferenceRole
from app.domain.script import Scene
from app.domain.shots import Shot
from app.domain.wording import N_
from app.planning.looks import ROLES, look_for, pictures, place_of

DROPPED_FOR_LIMIT = N_(
    "{name}: picture {number} does not fit, this model takes no more {role} pictures."
)
DROPPED_FOR_FRAMES = N_(
    "{name}: reference left out, this model takes first and last frames or references."
)
DROPPED_LAST_FRAME = N_(
    "The last frame was left out: this model needs a first frame to go with it."
)
DROPPED_FRAME = N_("The {role} was left out: this model takes none.")


class Picked(Value):
    """The references that go along, in order, and a sentence for each that does not."""

    references: tuple[RecipeReference, ...] = ()
    dropped: tuple[str, ...] = ()


def entries_of(shot: Shot, scene: Scene, cast: Sequence[CastEntry]) -> tuple[CastEntry, ...]:
    """Whose pictures matter: the subjects in their order, then the place, then the project's styles."""
    by_id = {entry.id: entry for entry in cast}
    subjects = [by_id[each] for each in shot.subjects if each in by_id]
    place = place_of(scene, cast)
    styles = [entry for entry in cast if entry.kind == "style"]
    return tuple(
        {entry.id: entry for entry in (*subjects, *((place,) if place else ()), *styles)}.values()
    )


def pick(
    entries: Iterable[CastEntry],
    looks: Iterable[Look],
    scene: Scene,
    model: ModelCard,
    *,
    frames: tuple[MediaRef | None, MediaRef | None] = (None, None),
    scene_order: Sequence[SceneId] = (),
) -> Picked:
    """References within the model's slots: everyone's best picture before anyone's second.

    A crowd has no face and sends none. `frames` are the first and last frame, where a person chose them.
    """
    known = tuple(looks)
    offered = _offered(entries, known, scene, scene_order)
    bound, notes = _frames(frames, model)
    if bound and model.frames_exclude_references:
        names = dict.fromkeys(reference.name for reference in offered)
        notes.extend(DROPPED_FOR_FRAMES.format(name=name) for name in names)
        return Picked(references=tuple(bound), dropped=tuple(notes))
    room = {slot.role: slot.most for slot in model.references}
    used: Counter[ReferenceRole] = Counter()
    each: Counter[str] = Counter()
    kept: list[RecipeReference] = []
    for reference in offered:
        each[reference.name] += 1
        full = model.references_most is not None and len(kept) >= model.references_most
        if full or used[reference.role] >= room.get(reference.role, 0):
            notes.append(
                DROPPED_FOR_LIMIT.format(
                    name=reference.name, number=each[reference.name], role=reference.role
                )
            )
            continue
        used[reference.role] += 1
        kept.append(reference)
    return Picked(references=(*kept, *bound), dropped=tuple(notes))


def _offered(
    entries: Iterable[CastEntry],
    looks: Sequence[Look],
    scene: Scene,
    scene_order: Sequence[SceneId],
) -> list[RecipeReference]:
    """All pictures in question: first of everyone, second of everyone, and so on."""
    rows: list[tuple[int, int, RecipeReference]] = []
    for place, entry in enumerate(entries):
        look = None if entry.crowd else look_for(entry.id, looks, scene.id, scene_order)
        for turn, reference in enumerate(pictures(entry, look)):
            rows.append((turn, place, _bound(entry, look, reference)))
    return [reference for _, _, reference in sorted(rows, key=lambda row: row[:2])]


def _bound(entry: CastEntry, look: Look | None, reference: Reference) -> RecipeReference:
    return RecipeReference(
        role=ROLES[entry.kind],
        name=entry.name,
        media=reference.media,
        cast_id=entry.id,
        look_id=look.id if look else None,
        sheet_version=look.sheet_version if look else 0,
    )


def _frames(
    frames: tuple[MediaRef | None, MediaRef | None], model: ModelCard
) -> tuple[list[RecipeReference], list[str]]:
    room = {slot.role: slot.most for slot in model.references}
    bound: list[RecipeReference] = []
    notes: list[str] = []
    roles: tuple[ReferenceRole, ReferenceRole] = ("first_frame", "last_frame")
    for role, media in zip(roles, frames, strict=True):
        if media is None:
            continue
        if not room.get(role, 0):
            notes.append(DROPPED_FRAME.format(role=role.replace("_", " ")))
        elif role == "last_frame" and not bound:
            notes.append(DROPPED_LAST_FRAME)
        else:
            bound.append(RecipeReference(role=role, name=role.replace("_", " "), media=media))
    return bound, notes
