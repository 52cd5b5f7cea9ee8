"""Interiors: a room in perspective and what stands in it, by kind of place."""

from __future__ import annotations

from collections.abc import Callable

from app.media.animatic import furnishings as f
from app.media.animatic.ink import Color, mix
from app.media.animatic.reading import PlaceKind
from app.media.animatic.shell import Room, room_of, shell
from app.media.animatic.stage import Stage


def _shop(stage: Stage) -> None:
    room = room_of(stage)
    shell(stage, room, (150, 120, 92), (196, 170, 138))
    span = room.rear.length
    f.shelves(stage, room.rear, 0.15, span * 0.56, 2.3, 5)
    f.window(stage, room.rear, span * 0.66, 0.95, span * 0.26, 1.2)
    f.shelves(stage, room.west, 0.4, room.west.length - 0.6, 2.0, 4, f.DARK_WOOD)
    f.door(stage, room.east, room.east.length * 0.35)
    stage.crate(0.9, 0, 1.25, (2.4, 0.98, 0.6), (142, 96, 66))
    stage.crate(0.4, 0.98, 1.2, (0.36, 0.22, 0.3), (206, 168, 96))
    stage.crate(1.4, 0.98, 1.25, (0.22, 0.3, 0.2), (120, 84, 92))
    stage.crate(-1.5, 0, 0.8, (0.6, 0.55, 0.5), (168, 126, 84))
    f.pendant(stage, 0.5, 0.9, room.height)


def lantern_shop(stage: Stage) -> None:
    """A shop that sells lanterns is full of them."""
    _shop(stage)
    rng = stage.rng
    for index in range(9):
        f.lantern(stage, -2.0 + index * 0.52, rng.uniform(1.95, 2.45), rng.uniform(0.5, 1.9),
                  rng.uniform(0.15, 0.24), rng.random() < 0.7)  # fmt: skip


def _living(stage: Stage) -> None:
    room = room_of(stage, 2.8, 2.5)
    shell(stage, room, (176, 142, 108), (216, 206, 188))
    span = room.rear.length
    f.window(stage, room.rear, span * 0.08, 0.85, span * 0.32, 1.5, 3)
    f.curtain(stage, room.rear, span * 0.03, 0.3, span * 0.08, 2.2, (176, 128, 112))
    f.curtain(stage, room.rear, span * 0.37, 0.3, span * 0.07, 2.2, (176, 128, 112))
    f.picture(stage, room.rear, span * 0.56, 1.35, 0.7, 0.55)
    f.picture(stage, room.rear, span * 0.72, 1.5, 0.4, 0.5)
    f.shelves(stage, room.east, 0.5, 1.5, 2.1, 5)
    f.door(stage, room.west, 0.8)
    f.sofa(stage, 0.75, 1.6, 1.9, (112, 132, 136))
    f.table(stage, -0.9, 1.1, 0.9, 0.6, 0.42)
    f.plant(stage, -2.1, 1.9, 1.4)
    f.pendant(stage, 0, 0.9, room.height, 0.6)


def _bedroom(stage: Stage) -> None:
    room = room_of(stage, 2.4, 2.4)
    shell(stage, room, (170, 138, 110), (206, 194, 190))
    span = room.rear.length
    f.window(stage, room.rear, span * 0.6, 0.9, span * 0.28, 1.3)
    f.curtain(stage, room.rear, span * 0.53, 0.2, span * 0.08, 2.3, (132, 126, 158))
    f.curtain(stage, room.rear, span * 0.87, 0.2, span * 0.08, 2.3, (132, 126, 158))
    f.picture(stage, room.rear, span * 0.16, 1.55, 0.8, 0.5)
    f.shelves(stage, room.east, 0.7, 1.2, 1.9, 5)
    f.bed(stage, -1.05, 1.3, (126, 134, 172))
    stage.crate(0.15, 0, 2.05, (0.5, 0.55, 0.42), f.WOOD)
    stage.crate(0.15, 0.55, 2.05, (0.2, 0.3, 0.2), (236, 214, 170))
    stage.glow((0.15, 0.85, 2.0), 1.5, stage.light.lamp, 0.42 * stage.light.lamps)


def _kitchen(stage: Stage) -> None:
    room = room_of(stage, 2.2, 2.0)
    shell(stage, room, (190, 182, 168), (214, 214, 200), 0.4, tiles=True)
    span = room.rear.length
    f.panel(stage, room.rear, 0, 0, span, 0.9, (156, 168, 160), 1, 0.5)
    f.panel(stage, room.rear, 0, 0.9, span, 0.06, (230, 226, 214), 1, 0.55)
    for index in range(5):
        f.panel(
            stage,
            room.rear,
            span * index / 5 + 0.04,
            0.1,
            span / 5 - 0.08,
            0.74,
            (170, 182, 172),
            0.7,
            0.52,
        )
        f.panel(
            stage,
            room.rear,
            span * index / 5 + 0.04,
            1.75,
            span / 5 - 0.08,
            0.7,
            (178, 150, 118),
            0.8,
            0.3,
        )
    f.window(stage, room.rear, span * 0.4, 1.02, span * 0.2, 0.68)
    for index in range(6):
        f.panel(stage, room.rear, span * 0.66 + index * 0.14, 0.96, 0.1, stage.rng.uniform(0.12, 0.3),
                f.GOODS[index], 0.7, 0.5)  # fmt: skip
    f.door(stage, room.west, 0.6)
    f.table(stage, 1.0, 0.9, 1.1, 0.8, 0.76)
    f.pendant(stage, 0.8, 0.9, room.height, 0.9)


def _office(stage: Stage) -> None:
    room = room_of(stage, 2.9, 2.6, 2.8)
    shell(stage, room, (146, 150, 156), (206, 208, 206), 0.6, tiles=True)
    span = room.rear.length
    f.window(stage, room.rear, span * 0.04, 0.55, span * 0.6, 1.8, 5)
    f.picture(stage, room.rear, span * 0.74, 1.4, 0.7, 0.5)
    f.shelves(stage, room.east, 0.6, 1.8, 2.2, 6, (132, 126, 120))
    f.door(stage, room.west, 0.7, color=(168, 150, 128))
    f.table(stage, 1.0, 1.4, 1.7, 0.8, 0.76, (170, 138, 104))
    stage.crate(0.85, 0.78, 1.5, (0.62, 0.4, 0.05), (58, 64, 74))
    stage.crate(1.45, 0.76, 1.35, (0.3, 0.1, 0.22), (226, 220, 206))
    f.chair(stage, 1.0, 2.0, (72, 78, 90))
    f.table(stage, -1.6, 1.9, 1.2, 0.7, 0.76, (170, 138, 104))
    stage.crate(-1.6, 0.78, 1.95, (0.5, 0.36, 0.05), (58, 64, 74))
    f.plant(stage, 2.3, 2.2, 1.5)
    for x in (-1.2, 1.2):
        stage.crate(x, room.height - 0.06, 0.8, (0.3, 0.05, 1.4), (246, 246, 238))
        stage.glow((x, room.height - 0.2, 0.6), 1.5, (236, 240, 246), 0.25)


def _hospital(stage: Stage) -> None:
    room = room_of(stage, 2.6, 2.4)
    shell(stage, room, (186, 196, 196), (220, 226, 222), 0.6, tiles=True, dado=(164, 194, 186))
    span = room.rear.length
    f.window(stage, room.rear, span * 0.56, 1.0, span * 0.34, 1.2, 3)
    f.curtain(stage, room.rear, span * 0.4, 0.25, 0.5, 2.2, (152, 190, 186))
    f.panel(stage, room.rear, span * 0.06, 1.3, span * 0.3, 0.18, (196, 204, 206), 0.9, 0.05)
    f.door(stage, room.east, 0.6, color=(204, 198, 184))
    f.bed(stage, -1.2, 1.2, (160, 192, 200), hospital=True)
    stage.crate(-0.2, 0, 2.0, (0.04, 1.8, 0.04), f.METAL)
    stage.crate(-0.2, 1.55, 2.0, (0.16, 0.26, 0.05), (236, 240, 232))
    stage.crate(0.25, 0, 1.9, (0.45, 0.8, 0.4), (226, 222, 210))
    f.chair(stage, 1.5, 1.4, (108, 150, 152))


def _school(stage: Stage) -> None:
    room = room_of(stage, 3.0, 2.8, 3.1)
    shell(stage, room, (172, 152, 124), (222, 218, 200), 0.5, dado=(150, 178, 158))
    span = room.rear.length
    f.panel(stage, room.rear, span * 0.14, 1.05, span * 0.72, 1.25, f.WOOD, 1.1, 0.03)
    f.panel(stage, room.rear, span * 0.16, 1.12, span * 0.68, 1.1, (58, 86, 76), 0.8, 0.04)
    for index in range(4):
        f.panel(stage, room.rear, span * (0.22 + 0.1 * index), 1.8 - 0.16 * (index % 2), span * 0.08, 0.03,
                (220, 226, 214), 0, 0.05)  # fmt: skip
    for u in (0.4, 1.9):
        f.window(stage, room.west, u, 0.95, 1.1, 1.4)
    f.door(stage, room.east, 1.0)
    stage.crate(0.2, 0, 2.1, (1.2, 1.0, 0.5), (156, 112, 76))
    for x in (-1.7, 1.5):
        for z in (0.6, 1.6):
            f.table(stage, x, z, 0.8, 0.5, 0.74, (196, 162, 112))
            f.chair(stage, x, z + 0.45, back=1)


def _post(stage: Stage) -> None:
    room = room_of(stage, 2.7, 2.4, 3.1)
    shell(stage, room, (160, 138, 110), (214, 202, 172), 0.42, tiles=True, dado=(104, 132, 108))
    span = room.rear.length
    f.pigeonholes(stage, room.rear, span * 0.05, span * 0.52, 1.5)
    f.window(stage, room.rear, span * 0.66, 1.0, span * 0.26, 1.3)
    f.panel(stage, room.rear, span * 0.2, 2.4, span * 0.22, 0.36, (70, 120, 84), 1, 0.05)
    f.pigeonholes(stage, room.west, 0.5, 1.8, 1.3)
    f.door(stage, room.east, 0.8, color=(92, 118, 92))
    stage.crate(0.8, 0, 1.3, (2.6, 1.05, 0.6), (118, 84, 62))
    stage.crate(0.4, 1.05, 1.3, (0.34, 0.16, 0.3), (206, 180, 132))
    stage.crate(1.3, 1.05, 1.25, (0.26, 0.3, 0.2), (164, 150, 130))
    stage.crate(-1.7, 0, 1.3, (0.5, 1.15, 0.45), (58, 112, 78))
    stage.crate(-1.7, 0.92, 1.07, (0.3, 0.05, 0.02), (30, 52, 40))
    f.pendant(stage, -0.6, 1.0, room.height, 0.8)
    f.pendant(stage, 1.0, 1.2, room.height, 0.8)


def _restaurant(stage: Stage) -> None:
    room = room_of(stage, 2.8, 2.6)
    shell(stage, room, (148, 112, 84), (198, 168, 132), dado=(122, 78, 60))
    span = room.rear.length
    f.window(stage, room.rear, span * 0.08, 0.95, span * 0.36, 1.3, 3)
    for index in range(4):
        f.panel(
            stage,
            room.rear,
            span * (0.56 + index * 0.09),
            1.3,
            span * 0.06,
            0.8,
            (222, 204, 164),
            0.7,
            0.04,
        )
    f.shelves(stage, room.east, 0.7, 1.4, 2.0, 5, f.DARK_WOOD)
    f.door(stage, room.west, 0.7)
    for x, z in ((1.35, 1.2), (-1.5, 1.5), (0.1, 2.0)):
        f.table(stage, x, z, 0.9, 0.8, 0.74, (140, 94, 62))
        f.chair(stage, x - 0.65, z, back=1)
        f.chair(stage, x + 0.65, z + 0.1, back=1)
        stage.crate(x, 0.74, z, (0.16, 0.12, 0.16), (230, 224, 208))
    for x in (-1.4, 0.0, 1.4):
        f.lantern(stage, x, 2.25, 1.4, 0.19)


def _corridor(stage: Stage) -> None:
    s = stage.spread
    room = Room(-1.35 * s, 1.35 * s, 7.5, 2.7 * min(s, 1.3))
    shell(stage, room, (164, 160, 150), (212, 208, 196), 0.45, tiles=True, dado=(150, 166, 168))
    for side in (room.west, room.east):
        for u in (0.9, 3.1, 5.3):
            f.door(stage, side, u + stage.rng.uniform(-0.2, 0.2), color=(164, 134, 104))
    f.window(stage, room.rear, 0.5 * s, 0.9, 1.5 * s, 1.4)
    for z in (0.5, 2.8, 5.2):
        stage.crate(0, room.height - 0.06, z, (0.7, 0.05, 0.5), (248, 246, 232))
        stage.glow((0, room.height - 0.2, z), 1.5, (246, 240, 220), 0.34)


def _lift(stage: Stage) -> None:
    room = Room(-1.0 * stage.spread, 1.0 * stage.spread, 0.95 * stage.spread, 2.45)
    shell(stage, room, (128, 124, 122), (180, 186, 192), 0.5, tiles=True)
    span = room.rear.length
    f.panel(stage, room.rear, span * 0.02, 0.05, span * 0.48, 2.2, (192, 198, 204), 1.1, 0.02)
    f.panel(stage, room.rear, span * 0.5, 0.05, span * 0.48, 2.2, (184, 190, 196), 1.1, 0.02)
    f.panel(stage, room.rear, span * 0.36, 2.27, span * 0.28, 0.14, (46, 36, 40), 0.8, 0.03)
    f.panel(stage, room.rear, span * 0.46, 2.3, span * 0.08, 0.08, (236, 96, 62), 0, 0.04, lit=True)
    f.panel(stage, room.east, 1.2, 0.9, 0.22, 0.7, (120, 126, 134), 0.9, 0.03)
    for index in range(5):
        f.panel(
            stage,
            room.east,
            1.27,
            0.97 + index * 0.12,
            0.08,
            0.08,
            (246, 216, 150),
            0.5,
            0.04,
            lit=True,
        )
    for wall in (room.west, room.east):
        f.panel(stage, wall, 0, 0.95, wall.length, 0.06, (214, 218, 220), 0.8, 0.08)
    stage.glow((0, 2.4, 0.2), 1.6, (250, 246, 228), 0.4)


def _car(stage: Stage) -> None:
    light = stage.light
    town = mix(light.sky_low, light.sky_top, 0.4)
    stage.poly([(-6, -1, 6), (6, -1, 6), (6, 5, 6), (-6, 5, 6)], town, 0, lit=True)
    for index in range(12):
        x = -5.5 + index
        tall = stage.rng.uniform(1.5, 3.6)
        stage.poly(
            [(x, 0, 5.9), (x + 0.9, 0, 5.9), (x + 0.9, tall, 5.9), (x, tall, 5.9)],
            mix(town, light.ink, 0.35),
            0.5,
            lit=True,
        )
        if light.lamps > 0.4:
            stage.glow((x + 0.4, stage.rng.uniform(0.8, 2.2), 5.8), 0.4, light.lamp, 0.6)
    dark: Color = (66, 68, 78)
    for side in (-1, 1):
        stage.poly(
            [
                (side * 1.0, 0.9, 0.9),
                (side * 1.12, 0.9, 0.9),
                (side * 0.86, 1.75, 0.9),
                (side * 0.72, 1.75, 0.9),
            ],
            dark,
        )
        stage.poly(
            [
                (side * 1.5, 0.0, -0.6),
                (side * 1.1, 0.0, 0.9),
                (side * 1.1, 0.98, 0.9),
                (side * 1.5, 0.98, -0.6),
            ],
            (92, 92, 102),
        )
    stage.poly(
        [(-0.9, 1.72, 0.9), (0.9, 1.72, 0.9), (1.4, 2.1, -1.2), (-1.4, 2.1, -1.2)], (104, 102, 108)
    )
    stage.poly([(-1.1, 0, 0.9), (1.1, 0, 0.9), (1.1, 0.96, 0.9), (-1.1, 0.96, 0.9)], (78, 80, 90))
    for x in (-0.5, 0.5):
        stage.crate(x, 0.3, 0.55, (0.56, 0.85, 0.16), (120, 104, 94))
        stage.crate(x, 1.18, 0.55, (0.28, 0.2, 0.12), (132, 114, 102))
    stage.crate(0, 1.5, 0.5, (0.26, 0.08, 0.04), (46, 48, 56))


def _stairs(stage: Stage) -> None:
    room = room_of(stage, 1.9, 3.4, 3.6)
    shell(stage, room, (160, 152, 142), (208, 202, 190), dado=(150, 160, 150))
    for step in range(9):
        stage.crate(0.6, 0, 0.9 + step * 0.28, (1.6, 0.17 * (step + 1), 0.28), (170, 162, 150))
    f.window(stage, room.rear, room.rear.length * 0.5, 1.9, 0.8, 1.1)
    f.door(stage, room.west, 0.5)
    f.pendant(stage, -0.4, 0.8, room.height, 0.9)


def _hall(stage: Stage) -> None:
    room = room_of(stage, 3.6, 3.6, 4.2)
    shell(stage, room, (132, 78, 66), (204, 176, 136), 0.6)
    span = room.rear.length
    for index in range(6):
        f.curtain(stage, room.rear, span * index / 6, 0.4, span / 6.5, 3.5, (150, 52, 50))
    stage.crate(0, 0, 2.6, (5.2, 0.35, 1.6), (120, 82, 60))
    for x in (-2.7, 2.7):
        stage.crate(x, 0, 1.8, (0.4, 4.2, 0.4), (190, 150, 98))
    for x in (-1.2, 0, 1.2):
        stage.glow((x, 3.4, 1.6), 1.6, (255, 226, 168), 0.4)
        f.lantern(stage, x, 3.2, 1.8, 0.24)
    for x in (-2.0, 2.0):
        f.table(stage, x, 1.0, 1.2, 1.2, 0.74, (214, 206, 190))


def plain_room(stage: Stage) -> None:
    """A room of which nothing is known."""
    room = room_of(stage, 2.6, 2.4)
    shell(stage, room, (168, 140, 112), (210, 200, 184))
    span = room.rear.length
    f.window(stage, room.rear, span * 0.12, 0.95, span * 0.3, 1.3)
    f.door(stage, room.rear, span * 0.62)
    f.shelves(stage, room.east, 0.6, 1.4, 1.9, 5)
    f.picture(stage, room.west, 1.0, 1.4, 0.8, 0.6)
    f.table(stage, 1.3, 1.4, 1.1, 0.6, 0.75)
    f.chair(stage, -1.5, 1.5)
    f.pendant(stage, 0.2, 1.0, room.height)


ROOMS: dict[PlaceKind, Callable[[Stage], None]] = {
    "shop": _shop, "living": _living, "bedroom": _bedroom, "kitchen": _kitchen, "office": _office,
    "hospital": _hospital, "school": _school, "post": _post, "restaurant": _restaurant,
    "corridor": _corridor, "lift": _lift, "car": _car, "stairs": _stairs, "stage": _hall,
}  # fmt: skip
