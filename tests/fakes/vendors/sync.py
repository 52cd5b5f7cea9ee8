"""sync.so as its document has it: a form with files, keys that name one generation, a plain list."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from app.domain.money import Money
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.vendor import Case, FakeVendor, Job

_PART = re.compile(rb'name="(?P<name>[^"]+)"(?:; filename="(?P<file>[^"]*)")?')
_WORDS = {
    "queued": "PENDING", "running": "PROCESSING", "ready": "COMPLETED", "failed": "FAILED",
    "moderated": "REJECTED", "cancelled": "CANCELED",
}  # fmt: skip
_OPTIONS = {
    "sync_mode", "temperature", "active_speaker_detection", "occlusion_detection_enabled",
    "model_mode", "prompt",
}  # fmt: skip
PRICE = {"lipsync-2": "0.10", "sync-3": "0.266"}


class FakeSync(FakeVendor):
    """One organisation; `keys` are the idempotency keys it remembers."""

    key = "sk-fake-sync-4711"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.keys: dict[str, tuple[Job, bytes]] = {}

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        if call.path == "/v2/generations":
            return "list"
        return "create" if call.method == "POST" else "get"

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self.serve_file(call)
        if call.headers.get("x-api-key") != self.key:
            return answer({"statusCode": 401, "message": "Unauthorized"}, 401)
        if route == "list":
            newest = reversed(self.jobs.values())
            return answer([self._row(job) for job in newest][: int(call.query["limit"][0])])
        if route == "create":
            return self._create(call)
        job = self.jobs.get(call.path.removeprefix("/v2/generate/"))
        if job is None:
            return answer({"message": "Generation not found"}, 404)
        return answer(self._row(job))

    def _create(self, call: Call) -> Response:
        parts = form(call)
        key = call.headers.get("idempotency-key", "")
        if not re.fullmatch(r"[A-Za-z0-9._~-]{1,128}", key):
            return answer({"errorCode": "INVALID_IDEMPOTENCY_KEY", "message": "key"}, 400)
        content = b"|".join(name.encode() + data for name, data in sorted(parts.items()))
        if key in self.keys:
            job, known = self.keys[key]
            if known != content:
                body = {"errorCode": "IDEMPOTENCY_PAYLOAD_CONFLICT", "message": "other body"}
                return answer(body, 409)
            return answer({"id": job.id, "status": "PENDING"}, 201)
        problem = _problem(parts)
        if problem:
            body = {"errorCode": "generation_input_validation_failed", "message": problem}
            return answer(body, 400)
        model = parts["model"].decode()
        price = Money(amount=Decimal(PRICE[model]), currency="USD")
        job = self.take({name: len(data) for name, data in parts.items()}, price, model=model)
        self.keys[key] = (job, content)
        return answer({"id": job.id, "status": "PENDING"}, 201)

    def _row(self, job: Job) -> dict[str, Any]:
        state = job.state(self.now())
        row = {
            "id": job.id, "status": _WORDS[state], "model": job.extra["model"], "input": [],
            "createdAt": job.created.isoformat().replace("+00:00", "Z"), "options": None,
            "outputUrl": None, "error": None,
        }  # fmt: skip
        if state == "ready":
            row["outputUrl"] = self.file_url(job)
            row["outputDuration"] = 2.0
        if state == "failed":
            row |= {"error": "The pipeline failed", "errorCode": "generation_pipeline_failed"}
        if state == "moderated":
            row |= {"error": "Refused", "errorCode": "generation_content_moderation"}
        return row

    def refusals(self) -> dict[str, Fault]:
        def body(status: int, code: str) -> Fault:
            return refused(status, {"statusCode": status, "errorCode": code, "message": "no"})

        return {
            "parameter": body(400, "generation_input_video_too_short"),
            "auth": body(401, "unauthorized"),
            "balance": body(402, "billing_required"),
            "too_fast": body(429, "concurrency_limit_reached"),
        }

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated"}


def form(call: Call) -> dict[str, bytes]:
    """The parts of a multipart form by name."""
    boundary = call.headers["content-type"].partition("boundary=")[2].encode()
    found = {}
    for piece in call.body.split(b"--" + boundary)[1:-1]:
        head, _, data = piece.partition(b"\r\n\r\n")
        match = _PART.search(head)
        assert match is not None
        found[match["name"].decode()] = data.removesuffix(b"\r\n")
    return found


def _problem(parts: dict[str, bytes]) -> str:
    model = parts.get("model", b"").decode()
    if model not in PRICE:
        return f"unknown model {model}"
    seen = {"video"} & set(parts) or {"image"} & set(parts)
    if not seen or "audio" not in parts or ("image" in parts and model != "sync-3"):
        return "one picture source and one audio are needed"
    unknown = set(parts) - {"model", "video", "image", "audio", "options"}
    unknown |= set(json.loads(parts.get("options", b"{}"))) - _OPTIONS
    return f"unknown fields {sorted(unknown)}" if unknown else ""


CASES = (
    Case("sync", FakeSync, "lipsync-2", medium="lips", seconds=2, references=("clip", "sound"),
         settings={"sync_mode": "cut_off", "find_speaker": True}),
    Case("sync", FakeSync, "sync-3", medium="lips", seconds=2,
         references=("first_frame", "sound"), name="portrait"),
)  # fmt: skip
