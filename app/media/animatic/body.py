"""Bodies: clothes, arms, legs and hands around a pose, in metres, facing right."""

from __future__ import annotations

import math

import numpy as np

from app.media.animatic.cel import Cel, head_mapper
from app.media.animatic.clothes import draw_clothes
from app.media.animatic.face import Face
from app.media.animatic.hair import back_hair
from app.media.animatic.head import draw_head
from app.media.animatic.held import draw_held
from app.media.animatic.ink import Color, Points, points, scaled, smooth
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
        wrist - side * 0.026 * k, wrist + along * 0.05 * k - side * 0.04 * k,
            wrist + along * 0.105 * k - side * 0.028 * k,
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
    band: bool = False,
) -> None:
    arm = limb(shoulder, hand, 0.28, 0.26, bend)
    thick = 0.105 * person.build * (0.9 if person.female else 1.0)
    if person.garment in {"coat", "hoodie", "robe", "jacket", "suit", "raincoat", "uniform"}:
        thick *= 1.18
    wrist = arm[2]
    _hand(cel, person, wrist, arm)
    flare = 1.9 if person.garment == "robe" else 0.78
    outline = _tapered(arm, (thick * 0.98, thick, thick * flare))
    cel.wash(outline, sleeve, 0)
    cel.line(outline[7:], 1.0, taper=(0.15, 0.15))
    elbow = arm[1]
    cel.fold(smooth(elbow + points((-0.02, 0.04), (0.0, 0.0), (0.03, -0.01))), sleeve)
    if band:
        _armband(cel, person, arm, thick)


def _armband(cel: Cel, person: Person, arm: Points, thick: float) -> None:
    """The character's own colour around the upper arm."""
    along = (arm[1] - arm[0]) / max(1e-6, float(np.hypot(*(arm[1] - arm[0]))))
    side = np.array([-along[1], along[0]]) * thick * 0.54
    middle = arm[0] + (arm[1] - arm[0]) * 0.62
    reach = along * (0.034 if person.garment != "tracksuit" else 0.014)
    cel.wash(
        np.array(
            [
                middle - reach - side,
                middle + reach - side,
                middle + reach + side,
                middle - reach + side,
            ]
        ),
        person.accent,
        0.75,
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
    bare = person.garment in {"dress", "qipao"}
    tone = person.skin if bare else scaled(person.trousers, 0.82 if far else 1.0)
    shape = (
        (thick * 0.95, thick * 0.72, thick * 0.5)
        if bare
        else (thick * 0.98, thick * 0.92, thick * 0.78)
    )
    ankle = leg[2]
    sole = points((-0.06, 0.0), (-0.065, -0.065), (0.13, -0.068), (0.145, -0.045), (0.05, 0.005))
    shoe = smooth(ankle + sole, closed=True, steps=4)
    cel.wash(shoe, (64, 50, 50), 0.9)
    cel.wash(_tapered(leg, shape), tone, 1.0)
    if seat:
        knee = leg[1]
        cel.fold(knee + points((-0.05, 0.03), (0.03, -0.02)), tone)


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
        "raincoat": -0.34,
        "qipao": -0.6,
        "robe": -0.84,
        "dress": -0.36,
        "hoodie": -0.06,
        "blouse": -0.02,
        "apron": -0.06,
    }.get(person.garment, -0.03)
    seated = pose.hip_y < 0.7
    if seated:
        hem = max(hem, -0.12)
    flare = {"coat": 1.25, "raincoat": 1.5, "qipao": 1.08, "robe": 1.65, "dress": 1.75}.get(
        person.garment, 1.04
    )
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
        (chin[0] - half, chin[1] + 0.07), (chin[0] + half * 0.9, chin[1] + 0.05),
        (chest[0] + half * 1.05, chest[1] + 0.03),
        (chest[0] + half * 0.6, chest[1] - 0.01), (chest[0] - half * 0.6, chest[1] - 0.01),
        (chest[0] - half * 1.15, chest[1] + 0.03),
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
    size = HEAD * (1.3 if person.age == "child" else 1.04 if person.female else 1.0)
    chest_x = pose.hip_x + pose.lean * 0.588
    return chest_x + 0.012 + pose.head * 0.22, pose.hip_y + 0.545 - abs(pose.head) * 0.04, size


def draw_body(
    cel: Cel,
    person: Person,
    pose: Pose,
    face: Face,
    held: str = "",
    bed: bool = False,
    held_color: Color | None = None,
) -> None:
    """A whole person in a pose: body, clothes, head, near arm, and what the hand holds."""
    view = face.view
    outline, marks = _torso(person, pose, view)
    outline[6:8, 0] += face.drift * 0.035 * min(1.0, max(0.0, pose.hip_y - outline[6, 1]) * 3)
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
    behind_body = held == "umbrella"
    if behind_body:
        draw_held(cel, held, hand_b, held_color)
    if behind:
        _arm(cel, person, marks["a"], hand_a, -1.0, far_sleeve)
    _leg(cel, person, marks["hip_a"], (pose.afx, pose.afy), seated, far=True)
    _leg(cel, person, marks["hip_b"], (pose.bfx, pose.bfy), seated, far=False)
    chin_x, chin_y, size = head_place(person, pose)
    fine = cel.weight if face.detail > 0.6 else cel.weight * 0.72
    inner = cel.within(head_mapper((chin_x, chin_y), size, pose.head * 1.2, 1.0), fine)
    if view != "back":
        back_hair(inner, person, view, face.drift)
    _neck(cel, person, marks["chest"], (chin_x, chin_y))
    cel.wash(_soft_torso(outline), person.color, 1.15)
    elbow = 1.0 if hand_b[1] < marks["b"][1] - 0.47 or hand_b[0] < marks["b"][0] else -1.0
    hanging = hand_b[0] > marks["b"][0] - 0.02 and hand_b[1] < marks["chest"][1] - 0.1
    if hanging:
        _arm(cel, person, marks["b"], hand_b, elbow, person.color, person.dressed)
    draw_clothes(cel, person, view, marks)
    if not behind:
        _arm(cel, person, marks["a"], hand_a, -1.0, far_sleeve)
    draw_head(inner, person, face)
    if not hanging:
        _arm(cel, person, marks["b"], hand_b, elbow, person.color, person.dressed)
    if held and not behind_body:
        draw_held(cel, held, hand_b, held_color)
