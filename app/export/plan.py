"""The render plan: which stretches of film to make, as plain data keyed by everything that shapes them.

A piece is a clip's body or a dissolve between two. Its key does not know where it lies on the timeline,
so a piece that only moved is not made again.

Fades belong to the clip that carries them: `fade_in` and `fade_white` over its first frames, `fade_out`
over its last ones.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from pydantic import Field

from app.domain.entity import Value
from app.domain.timeline import Caption, PictureClip, Timeline, problems
from app.domain.wording import N_
from app.errors import OurBug, RuleBroken
from app.export.captions import CaptionStyle

Fit = Literal["blur", "crop", "black"]
#: How a source smaller than the delivery is enlarged; `sharp` is lanczos with a light sharpening of the edges.
Upscale = Literal["bicubic", "lanczos", "sharp"]
#: A source that has to grow by less than this is not called enlarged.
_GROWS = 1.02

#: Raised whenever the way pieces are made changes, so that old caches are not believed.
REVISION = 6


class Film(Value):
    """Frames `skip` and following of a film, at the timeline's rate, or a picture held."""

    sha256: str
    still: bool = Field(description="a picture file instead of a film")
    width: int
    height: int
    seconds: float = Field(description="length of the source; 0 when unknown or still")
    skip: int = Field(ge=0)
    upscale: Upscale = Field(
        "bicubic", description="always bicubic for a source that does not grow"
    )


class Slate(Value):
    """A painted card for a shot without a pick; the key is the hash of its PNG."""

    png_sha256: str


class Black(Value):
    """A gap."""


class Fade(Value):
    """Frames `first` to `first + frames` of a piece go from (`in`) or to (`out`) a colour."""

    kind: Literal["in", "out"]
    first: int = Field(ge=0)
    frames: int = Field(ge=1)
    color: Literal["black", "white"] = "black"


class Look(Value):
    """What all pieces of one delivery share."""

    fps: int
    width: int
    height: int
    fit: Fit
    upscale: Upscale = Field("bicubic", exclude=True, description="part of each film's own key")
    encoder: tuple[str, ...] = Field(description="ffmpeg's picture arguments")
    pixels: str = "yuv420p"
    muxer: str = "mp4"
    delay: int = Field(2, ge=0, description="frames that decoding runs ahead of showing")
    program: str = Field(description="version line of the ffmpeg in use")
    revision: int = REVISION


class Stamp(Value):
    """A picture laid over frames `start` to `end` (not included): the AI label, the filing card."""

    sha256: str
    at: tuple[int, int]
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Words(Value):
    """What is drawn over a piece, with frames counted from its start: captions and stamps."""

    captions: tuple[Caption, ...] = ()
    style: CaptionStyle | None = None
    font_sha256: str = ""
    stamps: tuple[Stamp, ...] = ()


class Piece(Value):
    """One stretch to be made: one layer, or two that dissolve into each other."""

    length: int = Field(ge=1)
    layers: tuple[Film | Slate | Black, ...]
    fades: tuple[Fade, ...] = ()
    words: Words = Words()
    look: Look

    @property
    def key(self) -> str:
        """Hash of everything that shapes the piece."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class Placed(Value):
    """A piece and where its first frame lies on the timeline."""

    start: int
    piece: Piece


class Overlay(Value):
    """Captions and stamps of a whole timeline, before they are shared out to pieces."""

    captions: tuple[Caption, ...] = ()
    style: CaptionStyle | None = None
    font_sha256: str = ""
    stamps: tuple[Stamp, ...] = ()


def make_plan(
    timeline: Timeline, look: Look, overlay: Overlay, slates: dict[int, str]
) -> tuple[Placed, ...]:
    """The pieces of a timeline in order; together they cover every frame exactly once.

    `slates` gives the PNG hash for each clip (by its number) that has a shot but no media.

    Raises:
        RuleBroken: the timeline is empty, or its clips overlap where they must not.
    """
    if not timeline.pictures:
        raise RuleBroken(
            N_("The cut is empty."), N_("Give the episode at least one shot, then export it.")
        )
    wrong = [text for text in problems(timeline) if text.startswith("clip")]
    if wrong:
        raise RuleBroken(N_("The cut does not hold together: {problem}.").format(problem=wrong[0]))
    stretches = _stretches(timeline, slates, look)
    placed: list[Placed] = []
    cursor = 0
    for length, layers, fades in stretches:
        words = _words(overlay, cursor, length)
        piece = Piece(length=length, layers=layers, fades=fades, words=words, look=look)
        placed.append(Placed(start=cursor, piece=piece))
        cursor += length
    if cursor != timeline.length:
        raise OurBug(f"The render plan covers {cursor} of {timeline.length} frames.")
    return tuple(placed)


_Stretch = tuple[int, tuple[Film | Slate | Black, ...], tuple[Fade, ...]]


def _stretches(timeline: Timeline, slates: dict[int, str], look: Look) -> list[_Stretch]:
    found: list[_Stretch] = []
    clips = timeline.pictures
    for number, clip in enumerate(clips):
        head = _overlap(clip)
        tail = _overlap(clips[number + 1]) if number + 1 < len(clips) else 0
        if head:
            before = clips[number - 1]
            leaving = _layer(before, before.length - head, slates.get(number - 1), look)
            if before.transition.kind == "fade_out":
                leaving = Black()
            found.append((head, (leaving, _layer(clip, 0, slates.get(number), look)), ()))
        body = clip.length - head - tail
        if body < 0:
            raise RuleBroken(
                N_("Two dissolves meet inside the clip “{label}”.").format(label=clip.label),
                N_("Make the clip longer or the dissolves shorter."),
            )
        if body:
            layer = _layer(clip, head, slates.get(number), look)
            found.append((body, (layer,), _fades(clip, body)))
    return found


def _overlap(clip: PictureClip) -> int:
    return clip.transition.frames if clip.transition.kind == "dissolve" else 0


def _layer(clip: PictureClip, first: int, slate: str | None, look: Look) -> Film | Slate | Black:
    if clip.media is None:
        return Slate(png_sha256=slate) if slate else Black()
    ref = clip.media
    still = ref.kind == "picture"
    return Film(
        sha256=ref.sha256,
        still=still,
        width=ref.width,
        height=ref.height,
        seconds=0.0 if still else ref.seconds,
        skip=0 if still else clip.source_in + first,
        upscale=look.upscale if _grows(ref.width, ref.height, look) else "bicubic",
    )


def _grows(width: int, height: int, look: Look) -> bool:
    """Whether a source has to be enlarged to stand in the frame."""
    if not width or not height:
        return False
    shares = (look.width / width, look.height / height)
    return (max(shares) if look.fit == "crop" else min(shares)) > _GROWS


def _fades(clip: PictureClip, body: int) -> tuple[Fade, ...]:
    kind, frames = clip.transition.kind, min(clip.transition.frames, body)
    if frames < 1 or kind in {"cut", "dissolve"}:
        return ()
    if kind == "fade_out":
        return (Fade(kind="out", first=body - frames, frames=frames),)
    color: Literal["black", "white"] = "white" if kind == "fade_white" else "black"
    return (Fade(kind="in", first=0, frames=frames, color=color),)


def _words(overlay: Overlay, start: int, length: int) -> Words:
    captions = tuple(
        Caption(
            start=max(0, cue.start - start),
            end=min(length, cue.end - start),
            text=cue.text,
        )
        for cue in overlay.captions
        if cue.start < start + length and cue.end > start
    )
    stamps = tuple(
        stamp.model_copy(
            update={"start": max(0, stamp.start - start), "end": min(length, stamp.end - start)}
        )
        for stamp in overlay.stamps
        if stamp.start < start + length and stamp.end > start
    )
    return Words(
        captions=captions,
        style=overlay.style if captions else None,
        font_sha256=overlay.font_sha256 if captions else "",
        stamps=stamps,
    )
