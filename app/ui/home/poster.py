"""The picture of a project on Home: its first shot that has one, kept in the person's cache."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from app import paths
from app.studio.session import Session

_log = logging.getLogger(__name__)
WIDTH = 464


def poster_path(folder: Path) -> Path:
    """Where the poster of a project is kept; may be deleted at any time."""
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:24]
    return paths.cache_folder() / "posters" / f"{name}.jpg"


class Poster:
    """Asks once for a picture as soon as a shot has one."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._asked = False

    def look(self) -> None:
        """Ask when there is something to ask for."""
        if self._asked:
            return
        for episode in self._session.episodes():
            for row in self._session.board_rows(episode.id):
                if row.media is not None:
                    self._asked = True
                    middle = row.media.frames // 2
                    self._session.thumbnail(row.media, WIDTH, middle, self._keep)
                    return

    def _keep(self, data: bytes | None) -> None:
        if data is None:
            return
        path = poster_path(self._session.folder)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as trouble:
            _log.info("a poster could not be kept: %s", trouble)
