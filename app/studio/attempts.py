"""The queue of one project: every attempt with its shot, its cost and what can be done about it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence

from app.domain.attempts import Attempt, AttemptEvent, Chain
from app.domain.caps import Cap
from app.domain.cast import Look
from app.domain.ids import AttemptId, ShotId
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import NotFound
from app.generators.contract import KeyCheck, NoAnswer, Polled
from app.jobs.attempts import Conductor
from app.jobs.batches import Batch
from app.jobs.runner import Job
from app.jobs.state import Evidence, Trouble, vendor_of
from app.media.fitting import fit
from app.studio.arrivals import Arrivals
from app.studio.caps import Caps
from app.studio.key_check import check_key
from app.studio.queue_rows import QueueRow, Spend, queue_rows, spend_of
from app.studio.report import Cancelled, Report, never, quiet
from app.studio.services import Services
from app.studio.waiting import stay_until
from app.studio.workspace import Workspace

__all__ = ["NOT_SENT", "AttemptListener", "Attempts", "QueueRow", "Spend"]

NOT_SENT = "not-sent"
#: Seconds without anything on its way out after which nothing more is about to go.
_QUIET = 0.7
#: Seconds that an answer to something sent may take while the program wants to end.
_ANSWER = 45.0

AttemptListener = Callable[[Attempt], None]


class Attempts:
    """Wraps the conductor of one project; a project opened for reading has only the ledger's rows."""

    def __init__(self, workspace: Workspace, services: Services) -> None:
        self._workspace = workspace
        self._services = services
        self._listeners: list[AttemptListener] = []
        self._held: dict[AttemptId, Attempt] | None = None
        self._unsent: set[AttemptId] = set()
        self._conductor: Conductor | None = None
        self._caps = Caps(workspace, services)
        self._arrivals = Arrivals(workspace, services)

    # -- life -------------------------------------------------------------------------------------

    def resume(self) -> None:
        """Take up what an earlier run left: doubts are shown, accepted jobs followed, nothing is sent again."""
        if not self._workspace.read_only:
            self._unsent = set(self._conducting().restart().never_sent)

    def close(self) -> None:
        """Stop following; jobs go on at the vendors and are taken up at the next opening.

        An answer that is on its way is still heard: whoever closes the window while something paid is being
        sent would otherwise find a doubt next time.
        """
        if self._conductor is not None:
            if self._leaving():
                self._settle(self._conductor)
            self._conductor.close()
        self._listeners.clear()

    def listen(self, listener: AttemptListener) -> Callable[[], None]:
        """Call `listener` after each step of any attempt until the returned function is called."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    # -- asking -----------------------------------------------------------------------------------

    def check(self, recipes: list[Recipe]) -> Batch:
        """Price and problems of a batch; nothing is written."""
        return self._conducting().check(recipes)

    def submit(
        self,
        recipes: list[Recipe],
        *,
        caps: Sequence[Cap] = (),
        chains: Sequence[Chain | None] = (),
        allow_duplicates: bool = False,
        allow_unpriced: bool = False,
        batch: str = "",
    ) -> tuple[AttemptId, ...]:
        """Write the whole batch down, then send it; returns the attempts.

        Raises:
            BadInput, NeedsDecision, OverBudget: nothing was written and nothing sent.
        """
        made = self._conducting().submit(
            recipes,
            caps=caps,
            chains=chains,
            allow_twins=allow_duplicates,
            allow_unpriced=allow_unpriced,
            batch=batch,
        )
        return tuple(attempt.id for attempt in made)

    def wait(
        self, ids: Iterable[AttemptId] = (), report: Report = quiet, cancelled: Cancelled = never
    ) -> int:
        """Stay until `ids` (none: every attempt) go no further by themselves; returns how many became takes.

        Ends early when all that is left waits for vendors that a person has to set going again.

        Raises:
            Cancelled: stopped; jobs at vendors go on, drawings of ours are taken up next time.
        """
        conductor = self._conducting()
        wanted = set(ids)
        known = {attempt.id: attempt for attempt in self._attempts(wanted)}

        def changed(attempt: Attempt) -> None:
            if attempt.fallback_of in wanted:
                wanted.add(attempt.id)
            if not wanted or attempt.id in wanted:
                known[attempt.id] = attempt

        def over() -> bool:
            report(*_progress(list(known.values())))
            still = [one for one in known.values() if not one.is_final and not one.needs_person]
            return not still or conductor.is_idle or self._stuck(conductor)

        stop = self.listen(changed)
        try:
            stay_until(self._services, over, cancelled)
        finally:
            stop()
            if cancelled():
                self._settle(conductor)
        return sum(1 for attempt in known.values() if attempt.state == "take")

    def see_off(self, report: Report = quiet, cancelled: Cancelled = never) -> None:
        """Stay until nothing is on its way out any more: each attempt was answered, or waits its turn.

        Leaving earlier would make a doubt of every attempt whose answer nobody hears.

        Raises:
            Cancelled: stopped; what was on its way was still waited for.
        """
        conductor = self._conducting()
        quiet_since = time.monotonic()

        def over() -> bool:
            nonlocal quiet_since
            leaving = self._leaving()
            if leaving:
                quiet_since = time.monotonic()
                report(0.5, "")
            return not leaving and time.monotonic() - quiet_since > _QUIET

        try:
            stay_until(self._services, over, cancelled)
        finally:
            self._settle(conductor)

    def open_of(self, shot_ids: Iterable[ShotId]) -> tuple[Attempt, ...]:
        """Attempts of these shots, alone or with others, to which something may still happen, oldest first."""
        wanted = set(shot_ids)
        return tuple(
            each for each in self.all() if not each.is_final and wanted & set(each.recipe.shots)
        )

    def adopt(self, attempt: Attempt) -> None:
        """Tell everyone of a step that was written to the ledger elsewhere (`studio.judging`)."""
        self._changed(attempt)

    def _settle(self, conductor: Conductor) -> None:
        """Send nothing more, and hear the answer to what was sent."""
        conductor.stop_sending()
        end = time.monotonic() + _ANSWER
        while self._leaving() and time.monotonic() < end:
            self._services.pump(0.1)

    def _leaving(self) -> list[Attempt]:
        return self._remote(("submitting",))

    def _remote(self, states: tuple[str, ...]) -> list[Attempt]:
        found = self._workspace.file.ledger.all(states=states)
        return [
            attempt
            for attempt in found
            if attempt.generator in self._services.catalog
            and self._services.catalog[attempt.generator].card.kind != "offline"
        ]

    def _stuck(self, conductor: Conductor) -> bool:
        troubles = conductor.troubles()
        paused = bool(troubles) and all(trouble.kind == "paused" for trouble in troubles)
        return paused and conductor.is_stalled

    def _attempts(self, wanted: set[AttemptId]) -> list[Attempt]:
        ledger = self._workspace.file.ledger
        return [ledger.get(each) for each in wanted] if wanted else ledger.open_attempts()

    # -- looking ----------------------------------------------------------------------------------

    def all(self) -> tuple[Attempt, ...]:
        """Every attempt in the order of creation; read once, then kept true by each step."""
        if self._held is None:
            self._held = {attempt.id: attempt for attempt in self._workspace.file.ledger.all()}
        return tuple(self._held.values())

    def rows(self) -> tuple[QueueRow, ...]:
        """Every attempt, newest first."""
        numbers = self._workspace.file.queries.shot_numbers()
        looks = {str(look.id) for look in self._workspace.all(Look)}
        return queue_rows(self.all(), numbers, self._services.now(), looks)

    def get(self, attempt_id: AttemptId) -> Attempt:
        """One attempt as it stands.

        Raises:
            NotFound: there is none.
        """
        return self._workspace.file.ledger.get(attempt_id)

    def story(self, attempt_id: AttemptId) -> tuple[AttemptEvent, ...]:
        """Every step of one attempt, oldest first."""
        return self._workspace.file.ledger.events(attempt_id)

    def counts(self) -> dict[str, int]:
        """How many attempts are in each state."""
        return self._workspace.file.ledger.counts()

    def troubles(self) -> tuple[Trouble, ...]:
        """Vendors that are not asked at the moment, and why."""
        return self._conductor.troubles() if self._conductor else ()

    def evidence(self, attempt_id: AttemptId) -> Evidence:
        """What is known about a doubtful attempt."""
        return self._conducting().evidence(attempt_id)

    def spend(self) -> Spend:
        """Sums of the ledger; free attempts count as nothing."""
        return spend_of(self._workspace.file.ledger, self._services.now().astimezone().date())

    # -- deciding ---------------------------------------------------------------------------------

    def resolve(self, attempt_id: AttemptId, outcome: str) -> Attempt:
        """A person decides about a doubt: `not-sent`, or the vendor's id of the job that it is.

        Raises:
            NotFound, RuleBroken: there is no such doubt.
        """
        if outcome == NOT_SENT:
            return self._conducting().resolve(attempt_id, not_sent=True)
        return self._conducting().resolve(attempt_id, provider_id=outcome)

    def demand_known(self, attempt_id: AttemptId, provider_id: str) -> None:
        """Ask the vendor about an id that a person typed, before a doubt is decided by it; costs nothing.

        Raises:
            NotFound: the vendor says that it has no such job; the attempt stays in doubt.
        """
        found: list[Polled | NoAnswer] = []
        failed: list[Exception] = []
        self._conducting().look_up(attempt_id, provider_id, found.append, failed.append)
        end = time.monotonic() + _ANSWER
        while not found and not failed and time.monotonic() < end:
            self._services.pump(0.1)
        if found and isinstance(found[0], Polled) and found[0].state == "gone":
            raise NotFound(
                N_("The generator knows no job “{id}”.").format(id=provider_id),
                N_("Copy the id from its own list, or write not-sent if it is not there."),
            )

    def cancel(self, attempt_id: AttemptId) -> None:
        """Stop one attempt where that is possible.

        Raises:
            RuleBroken: it cannot be stopped any more; the message says why.
        """
        self._conducting().cancel(attempt_id)

    def unsent(self) -> tuple[Attempt, ...]:
        """Attempts an earlier run wrote down and never sent: they wait for a person's word."""
        return tuple(
            attempt
            for attempt in self.all()
            if attempt.id in self._unsent
            and attempt.state in ("planned", "reserved")
            and self._services.catalog[attempt.generator].card.kind != "offline"
        )

    def send_unsent(self) -> int:
        """Send what an earlier run did not come to send; returns how many."""
        waiting = [attempt.id for attempt in self.unsent()]
        self._unsent.clear()
        self._conducting().start(waiting)
        return len(waiting)

    def cancel_waiting(self) -> int:
        """Stop every attempt that was not sent yet; others are left alone. Returns how many."""
        waiting = self._workspace.file.ledger.all(states=("planned", "reserved"))
        for attempt in waiting:
            self._conducting().cancel(attempt.id)
        return len(waiting)

    def retry_now(self, attempt_id: AttemptId) -> None:
        """Look or download again without waiting for the next turn; free."""
        self._conducting().retry_now(attempt_id)

    def pause(self, generator_id: str, why: str = "") -> None:
        """Send nothing more to a vendor, also after a restart; what runs there is followed.

        Raises:
            NotFound: there is no such generator or vendor.
        """
        self._conducting().pause(self._account(generator_id), why)

    def go_on(self, generator_id: str) -> None:
        """Send to a paused vendor again.

        Raises:
            NotFound: there is no such generator or vendor.
        """
        self._conducting().resume(self._account(generator_id))

    def _account(self, name: str) -> str:
        """The vendor of that name, or of the generator of that id."""
        catalog = self._services.catalog
        if name not in catalog and any(vendor_of(card) == name for card in catalog.cards):
            return name
        return vendor_of(catalog[name].card)

    def test_key(
        self,
        generator_id: str,
        done: Callable[[KeyCheck], None],
        failed: Callable[[Exception], None],
    ) -> Job:
        """Prove a vendor's address and key by a free call."""
        return check_key(self._services, generator_id, done, failed)

    # -- the conductor's hands --------------------------------------------------------------------

    def _conducting(self) -> Conductor:
        if self._conductor is None:
            file = self._workspace.file
            folder = file.folder / "cache" / "attempts"
            self._conductor = Conductor(
                file.ledger,
                self._services.catalog,
                self._services.runner,
                folder=folder,
                inputs=self._workspace.media_path,
                measure=self._arrivals.measure,
                keep=self._arrivals.keep,
                login=self._services.login,
                on_change=self._changed,
                fit=fit,
                caps=self._caps.in_force,
                cut=self._arrivals.cut,
            )
        return self._conductor

    def _changed(self, attempt: Attempt) -> None:
        if self._held is not None:
            self._held[attempt.id] = attempt
        for listener in tuple(self._listeners):
            listener(attempt)


def _progress(attempts: Collection[Attempt]) -> tuple[float, str]:
    done = sum(1 for attempt in attempts if attempt.is_final)
    moving = sum(attempt.progress or 0.0 for attempt in attempts if not attempt.is_final)
    return (done + 0.9 * moving) / max(len(attempts), 1), f"{done}/{len(attempts)}"
