"""Real films and sounds made at test time: every frame says its own number, every sound is known."""

from __future__ import annotations

import wave
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

RATE = 48_000
BITS = 8

Pixels = NDArray[np.uint8]


def numbered(number: int, width: int, height: int) -> Pixels:
    """A grey picture with `number` as eight upright bars, dark for 0 and light for 1."""
    picture = np.zeros((height, width, 3), np.uint8)
    for bit in range(BITS):
        low, high = width * bit // BITS, width * (bit + 1) // BITS
        picture[:, low:high] = 220 if number >> bit & 1 else 35
    return picture


def number_of(picture: Pixels | Image.Image) -> int:
    """The number that a picture's bars show, read along its middle line."""
    grey = np.asarray(picture, np.float32).mean(axis=2)
    height, width = grey.shape
    band = grey[height // 2 - 2 : height // 2 + 2]
    number = 0
    for bit in range(BITS):
        middle = (2 * bit + 1) * width // (2 * BITS)
        number |= int(band[:, middle - 1 : middle + 1].mean() > 127) << bit
    return number


def flat(level: int) -> Callable[[int, int, int], Pixels]:
    """A painter of even grey pictures."""
    return lambda number, width, height: np.full((height, width, 3), level, np.uint8)


def film(
    path: Path,
    frames: int,
    *,
    fps: int = 24,
    size: tuple[int, int] = (96, 160),
    paint: Callable[[int, int, int], Pixels] = numbered,
    sound: NDArray[np.float32] | None = None,
) -> Path:
    """Write an H.264 film whose frame n is `paint(n, width, height)`, with an optional mono sound."""
    with av.open(str(path), "w") as container:
        video = container.add_stream(
            "libx264", rate=fps, options={"crf": "8", "preset": "ultrafast", "g": "12", "bf": "2"}
        )
        video.width, video.height = size
        video.pix_fmt = "yuv420p"
        audio = None
        if sound is not None:
            audio = container.add_stream("aac", rate=RATE, layout="mono")
            audio.bit_rate = 192_000
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(paint(number, *size), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if audio is not None and sound is not None:
            for at in range(0, len(sound), 1024):
                part = np.ascontiguousarray(sound[at : at + 1024][None, :], np.float32)
                block = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
                block.sample_rate, block.pts = RATE, at
                block.time_base = Fraction(1, RATE)
                container.mux(audio.encode(block))
            container.mux(audio.encode(None))
    return path


def wav(path: Path, samples: NDArray[np.float32], rate: int = RATE) -> Path:
    """Write samples (mono, or shape (n, 2)) as 16-bit WAV."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((samples * 32767).clip(-32768, 32767).astype("<i2").tobytes())
    return path


def tone(hertz: float, seconds: float, level: float = 0.2) -> NDArray[np.float32]:
    """A sine of `level` full scale."""
    at = np.arange(round(seconds * RATE)) / RATE
    return (level * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def noise(seed: int, seconds: float, level: float = 0.1) -> NDArray[np.float32]:
    """Noise below 7 kHz that no other seed resembles: the way to find a clip again in a mix."""
    count = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(0, 1, count))
    spectrum[np.fft.rfftfreq(count, 1 / RATE) > 7000] = 0
    made = np.fft.irfft(spectrum, count)
    return (made * level / made.std()).clip(-0.9, 0.9).astype(np.float32)


def where(mix: NDArray[np.float32], part: NDArray[np.float32]) -> tuple[int, float]:
    """Where `part` lies in `mix` (sample number), and how surely (normalised correlation, 0..1)."""
    size = 1 << (len(mix) + len(part)).bit_length()
    spectrum = np.fft.rfft(mix, size) * np.conj(np.fft.rfft(part, size))
    found = np.fft.irfft(spectrum, size)[: len(mix) - len(part) + 1]
    at = int(np.argmax(found))
    there = mix[at : at + len(part)]
    power = float(np.linalg.norm(there) * np.linalg.norm(part))
    return at, float(found[at]) / power if power else 0.0


def level_db(samples: NDArray[np.float32]) -> float:
    """RMS in dB of full scale."""
    power = float(np.sqrt(np.mean(np.square(samples.astype(np.float64))))) if len(samples) else 0.0
    return 20 * float(np.log10(max(power, 1e-9)))
