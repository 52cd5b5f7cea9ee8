"""Below and above the underground: a platform with its train, and an entrance on the street."""

from __future__ import annotations

import math

from app.media.animatic import furnishings as f
from app.media.animatic.digits import bars, width_of
from app.media.animatic.ink import Color, mix, scaled
from app.media.animatic.outdoors import ground, orb, row, sky, skyline
from app.media.animatic.shell import Room, shell
from app.media.animatic.stage import Spot, Stage, Wall

_AMBER: Color = (255, 176, 74)


def display(stage: Stage, wall: Wall, u: float, v: float, high: float, text: str) -> None:
    """A hanging display with lit digits."""
    wide = width_of(text) * high
    f.panel(
        stage,
        wall,
        u - high * 0.45,
        v - high * 0.4,
        wide + high * 0.9,
        high * 1.8,
        (34, 36, 42),
        1.0,
        0.0,
    )
    for left, low, w, h in bars(text):
        f.panel(
            stage,
            wall,
            u + left * high,
            v + low * high,
            w * high,
            h * high,
            _AMBER,
            0,
            0.02,
            lit=True,
        )
    stage.glow(wall.at(u + wide / 2, v + high / 2, 0.05), wide * 0.9, _AMBER, 0.3)


def _train(stage: Stage, wall: Wall, dark: bool) -> None:
    """A train along a wall: doors in pairs, windows, a coloured band; `dark` has no lights on."""
    lit = not dark
    glass: Color = (250, 240, 206) if lit else (58, 68, 82)
    body: Color = (188, 196, 200) if lit else (120, 130, 140)
    f.panel(stage, wall, 0, 0.15, wall.length, 2.5, body, 1.0)
    f.panel(stage, wall, 0, 0.55, wall.length, 0.2, (172, 62, 58), 0.6, 0.02)
    f.panel(stage, wall, 0, 2.35, wall.length, 0.12, scaled(body, 0.7), 0.6, 0.02)
    at = 0.4
    while at < wall.length - 3.2:
        f.panel(stage, wall, at, 0.15, 1.36, 2.1, scaled(body, 0.8), 1.1, 0.03)
        for part in (0.05, 0.7):
            f.panel(stage, wall, at + part, 0.2, 0.61, 2.0, scaled(body, 0.93), 0.9, 0.04)
            f.panel(stage, wall, at + part + 0.12, 1.0, 0.37, 0.95, glass, 0.8, 0.05, lit=lit)
        f.panel(stage, wall, at + 1.62, 1.05, 1.3, 0.85, glass, 0.9, 0.03, lit=lit)
        if lit:
            stage.glow(wall.at(at + 0.7, 1.3, 0.3), 1.0, (255, 240, 200), 0.22)
        at += 3.2


def _track(stage: Stage, edge: float, far: float, end: float) -> None:
    """An empty track beside the platform, and the tunnel wall beyond."""
    stage.poly(
        [(edge, -0.02, -6), (far, -0.02, -6), (far, -0.02, end), (edge, -0.02, end)],
        (58, 58, 64),
        0,
    )
    for x in (edge + 0.4, far - 0.25):
        stage.edge((x, 0.0, -4), (x, 0.0, end), 1.4)
    for index in range(9):
        z = index * 1.2
        stage.edge((edge + 0.1, 0.0, z), (far, 0.0, z), 0.6)


def platform(stage: Stage, words: str, clock: str) -> None:
    """An underground platform; the train stands there when the words speak of one."""
    s = stage.spread
    room = Room(-2.5 * s, 3.1 * s, 12.0, 3.0 * min(s, 1.25))
    shell(stage, room, (168, 166, 160), (196, 202, 198), 0.6, tiles=True, dado=(112, 142, 148))
    edge = 1.75 * s
    stage.poly([(edge - 0.42, 0.01, -6), (edge - 0.16, 0.01, -6), (edge - 0.16, 0.01, 12), (edge - 0.42, 0.01, 12)],
               (232, 192, 66), 0.5)  # fmt: skip
    said = words.casefold()
    if any(
        word in said for word in ("列车", "车门", "车厢", "地铁来", "train", "carriage", "doors")
    ):
        dark = any(word in said for word in ("没有灯", "无灯", "no lights", "without lights"))
        _train(stage, Wall((edge + 0.12, -4), (0, 1), 16, (-1, 0)), dark)
    else:
        _track(stage, edge, room.right, 12)
        mouth: list[Spot] = [
            (edge, 0, 11.9),
            (room.right, 0, 11.9),
            (room.right, 2.4, 11.9),
            (edge, 2.4, 11.9),
        ]
        stage.poly(mouth, (26, 28, 36), 1.0)
    for index, z in enumerate((1.6, 4.6, 7.8)):
        stage.crate(-1.55 * s, 0, z, (0.42, room.height, 0.42), (204, 208, 204))
        f_sign = Wall((-1.55 * s - 0.21, z - 0.22), (1, 0), 0.42, (0, -1))
        stage.later((-1.55 * s, 1.7, z - 0.22), lambda w=f_sign: f.panel(stage, w, 0.04, 1.35, 0.34, 0.5,
                    (64, 104, 128), 0.7, 0.02))  # type: ignore[misc]  # fmt: skip
        stage.crate(
            0.2, room.height - 0.07, z - 0.6 + index * 0.1, (1.1, 0.06, 0.24), (250, 248, 236)
        )
        stage.glow((0.2, room.height - 0.2, z - 0.6), 1.7, (240, 244, 236), 0.32)
    for u in (1.6, 3.6, 6.0):
        f.panel(stage, room.west, u, 0.95, 1.2, 1.25, (216, 208, 188), 0.9, 0.04)
        f.panel(
            stage, room.west, u + 0.1, 1.05, 1.0, 0.7, f.GOODS[int(u) % len(f.GOODS)], 0.6, 0.05
        )
    f.bench(stage, -1.2 * s, 2.9, 1.2, (92, 110, 120))
    hung = Wall((-0.55, 2.2), (1, 0), 1.6, (0, -1))
    low = room.height - 0.72

    def hang() -> None:
        for u in (0.1, 1.0):
            stage.edge(hung.at(u, low + 0.3), hung.at(u, room.height), 1.2)
        if clock:
            display(stage, hung, 0.1, low, 0.26, clock)
        else:
            f.sign(stage, hung, 0.0, low - 0.1, 1.5, 0.42, (40, 84, 112))

    stage.later((0.0, low, 2.2), hang)


def _pavilion(stage: Stage, x: float, near: float) -> None:
    """The little house over the stairs: a lit opening in which treads and handrails go down."""
    wide, deep, high = 2.5, 2.8, 2.75
    front = Wall((x - wide / 2, near), (1, 0), wide, (0, -1))

    def at(u: float, v: float) -> Spot:
        return front.at(u * wide, v * high, 0.03)

    def draw() -> None:
        stage.box(x, 0, near + deep / 2, (wide, high, deep), (142, 152, 158))
        stage.poly([at(0.1, 0), at(0.9, 0), at(0.9, 0.78), at(0.1, 0.78)], (66, 66, 74), 1.0)
        stage.poly(
            [at(0.1, 0.78), at(0.9, 0.78), at(0.66, 0.42), at(0.34, 0.42)], (120, 116, 106), 0.6
        )
        glow: Color = mix(stage.light.lamp, (255, 246, 220), 0.4)
        stage.poly(
            [at(0.34, 0.42), at(0.66, 0.42), at(0.62, 0.2), at(0.38, 0.2)], glow, 0.6, lit=True
        )
        for index in range(7):
            near_share, far_share = index / 7, (index + 0.62) / 7
            a, b = 0.12 + 0.26 * near_share, 0.12 + 0.26 * far_share
            low, top = 0.2 * near_share, 0.2 * far_share
            tone = mix((150, 144, 134), glow, near_share * 0.6)
            stage.poly([at(a, low), at(1 - a, low), at(1 - b, top), at(b, top)], tone, 0.6)
        for side in (0.13, 0.87):
            stage.edge(at(side, 0.36), at(0.5 + (side - 0.5) * 0.34, 0.3), 2.2)
            stage.edge(at(side, 0.0), at(side, 0.36), 1.8)
        stage.poly([front.at(-0.2, high, 0.25), front.at(wide + 0.2, high, 0.25),
                    front.at(wide + 0.2, high + 0.1, 0.25), front.at(-0.2, high + 0.1, 0.25)],
                   (96, 104, 112), 0.9)  # fmt: skip
        f.sign(stage, front, 0.25, high * 0.81, wide - 0.5, 0.42, (36, 92, 140))

    stage.later((x, 1.2, near), draw)
    stage.glow(front.at(wide / 2, 0.9, 0.1), 1.6, stage.light.lamp, 0.45)


def entrance(stage: Stage) -> None:
    """An underground entrance on a street at its own hour: stairs down, a lit sign, lamps, wet ground."""
    sky(stage)
    orb(stage)
    ground(stage, (158, 154, 150), 0)
    skyline(stage, 55, 20)
    half = 4.4 * stage.spread
    for side in (-1, 1):
        row(stage, Wall((side * half, -7), (0, 1), 42, (-side, 0)), 6.0, 10.0)
    rng = stage.rng
    for _ in range(9):
        x, z, span = rng.uniform(-2.6, 2.6), rng.uniform(-0.4, 7.0), rng.uniform(0.3, 0.8)
        ring: list[Spot] = [
            (x + span * math.cos(a / 2), 0.012, z + 0.34 * span * math.sin(a / 2))
            for a in range(13)
        ]
        stage.poly(ring, mix(stage.light.sky_low, (220, 226, 232), 0.2), 0, 0.5)
    _pavilion(stage, 1.15 * stage.spread, 2.4)
    post = (-0.95 * stage.spread, 1.9)
    disc: Color = (196, 58, 52)

    def totem() -> None:
        stage.box(post[0], 0, post[1], (0.12, 2.7, 0.12), (84, 90, 98), 0.8)
        stage.blob((post[0], 2.95, post[1]), 0.36, 0.36, disc, lit=stage.light.lamps > 0.4, ink=1.2)
        face = Wall((post[0] - 0.3, post[1] - 0.02), (1, 0), 0.6, (0, -1))
        for u, w, v, h in (
            (0.12, 0.07, 2.8, 0.3),
            (0.41, 0.07, 2.8, 0.3),
            (0.19, 0.22, 2.92, 0.08),
        ):
            f.panel(stage, face, u, v, w, h, (250, 246, 236), 0, 0.02, lit=True)

    stage.later((post[0], 1.4, post[1]), totem)
    if stage.light.lamps > 0.3:
        stage.glow((post[0], 2.95, post[1]), 1.2, (240, 110, 90), 0.4)
    for beside, z in ((-0.68, 3.0), (0.7, 7.5), (-0.68, 11.5), (0.7, 17.0)):
        f.lamp_post(stage, half * beside, z)
