"""fal.ai's queue as its document has it: kept prefix, 202 while waiting, completed runs that failed, uploads."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from app.domain.money import Money
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.vendor import Case, FakeVendor, Job

_REQUEST = re.compile(r"^/(?P<app>[^/]+/[^/]+)/requests/(?P<id>[^/]+)(?P<rest>/status|/cancel)?$")
_PIKA = {
    "prompt": str, "resolution": ("720p", "1080p"), "duration": (5, 10), "negative_prompt": str,
    "seed": int,
}  # fmt: skip
_ASPECTS = ("9:16", "16:9", "1:1", "4:5", "5:4", "3:2", "2:3")
_KLING = {
    "prompt": str, "image_url": "file", "duration": ("5", "10"), "negative_prompt": str,
    "cfg_scale": (int, float),
}  # fmt: skip
#: What each model's own page says: field to type, or to the values that it knows.
SCHEMAS: dict[str, dict[str, Any]] = {
    "fal-ai/pika/v2.2/text-to-video": {**_PIKA, "aspect_ratio": _ASPECTS},
    "fal-ai/pika/v2.2/image-to-video": {**_PIKA, "image_url": "file"},
    "fal-ai/pika/v2.2/pikascenes": {
        **_PIKA, "image_urls": "files", "aspect_ratio": _ASPECTS,
        "ingredients_mode": ("precise", "creative"),
    },
    "fal-ai/pika/v2.2/pikaframes": {
        "prompt": str, "image_urls": "files", "resolution": ("720p", "1080p"),
    },
    "fal-ai/kling-video/v2.5-turbo/pro/image-to-video": {**_KLING, "tail_image_url": "file"},
    "fal-ai/kling-video/v2.5-turbo/standard/image-to-video": _KLING,
    "fal-ai/bytedance/seedream/v4/edit": {
        "prompt": str, "image_urls": "files", "seed": int,
        "image_size": ("square_hd", "portrait_4_3", "portrait_16_9", "landscape_4_3",
                       "landscape_16_9"),
    },
    "fal-ai/sync-lipsync/v2": {
        "video_url": "file", "audio_url": "file",
        "sync_mode": ("cut_off", "loop", "bounce", "silence", "remap"),
    },
}  # fmt: skip
#: What five seconds at 720p cost (of the lips, two seconds), by the pages of the models.
PRICES = {
    "fal-ai/kling-video/v2.5-turbo/pro/image-to-video": "0.35",
    "fal-ai/sync-lipsync/v2": "0.10",
}
NEEDED = {"prompt", "image_url", "image_urls", "video_url", "audio_url"}


class FakeFal(FakeVendor):
    """The queue, the storage and the files of one account."""

    key = "fal-id-4711:fal-secret-abcdef"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.uploads: dict[str, bytes] = {}

    def job_id(self, number: int) -> str:
        return f"0f9a-{number}"

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        if call.path.startswith("/storage/auth"):
            return "token"
        if call.path.startswith(("/storage/", "/bucket/")):
            return "upload"
        found = _REQUEST.match(call.path)
        if found is None:
            return "create"
        return {"/status": "get", "/cancel": "cancel", None: "result"}[found["rest"]]

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self.serve_file(call)
        if call.path.startswith("/bucket/"):
            return self._put(call)
        if call.headers.get("authorization") != f"Key {self.key}":
            return answer({"detail": "Authentication is required to access this application."}, 401)
        if route == "token":
            body = {"token": "t", "token_type": "Bearer", "base_url": "https://v3.fal.media"}
            return answer(body | {"expires_at": "2026-11-22T00:00:00Z"})
        if route == "upload":
            return self._initiate(call)
        return self._create(call) if route == "create" else self._follow(route, call)

    def _initiate(self, call: Call) -> Response:
        if set(call.json) != {"file_name", "content_type"} or call.query != {
            "storage_type": ["gcs"]
        }:
            return answer({"detail": "bad upload"}, 422)
        name = f"{len(self.uploads) + 1}-{call.json['file_name']}"
        self.uploads[name] = b""
        return answer(
            {
                "upload_url": f"{self.origin}/bucket/{name}?sig={call.json['content_type']}",
                "file_url": f"https://v3.fal.media/files/{name}",
            }
        )

    def _put(self, call: Call) -> Response:
        name = call.path.removeprefix("/bucket/")
        if "authorization" in call.headers or call.headers["content-type"] not in call.query["sig"]:
            return Response(403, b"signature")
        self.uploads[name] = call.body
        return Response(200)

    def _create(self, call: Call) -> Response:
        model = call.path.strip("/")
        schema = SCHEMAS.get(model)
        if schema is None:
            return answer({"detail": f"Application '{model}' not found"}, 404)
        problem = self._problem(schema, call.json)
        if problem:
            loc = ["body", problem]
            return answer({"detail": [{"loc": loc, "msg": problem, "type": "value_error"}]}, 422)
        price = Money(amount=Decimal(PRICES.get(model, "0.20")), currency="USD")
        job = self.take(call.json, price, model=model)
        place = f"{self.origin}/{'/'.join(model.split('/')[:2])}/requests/{job.id}"
        return answer(
            {
                "status": "IN_QUEUE", "request_id": job.id, "response_url": place,
                "status_url": f"{place}/status", "cancel_url": f"{place}/cancel",
                "queue_position": 0,
            }
        )  # fmt: skip

    def _problem(self, schema: dict[str, Any], body: dict[str, Any]) -> str:
        missing = (NEEDED & set(schema)) - set(body)
        if missing:
            return min(missing)
        for name, value in body.items():
            wanted = schema.get(name)
            if wanted is None or not self._fits(value, wanted):
                return name
        return ""

    def _fits(self, value: Any, wanted: Any) -> bool:
        if wanted == "files":
            return isinstance(value, list) and all(self._is_file(one) for one in value)
        if wanted == "file":
            return self._is_file(value)
        if isinstance(wanted, type) or isinstance(wanted[0], type):
            return isinstance(value, wanted) and not isinstance(value, bool)
        return any(value == one and type(value) is type(one) for one in wanted)

    def _is_file(self, value: Any) -> bool:
        if not isinstance(value, str):
            return False
        name = value.removeprefix("https://v3.fal.media/files/")
        return value.startswith("data:") or bool(self.uploads.get(name))

    def _follow(self, route: str, call: Call) -> Response:
        found = _REQUEST.match(call.path)
        assert found is not None
        job = self.jobs.get(found["id"])
        if job is None or not job.extra["model"].startswith(found["app"] + "/"):
            return answer({"detail": "Request not found"}, 404)
        state = job.state(self.now())
        if route == "cancel":
            if state not in ("queued", "running"):
                return answer({"status": "ALREADY_COMPLETED"}, 400)
            job.cancelled = True
            return answer({"status": "CANCELLATION_REQUESTED"}, 202)
        if route == "result":
            return self._result(job, state)
        if state == "queued":
            return answer({"status": "IN_QUEUE", "queue_position": 3}, 202)
        if state == "running":
            return answer({"status": "IN_PROGRESS", "logs": []}, 202)
        return answer({"status": "COMPLETED", "logs": [], "metrics": {"inference_time": 12.5}})

    def _result(self, job: Job, state: str) -> Response:
        if state == "failed":
            body = {"detail": "Runner crashed", "error_type": "runner_server_error"}
            return answer(body, 500)
        if state == "moderated":
            row = {"loc": ["body", "prompt"], "msg": "flagged", "type": "content_policy_violation"}
            return answer({"detail": [row]}, 422)
        if state != "ready":
            return answer({"detail": "Request is still in progress"}, 400)
        if "seedream" in job.extra["model"]:
            images = [{"url": self.file_url(job, "image.png"), "content_type": "image/png"}]
            return answer({"images": images, "seed": 7})
        video = {"url": self.file_url(job), "content_type": "video/mp4", "file_size": 1}
        return answer({"video": video})

    def refusals(self) -> dict[str, Fault]:
        def listed(status: int, kind: str, msg: str) -> Fault:
            return refused(
                status, {"detail": [{"loc": ["body", "prompt"], "msg": msg, "type": kind}]}
            )

        balance = "User is locked. Reason: Exhausted balance."
        return {
            "parameter": listed(422, "greater_than", "too small"),
            "auth": refused(401, {"detail": "No user found for Key"}),
            "balance": refused(403, {"detail": balance}),
            "moderated_input": listed(422, "content_policy_violation", "flagged"),
            "too_fast": refused(429, {"detail": "Too many requests", "error_type": "rate"}),
        }

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated"}


CASES = (
    Case("pika", FakeFal, "fal-ai/pika/v2.2/pikascenes", references=("character", "place"),
         settings={"ingredients_mode": "creative"}, negative="字幕"),
    Case("pika", FakeFal, "fal-ai/pika/v2.2/pikaframes", references=("first_frame", "last_frame")),
    Case("fal", FakeFal, "fal-ai/kling-video/v2.5-turbo/pro/image-to-video",
         references=("first_frame", "last_frame"), settings={"cfg_scale": 0.5}),
    Case("fal", FakeFal, "fal-ai/bytedance/seedream/v4/edit", medium="picture", seconds=0,
         references=("character", "place")),
    Case("fal", FakeFal, "fal-ai/sync-lipsync/v2", medium="lips", seconds=2,
         references=("clip", "sound")),
)  # fmt: skip
