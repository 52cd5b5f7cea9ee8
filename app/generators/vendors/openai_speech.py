"""Speech in OpenAI's shape, at OpenAI or at an address of one's own: `POST /audio/speech` answers with bytes.

OpenAI itself ends this service on 2027-01-06 (sora_openai.md); others keep the shape.
"""

from __future__ import annotations

from typing import Any

from app.domain.cards import Card
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import setting_of
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
from app.generators.refusals import not_asked, verdict
from app.generators.tools import Tools
from app.generators.vendor import AtOnce, is_recording, number_of, voice_of
from app.generators.vendors.openai_wire import bearer, explain, own_address, try_key

_PATIENCE = 300.0
_LARGEST = 200_000_000


def build(card: Card, tools: Tools) -> OpenAISpeech:
    """The generator for its card."""
    return OpenAISpeech(card, tools)


class OpenAISpeech(AtOnce):
    """Speaks the recipe's text; `emotion` is told in words, to models that take instructions."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._create(order.recipe, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Ask once; the answer is the recording."""
        try:
            request = self._create(order.recipe, channel.login)
        except BadInput as error:
            return not_asked(error)
        answer = await channel.send(request)
        if is_recording(answer):
            suffix = "." + setting_of(order.recipe, self.model(order.recipe), "format")
            return Answered(results=(Result(data=answer.body, suffix=suffix),))
        return verdict(answer, explain)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """List the models: free."""
        try:
            return await try_key(channel, f"{own_address(channel.login)}/models")
        except BadInput as error:
            return KeyCheck(good=False, message=error.message, fix=error.fix)

    def _create(self, recipe: Recipe, login: Login) -> Request:
        model = self.model(recipe)
        settings = recipe.settings
        name = self._tools.options(self._card.vendor).get("speech_model", "") or model.id
        voice = setting_of(recipe, model, "voice") or voice_of(recipe)
        body: dict[str, Any] = {"model": name, "input": recipe.prompt, "voice": voice}
        if settings.get("emotion") and "emotion" in model.settings:
            body["instructions"] = str(settings["emotion"])
        body["response_format"] = setting_of(recipe, model, "format")
        if "speed" in settings:
            body["speed"] = number_of(recipe, "speed", 1, 0.25, 4)
        return Request(
            method="POST",
            url=f"{own_address(login)}/audio/speech",
            headers={**bearer(login), "Content-Type": "application/json"},
            json_body=body,
            answer_cap=_LARGEST,
            patience=_PATIENCE,
            note=N_("Speaks the text; this is the paid call."),
        )
