"""MiniMax's wire, as its film, picture and voice cards share it: Bearer key, and a verdict inside the body.

First generation: HTTP 200 with `base_resp.status_code`; second: real statuses with `error.message`, which ends
in the same code in brackets. Codes: the vendor's error table.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from app.domain.attempts import Refusal, RefusalClass
from app.domain.wording import N_
from app.generators.contract import (
    Answer,
    Channel,
    Declined,
    Doubtful,
    KeyCheck,
    NoAnswer,
    Reply,
    Request,
)
from app.generators.login import Login
from app.generators.redaction import one_line
from app.generators.refusals import no_answer, refuse, verdict
from app.generators.vendor import by_status

_CODES: dict[int, RefusalClass] = {
    1002: "too_fast", 1004: "auth", 1008: "balance", 1026: "moderated_input", 1027: "moderated_output",
    1028: "balance", 1030: "balance", 1039: "too_fast", 1042: "parameter", 2013: "parameter",
    2038: "policy", 2049: "auth", 2056: "balance", 2061: "balance",
}  # fmt: skip
#: Trouble inside the vendor: it does not say whether the job was taken.
_IN_DOUBT = frozenset({1000, 1001, 1024, 1033})
_CODE_AT_END = re.compile(r"\((\d{4})\)\s*$")
_SENTENCES: dict[int, tuple[str, str]] = {
    1004: (
        N_("MiniMax does not accept the key; a key works on one of its two sites only."),
        N_("Enter a valid key, or the address of its site: api.minimax.io or api.minimaxi.com."),
    ),
    1042: (
        N_("More than a tenth of the text are characters that MiniMax cannot read."),
        N_("Take unusual signs out of the text."),
    ),
    2038: (
        N_("MiniMax wants the account holder's real name verified first."),
        N_("Verify the account on the vendor's page, then generate again."),
    ),
    2056: (
        N_("The plan's allowance for this period is used up."),
        N_("Wait for the next period, or buy a larger plan; then resume this generator."),
    ),
    2061: (
        N_("The account's plan does not include this model."),
        N_("Choose another model, or another plan; then resume this generator."),
    ),
}
_SENTENCES[2049] = _SENTENCES[1004]


def call(
    method: Literal["GET", "POST", "DELETE"],
    login: Login,
    path: str,
    *,
    query: tuple[tuple[str, str], ...] = (),
    body: dict[str, Any] | None = None,
    note: str = "",
) -> Request:
    """One request with the key where MiniMax wants it."""
    headers = {"Authorization": f"Bearer {login.key}"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    return Request(
        method=method, url=f"{login.address}{path}", headers=headers, query=query, json_body=body, note=note
    )  # fmt: skip


def good_body(answer: Answer) -> dict[str, Any] | None:
    """The body of a first-generation answer that says that all is well; None for every other answer."""
    if not isinstance(answer, Reply) or answer.status != 200:
        return None
    body = answer.object()
    return body if body is not None and _code_of(body) in (0, None) else None


def declined(answer: Answer) -> Declined | Doubtful:
    """What a first-generation answer to a paid call proves, when it is not a readable success."""
    return verdict(answer, explain, said_no=_said_no(answer))


def unanswered(answer: Answer) -> NoAnswer:
    """The same for a question that is free to repeat."""
    return no_answer(answer, explain, said_no=_said_no(answer))


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """Either generation's error body in our classes, with MiniMax's number kept as the code."""
    base = body.get("base_resp")
    if isinstance(base, dict):
        return of_code(_code_of(body) or 0, str(base.get("status_msg", "")), status)
    error = body.get("error")
    error = error if isinstance(error, dict) else {}
    message = str(error.get("message", "")) or one_line(str(body).encode())
    number = _CODE_AT_END.search(message)
    if number:
        return of_code(int(number.group(1)), message, status)
    kind: RefusalClass = "moderated_input" if status == 422 else by_status(status)
    return refuse(kind, code=str(error.get("type", "")), detail=message)


def of_code(code: int, detail: str, status: int = 0) -> Refusal:
    """A refusal from MiniMax's number."""
    kind = _CODES.get(code) or ("moderated_input" if status == 422 else by_status(status))
    message, fix = _SENTENCES.get(code, ("", ""))
    return refuse(kind, code=str(code), detail=detail, message=message, fix=fix)


async def key_works(channel: Channel) -> KeyCheck:
    """Ask for the list of voices: documented, free, and answered for every kind of key."""
    request = call("POST", channel.login, "/v1/get_voice", body={"voice_type": "system"})
    answer = await channel.ask(request, tries=2)
    if good_body(answer) is not None:
        return KeyCheck(good=True, message=N_("The key works."))
    refusal = unanswered(answer).refusal
    return KeyCheck(good=False, message=refusal.message, fix=refusal.fix)


def _said_no(answer: Answer) -> bool:
    """Whether the code inside an answer of status 200 means that nothing was taken."""
    code = _code_of((isinstance(answer, Reply) and answer.object()) or {})
    return bool(code) and code not in _IN_DOUBT


def _code_of(body: dict[str, Any]) -> int | None:
    base = body.get("base_resp")
    code = base.get("status_code") if isinstance(base, dict) else None
    return code if isinstance(code, int) else None
