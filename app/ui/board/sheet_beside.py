"""One key lays the pinned sheet beside the preview: everyone in the shot in the look they have there."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.cast import CastEntry, Look
from app.domain.ids import CastId
from app.domain.script import Scene
from app.domain.shots import Shot
from app.planning.looks import Wardrobe, pictures, place_of
from app.planning.views import best_first
from app.studio.session import Session
from app.ui import theme
from app.ui.cast.sheet_views import SheetViews
from app.ui.cast.words import look_name
from app.ui.i18n import _
from app.ui.tokens import SPACE_1, SPACE_2
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.layouts import ScrollColumn, clear_layout


def wardrobe_of(session: Session) -> Wardrobe:
    """Who wears what, over the whole series."""
    order = [scene.id for episode in session.episodes() for scene in session.scenes(episode.id)]
    return Wardrobe(session.all(Look), order)


class SheetBeside(QFrame):
    """`show_shot(shot)` fills it; hidden until the person asks."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setProperty("surface", "panel")
        self.setAccessibleName(_("Pinned sheet of everyone in the shot"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_1, 0, 0, 0)
        self._column = ScrollColumn(margin=SPACE_2)
        outer.addWidget(self._column)
        self.shown: list[tuple[CastId, int]] = []

    def show_shot(self, shot: Shot | None) -> None:
        """The sheets for a shot, people first, the best view for its framing first."""
        clear_layout(self._column.body)
        self.shown = []
        session = self._session
        cast = {entry.id: entry for entry in session.cast()}
        wardrobe = wardrobe_of(session)
        for entry in self._wanted(shot, cast) if shot is not None else ():
            look = wardrobe.worn(shot, entry.id) if shot is not None else None
            order = best_first(entry.kind, shot.size, shot.angle) if shot is not None else ()
            views = pictures(entry, look, order)
            name = f"{entry.name} · {look_name(look)}" if look is not None else entry.name
            self._column.body.addWidget(ElidedLabel(name, "small"))
            self.shown.append((entry.id, len(views)))
            if not views:
                self._column.body.addWidget(Label(_("No picture pinned"), "caption", "warn"))
                continue
            first = SheetViews(session)
            first.show_references(views[:1], QSize(theme.px(210), theme.px(280)))
            self._column.body.addWidget(first)
            if len(views) > 1:
                rest = SheetViews(session)
                rest.show_references(views[1:], QSize(theme.px(64), theme.px(84)))
                self._column.body.addWidget(rest)
        if not self.shown:
            words = Label(_("Nobody is in this shot"), "caption", wrap=True)
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._column.body.addWidget(words)
        self._column.body.addStretch(1)

    def _wanted(self, shot: Shot, cast: dict[CastId, CastEntry]) -> list[CastEntry]:
        found = [cast[one] for one in shot.subjects if one in cast]
        scene = self._session.find(Scene, shot.scene_id)
        place = place_of(scene, cast.values()) if scene is not None else None
        if place is not None and place not in found:
            found.append(place)
        return sorted(found, key=lambda entry: entry.kind != "character")
