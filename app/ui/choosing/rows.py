"""Generators and models as rows to choose from: what each makes, whether its key is there, why one cannot be taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.cards import Card, ModelCard
from app.domain.choices import GeneratorChoice
from app.domain.wording import N_
from app.studio.studio import Studio
from app.ui.i18n import _
from app.ui.models.makers import closed_words, good_at, label_of, model_label
from app.ui.models.words import media_words

#: What answers a shot.
FOR_SHOTS = frozenset({"video", "picture"})
_KEYS = {
    "missing": N_("no key yet"),
    "not needed": "",
    "environment": N_("key is set"),
    "keyring": N_("key is set"),
    "session": N_("key until you quit"),
}


@dataclass(frozen=True)
class PickRow:
    """One line of the picker; `choice` None follows what stands above (scene, project)."""

    choice: GeneratorChoice | None
    title: str
    under: str
    media: tuple[str, ...] = ()
    ready: bool = True
    key_words: str = ""
    note: str = ""
    reason: str = ""

    @property
    def words(self) -> str:
        """What it is searched in."""
        return f"{self.title} {self.under} {self.choice or ''}"


def rows_of(studio: Studio, *, persons: bool = False) -> list[PickRow]:
    """Every model that can answer a shot: ready ones first, retired ones not at all.

    `persons` adds the hand-offs.
    """
    found = [row for card in studio.catalog.cards for row in _of_card(studio, card, persons)]
    return sorted(found, key=lambda row: not row.ready)


def title_of(cards: Iterable[Card], choice: GeneratorChoice) -> str:
    """A choice in words: the model's label where it says more than the generator's."""
    card = next((one for one in cards if one.id == choice.generator), None)
    if card is None:
        return str(choice)
    model = next((one for one in card.models if one.id == choice.model), None)
    return _title(card, model) if model else label_of(card)


def _of_card(studio: Studio, card: Card, persons: bool) -> list[PickRow]:
    if card.kind == "person" and not persons:
        return []
    state = studio.key_state(card)
    own_address = bool(studio.settings.vendor(card.vendor or card.id).url)
    reason = closed_words(card) if card.closed and not own_address else ""
    made: list[PickRow] = []
    for model in card.models:
        media = tuple(one for one in card.media_of(model) if one in FOR_SHOTS)
        if model.retired_on or not media:
            continue
        made.append(
            PickRow(
                choice=GeneratorChoice(
                    generator=card.id, model=model.id if len(card.models) > 1 else ""
                ),
                title=_title(card, model),
                under=_under(card, media),
                media=media,
                ready=state != "missing" and not reason,
                key_words=_(_KEYS[state]) if _KEYS[state] else "",
                note=good_at(card),
                reason=reason,
            )
        )
    return made


def _under(card: Card, media: tuple[str, ...]) -> str:
    """The generator where the title does not say it, and what is made."""
    words = media_words(media)
    return f"{label_of(card)} · {words}" if len(card.models) > 1 else words


def _title(card: Card, model: ModelCard) -> str:
    return model_label(model) if len(card.models) > 1 else label_of(card)
