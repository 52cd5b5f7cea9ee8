"""Replicate's predictions: three ways to create one, uploads, a paged list, results that go after an hour."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.domain.money import Money
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.vendor import Case, FakeVendor, Job

#: What each model's own page says: field to type, or to the values that it knows.
SCHEMAS: dict[str, dict[str, Any]] = {
    "kwaivgi/kling-v2.1": {
        "prompt": str, "start_image": "file", "end_image": "file", "mode": ("standard", "pro"),
        "duration": (5, 10), "negative_prompt": str,
    },
    "kwaivgi/kling-v2.1-master": {
        "prompt": str, "start_image": "file", "aspect_ratio": ("16:9", "9:16", "1:1"),
        "duration": (5, 10), "negative_prompt": str,
    },
    "black-forest-labs/flux-2-dev": {
        "prompt": str, "input_images": "files", "seed": int,
        "aspect_ratio": ("9:16", "16:9", "1:1", "3:4", "4:3"),
        "output_format": ("webp", "png", "jpg"),
    },
    "someone/model:abc": {"prompt": str},
}  # fmt: skip
_WORDS = {
    "queued": "starting", "running": "processing", "ready": "succeeded", "failed": "failed",
    "moderated": "failed", "cancelled": "canceled", "expired": "succeeded",
}  # fmt: skip
PAGE = 2


class FakeReplicate(FakeVendor):
    """One account."""

    key = "r8_fake4711abcdefghij"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.uploads: list[str] = []

    def job_id(self, number: int) -> str:
        return f"pred{number}"

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        if call.path == "/v1/files":
            return "upload"
        if call.path.endswith("/cancel"):
            return "cancel"
        if call.method == "POST":
            return "create"
        return "list" if call.path == "/v1/predictions" else "get"

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self.serve_file(call)
        if call.headers.get("authorization") != f"Bearer {self.key}":
            return problem(401, "Unauthenticated", "You did not pass a valid token")
        if route == "create":
            return self._create(call)
        if route == "upload":
            return self._upload(call)
        if route == "list":
            return self._list(call)
        job = self.jobs.get(call.path.split("/")[3])
        if job is None:
            return problem(404, "Not found", "No prediction of this id")
        if route == "cancel":
            job.cancelled = job.state(self.now()) in ("queued", "running")
        return answer(self._prediction(job))

    def _create(self, call: Call) -> Response:
        body, model = call.json, call.path.removeprefix("/v1/models/").removesuffix("/predictions")
        if call.path == "/v1/predictions":
            model = body.pop("version", "")
        elif call.path.startswith("/v1/deployments/"):
            model = "kwaivgi/kling-v2.1-master"
        schema = SCHEMAS.get(model)
        if schema is None:
            return problem(404, "Not found", f"The model {model} does not exist")
        wrong = [
            name for name, value in body["input"].items() if not self._fits(schema, name, value)
        ]
        if set(body) != {"input"} or wrong or "prompt" not in body["input"]:
            return problem(422, "Input validation failed", "bad input", invalid_fields=wrong)
        price = Money(amount=Decimal("0.3"), currency="USD")
        return answer(self._prediction(self.take(body["input"], price, model=model)), 201)

    def _fits(self, schema: dict[str, Any], name: str, value: Any) -> bool:
        wanted = schema.get(name)
        if wanted == "files":
            return isinstance(value, list) and all(self._is_file(one) for one in value)
        if wanted == "file":
            return self._is_file(value)
        if isinstance(wanted, tuple):
            return any(value == one and type(value) is type(one) for one in wanted)
        return wanted is not None and isinstance(value, wanted)

    def _is_file(self, value: Any) -> bool:
        return isinstance(value, str) and (value.startswith("data:") or value in self.uploads)

    def _upload(self, call: Call) -> Response:
        if b'name="content"; filename="' not in call.body:
            return problem(422, "Bad upload", "content is missing")
        url = f"https://api.replicate.com/v1/files/file{len(self.uploads)}"
        self.uploads.append(url)
        return answer({"id": f"file{len(self.uploads)}", "urls": {"get": url}}, 201)

    def _list(self, call: Call) -> Response:
        start = int(call.query.get("cursor", ["0"])[0])
        newest = list(reversed(self.jobs.values()))
        following = f"{self.origin}/v1/predictions?cursor={start + PAGE}"
        more = following if start + PAGE < len(newest) else None
        rows = [self._prediction(job) for job in newest[start : start + PAGE]]
        return answer({"previous": None, "next": more, "results": rows})

    def _prediction(self, job: Job) -> dict[str, Any]:
        state = job.state(self.now())
        gone = (self.now() - job.ended).total_seconds() > 3600
        model, _, version = job.extra["model"].partition(":")
        body: dict[str, Any] = {
            "id": job.id, "model": model, "version": version or "hidden",
            "status": _WORDS[state], "input": {} if gone else job.body, "output": None,
            "error": None, "logs": "", "metrics": {}, "data_removed": gone,
            "created_at": job.created.isoformat().replace("+00:00", "Z"),
        }  # fmt: skip
        if state == "failed":
            body["error"] = "CUDA out of memory"
        if state == "moderated":
            body["error"] = "The input or output was flagged as sensitive. (E005)"
        if state == "ready":
            body["completed_at"] = job.ended.isoformat()
            body["metrics"] = {"predict_time": 30.1}
            picture = "flux" in job.extra["model"]
            url = self.file_url(job, "out.png" if picture else "out.mp4")
            body["output"] = None if gone else ([url] if picture else url)
        return body

    def refusals(self) -> dict[str, Fault]:
        def body(status: int, title: str, detail: str) -> Fault:
            return refused(status, {"title": title, "detail": detail, "status": status})

        throttled = "Request was throttled. Your rate limit resets in ~30s."
        return {
            "parameter": body(422, "Input validation failed", "- input.duration must be 5 or 10"),
            "auth": body(401, "Unauthenticated", "You did not pass a valid token"),
            "balance": body(402, "Insufficient credit", "You have insufficient credit"),
            "too_fast": refused(429, {"detail": throttled, "status": 429}),
        }

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated"}


def problem(status: int, title: str, detail: str, **more: Any) -> Response:
    """An error body (RFC 7807 with a `status`)."""
    return answer({"title": title, "detail": detail, "status": status, **more}, status)


CASES = (
    Case("replicate", FakeReplicate, "kwaivgi/kling-v2.1",
         references=("first_frame", "last_frame"), negative="字幕",
         settings={"resolution": "1080p"}),
    Case("replicate", FakeReplicate, "black-forest-labs/flux-2-dev", medium="picture", seconds=0,
         references=("character",), settings={"output_format": "png"}),
)  # fmt: skip
