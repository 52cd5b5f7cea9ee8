"""The place behind the people: set, light pools, wash texture and depth of field, as one RGB picture."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from app.domain.recipes import Picture
from app.media.animatic.ink import Sheet, noise, stable_random
from app.media.animatic.lens import Lens
from app.media.animatic.light import Light
from app.media.animatic.places import draw_place
from app.media.animatic.reading import is_inside, place_kind
from app.media.animatic.stage import Glow, Stage

_SPREAD = {"ELS": 1.7, "LS": 1.25}


@dataclass(frozen=True)
class Backdrop:
    """The finished picture and the glows that may flicker on it (canvas pixels)."""

    image: Image.Image
    glows: tuple[Glow, ...]


def _light_map(size: tuple[int, int], light: Light, focus: tuple[float, float, float],
               rng: random.Random, grain: float) -> Image.Image:  # fmt: skip
    """Where it is lighter and darker, as a multiply layer at an eighth of the size."""
    width, height = max(2, size[0] // 8), max(2, size[1] // 8)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    fx, fy, radius = focus[0] / 8, focus[1] / 8, focus[2] / 8
    pool = np.exp(-(((x - fx) / radius) ** 2 + ((y - fy) / (radius * 1.25)) ** 2))
    low = 0.87 if light.lamps < 0.5 else 0.6
    slope = (x / width - 0.5) * rng.choice((-1, 1)) * 0.12
    cloud = (np.asarray(noise((width, height), 26, rng), np.float32) - 128) / 128
    tooth = (np.asarray(noise((width, height), 4, rng), np.float32) - 128) / 128
    value = low + (1.02 - low) * pool + slope + cloud * 0.05 * grain + tooth * 0.035 * grain
    shade = np.array(light.shade, np.float32) / 255
    tone = np.clip(value, 0, 1)[:, :, None]
    mapped = shade * 0.55 * (1 - tone) + tone
    layer = Image.fromarray((np.clip(mapped, 0, 1) * 255).astype(np.uint8))
    return layer.resize(size, Image.Resampling.BICUBIC)


def glow_layer(size: tuple[int, int], glows: list[Glow]) -> Image.Image:
    """All pools of light as one screen layer."""
    width, height = max(2, size[0] // 8), max(2, size[1] // 8)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    total = np.zeros((height, width, 3), np.float32)
    for glow in glows:
        radius = max(1.0, glow.radius / 8)
        far = ((x - glow.x / 8) ** 2 + (y - glow.y / 8) ** 2) / radius**2
        fall = np.exp(-far * 2.2) * 0.75 + np.exp(-far * 18) * 0.5
        total += fall[:, :, None] * np.array(glow.color, np.float32) * glow.strength
    total = 165 * (1 - np.exp(-total / 165))  # many lamps never burn the paper white
    layer = Image.fromarray(total.astype(np.uint8))
    return layer.resize(size, Image.Resampling.BILINEAR)


def paint_backdrop(
    picture: Picture,
    lens: Lens,
    size: tuple[int, int],
    light: Light,
    yaw: float,
    seed: int,
    blur: float,
    focus: tuple[float, float, float],
) -> Backdrop:
    """Draw the set of a shot.

    Args:
        picture: the shot.
        lens: camera in canvas pixels.
        size: canvas width and height.
        light: palette of the hour.
        yaw: radians by which the set is turned about the mark.
        seed: of the take; the set itself depends only on the place.
        blur: depth-of-field radius in pixels.
        focus: x, y, radius of the pool of light behind the subject, canvas pixels.
    """
    unit = min(size) / 860
    kind = place_kind(picture.place, picture.int_ext)
    inside = is_inside(kind, picture.int_ext)
    scale = 1.0 if blur > 3 else 1.5
    sheet = Sheet((0, 0, *size), scale, light.haze)
    stage = Stage(
        lens, sheet, light, yaw, stable_random("set", picture.place, kind), unit,
        spread=_SPREAD.get(picture.size, 1.0), plan=picture.angle == "top", soft=blur > 3,
    )  # fmt: skip
    words = " ".join((picture.action, *picture.props))
    draw_place(
        stage, kind, inside, picture.place, words, picture.size in {"ELS", "LS", "FS", "MLS"}
    )
    image = sheet.finish()
    if blur > 0.6:
        image = _soften(image, blur * unit)
    rng = stable_random("wash", seed, picture.place)
    grain = rng.uniform(0.8, 1.5)
    image = ImageChops.multiply(image, _light_map(size, light, focus, rng, grain))
    if stage.glows:
        image = ImageChops.screen(image, glow_layer(size, stage.glows))
    return Backdrop(image, tuple(glow for glow in stage.glows if glow.flicker))


def _soften(image: Image.Image, radius: float) -> Image.Image:
    if radius < 3:
        return image.filter(ImageFilter.GaussianBlur(radius))
    step = 4 if radius > 6 else 2
    small = image.reduce(step).filter(ImageFilter.GaussianBlur(radius / step))
    return small.resize(image.size, Image.Resampling.BICUBIC)


def yaw_for(rng: random.Random, inside: bool) -> float:
    """A turn of the set in radians that shows two walls, or looks along the street."""
    reach = (10, 30) if inside else (3, 15)
    return math.radians(rng.uniform(*reach)) * rng.choice((-1, 1))
