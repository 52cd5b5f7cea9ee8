"""What stands between the camera and the people: a listener's shoulder, a counter, a post, leaves."""

from __future__ import annotations

import math
import random
from typing import Final

import numpy as np
from PIL import Image, ImageFilter

from app.domain.recipes import Picture
from app.media.animatic.actors import Sprite
from app.media.animatic.body import draw_body, head_place
from app.media.animatic.cel import Cel
from app.media.animatic.face import Face
from app.media.animatic.ink import Points, Sheet, points, scaled, smooth
from app.media.animatic.lens import Lens
from app.media.animatic.light import Light
from app.media.animatic.outfit import color_of
from app.media.animatic.person import person_of
from app.media.animatic.poses import STAND
from app.media.animatic.reading import is_inside, place_kind
from app.media.animatic.staging import Staging, at_counter

_UMBRELLA: Final = ("伞", "umbrella")


def foreground(
    picture: Picture,
    staging: Staging,
    lens: Lens,
    canvas: tuple[int, int],
    light: Light,
    rng: random.Random,
) -> Sprite | None:
    """What stands between the camera and the subject: a shoulder, a leaf, a door post; often nothing."""
    unit = min(canvas) / 860
    if picture.angle == "ots":
        return _shoulder(staging, lens, canvas, light, unit)
    if (
        picture.angle in {"top", "aerial", "pov"}
        or picture.size in {"ECU", "INS", "ELS"}
        or rng.random() > 0.45
    ):
        return None
    inside = is_inside(place_kind(picture.place, picture.int_ext), picture.int_ext)
    sides = _free_sides(staging, lens, canvas)
    if not sides:
        return None
    side = rng.choice(sides)
    return _post(canvas, light, unit, side) if inside else _leaves(canvas, light, unit, side, rng)


def _free_sides(staging: Staging, lens: Lens, canvas: tuple[int, int]) -> list[int]:
    """The sides (+1 left, -1 right) where something may hang into frame without hiding a face."""
    heads = [
        float(lens.project(np.array([[mark.x, mark.top - 0.12, mark.z]]))[0, 0]) / canvas[0]
        for mark in staging.marks
    ]
    return [side for side in (1, -1) if all((x if side > 0 else 1 - x) > 0.4 for x in heads)]


def _blurred(sheet: Sheet, radius: float, dark: tuple[int, int, int], amount: float) -> Sprite:
    image = sheet.finish()
    cover = image.getchannel("A").filter(ImageFilter.GaussianBlur(radius))
    color = Image.blend(image.convert("RGB"), Image.new("RGB", image.size, dark), amount)
    color = color.filter(ImageFilter.GaussianBlur(radius * 0.6))
    box = cover.getbbox() or (0, 0, 2, 2)
    return Sprite(color.crop(box), cover.crop(box), (box[0], box[1]))


def _shoulder(
    staging: Staging, lens: Lens, canvas: tuple[int, int], light: Light, unit: float
) -> Sprite:
    """The listener from behind: cut by the frame's edge so that the head takes at most a third of it."""
    person = staging.shoulder or person_of("someone", "#5a5f6c", "")
    side = -1 if staging.shift > 0 else 1
    near = lens.distance * 0.74
    k = person.height / 1.7
    head = (
        head_place(person, STAND)[2] * 0.43 * k * lens.focal / near
    )  # half the head's width, hair included
    inner = canvas[0] * (0.5 + side * 0.5) - side * _frame_third(canvas)
    target = inner + side * head
    x = lens.x + (target - lens.shift[0]) * near / lens.focal
    rise = lens.height - 1.66 * k

    def place(curve: Points) -> Points:
        world = np.column_stack(
            [
                x - side * curve[:, 0] * k,
                curve[:, 1] * k + rise,
                np.full(len(curve), near - lens.distance),
            ]
        )
        return lens.project(world)

    sheet = Sheet((0, 0, *canvas), 1.0)
    draw_body(Cel(sheet, place, light, 3.2 * unit), person, STAND, Face(view="back"))
    return _blurred(sheet, 2.6 * unit, light.shade, 0.42)


def _frame_third(canvas: tuple[int, int]) -> float:
    """How far the foreground head reaches into the frame, pixels."""
    return canvas[0] * 0.29


def counter_before(
    picture: Picture, staging: Staging, lens: Lens, canvas: tuple[int, int], light: Light
) -> Sprite | None:
    """The counter someone writes or leans at, with the ledger and what the action lays on it."""
    if not staging.marks or not at_counter(picture):
        return None
    mark = staging.marks[-1]
    sheet = Sheet((0, 0, *canvas), 1.5)
    cel = Cel(sheet, lambda curve: curve, light, 2.4 * min(canvas) / 860)
    z, x = mark.z + 0.06, mark.x
    high = 1.02 * mark.person.height / 1.7

    def flat(*spots: tuple[float, float, float]) -> Points:
        return lens.project(np.array([(x + a, b, z + c) for a, b, c in spots]))

    wood = (136, 98, 70)
    cel.wash(flat((-6, high, -0.55), (6, high, -0.55), (6, high, 0.04), (-6, high, 0.04)), wood)
    cel.wash(
        flat((-6, 0, -0.55), (6, 0, -0.55), (6, high, -0.55), (-6, high, -0.55)), scaled(wood, 0.72)
    )
    cel.wash(flat((-6, high - 0.07, -0.56), (6, high - 0.07, -0.56), (6, high, -0.56), (-6, high, -0.56)),
             scaled(wood, 0.9))  # fmt: skip
    reach = mark.facing * 0.24
    book = ((reach - 0.2, -0.4), (reach, -0.43), (reach + 0.2, -0.4), (reach + 0.18, -0.1), (reach, -0.12),
            (reach - 0.18, -0.1))  # fmt: skip
    cel.wash(flat(*((a, high + 0.01, c) for a, c in book)), (240, 232, 212), 1.0)
    cel.line(flat((reach, high + 0.012, -0.43), (reach, high + 0.012, -0.12)), 0.9)
    for row in range(5):
        c = -0.37 + row * 0.05
        for a, b in ((-0.16, -0.03), (0.03, 0.15)):
            cel.line(
                flat((reach + a, high + 0.012, c), (reach + b, high + 0.012, c)), 0.6, alpha=0.7
            )
    if any(word in picture.action.casefold() for word in _UMBRELLA):
        tone = color_of(picture.action, _UMBRELLA) or (178, 66, 58)
        a = -mark.facing
        cloth = flat(
            (a * 0.06, high + 0.02, -0.4), (a * 0.16, high + 0.05, -0.34), (a * 0.6, high + 0.02, -0.16),
            (a * 0.58, high, -0.22), (a * 0.2, high, -0.46),
        )  # fmt: skip
        cel.wash(smooth(cloth, closed=True, steps=4), tone, 1.1)
        cel.rod(flat((a * 0.04, high + 0.03, -0.45), (a * -0.1, high + 0.03, -0.48), (a * -0.12, high + 0.03, -0.43)),
                3.0, (96, 66, 50))  # fmt: skip
        cel.line(flat((a * 0.1, high + 0.04, -0.43), (a * 0.56, high + 0.02, -0.19)), 0.8)
    image = sheet.finish()
    box = image.getchannel("A").getbbox()
    if box is None:
        return None
    cut = image.crop(box)
    return Sprite(cut.convert("RGB"), cut.getchannel("A"), (box[0], box[1]))


def _post(canvas: tuple[int, int], light: Light, unit: float, side: int) -> Sprite:
    w, h = canvas
    sheet = Sheet((0, 0, w, h), 1.0)
    cel = Cel(sheet, lambda curve: curve, light, 2 * unit)
    inner = w * (0.5 - side * 0.43)
    outer = -20.0 if side > 0 else w + 20.0
    cel.wash(
        points((outer, -20), (inner, -20), (inner - side * 10 * unit, h + 20), (outer, h + 20)),
        (74, 56, 50),
        0,
    )
    cel.line(points((inner - side * 18 * unit, -20), (inner - side * 26 * unit, h + 20)), 1.6)
    return _blurred(sheet, 6 * unit, light.shade, 0.6)


def _leaves(
    canvas: tuple[int, int], light: Light, unit: float, side: int, rng: random.Random
) -> Sprite:
    w, h = canvas
    sheet = Sheet((0, 0, w, h), 1.0)
    cel = Cel(sheet, lambda curve: curve, light, 2 * unit)
    base = min(w, h)
    root = (0.0 if side > 0 else float(w), h * 0.06)
    for _ in range(15):
        angle = rng.uniform(-0.2, 1.35)
        far = base * rng.uniform(0.05, 0.36)
        x, y = root[0] + side * math.cos(angle) * far, root[1] + math.sin(angle) * far * 0.9
        lean = rng.uniform(0.2, 1.4)
        dx, dy = side * math.cos(lean) * base * 0.085, math.sin(lean) * base * 0.085
        leaf = smooth(
            points(
                (x, y),
                (x + dx * 0.5 - dy * 0.28, y + dy * 0.5 + dx * 0.28),
                (x + dx, y + dy),
                (x + dx * 0.5 + dy * 0.28, y + dy * 0.5 - dx * 0.28),
            ),
            closed=True,
        )
        cel.wash(leaf, scaled((74, 104, 70), rng.uniform(0.7, 1.1)), 0)
    return _blurred(sheet, 4 * unit, light.shade, 0.45)
