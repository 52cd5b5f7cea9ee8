"""What Home shows of a project without opening it: counted when the project is left, kept in the person's settings."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from app.settings.model import Settings
from app.studio.session import Session


@dataclass(frozen=True)
class ProjectFacts:
    """How many episodes, shots, and shots that have a take."""

    episodes: int = 0
    shots: int = 0
    done: int = 0


def count(session: Session) -> ProjectFacts:
    """The facts of an open project."""
    rows = [row for episode in session.episodes() for row in session.board_rows(episode.id)]
    shots = [row for row in rows if row.shot.status != "omitted"]
    done = sum(1 for row in shots if row.takes)
    return ProjectFacts(len(session.episodes()), len(shots), done)


def read(settings: Settings, folder: Path) -> ProjectFacts | None:
    """The facts kept for a project; None when none were."""
    try:
        fields = json.loads(settings.window.get(f"facts:{folder}", ""))
        return ProjectFacts(**fields)
    except (ValueError, TypeError):
        return None


def with_facts(settings: Settings, folder: Path, facts: ProjectFacts) -> Settings:
    """Settings that remember a project's facts."""
    text = json.dumps(asdict(facts), ensure_ascii=False)
    return settings.model_copy(update={"window": {**settings.window, f"facts:{folder}": text}})
