"""Luma's Dream Machine: files by web address only, a list that echoes each request, words instead of codes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from app.generators.login import Login
from tests.fakes.server import Call, Fault, Response, answer
from tests.fakes.storage import FakeStorage
from tests.fakes.vendor import Case, FakeVendor, Job
from tests.fakes.vendors.luma import problem, refusals

_ASPECTS = {"1:1", "16:9", "9:16", "4:3", "3:4", "21:9", "9:21"}
_FIELDS = {
    "/generations/video": {"model", "prompt", "aspect_ratio", "resolution", "duration", "loop",
                           "keyframes"},
    "/generations/video/modify": {"generation_type", "model", "prompt", "mode", "media",
                                  "first_frame"},
    "/generations/image": {"model", "prompt", "aspect_ratio", "format", "image_ref", "style_ref",
                           "character_ref"},
}  # fmt: skip
_WORDS = {"queued": "queued", "running": "dreaming", "ready": "completed"}
_REASONS = {"failed": "An error occurred.", "moderated": "The content was moderated."}
_EARLIER = "6f1b2c1e-0000-4000-8000-000000000002"


class FakeDreamMachine(FakeVendor):
    key = "luma-4711-dream-abcdef"
    base = "/dream-machine/v1"

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.storage = FakeStorage()

    def logins(self) -> dict[str, Login]:
        return {"storage": self.storage.login(self.origin)}

    def route(self, call: Call) -> str:
        path = call.path.removeprefix(self.base)
        if call.path.startswith("/files/"):
            return "file"
        if call.path.startswith("/bucket/"):
            return "put"
        if path == "/credits":
            return "credits"
        if call.method == "POST":
            return "create"
        return "list" if path == "/generations" else "get"

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self.serve_file(call)
        if route == "put":
            return self.storage.put(call, self.origin)
        if call.headers.get("authorization") != f"Bearer {self.key}":
            return problem(401, "Invalid API key")
        if route == "credits":
            return answer({"credit_balance": 4711.0})
        if route == "create":
            return self._create(call.path.removeprefix(self.base), call.json)
        if route == "list":
            return self._list(call)
        job = self.jobs.get(call.path.rpartition("/")[2])
        return answer(self._shown(job)) if job else problem(404, "Generation not found")

    def _create(self, path: str, body: dict[str, Any]) -> Response:
        wrong = self._problem(path, body)
        if wrong:
            return problem(422, wrong)
        job = self.take(body, kind="image" if path.endswith("/image") else "video")
        return answer(self._shown(job), 201)

    def _problem(self, path: str, body: dict[str, Any]) -> str:
        if path not in _FIELDS or set(body) - _FIELDS[path]:
            return f"fields of {path}"
        models = {"photon-1", "photon-flash-1"} if "image" in path else {"ray-2", "ray-flash-2"}
        if body["model"] not in models or body.get("aspect_ratio", "1:1") not in _ASPECTS:
            return "model or aspect_ratio"
        if body.get("duration", "5s") not in ("5s", "9s"):
            return "duration"
        addresses = []
        for frame in body.get("keyframes", {}).values():
            if frame["type"] == "generation":
                if frame["id"] not in (_EARLIER, *self.jobs):
                    return "keyframes"
            else:
                addresses.append(frame["url"])
        addresses += [body[name]["url"] for name in ("media", "first_frame") if name in body]
        addresses += [
            one["url"] for name in ("image_ref", "style_ref") for one in body.get(name, [])
        ]
        for identity in body.get("character_ref", {}).values():
            addresses += identity["images"]
        return "" if all(self.storage.read(one) for one in addresses) else "unreadable address"

    def _list(self, call: Call) -> Response:
        limit, start = (int(call.query[name][0]) for name in ("limit", "offset"))
        newest = [self._shown(job) for job in reversed(self.jobs.values())]
        page = newest[start : start + limit]
        return answer({"generations": page, "has_more": start + limit < len(newest)})

    def _shown(self, job: Job) -> dict[str, Any]:
        state = job.state(self.now())
        kind = job.extra["kind"]
        shown: dict[str, Any] = {
            "id": job.id, "created_at": job.created.isoformat(), "model": job.body["model"],
            "generation_type": kind, "state": _WORDS.get(state, "failed"), "request": job.body,
            "assets": None, "failure_reason": _REASONS.get(state),
        }  # fmt: skip
        if state == "ready":
            name = "out.png" if kind == "image" else "out.mp4"
            shown["assets"] = {kind: self.file_url(job, name), "progress_video": None}
        return shown

    def refusals(self) -> dict[str, Fault]:
        return refusals()

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated"}


CASES = (
    Case("dream-machine", FakeDreamMachine, "ray-2"),
    Case("dream-machine", FakeDreamMachine, "ray-flash-2", seconds=9,
         references=("first_frame", "last_frame"), name="frames"),
    Case("dream-machine", FakeDreamMachine, "ray-2", references=("clip",),
         vendor_ids={"clip": _EARLIER}, language="en", prompt="She goes on, shot ",
         name="extend"),
    Case("dream-machine", FakeDreamMachine, "ray-2-modify", references=("clip", "first_frame"),
         settings={"mode": "flex_1"}),
    Case("dream-machine-image", FakeDreamMachine, "photon-1", medium="picture", seconds=0,
         references=("character", "place", "style")),
)  # fmt: skip
