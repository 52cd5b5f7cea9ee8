"""Alibaba Model Studio: tasks with their list, the upload policy and its storage, pictures and voices at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.domain.money import Money
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.vendor import Case, FakeVendor, Job
from tests.fakes.vendors.minimax import is_data_uri

_VIDEO = "/api/v1/services/aigc/video-generation/video-synthesis"
_TWO_FRAMES = "/api/v1/services/aigc/image2video/video-synthesis"
_AT_ONCE = "/api/v1/services/aigc/multimodal-generation/generation"
_COSY = "/api/v1/services/audio/tts/SpeechSynthesizer"
_STATUS = {
    "queued": "PENDING", "running": "RUNNING", "ready": "SUCCEEDED", "failed": "FAILED",
    "moderated": "FAILED", "expired": "UNKNOWN", "cancelled": "CANCELED",
}  # fmt: skip
_FORM = (
    "OSSAccessKeyId", "Signature", "policy", "key", "x-oss-object-acl", "x-oss-forbid-overwrite",
    "success_action_status", "x-oss-content-type", "file",
)  # fmt: skip
_SIZES = {
    "1280*720",
    "720*1280",
    "960*960",
    "1920*1080",
    "1080*1920",
    "832*480",
    "480*832",
    "624*624",
}
_CNY = {
    "wan2.6-t2v": {"720P": "0.6", "1080P": "1.0"},
    "wan2.5-i2v-preview": {"720P": "0.6", "1080P": "1.0"},
}
_USD = {
    "wan2.7-t2v": "0.10",
    "wan2.7-i2v": "0.10",
    "wan2.7-r2v": "0.10",
    "happyhorse-1.1-r2v": "0.14",
}


class Refuse(Exception):
    """What is wrong with a request."""

    def __init__(self, status: int, code: str, message: str = "no") -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def check(condition: object, message: str) -> None:
    if not condition:
        raise Refuse(400, "InvalidParameter", message)


def only(body: Mapping[str, Any], *names: str) -> None:
    check(not set(body) - set(names), f"unknown fields {sorted(set(body) - set(names))}")


class FakeDashScope(FakeVendor):
    """Films, as tasks; `international` bills in dollars."""

    international = False

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        if call.path == "/oss":
            return "upload"
        if call.path == "/api/v1/uploads":
            return "policy"
        if call.path == "/api/v1/tasks":
            return "list"
        if call.path.startswith("/api/v1/tasks/"):
            return "cancel" if call.path.endswith("/cancel") else "get"
        return "create"

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self.serve_file(call)
        if route == "upload":
            return self._upload(call)
        try:
            if call.headers.get("authorization") != f"Bearer {self.key}":
                raise Refuse(401, "InvalidApiKey", "Invalid API-key provided.")
            return answer(self.answer_to(route, call) | {"request_id": "4909"})
        except Refuse as refusal:
            body = {"code": refusal.code, "message": refusal.message, "request_id": "4909"}
            return answer(body, refusal.status)

    def answer_to(self, route: str, call: Call) -> dict[str, Any]:
        match route:
            case "policy":
                check(call.query["action"] == ["getPolicy"] and call.query["model"], "policy")
                return {"data": self._policy()}
            case "list":
                return self._list(call)
            case "create":
                return self._create(call)
        job = self.jobs.get(call.path.removeprefix("/api/v1/tasks/").removesuffix("/cancel"))
        if job is None:
            return {"output": {"task_id": "?", "task_status": "UNKNOWN"}}
        if route == "cancel":
            if job.state(self.now()) != "queued":
                raise Refuse(400, "UnsupportedOperation", "only PENDING tasks")
            job.cancelled = True
            return {}
        return self._task(job)

    def _policy(self) -> dict[str, str]:
        return {
            "upload_host": f"{self.origin}/oss", "upload_dir": "dashscope-instant/ab/2026-11-21/x",
            "oss_access_key_id": "STS.id", "signature": "c2lnbmVk", "policy": "cG9saWN5",
            "x_oss_object_acl": "private", "x_oss_forbid_overwrite": "true",
        }  # fmt: skip

    def _upload(self, call: Call) -> Response:
        names = [name.decode() for name in re.findall(rb'form-data; name="([^"]+)"', call.body)]
        signed = b"c2lnbmVk" in call.body and b"STS.id" in call.body
        if tuple(names) != _FORM or not signed or "authorization" in call.headers:
            return Response(403, b"<Error><Code>AccessDenied</Code></Error>")
        key = re.search(rb'name="key"(?:\r\n[^\r\n]+)*\r\n\r\n([^\r]+)', call.body)
        self.uploaded = getattr(self, "uploaded", set()) | {key.group(1).decode() if key else ""}
        return Response(200)

    def _list(self, call: Call) -> dict[str, Any]:
        only(call.query, "page_no", "page_size", "start_time", "end_time", "model_name", "status")
        page, size = int(call.query["page_no"][0]), int(call.query["page_size"][0])
        wanted = call.query.get("model_name", [""])[0]
        found = [
            {
                "task_id": job.id, "model_name": job.body["model"], "status": _STATUS[job.state(self.now())],
                "gmt_create": int(job.created.timestamp() * 1000),
            }
            for job in reversed(self.jobs.values())
            if wanted in ("", job.body["model"])
        ]  # fmt: skip
        return {
            "data": found[(page - 1) * size : page * size],
            "page_no": page,
            "total": len(found),
        }

    def _create(self, call: Call) -> dict[str, Any]:
        body = call.json
        only(body, "model", "input", "parameters")
        if call.headers.get("x-dashscope-async") != "enable":
            raise Refuse(403, "AccessDenied", "current user api does not support synchronous calls")
        name, given, parameters = body["model"], body["input"], body["parameters"]
        check(call.path == (_TWO_FRAMES if "kf2v" in name else _VIDEO), "path")
        check(isinstance(parameters["watermark"], bool), "watermark")
        check(
            ("oss://" in str(given)) == ("x-dashscope-ossresourceresolve" in call.headers),
            "resolve",
        )
        for url in self._urls(given):
            key = url.removeprefix("oss://")
            stored = key != url and key in getattr(self, "uploaded", set())
            check(stored or is_data_uri(url), f"cannot read {url[:40]}")
        if name.startswith("wan3"):
            self._third(given, parameters)
        elif name.startswith(("wan2.7", "happyhorse")):
            self._second(name, given, parameters)
        else:
            self._first(name, given, parameters)
        return {"output": {"task_id": self._taken(body).id, "task_status": "PENDING"}}

    def _urls(self, given: dict[str, Any]) -> list[str]:
        urls = [value for name, value in given.items() if name.endswith("_url")]
        urls += given.get("reference_urls", [])
        for item in given.get("media", []):
            urls += [item["url"], *([item["reference_voice"]] if "reference_voice" in item else [])]
        return urls

    def _first(self, name: str, given: dict[str, Any], parameters: dict[str, Any]) -> None:
        only(
            given, "prompt", "negative_prompt", "img_url", "audio_url", "reference_urls", "template",
            "first_frame_url", "last_frame_url",
        )  # fmt: skip
        free = "t2v" in name or "r2v" in name
        only(
            parameters, "size" if free else "resolution", "duration", "seed", "prompt_extend", "watermark",
            "audio", "shot_type",
        )  # fmt: skip
        check(not free or parameters["size"] in _SIZES, "size")
        check("i2v" not in name or "img_url" in given, "img_url")
        check("kf2v" not in name or "first_frame_url" in given, "first_frame_url")
        check("r2v" not in name or 1 <= len(given["reference_urls"]) <= 5, "reference_urls")

    def _second(self, name: str, given: dict[str, Any], parameters: dict[str, Any]) -> None:
        horse = name.startswith("happyhorse")
        only(given, "prompt", "media", *(() if horse else ("negative_prompt",)),
             *(("audio_url",) if "t2v" in name else ()))  # fmt: skip
        edit, own_shape = "edit" in name, "i2v" in name
        only(
            parameters, "resolution", "seed", "watermark", *(() if horse else ("prompt_extend",)),
            *(("audio_setting",) if edit else ("duration",)), *(() if edit or own_shape else ("ratio",)),
        )  # fmt: skip
        kinds = [item["type"] for item in given.get("media", [])]
        allowed = {"t2v": set(), "r2v": {"reference_image", "reference_video"},
                   "i2v": {"first_frame", "last_frame", "driving_audio", "first_clip"},
                   "edit": {"video", "reference_image"}}  # fmt: skip
        kind = "edit" if edit else name.rpartition("-")[2]
        check(set(kinds) <= allowed[kind], f"{kinds} for {name}")
        check(kind == "t2v" or kinds, "media")
        check("driving_audio" not in kinds or "first_frame" in kinds, "driving_audio")
        for item in given.get("media", []):
            only(item, "type", "url", *(("reference_voice",) if kind == "r2v" else ()))

    def _third(self, given: dict[str, Any], parameters: dict[str, Any]) -> None:
        only(given, "prompt", "media")
        only(parameters, "resolution", "ratio", "duration", "audio", "enable_thinking", "watermark")
        kinds = {item["type"] for item in given.get("media", [])}
        frames = {"first_frame", "last_frame"}
        check(not kinds & frames or kinds <= frames, "frames and references")
        check(
            2 <= parameters["duration"] <= 30 and isinstance(parameters["audio"], bool), "duration"
        )

    def _taken(self, body: dict[str, Any]) -> Job:
        parameters = body["parameters"]
        films = sum(
            "video" in item["type"] or "clip" in item["type"]
            for item in body["input"].get("media", [])
        )
        seconds = parameters.get("duration", 0) + 3 * films
        size = parameters.get("resolution", "720P")
        if "size" in parameters:
            size = "1080P" if "1080" in parameters["size"] else "720P"
        if self.international:
            rate, currency = _USD.get(body["model"], ""), "USD"
        else:
            rate, currency = _CNY.get(body["model"], {}).get(size, ""), "CNY"
        price = Money(amount=Decimal(rate) * seconds, currency=currency) if rate else None
        return self.take(body, price, seconds=seconds)

    def _task(self, job: Job) -> dict[str, Any]:
        state = job.state(self.now())
        output: dict[str, Any] = {"task_id": job.id, "task_status": _STATUS[state]}
        if state == "ready":
            output |= {"video_url": self.file_url(job), "orig_prompt": job.body["input"]["prompt"]}
            return {"output": output, "usage": {"duration": job.extra["seconds"], "video_count": 1}}
        if state == "moderated":
            output |= {
                "code": "DataInspectionFailed",
                "message": "Output data may be inappropriate.",
            }
        if state == "failed":
            output |= {"code": "InternalError", "message": "failed"}
        return {"output": output}

    def refusals(self) -> dict[str, Fault]:
        def error(status: int, code: str, message: str = "no") -> Fault:
            return refused(status, {"code": code, "message": message, "request_id": "4909"})

        return {
            "parameter": error(400, "InvalidParameter.Size"),
            "auth": error(401, "InvalidApiKey"),
            "balance": error(400, "Arrearage"),
            "policy": error(403, "Model.AccessDenied"),
            "moderated_input": error(
                400, "DataInspectionFailed", "Input data may be inappropriate."
            ),
            "too_fast": error(429, "Throttling.RateQuota"),
        }

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated", "expired": "expired"}


class FakeDashScopeIntl(FakeDashScope):
    """Singapore."""

    international = True


class FakeQwenImage(FakeDashScope):
    """Pictures at once."""

    prices = {"qwen-image-2.0-pro": "0.50", "qwen-image-2.0": "0.20", "qwen-image-max": "0.50"}  # noqa: RUF012

    def _create(self, call: Call) -> dict[str, Any]:
        body = call.json
        check(call.path == _AT_ONCE and "x-dashscope-async" not in call.headers, "path or header")
        only(body, "model", "input", "parameters")
        only(body["input"], "messages")
        only(
            body["parameters"], "size", "n", "negative_prompt", "prompt_extend", "watermark", "seed"
        )
        (message,) = body["input"]["messages"]
        check(message["role"] == "user", "role")
        *pictures, words = message["content"]
        check(list(words) == ["text"] and words["text"], "text comes last")
        check(all(is_data_uri(one["image"]) for one in pictures), "pictures")
        check(len(pictures) <= 4 and re.fullmatch(r"\d+\*\d+", body["parameters"]["size"]), "size")
        rate = self.prices.get(body["model"])
        job = self.take(body, Money(amount=Decimal(rate), currency="CNY") if rate else None)
        picture = {"image": self.file_url(job, "picture.png")}
        choice = {"finish_reason": "stop", "message": {"role": "assistant", "content": [picture]}}
        return {"output": {"choices": [choice]}, "usage": {"image_count": 1}}


class FakeDashScopeSpeech(FakeDashScope):
    """Qwen-TTS and CosyVoice."""

    def _create(self, call: Call) -> dict[str, Any]:
        body = call.json
        only(body, "model", "input")
        given = body["input"]
        if body["model"].startswith("cosyvoice"):
            check(call.path == _COSY, "path")
            only(given, "text", "voice", "format", "sample_rate", "volume", "rate", "pitch")
            check(given["format"] in ("wav", "pcm", "mp3"), "format")
        else:
            check(call.path == _AT_ONCE, "path")
            only(given, "text", "voice", "language_type", "instructions", "optimize_instructions")
            check(len(given["text"]) <= 600, "text")
        check(given["voice"] and given["text"], "voice and text")
        job = self.take(body)
        audio = {"url": self.file_url(job, "speech.wav"), "id": "audio_1", "expires_at": 1785225940}
        return {"output": {"audio": audio, "finish_reason": "stop"}}


CASES = (
    Case("wan", FakeDashScope, "wan2.6-t2v", name="words", negative="字幕"),
    Case("wan", FakeDashScope, "wan2.2-kf2v-flash", references=("first_frame", "last_frame")),
    Case("wan", FakeDashScope, "wan3.0-video", references=("character", "clip", "sound")),
    Case("wan-intl", FakeDashScopeIntl, "wan2.7", references=("character", "clip", "sound")),
    Case("wan-intl", FakeDashScopeIntl, "wan2.7-i2v", references=("first_frame", "last_frame")),
    Case("qwen-image", FakeQwenImage, "qwen-image-2.0", medium="picture", seconds=0,
         references=("character", "place"), at_once=True),
    Case("qwen-tts", FakeDashScopeSpeech, medium="voice", seconds=0, width=0, height=0,
         settings={"voice": "Cherry"}, at_once=True),
    Case("cosyvoice", FakeDashScopeSpeech, medium="voice", seconds=0, width=0, height=0,
         settings={"voice": "longxiaochun", "speed": 1.1}, at_once=True),
)  # fmt: skip
