"""What people wear, drawn over a plain torso: collars, lapels, hoods, belts, folds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.media.animatic.cel import Cel
from app.media.animatic.ink import Color, ellipse, mix, points, scaled, smooth
from app.media.animatic.person import Garment, Person


@dataclass(frozen=True)
class Cut:
    """Where the cloth hangs, metres: middle of the chest, its top, waist, hem, half widths."""

    mid: float
    chest_x: float
    top: float
    waist: tuple[float, float]
    hem_x: float
    hem: float
    wide: float
    skirt: float

    @property
    def turn(self) -> float:
        """How far the front seam is turned to the side."""
        return self.mid - self.chest_x


def cut_of(view: str, marks: dict[str, tuple[float, float]]) -> Cut:
    """The cut from a torso's marks; a three-quarter view turns the front seam aside."""
    chest_x, top = marks["chest"]
    turn = 0.03 if view == "three_quarter" else 0.0
    return Cut(chest_x + turn, chest_x, top, marks["waist"], *marks["hem"], *marks["wide"])


def _lapels(cel: Cel, person: Person, c: Cut) -> None:
    color, mid, top = person.color, c.mid, c.top
    suit = person.garment == "suit"
    low = top - (0.36 if suit else 0.46)
    shirt = points(
        (mid - 0.068, top + 0.04), (mid + 0.068, top + 0.04), (mid + 0.03, low + 0.08), (mid, low)
    )
    cel.wash(shirt, person.inner, 0.7)
    if suit and not person.female:
        tie = points(
            (mid - 0.017, top - 0.012),
            (mid + 0.017, top - 0.012),
            (mid + 0.028, low + 0.1),
            (mid, low + 0.04),
        )
        cel.wash(tie, scaled(color, 0.5), 0.6)
    for side in (-1, 1):
        lapel = points(
            (mid + side * 0.06, top + 0.045), (mid + side * 0.125, top - 0.03), (mid + side * 0.1, top - 0.1),
            (mid + side * 0.118, top - 0.13), (mid + side * 0.005, low + 0.02),
        )  # fmt: skip
        cel.wash(lapel, scaled(color, 1.1), 0.85)
    cel.line(points((mid, low), (c.hem_x + c.turn * 0.5, c.hem)), 0.9)
    for index in range(2 if suit else 3):
        cel.wash(
            ellipse(mid + 0.025, low - 0.05 - index * 0.09, 0.009, 0.009, 10),
            scaled(color, 0.45),
            0.4,
        )


def _hoodie(cel: Cel, person: Person, c: Cut) -> None:
    color, mid, top = person.color, c.mid, c.top
    hood = points(
        (mid - 0.13, top + 0.035), (mid - 0.1, top + 0.08), (mid + 0.1, top + 0.08),
        (mid + 0.13, top + 0.035), (mid + 0.05, top - 0.06), (mid - 0.05, top - 0.06),
    )  # fmt: skip
    cel.wash(smooth(hood, closed=True), scaled(color, 0.85), 0.9)
    for side in (-1, 1):
        cord = points(
            (mid + side * 0.04, top - 0.04),
            (mid + side * 0.05, top - 0.14),
            (mid + side * 0.042, top - 0.2),
        )
        cel.line(smooth(cord), 0.8, (246, 240, 230))
    pocket = points(
        (mid - 0.1, top - 0.42),
        (mid - 0.07, top - 0.3),
        (mid + 0.07, top - 0.3),
        (mid + 0.1, top - 0.42),
    )
    cel.line(smooth(pocket), 0.8)


def _robe(cel: Cel, person: Person, c: Cut) -> None:
    mid, top = c.mid, c.top
    for side in (-1, 1):
        band = points(
            (mid + side * 0.09, top + 0.045), (mid + side * 0.05, top + 0.05),
            (mid - side * 0.09, top - 0.3), (mid - side * 0.04, top - 0.32),
        )  # fmt: skip
        cel.wash(band, person.inner, 0.8)
    x, y = c.waist
    sash = points(
        (x - c.wide * 0.8, y - 0.04),
        (x + c.wide * 0.8, y - 0.04),
        (x + c.wide * 0.8, y + 0.05),
        (x - c.wide * 0.8, y + 0.05),
    )
    cel.wash(sash, scaled(person.color, 0.6), 0.9)


def _neckline(cel: Cel, person: Person, c: Cut) -> None:
    mid, top = c.mid, c.top
    scoop = points(
        (mid - 0.07, top + 0.045),
        (mid + 0.07, top + 0.045),
        (mid + 0.045, top - 0.035),
        (mid - 0.045, top - 0.035),
    )
    cel.wash(smooth(scoop, closed=True), person.skin, 0.8)


def _blouse(cel: Cel, person: Person, c: Cut) -> None:
    _neckline(cel, person, c)
    mid, top = c.mid, c.top
    for side in (-1, 1):
        collar = points(
            (mid + side * 0.062, top + 0.05),
            (mid + side * 0.092, top - 0.005),
            (mid + side * 0.01, top - 0.07),
        )
        cel.wash(collar, scaled(person.color, 1.12), 0.75)
    cel.line(points((mid, top - 0.06), (c.hem_x + c.turn, c.hem)), 0.7)


def _dress(cel: Cel, person: Person, c: Cut) -> None:
    _neckline(cel, person, c)
    x, y = c.waist
    cel.line(smooth(points((x - c.wide * 0.7, y), (x, y - 0.012), (x + c.wide * 0.7, y))), 0.9)
    for part in (-0.5, 0.0, 0.45):
        cel.fold(
            points((x + part * 0.14, y - 0.05), (c.hem_x + part * c.skirt * 1.5, c.hem + 0.02)),
            person.color,
        )


def _shirt(cel: Cel, person: Person, c: Cut) -> None:
    mid, top = c.mid, c.top
    pale: Color = mix(person.color, (255, 252, 244), 0.45)
    for side in (-1, 1):
        collar = points(
            (mid + side * 0.066, top + 0.055),
            (mid + side * 0.094, top - 0.01),
            (mid + side * 0.02, top - 0.05),
            (mid, top - 0.01),
        )
        cel.wash(collar, pale, 0.8)
    cel.line(points((mid, top - 0.05), (c.hem_x + c.turn * 0.5, c.hem)), 0.8)


def _apron(cel: Cel, person: Person, c: Cut) -> None:
    _shirt(cel, person, c)
    mid, top, (x, y) = c.mid, c.top, c.waist
    bib = points(
        (mid - 0.1, top - 0.14), (mid + 0.1, top - 0.14), (x + 0.14, y), (c.hem_x + 0.17, c.hem),
        (c.hem_x - 0.15, c.hem), (x - 0.13, y),
    )  # fmt: skip
    cel.wash(bib, mix(person.color, (250, 244, 230), 0.72), 0.9)
    for side in (-1, 1):
        cel.line(
            points((mid + side * 0.095, top - 0.14), (mid + side * 0.06, top + 0.03)),
            1.2,
            (214, 204, 188),
        )


_GARMENTS: dict[Garment, Callable[[Cel, Person, Cut], None]] = {
    "jacket": _lapels, "coat": _lapels, "suit": _lapels, "hoodie": _hoodie, "robe": _robe,
    "blouse": _blouse, "dress": _dress, "shirt": _shirt, "apron": _apron,
}  # fmt: skip


def draw_clothes(
    cel: Cel, person: Person, view: str, marks: dict[str, tuple[float, float]]
) -> None:
    """Dress a torso that is already washed in the person's colour."""
    c = cut_of(view, marks)
    x, top, wide, color = c.chest_x, c.top, c.wide, person.color
    if view == "back":
        cel.fold(
            smooth(points((x, top - 0.02), (x + 0.01, top - 0.25), (c.hem_x, c.hem + 0.05))), color
        )
        cel.line(
            smooth(points((x - 0.07, top + 0.03), (x, top + 0.012), (x + 0.07, top + 0.03))), 0.9
        )
        return
    if view == "profile":
        cel.fold(
            smooth(points((x + 0.05, top - 0.12), (x + 0.08, top - 0.25), (x + 0.02, top - 0.33))),
            color,
        )
        return
    _GARMENTS[person.garment](cel, person, c)
    for side, drop in ((-1, 0.2), (1, 0.3)):
        crease = points(
            (x + side * wide * 0.74, top - drop),
            (x + side * wide * 0.5, top - drop - 0.045),
            (x + side * wide * 0.33, top - drop - 0.035),
        )
        cel.fold(smooth(crease), color)
