"""Small things in a hand, in metres around the wrist."""

from __future__ import annotations

from collections.abc import Callable

from app.media.animatic.cel import Cel
from app.media.animatic.ink import Color, ellipse, points, smooth


def _umbrella(cel: Cel, x: float, y: float) -> None:
    cel.rod(points((x, y - 0.1), (x, y + 0.7)), 1.8, (70, 60, 60))
    dome = points(
        (x - 0.62, y + 0.5), (x - 0.42, y + 0.74), (x, y + 0.84), (x + 0.42, y + 0.74), (x + 0.62, y + 0.5),
        (x + 0.3, y + 0.55), (x, y + 0.53), (x - 0.3, y + 0.55),
    )  # fmt: skip
    cel.wash(smooth(dome, closed=True), (178, 66, 58), 1.1)
    for part in (-0.3, 0.0, 0.3):
        cel.line(points((x + part, y + 0.55), (x + part * 0.2, y + 0.83)), 0.7)


def _lantern(cel: Cel, x: float, y: float) -> None:
    cel.rod(points((x, y), (x + 0.02, y - 0.2)), 0.9)
    cel.wash(ellipse(x + 0.02, y - 0.33, 0.12, 0.13, 22), (232, 128, 66), 1.0)
    cel.tint(ellipse(x + 0.02, y - 0.33, 0.06, 0.09, 16), (255, 226, 150), 1)


def _phone(cel: Cel, x: float, y: float) -> None:
    slab = points((x, y - 0.03), (x + 0.055, y - 0.01), (x + 0.02, y + 0.12), (x - 0.035, y + 0.1))
    cel.wash(slab, (44, 46, 56), 0.8)


def _cup(cel: Cel, x: float, y: float) -> None:
    cel.wash(
        points((x, y), (x + 0.08, y), (x + 0.09, y + 0.1), (x - 0.01, y + 0.1)),
        (240, 236, 226),
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


def _letter(cel: Cel, x: float, y: float) -> None:
    _sheet_of(cel, x, y, 0.15, 0.1, (244, 236, 216))


def _box(cel: Cel, x: float, y: float) -> None:
    _sheet_of(cel, x, y, 0.3, 0.22, (182, 138, 92))
    cel.line(
        points((x + 0.12, y - 0.05), (x + 0.1, y + 0.2)), 1.6, (206, 178, 130), taper=(0.9, 0.9)
    )


def _flower(cel: Cel, x: float, y: float) -> None:
    cel.rod(points((x, y - 0.1), (x + 0.04, y + 0.2)), 1.2, (84, 120, 76))
    for dx, dy in ((0, 0.22), (0.08, 0.26), (0.03, 0.31)):
        cel.wash(ellipse(x + dx, y + dy, 0.045, 0.045, 14), (214, 88, 96), 0.8)


def _knife(cel: Cel, x: float, y: float) -> None:
    cel.wash(
        points((x + 0.02, y), (x + 0.05, y + 0.02), (x + 0.34, y + 0.16), (x + 0.3, y + 0.16)),
        (206, 212, 218),
        0.8,
    )


_THINGS: dict[str, Callable[[Cel, float, float], None]] = {
    "umbrella": _umbrella, "lantern": _lantern, "phone": _phone, "cup": _cup, "letter": _letter,
    "box": _box, "flower": _flower, "knife": _knife,
}  # fmt: skip


def draw_held(cel: Cel, held: str, at: tuple[float, float]) -> None:
    """A small object in the hand at `at`; unknown words draw nothing."""
    draw = _THINGS.get(held)
    if draw is not None:
        draw(cel, *at)
