"""Checks a whole batch before its first row, and turns recipes into rows (DESIGN §5.1, §5.7)."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from datetime import datetime

from app.domain.attempts import IN_FLIGHT, Attempt, Chain
from app.domain.caps import Cap
from app.domain.cards import Card
from app.domain.entity import Value
from app.domain.ids import AttemptId, mint
from app.domain.money import Currency, Money, total
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput, NeedsDecision
from app.generators.card import check, price
from app.jobs.desk import Desk

_SEEDS = 2_147_483_647


class Item(Value):
    """One recipe of a batch as the cost sheet shows it."""

    recipe: Recipe
    price: Money | None
    problems: tuple[str, ...] = ()
    twin: AttemptId | None = None


class Batch(Value):
    """A batch, checked; nothing was written."""

    items: tuple[Item, ...]

    @property
    def totals(self) -> dict[Currency, Money]:
        """Sum by currency of what is known."""
        return total(item.price for item in self.items if item.price is not None)

    @property
    def unpriced(self) -> int:
        """How many items have no known price."""
        return sum(1 for item in self.items if item.price is None)


def examine(desk: Desk, recipes: Sequence[Recipe]) -> Batch:
    """Check every recipe against its card, its references and what is already in flight."""
    in_flight = [
        attempt
        for attempt in desk.ledger.open_attempts({recipe.shot_id for recipe in recipes})
        if attempt.state in IN_FLIGHT | {"reserved"}
    ]
    asked = {attempt.fingerprint: attempt.id for attempt in in_flight}
    subjects = {attempt.recipe.subject_fingerprint(): attempt.id for attempt in in_flight}
    items = []
    for recipe in recipes:
        card = desk.catalog[recipe.generator].card
        problems = list(check(recipe, card, today=desk.now().date().isoformat()))
        problems += [
            N_("The picture of {name} is missing.").format(name=reference.name)
            for reference in recipe.references
            if desk.inputs(reference.media) is None
        ]
        if card.kind == "person":
            problems.append(N_("A person does this: use Hand off."))
        elif card.key != "none" and not desk.login(card).key:
            problems.append(
                N_("{label} needs a key; enter it in Preferences.").format(label=card.label)
            )
        twin = asked.get(recipe.fingerprint())
        if twin is None and recipe.seed == 0:
            twin = subjects.get(recipe.subject_fingerprint())
        items.append(
            Item(recipe=recipe, price=price(recipe, card), problems=tuple(problems), twin=twin)
        )
    return Batch(items=tuple(items))


def demand_clean(
    batch: Batch, caps: Sequence[Cap], *, allow_twins: bool, allow_unpriced: bool
) -> None:
    """Let a batch through whole, or not at all; sums are checked with the reservation.

    Raises:
        BadInput: it is empty, or an item has a problem.
        NeedsDecision: the same question is in flight already and `allow_twins` is False, or a price under
            a cap is not known and `allow_unpriced` is False.
    """
    if not batch.items:
        raise BadInput(N_("There is nothing to send."), N_("Select shots first."))
    for item in batch.items:
        if item.problems:
            number = item.recipe.picture.number or item.recipe.shot_id
            text = N_("Shot {number} cannot be sent: {problem}")
            raise BadInput(
                text.format(number=number, problem=item.problems[0]),
                N_("Put it right or take it out of the batch; nothing was sent."),
            )
    twins = sum(1 for item in batch.items if item.twin is not None)
    if twins and not allow_twins:
        raise NeedsDecision(
            N_("{count} of these are being made already.").format(count=twins),
            N_("Allow duplicates to pay for them once more."),
        )
    unpriced = sum(1 for item in batch.items if item.price is None and _is_capped(item, caps))
    if unpriced and not allow_unpriced:
        text = N_("The price of {count} of these is not known, so the budget cannot be held.")
        raise NeedsDecision(
            text.format(count=unpriced),
            N_("Choose a model with a known price, or send without a budget."),
        )


def in_force(caps: Sequence[Cap], batch: str) -> tuple[Cap, ...]:
    """The caps of a batch that is about to be written, its own under its name."""
    return tuple(
        one.model_copy(update={"key": batch}) if one.scope == "batch" and not one.key else one
        for one in caps
    )


def _is_capped(item: Item, caps: Sequence[Cap]) -> bool:
    """True when the item counts against a cap; a batch's own cap counts all that is in it."""
    return any(cap.scope != "generator" or cap.key == item.recipe.generator for cap in caps)


def rows(
    batch: Batch,
    cards: Sequence[Card],
    now: datetime,
    name: str,
    rng: random.Random,
    chains: Sequence[Chain | None] = (),
) -> tuple[Attempt, ...]:
    """Reserved attempts, with token, tag and seed minted; nothing of them changes later.

    A vendor that echoes a seed gets one of its own for each attempt, unless the recipe fixes it. `chains`
    is empty, or says of each item who is asked after it.
    """
    made = []
    links = chains or [None] * len(batch.items)
    for item, card, chain in zip(batch.items, cards, links, strict=True):
        recipe = item.recipe
        if recipe.seed == 0 and card.kind in ("remote", "local"):
            recipe = recipe.model_copy(update={"seed": rng.randint(1, _SEEDS)})
        model = card.model(recipe.model)
        if not recipe.model and model is not None:
            recipe = recipe.model_copy(update={"model": model.id})
        made.append(
            Attempt(
                id=AttemptId(mint("attempt")),
                shot_id=recipe.shot_id,
                generator=card.id,
                model=recipe.model,
                recipe=recipe,
                fingerprint=recipe.fingerprint(),
                token=str(uuid.uuid4()),
                tag=str(recipe.seed),
                state="reserved",
                batch=name,
                created_at=now,
                updated_at=now,
                estimate=item.price,
                chain=chain,
            )
        )
    return tuple(made)
