"""Exteriors: sky, ground and what stands under them, by kind of place."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from PIL import Image

from app.media.animatic import furnishings as f
from app.media.animatic.ink import Color, mix, scaled
from app.media.animatic.reading import PlaceKind
from app.media.animatic.stage import Stage, Wall

_BRICK: tuple[Color, ...] = (
    (190, 168, 144), (170, 146, 128), (204, 190, 166), (160, 156, 150), (182, 142, 120), (148, 158, 160),
)  # fmt: skip


def sky(stage: Stage) -> None:
    """A graded sky down to the horizon, with clouds, or stars and a moon."""
    sheet, light, rng = stage.sheet, stage.light, stage.rng
    width, height = sheet.color.size
    level = (stage.lens.horizon - sheet.box[1]) * sheet.scale
    rows = np.clip(np.arange(height) / max(1.0, min(height * 1.6, max(level, height * 0.2))), 0, 1)[
        :, None
    ]
    top, low = np.array(light.sky_top, float), np.array(light.sky_low, float)
    ramp = top + (low - top) * rows**0.8
    strip = Image.fromarray(ramp.astype(np.uint8)[:, None, :])
    sheet.color.paste(strip.resize((width, height)))
    if light.hour == "night":
        for _ in range(70):
            x, y = rng.uniform(0, width), rng.uniform(0, max(10.0, min(level, height) * 0.8))
            size = rng.uniform(0.6, 1.8) * sheet.scale * 0.7
            sheet.pen.ellipse(
                [x - size, y - size, x + size, y + size],
                fill=(220, 230, 255, rng.randrange(60, 200)),
            )
    for _ in range(7):
        cx, cy = rng.uniform(-0.1, 1.1) * width, rng.uniform(0.0, 0.85) * max(level, height * 0.15)
        span = rng.uniform(0.16, 0.4) * width
        tone = mix(light.sky_low, (255, 255, 255), 0.35) if light.hour != "night" else (70, 88, 128)
        for part in range(5):
            w, h = span * rng.uniform(0.3, 0.8), span * rng.uniform(0.03, 0.08)
            x = cx + (part - 2) * span * 0.22
            sheet.pen.ellipse([x - w / 2, cy - h, x + w / 2, cy + h], fill=(*tone, 46))


def orb(stage: Stage) -> None:
    """Sun or moon, low for dusk and dawn."""
    light = stage.light
    if light.hour not in {"night", "dusk", "dawn"}:
        return
    side = stage.rng.choice((-1, 1))
    up = 26 if light.hour == "night" else 9
    tone: Color = (244, 240, 214) if light.hour == "night" else (255, 226, 170)
    stage.blob((side * 14, up, 90), 2.6, 2.6, tone, lit=True)
    stage.glow((side * 14, up, 90), 16, tone, 0.5)


def ground(stage: Stage, color: Color, lines: float = 0.0) -> None:
    """Ground to the horizon; `lines` metres between paving joints."""
    _bands(stage, color, -20, 240)
    if lines:
        for index in range(-9, 10):
            stage.edge((index * lines, 0, -3), (index * lines, 0, 34), 0.4)
        for index in range(14):
            away = -2 + index * lines * (1 + index * 0.12)
            stage.edge((-9 * lines, 0, away), (9 * lines, 0, away), 0.4)


def _bands(stage: Stage, color: Color, near: float, far: float) -> None:
    """A level surface in strips, each a little hazier than the one before it."""
    cuts = [
        near,
        *(cut for cut in (6.0, 12.0, 20.0, 32.0, 50.0, 80.0, 130.0) if near < cut < far),
        far,
    ]
    for low, high in reversed(list(pairwise(cuts))):
        wide = 60 + high * 2
        tone = mix(color, stage.light.haze, min(0.6, max(0.0, low) / 140))
        stage.poly([(-wide, 0, low), (wide, 0, low), (wide, 0, high), (-wide, 0, high)], tone, 0)


def skyline(stage: Stage, away: float, tall: float, left: float = -70, right: float = 70) -> None:
    """A row of distant buildings."""
    rng, light = stage.rng, stage.light
    at = left
    while at < right:
        wide, high = rng.uniform(0.05, 0.14) * away, rng.uniform(0.45, 1.0) * tall
        color = scaled((150, 152, 162), rng.uniform(0.8, 1.05))
        stage.poly(
            [(at, 0, away), (at + wide, 0, away), (at + wide, high, away), (at, high, away)],
            color,
            0.7,
        )
        for _ in range(int(wide)):
            if light.lamps > 0.4 and rng.random() < 0.8:
                x, y, size = (
                    at + rng.random() * wide * 0.85,
                    rng.uniform(0.15, 0.9) * high,
                    away * 0.006,
                )
                stage.poly([(x, y, away - 0.1), (x + size, y, away - 0.1), (x + size, y + size * 1.3, away - 0.1),
                            (x, y + size * 1.3, away - 0.1)], light.lamp, 0, lit=True)  # fmt: skip
        at += wide * rng.uniform(0.9, 1.15)


def hills(stage: Stage, away: float, tall: float, color: Color) -> None:
    """A soft range of hills."""
    rng = stage.rng
    phase = [rng.uniform(0, 6.28) for _ in range(3)]
    span = away * 1.8
    ridge = []
    for index in range(33):
        t = index / 32
        up = (
            0.5
            + 0.3 * math.sin(t * 7 + phase[0])
            + 0.15 * math.sin(t * 15 + phase[1])
            + 0.05 * math.sin(t * 41 + phase[2])
        )
        ridge.append(((t - 0.5) * 2 * span, tall * max(0.1, up), away))
    stage.poly([(-span, 0, away), *ridge, (span, 0, away)], color, 0.5)


def facade(
    stage: Stage, wall: Wall, u: float, w: float, h: float, color: Color, shop: bool
) -> None:
    """One house front along a street."""
    rng = stage.rng
    f.panel(stage, wall, u, 0, w, h, color, 1.1)
    f.panel(stage, wall, u, h - 0.25, w, 0.25, scaled(color, 0.78), 0.9, 0.12)
    floors = max(1, int((h - 3.0) / 2.6))
    for floor in range(floors):
        for index in range(max(1, int(w / 1.6))):
            pitch = w / max(1, int(w / 1.6))
            lit = stage.light.lamps > 0.5 and rng.random() < 0.55
            glass: Color = (
                stage.light.lamp if lit else mix((92, 108, 124), stage.light.sky_low, 0.2)
            )
            f.panel(
                stage,
                wall,
                u + pitch * (index + 0.28),
                3.5 + floor * 2.6,
                pitch * 0.44,
                1.3,
                glass,
                0.9,
                0.04,
                lit=lit,
            )
            f.panel(
                stage,
                wall,
                u + pitch * (index + 0.24),
                3.4 + floor * 2.6,
                pitch * 0.52,
                0.1,
                scaled(color, 1.1),
                0.6,
                0.16,
            )
    if not shop:
        f.door(stage, wall, u + w * 0.3, color=(126, 92, 70))
        f.window(stage, wall, u + w * 0.62, 1.0, w * 0.24, 1.2)
        return
    lit = stage.light.lamps > 0.4
    front: Color = mix(stage.light.lamp, (255, 240, 200), 0.35) if lit else (86, 92, 100)
    f.panel(stage, wall, u + w * 0.08, 0.35, w * 0.52, 2.0, front, 1.0, 0.05, lit=lit)
    for index in range(4):
        tall = rng.uniform(0.4, 1.1)
        f.panel(
            stage,
            wall,
            u + w * (0.12 + index * 0.12),
            0.35,
            w * 0.08,
            tall,
            mix(front, (60, 40, 30), 0.55),
            0,
            0.06,
            lit=lit,
        )
    f.door(stage, wall, u + w * 0.68, w * 0.2 if w > 3 else 0.8)
    awning: Color = rng.choice(((176, 74, 58), (76, 116, 106), (196, 150, 72), (92, 96, 134)))
    stage.poly([wall.at(u + w * 0.04, 2.75, 0.05), wall.at(u + w * 0.64, 2.75, 0.05),
                wall.at(u + w * 0.64, 2.35, 0.9), wall.at(u + w * 0.04, 2.35, 0.9)], awning)  # fmt: skip
    f.sign(
        stage,
        wall,
        u + w * 0.1,
        2.82,
        w * 0.5,
        0.5,
        rng.choice(((128, 58, 44), (52, 84, 92), (92, 62, 96))),
    )
    if lit:
        stage.glow(wall.at(u + w * 0.34, 1.2, 0.4), 1.7, stage.light.lamp, 0.36)


def row(stage: Stage, wall: Wall, low: float, high: float) -> None:
    """House fronts along a street, every other one a shop."""
    rng = stage.rng
    spans: list[tuple[float, float, float, Color]] = []
    at = 0.0
    while at < wall.length:
        wide = rng.uniform(3.2, 5.4)
        spans.append((at, wide, rng.uniform(low, high), rng.choice(_BRICK)))
        at += wide
    for index in range(len(spans) - 1, -1, -1):
        u, wide, tall, color = spans[index]
        facade(stage, wall, u, wide, tall, color, shop=index % 2 == 0)


def street(stage: Stage) -> None:
    """A street between house fronts."""
    sky(stage)
    orb(stage)
    ground(stage, (182, 174, 164), 0)
    skyline(stage, 60, 22)
    half = 3.6 * stage.spread
    for side in (-1, 1):
        near, far = sorted((side * half, side * half * 0.62))
        stage.poly(
            [(near, 0.02, -12), (far, 0.02, -12), (far, 0.02, 50), (near, 0.02, 50)],
            (206, 198, 184),
            0.8,
        )
        row(stage, Wall((side * half, -7), (0, 1), 42, (-side, 0)), 5.5, 9.5)
    for index in range(8):
        z = -1 + index * 4.5
        stage.poly(
            [(-0.08, 0.02, z), (0.08, 0.02, z), (0.08, 0.02, z + 1.6), (-0.08, 0.02, z + 1.6)],
            (228, 222, 204),
            0,
        )
    for z in (2.5, 11.0, 20.0):
        f.lamp_post(stage, -half * 0.66, z)
    f.tree(stage, half * 0.7, 5.5, 4.6)
    f.tree(stage, half * 0.72, 14, 5.0)


def _alley(stage: Stage) -> None:
    sky(stage)
    ground(stage, (142, 138, 136), 0.5)
    skyline(stage, 46, 12)
    half = 1.7 * stage.spread
    for side in (-1, 1):
        row(stage, Wall((side * half, -6), (0, 1), 26, (-side, 0)), 4.6, 7.0)
    for index in range(5):
        z = 1.2 + index * 2.6
        stage.edge((-half, 3.6, z), (half, 3.4, z), 0.7)
        f.lantern(stage, -half * 0.5, 2.75, z, 0.2)
        f.lantern(stage, half * 0.45, 2.65, z + 0.4, 0.2)
    stage.crate(-half + 0.4, 0, 2.2, (0.6, 0.7, 0.6), (150, 120, 86))
    stage.crate(half - 0.45, 0, 3.6, (0.7, 0.5, 0.8), (112, 116, 108))
    f.plant(stage, half - 0.45, 1.6, 1.0)


def _water(stage: Stage, near: float, far: float, color: Color) -> None:
    _bands(stage, color, near, far)
    rng = stage.rng
    for _ in range(70):
        z = near + (far - near) * rng.random() ** 2
        x, span = rng.uniform(-0.8, 0.8) * (z + 8), rng.uniform(0.3, 1.6)
        stage.edge((x, 0.01, z), (x + span, 0.01, z), 0.45)
    if stage.light.lamps > 0.4:
        for _ in range(12):
            z = far * rng.uniform(0.5, 0.95)
            stage.glow((rng.uniform(-0.7, 0.7) * z, 0, z), 0.03 * z, stage.light.lamp, 0.35)


def _bridge(stage: Stage) -> None:
    sky(stage)
    orb(stage)
    hills(stage, 130, 16, (128, 142, 146))
    ground(stage, (176, 168, 154), 0.55)
    _water(stage, 2.4, 120, mix((104, 132, 142), stage.light.sky_low, 0.35))
    skyline(stage, 78, 9)
    arch = [(-13 + 26 * t, 2.4 + 2.6 * math.sin(math.pi * t), 26.0) for t in np.linspace(0, 1, 15)]
    low = [(x, max(0.1, y - 1.3 - (1.6 if abs(x) > 3 else 0)), z) for x, y, z in reversed(arch)]
    stage.poly([*arch, *low], (168, 160, 148), 1.0)
    f.railing(stage, 2.0, -14, 14, 1.05, stone=True)
    for x in (-5.0, 4.2):
        f.lamp_post(stage, x, 1.8, 3.6)
    f.tree(stage, -3.4, 1.2, 4.4)
    f.tree(stage, 6.5, 1.6, 5.0)


def _rooftop(stage: Stage) -> None:
    sky(stage)
    orb(stage)
    skyline(stage, 90, 24)
    skyline(stage, 48, 9)
    stage.poly([(-30, 0, -16), (30, 0, -16), (30, 0, 3.4), (-30, 0, 3.4)], (158, 154, 150), 0)
    for index in range(-6, 7):
        stage.edge((index * 1.2, 0, -4), (index * 1.2, 0, 3.4), 0.4)
    stage.box(0, 0, 3.5, (60, 0.45, 0.3), (176, 170, 160))
    f.railing(stage, 3.45, -14, 14, 1.3)
    stage.crate(-3.2, 0, 2.4, (1.6, 1.5, 1.2), (168, 166, 160))
    stage.crate(3.2, 0, 2.6, (1.0, 0.9, 0.8), (140, 150, 150))
    stage.crate(3.2, 0.9, 2.6, (0.7, 0.5, 0.6), (120, 128, 130))
    stage.edge((-2.4, 2.2, 2.4), (3.4, 2.0, 2.7), 0.7)
    for index in range(5):
        stage.crate(-1.6 + index * 0.95, 1.5, 2.6, (0.6, 0.65, 0.02), f.GOODS[index])


def _forest(stage: Stage) -> None:
    sky(stage)
    orb(stage)
    hills(stage, 120, 26, (120, 142, 140))
    ground(stage, (128, 138, 96), 0)
    stage.poly(
        [(-0.9, 0.01, -8), (0.9, 0.01, -8), (2.6, 0.01, 22), (1.7, 0.01, 22)], (186, 168, 132), 0.5
    )
    rng = stage.rng
    for index in range(22):
        side = -1 if index % 2 else 1
        z = rng.uniform(1.2, 26)
        f.tree(stage, side * rng.uniform(1.6, 2.4 + z * 0.5), z, rng.uniform(4, 8))
    for _ in range(16):
        x, z = rng.uniform(-5, 5), rng.uniform(0.6, 6)
        if abs(x) > 1.1:
            _bush(stage, x, z)


def _bush(stage: Stage, x: float, z: float) -> None:
    stage.later((x, 0, z), lambda: stage.blob((x, 0.12, z), 0.3, 0.2, scaled(f.LEAF, 0.9), ink=0.6))


def _sea(stage: Stage) -> None:
    sky(stage)
    orb(stage)
    ground(stage, (222, 204, 168), 0)
    _water(stage, 4.5, 230, mix((92, 140, 152), stage.light.sky_low, 0.3))
    hills(stage, 210, 8, (128, 146, 152))
    for z in (4.6, 6.0, 8.5):
        stage.edge((-20, 0.02, z), (20, 0.02, z + 0.6), 1.1)
    stage.crate(-4, 0, 3.4, (2.4, 0.6, 0.9), (150, 106, 80))
    f.railing(stage, 3.8, 3.5, 9, 0.9)


def _station(stage: Stage) -> None:
    sky(stage)
    skyline(stage, 70, 14)
    ground(stage, (150, 146, 142), 0)
    stage.poly(
        [(-3.0, 0.02, -10), (3.2, 0.02, -10), (3.2, 0.02, 40), (-3.0, 0.02, 40)],
        (186, 182, 172),
        0.8,
    )
    stage.poly(
        [(2.3, 0.03, -10), (2.6, 0.03, -10), (2.6, 0.03, 40), (2.3, 0.03, 40)], (226, 188, 82), 0
    )
    train = Wall((3.6, -6), (0, 1), 34, (-1, 0))
    f.panel(stage, train, 0, 0.2, 34, 3.1, (196, 204, 206), 1.0)
    f.panel(stage, train, 0, 0.9, 34, 0.35, (70, 112, 138), 0.6, 0.02)
    for index in range(16):
        glass = stage.light.lamp if stage.light.lamps > 0.4 else (86, 104, 118)
        f.panel(
            stage,
            train,
            0.5 + index * 2.1,
            1.5,
            1.3,
            1.0,
            glass,
            0.9,
            0.03,
            lit=stage.light.lamps > 0.4,
        )
    for z in (1.5, 6.5, 12.0, 18.0):
        stage.crate(-2.4, 0, z, (0.28, 3.7, 0.28), (128, 134, 140))
        stage.glow((-1.2, 3.4, z), 1.5, (246, 240, 214), 0.3)
    stage.poly([(-3.6, 3.7, -8), (1.4, 3.9, -8), (1.4, 3.9, 34), (-3.6, 3.7, 34)], (120, 124, 130))
    f.bench(stage, -1.7, 2.6)


def _field(stage: Stage) -> None:
    sky(stage)
    orb(stage)
    hills(stage, 150, 24, (126, 144, 148))
    hills(stage, 80, 8, (136, 150, 120))
    ground(stage, (168, 166, 110), 0)
    for index in range(-14, 15):
        stage.edge((index * 1.1, 0, -3), (index * 2.2, 0, 46), 0.5)
    for x, z in ((-4.5, 7), (6, 12), (-9, 18)):
        f.tree(stage, x, z, 5)
    f.railing(stage, 5.2, -12, -2, 0.9)
    stage.crate(7, 0, 24, (5, 3, 4), (182, 160, 136))


def _courtyard(stage: Stage) -> None:
    sky(stage)
    orb(stage)
    ground(stage, (172, 164, 150), 0.7)
    hall = Wall((-9, 6), (1, 0), 18, (0, -1))
    f.panel(stage, hall, 0, 0, 18, 0.5, (190, 184, 172), 1, 0.5)
    f.panel(stage, hall, 0.6, 0.5, 16.8, 3.0, (166, 112, 84))
    for index in range(8):
        u = 1.0 + index * 2.05
        f.panel(stage, hall, u, 0.5, 0.26, 3.0, (150, 58, 46), 1, 0.3)
        lit = stage.light.lamps > 0.4
        f.panel(
            stage,
            hall,
            u + 0.5,
            0.9,
            1.2,
            2.1,
            stage.light.lamp if lit else (196, 176, 140),
            1,
            0.05,
            lit=lit,
        )
        for bar in (0.9, 1.3):
            stage.edge(hall.at(u + bar, 0.9, 0.06), hall.at(u + bar, 3.0, 0.06), 0.8)
    roof = [hall.at(-1.6, 3.4, 1.4), hall.at(-0.6, 3.25, 1.2), hall.at(18.6, 3.25, 1.2), hall.at(19.6, 3.4, 1.4),
            hall.at(16.6, 5.6, -1), hall.at(1.4, 5.6, -1)]  # fmt: skip
    stage.poly(roof, (84, 92, 98), 1.2)
    for index in range(30):
        u = 0.2 + index * 0.6
        stage.edge(hall.at(u, 3.28, 1.2), hall.at(1.6 + index * 0.5, 5.55, -0.9), 0.55)
    for x in (-3.4, -1.2, 1.2, 3.4):
        f.lantern(stage, x, 2.75, 4.9, 0.26)
    f.tree(stage, -4.4, 3.4, 4.4)
    stage.crate(3.6, 0, 3.0, (1.0, 0.75, 1.0), (168, 162, 150))


OUTDOORS: dict[PlaceKind, Callable[[Stage], None]] = {
    "street": street, "alley": _alley, "bridge": _bridge, "rooftop": _rooftop, "forest": _forest,
    "sea": _sea, "station": _station, "field": _field, "courtyard": _courtyard, "school": _courtyard,
}  # fmt: skip
