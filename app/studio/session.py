"""An open project with everything that can be asked of it."""

from __future__ import annotations

import logging

from app.jobs.runner import Job
from app.store.project_file import ProjectFile
from app.studio.cast_library import CastLibrary
from app.studio.continuity import Continuity
from app.studio.delivering import Delivering
from app.studio.drift import Drift
from app.studio.exchanging import Exchanging
from app.studio.intake import Intake
from app.studio.judging import Judging
from app.studio.keeping import Keeping
from app.studio.portraits import Portraits
from app.studio.preparing import Preparing
from app.studio.production import Production
from app.studio.rendering import Rendering
from app.studio.reviewing import Reviewing
from app.studio.season import Season
from app.studio.services import Services
from app.studio.sheets import Sheets
from app.studio.shot_lists import ShotLists
from app.studio.thumbnails import Thumbnails
from app.studio.workspace import Workspace

_log = logging.getLogger(__name__)

#: Seconds between looks; whether a backup is due decides `store.backups`.
_BACKUP_EVERY = 60.0


class Session(Workspace):
    """A workspace and its counters: what comes in, what is made, what goes out, what is looked at."""

    def __init__(self, file: ProjectFile, services: Services) -> None:
        super().__init__(file)
        self.intake = Intake(self, services)
        self.production = Production(self, services)
        self.rendering = Rendering(self, services)
        self.delivering = Delivering(self, services, self.rendering)
        self.season = Season(self, services, self.rendering)
        self.preparing = Preparing(self, services, self.rendering, lambda: self.season.busy)
        self.exchanging = Exchanging(self, services, self.rendering)
        self.shot_lists = ShotLists(self, services, self.rendering)
        self.reviewing = Reviewing(self, services)
        self.keeping = Keeping(self, services)
        self.portraits = Portraits(self, services)
        self.sheets = Sheets(self, services, self.production)
        self.library = CastLibrary(self, services)
        self.drift = Drift(self, services)
        self.continuity = Continuity(self, services)
        self.judging = Judging(self, services, self.production.attempts)
        self.thumbnail = Thumbnails(self, services.runner).thumbnail
        self._services = services
        self._closed = False
        self._alarm: Job | None = None

    def start(self) -> None:
        """Take up what an earlier run left, and keep backups from now on."""
        self.production.resume()
        if not self.read_only:
            self._alarm = self._services.runner.later(_BACKUP_EVERY, self._back_up)

    def _back_up(self) -> None:
        """Make a backup when one is due, on the pool, and look again in a minute."""
        backups = self.file.backups

        def again(_made: object) -> None:
            self._alarm = self._services.runner.later(_BACKUP_EVERY, self._back_up)

        def failed(error: Exception) -> None:
            _log.warning("no backup could be made: %s", error)
            again(None)

        self._alarm = self._services.runner.run(lambda _progress: backups.tick(), again, failed)

    def close(self) -> None:
        """Stop following jobs (they go on at the vendors), checkpoint, and release the project."""
        if self._closed:
            return
        self._closed = True
        if self._alarm is not None:
            self._alarm.cancel()
        self.preparing.stop()
        self.season.close()
        self.production.close()
        self.rendering.close()
        super().close()
