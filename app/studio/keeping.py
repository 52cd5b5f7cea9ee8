"""What keeps a project safe and whole: its backups, and the media files that went astray."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.jobs.runner import Job
from app.store.assets import Missing
from app.store.backups import Backup
from app.studio.services import Services
from app.studio.workspace import Workspace

__all__ = ["Backup", "Keeping", "Missing"]

Failed = Callable[[Exception], None]


class Keeping:
    """Backups and relinking of one open project; slow work goes to the pool."""

    def __init__(self, workspace: Workspace, services: Services) -> None:
        self._workspace = workspace
        self._services = services

    def missing(self) -> tuple[Missing, ...]:
        """Media files that rows point at and the folder does not hold, each with its users."""
        return self._workspace.file.assets.missing()

    def relink(
        self, folder: Path, done: Callable[[tuple[Missing, ...]], None], failed: Failed
    ) -> Job:
        """Find all missing files below `folder` by their content and copy them in; `done` gets the rest."""
        assets, wanted = self._workspace.file.assets, self.missing()
        return self._services.runner.run(
            lambda _progress: assets.relink(folder, wanted), done, failed
        )

    def backups(self, done: Callable[[tuple[Backup, ...]], None], failed: Failed) -> Job:
        """Every backup, newest first, each looked into."""
        backups = self._workspace.file.backups
        return self._services.runner.run(lambda _progress: backups.all(), done, failed)

    def back_up(self, done: Callable[[Backup], None], failed: Failed) -> Job:
        """Make a backup now; it stays until the person removes it."""
        backups = self._workspace.file.backups
        return self._services.runner.run(lambda _progress: backups.make(), done, failed)

    def restore(
        self, backup: Backup, folder: Path, done: Callable[[Path], None], failed: Failed
    ) -> Job:
        """Build a project of its own from a backup; the open one is not touched. `done` gets its folder."""
        backups = self._workspace.file.backups
        return self._services.runner.run(
            lambda _progress: backups.restore(backup, folder), done, failed
        )
