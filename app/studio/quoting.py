"""Cost sheets: for a batch, for several generators on the same shots, and for a recipe taken elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
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
from app.jobs.batches import Item
from app.planning.recipes import CompiledRecipe
from app.planning.reissue import reissue
from app.studio.attempts import Attempts
from app.studio.caps import Caps
from app.studio.costs import CapState, CostItem, CostSheet
from app.studio.recipes import Recipes
from app.studio.services import Services
from app.studio.vendor_check import VendorCheck
from app.studio.workspace import Workspace

Kind = Literal["batch", "bake_off", "reissue"]
_NO_RECIPE = N_("This take has no recipe: it was not made by a generator.")
_SEVERAL = N_("This was asked for several shots in one film.")
_NOT_FOR_SHOTS = N_("{label} makes no films or pictures, so it is not asked for shots.")
_CANNOT_FOLLOW = N_("The fallback {id} is left out: {problem}")
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
        generator: str,
        model: str,
        *,
        takes: int = 1,
        cap: Decimal | None = None,
        fallbacks: FallbackPlan | None = None,
    ) -> CostSheet:
        """One generator, or each shot's own (empty), with each shot's chain of fallbacks."""
        compiled: list[CompiledRecipe] = []
        chains: list[Chain | None] = []
        for shot_id in shot_ids:
            for number in range(takes):
                one = self._recipes.compile(shot_id, generator, model, ahead=number)
                chain, lost = self._chain(shot_id, one.recipe, number, fallbacks)
                compiled.append(one.model_copy(update={"dropped": (*one.dropped, *lost)}))
                chains.append(chain)
        return self._sheet("batch", compiled, chains, cap=cap)

    def group(
        self, shot_ids: Sequence[ShotId], generator: str, model: str, *, cap: Decimal | None = None
    ) -> CostSheet:
        """Several shots in one film: one item, one price; nobody follows when it fails."""
        made = self._recipes.compile_group(shot_ids, generator, model)
        return self._sheet("batch", [made], (), cap=cap)

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
        if isinstance(source, Attempt) and source.recipe.parts:
            raise BadInput(_SEVERAL, N_("Select the shots and generate them together."))
        card = self._services.catalog[choice.generator].card
        mark = self._workspace.project.label.vendor_mark
        asked = source.recipe.of_shot(source.shot_id)
        made = reissue(asked, card, choice.model, mark=mark)
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

    def _compiled(self, shot_id: ShotId, choice: GeneratorChoice, ahead: int) -> CompiledRecipe:
        return self._recipes.compile(shot_id, choice.generator, choice.model, ahead=ahead)

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
        with VendorCheck(self._services) as vendors:
            items = tuple(
                self._item(item, one, *_followed(vendors, chain), vendors)
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

    def _item(
        self,
        item: Item,
        compiled: CompiledRecipe,
        chain: Chain | None,
        lost: tuple[str, ...],
        vendors: VendorCheck,
    ) -> CostItem:
        recipe = item.recipe
        problems = item.problems or self._not_for_shots(recipe) or vendors.problems(recipe)
        return CostItem(
            shot_id=recipe.shot_id,
            shot_number=_numbers(recipe),
            generator=recipe.generator,
            model=recipe.model,
            seconds=recipe.seconds,
            recipe=recipe,
            price=item.price,
            problems=problems,
            dropped=(*compiled.dropped, *lost),
            duplicate=item.twin is not None,
            twin=item.twin,
            chain=chain,
        )

    def _not_for_shots(self, recipe: Recipe) -> tuple[str, ...]:
        """Voices speak lines and chat models write: neither makes anything that a shot could show."""
        if recipe.medium in ("video", "picture", "lips"):
            return ()
        label = self._services.catalog[recipe.generator].card.label
        return (_NOT_FOR_SHOTS.format(label=label),)

    def _room(self, state: CapState) -> Decimal:
        """What a cap still allows, in the currency of the person's own cap where a rate leads there."""
        settings = self._services.settings.current
        own = converted(state.left, settings.cap_currency, settings.cny_per_usd)
        return own.amount if own else state.left.amount


def _numbers(recipe: Recipe) -> str:
    """The number of the shot, or of each shot of one film."""
    owns = [part.own.picture.number for part in recipe.parts if part.own is not None]
    return " + ".join(owns) or recipe.picture.number


def _followed(vendors: VendorCheck, chain: Chain | None) -> tuple[Chain | None, tuple[str, ...]]:
    """The chain without those whose modules object to their recipe, and a sentence for each of them."""
    if chain is None:
        return None, ()
    kept: list[Recipe] = []
    lost: list[str] = []
    for recipe in chain.recipes:
        problems = vendors.problems(recipe)
        if problems:
            lost.append(_CANNOT_FOLLOW.format(id=recipe.generator, problem=problems[0]))
        else:
            kept.append(recipe)
    return (chain.model_copy(update={"recipes": tuple(kept)}) if kept else None), tuple(lost)
