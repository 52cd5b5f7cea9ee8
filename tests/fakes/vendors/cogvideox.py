"""Zhipu CogVideoX: tasks, codes as texts, and a request id that is taken once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.domain.money import Money
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.vendor import Case, FakeVendor, Job

_BASE = "/api/paas/v4"
_FIELDS = {
    "model", "prompt", "image_url", "quality", "with_audio", "watermark_enabled", "size", "fps",
    "duration", "request_id", "user_id", "sensitive_word_check",
}  # fmt: skip
_SIZES = {
    "1280x720", "720x1280", "1024x1024", "1920x1080", "1080x1920", "2048x1080", "3840x2160",
}  # fmt: skip
_PRICES = {"cogvideox-3": "1", "cogvideox-2": "0.5", "cogvideox-flash": "0"}


class FakeCogVideoX(FakeVendor):
    """Says PROCESSING for waiting and for working alike."""

    base = _BASE

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        return "create" if call.path == f"{_BASE}/videos/generations" else "get"

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self.serve_file(call)
        if call.headers.get("authorization") != f"Bearer {self.key}":
            return answer(_error("1000", "身份验证失败"), 401)
        if route == "create":
            return self._create(call.json)
        job = self.jobs.get(call.path.rpartition("/")[2])
        if job is None:
            return answer(_error("1214", "任务不存在"), 400)
        return self._shown(job)

    def _create(self, body: dict[str, Any]) -> Response:
        wrong = _wrong(body)
        if wrong:
            return answer(_error("1210", wrong), 400)
        if any(job.body["request_id"] == body["request_id"] for job in self.jobs.values()):
            return answer(_error("1231", "请求已存在"), 400)
        price = Decimal(_PRICES[body["model"]])
        job = self.take(body, Money(amount=price) if price else None)
        told = {"id": job.id, "model": body["model"], "request_id": body["request_id"]}
        return answer(told | {"task_status": "PROCESSING"})

    def _shown(self, job: Job) -> Response:
        state = job.state(self.now())
        told = {"model": job.body["model"], "request_id": job.body["request_id"]}
        if state in ("queued", "running"):
            return answer(told | {"task_status": "PROCESSING"})
        if state == "ready":
            cover = self.file_url(job, "cover.png")
            item = {"url": self.file_url(job), "cover_image_url": cover}
            return answer(told | {"task_status": "SUCCESS", "video_result": [item]})
        error = _error("1301" if state == "moderated" else "500", "as planned")
        return answer(told | {"task_status": "FAIL"} | error)

    def refusals(self) -> dict[str, Fault]:
        def error(status: int, code: str) -> Fault:
            return refused(status, _error(code, "no"))

        return {
            "parameter": error(400, "1210"),
            "auth": error(401, "1002"),
            "balance": error(429, "1113"),
            "moderated_input": error(400, "1301"),
            "too_fast": error(429, "1302"),
        }

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated"}


def _error(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}


def _wrong(body: dict[str, Any]) -> str:
    if set(body) - _FIELDS or body["model"] not in _PRICES:
        return "unknown field"
    pictures = body.get("image_url", [])
    pictures = [pictures] if isinstance(pictures, str) else pictures
    if not all(one.startswith("data:image/png;base64,") for one in pictures):
        return "image_url"
    if len(pictures) > (2 if body["model"] == "cogvideox-3" else 1):
        return "image_url"
    if body["size"] not in _SIZES or body["fps"] not in (30, 60):
        return "size"
    if body["duration"] not in (5, 10) or not 6 <= len(body["request_id"]) <= 64:
        return "duration"
    flags = (body["with_audio"], body["watermark_enabled"])
    return "" if all(isinstance(one, bool) for one in flags) else "flags"


CASES = (
    Case("cogvideox", FakeCogVideoX, "cogvideox-3", references=("first_frame", "last_frame")),
    Case("cogvideox", FakeCogVideoX, "cogvideox-flash"),
)
