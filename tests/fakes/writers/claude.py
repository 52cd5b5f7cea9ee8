"""Anthropic's messages: a dated version, blocks, schemas that must be closed, no sampling fields."""

from __future__ import annotations

from typing import Any

from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.writer import FakeWriter, Heard, WriterCase
from tests.fakes.writers.openai_chat import is_strict

_FIELDS = {"model", "max_tokens", "system", "messages", "output_config"}
_ENDS = {"whole": "end_turn", "cut": "max_tokens", "declined": "refusal", "withheld": "refusal"}


class FakeClaude(FakeWriter):
    """One workspace."""

    key = "sk-ant-fake-4711-abcdef"

    def route(self, call: Call) -> str:
        return "create" if call.path == "/v1/messages" else "models"

    def denied(self, call: Call) -> Response | None:
        if call.headers.get("anthropic-version") != "2026-10-21":
            return problem(400, "invalid_request_error", "anthropic-version: header is required")
        both = "x-api-key" in call.headers
        if call.headers.get("authorization") == f"Bearer {self.key}" and not both:
            return None
        return problem(401, "authentication_error", "invalid bearer token")

    def models(self) -> Response:
        return answer({"data": [{"type": "model", "id": "claude-sonnet-5-5"}], "has_more": False})

    def reading(self, call: Call) -> Heard | Response:
        body: dict[str, Any] = call.json
        unknown = set(body) - _FIELDS
        if unknown:
            return problem(400, "invalid_request_error", f"{sorted(unknown)}: not permitted")
        schema = None
        if "output_config" in body:
            wish = body["output_config"]["format"]
            schema = wish["schema"]
            if wish["type"] != "json_schema" or not is_strict(schema):
                return problem(400, "invalid_request_error", "additionalProperties must be false")
        (message,) = body["messages"]
        content, shown = message["content"], 0
        if isinstance(content, list):
            *pictures, last = content
            for one in pictures:
                assert set(one["source"]) == {"type", "media_type", "data"}
                assert not one["source"]["data"].startswith("data:")
            content, shown = last["text"], len(pictures)
        system = body.get("system", "")
        return Heard(body["model"], system, content, shown, schema, body["max_tokens"])

    def saying(self, heard: Heard) -> Response:
        total, cached, out = self.used
        blocks: list[dict[str, Any]] = [{"type": "thinking", "thinking": "…", "signature": "s"}]
        half = len(self.text) // 2
        if self.end in ("whole", "cut"):
            blocks += [{"type": "text", "text": self.text[:half]}]
            blocks += [{"type": "text", "text": self.text[half:]}]
        return answer(
            {
                "id": "msg_1", "type": "message", "role": "assistant", "model": heard.model,
                "content": blocks, "stop_reason": _ENDS.get(self.end, "end_turn"),
                "usage": {
                    "input_tokens": total - cached, "output_tokens": out,
                    "cache_read_input_tokens": cached, "cache_creation_input_tokens": 0,
                },
            }
        )  # fmt: skip

    def refusals(self) -> dict[str, Fault]:
        return {
            "parameter": fault(400, "invalid_request_error", "max_tokens: too large"),
            "auth": fault(401, "authentication_error", "invalid bearer token"),
            "balance": fault(400, "invalid_request_error", "Your credit balance is too low"),
            "too_fast": fault(429, "rate_limit_error", "slow down"),
        }


def problem(status: int, kind: str, message: str) -> Response:
    """Anthropic's error body."""
    error = {"type": kind, "message": message}
    return answer({"type": "error", "error": error, "request_id": "req_1"}, status)


def fault(status: int, kind: str, message: str) -> Fault:
    """The same as a scripted refusal; 429 asks to wait."""
    headers = {"retry_after": "7"} if status == 429 else {}
    error = {"type": kind, "message": message}
    return refused(status, {"type": "error", "error": error, "request_id": "req_1"}, **headers)


CASES = (
    WriterCase("claude", FakeClaude, "claude-sonnet-4-6", cost="3 3 15"),
    WriterCase("claude", FakeClaude, "claude-opus-5-5"),
)
