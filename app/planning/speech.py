"""Where the lines of one shot lie: in order, with a breath before, between and after them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.entity import Value
from app.domain.ids import ElementId
from app.domain.script import Element, Scene
from app.domain.shots import Shot
from app.planning import pacing

_MARKED_FASTER = ("快", "急", "怒", "吼", "喊", "嚷", "fast", "quick", "shout", "yell", "angr")
_MARKED_SLOWER = ("慢", "低声", "哽咽", "沉", "小声", "轻声", "quiet", "slow", "whisper", "soft")


class PlacedLine(Value):
    """A line and when it is heard, in seconds from the shot's head."""

    element: Element
    start: float
    seconds: float

    @property
    def end(self) -> float:
        """Seconds from the shot's head to the line's last sound."""
        return self.start + self.seconds


def line_seconds(element: Element) -> float:
    """Estimated seconds of one line; how it is said changes the pace (quarrel 6-7, slow 3-3.5 characters/s)."""
    manner = element.parenthetical.casefold()
    pace = 1.0
    if any(word in manner for word in _MARKED_FASTER):
        pace = 1.25
    elif any(word in manner for word in _MARKED_SLOWER):
        pace = 0.85
    return pacing.speech_seconds(element.text, pace)


def place_lines(
    lines: Sequence[Element],
    heard: Mapping[ElementId, float] | None = None,
    lead: float = pacing.HEAD_SECONDS,
) -> tuple[PlacedLine, ...]:
    """Lay lines one after another from `lead` seconds on; `heard` gives real lengths where a voice exists.

    The second half of a dual dialogue starts together with the line before it.
    """
    placed: list[PlacedLine] = []
    cursor = lead
    for line in lines:
        seconds = (heard or {}).get(line.id) or line_seconds(line)
        start = placed[-1].start if line.dual and placed else cursor
        placed.append(PlacedLine(element=line, start=start, seconds=seconds))
        cursor = max(cursor, start + seconds + pacing.TURN_SECONDS)
    return tuple(placed)


def needed_seconds(placed: Sequence[PlacedLine]) -> float:
    """Seconds a shot needs for its lines, breath included; 0 without lines."""
    if not placed:
        return 0.0
    return max(line.end for line in placed) + pacing.TAIL_SECONDS


def lines_of(shot: Shot, scene: Scene) -> tuple[Element, ...]:
    """The shot's lines as written, in the scene's order; ids the scene no longer has are left out."""
    wanted = set(shot.lines)
    return tuple(
        element for element in scene.elements if element.id in wanted and element.is_spoken
    )
