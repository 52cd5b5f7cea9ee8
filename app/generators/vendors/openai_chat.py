"""Chat models that speak OpenAI's dialect: OpenAI, DeepSeek, Doubao, Qwen, and any address of one's own.

Wire: `POST {address}/chat/completions`, Bearer key. What differs is written in `Dialect`. JSON is wished for in
the strictest form that a server knows: a schema, any JSON, words alone; a server that certainly refused because
of that field is asked again in the next form, which costs nothing, and the form is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.domain.attempts import Refusal, RefusalClass
from app.domain.cards import Card, ModelCard
from app.domain.wording import N_
from app.errors import BadInput
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
from app.generators.encoding import data_uri
from app.generators.login import Login
from app.generators.refusals import not_asked, refuse, verdict
from app.generators.tools import Tools
from app.generators.vendors.openai_wire import bearer, explain, own_address, try_key

Form = Literal["schema", "object", "words"]
_FORMS: tuple[Form, ...] = ("schema", "object", "words")
_PATIENCE = 600.0
_THOUGHTS = re.compile(r"^\s*<think>.*?</think>\s*", re.DOTALL)
#: In a refusal, what shows that the wish for JSON was not understood.
_JSON_WORDS = ("response_format", "json_schema", "json_object", "guided")


@dataclass(frozen=True)
class Dialect:
    """How a vendor differs: the best form of JSON it knows, its field for length, its switch for thinking."""

    form: Form = "schema"
    length: str = "max_tokens"
    thinking: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    quota: RefusalClass = "balance"
    path: str = ""
    free: str = "/models"


_DIALECTS = {
    "openai": Dialect(length="max_completion_tokens"),
    "deepseek": Dialect(
        form="object",
        thinking={
            "off": {"thinking": {"type": "disabled"}},
            "on": {"thinking": {"type": "enabled"}},
        },
    ),
    "seedance": Dialect(
        thinking={
            "off": {"thinking": {"type": "disabled"}},
            "on": {"thinking": {"type": "enabled"}},
        },
        free="/contents/generations/tasks?page_num=1&page_size=1",
    ),
    "dashscope": Dialect(
        form="object",
        thinking={"off": {"enable_thinking": False}, "on": {"enable_thinking": True}},
        quota="too_fast",
        path="/compatible-mode/v1",
    ),
}


def build(card: Card, tools: Tools) -> Writer:
    """The generator for its card."""
    return Writer(card, tools)


class Writer:
    """One vendor's chat models; the option `thinking` (off, on) is sent where the vendor has the switch."""

    def __init__(self, card: Card, tools: Tools) -> None:
        self._card = card
        self._tools = tools
        vendor = (card.vendor or card.id).removesuffix("-intl")
        self._dialect = _DIALECTS.get(vendor, Dialect())
        self._forms: dict[str, Form] = {}

    @property
    def card(self) -> Card:
        """What it can do and what it costs."""
        return self._card

    def preview_question(self, question: Question, login: Login) -> Request:
        """The request that `write` sends."""
        return self._request(question, login, self._form(question))

    async def write(self, question: Question, channel: Channel) -> Written | Declined | Doubtful:
        """Ask once; again only after a refusal of the form in which JSON was wished for."""
        refused = not_served(self._card, question)
        if refused is not None:
            return refused
        form = self._form(question)
        while True:
            try:
                request = self._request(question, channel.login, form)
            except BadInput as error:
                return not_asked(error)
            read = self._read(await channel.send(request), question)
            if form == "words" or not _asked_too_much(read):
                return read
            form = _FORMS[_FORMS.index(form) + 1]
            self._forms[self._name(question)] = form

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Ask for a free list."""
        try:
            address = self._address(channel.login)
        except BadInput as error:
            return KeyCheck(good=False, message=error.message, fix=error.fix)
        return await try_key(channel, f"{address}{self._dialect.free}")

    # -- the wire -----------------------------------------------------------------------------------

    def _request(self, question: Question, login: Login, form: Form) -> Request:
        body: dict[str, Any] = {"model": self._name(question)}
        body["messages"] = _messages(question, form)
        body[self._dialect.length] = question.most_tokens
        if question.temperature is not None:
            body["temperature"] = question.temperature
        if question.answer_schema is not None and form != "words":
            body["response_format"] = _response_format(question, form)
        chosen = self._options().get("thinking", "off")
        body |= self._dialect.thinking.get(chosen, {})
        return Request(
            method="POST",
            url=f"{self._address(login)}/chat/completions",
            headers={**bearer(login), "Content-Type": "application/json"},
            json_body=body,
            patience=_PATIENCE,
            note=N_("Asks the model; this is the paid call."),
        )

    def _form(self, question: Question) -> Form:
        known = self._forms.get(self._name(question), self._dialect.form)
        if known == "schema" and strict_schema(question.answer_schema or {}) is None:
            return "object"
        return known

    def _name(self, question: Question) -> str:
        """The model's name: the question's, else the one from Preferences, else the card's first."""
        return question.model or self._options().get("chat_model", "") or self._card.models[0].id

    def _model(self, question: Question) -> ModelCard:
        return self._card.model(self._name(question)) or self._card.models[0]

    def _options(self) -> Mapping[str, str]:
        return self._tools.options(self._card.vendor or self._card.id)

    def _address(self, login: Login) -> str:
        """Where the dialect is spoken; a vendor's other services may have given the address its tail."""
        address = own_address(login)
        if not self._dialect.path:
            return address
        host = address.removesuffix(self._dialect.path).removesuffix("/api/v1")
        return f"{host}{self._dialect.path}"

    # -- reading answers ----------------------------------------------------------------------------

    def _read(self, answer: Answer, question: Question) -> Written | Declined | Doubtful:
        body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
        choices = body.get("choices") if body else None
        if body is None or not isinstance(choices, list) or not choices:
            return verdict(answer, self._explain)
        first = choices[0] if isinstance(choices[0], dict) else {}
        message = first.get("message")
        message = message if isinstance(message, dict) else {}
        reason = str(first.get("finish_reason") or "")
        text = _THOUGHTS.sub("", str(message.get("content") or ""))
        refused = str(message.get("refusal") or "")
        if refused or reason == "content_filter":
            return stopped(reason, refused)
        if reason == "insufficient_system_resource":
            return Declined(refusal=refuse("failed", code=reason, billed="unknown"))
        if not text and reason != "length":
            return nothing_written(reason)
        usage = _usage(body.get("usage"))
        return Written(
            text=text,
            usage=usage,
            cost=priced(self._model(question), usage),
            model=str(body.get("model") or ""),
            complete=reason in ("stop", ""),
        )

    def _explain(self, status: int, body: dict[str, Any]) -> Refusal:
        refusal = explain(status, body)
        if refusal.code == "insufficient_quota":
            return refuse(self._dialect.quota, code=refusal.code, detail=refusal.detail)
        return refusal


def _messages(question: Question, form: Form) -> list[dict[str, Any]]:
    system = question.system
    if question.answer_schema is not None and form != "schema":
        # "json" has to stand in the prompt of a model that is asked for any JSON.
        system = f"{system}\n\n{schema_in_words(question.answer_schema)}".strip()
    content: Any = question.text
    if question.pictures:
        shown = [
            {"type": "image_url", "image_url": {"url": data_uri(p)}} for p in question.pictures
        ]
        content = [*shown, {"type": "text", "text": question.text}]
    asked = [{"role": "user", "content": content}]
    return [{"role": "system", "content": system}, *asked] if system else asked


def _response_format(question: Question, form: Form) -> dict[str, Any]:
    if form == "object":
        return {"type": "json_object"}
    schema = strict_schema(question.answer_schema or {})
    named = {"name": question.answer_name, "strict": True, "schema": schema}
    return {"type": "json_schema", "json_schema": named}


def _asked_too_much(read: Written | Declined | Doubtful) -> bool:
    """Certainly refused, and for the field in which JSON was wished for."""
    if not isinstance(read, Declined) or read.refusal.kind != "parameter":
        return False
    words = f"{read.refusal.code} {read.refusal.detail}".lower()
    return any(word in words for word in _JSON_WORDS)


def _usage(usage: object) -> Usage:
    """Tokens in and out; DeepSeek and OpenAI each say in their own way how many were known before."""
    if not isinstance(usage, dict):
        return Usage()
    details = usage.get("prompt_tokens_details")
    known = details.get("cached_tokens") if isinstance(details, dict) else None
    return Usage(
        tokens_in=_count(usage.get("prompt_tokens")),
        tokens_cached=_count(usage.get("prompt_cache_hit_tokens") or known),
        tokens_out=_count(usage.get("completion_tokens")),
    )


def _count(value: object) -> int:
    return max(value, 0) if isinstance(value, int) else 0
