"""Seedream on Ark: a picture in the same answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.domain.money import Money
from tests.fakes.ark import problem
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.vendor import Case, FakeVendor

_FIELDS = {
    "model", "prompt", "image", "size", "response_format", "watermark", "stream", "output_format",
    "sequential_image_generation", "sequential_image_generation_options", "tools", "background",
    "optimize_prompt_options", "layer_decomposition",
}  # fmt: skip
#: Smallest and largest area, price, most references.
_MODELS = {
    "doubao-seedream-4-5-251128": (3_686_400, 16_777_216, "0.25", 14),
    "doubao-seedream-4-0-250828": (921_600, 16_777_216, "0.20", 14),
    "doubao-seedream-5-0-pro-260628": (921_600, 4_624_220, "0.30", 10),
}


class FakeSeedream(FakeVendor):
    """Bills each picture made; `plan.end` says whether the picture is made or withheld."""

    base = "/api/v3"
    key = "ark-fake-key-4711"

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        return "create" if call.path == "/api/v3/images/generations" else "list"

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self.serve_file(call)
        if call.headers.get("authorization") != f"Bearer {self.key}":
            return problem(401, "AuthenticationError", "the key is not valid")
        if route == "list":
            return answer({"items": [], "total": 0})
        body = call.json
        wrong = _wrong(body)
        if wrong:
            return problem(400, "InvalidParameter", wrong)
        if self.plan.end != "ready":
            error = {"code": "OutputImageSensitiveContentDetected", "message": "withheld"}
            return answer({"model": body["model"], "created": 1, "data": [{"error": error}]})
        price = Money(amount=Decimal(_MODELS[body["model"]][2]))
        job = self.take(body, price)
        item = {"url": self.file_url(job, "picture.png"), "size": body["size"]}
        usage = {"generated_images": 1, "output_tokens": 14400, "total_tokens": 14400}
        return answer({"model": body["model"], "created": 1, "data": [item], "usage": usage})

    def refusals(self) -> dict[str, Fault]:
        def error(status: int, code: str, **headers: str) -> Fault:
            return refused(status, {"error": {"code": code, "message": "no"}}, **headers)

        return {
            "parameter": error(400, "InvalidParameter"),
            "auth": error(401, "AuthenticationError"),
            "balance": error(403, "AccountOverdueError"),
            "moderated_input": error(400, "InputImageSensitiveContentDetected"),
            "moderated_output": error(400, "OutputImageSensitiveContentDetected"),
            "too_fast": error(429, "RateLimitExceeded.EndpointRPMExceeded", Retry_After="7"),
        }


def _wrong(body: dict[str, Any]) -> str:
    strange = set(body) - _FIELDS
    if strange:
        return f"unknown field {min(strange)}"
    if body["model"] not in _MODELS:
        return "model"
    least, most, _price, references = _MODELS[body["model"]]
    width, height = (int(part) for part in body["size"].split("x"))
    if not least <= width * height <= most:
        return f"size {body['size']}"
    pictures = body.get("image", [])
    pictures = [pictures] if isinstance(pictures, str) else pictures
    if len(pictures) > references or not all(
        one.startswith("data:image/png;base64,") for one in pictures
    ):
        return "image"
    if "output_format" in body and "-5-0-" not in body["model"]:
        return "output_format"
    return "" if isinstance(body["watermark"], bool) else "watermark"


CASES = (
    Case("seedream", FakeSeedream, "doubao-seedream-4-5-251128", medium="picture", seconds=0,
         references=("character", "place"), at_once=True),
    Case("seedream", FakeSeedream, "doubao-seedream-4-0-250828", medium="picture", seconds=0,
         at_once=True),
)  # fmt: skip
