"""MiniMax speech: `POST /v1/t2a_v2` answers at once with the address of a recording."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.domain.cards import Card
from app.domain.money import Money
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import rate_for
from app.generators.contract import (
    Answered,
    Channel,
    KeyCheck,
    Order,
    Request,
    Result,
    Submission,
)
from app.generators.login import Login
from app.generators.refusals import not_asked
from app.generators.tools import Tools
from app.generators.vendor import AtOnce, is_on, number_of, voice_of
from app.generators.vendors.minimax import call, declined, good_body, key_works

_PATIENCE = 300.0
_SAMPLE_RATE = 44100
_LANGUAGES = {"zh": "Chinese", "en": "English"}


def build(card: Card, tools: Tools) -> MiniMaxSpeech:
    """The generator for its card."""
    return MiniMaxSpeech(card, tools)


class MiniMaxSpeech(AtOnce):
    """Speaks the recipe's text; settings voice, speed, volume, pitch, emotion and language."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._create(order.recipe, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Ask for one recording, as an address: an answer that is short is lost less often."""
        try:
            request = self._create(order.recipe, channel.login)
        except BadInput as error:
            return not_asked(error)
        answer = await channel.send(request)
        body = good_body(answer) or {}
        data = body.get("data")
        url = data.get("audio") if isinstance(data, dict) else None
        if not isinstance(url, str) or not url.startswith("http"):
            return declined(answer)
        return Answered(
            results=(Result(url=url, suffix=".wav"),), cost=self._cost(order.recipe, body)
        )

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Ask for the list of voices: free."""
        return await key_works(channel)

    def _create(self, recipe: Recipe, login: Login) -> Request:
        settings = recipe.settings
        voice: dict[str, Any] = {"voice_id": voice_of(recipe)}
        voice["speed"] = number_of(recipe, "speed", 1, 0.5, 2)
        voice["vol"] = number_of(recipe, "volume", 1, 0, 10)
        voice["pitch"] = round(number_of(recipe, "pitch", 0, -12, 12))
        if settings.get("emotion"):
            voice["emotion"] = str(settings["emotion"])
        body = {
            "model": self.model(recipe).id,
            "text": recipe.prompt,
            "stream": False,
            "voice_setting": voice,
            "audio_setting": {"sample_rate": _SAMPLE_RATE, "format": "wav", "channel": 1},
            "language_boost": str(settings.get("language") or _LANGUAGES[recipe.language]),
            "output_format": "url",
            "aigc_watermark": is_on(settings.get("watermark", False)),
        }
        note = N_("Speaks the text; this is the paid call.")
        request = call("POST", login, "/v1/t2a_v2", body=body, note=note)
        return request.model_copy(update={"patience": _PATIENCE})

    def _cost(self, recipe: Recipe, body: dict[str, Any]) -> Money | None:
        extra = body.get("extra_info")
        count = extra.get("usage_characters") if isinstance(extra, dict) else None
        rate = rate_for(recipe, self.model(recipe), "thousand_characters")
        if rate is None or not isinstance(count, int) or count <= 0:
            return None
        return Money(amount=rate.amount * Decimal(count) / 1000, currency=rate.currency)
