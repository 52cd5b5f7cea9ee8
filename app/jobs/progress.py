"""How long it will take, judged by how long it took: median and 90 % of the project's own past attempts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic import Field

from app.domain.attempts import Attempt
from app.domain.entity import Value

#: Fewer finished attempts than this say nothing about the next one.
FEWEST = 3
#: Only the newest count: vendors change.
NEWEST = 50
_SHARE = {"reserved": 0.0, "submitting": 0.02, "accepted": 0.05, "unknown": 0.05, "running": 0.1}


class Expectation(Value):
    """Seconds from sending to take, as seen before."""

    median: float = Field(ge=0)
    ninety: float = Field(ge=0, description="nine of ten were done by then")
    seen: int = Field(ge=0, description="how many attempts this rests on")


class Estimate(Value):
    """Where one attempt stands. `left` is None when nobody can say; `late` when nine of ten were faster."""

    fraction: float = Field(ge=0, le=1)
    left: float | None = Field(None, ge=0, description="seconds")
    late: bool = False


def expect(past: Iterable[Attempt], generator: str, model: str = "") -> Expectation | None:
    """What past takes of a generator (and model, when given) lead to expect; None with fewer than three."""
    waits = [
        (attempt.updated_at - attempt.submitted_at).total_seconds()
        for attempt in past
        if attempt.state == "take"
        and attempt.submitted_at is not None
        and attempt.generator == generator
        and model in ("", attempt.model)
    ]
    waits = sorted(max(0.0, wait) for wait in waits[-NEWEST:])
    if len(waits) < FEWEST:
        return None
    return Expectation(median=at_share(waits, 0.5), ninety=at_share(waits, 0.9), seen=len(waits))


def estimate(attempt: Attempt, expected: Expectation | None, now: datetime) -> Estimate:
    """How far one attempt is and how long it will still take.

    The vendor's own progress counts for more than the clock; without either, the state alone speaks.
    """
    if attempt.is_final:
        return Estimate(fraction=1.0, left=0.0)
    if attempt.state in ("ready", "downloading", "verified"):
        return Estimate(fraction=0.95, left=None)
    floor = _SHARE.get(attempt.state, 0.0)
    if attempt.submitted_at is None or attempt.state in ("planned", "reserved"):
        return Estimate(fraction=floor, left=expected.median if expected else None)
    age = max(0.0, (now - attempt.submitted_at).total_seconds())
    told = attempt.progress
    if told is not None and told > 0:
        left = age * (1 - told) / told if told >= 0.05 else None
        return Estimate(fraction=max(floor, min(told, 0.95)), left=left)
    if expected is None:
        return Estimate(fraction=floor)
    aim = expected.median if age < expected.median else expected.ninety
    late = age > expected.ninety
    fraction = max(floor, min(0.9, age / expected.ninety if expected.ninety else 0.9))
    return Estimate(fraction=fraction, left=None if late else max(0.0, aim - age), late=late)


def overall(attempts: Sequence[Attempt], past: Iterable[Attempt], now: datetime) -> float:
    """Share of a batch that is done, 0..1; an attempt counts as its estimate says."""
    if not attempts:
        return 1.0
    known = list(past)
    names = {(attempt.generator, attempt.model) for attempt in attempts}
    expected = {name: expect(known, *name) for name in names}
    done = sum(
        estimate(attempt, expected[attempt.generator, attempt.model], now).fraction
        for attempt in attempts
    )
    return done / len(attempts)


def at_share(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` of the ascending values lie, between neighbours in proportion."""
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
