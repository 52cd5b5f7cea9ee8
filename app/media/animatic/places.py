"""Which set belongs to which kind of place, and how it is dressed for the words of the shot."""

from __future__ import annotations

from app.media.animatic import outdoors, rooms, transit
from app.media.animatic.digits import time_in
from app.media.animatic.dressing import dress
from app.media.animatic.lost_property import lost_property
from app.media.animatic.reading import PlaceKind
from app.media.animatic.stage import Stage


def draw_place(
    stage: Stage, kind: PlaceKind, inside: bool, place: str, words: str, wide: bool
) -> None:
    """Draw the set.

    Args:
        stage: what is drawn on.
        kind: of place.
        inside: what is inside by nature shows its street front when it is seen from outside.
        place: as written in the heading; a shop that sells lanterns is full of them.
        words: action and props of the shot: things they name are put on the set.
        wide: True for framings that show more than the people.
    """
    if inside:
        _room(stage, kind, place, words)
    elif kind == "entrance":
        transit.entrance(stage)
    else:
        outdoors.OUTDOORS.get(kind, outdoors.street)(stage)
    if wide:
        dress(stage, words, inside, kind)
    stage.flush()


def _room(stage: Stage, kind: PlaceKind, place: str, words: str) -> None:
    if kind == "lost":
        lost_property(stage)
    elif kind in {"platform", "station", "entrance"}:
        told = time_in(words)
        transit.platform(stage, words, f"{told[0]:02d}:{told[1]:02d}" if told else "")
    elif kind == "shop" and ("灯" in place or "lantern" in place.casefold()):
        rooms.lantern_shop(stage)
    else:
        rooms.ROOMS.get(kind, rooms.plain_room)(stage)
