"""How each beat is seen: size, angle and one move with a reason, varied like coverage.

The rules are the ordinary grammar of scenes: a new place is shown wide, talk tightens from the two-shot over
the shoulder to the close-up, feeling brings the camera near, things get inserts, and a moving person is followed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.script import Scene
from app.domain.shots import Angle, Move, Size
from app.domain.vocabulary import nearer
from app.planning import directions
from app.planning.beats import Beat, Role

#: How near someone's lines come as a scene goes on, with a listener and alone.
_EXCHANGE: Final[tuple[tuple[Size, Angle], ...]] = (
    ("MS", "ots"),
    ("MCU", "eye"),
    ("MCU", "ots"),
    ("CU", "eye"),
)
_ALONE: Final[tuple[tuple[Size, Angle], ...]] = (("MCU", "eye"), ("MS", "profile"), ("CU", "eye"))

#: Sizes that hold a second person in frame.
_WIDE: Final = frozenset({"ELS", "LS", "FS", "MLS", "MS"})


@dataclass(frozen=True, slots=True)
class Frame:
    """What the camera does in one shot; `people` are those who are really in it."""

    size: Size
    angle: Angle = "eye"
    move: Move = "static"
    people: tuple[str, ...] = ()


class Framer:
    """Frames the beats of one scene in order, remembering what came before; used once."""

    def __init__(self, scene: Scene, *, opening: bool, closing: bool) -> None:
        self._scene = scene
        self._opening = opening
        self._closing = closing
        self._said: Counter[str] = Counter()
        self._frames: list[Frame] = []

    def frame(self, beats: Sequence[Beat]) -> list[Frame]:
        """One frame a beat; hints of the script are obeyed to the letter."""
        for index, beat in enumerate(beats):
            wish = self._wish(beat, is_last=index == len(beats) - 1)
            size = beat.hint.size or wish.size
            angle = beat.hint.angle or wish.angle
            if beat.hint.size is None and beat.hint.angle is None:
                size, angle = self._varied(size, angle, beat.people)
            move = beat.hint.move or self._rested(wish.move)
            self._frames.append(Frame(size, angle, move, _in_frame(beat, size, angle)))
        return self._frames

    def _wish(self, beat: Beat, *, is_last: bool) -> Frame:
        match beat.role:
            case "establish":
                return self._establishing(beat)
            case "action":
                return self._action(beat, is_last=is_last)
            case "speech":
                return self._speech(beat, is_last=is_last)
            case "voice":
                return self._voice(beat)
            case _:
                return self._simple(beat, is_last=is_last)

    def _simple(self, beat: Beat, *, is_last: bool) -> Frame:
        """Roles whose framing follows from the role and its mood alone."""
        closing: Move = "dolly_out" if is_last and self._closing else "static"
        frames: dict[Role, Frame] = {
            # The nearer the thought, the nearer the lens.
            "inner": Frame("CU", "eye", "dolly_in"),
            "listen": Frame("MCU", "profile" if _is_phone(beat) else "eye"),
            "crowd": Frame("LS", "high", "handheld" if beat.mood == "shout" else "pan_right"),
            "insert": Frame("INS", "eye", "dolly_in" if beat.mood == "reveal" else closing),
            "vista": Frame(
                "LS", "high" if "chaos" in directions.tells(beat.text) else "eye", "pan_right"
            ),
            "words": Frame("FS", "eye", closing),
            "reaction": Frame("CU"),
        }
        return frames[beat.role]

    def _establishing(self, beat: Beat) -> Frame:
        outside = self._scene.int_ext == "ext"
        if self._opening:
            # The first seconds have to pull the viewer in.
            return Frame("ELS" if outside and not beat.people else "LS", "eye", "dolly_in")
        size: Size = (
            "ELS" if outside and not beat.people else "LS" if outside or not beat.people else "FS"
        )
        return Frame(size, "high" if outside else "eye", "pan_right" if outside else "dolly_in")

    def _action(self, beat: Beat, *, is_last: bool) -> Frame:
        told = directions.tells(beat.text)
        several = len(beat.people) > 1
        if "chaos" in told:
            return Frame("MS", "eye", "handheld")
        if "walking" in told:
            return Frame("FS" if several else "MLS", "eye", "follow")
        if "detail" in told and not several:
            return Frame("CU", "high", "static")
        if "reveal" in told or beat.mood == "reveal":
            up: Move = "tilt_up" if "look_up" in told and not several else "dolly_in"
            return Frame("MLS" if several else "MCU", "eye", up)
        if "look_down" in told:
            return Frame("MS", "high", "static")
        closing: Move = "dolly_out" if is_last else "static"
        if len(beat.people) > 2:
            return Frame("FS", "eye", closing)
        return Frame("MLS" if several else "MS", "eye", closing)

    def _speech(self, beat: Beat, *, is_last: bool) -> Frame:
        speaker = beat.people[0] if beat.people else ""
        count = self._said[speaker]
        first = not sum(self._said.values())
        self._said[speaker] += 1
        if any(line.dual for line in beat.lines):
            return Frame("MS")
        if beat.mood == "shout":
            return Frame("CU", "low", "handheld")
        if beat.mood == "grief":
            return Frame("CU", "eye", "dolly_in")
        if beat.mood == "whisper":
            return Frame("CU", "profile", "static")
        if is_last and self._closing:
            return Frame("CU", "eye", "dolly_in")
        if len(beat.people) < 2:
            size, angle = _ALONE[count % len(_ALONE)]
            return Frame(size, angle)
        if first:
            return Frame("MLS")
        size, angle = _EXCHANGE[count % len(_EXCHANGE)]
        return Frame(size, angle, "dolly_in" if beat.mood == "reveal" else "static")

    def _voice(self, beat: Beat) -> Frame:
        if not beat.people:
            return Frame("LS", "eye", "dolly_out")
        narrates_self = any(line.speaker for line in beat.lines)
        return (
            Frame("MCU", "profile", "dolly_in")
            if narrates_self
            else Frame("LS", "back", "dolly_out")
        )

    def _varied(self, size: Size, angle: Angle, people: Sequence[str]) -> tuple[Size, Angle]:
        """The wish, or the nearest to it that neither jumps nor repeats a third time."""
        turned: Angle = "eye" if angle == "profile" else "profile" if people else "high"
        options: tuple[tuple[Size, Angle], ...] = (
            (size, angle),
            (nearer(size), angle),
            (nearer(size, -1), angle),
            (size, turned),
            (nearer(size), turned),
            ("ECU" if size == "INS" else nearer(size, -2), "low"),
        )
        return next((option for option in options if self._cuts_well(*option, people)), options[-1])

    def _cuts_well(self, size: Size, angle: Angle, people: Sequence[str]) -> bool:
        if not self._frames:
            return True
        last = self._frames[-1]
        if (last.size, last.angle) != (size, angle):
            return True
        same_subject = bool(people) and last.people[:1] == tuple(people[:1])
        third = len(self._frames) > 1 and (self._frames[-2].size, self._frames[-2].angle) == (
            size,
            angle,
        )
        return not same_subject and not third

    def _rested(self, move: Move) -> Move:
        """No move twice running: the eye needs a still frame between two pushes."""
        if move != "static" and self._frames and self._frames[-1].move == move and move != "follow":
            return "static"
        return move


def _in_frame(beat: Beat, size: Size, angle: Angle) -> tuple[str, ...]:
    if size == "INS":
        return ()
    if size in _WIDE or angle == "ots" or beat.role == "crowd":
        return beat.people
    return beat.people[:1]


def _is_phone(beat: Beat) -> bool:
    return any(directions.presence_of(line.extension) == "phone" for line in beat.lines)
