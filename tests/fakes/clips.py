"""Real small media, made once: a fake that serves nonsense would prove nothing about probing."""

from __future__ import annotations

import functools
import hashlib
import io
import wave
from pathlib import Path

import av
import numpy as np
from PIL import Image

from app.domain.media import MediaRef
from app.errors import Damaged


@functools.cache
def video(seconds: int = 1, width: int = 96, height: int = 160, shade: int = 90) -> bytes:
    """An H.264 MP4 of `seconds` at 24 fps."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        noise = np.random.default_rng(shade)
        for _ in range(seconds * 24):
            pixels = noise.integers(0, shade + 40, (height, width, 3), dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
    return out.getvalue()


@functools.cache
def picture(shade: int = 120) -> bytes:
    """A small PNG."""
    out = io.BytesIO()
    Image.new("RGB", (96, 160), (shade, 80, 60)).save(out, "PNG")
    return out.getvalue()


@functools.cache
def sound(seconds: float = 1.0) -> bytes:
    """A WAV of a quiet tone, mono, 24 kHz."""
    out = io.BytesIO()
    time = np.arange(int(seconds * 24_000)) / 24_000
    tone = (np.sin(time * 440 * 2 * np.pi) * 6000).astype("<i2")
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes(tone.tobytes())
    return out.getvalue()


def measure(path: Path) -> MediaRef:
    """What media.probe does, as short as it can be: decode everything, count, hash."""
    data = path.read_bytes()
    sha = hashlib.sha256(data).hexdigest()
    if path.suffix == ".wav":
        return _measured_sound(path, data, sha)
    if path.suffix == ".png":
        try:
            with Image.open(io.BytesIO(data)) as image:
                image.load()
                width, height = image.size
        except (OSError, SyntaxError) as error:
            raise Damaged("The picture does not decode.") from error
        return MediaRef(
            sha256=sha, suffix=".png", kind="picture", size=len(data), width=width, height=height,
            frames=1,
        )  # fmt: skip
    try:
        with av.open(io.BytesIO(data), format="mp4") as container:
            stream = container.streams.video[0]
            frames = sum(1 for _ in container.decode(stream))
            expected, width, height = stream.frames, stream.width, stream.height
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise Damaged("The file does not decode.") from error
    if frames == 0 or frames < expected:
        raise Damaged("The file ends early.")
    return MediaRef(
        sha256=sha, suffix=path.suffix, kind="video", size=len(data), width=width, height=height,
        seconds=frames / 24, fps=24, frames=frames,
    )  # fmt: skip


def _measured_sound(path: Path, data: bytes, sha: str) -> MediaRef:
    try:
        with wave.open(io.BytesIO(data)) as file:
            seconds = file.getnframes() / file.getframerate()
    except (wave.Error, EOFError) as error:
        raise Damaged("The file does not decode.") from error
    return MediaRef(
        sha256=sha,
        suffix=path.suffix,
        kind="sound",
        size=len(data),
        seconds=seconds,
        has_sound=True,
    )
