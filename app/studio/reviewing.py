"""What is looked over: the project's own health, and what a delivery still lacks."""

from __future__ import annotations

from app.domain.entity import Value
from app.domain.ids import EpisodeId, ShotId
from app.domain.script import Severity
from app.domain.takes import Take
from app.domain.wording import N_
from app.planning import coverage
from app.store import integrity
from app.studio.services import Services
from app.studio.workspace import Workspace


class Finding(Value):
    """One thing the person should know, and the shot it is about."""

    severity: Severity
    message: str
    shot_id: ShotId | None = None
    code: str = ""


class Reviewing:
    """Looks, and changes nothing."""

    def __init__(self, workspace: Workspace, services: Services) -> None:
        self._workspace = workspace
        self._services = services

    def integrity(self) -> tuple[Finding, ...]:
        """Database, ledger and media: errors for what is broken, infos for what was counted."""
        return tuple(
            Finding(severity=found.severity, message=found.message, code=found.place)
            for found in integrity.check(self._workspace.folder).problems
        )

    def before_delivery(self, episode_id: EpisodeId) -> tuple[Finding, ...]:
        """What the cut of an episode still lacks: missing takes and media, uncovered lines, orphans."""
        workspace = self._workspace
        rows = workspace.board_rows(episode_id)
        found: list[Finding] = []
        if not rows:
            message = N_("The episode has no shots yet.")
            return (Finding(severity="error", message=message, code="no_shots"),)
        for row in rows:
            shot = row.shot
            if shot.status == "omitted":
                continue
            if shot.orphaned:
                message = N_("Shot {number} is no longer in the script.").format(number=shot.number)
                found.append(
                    Finding(severity="warning", message=message, shot_id=shot.id, code="orphaned")
                )
            if not row.takes:
                message = N_("Shot {number} has no take; a slate stands in.").format(
                    number=shot.number
                )
                found.append(
                    Finding(severity="warning", message=message, shot_id=shot.id, code="no_take")
                )
            found.extend(self._missing_media(shot.id, shot.number))
        scenes = tuple(workspace.scenes(episode_id))
        measured = coverage.measure(scenes, tuple(row.shot for row in rows))
        if measured.missing:
            message = N_("Lines of the script that are in no shot: {count}.").format(
                count=len(measured.missing)
            )
            found.append(Finding(severity="warning", message=message, code="uncovered"))
        return tuple(found)

    def _missing_media(self, shot_id: ShotId, number: str) -> list[Finding]:
        takes = self._workspace.all(Take, shot_id=shot_id)
        lost = [take for take in takes if self._workspace.media_path(take.media) is None]
        return [
            Finding(
                severity="error",
                message=N_("The file of shot {number}, take {take} is missing.").format(
                    number=number, take=take.number
                ),
                shot_id=shot_id,
                code="missing_media",
            )
            for take in lost
        ]
