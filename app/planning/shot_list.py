"""What a shot list that comes in would change: row against shot, field by field, for a person to accept.

A row finds its shot by id, then by its number within the scene. Empty cells change nothing; words that are not in
the vocabulary are told and left out. Shots that the list does not name stay, unless the person says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from app.domain import vocabulary
from app.domain.cast import CastEntry, find_by_name
from app.domain.entity import Value
from app.domain.ids import ElementId, SceneId, ShotId
from app.domain.script import Diagnostic, Element, Scene, Severity
from app.domain.shots import Shot, Transition
from app.domain.timing import Frames, parse_length, seconds_of
from app.domain.wording import N_
from app.errors import BadInput
from app.planning.matching import bare

Kind = Literal["add", "changed", "keep", "missing"]
_NAMES = re.compile(r"[、,，;；/\n]+")
_SPEAKER = re.compile(r"^[^：:]{1,20}[：:]\s*")
_SHORT = re.compile(r"(\d+)[A-Za-z]*$")
_DISSOLVE_SECONDS = 0.5


class FieldChange(Value):
    """One field of a shot in words, before and after."""

    name: str
    before: str
    after: str


class ListRow(Value):
    """One row of the list, or a shot that it does not name."""

    kind: Kind
    number: str
    scene: str = ""
    scene_id: SceneId | None = None
    shot_id: ShotId | None = None
    line: int = 0
    changes: tuple[FieldChange, ...] = ()
    values: dict[str, Any] = Field(default_factory=dict, description="fields of `Shot` to be set")
    takes: int = 0


class ListDiff(Value):
    """What accepting a list would do, in the list's order; nothing happens until then."""

    rows: tuple[ListRow, ...]
    remarks: tuple[Diagnostic, ...] = ()

    def count(self, kind: Kind) -> int:
        """How many rows of one kind."""
        return sum(1 for row in self.rows if row.kind == kind)

    @property
    def is_empty(self) -> bool:
        """True when accepting it would change nothing."""
        return all(row.kind in ("keep", "missing") for row in self.rows)


class Listed(Value):
    """One row as it was read: its line in the file and its fields' words."""

    line: int
    fields: dict[str, str]


def diff(
    listed: Sequence[Listed],
    scenes: Sequence[Scene],
    shots: Sequence[Shot],
    cast: Sequence[CastEntry],
    fps: int,
    takes_by_shot: Mapping[ShotId, int] | None = None,
    shown: Mapping[ShotId, Frames] | None = None,
) -> ListDiff:
    """The difference between the rows of a list and the shots of the same scenes, both in story order.

    `shown` are the lengths that our own lists say, where speech made shots longer than planned.
    """
    return _Diff(listed, scenes, shots, cast, fps, takes_by_shot or {}, shown or {}).run()


class _Diff:
    """One comparison; gathers rows and remarks."""

    def __init__(
        self,
        listed: Sequence[Listed],
        scenes: Sequence[Scene],
        shots: Sequence[Shot],
        cast: Sequence[CastEntry],
        fps: int,
        takes: Mapping[ShotId, int],
        shown: Mapping[ShotId, Frames],
    ) -> None:
        self._shown = shown
        self._listed = listed
        self._scenes = {scene.id: scene for scene in scenes}
        self._by_number = {_plain(scene.number): scene for scene in scenes if scene.number}
        self._only = scenes[0] if len(scenes) == 1 else None
        self._shots = [shot for shot in shots if not shot.orphaned]
        self._by_id = {shot.id: shot for shot in self._shots}
        self._cast = list(cast)
        self._fps = fps
        self._takes = takes
        self._remarks: list[Diagnostic] = []
        self._used: set[ShotId] = set()

    def run(self) -> ListDiff:
        """Every row, then the shots that no row names."""
        rows: list[ListRow] = []
        for one in self._listed:
            scene = self._scene(one)
            shot = self._shot(one, scene)
            if scene is None and shot is None:
                number = one.fields.get("scene", "")
                text = N_("There is no scene {number}; its row is left out.")
                self._tell("warning", one.line, text.format(number=number or "?"), "scene")
                continue
            rows.append(self._row(one, scene or self._scenes[shot.scene_id], shot))  # type: ignore[union-attr]
        named = {row.scene_id for row in rows}
        rows += [
            self._missing(shot)
            for shot in self._shots
            if shot.id not in self._used and shot.scene_id in named and shot.status != "omitted"
        ]
        return ListDiff(rows=tuple(rows), remarks=tuple(self._remarks))

    def _scene(self, one: Listed) -> Scene | None:
        number = one.fields.get("scene", "")
        found = self._by_number.get(_plain(number))
        if found is None and number.isdigit() and one.fields.get("episode", "").isdigit():
            found = self._by_number.get(f"{one.fields['episode']}-{number}")
        if found is None and number.isdigit():
            same = [scene for key, scene in self._by_number.items() if key.endswith(f"-{number}")]
            found = same[0] if len(same) == 1 else None
        return found or (self._only if not number else None)

    def _shot(self, one: Listed, scene: Scene | None) -> Shot | None:
        known = self._by_id.get(ShotId(one.fields.get("shot_id", "")))
        if known is not None and known.id not in self._used:
            return known
        number = one.fields.get("number", "")
        if scene is None or not number:
            return None
        here = [s for s in self._shots if s.scene_id == scene.id and s.id not in self._used]
        exact = next((shot for shot in here if _plain(shot.number) == _plain(number)), None)
        if exact is not None or not number.isdigit():
            return exact
        short = [
            shot for shot in here if (m := _SHORT.search(shot.number)) and int(m[1]) == int(number)
        ]
        return short[0] if len(short) == 1 else None

    def _missing(self, shot: Shot) -> ListRow:
        return ListRow(
            kind="missing",
            number=shot.number,
            scene=self._scenes[shot.scene_id].number,
            scene_id=shot.scene_id,
            shot_id=shot.id,
            takes=self._takes.get(shot.id, 0),
        )

    def _row(self, one: Listed, scene: Scene, shot: Shot | None) -> ListRow:
        values = self._values(one, scene, shot)
        if shot is None:
            kind: Kind = "add"
            before: Mapping[str, Any] = {}
        else:
            self._used.add(shot.id)
            before = {name: getattr(shot, name) for name in values}
            values = {name: value for name, value in values.items() if before[name] != value}
            kind = "changed" if values else "keep"
        changes = tuple(
            FieldChange(
                name=name,
                before=self._words(name, before[name], scene) if name in before else "",
                after=self._words(name, value, scene),
            )
            for name, value in values.items()
        )
        return ListRow(
            kind=kind,
            number=one.fields.get("number") or (shot.number if shot else ""),
            scene=scene.number,
            scene_id=scene.id,
            shot_id=shot.id if shot else None,
            line=one.line,
            changes=changes,
            values=values,
            takes=self._takes.get(shot.id, 0) if shot else 0,
        )

    # -- fields -----------------------------------------------------------------------------------

    def _values(self, one: Listed, scene: Scene, shot: Shot | None) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, reader in (
            ("size", vocabulary.read_size),
            ("angle", vocabulary.read_angle),
            ("move", vocabulary.read_move),
        ):
            words = one.fields.get(name, "")
            value = reader(words) if words else None
            if words and value is None:
                self._unknown(one.line, words)
            if value is not None:
                found[name] = value
        for name in ("action", "notes"):
            if one.fields.get(name):
                found[name] = one.fields[name].replace("\r\n", "\n")
        found |= self._length(one, shot)
        found |= self._change(one, shot)
        found |= self._subjects(one, shot)
        found |= self._lines(one, scene, shot)
        return found

    def _length(self, one: Listed, shot: Shot | None) -> dict[str, Any]:
        words = one.fields.get("seconds", "")
        if not words:
            return {}
        try:
            frames = parse_length(words, self._fps)
        except BadInput as error:
            self._tell("warning", one.line, error.message, "length")
            return {}
        if frames < 1:
            self._tell("warning", one.line, N_("A shot is at least one frame long."), "length")
            return {}
        # Lists show tenths of seconds: a length that rounds to the same tenth was not changed.
        held = {shot.length, self._shown.get(shot.id, shot.length)} if shot else set()
        if any(self._tenths(one_length) == self._tenths(frames) for one_length in held):
            return {}
        return {"length": frames}

    def _tenths(self, frames: Frames) -> float:
        return round(seconds_of(frames, self._fps), 1)

    def _change(self, one: Listed, shot: Shot | None) -> dict[str, Any]:
        words = one.fields.get("transition", "")
        if not words:
            return {}
        kind = vocabulary.read_transition(words)
        if kind is None:
            self._unknown(one.line, words)
            return {}
        if shot is not None and shot.transition.kind == kind:
            return {}
        frames = 0 if kind == "cut" else max(1, round(_DISSOLVE_SECONDS * self._fps))
        return {"transition": Transition(kind=kind, frames=frames)}

    def _subjects(self, one: Listed, shot: Shot | None) -> dict[str, Any]:
        words = [one.fields.get(name, "") for name in ("characters", "props")]
        if not any(words):
            return {}
        found = []
        for name in (part.strip() for text in words for part in _NAMES.split(text)):
            if not name:
                continue
            entry = find_by_name(self._cast, name)
            if entry is None:
                text = N_("“{name}” is not in the cast; it is left out of the shot.")
                self._tell("warning", one.line, text.format(name=name), "cast")
            else:
                found.append(entry.id)
        if not found:
            return {}
        told = {"character" if words[0] else "", "prop" if words[1] else ""}
        kinds = {entry.id: entry.kind for entry in self._cast}
        held = [s for s in (shot.subjects if shot else ()) if kinds.get(s) not in told]
        if shot is not None and set(shot.subjects) == {*found, *held}:
            return {}
        return {"subjects": tuple(dict.fromkeys((*found, *held)))}

    def _lines(self, one: Listed, scene: Scene, shot: Shot | None) -> dict[str, Any]:
        """The script's lines that the words name; a list says which lines, it never rewrites them."""
        said = [part.strip() for part in one.fields.get("lines", "").splitlines() if part.strip()]
        if not said:
            return {}
        found: list[ElementId] = []
        for words in said:
            element = _line_of(words, scene.lines, found)
            if element is None:
                text = N_("The line “{words}” is not in the script of its scene.")
                self._tell("warning", one.line, text.format(words=words[:24]), "line")
            else:
                found.append(element.id)
        if not found or (shot is not None and shot.lines == tuple(found)):
            return {}
        kept = [e for e in (shot.covers if shot else ()) if e not in (shot.lines if shot else ())]
        return {"lines": tuple(found), "covers": tuple(dict.fromkeys((*kept, *found)))}

    def _words(self, name: str, value: Any, scene: Scene) -> str:
        if name == "length":
            return f"{seconds_of(value, self._fps):.1f} s"
        if name == "transition":
            return str(value.kind)
        if name == "subjects":
            names = {entry.id: entry.name for entry in self._cast}
            return "、".join(names.get(one, one) for one in value)
        if name in ("lines", "covers"):
            texts = {element.id: element.text for element in scene.elements}
            return "\n".join(texts.get(one, one) for one in value)
        return str(value)

    def _unknown(self, line: int, words: str) -> None:
        text = N_("“{words}” is no word of the shot list; it is left out.")
        self._tell("warning", line, text.format(words=words[:40]), "word")

    def _tell(self, severity: Severity, line: int, message: str, code: str) -> None:
        self._remarks.append(Diagnostic(severity=severity, line=line, message=message, code=code))


def _line_of(words: str, lines: Sequence[Element], used: Sequence[ElementId]) -> Element | None:
    wanted = {bare(words), bare(_SPEAKER.sub("", words))} - {""}
    return next(
        (line for line in lines if line.id not in used and bare(line.text) in wanted),
        None,
    )


def _plain(number: str) -> str:
    return re.sub(r"[\s_.—–]+", "-", number.strip().strip("第场镜号")).lstrip("0").casefold()
