"""What keeps a project safe and whole: its backups, and the media files that went astray."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.jobs.runner import Job, Progress
from app.store import bundle
from app.store.assets import Missing
from app.store.backups import Backup
from app.studio.report import Cancelled, Report, never, quiet
from app.studio.services import Services
from app.studio.waiting import finish
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

    # -- bundles ----------------------------------------------------------------------------------

    def suggested_bundle(self) -> Path:
        """A bundle beside the project folder, with its name."""
        folder = self._workspace.folder
        return folder.with_name(f"{folder.stem}{bundle.SUFFIX}")

    def bundle(
        self,
        out: Path,
        *,
        media: bool = True,
        report: Report = quiet,
        cancelled: Cancelled = never,
    ) -> Path:
        """Write the project as one file, with or without its media, and stay until it is there.

        Raises:
            Damaged: the project's database does not hold.
            Cancelled, DiskTrouble: nothing is left of the new file.
        """
        return finish(self._services, self._packing(out, media=media), report, cancelled)

    def start_bundle(
        self,
        out: Path,
        media: bool,
        done: Callable[[Path], None],
        failed: Failed,
        report: Report = quiet,
    ) -> Job:
        """As `bundle`, in the background."""
        return self._services.runner.run(self._packing(out, media=media), done, failed, report)

    def _packing(self, out: Path, *, media: bool) -> Callable[[Progress], Path]:
        folder = self._workspace.folder

        def work(progress: Progress) -> Path:
            return bundle.pack(
                folder,
                out.absolute(),
                media=media,
                report=progress.report,
                cancelled=progress.cancelled,
            )

        return work
