"""`generate`: lines are spoken, shots are priced and sent, and what came of it is told."""

from __future__ import annotations

from app.cli import queue, words
from app.cli.context import Context, episodes_of
from app.cli.speaking import speak
from app.domain.attempts import Attempt
from app.domain.choices import FallbackPlan, GeneratorChoice
from app.domain.ids import AttemptId, ShotId
from app.domain.script import Episode
from app.domain.shots import Shot
from app.domain.wording import N_
from app.errors import BadInput, NotFound, RuleBroken
from app.studio.costs import CostSheet
from app.studio.queue_rows import QueueRow
from app.studio.session import Session


def generate(context: Context) -> int:
    """Price a batch, send it, and stay for what is made on this machine (for all with `--wait`).

    Returns 4 when something needs a decision, 1 when a take that was waited for did not come.
    """
    arguments, output = context.arguments, context.output
    with context.open(read_only=arguments.dry_run) as session:
        episodes = episodes_of(session, arguments.episode)
        shots = _shots(context, session, episodes)
        if not arguments.dry_run:
            speak(context, session, episodes)
        sheet = _quote(context, session, shots)
        if arguments.dry_run:
            _say_sheet(context, sheet)
            previews = [session.production.send_preview(item) for item in sheet.items]
            shown = [preview.model_dump(mode="json") for preview in previews]
            output.document({"sheet": sheet.summary(), "previews": shown})
            return 0
        under_way = session.production.attempts.open_of(shots)
        if not sheet.items and not under_way:
            output.say(
                N_("Every shot has a take of this generator. Name shots with --shots for more.")
            )
            output.document({"sheet": sheet.summary(), "attempts": []})
            return 0
        made: tuple[AttemptId, ...] = ()
        if sheet.items:
            _say_sheet(context, sheet)
            made = session.production.generate(
                sheet,
                allow_duplicates=arguments.allow_duplicates,
                allow_unpriced=arguments.allow_unknown_prices,
            )
        awaited = _stay(context, session, made, under_way)
        asked = {*made, *(one.id for one in under_way)}
        rows = tuple(
            row
            for row in session.production.attempts.rows()
            if row.attempt.id in asked or row.attempt.fallback_of in asked
        )
        queue.tell_troubles(context, session)
    return _tell(context, sheet, rows, awaited)


# -- which shots ----------------------------------------------------------------------------------


def _shots(context: Context, session: Session, episodes: list[Episode]) -> tuple[ShotId, ...]:
    """The shots that are meant.

    Raises:
        RuleBroken: there are no shots yet.
    """
    rows = [row.shot for episode in episodes for row in session.board_rows(episode.id)]
    if not rows:
        raise RuleBroken(
            N_("There are no shots yet."),
            N_("Make them first: fenjing breakdown PROJECT --accept."),
        )
    if context.arguments.shots is None:
        return tuple(shot.id for shot in rows)
    return chosen(rows, context.arguments.shots)


def chosen(shots: list[Shot], text: str) -> tuple[ShotId, ...]:
    """Shots by position (`1-3,7`) in the list, or by number (`1-2-03`), each once, in the order named.

    What could be both is a stretch of positions: 1-12 is twelve shots, never the twelfth of scene 1.

    Raises:
        NotFound: a number or a position that no shot has.
        BadInput: a part that is neither.
    """
    by_number = {shot.number: shot.id for shot in shots}
    found: list[ShotId] = []
    for part in (part.strip() for part in text.split(",")):
        first, dash, last = part.partition("-")
        ends = (first, last) if dash else (first, first)
        if part in by_number and not _is_stretch(ends, len(shots)):
            found.append(by_number[part])
            continue
        if not all(end.isascii() and end.isdigit() for end in ends):
            raise BadInput(
                N_("“{part}” names no shot.").format(part=part),
                N_("Write positions such as 1-3,7 or a number such as 1-2-03."),
            )
        low, high = (int(end[:9]) for end in ends)
        if not 1 <= low <= high <= len(shots):
            raise NotFound(
                N_("There is no shot {part}.").format(part=part),
                N_("The positions go from 1 to {count}.").format(count=len(shots)),
            )
        found.extend(shot.id for shot in shots[low - 1 : high])
    return tuple(dict.fromkeys(found))


def _is_stretch(ends: tuple[str, str], count: int) -> bool:
    """True for positions as people write them, without a leading zero, that the list has."""
    if not all(end.isascii() and end.isdigit() and not end.startswith("0") for end in ends):
        return False
    low, high = (int(end[:9]) for end in ends)
    return low <= high <= count


# -- before it is sent ----------------------------------------------------------------------------


def _quote(context: Context, session: Session, shots: tuple[ShotId, ...]) -> CostSheet:
    """The cost sheet: of each shot's own generator, of one that is named, or of several for the same shots."""
    arguments, production = context.arguments, session.production
    choices = _choices(context)
    if arguments.together:
        return _quote_together(context, session, shots, choices)
    wanted = shots
    if arguments.shots is None:
        wanted = _lacking(session, shots, choices)
        left_out = len(shots) - len(wanted)
        if wanted and left_out:
            context.output.say(
                N_("Left out, because they have a take or wait for one: {count}."),
                count=left_out,
            )
    if len(choices) > 1:
        return production.bake_off(wanted, choices, takes=arguments.takes, cap=arguments.max_cost)
    one = choices[0] if choices else None
    return production.quote(
        wanted,
        generator=one.generator if one else "",
        model=one.model if one else arguments.model,
        takes=arguments.takes,
        cap=arguments.max_cost,
        fallbacks=_fallbacks(context),
    )


def _quote_together(
    context: Context,
    session: Session,
    shots: tuple[ShotId, ...],
    choices: tuple[GeneratorChoice, ...],
) -> CostSheet:
    """One film of the shots that are named.

    Raises:
        BadInput: no shots are named, or what is asked of each shot alone stands beside it.
        RuleBroken: these shots cannot be one film.
    """
    arguments = context.arguments
    if arguments.shots is None:
        raise BadInput(
            N_("--together does not say which shots are meant."),
            N_("Name shots of one scene that follow each other: --shots 1-3."),
        )
    if len(choices) > 1 or arguments.fallback or arguments.takes > 1:
        raise BadInput(
            N_("One film of several shots is asked once, of one generator, without fallbacks."),
            N_("Leave --takes, --fallback and further generators out."),
        )
    one = choices[0] if choices else None
    return session.production.quote_group(
        shots,
        one.generator if one else "",
        one.model if one else arguments.model,
        cap=arguments.max_cost,
    )


def _choices(context: Context) -> tuple[GeneratorChoice, ...]:
    """What `--generator` and `--model` name, each generator with its model.

    Raises:
        BadInput: `--model` stands beside several generators, or fallbacks beside a bake-off.
    """
    arguments = context.arguments
    named = tuple(GeneratorChoice.read(text) for text in dict.fromkeys(arguments.generator))
    if len(named) > 1 and arguments.model:
        raise BadInput(
            N_("--model does not say which of the generators is meant."),
            N_("Write it behind its generator: --generator ID:MODEL."),
        )
    if len(named) > 1 and arguments.fallback:
        raise BadInput(
            N_("A bake-off has no fallbacks: every generator is asked anyway."),
            N_("Name one generator, or leave --fallback out."),
        )
    if len(named) == 1 and arguments.model:
        return (named[0].model_copy(update={"model": arguments.model}),)
    return named


def _fallbacks(context: Context) -> FallbackPlan | None:
    """The chain of `--fallback`; None leaves it to shots and project."""
    arguments = context.arguments
    if not arguments.fallback:
        return None
    chain = tuple(GeneratorChoice.read(text) for text in arguments.fallback)
    for choice in chain:
        context.studio.catalog[choice.generator]
    return FallbackPlan(
        chain=chain,
        wait_seconds=(arguments.fallback_wait or 0) * 60,
        while_billed=arguments.fallback_while_billed,
    )


def _lacking(
    session: Session, shots: tuple[ShotId, ...], choices: tuple[GeneratorChoice, ...]
) -> tuple[ShotId, ...]:
    """Shots that none of the generators has given a take, or is asked for one."""
    for generator in [choice.generator for choice in choices] or [""]:
        shots = session.production.lacking(shots, generator)
    return shots


def _say_sheet(context: Context, sheet: CostSheet) -> None:
    output = context.output
    output.table(
        (N_("Shot"), N_("Generator"), N_("Model"), N_("Length"), N_("Cost"), N_("Remarks")),
        [
            (
                item.shot_number,
                item.generator,
                item.model,
                f"{item.seconds:.1f} s",
                queue.price(context, item.price),
                " ".join(output.sentence(text) for text in (*item.problems, *item.dropped)),
            )
            for item in sheet.items
        ],
        right="   rr",
    )
    blocked = len(sheet.blocked)
    if blocked:
        output.finding(
            "warning",
            N_("{count} of {total} cannot be sent.").format(count=blocked, total=len(sheet.items)),
        )
    if blocked < len(sheet.items):
        total = ", ".join(str(money) for money in sheet.totals) or output.translate(N_("free"))
        output.say(N_("Takes: {count}, {total}"), count=len(sheet.items) - blocked, total=total)
    if sheet.unknown_prices:
        output.say(N_("Takes whose price is not known: {count}."), count=sheet.unknown_prices)
    if sheet.duplicates:
        output.say(N_("Takes that are being made already: {count}."), count=sheet.duplicates)
    for cap in sheet.caps:
        name = output.translate(words.CAPS[cap.scope])
        output.say(
            N_("Cap of {money} ({name}): {left} left after this."),
            money=cap.cap,
            name=f"{name} {cap.generator}".strip(),
            left=cap.left,
        )


# -- after it was sent ----------------------------------------------------------------------------


def _stay(
    context: Context, session: Session, made: tuple[AttemptId, ...], under_way: tuple[Attempt, ...]
) -> set[AttemptId]:
    """Wait for drawings, and with `--wait` for all; returns the attempts that were waited for."""
    attempts, catalog = session.production.attempts, context.studio.catalog
    opened = {attempt.id: attempt for attempt in under_way if attempt.generator in catalog}
    opened.update({each: attempts.get(each) for each in made})
    awaited = {
        each
        for each, attempt in opened.items()
        if context.arguments.wait or catalog[attempt.generator].card.kind == "offline"
    }
    if awaited:
        with context.working(N_("Making takes")) as (report, stopped):
            attempts.wait(awaited, report, stopped)
    if set(opened) - awaited:
        with context.working(N_("Sending")) as (report, stopped):
            attempts.see_off(report, stopped)
    return awaited


def _tell(
    context: Context, sheet: CostSheet, rows: tuple[QueueRow, ...], awaited: set[AttemptId]
) -> int:
    output = context.output
    done = sum(1 for row in rows if row.attempt.state == "take")
    output.say(N_("Takes that are there: {done} of {count}."), done=done, count=len(rows))
    for row in rows:
        refusal = row.attempt.refusal
        if refusal is not None:
            place = row.shot_number
            output.finding("error", refusal.message, place=place)
            output.line(f"  {output.sentence(refusal.fix)}".rstrip())
    output.document(
        {
            "sheet": sheet.summary(),
            "attempts": [queue.document(row.attempt) for row in rows],
        }
    )
    if any(row.attempt.needs_person for row in rows):
        raise queue.undecided()
    if done == len(rows):
        output.hint(N_("Next: fenjing export {project} --episode N"), project=context.project)
    elif any(row.attempt.id not in awaited and not row.attempt.is_final for row in rows):
        output.hint(N_("Follow them: fenjing jobs {project} --follow"), project=context.project)
    failed = any(row.attempt.id in awaited and row.attempt.state != "take" for row in rows)
    if failed or any(row.attempt.state == "rejected" for row in rows):
        return 1
    # Still here with a reason: the vendor cannot be reached, and a program must not take that for done.
    held = any(row.attempt.state == "reserved" and row.attempt.refusal for row in rows)
    return 3 if held else 0
