"""A scene cut into beats: the moments that each deserve one shot.

A beat knows what it shows, who is in it, and which elements of the script it stands for; how it is
framed is decided in `framing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from app.domain.cast import CastEntry
from app.domain.script import Element, Scene
from app.domain.shots import Transition
from app.planning import directions, pacing
from app.planning.directions import NO_DIRECTION, Direction, Mood
from app.planning.people import Roster
from app.planning.speech import line_seconds
from app.planning.staging import Stage

Role = Literal[
    "establish",
    "action",
    "insert",
    "vista",
    "speech",
    "inner",
    "listen",
    "voice",
    "crowd",
    "words",
    "reaction",
]

GROUP_SECONDS: Final = 4.5
SPEECH_GROUP_SECONDS: Final = 5.0
SHORT_TAIL_SECONDS: Final = 2.3
_SPOKEN_ROLES: Final = frozenset({"speech", "inner", "listen", "voice", "crowd"})
_SILENT_TYPES: Final = frozenset({"cast", "note", "synopsis", "section", "page_break"})


@dataclass(frozen=True, slots=True)
class Beat:
    """One moment: `anchor` is the element it hangs on (empty: the scene itself), `part` its place in a long one."""

    role: Role
    anchor: str = ""
    part: int = 0
    covers: tuple[Element, ...] = ()
    lines: tuple[Element, ...] = ()
    text: str = ""
    people: tuple[str, ...] = ()
    props: tuple[str, ...] = ()
    hint: Direction = NO_DIRECTION
    mood: Mood = ""
    words: str = ""
    transition: Transition = field(default_factory=Transition)


class BeatReader:
    """Reads one scene's elements in order into beats; used once."""

    def __init__(
        self, scene: Scene, cast: Iterable[CastEntry], fps: int, *, establish: bool
    ) -> None:
        self.roster = Roster(scene, cast)
        self._scene = scene
        self._fps = fps
        self._establish = establish
        self._beats: list[Beat] = []
        self._hint = NO_DIRECTION
        self._transition = Transition()
        self._waiting: list[Element] = []
        self._stage = Stage(scene, self.roster)

    def read(self) -> list[Beat]:
        """All beats of the scene; every spoken element is in exactly one."""
        for element in self._scene.elements:
            self._take(element)
        if self._waiting or not self._beats:
            self._finish()
        return self._beats

    def _take(self, element: Element) -> None:
        if element.is_spoken:
            self._speech(element)
        elif element.type == "action" and element.text.strip():
            self._action(element)
        elif element.type in ("subtitle", "centered") and element.text.strip():
            self._words(element)
        elif element.type == "shot_hint":
            self._shot_hint(element)
        elif element.type in ("transition", "flashback_start", "flashback_end"):
            self._change(element)
        elif element.type not in _SILENT_TYPES:
            self._attach(element)

    # -- kinds of elements -------------------------------------------------------------------

    def _action(self, element: Element) -> None:
        for part, text in enumerate(_parts(element.text)):
            hint = self._hint.over(directions.read_prose(text))
            people = self._stage.people_in(text, hint)
            beat = Beat(
                role=self._action_role(text, people),
                anchor=element.id,
                part=part,
                covers=(element,),
                text=text,
                people=people,
                props=self.roster.props_in(text),
                hint=hint,
                mood=directions.mood_of(text),
            )
            self._stage.show(people)
            if self._joins_action(beat):
                last = self._beats[-1]
                self._beats[-1] = replace(
                    last,
                    covers=_once((*last.covers, element)),
                    text=directions.joined((last.text, text)),
                    people=_names((*last.people, *people)),
                    props=_names((*last.props, *beat.props)),
                    mood=last.mood or beat.mood,
                )
            else:
                self._add(beat)

    def _action_role(self, text: str, people: Sequence[str]) -> Role:
        if (
            not self._beats
            and self._establish
            and self._hint.is_empty
            and directions.read_prose(text).is_empty
        ):
            return "establish"
        if people:
            return "action"
        return (
            "vista"
            if "landscape" in directions.tells(text) or pacing.action_seconds(text) > 3.5
            else "insert"
        )

    def _joins_action(self, beat: Beat) -> bool:
        if not self._beats or self._is_waiting():
            return False
        last = self._beats[-1]
        same_people = not beat.people or set(beat.people) <= set(last.people)
        alike = last.role == beat.role == "action" or (last.role == beat.role == "vista")
        short = pacing.action_seconds(last.text) + pacing.action_seconds(beat.text) <= GROUP_SECONDS
        calm = beat.mood != "reveal" and beat.hint.is_empty and last.hint.is_empty
        return alike and same_people and short and calm and beat.part == 0

    def _speech(self, element: Element) -> None:
        speakers = self.roster.speakers(element.speaker)
        last = self._beats[-1] if self._beats else None
        if element.dual and last and last.role in _SPOKEN_ROLES and not self._is_waiting():
            self._beats[-1] = replace(
                last,
                covers=(*last.covers, element),
                lines=(*last.lines, element),
                people=_names((*last.people, *speakers)),
            )
            self._stage.show(speakers)
            return
        role, people = self._stage.speaking(element)
        self._open_if_bare()
        beat = Beat(
            role=role,
            anchor=element.id,
            covers=(element,),
            lines=(element,),
            text=element.parenthetical,
            people=people,
            hint=self._hint,
            mood=directions.mood_of(
                element.parenthetical, element.text[-24:] if "!" in element.text else ""
            ),
        )
        if self._joins_speech(beat):
            last = self._beats[-1]
            self._beats[-1] = replace(
                last,
                covers=(*last.covers, element),
                lines=(*last.lines, element),
                text=last.text or beat.text,
                mood=last.mood or beat.mood,
            )
        else:
            self._add(beat)
        if role in ("speech", "inner", "crowd"):
            self._stage.show(speakers)

    def _joins_speech(self, beat: Beat) -> bool:
        if not self._beats or self._is_waiting():
            return False
        last = self._beats[-1]
        if (
            last.role != beat.role
            or not last.lines
            or last.lines[-1].speaker != beat.lines[0].speaker
        ):
            return False
        seconds = sum(line_seconds(line) for line in (*last.lines, *beat.lines))
        return seconds <= SPEECH_GROUP_SECONDS and beat.mood in ("", last.mood)

    def _words(self, element: Element) -> None:
        """Words on the picture: they stand on the shot before when that is silent, else on one of their own."""
        words = element.text.strip()
        last = self._beats[-1] if self._beats else None
        if (
            last
            and not last.lines
            and not last.words
            and not self._is_waiting()
            and not _is_writing(last)
        ):
            self._beats[-1] = replace(last, covers=(*last.covers, element), words=words)
            return
        opening = not self._beats and self._establish
        self._add(
            Beat(
                role="establish" if opening else "words",
                anchor=element.id,
                covers=(element,),
                words=words,
                hint=self._hint,
            )
        )

    def _shot_hint(self, element: Element) -> None:
        direction, rest = directions.read_hint(element.text)
        if not rest:
            self._hint = direction.over(self._hint)
            self._waiting.append(element)
            return
        hint = direction.over(self._hint)
        people = self._stage.people_in(rest, hint)
        role: Role = "action" if people else "insert"
        self._stage.show(people)
        self._add(
            Beat(
                role=role,
                anchor=element.id,
                covers=(element,),
                text=rest,
                people=people,
                props=self.roster.props_in(rest),
                hint=hint,
                mood=directions.mood_of(rest),
            )
        )

    def _change(self, element: Element) -> None:
        """A transition: fades to black close the beat before, all others open the next one."""
        if element.type == "flashback_start":
            change = Transition(kind="fade_white", frames=max(self._fps // 2, 1))
        elif element.type == "flashback_end":
            change = Transition(kind="dissolve", frames=max(self._fps // 2, 1))
        else:
            change = directions.read_transition(element.text, self._fps)
        if change.kind == "fade_out" and self._beats:
            last = self._beats[-1]
            kept = change if last.transition.kind == "cut" else last.transition
            self._beats[-1] = replace(last, covers=(*last.covers, element), transition=kept)
            return
        if change.kind not in ("cut", "fade_out"):
            self._transition = change
        self._waiting.append(element)

    def _attach(self, element: Element) -> None:
        """Sound, music and effects belong to the beat they stand beside."""
        last = self._beats[-1] if self._beats else None
        if last is None or self._is_waiting():
            self._waiting.append(element)
            return
        text = directions.joined((last.text, element.text)) if _shows(element, last) else last.text
        self._beats[-1] = replace(last, covers=(*last.covers, element), text=text)

    # -- book-keeping ------------------------------------------------------------------------

    def _open_if_bare(self) -> None:
        """A scene that opens with a voice in a new place first shows the place."""
        if not self._beats and self._establish and self._hint.is_empty:
            self._add(Beat(role="establish"))

    def _add(self, beat: Beat) -> None:
        shown = [element.text for element in self._waiting if _shows(element, beat)]
        covers = (*self._waiting, *beat.covers) if beat.anchor else beat.covers
        self._beats.append(
            replace(
                beat,
                covers=covers,
                text=directions.joined((*shown, beat.text)) if beat.anchor else beat.text,
                transition=self._transition,
            )
        )
        self._transition = Transition()
        if beat.anchor:
            self._waiting, self._hint = [], NO_DIRECTION

    def _finish(self) -> None:
        """Marks after the last beat belong to it; a scene of marks alone is one shot of its place."""
        if not self._beats:
            anchor = self._waiting[0].id if self._waiting else ""
            self._add(Beat(role="establish", anchor=anchor, hint=self._hint))
            return
        last = self._beats[-1]
        self._beats[-1] = replace(
            last, covers=(*last.covers, *self._waiting), hint=last.hint.over(self._hint)
        )

    def _is_waiting(self) -> bool:
        return bool(self._waiting) or self._transition.kind != "cut" or not self._hint.is_empty


def _parts(text: str) -> tuple[str, ...]:
    """A long action line as several moments, each a few sentences; a short one stays whole."""
    if pacing.action_seconds(text) <= GROUP_SECONDS:
        return (text.strip(),)
    parts: list[str] = []
    for sentence in directions.sentences(text):
        together = directions.joined((parts[-1], sentence)) if parts else sentence
        if (
            parts
            and pacing.action_seconds(together) <= GROUP_SECONDS
            and directions.mood_of(sentence) != "reveal"
        ):
            parts[-1] = together
        else:
            parts.append(sentence)
    if len(parts) > 1 and pacing.action_seconds(parts[-1]) <= SHORT_TAIL_SECONDS:
        whole = directions.joined(parts[-2:])
        if (
            pacing.action_seconds(whole) < pacing.ACTION_MAXIMUM
            and directions.mood_of(parts[-1]) != "reveal"
        ):
            parts[-2:] = [whole]
    return tuple(parts)


def _shows(element: Element, beat: Beat) -> bool:
    return element.type == "effect" and beat.role in ("establish", "action", "vista", "insert")


def _is_writing(beat: Beat) -> bool:
    return beat.role == "insert" and "writing" in directions.tells(beat.text)


def _once(elements: Iterable[Element]) -> tuple[Element, ...]:
    return tuple({element.id: element for element in elements}.values())


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
