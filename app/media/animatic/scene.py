"""The drawing of one shot as layers on an oversized canvas: backdrop, people, foreground."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from app.domain.media import MediaRef
from app.domain.recipes import Figure, Recipe
from app.domain.shots import Size
from app.errors import FenjingError
from app.media.animatic.actors import Actor, Sprite
from app.media.animatic.backdrop import glow_layer, paint_backdrop, yaw_for
from app.media.animatic.body import draw_body, head_place
from app.media.animatic.cel import Cel
from app.media.animatic.face import Face
from app.media.animatic.ink import (
    Points,
    Sheet,
    ellipse,
    mix,
    points,
    scaled,
    smooth,
    stable_random,
)
from app.media.animatic.lens import Lens, aim_camera, framing
from app.media.animatic.light import Light, light_for
from app.media.animatic.moves import Reach, reach
from app.media.animatic.objects import draw_object
from app.media.animatic.person import person_of
from app.media.animatic.poses import STAND, STRIDES, Pose
from app.media.animatic.reading import EffectKind, effects, is_inside, place_kind
from app.media.animatic.staging import CLOSE, Mark, Staging, insert_object, stage_people
from app.media.pictures import flattened, open_picture

OpenReference = Callable[[MediaRef], Path | None]
#: The drawing's shorter side in pixels; larger deliveries are scaled when they are exported.
SHORT_SIDE = 720


@dataclass(frozen=True)
class Scene:
    """All layers of a shot. `origin` is where the frame lies on the canvas."""

    frame: tuple[int, int]
    canvas: tuple[int, int]
    margins: Reach
    light: Light
    backdrop: Image.Image
    flicker: Image.Image | None
    actors: tuple[Actor, ...]
    foreground: Sprite | None
    kinds: frozenset[EffectKind]
    facing: int

    @property
    def origin(self) -> tuple[int, int]:
        """Left and top of the frame on the canvas when the camera has not moved."""
        return (self.canvas[0] - self.frame[0]) // 2, (self.canvas[1] - self.frame[1]) // 2


def frame_size(width: int, height: int) -> tuple[int, int]:
    """The size in which a recipe is drawn: never above 720 on the shorter side, even numbers, same shape."""
    scale = min(1.0, SHORT_SIDE / min(width, height))
    return max(16, round(width * scale / 2) * 2), max(16, round(height * scale / 2) * 2)


def build_scene(recipe: Recipe, open_reference: OpenReference) -> Scene:
    """Draw the layers of a recipe's picture; people are drawn later, when their cels are needed."""
    picture = recipe.picture
    frame = frame_size(recipe.width, recipe.height)
    unit = min(frame) / 720
    rng = stable_random("take", recipe.seed, picture.number, picture.place)
    kind = place_kind(picture.place, picture.int_ext)
    inside = is_inside(kind, picture.int_ext)
    light = light_for(picture.time_of_day, inside)
    margins = reach(picture.move)
    canvas = (
        frame[0] + 2 * math.ceil(margins.x * frame[0]),
        frame[1] + 2 * math.ceil(margins.y * frame[1]),
    )
    yaw = yaw_for(rng, inside)
    insert = (
        insert_object(picture)
        if picture.size == "INS" or (picture.size in CLOSE and not picture.figures)
        else ""
    )
    staging, lens = _staged(recipe, frame, rng, empty=picture.size == "INS")
    wide = lens.moved((canvas[0] - frame[0]) / 2, (canvas[1] - frame[1]) / 2)
    blur = framing(picture.size, frame[0] / frame[1]).blur if staging.marks or insert else 0.4
    focus = _focus(staging, wide, canvas)
    back = paint_backdrop(picture, wide, canvas, light, yaw, recipe.seed, blur, focus)
    image = back.image
    if staging.crowd:
        image = _with_crowd(
            image, staging.crowd, wide, canvas, light, unit, stable_random("crowd", recipe.seed)
        )
    if insert:
        image = _with_object(image, insert, canvas, light, unit, rng)
    named = frozenset(effects(picture.effects, picture.action, picture.place, not inside))
    flicker = (
        glow_layer(canvas, list(back.glows)) if back.glows and named & {"lantern", "fire"} else None
    )
    actors = tuple(
        Actor(
            mark, wide, canvas, light, unit, picture.lines, recipe.seconds, rng.random(),
            overhead=picture.angle == "top", portrait=_portrait(mark.figure, open_reference),
        )
        for mark in staging.marks
    )  # fmt: skip
    front = _foreground(recipe, staging, wide, canvas, light, unit, rng)
    facing = staging.subject.facing if staging.subject else 1
    return Scene(frame, canvas, margins, light, image, flicker, actors, front, named, facing)


def _staged(
    recipe: Recipe, frame: tuple[int, int], rng: random.Random, empty: bool
) -> tuple[Staging, Lens]:
    picture = recipe.picture if not empty else recipe.picture.model_copy(update={"figures": ()})
    aspect = frame[0] / frame[1]
    rough = aim_camera(frame, picture.size, picture.angle)
    half = frame[0] / 2 / rough.scale_at(0.0, 1.2)
    staging = stage_people(picture, aspect, half, rng)
    tall, relax = _tallest(staging, picture.size), staging.relax
    if picture.size in {"MLS", "MS", "MCU"} and len(staging.marks) > 1:
        relax *= _room_for_the_shortest(staging, picture.size, aspect)
    if any(mark.pose.spin > 0.5 for mark in staging.marks):
        relax, tall = min(relax, half / 1.02), 1.5
    lens = aim_camera(frame, picture.size, picture.angle, staging.height, relax, tall, staging.lean)
    shift = staging.shift + (
        staging.subject.x if staging.subject and len(staging.marks) == 1 else 0.0
    )
    return staging, replace(lens, x=-shift if picture.angle != "top" else -shift * 0.4)


def _top(mark: Mark) -> float:
    """Metres from the floor to the crown."""
    _, chin_y, head = head_place(mark.person, mark.pose)
    return (chin_y + head) * mark.person.height / 1.7


def _room_for_the_shortest(staging: Staging, size: Size, aspect: float) -> float:
    """Step back so that who sits beside someone standing is still seen to the chest."""
    tops = [_top(mark) for mark in staging.marks]
    shape = framing(size, aspect)
    span = shape.top - shape.bottom
    wanted = max(tops) - min(tops) + 0.5
    return max(0.5, min(1.0, span / wanted))


def _tallest(staging: Staging, size: str) -> float:
    """Metres from the floor to the highest crown among those the camera is set for."""
    tops = [_top(mark) for mark in staging.marks]
    tall = max([0.8, *tops]) if tops else 1.70
    return max(tall, 1.5) if size in {"ELS", "LS", "FS"} else tall


def _focus(staging: Staging, lens: Lens, canvas: tuple[int, int]) -> tuple[float, float, float]:
    if not staging.marks:
        return canvas[0] / 2, canvas[1] * 0.45, max(canvas) * 0.6
    spots = np.array([[mark.x, mark.person.height * 0.8, mark.z] for mark in staging.marks])
    flat = lens.project(spots)
    x, y = flat.mean(axis=0)
    return float(x), float(np.clip(y, 0, canvas[1])), max(canvas) * 0.5


def _portrait(figure: Figure, open_reference: OpenReference) -> Image.Image | None:
    """The reference picture of a figure, if there is one that opens; a bad one never stops the drawing."""
    if figure.reference is None or figure.reference.kind != "picture":
        return None
    path = open_reference(figure.reference)
    if path is None:
        return None
    try:
        return flattened(open_picture(path))
    except FenjingError:
        return None


def _sprite(image: Image.Image, at: tuple[int, int]) -> Sprite:
    return Sprite(image.convert("RGB"), image.getchannel("A"), at)


def _with_crowd(image: Image.Image, count: int, lens: Lens, canvas: tuple[int, int], light: Light,
                unit: float, rng: random.Random) -> Image.Image:  # fmt: skip
    """People in the background as dim figures, the farthest first."""
    spots = sorted(
        ((rng.uniform(-1, 1), rng.uniform(0.9, 2.3)) for _ in range(count)),
        key=lambda spot: -spot[1],
    )
    for index, (across, z) in enumerate(spots):
        reach_x = canvas[0] / 2 / lens.scale_at(z)
        person = person_of(f"extra {index} {count}", "#8a8d96", rng.choice(("female", "male")))
        tone = mix(
            person.color, rng.choice(((130, 110, 100), (100, 112, 128), (140, 134, 120))), 0.7
        )
        muted = replace(person, color=tone, skin=mix(person.skin, tone, 0.35))
        figure = Figure(name="", color="#888888", crowd=True)
        mark = Mark(figure, muted, lens.x + across * reach_x, z, rng.choice((-1, 1)), rng.choice(("front",
            "three_quarter", "back")),
                    rng.choice((STAND, STAND, STRIDES[0], Pose(bx=0.2, by=1.1))), (), "neutral", "", False)  # fmt: skip
        sprite = Actor(mark, lens, canvas, light, unit, (), 1.0, 0.5).sprite(
            (0 if mark.pose != STAND else 4, 0, 0)
        )
        dim = Image.blend(
            sprite.color,
            Image.new("RGB", sprite.color.size, mix(light.haze, light.shade, 0.45)),
            0.42,
        )
        image.paste(dim, sprite.at, sprite.cover)
    return image


def _with_object(image: Image.Image, name: str, canvas: tuple[int, int], light: Light, unit: float,
                 rng: random.Random) -> Image.Image:  # fmt: skip
    """An insert: the object on a table top in a pool of light, drawn large."""
    width, height = canvas
    sheet = Sheet((0, 0, width, height), 1.5)
    side = min(width, height) * rng.uniform(0.86, 1.02)
    cx, cy = width * rng.uniform(0.46, 0.54), height * (0.47 if height > width else 0.5)
    turn = rng.uniform(-0.22, 0.22) if name not in {"lantern", "door", "cup"} else 0.0
    plain = Cel(sheet, lambda curve: curve, light, 2.2 * unit)
    if name not in {"lantern", "door", "hand", "umbrella"}:
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

    draw_object(Cel(sheet, place, light, 3.0 * unit), name)
    sheet.shade(light.shade, 0.26, (-14 * unit, -12 * unit), 9 * unit)
    drawn = sheet.finish()
    image.paste(drawn, (0, 0), drawn)
    return image


def _foreground(recipe: Recipe, staging: Staging, lens: Lens, canvas: tuple[int, int], light: Light,
                unit: float, rng: random.Random) -> Sprite | None:  # fmt: skip
    """What stands between the camera and the subject: a shoulder, a leaf, a door post."""
    picture = recipe.picture
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
        float(lens.project(np.array([[mark.x, _top(mark) - 0.12, mark.z]]))[0, 0]) / canvas[0]
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
    person = staging.shoulder or person_of("someone", "#5a5f6c", "")
    side = -1 if staging.shift > 0 else 1
    near = lens.distance * 0.52
    target = canvas[0] * (0.5 + 0.45 * side)
    x = lens.x + (target - lens.shift[0]) * near / lens.focal
    k = person.height / 1.7
    rise = lens.height - 1.63 * k

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
    return _blurred(sheet, 2.6 * unit, light.shade, 0.5)


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
