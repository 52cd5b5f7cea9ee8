"""What became of one attempt, as far as it teaches something: for the figures of what it really costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.attempts import AttemptState
from app.domain.ids import AttemptId, ShotId, TakeId
from app.domain.money import Money
from app.domain.recipes import Medium


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt without its recipe's bulk.

    `spent` is what it cost, or what it may have cost while that is in doubt; None when nothing was charged.
    `seconds` are those asked for, 0 where the medium has no length.
    """

    attempt_id: AttemptId
    shot_id: ShotId
    generator: str
    model: str
    medium: Medium
    size: str
    people: tuple[str, ...]
    state: AttemptState
    take_id: TakeId | None
    submitted_at: datetime | None
    updated_at: datetime
    seconds: float
    spent: Money | None
