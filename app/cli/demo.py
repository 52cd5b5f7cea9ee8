"""`demo`: the main job on the sample drama, step by step, with the time each step took."""

from __future__ import annotations

import shlex
from pathlib import Path

from app.cli.context import Context
from app.cli.output import visible
from app.domain.project import Language
from app.domain.wording import N_
from app.studio import demonstration


def demo(context: Context) -> int:
    """From the sample script to an MP4, and where it is."""
    output, arguments = context.output, context.arguments
    language: Language = arguments.language or (
        "zh" if context.studio.language == "zh_CN" else "en"
    )
    folder = arguments.out or Path.cwd() / "build" / "demo"
    output.say(
        N_("Script, cast, shots, takes, voices, music, cut, film: the sample drama, offline.")
    )
    with context.working(N_("Starting")) as (report, stopped):
        outcome = demonstration.run(context.studio, folder, language, report, stopped)
    output.table(
        (N_("Step"), N_("Seconds"), N_("Result")),
        [
            (
                output.translate(step.name),
                f"{step.seconds:.1f}",
                output.fill(step.told, **step.values),
            )
            for step in outcome.steps
        ],
        right=" r ",
    )
    for film in outcome.films:
        output.line(film.path)
        output.say(
            N_("{seconds:.2f} s, {width} × {height}, {size:.1f} MB"),
            seconds=film.seconds,
            width=film.width,
            height=film.height,
            size=film.size / 1e6,
        )
    output.hint(
        N_("Open it in the window: fenjing open {project}"),
        project=visible(shlex.quote(outcome.folder)),
    )
    output.document(outcome.document())
    return 0
