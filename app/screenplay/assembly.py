"""Puts what the parsers find together: episodes, scenes and elements, in the order of the source."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.ids import ElementId
from app.domain.script import Diagnostic, Element, ElementType, ParsedEpisode, ParsedScene, Severity
from app.screenplay.directives import Part
from app.screenplay.flashbacks import follow
from app.screenplay.headings import Heading
from app.screenplay.source import fold
from app.screenplay.speech import names_of, names_of_cast
from app.screenplay.vocabulary import PSEUDO_SPEAKERS

#: Elements that make a scene of themselves; the others before a first heading belong to that heading's scene.
_CONTENT: frozenset[ElementType] = frozenset(
    {"action", "dialogue", "narration", "inner", "lyrics", "centered"}
)


def diagnostic(
    severity: Severity, line: int, code: str, template: str, **values: object
) -> Diagnostic:
    """A diagnostic whose message is `template` (marked with N_) with its named fields filled in."""
    return Diagnostic(severity=severity, line=line, code=code, message=template.format(**values))


@dataclass
class SceneDraft:
    """A scene while its lines are still being read."""

    heading: Heading
    line: int
    elements: list[Element] = field(default_factory=list)
    synopsis: list[str] = field(default_factory=list)

    @property
    def is_bare(self) -> bool:
        """True when no heading opened it."""
        return not (self.heading.text or self.heading.number)


@dataclass
class EpisodeDraft:
    """An episode while its lines are still being read; `start` is its offset in the source."""

    number: int
    title: str
    line: int
    start: int
    synopsis: list[str] = field(default_factory=list)
    scenes: list[SceneDraft] = field(default_factory=list)


class Assembly:
    """The growing tree. Parsers open episodes and scenes and add elements; `finish` freezes it all."""

    def __init__(self) -> None:
        self.episodes: list[EpisodeDraft] = []
        self.diagnostics: list[Diagnostic] = []
        self._serial: dict[int, int] = {}

    @property
    def scene(self) -> SceneDraft | None:
        """The scene now open, if the episode has one."""
        return self.episodes[-1].scenes[-1] if self.episodes and self.episodes[-1].scenes else None

    @property
    def last(self) -> Element | None:
        """The newest element of the open scene."""
        return self.scene.elements[-1] if self.scene and self.scene.elements else None

    def open_episode(self, number: int, title: str, line: int, start: int) -> None:
        """Begin an episode; `line` is 0 when no header stands for it."""
        self.episodes.append(EpisodeDraft(number, title, line, start))

    def open_scene(self, heading: Heading, line: int) -> None:
        """Begin a scene; what stood before an episode's first heading without being content joins it."""
        scene = SceneDraft(heading, line)
        scenes = self.episodes[-1].scenes
        if len(scenes) == 1 and scenes[0].is_bare and self._is_only_frame(scenes[0]):
            scene.elements = scenes.pop().elements
        scenes.append(scene)

    @staticmethod
    def _is_only_frame(scene: SceneDraft) -> bool:
        return not any(element.type in _CONTENT for element in scene.elements)

    def add(self, part: Part, line: int, *, dual: bool = False, at: int | None = None) -> None:
        """Add an element, at the end or at place `at` of the scene.

        A synopsis directly under a header or heading belongs to that.
        """
        episode = self.episodes[-1]
        if part.type == "synopsis" and not episode.scenes:
            episode.synopsis.append(part.text)
            return
        if not episode.scenes:
            episode.scenes.append(SceneDraft(Heading(), line))
        scene = episode.scenes[-1]
        if part.type == "synopsis" and not scene.elements:
            scene.synopsis.append(part.text)
            return
        serial = self._serial[line] = self._serial.get(line, 0) + 1
        scene.elements.insert(
            len(scene.elements) if at is None else at,
            Element(
                id=ElementId(f"p{line}.{serial}"),
                type=part.type,
                text=part.text,
                speaker=part.speaker,
                extension=part.extension,
                parenthetical=part.parenthetical,
                dual=dual,
                line=line,
            ),
        )

    def tell(
        self, severity: Severity, line: int, code: str, template: str, **values: object
    ) -> None:
        """Note something the person should know."""
        self.diagnostics.append(diagnostic(severity, line, code, template, **values))

    def finish(self, source: str) -> tuple[str, tuple[ParsedEpisode, ...]]:
        """The source before the first episode, and the episodes, each with its exact slice."""
        starts = [episode.start for episode in self.episodes]
        ends = [*starts, len(source)][1:]
        episodes = []
        for draft, start, end in zip(self.episodes, starts, ends, strict=True):
            flags, found = follow([(scene.heading.text, scene.elements) for scene in draft.scenes])
            self.diagnostics.extend(found)
            episodes.append(
                ParsedEpisode(
                    number=draft.number,
                    title=draft.title,
                    line=draft.line,
                    synopsis="\n".join(draft.synopsis),
                    text=source[start:end],
                    scenes=tuple(
                        _frozen(scene, flashback=flag)
                        for scene, flag in zip(draft.scenes, flags, strict=True)
                    ),
                )
            )
        return source[: starts[0]] if starts else source, tuple(episodes)


def _frozen(draft: SceneDraft, *, flashback: bool) -> ParsedScene:
    heading = draft.heading
    return ParsedScene(
        number=heading.number,
        heading=heading.text,
        int_ext=heading.int_ext,
        place=heading.place,
        time=heading.time,
        time_of_day=heading.time_of_day,
        cast=_cast(draft.elements),
        synopsis="\n".join(draft.synopsis),
        flashback=flashback,
        line=draft.line,
        elements=tuple(draft.elements),
    )


def _cast(elements: list[Element]) -> tuple[str, ...]:
    """Names of the cast lines, then of the speakers, each once; narrators are nobody."""
    names: dict[str, None] = {}
    for element in elements:
        if element.type == "cast":
            names.update(dict.fromkeys(names_of_cast(element.text)))
    for element in elements:
        if element.speaker and fold(element.speaker).upper() not in PSEUDO_SPEAKERS:
            names.update(dict.fromkeys(names_of(element.speaker)))
    return tuple(names)
