"""Qwen-TTS and CosyVoice on Alibaba Model Studio, at once; the answer holds an address that lasts a day."""

from __future__ import annotations

from typing import Any

from app.domain.cards import Card
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.contract import (
    Answered,
    Channel,
    KeyCheck,
    Order,
    Reply,
    Request,
    Result,
    Submission,
)
from app.generators.login import Login
from app.generators.refusals import not_asked, verdict
from app.generators.tools import Tools
from app.generators.vendor import AtOnce, number_of, voice_of
from app.generators.vendors.dashscope import call, explain, key_works

_QWEN = "/services/aigc/multimodal-generation/generation"
_COSY = "/services/audio/tts/SpeechSynthesizer"
_PATIENCE = 300.0
_SAMPLE_RATE = 24000
_LANGUAGES = {"zh": "Chinese", "en": "English"}


def build(card: Card, tools: Tools) -> Speech:
    """The generator for its card."""
    return Speech(card, tools)


class Speech(AtOnce):
    """Speaks the recipe's text; settings voice, instruction (Qwen), speed, pitch and volume (CosyVoice)."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._create(order.recipe, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Have it spoken."""
        try:
            request = self._create(order.recipe, channel.login)
        except BadInput as error:
            return not_asked(error)
        answer = await channel.send(request)
        body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
        output = (body or {}).get("output")
        audio = output.get("audio") if isinstance(output, dict) else None
        url = audio.get("url") if isinstance(audio, dict) else None
        if isinstance(url, str) and url:
            return Answered(results=(Result(url=url, suffix=".wav"),))
        return verdict(answer, explain)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """List one task: free."""
        return await key_works(channel)

    def _create(self, recipe: Recipe, login: Login) -> Request:
        model = self.model(recipe).id
        given: dict[str, Any] = {"text": recipe.prompt, "voice": voice_of(recipe)}
        path = _QWEN
        if model.startswith("cosyvoice"):
            path = _COSY
            given |= {"format": "wav", "sample_rate": _SAMPLE_RATE}
            given["volume"] = round(number_of(recipe, "volume", 50, 0, 100))
            given["rate"] = number_of(recipe, "speed", 1, 0.5, 2)
            given["pitch"] = number_of(recipe, "pitch", 1, 0.5, 2)
        else:
            given["language_type"] = str(
                recipe.settings.get("language") or _LANGUAGES[recipe.language]
            )
            instruction = str(recipe.settings.get("instruction", "")).strip()
            if instruction and "instruct" in model:
                given["instructions"] = instruction
        body = {"model": model, "input": given}
        note = N_("Speaks the text; this is the paid call.")
        request = call("POST", login, path, body=body, note=note)
        return request.model_copy(update={"patience": _PATIENCE})
