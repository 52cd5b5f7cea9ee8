"""What every fake chat model has: an answer to give, a way to end it, an invoice, and its own ways to refuse.

A dialect's fake (tests/fakes/writers/NAME.py) subclasses `FakeWriter`, checks key and every field for real in
`reading`, writes its dialect's answer in `saying`, and lists `CASES`. Routes: `create` is the paid call,
`models` the free one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal

from tests.fakes.server import Call, FakeServer, Fault, Response

#: How an answer ends: whole, at its longest allowed length, declined by the model, withheld by the vendor.
End = Literal["whole", "cut", "declined", "withheld", "empty"]
GOOD = json.dumps({"shots": [{"no": 1, "action": "林夏推开门"}]}, ensure_ascii=False)


@dataclass(frozen=True)
class Heard:
    """A question as the dialect's own fields said it."""

    model: str
    system: str
    text: str
    pictures: int
    schema: Any
    most_tokens: int


class FakeWriter(FakeServer):
    """Base of the fake chat models. 900 tokens in, 400 of them known from before, 700 out."""

    key: ClassVar[str] = "sk-fake-writer-4711"
    base: ClassVar[str] = ""
    used: ClassVar[tuple[int, int, int]] = (900, 400, 700)

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.text = GOOD
        self.end: End = "whole"
        self.heard: list[Heard] = []

    @property
    def url(self) -> str:
        """The address to configure."""
        return f"{self.origin}{self.base}"

    def tokens_cost(self, fresh: str, known: str, out: str) -> Decimal:
        """The invoice by prices for a million tokens."""
        total, cached, answered = self.used
        rates = (Decimal(fresh), Decimal(known), Decimal(out))
        counts = (total - cached, cached, answered)
        return sum(rate * count for rate, count in zip(rates, counts, strict=True)) / Decimal(10**6)

    def work(self, route: str, call: Call) -> Response:
        denied = self.denied(call)
        if denied is not None:
            return denied
        if route != "create":
            return self.models()
        heard = self.reading(call)
        if isinstance(heard, Response):
            return heard
        self.heard.append(heard)
        return self.saying(heard)

    def denied(self, call: Call) -> Response | None:
        """The refusal of a wrong key."""
        raise AssertionError(call)

    def models(self) -> Response:
        """The free call."""
        raise AssertionError

    def reading(self, call: Call) -> Heard | Response:
        """The question, or the refusal of a field that the dialect does not know."""
        raise AssertionError(call)

    def saying(self, heard: Heard) -> Response:
        """The answer as `text` and `end` say."""
        raise AssertionError(heard)

    def refusals(self) -> dict[str, Fault]:
        """The document's error bodies by our class: at least parameter, auth and too_fast."""
        raise AssertionError


@dataclass(frozen=True)
class WriterCase:
    """One card and its fake; `cost` is what its tokens cost by the card, "" where prices are not known."""

    generator: str
    fake: Callable[..., FakeWriter]
    model: str = ""
    cost: str = ""

    def __str__(self) -> str:
        return "-".join(part for part in (self.generator, self.model) if part)
