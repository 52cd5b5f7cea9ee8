"""SkyReels: the key in the body, files read from the person's storage, a code in every answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.domain.money import Money
from app.generators.login import Login
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.storage import FakeStorage
from tests.fakes.vendor import Case, FakeVendor, Job

_V4 = {"api_key", "prompt", "duration", "sound", "prompt_optimizer", "mode"}
_FIELDS = {
    "text2video": _V4 | {"aspect_ratio"},
    "image2video": _V4 | {"first_frame_image", "end_frame_image", "mid_frame_images"},
    "omni-video": _V4 | {"aspect_ratio", "ref_images", "ref_videos"},
    "multiobject": {"api_key", "prompt", "ref_images", "duration", "aspect_ratio"},
    "extension": {"api_key", "prefix_video", "prompt", "duration"},
    "styletransfer": {"api_key", "video_url", "style_name"},
    "audio2video/single": {"api_key", "prompt", "first_frame_image", "audios", "mode"},
    "retalking": {"api_key", "video_url", "audio_url", "reference_char_url"},
}
_ADDRESSES = ("first_frame_image", "end_frame_image", "prefix_video", "video_url", "audio_url")
_PREFIX = "/api/v1/video/"


class FakeSkyReels(FakeVendor):
    """Bills points; a finished task may still say that it is running, as the document's examples do."""

    says_running = False

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(now)
        self.storage = FakeStorage()

    def logins(self) -> dict[str, Login]:
        return {"storage": self.storage.login(self.origin)}

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        if call.path.startswith("/bucket/"):
            return "upload"
        if call.method == "GET":
            return "get"
        return "probe" if call.json.get("duration") == 0 else "create"

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self.serve_file(call)
        if route == "upload":
            return self.storage.put(call, self.origin)
        if route == "get":
            return self._get(call)
        kind = call.path.removeprefix(_PREFIX).removesuffix("/submit")
        body = call.json
        if body.get("api_key") != self.key or "authorization" in call.headers:
            return _no(401, "bad key")
        wrong = self._wrong(kind, body)
        if wrong:
            return _no(422, wrong)
        job = self.take(body, Money(amount=Decimal("10.5"), currency="POINTS"), kind=kind)
        return answer(_told(job.id, "submitted"))

    def _wrong(self, kind: str, body: dict[str, Any]) -> str:
        if kind not in _FIELDS or set(body) - _FIELDS[kind]:
            return "unknown field"
        if "duration" in body and not 1 <= body["duration"] <= 30:
            return "duration"
        tags = [one["tag"] for one in self._refs(body)]
        if any(tag not in body["prompt"] for tag in tags):
            return "a tag is not in the prompt"
        if body.get("mode", "std") not in ("std", "pro"):
            return "mode"
        unread = [url for url in self._addresses(body) if not self.storage.read(url)]
        return f"cannot read {unread[0]}" if unread else ""

    def _refs(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        both = [*body.get("ref_images", []), *body.get("ref_videos", [])]
        return [one for one in both if isinstance(one, dict)]

    def _addresses(self, body: dict[str, Any]) -> list[Any]:
        found = [body[name] for name in _ADDRESSES if name in body] + body.get("audios", [])
        found += [one for one in body.get("ref_images", []) if isinstance(one, str)]
        for one in self._refs(body):
            found += one.get("image_urls", [one.get("video_url")])
        return found

    def _get(self, call: Call) -> Response:
        kind, _, job_id = call.path.removeprefix(_PREFIX).partition("/task/")
        job = self.jobs.get(job_id)
        if job is None or job.extra["kind"] != kind:
            return answer(_told(job_id, "unknown"))
        return self._shown(job)

    def _shown(self, job: Job) -> Response:
        state = job.state(self.now())
        if state == "ready":
            word = "running" if self.says_running else "success"
            data = {"video_url": self.file_url(job), "duration": 6, "cost_credits": 10.5}
            return answer(_told(job.id, word) | {"data": data})
        if state == "queued":
            return answer(_told(job.id, "pending"))
        if state == "running":
            return answer(_told(job.id, "running"))
        code = 482 if state == "moderated" else 500
        return answer(_told(job.id, "failed") | {"code": code})

    def refusals(self) -> dict[str, Fault]:
        codes = {
            "parameter": 422, "auth": 401, "balance": 480, "moderated_input": 482, "too_fast": 481,
        }  # fmt: skip
        return {
            kind: refused(200, {"task_id": "", "msg": "no", "code": code, "status": "failed"})
            for kind, code in codes.items()
        }

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated"}


def _no(code: int, message: str) -> Response:
    return answer({"task_id": "", "msg": message, "code": code, "status": "failed", "data": None})


def _told(job_id: str, word: str) -> dict[str, Any]:
    return {"task_id": job_id, "msg": "m", "code": 200, "status": word, "data": None}


CASES = (
    Case("skyreels", FakeSkyReels, "skyreels-v4", references=("character", "place")),
    Case("skyreels", FakeSkyReels, "extension", references=("clip",)),
    Case("skyreels-lips", FakeSkyReels, "audio2video/single", medium="lips", seconds=3,
         references=("first_frame", "sound")),
)  # fmt: skip
