"""Chat models on the wire: each vendor's own words, the way down from schema to words, errors by their codes."""

from __future__ import annotations

from typing import Any

import pytest

from app.generators.card import load_all
from app.generators.catalog import build_catalog
from app.generators.chat import Question, TextGenerator, Written
from app.generators.contract import Declined
from app.generators.login import Login
from app.generators.tools import Tools
from app.generators.vendors import claude
from app.generators.vendors.openai_wire import explain
from tests.fakes.server import Fault
from tests.fakes.stage import converse
from tests.fakes.writers.openai_chat import FakeGateway

SCHEMA = {
    "type": "object",
    "properties": {"shots": {"type": "array", "items": {"type": "integer"}}},
    "required": ["shots"],
}
CLOSED = {**SCHEMA, "additionalProperties": False}
OPEN = {"type": "object", "properties": {"names": {"type": "object", "additionalProperties": {}}}}
ASKED = Question(system="S", text="T", answer_schema=SCHEMA, most_tokens=100, answer_name="shots")


def writer(name: str, **options: str) -> TextGenerator:
    tools = Tools(options=lambda _vendor: options)
    made = build_catalog(tools, load_all(), plugins=())[name]
    assert isinstance(made, TextGenerator)
    return made


def body(name: str, question: Question = ASKED, **options: str) -> dict[str, Any]:
    login = Login(address="https://vendor.example", key="sk-4711")
    request = writer(name, **options).preview_question(question, login)
    assert isinstance(request.json_body, dict)
    return request.json_body


def test_openai_is_wished_for_a_closed_schema_and_has_its_own_field_for_length() -> None:
    assert body("openai-chat") == {
        "model": "gpt-6-luna",
        "messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "T"}],
        "max_completion_tokens": 100,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "shots", "strict": True, "schema": CLOSED},
        },
    }


def test_deepseek_is_asked_for_any_json_with_the_word_and_without_thinking() -> None:
    asked = body("deepseek")
    system = asked["messages"][0]["content"]
    assert asked["response_format"] == {"type": "json_object"}
    assert asked["thinking"] == {"type": "disabled"}
    assert system.startswith("S\n\nAnswer with nothing but JSON")
    assert '"shots"' in system
    assert body("deepseek", thinking="on")["thinking"] == {"type": "enabled"}


def test_qwen_has_a_switch_of_its_own() -> None:
    asked = body("qwen")
    assert (asked["enable_thinking"], asked["max_tokens"]) == (False, 100)
    assert "thinking" not in asked


@pytest.mark.parametrize(
    "typed",
    [
        "https://dashscope-intl.aliyuncs.com",
        "https://dashscope-intl.aliyuncs.com/api/v1",
        "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
    ],
)
def test_qwen_is_reached_whatever_tail_the_address_has(typed: str) -> None:
    request = writer("qwen").preview_question(ASKED, Login(address=typed, key="k", own=True))
    url = "https://dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions"
    assert request.url == url


def test_a_temperature_is_sent_only_when_chosen_and_never_to_claude_or_gemini() -> None:
    warm = ASKED.model_copy(update={"temperature": 0.4})
    assert body("deepseek", warm)["temperature"] == 0.4
    assert "temperature" not in body("deepseek")
    assert "temperature" not in body("claude", warm)
    assert "temperature" not in body("gemini-text", warm)["generationConfig"]


def test_claude_gets_a_format_and_headers_of_its_version() -> None:
    login = Login(address="https://api.anthropic.com", key="sk-ant-4711")
    request = writer("claude").preview_question(ASKED, login)
    assert request.url == "https://api.anthropic.com/v1/messages"
    assert request.headers == {
        "Authorization": "Bearer sk-ant-4711",
        "anthropic-version": "2026-10-21",
        "Content-Type": "application/json",
    }
    assert request.json_body == {
        "model": "claude-sonnet-5-5",
        "max_tokens": 100,
        "system": "S",
        "messages": [{"role": "user", "content": "T"}],
        "output_config": {"format": {"type": "json_schema", "schema": CLOSED}},
    }


def test_a_schema_that_cannot_be_closed_is_asked_for_in_words() -> None:
    loose = ASKED.model_copy(update={"answer_schema": OPEN})
    asked = body("claude", loose)
    assert "output_config" not in asked
    assert '"names"' in asked["system"]
    assert body("openai-chat", loose)["response_format"] == {"type": "json_object"}


def test_gemini_gets_its_schema_and_system_apart() -> None:
    login = Login(address="https://generativelanguage.googleapis.com", key="AIza4711")
    request = writer("gemini-text").preview_question(ASKED, login)
    base = "https://generativelanguage.googleapis.com/v1beta/models"
    assert request.url == f"{base}/gemini-3.8-flash:generateContent"
    assert request.headers["x-goog-api-key"] == "AIza4711"
    assert request.json_body == {
        "contents": [{"role": "user", "parts": [{"text": "T"}]}],
        "generationConfig": {
            "maxOutputTokens": 100,
            "responseMimeType": "application/json",
            "responseJsonSchema": CLOSED,
        },
        "systemInstruction": {"parts": [{"text": "S"}]},
    }


@pytest.mark.parametrize(("knows", "asked_times"), [(("json_object",), 2), ((), 3)])
def test_a_server_is_asked_in_the_form_it_knows_and_the_form_is_kept(
    knows: tuple[str, ...], asked_times: int
) -> None:
    made = writer("compatible-chat", chat_model="qwen3:8b")
    with FakeGateway() as fake:
        fake.forms = knows
        login = Login(address=fake.url, key=fake.key, own=True)
        for _ in range(2):
            written = converse("compatible", login, lambda channel: made.write(ASKED, channel))
            assert isinstance(written, Written)
        assert fake.count("create") == asked_times + 1
        assert len(fake.heard) == 2
        assert fake.heard[0].model == "qwen3:8b"
        shown = made.preview_question(ASKED, login).json_body
        last = [call for name, call in fake.calls if name == "create"][-1]
        assert shown == last.json


def test_another_refusal_is_not_answered_by_asking_again() -> None:
    made = writer("compatible-chat")
    with FakeGateway() as fake:
        fake.fail("create", fake.refusals()["parameter"])
        login = Login(address=fake.url, key=fake.key, own=True)
        answer = converse("compatible", login, lambda channel: made.write(ASKED, channel))
        assert isinstance(answer, Declined)
        assert fake.count("create") == 1


def test_an_address_is_needed_where_there_is_none() -> None:
    made = writer("compatible-chat")
    answer = converse("compatible", Login(address=""), lambda channel: made.write(ASKED, channel))
    assert isinstance(answer, Declined)
    assert "address" in answer.refusal.message
    checked = converse("compatible", Login(address=""), made.test_key)
    assert not checked.good


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (400, {"code": "InvalidParameter"}, "parameter"),
        (400, {"code": "Arrearage"}, "balance"),
        (400, {"code": "data_inspection_failed"}, "moderated_input"),
        (400, {"code": "InputTextSensitiveContentDetected.x"}, "moderated_input"),
        (400, {"code": "OutputTextSensitiveContentDetected"}, "moderated_output"),
        (401, {"code": "invalid_api_key"}, "auth"),
        (402, {"code": None, "message": "Insufficient Balance"}, "balance"),
        (403, {"code": "AccountOverdueError"}, "balance"),
        (404, {"code": "model_not_found"}, "parameter"),
        (429, {"code": "ServerOverloaded"}, "too_fast"),
        (429, {"code": "Throttling.RateQuota"}, "too_fast"),
        (429, {"code": "insufficient_quota"}, "balance"),
        (429, {"code": 1302}, "too_fast"),
        (400, {"code": "1301"}, "moderated_input"),
        (429, {"code": "1113"}, "balance"),
    ],
)
def test_each_code_has_its_class(status: int, error: dict[str, Any], kind: str) -> None:
    refusal = explain(status, {"error": {"message": "why", **error}})
    assert (refusal.kind, refusal.billed) == (kind, "no")
    assert refusal.detail


@pytest.mark.parametrize("body", [{"message": "m"}, {"error": "m"}, {"detail": "m"}, {}])
def test_other_error_bodies_are_read_too(body: dict[str, Any]) -> None:
    assert explain(400, body).kind == "parameter"
    assert explain(401, body).kind == "auth"
    assert explain(400, body).detail


@pytest.mark.parametrize(
    ("status", "kind_word", "message", "kind"),
    [
        (400, "invalid_request_error", "bad", "parameter"),
        (400, "invalid_request_error", "Your credit balance is too low", "balance"),
        (401, "authentication_error", "bad", "auth"),
        (403, "permission_error", "bad", "auth"),
        (402, "billing_error", "bad", "balance"),
        (404, "not_found_error", "model: x", "parameter"),
        (413, "request_too_large", "32 MB", "parameter"),
        (429, "rate_limit_error", "slow", "too_fast"),
    ],
)
def test_claudes_errors_have_their_class(
    status: int, kind_word: str, message: str, kind: str
) -> None:
    refusal = claude.explain(status, {"error": {"type": kind_word, "message": message}})
    assert (refusal.kind, refusal.code) == (kind, kind_word)


def test_a_question_that_cannot_be_closed_does_not_spoil_the_next_one() -> None:
    made = writer("compatible-chat")
    loose = ASKED.model_copy(update={"answer_schema": OPEN})
    with FakeGateway() as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        for question, schema in ((loose, None), (ASKED, CLOSED)):
            written = converse(
                "compatible", login, lambda channel, one=question: made.write(one, channel)
            )
            assert isinstance(written, Written)
            assert fake.heard[-1].schema == schema


def test_a_server_out_of_breath_failed_and_its_half_answer_is_not_read() -> None:
    made = writer("deepseek")
    reply = b'{"choices": [{"finish_reason": "insufficient_system_resource", "message": {"content": "{"}}]}'
    with FakeGateway() as fake:
        fake.fail("create", Fault(status=200, body=reply))
        login = Login(address=fake.url, key=fake.key, own=True)
        answer = converse("deepseek", login, lambda channel: made.write(ASKED, channel))
        assert isinstance(answer, Declined)
        assert (answer.refusal.kind, answer.refusal.billed) == ("failed", "unknown")
