"""Who is asked next when an attempt comes to nothing (chains of generators).

An attempt gives way when it is over and was certainly not billed, or while it was not sent yet and its vendor
is down, refuses the account, or nobody took it within the chain's wait. What a vendor may hold gives way only
when its chain allows paying twice. The link to the follower is written in one transaction with the follower's
row: whatever happens in between, there is none or exactly one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from app.domain.attempts import Attempt, Chain, gives_way
from app.domain.caps import Cap
from app.domain.ids import AttemptId
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import NotFound, UserCanFix
from app.generators.refusals import refuse
from app.jobs.batches import demand_clean, examine, rows
from app.jobs.desk import Desk
from app.jobs.state import Live

_HELD_BY_VENDOR = ("unknown", "accepted", "running")
_WHY_NOT = N_("Not with {generator}: {reason}")
_TOOK_PLACE = N_("{label} is asked instead.")
_NOBODY = N_("Nobody else could be asked: {reasons}")
_WAITED = N_("It was not taken in time; the next generator was asked instead.")
_DOWN = N_("The generator was not answering; the next one was asked instead.")
_AGAIN = N_("Generate it again when you like.")


class Fallbacks:
    """Plans followers; every method is called on the owner's thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ended(self, attempt: Attempt) -> Attempt:
        """An attempt is over: let the next one follow where it gives way; returns it as it stands then."""
        if attempt.state == "take" and attempt.followed_by is not None:
            self._release(attempt.followed_by)
        return self._follow(attempt) if gives_way(attempt) else attempt

    def take_up(self, *, held: bool) -> tuple[AttemptId, ...]:
        """After a restart: plan the followers that the last run did not come to; `held` ones wait for `start`."""
        taken = []
        for attempt in self._desk.ledger.unfollowed():
            if gives_way(attempt):
                after = self._follow(attempt, held=held)
                taken += [after.followed_by] if after.followed_by else []
        return tuple(taken)

    def is_due(self, live: Live, now: datetime) -> bool:
        """True when an attempt that is not over gives way now."""
        if not self._may(live):
            return False
        when = self.when(live)
        return self._is_down(live) or (when is not None and when <= now)

    def when(self, live: Live) -> datetime | None:
        """When its wait is over; None when silence alone makes it give way never."""
        chain = live.attempt.chain
        if chain is None or not chain.wait_seconds or not self._may(live):
            return None
        sent = live.attempt.submitted_at or live.attempt.created_at
        since = live.since if live.attempt.state == "reserved" else sent
        return since + timedelta(seconds=chain.wait_seconds)

    def give_way(self, live: Live) -> None:
        """Let the next one follow; what was not sent yet is then never sent."""
        if live.attempt.state != "reserved":
            live.attempt = self._follow(live.attempt)
            return
        message = _DOWN if self._is_down(live) else _WAITED
        refusal = refuse("not_sent", message=message, fix=_AGAIN)
        live.attempt = self._follow(live.attempt, state="rejected", refusal=refusal)
        if live.attempt.is_final:
            self._desk.lives.pop(live.id, None)
            self._desk.clear_fitted(live)

    def _may(self, live: Live) -> bool:
        attempt = live.attempt
        chain = attempt.chain
        if chain is None or not chain.recipes or attempt.followed_by is not None or live.held:
            return False
        if attempt.state == "reserved":
            lane = self._desk.lane(live.card)
            return not lane.is_paused or lane.is_refusing
        return chain.while_billed and attempt.state in _HELD_BY_VENDOR

    def _is_down(self, live: Live) -> bool:
        lane = self._desk.lane(live.card)
        return live.attempt.state == "reserved" and (lane.is_refusing or lane.is_down("submit"))

    def _follow(self, first: Attempt, *, held: bool = False, **step: Any) -> Attempt:
        """The first of the chain that can be sent takes the place; when none can, the chain ends and says why."""
        desk, chain = self._desk, first.chain or Chain()
        reasons: list[str] = []
        for index, recipe in enumerate(chain.recipes):
            rest = chain.model_copy(update={"recipes": chain.recipes[index + 1 :]})
            try:
                following = self._row(first, recipe, rest)
                label = desk.catalog[recipe.generator].card.label
                note = _TOOK_PLACE.format(label=label)
                pair = desk.ledger.follow(
                    first.id, following, caps=self._caps(rest), note=note, **step
                )
            except UserCanFix as error:
                reasons.append(_WHY_NOT.format(generator=recipe.generator, reason=error.message))
                continue
            if pair is None:
                return desk.ledger.get(first.id)
            first, following = pair
            card = desk.catalog[recipe.generator].card
            desk.lives[following.id] = Live(following, card, desk.now(), held=held)
            desk.on_change(following)
            desk.on_change(first)
            desk.wake()
            return first
        note = _NOBODY.format(reasons="; ".join(reasons))[:400]
        first = desk.ledger.move(first.id, first.state, note=note, chain=None)
        desk.on_change(first)
        return first

    def _row(self, first: Attempt, recipe: Recipe, rest: Chain) -> Attempt:
        desk = self._desk
        if recipe.generator not in desk.catalog:
            raise NotFound(N_("There is no generator {id}.").format(id=recipe.generator))
        checked = examine(desk, [recipe])
        demand_clean(checked, self._caps(rest), allow_twins=False, allow_unpriced=False)
        cards = [desk.catalog[recipe.generator].card]
        (made,) = rows(checked, cards, desk.now(), first.batch, desk.rng, [rest])
        return made.model_copy(update={"fallback_of": first.id})

    def _caps(self, chain: Chain) -> Sequence[Cap]:
        """Those it was sent under, each replaced by what is in force now where there is such a cap."""
        both = (*chain.caps, *self._desk.caps())
        return tuple({(cap.scope, cap.key): cap for cap in both}.values())

    def _release(self, follower: AttemptId) -> None:
        """The first made its take after all: what was not sent yet need not be paid for."""
        live = self._desk.lives.get(follower)
        if live is not None and live.attempt.state == "reserved" and not live.busy:
            self._desk.move(
                live, "cancelled", N_("The first generator made it after all; this was not sent.")
            )
