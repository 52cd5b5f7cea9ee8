"""Inserts: one object close up, drawn by hand in units of the frame's shorter side."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from app.media.animatic.cel import Cel
from app.media.animatic.ink import Color, ellipse, points, scaled, smooth
from app.media.animatic.keepsakes import bell, candy, display, ledger, rib, rope

_SKIN: Color = (238, 204, 174)


def _ring(
    cel: Cel, cx: float, cy: float, rx: float, ry: float, color: Color, ink: float = 1.0
) -> None:
    cel.wash(ellipse(cx, cy, rx, ry, 40), color, ink)


def _letter(cel: Cel) -> None:
    cel.wash(points((-0.34, -0.2), (0.3, -0.26), (0.36, 0.18), (-0.28, 0.24)), (244, 234, 210))
    cel.line(points((-0.28, 0.24), (0.035, -0.02), (0.36, 0.18)), 1.1)
    cel.line(points((-0.34, -0.2), (-0.05, 0.03)), 0.7)
    cel.line(points((0.3, -0.26), (0.1, 0.02)), 0.7)
    _ring(cel, 0.03, -0.01, 0.05, 0.05, (176, 52, 44))
    for row in range(3):
        cel.line(
            points((-0.24, -0.08 - row * 0.035), (-0.02 - row * 0.03, -0.1 - row * 0.035)), 0.8
        )


def _phone(cel: Cel) -> None:
    case = points(
        (-0.15, -0.345), (0.15, -0.345), (0.172, -0.325), (0.178, 0.325), (0.156, 0.345),
        (-0.156, 0.345), (-0.178, 0.325), (-0.172, -0.325),
    )  # fmt: skip
    cel.wash(case, (36, 38, 46))
    cel.wash(points((-0.15, -0.3), (0.15, -0.3), (0.155, 0.3), (-0.155, 0.3)), (196, 216, 230), 0.6)
    for row, side in enumerate((-1, 1, -1, 1)):
        y = 0.2 - row * 0.11
        cel.wash(
            points(
                (side * 0.13, y),
                (side * -0.04, y),
                (side * -0.04, y - 0.06),
                (side * 0.13, y - 0.06),
            ),
            (250, 250, 246) if side < 0 else (150, 204, 140),
            0.5,
        )
    cel.wash(points((-0.04, 0.27), (0.04, 0.27), (0.04, 0.28), (-0.04, 0.28)), (40, 44, 52), 0.2)


def _coin(cel: Cel) -> None:
    for x, y in ((-0.16, -0.12), (0.14, -0.15), (0.0, -0.02), (0.2, 0.04), (-0.2, 0.05)):
        _ring(cel, x, y - 0.018, 0.1, 0.058, (156, 116, 52))
        _ring(cel, x, y, 0.1, 0.058, (220, 178, 92))
        cel.line(ellipse(x, y, 0.075, 0.042, 30), 0.6)
        cel.wash(
            points(
                (x - 0.02, y - 0.012),
                (x + 0.02, y - 0.012),
                (x + 0.02, y + 0.012),
                (x - 0.02, y + 0.012),
            ),
            (110, 80, 40),
            0.5,
        )


def _key(cel: Cel) -> None:
    _ring(cel, -0.2, 0.06, 0.11, 0.11, (190, 156, 86))
    _ring(cel, -0.2, 0.06, 0.055, 0.055, (96, 84, 70), 0.8)
    cel.wash(points((-0.1, 0.08), (0.3, 0.0), (0.3, -0.04), (-0.1, 0.035)), (190, 156, 86))
    for x in (0.16, 0.22, 0.27):
        cel.wash(
            points((x, -0.02), (x + 0.03, -0.025), (x + 0.03, -0.1), (x, -0.09)),
            (176, 142, 76),
            0.8,
        )


def _lantern(cel: Cel, tone: Color) -> None:
    cel.rod(points((0, 0.62), (0, 0.3)), 1.2)
    _ring(cel, 0, 0.02, 0.26, 0.26, tone)
    for part in (-0.16, -0.06, 0.06, 0.16):
        cel.line(smooth(points((part * 0.7, 0.26), (part * 1.25, 0.02), (part * 0.7, -0.22))), 0.8)
    cel.tint(ellipse(0, 0.0, 0.12, 0.17, 30), (255, 220, 140), 0.75)
    for y in (0.25, -0.27):
        cel.wash(points((-0.11, y), (0.11, y), (0.11, y + 0.045), (-0.11, y + 0.045)), (84, 54, 40))
    for part in (-0.04, 0.0, 0.04):
        cel.rod(points((part, -0.27), (part * 1.5, -0.46)), 1.1, (200, 60, 44))


def _cup(cel: Cel) -> None:
    cel.wash(
        smooth(
            points(
                (-0.2, 0.14),
                (-0.17, -0.16),
                (-0.08, -0.22),
                (0.08, -0.22),
                (0.17, -0.16),
                (0.2, 0.14),
            )
        ),
        (236, 232, 222),
    )
    _ring(cel, 0, 0.14, 0.2, 0.06, (246, 242, 234))
    _ring(cel, 0, 0.135, 0.165, 0.045, (150, 104, 64), 0.7)
    handle = smooth(points((0.19, 0.08), (0.31, 0.06), (0.29, -0.1), (0.17, -0.12)))
    cel.rod(handle, 6.0)
    cel.rod(handle, 4.0, (236, 232, 222))
    for x in (-0.07, 0.03, 0.1):
        cel.line(
            smooth(points((x, 0.22), (x + 0.03, 0.28), (x - 0.02, 0.34), (x + 0.02, 0.4))),
            0.9,
            (220, 220, 220),
            0.7,
        )


def _jewel(cel: Cel) -> None:
    ring = ellipse(0, -0.06, 0.17, 0.2, 40)
    cel.wash(ring, (216, 182, 104))
    _ring(cel, 0, -0.06, 0.125, 0.155, (90, 82, 80))
    cel.wash(
        points((-0.08, 0.16), (0.0, 0.08), (0.08, 0.16), (0.05, 0.24), (-0.05, 0.24)),
        (196, 226, 236),
    )
    cel.line(points((-0.08, 0.16), (0.08, 0.16)), 0.8)
    cel.line(points((-0.03, 0.24), (0.0, 0.08), (0.03, 0.24)), 0.7)


def _clock(cel: Cel, time: tuple[int, int]) -> None:
    _ring(cel, 0, 0, 0.27, 0.27, (120, 88, 62))
    _ring(cel, 0, 0, 0.225, 0.225, (246, 240, 226))
    for hour in range(12):
        angle = hour * np.pi / 6
        inner, outer = (0.175, 0.205)
        cel.line(
            points(
                (np.cos(angle) * inner, np.sin(angle) * inner),
                (np.cos(angle) * outer, np.sin(angle) * outer),
            ),
            1.2,
        )
    hour, minute = time
    for share, long, ink in (((hour % 12 + minute / 60) / 12, 0.11, 2.4), (minute / 60, 0.17, 1.6)):
        angle = share * 2 * np.pi
        cel.line(
            points((0, 0), (np.sin(angle) * long, np.cos(angle) * long)), ink, taper=(0.9, 0.4)
        )


def _umbrella(cel: Cel, tone: Color) -> None:
    cel.rod(points((0.02, 0.3), (0.02, -0.38)), 2.4, (80, 64, 56))
    cel.line(
        smooth(points((0.02, -0.38), (0.06, -0.43), (0.1, -0.38))),
        2.0,
        (80, 64, 56),
        taper=(0.9, 0.9),
    )
    dome = smooth(
        points(
            (-0.4, 0.02),
            (-0.26, 0.22),
            (0.02, 0.3),
            (0.3, 0.22),
            (0.42, 0.02),
            (0.24, 0.06),
            (0.02, 0.03),
            (-0.2, 0.06),
        ),
        closed=True,
    )
    cel.wash(dome, tone)
    for x in (-0.2, 0.02, 0.24):
        cel.line(smooth(points((x, 0.05), (x * 0.6, 0.2), (0.02, 0.3))), 0.9)


def _flower(cel: Cel) -> None:
    for dx, dy, tone in (
        (-0.12, 0.16, (214, 84, 96)),
        (0.1, 0.22, (236, 176, 96)),
        (0.02, 0.06, (222, 116, 140)),
        (0.2, 0.06, (214, 84, 96)),
        (-0.02, 0.3, (246, 222, 200)),
    ):
        cel.rod(smooth(points((dx, dy), (dx * 0.5, -0.1), (0, -0.34))), 1.4, (92, 124, 80))
        for part in range(5):
            angle = part * 1.257
            _ring(
                cel, dx + 0.045 * np.cos(angle), dy + 0.045 * np.sin(angle), 0.045, 0.045, tone, 0.6
            )
        _ring(cel, dx, dy, 0.03, 0.03, (240, 206, 110), 0.6)
    cel.wash(points((-0.12, -0.06), (0.14, -0.06), (0.05, -0.38), (-0.05, -0.38)), (232, 220, 196))


def _knife(cel: Cel) -> None:
    cel.wash(
        points((-0.08, 0.03), (0.34, 0.17), (0.4, 0.14), (0.3, 0.05), (-0.05, -0.06)),
        (210, 216, 222),
    )
    cel.line(points((-0.05, 0.0), (0.34, 0.13)), 0.7)
    cel.wash(points((-0.38, -0.09), (-0.08, 0.03), (-0.05, -0.06), (-0.34, -0.17)), (92, 62, 50))


def _hand(cel: Cel) -> None:
    palm = smooth(
        points(
            (-0.16, -0.42),
            (-0.19, -0.16),
            (-0.15, 0.02),
            (0.13, 0.04),
            (0.17, -0.14),
            (0.13, -0.42),
        ),
        closed=True,
    )
    for index, (x, tall) in enumerate(((-0.12, 0.3), (-0.03, 0.37), (0.055, 0.34), (0.125, 0.25))):
        lean = (index - 1.5) * 0.03
        finger = smooth(
            points(
                (x - 0.04, -0.02),
                (x - 0.038 + lean, tall * 0.75),
                (x + lean * 1.3, tall + 0.01),
                (x + 0.04 + lean, tall * 0.75),
                (x + 0.042, -0.02),
            ),
            closed=True,
        )
        cel.wash(finger, _SKIN, 0.9)
        cel.line(
            points((x - 0.02 + lean * 0.6, tall * 0.5), (x + 0.022 + lean * 0.6, tall * 0.5)), 0.6
        )
    cel.wash(palm, _SKIN)
    thumb = smooth(
        points((0.13, -0.2), (0.25, -0.06), (0.3, 0.05), (0.25, 0.08), (0.17, 0.0), (0.1, -0.06)),
        closed=True,
    )
    cel.wash(thumb, _SKIN, 0.9)
    cel.line(smooth(points((0.11, -0.03), (0.02, -0.1), (0.0, -0.24))), 0.7)
    cel.wash(points((-0.2, -0.5), (0.17, -0.5), (0.16, -0.38), (-0.18, -0.38)), (86, 96, 126))


def _door(cel: Cel) -> None:
    cel.wash(points((-0.4, -0.5), (0.4, -0.5), (0.4, 0.5), (-0.4, 0.5)), (146, 100, 68))
    cel.wash(
        points((-0.32, 0.06), (0.0, 0.06), (0.0, 0.44), (-0.32, 0.44)),
        scaled((146, 100, 68), 0.88),
        0.8,
    )
    cel.wash(
        points((-0.32, -0.44), (0.0, -0.44), (0.0, -0.04), (-0.32, -0.04)),
        scaled((146, 100, 68), 0.88),
        0.8,
    )
    cel.wash(points((0.12, -0.16), (0.24, -0.16), (0.24, 0.14), (0.12, 0.14)), (196, 164, 96))
    cel.wash(
        smooth(
            points((0.16, 0.05), (0.2, 0.02), (0.36, 0.03), (0.36, 0.075), (0.19, 0.08)),
            closed=True,
        ),
        (224, 196, 128),
    )
    _ring(cel, 0.18, -0.08, 0.018, 0.018, (50, 40, 36), 0.6)


def _box(cel: Cel) -> None:
    cel.wash(points((-0.3, -0.24), (0.12, -0.3), (0.12, 0.06), (-0.3, 0.1)), (188, 140, 92))
    cel.wash(points((0.12, -0.3), (0.34, -0.18), (0.34, 0.14), (0.12, 0.06)), (156, 112, 74))
    cel.wash(points((-0.3, 0.1), (0.12, 0.06), (0.34, 0.14), (-0.06, 0.19)), (206, 164, 116))
    cel.line(points((-0.1, 0.08), (-0.1, -0.27)), 2.2, (196, 80, 60), taper=(0.9, 0.9))
    cel.line(points((-0.1, 0.08), (0.13, 0.165)), 2.2, (196, 80, 60), taper=(0.9, 0.9))


_DRAWINGS: dict[str, Callable[[Cel], None]] = {
    "letter": _letter, "phone": _phone, "coin": _coin, "key": _key, "cup": _cup, "ring": _jewel,
    "flower": _flower, "knife": _knife, "hand": _hand, "door": _door, "box": _box, "bell": bell, "rope": rope,
    "candy": candy,
}  # fmt: skip
_PAINTED: dict[str, tuple[Callable[[Cel, Color], None], Color]] = {
    "umbrella": (_umbrella, (186, 68, 58)), "lantern": (_lantern, (214, 76, 50)), "rib": (rib, (186, 68, 58)),
    "ledger": (ledger, (92, 66, 58)),
}  # fmt: skip
_TIMED: dict[str, Callable[[Cel, tuple[int, int]], None]] = {"clock": _clock, "display": display}


def draw_object(cel: Cel, name: str, color: Color | None, time: tuple[int, int]) -> None:
    """Draw an object around the origin, about 0.8 units across.

    Args:
        cel: its paper.
        name: one of `reading.OBJECTS`; a box when it is none.
        color: the colour that is told of it, None for its usual one.
        time: hour and minute that a clock shows.
    """
    if name in _PAINTED:
        draw, usual = _PAINTED[name]
        draw(cel, color or usual)
    elif name in _TIMED:
        _TIMED[name](cel, time)
    else:
        _DRAWINGS.get(name, _box)(cel)
