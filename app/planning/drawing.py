"""The shot as a drawing: all that a storyboard artist, or the animatic, needs to know of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, cast

from app.domain import vocabulary
from app.domain.bible import SEEN_FIELDS
from app.domain.cast import CastEntry, Look, find_by_name
from app.domain.ids import ElementId, SceneId
from app.domain.recipes import Figure, Picture, SpokenLine
from app.domain.script import Element, Scene
from app.domain.shots import Shot
from app.planning import effects, pacing
from app.planning.directions import presence_of
from app.planning.looks import Wardrobe, pictures
from app.planning.people import split_names
from app.planning.speech import lines_of, place_lines

_Spoken = Literal["dialogue", "narration", "inner", "lyrics"]


def picture_of(
    shot: Shot,
    scene: Scene,
    cast_entries: Sequence[CastEntry],
    looks: Iterable[Look] | Wardrobe,
    *,
    heard: Mapping[ElementId, float] | None = None,
    scene_order: Sequence[SceneId] = (),
) -> Picture:
    """The drawing of `shot`: figures with colour, look and reference, lines with their times, props, effects."""
    wardrobe = Wardrobe.of(looks, scene_order)
    by_id = {entry.id: entry for entry in cast_entries}
    subjects = [by_id[each] for each in shot.subjects if each in by_id]
    lines = lines_of(shot, scene)
    covered = set(shot.covers)
    return Picture(
        number=shot.number,
        size=shot.size,
        angle=shot.angle,
        move=shot.move,
        action=shot.action,
        place=scene.place,
        int_ext=scene.int_ext,
        time_of_day=scene.time_of_day or vocabulary.read_time_of_day(scene.time),
        props=tuple(entry.name for entry in subjects if entry.kind == "prop"),
        figures=tuple(
            _figure(entry, lines, wardrobe.worn(shot, entry.id))
            for entry in subjects
            if entry.kind == "character"
        ),
        lines=tuple(
            SpokenLine(
                speaker=_known_as(placed.element.speaker, cast_entries),
                text=pacing.spoken_text(placed.element.text),
                kind=cast("_Spoken", placed.element.type),
                start=round(placed.start, 3),
                seconds=round(placed.seconds, 3),
            )
            for placed in place_lines(lines, heard)
        ),
        effects=effects.read(
            shot.action, scene, (each for each in scene.elements if each.id in covered)
        ),
    )


def _figure(entry: CastEntry, lines: Sequence[Element], look: Look | None) -> Figure:
    shown = pictures(entry, look)
    return Figure(
        name=entry.name,
        color=entry.color,
        look=_words(entry, look),
        speaking=any(_moves_lips(entry, line) for line in lines),
        reference=shown[0].media if shown else None,
        sex=entry.voice.sex,
        crowd=entry.crowd,
    )


def _known_as(speaker: str, cast_entries: Sequence[CastEntry]) -> str:
    """The cast's own spelling of a speaker (COLE is Cole), so that their figure's lips move."""
    people = [entry for entry in cast_entries if entry.kind == "character"]
    found = find_by_name(people, speaker)
    return found.name if found else speaker


def _words(entry: CastEntry, look: Look | None) -> str:
    """How someone looks in words: age first, then the look that holds in the scene, then the entry itself.

    What is said first counts, so a look's raincoat wins over the entry's jacket while the entry still
    tells the hair.
    """
    worn = (look.name, look.description) if look else ()
    seen = (entry.bible.text(field) for field in SEEN_FIELDS[entry.kind])
    told = (entry.age, *worn, entry.description, *seen)
    return ", ".join(filter(None, (part.strip() for part in told)))


def _moves_lips(entry: CastEntry, line: Element) -> bool:
    if line.type != "dialogue" or presence_of(line.extension) != "here":
        return False
    return any(entry.answers_to(name) for name in split_names(line.speaker))
