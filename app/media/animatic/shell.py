"""The bare room: floor, walls, ceiling, and where its walls are."""

from __future__ import annotations

from dataclasses import dataclass

from app.media.animatic import furnishings as f
from app.media.animatic.ink import Color, scaled
from app.media.animatic.stage import Spot, Stage, Wall


@dataclass(frozen=True)
class Room:
    """The shell: walls at x = left and right, at z = back, open towards the camera."""

    left: float
    right: float
    back: float
    height: float
    front: float = -16.0

    @property
    def rear(self) -> Wall:
        """The wall behind the subject."""
        return Wall((self.left, self.back), (1, 0), self.right - self.left, (0, -1))

    @property
    def west(self) -> Wall:
        """The wall at the left, u growing away from the camera; u = 0 is one metre before the mark."""
        return Wall((self.left, -1.0), (0, 1), self.back + 1.0, (1, 0))

    @property
    def east(self) -> Wall:
        """The wall at the right."""
        return Wall((self.right, -1.0), (0, 1), self.back + 1.0, (-1, 0))


def shell(stage: Stage, room: Room, floor: Color, wall: Color, boards: float = 0.34,
          tiles: bool = False, dado: Color | None = None) -> None:  # fmt: skip
    """Floor, walls and ceiling."""
    left, right, back, front, top = room.left, room.right, room.back, room.front, room.height
    stage.poly([(left, 0, front), (right, 0, front), (right, 0, back), (left, 0, back)], floor, 0)
    at = left
    while at < right:
        stage.edge((at, 0, max(front, -6)), (at, 0, back), 0.42)
        at += boards
    if tiles:
        away = -4.0
        while away < back:
            stage.edge((left, 0, away), (right, 0, away), 0.42)
            away += boards
    sides: list[tuple[list[Spot], Spot, float]] = [
        ([(left, 0, front), (left, 0, back), (left, top, back), (left, top, front)], (1, 0, 0), 0.86),
        ([(right, 0, front), (right, 0, back), (right, top, back), (right, top, front)], (-1, 0, 0), 0.93),
        ([(left, 0, back), (right, 0, back), (right, top, back), (left, top, back)], (0, 0, -1), 1.0),
        ([(left, top, front), (right, top, front), (right, top, back), (left, top, back)], (0, -1, 0), 0.8),
    ]  # fmt: skip
    for spots, normal, tone in sides:
        if stage.sees(spots, normal):
            stage.poly(spots, scaled(wall, tone), 1.1)
            if dado is not None and normal[1] == 0:
                low = [(x, y * 0.34, z) for x, y, z in spots]
                stage.poly(low, scaled(dado, tone), 0.6)
    for wall_side in (room.rear, room.west, room.east):
        span = wall_side.length
        facing: Spot = (wall_side.inward[0], 0, wall_side.inward[1])
        if stage.sees([wall_side.at(0, 0)], facing):
            f.panel(stage, wall_side, 0, 0, span, 0.12, scaled(wall, 0.72), 0.7, 0.02)


def room_of(stage: Stage, wide: float = 2.5, deep: float = 2.3, high: float = 2.9) -> Room:
    """A room of about `wide` metres either side of the mark, `deep` behind it; far shots see more of it."""
    rng = stage.rng
    s = stage.spread
    return Room(
        -wide * s * rng.uniform(0.9, 1.1),
        wide * s * rng.uniform(0.9, 1.1),
        deep * s,
        high * min(s, 1.35),
    )
