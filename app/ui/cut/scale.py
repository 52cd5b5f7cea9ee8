"""Frames to pixels and back: zoom, scroll and the ruler's steps."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

#: Widest and narrowest: 40 pixels a frame; an hour in a few hundred pixels.
MOST, LEAST = 40.0, 0.002


@dataclass(frozen=True, slots=True)
class Scale:
    """The strip's window on the cut: `origin` is the frame at x = 0, `density` pixels a frame."""

    density: float = 4.0
    origin: float = 0.0

    def x(self, frame: float) -> float:
        """Pixels from the track's left edge."""
        return (frame - self.origin) * self.density

    def frame(self, x: float) -> float:
        """The frame under `x`, with its fraction."""
        return x / self.density + self.origin

    def zoomed(self, factor: float, x: float) -> Scale:
        """As this one, `factor` closer, with the frame under `x` staying under `x`."""
        density = max(LEAST, min(self.density * factor, MOST))
        anchor = self.frame(x)
        return Scale(density, max(anchor - x / density, 0.0))

    def scrolled(self, pixels: float, length: int, width: int) -> Scale:
        """Moved right by `pixels`, not past the ends."""
        return Scale(
            self.density, self._bounded(self.origin + pixels / self.density, length, width)
        )

    def showing(self, frame: int, length: int, width: int) -> Scale:
        """Scrolled by a page when `frame` is out of sight, otherwise unchanged."""
        x = self.x(frame)
        if 0 <= x <= width - 24:
            return self
        return Scale(self.density, self._bounded(frame - width * 0.1 / self.density, length, width))

    def _bounded(self, origin: float, length: int, width: int) -> float:
        most = max(length - width * 0.7 / self.density, 0.0)
        return max(0.0, min(origin, most))


def fitting(length: int, width: int) -> Scale:
    """The whole cut in `width` pixels, with a little air at its end."""
    return Scale(max(LEAST, min(width * 0.97 / max(length, 1), MOST)), 0.0)


def ruler_steps(scale: Scale, fps: int) -> tuple[int, int]:
    """Frames between labelled and between unlabelled marks, for labels at least 84 pixels apart."""
    seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600]
    choices = [1, 2, fps // 4 or 1, fps // 2 or 1, *(step * fps for step in seconds)]
    steps = sorted(set(choices))
    major = next((step for step in steps if step * scale.density >= 84), steps[-1])
    minor = next((step for step in steps if step * scale.density >= 9 and major % step == 0), major)
    return major, minor


class Spans:
    """Stretches in order of their start, answering "which of you are seen" by bisection."""

    def __init__(self, starts: Sequence[float], ends: Sequence[float]) -> None:
        self.starts = list(starts)
        self.ends = list(ends)
        reach: list[float] = []
        most = float("-inf")
        for end in self.ends:
            most = max(most, end)
            reach.append(most)
        self._reach = reach

    def __len__(self) -> int:
        return len(self.starts)

    def visible(self, first: float, last: float) -> range:
        """Indices that may touch [first, last); all others certainly do not."""
        begin = bisect_right(self._reach, first)
        end = bisect_left(self.starts, last)
        return range(begin, max(begin, end))

    def at(self, frame: float) -> int | None:
        """The last one that covers `frame`, as the one drawn on top."""
        found = None
        for index in self.visible(frame, frame + 1e-6):
            if self.starts[index] <= frame < self.ends[index]:
                found = index
        exact = bisect_right(self.starts, frame) - 1
        if exact >= 0 and self.starts[exact] <= frame < self.ends[exact]:
            return exact
        return found


def snap(frame: float, targets: Sequence[int], scale: Scale, radius: float = 9.0) -> int | None:
    """The sorted target nearest to `frame` within `radius` pixels, or None."""
    if not targets:
        return None
    index = bisect_left(targets, frame)
    near = [targets[i] for i in (index - 1, index) if 0 <= i < len(targets)]
    best = min(near, key=lambda target: abs(target - frame))
    return best if abs(best - frame) * scale.density <= radius else None
