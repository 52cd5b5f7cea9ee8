"""Sends an attempt, once, and classes what came back (DESIGN §5.2); local generators take the same road."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.attempts import Refusal
from app.domain.wording import N_
from app.errors import Cancelled, FenjingError, OurBug
from app.generators import contract
from app.generators.backoff import backoff
from app.generators.contract import (
    Accepted,
    Answered,
    Declined,
    Doubtful,
    LocalGenerator,
    Made,
    Result,
    Submission,
    Work,
)
from app.generators.refusals import refuse
from app.jobs.collecting import file_name
from app.jobs.desk import Desk
from app.jobs.runner import Progress
from app.jobs.state import Live
from app.jobs.traffic import DOUBT_WEIGHT

if TYPE_CHECKING:
    from app.generators.http import Channel
    from app.generators.login import Login

_NAMED_TWICE = N_("The vendor named its job {job}, which belongs to attempt {owner}.")


class Submitting:
    """Takes reserved attempts out of the house."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def start(self, live: Live) -> None:
        """Commit the intent, then send. From the commit on, a crash leaves a doubt, never a second send."""
        desk = self._desk
        order, place = desk.order(live), desk.workplace(live)
        missing = [
            one.name
            for one in live.attempt.recipe.references
            if one.media.sha256 not in order.inputs
        ]
        if missing:
            text = N_("The picture of {name} is missing; nothing was sent.")
            message = text.format(name=", ".join(missing))
            desk.move(live, "rejected", refusal=refuse("not_sent", message=message))
            return
        generator = desk.catalog[live.attempt.generator]
        now = desk.now()
        desk.move(live, "submitting", submitted_at=now, refusal=None)
        if isinstance(generator, LocalGenerator):
            self._make(live, generator, place)
            return
        remote = desk.remote(live)
        desk.lane(live.card).asking(now, "submit")

        watched = _Watched()

        async def send(channel: Channel) -> Submission:
            answer = await remote.submit(order, watched.over(channel))
            if isinstance(answer, Answered):
                await asyncio.to_thread(keep_inline, answer.results, place)
            return answer

        def broken(error: Exception) -> None:
            self.answered(live, _broke(error, paid_call_left=watched.paid_call_left))

        desk.call(live, send, lambda answer: self.answered(live, answer), broken)

    def answered(self, live: Live, answer: Submission) -> None:
        """Carry a submission's outcome into the ledger."""
        desk, lane = self._desk, self._desk.lane(live.card)
        match answer:
            case Accepted():
                lane.accepted()
                self._accepted(live, answer)
            case Answered():
                lane.accepted()
                live.results = answer.results
                fields = _known(cost=answer.cost)
                fields["result_url"] = next((one.url for one in answer.results if one.url), "")
                fields["result_id"] = next(
                    (one.vendor_id for one in answer.results if one.vendor_id), ""
                )
                desk.move(live, "ready", provider_id=answer.provider_id, **fields)
                desk.wait(live, 0)
            case Declined():
                self._declined(live, answer)
            case Doubtful():
                lane.failed(desk.now(), "submit", DOUBT_WEIGHT)
                desk.move(
                    live, "unknown", N_("There was no certain answer."), refusal=answer.refusal
                )
                desk.wait(live, 2)

    def _accepted(self, live: Live, answer: Accepted) -> None:
        desk = self._desk
        owner = desk.ledger.owner_of(live.attempt.generator, answer.provider_id)
        if owner is not None and owner.id != live.id:
            # A vendor that names one job twice: the first owner keeps it, the second is in doubt.
            detail = _NAMED_TWICE.format(job=answer.provider_id, owner=owner.id)
            refusal = refuse("unknown", billed="unknown", detail=detail)
            desk.move(live, "unknown", detail, refusal=refusal)
            desk.wait(live, 2)
            return
        fields = _known(cost=answer.cost, expires_at=answer.expires_at)
        desk.move(live, "accepted", answer.note, provider_id=answer.provider_id, **fields)
        desk.wait(live, live.card.poll_first_seconds)

    def _declined(self, live: Live, answer: Declined) -> None:
        desk, lane = self._desk, self._desk.lane(live.card)
        refusal = answer.refusal
        live.failures += 1
        if refusal.kind == "not_sent":
            lane.failed(desk.now(), "submit")
            desk.move(live, "reserved", N_("It could not be sent."), refusal=refusal)
            desk.wait(live, backoff(live.failures, desk.rng))
        elif refusal.kind == "too_fast":
            wait = answer.retry_after
            wait = backoff(live.failures + 1, desk.rng) if wait is None else wait
            lane.too_fast(desk.now(), wait)
            desk.move(live, "reserved", N_("The vendor asked to wait."), refusal=refusal)
            desk.wait(live, wait)
        elif refusal.kind in ("moderated_input", "moderated_output"):
            lane.answered("submit")
            desk.move(live, "moderated", refusal.code, refusal=refusal, **_billed(live, refusal))
        else:
            lane.answered("submit")
            if refusal.kind in ("auth", "balance"):
                desk.pause(live.card, refusal)
            desk.move(live, "rejected", refusal.code, refusal=refusal)

    def _make(self, live: Live, generator: LocalGenerator, place: Path) -> None:
        desk, recipe = self._desk, live.attempt.recipe
        inputs = desk.order(live).inputs

        def work(progress: Progress) -> Made:
            told = Work(place, inputs, progress.report, progress.cancelled)
            return generator.make(recipe, told)

        def made(outcome: Made) -> None:
            live.busy, live.job, live.made = False, None, outcome.files
            desk.move(live, "ready", progress=1.0)
            desk.wait(live, 0)
            desk.wake()

        def broken(error: Exception) -> None:
            live.busy, live.job = False, None
            if isinstance(error, Cancelled):
                desk.move(live, "reserved", N_("The drawing was stopped."))
                desk.move(live, "cancelled")
            else:
                desk.move(live, "failed", refusal=_why(error))
            desk.wake()

        def reported(fraction: float, _note: str) -> None:
            live.attempt = live.attempt.model_copy(
                update={"progress": min(max(fraction, 0.0), 1.0)}
            )
            desk.on_change(live.attempt)

        live.busy = True
        live.job = desk.runner.run(work, made, broken, reported)


class _Watched:
    """A channel that remembers whether the paid call was begun: what breaks before it is certain."""

    def __init__(self) -> None:
        self.paid_call_left = False
        self._channel: contract.Channel | None = None

    def over(self, channel: contract.Channel) -> _Watched:
        """Watch this one."""
        self._channel = channel
        return self

    @property
    def login(self) -> Login:
        """Address and key in force."""
        return self._inner.login

    async def send(self, request: contract.Request) -> contract.Answer:
        """Note it, then send exactly once."""
        self.paid_call_left = True
        return await self._inner.send(request)

    async def ask(self, request: contract.Request, tries: int = 1) -> contract.Answer:
        """Send a request that is free to repeat."""
        return await self._inner.ask(request, tries)

    @property
    def _inner(self) -> contract.Channel:
        if self._channel is None:
            raise OurBug("A vendor was asked before there was a way to it.")
        return self._channel


def _broke(error: Exception, *, paid_call_left: bool) -> Declined | Doubtful:
    """What it means that a vendor's own code failed: before the paid call, that nothing was taken."""
    if paid_call_left:
        detail = type(error).__name__
        return Doubtful(refusal=refuse("unknown", billed="unknown", detail=detail))
    if isinstance(error, FenjingError):
        return Declined(refusal=refuse("parameter", message=error.message, fix=error.fix))
    return Declined(refusal=refuse("parameter", detail=type(error).__name__))


def keep_inline(results: tuple[Result, ...], place: Path) -> None:
    """Put results that came inside an answer on the disk at once: there may be no second way to them."""
    place.mkdir(parents=True, exist_ok=True)
    for index, result in enumerate(results):
        if result.data is None:
            continue
        target = place / file_name(index, result)
        part = target.with_name(target.name + ".part")
        part.write_bytes(result.data)
        part.replace(target)


def _known(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _billed(live: Live, refusal: Refusal) -> dict[str, Any]:
    return _known(cost=live.attempt.estimate) if refusal.billed == "yes" else {}


def _why(error: Exception) -> Refusal:
    if isinstance(error, FenjingError):
        return refuse("failed", message=error.message, fix=error.fix)
    return refuse("failed", detail=f"{type(error).__name__}: {error}")
