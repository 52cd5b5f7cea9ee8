"""CMX 3600 edit lists: the last resort that everything reads, and Resolve's marker lists.

One picture track, ASCII names of eight letters, events numbered to 999; the real name stands in a comment. An
episode with more events is written in parts. Record time begins at 01:00:00:00, as is usual.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from app.domain.timing import timecode
from app.domain.wording import N_
from app.export.exchange.cut import (
    Cut,
    Event,
    Written,
    events,
    lost_fades,
    missing,
    plain_text,
    write_text,
)

_MOST = 999
_HOUR = 3600
_RESOLVE = {
    "red": "Red", "orange": "Sand", "yellow": "Yellow", "green": "Green", "cyan": "Cyan",
    "blue": "Blue", "purple": "Purple", "pink": "Pink",
}  # fmt: skip


def write(cut: Cut, path: Path) -> Written:
    """Write the `.edl` (`name-2.edl`, ... beyond 999 events), and `name.markers.edl` when there are markers.

    Raises:
        DiskTrouble: it cannot be written.
    """
    found = [event for event in events(cut) if event.media is not None]
    parts = [found[start : start + _MOST] for start in range(0, len(found), _MOST)] or [[]]
    files = []
    for number, part in enumerate(parts, 1):
        target = path if number == 1 else path.with_stem(f"{path.stem}-{number}")
        files.append(write_text(target, edit_list(cut, part), "ascii"))
    if cut.markers:
        target = path.with_stem(f"{path.stem}.markers")
        files.append(write_text(target, marker_list(cut)))
    losses = [*missing(cut), *lost_fades(events(cut))]
    if cut.timeline.sounds:
        losses.append(N_("An edit list carries no sound; add the sound files there."))
    return Written(tuple(files), tuple(losses))


def edit_list(cut: Cut, found: Sequence[Event]) -> str:
    """The events as text, ASCII only."""
    lines = [f"TITLE: {_ascii(cut.title) or 'FENJING'}", "FCM: NON-DROP FRAME", ""]
    for number, event in enumerate(found, 1):
        before = found[number - 2] if number > 1 else None
        after = found[number] if number < len(found) else None
        end = event.end
        if after is not None and _joined(event, after):
            end -= after.before
        if before is not None and _joined(before, event):
            lines += _dissolved(cut, number, before, event, end)
        else:
            lines += _cut_to(cut, number, event, end)
    return "\r\n".join([*lines, ""])


def _joined(event: Event, after: Event) -> bool:
    return bool(after.dissolve) and event.end == after.start


def _cut_to(cut: Cut, number: int, event: Event, end: int) -> list[str]:
    row = _row(cut, number, event, "C   ", end - event.start)
    return [row, *_names(cut, event, "FROM"), ""]


def _dissolved(cut: Cut, number: int, before: Event, event: Event, end: int) -> list[str]:
    """A dissolve is two rows of one event: the outgoing clip with no length, then the incoming one.

    The event begins where the dissolve does; the one before ends there.
    """
    start = event.start - event.before
    fps = cut.timeline.fps
    leaving = before.source_in + start - before.start
    at = _at(leaving, fps)
    record = _at(start + _HOUR * fps, fps)
    first = f"{number:03d}  {_reel(before):<8} V     C        {at} {at} {record} {record}"
    moved = event.model_copy(
        update={"start": start, "source_in": max(0, event.source_in - event.before)}
    )
    row = _row(cut, number, moved, f"D    {event.dissolve:03d}", end - start)
    return [first, row, *_names(cut, before, "FROM"), *_names(cut, event, "TO"), ""]


def _row(cut: Cut, number: int, event: Event, kind: str, length: int) -> str:
    fps = cut.timeline.fps
    start = event.start + _HOUR * fps
    times = (event.source_in, event.source_in + length, start, start + length)
    shown = " ".join(_at(time, fps) for time in times)
    return f"{number:03d}  {_reel(event):<8} V     {kind:<8} {shown}"


def _names(cut: Cut, event: Event, which: str) -> list[str]:
    lines = [f"* {which} CLIP NAME: {_ascii(event.name)}"]
    path = cut.paths.get(event.media.sha256) if event.media else None
    if path is not None and which == "FROM":
        lines.append(f"* SOURCE FILE: {_ascii(str(path))}")
    return lines


def _reel(event: Event) -> str:
    return "AX" if event.media is not None else "BL"


def _at(frames: int, fps: int) -> str:
    return timecode(frames, fps)


def marker_list(cut: Cut) -> str:
    """Resolve's marker list: import it under Timelines, Timeline Markers from EDL."""
    fps = cut.timeline.fps
    lines = [f"TITLE: {_ascii(cut.title)}_markers", "FCM: NON-DROP FRAME", ""]
    for number, marker in enumerate(cut.markers[:_MOST], 1):
        start = marker.frame + _HOUR * fps
        here, after = _at(start, fps), _at(start + 1, fps)
        lines.append(f"{number:03d}  001      V     C        {here} {after} {here} {after}")
        note = _one_line(marker.note or marker.name)
        color = f"ResolveColor{_RESOLVE[marker.color]}"
        lines += [f"{note} |C:{color} |M:{_one_line(marker.name)} |D:1", ""]
    return "\r\n".join([*lines, ""])


def _one_line(text: str) -> str:
    return " ".join(plain_text(text).replace("|", "/").split())


def _ascii(text: str) -> str:
    """Readable ASCII: accents dropped, Chinese in pinyin, what is left as `_`."""
    from pypinyin import lazy_pinyin

    latin = "".join(lazy_pinyin(_one_line(text)))
    plain = unicodedata.normalize("NFKD", latin)
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return kept.encode("ascii", "replace").decode().replace("?", "_")
