"""The drawing of one shot as layers on an oversized canvas: backdrop, people, foreground."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from app.domain.media import MediaRef
from app.domain.recipes import Figure, Recipe
from app.domain.shots import Size
from app.errors import FenjingError
from app.media.animatic.actors import Actor, Sprite
from app.media.animatic.backdrop import glow_layer, paint_backdrop, yaw_for
from app.media.animatic.face import View
from app.media.animatic.foreground import counter_before, foreground
from app.media.animatic.ink import mix, stable_random
from app.media.animatic.inserts import with_object
from app.media.animatic.lens import Lens, aim_camera, framing
from app.media.animatic.light import Light, light_for
from app.media.animatic.moves import Reach, reach, view_at
from app.media.animatic.person import person_of
from app.media.animatic.poses import STAND, STRIDES, Pose
from app.media.animatic.reading import EffectKind, effects, is_inside, place_kind
from app.media.animatic.staging import CLOSE, Mark, Staging, insert_object, stage_people
from app.media.pictures import flattened, open_picture

OpenReference = Callable[[MediaRef], Path | None]
#: The drawing's shorter side in pixels; larger deliveries are scaled when they are exported.
SHORT_SIDE = 720
_CROWD_VIEWS: tuple[View, ...] = ("front", "three_quarter", "back")


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
    counter: Sprite | None
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
        image = with_object(image, insert, picture, canvas, light, rng)
    named = frozenset(effects(picture.effects, picture.action, picture.place, not inside))
    if inside:
        named -= {"rain", "snow", "petals"}  # heard on the roof, not seen in the room
    flicker = (
        glow_layer(canvas, list(back.glows)) if back.glows and named & {"lantern", "fire"} else None
    )
    actors = tuple(
        Actor(
            mark, wide, canvas, light, unit, picture.lines, recipe.seconds, rng.random(),
            action=picture.action.casefold(),
            wind=1.0 if named & {"wind", "rain"} else 0.45 if inside else 0.7,
            still=view_at(picture.move, 0.0, 0.0).zoom != 1.0, overhead=picture.angle == "top",
            portrait=_portrait(mark.figure, open_reference),
        )
        for mark in staging.marks
    )  # fmt: skip
    front = foreground(picture, staging, wide, canvas, light, rng)
    counter = counter_before(picture, staging, wide, canvas, light)
    facing = staging.subject.facing if staging.subject else 1
    return Scene(
        frame, canvas, margins, light, image, flicker, actors, counter, front, named, facing
    )


def _staged(
    recipe: Recipe, frame: tuple[int, int], rng: random.Random, empty: bool
) -> tuple[Staging, Lens]:
    picture = recipe.picture if not empty else recipe.picture.model_copy(update={"figures": ()})
    aspect = frame[0] / frame[1]
    rough = aim_camera(frame, picture.size, picture.angle)
    half = frame[0] / 2 / rough.scale_at(0.0, 1.2)
    staging = stage_people(picture, aspect, half, rng)
    tall, relax = _tallest(staging, picture.size), staging.relax
    if not staging.marks and not staging.crowd and picture.size in {"ELS", "LS", "FS"}:
        relax *= {"ELS": 1.2, "LS": 1.85, "FS": 0.8}[picture.size]
    if picture.size in {"MLS", "MS", "MCU"} and len(staging.marks) > 1:
        relax *= _room_for_the_shortest(staging, picture.size, aspect)
    if any(mark.pose.spin > 0.5 for mark in staging.marks):
        relax, tall = min(relax, half / 1.02), 1.5
    lens = aim_camera(frame, picture.size, picture.angle, staging.height, relax, tall, staging.lean)
    if not staging.marks and picture.size in {"ELS", "LS", "FS"} and picture.angle == "eye":
        lens = _on_the_set(lens, frame)
    shift = staging.shift + (
        staging.subject.x if staging.subject and len(staging.marks) == 1 else 0.0
    )
    return staging, replace(lens, x=-shift if picture.angle != "top" else -shift * 0.4)


def _on_the_set(lens: Lens, frame: tuple[int, int]) -> Lens:
    """An empty place is the subject itself: what stands at 1.4 m behind the mark comes to the upper half."""
    row = float(lens.project(np.array([[0.0, 1.4, 1.6]]))[0, 1])
    return replace(lens, shift=(lens.shift[0], lens.shift[1] + frame[1] * 0.4 - row))


def _room_for_the_shortest(staging: Staging, size: Size, aspect: float) -> float:
    """Step back so that who sits beside someone standing is still seen to the chest."""
    tops = [mark.top for mark in staging.marks]
    shape = framing(size, aspect)
    span = shape.top - shape.bottom
    wanted = max(tops) - min(tops) + 0.5
    return max(0.5, min(1.0, span / wanted))


def _tallest(staging: Staging, size: str) -> float:
    """Metres from the floor to the highest crown among those the camera is set for."""
    tops = [mark.top for mark in staging.marks]
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
        facing, view = rng.choice((-1, 1)), rng.choice(_CROWD_VIEWS)
        pose = rng.choice((STAND, STAND, STRIDES[0], Pose(bx=0.2, by=1.1)))
        mark = Mark(
            figure=figure, person=muted, x=lens.x + across * reach_x, z=z, facing=facing, view=view, pose=pose,
            kinds=(), mood="neutral", held="", held_color=None, tears=False,
        )  # fmt: skip
        sprite = Actor(mark, lens, canvas, light, unit, (), 1.0, 0.5).sprite(
            (0 if mark.pose != STAND else 4, 0, 0, 0, 0, 0)
        )
        dim = Image.blend(
            sprite.color,
            Image.new("RGB", sprite.color.size, mix(light.haze, light.shade, 0.45)),
            0.42,
        )
        image.paste(dim, sprite.at, sprite.cover)
    return image
