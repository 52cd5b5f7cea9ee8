"""Which reference pictures go along with a shot, and which have to stay behind for the model's limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from app.domain.cards import ModelCard
from app.domain.cast import CastEntry, Look, Reference
from app.domain.entity import Value
from app.domain.ids import CastId, SceneId
from app.domain.media import MediaRef
from app.domain.recipes import RecipeReference, ReferenceRole
from app.domain.script import Scene
from app.domain.shots import Shot
from app.domain.wording import N_
from app.planning.looks import ROLES, Wardrobe, pictures, place_of
from app.planning.speech import lines_of
from app.planning.views import best_first

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
DROPPED_CLIP = N_("The film to go on from was left out: this model takes none.")

Why = Literal["sent", "crowd", "no_picture", "no_room", "frames"]
#: Sizes in which the place says more than the people.
_VISTAS: Final = frozenset({"ELS", "LS"})


class Bound(Value):
    """What became of one entry's pictures: `sent` when at least one goes along."""

    cast_id: CastId
    name: str
    why: Why


class Picked(Value):
    """The references that go along, in order, and a sentence for each that does not."""

    references: tuple[RecipeReference, ...] = ()
    dropped: tuple[str, ...] = ()
    bound: tuple[Bound, ...] = ()


def entries_of(shot: Shot, scene: Scene, cast: Sequence[CastEntry]) -> tuple[CastEntry, ...]:
    """Whose pictures matter, most important first.

    Who speaks comes before who listens; an insert is about its thing, a vista about its place; the place comes
    behind the people and things otherwise, the styles last.
    """
    by_id = {entry.id: entry for entry in cast}
    subjects = [by_id[each] for each in shot.subjects if each in by_id]
    speakers = {line.speaker.casefold() for line in lines_of(shot, scene)}
    place = place_of(scene, cast)
    styles = [entry for entry in cast if entry.kind == "style"]

    def turn(entry: CastEntry) -> int:
        if entry.kind == "place":
            return 0 if shot.size in _VISTAS else 3
        if entry.kind == "prop":
            return 0 if shot.size == "INS" else 2
        speaks = any(name.casefold() in speakers for name in (entry.name, *entry.aliases))
        return 4 if entry.kind == "style" else 1 if speaks or not speakers else 2

    together = {entry.id: entry for entry in (*subjects, *((place,) if place else ()), *styles)}
    return tuple(sorted(together.values(), key=turn))


def pick(
    entries: Iterable[CastEntry],
    looks: Iterable[Look] | Wardrobe,
    shot: Shot,
    model: ModelCard,
    *,
    frames: tuple[MediaRef | None, MediaRef | None] = (None, None),
    chained: Sequence[RecipeReference] = (),
    scene_order: Sequence[SceneId] = (),
) -> Picked:
    """References within the model's slots: everyone's best picture for the framing before anyone's second.

    A crowd has no face and sends none. `frames` are the first and last frame, where a person chose them;
    `chained` the frames and films of neighbouring shots, which go where no frame was chosen.
    """
    wardrobe = Wardrobe.of(looks, scene_order)
    known = tuple(entries)
    offered = _offered(known, wardrobe, shot)
    bound, notes = _frames(frames, chained, model)
    if any(one.role != "clip" for one in bound) and model.frames_exclude_references:
        names = dict.fromkeys(reference.name for reference in offered)
        notes.extend(DROPPED_FOR_FRAMES.format(name=name) for name in names)
        told = _told(known, offered, (), "frames")
        return Picked(references=tuple(bound), dropped=tuple(notes), bound=told)
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
    told = _told(known, offered, kept, "no_room")
    return Picked(references=(*kept, *bound), dropped=tuple(notes), bound=told)


def _told(
    entries: Iterable[CastEntry],
    offered: Iterable[RecipeReference],
    kept: Iterable[RecipeReference],
    otherwise: Why,
) -> tuple[Bound, ...]:
    had, sent = {one.cast_id for one in offered}, {one.cast_id for one in kept}
    rows: list[Bound] = []
    for entry in entries:
        why: Why = "sent" if entry.id in sent else otherwise if entry.id in had else "no_picture"
        if entry.crowd:
            why = "crowd"
        rows.append(Bound(cast_id=entry.id, name=entry.name, why=why))
    return tuple(rows)


def _offered(entries: Iterable[CastEntry], wardrobe: Wardrobe, shot: Shot) -> list[RecipeReference]:
    """All pictures in question: first of everyone, second of everyone, and so on."""
    rows: list[tuple[int, int, RecipeReference]] = []
    for place, entry in enumerate(entries):
        look = None if entry.crowd else wardrobe.worn(shot, entry.id)
        order = best_first(entry.kind, shot.size, shot.angle)
        for turn, reference in enumerate(pictures(entry, look, order)):
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
        slot=reference.slot,
        rights=reference.rights,
    )


def _frames(
    frames: tuple[MediaRef | None, MediaRef | None],
    chained: Sequence[RecipeReference],
    model: ModelCard,
) -> tuple[list[RecipeReference], list[str]]:
    room = {slot.role: slot.most for slot in model.references}
    wanted = _wanted(frames, chained, room)
    bound: list[RecipeReference] = []
    notes: list[str] = []
    for reference in wanted:
        role = reference.role
        if not room.get(role, 0):
            text = DROPPED_CLIP if role == "clip" else DROPPED_FRAME
            notes.append(text.format(role=role.replace("_", " ")))
        elif role == "last_frame" and not any(one.role == "first_frame" for one in bound):
            notes.append(DROPPED_LAST_FRAME)
        else:
            bound.append(reference)
    return bound, notes


def _wanted(
    frames: tuple[MediaRef | None, MediaRef | None],
    chained: Sequence[RecipeReference],
    room: Mapping[ReferenceRole, int],
) -> list[RecipeReference]:
    """Frames that a person chose, else those of the neighbours; a film instead of the frame where it fits."""
    by_role = {one.role: one for one in chained}
    found: list[RecipeReference] = []
    roles: tuple[ReferenceRole, ReferenceRole] = ("first_frame", "last_frame")
    clip = by_role.get("clip")
    goes_on = clip is not None and frames[0] is None and bool(room.get("clip"))
    for role, media in zip(roles, frames, strict=True):
        if media is not None:
            found.append(RecipeReference(role=role, name=role.replace("_", " "), media=media))
        elif role in by_role and not (goes_on and role == "first_frame"):
            found.append(by_role[role])
    if clip is not None and (goes_on or "first_frame" not in by_role):
        found.append(clip)
    return found
