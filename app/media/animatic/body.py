"""Bodies: clothes, arms, legs and hands around a pose, in metres, facing right."""

from __future__ import annotations

import math

import numpy as np

from app.media.animatic.cel import Cel, head_mapper
from app.media.animatic.hair import back_hair
from app.media.animatic.head import Face, draw_head
from app.media.animatic.ink import Color, Points, ellipse, mix, points, scaled, smooth
from app.media.animatic.person import Person
from app.media.animatic.poses import Pose, limb

#: Head height in metres of a grown 1.70 m figure.
HEAD = 0.248


def _tapered(path: Points, widths: tuple[float, ...]) -> Points:
    """A limb's outline around its bones, rounded at both ends."""
    mid = smooth(path, steps=5) if len(path) > 2 else path
    tangent = np.gradient(mid, axis=0)
    length = np.hypot(tangent[:, 0], tangent[:, 1])[:, None]
    normal = np.column_stack([-tangent[:, 1], tangent[:, 0]]) / np.maximum(length, 1e-9)
    t = np.linspace(0, len(widths) - 1, len(mid))
    half = np.interp(t, range(len(widths)), widths)[:, None] / 2
    ahead = tangent[-1:] / np.maximum(length[-1:], 1e-9) * half[-1:] * 0.8
    behind = tangent[:1] / np.maximum(length[:1], 1e-9) * half[:1]
    cap = np.vstack([
        mid[:1] - normal[:1] * half[:1] * math.cos(a) - behind * math.sin(a) for a in np.linspace(0.3, 2.84, 7)
    ])  # fmt: skip
    outline: Points = np.vstack(
        [cap, mid + normal * half, mid[-1:] + ahead, (mid - normal * half)[::-1]]
    )
    return outline


def _hand(cel: Cel, person: Person, wrist: Points, arm: Points) -> None:
    along = arm[2] - arm[1]
    along = along / max(1e-6, float(np.hypot(*along)))
    side = np.array([-along[1], along[0]])
    k = 0.92 if person.female else 1.05
    shape = np.array([
        wrist - side * 0.026 * k, wrist + along * 0.05 * k - side * 0.04 * k, wrist + along * 0.105 * k - side * 0.028 * k,
        wrist + along * 0.125 * k + side * 0.004, wrist + along * 0.09 * k + side * 0.034 * k, wrist + side * 0.026 * k,
    ])  # fmt: skip
    cel.wash(smooth(shape, closed=True, steps=4), person.skin, 0.9)
    thumb = np.array(
        [
            wrist + along * 0.02 + side * 0.02,
            wrist + along * 0.06 + side * 0.052,
            wrist + along * 0.085 + side * 0.04,
        ]
    )
    cel.line(smooth(thumb), 0.8)
    for part in (-0.012, 0.008):
        cel.line(
            np.array([wrist + along * 0.075 + side * part, wrist + along * 0.12 + side * part]),
            0.55,
            alpha=0.6,
        )


def _arm(
    cel: Cel,
    person: Person,
    shoulder: tuple[float, float],
    hand: tuple[float, float],
    bend: float,
    sleeve: Color,
) -> None:
    arm = limb(shoulder, hand, 0.28, 0.26, bend)
    thick = 0.105 * person.build * (0.9 if person.female else 1.0)
    if person.garment in {"coat", "hoodie", "robe", "jacket", "suit"}:
        thick *= 1.18
    wrist = arm[2]
    _hand(cel, person, wrist, arm)
    flare = 1.9 if person.garment == "robe" else 0.78
    outline = _tapered(arm, (thick * 0.98, thick, thick * flare))
    cel.wash(outline, sleeve, 0)
    cel.line(outline[7:], 1.0, taper=(0.15, 0.15))
    elbow = arm[1]
    cel.fold(
        smooth(np.array([elbow + (-0.02, 0.04), elbow + (0.0, 0.0), elbow + (0.03, -0.01)])), sleeve
    )


def _leg(
    cel: Cel,
    person: Person,
    hip: tuple[float, float],
    foot: tuple[float, float],
    seat: bool,
    far: bool,
) -> None:
    leg = limb(hip, (foot[0], foot[1] + 0.07), 0.44, 0.42, 1.0)
    thick = 0.165 * person.build
    bare = person.garment == "dress"
    tone = person.skin if bare else scaled(person.trousers, 0.82 if far else 1.0)
    shape = (
        (thick * 0.95, thick * 0.72, thick * 0.5)
        if bare
        else (thick * 0.98, thick * 0.92, thick * 0.78)
    )
    ankle = leg[2]
    shoe = smooth(np.array([
        ankle + (-0.06, 0.0), ankle + (-0.065, -0.065), ankle + (0.13, -0.068), ankle + (0.145, -0.045), ankle + (0.05, 0.005),
    ]), closed=True, steps=4)  # fmt: skip
    cel.wash(shoe, (64, 50, 50), 0.9)
    cel.wash(_tapered(leg, shape), tone, 1.0)
    if seat:
        knee = leg[1]
        cel.fold(np.array([knee + (-0.05, 0.03), knee + (0.03, -0.02)]), tone)


def _torso(person: Person, pose: Pose, view: str) -> tuple[Points, dict[str, tuple[float, float]]]:
    wide = (0.168 if person.female else 0.208) * person.build
    waist = (0.118 if person.female else 0.158) * person.build
    hips = (0.162 if person.female else 0.158) * person.build
    if view == "profile":
        wide, waist, hips = wide * 0.62, waist * 0.86, hips * 0.82
    x0, y0 = pose.hip_x, pose.hip_y
    tilt = pose.lean * 1.4
    chest_x = x0 + tilt * 0.42
    top = y0 + 0.485
    hem = {
        "coat": -0.42,
        "robe": -0.84,
        "dress": -0.36,
        "hoodie": -0.06,
        "blouse": -0.02,
        "apron": -0.06,
    }.get(person.garment, -0.03)
    seated = pose.hip_y < 0.7
    if seated:
        hem = max(hem, -0.12)
    flare = {"coat": 1.25, "robe": 1.65, "dress": 1.75}.get(person.garment, 1.04)
    neck = 0.062 if person.female else 0.075
    mid_x = x0 + tilt * 0.2
    outline = points(
        (chest_x - neck, top + 0.035), (chest_x - wide * 0.78, top - 0.002), (chest_x - wide, top - 0.055),
        (chest_x - wide * 0.94, top - 0.17), (mid_x - waist, y0 + 0.17), (x0 - hips, y0 + 0.0),
        (x0 - hips * flare, y0 + hem), (x0 + hips * flare, y0 + hem), (x0 + hips, y0 + 0.0),
        (mid_x + waist, y0 + 0.17), (chest_x + wide * 0.94, top - 0.17), (chest_x + wide, top - 0.055),
        (chest_x + wide * 0.78, top - 0.002), (chest_x + neck, top + 0.035),
    )  # fmt: skip
    marks = {
        "chest": (chest_x, top), "a": (chest_x - wide + 0.038, top - 0.075), "b": (chest_x + wide - 0.038, top - 0.075),
        "hip_a": (x0 - hips * 0.5, y0 + 0.02), "hip_b": (x0 + hips * 0.5, y0 + 0.02), "waist": (mid_x, y0 + 0.17),
        "hem": (x0, y0 + hem), "wide": (wide, hips * flare),
    }  # fmt: skip
    return outline, marks


def _soft_torso(outline: Points) -> Points:
    """Round everywhere but at the hem and the neck, where cloth has corners."""
    left, hem, right = outline[:7], outline[6:8], outline[7:]
    return np.vstack([smooth(left, steps=4), hem, smooth(right, steps=4)])


def _clothes(cel: Cel, person: Person, view: str, marks: dict[str, tuple[float, float]]) -> None:
    cx, top = marks["chest"]
    hx, hem = marks["hem"]
    wide, skirt = marks["wide"]
    turn = 0.03 if view == "three_quarter" else 0.0
    color = person.color
    if view == "back":
        cel.fold(smooth(points((cx, top - 0.02), (cx + 0.01, top - 0.25), (hx, hem + 0.05))), color)
        cel.line(
            smooth(points((cx - 0.07, top + 0.03), (cx, top + 0.012), (cx + 0.07, top + 0.03))), 0.9
        )
        return
    if view == "profile":
        cel.fold(
            smooth(
                points((cx + 0.05, top - 0.12), (cx + 0.08, top - 0.25), (cx + 0.02, top - 0.33))
            ),
            color,
        )
        return
    mid = cx + turn
    garment = person.garment
    if garment in {"jacket", "coat", "suit"}:
        low = top - (0.36 if garment == "suit" else 0.46)
        cel.wash(
            points(
                (mid - 0.068, top + 0.04),
                (mid + 0.068, top + 0.04),
                (mid + 0.03, low + 0.08),
                (mid, low),
            ),
            person.inner,
            0.7,
        )
        if garment == "suit" and not person.female:
            cel.wash(
                points(
                    (mid - 0.017, top - 0.012),
                    (mid + 0.017, top - 0.012),
                    (mid + 0.028, low + 0.1),
                    (mid, low + 0.04),
                ),
                scaled(color, 0.5),
                0.6,
            )
        for side in (-1, 1):
            lapel = points((mid + side * 0.06, top + 0.045), (mid + side * 0.135, top - 0.03), (mid + side * 0.105, top - 0.1),
                           (mid + side * 0.125, top - 0.13), (mid + side * 0.005, low + 0.02))  # fmt: skip
            cel.wash(lapel, scaled(color, 1.1), 0.85)
        cel.line(points((mid, low), (hx + turn * 0.5, hem)), 0.9)
        for index in range(2 if garment == "suit" else 3):
            cel.wash(
                ellipse(mid + 0.025, low - 0.05 - index * 0.09, 0.009, 0.009, 10),
                scaled(color, 0.45),
                0.4,
            )
    elif garment == "hoodie":
        hood = smooth(
            points(
                (mid - 0.13, top + 0.035),
                (mid - 0.1, top + 0.08),
                (mid + 0.1, top + 0.08),
                (mid + 0.13, top + 0.035),
                (mid + 0.05, top - 0.06),
                (mid - 0.05, top - 0.06),
            ),
            closed=True,
        )
        cel.wash(hood, scaled(color, 0.85), 0.9)
        for side in (-1, 1):
            cel.line(
                smooth(
                    points(
                        (mid + side * 0.04, top - 0.04),
                        (mid + side * 0.05, top - 0.14),
                        (mid + side * 0.042, top - 0.2),
                    )
                ),
                0.8,
                (246, 240, 230),
            )
        cel.line(
            smooth(
                points(
                    (mid - 0.1, top - 0.42),
                    (mid - 0.07, top - 0.3),
                    (mid + 0.07, top - 0.3),
                    (mid + 0.1, top - 0.42),
                )
            ),
            0.8,
        )
    elif garment == "robe":
        cel.wash(
            points(
                (mid - 0.09, top + 0.045),
                (mid - 0.05, top + 0.05),
                (mid + 0.09, top - 0.3),
                (mid + 0.04, top - 0.32),
            ),
            person.inner,
            0.8,
        )
        cel.wash(
            points(
                (mid + 0.09, top + 0.045),
                (mid + 0.05, top + 0.05),
                (mid - 0.08, top - 0.3),
                (mid - 0.03, top - 0.32),
            ),
            person.inner,
            0.8,
        )
        wx, wy = marks["waist"]
        cel.wash(
            points(
                (wx - wide * 0.8, wy - 0.04),
                (wx + wide * 0.8, wy - 0.04),
                (wx + wide * 0.8, wy + 0.05),
                (wx - wide * 0.8, wy + 0.05),
            ),
            scaled(color, 0.6),
            0.9,
        )
    elif garment in {"dress", "blouse"}:
        cel.wash(
            smooth(
                points(
                    (mid - 0.07, top + 0.045),
                    (mid + 0.07, top + 0.045),
                    (mid + 0.045, top - 0.035),
                    (mid - 0.045, top - 0.035),
                ),
                closed=True,
            ),
            person.skin,
            0.8,
        )
        if garment == "blouse":
            for side in (-1, 1):
                cel.wash(
                    points(
                        (mid + side * 0.062, top + 0.05),
                        (mid + side * 0.092, top - 0.005),
                        (mid + side * 0.01, top - 0.07),
                    ),
                    scaled(color, 1.12),
                    0.75,
                )
            cel.line(points((mid, top - 0.06), (hx + turn, hem)), 0.7)
        else:
            wx, wy = marks["waist"]
            cel.line(
                smooth(points((wx - wide * 0.7, wy), (wx, wy - 0.012), (wx + wide * 0.7, wy))), 0.9
            )
            for part in (-0.5, 0.0, 0.45):
                cel.fold(
                    points((wx + part * 0.14, wy - 0.05), (hx + part * skirt * 1.5, hem + 0.02)),
                    color,
                )
    else:
        for side in (-1, 1):
            cel.wash(
                points(
                    (mid + side * 0.066, top + 0.055),
                    (mid + side * 0.094, top - 0.01),
                    (mid + side * 0.02, top - 0.05),
                    (mid, top - 0.01),
                ),
                mix(color, (255, 252, 244), 0.45),
                0.8,
            )
        cel.line(points((mid, top - 0.05), (hx + turn * 0.5, hem)), 0.8)
        if garment == "apron":
            wx, wy = marks["waist"]
            bib = points(
                (mid - 0.1, top - 0.14),
                (mid + 0.1, top - 0.14),
                (wx + 0.14, wy),
                (hx + 0.17, hem),
                (hx - 0.15, hem),
                (wx - 0.13, wy),
            )
            cel.wash(bib, mix(color, (250, 244, 230), 0.72), 0.9)
            for side in (-1, 1):
                cel.line(
                    points((mid + side * 0.095, top - 0.14), (mid + side * 0.06, top + 0.03)),
                    1.2,
                    (214, 204, 188),
                )
    cel.fold(
        smooth(
            points(
                (cx - wide * 0.75, top - 0.2),
                (cx - wide * 0.5, top - 0.25),
                (cx - wide * 0.35, top - 0.24),
            )
        ),
        color,
    )
    cel.fold(
        smooth(
            points(
                (cx + wide * 0.72, top - 0.3),
                (cx + wide * 0.5, top - 0.34),
                (cx + wide * 0.3, top - 0.33),
            )
        ),
        color,
    )


def _seat(cel: Cel, pose: Pose) -> None:
    """A simple stool so that nobody sits on air."""
    wood: Color = (122, 84, 60)
    x, y = pose.hip_x + 0.08, pose.hip_y - 0.1
    for dx in (-0.2, 0.2):
        cel.wash(
            points(
                (x + dx - 0.02, y),
                (x + dx + 0.02, y),
                (x + dx * 1.15 + 0.018, 0),
                (x + dx * 1.15 - 0.018, 0),
            ),
            scaled(wood, 0.8),
            0.8,
        )
    cel.wash(
        points(
            (x - 0.27, y + 0.03), (x + 0.27, y + 0.03), (x + 0.27, y - 0.03), (x - 0.27, y - 0.03)
        ),
        wood,
        0.9,
    )


def _mattress(cel: Cel) -> None:
    """What a lying person lies on; body space is turned, so the bed stands beside the back."""
    cel.wash(points((-0.16, -0.3), (-0.4, -0.3), (-0.4, 2.0), (-0.16, 2.0)), (232, 228, 220), 1.0)
    cel.wash(points((-0.4, -0.34), (-0.62, -0.34), (-0.62, 2.06), (-0.4, 2.06)), (140, 96, 68), 1.0)
    cel.wash(points((-0.62, 1.98), (0.22, 2.0), (0.22, 2.08), (-0.62, 2.08)), (118, 80, 58), 1.0)
    pillow = smooth(
        points((-0.18, 1.4), (-0.05, 1.44), (-0.03, 1.8), (-0.1, 1.94), (-0.2, 1.9)), closed=True
    )
    cel.wash(pillow, (246, 242, 234), 1.0)


def _neck(cel: Cel, person: Person, chest: tuple[float, float], chin: tuple[float, float]) -> None:
    half = 0.046 if person.female else 0.06
    neck = points(
        (chin[0] - half, chin[1] + 0.07), (chin[0] + half * 0.9, chin[1] + 0.05), (chest[0] + half * 1.05, chest[1] + 0.03),
        (chest[0] + half * 0.6, chest[1] - 0.01), (chest[0] - half * 0.6, chest[1] - 0.01), (chest[0] - half * 1.15, chest[1] + 0.03),
    )  # fmt: skip
    cel.wash(neck, person.skin, 0.8)
    shadow = points(
        (chin[0] - half, chin[1] + 0.04),
        (chin[0] + half, chin[1] + 0.03),
        (chin[0] + half * 0.7, chin[1] - 0.035),
        (chin[0] - half * 0.8, chin[1] - 0.02),
    )
    cel.tint(shadow, scaled(person.skin, 0.68), 0.6)


def spun(pose: Pose) -> float:
    """How far the figure is turned to lying, in radians."""
    return pose.spin * math.pi / 2


def head_place(person: Person, pose: Pose) -> tuple[float, float, float]:
    """Chin x, chin y and head height in the body's 1.70 m space."""
    size = HEAD * (1.24 if person.age == "child" else 1.04 if person.female else 1.0)
    chest_x = pose.hip_x + pose.lean * 0.588
    return chest_x + 0.012 + pose.head * 0.22, pose.hip_y + 0.545 - abs(pose.head) * 0.04, size


def draw_body(
    cel: Cel, person: Person, pose: Pose, face: Face, held: str = "", bed: bool = False
) -> None:
    """A whole person in a pose: body, clothes, head, near arm, and what the hand holds."""
    view = face.view
    outline, marks = _torso(person, pose, view)
    seated = 0.45 < pose.hip_y < 0.7 and pose.spin < 0.5 and pose.bfx > 0.35
    far_sleeve = scaled(person.color, 0.84)
    hand_a, hand_b = (pose.ax, pose.ay), (pose.bx, pose.by)
    if view == "profile":
        hand_a = (pose.ax * 0.4 + 0.04, pose.ay)
        hand_b = (pose.bx * (1.0 if pose.bx > 0.32 else 0.5), pose.by)
    if view == "back":
        hand_a, hand_b = (-pose.bx, pose.by), (-pose.ax, pose.ay)
    if seated:
        _seat(cel, pose)
    if bed:
        _mattress(cel)
    behind = hand_a[0] < marks["a"][0] + 0.04
    if behind:
        _arm(cel, person, marks["a"], hand_a, -1.0, far_sleeve)
    _leg(cel, person, marks["hip_a"], (pose.afx, pose.afy), seated, far=True)
    _leg(cel, person, marks["hip_b"], (pose.bfx, pose.bfy), seated, far=False)
    chin_x, chin_y, size = head_place(person, pose)
    inner = cel.within(head_mapper((chin_x, chin_y), size, pose.head * 1.2, 1.0))
    if view != "back":
        back_hair(inner, person, view)
    _neck(cel, person, marks["chest"], (chin_x, chin_y))
    cel.wash(_soft_torso(outline), person.color, 1.15)
    _clothes(cel, person, view, marks)
    if not behind:
        _arm(cel, person, marks["a"], hand_a, -1.0, far_sleeve)
    draw_head(inner, person, face)
    _arm(
        cel,
        person,
        marks["b"],
        hand_b,
        1.0 if hand_b[1] < marks["b"][1] - 0.47 or hand_b[0] < marks["b"][0] else -1.0,
        person.color,
    )
    if held:
        draw_held(cel, held, hand_b)


def draw_held(cel: Cel, held: str, at: tuple[float, float]) -> None:
    """A small object in the near hand."""
    x, y = at
    if held == "umbrella":
        cel.line(points((x, y - 0.08), (x, y + 0.92)), 1.6, (70, 60, 60), taper=(0.9, 0.9))
        dome = smooth(
            points(
                (x - 0.62, y + 0.72),
                (x - 0.42, y + 0.95),
                (x, y + 1.06),
                (x + 0.42, y + 0.95),
                (x + 0.62, y + 0.72),
                (x + 0.3, y + 0.77),
                (x, y + 0.75),
                (x - 0.3, y + 0.77),
            ),
            closed=True,
        )
        cel.wash(dome, (178, 66, 58), 1.1)
        for part in (-0.3, 0.0, 0.3):
            cel.line(points((x + part, y + 0.77), (x + part * 0.2, y + 1.05)), 0.7)
    elif held == "lantern":
        cel.line(points((x, y), (x + 0.02, y - 0.2)), 0.8)
        cel.wash(ellipse(x + 0.02, y - 0.33, 0.12, 0.13, 22), (232, 128, 66), 1.0)
        cel.tint(ellipse(x + 0.02, y - 0.33, 0.06, 0.09, 16), (255, 226, 150), 1)
    elif held == "phone":
        cel.wash(
            points(
                (x + 0.0, y - 0.03),
                (x + 0.055, y - 0.01),
                (x + 0.02, y + 0.12),
                (x - 0.035, y + 0.1),
            ),
            (44, 46, 56),
            0.8,
        )
    elif held == "cup":
        cel.wash(
            points(
                (x + 0.0, y + 0.0), (x + 0.08, y + 0.0), (x + 0.09, y + 0.1), (x - 0.01, y + 0.1)
            ),
            (240, 236, 226),
            0.9,
        )
    elif held in {"letter", "box"}:
        wide, tall, tone = (
            (0.15, 0.1, (244, 236, 216)) if held == "letter" else (0.3, 0.22, (182, 138, 92))
        )
        cel.wash(
            points(
                (x - 0.04, y - tall * 0.3),
                (x + wide, y - tall * 0.1),
                (x + wide - 0.02, y + tall),
                (x - 0.06, y + tall * 0.8),
            ),
            tone,
            0.9,
        )
    elif held == "flower":
        cel.line(points((x, y - 0.1), (x + 0.04, y + 0.2)), 1.2, (84, 120, 76))
        for dx, dy in ((0, 0.22), (0.08, 0.26), (0.03, 0.31)):
            cel.wash(ellipse(x + dx, y + dy, 0.045, 0.045, 14), (214, 88, 96), 0.8)
    elif held == "knife":
        cel.wash(
            points((x + 0.02, y), (x + 0.05, y + 0.02), (x + 0.34, y + 0.16), (x + 0.3, y + 0.16)),
            (206, 212, 218),
            0.8,
        )
