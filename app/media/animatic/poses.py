"""Poses: where hips, hands and feet are, in metres of a 1.70 m figure facing right; blended by weights."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

import numpy as np

from app.media.animatic.ink import Points
from app.media.animatic.reading import PoseKind


@dataclass(frozen=True)
class Pose:
    """A skeleton without bones: the ends of the limbs; `a` is the far (left) side, `b` the near one."""

    hip_x: float = 0.0
    hip_y: float = 0.92
    lean: float = 0.0
    head: float = 0.0
    nod: float = 0.0
    ax: float = -0.25
    ay: float = 0.808
    bx: float = 0.27
    by: float = 0.805
    afx: float = -0.11
    afy: float = 0.0
    bfx: float = 0.12
    bfy: float = 0.0
    spin: float = 0.0

    def toward(self, other: Pose, share: float) -> Pose:
        """This pose moved `share` (0-1) of the way to another."""
        eased = share * share * (3 - 2 * share)
        mine, theirs = np.array(astuple(self)), np.array(astuple(other))
        return Pose(*(mine + (theirs - mine) * eased).tolist())


STAND = Pose()
STRIDES: tuple[Pose, ...] = (
    Pose(hip_y=0.90, lean=0.03, ax=-0.02, ay=0.83, bx=0.09, by=0.83, afx=-0.3, afy=0.07, bfx=0.3),
    Pose(hip_y=0.93, lean=0.03, ax=-0.2, ay=0.81, bx=0.22, by=0.81, afx=0.02, afy=0.1, bfx=0.04),
    Pose(hip_y=0.90, lean=0.03, ax=-0.36, ay=0.86, bx=0.4, by=0.88, afx=0.3, bfx=-0.3, bfy=0.07),
    Pose(hip_y=0.93, lean=0.03, ax=-0.2, ay=0.81, bx=0.22, by=0.81, afx=0.04, bfx=0.0, bfy=0.1),
)
BOUNDS: tuple[Pose, ...] = (
    Pose(
        hip_y=0.88,
        lean=0.2,
        ax=0.12,
        ay=1.12,
        bx=0.0,
        by=0.96,
        afx=-0.55,
        afy=0.38,
        bfx=0.36,
        bfy=0.1,
    ),
    Pose(hip_y=0.94, lean=0.2, ax=0.1, ay=1.08, bx=0.08, by=1.1, afx=-0.26, afy=0.46, bfx=0.0),
    Pose(
        hip_y=0.88,
        lean=0.2,
        ax=-0.28,
        ay=1.05,
        bx=0.4,
        by=1.2,
        afx=0.36,
        afy=0.1,
        bfx=-0.55,
        bfy=0.38,
    ),
    Pose(hip_y=0.94, lean=0.2, ax=0.08, ay=1.1, bx=0.12, by=1.08, afx=0.0, bfx=-0.26, bfy=0.46),
)
SIT = Pose(hip_y=0.5, ax=0.14, ay=0.63, bx=0.34, by=0.6, afx=0.3, bfx=0.46)
_POSES: dict[PoseKind, Pose] = {
    "stand": STAND,
    "sit": SIT,
    "walk": STRIDES[0],
    "run": BOUNDS[0],
    "raise": Pose(bx=0.36, by=1.86, head=0.08, nod=-0.5),
    "give": Pose(lean=0.06, bx=0.6, by=1.2, ax=-0.2, ay=0.86),
    "lie": Pose(spin=1.0, ax=-0.2, ay=0.8, bx=0.2, by=0.82),
    "cry": Pose(lean=0.05, head=0.12, nod=0.8, ax=0.02, ay=1.08, bx=0.2, by=1.46),
    "hug": Pose(lean=0.07, head=0.1, ax=0.42, ay=1.3, bx=0.4, by=1.16),
    "hold": Pose(ax=0.06, ay=1.12, bx=0.26, by=1.12, nod=0.25),
    "phone": Pose(bx=0.2, by=1.56, head=0.07),
    "bow": Pose(lean=0.16, head=0.16, nod=1.0, bx=0.24, by=0.86),
    "point": Pose(bx=0.72, by=1.42, lean=0.05),
    "kneel": Pose(hip_y=0.47, lean=0.08, nod=0.3, ax=0.1, ay=0.74, bx=0.36, by=0.72, afx=-0.36, afy=0.03, bfx=0.26),
    "look_up": Pose(head=-0.12, nod=-0.9),
    "look_down": Pose(head=0.1, nod=0.9),
    "drink": Pose(bx=0.22, by=1.44, head=-0.04),
    "write": Pose(lean=0.1, head=0.13, nod=0.9, ax=0.16, ay=1.03, bx=0.36, by=1.05),
    "turn": Pose(lean=-0.03, head=-0.05, bx=0.3, by=0.86),
    "fold": Pose(ax=0.18, ay=1.15, bx=-0.1, by=1.19, lean=-0.02),
    "fight": Pose(lean=0.14, bx=0.66, by=1.4, ax=0.16, ay=1.34, afx=-0.32, bfx=0.3),
    "open": Pose(lean=0.08, bx=0.6, by=1.1, ax=-0.2, ay=0.86, bfx=0.24),
}  # fmt: skip

_HANDS: frozenset[PoseKind] = frozenset(
    {
        "raise",
        "give",
        "cry",
        "hug",
        "hold",
        "phone",
        "point",
        "drink",
        "write",
        "fold",
        "bow",
        "look_up",
        "look_down",
    }
)


#: What people do with their arms when nothing is said: hang, clasp, fold, rest one on the hip.
IDLE: tuple[Pose, ...] = (
    STAND,
    Pose(ax=-0.22, ay=0.82, bx=0.24, by=0.83, hip_x=0.015, head=0.03),
    Pose(ax=0.03, ay=0.88, bx=0.12, by=0.86),
    _POSES["fold"],
    Pose(bx=0.23, by=1.0, hip_x=0.02, lean=-0.02),
)


def combined(kinds: list[PoseKind]) -> Pose:
    """One pose from several words: legs of the first that sits, kneels or lies, hands of the first that acts."""
    base = next((_POSES[kind] for kind in kinds if kind in {"sit", "kneel", "lie"}), STAND)
    busy = [kind for kind in kinds if kind == "write"] or kinds
    hands = next((_POSES[kind] for kind in busy if kind in _HANDS), None)
    if hands is None:
        still = [_POSES[kind] for kind in kinds if kind not in {"walk", "run"}]
        return still[0] if still and base is STAND else base
    drop = base.hip_y - STAND.hip_y
    return Pose(
        base.hip_x, base.hip_y, base.lean + hands.lean, hands.head, hands.nod, hands.ax, hands.ay + drop,
        hands.bx, hands.by + drop, base.afx, base.afy, base.bfx, base.bfy, base.spin,
    )  # fmt: skip


def limb(
    root: tuple[float, float], end: tuple[float, float], upper: float, lower: float, bend: float
) -> Points:
    """Root, joint and end of a two-bone limb; `bend` +1 or -1 chooses the side, the end is pulled in if too far."""
    dx, dy = end[0] - root[0], end[1] - root[1]
    far = max(1e-6, math.hypot(dx, dy))
    reach = min(far, (upper + lower) * 0.995)
    if far > reach:
        dx, dy = dx * reach / far, dy * reach / far
    along = (upper**2 - lower**2 + reach**2) / (2 * reach)
    side = math.sqrt(max(0.0, upper**2 - along**2)) * bend
    ux, uy = dx / reach, dy / reach
    joint = (root[0] + ux * along - uy * side, root[1] + uy * along + ux * side)
    return np.array([root, joint, (root[0] + dx, root[1] + dy)])
