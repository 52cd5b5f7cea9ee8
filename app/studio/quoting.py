"""Cost sheets: for a batch, for several generators on the same shots, and for a recipe taken elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal

from app.domain.attempts import Attempt, Chain
from app.domain.choices import FallbackPlan, GeneratorChoice
from app.domain.entity import Value
from app.domain.ids import AttemptId, ShotId, TakeId, mint
from app.domain.money import Money, converted
from app.domain.recipes import Recipe
from app.domain.shots import Shot
from app.domain.takes import Take
from app.domain.wording import N_
from app.errors import BadInput, NotFound
from app.planning.recipes import CompiledRecipe
from app.planning.reissue import reissue
from app.studio.attempts import Attempts
from app.studio.caps import Caps
from app.studio.costs import CapState, CostItem, CostSheet
from app.studio.recipes import Recipes
from app.studio.services import Services
from app.studio.workspace import Workspace

Kind = Literal["batch", "bake_off", "reissue"]
_NO_RECIPE = N_("This take has no recipe: it was not made by a generator.")
_NOT_KNOWN = N_("The fallback {id} is no generator of this installation; it is left out.")


class BakeOff(Value):
    """Several generators on one shot, sent together."""

    batch: str
    attempts: tuple[AttemptId, ...]
    takes: tuple[TakeId, ...]


class Quoting:
    """Prices what would be asked for; writes and sends nothing."""

    def __init__(
        self, workspace: Workspace, services: Services, attempts: Attempts, recipes: Recipes
    ) -> None:
        self._workspace = workspace
        self._services = services
        self._attempts = attempts
        self._recipes = recipes
        self._caps = Caps(workspace, services)

    def batch(
        self,
        shot_ids: Sequence[ShotId],
        choice: GeneratorChoice | None,
        *,
        takes: int = 1,
        cap: Decimal | None = None,
        fallbacks: FallbackPlan | None = None,
    ) -> CostSheet:
        """One generator, or each shot's own (None), with each shot's chain of fallbacks."""
        compiled: list[CompiledRecipe] = []
        chains: list[Chain | None] = []
        for shot_id in shot_ids:
            for number in range(takes):
                one = self._compiled(shot_id, choice, number)
                chain, lost = self._chain(shot_id, one.recipe, number, fallbacks)
                compiled.append(one.model_copy(update={"dropped": (*one.dropped, *lost)}))
                chains.append(chain)
        return self._sheet("batch", compiled, chains, cap=cap)

    def compiled(self, compiled: Sequence[CompiledRecipe]) -> CostSheet:
        """Finished recipes, each asked once; nobody follows one that fails."""
        return self._sheet("batch", compiled, ())

    def bake_off(
        self,
        shot_ids: Sequence[ShotId],
        choices: Sequence[GeneratorChoice],
        *,
        takes: int = 1,
        cap: Decimal | None = None,
    ) -> CostSheet:
        """The same shots to each of several generators; nobody follows one that fails."""
        wanted = tuple(dict.fromkeys(choices))
        compiled = [
            self._compiled(shot_id, choice, place * takes + number)
            for shot_id in shot_ids
            for place, choice in enumerate(wanted)
            for number in range(takes)
        ]
        return self._sheet("bake_off", compiled, (), cap=cap, batch=mint("bakeoff"))

    def reissue(self, source: Attempt | Take, choice: GeneratorChoice) -> CostSheet:
        """A recipe as it was, for another card; what that does not take is in the item's `dropped`."""
        if source.recipe is None:
            raise BadInput(_NO_RECIPE, N_("Generate the shot instead."))
        card = self._services.catalog[choice.generator].card
        mark = self._workspace.project.label.vendor_mark
        made = reissue(source.recipe, card, choice.model, mark=mark)
        made = made.model_copy(
            update={"recipe": made.recipe.model_copy(update={"shot_id": source.shot_id})}
        )
        return self._sheet("reissue", [made], ())

    def bake_offs(self, shot_id: ShotId) -> tuple[BakeOff, ...]:
        """Bake-offs of a shot, newest first, with the takes that have arrived."""
        batches: dict[str, list[Attempt]] = {}
        for attempt in self._attempts.all():
            if attempt.shot_id == shot_id and attempt.batch and attempt.fallback_of is None:
                batches.setdefault(attempt.batch, []).append(attempt)
        return tuple(
            BakeOff(
                batch=name,
                attempts=tuple(attempt.id for attempt in held),
                takes=tuple(attempt.take_id for attempt in held if attempt.take_id),
            )
            for name, held in reversed(batches.items())
            if len({(attempt.generator, attempt.model) for attempt in held}) > 1
        )

    # -- recipes ----------------------------------------------------------------------------------

    def _compiled(
        self, shot_id: ShotId, choice: GeneratorChoice | None, ahead: int
    ) -> CompiledRecipe:
        generator, model = (choice.generator, choice.model) if choice else ("", "")
        return self._recipes.compile(shot_id, generator, model, ahead=ahead)

    def _chain(
        self, shot_id: ShotId, first: Recipe, ahead: int, plan: FallbackPlan | None
    ) -> tuple[Chain | None, list[str]]:
        """The chain after `first`, compiled for each of its generators, and what had to be left out of it."""
        if self._services.catalog[first.generator].card.kind in ("offline", "person"):
            return None, []
        if plan is None:
            plan = self._workspace.get(Shot, shot_id).fallbacks or self._workspace.project.fallbacks
        lost: list[str] = []
        recipes: list[Recipe] = []
        for choice in plan.chain:
            try:
                made = self._compiled(shot_id, choice, ahead).recipe
            except (NotFound, BadInput):
                lost.append(_NOT_KNOWN.format(id=choice))
                continue
            if (made.generator, made.model) != (first.generator, first.model):
                recipes.append(made)
        if not recipes:
            return None, lost
        made_chain = Chain(
            recipes=tuple(recipes), wait_seconds=plan.wait_seconds, while_billed=plan.while_billed
        )
        return made_chain, lost

    # -- the sheet --------------------------------------------------------------------------------

    def _sheet(
        self,
        kind: Kind,
        compiled: Sequence[CompiledRecipe],
        chains: Sequence[Chain | None],
        *,
        cap: Decimal | None = None,
        batch: str = "",
    ) -> CostSheet:
        checked = self._attempts.check([one.recipe for one in compiled])
        links = chains or [None] * len(compiled)
        items = tuple(
            CostItem(
                shot_id=item.recipe.shot_id,
                shot_number=item.recipe.picture.number,
                generator=item.recipe.generator,
                model=item.recipe.model,
                seconds=item.recipe.seconds,
                recipe=item.recipe,
                price=item.price,
                problems=item.problems,
                dropped=one.dropped,
                duplicate=item.twin is not None,
                twin=item.twin,
                chain=chain,
            )
            for item, one, chain in zip(checked.items, compiled, links, strict=True)
        )
        kinds = {self._services.catalog[item.generator].card.kind for item in items}
        paid = next((item.price for item in items if item.price and item.price.amount), None)
        caps = self._caps.in_force(cap, paid.currency if paid else "CNY")
        states = self._caps.states(caps, items)
        tightest = min(states, key=self._room, default=None)
        settings = self._services.settings.current
        return CostSheet(
            items=items,
            cap=tightest.cap if tightest else None,
            spent=tightest.committed if tightest else None,
            caps=states,
            batch=batch,
            kind=kind,
            cny_per_usd=settings.cny_per_usd,
            careful_above=Money(amount=settings.confirm_above, currency=settings.cap_currency),
            kinds=tuple(sorted(kinds)),
        )

    def _room(self, state: CapState) -> Decimal:
        """What a cap still allows, in the currency of the person's own cap where a rate leads there."""
        settings = self._services.settings.current
        own = converted(state.left, settings.cap_currency, settings.cny_per_usd)
        return own.amount if own else state.left.amount


def choices_of(pairs: Iterable[tuple[str, str] | GeneratorChoice]) -> tuple[GeneratorChoice, ...]:
    """Choices as a face holds them, (generator, model) pairs or finished ones."""
    return tuple(
        one if isinstance(one, GeneratorChoice) else GeneratorChoice(generator=one[0], model=one[1])
        for one in pairs
    )
