"""Sound of a whole episode: waveforms, and the mix of every clip at its exact sample.

The mix is built in three layers on disk (speech, music, the rest), so ten minutes cost no more memory
than one.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.domain.media import MediaRef
from app.domain.timeline import SoundClip
from app.domain.wording import N_
from app.errors import BadInput, Cancelled, DiskTrouble
from app.media import ducking, loudness, samples
from app.media.samples import CHANNELS, RATE, Samples

#: Every clip begins and ends with at least this much fade, or its edges would click.
EDGE_FADE = 0.006
_BLOCK = RATE * 4
_PEAK_STEP = RATE // 100

MediaPath = Callable[[MediaRef], Path]
Share = Callable[[float], None]
Stop = Callable[[], bool]
Layer = NDArray[np.float32]


@dataclass(frozen=True)
class Mixed:
    """One finished mix: exact length in samples at 48 kHz, loudness as measured, gain applied in dB."""

    samples: int
    loudness: loudness.Loudness
    gain_db: float

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.samples / RATE


def peaks(path: Path, buckets: int) -> NDArray[np.float32]:
    """Lowest and highest sample of each of `buckets` equal stretches; shape (buckets, 2), -1..1.

    Both channels count. A file without sound gives zeros.

    Raises:
        BadInput: fewer than one bucket, or not a usable file.
        Damaged, DiskTrouble: it cannot be read.
    """
    if buckets < 1:
        raise BadInput(N_("A waveform needs at least one bucket."))
    lows: list[NDArray[np.float32]] = []
    highs: list[NDArray[np.float32]] = []
    rest = np.zeros((0, CHANNELS), np.float32)
    for block in samples.blocks(path):
        joined = np.concatenate([rest, block])
        whole = len(joined) // _PEAK_STEP * _PEAK_STEP
        steps = joined[:whole].reshape(-1, _PEAK_STEP * CHANNELS)
        lows.append(steps.min(axis=1) if len(steps) else np.zeros(0, np.float32))
        highs.append(steps.max(axis=1) if len(steps) else np.zeros(0, np.float32))
        rest = joined[whole:]
    if len(rest):
        lows.append(np.array([rest.min()], np.float32))
        highs.append(np.array([rest.max()], np.float32))
    out = np.zeros((buckets, 2), np.float32)
    low = np.concatenate(lows) if lows else np.zeros(0, np.float32)
    high = np.concatenate(highs) if highs else np.zeros(0, np.float32)
    if len(low):
        edges = np.arange(buckets) * len(low) // buckets
        ends = np.maximum(edges + 1, np.arange(1, buckets + 1) * len(low) // buckets)
        for bucket, (first, last) in enumerate(zip(edges, ends, strict=True)):
            out[bucket] = low[first:last].min(), high[first:last].max()
    return out


def mixdown(
    sounds: Sequence[SoundClip],
    fps: int,
    length: int,
    out: Path,
    media_path: MediaPath,
    *,
    target: float = -14.0,
    ceiling: float = -1.0,
    duck_db: float = ducking.DEPTH_DB,
    report: Share | None = None,
    cancelled: Stop | None = None,
) -> Mixed:
    """Mix the clips of one timeline into a 48 kHz stereo WAV of exactly `length` frames at `fps`.

    Each clip starts at sample `start / fps * 48000`; music steps back under dialogue by `duck_db`. The
    whole is brought to `target` LUFS under `ceiling` dBTP; a timeline without sound gives silence.
    `report` gets the share done, 0..1. Working files lie beside `out` and are gone afterwards.

    Raises:
        Cancelled, DiskTrouble, Damaged, BadInput, ToolMissing.
    """
    total = samples.seconds_to_samples(Fraction(length, fps))
    try:
        with tempfile.TemporaryDirectory(prefix=".mix-", dir=out.parent) as folder:
            mix = Path(folder) / "mix.f32"
            _mix(
                sounds,
                fps=fps,
                total=total,
                mix=mix,
                media_path=media_path,
                duck_db=duck_db,
                report=report,
                cancelled=cancelled,
            )
            measured, gain = loudness.normalise(
                mix, out, target=target, ceiling=ceiling, cancelled=cancelled
            )
    except OSError as error:
        raise DiskTrouble(
            N_("The sound could not be written: {reason}.").format(reason=error.strerror or error),
            N_("Free some space and try again."),
        ) from error
    if report is not None:
        report(1.0)
    return Mixed(total, measured, gain)


def stem(
    sounds: Sequence[SoundClip],
    fps: int,
    length: int,
    out: Path,
    media_path: MediaPath,
    *,
    gain_db: float = 0.0,
    cancelled: Stop | None = None,
) -> None:
    """Some clips of a timeline as a 48 kHz stereo WAV of exactly `length` frames, at a fixed gain.

    Raises:
        Cancelled, DiskTrouble, Damaged, BadInput, ToolMissing.
    """
    total = samples.seconds_to_samples(Fraction(length, fps))
    with tempfile.TemporaryDirectory(prefix=".mix-", dir=out.parent) as folder:
        mix, part = Path(folder) / "mix.f32", Path(folder) / "stem.wav"
        _mix(
            sounds,
            fps=fps,
            total=total,
            mix=mix,
            media_path=media_path,
            duck_db=0.0,
            report=None,
            cancelled=cancelled,
        )
        loudness.amplify(mix, part, gain_db, cancelled)
        part.replace(out)


def _mix(
    sounds: Sequence[SoundClip],
    *,
    fps: int,
    total: int,
    mix: Path,
    media_path: MediaPath,
    duck_db: float,
    report: Share | None,
    cancelled: Stop | None,
) -> None:
    layers = {name: _layer(mix.parent / name, total) for name in ("speech", "music", "rest")}
    try:
        heard = seamless(sounds, fps)
        for number, clip in enumerate(heard):
            layer = layers[_layer_of(clip)]
            start = samples.seconds_to_samples(Fraction(clip.start, fps))
            for at, block in shaped(clip, media_path(clip.media)):
                _stop_if(cancelled)
                _add(layer, start + at, block)
            if report is not None:
                report(0.7 * (number + 1) / len(heard))
        _write(mix, total, layers, duck_db, cancelled)
    finally:
        # Windows cannot delete a file that is still mapped.
        layers.clear()
    if report is not None:
        report(0.8)


def seamless(sounds: Sequence[SoundClip], fps: int) -> list[SoundClip]:
    """The same sounds, with those that run on through a cut as one: a split shot must not dip where it was split."""
    found: list[SoundClip] = []
    for clip in sorted(sounds, key=lambda one: (one.kind, one.media.sha256, one.start)):
        before = found[-1] if found else None
        if before is None or not _runs_on(before, clip, fps):
            found.append(clip)
            continue
        seconds = (clip.start - before.start) / fps + clip.seconds
        found[-1] = before.model_copy(update={"seconds": seconds, "fade_out": clip.fade_out})
    return found


def _runs_on(before: SoundClip, clip: SoundClip, fps: int) -> bool:
    """Whether `clip` goes on where `before` ended, in the film and in its source, to the sample."""
    gap = (clip.start - before.start) / fps
    same = (before.media.sha256, before.kind, before.gain_db) == (
        clip.media.sha256,
        clip.kind,
        clip.gain_db,
    )
    plain = before.fade_out == 0 and clip.fade_in == 0
    close = 0.5 / RATE
    return (
        same
        and plain
        and abs(before.seconds - gap) <= close
        and abs(before.source_in + gap - clip.source_in) <= close
    )


def _layer(path: Path, total: int) -> Layer:
    return np.memmap(path, np.float32, "w+", shape=(max(total, 1), CHANNELS))


def _layer_of(clip: SoundClip) -> str:
    return {"dialogue": "speech", "music": "music"}.get(clip.kind, "rest")


def _stop_if(cancelled: Stop | None) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled(N_("Stopped."))


def shaped(clip: SoundClip, path: Path) -> Iterator[tuple[int, Samples]]:
    """The clip's samples with gain and fades, each block with its place from the clip's start.

    A source that is shorter than the clip simply ends, with its own edge fade.
    """
    count = samples.seconds_to_samples(clip.seconds)
    gain = 10.0 ** (clip.gain_db / 20.0)
    rise = samples.seconds_to_samples(max(clip.fade_in, EDGE_FADE))
    fall = samples.seconds_to_samples(max(clip.fade_out, EDGE_FADE))
    at = 0
    held = np.zeros((0, CHANNELS), np.float32)
    for block in _gathered(samples.blocks(path, clip.source_in, clip.seconds)):
        held = np.concatenate([held, block])
        spare = len(held) - fall
        if spare > 0:
            yield at, _faded(held[:spare], at, count=count, rise=rise, fall=fall, gain=gain)
            at, held = at + spare, held[spare:]
    # What was held back decides where the sound really ends.
    end = min(count, at + len(held))
    yield at, _faded(held, at, count=end, rise=rise, fall=fall, gain=gain)


def _gathered(small: Iterator[Samples]) -> Iterator[Samples]:
    """The same samples in blocks of at least half a second (the last may be shorter)."""
    parts: list[Samples] = []
    for block in small:
        parts.append(block)
        if sum(map(len, parts)) >= RATE // 2:
            yield np.concatenate(parts)
            parts = []
    if parts:
        yield np.concatenate(parts)


def _faded(block: Samples, at: int, *, count: int, rise: int, fall: int, gain: float) -> Samples:
    place = np.arange(at, at + len(block))
    shape = np.minimum(np.clip(place / rise, 0, 1), np.clip((count - 1 - place) / fall, 0, 1))
    # A quarter sine keeps the loudness of two crossing fades even.
    curve = (np.sin(shape * (math.pi / 2)) * gain).astype(np.float32)
    return np.asarray(block * curve[:, None], np.float32)


def _add(layer: Layer, start: int, block: Samples) -> None:
    end = min(start + len(block), len(layer))
    if end > start:
        layer[start:end] += block[: end - start]


def _write(
    mix: Path, total: int, layers: dict[str, Layer], duck_db: float, cancelled: Stop | None
) -> None:
    levels = [
        ducking.step_levels(layers["speech"][at : at + _BLOCK]) for at in range(0, total, _BLOCK)
    ]
    joined = np.concatenate(levels) if levels else np.zeros(0, np.float32)
    curve = ducking.gain_curve(joined, duck_db)
    with mix.open("wb") as file:
        for at in range(0, total, _BLOCK):
            _stop_if(cancelled)
            count = min(_BLOCK, total - at)
            down = ducking.per_sample(curve, at, count)[:, None]
            block = layers["speech"][at : at + count] + layers["rest"][at : at + count]
            file.write((block + layers["music"][at : at + count] * down).astype("<f4").tobytes())
