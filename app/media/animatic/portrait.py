"""Portraits for cast pages: a face for everyone, before anyone has drawn or photographed them."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PIL import Image, ImageChops

from app.media.animatic.body import draw_body, head_place
from app.media.animatic.cel import Cel
from app.media.animatic.face import Face, View
from app.media.animatic.ink import (
    Points,
    Sheet,
    ellipse,
    hex_color,
    mix,
    paper,
    points,
    smooth,
    stable_random,
)
from app.media.animatic.light import light_for
from app.media.animatic.person import person_of
from app.media.animatic.poses import STAND
from app.media.animatic.staging import mood_of

Variant = Literal["front", "three_quarter", "side", "back", "full"]
_VIEWS: dict[Variant, View] = {
    "front": "front", "three_quarter": "three_quarter", "side": "profile", "back": "back", "full": "three_quarter",
}  # fmt: skip


def draw_portrait(
    name: str,
    color: str,
    sex: str,
    look: str,
    size: tuple[int, int],
    seed: int = 0,
    variant: Variant = "three_quarter",
    mood: str = "",
) -> Image.Image:
    """A character in ink and wash, the same face that the animatic draws.

    Args:
        name: the character's name; the face follows from it.
        color: `#rrggbb` of their clothes and of the ground.
        sex: `female`, `male` or empty (read from the words, else from the name).
        look: age and look in words (`70岁 围裙`, `25, ponytail, suit`).
        size: width and height in pixels.
        seed: varies the wash of the ground only.
        variant: front, three_quarter, side, back (head and shoulders) or full (whole figure).
        mood: words of a mood (笑, angry …) for expression sheets.

    Returns:
        An RGB picture.
    """
    person = person_of(name, color, sex, look)
    light = light_for("day", inside=True)
    width, height = size
    tone = mix(hex_color(color), (238, 232, 220), 0.78)
    back = Sheet((0, 0, width, height), 1.0, tone)
    rng = stable_random("portrait", name, seed)
    _ground(back, size, hex_color(color), rng.uniform(-0.08, 0.08))
    image = back.finish()
    pose = STAND
    chin_x, chin_y, head = head_place(person, pose)
    if variant == "full":
        scale = height * 0.86 / (chin_y + head)
        middle, floor = width * 0.5, height * 0.94
    else:
        scale = min(height * 0.5, width * 0.62) / head
        middle, floor = width * 0.5 - chin_x * scale, height * 0.64 + chin_y * scale

    def place(curve: Points) -> Points:
        return np.column_stack([middle + curve[:, 0] * scale, floor - curve[:, 1] * scale])

    sheet = Sheet((0, 0, width, height), 2.0 if width * height < 400_000 else 1.5)
    weight = max(0.9, head * scale * 0.0115)
    cel = Cel(sheet, place, light, min(weight, 4.0))
    detail = 1.0 if head * scale > 44 else 0.4 if head * scale > 20 else 0.2
    draw_body(
        cel, person, pose, Face(view=_VIEWS[variant], mood=mood_of(mood), gaze=0.12, detail=detail)
    )
    shift = head * scale * 0.06
    sheet.shade(light.shade, 0.26, (-shift, -shift * 0.7), max(1.0, shift * 0.6))
    drawn = sheet.finish()
    image.paste(drawn, (0, 0), drawn)
    return ImageChops.multiply(image, paper(size, rng, 0.8, 0.22))


def _ground(sheet: Sheet, size: tuple[int, int], color: tuple[int, int, int], drift: float) -> None:
    """A loose round wash behind the sitter."""
    width, height = size
    reach = min(width, height)
    for grow, alpha in ((0.52, 0.10), (0.46, 0.12), (0.4, 0.14)):
        blot = ellipse(width * (0.5 + drift), height * 0.44, reach * grow, reach * grow * 0.98, 18)
        sheet.fill(
            smooth(blot * (1 + 0.01 * np.sin(np.arange(18) * 2.3))[:, None], closed=True),
            color,
            alpha,
        )
    floor = points((0, height * 0.9), (width, height * 0.88), (width, height), (0, height))
    sheet.fill(floor, mix(color, (60, 56, 64), 0.4), 0.16)
