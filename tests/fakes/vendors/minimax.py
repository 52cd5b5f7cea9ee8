"""MiniMax: both generations of its film wire, pictures and speech, with the key really checked.

Fields that the document does not name are refused, as are wrong types, sizes and combinations.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from app.domain.money import Money
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.vendor import Case, FakeVendor, Job

_H3 = {"768P": "0.08", "2K": "0.13"}
_RATIOS = {"adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16"}
_PIECES = {
    ("MiniMax-Hailuo-2.3", "768P", 6): "0.28", ("MiniMax-Hailuo-2.3", "768P", 10): "0.56",
    ("MiniMax-Hailuo-2.3", "1080P", 6): "0.49", ("MiniMax-Hailuo-02", "768P", 6): "0.28",
    ("MiniMax-Hailuo-02", "768P", 10): "0.56", ("MiniMax-Hailuo-02", "1080P", 6): "0.49",
    ("MiniMax-Hailuo-02", "512P", 6): "0.10", ("MiniMax-Hailuo-02", "512P", 10): "0.15",
    ("MiniMax-Hailuo-2.3-Fast", "768P", 6): "0.19",
}  # fmt: skip
_STATUS = {"queued": "Queueing", "running": "Processing", "ready": "Success"}


def is_data_uri(text: object, kind: str = "image") -> bool:
    """A data URI of a medium whose base64 really decodes."""
    head, comma, body = str(text).partition(";base64,")
    if not (comma and head.startswith(f"data:{kind}/")):
        return False
    return bool(base64.b64decode(body, validate=True))


def usd(amount: str | Decimal) -> Money:
    return Money(amount=Decimal(amount), currency="USD")


class Refuse(Exception):
    """What is wrong with a request: MiniMax's code and words."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def check(condition: object, message: str) -> None:
    if not condition:
        raise Refuse(2013, f"invalid params, {message}")


def only(body: Mapping[str, Any], *names: str) -> None:
    extra = set(body) - set(names)
    check(not extra, f"unknown fields {sorted(extra)}")


class FakeMiniMax(FakeVendor):
    """First generation: always 200, the verdict in `base_resp`."""

    paths: ClassVar[Mapping[str, str]] = {}

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        return self.paths.get(f"{call.method} {call.path}", call.path)

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self.serve_file(call)
        try:
            if call.headers.get("authorization") != f"Bearer {self.key}":
                raise Refuse(1004, "login fail: check the API key")
            body = self.answer_to(route, call)
        except Refuse as refusal:
            return self.error(refusal)
        return answer(body | {"base_resp": {"status_code": 0, "status_msg": "success"}})

    def error(self, refusal: Refuse) -> Response:
        base = {"status_code": refusal.code, "status_msg": refusal.message}
        return answer({"base_resp": base})

    def answer_to(self, route: str, call: Call) -> dict[str, Any]:
        if route == "voices":
            check(call.json == {"voice_type": "system"}, "voice_type")
            return {"system_voice": []}
        raise Refuse(2013, f"no such path {route}")

    def refusals(self) -> dict[str, Fault]:
        def error(code: int) -> Fault:
            return refused(200, {"base_resp": {"status_code": code, "status_msg": "no"}})

        return {
            "parameter": error(2013),
            "auth": error(2049),
            "balance": error(1008),
            "policy": error(2038),
            "moderated_input": error(1026),
            "too_fast": error(1002),
        }


class FakeHailuoClassic(FakeMiniMax):
    """`/v1/video_generation` and its two look-ups."""

    paths: ClassVar[Mapping[str, str]] = {
        "POST /v1/video_generation": "create", "GET /v1/query/video_generation": "get",
        "GET /v1/files/retrieve": "retrieve", "POST /v1/get_voice": "voices",
    }  # fmt: skip

    def answer_to(self, route: str, call: Call) -> dict[str, Any]:
        match route:
            case "create":
                return {"task_id": self._create(call.json).id}
            case "get":
                return self._state(self._job(call.query["task_id"][0]))
            case "retrieve":
                job = self._job(call.query["file_id"][0].removeprefix("file-"))
                return {"file": {"file_id": f"file-{job.id}", "download_url": self.file_url(job)}}
        return super().answer_to(route, call)

    def _create(self, body: dict[str, Any]) -> Job:
        only(
            body, "model", "prompt", "prompt_optimizer", "fast_pretreatment", "duration", "resolution",
            "first_frame_image", "last_frame_image", "subject_reference", "callback_url",
            "aigc_watermark",
        )  # fmt: skip
        check(isinstance(body["aigc_watermark"], bool), "aigc_watermark")
        check(0 < len(body["prompt"]) <= 2000, "prompt")
        for name in ("first_frame_image", "last_frame_image"):
            check(name not in body or is_data_uri(body[name]), name)
        check("last_frame_image" not in body or body["model"] == "MiniMax-Hailuo-02", "last frame")
        check("last_frame_image" not in body or "first_frame_image" in body, "first frame")
        if body["model"] == "S2V-01":
            (person,) = body["subject_reference"]
            check(person["type"] == "character" and len(person["image"]) == 1, "subject")
            check(is_data_uri(person["image"][0]), "subject picture")
        if body["model"].endswith("-Fast") or body["model"].startswith("I2V"):
            check("first_frame_image" in body, "first_frame_image is required")
        if "-01" in body["model"]:
            check((body["duration"], body["resolution"]) == (6, "720P"), "01 makes 720P of 6 s")
            return self.take(body)
        known = _PIECES.get((body["model"], body["resolution"], body["duration"]))
        check(known, "duration and resolution")
        return self.take(body, usd(known or "0"))

    def _job(self, number: str) -> Job:
        check(number in self.jobs, "invalid task_id")
        return self.jobs[number]

    def _state(self, job: Job) -> dict[str, Any]:
        state = job.state(self.now())
        body: dict[str, Any] = {"task_id": job.id, "status": _STATUS.get(state, "Fail")}
        if state == "ready":
            body |= {"file_id": f"file-{job.id}", "video_width": 96, "video_height": 160}
        if state == "moderated":
            body["base_resp"] = {"status_code": 1027, "status_msg": "output sensitive"}
        return body

    def work(self, route: str, call: Call) -> Response:
        response = super().work(route, call)
        if route == "get" and b'"Fail"' in response.body:
            job = self.jobs[call.query["task_id"][0]]
            return answer({"base_resp": {"status_code": 0}} | self._state(job))
        return response

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated"}


class FakeHailuo(FakeMiniMax):
    """Second generation: real statuses, OpenAI-like errors, a list of seven days, cancel by DELETE."""

    def route(self, call: Call) -> str:
        first = call.path.split("/")[-1]
        if call.path.startswith("/files/"):
            return "file"
        if call.method == "POST":
            return "create"
        if call.method == "DELETE":
            return "cancel"
        return "list" if first == "video_generation" else "get"

    def error(self, refusal: Refuse) -> Response:
        names = {1004: (401, "authorized_error"), 2013: (400, "bad_request_error")}
        status, kind = names[refusal.code]
        return answer(h3_error(kind, f"{refusal.message} ({refusal.code})", status), status)

    def answer_to(self, route: str, call: Call) -> dict[str, Any]:
        number = call.path.rpartition("/")[2]
        if route == "create":
            return {"task_id": self._create(call.json).id}
        if route == "list":
            return self._list(call)
        check(number in self.jobs, "invalid task_id")
        if route == "cancel":
            check(self.jobs[number].state(self.now()) == "queued", "only queued tasks")
            self.jobs[number].cancelled = True
            return {}
        return {"task": self._task(self.jobs[number])}

    def _list(self, call: Call) -> dict[str, Any]:
        only(call.query, "page_num", "page_size", "filter.model", "filter.status")
        page, size = int(call.query["page_num"][0]), int(call.query["page_size"][0])
        model = call.query.get("filter.model", [""])[0]
        tasks = [self._task(job) for job in reversed(self.jobs.values())]
        tasks = [task for task in tasks if model in ("", task["model"])]
        return {"items": tasks[(page - 1) * size : page * size], "total": len(tasks)}

    def _create(self, body: dict[str, Any]) -> Job:
        only(body, "model", "content", "resolution", "duration", "ratio", "callback_url", "aigc_watermark")  # fmt: skip
        check(body["model"] == "MiniMax-H3" and body["resolution"] in _H3, "model or resolution")
        check(isinstance(body["duration"], int) and 4 <= body["duration"] <= 15, "duration")
        check(body["ratio"] in _RATIOS and isinstance(body["aigc_watermark"], bool), "ratio")
        texts = [item["text"] for item in body["content"] if item["type"] == "text"]
        check(len(texts) == 1 and 0 < len(texts[0]) <= 7000, "one text of 7000 characters")
        roles = [self._role(item) for item in body["content"] if item["type"] != "text"]
        framed = {"first_frame", "last_frame"} & set(roles)
        check(not framed or set(roles) == framed, "frames and references exclude each other")
        check(roles.count("first_frame") <= 1 and roles.count("last_frame") <= 1, "frames")
        for role, most in (("reference_image", 9), ("reference_video", 3), ("reference_audio", 3)):
            check(roles.count(role) <= most, role)
        check(set(roles) != {"reference_audio"}, "audio needs a picture or a film")
        check(roles or body["ratio"] != "adaptive", "ratio is needed")
        seconds = body["duration"] + 3 * roles.count("reference_video")
        pictures = sum(role.endswith(("image", "frame")) for role in roles)
        rate = Decimal(_H3[body["resolution"]])
        price = usd(rate * seconds + Decimal("0.04") * max(0, pictures - 5))
        return self.take(body, price, seconds=seconds, pictures=pictures)

    def _role(self, item: dict[str, Any]) -> str:
        kind = item["type"]
        only(item, "type", "role", kind)
        only(item[kind], "url")
        medium = kind.removesuffix("_url")
        check(is_data_uri(item[kind]["url"], medium), f"{kind} is no data URI")
        roles = {
            "image": ("first_frame", "last_frame", "reference_image"),
            "video": ("reference_video",),
            "audio": ("reference_audio",),
        }
        check(item["role"] in roles[medium], "role")
        return str(item["role"])

    def _task(self, job: Job) -> dict[str, Any]:
        state = job.state(self.now())
        words = {"ready": "succeeded", "moderated": "failed"}
        task: dict[str, Any] = {
            "id": job.id, "model": job.body["model"], "status": words.get(state, state),
            "created_at": int(job.created.timestamp()), "updated_at": int(job.ended.timestamp()),
            "resolution": job.body["resolution"], "duration": job.body["duration"],
            "ratio": job.body["ratio"], "task_type": "generation", "modality": "video", "usage": {},
        }  # fmt: skip
        if state == "ready":
            task["content"] = {"url": self.file_url(job)}
            task["usage"] = {
                "total_seconds": job.extra["seconds"],
                "output_seconds": job.body["duration"],
                "input_image_count": job.extra["pictures"],
            }
        if state in ("failed", "moderated"):
            code = "1026" if state == "moderated" else "1000"
            task["error"] = {
                "code": code,
                "message": "video description contains sensitive content",
            }
        return task

    def refusals(self) -> dict[str, Fault]:
        def error(status: int, kind: str, code: int, **headers: str) -> Fault:
            return refused(status, h3_error(kind, f"no ({code})", status), **headers)

        return {
            "parameter": error(400, "bad_request_error", 2013),
            "auth": error(401, "authorized_error", 1004),
            "balance": error(402, "insufficient_balance_error", 1008),
            "moderated_input": error(422, "unprocessable_entity_error", 1026),
            "too_fast": error(429, "rate_limit_error", 1002, Retry_After="3"),
        }

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated", "expired": "expired"}


class FakeMiniMaxImage(FakeMiniMax):
    """`/v1/image_generation`, with addresses in the answer."""

    paths: ClassVar[Mapping[str, str]] = {
        "POST /v1/image_generation": "create",
        "POST /v1/get_voice": "voices",
    }

    def answer_to(self, route: str, call: Call) -> dict[str, Any]:
        if route != "create":
            return super().answer_to(route, call)
        body = call.json
        only(
            body, "model", "prompt", "aspect_ratio", "width", "height", "n", "seed",
            "prompt_optimizer", "response_format", "subject_reference", "aigc_watermark",
        )  # fmt: skip
        check(body["model"] in ("image-01", "image-01-live"), "model")
        check(0 < len(body["prompt"]) <= 1500 and body["n"] == 1, "prompt or n")
        check(body["response_format"] == "url" and isinstance(body["seed"], int), "format or seed")
        if "aspect_ratio" in body:
            check(body["aspect_ratio"] in _RATIOS | {"3:2", "2:3"}, "aspect_ratio")
        else:
            sides = (body["width"], body["height"])
            check(all(512 <= side <= 2048 and side % 8 == 0 for side in sides), "width, height")
        for person in body.get("subject_reference", []):
            only(person, "type", "image_file")
            check(person["type"] == "character" and is_data_uri(person["image_file"]), "subject")
        job = self.take(body)
        urls = [self.file_url(job, "picture.jpeg")]
        counts = {"success_count": 1, "failed_count": 0}
        return {"id": job.id, "data": {"image_urls": urls}, "metadata": counts}


class FakeMiniMaxSpeech(FakeMiniMax):
    """`/v1/t2a_v2`, with an address in the answer."""

    paths: ClassVar[Mapping[str, str]] = {
        "POST /v1/t2a_v2": "create",
        "POST /v1/get_voice": "voices",
    }

    def answer_to(self, route: str, call: Call) -> dict[str, Any]:
        if route != "create":
            return super().answer_to(route, call)
        body = call.json
        only(
            body, "model", "text", "stream", "voice_setting", "audio_setting", "language_boost",
            "pronunciation_dict", "timbre_weights", "voice_modify", "subtitle_enable",
            "output_format", "aigc_watermark",
        )  # fmt: skip
        voice, audio = body["voice_setting"], body["audio_setting"]
        only(voice, "voice_id", "speed", "vol", "pitch", "emotion")
        only(audio, "sample_rate", "bitrate", "format", "channel")
        check(voice["voice_id"] and isinstance(voice["pitch"], int), "voice_setting")
        check(0.5 <= voice["speed"] <= 2 and 0 < voice["vol"] <= 10, "speed or vol")
        check(audio["format"] in ("mp3", "pcm", "flac", "wav"), "format")
        check(len(body["text"]) < 10_000 and body["stream"] is False, "text")
        check(body["output_format"] == "url", "output_format")
        rate = Decimal("0.1") if body["model"].endswith("-hd") else Decimal("0.06")
        count = sum(2 if "\u4e00" <= sign <= "\u9fff" else 1 for sign in body["text"])
        job = self.take(body, usd(rate * count / 1000))
        extra = {"audio_length": 1000, "usage_characters": count}
        return {
            "data": {"audio": self.file_url(job, "speech.wav"), "status": 2},
            "extra_info": extra,
            "trace_id": job.id,
        }


def h3_error(kind: str, message: str, status: int) -> dict[str, Any]:
    error = {"type": kind, "message": message, "http_code": str(status)}
    return {"type": "error", "error": error, "request_id": "021785229015510a"}


_SPOKEN = {"voice": "male-qn-qingse", "speed": 1.1, "emotion": "sad"}
CASES = (
    Case("hailuo", FakeHailuo, "MiniMax-H3", references=("character", "place"), name="references"),
    Case("hailuo", FakeHailuo, "MiniMax-H3", references=("first_frame", "last_frame"), name="frames"),
    Case("hailuo", FakeHailuo, references=("character", "clip", "sound"), seconds=6, name="film"),
    Case("hailuo-classic", FakeHailuoClassic, "MiniMax-Hailuo-2.3", seconds=6, width=1920, height=1080),
    Case("hailuo-classic", FakeHailuoClassic, "MiniMax-Hailuo-02", seconds=10,
         references=("first_frame", "last_frame")),
    Case("hailuo-classic", FakeHailuoClassic, "S2V-01", seconds=6, references=("character",)),
    Case("minimax-image", FakeMiniMaxImage, "image-01", medium="picture", seconds=0,
         references=("character",), at_once=True),
    Case("minimax-speech", FakeMiniMaxSpeech, "speech-2.8-hd", medium="voice", seconds=0, width=0,
         height=0, settings=_SPOKEN, at_once=True),
)  # fmt: skip
