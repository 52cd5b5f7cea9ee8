"""PixVerse as its document describes it: uploads, numbered states, refusals inside answers of status 200."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.domain.money import Money
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.vendor import Case, FakeVendor, Job

BASE = "/openapi/v2"
OLD_FILM = 3355
_COMMON = frozenset(
    {
        "model", "prompt", "duration", "quality", "seed", "negative_prompt", "motion_mode", "style",
        "camera_movement", "template_id", "generate_audio_switch", "generate_multi_clip_switch",
        "sound_effect_switch", "sound_effect_content", "water_mark", "webhook_id",
    }
)  # fmt: skip
FIELDS = {
    "text": _COMMON | {"aspect_ratio"},
    "img": _COMMON | {"img_id"},
    "transition": _COMMON | {"first_frame_img", "last_frame_img"},
    "fusion": _COMMON | {"aspect_ratio", "image_references", "video_references", "reference_mode"},
    "extend": _COMMON | {"source_video_id", "video_media_id"},
    "lip_sync": frozenset(
        {
            "source_video_id", "video_media_id", "audio_media_id", "lip_sync_tts_speaker_id",
            "lip_sync_tts_content",
        }
    ),
}  # fmt: skip
#: Credits a second of v6: silent, with sound.
RATES = {"360p": (5, 7), "540p": (7, 9), "720p": (9, 12), "1080p": (18, 23)}
V5 = {"360p": 45, "540p": 45, "720p": 60, "1080p": 120}
_STATES = {"queued": 5, "running": 5, "ready": 1, "expired": 6, "moderated": 7, "failed": 8}


class FakePixVerse(FakeVendor):
    """Uploads are numbered; a trace id that was used before makes no new film."""

    key = "sk-fake-pixverse-4711"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.uploads: dict[int, str] = {}
        self.traces: dict[str, str] = {}
        self._next = itertools.count(111)

    def job_id(self, number: int) -> str:
        return str(9000 + number)

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        if call.path.endswith("/upload"):
            return "upload"
        if call.path.endswith("/generate"):
            return "create"
        return "key" if call.path.endswith("/balance") else "get"

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self.serve_file(call)
        if call.headers.get("api-key") != self.key:
            return problem(400012, "invalid account")
        trace = str(UUID(call.headers["ai-trace-id"]))
        if route == "key":
            return good({"account_id": 1, "credit_monthly": 100, "credit_package": 0})
        if route == "upload":
            return self._upload(call)
        if route == "get":
            job = self.jobs.get(call.path.rpartition("/")[2])
            return good(self._shown(job)) if job else problem(500008, "not found")
        if trace in self.traces:
            return good({"video_id": int(self.traces[trace]), "credits": 0})
        response = self._create(call)
        if self.jobs:
            self.traces[trace] = list(self.jobs)[-1]
        return response

    def _upload(self, call: Call) -> Response:
        kind = "image" if call.path == f"{BASE}/image/upload" else "file"
        head = call.body[:400]
        is_form = call.headers.get("content-type", "").startswith("multipart/form-data; boundary=")
        if not is_form or f'name="{kind}"; filename='.encode() not in head:
            return problem(400011, "empty parameter")
        number = next(self._next)
        self.uploads[number] = kind if kind == "image" else "video"
        if b"audio/" in head:
            self.uploads[number] = "audio"
        named = {"img_id": number} if kind == "image" else {"media_id": number}
        return good(named | {"url": "https://media.example/1"})

    def _create(self, call: Call) -> Response:
        kind, body = call.path.split("/")[4], call.json
        if set(body) - FIELDS[kind]:
            return problem(400017, f"unknown field {min(set(body) - FIELDS[kind])}")
        wrong = self._wrong_lips(body) if kind == "lip_sync" else self._wrong(kind, body)
        if wrong:
            return problem(400017, wrong)
        charged = self._credits(kind, body)
        price = Money(amount=Decimal(charged) / 100, currency="USD")
        job = self.take(body, price, credits=charged)
        return good({"video_id": int(job.id), "credits": charged})

    def _wrong(self, kind: str, body: dict[str, Any]) -> str:
        if not isinstance(body["duration"], int) or body["quality"] not in RATES:
            return "duration, quality"
        names = {"img": ["img_id"], "transition": ["first_frame_img", "last_frame_img"]}
        for name in names.get(kind, ()):
            if self.uploads.get(body.get(name)) != "image":
                return name
        items = body.get("image_references", [])
        if kind == "fusion" and not 1 <= len(items) <= 3:
            return "image_references"
        for item in items:
            if item["type"] not in ("subject", "background"):
                return "type"
            if self.uploads.get(item["img_id"]) != "image":
                return "img_id"
            if f"@{item['ref_name']} " not in body["prompt"]:
                return f"{item['ref_name']} is not called"
        return self._wrong_film(body) if kind == "extend" else ""

    def _wrong_film(self, body: dict[str, Any]) -> str:
        if ("source_video_id" in body) == ("video_media_id" in body):
            return "source_video_id or video_media_id"
        own = body.get("source_video_id") == OLD_FILM
        sent = self.uploads.get(body.get("video_media_id", 0)) == "video"
        return "" if own or sent else "no such film"

    def _wrong_lips(self, body: dict[str, Any]) -> str:
        if ("audio_media_id" in body) == ("lip_sync_tts_content" in body):
            return "audio_media_id or words"
        if "audio_media_id" in body and self.uploads.get(body["audio_media_id"]) != "audio":
            return "not an audio resource"
        if ("lip_sync_tts_speaker_id" in body) != ("lip_sync_tts_content" in body):
            return "speaker and words"
        return self._wrong_film(body)

    def _credits(self, kind: str, body: dict[str, Any]) -> int:
        if kind == "lip_sync":
            return 20
        if body["model"] == "v5":
            return V5[body["quality"]] * (1 if body["duration"] == 5 else 2)
        rate = RATES[body["quality"]][bool(body.get("generate_audio_switch"))]
        return int(rate * body["duration"])

    def _shown(self, job: Job) -> dict[str, Any]:
        state = job.state(self.now())
        shown: dict[str, Any] = {
            "id": int(job.id), "status": _STATES[state], "url": "", "seed": job.body.get("seed", 0),
            "credits": 0 if state in ("failed", "moderated") else job.extra["credits"],
        }  # fmt: skip
        if state == "ready":
            shown |= {"url": self.file_url(job), "outputWidth": 96, "outputHeight": 160}
        return shown

    def refusals(self) -> dict[str, Fault]:
        def error(code: int) -> Fault:
            return refused(200, {"ErrCode": code, "ErrMsg": "no", "Resp": None})

        return {
            "parameter": error(400017),
            "auth": error(400012),
            "balance": error(500090),
            "moderated_input": error(500063),
            "too_fast": error(500044),
        }

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated", "expired": "expired"}


def good(held: dict[str, Any]) -> Response:
    return answer({"ErrCode": 0, "ErrMsg": "success", "Resp": held})


def problem(code: int, message: str) -> Response:
    return answer({"ErrCode": code, "ErrMsg": message, "Resp": None})


HD = {"resolution": "720p"}
CASES = (
    Case("pixverse", FakePixVerse, "v6", settings=HD | {"sound": "true"}),
    Case("pixverse", FakePixVerse, "v5", references=("first_frame", "last_frame"), settings=HD,
         negative="雾", name="frames"),
    Case("pixverse", FakePixVerse, "v6", references=("character", "place"), settings=HD,
         name="pictures"),
    Case("pixverse", FakePixVerse, "v6", references=("clip",), settings=HD, name="going-on"),
    Case("pixverse-lips", FakePixVerse, "lip-sync", medium="lips", references=("clip", "sound")),
    Case("pixverse-lips", FakePixVerse, "lip-sync", medium="lips", references=("clip",),
         vendor_ids={"clip": str(OLD_FILM)}, name="words"),
)  # fmt: skip
