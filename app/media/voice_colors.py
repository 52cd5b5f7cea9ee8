"""What makes twelve voices out of one synthesiser: a variant, a size of throat, a little air and room.

All processing is gentle and done on one line at a time with numpy; it changes neither words nor timing
beyond what `Color.scale` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from av import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from app.domain.cast import Voice
from app.domain.wording import N_

RATE = 48_000
_LEVEL = 10.0 ** (-20.0 / 20.0)
_CEILING = 10.0 ** (-2.0 / 20.0)
_QUIET = 10.0 ** (-50.0 / 20.0)

Line = NDArray[np.float32]
Sex = Literal["female", "male"]


@dataclass(frozen=True)
class Color:
    """One voice.

    `scale` > 1 is a smaller speaker, `lift` is added to the pitch (0..99), `warmth` and `air` are dB at
    200 Hz and 5 kHz, `room` is the level of early echoes.
    """

    name: str
    sex: Sex
    label: str
    scale: float
    lift: int
    warmth: float
    air: float
    room: float


#: From the lowest to the highest.
COLORS: tuple[Color, ...] = (
    Color("m7", "male", N_("Old man"), 0.92, -10, 1.0, -4.0, 0.05),
    Color("m4", "male", N_("Deep man"), 0.94, -5, 3.0, -2.0, 0.06),
    Color("m1", "male", N_("Calm man"), 0.98, 0, 2.0, 0.0, 0.05),
    Color("m2", "male", N_("Firm man"), 1.00, 0, 0.0, 1.5, 0.04),
    Color("m3", "male", N_("Narrator"), 1.02, 0, 2.0, 1.0, 0.03),
    Color("m6", "male", N_("Young man"), 1.06, 12, 0.0, 2.0, 0.05),
    Color("m5", "male", N_("Boy"), 1.14, 38, -1.0, 2.5, 0.05),
    Color("f4", "female", N_("Old woman"), 0.93, -12, 1.5, -3.0, 0.06),
    Color("f2", "female", N_("Calm woman"), 0.97, 0, 2.0, 0.0, 0.05),
    Color("f1", "female", N_("Firm woman"), 1.00, 0, 1.0, 1.5, 0.04),
    Color("f3", "female", N_("Young woman"), 1.05, 5, 0.0, 2.0, 0.05),
    Color("f5", "female", N_("Girl"), 1.13, 15, -1.0, 2.5, 0.05),
)


#: Grown-up voices for somebody of whom nothing is known; in the middle, the narrator.
_PLAIN = ("m4", "m1", "m3", "f2", "f1")


def color_of(voice: Voice) -> Color:
    """The named voice; else one of the asked sex, lower or higher as the pitch says."""
    by_name = {color.name: color for color in COLORS}
    if voice.name in by_name:
        return by_name[voice.name]
    fitting = [color for color in COLORS if color.sex == voice.sex]
    fitting = fitting or [by_name[name] for name in _PLAIN]
    return fitting[voice.pitch * len(fitting) // 100]


def join(parts: list[Line], rate: int) -> Line:
    """Runs of one line after each other, the synthesiser's long pauses at the joints cut to 50 ms."""
    gap = np.zeros(rate // 20, np.float32)
    joined: list[Line] = []
    for number, part in enumerate(parts):
        first, last = _heard(part)
        low = 0 if number == 0 else first
        high = len(part) if number == len(parts) - 1 else last
        joined += [part[low:high], gap]
    return np.concatenate(joined[:-1]) if joined else np.zeros(0, np.float32)


def _heard(line: Line) -> tuple[int, int]:
    """First and one-past-last sample that is not quiet; (0, 0) for silence."""
    loud = np.flatnonzero(np.abs(line) > _QUIET)
    return (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, 0)


def paint(line: Line, rate: int, color: Color) -> Line:
    """The line in its voice: 48 kHz mono, even level (-20 dB RMS, peaks below -2 dB), clean edges."""
    first, last = _heard(line)
    head, tail = rate // 50, rate // 8
    line = line[max(0, first - head) : min(len(line), last + tail)]
    painted = _equalised(_resampled(line, round(rate * color.scale)), color)
    return _edged(_levelled(_roomy(painted, color.room)))


def _resampled(line: Line, rate: int) -> Line:
    if not len(line):
        return line
    frame = AudioFrame.from_ndarray(line[None, :], format="flt", layout="mono")
    frame.sample_rate = rate
    resampler = AudioResampler(format="flt", layout="mono", rate=RATE)
    frames = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([part.to_ndarray()[0] for part in frames]).astype(np.float32)


def _equalised(line: Line, color: Color) -> Line:
    spectrum = np.fft.rfft(line, len(line) + RATE // 10)
    hertz = np.maximum(np.fft.rfftfreq(len(line) + RATE // 10, 1 / RATE), 1.0)
    octaves = np.log2(hertz)
    decibels = color.warmth * np.exp(-(((octaves - np.log2(200.0)) / 0.9) ** 2))
    decibels += color.air * np.exp(-(((octaves - np.log2(5000.0)) / 0.8) ** 2))
    rumble = 1.0 / (1.0 + (70.0 / hertz) ** 4)
    edge = 1.0 / (1.0 + (hertz / 9000.0) ** 4)
    shaped = spectrum * np.power(10.0, decibels / 20.0) * rumble * edge
    return np.fft.irfft(shaped)[: len(line)].astype(np.float32)


def _roomy(line: Line, amount: float) -> Line:
    out = line.copy()
    for milliseconds, share in ((11, 1.0), (19, 0.8), (31, 0.6), (43, 0.4)):
        delay = RATE * milliseconds // 1000
        if len(line) > delay:
            out[delay:] += line[:-delay] * (amount * share)
    return out


def _levelled(line: Line) -> Line:
    loud = line[np.abs(line) > _QUIET]
    if not len(loud):
        return line
    line = line * (_LEVEL / float(np.sqrt(np.mean(np.square(loud)))))
    # A soft knee instead of a hard clip: the loudest syllables are rounded, the rest untouched.
    knee = _CEILING * 0.7
    over = np.abs(line) > knee
    room = _CEILING - knee
    soft = knee + room * np.tanh((np.abs(line[over]) - knee) / room)
    line[over] = np.sign(line[over]) * soft
    return line


def _edged(line: Line) -> Line:
    ramp = min(RATE // 200, len(line) // 2)
    if ramp:
        line[:ramp] *= np.linspace(0, 1, ramp, dtype=np.float32)
        line[-ramp:] *= np.linspace(1, 0, ramp, dtype=np.float32)
    return line
