"""Sound as numbers: 48 kHz stereo float blocks from any sound or film, in order, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from av import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from app.media.opening import opened

RATE = 48_000
CHANNELS = 2

#: Shape (samples, 2), float32, full scale is 1.0.
Samples = NDArray[np.float32]

#: A hole of up to this many samples between two packets is a rounding of the container, not silence.
_JITTER = RATE // 50


def seconds_to_samples(seconds: float | Fraction) -> int:
    """Nearest sample number; exact for whole frames at whole rates given as a Fraction."""
    return int(Fraction(seconds) * RATE + Fraction(1, 2))


def blocks(path: Path, start: float = 0.0, seconds: float | None = None) -> Iterator[Samples]:
    """The sound of a file from `start` on, at 48 kHz stereo; mono is heard on both sides.

    Silence before the first packet and in holes is given as zeros, so that sample n is always heard at
    n / 48000 s of the file. Ends after `seconds`, or where the file ends (it is not padded).

    Raises:
        BadInput, Damaged, DiskTrouble: as `opening.opened`; a file without sound gives nothing.
    """
    skip = seconds_to_samples(start)
    stop = None if seconds is None else skip + seconds_to_samples(seconds)
    position = 0
    for placed, block in _placed(path, start):
        if placed > position:
            for zeros in _silence(placed - position):
                yield from _window(zeros, position, skip, stop)
                position += len(zeros)
        yield from _window(block, position, skip, stop)
        position += len(block)
        if stop is not None and position >= stop:
            return


def load(path: Path, start: float = 0.0, seconds: float | None = None) -> Samples:
    """The same as one array; for short sounds."""
    parts = list(blocks(path, start, seconds))
    return np.concatenate(parts) if parts else np.zeros((0, CHANNELS), np.float32)


def _silence(count: int) -> Iterator[Samples]:
    while count > 0:
        size = min(count, RATE)
        yield np.zeros((size, CHANNELS), np.float32)
        count -= size


def _window(block: Samples, position: int, skip: int, stop: int | None) -> Iterator[Samples]:
    low = max(0, skip - position)
    high = len(block) if stop is None else min(len(block), stop - position)
    if high > low:
        yield block[low:high]


def _placed(path: Path, start: float) -> Iterator[tuple[int, Samples]]:
    """Blocks with the sample number at which each belongs; from somewhat before `start`."""
    with opened(path) as container:
        if not container.streams.audio:
            return
        stream = container.streams.audio[0]
        tick = stream.time_base or Fraction(1, RATE)
        zero = Fraction(container.start_time or 0, 1_000_000)
        if start > 2.0:
            container.seek(int((start - 1.0 + float(zero)) / float(tick)), stream=stream)
        # One channel stays one until the end: the library would turn it down by 3 dB.
        layout = "mono" if stream.codec_context.layout.nb_channels == 1 else "stereo"
        resampler = AudioResampler(format="fltp", layout=layout, rate=RATE)
        expected: int | None = None
        for frame in container.decode(stream):
            wanted = seconds_to_samples(max(Fraction(0), (frame.pts or 0) * tick - zero))
            if expected is None or wanted > expected + _JITTER:
                expected = wanted
            frame.pts = None
            for block in _arrays(resampler.resample(frame)):
                yield expected, block
                expected += len(block)
        if expected is not None:
            for block in _arrays(resampler.resample(None)):
                yield expected, block
                expected += len(block)


def _arrays(frames: list[AudioFrame]) -> Iterator[Samples]:
    for frame in frames:
        if frame.samples:
            planes = np.broadcast_to(frame.to_ndarray(), (CHANNELS, frame.samples))
            yield np.ascontiguousarray(planes.T, dtype=np.float32)
