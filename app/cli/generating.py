"""`generate` and `jobs`: what is asked of generators, and what became of it."""

from __future__ import annotations

from typing import Any

from app.cli.context import Context, episodes_of
from app.domain.ids import AttemptId, EpisodeId, ShotId
from app.domain.money import Money
from app.domain.wording import N_
from app.errors import BadInput, NeedsDecision, NotFound
from app.studio.costs import CostSheet
from app.studio.session import Session


def _chosen(session: Session, episode_ids: list[EpisodeId], text: str | None) -> list[ShotId]:
    """Shots by position (`1-3,7`) within the episodes, or by number (`1-2-03`).

    Raises:
        NotFound: a number or a position that no shot has.
        BadInput: a part that is neither.
    """
    shots = [row.shot for episode_id in episode_ids for row in session.board_rows(episode_id)]
    if not text:
        return [shot.id for shot in shots if not shot.orphaned]
    by_number = {shot.number: shot.id for shot in shots}
    chosen: list[ShotId] = []
    for part in (part.strip() for part in text.split(",") if part.strip()):
        if part in by_number:
            chosen.append(by_number[part])
            continue
        first, _, last = part.partition("-")
        if not first.isdigit() or (last and not last.isdigit()):
            raise BadInput(
                N_("“{part}” names no shot.").format(part=part),
                N_("Write positions such as 1-3,7 or a number such as 1-2-03."),
            )
        low, high = int(first), int(last or first)
        if not 1 <= low <= high <= len(shots):
            raise NotFound(
                N_("There is no shot {part}.").format(part=part),
                N_("The positions go from 1 to {count}.").format(count=len(shots)),
            )
        chosen.extend(shot.id for shot in shots[low - 1 : high])
    return list(dict.fromkeys(chosen))


def generate(context: Context) -> int:
    """Price a batch, send it, and with `--wait` stay until it is done; 4 when something needs a decision."""
    arguments, output = context.arguments, context.output
    with context.open(read_only=arguments.dry_run) as session:
        episodes = [episode.id for episode in episodes_of(session, arguments.episode)]
        sheet = session.production.quote(
            _chosen(session, episodes, arguments.shots),
            generator=arguments.generator,
            model=arguments.model,
            takes=arguments.takes,
            cap=arguments.max_cost,
        )
        _say_sheet(context, sheet)
        if arguments.dry_run:
            previews = [session.production.preview(item) for item in sheet.items]
            output.document({"sheet": sheet.summary(), "requests": previews})
            return 0
        attempts = session.production.generate(sheet)
        waiting = arguments.wait or sheet.is_offline
        if waiting:
            with output.progress(N_("Making takes")) as report:
                session.production.attempts.wait(attempts, report)
        rows = [
            row for row in session.production.attempts.rows() if row.attempt.id in set(attempts)
        ]
        states = [row.attempt.state for row in rows]
        output.say(
            N_("{done} of {count} takes are there."), done=states.count("take"), count=len(rows)
        )
        for row in rows:
            if row.attempt.refusal is not None:
                output.say(
                    f"{row.shot_number}: {row.attempt.refusal.message} {row.attempt.refusal.fix}"
                )
        document = {
            "sheet": sheet.summary(),
            "attempts": [_attempt(row.attempt.model_dump(mode="json")) for row in rows],
        }
    output.document(document)
    if any(row.attempt.needs_person for row in rows):
        return 4
    return 1 if waiting and states.count("take") < len(rows) else 0


def _say_sheet(context: Context, sheet: CostSheet) -> None:
    output = context.output
    for item in sheet.items:
        price = _price(context, item.price)
        problem = "; ".join(item.problems)
        output.say(
            f"  {item.shot_number:<8} {item.generator} {item.model} {item.seconds:g}s  {price}  {problem}".rstrip()
        )
        for dropped in item.dropped:
            output.say(f"           - {dropped}")
    total = ", ".join(str(money) for money in sheet.totals) or output.fill(N_("free"))
    output.say(N_("{count} takes, {total}"), count=len(sheet.items), total=total)


def _price(context: Context, price: Money | None) -> str:
    if price is None:
        return context.output.fill(N_("price unknown"))
    return str(price) if price.amount else context.output.fill(N_("free"))


def _attempt(fields: dict[str, Any]) -> dict[str, Any]:
    """An attempt as a document: the recipe only by its fingerprint, which is already there."""
    return {name: value for name, value in fields.items() if name != "recipe"}


def jobs(context: Context) -> int:
    """List the attempts, follow them, cancel one, or decide about one; 4 while one needs a decision."""
    arguments, output = context.arguments, context.output
    if bool(arguments.resolve) != bool(arguments.outcome):
        raise BadInput(
            N_("--resolve and --as go together."),
            N_("Write --resolve ATTEMPT --as not-sent, or its id."),
        )
    changing = bool(arguments.resolve or arguments.cancel or arguments.follow)
    with context.open(read_only=not changing) as session:
        if arguments.resolve:
            session.production.attempts.resolve(AttemptId(arguments.resolve), arguments.outcome)
        if arguments.cancel:
            session.production.attempts.cancel(AttemptId(arguments.cancel))
        if arguments.follow:
            with output.progress(N_("Waiting for generators")) as report:
                session.production.attempts.wait(report=report)
        rows = session.production.attempts.rows()
    output.table(
        (N_("Attempt"), N_("Shot"), N_("Generator"), N_("State"), N_("Cost"), N_("What happened")),
        [
            (
                row.attempt.id,
                row.shot_number,
                f"{row.attempt.generator} {row.attempt.model}".strip(),
                row.attempt.state,
                _price(context, row.attempt.cost or row.attempt.estimate),
                row.attempt.refusal.message if row.attempt.refusal else "",
            )
            for row in rows
        ],
    )
    output.document(
        {
            "jobs": [
                {**_attempt(row.attempt.model_dump(mode="json")), "shot": row.shot_number}
                for row in rows
            ]
        }
    )
    if any(row.attempt.needs_person for row in rows):
        raise NeedsDecision(
            N_("An attempt's outcome is unknown; it may have been paid for."),
            N_(
                "Look at the generator's own list, then: fenjing jobs PROJECT --resolve ATTEMPT --as not-sent|ID."
            ),
        )
    return 0
