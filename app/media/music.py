"""Composes an original music bed to lie under a demo: pad, plucked melody, bass, and a pulse when tense.

Everything is synthesised from a seed, so it belongs to nobody else and the same request gives the same
samples. It is written to leave room for speech: little between 1 and 4 kHz, long notes, rests.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, get_args

import av
import numpy as np
from numpy.typing import NDArray

from app.domain.media import MediaFacts, MediaRef
from app.domain.script import Music
from app.domain.wording import N_
from app.errors import BadInput, Cancelled, DiskTrouble
from app.media import instruments
from app.media.instruments import RATE, Tone
from app.media.probe import probe

Mood = Literal["warm", "sad", "tense", "bright"]
MOODS: tuple[Mood, ...] = get_args(Mood)
#: A longer bed is laid again from its start; composing more would only repeat itself.
MOST_SECONDS = 240.0

_LOUDNESS = 10.0 ** (-13.0 / 20.0)
_PEAK = 10.0 ** (-1.5 / 20.0)

Stop = Callable[[], bool]
Bus = NDArray[np.float32]


@dataclass(frozen=True)
class _Style:
    """What a mood means in notes; pitches are MIDI numbers, chords are offsets from `root`."""

    beats_a_minute: float
    root: int
    scale: tuple[int, ...]
    chords: tuple[tuple[int, ...], ...]
    density: float
    bright: float
    pad: float
    pulse: float
    wet: float


_STYLES: dict[Mood, _Style] = {
    "warm": _Style(
        68, 62, (0, 2, 4, 7, 9), ((0, 7, 12, 16), (-3, 4, 9, 12), (5, 9, 12, 17), (-5, 2, 7, 11)),
        density=0.52, bright=0.78, pad=0.5, pulse=0.0, wet=0.34,
    ),
    "sad": _Style(
        58, 57, (0, 3, 5, 7, 10), ((0, 7, 12, 15), (-4, 3, 8, 12), (-7, 0, 5, 8), (-5, 2, 7, 10)),
        density=0.38, bright=0.7, pad=0.6, pulse=0.0, wet=0.42,
    ),
    "tense": _Style(
        84, 50, (0, 1, 3, 7, 8), ((0, 7, 12, 13), (1, 8, 12, 13), (0, 6, 12, 15), (-2, 5, 10, 13)),
        density=0.3, bright=0.62, pad=0.55, pulse=0.75, wet=0.3,
    ),
    "bright": _Style(
        96, 64, (0, 2, 4, 7, 9), ((0, 4, 7, 12), (5, 9, 12, 17), (-3, 0, 4, 9), (-5, -1, 2, 7)),
        density=0.66, bright=0.86, pad=0.35, pulse=0.15, wet=0.26,
    ),
}  # fmt: skip


class Shelf(Protocol):
    """Where finished media is kept; the store's assets are one."""

    def add(self, source: Path, facts: MediaFacts) -> MediaRef:
        """Keep a file under its content address."""


def compose_into(assets: Shelf, seconds: float, number: int, mood: str, cancelled: Stop) -> Music:
    """Compose a bed for episode `number` and keep it; at most `MOST_SECONDS` long.

    `mood` is one of `MOODS`; empty is warm for odd episodes and sad for even ones.

    Raises:
        BadInput: there is no such mood.
        Cancelled, DiskTrouble: nothing was kept.
    """
    chosen = mood_of(mood, number)
    length = min(max(seconds, 4.0), MOST_SECONDS)
    with tempfile.TemporaryDirectory(prefix="fenjing-music-") as folder:
        out = Path(folder) / "bed.flac"
        compose(out, length, seed=number, mood=chosen, cancelled=cancelled)
        facts = probe(out)
        ref = assets.add(out, facts)
    name = f"{chosen} {number}"
    return Music(sha256=ref.sha256, suffix=ref.suffix, seconds=facts.seconds, name=name)


def mood_of(mood: str, number: int) -> Mood:
    """The mood of that name; for an empty name one that follows the episode's number.

    Raises:
        BadInput: there is no such mood.
    """
    for known in MOODS:
        if mood == known:
            return known
    if mood:
        raise BadInput(
            N_("There is no music mood “{name}”.").format(name=mood),
            N_("Use one of: {names}.").format(names=", ".join(MOODS)),
        )
    return "warm" if number % 2 else "sad"


def compose(
    out: Path, seconds: float, *, seed: int, mood: Mood = "warm", cancelled: Stop | None = None
) -> None:
    """Write a bed of exactly `seconds` (48 kHz stereo, 16 bit) as FLAC or, by its suffix, WAV.

    Deterministic for seed, mood and seconds. The file appears only when it is whole.

    Raises:
        BadInput: the length or the suffix cannot be used.
        Cancelled, DiskTrouble: no file was left.
    """
    if not 1.0 <= seconds <= 900.0:
        raise BadInput(N_("Music can be composed from 1 second to 15 minutes."))
    if out.suffix not in {".wav", ".flac"}:
        raise BadInput(N_("Music is written as .wav or .flac."))
    samples = _Composer(_STYLES[mood], seconds, seed, cancelled).play()
    part = out.with_name(f".{out.stem}.{secrets.token_hex(4)}.part{out.suffix}")
    try:
        _write(samples, part)
        part.replace(out)
    except OSError as error:
        raise DiskTrouble(
            N_("The music could not be written: {reason}.").format(reason=error.strerror or error),
            N_("Free some space and try again."),
        ) from error
    finally:
        part.unlink(missing_ok=True)


class _Composer:
    """Plays one bed into two dry and two wet channels."""

    def __init__(self, style: _Style, seconds: float, seed: int, cancelled: Stop | None) -> None:
        self.style = style
        self.count = round(seconds * RATE)
        self.random = np.random.default_rng([seed, style.root])
        self.cancelled = cancelled
        self.beat = 60.0 / style.beats_a_minute
        self.bus: Bus = np.zeros((2, self.count), np.float32)

    def play(self) -> Bus:
        """The finished bed, shape (2, samples)."""
        phrase = 8 * self.beat
        motifs = [self._motif() for _ in range(3)]
        for number in range(int(self.count / RATE / phrase) + 1):
            if self.cancelled is not None and self.cancelled():
                raise Cancelled(N_("Stopped."))
            self._phrase(number, number * phrase, motifs)
        return self._finished()

    def _motif(self) -> list[int | None]:
        """Sixteen half beats: a walk over the scale with rests; strong beats more often sound."""
        steps: list[int | None] = []
        place = int(self.random.integers(2, 6))
        for half in range(16):
            weight = {0: 1.5, 8: 1.4, 4: 1.1, 12: 1.0}.get(half, 0.8 if half % 2 == 0 else 0.45)
            if self.random.random() < self.style.density * weight:
                place = int(np.clip(place + self.random.integers(-2, 3), 0, 9))
                steps.append(place)
            else:
                steps.append(None)
        return steps

    def _phrase(self, number: int, start: float, motifs: list[list[int | None]]) -> None:
        style, phrase = self.style, 8 * self.beat
        chord = style.chords[number % len(style.chords)]
        arrival = min(1.0, 0.55 + 0.15 * number)
        left, right = instruments.pad(tuple(style.root + note for note in chord), phrase * 1.35)
        for side, tone in enumerate((left, right)):
            self._put(tone, start, side, style.pad * 0.5 * arrival)
        bass = instruments.low(style.root + min(chord[0], chord[0] % 12) - 24, phrase * 0.95)
        for side in (0, 1):
            self._put(bass, start, side, 0.3 * arrival)
        if style.pulse:
            self._pulse(start, style.pulse * arrival)
        # One phrase in four only breathes; the first lets the pad come in alone.
        if number % 4 != 3 and number > 0:
            self._melody(start, motifs[(0, 0, 1, 2)[number % 4]], chord)

    def _pulse(self, start: float, strength: float) -> None:
        for beat in range(8):
            level = strength * (0.32 if beat % 2 == 0 else 0.18)
            for side in (0, 1):
                self._put(instruments.thump(), start + beat * self.beat, side, level)

    def _melody(self, start: float, motif: list[int | None], chord: tuple[int, ...]) -> None:
        style = self.style
        for half, step in enumerate(motif):
            if step is None or self.random.random() < 0.12:
                continue
            octave, degree = divmod(step, len(style.scale))
            pitch = style.root + 12 * octave + style.scale[degree]
            if half % 8 == 0:
                pitch = min(
                    (style.root + note + 12 for note in chord), key=lambda n: abs(n - pitch)
                )
            late = float(self.random.normal(0, 0.008))
            level = 0.34 * (1.0 if half % 4 == 0 else 0.72) * float(self.random.uniform(0.8, 1.0))
            pan = 0.5 + 0.28 * float(np.sin(pitch))
            tone = instruments.pluck(pitch, style.bright)
            at = max(0.0, start + half * self.beat / 2 + late)
            self._put(tone, at, 0, level * (1 - pan))
            self._put(tone, at, 1, level * pan)

    def _put(self, tone: Tone, start: float, side: int, level: float) -> None:
        at = round(start * RATE)
        end = min(at + len(tone), self.count)
        if end > at:
            self.bus[side, at:end] += tone[: end - at] * np.float32(level)

    def _finished(self) -> Bus:
        wet = instruments.hall(2.2, 7)
        for side, response in enumerate(wet):
            self.bus[side] += _convolved(self.bus[side], response) * np.float32(self.style.wet)
        rise, fall = min(RATE, self.count // 4), min(4 * RATE, self.count // 3)
        self.bus[:, :rise] *= np.linspace(0, 1, rise, dtype=np.float32)
        self.bus[:, -fall:] *= np.cos(np.linspace(0, np.pi / 2, fall)).astype(np.float32)
        power = float(np.sqrt(np.mean(np.square(self.bus)))) or 1.0
        self.bus *= np.float32(_LOUDNESS / power)
        knee = np.float32(_PEAK * 0.6)
        over = np.abs(self.bus) > knee
        room = np.float32(_PEAK) - knee
        loud = self.bus[over]
        self.bus[over] = np.sign(loud) * (knee + room * np.tanh((np.abs(loud) - knee) / room))
        return self.bus


def _convolved(dry: Bus, response: Tone) -> Bus:
    """`dry` in the room of `response`, cut to its own length; block by block in bounded memory."""
    block = 1 << 19
    size = block + len(response)
    size = 1 << (size - 1).bit_length()
    spectrum = np.fft.rfft(response, size)
    out = np.zeros(len(dry) + size, np.float32)
    for at in range(0, len(dry), block):
        part = np.fft.irfft(np.fft.rfft(dry[at : at + block], size) * spectrum, size)
        out[at : at + size] += part.astype(np.float32)
    return out[: len(dry)]


def _write(samples: Bus, out: Path) -> None:
    codec: Literal["flac", "pcm_s16le"] = "flac" if out.suffix == ".flac" else "pcm_s16le"
    whole = (samples.T * 32767.0).round().clip(-32768, 32767).astype(np.int16)
    with av.open(str(out), "w") as container:
        stream = container.add_stream(codec, rate=RATE)
        stream.layout = "stereo"
        for at in range(0, len(whole), RATE):
            part = np.ascontiguousarray(whole[at : at + RATE]).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(part, format="s16", layout="stereo")
            frame.sample_rate, frame.pts = RATE, at
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
