"""One lane a vendor account: how many at once, when to wait, when to stop asking (reliability §6)."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from app.domain.attempts import Refusal
from app.domain.cards import Card
from app.jobs.state import Trouble

FAILURES_TO_OPEN = 5
#: A doubtful submission weighs more: two in a row stop the lane before a whole batch is in doubt.
DOUBT_WEIGHT = 3
PROBE_FIRST, PROBE_MOST = 30.0, 600.0
GOOD_TO_GROW = 20


class Lane:
    """Learned manners toward one account. Every method is called on the owner's thread."""

    def __init__(self, vendor: str, card: Card, rng: random.Random) -> None:
        self.vendor = vendor
        self._rng = rng
        self._most = card.in_flight
        self.cap = card.in_flight
        self._good = 0
        self._failures = 0
        self._probe = PROBE_FIRST
        self._since: datetime | None = None
        self._closed_until: datetime | None = None
        self._slow_until: datetime | None = None
        self._paused: tuple[Refusal | None, datetime] | None = None

    def set_most(self, most: int) -> None:
        """The person's own cap on attempts in flight."""
        self._most = max(1, most)
        self.cap = self._most

    def may_submit(self, now: datetime, in_flight: int) -> bool:
        """True when one more paid request may leave now."""
        slow = self._slow_until is not None and now < self._slow_until
        return not self._paused and not slow and self.may_ask(now) and in_flight < self.cap

    def may_ask(self, now: datetime) -> bool:
        """True when a free question may leave now; an open circuit lets one probe through at a time."""
        if self.is_shut:
            return False
        return self._closed_until is None or now >= self._closed_until

    @property
    def is_shut(self) -> bool:
        """True when the key is not accepted: nothing is asked until a person resumes."""
        return self._paused is not None and getattr(self._paused[0], "kind", "") == "auth"

    @property
    def is_paused(self) -> bool:
        """True when nothing is sent until a person resumes."""
        return self._paused is not None

    def asking(self, now: datetime) -> None:
        """A request is leaving; while the circuit is open it is the only probe for a while."""
        if self._closed_until is not None:
            self._closed_until = now + timedelta(seconds=self._probe)

    def answered(self) -> None:
        """The vendor answered: close the circuit."""
        self._failures = 0
        self._probe = PROBE_FIRST
        self._since = self._closed_until = None

    def accepted(self) -> None:
        """A job was taken; after many the cap grows back by one."""
        self.answered()
        self._good += 1
        if self._good >= GOOD_TO_GROW and self.cap < self._most:
            self.cap, self._good = self.cap + 1, 0

    def failed(self, now: datetime, weight: int = 1) -> None:
        """No answer: after enough of them the circuit opens, and each failed probe doubles the wait."""
        self._since = self._since or now
        self._failures += weight
        if self._closed_until is not None:
            self._probe = min(self._probe * 2, PROBE_MOST)
        if self._failures >= FAILURES_TO_OPEN:
            wait = self._probe * (1 + self._rng.uniform(0, 0.1))
            self._closed_until = now + timedelta(seconds=wait)

    def too_fast(self, now: datetime, seconds: float) -> None:
        """The vendor said 429: wait as long as it asked, and allow half as many at once."""
        self.answered()
        self.cap, self._good = max(1, self.cap // 2), 0
        self._slow_until = now + timedelta(seconds=seconds)

    def pause(self, now: datetime, refusal: Refusal | None = None) -> bool:
        """Stop sending until a person resumes; True when it was not paused before."""
        fresh = self._paused is None
        if fresh or refusal is not None:
            self._paused = (refusal, now)
        return fresh

    def resume(self) -> None:
        """A person says that it may go on."""
        self._paused = self._slow_until = None
        self.answered()

    @property
    def opens_at(self) -> datetime | None:
        """When it is worth looking at the lane again; None when nothing but events will change it."""
        if self._paused:
            return self._closed_until
        times = [time for time in (self._closed_until, self._slow_until) if time is not None]
        return max(times) if times else None

    def trouble(self, now: datetime) -> Trouble | None:
        """What to show a person about this vendor now."""
        if self._paused:
            refusal, since = self._paused
            return Trouble(vendor=self.vendor, kind="paused", since=since, refusal=refusal)
        if self._closed_until is not None and self._since is not None:
            return Trouble(
                vendor=self.vendor,
                kind="not_answering",
                since=self._since,
                until=self._closed_until,
            )
        if self._slow_until is not None and now < self._slow_until:
            return Trouble(vendor=self.vendor, kind="throttled", since=now, until=self._slow_until)
        return None
