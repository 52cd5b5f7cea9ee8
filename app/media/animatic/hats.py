"""What is worn on the head, in head units (chin 0, crown 1), facing right."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from app.media.animatic.cel import Cel
from app.media.animatic.face import View
from app.media.animatic.ink import Color, ellipse, points, scaled, smooth
from app.media.animatic.person import Person


def _dome(cel: Cel, color: Color, low: float, top: float, aside: float) -> None:
    shell = smooth(
        points(
            (-0.4 + aside, low), (-0.41 + aside, low + 0.16), (-0.24 + aside, top - 0.06), (aside, top),
            (0.24 + aside, top - 0.06), (0.41 + aside, low + 0.16), (0.4 + aside, low),
        )
    )  # fmt: skip
    cel.wash(shell, color, 1.15)


def _cap(cel: Cel, person: Person, view: View) -> None:
    uniform = person.garment == "uniform"
    color = person.color if uniform else person.accent
    aside = {"three_quarter": 0.03, "profile": -0.04}.get(view, 0.0)
    _dome(cel, color, 0.76, 1.17 if uniform else 1.13, aside)
    band = points((-0.4, 0.76), (0.4, 0.76), (0.4, 0.84), (-0.4, 0.84)) + np.array([aside, 0])
    cel.wash(band, person.accent if uniform else scaled(color, 0.8), 0.8)
    if view == "back":
        return
    reach = {"front": 0.0, "three_quarter": 0.12, "profile": 0.34}[view]
    brim = smooth(
        points(
            (-0.3 + reach, 0.78), (0.34 + reach, 0.79), (0.3 + reach, 0.7), (-0.22 + reach, 0.7)
        ),
        closed=True,
    )
    cel.wash(brim, scaled(color, 0.7), 1.0)


def _brimmed(cel: Cel, person: Person, view: View) -> None:
    aside = {"three_quarter": 0.03, "profile": -0.03}.get(view, 0.0)
    _dome(cel, person.accent, 0.8, 1.24, aside)
    cel.wash(ellipse(aside, 0.8, 0.62, 0.085, 40), scaled(person.accent, 0.86), 1.1)
    if view == "back":
        return
    cel.wash(
        points((-0.39, 0.82), (0.39, 0.82), (0.385, 0.9), (-0.385, 0.9)) + np.array([aside, 0]),
        scaled(person.accent, 0.6),
        0.7,
    )


def _beanie(cel: Cel, person: Person, view: View) -> None:
    aside = {"three_quarter": 0.02, "profile": -0.04}.get(view, 0.0)
    _dome(cel, person.accent, 0.72, 1.16, aside)
    cuff = points((-0.41, 0.7), (0.41, 0.7), (0.4, 0.82), (-0.4, 0.82)) + np.array([aside, 0])
    cel.wash(cuff, scaled(person.accent, 0.82), 1.0)
    for x in (-0.27, -0.13, 0.0, 0.13, 0.27):
        cel.line(points((x + aside, 0.72), (x + aside, 0.8)), 0.7)


def _hood(cel: Cel, person: Person, view: View) -> None:
    """A hood drawn up: cloth outside, the character's own colour on its edge."""
    if view == "back":
        shape = points(
            (0.0, 1.17), (0.32, 1.06), (0.46, 0.7), (0.42, 0.2), (0.3, -0.06), (-0.3, -0.06), (-0.42, 0.2),
            (-0.46, 0.7), (-0.32, 1.06),
        )  # fmt: skip
        cel.wash(smooth(shape, closed=True), person.color, 1.15)
        cel.fold(smooth(points((0.0, 1.1), (0.03, 0.6), (0.0, 0.1))), person.color)
        return
    x = {"front": 0.0, "three_quarter": 0.06, "profile": 0.16}[view]
    outer = smooth(
        points(
            (-0.34, -0.1), (-0.47, 0.2), (-0.49, 0.66), (-0.34, 1.05), (0.0, 1.18), (0.33, 1.05), (0.46, 0.66),
            (0.44, 0.2), (0.32, -0.1),
        )
    )  # fmt: skip
    narrow = 0.8 if view == "profile" else 1.0
    inner = smooth(
        points(
            (0.25, -0.06), (0.34, 0.2), (0.37, 0.56), (0.3, 0.82), (0.0, 0.93), (-0.3, 0.82), (-0.36, 0.56),
            (-0.33, 0.2), (-0.25, -0.06),
        )
    )  # fmt: skip
    inner = inner * np.array([narrow, 1.0]) + np.array([x * 0.6, 0.0])
    cel.wash(np.vstack([outer, inner]), person.color, 1.1)
    cel.line(inner, 3.2, person.accent, taper=(0.9, 0.9))


_HATS: dict[str, Callable[[Cel, Person, View], None]] = {
    "cap": _cap, "hat": _brimmed, "beanie": _beanie, "hood": _hood,
}  # fmt: skip


def draw_hat(cel: Cel, person: Person, view: View) -> None:
    """The person's hat, laid over the hair."""
    _HATS[person.hat](cel, person, view)
