"""Google's Gemini chat models: `POST /v1beta/models/{model}:generateContent`, JSON by `responseJsonSchema`.

Sampling fields are never sent: they are deprecated since 2026-07-21 (imagen_gemini.md).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from app.domain.cards import Card
from app.domain.wording import N_
from app.generators.chat import (
    Question,
    Usage,
    Written,
    not_served,
    nothing_written,
    priced,
    stopped,
    strict_schema,
)
from app.generators.contract import Answer, Channel, Declined, Doubtful, KeyCheck, Reply, Request
from app.generators.encoding import mime, raw_base64
from app.generators.google import explain, key_headers, list_models, paid_verdict
from app.generators.login import Login
from app.generators.refusals import refuse
from app.generators.tools import Tools
from app.generators.vendor import key_check

_PATIENCE = 600.0
_WITHHELD = frozenset({"SAFETY", "PROHIBITED_CONTENT", "RECITATION", "BLOCKLIST", "SPII"})


def build(card: Card, tools: Tools) -> Gemini:  # noqa: ARG001 - every vendor is built like this
    """The generator for its card."""
    return Gemini(card)


class Gemini:
    """Gemini's chat models."""

    def __init__(self, card: Card) -> None:
        self._card = card

    @property
    def card(self) -> Card:
        """What it can do and what it costs."""
        return self._card

    def preview_question(self, question: Question, login: Login) -> Request:
        """The one request that `write` sends."""
        settings: dict[str, Any] = {"maxOutputTokens": question.most_tokens}
        if question.answer_schema is not None:
            schema = strict_schema(question.answer_schema) or question.answer_schema
            settings |= {"responseMimeType": "application/json", "responseJsonSchema": schema}
        parts: list[dict[str, Any]] = [
            {"inlineData": {"mimeType": mime(path), "data": raw_base64(path)}}
            for path in question.pictures
        ]
        body: dict[str, Any] = {
            "contents": [{"role": "user", "parts": [*parts, {"text": question.text}]}],
            "generationConfig": settings,
        }
        if question.system:
            body["systemInstruction"] = {"parts": [{"text": question.system}]}
        name = quote(question.model or self._card.models[0].id, safe="")
        return Request(
            method="POST",
            url=f"{login.address}/v1beta/models/{name}:generateContent",
            headers={**key_headers(login), "Content-Type": "application/json"},
            json_body=body,
            patience=_PATIENCE,
            note=N_("Asks the model; this is the paid call."),
        )

    async def write(self, question: Question, channel: Channel) -> Written | Declined | Doubtful:
        """Ask once."""
        refused = not_served(self._card, question)
        if refused is not None:
            return refused
        answer = await channel.send(self.preview_question(question, channel.login))
        return self._read(answer, question)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """List the models: free."""
        return key_check(await channel.ask(list_models(channel.login), tries=2), explain)

    def _read(self, answer: Answer, question: Question) -> Written | Declined | Doubtful:
        body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
        if body is None:
            return paid_verdict(answer)
        feedback = body.get("promptFeedback")
        blocked = feedback.get("blockReason") if isinstance(feedback, dict) else None
        if blocked:
            return Declined(refusal=refuse("moderated_input", code=str(blocked), medium="text"))
        candidates = body.get("candidates")
        first = candidates[0] if isinstance(candidates, list) and candidates else None
        if not isinstance(first, dict):
            return paid_verdict(answer)
        reason = str(first.get("finishReason") or "")
        if reason in _WITHHELD:
            return stopped(reason)
        text = _text(first.get("content"))
        if not text and reason != "MAX_TOKENS":
            return nothing_written(reason)
        usage = _usage(body.get("usageMetadata"))
        model = self._card.model(question.model) or self._card.models[0]
        return Written(
            text=text,
            usage=usage,
            cost=priced(model, usage),
            model=str(body.get("modelVersion") or ""),
            complete=reason in ("STOP", ""),
        )


def _text(content: object) -> str:
    """The words of an answer, without the thoughts before them."""
    parts = content.get("parts") if isinstance(content, dict) else None
    return "".join(
        str(part.get("text") or "")
        for part in (parts if isinstance(parts, list) else ())
        if isinstance(part, dict) and not part.get("thought")
    )


def _usage(usage: object) -> Usage:
    """Tokens in and out; thoughts are paid for like the answer."""
    if not isinstance(usage, dict):
        return Usage()

    def count(name: str) -> int:
        value = usage.get(name)
        return max(value, 0) if isinstance(value, int) else 0

    return Usage(
        tokens_in=count("promptTokenCount"),
        tokens_cached=count("cachedContentTokenCount"),
        tokens_out=count("candidatesTokenCount") + count("thoughtsTokenCount"),
    )
