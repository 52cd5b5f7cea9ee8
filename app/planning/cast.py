"""Who and what recurs, taken from the script: characters, places and props, each with a colour and a voice.

Only what is not in the cast yet is proposed. Guesses are few on purpose: a missing alias costs one click,
a wrong one puts two people into one face.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from app.domain import ordering
from app.domain.cast import PALETTE, CastEntry, CastKind, find_by_name
from app.domain.ids import CastId, mint
from app.domain.script import Person, Scene
from app.planning import portraits, voicing
from app.planning.objects import repeated_props
from app.planning.people import is_crowd, is_pseudo, proper, split_names

_NAME_MOST: Final = 80
_NOWHERE = re.compile(
    r"闪回|回忆|蒙太奇|梦境|片头|片尾|\b(?:flash(?:back)?|montage|memory|dream|series of shots)\b",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"[（(][^）)]*[）)]")


def propose(
    scenes: Sequence[Scene], people: Iterable[Person] = (), existing: Sequence[CastEntry] = ()
) -> tuple[CastEntry, ...]:
    """New characters, places and props of `scenes`, ready to be added; what the cast has is left alone.

    Args:
        scenes: all scenes that are known, in story order.
        people: the script's own character list, for descriptions and ages.
        existing: the cast so far; its names, aliases, colours, voices and last rank are respected.
    """
    listed = {proper(person.name): person for person in people if person.name.strip()}
    added: list[CastEntry] = []
    colours = Counter(entry.color for entry in existing)
    rank = max((entry.rank for entry in existing), default=None)

    def add(kind: CastKind, name: str, **fields: object) -> None:
        nonlocal rank
        known = [entry for entry in (*existing, *added) if entry.kind == kind]
        if not name or find_by_name(known, name):
            return
        rank = ordering.between(rank, None)
        colour = min(PALETTE, key=lambda each: (colours[each], PALETTE.index(each)))
        colours[colour] += 1
        values = {
            "id": CastId(mint("cast")),
            "rank": rank,
            "kind": kind,
            "name": name[:_NAME_MOST],
            "color": colour,
        }
        added.append(CastEntry.model_validate(values | fields))

    names = _character_names(scenes, listed)
    short = portraits.short_names(names, scenes)
    for name in names:
        if any(name in aliases for aliases in short.values()):
            continue
        portrait = portraits.portrait(name, scenes, listed.get(name), short.get(name, ()))
        aliases = tuple(
            alias for alias in short.get(name, ()) if find_by_name(tuple(existing), alias) is None
        )
        crowd = is_crowd(name)
        voice = voicing.voice_for(
            portrait.sex,
            portrait.age,
            taken=[entry.voice for entry in (*existing, *added) if entry.kind == "character"],
        )
        add(
            "character",
            name,
            aliases=aliases,
            description=portrait.description,
            age=portrait.age,
            crowd=crowd,
            voice=voice,
        )
    for place in _places(scenes):
        add("place", place)
    for prop in repeated_props(scenes):
        add("prop", prop)
    return tuple(added)


def _character_names(scenes: Sequence[Scene], listed: dict[str, Person]) -> tuple[str, ...]:
    """Everyone who is listed, in a cast line, or speaks, in order; who only narrates is nobody."""
    written = list(listed)
    for scene in scenes:
        raw = (*scene.cast, *(line.speaker for line in scene.lines))
        written.extend(
            proper(_EXTENSION.sub("", name)) for each in raw for name in split_names(each)
        )
    names: dict[str, str] = {}
    for name in written:
        if name and not is_pseudo(name) and any(letter.isalpha() for letter in name):
            names.setdefault(name.casefold(), name)
    return tuple(names.values())


def _places(scenes: Sequence[Scene]) -> tuple[str, ...]:
    """Every place once, as first written; flashes and montages are no places."""
    found: dict[str, str] = {}
    for scene in scenes:
        place = re.sub(r"\s+", " ", scene.place).strip()
        if place and not _NOWHERE.search(place):
            found.setdefault(place.casefold(), proper(place))
    return tuple(found.values())
