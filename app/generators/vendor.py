"""What most vendors have in common; a vendor module overrides what its own document says otherwise."""

from __future__ import annotations

import math
from typing import TypeGuard

from app.domain.attempts import RefusalClass
from app.domain.cards import Card, ModelCard
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.contract import (
    Answer,
    Channel,
    Found,
    KeyCheck,
    NoAnswer,
    Order,
    Polled,
    Reply,
)
from app.generators.login import Login
from app.generators.refusals import Explain, no_answer, refuse
from app.generators.tools import Tools

_NOTHING_KEPT = N_("This generator answers at once and keeps no jobs.")
_NO_CANCEL = N_("This generator cannot take a job back.")


class Vendor:
    """Holds the card and the tools. By itself it cannot cancel, cannot look for a lost job, needs no headers."""

    def __init__(self, card: Card, tools: Tools) -> None:
        self._card = card
        self._tools = tools

    @property
    def card(self) -> Card:
        """What it can do and what it costs."""
        return self._card

    async def cancel(self, provider_id: str, channel: Channel) -> Polled | NoAnswer:  # noqa: ARG002
        """Say that there is no way to stop a job; nothing is asked."""
        return NoAnswer(refusal=refuse("parameter", message=_NO_CANCEL))

    async def find(self, order: Order, channel: Channel) -> Found | NoAnswer:  # noqa: ARG002
        """Blind: nothing can be looked up."""
        return Found()

    def result_headers(self, login: Login) -> dict[str, str]:  # noqa: ARG002 - most addresses are signed
        """None."""
        return {}

    def model(self, recipe: Recipe) -> ModelCard:
        """The model's card; the first one when the recipe names none."""
        return self._card.model(recipe.model) or self._card.models[0]


class AtOnce(Vendor):
    """A vendor whose answer to the paid call carries the result: there is no job to look at afterwards."""

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:  # noqa: ARG002
        """Say that nothing is kept; nothing is asked."""
        return Polled(state="gone", refusal=refuse("expired", message=_NOTHING_KEPT))


def key_check(answer: Answer, explain: Explain) -> KeyCheck:
    """The verdict of a free call: 200 with a JSON body proves address and key."""
    if isinstance(answer, Reply) and answer.status == 200 and answer.object() is not None:
        return KeyCheck(good=True, message=N_("The key works."))
    refusal = no_answer(answer, explain).refusal
    return KeyCheck(good=False, message=refusal.message, fix=refusal.fix)


def by_status(status: int) -> RefusalClass:
    """The class of a refusal of which nothing but its HTTP status is known."""
    known: dict[int, RefusalClass] = {
        401: "auth", 402: "balance", 403: "policy", 429: "too_fast",
    }  # fmt: skip
    return known.get(status, "parameter")


def number_of(recipe: Recipe, name: str, usual: float, least: float, most: float) -> float:
    """A setting as a number, `usual` when the recipe has none.

    Raises:
        BadInput: it is not a number from `least` to `most`.
    """
    given = recipe.settings.get(name, usual)
    try:
        number = float(given)
    except ValueError:
        number = math.nan
    if least <= number <= most:
        return number
    text = N_("{name} is a number from {least} to {most}, not {given}.")
    raise BadInput(text.format(name=name, least=f"{least:g}", most=f"{most:g}", given=given))


def voice_of(recipe: Recipe) -> str:
    """The voice that the recipe names.

    Raises:
        BadInput: it names none.
    """
    voice = str(recipe.settings.get("voice", "")).strip()
    if not voice:
        raise BadInput(
            N_("This generator needs a voice to speak with."),
            N_("Enter the voice's id as the vendor's page of voices names it."),
        )
    return voice


def is_recording(answer: object) -> TypeGuard[Reply]:
    """Whether an answer is a whole recording and not a message."""
    if not isinstance(answer, Reply) or answer.status != 200 or not answer.body:
        return False
    kind = answer.headers.get("content-type", "")
    return kind.startswith(("audio/", "application/octet-stream"))


def is_on(value: object) -> bool:
    """A setting as a switch: true, "true", "on" and 1 are on."""
    return str(value).lower() in ("true", "on", "1", "yes")
