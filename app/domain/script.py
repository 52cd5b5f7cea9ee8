"""The written drama: episodes, scenes, and the elements a scene is made of.

An element that is spoken or narrated is a *line*; its element id is the line's id for ever.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.domain.entity import Entity, Value
from app.domain.ids import ElementId, EpisodeId, SceneId
from app.domain.release import Release

ScriptFormat = Literal["fountain", "chinese"]
IntExt = Literal["", "int", "ext", "int/ext"]

TimeOfDay = Literal[
    "",
    "day",
    "night",
    "dawn",
    "morning",
    "noon",
    "afternoon",
    "dusk",
    "evening",
    "later",
    "continuous",
]

ElementType = Literal[
    "action",
    "dialogue",
    "narration",
    "inner",
    "subtitle",
    "sound",
    "music",
    "transition",
    "shot_hint",
    "effect",
    "flashback_start",
    "flashback_end",
    "note",
    "cast",
    "synopsis",
    "section",
    "lyrics",
    "centered",
    "page_break",
    "other",
]

#: Types whose text is heard: dialogue in the scene, narration over it, inner voice (OS).
SPOKEN: frozenset[str] = frozenset({"dialogue", "narration", "inner", "lyrics"})

Severity = Literal["info", "warning", "error"]


class Element(Value):
    """One paragraph of a scene, with the line of the source it came from (1-based)."""

    id: ElementId
    type: ElementType
    text: str
    speaker: str = Field("", description="as written, without extension; several joined by 、 or &")
    extension: str = Field("", description="verbatim mark such as OS, V.O., 电话")
    parenthetical: str = Field("", description="how it is said, without brackets")
    dual: bool = Field(default=False, description="second half of a dual dialogue")
    line: int = Field(0, ge=0, description="1-based source line; 0 when written in the program")

    @property
    def is_spoken(self) -> bool:
        """True for lines: what a voice says."""
        return self.type in SPOKEN and bool(self.text.strip())


class Scene(Entity):
    """One place at one time."""

    id: SceneId
    episode_id: EpisodeId
    rank: str
    number: str = Field("", description="as written, e.g. 1-1, 2-1A; may be empty")
    heading: str = Field("", description="the heading line as written, without its number")
    int_ext: IntExt = ""
    place: str = ""
    time: str = Field("", description="time of day as written: 夜, DUSK")
    time_of_day: TimeOfDay = ""
    cast: tuple[str, ...] = Field(
        (), description="names of the cast line and of the speakers, in order"
    )
    synopsis: str = ""
    flashback: bool = False
    line: int = Field(0, ge=0)
    elements: tuple[Element, ...] = ()
    generator: str = Field(
        "", description="generator id for shots that name none; empty follows the project"
    )
    model: str = Field("", description="a model of `generator`; empty is its first")

    @property
    def lines(self) -> tuple[Element, ...]:
        """The spoken elements, in order."""
        return tuple(element for element in self.elements if element.is_spoken)


class Music(Value):
    """The music of an episode: one track laid from its start."""

    sha256: str
    suffix: str
    seconds: float
    name: str = ""
    gain_db: float = Field(
        -14.0, ge=-60, le=12, description="level under nothing; ducked further under speech"
    )


class Episode(Entity):
    """One numbered part of the series; its text is what the writer sees and edits."""

    id: EpisodeId
    rank: str
    number: int = Field(ge=0)
    title: str = ""
    text: str = Field("", description="the episode's script as written")
    format: ScriptFormat = "chinese"
    target_seconds: int = Field(90, ge=0)
    music: Music | None = None
    release: Release = Release()


class Diagnostic(Value):
    """Something the person should know about a script; `line` is 1-based, 0 for the whole file."""

    severity: Severity
    line: int
    message: str
    code: str = Field("", description="stable name of the rule, for filters and tests")


class ParsedScene(Value):
    """A scene as read, before it has an identity in a project."""

    number: str = ""
    heading: str = ""
    int_ext: IntExt = ""
    place: str = ""
    time: str = ""
    time_of_day: TimeOfDay = ""
    cast: tuple[str, ...] = ()
    synopsis: str = ""
    flashback: bool = False
    line: int = 0
    elements: tuple[Element, ...] = ()


class ParsedEpisode(Value):
    """An episode as read; `text` is the exact slice of the source it came from."""

    number: int
    title: str = ""
    line: int = 0
    synopsis: str = Field(
        "", description="what stands between the episode's header and its first scene"
    )
    text: str = ""
    scenes: tuple[ParsedScene, ...] = ()


class Person(Value):
    """A person of the script's own character list (人物小传)."""

    name: str
    description: str = ""
    line: int = 0


class Screenplay(Value):
    """A whole script as read: nothing of the source is missing from it."""

    format: ScriptFormat
    encoding: str = "utf-8"
    title: str = ""
    fields: dict[str, str] = Field(
        default_factory=dict, description="title page or front matter, as written"
    )
    front_matter: str = Field("", description="source text before the first episode, word for word")
    people: tuple[Person, ...] = ()
    episodes: tuple[ParsedEpisode, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
