"""Hair: a mass behind the head and a cut before it, with a few strands of lighter wash."""

from __future__ import annotations

import numpy as np

from app.media.animatic.cel import Cel
from app.media.animatic.face import View
from app.media.animatic.ink import Points, mix, points, scaled, smooth
from app.media.animatic.outfit import Hair
from app.media.animatic.person import Person

_LONG: dict[Hair, float] = {
    "long": -0.75,
    "wavy": -0.62,
    "bob": 0.02,
    "braids": 0.2,
    "pony": 0.3,
    "bun": 0.3,
    "pixie": 0.28,
}

# The hairline from the right temple to the left one, front view.
_LINES: dict[Hair, tuple[tuple[float, float], ...]] = {
    "crop": ((0.335, 0.5), (0.325, 0.66), (0.24, 0.765), (0.1, 0.79), (-0.06, 0.79), (-0.23, 0.765), (-0.325, 0.66),
    (-0.335, 0.5)),
    "side": ((0.335, 0.5), (0.325, 0.66), (0.25, 0.7), (0.12, 0.68), (-0.02, 0.71), (-0.13, 0.78), (-0.2, 0.86),
    (-0.25, 0.78), (-0.32, 0.66), (-0.335, 0.5)),
    "curtain": ((0.35, 0.42), (0.315, 0.58), (0.24, 0.7), (0.12, 0.8), (0.01, 0.87), (-0.1, 0.8), (-0.22, 0.7),
    (-0.31, 0.58), (-0.35, 0.42)),
    "fringe": ((0.345, 0.44), (0.3, 0.6), (0.26, 0.575), (0.2, 0.66), (0.13, 0.58), (0.07, 0.66), (-0.02, 0.575),
    (-0.09, 0.66), (-0.17, 0.585), (-0.24, 0.66), (-0.3, 0.58), (-0.345, 0.44)),
    "swept": ((0.335, 0.52), (0.325, 0.7), (0.26, 0.81), (0.12, 0.855), (-0.06, 0.86), (-0.22, 0.82), (-0.32, 0.7),
    (-0.335, 0.52)),
    "long": ((0.36, 0.3), (0.335, 0.5), (0.27, 0.68), (0.14, 0.8), (0.0, 0.88), (-0.12, 0.8), (-0.25, 0.68),
    (-0.325, 0.5), (-0.36, 0.3)),
    "wavy": ((0.365, 0.28), (0.33, 0.46), (0.28, 0.6), (0.18, 0.7), (0.02, 0.75), (-0.08, 0.83), (-0.14, 0.88),
    (-0.24, 0.74), (-0.32, 0.52), (-0.365, 0.28)),
    "bob": ((0.37, 0.12), (0.33, 0.4), (0.31, 0.62), (0.2, 0.63), (0.08, 0.625), (-0.06, 0.63), (-0.18, 0.625),
    (-0.3, 0.62), (-0.33, 0.4), (-0.37, 0.12)),
    "pony": ((0.34, 0.46), (0.32, 0.66), (0.22, 0.79), (0.06, 0.83), (-0.05, 0.83), (-0.2, 0.8), (-0.31, 0.67),
    (-0.34, 0.46)),
    "bun": ((0.34, 0.46), (0.315, 0.64), (0.2, 0.76), (0.05, 0.82), (-0.1, 0.86), (-0.22, 0.78), (-0.31, 0.65),
    (-0.34, 0.46)),
    "pixie": ((0.35, 0.4), (0.315, 0.58), (0.22, 0.62), (0.1, 0.65), (-0.02, 0.7), (-0.12, 0.78), (-0.22, 0.74),
    (-0.31, 0.6), (-0.35, 0.4)),
    "braids": ((0.345, 0.42), (0.32, 0.6), (0.24, 0.64), (0.1, 0.62), (-0.02, 0.635), (-0.14, 0.62), (-0.25, 0.645),
    (-0.32, 0.6), (-0.345, 0.42)),
    "curls": ((0.35, 0.44), (0.33, 0.58), (0.27, 0.66), (0.2, 0.62), (0.13, 0.69), (0.05, 0.64), (-0.03, 0.7),
    (-0.11, 0.65), (-0.19, 0.7), (-0.27, 0.64), (-0.33, 0.58), (-0.35, 0.44)),
    "bald": (),
}  # fmt: skip


def _outer(person: Person) -> Points:
    tall = {"swept": 1.11, "pixie": 1.08, "crop": 1.05, "fringe": 1.09, "curls": 1.13}.get(
        person.hair, 1.07
    )
    full = person.hair in {"long", "wavy", "bob"}
    side = 0.395 if full or person.hair in {"fringe", "pixie"} else 0.375
    low = _LINES[person.hair][0][1]
    if person.hair == "curls":
        return _curly()
    tip = side if full else 0.352
    return points(
        (-tip, low), (-side - 0.012, 0.66), (-0.345, 0.86), (-0.2, tall - 0.04), (0.0, tall),
        (0.2, tall - 0.04), (0.345, 0.86), (side + 0.012, 0.66), (tip, low),
    )  # fmt: skip


def _curly() -> Points:
    """The outline of short curls: a row of knobs around the skull."""
    angle = np.linspace(-0.25, np.pi + 0.25, 29)
    reach = 0.395 + 0.03 * np.abs(np.sin(angle * 5.5))
    return np.column_stack([-np.cos(angle) * reach, 0.6 + np.sin(angle) * (reach + 0.12)])


def _blown(curve: Points, drift: float) -> Points:
    """Hair that hangs follows the air; what lies on the skull stays."""
    moved = curve.copy()
    moved[:, 0] += drift * 0.085 * np.clip(0.5 - moved[:, 1], 0.0, 1.2)
    return moved


def _shift(curve: Points, view: View) -> Points:
    """The hairline follows the face when the head turns; the skull's outline hardly does."""
    if view != "three_quarter":
        return curve
    moved = curve.copy()
    moved[:, 0] = np.where(moved[:, 0] > 0, moved[:, 0] * 0.9, moved[:, 0] * 0.86) + 0.045
    return moved


def _strands(cel: Cel, person: Person, lines: list[Points]) -> None:
    bright = mix(person.hair_color, (196, 176, 170), 0.3)
    dark = scaled(person.hair_color, 0.62)
    for index, line in enumerate(lines):
        cel.line(smooth(line), 0.9, bright if index % 2 else dark, 0.75)


def back_hair(cel: Cel, person: Person, view: View, drift: float = 0.0) -> None:
    """What hangs behind the head: long hair, tails, buns."""
    low = _LONG.get(person.hair)
    if low is None:
        return
    color = scaled(person.hair_color, 0.85)
    if person.hair == "bun":
        x = {"front": 0.0, "three_quarter": -0.22, "profile": -0.36, "back": 0.0}[view]
        y = 1.1 if view in {"front", "back"} else 0.94
        knot = smooth(
            points(
                (x - 0.16, y),
                (x - 0.08, y + 0.13),
                (x + 0.09, y + 0.12),
                (x + 0.16, y - 0.02),
                (x, y - 0.14),
            ),
            closed=True,
        )
        cel.wash(knot, color, 1.0)
        _strands(cel, person, [points((x - 0.1, y), (x, y + 0.06), (x + 0.1, y - 0.01))])
    if person.hair == "pony" and view != "front":
        x = {"three_quarter": -0.34, "profile": -0.42, "back": 0.0}[view]
        tail = smooth(
            points(
                (x + 0.12, 0.85),
                (x - 0.12, 0.86),
                (x - 0.22, 0.55),
                (x - 0.18, 0.1),
                (x - 0.06, -0.25),
                (x + 0.06, 0.1),
                (x + 0.05, 0.6),
            ),
            closed=True,
        )
        cel.wash(_blown(tail, drift * 2), color, 1.1)
        _strands(cel, person, [points((x - 0.02, 0.8), (x - 0.12, 0.45), (x - 0.08, -0.1))])
    aside = {"three_quarter": -0.05, "profile": -0.17}.get(view, 0.0)
    wide = 0.43 if low < 0.25 else 0.36
    knots = [(-wide + aside, 0.62), (-wide - 0.03 + aside, 0.25),
        (-wide + aside - (0.03 if low < 0 else -0.02), low + 0.12),
             (-wide * 0.6 + aside, low - 0.02), (aside, low + 0.03), (wide * 0.6 + aside, low - 0.02)]  # fmt: skip
    if view == "profile":
        knots += [(0.02, low + 0.16), (0.02, 0.45)]
    else:
        knots += [
            (wide + aside + (0.03 if low < 0 else -0.02), low + 0.12),
            (wide + 0.03 + aside, 0.25),
            (wide + aside, 0.62),
        ]
    knots += [(0.3, 0.95), (-0.3, 0.95)]
    shape = smooth(np.array(knots), closed=True)
    if person.hair == "wavy":
        shape[:, 0] += 0.022 * np.sin(shape[:, 1] * 22)
    cel.wash(_blown(shape, drift), color, 1.15)


def _profile_front(cel: Cel, person: Person) -> None:
    low = {"long": 0.05, "wavy": 0.05, "bob": 0.08}.get(person.hair, 0.3)
    cap = points(
        (0.31, 0.73), (0.31, 0.86), (0.18, 1.03), (-0.06, 1.06), (-0.28, 0.97), (-0.405, 0.79), (-0.4, 0.56),
        (-0.33, low + 0.06), (-0.22, low), (-0.12, low + 0.05), (-0.1, 0.36), (-0.06, 0.52), (0.03, 0.55),
        (0.06, 0.46), (0.11, 0.58), (0.17, 0.7), (0.25, 0.75),
    )  # fmt: skip
    if person.hair in {"fringe", "bob", "braids"}:
        cap = np.vstack([points((0.34, 0.6), (0.355, 0.8)), cap[2:], points((0.27, 0.64))])
    cel.wash(smooth(cap, closed=True, steps=5), person.hair_color, 1.1)
    _strands(cel, person, [
        points((0.22, 0.93), (0.0, 0.98), (-0.26, 0.86), (-0.36, 0.6)),
        points((0.2, 0.84), (0.02, 0.86), (-0.2, 0.74), (-0.28, 0.5)),
    ])  # fmt: skip


def _back_front(cel: Cel, person: Person) -> None:
    low = min(0.24, _LONG.get(person.hair, 0.24))
    shape = points(
        (0.0, 1.07), (0.22, 1.02), (0.37, 0.85), (0.4, 0.6), (0.36, 0.34), (0.24, low), (0.0, low - 0.03),
        (-0.24, low), (-0.36, 0.34), (-0.4, 0.6), (-0.37, 0.85), (-0.22, 1.02),
    )  # fmt: skip
    cel.wash(smooth(shape, closed=True), person.hair_color, 1.1)
    _strands(cel, person, [
        points((0.05, 1.0), (0.22, 0.8), (0.24, 0.45)), points((-0.02, 0.98), (-0.2, 0.78), (-0.22, 0.42)),
        points((0.02, 0.95), (0.05, 0.7), (0.03, 0.4)),
    ])  # fmt: skip


def _bald(cel: Cel, person: Person, view: View) -> None:
    for side in (-1, 1):
        if view == "three_quarter" and side > 0:
            continue
        x = side * 0.325
        tuft = smooth(
            points(
                (x, 0.42),
                (x + side * 0.04, 0.55),
                (x + side * 0.01, 0.72),
                (x - side * 0.05, 0.74),
                (x - side * 0.03, 0.55),
            ),
            closed=True,
        )
        cel.wash(tuft, person.hair_color, 0.8)
    cel.line(smooth(points((-0.12, 0.93), (0.02, 0.955), (0.14, 0.93))), 0.6, (255, 250, 240), 0.6)


def front_hair(cel: Cel, person: Person, view: View, drift: float = 0.0) -> None:
    """The cut that frames the face."""
    if person.hair == "bald" and view in {"front", "three_quarter"}:
        _bald(cel, person, view)
        return
    if view == "profile":
        _profile_front(cel, person)
        return
    if view == "back":
        _back_front(cel, person)
        return
    line = _shift(np.array(_LINES[person.hair]), view)
    outer = smooth(_outer(person), steps=5)
    jagged = person.hair in {"fringe", "pixie"}
    inner = line if jagged else smooth(line, steps=5)
    cel.wash(np.vstack([outer, inner]), person.hair_color, 1.15)
    crown = 0.02 if view == "front" else 0.07
    _strands(cel, person, [
        points((crown - 0.04, 1.02), (-0.2, 0.92), (-0.33, 0.7)), points((crown + 0.05, 1.01), (0.22, 0.92),
            (0.34, 0.7)),
        points((crown - 0.02, 0.98), (-0.12, 0.9), (-0.24, 0.76)), points((crown + 0.03, 0.98), (0.14, 0.9),
            (0.27, 0.74)),
    ])  # fmt: skip
    if person.hair in {"long", "wavy"}:
        _locks(cel, person, view, drift)
    if person.hair == "braids":
        _braids(cel, person)
    if person.hair in {"pony", "bun"}:
        for side in (-1, 1):
            x = side * 0.33 + (0.03 if view != "front" else 0)
            cel.line(
                smooth(points((x, 0.62), (x + side * 0.02, 0.4), (x - side * 0.02, 0.22))),
                1.3,
                person.hair_color,
            )


def _locks(cel: Cel, person: Person, view: View, drift: float) -> None:
    wave = 0.03 if person.hair == "wavy" else 0.008
    for side in (-1, 1):
        x = side * 0.375 + (0.02 if view != "front" else 0)
        down = np.linspace(0.62, -0.5 if side < 0 else -0.42, 12)
        sway = wave * np.sin(down * 16)
        outer = np.column_stack([x + side * 0.035 + sway, down])
        inner = np.column_stack(
            [x - side * (0.055 * np.clip((down + 0.55) * 1.3, 0.15, 1)) + sway, down]
        )[::-1]
        cel.wash(_blown(np.vstack([outer, inner]), drift), person.hair_color, 0.95)
        _strands(cel, person, [np.column_stack([x + sway, down])[1:-1]])


def _braids(cel: Cel, person: Person) -> None:
    for side in (-1, 1):
        for index in range(6):
            y, x = 0.18 - index * 0.12, side * (0.4 - index * 0.008)
            knot = smooth(
                points((x - 0.06, y), (x, y + 0.08), (x + 0.06, y), (x, y - 0.07)), closed=True
            )
            cel.wash(knot, person.hair_color, 0.9)
        cel.wash(
            points((side * 0.32, -0.5), (side * 0.4, -0.5), (side * 0.36, -0.62)),
            person.accent,
            0.8,
        )
