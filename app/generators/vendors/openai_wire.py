"""What everyone who speaks OpenAI's dialect has in common: key, address, error bodies, the list of models."""

from __future__ import annotations

from typing import Any

from app.domain.attempts import Refusal, RefusalClass
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.contract import Channel, KeyCheck, Reply, Request
from app.generators.login import Login
from app.generators.redaction import one_line
from app.generators.refusals import refuse
from app.generators.vendor import by_status, key_check

#: Beginnings of `error.code` or `error.type` (deepseek_doubao_qwen_chat.md and sora_openai.md, Errors).
_CODES: tuple[tuple[str, RefusalClass], ...] = (
    ("invalid_api_key", "auth"),
    ("InvalidApiKey", "auth"),
    ("AuthenticationError", "auth"),
    ("authentication_error", "auth"),
    ("insufficient_quota", "balance"),
    ("AccountOverdue", "balance"),
    ("Arrearage", "balance"),
    ("1113", "balance"),
    ("data_inspection_failed", "moderated_input"),
    ("DataInspectionFailed", "moderated_input"),
    ("InputTextSensitive", "moderated_input"),
    ("InputImageSensitive", "moderated_input"),
    ("OutputTextSensitive", "moderated_output"),
    ("content_policy_violation", "moderated_input"),
    ("moderation_blocked", "moderated_input"),
    ("content_filter", "moderated_input"),
    ("1301", "moderated_input"),
    ("Throttling", "too_fast"),
    ("RateLimitExceeded", "too_fast"),
    ("ServerOverloaded", "too_fast"),
    ("limit_requests", "too_fast"),
    ("1302", "too_fast"),
    ("1303", "too_fast"),
    ("1305", "too_fast"),
)
_NO_MODEL = (
    N_("This model is not known there, or not open for your account."),
    N_("Choose another model, or correct its name on the card."),
)
_NO_ADDRESS = (
    N_("This generator needs an address of your own."),
    N_("Enter the address of your server or gateway in Preferences."),
)
_NO_LIST = N_(
    "The address answers, but has no list of models, so the key cannot be tried for free."
)


def bearer(login: Login) -> dict[str, str]:
    """The key's header; none for a server that needs no key."""
    return {"Authorization": f"Bearer {login.key}"} if login.key else {}


def own_address(login: Login) -> str:
    """The address in force.

    Raises:
        BadInput: there is none; only the person's own can serve.
    """
    if not login.address:
        raise BadInput(*_NO_ADDRESS)
    return login.address


def error_of(body: dict[str, Any]) -> tuple[str, str, str]:
    """Code, type and words of `{"error": {message, type, code, param}}`, or of what others make of it."""
    error = body.get("error")
    error = error if isinstance(error, dict) else body
    code = error.get("code")
    words = error.get("message") or (body["error"] if isinstance(body.get("error"), str) else "")
    return (
        "" if code is None else str(code),
        str(error.get("type") or ""),
        str(words or "") or one_line(str(body).encode()),
    )


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """An error body in our classes."""
    code, kind_word, detail = error_of(body)
    for start, kind in _CODES:
        if code.startswith(start) or kind_word.startswith(start):
            return refuse(kind, code=code or kind_word, detail=detail)
    if status == 404 or code == "model_not_found":
        message, fix = _NO_MODEL
        return refuse("parameter", code=code, detail=detail, message=message, fix=fix)
    return refuse(by_status(status), code=code or kind_word, detail=detail)


async def try_key(channel: Channel, url: str) -> KeyCheck:
    """Ask for a free list; a server without one is told apart from a wrong key."""
    request = Request(method="GET", url=url, headers=bearer(channel.login))
    answer = await channel.ask(request, tries=2)
    if isinstance(answer, Reply) and answer.status in (404, 405):
        return KeyCheck(good=False, message=_NO_LIST, fix=N_("Ask it something to be sure."))
    return key_check(answer, explain)
