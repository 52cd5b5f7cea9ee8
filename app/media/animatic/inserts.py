"""Insert shots: one thing large in the frame, on a table where it needs one."""

from __future__ import annotations

import math
import random
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from app.domain.recipes import Picture
from app.media.animatic.cel import Cel
from app.media.animatic.digits import time_in
from app.media.animatic.ink import Points, Sheet, ellipse, points, scaled
from app.media.animatic.light import Light
from app.media.animatic.objects import draw_object
from app.media.animatic.outfit import color_of
from app.media.animatic.reading import OBJECTS, written_in
from app.media.pictures import clean, font, wrap

#: Things that hang or stand, and are not turned on the table.
_UPRIGHT: Final = frozenset({"lantern", "door", "cup", "display", "clock", "bell", "rib"})
#: Things that need no table.
_FREE: Final = frozenset({"lantern", "door", "hand", "umbrella", "display", "clock", "rib", "rope"})
#: Where words stand on a thing, in its own units.
_PAGES: Final = {"ledger": (-0.36, 0.075), "letter": (-0.24, 0.14), "rib": (-0.2, 0.12)}


def with_object(
    image: Image.Image,
    name: str,
    picture: Picture,
    canvas: tuple[int, int],
    light: Light,
    rng: random.Random,
) -> Image.Image:
    """An insert: the object on a table top in a pool of light, drawn large, with what is written on it.

    Args:
        image: the set, canvas size; changed in place.
        name: one of `reading.OBJECTS`.
        picture: the shot; colour, time and written words are read from its action.
        canvas: width and height in pixels.
        light: palette of the hour.
        rng: of the take.
    """
    width, height = canvas
    unit = min(canvas) / 860
    words = f"{picture.action} {' '.join(picture.props)}"
    sheet = Sheet((0, 0, width, height), 1.5)
    side = min(width, height) * rng.uniform(0.86, 1.02)
    cx, cy = width * rng.uniform(0.46, 0.54), height * (0.47 if height > width else 0.5)
    turn = rng.uniform(-0.22, 0.22) if name not in _UPRIGHT else 0.0
    plain = Cel(sheet, lambda curve: curve, light, 2.2 * unit)
    if name not in _FREE:
        edge = cy + side * 0.02
        wood = (150, 106, 72)
        plain.wash(
            points(
                (-10, edge), (width + 10, edge - 12), (width + 10, height + 10), (-10, height + 10)
            ),
            wood,
            1.0,
        )
        for index in range(6):
            y = edge + (height - edge) * ((index + 1) / 6) ** 1.6
            plain.line(
                points((-10, y), (width * 0.5, y - 4), (width + 10, y - 2)),
                0.5,
                scaled(wood, 0.6),
                0.6,
            )
        plain.tint(
            ellipse(cx + side * 0.03, cy + side * 0.26, side * 0.42, side * 0.1, 36),
            (34, 26, 34),
            0.4,
        )
    cos, sin = math.cos(turn), math.sin(turn)

    def place(curve: Points) -> Points:
        x, y = curve[:, 0] * side, -curve[:, 1] * side
        return np.column_stack([cx + x * cos - y * sin, cy + x * sin + y * cos])

    keys = next((keys for known, keys in OBJECTS if known == name), ())
    draw_object(
        Cel(sheet, place, light, 3.0 * unit), name, color_of(words, keys), time_in(words) or (0, 12)
    )
    sheet.shade(light.shade, 0.26, (-14 * unit, -12 * unit), 9 * unit)
    drawn = sheet.finish()
    image.paste(drawn, (0, 0), drawn)
    if name in _PAGES:
        _write(image, written_in(picture.action), place(points(_PAGES[name])), side, turn)
    return image


def _write(image: Image.Image, text: str, at: Points, side: float, turn: float) -> None:
    """Letters by hand where the object carries them."""
    if not text:
        return
    face = font(max(12, round(side * 0.062)), "Medium")
    rows = wrap(clean(text), face, side * 0.42, 2)
    tall = round(side * 0.085)
    slip = Image.new("L", (round(side * 0.5), tall * len(rows) + 8), 0)
    for index, row in enumerate(rows):
        ImageDraw.Draw(slip).text((4, index * tall), row, font=face, fill=230)
    slip = slip.rotate(-math.degrees(turn), Image.Resampling.BILINEAR, expand=True)
    image.paste((46, 40, 66), (round(at[0, 0]), round(at[0, 1])), slip)
