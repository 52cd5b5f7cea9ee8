"""Whose turn it is: starts every attempt that is due, and sleeps until the next one is."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from app.jobs.collecting import AT_ONCE, Collecting
from app.jobs.desk import Desk
from app.jobs.doubts import Doubts
from app.jobs.fallbacks import Fallbacks
from app.jobs.fitting import Fitting
from app.jobs.polling import Polling
from app.jobs.runner import Handle
from app.jobs.state import Live
from app.jobs.submitting import Submitting
from app.jobs.traffic import Endpoint

#: The vendor is done; what remains costs nothing.
FINISHED = frozenset({"ready", "downloading", "verified"})
#: Steps that one turn commits: each takes milliseconds of the owner's thread, and a window lives there too.
WRITES_A_TURN = 5
_COLLECT = ("downloading", "verified")
_FAR = timedelta(days=3650)


class Rota:
    """One alarm for all attempts of a project."""

    def __init__(self, desk: Desk, polling: Polling, doubts: Doubts, fallbacks: Fallbacks) -> None:
        self._desk = desk
        self._polling = polling
        self._doubts = doubts
        self._fallbacks = fallbacks
        self._fitting = Fitting(desk)
        self._submitting = Submitting(desk)
        self._collecting = Collecting(desk)
        self._alarm: Handle | None = None
        self._alarm_at: datetime | None = None
        self._closed = False
        self._sends = True

    def stop_sending(self) -> None:
        """Send nothing more; what was sent is followed."""
        self._sends = False

    def stop(self) -> None:
        """Start nothing more."""
        self._closed = True
        if self._alarm is not None:
            self._alarm.cancel()

    def tick(self) -> None:
        """Start everything that is due, then sleep until the next thing is."""
        self._alarm = self._alarm_at = None
        if self._closed:
            return
        now, written = self._desk.now(), 0
        held = Counter(live.vendor for live in self._desk.lives.values() if self._desk.holds(live))
        for live in sorted(self._desk.lives.values(), key=_urgency):
            if live.busy or live.held:
                continue
            if written >= WRITES_A_TURN:
                self.wake()  # the owner's thread has other things to do as well
                return
            state = live.attempt.state
            if self._fallbacks.is_due(live, now):
                self._fallbacks.give_way(live)
            elif live.due <= now:
                before = self._desk.holds(live)
                self._begin(live, now, held[live.vendor])
                held[live.vendor] += self._desk.holds(live) - before
            written += live.attempt.state != state
        self._set_alarm()

    def _begin(self, live: Live, now: datetime, held: int) -> None:
        lane, state = self._desk.lane(live.card), live.attempt.state
        if state == "reserved":
            if self._sends and lane.may_submit(now, held):
                self._send(live)
        elif state == "ready" and live.requeried and not live.results and lane.may_ask(now, "poll"):
            self._polling.start(live)
        elif state in FINISHED:
            if self._collecting_now() < AT_ONCE:
                self._collecting.start(live)
        elif state == "unknown":
            if not (live.asked and live.card.resubmission == "blind"):
                self._look_for(live, now)
        elif state in ("accepted", "running") and lane.may_ask(now, "poll"):
            self._polling.start(live)

    def _send(self, live: Live) -> None:
        if self._fitting.is_needed(live):
            self._fitting.start(live)
        else:
            self._submitting.start(live)

    def _look_for(self, live: Live, now: datetime) -> None:
        """A look by token shows the vendor the very same pictures, so they are fitted for it as well."""
        if live.card.resubmission == "token" and self._fitting.is_needed(live):
            self._fitting.start(live)
        elif self._desk.lane(live.card).may_ask(now, "find"):
            self._doubts.start(live)

    def _collecting_now(self) -> int:
        return sum(
            1 for live in self._desk.lives.values() if live.busy and live.attempt.state in _COLLECT
        )

    def wake(self) -> None:
        """Something changed: look at once, but after the caller has finished."""
        self._set_alarm(at_once=True)

    def _set_alarm(self, *, at_once: bool = False) -> None:
        if self._closed:
            return
        now = self._desk.now()
        due = now if at_once else self._next_due(now)
        if due is None or (self._alarm_at is not None and self._alarm_at <= due):
            return
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm_at = due
        self._alarm = self._desk.clock.after(max(0.0, (due - now).total_seconds()), self.tick)

    def _next_due(self, now: datetime) -> datetime | None:
        """When the next attempt may go on; those that a tick could not start wait for an event or a lane."""
        times = []
        for live in self._desk.lives.values():
            if live.busy or live.held:
                continue
            gives_way = self._fallbacks.when(live)
            if gives_way is not None and gives_way > now:
                times.append(gives_way)
            if live.due > now:
                times.append(live.due)
                continue
            opens = self._desk.lane(live.card).opens_at(endpoint_of(live))
            if opens is not None and opens > now:
                times.append(opens)
        return min(times, default=None)

    def goes_on(self, live: Live) -> bool:
        """True when something will happen to it without a person."""
        if live.busy:
            return True
        if live.held:
            return False
        if self._fallbacks.is_due(live, self._desk.now()) or self._fallbacks.when(live):
            return True
        if live.attempt.state == "unknown" and live.asked:
            return False
        lane = self._desk.lane(live.card)
        if live.attempt.state in FINISHED:
            return True
        if live.attempt.state in ("planned", "reserved"):
            return self._sends and not lane.is_paused
        return not lane.is_shut

    def is_blocked(self, live: Live) -> bool:
        """True when it waits for an endpoint that does not answer."""
        if live.busy or live.attempt.state in FINISHED:
            return False
        return self._desk.lane(live.card).is_down(endpoint_of(live))


def endpoint_of(live: Live) -> Endpoint:
    """What its vendor will be asked to do next."""
    waits: dict[str, Endpoint] = {"planned": "submit", "reserved": "submit", "unknown": "find"}
    return waits.get(live.attempt.state, "poll")


def _urgency(live: Live) -> tuple[datetime, int]:
    """What expires first comes first; then the order of creation."""
    expires = live.attempt.expires_at
    return (expires or live.attempt.created_at + _FAR, live.attempt.sequence)
