"""Camera moves, performed: where the crop window, the layers and the focus are at a share of the shot.

Conventions (reference shotlist §4): a pan turns the camera, so everything shifts alike; a truck moves it,
so near things shift more; a dolly makes near things grow faster; a zoom grows everything alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.domain.shots import Move


@dataclass(frozen=True)
class View:
    """One moment. Shifts are shares of the frame's width or height by which the window moves right and down."""

    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0
    roll: float = 0.0
    back_x: float = 0.0
    back_y: float = 0.0
    back_zoom: float = 1.0
    front_x: float = 0.0
    front_y: float = 0.0
    front_zoom: float = 1.0
    blur_back: float = 0.0
    blur_actors: float = 0.0
    smear: float = 0.0


@dataclass(frozen=True)
class Reach:
    """How much larger than the frame the drawing has to be: shares of width and height on each side."""

    x: float
    y: float
    layered: bool


_REACH: dict[Move, Reach] = {
    "static": Reach(0.01, 0.01, False),
    "dolly_in": Reach(0.07, 0.07, True),
    "dolly_out": Reach(0.07, 0.07, True),
    "zoom_in": Reach(0.06, 0.06, False),
    "zoom_out": Reach(0.06, 0.06, False),
    "pan_left": Reach(0.2, 0.01, False),
    "pan_right": Reach(0.2, 0.01, False),
    "tilt_up": Reach(0.01, 0.16, False),
    "tilt_down": Reach(0.01, 0.16, False),
    "truck_left": Reach(0.19, 0.01, True),
    "truck_right": Reach(0.19, 0.01, True),
    "pedestal_up": Reach(0.01, 0.14, True),
    "pedestal_down": Reach(0.01, 0.14, True),
    "crane": Reach(0.09, 0.17, True),
    "follow": Reach(0.24, 0.02, True),
    "arc": Reach(0.19, 0.03, True),
    "roll": Reach(0.16, 0.12, False),
    "whip": Reach(0.5, 0.01, False),
    "handheld": Reach(0.04, 0.03, False),
    "rack": Reach(0.01, 0.01, True),
    "dolly_zoom": Reach(0.06, 0.06, True),
    "drone": Reach(0.16, 0.12, True),
}


def reach(move: Move) -> Reach:
    """The margins a move needs around the frame, and whether its layers move apart."""
    return _REACH[move]


def ease(share: float) -> float:
    """Slow start, slow end."""
    t = min(1.0, max(0.0, share))
    return t * t * t * (t * (6 * t - 15) + 10) * 0.5 + t * 0.5


def _swing(share: float) -> float:
    return ease(share) * 2 - 1


def _dolly(amount: float) -> View:
    return View(
        zoom=0.95 + 0.26 * amount, back_zoom=0.95 + 0.12 * amount, front_zoom=0.95 + 0.6 * amount
    )


def _handheld(seconds: float, weight: float = 1.0) -> tuple[float, float]:
    x = (
        0.45 * math.sin(seconds * 3.1)
        + 0.35 * math.sin(seconds * 5.3 + 1.2)
        + 0.2 * math.sin(seconds * 11.7 + 0.4)
    )
    y = (
        0.45 * math.sin(seconds * 2.7 + 2.0)
        + 0.35 * math.sin(seconds * 6.1 + 0.3)
        + 0.2 * math.sin(seconds * 9.7)
    )
    return x * 0.03 * weight, y * 0.017 * weight


def _sideways(move: Move, share: float) -> View:
    way = -1 if move.endswith("left") else 1
    s = _swing(share) * way
    if move.startswith("pan"):
        return View(x=0.18 * s, back_x=0.18 * s, front_x=0.18 * s)
    return View(x=0.16 * s, back_x=0.075 * s, front_x=0.34 * s)


def _upright(move: Move, share: float) -> View:
    s = _swing(share) * (-1 if move.endswith("up") else 1)
    if move.startswith("tilt"):
        return View(y=0.14 * s, back_y=0.14 * s, front_y=0.14 * s)
    return View(y=0.11 * s, back_y=0.055 * s, front_y=0.24 * s)


def _whip(share: float) -> View:
    t = min(1.0, share / 0.42)
    eased = 1 - (1 - t) ** 3 if t > 0.5 else 4 * t**3 * 0.4375 * 2
    smear = math.sin(math.pi * min(1.0, t)) if t < 1 else 0.0
    x = 0.47 * (min(1.0, eased) - 1)
    return View(x=x, back_x=x, front_x=x, smear=smear)


def _special(move: Move, share: float) -> View:
    e, s = ease(share), _swing(share)
    if move == "crane":
        return View(y=0.13 - 0.22 * e, back_y=0.06 - 0.12 * e, front_y=0.25 - 0.5 * e, zoom=1.1 - 0.14 * e,
                    back_zoom=1.06 - 0.09 * e, front_zoom=1.2 - 0.2 * e)  # fmt: skip
    if move == "arc":
        return View(
            x=0.035 * s,
            back_x=-0.165 * s,
            front_x=0.3 * s,
            zoom=1.03 - 0.03 * s * s,
            back_zoom=1.04,
        )
    if move == "drone":
        return View(x=0.06 * s, back_x=0.1 * s, front_x=0.2 * s, y=0.05 - 0.1 * e, back_y=0.04 - 0.08 * e,
                    zoom=0.94 + 0.26 * e, back_zoom=0.96 + 0.16 * e, front_zoom=1 + 0.6 * e)  # fmt: skip
    if move == "dolly_zoom":
        return View(zoom=0.97 + 0.05 * e, back_zoom=0.95 + 0.42 * e, front_zoom=1.0 - 0.1 * e)
    if move == "rack":
        sharp = ease((share - 0.3) / 0.35)
        return View(blur_back=sharp, blur_actors=1 - sharp)
    if move == "roll":
        return View(roll=7 * s)
    return View()


def view_at(move: Move, share: float, seconds: float, facing: int = 1) -> View:
    """The view at `share` (0-1) of the shot, `seconds` from its head; `facing` is where a followed subject goes."""
    if move in {"dolly_in", "zoom_in", "dolly_out", "zoom_out"}:
        amount = ease(share) if move.endswith("_in") else 1 - ease(share)
        if move.startswith("dolly"):
            return _dolly(amount)
        zoom = 0.95 + 0.32 * amount
        return View(zoom=zoom, back_zoom=zoom, front_zoom=zoom)
    if move in {"pan_left", "pan_right", "truck_left", "truck_right"}:
        return _sideways(move, share)
    if move in {"tilt_up", "tilt_down", "pedestal_up", "pedestal_down"}:
        return _upright(move, share)
    if move == "whip":
        return _whip(share)
    if move == "handheld":
        x, y = _handheld(seconds)
        return View(x=x, y=y, back_x=x, back_y=y, front_x=x, front_y=y)
    if move == "follow":
        bob, _ = _handheld(seconds, 0.25)
        return View(x=bob, back_x=0.2 * facing * (share * 2 - 1), front_x=0.5 * facing * (share * 2 - 1),
                    y=0.004 * math.sin(seconds * 9))  # fmt: skip
    return _special(move, share)
