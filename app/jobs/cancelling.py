"""Stops an attempt where that is still possible; what was paid for is kept (DESIGN §5)."""

from __future__ import annotations

from app.domain.wording import N_
from app.errors import RuleBroken
from app.generators.contract import NoAnswer, Polled
from app.jobs.desk import Desk
from app.jobs.polling import Polling
from app.jobs.state import Live

_BY_PERSON = N_("A person cancelled it.")


class Cancelling:
    """Takes back what has not cost anything yet."""

    def __init__(self, desk: Desk, polling: Polling) -> None:
        self._desk = desk
        self._polling = polling

    def start(self, live: Live) -> None:
        """Stop it, or ask its vendor to.

        Raises:
            RuleBroken: it cannot be stopped any more, and why.
        """
        state = live.attempt.state
        if state in ("planned", "reserved"):
            if live.job is not None:
                live.job.cancel()  # its pictures were being fitted
            live.busy, live.job = False, None
            self._desk.move(live, "cancelled", _BY_PERSON)
        elif state == "submitting" and live.card.kind == "offline" and live.job is not None:
            live.job.cancel()
            self._desk.move(live, "reserved", N_("The drawing was stopped."))
            self._desk.move(live, "cancelled", _BY_PERSON)
        elif state in ("accepted", "running") and live.card.cancel != "no":
            self._ask_vendor(live)
        else:
            raise RuleBroken(_why_not(live), N_("It stays in the queue, and its result is kept."))

    def _ask_vendor(self, live: Live) -> None:
        generator, provider_id = self._desk.remote(live), live.attempt.provider_id
        if live.job is not None:
            live.job.cancel()

        def back(answer: Polled | NoAnswer) -> None:
            if isinstance(answer, Polled) and answer.state == "cancelled":
                self._desk.move(live, "cancelled", _BY_PERSON)
            elif isinstance(answer, Polled):
                self._polling.answered(live, answer)
            else:
                self._desk.move(live, live.attempt.state, N_("It could not be cancelled."))
                self._polling.later(live)

        self._desk.ask(live, lambda channel: generator.cancel(provider_id, channel), back)


def _why_not(live: Live) -> str:
    state = live.attempt.state
    if state == "unknown":
        return N_("It is not known whether the generator took it; decide that first.")
    if state in ("accepted", "running"):
        return N_("This generator cannot stop a job; it is paid for.")
    if state == "submitting":
        return N_("It is being sent at this moment.")
    return N_("It is finished and paid for.")
