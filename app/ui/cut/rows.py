"""The cut laid into the strip's tracks: what is where, what is under the mouse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.domain.timeline import Timeline
from app.ui.cut.scale import Scale, Spans

Part = Literal[
    "ruler", "body", "head", "tail", "transition", "gap", "sound", "music", "caption", "none"
]

RULER, PICTURE, DIALOGUE, CAPTIONS, MUSIC, GAP = 26, 64, 30, 20, 26, 3
#: Hit area of a clip's edge in pixels (reference timeline_ui §10: 6–8 at least).
EDGE = 8.0


@dataclass(frozen=True, slots=True)
class Hit:
    """What is under a point: which part, which clip of its row, and the frame there."""

    part: Part
    index: int
    frame: float


@dataclass(frozen=True, slots=True)
class ShotMark:
    """What the strip writes on a shot's clip beyond the timeline's own facts."""

    number: str = ""
    state: str = "draft"
    color: str = ""


class Tracks:
    """One timeline with its rows indexed for painting and for the mouse; made anew for each timeline."""

    def __init__(self, timeline: Timeline, speakers: Mapping[str, str] | None = None) -> None:
        self.timeline = timeline
        self.speakers = dict(speakers or {})
        pictures = timeline.pictures
        self.pictures = Spans([clip.start for clip in pictures], [clip.end for clip in pictures])
        fps = timeline.fps
        spoken = sorted(
            (clip for clip in timeline.sounds if clip.kind in ("dialogue", "native", "effect")),
            key=lambda clip: clip.start,
        )
        self.spoken = spoken
        self.dialogue = Spans(
            [clip.start for clip in spoken], [clip.start + clip.seconds * fps for clip in spoken]
        )
        self.music_clips = sorted(
            (clip for clip in timeline.sounds if clip.kind == "music"), key=lambda clip: clip.start
        )
        self.music = Spans(
            [clip.start for clip in self.music_clips],
            [clip.start + clip.seconds * fps for clip in self.music_clips],
        )
        self.caption_rows = sorted(timeline.captions, key=lambda caption: caption.start)
        self.captions = Spans(
            [caption.start for caption in self.caption_rows],
            [caption.end for caption in self.caption_rows],
        )
        self.edges = sorted({0, timeline.length, *(clip.start for clip in pictures)})
        self._by_shot: dict[str, int] = {
            clip.shot_id: index
            for index, clip in enumerate(pictures)
            if clip.shot_id is not None and not self.is_gap(index)
        }

    def is_gap(self, index: int) -> bool:
        """True for black between shots: a clip that shows no shot's picture."""
        clip = self.timeline.pictures[index]
        return clip.shot_id is None

    def index_of(self, shot_id: str | None) -> int:
        """The picture clip of a shot, -1 when the cut does not show it."""
        return self._by_shot.get(shot_id, -1) if shot_id else -1

    def next_edge(self, frame: int, direction: int) -> int:
        """The nearest cut before (-1) or after (+1) `frame`."""
        later = [edge for edge in self.edges if edge > frame]
        earlier = [edge for edge in self.edges if edge < frame]
        if direction > 0:
            return later[0] if later else self.timeline.length
        return earlier[-1] if earlier else 0

    def hit(self, x: float, y: float, scale: Scale) -> Hit:
        """What is under the point, `x` and `y` in pixels from the tracks' top left corner."""
        frame = scale.frame(x)
        bands = band_tops()
        if y < bands["picture"]:
            return Hit("ruler", -1, frame)
        if y < bands["dialogue"] - GAP:
            return self._hit_picture(x, frame, scale)
        if y < bands["captions"] - GAP:
            index = self.dialogue.at(frame)
            return Hit("sound", index, frame) if index is not None else Hit("none", -1, frame)
        if y < bands["music"] - GAP:
            index = self.captions.at(frame)
            return Hit("caption", index, frame) if index is not None else Hit("none", -1, frame)
        if y < bands["bottom"]:
            index = self.music.at(frame)
            return Hit("music", index, frame) if index is not None else Hit("none", -1, frame)
        return Hit("none", -1, frame)

    def _hit_picture(self, x: float, frame: float, scale: Scale) -> Hit:
        index = self.pictures.at(frame)
        if index is None:
            last = len(self.timeline.pictures) - 1
            near_end = last >= 0 and abs(x - scale.x(self.timeline.pictures[last].end)) <= EDGE
            return (
                Hit("tail", last, frame)
                if near_end and not self.is_gap(last)
                else Hit("none", -1, frame)
            )
        clip = self.timeline.pictures[index]
        left, right = scale.x(clip.start), scale.x(clip.end)
        edge = min(EDGE, (right - left) / 4)
        if self.is_gap(index):
            return Hit("gap", index, frame)
        if x >= right - edge:
            return Hit("tail", index, frame)
        if x <= left + edge:
            return Hit("head", index, frame)
        if clip.transition.frames and frame < clip.start + clip.transition.frames:
            return Hit("transition", index, frame)
        return Hit("body", index, frame)


def band_tops() -> dict[str, int]:
    """Top of every track in pixels at 100 % text size, and `bottom`, the height of them all."""
    picture = RULER + GAP
    dialogue = picture + PICTURE + GAP
    captions = dialogue + DIALOGUE + GAP
    music = captions + CAPTIONS + GAP
    return {
        "ruler": 0, "picture": picture, "dialogue": dialogue, "captions": captions, "music": music,
        "bottom": music + MUSIC,
    }  # fmt: skip
