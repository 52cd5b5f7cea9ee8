"""The wardrobe with the looks, entries and episodes that its view names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.cast import CastEntry, Look
from app.domain.ids import CastId, LookId, SceneId
from app.domain.script import Episode, Scene
from app.domain.shots import Shot
from app.planning import wardrobe
from app.planning.wardrobe import WardrobeCell, WardrobeWarning
from app.studio.session import Session


@dataclass(frozen=True)
class DressedRow:
    """One entry with all its looks, across all scenes."""

    entry: CastEntry
    looks: tuple[Look, ...]
    cells: tuple[WardrobeCell, ...]

    @property
    def faults(self) -> int:
        """How many scenes have a gap or an overlap."""
        return sum(1 for cell in self.cells if cell.problem)

    def look(self, look_id: LookId | None) -> Look | None:
        """One of its looks."""
        return next((look for look in self.looks if look.id == look_id), None)


@dataclass(frozen=True)
class WardrobeTable:
    """All scenes in story order, a row for everyone who has looks or is seen, and what is wrong in sentences."""

    episodes: Mapping[SceneId, Episode]
    scenes: tuple[Scene, ...] = ()
    rows: tuple[DressedRow, ...] = ()
    warnings: tuple[WardrobeWarning, ...] = ()


def read_wardrobe(session: Session) -> WardrobeTable:
    """The wardrobe of the whole series: characters, and whatever else has looks of its own for scenes."""
    episodes: dict[SceneId, Episode] = {}
    scenes: list[Scene] = []
    for episode in session.episodes():
        for scene in session.scenes(episode.id):
            episodes[scene.id] = episode
            scenes.append(scene)
    cast = {entry.id: entry for entry in session.cast()}
    looks: dict[CastId, list[Look]] = {}
    for look in session.all(Look):
        looks.setdefault(look.cast_id, []).append(look)
    shown = [
        entry
        for entry in cast.values()
        if entry.kind == "character" or len(looks.get(entry.id, ())) > 1
    ]
    every = [look for own in looks.values() for look in own]
    rows = wardrobe.timeline(shown, every, scenes, session.all(Shot))
    return WardrobeTable(
        episodes=episodes,
        scenes=tuple(scenes),
        rows=tuple(
            DressedRow(cast[row.cast_id], tuple(looks.get(row.cast_id, ())), row.cells)
            for row in rows
        ),
        warnings=wardrobe.warnings(rows, every, scenes),
    )
