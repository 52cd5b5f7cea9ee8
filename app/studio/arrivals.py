"""From a finished attempt's files to its take: measured on the pool, added on the owner's thread."""

from __future__ import annotations

from pathlib import Path

from app.commands import takes as take_commands
from app.domain.attempts import Attempt
from app.domain.ids import TakeId, mint
from app.domain.media import MediaRef
from app.domain.takes import Take
from app.domain.wording import N_
from app.jobs.state import KeptFile
from app.media import probe
from app.studio.services import Services
from app.studio.workspace import Workspace


class Arrivals:
    """Takes in what generators made for one project."""

    def __init__(self, workspace: Workspace, services: Services) -> None:
        self._workspace = workspace
        self._services = services

    def measure(self, path: Path) -> MediaRef:
        """On the pool: decode the file to the end, then take it into the project's media.

        Raises:
            Damaged: it does not decode.
        """
        return self._workspace.file.assets.add(path, probe.probe(path))

    def keep(self, attempt: Attempt, files: tuple[KeptFile, ...]) -> TakeId:
        """On this thread: the take of a finished attempt; the same take when asked again.

        A picture becomes a take too; it does not count for the cut until it is picked.
        """
        workspace = self._workspace
        takes = workspace.all(Take, shot_id=attempt.shot_id)
        known = next((take for take in takes if take.attempt_id == attempt.id), None)
        if known is not None:
            return known.id
        main = next((kept for kept in files if kept.role == "main"), files[0])
        take = Take(
            id=TakeId(mint("take")),
            shot_id=attempt.shot_id,
            number=max((take.number for take in takes), default=0) + 1,
            created_at=self._services.now(),
            source="drawn" if attempt.generator == "animatic" else "generated",
            media=main.media,
            generator=attempt.generator,
            model=attempt.model,
            recipe=attempt.recipe,
            attempt_id=attempt.id,
            cost=attempt.cost or attempt.estimate,
        )
        workspace.add_in_background(
            N_("Take arrived"), [lambda edit: take_commands.add_take(edit, take)]
        )
        return take.id
