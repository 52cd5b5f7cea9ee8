"""Volcengine's speech: a row of JSON objects with pieces of sound."""

from __future__ import annotations

import base64
import json
from typing import Any

from app.domain.money import Money
from app.generators.login import Login
from tests.fakes import clips
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.vendor import Case, FakeVendor

_PARAMS = {"text", "speaker", "audio_params", "additions", "model", "ssml", "mix_speaker"}
_SOUND = {"format", "sample_rate", "bit_rate", "emotion", "emotion_scale", "speech_rate",
          "loudness_rate", "enable_timestamp", "enable_subtitle"}  # fmt: skip
_VOICES = {"seed-tts-2.0": "_uranus_", "seed-tts-1.0": "_moon_", "seed-icl-2.0": "S_"}


class FakeVolcengineTts(FakeVendor):
    """Takes a key of the new console, or the two halves of one of the old."""

    old_key = "123456789:old-access-token-4711"

    def route(self, call: Call) -> str:
        if call.path != "/api/v3/tts/unidirectional":
            raise AssertionError(call.path)
        return "create" if call.json["req_params"]["text"] else "probe"

    def work(self, route: str, call: Call) -> Response:
        if not self._is_known(call):
            return answer({"code": 45000010, "message": "Invalid X-Api-Key"}, 401)
        body = call.json
        wrong = _wrong(body, call.headers.get("x-api-resource-id", ""))
        if wrong:
            return _row({"code": 45000000, "message": wrong})
        if route == "probe":
            return _row({"code": 45000001, "message": "text is empty"})
        words = len(body["req_params"]["text"])
        if words > 5000:
            return _row({"code": 40402003, "message": "TTSExceededTextLimit:exceed max limit"})
        self.take(body, Money(amount=words))
        pcm = clips.sound()[44:]
        half = len(pcm) // 4 * 2
        pieces: list[dict[str, Any]] = [
            {"code": 0, "message": "", "data": base64.b64encode(piece).decode()}
            for piece in (pcm[:half], pcm[half:])
        ]
        sentence = {"code": 0, "message": "", "data": None, "sentence": {"text": "t", "words": []}}
        end: dict[str, Any] = {"code": 20000000, "message": "ok", "data": None}
        if call.headers.get("x-control-require-usage-tokens-return"):
            end["usage"] = {"text_words": words}
        return _row(*pieces, sentence, end)

    def _is_known(self, call: Call) -> bool:
        old = (call.headers.get("x-api-app-id"), call.headers.get("x-api-access-key"))
        new = call.headers.get("x-api-key") == self.key
        return new or old == Login("", self.old_key).pair

    def refusals(self) -> dict[str, Fault]:
        def error(status: int, code: int, message: str) -> Fault:
            return refused(status, {"code": code, "message": message})

        return {
            "parameter": error(200, 40402003, "TTSExceededTextLimit:exceed max limit"),
            "auth": error(401, 45000010, "Invalid X-Api-Key"),
            "too_fast": error(200, 45000000, "quota exceeded for types: concurrency"),
        }


def _wrong(body: dict[str, Any], resource: str) -> str:
    words = body["req_params"]
    if set(body) != {"user", "req_params"} or set(words) - _PARAMS:
        return "unknown field"
    if set(words["audio_params"]) - _SOUND or words["audio_params"]["format"] != "pcm":
        return "audio_params"
    if "additions" in words:
        json.loads(words["additions"])
    if resource not in _VOICES or _VOICES[resource] not in words["speaker"]:
        return "speaker permission denied: get resource id: access denied"
    return ""


def _row(*objects: dict[str, Any]) -> Response:
    body = "\n".join(json.dumps(one) for one in objects).encode()
    return Response(200, body, {"Content-Type": "application/json"})


CASES = (
    Case("volcengine-tts", FakeVolcengineTts, "seed-tts-2.0", medium="voice", seconds=0, width=0,
         height=0, settings={"voice": "zh_female_vv_uranus_bigtts", "instruction": "痛心一点"},
         at_once=True),
)  # fmt: skip
