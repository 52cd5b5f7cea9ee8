"""What a chat model promises: one question, one paid answer, and the answer checked against a model of ours.

Nothing here asks twice by itself: an answer that does not fit is reported with what was wrong, and the person
decides whether to pay for another.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel, Field, ValidationError

from app.domain.cards import Card
from app.domain.entity import Value
from app.domain.money import Money
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.contract import Channel, Declined, Doubtful, KeyCheck, Request
from app.generators.login import Login

Fitting = TypeVar("Fitting", bound=BaseModel)
_FENCE = re.compile(r"^\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*$", re.DOTALL)


class Usage(Value):
    """Tokens that a chat answer used."""

    tokens_in: int = Field(0, ge=0)
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
    """A chat model. `write` costs money and asks exactly once."""

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


def read_answer(written: Written, shape: type[Fitting]) -> Fitting:
    """The answer as one of our models; a code fence around it is forgiven.

    Raises:
        BadInput: it is cut off, is not JSON, or does not fit; names the first wrong field.
    """
    if not written.complete:
        raise BadInput(
            N_("The answer was cut off at its longest allowed length."),
            N_("Ask for less at once, or allow a longer answer."),
        )
    fenced = _FENCE.match(written.text)
    text = fenced.group(1) if fenced else written.text
    try:
        return shape.model_validate(json.loads(text))
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
