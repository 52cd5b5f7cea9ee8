"""A project with script and shots, made once in a run and copied for every test that wants its own."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from app.studio import intake
from app.studio.session import Session
from app.studio.studio import Studio

#: Removed with the process.
_HELD = tempfile.TemporaryDirectory(prefix="fenjing-ui-")
_MADE: dict[tuple[str, str], Path] = {}


def project(studio: Studio, folder: Path, title: str, script: str) -> Session:
    """An open project at `folder` (`.fenjing` is added) with the script's scenes, cast and shots."""
    key = title, script
    if key not in _MADE:
        made = studio.create(Path(_HELD.name) / f"{len(_MADE)}", title=title)
        if script:
            fill(made, script)
        made.close()
        studio.forget(made.folder)
        _MADE[key] = made.folder
    target = folder.with_name(f"{folder.name}.fenjing")
    shutil.copytree(_MADE[key], target)
    return studio.open(target)


def fill(session: Session, script: str) -> None:
    """Write a drama into a project and make its shots."""
    session.intake.accept_script(intake.read_script(script.encode(), name="drama.txt"))
    for episode in session.episodes():
        session.production.accept(session.production.breakdown(episode.id))
