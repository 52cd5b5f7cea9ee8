"""What people wear, drawn over a plain torso: collars, lapels, hoods, belts, folds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.media.animatic.cel import Cel
from app.media.animatic.ink import Color, ellipse, mix, points, scaled, smooth
from app.media.animatic.outfit import Garment
from app.media.animatic.person import Person


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
    cel.wash(shirt, person.accent if person.dressed else person.inner, 0.7)
    if suit and not person.female:
        tie = points(
            (mid - 0.017, top - 0.012),
            (mid + 0.017, top - 0.012),
            (mid + 0.028, low + 0.1),
            (mid, low + 0.04),
        )
        cel.wash(shirt, person.inner, 0.7)
        cel.wash(tie, person.accent if person.dressed else scaled(color, 0.5), 0.6)
    for side in (-1, 1):
        lapel = points(
            (mid + side * 0.06, top + 0.045), (mid + side * 0.125, top - 0.03), (mid + side * 0.1, top - 0.1),
            (mid + side * 0.118, top - 0.13), (mid + side * 0.005, low + 0.02),
        )  # fmt: skip
        cel.wash(lapel, scaled(color, 1.1), 0.85)
    cel.line(points((mid, low), (c.hem_x + c.turn * 0.5, c.hem)), 0.9)
    for index in range(2 if suit else 3):
        y = low - 0.05 - index * 0.09
        if y > c.hem + 0.03:
            cel.wash(ellipse(mid + 0.025, y, 0.009, 0.009, 10), scaled(color, 0.45), 0.4)


def _hoodie(cel: Cel, person: Person, c: Cut) -> None:
    color, mid, top = person.color, c.mid, c.top
    hood = points(
        (mid - 0.128, top + 0.02), (mid - 0.105, top + 0.07), (mid + 0.105, top + 0.07),
        (mid + 0.128, top + 0.02), (mid + 0.07, top - 0.05), (mid, top - 0.08), (mid - 0.07, top - 0.05),
    )  # fmt: skip
    cel.wash(smooth(hood, closed=True), scaled(color, 0.85), 0.9)
    opening = points(
        (mid - 0.072, top + 0.06), (mid + 0.072, top + 0.06), (mid + 0.05, top - 0.005),
        (mid, top - 0.035), (mid - 0.05, top - 0.005),
    )  # fmt: skip
    cel.wash(opening, person.accent if person.dressed else scaled(color, 0.6), 0.7)
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


def _jacket(cel: Cel, person: Person, c: Cut) -> None:
    """A short jacket: collar, open front, two breast pockets."""
    _lapels(cel, person, c)
    for side in (-1, 1):
        x, y = c.mid + side * 0.105, c.top - 0.25
        cel.line(points((x - 0.045, y), (x + 0.04, y), (x + 0.038, y - 0.08), (x - 0.04, y - 0.08),
                        (x - 0.045, y)), 0.75, taper=(0.8, 0.8))  # fmt: skip
        cel.line(points((x - 0.045, y - 0.022), (x + 0.04, y - 0.022)), 0.7)


def _scarf(cel: Cel, person: Person, c: Cut) -> None:
    mid, top = c.mid, c.top
    tail = points(
        (mid + 0.015, top),
        (mid + 0.075, top - 0.01),
        (mid + 0.09, top - 0.27),
        (mid + 0.03, top - 0.28),
    )
    cel.wash(tail, scaled(person.accent, 0.9), 0.85)
    for x in (0.045, 0.06, 0.075):
        cel.line(points((mid + x, top - 0.272), (mid + x + 0.002, top - 0.3)), 0.7)
    wrap = points(
        (mid - 0.098, top + 0.02), (mid - 0.085, top + 0.062), (mid + 0.085, top + 0.062), (mid + 0.098, top + 0.02),
        (mid + 0.055, top - 0.04), (mid - 0.05, top - 0.04),
    )  # fmt: skip
    cel.wash(smooth(wrap, closed=True), person.accent, 0.95)
    cel.fold(
        smooth(points((mid - 0.08, top + 0.03), (mid, top - 0.005), (mid + 0.085, top + 0.03))),
        person.accent,
    )


def _coat(cel: Cel, person: Person, c: Cut) -> None:
    """A long coat with a belt; a scarf carries the character's colour."""
    _lapels(cel, person, c)
    x, y = c.waist
    belt = points((x - c.wide * 0.78, y - 0.03), (x + c.wide * 0.78, y - 0.03), (x + c.wide * 0.78, y + 0.02),
                  (x - c.wide * 0.78, y + 0.02))  # fmt: skip
    cel.wash(belt, scaled(person.color, 0.82), 0.8)
    if person.dressed:
        _scarf(cel, person, c)


def _raincoat(cel: Cel, person: Person, c: Cut) -> None:
    """A waterproof: hood on the shoulders with a lining, a placket with studs, a sheen."""
    mid, top, color = c.mid, c.top, person.color
    hood = points(
        (mid - 0.15, top + 0.0), (mid - 0.118, top + 0.07), (mid + 0.118, top + 0.07), (mid + 0.15, top + 0.0),
        (mid + 0.07, top - 0.06), (mid, top - 0.075), (mid - 0.07, top - 0.06),
    )  # fmt: skip
    cel.wash(smooth(hood, closed=True), scaled(color, 0.88), 0.95)
    lining = points(
        (mid - 0.085, top + 0.062), (mid + 0.085, top + 0.062), (mid + 0.055, top - 0.015), (mid, top - 0.045),
        (mid - 0.055, top - 0.015),
    )  # fmt: skip
    cel.wash(
        smooth(lining, closed=True), person.accent if person.dressed else scaled(color, 0.7), 0.8
    )
    low = c.hem_x + c.turn * 0.5
    for part in (-0.022, 0.022):
        cel.line(points((mid + part, top - 0.075), (low + part, c.hem)), 0.85)
    for index in range(4):
        y = top - 0.13 - index * 0.11
        cel.wash(ellipse(mid, y, 0.01, 0.01, 10), scaled(color, 0.5), 0.5)
    for x, drop in ((-0.62, 0.12), (0.5, 0.2)):
        shine = points(
            (c.chest_x + x * c.wide, top - drop), (c.chest_x + x * c.wide * 0.95, top - drop - 0.13)
        )
        cel.line(shine, 2.4, mix(color, (255, 255, 255), 0.5), 0.6)


def _uniform(cel: Cel, person: Person, c: Cut) -> None:
    """A service uniform: closed collar with tabs, epaulettes, breast pockets, buttons, belt."""
    mid, top, color = c.mid, c.top, person.color
    for side in (-1, 1):
        collar = points((mid + side * 0.07, top + 0.05), (mid + side * 0.1, top - 0.005),
                        (mid + side * 0.03, top - 0.06), (mid + side * 0.002, top - 0.015))  # fmt: skip
        cel.wash(collar, scaled(color, 1.12), 0.8)
        tab = points((mid + side * 0.058, top + 0.012), (mid + side * 0.078, top - 0.008), (mid + side * 0.045,
                     top - 0.04), (mid + side * 0.03, top - 0.02))  # fmt: skip
        cel.wash(tab, person.accent, 0.5)
        x = c.chest_x + side * c.wide * 0.72
        bar = points((x - side * 0.06, top + 0.008), (x + side * 0.045, top - 0.03), (x + side * 0.04, top - 0.058),
                     (x - side * 0.06, top - 0.022))  # fmt: skip
        cel.wash(bar, person.accent, 0.75)
        px, py = mid + side * 0.1, top - 0.17
        cel.line(points((px - 0.045, py), (px + 0.045, py), (px + 0.042, py - 0.085), (px - 0.042, py - 0.085),
                        (px - 0.045, py)), 0.8, taper=(0.8, 0.8))  # fmt: skip
        cel.line(points((px - 0.045, py - 0.025), (px, py - 0.036), (px + 0.045, py - 0.025)), 0.7)
    cel.line(points((mid, top - 0.05), (c.hem_x + c.turn * 0.5, c.hem)), 0.85)
    for index in range(4):
        cel.wash(
            ellipse(mid + 0.014, top - 0.1 - index * 0.09, 0.009, 0.009, 10), (222, 196, 124), 0.4
        )
    x, y = c.waist
    belt = points((x - c.wide * 0.8, y - 0.075), (x + c.wide * 0.8, y - 0.075), (x + c.wide * 0.8, y - 0.03),
                  (x - c.wide * 0.8, y - 0.03))  # fmt: skip
    cel.wash(belt, scaled(color, 0.55), 0.8)


def _qipao(cel: Cel, person: Person, c: Cut) -> None:
    """A qipao: standing collar, slanting opening with piping in the character's colour."""
    mid, top = c.mid, c.top
    collar = points(
        (mid - 0.066, top + 0.055),
        (mid + 0.066, top + 0.055),
        (mid + 0.06, top + 0.0),
        (mid - 0.06, top),
    )
    cel.wash(collar, scaled(person.color, 1.08), 0.9)
    edge = smooth(points((mid, top), (mid + 0.05, top - 0.06), (mid + c.wide * 0.8, top - 0.12)))
    cel.line(edge, 2.6, person.accent if person.dressed else person.inner, taper=(0.9, 0.9))
    for part in (0.3, 0.9):
        cel.wash(
            ellipse(mid + 0.05 + 0.07 * part, top - 0.05 - 0.05 * part, 0.012, 0.009, 10),
            person.inner,
            0.5,
        )
    for part in (-0.5, 0.45):
        cel.fold(points((c.waist[0] + part * 0.14, c.waist[1] - 0.05), (c.hem_x + part * c.skirt, c.hem + 0.02)),
                 person.color)  # fmt: skip


def _tracksuit(cel: Cel, person: Person, c: Cut) -> None:
    """School clothes: a zipped top whose yoke is of the character's colour."""
    mid, top = c.mid, c.top
    yoke = points((c.chest_x - c.wide * 0.86, top - 0.02), (c.chest_x + c.wide * 0.86, top - 0.02),
                  (c.chest_x + c.wide * 0.92, top - 0.14), (mid, top - 0.18),
                  (c.chest_x - c.wide * 0.92, top - 0.14))  # fmt: skip
    cel.tint(yoke, person.accent if person.dressed else scaled(person.color, 0.72), 1.0)
    collar = points(
        (mid - 0.07, top + 0.055),
        (mid + 0.07, top + 0.055),
        (mid + 0.05, top - 0.03),
        (mid - 0.05, top - 0.03),
    )
    cel.wash(collar, person.inner, 0.85)
    cel.line(points((mid, top - 0.02), (c.hem_x + c.turn * 0.5, c.hem)), 1.1)


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
    cel.wash(sash, person.accent if person.dressed else scaled(person.color, 0.6), 0.9)


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
        cel.wash(collar, person.accent if person.dressed else scaled(person.color, 1.12), 0.75)
    cel.line(points((mid, top - 0.06), (c.hem_x + c.turn, c.hem)), 0.7)


def _dress(cel: Cel, person: Person, c: Cut) -> None:
    _neckline(cel, person, c)
    x, y = c.waist
    if person.dressed:
        sash = points((x - c.wide * 0.72, y - 0.03), (x + c.wide * 0.72, y - 0.03), (x + c.wide * 0.72, y + 0.025),
                      (x - c.wide * 0.72, y + 0.025))  # fmt: skip
        cel.wash(sash, person.accent, 0.85)
    cel.line(smooth(points((x - c.wide * 0.7, y), (x, y - 0.012), (x + c.wide * 0.7, y))), 0.9)
    for part in (-0.5, 0.0, 0.45):
        cel.fold(
            points((x + part * 0.14, y - 0.05), (c.hem_x + part * c.skirt * 1.5, c.hem + 0.02)),
            person.color,
        )


def _shirt(cel: Cel, person: Person, c: Cut) -> None:
    mid, top = c.mid, c.top
    pale: Color = mix(person.color, (255, 252, 244), 0.45)
    if person.dressed and person.garment == "shirt":
        pale = person.accent
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
    cel.wash(bib, person.inner if person.dressed else mix(person.color, (250, 244, 230), 0.72), 0.9)
    for side in (-1, 1):
        cel.line(
            points((mid + side * 0.095, top - 0.14), (mid + side * 0.06, top + 0.03)),
            1.2,
            (214, 204, 188),
        )


_GARMENTS: dict[Garment, Callable[[Cel, Person, Cut], None]] = {
    "jacket": _jacket, "coat": _coat, "suit": _lapels, "hoodie": _hoodie, "robe": _robe,
    "blouse": _blouse, "dress": _dress, "shirt": _shirt, "apron": _apron,
    "raincoat": _raincoat, "uniform": _uniform, "qipao": _qipao, "tracksuit": _tracksuit,
}  # fmt: skip


def _collar_of_side(cel: Cel, person: Person, c: Cut, half: float) -> None:
    """From the side or behind, the character's colour is a band around the neck."""
    if not person.dressed:
        return
    band = points((c.chest_x - half, c.top + 0.0), (c.chest_x - half * 0.8, c.top + 0.055),
                  (c.chest_x + half * 0.8, c.top + 0.055), (c.chest_x + half, c.top + 0.0))  # fmt: skip
    cel.wash(smooth(band, closed=True), person.accent, 0.9)


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
        _collar_of_side(cel, person, c, 0.1)
        return
    if view == "profile":
        cel.fold(
            smooth(points((x + 0.05, top - 0.12), (x + 0.08, top - 0.25), (x + 0.02, top - 0.33))),
            color,
        )
        _collar_of_side(cel, person, c, 0.075)
        return
    _GARMENTS[person.garment](cel, person, c)
    for side, drop in ((-1, 0.2), (1, 0.3)):
        crease = points(
            (x + side * wide * 0.74, top - drop),
            (x + side * wide * 0.5, top - drop - 0.045),
            (x + side * wide * 0.33, top - drop - 0.035),
        )
        cel.fold(smooth(crease), color)
