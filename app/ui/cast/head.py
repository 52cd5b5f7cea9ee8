"""The head of the Cast page: which of its two views is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.i18n import _
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.buttons import SegmentedControl
from app.ui.widgets.labels import ElidedLabel


class CastHead(QFrame):
    """`view_chosen(key)`: `sheets` or `wardrobe`."""

    view_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "header")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        row.setSpacing(SPACE_3)
        self._views = SegmentedControl(
            [("sheets", _("Sheets")), ("wardrobe", _("Wardrobe"))], "sheets", _("View")
        )
        self._views.chosen.connect(self.view_chosen)
        row.addWidget(self._views)
        self._words = ElidedLabel("", "caption")
        row.addWidget(self._words, 1)
        self.show_view("sheets")

    def view(self) -> str:
        """What is shown."""
        return self._views.current()

    def show_view(self, view: str) -> None:
        """Mark a view, and say what it is for."""
        self._views.set_current(view)
        self._words.setText(
            _("Who wears what, scene by scene")
            if view == "wardrobe"
            else _("How everyone and everything looks and sounds, the same in every shot")
        )

    def over(self, whole: QWidget, views: QWidget) -> None:
        """Lay the head over the views."""
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self)
        column.addWidget(views, 1)
