"""A circuit toward one endpoint: after enough failures it opens, and then one probe at a time may pass."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

FAILURES_TO_OPEN = 5
PROBE_FIRST, PROBE_MOST = 30.0, 600.0


class Circuit:
    """Closed while the endpoint answers. Used on the owner's thread."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._failures = 0
        self._probe = PROBE_FIRST
        self.since: datetime | None = None
        self.until: datetime | None = None

    @property
    def is_open(self) -> bool:
        """True from the failure that opened it until an answer."""
        return self.until is not None

    def lets_through(self, now: datetime) -> bool:
        """True when a request may leave now."""
        return self.until is None or now >= self.until

    def asking(self, now: datetime) -> None:
        """A request is leaving; while the circuit is open it is the only probe for a while."""
        if self.until is not None:
            self.until = now + timedelta(seconds=self._probe)

    def answered(self) -> None:
        """An answer came: close."""
        self._failures = 0
        self._probe = PROBE_FIRST
        self.since = self.until = None

    def failed(self, now: datetime, weight: int) -> None:
        """No answer: after enough of them it opens, and each failed probe doubles the wait."""
        self.since = self.since or now
        self._failures += weight
        if self.until is not None:
            self._probe = min(self._probe * 2, PROBE_MOST)
        if self._failures >= FAILURES_TO_OPEN:
            wait = self._probe * (1 + self._rng.uniform(0, 0.1))
            self.until = now + timedelta(seconds=wait)
