"""Who is on the stage while a scene goes by: who was shown, who is meant by a pronoun, who listens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from app.domain.script import Element, Scene
from app.planning import directions
from app.planning.directions import Direction
from app.planning.people import Roster, is_crowd, split_names

SpokenRole = Literal["speech", "inner", "listen", "voice", "crowd"]


class Stage:
    """The people of one scene as its text goes on; told of everyone who is shown."""

    def __init__(self, scene: Scene, roster: Roster) -> None:
        self._scene = scene
        self._roster = roster
        self._recent: list[str] = []
        self._seen: set[str] = set()
        named = (roster.name(name) for raw in scene.cast for name in split_names(raw))
        self._present = [name for name in dict.fromkeys(named) if not is_crowd(name)]

    def show(self, people: Iterable[str]) -> None:
        """These people have just been seen, the last of them most recently."""
        for name in people:
            if name in self._recent:
                self._recent.remove(name)
            self._recent.append(name)
            self._seen.add(name)

    def people_in(self, text: str, hint: Direction) -> tuple[str, ...]:
        """Persons an action line shows; a close shot of writing shows the writing, whoever it names."""
        if hint.size in ("CU", "ECU", "INS") and (
            "writing" in directions.tells(text) or "：" in text or ":" in text
        ):
            return ()
        return self._roster.people_in(text, self._recent or self._present[:1])

    def speaking(self, element: Element) -> tuple[SpokenRole, tuple[str, ...]]:
        """The role of a spoken beat and who is in frame, by where the voice comes from."""
        speakers = self._roster.speakers(element.speaker)
        others = self._listeners(element, speakers)
        if not speakers:
            return "voice", tuple(self._recent[-1:])
        if element.type in ("narration", "lyrics"):
            return "voice", speakers if speakers[0] in self._seen or not others else tuple(
                others[:1]
            )
        away = element.type == "inner" or directions.presence_of(element.extension) in (
            "phone",
            "off",
        )
        if away and others and not self._seen.intersection(speakers):
            return "listen", tuple(others[:1])
        if element.type == "inner":
            return "inner", speakers
        if all(is_crowd(name) for name in speakers):
            return "crowd", speakers
        return "speech", (*speakers, *others[:1])

    def _listeners(self, element: Element, speakers: Sequence[str]) -> list[str]:
        """Who may be spoken to, likeliest first: whoever is named, then who answers, then who was seen last."""
        others = [name for name in reversed(self._recent) if name not in speakers]
        others = others or [
            name for name in self._present if name not in speakers and self._is_here(name)
        ]
        addressed = self._roster.people_in(element.text[:10])
        answering = self._next_speaker(element, speakers)
        others.sort(key=lambda name: (name not in addressed, name != answering))
        return others

    def _next_speaker(self, element: Element, speakers: Sequence[str]) -> str:
        lines = list(self._scene.lines)
        place = next(
            (index for index, line in enumerate(lines) if line.id == element.id), len(lines)
        )
        for line in lines[place + 1 : place + 3]:
            following = [
                name for name in self._roster.speakers(line.speaker) if name not in speakers
            ]
            if following and line.type == "dialogue":
                return following[0]
        return ""

    def _is_here(self, name: str) -> bool:
        """True for someone not yet shown who needs no entrance: the first we have of them is plain speech."""
        for element in self._scene.elements:
            if element.is_spoken and name in self._roster.speakers(element.speaker):
                return (
                    element.type == "dialogue"
                    and directions.presence_of(element.extension) == "here"
                )
            if element.type in ("action", "shot_hint") and name in self._roster.people_in(
                element.text
            ):
                return False
        return False
