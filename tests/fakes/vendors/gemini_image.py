"""The Gemini API's picture models: one question, the picture in the answer, nothing kept."""

from __future__ import annotations

import base64
import re
from decimal import Decimal
from typing import Any

from app.domain.money import Money
from tests.fakes import clips
from tests.fakes.google import problem
from tests.fakes.server import Call, Response, answer
from tests.fakes.vendor import Case
from tests.fakes.vendors.gemini_omni import FakeGemini

ASPECTS = {
    "1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9", "1:4", "4:1", "1:8",
    "8:1",
}  # fmt: skip
SIZES = {
    "gemini-nano-banana-2.1": ("1K", "2K", "4K"),
    "gemini-3-pro-image": ("1K", "2K", "4K"),
    "gemini-3.1-flash-lite-image": ("1K",),
}
_PATH = re.compile(r"/v1beta/models/([a-z0-9.-]+):generateContent")
#: Tokens of one 1K picture: 0.0336 USD at 30 USD a million.
TOKENS = 1120


class FakeGeminiImage(FakeGemini):
    models = tuple(SIZES)

    def route(self, call: Call) -> str:
        return "models" if call.path == "/v1beta/models" else "create"

    def work(self, route: str, call: Call) -> Response:
        if not self.allowed(call):
            return problem(403, "PERMISSION_DENIED", "The key is not valid for this.")
        if route == "models":
            return self.listed()
        found = _PATH.fullmatch(call.path)
        if found is None or found.group(1) not in SIZES:
            return problem(404, "NOT_FOUND", "the model was shut down")
        wrong = _problem(found.group(1), call.json)
        if wrong:
            return problem(400, "INVALID_ARGUMENT", wrong)
        return answer(self._made(found.group(1), call.json))

    def _made(self, model: str, body: dict[str, Any]) -> dict[str, Any]:
        spent = 40
        price = Decimal("0.0336")
        if model == "gemini-nano-banana-2.1":
            price = (Decimal("1.5") * spent + 30 * TOKENS) / Decimal(1_000_000)
        known = model != "gemini-3-pro-image"
        self.take(body, Money(amount=price, currency="USD") if known else None)
        data = base64.b64encode(clips.picture()).decode()
        thought = {"inlineData": {"mimeType": "image/png", "data": "AAAA"}, "thought": True}
        parts = [
            {"text": "Here."},
            thought,
            {"inlineData": {"mimeType": "image/png", "data": data}},
        ]
        return {
            "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP"}],
            "usageMetadata": {"promptTokenCount": spent, "candidatesTokenCount": TOKENS},
        }


def _problem(model: str, body: dict[str, Any]) -> str:
    if set(body) != {"contents", "generationConfig"}:
        return "unknown field"
    config = body["generationConfig"]
    if set(config) != {"responseModalities", "imageConfig"}:
        return "unknown field in generationConfig"
    shape = config["imageConfig"]
    if set(shape) != {"aspectRatio", "imageSize"} or shape["aspectRatio"] not in ASPECTS:
        return "imageConfig"
    if shape["imageSize"] not in SIZES[model]:
        return "imageSize"
    (content,) = body["contents"]
    if content["role"] != "user" or set(content["parts"][-1]) != {"text"}:
        return "contents"
    for part in content["parts"][:-1]:
        if set(part) != {"inlineData"} or set(part["inlineData"]) != {"mimeType", "data"}:
            return "parts"
        base64.b64decode(part["inlineData"]["data"], validate=True)
    return ""


CASES = (
    Case("gemini-image", FakeGeminiImage, "gemini-nano-banana-2.1", medium="picture", seconds=0,
         references=("character", "place", "prop", "style"), at_once=True),
    Case("gemini-image", FakeGeminiImage, "gemini-3-pro-image", medium="picture", seconds=0,
         settings={"resolution": "4K"}, at_once=True),
    Case("gemini-image", FakeGeminiImage, "gemini-3.1-flash-lite-image", medium="picture",
         seconds=0, width=1920, height=1080, language="en", prompt="A lantern shop, sheet ",
         at_once=True),
)  # fmt: skip
