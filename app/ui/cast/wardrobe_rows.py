"""Who wears what when, as rows of cells: one row an entry, one cell a scene, with gaps and overlaps named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain.cast import CastEntry, Look
from app.domain.ids import CastId, LookId, SceneId
from app.domain.script import Episode, Scene
from app.domain.shots import Shot
from app.planning.looks import Wardrobe
from app.studio.session import Session

Fault = Literal["", "gap", "overlap"]


@dataclass(frozen=True)
class Cell:
    """One scene of one entry.

    `appears`: it is in the scene; `look` is what it wears there by the ranges, `others` hold there just as well;
    `chosen` counts shots in which a person chose another look. A `gap` is a scene in which it is seen in none of
    the looks it has, an `overlap` one in which two looks hold alike.
    """

    appears: bool = False
    look: Look | None = None
    others: tuple[Look, ...] = ()
    chosen: int = 0
    fault: Fault = ""


@dataclass(frozen=True)
class WardrobeRow:
    """One entry with all its looks, across all scenes."""

    entry: CastEntry
    looks: tuple[Look, ...]
    cells: tuple[Cell, ...]

    @property
    def faults(self) -> int:
        """How many scenes have a gap or an overlap."""
        return sum(1 for cell in self.cells if cell.fault)


@dataclass(frozen=True)
class WardrobeTable:
    """All scenes in story order and a row for everyone who has looks or is seen."""

    episodes: Mapping[SceneId, Episode]
    scenes: tuple[Scene, ...] = ()
    rows: tuple[WardrobeRow, ...] = ()


def read_wardrobe(session: Session) -> WardrobeTable:
    """The wardrobe of the whole series."""
    episodes: dict[SceneId, Episode] = {}
    scenes: list[Scene] = []
    for episode in session.episodes():
        for scene in session.scenes(episode.id):
            episodes[scene.id] = episode
            scenes.append(scene)
    looks = session.all(Look)
    wardrobe = Wardrobe(looks, [scene.id for scene in scenes])
    by_scene: dict[SceneId, list[Shot]] = {}
    for shot in session.all(Shot):
        by_scene.setdefault(shot.scene_id, []).append(shot)
    rows = []
    for entry in session.cast():
        if entry.kind != "character" or entry.crowd:
            continue
        cells = tuple(_cell(entry, scene, by_scene.get(scene.id, ()), wardrobe) for scene in scenes)
        rows.append(WardrobeRow(entry, wardrobe.all(entry.id), cells))
    return WardrobeTable(episodes, tuple(scenes), tuple(rows))


def _cell(entry: CastEntry, scene: Scene, shots: Sequence[Shot], wardrobe: Wardrobe) -> Cell:
    own = [shot for shot in shots if entry.id in shot.subjects]
    appears = bool(own) or any(entry.answers_to(name) for name in scene.cast)
    holding = wardrobe.holding(entry.id, scene.id)
    chosen = sum(1 for shot in own if _differs(shot, entry.id, holding))
    if not holding:
        bare = appears and bool(wardrobe.all(entry.id))
        return Cell(appears=appears, chosen=chosen, fault="gap" if bare else "")
    width = wardrobe.span(holding[0])
    alike = tuple(look for look in holding[1:] if wardrobe.span(look) == width)
    fault: Fault = "overlap" if alike and appears else ""
    return Cell(appears=appears, look=holding[0], others=alike, chosen=chosen, fault=fault)


def _differs(shot: Shot, cast_id: CastId, holding: Sequence[Look]) -> bool:
    worn = shot.looks.get(cast_id)
    return worn is not None and worn != (holding[0].id if holding else LookId(""))
