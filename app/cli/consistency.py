"""`recipe`, `continuity` and `outdated`: what would be asked, what does not fit together, what has grown old."""

from __future__ import annotations

from typing import Any

from app.cli import words
from app.cli.context import Context, episodes_of
from app.cli.generating import chosen
from app.domain.recipes import RecipeReference
from app.domain.shots import Shot
from app.domain.takes import Take
from app.domain.wording import N_
from app.errors import BadInput
from app.planning.consistency import Finding
from app.planning.differences import ROLE_WORDS
from app.studio.session import Session


def recipe(context: Context) -> int:
    """The complete question of one shot to one generator; nothing is sent."""
    arguments, output = context.arguments, context.output
    with context.open(read_only=True) as session:
        shot = _shot(session, arguments.shot)
        made = session.production.recipes.compile(shot.id, arguments.generator, arguments.model)
        asked = made.recipe
        references = [_reference(session, each) for each in asked.references]
    output.line(f"{shot.number}  {asked.generator}  {asked.model}")
    output.line()
    output.line(asked.prompt)
    if asked.negative:
        output.say(N_("Not wanted: {words}"), words=asked.negative)
    if asked.references:
        output.line()
        rows = [
            (
                number,
                output.translate(ROLE_WORDS[each.role]),
                each.name,
                output.translate(words.SLOTS.get(each.slot, "")),  # type: ignore[call-overload]
                held["file"],
            )
            for number, (each, held) in enumerate(
                zip(asked.references, references, strict=True), start=1
            )
        ]
        headings = ("#", N_("As"), N_("Name"), N_("View"), N_("File"))
        output.table(headings, rows, right="r")
    for sentence in made.dropped:
        output.finding("warning", sentence)
    output.document(
        {
            "shot": shot.number,
            **asked.model_dump(mode="json", exclude={"references", "picture"}),
            "references": references,
            "dropped": [output.sentence(sentence) for sentence in made.dropped],
            "bound": [each.model_dump(mode="json") for each in made.bound],
        }
    )
    return 0


def continuity(context: Context) -> int:
    """Everything that may break the continuity; the exit code is 0 whatever is found."""
    output, number = context.output, context.arguments.episode
    with context.open(read_only=True) as session:
        episodes = episodes_of(session, number)
        with context.working(N_("Looking at the cuts")):
            found = session.continuity.report(episodes[0].id if number is not None else None)
    rows = [
        (each.shot_number, output.translate(words.FINDINGS[each.kind]), output.sentence(each.text))
        for each in found
    ]
    if rows:
        output.table((N_("Shot"), N_("About"), N_("What to look at")), rows)
    else:
        output.say(N_("Nothing stands out."))
    output.document({"findings": [_finding(context, each) for each in found]})
    return 0


def outdated(context: Context) -> int:
    """The takes that count and no longer show what their shots ask for, with the reasons."""
    output = context.output
    rows: list[tuple[object, ...]] = []
    documents: list[dict[str, Any]] = []
    with context.open(read_only=True) as session:
        for episode in episodes_of(session, context.arguments.episode):
            for take_id, reasons in session.production.recipes.outdated_of(episode.id).items():
                take = session.get(Take, take_id)
                shot = session.get(Shot, take.shot_id)
                told = [output.sentence(reason) for reason in reasons]
                rows.append((shot.number, take.generator, told))
                documents.append(
                    {
                        "shot": shot.number,
                        "shot_id": shot.id,
                        "take_id": take_id,
                        "episode": episode.number,
                        "generator": take.generator,
                        "reasons": told,
                    }
                )
    if rows:
        output.table((N_("Shot"), N_("Generator"), N_("Why")), rows)
        numbers = ",".join(str(row[0]) for row in rows)
        output.hint(
            N_("Again: fenjing generate {project} --shots {numbers}"),
            project=context.project,
            numbers=numbers,
        )
    else:
        output.say(N_("Every take still fits its shot."))
    output.document({"outdated": documents})
    return 0


def _shot(session: Session, text: str) -> Shot:
    """The one shot of a number or a position.

    Raises:
        BadInput: there is none, or several are meant.
    """
    rows = [row.shot for one in session.episodes() for row in session.board_rows(one.id)]
    found = chosen(rows, text)
    if len(found) != 1:
        raise BadInput(N_("Name one shot."), N_("Write its number, such as 1-2-03."))
    return session.get(Shot, found[0])


def _reference(session: Session, each: RecipeReference) -> dict[str, Any]:
    return {
        **each.model_dump(mode="json", exclude={"media"}),
        "sha256": each.media.sha256,
        "file": each.media.relative_path,
        "missing": session.media_path(each.media) is None,
    }


def _finding(context: Context, each: Finding) -> dict[str, Any]:
    return {**each.model_dump(mode="json"), "text": context.output.sentence(each.text)}
