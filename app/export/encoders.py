"""How pictures are coded: x264 by default, HEVC, ProRes and PNG masters, and hardware where it is asked for and works.

A hardware encoder counts as found only when it has coded a few frames here and now; when it does not, the software
one takes over and the reason is told. Hardware codes faster and a little worse at the same size.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from app.domain.wording import N_
from app.errors import FenjingError
from app.export.presets import Codec, Preset
from app.media import ffmpeg

Hardware = Literal["", "auto", "nvenc", "videotoolbox", "qsv", "vaapi", "amf"]

_BT709 = (
    *("-colorspace", "bt709", "-color_primaries", "bt709"),
    *("-color_trc", "bt709", "-color_range", "tv"),
)
_NAMES: tuple[Hardware, ...] = ("nvenc", "videotoolbox", "qsv", "vaapi", "amf")
_CANNOT = N_("The hardware encoder {name} does not work here; the film was coded by software.")


@dataclass(frozen=True)
class Container:
    """The file around the pictures: suffix with its dot, ffmpeg's name, and the sound inside."""

    suffix: str
    muxer: str
    sound: tuple[str, ...]


@dataclass(frozen=True)
class Encoder:
    """Picture arguments for ffmpeg; `delay` is how many frames decoding runs ahead of showing."""

    arguments: tuple[str, ...]
    pixels: str
    delay: int
    note: str = ""


CONTAINERS: dict[Codec, Container] = {
    "h264": Container(".mp4", "mp4", ("-c:a", "aac", "-profile:a", "aac_low")),
    "hevc": Container(".mp4", "mp4", ("-c:a", "aac", "-profile:a", "aac_low")),
    "prores": Container(".mov", "mov", ("-c:a", "pcm_s24le")),
    "png": Container(".mov", "mov", ("-c:a", "pcm_s24le")),
}


def choose(preset: Preset, fps: int, hardware: Hardware = "") -> Encoder:
    """The encoder of a preset; `hardware` names one to try, `auto` the first that works."""
    if preset.codec in ("prores", "png") or not hardware:
        return software(preset, fps)
    wanted = _NAMES if hardware == "auto" else (hardware,)
    for name in wanted:
        made = _HARDWARE[name](preset, fps)
        if works(made.arguments):
            return made
    plain = software(preset, fps)
    shown = ", ".join(wanted)
    return Encoder(plain.arguments, plain.pixels, plain.delay, _CANNOT.format(name=shown))


def software(preset: Preset, fps: int) -> Encoder:
    """Constant quality under a peak rate, closed groups, BT.709 named.

    Presets that ship use no B-frames: on 90 frames of grainy 1080p they took two fifths of x264's work and saved
    nothing, on clean pictures they saved 4 to 6 % of the size at the same quality (measured, veryfast, crf 18).
    """
    return _SOFTWARE[preset.codec](preset, fps)


def works(arguments: tuple[str, ...]) -> bool:
    """Whether ffmpeg can code a few frames so, on this machine; asked once."""
    return _tried(arguments)


@lru_cache(maxsize=32)
def _tried(arguments: tuple[str, ...]) -> bool:
    source = ["-f", "lavfi", "-i", "color=c=gray:s=320x240:r=24"]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "tried.mp4"
        try:
            ffmpeg.run([*source, "-frames:v", "6", *arguments, "-f", "mp4", ffmpeg.name(out)])
        except FenjingError:
            return False
        return out.is_file() and out.stat().st_size > 0


def _x264(preset: Preset, fps: int) -> Encoder:
    level = "4.2" if preset.short_side <= 1080 and fps <= 30 else "5.2"
    arguments = (
        *("-c:v", "libx264", "-preset", preset.speed, "-profile:v", preset.profile),
        *("-level:v", level, "-crf", str(preset.crf), "-pix_fmt", "yuv420p"),
        *_rates(preset),
        *("-g", str(_group(preset, fps)), "-bf", str(preset.b_frames)),
        *("-flags", "+cgop", *_BT709),
    )
    return Encoder(arguments, "yuv420p", _delay(preset))


def _x265(preset: Preset, fps: int) -> Encoder:
    group = _group(preset, fps)
    own = f"log-level=error:open-gop=0:keyint={group}:bframes={preset.b_frames}:repeat-headers=0"
    arguments = (
        *("-c:v", "libx265", "-preset", preset.speed, "-crf", str(preset.crf + 3)),
        *("-tag:v", "hvc1", "-pix_fmt", "yuv420p", *_rates(preset)),
        *("-x265-params", own, *_BT709),
    )
    return Encoder(arguments, "yuv420p", _delay(preset))


def _prores(_preset: Preset, _fps: int) -> Encoder:
    arguments = (
        *("-c:v", "prores_ks", "-profile:v", "hq", "-vendor", "apl0"),
        *("-pix_fmt", "yuv422p10le", *_BT709),
    )
    return Encoder(arguments, "yuv422p10le", 0)


def _png(_preset: Preset, _fps: int) -> Encoder:
    return Encoder(("-c:v", "png", "-pix_fmt", "rgb24", "-compression_level", "4"), "rgb24", 0)


def _nvenc(preset: Preset, fps: int) -> Encoder:
    return _hardware(preset, fps, "nvenc", ("-preset", "p5", "-rc", "vbr", "-cq", str(preset.crf)))


def _videotoolbox(preset: Preset, fps: int) -> Encoder:
    return _hardware(preset, fps, "videotoolbox", ("-q:v", str(max(1, 100 - preset.crf * 2))))


def _qsv(preset: Preset, fps: int) -> Encoder:
    return _hardware(preset, fps, "qsv", ("-global_quality", str(preset.crf)))


def _amf(preset: Preset, fps: int) -> Encoder:
    quality = str(preset.crf)
    return _hardware(preset, fps, "amf", ("-rc", "cqp", "-qp_i", quality, "-qp_p", quality))


def _vaapi(preset: Preset, fps: int) -> Encoder:
    upload = ("-vaapi_device", "/dev/dri/renderD128", "-qp", str(preset.crf))
    return _hardware(preset, fps, "vaapi", upload)


def _hardware(preset: Preset, fps: int, name: str, quality: tuple[str, ...]) -> Encoder:
    """No B-frames: their order differs between makers, and pieces have to join."""
    tag = ("-tag:v", "hvc1") if preset.codec == "hevc" else ()
    arguments = (
        *("-c:v", f"{preset.codec}_{name}", *quality, *tag),
        *("-pix_fmt", "yuv420p", *_rates(preset)),
        *("-g", str(_group(preset, fps)), "-bf", "0", *_BT709),
    )
    return Encoder(arguments, "yuv420p", 0)


def _delay(preset: Preset) -> int:
    """Frames that decoding runs ahead: one B-frame waits for one picture, a pyramid of them for two."""
    return min(preset.b_frames, 2)


def _rates(preset: Preset) -> tuple[str, ...]:
    return ("-maxrate", f"{preset.max_kbps}k", "-bufsize", f"{preset.max_kbps * 2}k")


def _group(preset: Preset, fps: int) -> int:
    return max(1, round(preset.gop_seconds * fps))


_SOFTWARE: dict[Codec, Callable[[Preset, int], Encoder]] = {
    "h264": _x264, "hevc": _x265, "prores": _prores, "png": _png,
}  # fmt: skip
_HARDWARE: dict[Hardware, Callable[[Preset, int], Encoder]] = {
    "nvenc": _nvenc, "videotoolbox": _videotoolbox, "qsv": _qsv, "vaapi": _vaapi, "amf": _amf,
}  # fmt: skip
