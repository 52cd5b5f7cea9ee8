"""ElevenLabs speech: `POST /v1/text-to-speech/{voice_id}` answers with the recording itself.

Header `xi-api-key`. There is no client token and no job: a lost answer stays a doubt. The header
`character-cost` of the answer is the bill, in credits.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

from app.domain.attempts import Refusal, RefusalClass
from app.domain.cards import Card
from app.domain.money import Money
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import in_money, setting_of
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
from app.generators.redaction import one_line
from app.generators.refusals import not_asked, refuse, verdict
from app.generators.tools import Tools
from app.generators.vendor import (
    AtOnce,
    by_status,
    is_on,
    is_recording,
    key_check,
    number_of,
    voice_of,
)

_PATIENCE = 300.0
_LARGEST = 200_000_000
#: `voice_settings` by our names: the vendor's name, least and most (voices.md).
_VOICE: dict[str, tuple[str, float, float]] = {
    "stability": ("stability", 0, 1),
    "similarity": ("similarity_boost", 0, 1),
    "style": ("style", 0, 1),
    "speed": ("speed", 0.7, 1.2),
}
_STATUS: dict[str, RefusalClass] = {
    "invalid_api_key": "auth", "missing_permissions": "auth", "quota_exceeded": "balance",
    "too_many_concurrent_requests": "too_fast", "system_busy": "too_fast",
    "content_against_policy": "moderated_input",
}  # fmt: skip


def build(card: Card, tools: Tools) -> ElevenLabs:
    """The generator for its card."""
    return ElevenLabs(card, tools)


class ElevenLabs(AtOnce):
    """Speaks the recipe's text; tags such as `[sighs]` stand in the text itself."""

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
            results = (Result(data=answer.body, suffix=self._suffix(order.recipe)),)
            return Answered(results=results, cost=self._cost(answer))
        return verdict(answer, explain)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Read the subscription: free."""
        login = channel.login
        url = f"{login.address}/v1/user/subscription"
        request = Request(method="GET", url=url, headers={"xi-api-key": login.key})
        return key_check(await channel.ask(request, tries=2), explain)

    def _create(self, recipe: Recipe, login: Login) -> Request:
        voice = voice_of(recipe)
        model = self.model(recipe)
        body: dict[str, Any] = {"text": recipe.prompt, "model_id": model.id}
        if recipe.settings.get("language"):
            body["language_code"] = str(recipe.settings["language"])
        chosen: dict[str, Any] = {
            name: number_of(recipe, ours, least, least, most)
            for ours, (name, least, most) in _VOICE.items()
            if ours in recipe.settings
        }
        if "boost" in recipe.settings:
            chosen["use_speaker_boost"] = is_on(recipe.settings["boost"])
        if chosen:
            body["voice_settings"] = chosen
        if model.seed:
            body["seed"] = recipe.seed
        return Request(
            method="POST",
            url=f"{login.address}/v1/text-to-speech/{quote(voice, safe='')}",
            query=(("output_format", setting_of(recipe, model, "format")),),
            headers={"xi-api-key": login.key, "Content-Type": "application/json"},
            json_body=body,
            answer_cap=_LARGEST,
            patience=_PATIENCE,
            note=N_("Speaks the text; this is the paid call."),
        )

    def _suffix(self, recipe: Recipe) -> str:
        return "." + setting_of(recipe, self.model(recipe), "format").partition("_")[0]

    def _cost(self, answer: Reply) -> Money | None:
        try:
            spent = Decimal(answer.headers.get("character-cost", ""))
        except InvalidOperation:
            return None
        return in_money(Money(amount=spent, currency="POINTS"), self._card)


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """`{"detail": {"status", "message"}}`, or a list of what does not fit."""
    detail = body.get("detail")
    if not isinstance(detail, dict):
        return refuse(by_status(status), detail=str(detail or "") or one_line(str(body).encode()))
    code = str(detail.get("status") or detail.get("code") or "")
    kind = _STATUS.get(code) or by_status(status)
    return refuse(kind, code=code, detail=str(detail.get("message", "")))
