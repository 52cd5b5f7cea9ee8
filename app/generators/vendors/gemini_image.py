"""Google's Gemini picture models ("Nano Banana"): one question, one answer with the picture in it.

Wire: `POST /v1beta/models/{model}:generateContent`, pictures as base64 inside. Nothing is kept: an answer that is
lost may have been billed, and nobody can look. There is no seed and no negative prompt.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from app.domain.attempts import RefusalClass
from app.domain.cards import Card
from app.domain.money import Money
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.generators.card import resolution_of
from app.generators.contract import (
    Answered,
    Channel,
    Declined,
    KeyCheck,
    Order,
    Reply,
    Request,
    Result,
    Submission,
)
from app.generators.encoding import decoded, mime, raw_base64, suffix_of
from app.generators.google import explain, key_headers, list_models, paid_verdict
from app.generators.login import Login
from app.generators.mentions import bound_prompt, shown
from app.generators.redaction import one_line
from app.generators.refusals import refuse
from app.generators.tools import Tools
from app.generators.vendor import AtOnce, key_check

_ANSWER_CAP = 120_000_000
#: A 4K picture takes up to a minute; the question itself is the job.
_PATIENCE = 300.0
_WITHHELD = frozenset(
    {"SAFETY", "PROHIBITED_CONTENT", "IMAGE_SAFETY", "RECITATION", "BLOCKLIST", "SPII"}
)


def build(card: Card, tools: Tools) -> GeminiImage:
    """The generator for its card."""
    return GeminiImage(card, tools)


class GeminiImage(AtOnce):
    """All Gemini picture models."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._create(order, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Ask once; the picture comes back in the answer."""
        request = await asyncio.to_thread(self._create, order, channel.login)
        answer = await channel.send(request)
        if isinstance(answer, Reply) and answer.status == 200:
            body = answer.object()
            if body is not None:
                return await asyncio.to_thread(self._answered, body, order.recipe)
        return paid_verdict(answer)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """List the models: free."""
        return key_check(await channel.ask(list_models(channel.login), tries=2), explain)

    def _create(self, order: Order, login: Login) -> Request:
        recipe = order.recipe
        model = self.model(recipe)
        parts: list[dict[str, Any]] = [
            {"inlineData": {"mimeType": mime(path), "data": raw_base64(path)}}
            for path in (order.file(one) for one in shown(recipe))
        ]
        parts.append({"text": bound_prompt(recipe, model.mention)})
        body = {
            "contents": [{"role": "user", "parts": parts}],
            "generationConfig": {
                "responseModalities": ["IMAGE"],
                "imageConfig": {
                    "aspectRatio": recipe.aspect,
                    "imageSize": resolution_of(recipe, model),
                },
            },
        }
        return Request(
            method="POST",
            url=f"{login.address}/v1beta/models/{quote(model.id, safe='')}:generateContent",
            headers=key_headers(login) | {"Content-Type": "application/json"},
            json_body=body,
            answer_cap=_ANSWER_CAP,
            patience=_PATIENCE,
            note=N_("Creates the picture; this is the paid call."),
        )

    def _answered(self, body: Mapping[str, Any], recipe: Recipe) -> Answered | Declined:
        feedback = body.get("promptFeedback")
        blocked = feedback.get("blockReason") if isinstance(feedback, dict) else None
        candidates = body.get("candidates")
        first = candidates[0] if isinstance(candidates, list) and candidates else {}
        first = first if isinstance(first, dict) else {}
        pictures = _pictures(first)
        cost = self._cost(body, recipe)
        if pictures:
            main, *others = pictures
            extras = (one.model_copy(update={"role": "extra"}) for one in others)
            return Answered(results=(main, *extras), cost=cost)
        if blocked:
            return Declined(refusal=refuse("moderated_input", code=str(blocked)))
        reason = str(first.get("finishReason", ""))
        kind: RefusalClass = "moderated_output" if reason in _WITHHELD else "failed"
        detail = str(first.get("finishMessage", "")) or one_line(str(dict(body)).encode())
        return Declined(refusal=refuse(kind, code=reason, billed="unknown", detail=detail))

    def _cost(self, body: Mapping[str, Any], recipe: Recipe) -> Money | None:
        """Tokens that went in and the picture's tokens, at the card's rates; None without either."""
        usage = body.get("usageMetadata")
        usage = usage if isinstance(usage, dict) else {}
        spent, made = usage.get("promptTokenCount"), usage.get("candidatesTokenCount")
        rows = [row for row in self.model(recipe).prices if row.unit == "million_tokens"]
        rates = {row.part: row.amount for row in rows}
        if not isinstance(spent, int) or not isinstance(made, int) or len(rates) < 2:
            return None
        amount = (rates["input"] * spent + rates["output"] * made) / Decimal(1_000_000)
        return Money(amount=amount, currency=rows[0].currency)


def _pictures(candidate: Mapping[str, Any]) -> list[Result]:
    """The pictures of an answer; those that the model only thought of are left out."""
    content = candidate.get("content")
    parts = content.get("parts") if isinstance(content, dict) else None
    found = []
    for part in parts if isinstance(parts, list) else ():
        held = part.get("inlineData") if isinstance(part, dict) else None
        if not isinstance(held, dict) or part.get("thought") is True:
            continue
        data = decoded(held.get("data"))
        if data:
            found.append(Result(data=data, suffix=suffix_of(held.get("mimeType")) or ".png"))
    return found
