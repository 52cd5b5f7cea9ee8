"""Anthropic's Claude: `POST /v1/messages`, with the answer's JSON Schema enforced where it can be.

Bearer key and a dated version; sampling fields are never sent, because new models refuse them (claude.md).
"""

from __future__ import annotations

from typing import Any

from app.domain.attempts import Refusal, RefusalClass
from app.domain.cards import Card
from app.domain.wording import N_
from app.generators.chat import (
    Question,
    Usage,
    Written,
    not_served,
    nothing_written,
    priced,
    schema_in_words,
    stopped,
    strict_schema,
)
from app.generators.contract import Answer, Channel, Declined, Doubtful, KeyCheck, Reply, Request
from app.generators.encoding import mime, raw_base64
from app.generators.login import Login
from app.generators.redaction import one_line
from app.generators.refusals import refuse, verdict
from app.generators.tools import Tools
from app.generators.vendor import by_status, key_check

_VERSION = "2026-10-21"
_PATIENCE = 600.0
_KINDS: dict[str, RefusalClass] = {
    "authentication_error": "auth", "permission_error": "auth", "billing_error": "balance",
    "rate_limit_error": "too_fast", "invalid_request_error": "parameter",
    "not_found_error": "parameter", "request_too_large": "parameter",
}  # fmt: skip
_CUT = ("max_tokens", "model_context_window_exceeded", "pause_turn")
_NO_MODEL = (
    N_("This model is not known there, or not open for your account."),
    N_("Choose another model, or correct its name on the card."),
)


def build(card: Card, tools: Tools) -> Claude:  # noqa: ARG001 - every vendor is built like this
    """The generator for its card."""
    return Claude(card)


class Claude:
    """Claude's models; a schema that cannot be enforced is asked for in words."""

    def __init__(self, card: Card) -> None:
        self._card = card

    @property
    def card(self) -> Card:
        """What it can do and what it costs."""
        return self._card

    def preview_question(self, question: Question, login: Login) -> Request:
        """The one request that `write` sends."""
        body: dict[str, Any] = {
            "model": question.model or self._card.models[0].id,
            "max_tokens": question.most_tokens,
        }
        schema = strict_schema(question.answer_schema) if question.answer_schema else None
        system = question.system
        if question.answer_schema is not None and schema is None:
            system = f"{system}\n\n{schema_in_words(question.answer_schema)}".strip()
        if system:
            body["system"] = system
        body["messages"] = [{"role": "user", "content": _content(question)}]
        if schema is not None:
            body["output_config"] = {"format": {"type": "json_schema", "schema": schema}}
        return Request(
            method="POST",
            url=f"{login.address}/v1/messages",
            headers={**_headers(login), "Content-Type": "application/json"},
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
        login = channel.login
        url = f"{login.address}/v1/models"
        request = Request(method="GET", url=url, headers=_headers(login), query=(("limit", "1"),))
        return key_check(await channel.ask(request, tries=2), explain)

    def _read(self, answer: Answer, question: Question) -> Written | Declined | Doubtful:
        body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
        blocks = body.get("content") if body else None
        if body is None or not isinstance(blocks, list):
            return verdict(answer, explain)
        reason = str(body.get("stop_reason") or "")
        texts = (one.get("text") for one in blocks if isinstance(one, dict))
        text = "".join(one for one in texts if isinstance(one, str))
        if reason == "refusal":
            return stopped(reason, text)
        if not text and reason not in _CUT:
            return nothing_written(reason)
        usage = _usage(body.get("usage"))
        model = self._card.model(question.model) or self._card.models[0]
        return Written(
            text=text,
            usage=usage,
            cost=priced(model, usage),
            model=str(body.get("model") or ""),
            complete=reason not in _CUT,
        )


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """`{"type": "error", "error": {"type", "message"}, "request_id"}` in our classes."""
    error = body.get("error")
    error = error if isinstance(error, dict) else {}
    code = str(error.get("type") or "")
    detail = str(error.get("message") or "") or one_line(str(body).encode())
    if code == "not_found_error":
        message, fix = _NO_MODEL
        return refuse("parameter", code=code, detail=detail, message=message, fix=fix)
    kind = _KINDS.get(code) or by_status(status)
    if kind == "parameter" and "credit balance" in detail.lower():
        kind = "balance"
    return refuse(kind, code=code, detail=detail)


def _headers(login: Login) -> dict[str, str]:
    return {"Authorization": f"Bearer {login.key}", "anthropic-version": _VERSION}


def _content(question: Question) -> Any:
    if not question.pictures:
        return question.text
    shown = [
        {
            "type": "image",
            "source": {"type": "base64", "media_type": mime(path), "data": raw_base64(path)},
        }
        for path in question.pictures
    ]
    return [*shown, {"type": "text", "text": question.text}]


def _usage(usage: object) -> Usage:
    """Tokens in and out; what was read from or written to the cache is counted beside `input_tokens`."""
    if not isinstance(usage, dict):
        return Usage()

    def count(name: str) -> int:
        value = usage.get(name)
        return max(value, 0) if isinstance(value, int) else 0

    read, written = count("cache_read_input_tokens"), count("cache_creation_input_tokens")
    return Usage(
        tokens_in=count("input_tokens") + read + written,
        tokens_cached=read,
        tokens_out=count("output_tokens"),
    )
