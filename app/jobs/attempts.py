"""The conductor: carries every attempt of a project from its row to its take, and never pays twice (DESIGN §5).

It lives on the owner's thread. The rota starts whatever is due; calls go out through the runner, their answers
come back through its door, are committed to the ledger, and set the time of the next look. Nothing in here
sends an attempt again: only `reserved` rows are sent, and a row leaves `reserved` before its first byte.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from app.domain.attempts import Attempt, Chain
from app.domain.caps import Cap
from app.domain.ids import AttemptId, mint
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import NotFound, RuleBroken
from app.generators.contract import Generator, KeyCheck, NoAnswer, Polled, RemoteGenerator
from app.generators.login import LoginSource, from_environment
from app.generators.refusals import refuse
from app.jobs.batches import Batch, demand_clean, examine, in_force, rows
from app.jobs.cancelling import Cancelling
from app.jobs.desk import Desk, OnChange
from app.jobs.doubts import Doubts
from app.jobs.fallbacks import Fallbacks
from app.jobs.polling import Polling
from app.jobs.rota import FINISHED, Rota
from app.jobs.runner import Job, OnError, Runner
from app.jobs.state import (
    CapsInForce,
    Clock,
    Cut,
    Evidence,
    Fit,
    Inputs,
    Keep,
    Ledger,
    Live,
    Measure,
    Restarted,
    RunnerClock,
    Trouble,
    vendor_of,
)
from app.jobs.traffic import Lane


class Conductor:
    """One for each open project; every method is called on the owner's thread."""

    def __init__(
        self,
        ledger: Ledger,
        catalog: Mapping[str, Generator],
        runner: Runner,
        *,
        folder: Path,
        inputs: Inputs,
        measure: Measure,
        keep: Keep,
        login: LoginSource = from_environment,
        on_change: OnChange = lambda _attempt: None,
        clock: Clock | None = None,
        rng: random.Random | None = None,
        fit: Fit = lambda path, _folder, _limits: path,
        caps: CapsInForce = tuple,
        cut: Cut = lambda _attempt, _path, _stop: (),
    ) -> None:
        """`folder` holds files on their way (it may lie in the project's cache, but must survive a restart).

        `fit` brings pictures into the form that a card asks for (media.fitting); `caps` tells the limits in
        force at a moment, for what is planned later without a person: the followers of a chain. `cut` takes a
        film of several shots apart.
        """
        self._desk = Desk(
            ledger=ledger,
            catalog=catalog,
            runner=runner,
            clock=clock or RunnerClock(runner),
            folder=folder,
            login=login,
            inputs=inputs,
            measure=measure,
            keep=keep,
            on_change=on_change,
            wake=self._wake,
            rng=rng or random.Random(),
            fit=fit,
            caps=caps,
            cut=cut,
        )
        self._fallbacks = Fallbacks(self._desk)
        self._desk.ended = self._fallbacks.ended
        self._polling = Polling(self._desk)
        self._doubts = Doubts(self._desk)
        self._cancelling = Cancelling(self._desk, self._polling)
        self._rota = Rota(self._desk, self._polling, self._doubts, self._fallbacks)
        self._recall_pauses()

    # -- batches ------------------------------------------------------------------------------------

    def check(self, recipes: Sequence[Recipe]) -> Batch:
        """What a batch would cost and what stands against it; nothing is written."""
        return examine(self._desk, recipes)

    def plan(
        self,
        recipes: Sequence[Recipe],
        *,
        caps: Sequence[Cap] = (),
        chains: Sequence[Chain | None] = (),
        allow_twins: bool = False,
        allow_unpriced: bool = False,
        batch: str = "",
    ) -> tuple[Attempt, ...]:
        """Write a whole batch with its reservation, in one transaction; nothing is sent before `start`.

        `caps` are all limits in force. `chains` is empty, or says of each recipe who is asked when it comes to
        nothing; `jobs.fallbacks` has the rules.

        Raises:
            BadInput, NeedsDecision, OverBudget: nothing was written (see `batches.demand_clean`).
        """
        checked = self.check(recipes)
        name = batch or mint("batch")
        limits = in_force(caps, name)
        demand_clean(checked, limits, allow_twins=allow_twins, allow_unpriced=allow_unpriced)
        cards = [self._desk.catalog[recipe.generator].card for recipe in recipes]
        links = [link and link.model_copy(update={"caps": limits}) for link in chains]
        made = rows(checked, cards, self._desk.now(), name, self._desk.rng, links)
        made = self._desk.ledger.add(made, caps=limits)
        for attempt, card in zip(made, cards, strict=True):
            self._desk.lives[attempt.id] = Live(attempt, card, self._desk.now(), held=True)
            self._desk.on_change(attempt)
        return made

    def start(self, ids: Iterable[AttemptId] | None = None) -> None:
        """Let reserved attempts go: these, or all that wait."""
        wanted = None if ids is None else set(ids)
        for live in self._desk.lives.values():
            if live.held and (wanted is None or live.id in wanted):
                live.held, live.since = False, self._desk.now()
        self._wake()

    def submit(
        self,
        recipes: Sequence[Recipe],
        *,
        caps: Sequence[Cap] = (),
        chains: Sequence[Chain | None] = (),
        allow_twins: bool = False,
        allow_unpriced: bool = False,
        batch: str = "",
    ) -> tuple[Attempt, ...]:
        """`plan` and `start` in one."""
        planned = self.plan(
            recipes, caps=caps, chains=chains, allow_twins=allow_twins,
            allow_unpriced=allow_unpriced, batch=batch,
        )  # fmt: skip
        self.start(attempt.id for attempt in planned)
        return planned

    # -- restart and end ----------------------------------------------------------------------------

    def restart(self, *, continue_reserved: bool = False) -> Restarted:
        """Take up what an earlier run left in the ledger. Call once, after opening.

        What was being sent is in doubt; what was accepted is followed at once; what was never sent waits
        for `start`, unless `continue_reserved` or its generator costs nothing.
        """
        resumed, doubtful, never_sent = [], [], []
        for attempt in self._desk.ledger.open_attempts():
            if attempt.generator not in self._desk.catalog:
                continue
            card = self._desk.catalog[attempt.generator].card
            finished = attempt.state in FINISHED
            spread = 0.0 if finished else self._desk.rng.uniform(0, 3)
            due = self._desk.now() + timedelta(seconds=spread)
            live = Live(attempt, card, due)
            self._desk.lives[attempt.id] = live
            if attempt.state == "submitting":
                self._interrupted(live)
            if live.attempt.state == "unknown":
                doubtful.append(attempt.id)
            elif live.attempt.state in ("planned", "reserved"):
                live.held = not continue_reserved and card.kind != "offline"
                never_sent.append(attempt.id)
            else:
                resumed.append(attempt.id)
        never_sent += self._fallbacks.take_up(held=not continue_reserved)
        self._wake()
        return Restarted(
            resumed=tuple(resumed), doubtful=tuple(doubtful), never_sent=tuple(never_sent)
        )

    def stop_sending(self) -> None:
        """Send nothing more in this run of the program; what was sent is followed until `close`."""
        self._rota.stop_sending()

    def close(self) -> None:
        """Stop following; vendors go on, and the next `restart` takes everything up again."""
        self._rota.stop()
        for live in self._desk.lives.values():
            if live.job is not None:
                live.job.cancel()

    # -- a person decides ---------------------------------------------------------------------------

    def resolve(
        self, attempt_id: AttemptId, *, provider_id: str = "", not_sent: bool = False
    ) -> Attempt:
        """Say what became of a doubtful attempt: it is that job, or it was never sent.

        Raises:
            NotFound: no such attempt.
            RuleBroken: it is not in doubt, or the job belongs to another attempt.
        """
        live = self._live(attempt_id)
        if live.attempt.state != "unknown" or not_sent == bool(provider_id) or live.busy:
            raise RuleBroken(
                N_("This attempt is not waiting for that decision."),
                N_("Look at its state in the queue again."),
            )
        if provider_id:
            self._doubts.adopt(live, provider_id, N_("A person recognised it."))
        else:
            message = N_("A person decided that it was never sent.")
            refusal = refuse(
                "not_sent", message=message, fix=N_("Generate it again when you like.")
            )
            self._desk.move(live, "rejected", N_("A person decided."), refusal=refusal)
        self._wake()
        return live.attempt

    def cancel(self, attempt_id: AttemptId) -> None:
        """Stop an attempt where that is still possible; what was paid for is kept.

        Raises:
            NotFound: no such attempt.
            RuleBroken: it cannot be stopped any more, and why.
        """
        self._cancelling.start(self._live(attempt_id))
        self._wake()

    def retry_now(self, attempt_id: AttemptId) -> None:
        """Ask, look or download again without waiting for the next turn; free in every state.

        Raises:
            NotFound: no such attempt.
        """
        live = self._live(attempt_id)
        live.due = self._desk.now()
        self._desk.lane(live.card).forgive()
        self._wake()

    def pause(self, vendor: str, why: str = "") -> None:
        """Send nothing more to an account until `resume`, also after a restart; what runs there is followed."""
        for lane in self._lanes(vendor):
            lane.pause(self._desk.now(), why=why)
        self._desk.ledger.pause(vendor, why)

    def resume(self, vendor: str) -> None:
        """Go on after a pause, with a new key or a topped-up account."""
        for lane in self._lanes(vendor):
            lane.resume()
        self._desk.ledger.resume(vendor)
        self._wake()

    def set_in_flight(self, vendor: str, most: int) -> None:
        """The person's cap on attempts in flight at an account."""
        for lane in self._lanes(vendor):
            lane.set_most(most)
        self._wake()

    # -- looking ------------------------------------------------------------------------------------

    def troubles(self) -> tuple[Trouble, ...]:
        """Accounts that are not asked at the moment, and why."""
        found = (lane.trouble(self._desk.now()) for lane in self._desk.lanes.values())
        return tuple(trouble for trouble in found if trouble is not None)

    def evidence(self, attempt_id: AttemptId) -> Evidence:
        """What is known of a doubtful attempt.

        Raises:
            NotFound: no such attempt.
        """
        live = self._live(attempt_id)
        return Evidence(live.attempt, live.candidates, live.empties, live.asked)

    @property
    def is_idle(self) -> bool:
        """True when nothing will happen by itself: all is over, held, or waits for a person."""
        return not any(self._rota.goes_on(live) for live in self._desk.lives.values())

    @property
    def is_stalled(self) -> bool:
        """True when all that is left waits for vendors that do not answer.

        It will go on by itself when they answer again; somebody who waits at a terminal may stop waiting.
        """
        waiting = [live for live in self._desk.lives.values() if self._rota.goes_on(live)]
        return bool(waiting) and all(self._rota.is_blocked(live) for live in waiting)

    def look_up(
        self,
        attempt_id: AttemptId,
        provider_id: str,
        on_done: Callable[[Polled | NoAnswer], None],
        on_error: OnError | None = None,
    ) -> Job:
        """Ask, for nothing, whether the vendor knows a job of that id; the attempt stays as it is.

        Raises:
            NotFound: no such attempt.
        """
        live = self._live(attempt_id)
        generator, recipe = self._desk.remote(live), live.attempt.recipe
        login, vendor = self._desk.login(live.card), live.vendor
        return self._desk.runner.spawn(
            lambda http: generator.poll(provider_id, recipe, http.channel(vendor, login)),
            on_done,
            on_error,
        )

    def test_key(
        self,
        generator_id: str,
        on_done: Callable[[KeyCheck], None],
        on_error: OnError | None = None,
    ) -> Job:
        """Prove a generator's address and key by a free call; the answer comes to `on_done`.

        Raises:
            NotFound: no such generator, or it is not asked over the network.
        """
        generator = self._desk.catalog[generator_id]
        if not isinstance(generator, RemoteGenerator):
            raise NotFound(N_("This generator needs no key."))
        login, vendor = self._desk.login(generator.card), vendor_of(generator.card)
        return self._desk.runner.spawn(
            lambda http: generator.test_key(http.channel(vendor, login)), on_done, on_error
        )

    def _wake(self) -> None:
        self._rota.wake()

    # -- small things -------------------------------------------------------------------------------

    def _recall_pauses(self) -> None:
        """What a person paused stays paused; an account that refused is tried again in each run."""
        cards = {vendor_of(one.card): one.card for one in self._desk.catalog.values()}
        for vendor, (since, why) in self._desk.ledger.pauses().items():
            if vendor in cards:
                self._desk.lane(cards[vendor]).pause(since, why=why)

    def _interrupted(self, live: Live) -> None:
        if live.card.kind == "offline":
            self._desk.move(live, "reserved", N_("The drawing was interrupted."))
            return
        refusal = refuse("unknown", billed="unknown")
        self._desk.move(
            live, "unknown", N_("The program ended while it was being sent."), refusal=refusal
        )

    def _live(self, attempt_id: AttemptId) -> Live:
        live = self._desk.lives.get(attempt_id)
        if live is None:
            with suppress(NotFound):
                self._desk.ledger.get(attempt_id)
                raise RuleBroken(N_("This attempt is over."), "")
            raise NotFound(N_("There is no attempt {id}.").format(id=attempt_id))
        return live

    def _lanes(self, vendor: str) -> tuple[Lane, ...]:
        cards = [one.card for one in self._desk.catalog.values() if vendor_of(one.card) == vendor]
        if not cards:
            raise NotFound(N_("There is no generator {id}.").format(id=vendor))
        return (self._desk.lane(cards[0]),)
