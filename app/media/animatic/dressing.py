"""Things the action names, put on the set of a wide shot so that the picture shows what the words say."""

from __future__ import annotations

import math
from collections.abc import Callable

from app.media.animatic import furnishings as f
from app.media.animatic.digits import time_in
from app.media.animatic.ink import Color
from app.media.animatic.lost_property import hung_umbrella
from app.media.animatic.outfit import color_of
from app.media.animatic.reading import PlaceKind, mentions
from app.media.animatic.stage import Spot, Stage, Wall

_UMBRELLA = ("伞", "umbrella")


def _lanterns(stage: Stage, words: str) -> None:
    """A row of lanterns, or a single one when the words say one."""
    alone = any(word in words for word in ("一盏", "那盏", "the lantern", "a lantern"))
    if alone:
        f.lantern(stage, 0.75, 1.95, 1.0, 0.22)
        return
    for index in range(6):
        f.lantern(
            stage, -1.7 + index * 0.68, 2.15 + 0.12 * (index % 2), 1.0 + 0.25 * (index % 3), 0.19
        )


def _clock(stage: Stage, words: str) -> None:
    """A wall clock at the time that is told."""
    hour, minute = time_in(words) or (11, 40)
    x, y, z = -0.85, 2.25, 1.75 * stage.spread

    def draw() -> None:
        stage.blob((x, y, z), 0.3, 0.3, (112, 84, 62), ink=1.2)
        stage.blob((x, y, z), 0.25, 0.25, (246, 240, 226))
        for turn, long, ink in (
            ((hour % 12 + minute / 60) / 12, 0.13, 2.0),
            (minute / 60, 0.2, 1.3),
        ):
            angle = turn * 2 * math.pi
            stage.edge((x, y, z), (x + math.sin(angle) * long, y + math.cos(angle) * long, z), ink)

    stage.later((x, y, z - 0.2), draw)


def _letter(stage: Stage, words: str) -> None:
    """A letter alone on a table."""
    tone: Color = color_of(words, ("信", "envelope", "letter")) or (248, 240, 220)
    f.table(stage, 0.35, 0.85, 1.3, 0.7, 0.8)
    corners: list[Spot] = [
        (0.2, 0.81, 0.7),
        (0.56, 0.81, 0.66),
        (0.6, 0.81, 0.92),
        (0.24, 0.81, 0.96),
    ]

    def draw() -> None:
        stage.poly(corners, tone, 1.0)
        stage.edge(corners[0], (0.42, 0.81, 0.84), 0.7)
        stage.edge(corners[1], (0.42, 0.81, 0.84), 0.7)

    stage.later((0.4, 0.82, 0.3), draw)
    stage.glow((0.4, 0.95, 0.8), 0.9, stage.light.lamp, 0.3)


def _torch(stage: Stage, words: str) -> None:
    """A torch that stands on the floor and throws its light upwards."""
    del words
    stage.crate(0.62, 0, 0.25, (0.09, 0.24, 0.09), (62, 66, 74))
    cone: list[Spot] = [(0.58, 0.24, 0.25), (0.66, 0.24, 0.25), (1.3, 2.6, 0.3), (-0.1, 2.6, 0.3)]
    stage.later((0.62, 1.0, 0.3), lambda: stage.poly(cone, (255, 240, 196), 0, 0.16, lit=True))
    stage.glow((0.62, 0.6, 0.25), 1.2, (255, 236, 190), 0.5)


def _fan(stage: Stage, words: str) -> None:
    """A ceiling fan."""
    del words
    x, y, z = -0.35, 2.45, 0.9

    def draw() -> None:
        stage.edge((x, y, z), (x, y + 0.6, z), 1.4)
        for turn in (0.3, 1.87, 3.44, 5.0):
            dx, dz = math.cos(turn), math.sin(turn)
            blade: list[Spot] = [(x + dx * 0.12, y, z + dz * 0.12),
                                 (x + dx * 0.8 - dz * 0.1, y, z + dz * 0.8 + dx * 0.1),
                                 (x + dx * 0.8 + dz * 0.1, y, z + dz * 0.8 - dx * 0.1)]  # fmt: skip
            stage.poly(blade, (134, 104, 78), 0.9)
        stage.blob((x, y, z), 0.12, 0.07, (92, 84, 80), ink=0.8)

    stage.later((x, y, z), draw)


def _scooter(stage: Stage, words: str) -> None:
    """A scooter or bicycle on its stand."""
    del words
    x, z = 1.0, 0.9
    tone: Color = (92, 122, 132)

    def draw() -> None:
        for dx in (-0.5, 0.5):
            stage.blob((x + dx, 0.27, z), 0.27, 0.27, (54, 54, 60), ink=1.2)
            stage.blob((x + dx, 0.27, z), 0.14, 0.14, (150, 150, 152))
        frame: list[Spot] = [(x - 0.62, 0.62, z), (x - 0.1, 0.66, z), (x + 0.05, 0.34, z), (x + 0.34, 0.34, z),
                             (x + 0.44, 0.9, z), (x + 0.56, 0.9, z), (x + 0.5, 0.22, z),
                             (x - 0.4, 0.26, z)]  # fmt: skip
        stage.poly(frame, tone, 1.0)
        stage.box(x - 0.34, 0.66, z, (0.5, 0.1, 0.2), (60, 52, 52), 0.8)
        stage.edge((x + 0.46, 0.9, z), (x + 0.36, 1.1, z), 1.8)
        stage.box(x - 0.5, 0.76, z, (0.34, 0.3, 0.3), (206, 160, 74), 0.8)

    stage.later((x, 0.5, z), draw)


def _umbrella(stage: Stage, words: str) -> None:
    """An umbrella that someone left, leaning against the wall."""
    wall = Wall((0.6, 1.1), (1, 0), 1.0, (0, -1))
    color = color_of(words, _UMBRELLA) or (76, 84, 104)
    stage.later((0.9, 0.5, 0.9), lambda: hung_umbrella(stage, wall, 0.25, 0.92, color, 0.9))


def _suitcases(stage: Stage, words: str) -> None:
    del words
    stage.crate(-1.0, 0, 0.7, (0.6, 0.44, 0.24), (142, 92, 62))
    stage.crate(-0.96, 0.44, 0.7, (0.46, 0.3, 0.22), (84, 98, 108))


_THINGS: tuple[tuple[tuple[str, ...], bool, Callable[[Stage, str], None]], ...] = (
    (("灯笼", "lantern"), False, _lanterns),
    (("时钟", "挂钟", "钟指", "看钟", "又看看钟", "clock"), True, _clock),
    (("封信", "信封", "信躺", "letter", "envelope"), True, _letter),
    (("手电", "torch", "flashlight"), True, _torch),
    (("吊扇", "ceiling fan"), True, _fan),
    (("电动车", "摩托", "自行车", "骑车", "scooter", "motorbike", "bicycle", "bike"), False, _scooter),
    (("行李", "皮箱", "suitcase"), False, _suitcases),
    (("干的雨伞", "一把伞", "旧伞", "umbrella stands", "an umbrella"), False, _umbrella),
)  # fmt: skip


def dress(stage: Stage, words: str, inside: bool, kind: PlaceKind) -> None:
    """Add what the words name; what a place has by nature is not doubled."""
    said = words.casefold()
    own = {"lost": (_umbrella, _suitcases), "platform": (_clock,), "station": (_clock,)}.get(
        kind, ()
    )
    for keys, indoors, draw in _THINGS:
        if (inside or not indoors) and draw not in own and any(mentions(said, key) for key in keys):
            draw(stage, said)
