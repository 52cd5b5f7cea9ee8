"""Kling as its document describes it: classic task routes, faces and lips, pictures, and the newer gateway.

The token's signature is computed anew and compared; every field of every route is known or refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from decimal import Decimal
from typing import Any

from app.domain.money import Money
from app.generators.login import Login
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.storage import FakeStorage
from tests.fakes.vendor import Case, FakeVendor, Job

ACCESS, SECRET = "AK_FAKE_KLING_4711", "SK_FAKE_KLING_0815"
#: A film that the account made before the test began.
OLD_FILM = "video-77"
ELEMENT = "880088008800"
UNIT = {"videos": Decimal("0.14"), "images": Decimal("0.0035")}
_SHARED = frozenset(
    {
        "model_name", "prompt", "negative_prompt", "duration", "mode", "cfg_scale", "sound",
        "camera_control", "multi_shot", "shot_type", "multi_prompt", "watermark_info",
        "callback_url", "external_task_id",
    }
)  # fmt: skip
_ADMIN = frozenset({"watermark_info", "callback_url", "external_task_id"})
FIELDS: dict[str, frozenset[str]] = {
    "/v1/videos/text2video": _SHARED | {"aspect_ratio"},
    "/v1/videos/image2video": _SHARED | {"image", "image_tail", "element_list", "voice_list"},
    "/v1/videos/multi-image2video": _SHARED | {"image_list", "aspect_ratio"},
    "/v1/videos/omni-video": (_SHARED - {"negative_prompt", "cfg_scale", "camera_control"})
    | {"aspect_ratio", "image_list", "element_list", "video_list"},
    "/v1/videos/video-extend": _ADMIN | {"video_id", "prompt", "negative_prompt", "cfg_scale"},
    "/v1/videos/advanced-lip-sync": _ADMIN | {"session_id", "face_choose"},
    "/v1/videos/avatar/image2video": _ADMIN | {"image", "audio_id", "sound_file", "prompt", "mode"},
    "/v1/images/generations": frozenset(
        {
            "model_name", "prompt", "image", "image_reference", "image_fidelity", "human_fidelity",
            "n", "aspect_ratio", "resolution", "external_task_id", "callback_url",
        }
    ),
    "/v1/images/omni-image": frozenset(
        {
            "model_name", "prompt", "image_list", "element_list", "resolution", "result_type", "n",
            "series_amount", "aspect_ratio", "external_task_id", "callback_url",
        }
    ),
}  # fmt: skip
GATEWAY = ("/text-to-video/", "/image-to-video/", "/omni-video/")
MODELS = {
    "/v1/videos/text2video": {
        "kling-v1", "kling-v1-6", "kling-v2-master", "kling-v2-1-master", "kling-v2-5-turbo",
        "kling-v2-6", "kling-v3",
    },
    "/v1/videos/image2video": {
        "kling-v1", "kling-v1-5", "kling-v1-6", "kling-v2-master", "kling-v2-1",
        "kling-v2-1-master", "kling-v2-5-turbo", "kling-v2-6", "kling-v3",
    },
    "/v1/videos/multi-image2video": {"kling-v1-6"},
    "/v1/videos/omni-video": {"kling-video-o1", "kling-v3-omni"},
    "/v1/images/generations": {
        "kling-v1", "kling-v1-5", "kling-v2", "kling-v2-new", "kling-v2-1", "kling-v3",
    },
    "/v1/images/omni-image": {"kling-image-o1", "kling-v3-omni"},
}  # fmt: skip
#: Dollars a second in mode std and pro: silent, and with sound or a film going along.
PRICES = {
    "kling-v3": (("0.084", "0.126"), ("0.112", "0.168")),
    "kling-v3-omni": (("0.084", "0.112"), ("0.112", "0.14")),
    "kling-video-o1": (("0.084", "0.084"), ("0.112", "0.112")),
    "kling-v2-6": (("0.042", "0.042"), ("0.07", "0.14")),
    "kling-v2-5-turbo": (("0.042", "0.042"), ("0.07", "0.07")),
}
_WORDS = {"queued": "submitted", "running": "processing", "ready": "succeed"}


class FakeKling(FakeVendor):
    """`jobs` holds tasks of every route; `extra["route"]` is theirs."""

    key = f"{ACCESS}:{SECRET}"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.storage = FakeStorage()

    def logins(self) -> dict[str, Login]:
        return {"storage": self.storage.login(self.origin)}

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        if call.path == "/v1/videos/identify-face" or call.method == "PUT":
            return "upload"
        if call.method == "POST":
            return "create"
        known = call.path in FIELDS or (call.path == "/tasks" and "task_ids" not in call.query)
        return "list" if known else "get"

    def job_id(self, number: int) -> str:
        return f"80{number:04d}"

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self.serve_file(call)
        if call.method == "PUT":
            return self.storage.put(call, self.origin)
        code = signature_problem(call.headers.get("authorization", ""))
        if code:
            return problem(401, code, "Auth failed")
        if route == "upload":
            return self._faces(call)
        if route == "create":
            if call.path.startswith(GATEWAY):
                return self._create_on_gateway(call)
            return self._create(call)
        if call.path == "/tasks":
            return self._tasks(call)
        if route == "list":
            return self._list(call)
        return self._get(call)

    # -- classic ------------------------------------------------------------------------------------

    def _faces(self, call: Call) -> Response:
        if set(call.json) - {"video_id", "video_url"} or len(call.json) != 1:
            return problem(400, 1201, "video_id or video_url")
        own = call.json.get("video_id") == OLD_FILM
        if not own and self.storage.read(call.json.get("video_url")) is None:
            return problem(400, 1201, "video not found")
        faces = [
            {"face_id": "face-0", "face_image": "u", "start_time": 0, "end_time": 900},
            {"face_id": "face-1", "face_image": "u", "start_time": 200, "end_time": 3000},
        ]
        return good({"session_id": "session-9", "face_data": faces})

    def _create(self, call: Call) -> Response:
        fields = FIELDS.get(call.path)
        if fields is None:
            return problem(404, 1202, "no such route")
        body = call.json
        wrong = self._wrong(call.path, body, fields)
        if wrong:
            return problem(400, 1201, wrong)
        if body.get("model_name", "") not in MODELS.get(call.path, {""}):
            return problem(404, 1203, "model not found")
        own = body.get("external_task_id", "")
        if any(job.body.get("external_task_id") == own for job in self.jobs.values()):
            return problem(400, 1201, "external_task_id is not unique")
        job = self.take(body, self._price(call.path, body), route=call.path)
        return good(self._shown(job) | {"task_status": "submitted"})

    def _wrong(self, path: str, body: dict[str, Any], fields: frozenset[str]) -> str:
        strange = set(body) - fields
        if strange:
            return f"unknown field {min(strange)}"
        if not isinstance(body.get("duration", "5"), str):
            return "duration is a string"
        if body.get("mode", "std") not in ("std", "pro", "4k"):
            return "mode"
        if body.get("sound", "off") not in ("on", "off"):
            return "sound is on or off"
        if wrong_shots(body):
            return wrong_shots(body)
        for text in self._pictures(body):
            if text.startswith("data:") or not is_base64(text):
                return "pictures are bare base64"
        checks = {
            "/v1/videos/image2video": self._wrong_frames, "/v1/videos/omni-video": wrong_omni,
            "/v1/videos/video-extend": wrong_extend, "/v1/videos/advanced-lip-sync": wrong_lips,
            "/v1/videos/avatar/image2video": wrong_avatar,
        }  # fmt: skip
        check = checks.get(path)
        return check(body) if check else ""

    def _pictures(self, body: dict[str, Any]) -> list[str]:
        found = [body[name] for name in ("image", "image_tail") if name in body]
        items = body.get("image_list", ())
        return found + [item.get("image") or item.get("image_url") or "" for item in items]

    def _wrong_frames(self, body: dict[str, Any]) -> str:
        if not {"image", "image_tail"} & set(body):
            return "image or image_tail"
        if "image_tail" in body and "camera_control" in body:
            return "image_tail and camera_control exclude each other"
        return ""

    def _price(self, path: str, body: dict[str, Any]) -> Money:
        if path.startswith("/v1/images"):
            large = body.get("resolution") == "4k"
            return Money(amount=Decimal("0.056" if large else "0.028"), currency="USD")
        rows = PRICES.get(body.get("model_name", ""))
        if rows is None:
            return Money(amount=UNIT["videos"], currency="USD")
        rate = Decimal(rows[body.get("mode") == "pro"][body.get("sound") == "on"])
        if body.get("video_list"):
            rate = Decimal("0.168" if body.get("mode") == "pro" else "0.126")
        return Money(amount=rate * Decimal(body["duration"]), currency="USD")

    def _list(self, call: Call) -> Response:
        size = int(call.query.get("pageSize", ["30"])[0])
        if not 1 <= size <= 500:
            return problem(400, 1200, "pageSize")
        old = {
            "task_id": "1", "task_status": "succeed", "task_info": {},
            "task_result": {"videos": [{"id": OLD_FILM, "url": f"{self.origin}/files/old.mp4"}]},
        }  # fmt: skip
        tasks = [self._shown(job) for job in self.jobs.values() if job.extra["route"] == call.path]
        return good([*reversed(tasks), old])

    def _get(self, call: Call) -> Response:
        route, _, name = call.path.rpartition("/")
        for job in self.jobs.values():
            mine = name in (job.id, job.body.get("external_task_id"))
            if mine and job.extra["route"] == route:
                return good(self._shown(job))
        return problem(404, 1203, "task not found")

    def _shown(self, job: Job) -> dict[str, Any]:
        state = job.state(self.now())
        shown: dict[str, Any] = {
            "task_id": job.id,
            "task_status": _WORDS.get(state, "failed"),
            "task_info": {"external_task_id": job.body.get("external_task_id", "")},
            "created_at": int(job.created.timestamp() * 1000),
            "updated_at": int(job.ended.timestamp() * 1000),
        }
        if state in ("failed", "moderated"):
            reasons = {"failed": "model error", "moderated": "Failure to pass the risk control"}
            shown |= {"task_status_msg": reasons[state], "final_unit_deduction": self._units(job)}
        if state == "ready":
            shown |= {
                "task_result": self._result(job), "final_unit_deduction": self._units(job),
            }  # fmt: skip
        return shown

    def _units(self, job: Job) -> str:
        unit = UNIT["images" if job.extra["route"].startswith("/v1/images") else "videos"]
        return str(job.price.amount / unit) if job.plan.billed and job.price else "0"

    def _result(self, job: Job) -> dict[str, Any]:
        if job.extra["route"].startswith("/v1/images"):
            return {"images": [{"index": 0, "url": self.file_url(job, "picture.png")}]}
        video = {"id": f"video-{job.id}", "url": self.file_url(job), "duration": "5.1"}
        if job.body.get("watermark_info", {}).get("enabled"):
            video["watermark_url"] = self.file_url(job, "marked.mp4")
        return {"videos": [video]}

    # -- the gateway --------------------------------------------------------------------------------

    def _create_on_gateway(self, call: Call) -> Response:
        kind, _, model = call.path.lstrip("/").partition("/")
        body = call.json
        own = body.get("options", {}).get("external_task_id", "")
        wrong = wrong_on_gateway(kind, model, body)
        if wrong:
            return problem(400, 1201, wrong)
        if model not in ("kling-3.0-turbo", "kling-4.0"):
            return problem(404, 1203, "model not found")
        rate = Decimal("0.14" if body["settings"]["resolution"] == "1080p" else "0.112")
        price = Money(amount=rate * body["settings"]["duration"], currency="USD")
        job = self.take(body | {"external_task_id": own}, price, route="/tasks")
        return good({"id": job.id, "status": "submitted"})

    def _tasks(self, call: Call) -> Response:
        by_id = call.query.get("task_ids", [""])[0].split(",")
        by_own = call.query.get("external_task_ids", [""])[0].split(",")
        if set(call.query) not in ({"task_ids"}, {"external_task_ids"}):
            return problem(400, 1200, "task_ids or external_task_ids")
        words = _WORDS | {"ready": "succeeded"}
        found = []
        for job in self.jobs.values():
            if job.id not in by_id and job.body["external_task_id"] not in by_own:
                continue
            state = job.state(self.now())
            shown: dict[str, Any] = {"id": job.id, "status": words.get(state, "failed")}
            if state == "ready":
                film = {"type": "video", "id": f"video-{job.id}", "url": self.file_url(job)}
                shown["outputs"] = [film]
            elif state in ("failed", "moderated"):
                shown["message"] = "safety check" if state == "moderated" else "model error"
            found.append(shown)
        return good(found)

    # -- what the tests ask -------------------------------------------------------------------------

    def refusals(self) -> dict[str, Fault]:
        def error(status: int, code: int, message: str = "no") -> Fault:
            return refused(status, {"code": code, "message": message, "request_id": "r-1"})

        return {
            "parameter": error(400, 1201),
            "auth": error(401, 1004),
            "balance": error(429, 1102),
            "policy": error(400, 1300),
            "moderated_input": error(400, 1301),
            "too_fast": error(429, 1303),
        }

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated"}


def signature_problem(header: str) -> int:
    """Kling's code for what is wrong with an Authorization header; 0 when it is good."""
    scheme, _, token = header.partition(" ")
    if scheme != "Bearer" or token.count(".") != 2:
        return 1001
    head, payload, signature = token.split(".")
    digest = hmac.new(SECRET.encode(), f"{head}.{payload}".encode(), hashlib.sha256).digest()
    if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != signature:
        return 1002
    if opened(head) != {"alg": "HS256", "typ": "JWT"} or opened(payload).get("iss") != ACCESS:
        return 1002
    now = time.time()
    if opened(payload)["nbf"] > now:
        return 1003
    return 1004 if opened(payload)["exp"] <= now else 0


def opened(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def is_base64(text: str) -> bool:
    try:
        return bool(base64.b64decode(text, validate=True))
    except binascii.Error:
        return False


def good(data: Any) -> Response:
    return answer({"code": 0, "message": "SUCCEED", "request_id": "r-1", "data": data})


def problem(status: int, code: int, message: str) -> Response:
    return answer({"code": code, "message": message, "request_id": "r-1"}, status)


def wrong_shots(body: dict[str, Any]) -> str:
    """`multi_prompt` goes with `customize`, in whole seconds that add up; the prompt above is then not used."""
    shots = body.get("multi_prompt")
    if shots is None:
        return "multi_prompt" if body.get("shot_type") == "customize" else ""
    if body.get("multi_shot") is not True or body.get("shot_type") != "customize":
        return "multi_shot, shot_type"
    if body["model_name"] not in ("kling-v3", "kling-v3-omni") or "prompt" in body:
        return "prompt is not used with customize"
    if not 1 <= len(shots) <= 6 or [one["index"] for one in shots] != [*range(1, len(shots) + 1)]:
        return "index"
    if any(set(one) != {"index", "prompt", "duration"} for one in shots):
        return "multi_prompt"
    if any(not 1 <= len(one["prompt"]) <= 512 for one in shots):
        return "prompt of a shot"
    if not all(isinstance(one["duration"], str) and one["duration"].isdigit() for one in shots):
        return "duration of a shot is a string"
    whole = sum(int(one["duration"]) for one in shots) == int(body["duration"])
    return "" if whole else "durations do not add up"


def wrong_omni(body: dict[str, Any]) -> str:
    pictures, films = body.get("image_list", []), body.get("video_list", [])
    elements = body.get("element_list", [])
    types = [item.get("type", "") for item in pictures]
    edit = bool(films) and films[0].get("refer_type") == "base"
    if len(pictures) + len(elements) > (4 if films else 7) or len(films) > 1:
        return "too many inputs"
    if set(types) - {"", "first_frame", "end_frame"}:
        return "type"
    if "end_frame" in types and ("first_frame" not in types or len(pictures) > 2):
        return "end_frame"
    if not ("first_frame" in types or edit or "aspect_ratio" in body):
        return "aspect_ratio is required"
    if any(not isinstance(item.get("element_id"), int) for item in elements):
        return "element_id is a number"
    for film in films:
        if set(film) != {"video_url", "refer_type", "keep_original_sound"}:
            return "video_list"
        if not film["video_url"].startswith("http"):
            return "video_url"
    return ""


def wrong_extend(body: dict[str, Any]) -> str:
    return "" if body.get("video_id") == OLD_FILM else "video not found"


def wrong_lips(body: dict[str, Any]) -> str:
    if body.get("session_id") != "session-9" or len(body.get("face_choose", ())) != 1:
        return "session_id, face_choose"
    (face,) = body["face_choose"]
    if face.get("face_id") != "face-1" or not is_base64(face.get("sound_file", "")):
        return "face"
    lasts = face["sound_end_time"] - face["sound_start_time"]
    if lasts < 2000:
        return "the recording is shorter than 2000 ms"
    begins = face["sound_insert_time"]
    ends = begins + lasts
    return "" if min(ends, 3000) - max(begins, 200) >= 2000 and ends <= 3000 else "insert time"


def wrong_avatar(body: dict[str, Any]) -> str:
    if not (is_base64(body.get("image", "")) and is_base64(body.get("sound_file", ""))):
        return "image and sound_file"
    return "audio_id or sound_file" if "audio_id" in body else ""


def wrong_on_gateway(kind: str, model: str, body: dict[str, Any]) -> str:
    if set(body) - {"prompt", "contents", "settings", "options"}:
        return "unknown field"
    if set(body.get("settings", ())) - {"aspect_ratio", "duration", "resolution", "audio"}:
        return "unknown setting"
    if not isinstance(body["settings"].get("duration"), int):
        return "duration is a number"
    options = set(body.get("options", ()))
    if model == "kling-4.0" and options & {"external_task_id", "callback_url"}:
        return "external_task_id is not supported"
    if options - {"external_task_id", "callback_url", "watermark_info"}:
        return "unknown option"
    types = [item.get("type") for item in body.get("contents", ())]
    known = {
        "text-to-video": {"prompt"},
        "image-to-video": {"prompt", "first_frame", "middle_frame", "last_frame"},
        "omni-video": {
            "prompt", "refer_image", "feature_video", "base_video", "element", "voice",
        },
    }[kind]  # fmt: skip
    if set(types) - known or ("prompt" in body) == ("prompt" in types):
        return "contents"
    if any("url" in one and not is_base64(one["url"]) for one in body.get("contents", ())):
        return "url"
    return ""


SWITCHED_ON = {"gateway": "on"}
STD = {"resolution": "720p", "sound": "false"}
CASES = (
    Case("kling", FakeKling, "kling-v2-6", settings={"resolution": "1080p", "sound": "true"}),
    Case("kling", FakeKling, "kling-v3", negative="雾", references=("first_frame", "last_frame"),
         settings=STD, name="frames"),
    Case("kling", FakeKling, "kling-v1-6", references=("character", "place"), name="pictures"),
    Case("kling", FakeKling, "kling-v3-omni", references=("character", "place", "first_frame"),
         settings=STD, vendor_ids={"character": ELEMENT}, sends_references_inline=False,
         name="element"),
    Case("kling", FakeKling, "kling-video-o1-clip", references=("clip", "character"),
         vendor_ids={"clip": OLD_FILM}, settings={"resolution": "720p"}, name="film"),
    Case("kling", FakeKling, "kling-v3", settings=STD | {"shots": "several"}, seconds=6,
         parts=(1, 3, 2), name="group"),
    Case("kling", FakeKling, "kling-v3-omni", references=("character", "first_frame"), seconds=6,
         settings=STD | {"shots": "several"}, parts=(4, 2), name="group"),
    Case("kling", FakeKling, "video-extend", references=("clip",), vendor_ids={"clip": OLD_FILM}),
    Case("kling-image", FakeKling, "kling-v3", medium="picture", settings={"resolution": "2k"}),
    Case("kling-image", FakeKling, "kling-v3-omni", medium="picture",
         references=("character", "place"), settings={"resolution": "4k"}),
    Case("kling-lips", FakeKling, "advanced-lip-sync", medium="lips", references=("clip", "sound"),
         vendor_ids={"clip": OLD_FILM}),
    Case("kling-lips", FakeKling, "advanced-lip-sync", medium="lips", references=("clip", "sound"),
         name="uploaded"),
    Case("kling-lips", FakeKling, "avatar", medium="lips", references=("first_frame", "sound")),
    Case("kling-turbo", FakeKling, "kling-3.0-turbo", options=SWITCHED_ON),
    Case("kling-4", FakeKling, "kling-4.0", references=("character", "place"), options=SWITCHED_ON),
    Case("kling-4", FakeKling, "kling-4.0", options=SWITCHED_ON, seconds=6, parts=(2.5, 3.5),
         prompt="shot 1, 2.5s, 林夏推门 shot 2, 3.5s, 雨停了", name="group"),
)  # fmt: skip
