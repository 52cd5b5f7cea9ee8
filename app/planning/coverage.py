"""Whether every spoken line is heard in exactly one shot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.domain.entity import Value
from app.domain.ids import ElementId
from app.domain.script import Scene
from app.domain.shots import ProposedShot, Shot


class Coverage(Value):
    """How many lines there are and how many are in exactly one shot."""

    lines: int
    covered: int
    missing: tuple[ElementId, ...] = ()
    doubled: tuple[ElementId, ...] = ()

    @property
    def percent(self) -> float:
        """0 to 100; a script without lines is fully covered."""
        return 100.0 if not self.lines else 100.0 * self.covered / self.lines


def measure(scenes: Iterable[Scene], shots: Iterable[Shot | ProposedShot]) -> Coverage:
    """Count the lines of `scenes` against `shots`; orphaned and omitted shots are not in the film and count not."""
    heard = Counter(line for shot in shots if _is_in_film(shot) for line in shot.lines)
    lines = [element.id for scene in scenes for element in scene.lines]
    return Coverage(
        lines=len(lines),
        covered=sum(1 for line in lines if heard[line] == 1),
        missing=tuple(line for line in lines if heard[line] == 0),
        doubled=tuple(line for line in lines if heard[line] > 1),
    )


def _is_in_film(shot: Shot | ProposedShot) -> bool:
    return isinstance(shot, ProposedShot) or not (shot.orphaned or shot.status == "omitted")
