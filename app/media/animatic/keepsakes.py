"""More inserts: things that carry words, numbers or a secret; units as in `objects`."""

from __future__ import annotations

import math

from app.media.animatic.cel import Cel
from app.media.animatic.digits import bars, width_of
from app.media.animatic.ink import Color, ellipse, mix, points, scaled, smooth


def ledger(cel: Cel, cover: Color) -> None:
    """An open ledger: ruled pages, lines of handwriting, the one that matters underlined, a pen."""
    cel.wash(points((-0.5, -0.3), (0.5, -0.3), (0.5, 0.3), (-0.5, 0.3)), cover)
    paper: Color = (244, 236, 216)
    for side in (-1, 1):
        page = points((0, -0.27), (side * 0.24, -0.285), (side * 0.47, -0.27), (side * 0.47, 0.27),
                      (side * 0.24, 0.285), (0, 0.27))  # fmt: skip
        cel.wash(page, paper if side < 0 else mix(paper, (214, 204, 182), 0.25), 0.9)
        for row in range(9):
            y = 0.21 - row * 0.055
            cel.line(points((side * 0.03, y), (side * 0.45, y)), 0.4, (150, 166, 182), 0.8)
            if side > 0 or row not in (2, 3, 4):
                start = 0.05 if side > 0 else -0.44
                long = 0.2 + 0.07 * math.sin(row * 2.3)
                hand = [
                    (start + long * t / 9, y + 0.014 + 0.011 * math.sin(t * 2.4 + row))
                    for t in range(10)
                ]
                cel.line(smooth(points(*hand)), 0.8, (62, 54, 84), 0.8)
    cel.line(points((0, -0.27), (0, 0.27)), 1.4)
    cel.line(smooth(points((-0.37, -0.055), (-0.2, -0.062), (-0.05, -0.05))), 2.2, (196, 58, 48))
    cel.wash(
        points((0.1, -0.2), (0.46, 0.14), (0.485, 0.115), (0.125, -0.222), (0.075, -0.24)),
        (54, 60, 74),
        0.9,
    )


def rib(cel: Cel, tone: Color) -> None:
    """Under an open umbrella: cloth, ribs that run to the crown, and the place where a name is carved."""
    canopy = points((-0.9, -0.75), (0.9, -0.75), (0.9, 0.8), (-0.9, 0.8))
    cel.wash(canopy, scaled(tone, 0.8), 0)
    crown = (0.55, 0.62)
    for index in range(7):
        angle = 3.5 + index * 0.27
        end = (crown[0] + math.cos(angle) * 2.0, crown[1] + math.sin(angle) * 2.0)
        other = (crown[0] + math.cos(angle + 0.13) * 2.0, crown[1] + math.sin(angle + 0.13) * 2.0)
        cel.tint(points(crown, end, other), tone, 0.85)
        cel.line(points(crown, end), 1.8, (60, 44, 44), taper=(0.9, 0.9))
    wood: Color = (212, 178, 128)
    cel.wash(points((-0.62, -0.2), (0.62, 0.5), (0.68, 0.4), (-0.56, -0.32)), wood, 1.3)
    plate = smooth(points((-0.3, 0.12), (-0.26, 0.17), (0.24, 0.17), (0.28, 0.12), (0.24, -0.02), (-0.26, -0.02)),
                   closed=True)  # fmt: skip
    cel.wash(plate, mix(wood, (255, 244, 220), 0.4), 1.0)


def display(cel: Cel, time: tuple[int, int]) -> None:
    """A station's lit display with the time."""
    text = f"{time[0]:02d}:{time[1]:02d}"
    size = 0.24
    left = -width_of(text) * size / 2
    for x in (-0.22, 0.22):
        cel.rod(points((x, 0.22), (x, 0.7)), 3.0, (86, 90, 98))
    cel.wash(points((-0.44, -0.24), (0.44, -0.24), (0.44, 0.24), (-0.44, 0.24)), (34, 36, 44))
    cel.wash(points((-0.39, -0.19), (0.39, -0.19), (0.39, 0.19), (-0.39, 0.19)), (22, 24, 30), 0.7)
    for at, low, wide, tall in bars(text):
        x, y = left + at * size, low * size - size / 2
        w, h = wide * size, tall * size
        cel.raw(points((x, y), (x + w, y), (x + w, y + h), (x, y + h)), (255, 178, 74))
    cel.tint(ellipse(0, 0, 0.36, 0.17, 40), (255, 190, 110), 0.1)


def bell(cel: Cel) -> None:
    """A shop bell on its bracket, swinging."""
    cel.rod(smooth(points((-0.4, 0.3), (-0.1, 0.42), (0.04, 0.3))), 4.0, (96, 84, 76))
    brass: Color = (214, 172, 92)
    body = smooth(
        points(
            (0.0, 0.28),
            (0.1, 0.22),
            (0.16, 0.02),
            (0.28, -0.12),
            (-0.16, -0.2),
            (-0.1, -0.02),
            (-0.08, 0.18),
        ),
        closed=True,
    )
    cel.wash(body, brass)
    cel.line(smooth(points((0.1, 0.2), (0.14, 0.02), (0.22, -0.09))), 2.0, (250, 232, 180))
    cel.wash(ellipse(0.03, -0.2, 0.055, 0.055, 20), scaled(brass, 0.7))
    for reach in (0.36, 0.44):
        cel.line(smooth(points((reach, 0.08), (reach + 0.05, -0.06), (reach + 0.02, -0.2))), 1.2)
        cel.line(
            smooth(points((-reach + 0.1, 0.02), (-reach + 0.05, -0.12), (-reach + 0.1, -0.26))), 1.2
        )


def rope(cel: Cel) -> None:
    """A red cord that has come apart."""
    red: Color = (186, 56, 50)
    for side in (-1, 1):
        path = smooth(
            points((side * 0.7, 0.1 * side), (side * 0.35, 0.06), (side * 0.1, -0.02 * side))
        )
        cel.rod(path, 9.0)
        cel.rod(path, 7.0, red)
        for index in range(7):
            x = side * (0.14 + index * 0.08)
            cel.line(points((x, 0.05), (x + 0.03, -0.01 + 0.02 * side)), 1.0, scaled(red, 0.6))
        for dy in (-0.05, 0.0, 0.05):
            cel.line(
                smooth(
                    points((side * 0.11, -0.02 * side), (side * 0.05, dy), (side * 0.01, dy * 1.7))
                ),
                1.6,
                red,
            )


def candy(cel: Cel) -> None:
    """A wrapped mint on the floor."""
    cel.wash(ellipse(0, 0, 0.2, 0.15, 36), (206, 232, 222))
    cel.line(smooth(points((-0.12, 0.05), (0.0, 0.1), (0.12, 0.04))), 1.4, (255, 255, 255))
    for side in (-1, 1):
        twist = points(
            (side * 0.19, 0.0), (side * 0.38, 0.13), (side * 0.34, 0.0), (side * 0.4, -0.12)
        )
        cel.wash(twist, (166, 206, 190), 0.9)
        cel.line(points((side * 0.2, 0.0), (side * 0.33, 0.03)), 0.8)
