"""OpenAI's pictures: JSON from words, a form with pictures, base64 back, nothing kept."""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import Any

from app.domain.money import Money
from tests.fakes import clips
from tests.fakes.forms import fields_of
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.vendor import Case, FakeVendor

FREE_SIZES = {
    "gpt-image-2", "gpt-image-2.5-sunburst", "gpt-image-2.5-flare", "gpt-image-2.6-sunburst",
    "gpt-image-2.6-flare",
}  # fmt: skip
STANDARD = {"1024x1024", "1024x1536", "1536x1024"}
PRICES = {
    "1024x1024": {"low": "0.006", "medium": "0.053", "high": "0.211"},
    "1024x1536": {"low": "0.005", "medium": "0.041", "high": "0.165"},
}
_FIELDS = {"model", "prompt", "size", "quality", "n", "output_format"}


class FakeOpenAIImage(FakeVendor):
    base = "/v1"
    key = "sk-fake-openai-4711"

    def route(self, call: Call) -> str:
        return "models" if call.path == "/v1/models" else "create"

    def work(self, route: str, call: Call) -> Response:
        if call.headers.get("authorization") != f"Bearer {self.key}":
            return problem(401, "invalid_api_key", "Incorrect API key provided")
        if route == "models":
            return answer({"object": "list", "data": [{"id": "gpt-image-2"}]})
        body = call.json if call.path == "/v1/images/generations" else _form(call)
        wrong = _problem(body)
        if wrong:
            return problem(400, "invalid_value", wrong)
        price = PRICES.get(body["size"], {}).get(body["quality"])
        known = price is not None and body["model"] == "gpt-image-2"
        self.take(body, Money(amount=Decimal(price or 0), currency="USD") if known else None)
        data = base64.b64encode(clips.picture()).decode()
        usage = {"input_tokens": 40, "output_tokens": 1056, "total_tokens": 1096}
        return answer({"created": 1795248000, "data": [{"b64_json": data}], "usage": usage})

    def refusals(self) -> dict[str, Fault]:
        return refusals()


def refusals() -> dict[str, Fault]:
    """What OpenAI refuses with, on every route."""

    def no(status: int, code: str, **headers: str) -> Fault:
        error = {"message": "no", "type": "invalid_request_error", "param": None, "code": code}
        return refused(status, {"error": error}, **headers)

    return {
        "parameter": no(400, "invalid_value"),
        "auth": no(401, "invalid_api_key"),
        "balance": no(429, "insufficient_quota"),
        "policy": no(403, "unsupported_country_region_territory"),
        "moderated_input": no(400, "moderation_blocked"),
        "too_fast": no(429, "rate_limit_exceeded", Retry_After="11"),
    }


def problem(status: int, code: str, message: str) -> Response:
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
    return answer({"error": error}, status)


def _form(call: Call) -> dict[str, Any]:
    """An edit's fields, with its pictures checked."""
    fields = fields_of(call)
    pictures = [one for one in fields if one.name == "image[]"]
    assert 1 <= len(pictures) <= 16
    for one in pictures:
        assert one.data.startswith(b"\x89PNG")
        assert one.content_type == "image/png"
    return {one.name: one.text for one in fields if one.name != "image[]"}


def _problem(body: dict[str, Any]) -> str:
    if set(body) != _FIELDS or str(body["n"]) != "1" or body["output_format"] != "png":
        return "fields"
    wide, _, high = body["size"].partition("x")
    across, down = int(wide), int(high)
    if body["model"] in FREE_SIZES:
        if across % 16 or down % 16 or not 1 / 3 <= across / down <= 3 or across * down > 8294400:
            return "size"
    elif body["model"] != "gpt-image-1.5" or body["size"] not in STANDARD:
        return "model or size"
    return "" if body["quality"] in ("low", "medium", "high", "auto", "xhigh", "max") else "quality"


CASES = (
    Case("openai-image", FakeOpenAIImage, "gpt-image-2", medium="picture", seconds=0, width=1024,
         height=1536, at_once=True),
    Case("openai-image", FakeOpenAIImage, "gpt-image-2.5-flare", medium="picture", seconds=0,
         references=("character", "place"), settings={"resolution": "2K", "quality": "xhigh"},
         at_once=True, name="edits"),
    Case("openai-image", FakeOpenAIImage, "gpt-image-2", medium="picture", seconds=0, width=1080,
         height=1080, settings={"quality": "high"}, at_once=True, name="square"),
)  # fmt: skip
