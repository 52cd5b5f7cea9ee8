"""When to look at a job again, and what the answer means for its attempt (DESIGN §5.4).

There is no limit on the number of looks: only the vendor's answer, or its documented retention, ends them.
"""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.domain.attempts import AttemptState, Refusal
from app.generators.backoff import backoff
from app.generators.contract import NoAnswer, Polled
from app.generators.refusals import refuse
from app.jobs.desk import Desk
from app.jobs.state import Live
from app.jobs.submitting import keep_inline

if TYPE_CHECKING:
    from app.generators.http import Channel

#: (younger than, seconds between looks)
CADENCE = ((60.0, 5.0), (600.0, 15.0), (3600.0, 60.0))
SLOWEST = 300.0
JITTER = 0.1
#: One account is not asked more often than this, however many jobs it holds.
LOOKS_A_SECOND = 4.0
#: A vendor's lists and look-ups may lag behind its acceptances.
GONE_TO_BELIEVE = 3
_ENDS: dict[str, AttemptState] = {
    "failed": "failed", "moderated": "moderated", "expired": "expired", "cancelled": "cancelled",
}  # fmt: skip


def interval(age: float, rng: random.Random, beside: int = 1) -> float:
    """Seconds until the next look at a job that was taken `age` seconds ago, with a tenth of jitter.

    `beside` is how many attempts are live at the same account: many are each looked at less often.
    """
    base = next((gap for limit, gap in CADENCE if age < limit), SLOWEST)
    return max(base, beside / LOOKS_A_SECOND) * (1 + rng.uniform(-JITTER, JITTER))


class Polling:
    """Looks at the jobs that vendors hold."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def start(self, live: Live) -> None:
        """Ask the vendor about one attempt."""
        desk = self._desk
        generator = desk.remote(live)
        provider_id, recipe = live.attempt.provider_id, live.attempt.recipe
        place = desk.place_of(live)

        async def look(channel: Channel) -> Polled | NoAnswer:
            answer = await generator.poll(provider_id, recipe, channel)
            if isinstance(answer, Polled) and any(one.data is not None for one in answer.results):
                await asyncio.to_thread(keep_inline, answer.results, place)
                light = tuple(one.model_copy(update={"data": None}) for one in answer.results)
                return answer.model_copy(update={"results": light})
            return answer

        desk.ask(live, look, lambda answer: self.answered(live, answer))

    def answered(self, live: Live, answer: Polled | NoAnswer) -> None:
        """Carry an answer into the ledger and decide when to look again."""
        live.polls += 1
        if isinstance(answer, NoAnswer):
            self._not_answered(live, answer)
            return
        self._desk.lane(live.card).answered("poll")
        live.failures = 0
        if answer.state == "gone":
            self._gone(live, answer)
            return
        live.gone = 0
        if answer.state == "ready":
            self._ready(live, answer)
        elif answer.state in _ENDS:
            self._over(live, _ENDS[answer.state], answer)
        else:
            self._waiting(live, answer)

    def later(self, live: Live) -> None:
        """Look again when the cadence says."""
        desk = self._desk
        taken = live.attempt.submitted_at or live.attempt.created_at
        age = max(0.0, (desk.now() - taken).total_seconds())
        beside = sum(1 for other in desk.lives.values() if other.vendor == live.vendor)
        desk.wait(live, interval(age, desk.rng, beside))

    def _waiting(self, live: Live, answer: Polled) -> None:
        if live.attempt.state not in ("accepted", "running"):
            self.later(live)  # the vendor went backwards: what was ready once is not un-made
            return
        state: AttemptState = "running" if answer.state == "running" else live.attempt.state
        moved = state != live.attempt.state
        if moved or _told(answer.progress, live.attempt.progress):
            fields = {} if answer.progress is None else {"progress": answer.progress}
            self._desk.move(live, state, answer.vendor_state if moved else "", **fields)
        self.later(live)

    def _ready(self, live: Live, answer: Polled) -> None:
        live.results = answer.results
        if not answer.results:
            refusal = refuse("failed", billed="unknown", detail=answer.vendor_state)
            self._over(live, "failed", answer.model_copy(update={"refusal": refusal}))
            return
        main = next((one for one in answer.results if one.role == "main"), answer.results[0])
        fields: dict[str, Any] = {"result_url": main.url, "progress": 1.0}
        if main.vendor_id:
            fields["result_id"] = main.vendor_id
        if answer.cost is not None:
            fields["cost"] = answer.cost
        hours = live.card.result_hours
        if answer.expires_at is not None:
            fields["expires_at"] = answer.expires_at
        elif hours is not None and live.attempt.expires_at is None:
            fields["expires_at"] = self._desk.now() + timedelta(hours=hours)
        self._desk.move(live, "ready", answer.vendor_state, **fields)
        self._desk.wait(live, 0)

    def _over(self, live: Live, state: AttemptState, answer: Polled) -> None:
        refusal = answer.refusal or _plain(state)
        ended = _allowed(live, state)
        fields: dict[str, Any] = {} if ended == "cancelled" else {"refusal": refusal}
        cost = answer.cost or (live.attempt.estimate if refusal.billed == "yes" else None)
        if cost is not None:
            fields["cost"] = cost
        self._desk.move(live, ended, answer.vendor_state, **fields)

    def _gone(self, live: Live, answer: Polled) -> None:
        live.gone += 1
        if live.gone < GONE_TO_BELIEVE:
            self._desk.wait(live, 30)
            return
        state: AttemptState = "failed" if live.card.kind == "local" else "expired"
        self._over(live, state, answer)

    def _not_answered(self, live: Live, answer: NoAnswer) -> None:
        desk, lane = self._desk, self._desk.lane(live.card)
        live.failures += 1
        if answer.refusal.kind == "auth":
            desk.pause(live.card, answer.refusal)
        elif answer.refusal.kind != "too_fast":
            lane.failed(desk.now(), "poll")
        wait = answer.retry_after if answer.retry_after is not None else 0.0
        self.later(live)
        at_least = desk.now() + timedelta(seconds=max(wait, backoff(live.failures, desk.rng)))
        live.due = max(live.due, at_least)


def _allowed(live: Live, state: AttemptState) -> AttemptState:
    """A finished job can only fail or expire; a vendor that goes backwards is taken at its word as far as that."""
    if live.attempt.state == "ready" and state not in ("expired", "failed"):
        return "failed"
    return state


def _told(new: float | None, old: float | None) -> bool:
    """Progress is worth a row when it moved by a twentieth."""
    return new is not None and (old is None or abs(new - old) >= 0.05)


def _plain(state: AttemptState) -> Refusal:
    kinds = {"moderated": "moderated_output", "expired": "expired"}
    kind = kinds.get(state, "failed")
    if kind == "moderated_output":
        return refuse("moderated_output", billed="unknown")
    if kind == "expired":
        return refuse("expired", billed="unknown")
    return refuse("failed", billed="unknown")
