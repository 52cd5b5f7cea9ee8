"""`demo`: the main job on the sample drama, step by step, with the time each step took."""

from __future__ import annotations

from pathlib import Path

from app.cli.context import Context
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
    with output.progress(N_("Starting")) as report:
        outcome = demonstration.run(context.studio, folder, language, report)
    for step in outcome.steps:
        output.say(
            f"  {output.fill(step.name):<10} {step.seconds:6.1f} s   {output.fill(step.told, **step.values)}"
        )
    for film in outcome.films:
        output.say(
            N_("{path}  {seconds:.1f} s  {size:.1f} MB"),
            path=film.path,
            seconds=film.seconds,
            size=film.size / 1e6,
        )
    output.say(N_("Open the project in the window: fenjing open {folder}"), folder=outcome.folder)
    output.document(outcome.document())
    return 0
