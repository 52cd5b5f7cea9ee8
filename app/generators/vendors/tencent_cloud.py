"""Tencent Cloud API 3.0, which Hunyuan's jobs and the VOD service share: signed actions and their errors.

A refusal is `Response.Error{Code,Message}` with status 200. Codes are the same words in every service; the lists
are those of the vendor's SDK.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from app.domain.attempts import Refusal, RefusalClass
from app.domain.wording import N_
from app.generators.contract import Answer, Declined, Doubtful, KeyCheck, NoAnswer, Reply, Request
from app.generators.login import Login
from app.generators.redaction import one_line
from app.generators.refusals import (
    SERVICE_NOT_OPEN,
    UNSUITED_FILE,
    WRONG_CLOCK,
    no_answer,
    refuse,
    verdict,
)
from app.generators.signatures.tencent import signed_headers


class Service(NamedTuple):
    """One of the cloud's services, as its requests name it."""

    name: str
    version: str
    region: str = "ap-guangzhou"


#: The service's own trouble: whether it took the job before it stumbled, nobody can say.
_IN_DOUBT = (
    "InternalError", "FailedOperation.InnerError", "FailedOperation.ServerError",
    "FailedOperation.RequestTimeout", "FailedOperation.RpcFail", "FailedOperation.Unknown",
)  # fmt: skip
#: By the beginning of the code, the first that fits.
_CODES: tuple[tuple[str, RefusalClass], ...] = (
    ("AuthFailure", "auth"),
    ("UnauthorizedOperation", "auth"),
    ("FailedOperation.Moderation", "moderated_input"),
    ("OperationDenied.TextIllegalDetected", "moderated_input"),
    ("OperationDenied.ImageIllegalDetected", "moderated_input"),
    ("InvalidParameter.VoilationContent", "moderated_input"),
    ("ContentModerationFailed", "moderated_output"),
    ("ResourceUnavailable", "balance"),
    ("ResourcesSoldOut", "balance"),
    ("ResourceInsufficient", "balance"),
    ("FailedOperation.ResourcePackExhausted", "balance"),
    ("FailedOperation.FreeResourcePackExhausted", "balance"),
    ("FailedOperation.ServiceStopArrears", "balance"),
    ("FailedOperation.ServiceNotActivated", "balance"),
    ("RequestLimitExceeded", "too_fast"),
    ("LimitExceeded", "too_fast"),
    ("FailedOperation.EngineServerLimitExceeded", "too_fast"),
)
_FILE_WORDS = ("Image", "Face", "Photo", "Audio", "UrlIllegal", "People", "Body", "MediaFormat")
_OPENING = ("NotExist", "IsOpening", "Delivering", "ServiceNotActivated", "ChargeStatusException")


def call(login: Login, service: Service, action: str, body: dict[str, Any]) -> Request:
    """One signed action.

    Raises:
        BadInput: the key has no colon.
    """
    request = Request(method="POST", url=f"{login.address}/", json_body=body)
    headers = signed_headers(
        login.pair, host=urlsplit(login.address).netloc, service=service.name, action=action,
        version=service.version, region=service.region, body=request.body(), at=datetime.now(UTC),
    )  # fmt: skip
    return request.model_copy(update={"headers": headers})


def read(answer: Answer) -> dict[str, Any] | None:
    """The content of `Response`, when there is one; it may hold an `Error`."""
    body = answer.object() if isinstance(answer, Reply) else None
    response = body.get("Response") if body else None
    return response if isinstance(response, dict) else None


def error_code(response: dict[str, Any] | None) -> str:
    """The code of the error in a response, "" when there is none."""
    error = response.get("Error") if response else None
    return str(error.get("Code", "")) if isinstance(error, dict) else ""


def judged(answer: Answer) -> Declined | Doubtful:
    """What an answer without a job proves."""
    code = error_code(read(answer))
    if code.startswith(_IN_DOUBT) and isinstance(answer, Reply):
        detail = one_line(answer.body)
        return Doubtful(refusal=refuse("unknown", code=code, billed="unknown", detail=detail))
    return verdict(answer, explain, said_no=bool(code))


def unanswered(answer: Answer) -> NoAnswer:
    """The same for a question that is free to repeat."""
    code = error_code(read(answer))
    return no_answer(answer, explain, said_no=bool(code) and not code.startswith(_IN_DOUBT))


def key_verdict(answer: Answer) -> KeyCheck:
    """A question about a job that does not exist: whoever is told so has a good key."""
    response = read(answer)
    refusal = unanswered(answer).refusal
    if response is not None and refusal.kind in ("parameter", "too_fast", "balance"):
        return KeyCheck(good=True, message=N_("The key works."))
    if response is not None and not error_code(response):
        return KeyCheck(good=True, message=N_("The key works."))
    return KeyCheck(good=False, message=refusal.message, fix=refusal.fix)


def explain(status: int, body: dict[str, Any]) -> Refusal:  # noqa: ARG001 - the code says all
    """`{"Response": {"Error": {Code, Message}}}` in our classes."""
    response = body.get("Response")
    error = response.get("Error") if isinstance(response, dict) else None
    error = error if isinstance(error, dict) else {}
    detail = str(error.get("Message", "")) or one_line(str(body).encode())
    return explained(str(error.get("Code", "")), detail)


def explained(code: str, detail: str) -> Refusal:
    """A code and its message, of a request or of a job that failed, in our classes."""
    kind: RefusalClass = next(
        (kind for start, kind in _CODES if code.startswith(start)), "parameter"
    )
    message, fix = _better(code, kind)
    medium = _medium(code) if kind.startswith("moderated") else ""
    return refuse(kind, code=code, detail=detail, medium=medium, message=message, fix=fix)


def _better(code: str, kind: RefusalClass) -> tuple[str, str]:
    if code.startswith("AuthFailure.SignatureExpire"):
        return WRONG_CLOCK
    if kind == "balance" and code.endswith(_OPENING):
        return SERVICE_NOT_OPEN
    if kind == "parameter" and any(word in code for word in _FILE_WORDS):
        return UNSUITED_FILE
    return "", ""


def _medium(code: str) -> Literal["", "text", "image", "audio"]:
    if "Text" in code or "Voilation" in code:
        return "text"
    if "Image" in code:
        return "image"
    return "audio" if "Audio" in code else ""
