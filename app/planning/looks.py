"""Which look of an entry holds in a scene, and which of its pictures speak for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from app.domain.cast import CastEntry, CastKind, Look, Reference, Slot, find_by_name
from app.domain.ids import CastId, SceneId
from app.domain.recipes import ReferenceRole
from app.domain.script import Scene

#: The picture that identifies best comes first (reference prompts §2: face before turnaround).
_ORDER: Final[dict[CastKind, tuple[Slot, ...]]] = {
    "character": (
        "front",
        "close_up",
        "three_quarter",
        "full",
        "side",
        "expression",
        "back",
        "wide",
        "detail",
    ),
    "place": (
        "wide",
        "front",
        "full",
        "three_quarter",
        "side",
        "back",
        "detail",
        "close_up",
        "expression",
    ),
    "prop": (
        "front",
        "detail",
        "three_quarter",
        "full",
        "side",
        "back",
        "close_up",
        "wide",
        "expression",
    ),
    "style": (
        "wide",
        "front",
        "full",
        "detail",
        "three_quarter",
        "side",
        "back",
        "close_up",
        "expression",
    ),
}
ROLES: Final[dict[CastKind, ReferenceRole]] = {
    "character": "character",
    "place": "place",
    "prop": "prop",
    "style": "style",
}


def look_for(
    cast_id: CastId, looks: Iterable[Look], scene_id: SceneId, scene_order: Sequence[SceneId] = ()
) -> Look | None:
    """The look of an entry in a scene: the narrowest range that holds it, the latest of equals; None without any.

    `scene_order` is every scene of the series in story order. A bound whose scene is not in it holds
    only for that very scene.
    """
    order = {scene: place for place, scene in enumerate(scene_order)}
    fitting = [look for look in looks if look.cast_id == cast_id and _holds(look, scene_id, order)]
    return max(fitting, key=lambda look: (_bounds(look), look.rank), default=None)


def pictures(entry: CastEntry, look: Look | None) -> tuple[Reference, ...]:
    """The look's reference pictures, the best one first."""
    if look is None:
        return ()
    order = _ORDER[entry.kind]
    return tuple(sorted(look.references, key=lambda reference: order.index(reference.slot)))


def place_of(scene: Scene, cast: Iterable[CastEntry]) -> CastEntry | None:
    """The cast entry of the scene's place."""
    return find_by_name([entry for entry in cast if entry.kind == "place"], scene.place)


def _bounds(look: Look) -> int:
    return (look.from_scene is not None) + (look.to_scene is not None)


def _holds(look: Look, scene_id: SceneId, order: dict[SceneId, int]) -> bool:
    here = order.get(scene_id)
    for bound, sign in ((look.from_scene, 1), (look.to_scene, -1)):
        if bound is None or bound == scene_id:
            continue
        there = order.get(bound)
        if here is None or there is None or (here - there) * sign < 0:
            return False
    return True
