"""Tencent's TokenHub: Hunyuan pictures in the same answer."""

from __future__ import annotations

import base64
from typing import Any

from app.domain.money import Money
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.vendor import Case, FakeVendor

_PATHS = {
    "/v1/wand/hunyuan-image/v3-generation": "hy-image-v3",
    "/v1/api/image/lite": "hy-image-lite",
}
_FIELDS = {
    "hy-image-v3": {"model", "prompt", "images", "size", "seed", "revise", "footnote"},
    "hy-image-lite": {"model", "prompt", "rsp_img_type"},
}


class FakeTokenHub(FakeVendor):
    """Refuses an empty prompt, which is how a key is tried for nothing."""

    base = "/v1"

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        return "create" if call.json.get("prompt") else "probe"

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self.serve_file(call)
        if call.headers.get("authorization") != f"Bearer {self.key}":
            return answer(_error("401002", "invalid api key"), 401)
        body = call.json
        wrong = _wrong(_PATHS.get(call.path, ""), body)
        if wrong:
            return answer(_error("400001", wrong), 400)
        job = self.take(body, Money(amount=1))
        item = {"url": self.file_url(job, "picture.png"), "revised_prompt": ""}
        return answer({"id": job.id, "created": 1767322800, "data": [item]})

    def refusals(self) -> dict[str, Fault]:
        def error(status: int, code: str) -> Fault:
            return refused(status, _error(code, "no"))

        return {
            "parameter": error(400, "400001"),
            "auth": error(401, "401002"),
            "balance": error(402, "401007"),
            "moderated_input": error(451, "451001"),
            "too_fast": error(429, "429001"),
        }


def _error(code: str, message: str) -> dict[str, Any]:
    return {"error": {"type": "t", "code": code, "message": message, "source": "gateway"}}


def _wrong(model: str, body: dict[str, Any]) -> str:
    if body["model"] != model or set(body) - _FIELDS[model]:
        return "unknown field"
    if not body["prompt"]:
        return "prompt is required"
    if model == "hy-image-lite":
        return ""
    width, height = (int(part) for part in body["size"].split("x"))
    if not (min(width, height) >= 512 and max(width, height) <= 2048):
        return "size"
    for one in body.get("images", []):
        base64.b64decode(one, validate=True)
    fits = width * height <= 1024 * 1024 and len(body.get("images", [])) <= 3
    return "" if fits and len(body.get("footnote", "")) <= 16 else "size"


CASES = (
    Case("hunyuan-image", FakeTokenHub, "hy-image-v3", medium="picture", seconds=0,
         references=("character",), settings={"watermark": True}, at_once=True),
)  # fmt: skip
