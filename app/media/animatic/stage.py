"""The set as a model: planes, boxes and walls in metres, drawn in perspective with ink and wash.

Stage coordinates: the subject's mark is the origin, x right, y up, z away from an unturned camera. The
whole stage is turned about the mark by `yaw`, which is how another take gets another view of one place.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.media.animatic.ink import Color, Points, Sheet, mix, scaled
from app.media.animatic.lens import Lens, World
from app.media.animatic.light import Light

Spot = tuple[float, float, float]


@dataclass(frozen=True)
class Glow:
    """A pool of light on the finished drawing, canvas pixels."""

    x: float
    y: float
    radius: float
    color: Color
    strength: float
    flicker: bool = False


@dataclass(frozen=True)
class Wall:
    """An upright plane: `u` metres along it from `start`, `v` metres up, `out` metres into the room."""

    start: tuple[float, float]
    along: tuple[float, float]
    length: float
    inward: tuple[float, float]

    def at(self, u: float, v: float, out: float = 0.0) -> Spot:
        """A stage point on (or before) the wall."""
        return (
            self.start[0] + self.along[0] * u + self.inward[0] * out,
            v,
            self.start[1] + self.along[1] * u + self.inward[1] * out,
        )


@dataclass
class Stage:
    """What the places draw on; a `soft` one is far out of focus and gets no pencil outlines."""

    lens: Lens
    sheet: Sheet
    light: Light
    yaw: float
    rng: random.Random
    unit: float
    spread: float = 1.0
    plan: bool = False
    soft: bool = False
    hand: random.Random = field(default_factory=lambda: random.Random(7))
    glows: list[Glow] = field(default_factory=list)
    waiting: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def world(self, spots: list[Spot]) -> World:
        """Stage points as (n, 3) world points."""
        flat = np.array(spots, dtype=float)
        cos, sin = math.cos(self.yaw), math.sin(self.yaw)
        x = flat[:, 0] * cos - flat[:, 2] * sin
        z = flat[:, 0] * sin + flat[:, 2] * cos
        return np.column_stack([x, flat[:, 1], z])

    def depth(self, spot: Spot) -> float:
        """Distance in front of the camera, metres."""
        return float(self.lens.depth(self.world([spot]))[0])

    def haze(self, deep: float) -> float:
        """How much of a colour the air takes at a depth."""
        return max(0.0, min(0.72, (deep - 5) / 55))

    def camera_spot(self) -> NDArray[np.float64]:
        """Where the camera stands, in world points."""
        return np.array([self.lens.x, self.lens.height, -self.lens.distance])

    def sees(self, spots: list[Spot], normal: Spot) -> bool:
        """True when the camera is on the side of the plane to which `normal` points."""
        world = self.world(spots[:1])[0]
        ahead = self.world([normal, (0, 0, 0)])
        return float(np.dot(self.camera_spot() - world, ahead[0] - ahead[1])) > 0

    def poly(
        self,
        spots: list[Spot],
        color: Color,
        ink: float = 1.0,
        alpha: float = 1.0,
        lit: bool = False,
    ) -> None:
        """A flat shape with a sketched outline; `lit` shapes shine by themselves."""
        world = self.lens.clip(self.world(spots))
        if len(world) < 3:
            return
        flat = self.lens.project(world)
        depths = self.lens.depth(world)
        deep = float(min(np.median(depths), depths.min() * 3 + 4))
        shown = color if lit else self.light.on(color, self.haze(deep))
        self.sheet.fill(flat, shown, alpha)
        if ink > 0 and not self.soft:
            for here, there in zip(flat, np.roll(flat, -1, axis=0), strict=True):
                self._sketch(here, there, deep, ink)

    def edge(self, start: Spot, end: Spot, ink: float = 1.0) -> None:
        """One ruled pencil line."""
        world = self.world([start, end])
        deep = self.lens.depth(world)
        if deep.min() < 0.3:
            if deep.max() < 0.35:
                return
            near, far = (0, 1) if deep[0] < deep[1] else (1, 0)
            share = (0.3 - deep[near]) / (deep[far] - deep[near])
            world[near] = world[near] + (world[far] - world[near]) * share
        flat = self.lens.project(world)
        self._sketch(flat[0], flat[1], float(np.median(deep)), ink)

    def _sketch(
        self, start: NDArray[np.float64], end: NDArray[np.float64], deep: float, ink: float
    ) -> None:
        span = end - start
        length = float(np.hypot(*span))
        if length < 1.5 or length > 60000:
            return
        rng = self.hand  # never `self.rng`: the set must be the same from every side
        over = min(5.0, length * 0.06) * self.unit * rng.uniform(0.2, 1.0) / length
        bow = rng.uniform(-1, 1) * min(2.2, length * 0.01) * self.unit
        normal = np.array([-span[1], span[0]]) / length
        t = np.array([-over, 0.3, 0.7, 1 + over])[:, None]
        line = start + span * t + normal * (bow * np.array([0, 1, 1, 0])[:, None])
        weight = max(0.55, min(1.7, 3.2 / max(0.4, deep))) * ink * self.unit * 1.45
        color = mix(self.light.ink, self.light.haze, self.haze(deep) * 0.9)
        self.sheet.stroke(line, weight, color, 0.78, taper=(0.55, 0.35))

    def box(self, x: float, y: float, z: float, size: Spot, color: Color, ink: float = 1.0) -> None:
        """A box of (width, height, depth) standing on `y`, centred at x, z; only its visible faces."""
        w, h, d = size[0] / 2, size[1], size[2] / 2
        faces: list[tuple[list[Spot], Spot, float]] = [
            ([(x - w, y, z + d), (x + w, y, z + d), (x + w, y + h, z + d), (x - w, y + h, z + d)], (0, 0, 1), 0.7),
            ([(x - w, y, z - d), (x - w, y, z + d), (x - w, y + h, z + d), (x - w, y + h, z - d)], (-1, 0, 0), 0.74),
            ([(x + w, y, z - d), (x + w, y, z + d), (x + w, y + h, z + d), (x + w, y + h, z - d)], (1, 0, 0), 0.82),
            ([(x - w, y, z - d), (x + w, y, z - d), (x + w, y, z + d), (x - w, y, z + d)], (0, -1, 0), 0.55),
            ([(x - w, y + h, z - d), (x + w, y + h, z - d), (x + w, y + h, z + d), (x - w, y + h, z + d)],
            (0, 1, 0), 1.1),
            ([(x - w, y, z - d), (x + w, y, z - d), (x + w, y + h, z - d), (x - w, y + h, z - d)], (0, 0, -1), 0.93),
        ]  # fmt: skip
        for spots, normal, lightness in faces:
            if self.sees(spots, normal):
                self.poly(spots, scaled(color, lightness), ink)

    def later(self, spot: Spot, draw: Callable[[], None]) -> None:
        """Queue a piece; `flush` draws the farthest first."""
        self.waiting.append((self.depth(spot), draw))

    def crate(
        self, x: float, y: float, z: float, size: Spot, color: Color, ink: float = 1.0
    ) -> None:
        """A box, queued."""
        self.later((x, y, z), lambda: self.box(x, y, z, size, color, ink))

    def flush(self) -> None:
        """Draw what was queued, far to near."""
        for _, draw in sorted(self.waiting, key=lambda pair: -pair[0]):
            draw()
        self.waiting.clear()

    def pixel(self, spot: Spot) -> Points:
        """Where a stage point falls on the canvas."""
        flat: Points = self.lens.project(self.world([spot]))[0]
        return flat

    def metre(self, spot: Spot) -> float:
        """Pixels for one metre at a stage point."""
        return self.lens.focal / max(0.25, self.depth(spot))

    def glow(
        self, spot: Spot, metres: float, color: Color, strength: float, flicker: bool = False
    ) -> None:
        """Light around a lamp: adds to the finished drawing."""
        if self.depth(spot) < 0.3:
            return
        flat = self.pixel(spot)
        radius = metres * self.metre(spot)
        self.glows.append(Glow(float(flat[0]), float(flat[1]), radius, color, strength, flicker))

    def blob(
        self, spot: Spot, rx: float, ry: float, color: Color, lit: bool = False, ink: float = 0.0
    ) -> None:
        """An upright ellipse of metres facing the camera: a lantern, a head of leaves, a clock."""
        if self.depth(spot) < 0.3:
            return
        flat, size = self.pixel(spot), self.metre(spot)
        angle = np.linspace(0, 2 * math.pi, 26, endpoint=False)
        wobble = 1 + 0.03 * np.sin(angle * 3 + self.hand.random() * 6)
        ring = np.column_stack([
            flat[0] + np.cos(angle) * rx * size * wobble, flat[1] + np.sin(angle) * ry * size * wobble,
        ])  # fmt: skip
        deep = self.depth(spot)
        self.sheet.fill(ring, color if lit else self.light.on(color, self.haze(deep)))
        if ink:
            shade = mix(self.light.ink, self.light.haze, self.haze(deep) * 0.9)
            self.sheet.contour(ring, ink * self.unit * max(0.6, min(1.6, 3 / deep)), shade, 0.75)
