"""Reads a finished film back and says in plain words what is right and what is not."""

from __future__ import annotations

import hashlib
import math
import struct
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream

from app.domain.entity import Value
from app.domain.timeline import Timeline
from app.domain.wording import N_
from app.errors import Damaged
from app.export import labels
from app.export.presets import Codec, Preset
from app.media import loudness, samples
from app.media.opening import opened, picture_stream

Severity = Literal["ok", "warning", "error"]

#: Sound below this level (dB of full scale, RMS) in a line's place counts as missing.
_SILENT_DB = -60.0
_LOUDNESS_SLACK = 1.0
#: What the AAC coder may add above the ceiling.
_PEAK_SLACK = 0.5
#: ffmpeg's number for BT.709, the same for matrix, primaries and transfer.
_BT709 = 1


#: ffmpeg's names for coder and pixels, and what people call them.
_CODECS: dict[Codec, tuple[str, str, str]] = {
    "h264": ("h264", "yuv420p", N_("H.264 with 8-bit 4:2:0 colours")),
    "hevc": ("hevc", "yuv420p", N_("HEVC with 8-bit 4:2:0 colours")),
    "prores": ("prores", "yuv422p10le", N_("ProRes 422 HQ")),
    "png": ("png", "rgb24", N_("PNG, lossless")),
}


class Finding(Value):
    """One thing that was looked at: `error` means the file must not be delivered."""

    code: str
    severity: Severity
    message: str


@dataclass(frozen=True)
class Heard:
    """What was measured of a coded sound; it holds for a film whose sound packets have the same digest."""

    digest: str
    loudness: loudness.Loudness
    silent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Expected:
    """What the film has to be; `labelled` means the implicit label was ordered.

    With `heard` the sound must be that very one, and is not measured once more.
    """

    timeline: Timeline
    preset: Preset
    width: int
    height: int
    labelled: bool
    heard: Heard | None = None

    @property
    def sound_codec(self) -> str:
        """ffmpeg's name of the sound's coder: masters in MOV hold it uncompressed."""
        return "aac" if self.preset.codec in ("h264", "hevc") else "pcm_s24le"


@dataclass(frozen=True)
class Verified:
    """Every finding, and what was measured on the way."""

    findings: tuple[Finding, ...]
    frames: int
    loudness: loudness.Loudness
    label: dict[str, str] | None

    @property
    def sound(self) -> bool:
        """True when nothing forbids delivery."""
        return all(finding.severity != "error" for finding in self.findings)


def verify(path: Path, expected: Expected) -> Verified:
    """Check a finished MP4: pictures, rate, size, colours, sound, lines, loudness, label, index.

    Raises:
        BadInput, Damaged, DiskTrouble, Cancelled, ToolMissing: it cannot be read at all.
    """
    found: list[Finding] = []
    frames, digest = _check_picture(path, expected, found)
    known = expected.heard if expected.heard and expected.heard.digest == digest else None
    measured = known.loudness if known else loudness.measure(path)
    silent = known.silent if known else None
    _check_sound(path, expected, measured, silent, found)
    label = labels.read_back(path)
    if expected.labelled:
        _note(
            found,
            "label",
            label is not None,
            N_("The AI label can be read back from the file."),
            N_("The AI label cannot be read back from the file."),
        )
    _note(
        found,
        "faststart",
        index_is_in_front(path),
        N_("The index stands in front; the film starts at once on the web."),
        N_("The index stands at the end of the file."),
    )
    _check_limits(path, expected, found)
    return Verified(tuple(found), frames, measured, label)


def _note(
    found: list[Finding],
    code: str,
    right: bool,
    good: str,
    bad: str,
    *,
    wrong: Severity = "error",
) -> None:
    found.append(
        Finding(code=code, severity="ok" if right else wrong, message=good if right else bad)
    )


def _check_picture(path: Path, expected: Expected, found: list[Finding]) -> tuple[int, str]:
    """Frames as they are shown, and the digest of the sound's packets, in one reading."""
    with opened(path) as container:
        video = picture_stream(container)
        if video is None:
            raise Damaged(N_("The finished file holds no pictures."), N_("Export it again."))
        places, sound = _packets(container, video)
        times = sorted(place * (video.time_base or Fraction(0)) for place in places)
        rate = expected.timeline.fps
        steady = all(round(time * rate) == number for number, time in enumerate(times))
        exact = all(abs(time * rate - number) < 0.01 for number, time in enumerate(times))
        frames, wanted = len(times), expected.timeline.length
        _note(
            found,
            "length",
            frames == wanted,
            N_("The film has exactly {frames} frames.").format(frames=frames),
            N_("The film has {frames} frames instead of {wanted}.").format(
                frames=frames, wanted=wanted
            ),
        )
        _note(
            found,
            "rate",
            steady and exact,
            N_("The rate is a constant {rate} frames a second.").format(rate=rate),
            N_("The rate is not a constant {rate} frames a second.").format(rate=rate),
        )
        _check_format(video, expected, found)
    return frames, sound


def _packets(container: InputContainer, video: VideoStream) -> tuple[list[int], str]:
    """When each picture is shown, in ticks, and SHA-256 of all sound packets one after another."""
    places: list[int] = []
    running = hashlib.sha256()
    for packet in container.demux(video, *container.streams.audio[:1]):
        if not packet.size:
            continue
        if packet.stream.index != video.index:
            running.update(memoryview(packet))
        elif packet.pts is not None and not packet.is_discard:
            places.append(packet.pts)
    return places, running.hexdigest()


def _check_format(video: VideoStream, expected: Expected, found: list[Finding]) -> None:
    context = video.codec_context
    size = f"{context.width} × {context.height}"
    wanted = f"{expected.width} × {expected.height}"
    _note(
        found,
        "size",
        size == wanted,
        N_("The picture is {size}.").format(size=size),
        N_("The picture is {size} instead of {wanted}.").format(size=size, wanted=wanted),
    )
    name, pixels, said = _CODECS[expected.preset.codec]
    _note(
        found,
        "codec",
        context.name == name and context.pix_fmt == pixels,
        N_("The picture is {codec}.").format(codec=said),
        N_("The picture is not {codec}.").format(codec=said),
    )
    if pixels.startswith("rgb"):
        return
    tags = (context.colorspace, context.color_primaries, context.color_trc)
    _note(
        found,
        "colours",
        all(tag == _BT709 for tag in tags),
        N_("The colours are named BT.709."),
        N_("The colours are not named BT.709."),
        wrong="warning",
    )


def _check_sound(
    path: Path,
    expected: Expected,
    measured: loudness.Loudness,
    silent: tuple[str, ...] | None,
    found: list[Finding],
) -> None:
    with opened(path) as container:
        streams = container.streams.audio
        stereo = bool(streams) and (
            streams[0].codec_context.name == expected.sound_codec
            and streams[0].rate == samples.RATE
            and streams[0].codec_context.layout.nb_channels == samples.CHANNELS
        )
    _note(
        found,
        "sound",
        stereo,
        N_("The sound is right: 48 kHz, stereo."),
        N_("The sound is missing, or not what was ordered at 48 kHz in stereo."),
    )
    if not stereo or not expected.timeline.sounds:
        return
    found.extend(
        Finding(code="line", severity="error", message=message)
        for message in (silent_lines(path, expected.timeline) if silent is None else silent)
    )
    target, ceiling = expected.preset.loudness, expected.preset.true_peak
    _note(
        found,
        "loudness",
        abs(measured.integrated - target) <= _LOUDNESS_SLACK,
        N_("Loudness is {found:.1f} LUFS.").format(found=measured.integrated),
        N_("Loudness is {found:.1f} LUFS instead of {wanted:.1f}.").format(
            found=measured.integrated, wanted=target
        ),
        wrong="warning",
    )
    _note(
        found,
        "peak",
        measured.true_peak <= ceiling + _PEAK_SLACK,
        N_("The loudest peak is {found:.1f} dBTP.").format(found=measured.true_peak),
        N_("The loudest peak is {found:.1f} dBTP, above {wanted:.1f}.").format(
            found=measured.true_peak, wanted=ceiling
        ),
        wrong="warning",
    )


def silent_lines(path: Path, timeline: Timeline) -> list[str]:
    """A sentence for each dialogue clip whose place in the film is silent."""
    silent: list[str] = []
    for number, clip in enumerate(timeline.sounds):
        if clip.kind != "dialogue" or clip.start >= timeline.length:
            continue
        start = clip.start / timeline.fps
        seconds = min(clip.seconds, (timeline.length - clip.start) / timeline.fps)
        heard = samples.load(path, start, seconds)
        level = float(np.sqrt(np.mean(np.square(heard)))) if len(heard) else 0.0
        if level <= 0 or 20 * math.log10(level) < _SILENT_DB:
            silent.append(
                N_("The line at {seconds:.1f} s (sound {number}) cannot be heard.").format(
                    seconds=start, number=number + 1
                )
            )
    return silent


def _check_limits(path: Path, expected: Expected, found: list[Finding]) -> None:
    preset = expected.preset
    size = path.stat().st_size
    if preset.max_bytes is not None:
        _note(
            found,
            "bytes",
            size <= preset.max_bytes,
            N_("The file is {size:.1f} MB.").format(size=size / 1e6),
            N_("The file is {size:.1f} MB; at most {most:.0f} MB are taken.").format(
                size=size / 1e6, most=preset.max_bytes / 1e6
            ),
            wrong="warning",
        )
    seconds = expected.timeline.length / expected.timeline.fps
    if preset.max_seconds is not None:
        _note(
            found,
            "seconds",
            seconds <= preset.max_seconds,
            N_("The length is allowed."),
            N_("The film is {seconds:.0f} s long; at most {most:.0f} s are taken.").format(
                seconds=seconds, most=preset.max_seconds
            ),
            wrong="warning",
        )


def index_is_in_front(path: Path) -> bool:
    """True when an MP4's `moov` box stands before its `mdat` box (ISO 14496-12)."""
    with path.open("rb") as file:
        while head := file.read(8):
            if len(head) < 8:
                return False
            size, name = struct.unpack(">I4s", head)
            if name in {b"moov", b"mdat"}:
                return bool(name == b"moov")
            body = 8
            if size == 1:
                size, body = struct.unpack(">Q", file.read(8))[0], 16
            if size < body:
                return False
            file.seek(size - body, 1)
    return False
