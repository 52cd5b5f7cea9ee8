"""Measures loudness as EBU R 128 says and brings a mix to its target without clipping.

The gain is linear (dialogue keeps its dynamics); what would pass the true-peak ceiling is limited at
four times the rate. Programme target for streaming masters: -14 LUFS, -1 dBTP.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.errors import OurBug
from app.media import ffmpeg

#: Loudness that stands for silence or for a sound shorter than one gating block (400 ms).
SILENCE = -70.0
_MAX_GAIN_DB = 40.0
_ROUNDS = 4
_CLOSE_ENOUGH = 0.2
#: Room below the ceiling for what the way back to 48 kHz and the AAC coder add.
_MARGIN_DB = 0.5

_INTEGRATED = re.compile(r"I:\s+(-?[\d.]+|-inf|nan) LUFS")
_PEAK = re.compile(r"Peak:\s+(-?[\d.]+|-inf|nan) dBFS")


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness in LUFS (-70 for silence) and true peak in dBTP (-inf for silence)."""

    integrated: float
    true_peak: float

    @property
    def silent(self) -> bool:
        """True when there is nothing to measure."""
        return self.integrated <= SILENCE


def measure(path: Path, cancelled: Callable[[], bool] | None = None) -> Loudness:
    """Loudness of the first sound stream of a file.

    Raises:
        Damaged, BadInput, Cancelled, ToolMissing: as `ffmpeg.run`.
    """
    return _measured(ffmpeg.source(path), cancelled)


def _measured(source: list[str], cancelled: Callable[[], bool] | None) -> Loudness:
    graph = "ebur128=peak=true:framelog=quiet"
    log = ffmpeg.run(
        [*source, "-map", "0:a:0", "-af", graph, "-f", "null", "-"],
        level="info",
        cancelled=cancelled,
    )
    return Loudness(_last(_INTEGRATED, log, SILENCE), _last(_PEAK, log, -math.inf))


def _last(pattern: re.Pattern[str], log: str, otherwise: float) -> float:
    found = pattern.findall(log)
    if not found:
        raise OurBug("The loudness of a sound could not be read from ffmpeg's log.")
    value = float(found[-1])
    return otherwise if math.isnan(value) else max(value, otherwise)


def normalise(
    mix: Path,
    out: Path,
    *,
    target: float = -14.0,
    ceiling: float = -1.0,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Loudness, float]:
    """Write `mix` (raw 48 kHz stereo floats) to `out` (24-bit WAV, same length) at `target` LUFS.

    Limiting takes loudness away, so the gain is corrected and tried again, at most four times. Silence
    stays silence.

    Returns:
        What was measured of `out`, and the gain in dB that was applied.
    """
    measured = _measured(_raw(mix), cancelled)
    gain = 0.0 if measured.silent else _bounded(target - measured.integrated)
    for _ in range(_ROUNDS):
        _apply(
            mix,
            out,
            gain=gain,
            true_peak=measured.true_peak,
            ceiling=ceiling,
            cancelled=cancelled,
        )
        reached = measure(out, cancelled)
        error = target - reached.integrated
        if measured.silent or abs(error) <= _CLOSE_ENOUGH or _bounded(gain + error) == gain:
            break
        gain = _bounded(gain + error)
    return reached, gain


def amplify(
    mix: Path, out: Path, gain_db: float, cancelled: Callable[[], bool] | None = None
) -> None:
    """Write `mix` (raw 48 kHz stereo floats) to `out` (24-bit WAV) with a fixed gain and no limiter."""
    _apply(mix, out, gain=gain_db, true_peak=-999.0, ceiling=0.0, cancelled=cancelled)


def _raw(mix: Path) -> list[str]:
    return ["-f", "f32le", "-ar", "48000", "-ac", "2", "-i", ffmpeg.name(mix)]


def _bounded(gain: float) -> float:
    return max(-_MAX_GAIN_DB, min(_MAX_GAIN_DB, gain))


def _apply(
    mix: Path,
    out: Path,
    *,
    gain: float,
    true_peak: float,
    ceiling: float,
    cancelled: Callable[[], bool] | None,
) -> None:
    steps = [f"volume={gain:.4f}dB:precision=float"]
    safe = ceiling - _MARGIN_DB
    if true_peak + gain > safe:
        limit = 10.0 ** (safe / 20.0)
        # `latency=1` takes the look-ahead back out, so nothing moves against the picture.
        limiter = f"alimiter=limit={limit:.6f}:attack=5:release=60:level=0:latency=1"
        steps += ["aresample=192000", limiter, "aresample=48000"]
    ffmpeg.run(
        [
            *_raw(mix),
            *("-af", ",".join(steps)),
            *("-c:a", "pcm_s24le", "-ar", "48000", "-ac", "2", "-f", "wav"),
            ffmpeg.name(out),
        ],
        cancelled=cancelled,
    )
