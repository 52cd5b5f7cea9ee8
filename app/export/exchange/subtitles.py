"""The captions as files of their own: SubRip, WebVTT (W3C) and Advanced SubStation, all UTF-8."""

from __future__ import annotations

from html import escape
from pathlib import Path

from app.domain.timeline import Caption
from app.export import captions
from app.export.captions import CaptionStyle
from app.export.exchange.cut import Cut, Written, write_text
from app.export.typeface import Typeface


def write_srt(cut: Cut, path: Path) -> Written:
    """SubRip with a byte order mark, which players on a Chinese Windows look for.

    Raises:
        DiskTrouble: it cannot be written.
    """
    text = captions.to_srt(cut.captions, cut.timeline.fps)
    return Written((write_text(path, text.replace("\n", "\r\n"), "utf-8-sig"),))


def write_vtt(cut: Cut, path: Path) -> Written:
    """WebVTT with each speaker named in a voice span.

    Raises:
        DiskTrouble: it cannot be written.
    """
    fps = cut.timeline.fps
    cues = ["WEBVTT", ""]
    for cue in cut.captions:
        text = captions.clean(cue.text)
        if text:
            times = f"{_clock(cue.start, fps)} --> {_clock(cue.end, fps)}"
            cues += [times, _voiced(cue, text), ""]
    return Written((write_text(path, "\n".join(cues)),))


def write_ass(cut: Cut, path: Path, face: Typeface, style: CaptionStyle) -> Written:
    """Advanced SubStation at the cut's own size, styled as the captions that are burned in.

    Raises:
        DiskTrouble: it cannot be written.
    """
    line = cut.timeline
    text = captions.to_ass(
        cut.captions, fps=line.fps, width=line.width, height=line.height, face=face, style=style
    )
    return Written((write_text(path, text, "utf-8-sig"),))


def _voiced(cue: Caption, text: str) -> str:
    # A blank line would end the cue, and an arrow would begin another.
    said = escape(text, quote=False)
    speaker = " ".join(captions.clean(cue.speaker).split())
    return f"<v {escape(speaker, quote=False)}>{said}" if speaker else said


def _clock(frame: int, fps: int) -> str:
    milliseconds = round(frame * 1000 / fps)
    seconds, rest = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02d}:{minute:02d}:{second:02d}.{rest:03d}"
