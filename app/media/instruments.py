"""Three synthesised instruments for the music bed: a plucked string, a slow pad, and low tones.

Pure functions of pitch and length, 48 kHz mono, peak about 1.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RATE = 48_000

Tone = NDArray[np.float32]


def hertz(pitch: float) -> float:
    """Frequency of a MIDI pitch (69 is 440 Hz)."""
    return float(440.0 * 2.0 ** ((pitch - 69.0) / 12.0))


@lru_cache(maxsize=96)
def pluck(pitch: int, bright: float = 1.0) -> Tone:
    """A string like a zither's: quick bend into the pitch, harmonics that die from the top."""
    at = np.arange(RATE * 26 // 10, dtype=np.float32) / RATE
    base = hertz(pitch)
    bend = 1.0 + 0.006 * np.exp(-at * 28.0)
    phase = 2 * np.pi * base * np.cumsum(bend, dtype=np.float64) / RATE
    made = np.zeros(len(at), np.float64)
    for harmonic in range(1, 11):
        stretched = harmonic * (1.0 + 0.00025 * harmonic * harmonic)
        if base * stretched > 9000:
            break
        strength = bright ** (harmonic - 1) / harmonic**1.15
        made += strength * np.exp(-at * (1.1 + 0.75 * harmonic)) * np.sin(stretched * phase)
    attack = np.minimum(at / 0.004, 1.0)
    release = np.minimum((at[-1] - at) / 0.2, 1.0)
    made *= attack * release
    return np.asarray(made / np.abs(made).max(), np.float32)


@lru_cache(maxsize=64)
def pad(pitches: tuple[int, ...], seconds: float, dark: float = 1.6) -> tuple[Tone, Tone]:
    """A chord of slow strings for both ears: each note twice, a little out of tune, swelling and going."""
    count = round(seconds * RATE)
    at = np.arange(count, dtype=np.float64) / RATE
    sides = [np.zeros(count), np.zeros(count)]
    for number, pitch in enumerate(pitches):
        for side, cents in ((0, -4.0), (1, 5.0)):
            base = hertz(pitch + cents / 100)
            sway = 0.15 * np.sin(2 * np.pi * (0.11 + 0.03 * number) * at + number + side)
            # Powers of one turning pointer are the harmonics: one sine and cosine for all five.
            pointer = np.exp(1j * (2 * np.pi * base * at + sway))
            turned = np.ones(count, np.complex128)
            for harmonic in range(1, 6):
                if base * harmonic > 5000:
                    break
                turned *= pointer
                start = np.exp(1j * (1.7 * number + 0.9 * harmonic + side))
                sides[side] += (turned * start).imag / harmonic**dark
    swell = np.sin(np.pi * np.clip(at / seconds, 0, 1)) ** 0.6
    loudest = max(float(np.abs(side).max()) for side in sides) or 1.0
    left, right = ((side * swell / loudest).astype(np.float32) for side in sides)
    return left, right


@lru_cache(maxsize=32)
def low(pitch: int, seconds: float) -> Tone:
    """A round bass tone."""
    at = np.arange(round(seconds * RATE), dtype=np.float64) / RATE
    phase = 2 * np.pi * hertz(pitch) * at
    shape = np.minimum(at / 0.03, 1.0) * np.exp(-at * 0.7) * np.clip((seconds - at) / 0.25, 0, 1)
    made = np.sin(phase) + 0.35 * np.sin(2 * phase) + 0.1 * np.sin(3 * phase)
    return np.asarray(made * shape, np.float32)


@lru_cache(maxsize=4)
def thump() -> Tone:
    """A soft heart beat: a falling low tone."""
    at = np.arange(RATE * 4 // 10, dtype=np.float64) / RATE
    phase = 2 * np.pi * np.cumsum(46.0 + 60.0 * np.exp(-at * 30.0)) / RATE
    shape = np.exp(-at * 11.0) * np.minimum(at / 0.003, 1.0)
    return np.asarray(np.sin(phase) * shape, np.float32)


def hall(seconds: float, seed: int) -> tuple[Tone, Tone]:
    """Impulse responses of a warm room for both ears: decaying noise that darkens."""
    random = np.random.default_rng(seed)
    count = round(seconds * RATE)
    at = np.arange(count) / RATE
    sides: list[Tone] = []
    for _ in range(2):
        spectrum = np.fft.rfft(random.normal(0, 1, count))
        frequency = np.fft.rfftfreq(count, 1 / RATE)
        noise = np.fft.irfft(spectrum / (1.0 + (frequency / 2600.0) ** 2), count)
        tail = noise * np.exp(-at * (6.9 / seconds)) * np.minimum(at / 0.012, 1.0)
        sides.append((tail / np.sqrt(np.sum(tail**2))).astype(np.float32))
    return sides[0], sides[1]
