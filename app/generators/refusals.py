"""From an HTTP answer to a verdict: what is certain, what is in doubt, and one plain sentence for each.

The rule of DESIGN §5.2 lives here and nowhere else: certainly not sent, certainly refused (a status from
`CERTAIN` with a JSON object as its body), and everything else, which is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from app.domain.attempts import Billed, Refusal, RefusalClass
from app.domain.wording import N_
from app.errors import FenjingError
from app.generators.contract import Answer, Declined, Doubtful, Lost, NoAnswer, NotSent, Reply
from app.generators.redaction import one_line

#: Client errors that prove that nothing was taken, when the body can be read. 408 and 409 prove nothing.
CERTAIN = frozenset({400, 401, 402, 403, 404, 405, 413, 415, 422, 429, 451})
RETRY_AFTER_CAP = 3600.0

SENTENCES: dict[RefusalClass, tuple[str, str]] = {
    "not_sent": (
        N_("The generator could not be reached; nothing was sent."),
        N_("Check the address and the network."),
    ),
    "parameter": (
        N_("The generator does not accept these settings."),
        N_("Change the setting it names, or choose another model."),
    ),
    "auth": (
        N_("The generator does not accept the key."),
        N_("Enter a valid key in Preferences, then resume this generator."),
    ),
    "balance": (
        N_("The account has no credit left, or the model is not paid for."),
        N_("Top up the account, then resume this generator."),
    ),
    "policy": (
        N_("The generator's rules do not allow this request."),
        N_("Change the prompt or the references, or choose another generator."),
    ),
    "too_fast": (
        N_("The generator is busy or limits how often it may be asked."),
        N_("It is asked again by itself."),
    ),
    "unknown": (
        N_("The answer was lost; the job may or may not have been taken."),
        N_("Wait until it was looked for, or look at the vendor's own page and decide."),
    ),
    "moderated_input": (
        N_("The generator refused what was sent as not allowed."),
        N_("Change the words or the picture it names; sending the same again will fail again."),
    ),
    "moderated_output": (
        N_("The generator made a result and then withheld it as not allowed."),
        N_("Change the prompt, or try another seed."),
    ),
    "failed": (
        N_("The generator failed to make it."),
        N_("Generate it again when you like; that is a new attempt."),
    ),
    "expired": (
        N_("The generator no longer has the result."),
        N_("Generate it again when you like; that is a new attempt."),
    ),
}

REAL_PERSON = (
    N_("The generator recognised a real person in a picture and refused it."),
    N_("Use a generated character, or a face registered with the vendor."),
)

NOT_OPEN = (
    N_("This model is not open for your account, or its id is not known there."),
    N_("Open the model in the vendor's console, or choose another one."),
)

SERVICE_NOT_OPEN = (
    N_("This service is not open for your account, or the account is in arrears."),
    N_("Open it in the vendor's console, or top up the account, then resume this generator."),
)
WRONG_CLOCK = (
    N_("The vendor says that this computer's clock is wrong."),
    N_("Set the clock, then resume this generator."),
)
UNSUITED_FILE = (
    N_("A picture or recording that goes along does not suit this generator."),
    N_("Use another one; the details say what is wrong with it."),
)


def refuse(
    kind: RefusalClass,
    *,
    code: str = "",
    billed: Billed = "no",
    medium: Literal["", "text", "image", "video", "audio"] = "",
    detail: str = "",
    message: str = "",
    fix: str = "",
) -> Refusal:
    """A refusal with the house's sentence for its kind, unless the vendor module knows a better one."""
    standard, remedy = SENTENCES[kind]
    return Refusal(
        kind=kind, message=message or standard, fix=fix or remedy, code=code, billed=billed,
        medium=medium, detail=detail,
    )  # fmt: skip


#: A vendor's reading of a refused request: status and JSON body to a refusal.
Explain = Callable[[int, dict[str, Any]], Refusal]


def verdict(answer: Answer, explain: Explain, *, said_no: bool = False) -> Declined | Doubtful:
    """What an unsuccessful answer to a paid request proves. Call it for everything but a readable success.

    `said_no` is for vendors that refuse inside an answer of status 200: the module has read a code there which
    means that nothing was taken, and the body then proves as much as a status would.
    """
    match answer:
        case NotSent(reason=reason):
            return Declined(refusal=refuse("not_sent", detail=reason))
        case Lost(reason=reason):
            return Doubtful(refusal=refuse("unknown", billed="unknown", detail=reason))
        case Reply():
            body = answer.object()
            certain = answer.status in CERTAIN or (said_no and answer.status < 300)
            if certain and body is not None:
                return Declined(
                    refusal=explain(answer.status, body), retry_after=retry_after(answer)
                )
            detail = f"HTTP {answer.status} {one_line(answer.body)}"
            return Doubtful(refusal=refuse("unknown", billed="unknown", detail=detail))


def no_answer(answer: Answer, explain: Explain, *, said_no: bool = False) -> NoAnswer:
    """The same for a question that is free to repeat."""
    match verdict(answer, explain, said_no=said_no):
        case Declined(refusal=refusal, retry_after=seconds):
            return NoAnswer(refusal=refusal, retry_after=seconds)
        case Doubtful(refusal=refusal):
            after = retry_after(answer) if isinstance(answer, Reply) else None
            better = refusal.model_copy(
                update={
                    "message": N_("The generator is not answering."),
                    "fix": N_("It is asked again by itself."),
                }
            )
            return NoAnswer(refusal=better, retry_after=after)


def before_paid(answer: Answer, explain: Explain) -> Declined:
    """What a failed upload or token call before the paid one proves: nothing was taken, whatever it says."""
    match verdict(answer, explain):
        case Declined() as declined:
            return declined
        case Doubtful(refusal=refusal):
            after = retry_after(answer) if isinstance(answer, Reply) else None
            return Declined(refusal=refuse("not_sent", detail=refusal.detail), retry_after=after)


def retry_after(reply: Reply, now: datetime | None = None) -> float | None:
    """Seconds from a Retry-After header (RFC 9110 §10.2.3: seconds or a date), at most one hour."""
    text = reply.headers.get("retry-after", "").strip()
    if not text:
        return None
    if text.isdigit():
        return min(float(text[:9]), RETRY_AFTER_CAP)
    try:
        due = parsedate_to_datetime(text)
    except ValueError:
        return None
    if due.tzinfo is None:
        due = due.replace(tzinfo=UTC)
    seconds = (due - (now or datetime.now(UTC))).total_seconds()
    return min(max(seconds, 0.0), RETRY_AFTER_CAP)


def not_asked(error: FenjingError, kind: RefusalClass = "parameter") -> Declined:
    """A request that could not even be written: the same sentences, and nothing was sent."""
    return Declined(refusal=refuse(kind, message=error.message, fix=error.fix))
