"""Features of a face, each in head units (chin 0, crown 1), facing right."""

from __future__ import annotations

import numpy as np

from app.media.animatic.cel import Cel
from app.media.animatic.face import Face, turned
from app.media.animatic.ink import Color, ellipse, mix, points, scaled, smooth
from app.media.animatic.person import Person


def eye(cel: Cel, person: Person, face: Face, side: int) -> None:
    """One eye: white, iris, lids; shut when the face blinks."""
    far = face.view == "three_quarter" and side > 0
    cx = turned(side * 0.158, face.view)
    cy = 0.475 - face.nod * 0.05
    wide = 0.078 * person.eye * (0.82 if far else 1.0)
    tall = (
        0.04
        * person.eye
        * {"afraid": 1.4, "smile": 0.82, "angry": 0.85, "sad": 0.9}.get(face.mood, 1.0)
    )
    tall *= 0.82 if person.age == "old" else 1.0
    if face.lids:
        cel.line(
            smooth(points((cx - wide, cy + 0.002), (cx, cy - 0.022), (cx + wide, cy + 0.004))), 1.5
        )
        return
    if face.detail < 0.45:
        cel.raw(ellipse(cx, cy, 0.032, 0.042, 10), cel.ink)
        return
    outer = 1 if side > 0 else -1
    white = smooth(points(
        (cx - wide * outer, cy - 0.006), (cx - wide * 0.35 * outer, cy + tall),
        (cx + wide * 0.4 * outer, cy + tall * 0.95),
        (cx + wide * outer, cy + 0.012), (cx + wide * 0.3 * outer, cy - tall * 0.72),
        (cx - wide * 0.5 * outer, cy - tall * 0.6),
    ), closed=True)  # fmt: skip
    cel.tint(white, (250, 247, 242), 1.0)
    iris = 0.041 * person.eye
    ix, iy = (
        cx + 0.012 * (1 if face.view != "front" else 0) + face.gaze * 0.03,
        cy + 0.004 - face.nod * 0.012,
    )
    ring = ellipse(ix, iy, iris, iris * 1.12, 18)
    ring[:, 1] = np.clip(ring[:, 1], cy - tall * 0.66, cy + tall * 0.93)
    cel.raw(ring, cel.light.skin(mix((52, 36, 32), person.hair_color, 0.3)))
    if face.detail > 0.6:
        warm = ellipse(ix + iris * 0.05, iy - iris * 0.3, iris * 0.7, iris * 0.62, 16)
        warm[:, 1] = np.clip(warm[:, 1], cy - tall * 0.6, cy + tall * 0.5)
        cel.tint(warm, mix((128, 84, 54), person.hair_color, 0.25), 0.7)
    pupil = ellipse(ix, iy, iris * 0.5, iris * 0.56, 12)
    pupil[:, 1] = np.clip(pupil[:, 1], cy - tall * 0.6, cy + tall * 0.85)
    cel.raw(pupil, (18, 14, 20))
    cel.raw(
        ellipse(ix - iris * 0.36, iy + iris * 0.4, iris * 0.19, iris * 0.19, 12), (255, 252, 246)
    )
    lid = smooth(points(
        (cx - wide * 1.06 * outer, cy - 0.01), (cx - wide * 0.4 * outer, cy + tall * 1.02),
        (cx + wide * 0.42 * outer, cy + tall), (cx + wide * 1.12 * outer, cy + 0.01),
    ))  # fmt: skip
    cel.line(lid, 2.1 if person.female else 1.65, taper=(0.35, 0.6))
    if person.female:
        cel.line(
            points((cx + wide * 0.95 * outer, cy + 0.016), (cx + wide * 1.34 * outer, cy + 0.036)),
            1.2,
        )
    cel.line(
        smooth(
            points(
                (cx - wide * 0.7 * outer, cy + tall + 0.028),
                (cx, cy + tall + 0.04),
                (cx + wide * 0.8 * outer, cy + tall + 0.022),
            )
        ),
        0.55,
        alpha=0.6,
    )
    cel.line(
        smooth(
            points(
                (cx - wide * 0.4 * outer, cy - tall * 0.74),
                (cx + wide * 0.35 * outer, cy - tall * 0.82),
                (cx + wide * 0.85 * outer, cy - tall * 0.2),
            )
        ),
        0.6,
        alpha=0.55,
    )
    if person.age == "old":
        cel.line(
            smooth(
                points(
                    (cx - wide * 0.7, cy - 0.07), (cx, cy - 0.085), (cx + wide * 0.8, cy - 0.065)
                )
            ),
            0.6,
            alpha=0.5,
        )


def brow(cel: Cel, person: Person, face: Face, side: int) -> None:
    """One eyebrow, tilted by mood."""
    cx, cy = turned(side * 0.165, face.view), 0.592 - face.nod * 0.055
    tilt = {"sad": 0.034, "afraid": 0.04, "angry": -0.042, "smile": 0.004}.get(
        face.mood, 0.0
    ) - person.brow * 0.007
    lift = {"afraid": 0.03, "smile": 0.012, "angry": -0.022}.get(face.mood, 0.0)
    wide = 0.094 if not (face.view == "three_quarter" and side > 0) else 0.08
    curve = smooth(points(
        (cx - side * wide, cy + lift + tilt - 0.008), (cx, cy + lift + 0.022),
        (cx + side * wide, cy + lift - tilt * 0.7 - 0.006),
    ))  # fmt: skip
    tone = scaled(person.hair_color, 0.8) if person.age != "old" else scaled(person.hair_color, 0.7)
    thick = (2.2 if person.female else 3.1) * (1.0 if face.detail > 0.6 else 0.6)
    cel.line(curve, thick, tone, taper=(0.75, 0.15))


def nose(cel: Cel, person: Person, face: Face) -> None:
    """The nose: a few strokes and a shadow."""
    x, y = turned(0.0, face.view), 0.3 - face.nod * 0.075
    if face.view == "front":
        cel.line(
            smooth(
                points(
                    (x - 0.045, y + 0.005),
                    (x - 0.015, y - 0.016),
                    (x + 0.02, y - 0.016),
                    (x + 0.048, y + 0.006),
                )
            ),
            0.9,
        )
        cel.tint(
            smooth(
                points((x + 0.012, y + 0.15), (x + 0.05, y + 0.02), (x + 0.01, y - 0.012)),
                closed=True,
            ),
            scaled(person.skin, 0.78),
            0.5,
        )
        return
    tip = 0.095 * person.nose
    cel.line(
        smooth(
            points(
                (x + 0.042, y + 0.155),
                (x + 0.05, y + 0.1),
                (x + tip, y + 0.018),
                (x + tip - 0.012, y - 0.008),
                (x + 0.03, y - 0.018),
            )
        ),
        1.0,
    )
    cel.tint(
        smooth(
            points((x + 0.03, y + 0.13), (x + tip - 0.02, y + 0.01), (x + 0.0, y - 0.006)),
            closed=True,
        ),
        scaled(person.skin, 0.78),
        0.45,
    )


def mouth(cel: Cel, person: Person, face: Face) -> None:
    """The mouth, closed by mood or open to speak."""
    x, y = turned(0.004, face.view), 0.165 - face.nod * 0.07
    wide = (0.092 if person.female else 0.105) * (0.92 if face.view != "front" else 1.0)
    curl = {"smile": 0.026, "sad": -0.024, "angry": -0.014, "afraid": -0.012}.get(face.mood, 0.004)
    lip: Color = (206, 112, 104) if person.female else mix(person.skin, (168, 92, 80), 0.55)
    if face.mouth:
        gape = 0.03 if face.mouth == 1 else 0.066
        wide *= 0.9 if face.mouth == 1 else 0.82
        hole = smooth(points(
            (x - wide, y + curl), (x - wide * 0.4, y + 0.02), (x + wide * 0.4, y + 0.02), (x + wide, y + curl),
            (x + wide * 0.55, y - gape), (x, y - gape * 1.25), (x - wide * 0.55, y - gape),
        ), closed=True)  # fmt: skip
        cel.tint(hole, (104, 44, 46), 1.0)
        teeth = points(
            (x - wide * 0.6, y + 0.016),
            (x + wide * 0.6, y + 0.016),
            (x + wide * 0.5, y + 0.001),
            (x - wide * 0.5, y + 0.001),
        )
        cel.tint(teeth, (246, 240, 232), 0.95)
        cel.tint(ellipse(x, y - gape * 1.0, wide * 0.45, gape * 0.34, 14), (196, 96, 92), 0.9)
        cel.line(np.vstack([hole, hole[:1]]), 0.9, taper=(0.8, 0.8))
        return
    line = smooth(
        points(
            (x - wide, y + curl),
            (x - wide * 0.4, y - 0.004),
            (x, y + 0.006),
            (x + wide * 0.4, y - 0.004),
            (x + wide, y + curl),
        )
    )
    if face.detail > 0.45:
        upper = np.vstack(
            [
                line,
                points((x + wide * 0.35, y + 0.024), (x, y + 0.016), (x - wide * 0.35, y + 0.024)),
            ]
        )
        cel.tint(upper, lip, 0.75 if person.female else 0.45)
        lower = smooth(
            points(
                (x - wide * 0.75, y - 0.003 + curl * 0.3),
                (x, y + 0.0),
                (x + wide * 0.75, y - 0.003 + curl * 0.3),
                (x, y - 0.044),
            ),
            closed=True,
        )
        cel.tint(lower, lip, 0.62 if person.female else 0.32)
        cel.line(
            smooth(points((x - wide * 0.4, y - 0.052), (x, y - 0.06), (x + wide * 0.4, y - 0.052))),
            0.6,
            alpha=0.5,
        )
    cel.line(line, 1.3, taper=(0.3, 0.3))


def glasses(cel: Cel, face: Face) -> None:
    """A pair of glasses."""
    for side in (-1, 1):
        cx, cy = turned(side * 0.16, face.view), 0.47 - face.nod * 0.05
        wide = 0.12 if not (face.view == "three_quarter" and side > 0) else 0.1
        ring = smooth(
            points(
                (cx - wide, cy + 0.06),
                (cx, cy + 0.075),
                (cx + wide, cy + 0.06),
                (cx + wide * 0.94, cy - 0.06),
                (cx, cy - 0.09),
                (cx - wide * 0.94, cy - 0.06),
            ),
            closed=True,
        )
        cel.tint(ring, (214, 228, 236), 0.22)
        cel.line(np.vstack([ring, ring[:1]]), 1.2, taper=(0.9, 0.9))
    left, right = turned(-0.16, face.view) + 0.12, turned(0.16, face.view) - 0.11
    cel.line(
        points((left, 0.49 - face.nod * 0.05), (right, 0.49 - face.nod * 0.05)),
        1.2,
        taper=(0.9, 0.9),
    )
    cel.line(points((turned(-0.16, face.view) - 0.12, 0.5), (-0.33, 0.52)), 1.1, taper=(0.8, 0.6))


def beard(cel: Cel, person: Person, face: Face) -> None:
    """A chin beard with moustache."""
    x = turned(0.0, face.view)
    tone = mix(person.hair_color, person.skin, 0.2)
    chin = smooth(points(
        (x - 0.24, 0.22), (x - 0.14, 0.19), (x - 0.09, 0.1), (x, 0.09), (x + 0.09, 0.1), (x + 0.13, 0.19),
        (x + 0.17, 0.22),
        (x + 0.15, 0.04), (x + 0.04, -0.09), (x - 0.05, -0.09), (x - 0.17, 0.04),
    ), closed=True)  # fmt: skip
    cel.wash(chin, tone, 0.6)
    for dx in (-0.08, -0.03, 0.03, 0.08):
        cel.line(
            smooth(points((x + dx, 0.08), (x + dx * 0.9, 0.0), (x + dx * 0.5, -0.06))),
            0.6,
            scaled(tone, 0.7),
            0.7,
        )
    for side in (-1, 1):
        cel.wash(
            smooth(
                points(
                    (x, 0.235),
                    (x + side * 0.09, 0.215),
                    (x + side * 0.125, 0.165),
                    (x + side * 0.05, 0.2),
                ),
                closed=True,
            ),
            tone,
            0.4,
        )


def ear(cel: Cel, person: Person, x: float, mirror: int) -> None:
    """One ear at `x`, `mirror` +1 for the left side of the drawing."""
    ear = smooth(
        points(
            (x, 0.5),
            (x - 0.05 * mirror, 0.54),
            (x - 0.075 * mirror, 0.46),
            (x - 0.045 * mirror, 0.34),
            (x + 0.005 * mirror, 0.32),
        ),
        closed=True,
    )
    cel.wash(ear, person.skin, 0.9)
    cel.line(
        smooth(
            points((x - 0.045 * mirror, 0.5), (x - 0.05 * mirror, 0.44), (x - 0.02 * mirror, 0.38))
        ),
        0.55,
        alpha=0.6,
    )


def modelling(cel: Cel, person: Person, face: Face) -> None:
    """The soft shadow of jaw and brow: what makes a face round."""
    dark = mix(scaled(person.skin, 0.72), cel.light.shade, 0.12)
    if face.view == "three_quarter":
        side = points(
            (-0.345, 0.58),
            (-0.27, 0.5),
            (-0.235, 0.36),
            (-0.17, 0.2),
            (-0.06, 0.07),
            (0.06, 0.02),
            (0.09, -0.03),
            (-0.05, 0.0),
            (-0.25, 0.15),
            (-0.32, 0.4),
        )
    else:
        side = points(
            (-0.345, 0.6),
            (-0.28, 0.46),
            (-0.25, 0.28),
            (-0.14, 0.1),
            (-0.02, 0.035),
            (0.0, -0.03),
            (-0.12, 0.02),
            (-0.27, 0.18),
            (-0.34, 0.4),
        )
    for grow in (0.0, 0.02, 0.04):
        moved = side + np.where(side[:, :1] > -0.3, np.array([grow, grow * 0.4]), 0.0)
        cel.tint(smooth(moved, closed=True), dark, 0.16)
    brow = points(
        (-0.3, 0.66), (-0.1, 0.6), (0.1, 0.59), (0.3, 0.64), (0.33, 0.8), (0.0, 0.95), (-0.33, 0.8)
    )
    if person.hair != "bald":
        cel.tint(
            smooth(brow + np.array([turned(0.0, face.view) * 0.6, 0.06]), closed=True), dark, 0.22
        )


def blush(cel: Cel, person: Person, face: Face) -> None:
    """Warm cheeks, soft at their edges."""
    warm = 0.5 if person.female or person.age == "child" else 0.3
    tone = mix(person.skin, (226, 120, 104), warm)
    for side in (-1, 1):
        x, y = turned(side * 0.19, face.view), 0.33 - face.nod * 0.06
        for size in (1.25, 1.0, 0.75, 0.5):
            cel.tint(ellipse(x, y, 0.08 * size, 0.046 * size, 24), tone, 0.12)


def wrinkles(cel: Cel, face: Face) -> None:
    """Lines of age beside the mouth and on the forehead."""
    for side in (-1, 1):
        x = turned(side * 0.115, face.view)
        fold = points((x - side * 0.015, 0.31), (x + side * 0.03, 0.24), (x + side * 0.025, 0.18))
        cel.line(smooth(fold), 0.7, alpha=0.5)
    x = turned(0.0, face.view)
    cel.line(smooth(points((x - 0.15, 0.7), (x, 0.715), (x + 0.14, 0.7))), 0.6, alpha=0.4)


def tears(cel: Cel, face: Face) -> None:
    """A tear and its track under each eye."""
    for side in (-1, 1):
        x = turned(side * 0.17, face.view)
        drop = points((x, 0.42), (x + 0.022, 0.33), (x, 0.3), (x - 0.02, 0.33))
        cel.tint(smooth(drop, closed=True), (206, 230, 246), 0.9)
        track = points((x, 0.43), (x + side * 0.012, 0.3), (x + side * 0.005, 0.2))
        cel.line(smooth(track), 0.8, (150, 190, 220), 0.8)
