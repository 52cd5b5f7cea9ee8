"""What is known of the kind looked at: what it takes, how sure that is, since when, and from where."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from app.ui.deliver.preset_words import CONFIDENCE, PresetRow, limits
from app.ui.i18n import _
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.layouts import clear_layout

_TONES = {"high": "ok", "medium": "accent", "low": "warn", "": "muted"}


class PresetCard(QFrame):
    """Facts of one kind of delivery."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        column.setSpacing(SPACE_1)
        self.title = ElidedLabel("", "body")
        column.addWidget(self.title)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(SPACE_3)
        self.grid.setVerticalSpacing(SPACE_1)
        self.grid.setColumnStretch(1, 1)
        column.addLayout(self.grid)
        self.sure = Label("", "caption", wrap=True)
        column.addWidget(self.sure)
        self.source = ElidedLabel("", "caption")
        column.addWidget(self.source)

    def show_row(self, row: PresetRow | None) -> None:
        """Show a kind."""
        self.setVisible(row is not None)
        if row is None:
            return
        self.title.setText(row.preset.platform or row.title)
        clear_layout(self.grid)
        for place, (name, value) in enumerate(limits(row.preset)):
            self.grid.addWidget(Label(name, "caption"), place, 0)
            self.grid.addWidget(ElidedLabel(value, "small"), place, 1)
        words = _("{how}. Checked on {day}.").format(
            how=_(CONFIDENCE[row.confidence]), day=row.checked
        )
        self.sure.setText(words)
        self.sure.set_tone(_TONES[row.confidence])
        self.source.setText(row.preset.source)
