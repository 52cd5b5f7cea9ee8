"""How long work reports where it is, and how it learns that it is no longer wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Report(Protocol):
    """Called with the done part, 0 to 1, and a short note such as a shot's number."""

    def __call__(self, fraction: float, note: str = "", /) -> None:
        """Take note of the progress."""


Cancelled = Callable[[], bool]


def never() -> bool:
    """Work that nobody can cancel."""
    return False


def quiet(fraction: float, note: str = "", /) -> None:
    """Progress that nobody watches."""


def part(report: Report, start: float, end: float) -> Report:
    """A report for one part of the work: 0..1 there is `start`..`end` here."""

    def within(fraction: float, note: str = "", /) -> None:
        report(start + (end - start) * fraction, note)

    return within
