"""What Google's services have in common: their error body, and the seconds it asks to wait.

The body is google.rpc.Status as JSON: `{"error": {code, message, status, details: [...]}}`.
"""

from __future__ import annotations

from typing import Any

from app.domain.attempts import Refusal, RefusalClass
from app.domain.wording import N_
from app.generators.contract import Answer, Declined, Doubtful, NoAnswer, Reply, Request
from app.generators.login import Login
from app.generators.redaction import one_line
from app.generators.refusals import RETRY_AFTER_CAP, no_answer, refuse, verdict

_NO_MODEL = (
    N_("This model is not known there, or it was retired."),
    N_("Choose another model of this generator."),
)
_STATUS: dict[str, RefusalClass] = {
    "UNAUTHENTICATED": "auth", "PERMISSION_DENIED": "auth", "RESOURCE_EXHAUSTED": "too_fast",
    "FAILED_PRECONDITION": "policy",
}  # fmt: skip
_BY_HTTP: dict[int, RefusalClass] = {401: "auth", 402: "balance", 403: "auth", 429: "too_fast"}
#: Words in a message that say more than its status does.
_WORDS: tuple[tuple[str, RefusalClass], ...] = (
    ("api_key_invalid", "auth"),
    ("api key not valid", "auth"),
    ("billing", "balance"),
    ("credits are depleted", "balance"),
    ("support code", "moderated_input"),
)


def key_headers(login: Login) -> dict[str, str]:
    """How the Gemini API wants its key."""
    return {"x-goog-api-key": login.key}


def list_models(login: Login) -> Request:
    """A free call that proves address and key."""
    return Request(method="GET", url=f"{login.address}/v1beta/models", headers=key_headers(login))


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """A refused request of any Google service in our classes."""
    error = body.get("error")
    error = error if isinstance(error, dict) else {}
    word, message = str(error.get("status", "")), str(error.get("message", ""))
    detail = message or one_line(str(body).encode())
    if status == 404 or word == "NOT_FOUND":
        sentence, fix = _NO_MODEL
        return refuse("parameter", code=word or "404", detail=detail, message=sentence, fix=fix)
    said = f"{message} {error.get('details', '')}".lower()
    kind = next((known for text, known in _WORDS if text in said), None)
    kind = kind or _STATUS.get(word) or _BY_HTTP.get(status, "parameter")
    return refuse(kind, code=word or str(status), detail=detail)


def paid_verdict(answer: Answer) -> Declined | Doubtful:
    """`refusals.verdict`, with the wait that RetryInfo asks for."""
    outcome = verdict(answer, explain)
    if isinstance(outcome, Declined) and outcome.retry_after is None:
        return outcome.model_copy(update={"retry_after": retry_delay(answer)})
    return outcome


def free_verdict(answer: Answer) -> NoAnswer:
    """`refusals.no_answer`, with the wait that RetryInfo asks for."""
    outcome = no_answer(answer, explain)
    if outcome.retry_after is None:
        return outcome.model_copy(update={"retry_after": retry_delay(answer)})
    return outcome


def retry_delay(answer: Answer) -> float | None:
    """Seconds of google.rpc.RetryInfo (`"retryDelay": "27s"`), at most one hour; None when there are none."""
    body = answer.object() if isinstance(answer, Reply) else None
    error = body.get("error") if body else None
    details = error.get("details") if isinstance(error, dict) else None
    for one in details if isinstance(details, list) else ():
        delay = str(one.get("retryDelay", "")) if isinstance(one, dict) else ""
        try:
            seconds = float(delay.removesuffix("s"))
        except ValueError:
            continue
        if seconds >= 0:
            return min(seconds, RETRY_AFTER_CAP)
    return None
