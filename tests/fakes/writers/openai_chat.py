"""OpenAI's dialect with each vendor's quirks: fields it knows, forms of JSON it takes, its error bodies."""

from __future__ import annotations

from typing import Any, ClassVar

from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.writer import FakeWriter, Heard, WriterCase

_ENDS = {"whole": "stop", "cut": "length", "withheld": "content_filter", "empty": "stop"}


class FakeOpenAI(FakeWriter):
    """OpenAI itself: schemas enforced, a field of its own for the length."""

    base: ClassVar[str] = "/v1"
    length: ClassVar[str] = "max_completion_tokens"
    more_fields: ClassVar[frozenset[str]] = frozenset()
    forms: tuple[str, ...] = ("json_schema", "json_object")
    free: ClassVar[str] = "/models"

    def route(self, call: Call) -> str:
        return "create" if call.path.endswith("/chat/completions") else "models"

    def denied(self, call: Call) -> Response | None:
        if call.headers.get("authorization") == f"Bearer {self.key}":
            return None
        return problem(401, "Incorrect API key provided", code="invalid_api_key")

    def models(self) -> Response:
        return answer({"object": "list", "data": [{"id": "a"}, {"id": "b"}]})

    def reading(self, call: Call) -> Heard | Response:
        body: dict[str, Any] = call.json
        known = {"model", "messages", "temperature", "response_format", self.length}
        unknown = set(body) - known - self.more_fields
        if unknown or call.path != f"{self.base}/chat/completions":
            return problem(400, f"Unrecognized request argument: {sorted(unknown)}")
        wish = body.get("response_format") or {"type": ""}
        if wish["type"] and wish["type"] not in self.forms:
            return problem(400, f"'response_format.type' must be one of {self.forms}")
        said = " ".join(str(one["content"]) for one in body["messages"])
        if wish["type"] == "json_object" and "json" not in said.lower():
            return problem(400, "messages must contain the word 'json'")
        schema = wish.get("json_schema", {}).get("schema")
        if wish["type"] == "json_schema" and not is_strict(schema):
            return problem(400, "Invalid schema for response_format", code="invalid_json_schema")
        return self._heard(body, schema)

    def _heard(self, body: dict[str, Any], schema: Any) -> Heard:
        *before, user = body["messages"]
        assert user["role"] == "user"
        content, shown = user["content"], 0
        if isinstance(content, list):
            *pictures, last = content
            for one in pictures:
                assert one["image_url"]["url"].startswith("data:image/png;base64,")
            content, shown = last["text"], len(pictures)
        system = before[0]["content"] if before else ""
        return Heard(body["model"], system, content, shown, schema, body[self.length])

    def saying(self, heard: Heard) -> Response:
        text: str | None = self.text if self.end in ("whole", "cut") else None
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if self.end == "declined":
            message["refusal"] = "I can't help with that."
        choice = {"index": 0, "finish_reason": _ENDS.get(self.end, "stop"), "message": message}
        return answer(
            {"id": "c1", "model": heard.model, "choices": [choice], "usage": self.usage()}
        )

    def usage(self) -> dict[str, Any]:
        total, cached, out = self.used
        return {
            "prompt_tokens": total, "completion_tokens": out, "total_tokens": total + out,
            "prompt_tokens_details": {"cached_tokens": cached},
        }  # fmt: skip

    def refusals(self) -> dict[str, Fault]:
        return {
            "parameter": fault(400, "'temperature' is not supported", code="unsupported_value"),
            "auth": fault(401, "Incorrect API key provided", code="invalid_api_key"),
            "balance": fault(429, "You exceeded your current quota", code="insufficient_quota"),
            "moderated_input": fault(400, "blocked", code="content_policy_violation"),
            "too_fast": fault(429, "Rate limit reached", code="rate_limit_exceeded"),
        }


class FakeDeepSeek(FakeOpenAI):
    """No schemas, a switch for thinking, 402 for an empty purse."""

    base = ""
    length = "max_tokens"
    more_fields = frozenset({"thinking"})
    forms = ("json_object",)

    def usage(self) -> dict[str, Any]:
        total, cached, out = self.used
        return {
            "prompt_tokens": total, "completion_tokens": out, "total_tokens": total + out,
            "prompt_cache_hit_tokens": cached, "prompt_cache_miss_tokens": total - cached,
        }  # fmt: skip

    def refusals(self) -> dict[str, Fault]:
        return {
            "parameter": fault(422, "max_tokens is too large"),
            "auth": fault(401, "Authentication Fails", type="authentication_error"),
            "balance": fault(402, "Insufficient Balance"),
            "too_fast": fault(429, "Rate limit reached"),
        }


class FakeDoubao(FakeOpenAI):
    """Ark's error codes; the free call is the list of Seedance's tasks."""

    base = "/api/v3"
    length = "max_tokens"
    more_fields = frozenset({"thinking"})

    def models(self) -> Response:
        return answer({"total": 0, "items": []})

    def refusals(self) -> dict[str, Fault]:
        return {
            "parameter": fault(400, "no", code="InvalidParameter"),
            "auth": fault(401, "no", code="AuthenticationError"),
            "balance": fault(403, "no", code="AccountOverdueError"),
            "moderated_input": fault(400, "no", code="InputTextSensitiveContentDetected"),
            "moderated_output": fault(400, "no", code="OutputTextSensitiveContentDetected"),
            "too_fast": fault(429, "no", code="RateLimitExceeded.EndpointRPMExceeded"),
        }


class FakeQwen(FakeOpenAI):
    """DashScope's compatible mode."""

    length = "max_tokens"
    more_fields = frozenset({"enable_thinking"})
    forms = ("json_object",)

    @property
    def url(self) -> str:
        return self.origin

    base = "/compatible-mode/v1"

    def refusals(self) -> dict[str, Fault]:
        return {
            "parameter": fault(400, "no", code="invalid_parameter_error"),
            "auth": fault(401, "no", code="invalid_api_key"),
            "balance": fault(400, "Access denied, account is in arrears", code="Arrearage"),
            "moderated_input": fault(400, "inappropriate", code="data_inspection_failed"),
            "too_fast": fault(429, "no", code="insufficient_quota"),
        }


class FakeGateway(FakeOpenAI):
    """A server of one's own, with the words of the classic field."""

    length = "max_tokens"


def problem(status: int, message: str, **fields: str) -> Response:
    """`{"error": {...}}`."""
    return answer({"error": {"message": message, "param": None, **fields}}, status)


def fault(status: int, message: str, **fields: str) -> Fault:
    """The same as a scripted refusal; 429 asks to wait."""
    headers = {"Retry_After": "7"} if status == 429 else {}
    return refused(status, {"error": {"message": message, "param": None, **fields}}, **headers)


def is_strict(schema: Any) -> bool:
    """What OpenAI demands: every property required, no others, no defaults; all the way down."""
    if isinstance(schema, list):
        return all(is_strict(one) for one in schema)
    if not isinstance(schema, dict):
        return True
    if schema.get("type") == "object":
        closed = schema.get("additionalProperties") is False
        if not closed or set(schema["required"]) != set(schema["properties"]):
            return False
    return "default" not in schema and all(is_strict(one) for one in schema.values())


CASES = (
    WriterCase("openai-chat", FakeOpenAI, "gpt-6-luna"),
    WriterCase("deepseek", FakeDeepSeek, "deepseek-flash", cost="2 0.04 8"),
    WriterCase("doubao", FakeDoubao, "doubao-seed-1-6-251015"),
    WriterCase("qwen", FakeQwen, "qwen3-max"),
    WriterCase("qwen-intl", FakeQwen, "qwen-plus"),
    WriterCase("compatible-chat", FakeGateway, "default"),
)
