"""A cel: one transparent drawing of one person; takes shapes in metres, lays them down in ink and wash."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from app.media.animatic.ink import Color, Points, Sheet, mix, scaled
from app.media.animatic.light import Light

Mapper = Callable[[Points], Points]


def head_mapper(origin: tuple[float, float], size: float, lean: float, mirror: float) -> Mapper:
    """Head units (chin at 0, crown at 1) to metres: turned by `lean` radians, flipped by `mirror`."""
    cos, sin = math.cos(lean), math.sin(lean)

    def place(curve: Points) -> Points:
        x, y = curve[:, 0] * mirror, curve[:, 1]
        return np.column_stack([
            origin[0] + size * (x * cos + y * sin), origin[1] + size * (y * cos - x * sin)
        ])  # fmt: skip

    return place


class Cel:
    """Draws through a mapper from local units to canvas pixels, in one light."""

    def __init__(self, sheet: Sheet, mapper: Mapper, light: Light, weight: float) -> None:
        self.sheet = sheet
        self.mapper = mapper
        self.light = light
        self.weight = weight
        self.ink = mix(light.ink, (30, 24, 34), 0.3)

    def within(self, inner: Mapper, weight: float | None = None) -> Cel:
        """The same sheet seen through one more mapper."""
        outer = self.mapper
        return Cel(self.sheet, lambda curve: outer(inner(curve)), self.light, weight or self.weight)

    def wash(self, outline: Points, color: Color, ink: float = 1.0) -> None:
        """A flat colour in this light, with an ink contour of relative weight `ink`."""
        flat = self.mapper(outline)
        self.sheet.fill(flat, self.light.skin(color))
        if ink > 0:
            self.sheet.contour(flat, self.weight * ink, self.ink)

    def tint(self, outline: Points, color: Color, alpha: float) -> None:
        """A translucent patch that stays inside the silhouette."""
        self.sheet.fill(self.mapper(outline), self.light.skin(color), alpha, cut=False)

    def raw(self, outline: Points, color: Color) -> None:
        """A flat colour that no light changes."""
        self.sheet.fill(self.mapper(outline), color, cut=False)

    def line(self, curve: Points, ink: float = 1.0, color: Color | None = None, alpha: float = 1.0,
             taper: tuple[float, float] = (0.3, 0.15)) -> None:  # fmt: skip
        """A pencil stroke of relative weight `ink`."""
        tone = self.ink if color is None else self.light.skin(color)
        self.sheet.stroke(self.mapper(curve), self.weight * ink, tone, alpha, taper, cut=False)

    def rod(self, curve: Points, ink: float, color: Color | None = None) -> None:
        """A stroke that is a thing of its own (a pole, a string): it counts as silhouette."""
        tone = self.ink if color is None else self.light.skin(color)
        self.sheet.stroke(self.mapper(curve), self.weight * ink, tone, 1.0, (0.9, 0.9))

    def fold(self, curve: Points, color: Color) -> None:
        """A crease of cloth: a thin darker stroke."""
        self.line(curve, 0.75, scaled(color, 0.55), 0.8)
