"""`verify`, `bundle` and `unbundle`: what any file carries, and a project as one file."""

from __future__ import annotations

import shlex
from pathlib import Path

from app.cli.context import Context
from app.cli.output import visible
from app.domain.wording import N_
from app.studio.verifying import FileReport


def verify(context: Context) -> int:
    """Say what a film, picture or sound carries; 1 when something is wrong with it."""
    output = context.output
    with context.working(N_("Reading")) as (report, stopped):
        found = context.studio.verify(Path(context.arguments.file), report, stopped)
    _say(context, found)
    output.document(
        {
            **found.model_dump(mode="json"),
            "problems": [output.sentence(problem) for problem in found.problems],
        }
    )
    return 1 if found.problems else 0


def _say(context: Context, found: FileReport) -> None:
    output, facts = context.output, found.facts
    output.line(str(found.path))
    output.line(f"SHA-256 {found.sha256}")
    if facts is not None:
        output.say(
            N_("{kind}, {width} × {height}, {seconds:.2f} s, {fps:g} fps, {size:.1f} MB"),
            kind=facts.kind,
            width=facts.width,
            height=facts.height,
            seconds=facts.seconds,
            fps=facts.fps,
            size=found.size / 1e6,
        )
    for key, value in (found.label or {}).items():
        output.line(f"AIGC {key}: {value}")
    signed = found.signed
    if signed is None:
        output.say(N_("It carries no C2PA manifest."))
    else:
        output.say(
            N_("C2PA: {state}, signed by {signer}, made with {program}, {type}"),
            state=signed.state,
            signer=signed.signer,
            program=signed.program,
            type=signed.created,
        )
        for name in signed.ingredients:
            output.line(f"  {name}")
    for problem in found.problems:
        output.finding("warning", problem)


def bundle(context: Context) -> int:
    """Write a project as one file."""
    arguments, output = context.arguments, context.output
    with (
        context.open(read_only=True) as session,
        context.working(N_("Packing")) as (report, stopped),
    ):
        out = arguments.out or session.keeping.suggested_bundle()
        made = session.keeping.bundle(
            out, media=not arguments.no_media, report=report, cancelled=stopped
        )
    output.line(str(made))
    output.say(N_("The bundle is {size:.1f} MB."), size=made.stat().st_size / 1e6)
    output.document({"file": str(made), "size": made.stat().st_size})
    return 0


def unbundle(context: Context) -> int:
    """Make a project folder of a bundle."""
    arguments, output = context.arguments, context.output
    with context.working(N_("Unpacking")) as (report, stopped):
        folder = context.studio.unbundle(
            Path(arguments.file), Path(arguments.folder), report, stopped
        )
    output.line(str(folder))
    output.hint(N_("Next: fenjing open {project}"), project=visible(shlex.quote(str(folder))))
    output.document({"folder": str(folder)})
    return 0
