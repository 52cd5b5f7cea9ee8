"""Faults that a viewer or a platform notices in a finished film: black, frozen, silent and clipped stretches.

One pass of ffmpeg's own detectors over a small copy of the pictures, and one over the samples. Every fault carries
the frame it begins at, so that a click leads there.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from app.domain.entity import Value
from app.domain.timing import Frames
from app.domain.wording import N_
from app.media import ffmpeg, samples

FaultKind = Literal["black", "black_head", "black_tail", "frozen", "silent", "clipped"]

#: Seconds from which a stretch counts. Shorter ones are style: a flash of black, a held breath.
BLACK_SECONDS, FROZEN_SECONDS, SILENT_SECONDS = 0.5, 2.0, 3.0
#: This many full-scale samples in a row are a flat top, not a peak that touches the ceiling.
CLIPPED_RUN = 8
_FULL_SCALE = 0.9995
_LINE = re.compile(r"lavfi\.(black|freezedetect\.freeze|silence)_(start|end)(?:\.\d+)?=([0-9.]+)")
_WIDTH = 240

WORDS: dict[FaultKind, str] = {
    "black": N_("The picture is black for {seconds:.1f} s."),
    "black_head": N_("The film begins with black: platforms take the first picture as cover."),
    "black_tail": N_("The film ends with {seconds:.1f} s of black."),
    "frozen": N_("The picture stands still for {seconds:.1f} s."),
    "silent": N_("Nothing is heard for {seconds:.1f} s."),
    "clipped": N_("The sound is clipped for {seconds:.2f} s."),
}


class Fault(Value):
    """One stretch of the film that should be looked at."""

    kind: FaultKind
    start: Frames = Field(ge=0)
    length: Frames = Field(ge=1)
    seconds: float = Field(gt=0)

    @property
    def message(self) -> str:
        """One sentence with how long it lasts."""
        return WORDS[self.kind].format(seconds=self.seconds)


def find(
    film: Path,
    fps: int,
    frames: Frames,
    *,
    planned_black: Iterable[tuple[Frames, Frames]] = (),
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Fault, ...]:
    """Every fault of a finished film, in order of time.

    `planned_black` are stretches (start, end) that the cut leaves black on purpose: gaps and fades.

    Raises:
        BadInput, Damaged, DiskTrouble, Cancelled, ToolMissing: it cannot be read.
    """
    found = [*_pictures(film, fps, frames, tuple(planned_black), cancelled), *_sound(film, fps)]
    return tuple(sorted(found, key=lambda fault: (fault.start, fault.kind)))


def _pictures(
    film: Path,
    fps: int,
    frames: Frames,
    planned: Sequence[tuple[Frames, Frames]],
    cancelled: Callable[[], bool] | None,
) -> list[Fault]:
    with tempfile.TemporaryDirectory(prefix="fenjing-faults-") as folder:
        work = Path(folder)
        small = f"scale={_WIDTH}:-2:flags=fast_bilinear"
        black = f"blackdetect=d={BLACK_SECONDS}:pix_th=0.07:pic_th=0.995"
        frozen = f"freezedetect=n=0.0006:d={FROZEN_SECONDS}"
        silent = f"silencedetect=n=-55dB:d={SILENT_SECONDS}"
        ffmpeg.run(
            [
                *ffmpeg.source(film),
                *("-vf", f"{small},{black},{frozen},metadata=mode=print:file=pictures.txt"),
                *("-af", f"{silent},ametadata=mode=print:file=sound.txt"),
                *("-f", "null", "-"),
            ],
            cancelled=cancelled,
            cwd=work,
        )
        told = [_told(work / name) for name in ("pictures.txt", "sound.txt")]
    end = frames / fps
    stretches = [
        (word, start, stop if stop is not None else end)
        for lines in told
        for word, start, stop in _stretches(lines)
    ]
    kinds = {"black": "black", "freezedetect.freeze": "frozen", "silence": "silent"}
    blacks = [(start, stop) for word, start, stop in stretches if word == "black"]
    made: list[Fault] = []
    for word, start, stop in stretches:
        fault = _fault(kinds[word], start, stop, fps, frames)
        if fault is None or _is_planned(fault, planned):
            continue
        # Black stands still by nature; one fault is enough for it.
        if fault.kind == "frozen" and any(a <= start + 0.1 and stop <= b + 0.1 for a, b in blacks):
            continue
        made.append(_named(fault, frames))
    return made


def _told(path: Path) -> list[tuple[str, str, float]]:
    if not path.exists():
        return []
    text = path.read_text("utf-8", "replace")
    return [(word, edge, float(value)) for word, edge, value in _LINE.findall(text)]


def _stretches(lines: list[tuple[str, str, float]]) -> list[tuple[str, float, float | None]]:
    """Starts with their ends; what never ends reaches the film's end."""
    open_at: dict[str, float] = {}
    found: list[tuple[str, float, float | None]] = []
    for word, edge, value in lines:
        if edge == "start":
            open_at[word] = value
        elif word in open_at:
            found.append((word, open_at.pop(word), value))
    return [*found, *((word, start, None) for word, start in open_at.items())]


def _fault(kind: str, start: float, stop: float, fps: int, frames: Frames) -> Fault | None:
    first = min(round(start * fps), frames - 1)
    last = min(max(round(stop * fps), first + 1), frames)
    if last <= first:
        return None
    return Fault.model_validate(
        {"kind": kind, "start": first, "length": last - first, "seconds": (last - first) / fps}
    )


def _named(fault: Fault, frames: Frames) -> Fault:
    """Black at the head spoils the cover, at the tail it only lasts."""
    if fault.kind != "black":
        return fault
    kind = "black"
    if fault.start <= 1:
        kind = "black_head"
    elif fault.start + fault.length >= frames - 1:
        kind = "black_tail"
    return fault.model_copy(update={"kind": kind})


def _is_planned(fault: Fault, planned: Sequence[tuple[Frames, Frames]]) -> bool:
    end = fault.start + fault.length
    slack = 2
    return fault.kind == "black" and any(
        start - slack <= fault.start and end <= stop + slack for start, stop in planned
    )


def _sound(film: Path, fps: int) -> list[Fault]:
    """Flat tops: runs of full-scale samples, those of one third of a second taken together."""
    found: list[Fault] = []
    at = 0
    first: int | None = None
    last = 0
    for block in samples.blocks(film):
        for place in _flat(np.abs(block).max(axis=1)):
            here = at + int(place)
            if first is not None and here - last > samples.RATE // 3:
                found.append(_clipped(first, last, fps))
                first = None
            first = here if first is None else first
            last = here
        at += len(block)
    if first is not None:
        found.append(_clipped(first, last, fps))
    return found


def _flat(
    level: np.ndarray[tuple[int], np.dtype[np.float32]],
) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Where a run of at least `CLIPPED_RUN` full-scale samples ends."""
    full = (level >= _FULL_SCALE).astype(np.int32)
    if not full.any():
        return np.zeros(0, np.intp)
    summed = np.concatenate([[0], np.cumsum(full)])
    runs = summed[CLIPPED_RUN:] - summed[:-CLIPPED_RUN] if len(full) >= CLIPPED_RUN else summed[:0]
    return np.flatnonzero(runs == CLIPPED_RUN) + CLIPPED_RUN - 1


def _clipped(first: int, last: int, fps: int) -> Fault:
    start = first * fps // samples.RATE
    seconds = max((last - first + CLIPPED_RUN) / samples.RATE, 1 / fps)
    return Fault(kind="clipped", start=start, length=max(1, round(seconds * fps)), seconds=seconds)
