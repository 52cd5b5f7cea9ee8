"""What the fakes of Google's services share: the error body and the refusals of their document."""

from __future__ import annotations

from typing import Any

from tests.fakes.server import Fault, Response, answer, refused


def body(status: int, word: str, message: str, details: list[Any] | None = None) -> dict[str, Any]:
    """google.rpc.Status as JSON."""
    error: dict[str, Any] = {"code": status, "status": word, "message": message}
    if details is not None:
        error["details"] = details
    return {"error": error}


def problem(status: int, word: str, message: str) -> Response:
    return answer(body(status, word, message), status)


WAIT = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "27s"}]


def refusals() -> dict[str, Fault]:
    return {
        "parameter": refused(400, body(400, "INVALID_ARGUMENT", "Invalid value for resolution.")),
        "auth": refused(403, body(403, "PERMISSION_DENIED", "The caller has no permission.")),
        "balance": refused(403, body(403, "PERMISSION_DENIED", "Billing is disabled.")),
        "policy": refused(400, body(400, "FAILED_PRECONDITION", "Location is not supported.")),
        "moderated_input": refused(
            400, body(400, "INVALID_ARGUMENT", "The prompt is blocked. Support codes: 58061214")
        ),
        "too_fast": refused(429, body(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", WAIT)),
    }
