"""Small things in a hand, in metres around the wrist."""

from __future__ import annotations

from collections.abc import Callable

from app.media.animatic.cel import Cel
from app.media.animatic.ink import Color, ellipse, points, smooth


def _umbrella(cel: Cel, x: float, y: float, tone: Color) -> None:
    """Open overhead, high enough to leave the face free."""
    cel.rod(points((x, y - 0.1), (x, y + 1.0)), 1.8, (70, 60, 60))
    dome = points(
        (x - 0.66, y + 0.82), (x - 0.46, y + 1.06), (x, y + 1.17), (x + 0.46, y + 1.06), (x + 0.66, y + 0.82),
        (x + 0.3, y + 0.88), (x, y + 0.86), (x - 0.3, y + 0.88),
    )  # fmt: skip
    cel.wash(smooth(dome, closed=True), tone, 1.1)
    for part in (-0.3, 0.0, 0.3):
        cel.line(points((x + part, y + 0.88), (x + part * 0.2, y + 1.16)), 0.7)


def _furled(cel: Cel, x: float, y: float, tone: Color) -> None:
    """Closed, its tip to the floor."""
    cel.rod(
        smooth(points((x - 0.02, y + 0.02), (x, y + 0.1), (x + 0.05, y + 0.08))), 1.8, (90, 64, 50)
    )
    cloth = points(
        (x - 0.035, y - 0.04), (x + 0.03, y - 0.04), (x + 0.075, y - 0.16), (x + 0.05, y - 0.66), (x + 0.02, y - 0.7),
        (x - 0.02, y - 0.2),
    )  # fmt: skip
    cel.wash(smooth(cloth, closed=True, steps=4), tone, 1.0)
    cel.rod(points((x + 0.035, y - 0.68), (x + 0.045, y - 0.78)), 1.2, (90, 64, 50))
    cel.line(points((x, y - 0.08), (x + 0.035, y - 0.64)), 0.7)


def _ledger(cel: Cel, x: float, y: float, tone: Color) -> None:
    cel.wash(
        points(
            (x - 0.06, y - 0.02), (x + 0.2, y + 0.03), (x + 0.18, y + 0.2), (x - 0.07, y + 0.15)
        ),
        tone,
        0.95,
    )
    cel.line(points((x - 0.02, y + 0.08), (x + 0.15, y + 0.12)), 0.7, (240, 232, 214))


def _rabbit(cel: Cel, x: float, y: float, tone: Color) -> None:
    """A cloth rabbit with one torn ear, held to the chest."""
    x, y = x - 0.13, y - 0.13
    for dx, tall, lean in ((-0.05, 0.2, -0.05), (0.05, 0.11, 0.06)):
        ear = points((x + dx - 0.028, y + 0.2), (x + dx + lean - 0.03, y + 0.2 + tall),
                     (x + dx + lean + 0.03, y + 0.2 + tall), (x + dx + 0.03, y + 0.2))  # fmt: skip
        cel.wash(smooth(ear, closed=True, steps=4), tone, 0.9)
    cel.wash(ellipse(x, y - 0.02, 0.095, 0.13, 22), tone, 1.0)
    cel.wash(ellipse(x, y + 0.16, 0.085, 0.08, 20), tone, 1.0)
    for dx in (-0.03, 0.035):
        cel.raw(ellipse(x + dx, y + 0.17, 0.011, 0.013, 10), (50, 40, 44))
    cel.line(points((x - 0.015, y + 0.13), (x + 0.005, y + 0.122), (x + 0.022, y + 0.13)), 0.7)
    cel.line(points((x, y + 0.06), (x, y - 0.12)), 0.7)


def _lantern(cel: Cel, x: float, y: float, tone: Color) -> None:
    cel.rod(points((x, y), (x + 0.02, y - 0.2)), 0.9)
    cel.wash(ellipse(x + 0.02, y - 0.33, 0.12, 0.13, 22), tone, 1.0)
    cel.tint(ellipse(x + 0.02, y - 0.33, 0.06, 0.09, 16), (255, 226, 150), 1)


def _phone(cel: Cel, x: float, y: float, tone: Color) -> None:
    slab = points((x, y - 0.03), (x + 0.055, y - 0.01), (x + 0.02, y + 0.12), (x - 0.035, y + 0.1))
    cel.wash(slab, tone, 0.8)


def _cup(cel: Cel, x: float, y: float, tone: Color) -> None:
    cel.wash(
        points((x, y), (x + 0.08, y), (x + 0.09, y + 0.1), (x - 0.01, y + 0.1)),
        tone,
        0.9,
    )


def _sheet_of(cel: Cel, x: float, y: float, wide: float, tall: float, tone: Color) -> None:
    corners = points(
        (x - 0.04, y - tall * 0.3),
        (x + wide, y - tall * 0.1),
        (x + wide - 0.02, y + tall),
        (x - 0.06, y + tall * 0.8),
    )
    cel.wash(corners, tone, 0.9)


def _letter(cel: Cel, x: float, y: float, tone: Color) -> None:
    _sheet_of(cel, x, y, 0.15, 0.1, tone)


def _box(cel: Cel, x: float, y: float, tone: Color) -> None:
    _sheet_of(cel, x, y, 0.3, 0.22, tone)
    cel.line(
        points((x + 0.12, y - 0.05), (x + 0.1, y + 0.2)), 1.6, (206, 178, 130), taper=(0.9, 0.9)
    )


def _flower(cel: Cel, x: float, y: float, tone: Color) -> None:
    cel.rod(points((x, y - 0.1), (x + 0.04, y + 0.2)), 1.2, (84, 120, 76))
    for dx, dy in ((0, 0.22), (0.08, 0.26), (0.03, 0.31)):
        cel.wash(ellipse(x + dx, y + dy, 0.045, 0.045, 14), tone, 0.8)


def _knife(cel: Cel, x: float, y: float, tone: Color) -> None:
    cel.wash(
        points((x + 0.02, y), (x + 0.05, y + 0.02), (x + 0.34, y + 0.16), (x + 0.3, y + 0.16)),
        tone,
        0.8,
    )


_THINGS: dict[str, tuple[Callable[[Cel, float, float, Color], None], Color]] = {
    "umbrella": (_umbrella, (178, 66, 58)), "furled": (_furled, (178, 66, 58)), "lantern": (_lantern, (232, 128, 66)),
    "phone": (_phone, (44, 46, 56)), "cup": (_cup, (240, 236, 226)), "letter": (_letter, (244, 236, 216)),
    "box": (_box, (182, 138, 92)), "flower": (_flower, (214, 88, 96)), "knife": (_knife, (206, 212, 218)),
    "ledger": (_ledger, (96, 72, 62)), "rabbit": (_rabbit, (226, 214, 196)),
}  # fmt: skip


def draw_held(cel: Cel, held: str, at: tuple[float, float], color: Color | None = None) -> None:
    """A small object in the hand at `at`, in the colour that is told of it; unknown words draw nothing."""
    if held in _THINGS:
        draw, usual = _THINGS[held]
        draw(cel, *at, color or usual)
