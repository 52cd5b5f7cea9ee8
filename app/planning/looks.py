"""Which look of an entry holds in a scene or a shot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from app.domain.cast import CastEntry, CastKind, Look, Reference, Slot, find_by_name
from app.domain.ids import CastId, LookId, SceneId
from app.domain.recipes import ReferenceRole
from app.domain.script import Scene
from app.domain.shots import Shot
from app.planning.views import best_first

ROLES: Final[dict[CastKind, ReferenceRole]] = {
    "character": "character",
    "place": "place",
    "prop": "prop",
    "style": "style",
}


class Wardrobe:
    """All looks of a series, ready to be asked who wears what; changes nothing and never changes.

    `scene_order` is every scene of the series in story order. A bound whose scene is not in it holds only for
    that very scene; a look without bounds holds everywhere, and a range that ends before it begins nowhere.
    """

    def __init__(self, looks: Iterable[Look], scene_order: Sequence[SceneId] = ()) -> None:
        self._at = {scene: place for place, scene in enumerate(scene_order)}
        self._looks: dict[CastId, list[Look]] = {}
        self._by_id: dict[LookId, Look] = {}
        for look in looks:
            self._looks.setdefault(look.cast_id, []).append(look)
            self._by_id[look.id] = look
        self._held: dict[tuple[CastId, SceneId], tuple[LookId, ...]] = {}

    @classmethod
    def of(cls, looks: Iterable[Look] | Wardrobe, scene_order: Sequence[SceneId] = ()) -> Wardrobe:
        """A wardrobe of these looks, which may be one already."""
        return looks if isinstance(looks, Wardrobe) else cls(looks, scene_order)

    def with_sheets(self, looks: Iterable[Look]) -> Wardrobe:
        """The same looks with other pictures: ranges and order are as they were, so nothing is found anew."""
        fresh = Wardrobe(looks)
        fresh._at, fresh._held = self._at, self._held
        return fresh

    def all(self, cast_id: CastId) -> tuple[Look, ...]:
        """Every look of an entry, in its own order."""
        return tuple(self._looks.get(cast_id, ()))

    def find(self, look_id: LookId) -> Look | None:
        """The look with that id."""
        return self._by_id.get(look_id)

    def holding(self, cast_id: CastId, scene_id: SceneId) -> tuple[Look, ...]:
        """The looks whose range holds the scene: the narrowest first, of equals the last in the entry's order."""
        return tuple(self._by_id[each] for each in self._holding(cast_id, scene_id))

    def _holding(self, cast_id: CastId, scene_id: SceneId) -> tuple[LookId, ...]:
        key = (cast_id, scene_id)
        if key not in self._held:
            fitting = [each for each in self._looks.get(cast_id, ()) if self.holds(each, scene_id)]
            fitting.sort(key=lambda look: look.rank, reverse=True)
            self._held[key] = tuple(look.id for look in sorted(fitting, key=self.span))
        return self._held[key]

    def look(self, cast_id: CastId, scene_id: SceneId) -> Look | None:
        """The look that an entry has in a scene; None when none holds."""
        held = self._holding(cast_id, scene_id)
        return self._by_id[held[0]] if held else None

    def worn(self, shot: Shot, cast_id: CastId) -> Look | None:
        """The look an entry has in a shot: the one a person chose for the shot, else the scene's."""
        if cast_id in shot.looks:
            chosen = self._by_id.get(shot.looks[cast_id])
            if chosen is not None and chosen.cast_id == cast_id:
                return chosen
        return self.look(cast_id, shot.scene_id)

    def holds(self, look: Look, scene_id: SceneId) -> bool:
        """Whether a look's range holds a scene."""
        here = self._at.get(scene_id)
        for bound, sign in ((look.from_scene, 1), (look.to_scene, -1)):
            if bound is None or bound == scene_id:
                continue
            there = self._at.get(bound)
            if here is None or there is None or (here - there) * sign < 0:
                return False
        return True

    def is_within(self, inner: Look, outer: Look) -> bool:
        """Whether one look's range lies in another's, which is wider: an exception, no contradiction."""
        return self.span(inner) < self.span(outer) and all(
            bound is None or self.holds(outer, bound)
            for bound in (inner.from_scene, inner.to_scene)
        )

    def span(self, look: Look) -> int:
        """How many scenes a look's range is wide; wider than the series when it has no bounds at all."""
        if look.from_scene is None and look.to_scene is None:
            return len(self._at) + 2
        first = 0 if look.from_scene is None else self._at.get(look.from_scene)
        last = len(self._at) - 1 if look.to_scene is None else self._at.get(look.to_scene)
        return 1 if first is None or last is None else last - first + 1


def pictures(
    entry: CastEntry, look: Look | None, order: Sequence[Slot] = ()
) -> tuple[Reference, ...]:
    """The look's reference pictures, the best one first (`order`: the best views for a framing)."""
    if look is None:
        return ()
    wanted = order or best_first(entry.kind)
    return tuple(sorted(look.references, key=lambda reference: wanted.index(reference.slot)))


def place_of(scene: Scene, cast: Iterable[CastEntry]) -> CastEntry | None:
    """The cast entry of the scene's place."""
    return find_by_name([entry for entry in cast if entry.kind == "place"], scene.place)
