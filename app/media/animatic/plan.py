"""People seen from straight above: shoulders, arms and the crown of a head, as on a floor plan."""

from __future__ import annotations

import numpy as np

from app.media.animatic.cel import Cel
from app.media.animatic.ink import Color, Points, ellipse, points, scaled, smooth
from app.media.animatic.lens import Lens
from app.media.animatic.staging import Mark


def draw_plan(cel: Cel, mark: Mark, lens: Lens) -> None:
    """Draw a person from above at their mark, facing across the frame."""
    person = mark.person
    k = person.height / 1.7
    turn = (
        np.array([[0.2, -0.98], [0.98, 0.2]])
        if mark.facing > 0
        else np.array([[0.2, 0.98], [-0.98, 0.2]])
    )

    def lay(outline: Points, height: float, color: Color, ink: float = 1.0) -> None:
        flat = (outline * k) @ turn.T
        world = np.column_stack(
            [mark.x + flat[:, 0], np.full(len(flat), height * k), mark.z + flat[:, 1]]
        )
        pixels = lens.project(world)
        cel.sheet.fill(pixels, cel.light.skin(color))
        cel.sheet.contour(pixels, cel.weight * ink, cel.ink)

    for side in (-1, 1):
        lay(ellipse(side * 0.09, 0.12, 0.055, 0.15, 18), 0.05, (60, 48, 50), 0.8)
    for side in (-1, 1):
        arm = smooth(
            points(
                (side * 0.2, 0.02),
                (side * 0.29, 0.08),
                (side * 0.27, 0.26),
                (side * 0.2, 0.3),
                (side * 0.19, 0.12),
            ),
            closed=True,
        )
        lay(arm, 1.15, scaled(person.color, 0.88), 0.9)
        lay(ellipse(side * 0.225, 0.31, 0.042, 0.05, 14), 1.1, person.skin, 0.8)
    lay(ellipse(0, 0, 0.24 * person.build, 0.125, 26), 1.36, person.color, 1.1)
    lay(points((-0.03, 0.12), (0.03, 0.12), (0, 0.165)), 1.52, person.skin, 0.8)
    lay(
        ellipse(0, 0.025, 0.1, 0.118, 24),
        1.6,
        person.hair_color if person.hair != "bald" else person.skin,
        1.1,
    )
    lay(
        smooth(points((-0.02, -0.05), (0.015, 0.0), (0.0, 0.06)))[:4],
        1.62,
        scaled(person.hair_color, 1.4),
        0.5,
    )
