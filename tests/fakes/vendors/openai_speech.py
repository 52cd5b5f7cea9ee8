"""Speech in OpenAI's shape: bytes at once, at OpenAI and at a gateway."""

from __future__ import annotations

from typing import Any

from tests.fakes import clips
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.vendor import Case, FakeVendor

_FIELDS = {"model", "input", "voice", "instructions", "response_format", "speed"}
_FORMATS = {"mp3", "opus", "aac", "flac", "wav", "pcm"}


class FakeOpenAISpeech(FakeVendor):
    """One account at `…/v1`."""

    base = "/v1"
    key = "sk-fake-openai-4711"

    def route(self, call: Call) -> str:
        return "create" if call.path == "/v1/audio/speech" else "models"

    def work(self, route: str, call: Call) -> Response:
        if call.headers.get("authorization") != f"Bearer {self.key}":
            return problem(401, "invalid_api_key", "Incorrect API key provided")
        if route == "models":
            return answer({"object": "list", "data": [{"id": "gpt-4o-mini-tts"}]})
        body: dict[str, Any] = call.json
        missing = {"model", "input", "voice"} - set(body)
        wrong = missing or set(body) - _FIELDS or {body["response_format"]} - _FORMATS
        if wrong or ("instructions" in body and body["model"].startswith("tts-1")):
            return problem(400, "invalid_request", f"wrong: {sorted(wrong)}")
        self.take(body)
        return Response(200, clips.sound(), {"Content-Type": "audio/wav"})

    def refusals(self) -> dict[str, Fault]:
        def body(status: int, code: str) -> Fault:
            error = {"message": "no", "type": "invalid_request_error", "param": None, "code": code}
            return refused(status, {"error": error})

        return {
            "parameter": body(400, "string_above_max_length"),
            "auth": body(401, "invalid_api_key"),
            "balance": body(429, "insufficient_quota"),
            "too_fast": body(429, "rate_limit_exceeded"),
            "moderated_input": body(400, "content_policy_violation"),
        }


def problem(status: int, code: str, message: str) -> Response:
    """OpenAI's error body."""
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
    return answer({"error": error}, status)


CASES = (
    Case("openai-speech", FakeOpenAISpeech, "gpt-4o-mini-tts", medium="voice", seconds=0, width=0,
         height=0, settings={"voice": "coral", "format": "wav", "emotion": "whispering"},
         at_once=True),
    Case("compatible-speech", FakeOpenAISpeech, "tts-1", medium="voice", seconds=0, width=0,
         height=0, settings={"voice": "af_sky", "format": "wav", "speed": 1.2}, at_once=True),
)  # fmt: skip
