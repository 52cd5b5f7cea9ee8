"""`jobs`: what was asked of generators, what became of it, and what a person decides about it."""

from __future__ import annotations

from typing import Any

from app.cli import words
from app.cli.context import Context
from app.domain.attempts import Attempt
from app.domain.ids import AttemptId
from app.domain.money import Money
from app.domain.wording import N_
from app.errors import BadInput, NeedsDecision, ProjectBusy
from app.studio.attempts import NOT_SENT, QueueRow
from app.studio.session import Session
from app.studio.spreadsheet import as_csv


def jobs(context: Context) -> int:
    """List the attempts, follow them, or decide about one or about a vendor; 4 while one needs a decision."""
    verb, target = _asked(context)
    if verb or context.arguments.follow:
        with context.open() as session:
            _change(context, session, verb, target)
            rows = session.production.attempts.rows()
    else:
        rows = _looked_at(context)
    if context.arguments.csv:
        context.output.plain(as_csv(rows))
    else:
        show(context, rows)
    context.output.document(
        {"jobs": [{**document(row.attempt), "shot": row.shot_number} for row in rows]}
    )
    if any(row.attempt.needs_person for row in rows):
        raise undecided()
    return 0


def _asked(context: Context) -> tuple[str, str]:
    """What is to be done and to whom; `--resolve X` and `--cancel X` say the same as the words.

    Raises:
        BadInput: one half is missing.
    """
    arguments = context.arguments
    verb, target = arguments.verb, arguments.target
    if arguments.resolve or arguments.cancel:
        verb = "resolve" if arguments.resolve else "cancel"
        target = arguments.resolve or arguments.cancel
    if (verb == "resolve") != bool(arguments.outcome):
        raise BadInput(
            N_("resolve and --as go together."),
            N_("Write resolve ATTEMPT --as not-sent, or the generator's id of the job."),
        )
    if verb and not target:
        raise BadInput(
            N_("It is not said what to {verb}.").format(verb=verb),
            N_("Write an attempt of fenjing jobs, or a generator of fenjing generators."),
        )
    if arguments.csv and arguments.json:
        raise BadInput(N_("--csv and --json exclude each other."), N_("Choose one of them."))
    return verb, target


def _looked_at(context: Context) -> tuple[QueueRow, ...]:
    """The queue, read beside whoever works on the project.

    What was being sent when the program was killed is in doubt, and only opening the project finds that out.
    """
    with context.open(read_only=True) as session:
        rows = session.production.attempts.rows()
    if not any(row.attempt.state == "submitting" for row in rows):
        return rows
    try:
        with context.open() as session:
            return session.production.attempts.rows()
    except ProjectBusy:
        return rows


def _change(context: Context, session: Session, verb: str, target: str) -> None:
    attempts = session.production.attempts
    if verb == "resolve":
        doubt, outcome = AttemptId(target), context.arguments.outcome
        if outcome != NOT_SENT and attempts.get(doubt).needs_person:
            attempts.demand_known(doubt, outcome)
        attempts.resolve(doubt, outcome)
    elif verb == "cancel":
        attempts.cancel(AttemptId(target))
    elif verb == "pause":
        attempts.pause(target)
        context.output.say(N_("Nothing more is sent to {name} until you resume it."), name=target)
    elif verb == "resume":
        attempts.go_on(target)
        context.output.say(N_("{name} is asked again."), name=target)
    if context.arguments.follow:
        attempts.send_unsent()
        with context.working(N_("Waiting for generators")) as (report, stopped):
            attempts.wait(report=report, cancelled=stopped)
        tell_troubles(context, session)


def show(context: Context, rows: tuple[QueueRow, ...]) -> None:
    """The queue as a table, newest first."""
    output = context.output
    if not rows:
        output.say(N_("Nothing was asked of a generator yet."))
        output.hint(N_("Next: fenjing generate {project}"), project=context.project)
        return
    output.table(
        (N_("Attempt"), N_("Shot"), N_("Generator"), N_("State"), N_("Cost"), N_("What happened")),
        [
            (
                row.attempt.id,
                row.shot_number,
                f"{row.attempt.generator} {row.attempt.model}".strip(),
                output.translate(words.STATES[row.attempt.state]),
                price(context, row.attempt.cost or row.attempt.estimate),
                _what_happened(context, row.attempt),
            )
            for row in rows
        ],
    )


def _what_happened(context: Context, attempt: Attempt) -> str:
    refusal = attempt.refusal
    if refusal is None:
        return ""
    output = context.output
    return output.joined(output.sentence(refusal.message), output.sentence(refusal.fix))


def tell_troubles(context: Context, session: Session) -> None:
    """Say which vendors are not asked at the moment, and why."""
    for trouble in session.production.attempts.troubles():
        reason = trouble.refusal
        waiting = N_("It does not answer; it is asked again later.")
        context.output.finding("warning", reason.message if reason else waiting, trouble.vendor)
        if reason and reason.fix:
            context.output.line(f"  {context.output.sentence(reason.fix)}")


def undecided() -> NeedsDecision:
    """What is said with exit code 4."""
    return NeedsDecision(
        N_("It is not known whether an attempt was taken; it may have been paid for."),
        N_(
            "Look at the generator's own list, then: fenjing jobs PROJECT resolve ATTEMPT --as not-sent|ID."
        ),
    )


def price(context: Context, amount: Money | None) -> str:
    """An amount in words; a missing price is said, never shown as nothing."""
    if amount is None:
        return context.output.translate(N_("price unknown"))
    return str(amount) if amount.amount else context.output.translate(N_("free"))


def document(attempt: Attempt) -> dict[str, Any]:
    """An attempt for `--json`: the recipe only by its fingerprint, which is already there."""
    return attempt.model_dump(mode="json", exclude={"recipe"})
