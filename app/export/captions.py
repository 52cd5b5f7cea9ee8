"""Words under the picture: SRT files for players, and ASS files that ffmpeg burns in.

The ASS is written by us with everything a caption says escaped, and reaches ffmpeg as a file with a
generated name, so text can neither change the style nor the filter graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pydantic import Field

from app.domain.entity import Value
from app.domain.timeline import Caption
from app.export.typeface import Typeface
from app.export.wrapping import measure_in, wrap

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_MOST = 400
#: Share of the width that stays free on each side.
_SIDE = 0.085
_STYLE_FORMAT = (
    "Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, "
    "Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, "
    "Shadow, Alignment, MarginL, MarginR, MarginV, Encoding"
)


class CaptionStyle(Value):
    """How captions look; sizes are shares of the picture so that every size looks alike."""

    em: float = Field(0.054, gt=0, lt=0.3, description="letter size, share of the short side")
    color: str = Field("#FFFFFF", pattern=r"^#[0-9A-Fa-f]{6}$")
    edge_color: str = Field("#101010", pattern=r"^#[0-9A-Fa-f]{6}$")
    edge: float = Field(0.075, ge=0, lt=0.4, description="outline, share of the letter size")
    shadow: float = Field(0.03, ge=0, lt=0.4, description="shadow, share of the letter size")
    bottom: float | None = Field(
        None, ge=0, lt=0.9, description="share of the height below the text; null follows the shape"
    )


def bottom_share(width: int, height: int) -> float:
    """Height below captions: upright players cover the lowest quarter, wide ones nearly nothing."""
    if height > width * 1.2:
        return 0.255
    return 0.1 if height * 1.2 > width else 0.07


def clean(text: str) -> str:
    """A caption's text with control and direction-override characters out, at most 400 characters."""
    lines = (_CONTROL.sub("", line).strip() for line in text.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)[:_MOST]


def to_srt(captions: Iterable[Caption], fps: int) -> str:
    """SubRip text (write it as UTF-8): numbered cues in order, times from whole frames."""
    cues: list[str] = []
    for caption in sorted(captions, key=lambda cue: (cue.start, cue.end)):
        text = clean(caption.text).replace("-->", "→")
        if text:
            times = f"{_srt_time(caption.start, fps)} --> {_srt_time(caption.end, fps)}"
            cues.append(f"{len(cues) + 1}\n{times}\n{text}\n")
    return "\n".join(cues)


def _srt_time(frame: int, fps: int) -> str:
    milliseconds = round(frame * 1000 / fps)
    seconds, rest = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02d}:{minute:02d}:{second:02d},{rest:03d}"


def to_ass(
    captions: Iterable[Caption],
    *,
    fps: int,
    width: int,
    height: int,
    face: Typeface,
    style: CaptionStyle,
) -> str:
    """An Advanced SubStation script at the picture's own size; frame numbers count from its start."""
    em = style.em * min(width, height)
    bottom = style.bottom if style.bottom is not None else bottom_share(width, height)
    look = ",".join(
        str(value)
        for value in (
            *("Line", face.family, round(em * face.line_height, 1)),
            *(_colour(style.color), _colour(style.color)),
            *(_colour(style.edge_color), "&H90000000"),
            *(-1 if face.bold else 0, 0, 0, 0, 100, 100, 0, 0, 1),
            *(round(em * style.edge, 2), round(em * style.shadow, 2), 2),
            *(round(width * _SIDE), round(width * _SIDE), round(height * bottom), 1),
        )
    )
    measure = measure_in(face.path, em)
    room = width * (1 - 2 * _SIDE) - 2 * em * style.edge

    def drawn(text: str) -> str:
        return escape(wrap(clean(text), room, measure))

    events = [
        f"Dialogue: 0,{_ass_time(cue.start, fps)},{_ass_time(cue.end, fps)},Line,,0,0,0,,{drawn(cue.text)}"
        for cue in captions
        if clean(cue.text)
    ]
    head = [
        "[Script Info]",
        "ScriptType: v4.00+",
        f"PlayResX: {width}",
        f"PlayResY: {height}",
        "WrapStyle: 0",
        "ScaledBorderAndShadow: yes",
        "YCbCr Matrix: TV.709",
        "",
        "[V4+ Styles]",
        _STYLE_FORMAT,
        f"Style: {look}",
        "",
        "[Events]",
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
    ]
    return "\n".join([*head, *events, ""])


def escape(text: str) -> str:
    """Text that libass draws as it stands: braces escaped, backslashes made full-width."""
    plain = clean(text).replace("\\", "＼").replace("{", "\\{").replace("}", "\\}")
    return plain.replace("\n", "\\N")


def _colour(rgb: str) -> str:
    return f"&H00{rgb[5:7]}{rgb[3:5]}{rgb[1:3]}".upper()


def _ass_time(frame: int, fps: int) -> str:
    # Half a frame early: hundredths of a second cannot name a frame's exact begin, but fall between.
    hundredths = max(0, round((frame - 0.5) * 100 / fps))
    seconds, rest = divmod(hundredths, 100)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}.{rest:02d}"
