"""Which recorded reading of a line counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.domain.cast import CastEntry, find_by_name
from app.domain.ids import ElementId
from app.domain.script import Element, Scene
from app.domain.takes import VoiceTake
from app.planning import pacing
from app.planning.people import split_names


def speaker_entry(element: Element, cast: Sequence[CastEntry]) -> CastEntry | None:
    """The cast entry of the first speaker of a line; None for narration and people without an entry."""
    characters = [entry for entry in cast if entry.kind == "character"]
    for name in split_names(element.speaker):
        if entry := find_by_name(characters, name):
            return entry
    return None


def voice_take_for(
    element: Element, entry: CastEntry | None, voice_takes: Iterable[VoiceTake]
) -> VoiceTake | None:
    """The newest reading of the line whose text and voice still match; None when it has to be read again.

    The text is compared as it is spoken (`pacing.spoken_text`). Without an entry any voice will do.
    """
    spoken = pacing.spoken_text(element.text)
    fitting = [
        take
        for take in voice_takes
        if take.element_id == element.id
        and pacing.spoken_text(take.text) == spoken
        and (entry is None or take.voice == entry.voice)
    ]
    return max(fitting, key=lambda take: (take.created_at, take.id), default=None)


def readings(
    scenes: Iterable[Scene], cast: Sequence[CastEntry], voice_takes: Iterable[VoiceTake]
) -> Mapping[ElementId, VoiceTake]:
    """The reading that counts for every line that has one."""
    by_element: dict[ElementId, list[VoiceTake]] = {}
    for take in voice_takes:
        by_element.setdefault(take.element_id, []).append(take)
    found: dict[ElementId, VoiceTake] = {}
    for scene in scenes:
        for line in scene.lines:
            known = by_element.get(line.id, [])
            if (reading := voice_take_for(line, speaker_entry(line, cast), known)) is not None:
                found[line.id] = reading
    return found
