"""Things that stand and hang in a set: built from boxes, panels and lamps, sized in metres."""

from __future__ import annotations

from app.media.animatic.ink import Color, mix, scaled
from app.media.animatic.stage import Spot, Stage, Wall

WOOD: Color = (150, 104, 70)
DARK_WOOD: Color = (98, 66, 50)
PLASTER: Color = (222, 212, 194)
METAL: Color = (150, 156, 164)
LEAF: Color = (92, 128, 84)
GOODS: tuple[Color, ...] = (
    (186, 92, 72), (206, 168, 96), (104, 132, 142), (136, 148, 104), (212, 200, 176), (120, 84, 92),
)  # fmt: skip


def panel(stage: Stage, wall: Wall, u: float, v: float, w: float, h: float, color: Color,
          ink: float = 1.0, out: float = 0.01, lit: bool = False) -> None:  # fmt: skip
    """A rectangle on a wall, its lower left corner at (u, v)."""
    corners: list[Spot] = [
        wall.at(u, v, out), wall.at(u + w, v, out), wall.at(u + w, v + h, out), wall.at(u, v + h, out),
    ]  # fmt: skip
    stage.poly(corners, color, ink, lit=lit)


def window(stage: Stage, wall: Wall, u: float, v: float, w: float, h: float, bars: int = 2) -> None:
    """A window that shows the hour's sky, with a few roofs of the town behind."""
    light = stage.light
    panel(stage, wall, u - 0.07, v - 0.07, w + 0.14, h + 0.14, (206, 192, 168), 1.0)
    pane = mix(light.sky_low, light.sky_top, 0.45)
    panel(stage, wall, u, v, w, h, pane, 0.8, 0.02, lit=True)
    step = w / 5
    for index in range(5):
        tall = h * stage.rng.uniform(0.14, 0.42)
        panel(
            stage, wall, u + index * step, v, step, tall, mix(pane, light.ink, 0.28), 0, 0.022, True
        )
        if light.lamps > 0.5 and stage.rng.random() < 0.7:
            panel(stage, wall, u + (index + 0.35) * step, v + tall * 0.5, step * 0.25, tall * 0.2,
                  light.lamp, 0, 0.024, True)  # fmt: skip
    for index in range(1, bars):
        part = u + w * index / bars
        stage.edge(wall.at(part, v, 0.03), wall.at(part, v + h, 0.03), 1.5)
    stage.edge(wall.at(u, v + h * 0.55, 0.03), wall.at(u + w, v + h * 0.55, 0.03), 1.4)
    panel(stage, wall, u - 0.12, v - 0.13, w + 0.24, 0.06, (230, 220, 200), 0.9, 0.06)
    if light.lamps < 0.6:
        middle = wall.at(u + w / 2, v + h / 2)
        stage.glow(middle, max(w, h) * 1.15, light.key, 0.34)


def curtain(stage: Stage, wall: Wall, u: float, v: float, w: float, h: float, color: Color) -> None:
    """Hanging cloth in folds."""
    folds = max(2, int(w / 0.12))
    for index in range(folds):
        tone = scaled(color, 1.0 if index % 2 else 0.86)
        panel(stage, wall, u + w * index / folds, v, w / folds, h, tone, 0.45, 0.08)


def door(
    stage: Stage, wall: Wall, u: float, w: float = 0.95, h: float = 2.1, color: Color = WOOD
) -> None:
    """A panelled door with frame and handle."""
    panel(stage, wall, u - 0.1, 0, w + 0.2, h + 0.1, scaled(color, 0.72))
    panel(stage, wall, u, 0, w, h, color, 1.1, 0.02)
    for low, tall in ((0.2, 0.75), (1.1, 0.8)):
        panel(stage, wall, u + 0.14, low, w - 0.28, tall, scaled(color, 0.9), 0.7, 0.03)
    panel(stage, wall, u + w - 0.13, 0.98, 0.06, 0.14, (214, 180, 96), 0.6, 0.05)


def picture(stage: Stage, wall: Wall, u: float, v: float, w: float, h: float) -> None:
    """A framed picture: a wash of hills."""
    panel(stage, wall, u, v, w, h, DARK_WOOD, 1.0, 0.03)
    panel(stage, wall, u + 0.05, v + 0.05, w - 0.1, h - 0.1, (224, 214, 192), 0.5, 0.035)
    hill = [wall.at(u + 0.05, v + 0.05, 0.04), wall.at(u + w - 0.05, v + 0.05, 0.04),
            wall.at(u + w * 0.7, v + h * 0.5, 0.04), wall.at(u + w * 0.42, v + h * 0.36, 0.04),
            wall.at(u + w * 0.25, v + h * 0.6, 0.04)]  # fmt: skip
    stage.poly(hill, (128, 146, 140), 0.3)


def shelves(
    stage: Stage, wall: Wall, u: float, w: float, h: float, rows: int = 4, wood: Color = WOOD
) -> None:
    """A wall of shelves filled with goods."""
    rng = stage.rng
    panel(stage, wall, u, 0, w, h, scaled(wood, 0.55), 1.0, 0.02)
    pitch = (h - 0.3) / rows
    for row in range(rows):
        base = 0.3 + row * pitch
        at = u + 0.05
        while at < u + w - 0.16:
            wide = rng.uniform(0.08, 0.22)
            tall = pitch * rng.uniform(0.35, 0.8)
            color = GOODS[rng.randrange(len(GOODS))]
            if rng.random() < 0.86:
                panel(stage, wall, at, base, min(wide, u + w - 0.06 - at), tall,
                      scaled(color, rng.uniform(0.75, 1.05)), 0.55, 0.12)  # fmt: skip
            at += wide + rng.uniform(0.01, 0.05)
        panel(stage, wall, u, base - 0.05, w, 0.05, wood, 0.8, 0.2)
    for side in (u, u + w - 0.05):
        panel(stage, wall, side, 0, 0.05, h, scaled(wood, 0.86), 0.9, 0.21)


def pigeonholes(stage: Stage, wall: Wall, u: float, w: float, h: float) -> None:
    """A sorting rack of small boxes with letters in them."""
    rng = stage.rng
    panel(stage, wall, u, 0.7, w, h, DARK_WOOD, 1.0, 0.02)
    columns, rows = max(3, int(w / 0.3)), max(3, int(h / 0.26))
    for column in range(columns):
        for row in range(rows):
            left, low = u + w * (column + 0.1) / columns, 0.7 + h * (row + 0.1) / rows
            wide, tall = w * 0.8 / columns, h * 0.8 / rows
            panel(stage, wall, left, low, wide, tall, (72, 50, 42), 0.6, 0.03)
            if rng.random() < 0.6:
                panel(stage, wall, left + wide * 0.1, low, wide * 0.8, tall * rng.uniform(0.25, 0.6),
                      (232, 222, 200), 0.5, 0.05)  # fmt: skip
    panel(stage, wall, u, 0, w, 0.7, WOOD, 1.0, 0.05)


def table(
    stage: Stage, x: float, z: float, w: float, d: float, h: float, color: Color = WOOD
) -> None:
    """A table on four legs."""

    def draw() -> None:
        for dx in (-1, 1):
            for dz in (1, -1):
                stage.box(x + dx * (w / 2 - 0.06), 0, z + dz * (d / 2 - 0.06), (0.06, h - 0.05, 0.06),
                          scaled(color, 0.8), 0.8)  # fmt: skip
        stage.box(x, h - 0.06, z, (w, 0.06, d), color)

    stage.later((x, h, z), draw)


def chair(stage: Stage, x: float, z: float, color: Color = DARK_WOOD, back: float = 1.0) -> None:
    """A chair; `back` +1 has its back away from the camera."""

    def draw() -> None:
        if back > 0:
            stage.box(x, 0.45, z + 0.2, (0.42, 0.5, 0.05), color, 0.8)
        for dx in (-0.18, 0.18):
            for dz in (0.18, -0.18):
                stage.box(x + dx, 0, z + dz, (0.04, 0.44, 0.04), scaled(color, 0.8), 0.7)
        stage.box(x, 0.43, z, (0.44, 0.05, 0.44), color, 0.9)
        if back < 0:
            stage.box(x, 0.45, z - 0.2, (0.42, 0.5, 0.05), color, 0.8)

    stage.later((x, 0.4, z), draw)


def sofa(stage: Stage, x: float, z: float, w: float, color: Color) -> None:
    """A sofa with arms and cushions."""

    def draw() -> None:
        stage.box(x, 0.0, z + 0.36, (w, 0.88, 0.2), scaled(color, 0.92))
        stage.box(x, 0.0, z, (w, 0.44, 0.75), color)
        for side in (-1, 1):
            stage.box(x + side * (w / 2), 0, z, (0.2, 0.62, 0.8), scaled(color, 0.95))
        stage.box(x - w * 0.22, 0.44, z + 0.18, (w * 0.3, 0.34, 0.12), (214, 176, 120), 0.8)

    stage.later((x, 0.4, z), draw)


def bed(stage: Stage, x: float, z: float, color: Color, hospital: bool = False) -> None:
    """A bed with head board and folded cover."""

    def draw() -> None:
        stage.box(x, 0, z + 1.0, (1.5, 1.1, 0.08), METAL if hospital else DARK_WOOD)
        stage.box(x, 0.2 if hospital else 0, z, (1.4, 0.34, 2.0), (236, 232, 224))
        stage.box(x, 0.5, z - 0.3, (1.44, 0.07, 1.3), color, 0.9)
        stage.box(x, 0.52, z + 0.75, (0.8, 0.13, 0.34), (246, 242, 232), 0.8)

    stage.later((x, 0.5, z), draw)


def plant(stage: Stage, x: float, z: float, h: float = 1.2) -> None:
    """A potted plant."""

    def draw() -> None:
        stage.box(x, 0, z, (0.3, 0.34, 0.3), (176, 108, 82), 0.9)
        for _ in range(9):
            dx, up = stage.rng.uniform(-0.32, 0.32), stage.rng.uniform(0.45, h)
            tone = scaled(LEAF, stage.rng.uniform(0.75, 1.2))
            stage.blob((x + dx, up, z), 0.13, 0.2, tone, ink=0.8)

    stage.later((x, h / 2, z), draw)


def pendant(stage: Stage, x: float, z: float, height: float, drop: float = 0.7) -> None:
    """A hanging lamp; it shines as the hour asks."""
    low = height - drop
    on = stage.light.lamps

    def draw() -> None:
        stage.edge((x, height, z), (x, low + 0.2, z), 0.8)
        shade: list[Spot] = [
            (x - 0.07, low + 0.2, z),
            (x + 0.07, low + 0.2, z),
            (x + 0.24, low, z),
            (x - 0.24, low, z),
        ]
        stage.poly(shade, (92, 104, 96))
        if on > 0.2:
            stage.blob((x, low - 0.01, z), 0.13, 0.05, (255, 240, 200), lit=True)

    stage.later((x, low, z), draw)
    if on > 0.2:
        stage.glow((x, low - 0.25, z), 1.9, stage.light.lamp, 0.5 * on)


def lantern(
    stage: Stage, x: float, y: float, z: float, size: float = 0.2, red: bool = True
) -> None:
    """A paper lantern with tassel; always alight, for that is what it is for."""
    lit = max(0.35, stage.light.lamps)
    body = mix((196, 62, 44) if red else (226, 188, 132), (255, 176, 92), 0.4 * lit)

    def draw() -> None:
        stage.edge((x, y + size * 1.9, z), (x, y + size, z), 0.6)
        stage.blob((x, y, z), size, size * 0.86, body, lit=lit > 0.5, ink=0.9)
        stage.blob(
            (x, y, z), size * 0.42, size * 0.6, mix(body, (255, 226, 150), 0.6), lit=lit > 0.5
        )
        for part in (-0.55, 0.55):
            stage.edge(
                (x + size * part, y + size * 0.72, z), (x + size * part, y - size * 0.72, z), 0.5
            )
        for cap in (size * 0.86, -size * 0.86):
            stage.box(x, y + cap - 0.02, z, (size * 0.7, 0.045, 0.02), (70, 44, 36), 0.6)
        stage.edge((x, y - size * 0.9, z), (x, y - size * 1.7, z), 1.1)

    stage.later((x, y, z), draw)
    stage.glow((x, y, z), size * 5.0, (255, 168, 84), 0.42 * lit, flicker=True)


def lamp_post(stage: Stage, x: float, z: float, h: float = 4.6) -> None:
    """A street lamp with its cone of light at night."""

    def draw() -> None:
        stage.box(x, 0, z, (0.12, h, 0.12), (74, 78, 88), 0.8)
        stage.box(x + 0.35, h, z, (0.8, 0.07, 0.1), (74, 78, 88), 0.8)
        if stage.light.lamps > 0.2:
            stage.blob((x + 0.62, h - 0.05, z), 0.2, 0.09, (255, 236, 190), lit=True)

    stage.later((x, 1, z), draw)
    if stage.light.lamps > 0.2:
        stage.glow((x + 0.62, h - 0.3, z), 2.6, stage.light.lamp, 0.55 * stage.light.lamps)
        stage.glow((x + 0.5, 0.2, z), 2.2, stage.light.lamp, 0.22 * stage.light.lamps)


def tree(stage: Stage, x: float, z: float, h: float, bare: bool = False) -> None:
    """A tree of overlapping washes."""
    rng = stage.rng
    lean = rng.uniform(-0.3, 0.3)
    tufts = [(rng.gauss(lean, h * 0.15), h * rng.uniform(0.55, 1.0), rng.uniform(0.1, 0.19) * h,
              rng.uniform(0.72, 1.15)) for _ in range(11)]  # fmt: skip

    def draw() -> None:
        trunk: list[Spot] = [(x - 0.05 * h / 2, 0, z), (x + 0.05 * h / 2, 0, z),
                             (x + lean + 0.02 * h, h * 0.7, z), (x + lean - 0.02 * h, h * 0.7, z)]  # fmt: skip
        stage.poly(trunk, (104, 82, 68))
        for dx, up, size, tone in sorted(tufts, key=lambda tuft: tuft[3]):
            if bare:
                stage.edge((x + lean, h * 0.5, z), (x + dx * 2, up, z), 0.8)
            else:
                stage.blob((x + dx, up, z), size, size * 0.8, scaled(LEAF, tone), ink=0.7)

    stage.later((x, 1, z), draw)


def railing(
    stage: Stage, z: float, left: float, right: float, h: float = 1.05, stone: bool = False
) -> None:
    """A railing across the stage at depth z."""
    color: Color = (196, 190, 178) if stone else (104, 112, 120)

    def draw() -> None:
        step = 0.5 if stone else 0.16
        at = left
        while at <= right:
            wide = 0.16 if stone else 0.03
            stage.box(at, 0, z, (wide, h, wide), color, 0.6)
            at += step
        stage.box(
            (left + right) / 2,
            h - 0.02,
            z,
            (right - left, 0.1 if stone else 0.05, 0.14),
            color,
            0.9,
        )
        stage.box((left + right) / 2, 0.12, z, (right - left, 0.06, 0.08), color, 0.6)

    stage.later(((left + right) / 2, 0.5, z), draw)


def bench(stage: Stage, x: float, z: float, w: float = 1.6, color: Color = WOOD) -> None:
    """A bench with a back."""

    def draw() -> None:
        for up in (0.6, 0.78):
            stage.box(x, up, z + 0.22, (w, 0.1, 0.04), color, 0.8)
        for dx in (-w / 2 + 0.1, w / 2 - 0.1):
            stage.box(x + dx, 0, z, (0.07, 0.44, 0.4), (80, 84, 92), 0.8)
        stage.box(x, 0.43, z, (w, 0.05, 0.44), color, 0.9)

    stage.later((x, 0.4, z), draw)


def sign(stage: Stage, wall: Wall, u: float, v: float, w: float, h: float, color: Color) -> None:
    """A shop sign: a board with strokes that suggest writing."""
    rng = stage.rng
    lit = stage.light.lamps > 0.5
    panel(stage, wall, u, v, w, h, color, 1.0, 0.15, lit=lit)
    count = max(2, int(w / max(0.2, h)))
    pale = mix(color, (255, 244, 214), 0.85)
    for index in range(count):
        left = u + w * (index + 0.2) / count
        wide = w * 0.6 / count
        for row in range(3):
            low = v + h * (0.2 + 0.22 * row)
            panel(stage, wall, left, low, wide * rng.uniform(0.6, 1), h * 0.08, pale, 0, 0.17, lit)
        panel(stage, wall, left + wide * rng.uniform(0.3, 0.6), v + h * 0.16, h * 0.08, h * 0.66,
              pale, 0, 0.17, lit)  # fmt: skip
    if lit:
        stage.glow(wall.at(u + w / 2, v + h / 2, 0.2), w * 0.9, color, 0.4)
