"""The table of a cost sheet: one line for each take that would be asked for, with its price and its notes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.studio.costs import CostItem, CostSheet
from app.ui import theme
from app.ui.i18n import _, sentence
from app.ui.icons import icon
from app.ui.models.makers import Makers
from app.ui.sending.asking import price_words

NOTES = 4


class SheetTable(QTableWidget):
    """`preview_wanted(row)` by Enter or a double click."""

    preview_wanted = Signal(int)

    def __init__(self, makers: Makers, parent: QWidget | None = None) -> None:
        super().__init__(0, 5, parent)
        self._makers = makers
        self.setAccessibleName(_("What would be asked for"))
        self.setHorizontalHeaderLabels(
            [_("Shot"), _("Generator"), _("Length"), _("Price"), _("Notes")]
        )
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(30))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((96, 190, 70, 104)):
            self.setColumnWidth(column, theme.px(width))
        header.setSectionResizeMode(NOTES, QHeaderView.ResizeMode.Stretch)
        self.cellDoubleClicked.connect(lambda row, _column: self.preview_wanted.emit(row))

    def show_sheet(self, sheet: CostSheet) -> None:
        """Fill it anew; the line the person is at stays."""
        at = max(self.currentRow(), 0)
        self.setRowCount(len(sheet.items))
        for row, item in enumerate(sheet.items):
            self._fill(row, item)
        if sheet.items:
            self.setCurrentCell(min(at, len(sheet.items) - 1), 0)

    def _fill(self, row: int, item: CostItem) -> None:
        texts = (
            item.shot_number,
            self._makers.short(item.generator, item.model),
            _("{s} s").format(s=f"{item.seconds:.1f}") if item.seconds else "–",
            price_words(item.price),
            notes_of(item),
        )
        tone = "error" if item.blocked else "warn" if item.duplicate or item.price is None else ""
        for column, text in enumerate(texts):
            cell = QTableWidgetItem(text)
            tip = self._makers.both(item.generator, item.model) if column == 1 else text
            cell.setToolTip(tip if column in (1, NOTES) else "")
            if tone and column in (3, NOTES):
                cell.setForeground(QColor(theme.color(tone)))
            if column == 0 and tone:
                cell.setIcon(icon("state.refused" if item.blocked else "state.warn", tone))
            self.setItem(row, column, cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter looks at what goes out; it never spends."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self.preview_wanted.emit(self.currentRow())
            return
        super().keyPressEvent(event)


def notes_of(item: CostItem) -> str:
    """Why it cannot be sent; else that it is a duplicate; else what is left out."""
    if item.problems:
        return "  ".join(sentence(problem) for problem in item.problems)
    if item.duplicate:
        return _("The same question is already under way")
    if item.dropped:
        return _("Not sent: {names}").format(
            names=", ".join(sentence(lost) for lost in item.dropped)
        )
    return ""
