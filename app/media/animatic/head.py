"""Heads: faces told apart by jaw, brows, eyes, hair, glasses and beard, in four views.

Head units: chin at y = 0, crown at y = 1, the middle of the skull at x = 0; drawn facing right.
"""

from __future__ import annotations

import numpy as np

from app.media.animatic.cel import Cel
from app.media.animatic.face import Face, View
from app.media.animatic.features import (
    beard,
    blush,
    brow,
    ear,
    eye,
    glasses,
    modelling,
    mouth,
    nose,
    tears,
    wrinkles,
)
from app.media.animatic.hair import back_hair, front_hair
from app.media.animatic.hats import draw_hat
from app.media.animatic.ink import Points, ellipse, mix, points, scaled, smooth
from app.media.animatic.person import Person


def _outline(person: Person, view: View) -> Points:
    wide = (
        (0.0 if person.female else 0.02)
        + person.jaw * 0.012
        + (0.02 if person.age == "child" else 0)
    )
    if view == "profile":
        nose = 0.39 + 0.03 * person.nose
        return points(
            (-0.06, 1.0), (0.15, 0.965), (0.275, 0.86), (0.325, 0.72), (0.328, 0.61), (0.305, 0.525),
            (0.345, 0.42), (nose, 0.325), (0.385, 0.285), (0.325, 0.268), (0.345, 0.215), (0.322, 0.178),
            (0.338, 0.14), (0.298, 0.098), (0.315, 0.04), (0.262, -0.012), (0.16, 0.0), (0.02, 0.1),
            (-0.07 - wide, 0.19), (-0.1, 0.34), (-0.26, 0.38), (-0.37, 0.56), (-0.385, 0.74), (-0.27, 0.93),
        )  # fmt: skip
    if view == "three_quarter":
        return points(
            (0.0, 1.0), (0.2, 0.955), (0.315, 0.82), (0.348, 0.66), (0.34, 0.575), (0.318, 0.485),
            (0.33, 0.385), (0.3 + wide * 0.5, 0.23), (0.225 + wide * 0.5, 0.075), (0.145, 0.0), (0.06, -0.016),
            (-0.05, 0.02), (-0.2 - wide, 0.14), (-0.275 - wide, 0.29), (-0.3, 0.42), (-0.345, 0.55),
            (-0.365, 0.72), (-0.29, 0.9), (-0.15, 0.98),
        )  # fmt: skip
    half = points(
        (0.0, 1.0), (0.19, 0.965), (0.31, 0.85), (0.352, 0.68), (0.35, 0.52), (0.333, 0.37),
        (0.288 + wide, 0.2), (0.19 + wide, 0.065), (0.085, 0.0),
    )  # fmt: skip
    other = half[1:][::-1] * np.array([-1, 1])
    return np.vstack([half, points((0.0, -0.012)), other])


def _profile_face(cel: Cel, person: Person, face: Face) -> None:
    cy = 0.475
    tone = scaled(person.hair_color, 0.8)
    tilt = {"sad": 0.03, "afraid": 0.03, "angry": -0.035}.get(face.mood, 0.0)
    cel.line(
        smooth(points((0.31, 0.585 + tilt), (0.25, 0.605), (0.15, 0.58 - tilt))),
        2.6,
        tone,
        taper=(0.6, 0.2),
    )
    if face.lids:
        cel.line(smooth(points((0.285, cy - 0.005), (0.24, cy - 0.02), (0.18, cy))), 1.5)
    else:
        cel.tint(
            smooth(
                points((0.285, cy + 0.02), (0.27, cy - 0.03), (0.185, cy), (0.25, cy + 0.04)),
                closed=True,
            ),
            (250, 247, 242),
            1,
        )
        cel.raw(ellipse(0.262, cy + 0.004, 0.02, 0.036, 14), (40, 28, 28))
        cel.line(smooth(points((0.292, cy + 0.022), (0.25, cy + 0.046), (0.17, cy + 0.0))), 1.9)
    cel.line(smooth(points((0.335, 0.285), (0.35, 0.31), (0.33, 0.34))), 0.7, alpha=0.7)
    if face.mouth:
        gape = 0.03 if face.mouth == 1 else 0.06
        cel.tint(
            points((0.335, 0.185), (0.24, 0.185), (0.25, 0.18 - gape * 0.6), (0.325, 0.18 - gape)),
            (104, 44, 46),
            1,
        )
    curl = {"smile": 0.02, "sad": -0.02}.get(face.mood, 0.0)
    cel.line(smooth(points((0.33, 0.182), (0.28, 0.182), (0.235, 0.185 + curl))), 1.2)
    ear(cel, person, -0.02, 1)
    if person.glasses:
        ring = ellipse(0.265, cy, 0.07, 0.08, 18)
        cel.line(np.vstack([ring, ring[:1]]), 1.1, taper=(0.9, 0.9))
        cel.line(points((0.2, 0.49), (-0.02, 0.5)), 1.1, taper=(0.8, 0.8))
    if person.beard:
        shape = smooth(
            points(
                (0.33, 0.12),
                (0.25, 0.12),
                (0.2, 0.2),
                (0.02, 0.22),
                (0.0, 0.1),
                (0.14, -0.02),
                (0.24, -0.1),
                (0.31, -0.04),
            ),
            closed=True,
        )
        cel.wash(shape, mix(person.hair_color, person.skin, 0.2), 0.6)


def draw_face(cel: Cel, person: Person, face: Face) -> None:
    """A bare head with its features; hair is laid around it by `draw_head`."""
    outline = smooth(_outline(person, face.view), closed=True)
    ears = {"front": ((0.335, -1), (-0.335, 1)), "three_quarter": ((-0.275, 1),)}
    for x, mirror in ears.get(face.view, ()):
        ear(cel, person, x, mirror)
    cel.wash(outline, person.skin, 1.25)
    if face.view == "profile":
        _profile_face(cel, person, face)
        return
    blush(cel, person, face)
    modelling(cel, person, face)
    if face.detail > 0.3:
        nose(cel, person, face)
        for side in (-1, 1):
            brow(cel, person, face, side)
    for side in (-1, 1):
        eye(cel, person, face, side)
    if person.beard:
        beard(cel, person, face)
    mouth(cel, person, face)
    if person.age == "old" and face.detail > 0.45:
        wrinkles(cel, face)
    if person.glasses:
        glasses(cel, face)
    if face.tears:
        tears(cel, face)


def draw_head(cel: Cel, person: Person, face: Face) -> None:
    """A head: face and front hair; the hair behind is laid earlier, below the shoulders."""
    if face.view == "back":
        back_hair(cel, person, face.view, face.drift)
    else:
        draw_face(cel, person, face)
    front_hair(cel, person, face.view, face.drift)
    if person.hat:
        draw_hat(cel, person, face.view)
