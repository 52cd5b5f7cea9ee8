"""`exchange` and `take-back`: the same cut in other programs, and what comes back from them."""

from __future__ import annotations

from pathlib import Path

from app.cli.context import Context, episodes_of
from app.domain.wording import N_
from app.studio.comparing import CutDiff
from app.studio.exchanging import ExchangeOptions
from app.studio.shot_lists import ShotListPreview

_CUTS = frozenset({".otio", ".fcpxml", ".xml"})
_MOST_ROWS = 200


def exchange(context: Context) -> int:
    """Write one episode in one format; what does not travel is said."""
    arguments, output = context.arguments, context.output
    with context.open(read_only=True) as session:
        episode = episodes_of(session, arguments.episode)[0]
        out = arguments.out or session.exchanging.suggested_path(episode.id, arguments.format)
        options = ExchangeOptions(
            collect=not arguments.no_media, layout=arguments.layout, language=arguments.language
        )
        with context.working(N_("Writing")) as (report, stopped):
            written = session.exchanging.write(
                episode.id, arguments.format, out, options, report, stopped
            )
    for path in written.files:
        output.line(str(path))
    for loss in written.losses:
        output.finding("info", loss)
    output.document(
        {
            "format": arguments.format,
            "files": [str(path) for path in written.files],
            "losses": [output.sentence(loss) for loss in written.losses],
        }
    )
    return 0


def take_back(context: Context) -> int:
    """Show what a cut or a shot list that comes back would change; with --accept, change it."""
    arguments = context.arguments
    path = Path(arguments.file)
    with context.open(read_only=not arguments.accept) as session:
        number = arguments.episode
        episode = episodes_of(session, number)[0].id if number is not None else None
        if path.suffix.lower() in _CUTS:
            diff = session.exchanging.read_back(path, episode)
            _say_cut(context, diff)
            if arguments.accept:
                session.exchanging.accept(diff, origin="cli")
        else:
            preview = session.shot_lists.read(path, episode, arguments.encoding)
            _say_list(context, preview)
            if arguments.accept:
                session.shot_lists.accept(
                    preview, leave_out_missing=arguments.leave_out, origin="cli"
                )
    if not arguments.accept:
        context.output.hint(N_("Nothing was changed; add --accept to take it over."))
    return 0


def _say_cut(context: Context, diff: CutDiff) -> None:
    output = context.output
    kinds = {
        "same": N_("same"),
        "moved": N_("moved"),
        "trimmed": N_("trimmed"),
        "left_out": N_("left out"),
        "unknown": N_("unknown"),
    }
    rows = [
        (output.translate(kinds[row.kind]), row.label, row.before, row.after)
        for row in diff.rows
        if row.kind != "same"
    ]
    if rows:
        output.table((N_("Change"), N_("Shot"), N_("Now"), N_("Then")), rows[:_MOST_ROWS])
    output.say(
        N_("same: {same}, moved: {moved}, trimmed: {trimmed}, left out: {left}"),
        same=diff.count("same"),
        moved=diff.count("moved"),
        trimmed=diff.count("trimmed"),
        left=diff.count("left_out"),
    )
    output.document(diff.model_dump(mode="json"))


def _say_list(context: Context, preview: ShotListPreview) -> None:
    output = context.output
    kinds = {
        "add": N_("new"),
        "changed": N_("changed"),
        "keep": N_("same"),
        "missing": N_("not in the list"),
    }
    rows = [
        (
            output.translate(kinds[row.kind]),
            row.scene,
            row.number,
            [f"{one.name}: {one.before} → {one.after}" for one in row.changes] or "",
        )
        for row in preview.rows
        if row.kind != "keep"
    ]
    if rows:
        heads = (N_("Change"), N_("Scene"), N_("Shot"), N_("Fields"))
        output.table(heads, rows[:_MOST_ROWS])
    for remark in preview.remarks:
        place = output.fill(N_("row {line}"), line=remark.line) if remark.line else ""
        output.finding(remark.severity, remark.message, place)
    output.say(
        N_("new: {added}, changed: {changed}, same: {same}, not in the list: {missing}"),
        added=preview.count("add"),
        changed=preview.count("changed"),
        same=preview.count("keep"),
        missing=preview.count("missing"),
    )
    output.document(preview.model_dump(mode="json"))
