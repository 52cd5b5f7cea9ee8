"""How long to wait before asking again (reliability §6): doubling, capped, with equal jitter."""

from __future__ import annotations

import random

BASE, CAP = 1.0, 60.0


def backoff(failures: int, rng: random.Random | None = None) -> float:
    """Seconds before try number `failures + 1`: 1, 2, 4 ... at most 60, half of each at random."""
    full = min(CAP, BASE * 2.0 ** min(max(failures - 1, 0), 10))
    return full / 2 + (rng or random.Random()).uniform(0, full / 2)
