"""A person's own generator cards: any model of an aggregator or an own server by its id, one JSON file each."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from app.domain.cards import Card, ModelCard, Price
from app.domain.entity import Value
from app.domain.wording import N_
from app.errors import BadInput, DiskTrouble, FenjingError
from app.generators.card import load
from app.generators.catalog import Catalog
from app.settings.model import Settings

_log = logging.getLogger(__name__)
FOLDER = "cards"
_FIELD_WRONG = N_("The field {place} is wrong: {problem}.")
_TAKEN = N_("There already is a generator {id}.")
_OTHER_ID = N_("Choose another id.")
_NO_VENDOR = N_("This program does not know the vendor {vendor}.")
_NOT_OWN = N_("A card of your own is a paid service or your own server.")
_NO_MODEL = N_("A card needs at least one model.")
_NOT_SAVED = N_("The card could not be saved.")
_CHECK_FOLDER = N_("Check {folder}.")


class CardCheck(Value):
    """What came of reading a card's fields: the card, or why it is none."""

    card: Card | None = None
    problems: tuple[str, ...] = ()


class Cards:
    """The cards in a folder of the person's settings; every change reaches the catalog at once."""

    def __init__(
        self, folder: Path, catalog: Catalog, build: Callable[[Sequence[Card]], Catalog]
    ) -> None:
        """`build` makes a whole catalog with the given own cards; its content then replaces that of `catalog`."""
        self._folder = folder
        self._catalog = catalog
        self._build = build
        self.problems: tuple[str, ...] = ()
        if self.list():
            self.renew()

    def list(self) -> tuple[Card, ...]:
        """The person's own cards that can be used, by id; what cannot is in `problems`."""
        cards, self.problems = _read(self._folder)
        return cards

    def validate(self, fields: Mapping[str, Any]) -> CardCheck:
        """Fields of a form as a card, or what is wrong with them in sentences; writes nothing."""
        try:
            card = Card.model_validate(dict(fields))
        except ValidationError as error:
            return CardCheck(
                problems=tuple(
                    _FIELD_WRONG.format(
                        place=".".join(str(part) for part in one["loc"]), problem=one["msg"]
                    )
                    for one in error.errors()
                )
            )
        problems = [*_unusable(card)]
        own = {one.id for one in self.list()}
        if card.id in self._catalog and card.id not in own:
            problems.append(_TAKEN.format(id=card.id))
        return CardCheck(card=card, problems=tuple(problems))

    def save(self, card: Card) -> Card:
        """Keep a card, also in place of an earlier one of its id; it can be chosen at once.

        Raises:
            BadInput: it is not usable; the message is the first problem.
            DiskTrouble: the folder cannot be written to.
        """
        checked = self.validate(card.model_dump(mode="json"))
        if checked.problems:
            raise BadInput(checked.problems[0], _OTHER_ID if card.id in self._catalog else "")
        path = self._folder / f"{card.id}.json"
        text = card.model_dump_json(indent=1, exclude_defaults=True) + "\n"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(".new")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(path)
        except OSError as trouble:
            fix = _CHECK_FOLDER.format(folder=self._folder)
            raise DiskTrouble(_NOT_SAVED, fix) from trouble
        self.renew()
        return card

    def remove(self, card_id: str) -> None:
        """Take an own card away; what it made stays, with its recipe.

        Raises:
            DiskTrouble: the folder cannot be written to.
        """
        try:
            for path in self._folder.glob("*.json"):
                if path.stem == card_id:
                    path.unlink()
        except OSError as trouble:
            fix = _CHECK_FOLDER.format(folder=self._folder)
            raise DiskTrouble(_NOT_SAVED, fix) from trouble
        self.renew()

    def renew(self) -> None:
        """Let the catalog hold what settings and own cards say now; a card that breaks it is left out."""
        cards = self.list()
        try:
            built = self._build(cards)
        except FenjingError as error:
            _log.warning("own cards cannot be used: %s", error)
            self.problems = (*self.problems, error.message)
            built = self._build(())
        self._catalog.renew(built)


def priced(card: Card, settings: Settings) -> Card:
    """A card with the person's own prices and the worth of its points in place of the shipped ones."""
    worth = settings.point_worth.get(card.vendor or card.id)
    models = tuple(_priced(card, model, settings) for model in card.models)
    update: dict[str, object] = {"models": models}
    if worth is not None:
        update["point_worth"] = worth
    return card.model_copy(update=update)


def _priced(card: Card, model: ModelCard, settings: Settings) -> ModelCard:
    own = [
        one.price
        for one in settings.own_prices
        if one.generator == card.id and one.model in ("", model.id)
    ]
    if not own:
        return model
    taken = {_row(price) for price in own}
    units = {price.unit for price in own if _row(price)[1:] == _ANY}
    kept = [price for price in model.prices if _row(price) not in taken and price.unit not in units]
    return model.model_copy(update={"prices": (*own, *kept)})


def _row(price: Price) -> tuple[object, ...]:
    """The unit of a price, and what else must hold for it."""
    when = tuple(sorted(price.when.items()))
    return price.unit, price.resolution, price.with_sound, price.part, when


#: The rest of a row that holds for everything.
_ANY: Final = ("", None, "", ())


def _read(folder: Path) -> tuple[tuple[Card, ...], tuple[str, ...]]:
    cards: list[Card] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            card = load(path)
        except (FenjingError, OSError) as error:
            problems.append(str(error))
            continue
        wrong = tuple(_unusable(card))
        if wrong:
            problems.extend(f"{path.name}: {problem}" for problem in wrong)
        else:
            cards.append(card)
    return tuple(cards), tuple(problems)


def _unusable(card: Card) -> Iterable[str]:
    if card.kind not in ("remote", "local"):
        yield _NOT_OWN
    if not card.models:
        yield _NO_MODEL
    name = (card.module or card.vendor or card.id).replace("-", "_")
    if not name.isidentifier() or find_spec(f"app.generators.vendors.{name}") is None:
        yield _NO_VENDOR.format(vendor=card.vendor or card.id)
