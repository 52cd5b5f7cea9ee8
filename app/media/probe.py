"""Measures a media file and refuses what is not sound: nothing becomes a take before it was probed here.

The checks follow the threat table for untrusted media: bytes are sniffed first, only whitelisted
formats open, size, streams and length are limited, and pictures are really decoded.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream
from PIL import Image, UnidentifiedImageError

from app.domain.media import MediaFacts
from app.domain.wording import N_
from app.errors import BadInput
from app.media.opening import damaged, opened, picture_stream
from app.media.sniff import Container, container_of, head_of

MAX_PIXELS = 40_000_000
MAX_STREAMS = 16
MAX_SECONDS = 4 * 3600.0
_MAX_PACKETS = 3_000_000
#: Up to this many pictures all are decoded; longer films are tried at the head, the tail and between.
_WHOLE = 300
_SAMPLES = 4
_SAMPLED_PICTURES = 48
_SOUND_SECONDS = 600.0
#: Codecs whose packets may hold no picture to show, so that only decoding counts them.
_HIDDEN = frozenset({"vp8"})


@dataclass
class _Seen:
    """What a pass over the packets found."""

    pictures: list[int] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    end: float = 0.0
    samples: int = 0
    sounds: int = 0


def probe(path: Path) -> MediaFacts:
    """Kind, size, length, rate, exact picture count and sound of a file.

    Width and height are as displayed (rotation and pixel shape applied). `frames` counts shown
    pictures; `fps` is the average rate.

    Raises:
        BadInput: not a usable kind of file, or beyond the limits of size and length.
        Damaged: cut off, corrupt, or a playlist in disguise.
        DiskTrouble: it cannot be read.
    """
    found = container_of(path)
    if found.kind == "picture":
        return _probe_picture(path, found)
    with opened(path) as container:
        _refuse_excess(path, container)
        video = picture_stream(container)
        if video is None:
            return _probe_sound(path, found, container)
        return _probe_video(path, found, container, video)


def _probe_picture(path: Path, found: Container) -> MediaFacts:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as picture:
                width, height = picture.size
                if width * height > MAX_PIXELS:
                    raise _too_big(path, width, height)
                turned = picture.getexif().get(0x0112, 1) >= 5
                picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_big(path, 0, 0) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise damaged(path, N_("the picture cannot be decoded")) from error
    if turned:
        width, height = height, width
    return MediaFacts(
        suffix=found.suffix,
        kind="picture",
        size=path.stat().st_size,
        width=width,
        height=height,
        frames=1,
    )


def _too_big(path: Path, width: int, height: int) -> BadInput:
    return BadInput(
        N_("“{name}” has too many pixels ({width} × {height}).").format(
            name=path.name, width=width or "?", height=height or "?"
        ),
        N_("Make it smaller than 40 million pixels."),
    )


def _refuse_excess(path: Path, container: InputContainer) -> None:
    if len(container.streams) > MAX_STREAMS:
        raise BadInput(
            N_("“{name}” holds {count} streams.").format(
                name=path.name, count=len(container.streams)
            ),
            N_("Export it with one picture and one sound stream."),
        )
    if (container.duration or 0) / av.time_base > MAX_SECONDS:
        raise BadInput(
            N_("“{name}” is longer than four hours.").format(name=path.name),
            N_("Cut it into shorter files first."),
        )


def _probe_sound(path: Path, found: Container, container: InputContainer) -> MediaFacts:
    if not container.streams.audio:
        raise damaged(path, N_("it holds neither pictures nor sound"))
    stream = container.streams.audio[0]
    rate = stream.rate or stream.codec_context.sample_rate
    samples = 0
    for frame in container.decode(stream):
        samples += frame.samples
        rate = frame.sample_rate
        if samples > MAX_SECONDS * rate:
            raise BadInput(
                N_("“{name}” is longer than four hours.").format(name=path.name),
                N_("Cut it into shorter files first."),
            )
    if not samples or not rate:
        raise damaged(path, N_("no sound could be decoded"))
    seconds = samples / rate
    tick = stream.time_base or Fraction(0)
    promised = float((stream.duration or 0) * tick)
    if found.demuxer == "wav" and path.stat().st_size < _riff_size(path):
        raise damaged(path, N_("its end is missing"))
    # An MP3 without an index only guesses its length, and an Ogg page list has no promise to break.
    if found.demuxer in {"wav", "flac", "mov"} and seconds < promised - max(0.1, promised * 0.01):
        raise damaged(path, _partly(seconds, promised))
    return MediaFacts(
        suffix=found.suffix,
        kind="sound",
        size=path.stat().st_size,
        seconds=seconds,
        has_sound=True,
    )


def _partly(there: float, promised: float) -> str:
    return N_("{there:.1f} s of {promised:.1f} s are there").format(there=there, promised=promised)


def _riff_size(path: Path) -> int:
    """Bytes that a WAV says it has; 0 when it was written as a stream and does not know."""
    head = head_of(path)
    said = int.from_bytes(head[4:8], "little")
    return said + 8 if head.startswith(b"RIFF") and said < 0xFFFFFF00 else 0


def _probe_video(
    path: Path, found: Container, container: InputContainer, video: VideoStream
) -> MediaFacts:
    width, height = video.codec_context.width, video.codec_context.height
    if width < 2 or height < 2:
        raise damaged(path, N_("it has no picture size"))
    if width * height > MAX_PIXELS:
        raise _too_big(path, width, height)
    rate = video.average_rate or video.guessed_rate or Fraction(0)
    seen = _scan(path, container, video)
    if not seen.pictures:
        raise damaged(path, N_("it holds no pictures"))
    _refuse_cut_off(path, container, video, seen)
    whole = len(seen.pictures) <= _WHOLE or video.codec_context.name in _HIDDEN
    decoded = _decode_all(path) if whole else _decode_samples(path, seen)
    frames = decoded.count if whole else len(seen.pictures)
    _decode_sound(path)
    if not frames:
        raise damaged(path, N_("no picture could be decoded"))
    width, height = _displayed(width, height, video, decoded.rotation)
    return MediaFacts(
        suffix=".mp4" if found.suffix == ".m4a" else found.suffix,
        kind="video",
        size=path.stat().st_size,
        width=width,
        height=height,
        seconds=frames / float(rate) if rate else seen.end,
        fps=round(float(rate), 6),
        frames=frames,
        has_sound=bool(container.streams.audio),
    )


def _displayed(width: int, height: int, video: VideoStream, rotation: int) -> tuple[int, int]:
    shape = video.sample_aspect_ratio
    if shape and shape > 0:
        width = max(2, round(width * shape))
    return (height, width) if rotation % 180 else (width, height)


def _scan(path: Path, container: InputContainer, video: VideoStream) -> _Seen:
    seen = _Seen()
    heard = container.streams.audio[:1]
    for count, packet in enumerate(container.demux(video, *heard)):
        if count > _MAX_PACKETS:
            raise BadInput(
                N_("“{name}” holds too many pictures.").format(name=path.name),
                N_("Cut it into shorter files first."),
            )
        if not packet.size:
            continue
        if packet.is_corrupt:
            raise damaged(path, N_("a picture or a sound in it is incomplete"))
        if packet.stream_index != video.index:
            seen.sounds += 1
            continue
        seen.samples += 1
        if packet.is_discard or packet.pts is None:
            continue
        seen.pictures.append(packet.pts)
        if packet.is_keyframe:
            seen.keys.append(packet.pts)
    seen.pictures.sort()
    if seen.pictures and video.time_base:
        seen.end = float((seen.pictures[-1] - seen.pictures[0]) * video.time_base)
    return seen


def _refuse_cut_off(path: Path, container: InputContainer, video: VideoStream, seen: _Seen) -> None:
    if video.frames and seen.samples < video.frames:
        raise damaged(
            path,
            N_("{there} of {promised} pictures are there").format(
                there=seen.samples, promised=video.frames
            ),
        )
    for audio in container.streams.audio[:1]:
        if seen.sounds < audio.frames:
            raise damaged(path, N_("its sound ends too early"))
    if video.duration and video.time_base:
        promised = float(video.duration * video.time_base)
    else:
        promised = (container.duration or 0) / av.time_base
    if seen.end < promised - max(1.0, promised * 0.1):
        raise damaged(path, _partly(seen.end, promised))


@dataclass(frozen=True)
class _Decoded:
    count: int
    rotation: int


def _decode_all(path: Path) -> _Decoded:
    count = rotation = 0
    with opened(path) as container:
        video = picture_stream(container)
        if video is None:
            return _Decoded(0, 0)
        video.thread_type = "AUTO"
        for frame in container.decode(video):
            if frame.is_corrupt:
                raise damaged(
                    path, N_("picture {number} cannot be decoded").format(number=count + 1)
                )
            count += 1
            rotation = frame.rotation
    return _Decoded(count, rotation)


def _decode_sound(path: Path) -> None:
    """Decode the first ten minutes of a film's sound, so that no mix fails on it later."""
    with opened(path) as container:
        for stream in container.streams.audio[:1]:
            for frame in container.decode(stream):
                if frame.time is not None and frame.time > _SOUND_SECONDS:
                    break


def _decode_samples(path: Path, seen: _Seen) -> _Decoded:
    """Decode some pictures from the head, between, and up to the very last."""
    step = max(1, len(seen.keys) // _SAMPLES)
    starts = sorted({seen.keys[0], *seen.keys[::step], seen.keys[-1]}) if seen.keys else []
    count = rotation = 0
    with opened(path) as container:
        video = picture_stream(container)
        if video is None:
            return _Decoded(0, 0)
        for start in starts:
            last = start == starts[-1]
            container.seek(start, stream=video)
            shown = 0
            reached = start
            for frame in container.decode(video):
                if frame.pts is None or frame.pts < start:
                    continue
                if frame.is_corrupt:
                    raise damaged(path, N_("a picture cannot be decoded"))
                shown, reached, rotation = shown + 1, frame.pts, frame.rotation
                if shown >= _SAMPLED_PICTURES and not last:
                    break
            if last and reached < seen.pictures[-1]:
                raise damaged(path, N_("its last picture cannot be decoded"))
            count += shown
    return _Decoded(count, rotation)
