"""One lane a vendor account: how many at once, when to wait, when to stop asking (reliability §6)."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Literal

from app.domain.attempts import Refusal
from app.domain.cards import Card
from app.jobs.circuit import Circuit
from app.jobs.state import Trouble

#: What a vendor is asked to do. One of them may be down while the others answer.
Endpoint = Literal["submit", "poll", "find"]
ENDPOINTS: tuple[Endpoint, ...] = ("submit", "poll", "find")
#: A doubtful submission weighs more: two in a row stop the lane before a whole batch is in doubt.
DOUBT_WEIGHT = 3
GOOD_TO_GROW = 20


class Lane:
    """Learned manners toward one account. Every method is called on the owner's thread."""

    def __init__(self, vendor: str, card: Card, rng: random.Random) -> None:
        self.vendor = vendor
        self._most = card.in_flight
        self.cap = card.in_flight
        self._good = 0
        self._circuits = {endpoint: Circuit(rng) for endpoint in ENDPOINTS}
        self._slow_until: datetime | None = None
        self._pause: Trouble | None = None

    def set_most(self, most: int) -> None:
        """The person's own cap on attempts in flight."""
        self._most = max(1, most)
        self.cap = self._most

    def may_submit(self, now: datetime, in_flight: int) -> bool:
        """True when one more paid request may leave now."""
        slow = self._slow_until is not None and now < self._slow_until
        free = not self.is_paused and not slow and in_flight < self.cap
        return free and self.may_ask(now, "submit")

    def may_ask(self, now: datetime, endpoint: Endpoint) -> bool:
        """True when a request may leave now; an open circuit lets one probe through at a time."""
        return not self.is_shut and self._circuits[endpoint].lets_through(now)

    @property
    def is_shut(self) -> bool:
        """True when the key is not accepted: nothing is asked until a person resumes."""
        refusal = self._pause.refusal if self._pause is not None else None
        return refusal is not None and refusal.kind == "auth"

    @property
    def is_paused(self) -> bool:
        """True when nothing is sent until a person resumes."""
        return self._pause is not None

    @property
    def is_refusing(self) -> bool:
        """True when it is paused because the vendor refused key or credit, not because a person wished so."""
        return self._pause is not None and self._pause.refusal is not None

    def is_down(self, endpoint: Endpoint) -> bool:
        """True while the endpoint's circuit is open."""
        return self._circuits[endpoint].is_open

    def asking(self, now: datetime, endpoint: Endpoint) -> None:
        """A request is leaving; while the circuit is open it is the only probe for a while."""
        self._circuits[endpoint].asking(now)

    def answered(self, endpoint: Endpoint) -> None:
        """The endpoint answered: close its circuit."""
        self._circuits[endpoint].answered()

    def accepted(self) -> None:
        """A job was taken; after many the cap grows back by one."""
        self.answered("submit")
        self._good += 1
        if self._good >= GOOD_TO_GROW and self.cap < self._most:
            self.cap, self._good = self.cap + 1, 0

    def failed(self, now: datetime, endpoint: Endpoint, weight: int = 1) -> None:
        """No answer: after enough of them the circuit opens, and each failed probe doubles the wait."""
        self._circuits[endpoint].failed(now, weight)

    def too_fast(self, now: datetime, seconds: float) -> None:
        """The vendor said 429: wait as long as it asked, and allow half as many at once."""
        self.answered("submit")
        self.cap, self._good = max(1, self.cap // 2), 0
        self._slow_until = now + timedelta(seconds=seconds)

    def pause(self, now: datetime, refusal: Refusal | None = None, why: str = "") -> bool:
        """Stop sending until a person resumes; True when it was not paused before."""
        fresh = self._pause is None
        if fresh or refusal is not None or why:
            self._pause = Trouble(
                vendor=self.vendor, kind="paused", since=now, refusal=refusal, why=why
            )
        return fresh

    def resume(self) -> None:
        """A person says that it may go on."""
        self._pause = None
        self.forgive()

    def forgive(self) -> None:
        """Forget what went wrong, and ask again at once."""
        self._slow_until = None
        for circuit in self._circuits.values():
            circuit.answered()

    def opens_at(self, endpoint: Endpoint) -> datetime | None:
        """When it is worth looking at the lane again; None when nothing but events will change it."""
        until = self._circuits[endpoint].until
        if endpoint != "submit" or self.is_paused:
            return until
        times = [time for time in (until, self._slow_until) if time is not None]
        return max(times) if times else None

    def trouble(self, now: datetime) -> Trouble | None:
        """What to show a person about this vendor now."""
        if self._pause is not None:
            return self._pause
        down = [circuit for circuit in self._circuits.values() if circuit.is_open]
        if down:
            since = min(circuit.since for circuit in down if circuit.since is not None)
            until = min(circuit.until for circuit in down if circuit.until is not None)
            return Trouble(vendor=self.vendor, kind="not_answering", since=since, until=until)
        if self._slow_until is not None and now < self._slow_until:
            return Trouble(vendor=self.vendor, kind="throttled", since=now, until=self._slow_until)
        return None
