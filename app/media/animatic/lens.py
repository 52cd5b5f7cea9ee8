"""The camera of the drawing: a pinhole lens, and where it stands for a size and an angle.

World: metres, the subject's feet at the origin, x right, y up, z away from the camera. The camera stands
at (x, height, -distance), looks down by `pitch`, is canted by `roll`; `shift` slides the film like a view
camera, so eye-level shots keep upright verticals. Framing: reference shotlist §2 and §3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.shots import Angle, Size
from app.media.animatic.ink import Points

World = NDArray[np.float64]
NEAR = 0.12


@dataclass(frozen=True)
class Lens:
    """A camera ready to project; all image values are pixels of a frame whose origin is its top left."""

    focal: float
    x: float
    height: float
    distance: float
    pitch: float
    roll: float
    shift: tuple[float, float]
    center: tuple[float, float]

    def depth(self, world: World) -> NDArray[np.float64]:
        """Distance in front of the camera, metres, for (n, 3) points."""
        rise = world[:, 1] - self.height
        away = world[:, 2] + self.distance
        return away * math.cos(self.pitch) - rise * math.sin(self.pitch)

    def project(self, world: World) -> Points:
        """(n, 3) world points to (n, 2) pixels; points behind the camera are pushed to the near plane."""
        rise = world[:, 1] - self.height
        away = world[:, 2] + self.distance
        up = rise * math.cos(self.pitch) + away * math.sin(self.pitch)
        deep = np.maximum(self.depth(world), NEAR)
        u = self.focal * (world[:, 0] - self.x) / deep + self.shift[0] - self.center[0]
        v = -self.focal * up / deep + self.shift[1] - self.center[1]
        cos, sin = math.cos(self.roll), math.sin(self.roll)
        turned = np.column_stack([u * cos - v * sin, u * sin + v * cos])
        flat: Points = turned + np.array(self.center)
        return flat

    def clip(self, world: World) -> World:
        """The part of a polygon in front of the near plane (Sutherland-Hodgman)."""
        deep = self.depth(world)
        if np.all(deep >= NEAR):
            return world
        kept: list[NDArray[np.float64]] = []
        for here in range(len(world)):
            there = (here + 1) % len(world)
            if deep[here] >= NEAR:
                kept.append(world[here])
            if (deep[here] >= NEAR) != (deep[there] >= NEAR):
                share = (NEAR - deep[here]) / (deep[there] - deep[here])
                kept.append(world[here] + (world[there] - world[here]) * share)
        return np.array(kept) if len(kept) >= 3 else np.zeros((0, 3))

    def scale_at(self, z: float, y: float = 1.0) -> float:
        """Pixels for one metre at depth `z` behind the subject."""
        deep = float(self.depth(np.array([[self.x, y, z]]))[0])
        return self.focal / max(deep, NEAR)

    @property
    def horizon(self) -> float:
        """The image row of the horizon at the frame's middle, before roll."""
        return self.shift[1] - self.focal * math.tan(self.pitch)

    def moved(self, dx: float, dy: float) -> Lens:
        """The same view seen on a sheet whose origin lies `dx`, `dy` pixels up and left."""
        return Lens(
            self.focal,
            self.x,
            self.height,
            self.distance,
            self.pitch,
            self.roll,
            (self.shift[0] + dx, self.shift[1] + dy),
            (self.center[0] + dx, self.center[1] + dy),
        )


@dataclass(frozen=True)
class Framing:
    """How much of a 1.7 m figure is in frame: world heights at two image heights (0 top, 1 bottom)."""

    top: float
    top_at: float
    bottom: float
    bottom_at: float
    focal: float
    blur: float


# Tall frames (9:16) give more air above the head; wide frames fill their height.
_TALL: dict[Size, Framing] = {
    "ELS": Framing(1.70, 0.60, 0.00, 0.735, 0.95, 0),
    "LS": Framing(1.70, 0.385, 0.00, 0.79, 0.95, 0),
    "FS": Framing(1.70, 0.185, 0.00, 0.90, 1.05, 0.3),
    "MLS": Framing(1.70, 0.185, 0.43, 1.00, 1.25, 0.8),
    "MS": Framing(1.70, 0.205, 0.86, 1.00, 1.5, 1.6),
    "MCU": Framing(1.70, 0.20, 1.13, 1.00, 1.8, 3.4),
    "CU": Framing(1.70, 0.10, 1.262, 0.985, 2.2, 5.5),
    "ECU": Framing(1.70, -0.17, 1.48, 0.73, 2.6, 8),
    "INS": Framing(1.30, 0.12, 0.90, 0.98, 2.0, 4),
}
_WIDE: dict[Size, Framing] = {
    "ELS": Framing(1.70, 0.585, 0.00, 0.755, 0.95, 0),
    "LS": Framing(1.70, 0.33, 0.00, 0.845, 1.05, 0),
    "FS": Framing(1.70, 0.115, 0.00, 0.94, 1.2, 0.3),
    "MLS": Framing(1.70, 0.10, 0.46, 1.00, 1.4, 0.8),
    "MS": Framing(1.70, 0.10, 0.93, 1.00, 1.7, 1.6),
    "MCU": Framing(1.70, 0.085, 1.19, 1.00, 2.1, 3.4),
    "CU": Framing(1.70, -0.06, 1.356, 1.00, 2.6, 5.5),
    "ECU": Framing(1.70, -0.60, 1.515, 0.74, 3.0, 8),
    "INS": Framing(1.30, 0.05, 0.95, 1.0, 2.2, 4),
}

# pitch (degrees, down positive), roll (degrees)
_ANGLES: dict[Angle, tuple[float, float]] = {
    "high": (27, 0),
    "low": (-19, 0),
    "worm": (-36, 0),
    "top": (86, 0),
    "aerial": (48, 0),
    "dutch": (0, 11),
}


def framing(size: Size, aspect: float) -> Framing:
    """The framing of a shot size for width / height `aspect`; square frames lie between."""
    tall, wide = _TALL[size], _WIDE[size]
    share = min(1.0, max(0.0, (aspect - 0.6) / 0.9))
    pairs = zip(
        (tall.top, tall.top_at, tall.bottom, tall.bottom_at, tall.focal, tall.blur),
        (wide.top, wide.top_at, wide.bottom, wide.bottom_at, wide.focal, wide.blur),
        strict=True,
    )
    return Framing(*(a + (b - a) * share for a, b in pairs))


def _camera(frame: tuple[int, int], focal: float, aim: float, away: float, tilt: float) -> Lens:
    """A camera `away` metres from the point at height `aim`, looking at it with pitch `tilt`."""
    height = max(0.1, aim + away * math.sin(tilt))
    middle = (frame[0] / 2, frame[1] / 2)
    return Lens(focal, 0, height, away * math.cos(tilt), tilt, 0, middle, middle)


def aim_camera(
    frame: tuple[int, int],
    size: Size,
    angle: Angle,
    height_offset: float = 0.0,
    relax: float = 1.0,
    tall: float = 1.70,
    sign: int = 1,
) -> Lens:
    """The camera that gives `size` and `angle` for a frame of (width, height) pixels.

    Args:
        frame: width and height in pixels.
        size: shot size.
        angle: camera angle; ots, pov, profile and back stand at eye level.
        height_offset: metres added to the eye-level camera, a matter of staging.
        relax: below 1 the figure is drawn smaller, to make room for several.
        tall: height of the framed figure, metres (lower for seated figures and children).
        sign: +1 or -1, the side to which a dutch angle leans.
    """
    shape = framing(size, frame[0] / frame[1])
    pitch, roll = _ANGLES.get(angle, (0.0, 0.0))
    tilt = math.radians(pitch)
    focal = shape.focal * max(frame[1], frame[0] * 0.75)
    low = tall - (1.70 - shape.bottom)
    if angle == "aerial":
        relax *= 0.45
    want = (shape.bottom_at - shape.top_at) * frame[1] * relax
    if angle == "top":
        return _overhead(frame, size, focal)
    ends = np.array([[0, tall, 0.0], [0, low, 0.0]])
    aim = (tall + low) / 2

    def measure(away: float) -> tuple[Lens, float]:
        lens = _camera(frame, focal, aim, away, tilt)
        if not tilt:
            eye = tall - 0.12 if size not in ("ELS", "LS") else 1.5
            lens = Lens(focal, 0, eye + height_offset, away, 0, 0, lens.shift, lens.center)
        seen = lens.project(ends)
        return lens, float(seen[1, 1] - seen[0, 1])

    near, far = 0.35, 90.0
    for _ in range(40):
        middle = (near + far) / 2
        near, far = (middle, far) if measure(middle)[1] > want else (near, middle)
    lens, _ = measure(far)
    slack = (1 - relax) * (shape.bottom_at - shape.top_at) * frame[1]
    keep_bottom = size in ("ELS", "LS", "FS") or relax < 1
    anchor = 1 if keep_bottom else 0
    row = shape.bottom_at if keep_bottom else shape.top_at
    drift = (
        row * frame[1] - (slack * 0.25 if keep_bottom else 0) - float(lens.project(ends)[anchor, 1])
    )
    lens = Lens(
        lens.focal, lens.x, lens.height, lens.distance, lens.pitch, 0,
        (lens.shift[0], lens.shift[1] + drift), lens.center,
    )  # fmt: skip
    return _canted(lens, roll * sign)


def _canted(lens: Lens, degrees: float) -> Lens:
    return Lens(
        lens.focal, lens.x, lens.height, lens.distance, lens.pitch, math.radians(degrees),
        lens.shift, lens.center,
    )  # fmt: skip


_OVERHEAD: dict[Size, float] = {
    "ELS": 13, "LS": 6.4, "FS": 3.8, "MLS": 3.1, "MS": 2.5, "MCU": 2.0, "CU": 1.6, "ECU": 1.2, "INS": 1.4,
}  # fmt: skip


def _overhead(frame: tuple[int, int], size: Size, focal: float) -> Lens:
    """Straight above the subject: the ground seen over `_OVERHEAD` metres of the frame's shorter side."""
    away = focal * _OVERHEAD[size] / min(frame)
    tilt = math.radians(86)
    middle = (frame[0] / 2, frame[1] / 2)
    return Lens(
        focal, 0, 0.6 + away * math.sin(tilt), away * math.cos(tilt), tilt, 0, middle, middle
    )
