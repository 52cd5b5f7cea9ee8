"""What may break the continuity of an episode, found from the plan alone: looks, references, names in the text.

Each finding is one sentence with the place to go to. What has to be seen (joins, colours) `studio` adds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, Literal

from app.domain.cast import CastEntry, Look
from app.domain.entity import Value
from app.domain.ids import CastId, LookId, SceneId, ShotId
from app.domain.script import Scene
from app.domain.shots import Shot
from app.domain.takes import Take
from app.domain.wording import N_
from app.planning.looks import Wardrobe

FindingKind = Literal[
    "look_out_of_range", "wardrobe", "no_reference", "file_missing", "not_sent", "not_in_shot", "join", "color",
]  # fmt: skip

OUT_OF_RANGE: Final = N_("{name} wears “{look}” in shot {number}, where that look does not hold.")
NO_REFERENCE: Final = N_(
    "{name} has no reference picture and is in {count} shots, first in {number}."
)
LOOK_BARE: Final = N_(
    "The look “{look}” of {name} has no picture and is worn in {count} shots, first in {number}."
)
FILE_MISSING: Final = N_("A pinned picture of {name} is missing on the disk.")
NOT_SENT: Final = N_("The take of shot {number} was made without a picture of {name}.")
NOT_IN_SHOT: Final = N_("The text of shot {number} names {name}, who is not in the shot.")
NO_JOIN: Final = N_("Shot {number} goes on from shot {before}, but their frames do not join.")
COLOR_JUMP: Final = N_("Shots {before} and {number} are cut together and differ much in colour.")


class Finding(Value):
    """One thing to look at; `shot_id` and `cast_id` say where to go."""

    kind: FindingKind
    text: str
    shot_id: ShotId | None = None
    shot_number: str = ""
    scene_id: SceneId | None = None
    cast_id: CastId | None = None
    look_id: LookId | None = None
    before_id: ShotId | None = None


def chosen_out_of_range(
    shots: Iterable[Shot], cast: Mapping[CastId, CastEntry], wardrobe: Wardrobe
) -> tuple[Finding, ...]:
    """Shots for which a person chose a look that does not hold in their scene."""
    found: list[Finding] = []
    for shot in shots:
        for cast_id, look_id in shot.looks.items():
            look, entry = wardrobe.find(look_id), cast.get(cast_id)
            if look is None or entry is None or wardrobe.holds(look, shot.scene_id):
                continue
            text = OUT_OF_RANGE.format(
                name=entry.name, look=look.name or look.description, number=shot.number
            )
            found.append(_at(shot, "look_out_of_range", text, cast_id, look_id))
    return tuple(found)


def without_pictures(
    shots: Iterable[Shot], cast: Mapping[CastId, CastEntry], wardrobe: Wardrobe
) -> tuple[Finding, ...]:
    """Characters that are in frame in a look without any picture: one finding a look, with the first shot."""
    worn: dict[tuple[CastId, LookId | None], list[Shot]] = {}
    for shot in shots:
        for cast_id in shot.subjects:
            entry = cast.get(cast_id)
            if entry is None or entry.kind != "character" or entry.crowd:
                continue
            look = wardrobe.worn(shot, cast_id)
            if look is None or not look.references:
                worn.setdefault((cast_id, look.id if look else None), []).append(shot)
    found: list[Finding] = []
    for (cast_id, look_id), held in worn.items():
        look = wardrobe.find(look_id) if look_id else None
        named = look.name or look.description if look else ""
        template = LOOK_BARE if named else NO_REFERENCE
        text = template.format(
            name=cast[cast_id].name, look=named, count=len(held), number=held[0].number
        )
        found.append(_at(held[0], "no_reference", text, cast_id, look_id))
    return tuple(found)


def files_missing(
    looks: Iterable[Look], cast: Mapping[CastId, CastEntry], missing: frozenset[str]
) -> tuple[Finding, ...]:
    """Looks with a pinned picture whose SHA-256 is among the missing."""
    return tuple(
        Finding(
            kind="file_missing",
            text=FILE_MISSING.format(name=cast[look.cast_id].name),
            cast_id=look.cast_id,
            look_id=look.id,
        )
        for look in looks
        if look.cast_id in cast and any(each.media.sha256 in missing for each in look.references)
    )


def not_sent(
    shots: Iterable[Shot],
    counted: Mapping[ShotId, Take],
    cast: Mapping[CastId, CastEntry],
    wardrobe: Wardrobe,
    drawn: frozenset[str] = frozenset(),
) -> tuple[Finding, ...]:
    """Takes that count, made without a picture of someone in frame who has one; `drawn` generators need none."""
    found: list[Finding] = []
    for shot in shots:
        take = counted.get(shot.id)
        if take is None or take.recipe is None or take.generator in drawn:
            continue
        sent = {each.cast_id for each in take.recipe.references}
        for cast_id in shot.subjects:
            entry, look = cast.get(cast_id), wardrobe.worn(shot, cast_id)
            if entry is None or entry.kind != "character" or entry.crowd or cast_id in sent:
                continue
            if look is not None and look.references:
                text = NOT_SENT.format(number=shot.number, name=entry.name)
                found.append(_at(shot, "not_sent", text, cast_id, look.id))
    return tuple(found)


def named_but_absent(
    shots: Iterable[Shot], scenes: Mapping[SceneId, Scene], cast: Sequence[CastEntry]
) -> tuple[Finding, ...]:
    """Shots whose own action, or the action of the script they cover, names a character who is not in them.

    Spoken lines do not count: people are spoken of, and heard from outside the frame.
    """
    people = [
        (entry, pattern)
        for entry in cast
        if entry.kind == "character" and not entry.crowd and (pattern := _names(entry))
    ]
    found: list[Finding] = []
    for shot in shots:
        scene = scenes.get(shot.scene_id)
        covered = set(shot.covers)
        told = [shot.action] + [
            element.text
            for element in (scene.elements if scene else ())
            if element.id in covered and element.type == "action"
        ]
        text = "\n".join(told)
        for entry, pattern in people:
            if entry.id not in shot.subjects and pattern.search(text):
                sentence = NOT_IN_SHOT.format(number=shot.number, name=entry.name)
                found.append(_at(shot, "not_in_shot", sentence, entry.id))
    return tuple(found)


def neighbours(
    shots: Sequence[Shot], counted: Mapping[ShotId, Take]
) -> tuple[tuple[Shot, Shot], ...]:
    """Shots of one scene that follow each other on the cut, both with a take that can be seen."""
    film = [shot for shot in shots if not shot.orphaned and shot.status != "omitted"]
    return tuple(
        (one, two)
        for one, two in pairwise(film)
        if one.scene_id == two.scene_id
        and _seen(counted.get(one.id))
        and _seen(counted.get(two.id))
    )


def no_join(before: Shot, after: Shot) -> Finding:
    """The finding of a chained shot whose first frame is not the last one before it."""
    text = NO_JOIN.format(number=after.number, before=before.number)
    return _at(after, "join", text).model_copy(update={"before_id": before.id})


def color_jump(before: Shot, after: Shot) -> Finding:
    """The finding of a plain cut between pictures that differ in colour more than the other cuts do."""
    text = COLOR_JUMP.format(number=after.number, before=before.number)
    return _at(after, "color", text).model_copy(update={"before_id": before.id})


def _seen(take: Take | None) -> bool:
    return take is not None and take.media.kind != "sound"


def _names(entry: CastEntry) -> re.Pattern[str] | None:
    """Finds the entry's names; a single Han character is too common a word to be one."""
    parts = []
    for name in sorted({entry.name, *entry.aliases}, key=len, reverse=True):
        bare = name.strip()
        if len(bare) >= 2:
            parts.append(rf"\b{re.escape(bare)}\b" if bare.isascii() else re.escape(bare))
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _at(
    shot: Shot,
    kind: FindingKind,
    text: str,
    cast_id: CastId | None = None,
    look_id: LookId | None = None,
) -> Finding:
    return Finding(
        kind=kind,
        text=text,
        shot_id=shot.id,
        shot_number=shot.number,
        scene_id=shot.scene_id,
        cast_id=cast_id,
        look_id=look_id,
    )
