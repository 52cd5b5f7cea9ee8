"""Google's generateContent for text: parts, thoughts, block reasons, waits inside the error body."""

from __future__ import annotations

from typing import Any

from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.writer import FakeWriter, Heard, WriterCase

_CONFIG = {"maxOutputTokens", "responseMimeType", "responseJsonSchema"}
_ENDS = {
    "whole": "STOP",
    "cut": "MAX_TOKENS",
    "declined": "PROHIBITED_CONTENT",
    "withheld": "SAFETY",
}


class FakeGemini(FakeWriter):
    """One project."""

    key = "AIzaFake4711abcdefghij"

    def route(self, call: Call) -> str:
        return "create" if call.path.endswith(":generateContent") else "models"

    def denied(self, call: Call) -> Response | None:
        if call.headers.get("x-goog-api-key") == self.key and "key" not in call.query:
            return None
        return problem(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.")

    def models(self) -> Response:
        return answer({"models": [{"name": "models/gemini-3.8-flash"}]})

    def reading(self, call: Call) -> Heard | Response:
        body: dict[str, Any] = call.json
        config = body["generationConfig"]
        unknown = set(body) - {"contents", "generationConfig", "systemInstruction"}
        unknown |= set(config) - _CONFIG
        if unknown:
            return problem(400, "INVALID_ARGUMENT", f"Unknown name {sorted(unknown)}")
        (content,) = body["contents"]
        *pictures, last = content["parts"]
        for one in pictures:
            assert set(one["inlineData"]) == {"mimeType", "data"}
        system = body.get("systemInstruction", {"parts": [{"text": ""}]})["parts"][0]["text"]
        schema = config.get("responseJsonSchema")
        assert (schema is None) == ("responseMimeType" not in config)
        model = call.path.removeprefix("/v1beta/models/").removesuffix(":generateContent")
        most = config["maxOutputTokens"]
        return Heard(model, system, last["text"], len(pictures), schema, most)

    def saying(self, heard: Heard) -> Response:
        total, cached, out = self.used
        parts = [{"text": "thinking", "thought": True}]
        if self.end in ("whole", "cut"):
            parts.append({"text": self.text})
        candidate = {
            "content": {"role": "model", "parts": parts},
            "finishReason": _ENDS.get(self.end, "STOP"),
        }
        usage = {
            "promptTokenCount": total, "cachedContentTokenCount": cached,
            "candidatesTokenCount": out - 100, "thoughtsTokenCount": 100,
        }  # fmt: skip
        body = {"candidates": [candidate], "usageMetadata": usage, "modelVersion": heard.model}
        return answer(body)

    def refusals(self) -> dict[str, Fault]:
        wait = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "7s"}]
        return {
            "parameter": fault(400, "INVALID_ARGUMENT", "The schema is too complex"),
            "auth": fault(403, "PERMISSION_DENIED", "blocked key"),
            "too_fast": fault(429, "RESOURCE_EXHAUSTED", "quota", wait),
            "moderated_input": Fault(
                status=200, body=b'{"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}'
            ),
        }


def problem(status: int, word: str, message: str) -> Response:
    """google.rpc.Status as JSON."""
    return answer({"error": {"code": status, "status": word, "message": message}}, status)


def fault(status: int, word: str, message: str, details: list[Any] | None = None) -> Fault:
    """The same as a scripted refusal."""
    error = {"code": status, "status": word, "message": message, "details": details or []}
    return refused(status, {"error": error})


CASES = (WriterCase("gemini-text", FakeGemini, "gemini-3.8-flash"),)
