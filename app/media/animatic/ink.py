"""Ink and wash: a supersampled sheet, pencil strokes of living width, washes, paper.

Pillow draws without anti-aliasing, so a sheet is drawn `scale` times larger and reduced once. Colour and
coverage are kept apart: translucent shading touches only the colour, so it never leaks over a silhouette.
"""

from __future__ import annotations

import math
import random
import zlib

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

Points = NDArray[np.float64]
Color = tuple[int, int, int]
Box = tuple[int, int, int, int]


def stable_random(*parts: object) -> random.Random:
    """A generator that depends only on `parts`, on every machine and in every run."""
    return random.Random(zlib.crc32("\x1f".join(str(part) for part in parts).encode("utf-8")))


def hex_color(text: str) -> Color:
    """`#rrggbb` as three bytes; anything else is a neutral grey."""
    digits = text.lstrip("#")
    try:
        value = int(digits, 16) if len(digits) == 6 else 0x7A7F88
    except ValueError:
        value = 0x7A7F88
    return (value >> 16 & 255, value >> 8 & 255, value & 255)


def mix(first: Color, second: Color, amount: float) -> Color:
    """`first` at 0, `second` at 1, straight between."""
    r, g, b = (round(a + (c - a) * amount) for a, c in zip(first, second, strict=True))
    return (r, g, b)


def scaled(color: Color, factor: float) -> Color:
    """The colour made darker or lighter by a factor, clipped."""
    r, g, b = (max(0, min(255, round(part * factor))) for part in color)
    return (r, g, b)


def luminance(color: Color) -> float:
    """Relative luminance 0-1 (Rec. 709 weights, gamma 2.2); dark ink reads better on more than 0.2."""
    red, green, blue = ((part / 255) ** 2.2 for part in color)
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def points(*pairs: tuple[float, float]) -> Points:
    """An (n, 2) array from pairs."""
    return np.array(pairs, dtype=float)


def smooth(knots: Points, closed: bool = False, steps: int = 6) -> Points:
    """A Catmull-Rom curve through `knots` (n, 2), `steps` points for each span."""
    if len(knots) < 3:
        return knots
    if closed:
        padded = np.vstack([knots[-1], knots, knots[0], knots[1]])
    else:
        padded = np.vstack([2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    a, b, c, d = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    spans = 0.5 * (
        2 * b[:, None]
        + (c - a)[:, None] * t
        + (2 * a - 5 * b + 4 * c - d)[:, None] * t**2
        + (3 * b - a - 3 * c + d)[:, None] * t**3
    )
    curve: Points = spans.reshape(-1, 2)
    return curve if closed else np.vstack([curve, knots[-1]])


def ellipse(cx: float, cy: float, rx: float, ry: float, count: int = 28) -> Points:
    """A closed ellipse as points."""
    angle = np.linspace(0, 2 * math.pi, count, endpoint=False)
    return np.column_stack([cx + rx * np.cos(angle), cy + ry * np.sin(angle)])


class Sheet:
    """Something to draw on: covers `box` (canvas pixels), drawn at `scale` times the size.

    Args:
        box: left, top, right, bottom in canvas pixels.
        scale: supersampling factor.
        ground: paper colour; None makes a transparent cel whose fringe colour is `fringe`.
    """

    def __init__(
        self, box: Box, scale: float, ground: Color | None = None, fringe: Color = (40, 38, 48)
    ) -> None:
        self.box = box
        self.scale = scale
        self.size = (max(1, box[2] - box[0]), max(1, box[3] - box[1]))
        big = (math.ceil(self.size[0] * scale), math.ceil(self.size[1] * scale))
        self.color = Image.new("RGB", big, ground if ground is not None else fringe)
        self.pen = ImageDraw.Draw(self.color, "RGBA")
        self.cover = None if ground is not None else Image.new("L", big, 0)
        self.cover_pen = ImageDraw.Draw(self.cover) if self.cover is not None else None

    def local(self, curve: Points) -> Points:
        """Canvas pixels to pixels of the big sheet."""
        big: Points = (curve - np.array(self.box[:2], dtype=float)) * self.scale
        return big

    def fill(self, outline: Points, color: Color, alpha: float = 1.0, cut: bool = True) -> None:
        """A flat wash; with `cut` an opaque wash also adds to the silhouette."""
        if len(outline) < 3:
            return
        flat = np.clip(self.local(outline), -30000, 30000).ravel().tolist()
        self.pen.polygon(flat, fill=(*color, round(alpha * 255)))
        if cut and self.cover_pen is not None and alpha > 0.5:
            self.cover_pen.polygon(flat, fill=255)

    def stroke(
        self,
        curve: Points,
        width: float,
        color: Color,
        alpha: float = 1.0,
        taper: tuple[float, float] = (0.35, 0.2),
        cut: bool = True,
    ) -> None:
        """One pencil stroke: full in the belly, thin at its ends (`taper`: share of width kept there)."""
        big = np.clip(self.local(curve), -30000, 30000)
        if len(big) < 2:
            return
        tangent = np.gradient(big, axis=0)
        length = np.hypot(tangent[:, 0], tangent[:, 1])
        length[length == 0] = 1
        normal = np.column_stack([-tangent[:, 1], tangent[:, 0]]) / length[:, None]
        t = np.linspace(0, 1, len(big))
        ends = np.where(t < 0.5, taper[0], taper[1])
        half = width * self.scale / 2 * (ends + (1 - ends) * np.sin(math.pi * t) ** 0.7)
        half = np.maximum(half, 0.55)[:, None]
        flat = np.vstack([big + normal * half, (big - normal * half)[::-1]]).ravel().tolist()
        self.pen.polygon(flat, fill=(*color, round(alpha * 255)))
        if cut and self.cover_pen is not None and alpha > 0.5:
            self.cover_pen.polygon(flat, fill=255)

    def contour(self, outline: Points, width: float, color: Color, alpha: float = 1.0) -> None:
        """An ink line around a closed shape, of even weight."""
        closed = np.vstack([outline, outline[:1]])
        self.stroke(closed, width, color, alpha, taper=(0.8, 0.8))

    def shade(self, color: Color, alpha: float, shift: tuple[float, float], blur: float) -> None:
        """Darken the side of the silhouette turned away from `shift` (canvas pixels)."""
        if self.cover is None:
            return
        quarter = self.cover.reduce(4)
        dx, dy = (round(part * self.scale / 4) for part in shift)
        moved = Image.new("L", quarter.size, 0)
        moved.paste(quarter, (dx, dy))
        soft = moved.filter(ImageFilter.GaussianBlur(max(0.5, blur * self.scale / 4)))
        mask = soft.point([round((255 - v) * alpha) for v in range(256)])
        self.color.paste(color, (0, 0), mask.resize(self.color.size, Image.Resampling.BILINEAR))

    def rim(self, color: Color, alpha: float, shift: tuple[float, float]) -> None:
        """A thin bright edge on the side towards which `shift` (canvas pixels) points."""
        if self.cover is None:
            return
        half = self.cover.reduce(2)
        moved = Image.new("L", half.size, 0)
        moved.paste(half, (-round(shift[0] * self.scale / 2), round(shift[1] * self.scale / 2)))
        edge = ImageChops.subtract(half, moved).filter(ImageFilter.GaussianBlur(1.2))
        mask = edge.point([round(v * alpha) for v in range(256)])
        self.color.paste(color, (0, 0), mask.resize(self.color.size, Image.Resampling.BILINEAR))

    def finish(self) -> Image.Image:
        """The drawing at canvas size: RGB for paper, RGBA for a cel."""
        color = self._small(self.color)
        if self.cover is not None:
            color.putalpha(self._small(self.cover))
        return color

    def _small(self, image: Image.Image) -> Image.Image:
        """At canvas size; halving has a quicker way of its own."""
        if self.scale == 2.0:
            return image.reduce(2)
        return image.resize(self.size, Image.Resampling.BOX)


def noise(size: tuple[int, int], cell: int, rng: random.Random) -> Image.Image:
    """Smooth grey noise of mean 128 whose blots are about `cell` pixels across."""
    columns, rows = max(2, size[0] // cell + 2), max(2, size[1] // cell + 2)
    seed = Image.frombytes("L", (columns, rows), rng.randbytes(columns * rows))
    return seed.resize(size, Image.Resampling.BICUBIC)


def paper(size: tuple[int, int], rng: random.Random, grain: float, vignette: float) -> Image.Image:
    """A multiply layer: watercolour paper with darker corners; `grain`, `vignette` 0-1."""
    width, height = size
    fine = np.frombuffer(rng.randbytes(width * height), np.uint8).reshape(height, width)
    tooth = np.asarray(noise(size, 5, rng), np.float32) - 128
    cloud = np.asarray(noise(size, 90, rng), np.float32) - 128
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    far = np.clip((x * x * 0.75 + y * y * 0.85) - 0.45, 0, 1)
    value = 247 + (fine.astype(np.float32) - 128) * 0.045 * grain + tooth * 0.06 * grain
    value += cloud * 0.05 * grain - far * 90 * vignette
    layer = np.clip(value, 0, 255)[:, :, None] * np.array([1.0, 0.992, 0.975], np.float32)
    return Image.fromarray(layer.astype(np.uint8))
