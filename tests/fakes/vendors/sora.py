"""A gateway that kept the shape of OpenAI's videos: forms, progress, a list, contents for an hour."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from PIL import Image

from tests.fakes import clips
from tests.fakes.forms import Field, fields_of
from tests.fakes.server import Call, Fault, Response, answer
from tests.fakes.vendor import Case, FakeVendor, Job
from tests.fakes.vendors.openai_image import problem, refusals

SIZES = {
    "sora-2": {"720x1280", "1280x720"},
    "sora-2-pro": {"720x1280", "1280x720", "1024x1792", "1792x1024"},
}
_WORDS = {"queued": "queued", "running": "in_progress", "ready": "completed"}
_ERRORS = {
    "failed": {"code": "internal_error", "message": "Try again."},
    "moderated": {"code": "moderation_blocked", "message": "The video was blocked."},
}


class FakeSora(FakeVendor):
    base = "/v1"
    key = "gateway-key-4711-abcdef"

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.result_hours = 1.0

    def job_id(self, number: int) -> str:
        return f"video_{number}"

    def route(self, call: Call) -> str:
        if call.path.endswith("/content"):
            return "file"
        if call.path == "/v1/videos":
            return "create" if call.method == "POST" else "list"
        return "get"

    def work(self, route: str, call: Call) -> Response:
        if call.headers.get("authorization") != f"Bearer {self.key}":
            return problem(401, "invalid_api_key", "Incorrect API key provided")
        if route == "create":
            return self._create(call)
        if route == "list":
            return self._list(call)
        job = self.jobs.get(call.path.split("/")[3])
        if job is None:
            return problem(404, "not_found", "no such video")
        if route == "get":
            return answer(self._shown(job))
        if self.now() - job.ended > timedelta(hours=self.result_hours):
            return problem(404, "expired", "The content has expired.")
        assert call.query == {"variant": ["video"]}
        return self.shelf.serve(clips.video(), "video/mp4", call)

    def _create(self, call: Call) -> Response:
        fields = fields_of(call)
        values = {one.name: one.text for one in fields if one.name != "input_reference"}
        wrong = _problem(values, [one for one in fields if one.name == "input_reference"])
        if wrong:
            return problem(400, "invalid_value", wrong)
        return answer(self._shown(self.take(values)))

    def _list(self, call: Call) -> Response:
        newest = list(reversed(self.jobs.values()))
        after = call.query.get("after", [""])[0]
        start = next((place for place, job in enumerate(newest, 1) if job.id == after), 0)
        end = start + int(call.query.get("limit", ["20"])[0])
        page = [self._shown(job) for job in newest[start:end]]
        return answer({"object": "list", "data": page, "has_more": end < len(newest)})

    def _shown(self, job: Job) -> dict[str, Any]:
        state = job.state(self.now())
        shown: dict[str, Any] = {
            "id": job.id, "object": "video", "status": _WORDS.get(state, "failed"),
            "created_at": int(job.created.timestamp()), "progress": 40 if state == "running" else 0,
            **job.body,
        }  # fmt: skip
        if state == "ready":
            expiry = job.ended + timedelta(hours=self.result_hours)
            shown |= {"progress": 100, "expires_at": int(expiry.timestamp())}
        elif state in _ERRORS:
            shown["error"] = _ERRORS[state]
        return shown

    def refusals(self) -> dict[str, Fault]:
        return refusals()

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated"}


def _problem(values: dict[str, str], frames: list[Field]) -> str:
    if set(values) != {"model", "prompt", "seconds", "size"}:
        return "fields"
    if values["size"] not in SIZES.get(values["model"], set()):
        return "model or size"
    if values["seconds"] not in ("4", "8", "12") or len(frames) > 1:
        return "seconds or input_reference"
    for one in frames:
        with Image.open(io.BytesIO(one.data)) as picture:
            if values["size"] != f"{picture.width}x{picture.height}":
                return "Inpaint image must match the requested width and height"
    return ""


CASES = (
    Case("sora", FakeSora, "sora-2", seconds=8),
    Case("sora", FakeSora, "sora-2-pro", seconds=12, width=1920, height=1080, language="en",
         prompt="She opens the door, shot ", references=("first_frame",),
         settings={"resolution": "1024p"}),
)  # fmt: skip
