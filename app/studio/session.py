"""An open project with everything that can be asked of it."""

from __future__ import annotations

from app.store.project_file import ProjectFile
from app.studio.intake import Intake
from app.studio.production import Production
from app.studio.rendering import Rendering
from app.studio.reviewing import Reviewing
from app.studio.services import Services
from app.studio.workspace import Workspace


class Session(Workspace):
    """A workspace and its four counters: what comes in, what is made, what goes out, what is checked."""

    def __init__(self, file: ProjectFile, services: Services) -> None:
        super().__init__(file)
        self.intake = Intake(self, services)
        self.production = Production(self, services)
        self.rendering = Rendering(self, services)
        self.reviewing = Reviewing(self, services)

    def close(self) -> None:
        """Stop following jobs (they go on at the vendors), checkpoint, and release the project."""
        self.production.close()
        self.rendering.close()
        super().close()
