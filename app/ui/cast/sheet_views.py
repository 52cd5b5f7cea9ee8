"""The pinned pictures of a look in a row that wraps; shared by every place that shows a sheet beside something."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from app.domain.cast import Reference
from app.studio.session import Session
from app.ui.cast.words import slot_words
from app.ui.tokens import SPACE_2
from app.ui.widgets.layouts import FlowLayout, clear_layout
from app.ui.widgets.pictures import Thumbnail


class SheetViews(QWidget):
    """`show_references(references, size)`; each picture is named by its slot."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._flow = FlowLayout(self, spacing=SPACE_2)
        self.pictures: list[Thumbnail] = []

    def show_references(self, references: Sequence[Reference], size: QSize) -> None:
        """Show these, the best first."""
        clear_layout(self._flow)
        self.pictures = []
        for one in references:
            words = slot_words(one)
            thumb = Thumbnail(size, name=words)
            thumb.setToolTip(words)
            path = self._session.media_path(one.media)
            if path is None:
                thumb.show_icon("state.missing")
            else:
                thumb.show_source(path)
            self.pictures.append(thumb)
            self._flow.addWidget(thumb)
