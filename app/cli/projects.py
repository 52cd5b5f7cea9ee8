"""`new` and `check`."""

from __future__ import annotations

import shlex
from pathlib import Path

from app.cli.context import Context
from app.cli.output import visible
from app.domain.wording import N_


def new(context: Context) -> int:
    """Create an empty project."""
    arguments = context.arguments
    session = context.studio.create(
        Path(arguments.project),
        title=arguments.title,
        aspect=arguments.aspect,
        fps=arguments.fps,
        language=arguments.language,
    )
    try:
        project, folder = session.project, session.folder
    finally:
        session.close()
    output = context.output
    output.say(N_("Created “{title}” in {folder}"), title=project.title, folder=folder)
    output.hint(
        N_("Next: fenjing import {project} SCRIPT"), project=visible(shlex.quote(str(folder)))
    )
    output.document(
        {
            "folder": str(folder),
            "title": project.title,
            "aspect": project.aspect,
            "fps": project.fps,
            "language": project.language,
        }
    )
    return 0


def check(context: Context) -> int:
    """Say whether database, ledger and media are whole; 1 when something is wrong."""
    with context.open(read_only=True) as session:
        found = session.reviewing.integrity()
    for finding in found:
        context.output.finding(finding.severity, finding.message)
    troubles = [finding for finding in found if finding.severity == "error"]
    if not troubles:
        context.output.say(N_("Everything is in order."))
    context.output.document(
        {"ok": not troubles, "findings": [finding.model_dump(mode="json") for finding in found]}
    )
    return 1 if troubles else 0
