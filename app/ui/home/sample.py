"""The sample drama: opened where it is, made afresh where it is not."""

from __future__ import annotations

from app.domain.project import Language
from app.studio import demonstration
from app.studio.session import Session
from app.studio.studio import Studio


def open_sample(studio: Studio, spoken: str) -> Session:
    """Open the sample in the language of the face.

    Raises:
        DiskTrouble, ProjectBusy: as opening a project does.
    """
    language: Language = "zh" if spoken == "zh" else "en"
    folder = studio.projects_folder()
    _script, title = demonstration.SCRIPTS[language]
    there = folder / f"{title}.fenjing"
    if (there / "project.db").is_file():
        return studio.open(there)
    folder.mkdir(parents=True, exist_ok=True)
    session = demonstration.prepare(studio, folder, language)
    demonstration.begin(session)
    return session
