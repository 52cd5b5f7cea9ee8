"""A lost property office: shelves of umbrellas, suitcases and hats with tags, behind a counter."""

from __future__ import annotations

from app.media.animatic import furnishings as f
from app.media.animatic.ink import Color, mix, scaled
from app.media.animatic.shell import room_of, shell
from app.media.animatic.stage import Spot, Stage, Wall

_FADED: tuple[Color, ...] = (
    (62, 78, 112), (96, 112, 84), (124, 92, 70), (104, 104, 112), (146, 118, 84), (84, 72, 104), (136, 132, 120),
)  # fmt: skip
_LEATHER: tuple[Color, ...] = ((142, 92, 62), (96, 70, 60), (74, 92, 104), (150, 128, 92))
_TAG: Color = (238, 228, 200)
_STEEL: Color = (128, 134, 136)


def hung_umbrella(
    stage: Stage, wall: Wall, u: float, v: float, color: Color, long: float = 0.74
) -> None:
    """A furled umbrella that hangs by its crook from (u, v), with a paper tag."""
    out = 0.24
    lean = stage.rng.uniform(-0.05, 0.05)

    def spot(x: float, y: float) -> Spot:
        return wall.at(u + x + lean * (y / -long), v + y, out)

    stage.edge(spot(0, 0), spot(0, -0.12), 1.6)
    stage.edge(spot(0, 0), spot(0.05, 0.02), 1.6)
    cloth = [spot(-0.03, -0.12), spot(0.03, -0.12), spot(0.08, -0.25), spot(0.014, -long), spot(-0.014, -long),
             spot(-0.08, -0.25)]  # fmt: skip
    stage.poly(cloth, color, 0.8)
    stage.edge(spot(0.0, -0.16), spot(0.004, -long), 0.6)
    stage.edge(spot(-0.05, -0.3), spot(0.05, -0.34), 0.7)
    if stage.rng.random() < 0.8:
        tag = [spot(0.05, -0.2), spot(0.12, -0.22), spot(0.11, -0.34), spot(0.04, -0.32)]
        stage.poly(tag, _TAG, 0.6)


def suitcase(stage: Stage, wall: Wall, u: float, v: float, w: float, h: float) -> None:
    """A suitcase on a shelf, seen from its front, with straps and a tag."""
    color = _LEATHER[stage.rng.randrange(len(_LEATHER))]
    f.panel(stage, wall, u, v, w, h, color, 0.8, 0.2)
    for part in (0.2, 0.74):
        f.panel(stage, wall, u + w * part, v, w * 0.07, h, scaled(color, 0.66), 0.5, 0.21)
    f.panel(stage, wall, u + w * 0.38, v + h, w * 0.24, 0.05, scaled(color, 0.5), 0.5, 0.21)
    f.panel(stage, wall, u + w * 0.46, v + h * 0.35, 0.08, 0.11, _TAG, 0.5, 0.22)


def _boxes(stage: Stage, wall: Wall, u: float, v: float, w: float, h: float) -> None:
    """A length of shelf: suitcases, hat boxes, a satchel, bundles; each with a number."""
    rng = stage.rng
    at = u
    while at < u + w - 0.2:
        wide = min(rng.uniform(0.26, 0.5), u + w - at)
        tall = h * rng.uniform(0.45, 0.86)
        if rng.random() < 0.6:
            suitcase(stage, wall, at, v, wide, tall)
        else:
            tone = scaled(f.GOODS[rng.randrange(len(f.GOODS))], 0.9)
            f.panel(stage, wall, at, v, wide * 0.8, tall * 0.8, tone, 0.7, 0.18)
            f.panel(stage, wall, at + wide * 0.3, v + tall * 0.25, 0.09, 0.12, _TAG, 0.5, 0.19)
        at += wide + rng.uniform(0.02, 0.07)


def _rack(stage: Stage, wall: Wall, u: float, w: float, high: float) -> None:
    """Steel shelving: cases below and on top, a rail of old umbrellas between them."""
    f.panel(stage, wall, u, 0, w, high, (118, 112, 100), 1.0, 0.02)
    _boxes(stage, wall, u + 0.06, 0.12, w - 0.12, 0.5)
    _boxes(stage, wall, u + 0.06, 1.86, w - 0.12, min(0.5, high - 1.9))
    rail = 1.74
    stage.edge(wall.at(u, rail, 0.24), wall.at(u + w, rail, 0.24), 1.8)
    count = max(3, int(w / 0.24))
    for index in range(count):
        color = _FADED[(index * 3 + stage.rng.randrange(3)) % len(_FADED)]
        hung_umbrella(
            stage, wall, u + w * (index + 0.5) / count, rail, color, stage.rng.uniform(0.68, 0.8)
        )
    for level in (0.08, 0.68, 1.8, high - 0.04):
        f.panel(stage, wall, u, level, w, 0.05, _STEEL, 0.9, 0.26)
    for side in (u, u + w / 2, u + w - 0.05):
        f.panel(stage, wall, side, 0, 0.05, high, scaled(_STEEL, 0.86), 0.9, 0.27)


def _counter(stage: Stage) -> None:
    """The counter with a desk lamp, a bell, a tray of tags and the ledger."""
    wood: Color = (134, 96, 68)
    x, z = 0.35, 1.05
    stage.crate(x, 0, z, (2.3, 0.96, 0.5), wood)
    stage.crate(x, 0.96, z, (2.42, 0.05, 0.6), scaled(wood, 1.15))
    stage.crate(x - 0.5, 1.01, z, (0.4, 0.035, 0.28), (232, 224, 204))
    stage.crate(x + 0.15, 1.01, z, (0.12, 0.07, 0.12), (206, 174, 96))
    stage.crate(x + 0.86, 1.01, z, (0.05, 0.36, 0.05), (70, 84, 76))
    stage.crate(x + 0.8, 1.36, z, (0.26, 0.09, 0.16), (74, 116, 92))
    stage.glow((x + 0.76, 1.26, z), 1.3, stage.light.lamp, 0.25 + 0.3 * stage.light.lamps)


def lost_property(stage: Stage) -> None:
    """The whole office."""
    room = room_of(stage, 2.3, 1.65, 3.0)
    shell(stage, room, (146, 124, 100), (190, 182, 160), 0.42, tiles=True, dado=(108, 130, 120))
    span = room.rear.length
    high = min(2.5, room.height - 0.4)
    _rack(stage, room.rear, 0.1, span - 0.2, high)
    _rack(stage, room.west, 0.35, room.west.length - 0.5, high)
    f.panel(stage, room.rear, span * 0.3, high + 0.08, span * 0.4, 0.28, (58, 84, 112), 0.9, 0.28)
    for index in range(4):
        f.panel(stage, room.rear, span * (0.34 + 0.085 * index), high + 0.14, span * 0.055, 0.16, (236, 230, 212),
                0, 0.3)  # fmt: skip
    f.door(stage, room.east, 0.6, color=(110, 122, 112))
    f.panel(
        stage,
        room.east,
        1.75,
        1.1,
        0.8,
        0.9,
        mix(stage.light.sky_low, (120, 130, 140), 0.5),
        0.9,
        0.03,
    )
    _counter(stage)
    stage.crate(-1.45, 0, 0.75, (0.62, 0.46, 0.26), _LEATHER[0])
    stage.crate(-1.4, 0.46, 0.75, (0.5, 0.3, 0.24), _LEATHER[2])
    stage.crate(1.9, 0, 0.6, (0.34, 0.6, 0.34), (96, 104, 108))
    for index, dx in enumerate((-0.08, 0.02, 0.1)):
        tone = _FADED[index * 2]
        stage.crate(1.9 + dx, 0.2, 0.6 + dx * 0.5, (0.05, 0.62, 0.05), tone)
    f.pendant(stage, -0.5, 0.8, room.height, 0.7)
    f.pendant(stage, 1.0, 0.9, room.height, 0.7)
