"""Small faces for lists: the first pinned picture, else the face the animatic draws, else the colour."""

from __future__ import annotations

from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPainterPath, QPixmap

from app.domain.cast import CastEntry, Look
from app.studio.session import Session
from app.ui import tasks
from app.ui.widgets.fields import swatch
from app.ui.widgets.pictures import read_image

SIDE = 64


class Faces(QObject):
    """Answers with an icon at once; `ready(cast_id)` when a better one came."""

    ready = Signal(str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._icons: dict[str, tuple[str, QIcon]] = {}

    def icon(self, entry: CastEntry, looks: list[Look]) -> QIcon:
        """The icon of an entry; a change of its words, colour or pictures asks for a new one."""
        pinned = next((one.media for look in looks for one in look.references), None)
        asked = (
            pinned.sha256
            if pinned
            else f"{entry.name}{entry.color}{entry.description}{entry.age}{entry.voice.sex}"
        )
        held = self._icons.get(entry.id)
        if held is not None and held[0] == asked:
            return held[1]
        stand_in = held[1] if held is not None else swatch(entry.color, 20)
        self._icons[entry.id] = (asked, stand_in)
        if pinned is not None:
            self._load(entry.id, asked, self._session.media_path(pinned))
        elif entry.kind == "character":
            self._session.portraits.portrait(
                entry, looks, SIDE, lambda path: self._load(entry.id, asked, path), variant="front"
            )
        return stand_in

    def _load(self, cast_id: str, asked: str, path: Path | None) -> None:
        if path is None or not shiboken6.isValid(self):
            return
        box = QSize(SIDE, SIDE)

        def done(image: object) -> None:
            self._keep(cast_id, asked, image)

        tasks.run(self, lambda: read_image(path, box), done, lambda _error: None)

    def _keep(self, cast_id: str, asked: str, image: object) -> None:
        held = self._icons.get(cast_id)
        made = QPixmap.fromImage(image)  # type: ignore[arg-type]
        if held is None or held[0] != asked or made.isNull():
            return
        self._icons[cast_id] = (asked, QIcon(_round(made)))
        self.ready.emit(cast_id)


def _round(picture: QPixmap) -> QPixmap:
    side = min(picture.width(), picture.height())
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addEllipse(0, 0, side, side)
    painter.setClipPath(path)
    painter.drawPixmap((side - picture.width()) // 2, (side - picture.height()) // 2, picture)
    painter.end()
    return made
