"""Generators and their models in the person's words: labels instead of ids, retired models told apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.cards import Card, ModelCard
from app.ui.i18n import _, language


def label_of(card: Card) -> str:
    """A generator's name in the person's language."""
    return card.label_zh if language() == "zh" and card.label_zh else card.label


def note_of(card: Card) -> str:
    """What a generator says of itself, in the person's language."""
    return card.note_zh if language() == "zh" and card.note_zh else card.note


def good_at(card: Card) -> str:
    """What a generator is good at, in the person's language; empty when the card does not say."""
    return card.good_at_zh if language() == "zh" and card.good_at_zh else card.good_at


def closed_words(card: Card) -> str:
    """Why the vendor's own service cannot be used any more; empty when it can."""
    return card.closed_zh if language() == "zh" and card.closed_zh else card.closed


def model_label(model: ModelCard) -> str:
    """A model's name; those that are words and no names are said in the person's language."""
    return _(model.label)


def retired_words(model: ModelCard) -> str:
    """`Retired on 2026-06-30; its successor is …`; empty for a model that works."""
    if not model.retired_on:
        return ""
    if model.successor:
        return _("Retired on {day}; its successor is {successor}.").format(
            day=model.retired_on, successor=model.successor
        )
    return _("Retired on {day}.").format(day=model.retired_on)


class Makers:
    """Looks up labels by ids; ids that no card knows (any more) are shown as they are."""

    def __init__(self, cards: Iterable[Card]) -> None:
        self._cards: Mapping[str, Card] = {card.id: card for card in cards}

    def card(self, generator: str) -> Card | None:
        """The card of a generator."""
        return self._cards.get(generator)

    def generator(self, generator: str) -> str:
        """A generator's label."""
        card = self._cards.get(generator)
        return label_of(card) if card else generator

    def model(self, generator: str, model: str) -> str:
        """A model's label; empty for the only model of a card."""
        card = self._cards.get(generator)
        if card is None or not model:
            return model
        if len(card.models) == 1 and card.models[0].id == model:
            return ""
        found = next((one for one in card.models if one.id == model), None)
        return model_label(found) if found else model

    def both(self, generator: str, model: str) -> str:
        """`Kling · Kling 2.1 master`; the generator alone where the model says no more."""
        parts = (self.generator(generator), self.model(generator, model))
        return " · ".join(part for part in parts if part)

    def short(self, generator: str, model: str) -> str:
        """The model where it has a label of its own, else the generator: for narrow places."""
        return self.model(generator, model) or self.generator(generator)
