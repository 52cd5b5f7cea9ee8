"""Time in a drama: whole frames at the project's rate, never sums of floats.

Rates are constant whole numbers (24, 25, 30, 50, 60); 24 is the default because most generators answer in it.
"""

from __future__ import annotations

import re
from fractions import Fraction
from math import floor
from typing import Literal

from app.domain.wording import N_
from app.errors import BadInput

Fps = Literal[24, 25, 30, 50, 60]
Frames = int

_CLOCK = re.compile(r"^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$")
_TIMECODE = re.compile(r"^(\d+):(\d{1,2}):(\d{1,2})[:;](\d{1,2})$")
# A bare number is seconds; before frames the unit is needed, or 12f would be one second and two frames.
_BARE = re.compile(r"^\d+(?:\.\d+)?$")
_UNITS = re.compile(r"^(?:(\d+(?:\.\d+)?)\s*(?:s|sec|秒|''|\"|”))?\s*(?:(\d+)\s*(?:f|帧))?$")


def frames_of(seconds: float | Fraction, fps: int) -> Frames:
    """Seconds to the nearest whole frame (halves round up)."""
    return floor(Fraction(seconds) * fps + Fraction(1, 2))


def seconds_of(frames: Frames, fps: int) -> float:
    """Frames to seconds."""
    return frames / fps


def timecode(frames: Frames, fps: int) -> str:
    """`HH:MM:SS:FF`, non-drop."""
    seconds, rest = divmod(max(frames, 0), fps)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02d}:{minute:02d}:{second:02d}:{rest:02d}"


def short_time(frames: Frames, fps: int) -> str:
    """`M:SS.s` for labels on cards and strips."""
    tenths = round(frames * 10 / fps)
    minutes, rest = divmod(tenths, 600)
    return f"{minutes}:{rest // 10:02d}.{rest % 10}"


def parse_length(text: str, fps: int) -> Frames:
    """Frames from what people type: `3`, `3s`, `3秒`, `3.5"`, `2s12f`, `0:03`, `00:00:03:12`.

    Raises:
        BadInput: the text is none of these.
    """
    cleaned = text.strip().lower().replace("：", ":")
    if match := _TIMECODE.match(cleaned):
        hours, minutes, seconds, frames = (int(part) for part in match.groups())
        return (hours * 3600 + minutes * 60 + seconds) * fps + frames
    if match := _CLOCK.match(cleaned):
        hours_text, minutes_text, seconds_text = match.groups()
        whole = int(hours_text or 0) * 3600 + int(minutes_text) * 60
        return frames_of(whole + Fraction(seconds_text), fps)
    if _BARE.match(cleaned):
        return frames_of(Fraction(cleaned), fps)
    match = _UNITS.match(cleaned)
    if match and any(match.groups()):
        return frames_of(Fraction(match.group(1) or 0), fps) + int(match.group(2) or 0)
    raise BadInput(
        N_("“{text}” is not a length.").format(text=text),
        N_("Write seconds such as 3.5, or 00:00:03:12."),
    )
