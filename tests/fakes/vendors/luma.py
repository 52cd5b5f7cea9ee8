"""Luma's Agents API: one endpoint of many types, files by three calls, addresses that are new with every look."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from app.domain.money import Money
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.vendor import Case, FakeVendor, Job

PIECES = {
    "540p": {5: "0.15", 10: "0.45"}, "720p": {5: "0.30", 10: "0.90"},
    "1080p": {5: "1.20", 10: "3.60"},
}  # fmt: skip
EDITED = {"540p": "0.144", "720p": "0.216", "1080p": "0.432"}
REFRAMED = {"540p": "0.06", "720p": "0.12", "1080p": "0.36"}
_FIELDS = {
    "video": {"model", "type", "prompt", "aspect_ratio", "video"},
    "video_edit": {"model", "type", "prompt", "source", "video"},
    "video_reframe": {"model", "type", "prompt", "source", "video", "aspect_ratio"},
    "image": {"model", "type", "prompt", "aspect_ratio", "output_format", "style", "image_ref"},
}
_VIDEO = {
    "video": {"resolution", "duration", "start_frame", "end_frame", "keyframes",
              "keyframe_indexes"},
    "video_edit": {"resolution", "edit", "start_frame"},
    "video_reframe": {"resolution"},
}  # fmt: skip
_WORDS = {"queued": "queued", "running": "processing", "ready": "completed"}
_CODES = {"failed": ("generation_failed", "try again"),
          "moderated": ("content_moderated", "The output was withheld.")}  # fmt: skip
_EARLIER = "6f1b2c1e-0000-4000-8000-000000000001"


class FakeLuma(FakeVendor):
    key = "luma-api-fake-4711-abcdef"
    base = "/v1"

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.held: dict[str, bytes] = {}
        self.complete: set[str] = set()
        self.file_state = "ready"

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        if call.path.startswith("/bucket/"):
            return "put"
        if call.path.startswith("/v1/files"):
            return "files"
        return "create" if call.method == "POST" else "get"

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self.serve_file(call)
        if route == "put":
            assert "authorization" not in call.headers
            if call.headers.get("x-amz-acl") != "private":
                return Response(403, b"<Error/>", {"Content-Type": "application/xml"})
            self.held[call.path.rpartition("/")[2]] = call.body
            return Response(200)
        if call.headers.get("authorization") != f"Bearer {self.key}":
            return problem(401, "Invalid API key")
        if route == "files":
            return self._files(call)
        if route == "create":
            return self._create(call.json)
        job = self.jobs.get(call.path.rpartition("/")[2])
        return answer(self._shown(job)) if job else problem(404, "Generation not found")

    def _files(self, call: Call) -> Response:
        if call.path == "/v1/files" and call.method == "GET":
            return answer({"data": [], "has_more": False})
        if call.path == "/v1/files":
            body = call.json
            if set(body) != {"mime_type", "size_bytes", "filename", "purpose"}:
                return problem(422, "fields")
            file_id = f"file-{len(self.held) + 1}"
            self.held[file_id] = b""
            place = {"url": f"{self.origin}/bucket/{file_id}", "method": "PUT",
                     "headers": {"x-amz-acl": "private"}}  # fmt: skip
            return answer({"id": file_id, "state": "pending", "upload": place})
        file_id = call.path.split("/")[3]
        if call.path.endswith("/complete"):
            self.complete.add(file_id)
            return answer({"id": file_id, "state": "pending"})
        return answer({"id": file_id, "state": self.file_state, "failure_reason": "unreadable"})

    def _create(self, body: dict[str, Any]) -> Response:
        wrong = self._problem(body)
        if wrong:
            return problem(422, wrong)
        price = _price(body)
        job = self.take(body, Money(amount=price, currency="USD") if price else None)
        return answer(self._shown(job), 201)

    def _problem(self, body: dict[str, Any]) -> str:
        kind = body.get("type", "")
        if kind not in _FIELDS or set(body) - _FIELDS[kind]:
            return f"fields of {kind}"
        if not 1 <= len(body["prompt"]) <= 6000:
            return "prompt"
        video = body.get("video", {})
        if kind == "image":
            models = {"uni-1", "uni-1-max"}
            if len(body.get("image_ref", [])) > 9:
                return "image_ref"
        else:
            models = {"ray-3.2"}
            if set(video) - _VIDEO[kind] or video["resolution"] not in ("360p", *PIECES):
                return "video"
        if body["model"] not in models:
            return "model"
        if kind == "video" and not _times_fit(video):
            return "frames and duration"
        refs = [*body.get("image_ref", []), *video.get("keyframes", [])]
        refs += [video[name] for name in ("start_frame", "end_frame") if name in video]
        refs += [body["source"]] if "source" in body else []
        return "" if all(self._readable(one) for one in refs) else "reference"

    def _readable(self, ref: dict[str, str]) -> bool:
        if set(ref) == {"data", "media_type"}:
            return bool(base64.b64decode(ref["data"], validate=True))
        if set(ref) == {"file_id"}:
            return ref["file_id"] in self.complete and bool(self.held[ref["file_id"]])
        return set(ref) == {"generation_id"} and ref["generation_id"] in (_EARLIER, *self.jobs)

    def _shown(self, job: Job) -> dict[str, Any]:
        state = job.state(self.now())
        shown: dict[str, Any] = {
            "id": job.id, "created_at": job.created.isoformat(), "model": job.body["model"],
            "type": job.body["type"], "state": _WORDS.get(state, "failed"),
        }  # fmt: skip
        if state == "ready":
            image = job.body["type"] == "image"
            url = self.file_url(job, "out.png" if image else "out.mp4")
            shown["output"] = [{"type": "image" if image else "video", "url": url}]
        elif state in _CODES:
            shown["failure_code"], shown["failure_reason"] = _CODES[state]
        return shown

    def refusals(self) -> dict[str, Fault]:
        return refusals()

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated"}


def refusals() -> dict[str, Fault]:
    """What both of Luma's APIs refuse with."""

    def no(status: int, text: str, **headers: str) -> Fault:
        return refused(status, {"detail": text}, **headers)

    return {
        "parameter": no(422, "aspect_ratio: not a valid value"),
        "auth": no(401, "Invalid API key"),
        "balance": no(402, "Insufficient credits"),
        "policy": no(403, "Not available"),
        "too_fast": no(429, "Too many concurrent jobs", X_RateLimit_Remaining="0"),
    }


def problem(status: int, text: str) -> Response:
    return answer({"detail": text}, status)


def _times_fit(video: dict[str, Any]) -> bool:
    frames = {"start_frame", "end_frame"} & set(video)
    if video["duration"] not in ("5s", "10s") or (frames and video["duration"] != "5s"):
        return False
    if "keyframes" not in video:
        return True
    places = video["keyframe_indexes"]
    most = 24 * int(video["duration"][:-1])
    return (
        not frames
        and len(places) == len(video["keyframes"])
        and all(0 <= place <= most for place in places)
    )


def _price(body: dict[str, Any]) -> Decimal | None:
    """What goes along lasts three seconds, and is asked for as five."""
    resolution = body.get("video", {}).get("resolution", "")
    if body["type"] == "video" and resolution in PIECES:
        return Decimal(PIECES[resolution][int(body["video"]["duration"][:-1])])
    rates = {"video_edit": EDITED, "video_reframe": REFRAMED}.get(body["type"], {})
    return Decimal(rates[resolution]) * 5 if resolution in rates else None


CASES = (
    Case("luma", FakeLuma, "ray-3.2"),
    Case("luma", FakeLuma, "ray-3.2", references=("first_frame", "last_frame"),
         settings={"resolution": "1080p"}, name="frames"),
    Case("luma", FakeLuma, "ray-3.2", seconds=10, references=("first_frame", "last_frame"),
         language="en", prompt="She lowers the letter, shot ", name="ten"),
    Case("luma", FakeLuma, "ray-3.2", references=("clip",), vendor_ids={"clip": _EARLIER},
         name="extend"),
    Case("luma", FakeLuma, "ray-3.2-edit", references=("clip", "first_frame"),
         settings={"strength": "flex_2"}),
    Case("luma", FakeLuma, "ray-3.2-reframe", references=("clip",), width=1920, height=1080),
    Case("luma-image", FakeLuma, "uni-1", medium="picture", seconds=0,
         references=("character", "style")),
)  # fmt: skip
