"""`export`: episodes as films, one after another, each checked, read back and kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.cli.context import Context, episodes_of
from app.cli.speaking import speak
from app.domain.script import Episode
from app.domain.wording import N_
from app.errors import BadInput
from app.studio.rendering import Delivered, ExportChoice
from app.studio.report import part
from app.studio.session import Session

_MOST_FINDINGS = 6


def export(context: Context) -> int:
    """Render episodes; a file appears under its name only when it was probed and found right."""
    arguments, output = context.arguments, context.output
    made: list[dict[str, Any]] = []
    with context.open() as session:
        episodes = episodes_of(session, arguments.episode)
        choices = _choices(context)
        _check_out(arguments.out, len(episodes) * len(choices))
        speak(context, session, episodes)
        for episode in episodes:
            _say_lacking(context, session, episode)
        orders = [(episode, choice) for episode in episodes for choice in choices]
        with context.working(N_("Rendering")) as (report, stopped):
            for place, (episode, choice) in enumerate(orders):
                share = part(report, place / len(orders), (place + 1) / len(orders))
                placed = _placed(session, episode, choice, arguments.out, len(orders))
                delivered = session.rendering.export(
                    episode.id, placed, report=share, cancelled=stopped
                )
                _say(context, delivered)
                made.append(_document(delivered, episode))
    one = made[0] if len(made) == 1 else {}
    output.document({**one, "deliveries": made})
    return 0


def _choices(context: Context) -> list[ExportChoice]:
    """Every preset, and after each its clean version where that is asked for."""
    arguments = context.arguments
    names = [name.strip() for name in arguments.preset.split(",") if name.strip()] or [""]
    base = ExportChoice(
        stems=arguments.stems, farm=arguments.farm, hardware=arguments.hardware or None
    )
    found: list[ExportChoice] = []
    for name in dict.fromkeys(names):
        found.append(base.model_copy(update={"preset": name}))
        if arguments.clean:
            clean = {"preset": name, "clean": True, "write_srt": False, "stems": False}
            found.append(base.model_copy(update=clean))
    return found


def _check_out(out: Path | None, count: int) -> None:
    if out is not None and count > 1 and (out.suffix or out.is_file()):
        raise BadInput(
            N_("{count} films cannot go into one file.").format(count=count),
            N_("Give a folder with --out."),
        )


def _placed(
    session: Session, episode: Episode, choice: ExportChoice, out: Path | None, count: int
) -> ExportChoice:
    if out is None:
        return choice
    if count == 1:
        return choice.model_copy(update={"out": out})
    name = session.rendering.suggested_path(episode.id, choice.preset, clean=choice.clean).name
    return choice.model_copy(update={"out": out / name})


def _say_lacking(context: Context, session: Session, episode: Episode) -> None:
    lacking = session.reviewing.before_delivery(episode.id)
    for finding in lacking[:_MOST_FINDINGS]:
        context.output.finding(finding.severity, finding.message)
    if len(lacking) > _MOST_FINDINGS:
        context.output.say(N_("... and {count} more."), count=len(lacking) - _MOST_FINDINGS)


def _say(context: Context, delivered: Delivered) -> None:
    output, delivery = context.output, delivered.delivery
    output.line(delivery.path)
    output.say(
        N_("{seconds:.2f} s, {width} × {height}, {size:.1f} MB"),
        seconds=delivery.seconds,
        width=delivery.width,
        height=delivery.height,
        size=delivery.size / 1e6,
    )
    beside: Sequence[Path | None] = (
        delivered.captions,
        delivered.report_file,
        *delivered.stems,
    )
    for path in beside:
        if path is not None:
            output.line(str(path))
    remarks = [finding for finding in delivered.findings if finding.severity != "info"]
    right = len(delivered.findings) - len(remarks)
    output.say(N_("Read back and found right: {count} checks."), count=right)
    for finding in remarks:
        output.finding(finding.severity, finding.message)
    report = delivered.report
    if report.encoder_note:
        output.finding("info", report.encoder_note)
    declare = report.declare_zh if output.language == "zh" else report.declare_en
    if declare:
        output.say(N_("When you upload it: {declare}"), declare=declare)


def _document(delivered: Delivered, episode: Episode) -> dict[str, Any]:
    return {
        "episode": episode.number,
        "delivery": delivered.delivery.model_dump(mode="json"),
        "captions": str(delivered.captions) if delivered.captions else None,
        "report": str(delivered.report_file) if delivered.report_file else None,
        "stems": [str(path) for path in delivered.stems],
        "pieces": delivered.pieces,
        "pieces_made": delivered.pieces_made,
        "findings": [finding.model_dump(mode="json") for finding in delivered.findings],
    }
