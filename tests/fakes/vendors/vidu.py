"""Vidu as its document describes it: one route a way of asking, credits told at once, results for a day."""

from __future__ import annotations

import base64
import binascii
from decimal import Decimal
from typing import Any

from app.domain.money import Money
from app.generators.login import Login
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.storage import FakeStorage
from tests.fakes.vendor import Case, FakeVendor, Job

#: A task of the account's, made before the test began.
OLD_TASK = "7001"
_COMMON = frozenset(
    {
        "model", "prompt", "duration", "seed", "resolution", "movement_amplitude", "bgm", "audio",
        "audio_type", "voice_id", "is_rec", "off_peak", "payload", "callback_url", "watermark",
        "wm_position", "wm_url", "meta_data",
    }
)  # fmt: skip
FIELDS = {
    "text2video": _COMMON | {"aspect_ratio", "style"},
    "img2video": _COMMON | {"images"},
    "start-end2video": _COMMON | {"images"},
    "reference2video": _COMMON | {"aspect_ratio", "images", "subjects", "auto_subjects"},
    "lip-sync": frozenset(
        {"video_url", "audio_url", "text", "voice_id", "speed", "volume", "payload"}
    ),
}
MODELS = {
    "text2video": {"viduq3-pro", "viduq3-turbo", "viduq2", "viduq1"},
    "img2video": {
        "viduq3-pro", "viduq3-turbo", "viduq3-pro-fast", "viduq2-pro", "viduq2-turbo",
        "viduq2-pro-fast", "viduq1", "viduq1-classic", "vidu2.0",
    },
    "start-end2video": {
        "viduq3-pro", "viduq3-turbo", "viduq2-pro", "viduq2-turbo", "viduq1", "vidu2.0",
    },
    "reference2video": {
        "viduq3-mix", "viduq3-turbo", "viduq3", "viduq2-pro", "viduq2", "viduq1", "vidu2.0",
    },
}  # fmt: skip
#: Credits a second.
RATES = {"540p": 7, "720p": 11, "1080p": 13}
SUBJECT_RATES = {"540p": 7, "720p": 12, "1080p": 15}
CREDIT = Decimal("0.005")
_WORDS = {"queued": "queueing", "running": "processing", "ready": "success"}
_BODY_MOST = 20_000_000


class FakeVidu(FakeVendor):
    """The address is below `/ent/v2`; the key goes behind the word Token."""

    base = "/ent/v2"
    key = "vda_fake_4711_0815"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.storage = FakeStorage()

    def logins(self) -> dict[str, Login]:
        return {"storage": self.storage.login(self.origin)}

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        if call.method == "PUT" or OLD_TASK in call.path:
            return "upload"
        if call.path.endswith("/cancel"):
            return "cancel"
        if call.path.endswith("/credits"):
            return "key"
        return "create" if call.method == "POST" else "get"

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self.serve_file(call)
        if call.method == "PUT":
            return self.storage.put(call, self.origin)
        if call.headers.get("authorization") != f"Token {self.key}":
            return problem(401, "Unauthorized")
        if route == "key":
            return answer({"remains": [{"type": "metered", "credit_remain": 1000}]})
        if route == "create":
            return self._create(call)
        if OLD_TASK in call.path:
            film = {"id": "c0", "url": f"{self.origin}/files/{OLD_TASK}/video.mp4"}
            return answer({"id": OLD_TASK, "state": "success", "creations": [film]})
        job = self.jobs.get(call.path.split("/")[4])
        if job is None:
            return problem(404, "TaskNotFound")
        if route == "cancel":
            job.cancelled = job.state(self.now()) == "queued"
            return answer({}) if job.cancelled else problem(400, "FieldInvalid")
        return answer(self._shown(job))

    def _create(self, call: Call) -> Response:
        kind, body = call.path.rpartition("/")[2], call.json
        if kind not in FIELDS:
            return problem(404, "NotFound")
        wrong = self._wrong(kind, body)
        if wrong or len(call.body) > _BODY_MOST:
            return problem(400, "FieldInvalid", wrong)
        charged = self._credits(kind, body)
        price = Money(amount=charged * CREDIT, currency="USD")
        job = self.take(body, price, credits=charged)
        told = {"task_id": job.id, "state": "created", "credits": charged}
        return answer(body | told | {"created_at": job.created.isoformat()})

    def _wrong(self, kind: str, body: dict[str, Any]) -> str:
        strange = set(body) - FIELDS[kind]
        if strange:
            return f"unknown field {min(strange)}"
        if kind == "lip-sync":
            return self._wrong_lips(body)
        if body.get("model") not in MODELS[kind]:
            return "model is not supported"
        if not isinstance(body["duration"], int) or not isinstance(body.get("seed", 0), int):
            return "duration and seed are numbers"
        count = {"text2video": 0, "img2video": 1, "start-end2video": 2}.get(kind)
        pictures = list(body.get("images", ()))
        if count is not None and len(pictures) != count:
            return f"{count} images"
        for subject in body.get("subjects", ()):
            if set(subject) - {"name", "id", "images", "voice_id"} or len(subject["images"]) > 3:
                return "subjects"
            if f"@{subject['name']}" not in body["prompt"]:
                return f"{subject['name']} is not called"
            pictures += subject["images"]
        if kind == "reference2video" and not 1 <= len(pictures) <= 7:
            return "1 to 7 pictures"
        return "" if all(is_picture(text) for text in pictures) else "a picture is a data URI"

    def _wrong_lips(self, body: dict[str, Any]) -> str:
        known = body["video_url"].startswith(f"{self.origin}/files/{OLD_TASK}/")
        if not known and self.storage.read(body["video_url"]) is None:
            return "the film cannot be read"
        if ("text" in body) == ("audio_url" in body):
            return "audio_url or text"
        if "audio_url" in body and self.storage.read(body["audio_url"]) is None:
            return "the recording cannot be read"
        return "" if 4 <= len(body.get("text", "four")) <= 2000 else "text"

    def _credits(self, kind: str, body: dict[str, Any]) -> int:
        if kind == "lip-sync":
            return 20
        if body["model"] == "viduq1":
            return 80
        rates = SUBJECT_RATES if kind == "reference2video" else RATES
        return int(rates[body["resolution"]] * body["duration"])

    def _shown(self, job: Job) -> dict[str, Any]:
        state = job.state(self.now())
        shown: dict[str, Any] = {
            "id": job.id,
            "state": _WORDS.get(state, "failed"),
            "err_code": "",
            "credits": job.extra["credits"],
            "payload": job.body.get("payload", ""),
            "creations": [],
        }
        if state == "moderated":
            shown["err_code"] = "CreationPolicyViolation"
        elif state == "failed":
            shown |= {"err_code": "InternalServiceFailure", "credits": 0}
        elif state == "ready":
            film = {
                "id": f"c-{job.id}", "url": self.file_url(job),
                "cover_url": self.file_url(job, "cover.jpg"),
                "watermarked_url": self.file_url(job, "marked.mp4"), "moderation_url": [],
            }  # fmt: skip
            shown["creations"] = [film]
        return shown

    def refusals(self) -> dict[str, Fault]:
        def error(status: int, reason: str, **headers: str) -> Fault:
            body = {"code": status, "reason": reason, "message": "no", "metadata": {}}
            return refused(status, body, **headers)

        return {
            "parameter": error(400, "InvalidArgument"),
            "auth": error(401, "Unauthorized"),
            "balance": error(400, "CreditInsufficient"),
            "policy": error(403, "Forbidden"),
            "moderated_input": error(400, "AuditSubmitIllegal"),
            "too_fast": error(429, "QuotaExceeded", Retry_After="5"),
        }

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated"}


def problem(status: int, reason: str, message: str = "no") -> Response:
    return answer({"code": status, "reason": reason, "message": message, "metadata": {}}, status)


def is_picture(text: str) -> bool:
    head, comma, data = text.partition(",")
    if not comma or head not in ("data:image/png;base64", "data:image/jpeg;base64"):
        return False
    try:
        return bool(base64.b64decode(data, validate=True))
    except binascii.Error:
        return False


HD = {"resolution": "720p"}
CASES = (
    Case("vidu", FakeVidu, "viduq3-turbo", settings=HD | {"sound": "true"}),
    Case("vidu", FakeVidu, "viduq1", references=("first_frame", "last_frame"), name="frames"),
    Case("vidu", FakeVidu, "viduq3", references=("character", "place"), settings=HD),
    Case("vidu-lips", FakeVidu, "lip-sync", medium="lips", references=("clip",),
         vendor_ids={"clip": OLD_TASK}, name="words"),
    Case("vidu-lips", FakeVidu, "lip-sync", medium="lips", references=("clip", "sound"),
         name="recording"),
)  # fmt: skip
