"""`breakdown`: the shots the script asks for, as a diff against those there are."""

from __future__ import annotations

from typing import Any

from app.cli.context import Context, episodes_of
from app.domain import timing, vocabulary
from app.domain.ids import ShotId
from app.domain.script import Episode
from app.domain.shots import Shot, ShotChange, ShotDiff
from app.domain.wording import N_
from app.studio.session import Session

_MOST_ACTION = 40
_MARKS = {"add": "+", "changed": "~", "orphaned": "-"}


def breakdown(context: Context) -> int:
    """Show what the script asks for against the shots there are; `--accept` applies it."""
    output, accepted = context.output, bool(context.arguments.accept)
    waiting = False
    with context.open(read_only=not accepted) as session:
        episodes = episodes_of(session, context.arguments.episode)
        documents: list[dict[str, Any]] = []
        for episode in episodes:
            diff = session.production.breakdown(episode.id)
            known = {row.shot.id: row.shot for row in session.board_rows(episode.id)}
            _say_diff(context, session, episode, diff, known)
            if accepted and not diff.is_empty:
                session.production.accept(diff)
            coverage = session.production.coverage(episode.id)
            waiting = waiting or not diff.is_empty
            if accepted:
                output.say(
                    N_("Coverage: {covered} of {lines} lines, {percent:.0f} %"),
                    covered=coverage.covered,
                    lines=coverage.lines,
                    percent=coverage.percent,
                )
            documents.append(
                {
                    "episode": episode.number,
                    "accepted": accepted,
                    "changes": [change.model_dump(mode="json") for change in diff.changes],
                    "coverage": coverage.model_dump(mode="json"),
                }
            )
    if accepted:
        output.hint(N_("Next: fenjing generate {project}"), project=context.project)
    elif waiting:
        output.hint(N_("Apply it: fenjing breakdown {project} --accept"), project=context.project)
    else:
        output.say(N_("The shots are what the script asks for."))
    output.document({"episodes": documents})
    return 0


def _say_diff(
    context: Context,
    session: Session,
    episode: Episode,
    diff: ShotDiff,
    known: dict[ShotId, Shot],
) -> None:
    output = context.output
    output.say(
        N_("Episode {number}: {add} to add, {changed} changed, {keep} kept, {orphaned} orphaned"),
        number=episode.number,
        add=diff.count("add"),
        changed=diff.count("changed"),
        keep=diff.count("keep"),
        orphaned=diff.count("orphaned"),
    )
    rows = [
        (_MARKS[change.kind], *_columns(context, change, known, session.project.fps))
        for change in diff.changes
        if change.kind in _MARKS
    ]
    if rows:
        headings = ("", N_("Shot"), N_("Size"), N_("Move"), N_("Length"), N_("Takes"), N_("Action"))
        output.table(headings, rows, right="    rr ")


def _columns(
    context: Context, change: ShotChange, known: dict[ShotId, Shot], fps: int
) -> tuple[object, ...]:
    """One row: as proposed, or as it was when its text is gone."""
    old = known[change.shot_id] if change.shot_id else None
    shot = change.proposal or old
    if shot is None:
        return ()
    spoken = context.output.language
    action = shot.action
    return (
        old.number if old else shot.number,
        vocabulary.size_label(shot.size, spoken),
        vocabulary.move_label(shot.move, spoken),
        timing.short_time(shot.length, fps),
        change.takes or "",
        action if len(action) <= _MOST_ACTION else f"{action[: _MOST_ACTION - 1]}…",
    )
