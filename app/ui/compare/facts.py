"""The table below the pictures: what the takes cost and where their recipes part, words that differ marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QTextEdit, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.compare.reading import LONG, FactRow, changed_spans
from app.ui.i18n import _
from app.ui.tokens import SPACE_1, SPACE_2
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import TextBox
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.layouts import ScrollColumn, clear_layout

#: Width of the names at the left, at 100 %: the list of takes above is as wide.
NAMES = 168


class FactsTable(QWidget):
    """Rows of names and values; only what differs until the person asks for everything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[FactRow] = ()
        self.everything = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        head = QHBoxLayout()
        self.heading = Label(_("What differs"), "overline")
        head.addWidget(self.heading, 1)
        self.more = Button("", "link", small=True)
        self.more.clicked.connect(lambda _checked=False: self.toggle())
        head.addWidget(self.more)
        column.addLayout(head)
        self.area = ScrollColumn(margin=0)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        column.addWidget(self.area, 1)
        self._word()

    def set_rows(self, rows: Sequence[FactRow]) -> None:
        """Show these facts."""
        self._rows = rows
        self._fill()

    def toggle(self) -> None:
        """All facts, or only those that differ."""
        self.everything = not self.everything
        self._word()
        self._fill()

    @property
    def shown(self) -> list[FactRow]:
        """The rows on the screen."""
        return [row for row in self._rows if self.everything or row.differs]

    def _word(self) -> None:
        self.heading.setText(_("Everything") if self.everything else _("What differs"))
        self.more.set_words(_("Only what differs") if self.everything else _("Show everything"))

    def _fill(self) -> None:
        clear_layout(self.area.body)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_2)
        grid.setVerticalSpacing(SPACE_1)
        grid.setColumnMinimumWidth(0, theme.px(NAMES))
        for place, row in enumerate(self.shown):
            name = ElidedLabel(row.name, "caption")
            name.setFixedWidth(theme.px(NAMES))
            grid.addWidget(name, place, 0, Qt.AlignmentFlag.AlignTop)
            for column, value in enumerate(row.values, start=1):
                grid.addWidget(self._value(row, column - 1, value), place, column)
        for column in range(1, max((len(row.values) for row in self._rows), default=0) + 1):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, theme.px(120))
        holder = QWidget()
        holder.setLayout(grid)
        self.area.body.addWidget(holder)
        self.area.body.addStretch(1)

    def _value(self, row: FactRow, column: int, value: str) -> QWidget:
        if row.key not in LONG:
            tone = "accent" if row.differs and column and value != row.values[0] else ""
            label = Label(value, "small", tone, wrap=True)
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            return label
        box = TextBox(row.name, value, lines=3)
        box.setReadOnly(True)
        if column and row.differs:
            mark_words(box, changed_spans(row.values[0], value))
        return box


def mark_words(box: TextBox, spans: Sequence[tuple[int, int]]) -> None:
    """Lay a tint behind stretches of a text, as (start, length)."""
    marks = []
    for start, length in spans:
        mark = QTextEdit.ExtraSelection()
        cursor = QTextCursor(box.document())
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        mark.cursor = cursor
        mark.format.setBackground(theme.color("accent", 0.28))
        marks.append(mark)
    box.setExtraSelections(marks)
