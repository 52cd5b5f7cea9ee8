"""What a chat model promises: one question, one paid answer, and the answer checked against a model of ours.

Nothing here asks twice by itself: an answer that does not fit is reported with what was wrong, and the person
decides whether to pay for another.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel, Field, ValidationError

from app.domain.cards import Card, ModelCard
from app.domain.entity import Value
from app.domain.money import Money
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import retirement
from app.generators.contract import Channel, Declined, Doubtful, KeyCheck, Request
from app.generators.login import Login
from app.generators.refusals import refuse

Fitting = TypeVar("Fitting", bound=BaseModel)
_FENCE = re.compile(r"^\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*$", re.DOTALL)
_THOUGHTS = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)
_EMPTY = (
    N_("The model answered with nothing."),
    N_("Ask again, or choose another model."),
)
_STOPPED = (
    N_("The model declined to write this, or its answer was withheld as not allowed."),
    N_("Change the words that it may object to, or choose another model."),
)
_SUBSCHEMAS = ("anyOf", "allOf", "oneOf", "prefixItems")


class Usage(Value):
    """Tokens that a chat answer used; `tokens_cached` of `tokens_in` were known from before."""

    tokens_in: int = Field(0, ge=0)
    tokens_cached: int = Field(0, ge=0)
    tokens_out: int = Field(0, ge=0)


class Question(Value):
    """One question to a chat model; `answer_schema` is the JSON Schema that the answer must fulfil."""

    model: str = ""
    system: str = ""
    text: str
    pictures: tuple[Path, ...] = Field((), description="for models that see")
    answer_schema: dict[str, Any] | None = None
    answer_name: str = Field("answer", pattern=r"^[a-zA-Z][a-zA-Z0-9_]*$")
    most_tokens: int = Field(8000, gt=0, description="of the answer")
    temperature: float | None = Field(None, ge=0, le=2)


class Written(Value):
    """What a chat model wrote; `complete` is false when it ran out of room."""

    text: str
    usage: Usage = Usage()
    cost: Money | None = None
    model: str = ""
    complete: bool = True


@runtime_checkable
class TextGenerator(Protocol):
    """A chat model. `write` costs money and asks exactly once.

    One exception costs nothing: a server that certainly refused because it does not know the field in which
    JSON was wished for is asked again without it.
    """

    @property
    def card(self) -> Card:
        """What it can do and what it costs."""
        ...

    def preview_question(self, question: Question, login: Login) -> Request:
        """The one request that `write` sends."""
        ...

    async def write(self, question: Question, channel: Channel) -> Written | Declined | Doubtful:
        """Ask once; the answer is text, or JSON text when the question has a schema."""
        ...

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Prove address and key by a call that costs nothing."""
        ...


def not_served(card: Card, question: Question) -> Declined | None:
    """The refusal of a model that was retired by today; None for every other."""
    model = card.model(question.model)
    sentence = retirement(model, datetime.now(UTC).date().isoformat()) if model else ""
    if not sentence:
        return None
    fix = N_("Choose another model.")
    return Declined(refusal=refuse("parameter", message=sentence, fix=fix))


def nothing_written(code: str) -> Declined:
    """A whole answer without a word in it; the tokens were used."""
    words, fix = _EMPTY
    return Declined(refusal=refuse("failed", code=code, billed="yes", message=words, fix=fix))


def stopped(code: str, detail: str = "") -> Declined:
    """An answer that the model declined to write, or that was withheld; the tokens were used."""
    words, fix = _STOPPED
    refusal = refuse(
        "moderated_output",
        code=code,
        billed="yes",
        medium="text",
        detail=detail,
        message=words,
        fix=fix,
    )
    return Declined(refusal=refusal)


def priced(model: ModelCard, usage: Usage) -> Money | None:
    """What the tokens cost; None when the card does not know, or the vendor did not count them."""
    rates = {row.part: row for row in model.prices if row.unit == "million_tokens"}
    if not {"input", "output"} <= set(rates) or not (usage.tokens_in or usage.tokens_out):
        return None
    known = rates.get("cached", rates["input"])
    fresh = max(usage.tokens_in - usage.tokens_cached, 0)
    amount = (
        rates["input"].amount * fresh
        + known.amount * min(usage.tokens_cached, usage.tokens_in)
        + rates["output"].amount * usage.tokens_out
    )
    return Money(amount=amount / Decimal(1_000_000), currency=rates["input"].currency)


def strict_schema(schema: dict[str, Any]) -> dict[str, Any] | None:
    """The schema with every field required and no others allowed, as OpenAI and Claude enforce it.

    Titles and defaults are left out. None when it has an object of any fields, which cannot be enforced.
    """
    try:
        closed: dict[str, Any] = _closed(schema)
    except _OpenObject:
        return None
    return closed


def schema_in_words(schema: dict[str, Any]) -> str:
    """The wish for JSON as a sentence, for models that know no field for it."""
    written = json.dumps(schema, ensure_ascii=False)
    return f"Answer with nothing but JSON that fits this JSON Schema:\n{written}"


def read_answer(written: Written, shape: type[Fitting]) -> Fitting:
    """The answer as one of our models; thoughts before it and a code fence around it are forgiven.

    Raises:
        BadInput: it is cut off, is not JSON, or does not fit; names the first wrong field.
    """
    if not written.complete:
        raise BadInput(
            N_("The answer was cut off at its longest allowed length."),
            N_("Ask for less at once, or allow a longer answer."),
        )
    try:
        return shape.model_validate(json.loads(_bare(written.text)))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "answer"
        raise BadInput(
            N_("The answer does not fit: {place}: {problem}.").format(
                place=place, problem=first["msg"]
            ),
            N_("Ask again, or choose another model."),
        ) from error
    except (ValueError, RecursionError) as error:
        raise BadInput(
            N_("The answer is not the JSON that was asked for."),
            N_("Ask again, or choose another model."),
        ) from error


class _OpenObject(Exception):
    """A schema allows fields that it does not name."""


def _closed(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("additionalProperties"), dict):
        raise _OpenObject
    copied = {name: one for name, one in schema.items() if name not in ("default", "title")}
    for name in ("properties", "$defs", "definitions"):
        if isinstance(copied.get(name), dict):
            copied[name] = {key: _closed(one) for key, one in copied[name].items()}
    for name in _SUBSCHEMAS:
        if isinstance(copied.get(name), list):
            copied[name] = [_closed(one) for one in copied[name]]
    if isinstance(copied.get("items"), dict):
        copied["items"] = _closed(copied["items"])
    if copied.get("type") == "object":
        if not copied.get("properties"):
            raise _OpenObject
        copied["required"] = list(copied["properties"])
        copied["additionalProperties"] = False
    return copied


def _bare(text: str) -> str:
    """The JSON in an answer: without thoughts, without a fence, else the outermost braces."""
    text = _THOUGHTS.sub("", text)
    fenced = _FENCE.match(text)
    if fenced or text.lstrip().startswith("["):
        return fenced.group(1) if fenced else text
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text
