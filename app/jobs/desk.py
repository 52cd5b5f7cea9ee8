"""What the steps of an attempt share: the ledger, the lanes, the clock, and one way to ask the network.

Everything here runs on the owner's thread; only what is given to the runner does not.
"""

from __future__ import annotations

import logging
import random
import re
import shutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from app.domain.attempts import Attempt, AttemptState, Refusal
from app.domain.cards import Card
from app.domain.ids import AttemptId
from app.errors import OurBug
from app.generators.contract import Generator, NoAnswer, Order, RemoteGenerator
from app.generators.login import LoginSource
from app.generators.refusals import refuse
from app.jobs.runner import Runner
from app.jobs.state import (
    CapsInForce,
    Clock,
    Cut,
    Fit,
    Inputs,
    Keep,
    Ledger,
    Live,
    Measure,
    vendor_of,
)
from app.jobs.traffic import Endpoint, Lane

if TYPE_CHECKING:
    from app.generators.http import Channel, Http

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
#: Told of every change of a row, on the owner's thread, after it was committed.
OnChange = Callable[[Attempt], None]
#: Folder for fitted pictures, below the attempt's own.
FITTED = "fitted"


@dataclass
class Desk:
    """Built by the conductor; one for each open project."""

    ledger: Ledger
    catalog: Mapping[str, Generator]
    runner: Runner
    clock: Clock
    folder: Path
    login: LoginSource
    inputs: Inputs
    measure: Measure
    keep: Keep
    on_change: OnChange
    wake: Callable[[], None]
    rng: random.Random
    fit: Fit = lambda path, _folder, _limits: path
    caps: CapsInForce = tuple
    cut: Cut = lambda _attempt, _path, _stop: ()
    ended: Callable[[Attempt], Attempt] = lambda attempt: attempt
    lives: dict[AttemptId, Live] = field(default_factory=dict)
    lanes: dict[str, Lane] = field(default_factory=dict)

    def now(self) -> datetime:
        """The time, with its zone."""
        return self.clock.now()

    def lane(self, card: Card) -> Lane:
        """The lane of a card's account."""
        vendor = vendor_of(card)
        if vendor not in self.lanes:
            self.lanes[vendor] = Lane(vendor, card, self.rng)
        return self.lanes[vendor]

    def remote(self, live: Live) -> RemoteGenerator:
        """The generator of a live attempt, which is asked over the network.

        Raises:
            OurBug: it is another kind of generator.
        """
        generator = self.catalog[live.attempt.generator]
        if not isinstance(generator, RemoteGenerator):
            raise OurBug(f"{live.attempt.generator} is not asked over the network.")
        return generator

    def order(self, live: Live) -> Order:
        """The attempt as its vendor sees it; reference files that are missing are left out."""
        attempt = live.attempt
        found = {one.media.sha256: self.inputs(one.media) for one in attempt.recipe.references}
        held = {sha: path for sha, path in found.items() if path is not None}
        return Order(
            recipe=attempt.recipe,
            token=attempt.token,
            tag=attempt.tag,
            created_at=attempt.submitted_at or attempt.created_at,
            inputs=held | {sha: path for sha, path in (live.fitted or {}).items() if sha in held},
        )

    def workplace(self, live: Live) -> Path:
        """The attempt's own folder for files on their way; created when missing."""
        place = self.place_of(live)
        place.mkdir(parents=True, exist_ok=True)
        return place

    def place_of(self, live: Live) -> Path:
        """Where that folder is. A stranger's ledger may hold any id, so it is never taken as a path."""
        return self.folder / re.sub(r"[^A-Za-z0-9_-]", "-", live.id)[:80]

    def call(
        self,
        live: Live,
        work: Callable[[Channel], Awaitable[T]],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        """Do `work` on the network thread; the attempt is busy until it came back."""
        card = live.card
        vendor, login = vendor_of(card), self.login(card)

        async def body(http: Http) -> T:
            return http.redactor.answer(await work(http.channel(vendor, login)))

        def back(answer: T) -> None:
            live.busy, live.job = False, None
            on_done(answer)
            self.wake()

        def broken(error: Exception) -> None:
            live.busy, live.job = False, None
            where = error.__traceback__
            while where is not None and where.tb_next is not None:
                where = where.tb_next
            line = f"{where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else ""
            _LOG.error("a call to %s broke: %s at %s", vendor, type(error).__name__, line)
            on_error(error)
            self.wake()

        live.busy = True
        live.job = self.runner.spawn(body, back, broken)

    def ask(
        self,
        live: Live,
        work: Callable[[Channel], Awaitable[T | NoAnswer]],
        on_answer: Callable[[T | NoAnswer], None],
        endpoint: Endpoint = "poll",
    ) -> None:
        """As `call`, for a free question: what breaks inside a vendor module counts as no answer."""
        self.lane(live.card).asking(self.now(), endpoint)

        def broken(error: Exception) -> None:
            detail = f"{type(error).__name__}"
            on_answer(NoAnswer(refusal=refuse("unknown", billed="unknown", detail=detail)))

        self.call(live, work, on_answer, broken)

    def move(self, live: Live, state: AttemptState, note: str = "", **fields: Any) -> None:
        """Commit a step and tell of it; an attempt that is over leaves the desk."""
        if live.polls:
            fields["polls"], live.polls = live.attempt.polls + live.polls, 0
        live.attempt = self.ledger.move(live.id, state, note=note, **fields)
        if live.attempt.is_final:
            self.lives.pop(live.id, None)
            self.clear_fitted(live)
            live.attempt = self.ended(live.attempt)
        self.on_change(live.attempt)

    def clear_fitted(self, live: Live) -> None:
        """Pictures that were made to fit are of no use once the attempt is over."""
        if live.fitted:
            shutil.rmtree(self.place_of(live) / FITTED, ignore_errors=True)

    def wait(self, live: Live, seconds: float) -> None:
        """Look at it again after `seconds`; at once, when the caller is done, for 0."""
        live.due = self.now() + timedelta(seconds=seconds)
        if seconds <= 0:
            self.wake()

    def pause(self, card: Card, refusal: Refusal | None) -> None:
        """Stop sending to an account until a person resumes it."""
        if self.lane(card).pause(self.now(), refusal):
            _LOG.warning("%s is paused: %s", vendor_of(card), refusal.kind if refusal else "asked")

    def holds(self, live: Live) -> bool:
        """True when its account holds the attempt, may hold it and is being asked, or is about to get it."""
        state = live.attempt.state
        if state == "reserved":
            return live.busy
        if state == "unknown":
            return not live.asked
        return state in ("submitting", "accepted", "running")
