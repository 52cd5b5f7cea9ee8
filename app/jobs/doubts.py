"""Finds out what became of an attempt whose answer was lost (DESIGN §5.3): by looking, never by sending again.

By token, own id or tag the vendor's job is ours for certain. By looks alone it is taken as ours only when one
single job fits and one single attempt is in doubt; else a person decides, with what was found before them.
"""

from __future__ import annotations

from datetime import timedelta

from app.domain.attempts import Attempt
from app.domain.wording import N_
from app.errors import RuleBroken
from app.generators.contract import Candidate, Found, NoAnswer
from app.generators.refusals import refuse
from app.jobs.desk import Desk
from app.jobs.state import Live

#: "Not taken" is believed after this many empty looks over at least this many seconds: lists lag.
EMPTIES_TO_BELIEVE = 3
SECONDS_TO_BELIEVE = 120.0
_GAPS = (5.0, 30.0, 60.0, 60.0, 120.0)
_SLOW = 300.0


class Doubts:
    """Looks for attempts in `unknown`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def start(self, live: Live) -> None:
        """Look once; a blind vendor cannot be asked, so the person is."""
        desk = self._desk
        if live.card.resubmission == "blind":
            live.asked = True
            desk.on_change(live.attempt)
            return
        generator, order = desk.remote(live), desk.order(live)
        desk.ask(
            live,
            lambda channel: generator.find(order, channel),
            lambda answer: self.answered(live, answer),
            "find",
        )

    def answered(self, live: Live, answer: Found | NoAnswer) -> None:
        """Adopt what was found, believe that there is nothing, or look again."""
        desk, lane = self._desk, self._desk.lane(live.card)
        if isinstance(answer, NoAnswer):
            if answer.refusal.kind == "auth":
                desk.pause(live.card, answer.refusal)
            elif answer.refusal.kind != "too_fast":
                lane.failed(desk.now(), "find")
            desk.wait(live, max(answer.retry_after or 0.0, 30.0))
            return
        lane.answered("find")
        if answer.not_taken is not None:
            desk.move(live, "rejected", N_("The vendor did not take it."), refusal=answer.not_taken)
            return
        free = [one for one in answer.candidates if self._is_free(live, one)]
        ours = next((one for one in free if one.exact), None) or self._only(live, free)
        if ours is not None:
            self.adopt(live, ours.provider_id, ours.evidence or N_("It was found at the vendor."))
        elif free:
            self._ask_person(live, tuple(free))
        else:
            self._nothing(live)

    def adopt(self, live: Live, provider_id: str, note: str) -> None:
        """The vendor's job is this attempt's; follow it from now on.

        Raises:
            RuleBroken: the job belongs to another attempt.
        """
        owner = self._desk.ledger.owner_of(live.attempt.generator, provider_id)
        if owner is not None and owner.id != live.id:
            raise RuleBroken(
                N_("This job already belongs to shot attempt {id}.").format(id=owner.id),
                N_("Choose another one, or say that it was not sent."),
            )
        live.asked, live.candidates, live.failures = False, (), 0
        self._desk.move(live, "accepted", note, provider_id=provider_id, refusal=None)
        self._desk.wait(live, 0)

    def _is_free(self, live: Live, candidate: Candidate) -> bool:
        owner = self._desk.ledger.owner_of(live.attempt.generator, candidate.provider_id)
        return owner is None or owner.id == live.id

    def _only(self, live: Live, free: list[Candidate]) -> Candidate | None:
        """The one candidate by looks, when no other attempt in doubt could claim it."""
        rivals = [
            other
            for other in self._desk.lives.values()
            if other is not live
            and other.attempt.generator == live.attempt.generator
            and other.attempt.state in ("unknown", "submitting")
            and _alike(other.attempt, live.attempt)
        ]
        return free[0] if len(free) == 1 and not rivals else None

    def _ask_person(self, live: Live, candidates: tuple[Candidate, ...]) -> None:
        live.asked, live.candidates = True, candidates
        self._desk.on_change(live.attempt)
        self._desk.wait(live, _SLOW)

    def _nothing(self, live: Live) -> None:
        desk, now = self._desk, self._desk.now()
        live.candidates = ()
        live.empties += 1
        live.first_empty = live.first_empty or now
        waited = (now - live.first_empty).total_seconds()
        if live.empties < EMPTIES_TO_BELIEVE or waited < SECONDS_TO_BELIEVE:
            desk.wait(live, _GAPS[min(live.empties, len(_GAPS)) - 1])
            return
        if self._forgotten(live):
            self._ask_person(live, ())
            return
        message = N_("It never arrived at the generator; nothing was billed.")
        refusal = refuse("not_sent", message=message, fix=N_("Generate it again when you like."))
        desk.move(live, "rejected", N_("It was looked for and not found."), refusal=refusal)

    def _forgotten(self, live: Live) -> bool:
        """True when the vendor may have had the job and dropped its record since: absence proves nothing."""
        hours = live.card.retention_hours
        sent = live.attempt.submitted_at or live.attempt.created_at
        return hours is not None and self._desk.now() - sent > timedelta(hours=hours)


def _alike(one: Attempt, other: Attempt) -> bool:
    return (one.model, one.recipe.seconds, one.recipe.aspect) == (
        other.model,
        other.recipe.seconds,
        other.recipe.aspect,
    )
