"""The cost sheet: the only place where money is spent. Esc is safe, the button carries the sum."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.ids import ShotId
from app.domain.money import Money
from app.studio.costs import CostItem, CostSheet
from app.ui import theme
from app.ui.board.choices import Choice
from app.ui.board.inspector import GeneratorRow
from app.ui.i18n import _, ngettext, sentence
from app.ui.icons import icon
from app.ui.tokens import SPACE_2, SPACE_3, SPACE_4, SPACE_6
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import FormRow, Label

#: Makes a sheet for shots, a generator id ("" follows each shot) and a number of takes.
Quote = Callable[[Sequence[ShotId], str, int], CostSheet]


def price_words(price: Money | None) -> str:
    """A price in words; an unknown one is said, never invented."""
    if price is None:
        return _("price unknown")
    return _("free") if not price.amount else str(price)


def total_words(sheet: CostSheet) -> str:
    """The sum of a sheet; with unknown prices it says so."""
    if len(sheet.blocked) == len(sheet.items):
        return "–"
    known = " + ".join(str(money) for money in sheet.totals)
    if sheet.unknown_prices:
        return f"{known} + ?" if known else _("price unknown")
    return known or _("free")


class CostSheetDialog(QDialog):
    """Shows a batch before it is sent; `sheet` is what was accepted.

    Above what the person called modest in Preferences, Cancel has the focus.
    """

    def __init__(
        self,
        quote: Quote,
        shots: Sequence[ShotId],
        generators: Sequence[GeneratorRow],
        *,
        generator: str = "",
        takes: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._quote, self._shots = quote, list(shots)
        self.setWindowTitle(_("Cost sheet"))
        self.setAccessibleName(_("Cost sheet"))
        self.setModal(True)
        self.resize(theme.px(720), theme.px(520))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_4)
        column.setSpacing(SPACE_3)
        self.heading = Label("", "heading")
        column.addWidget(self.heading)
        column.addLayout(self._choices(generators, generator, takes))
        self.table = self._table()
        column.addWidget(self.table, 1)
        self.warnings = QVBoxLayout()
        self.warnings.setSpacing(SPACE_2)
        column.addLayout(self.warnings)
        column.addWidget(self._sums())
        column.addLayout(self._buttons())
        self.sheet = self._read()

    # -- parts -----------------------------------------------------------------------------------
    def _choices(
        self, generators: Sequence[GeneratorRow], generator: str, takes: int
    ) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        self.generator = Choice(_("Generator"))
        self.generator.addItem(_("As each shot says"), "")
        for one in generators:
            if one.kind != "person":
                self.generator.addItem(one.label, one.id)
        self.generator.set_key(generator)
        self.takes = Choice(_("Takes for each shot"))
        for count in range(1, 7):
            self.takes.addItem(str(count), str(count))
        self.takes.set_key(str(takes))
        for choice in (self.generator, self.takes):
            choice.picked.connect(lambda _key: self.refresh())
        row.addWidget(FormRow(_("Generator"), self.generator), 3)
        row.addWidget(FormRow(_("Takes for each shot"), self.takes), 1)
        return row

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, 5)
        table.setAccessibleName(_("What would be asked for"))
        table.setHorizontalHeaderLabels(
            [_("Shot"), _("Generator"), _("Length"), _("Price"), _("Notes")]
        )
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.px(30))
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((100, 170, 70, 110)):
            table.setColumnWidth(column, theme.px(width))
        header.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        return table

    def _sums(self) -> QWidget:
        box = QFrame()
        box.setProperty("surface", "box")
        row = QHBoxLayout(box)
        row.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        left = QVBoxLayout()
        left.setSpacing(2)
        self.count = Label("", "muted")
        self.cap = Label("", "caption", wrap=True)
        left.addWidget(self.count)
        left.addWidget(self.cap)
        row.addLayout(left, 1)
        self.total = Label("", "heading")
        row.addWidget(self.total)
        return box

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        self.without = Button("", "quiet")
        self.without.clicked.connect(self._leave_blocked_out)
        row.addWidget(self.without)
        row.addStretch(1)
        self.cancel = Button(_("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.spend = Button("", "primary", "generate")
        self.spend.clicked.connect(self._accept_once)
        row.addWidget(self.cancel)
        row.addWidget(self.spend)
        return row

    # -- content ---------------------------------------------------------------------------------
    def _read(self) -> CostSheet:
        return self._quote(self._shots, self.generator.key(), int(self.takes.key() or "1"))

    def refresh(self) -> None:
        """Price the batch again after a choice."""
        self.sheet = self._read()
        self.show_sheet()

    def showEvent(self, event: object) -> None:
        """Show the figures; the focus is where no harm is done."""
        _unused = event
        self.show_sheet()
        (self.spend if self.within_limit() and self.spend.isEnabled() else self.cancel).setFocus()

    def within_limit(self) -> bool:
        """True when the batch is free, or no dearer than the person's own limit."""
        return self.sheet.is_modest

    def show_sheet(self) -> None:
        """Fill the table, the warnings and the sum."""
        sheet = self.sheet
        self.table.setRowCount(len(sheet.items))
        for row, item in enumerate(sheet.items):
            self._fill(row, item)
        sendable = len(sheet.items) - len(sheet.blocked)
        shots = len({item.shot_id for item in sheet.items})
        self.heading.setText(
            ngettext("Generate {n} shot", "Generate {n} shots", shots).format(n=shots)
        )
        self.count.setText(
            ngettext("{n} take will be asked for", "{n} takes will be asked for", sendable).format(
                n=sendable
            )
        )
        self.total.setText(total_words(sheet))
        over = sheet.is_over
        self.cap.setVisible(sheet.cap is not None)
        if sheet.cap is not None and sheet.left is not None:
            words = (
                _("Over the cap of {cap}") if over else _("{left} of the cap of {cap} will be left")
            )
            self.cap.setText(words.format(left=sheet.left, cap=sheet.cap))
            self.cap.set_tone("error" if over else "muted")
        self._warn(sheet)
        blocked = len(sheet.blocked)
        self.without.setVisible(0 < blocked < len(sheet.items))
        self.without.set_words(
            ngettext("Leave out {n} blocked", "Leave out {n} blocked", blocked).format(n=blocked)
        )
        free = not sheet.totals and not sheet.unknown_prices
        words = (
            _("Nothing to send")
            if not sendable
            else _("Make takes   free")
            if free
            else _("Spend {sum}").format(sum=total_words(sheet))
        )
        self.spend.set_words(words)
        self.spend.setEnabled(bool(sheet.items) and not blocked and not over)

    def _fill(self, row: int, item: CostItem) -> None:
        note = "  ".join(sentence(problem) for problem in item.problems)
        if not note and item.duplicate:
            note = _("The same question is already under way")
        if not note and item.dropped:
            note = _("Not sent: {names}").format(
                names=", ".join(sentence(lost) for lost in item.dropped)
            )
        texts = (
            item.shot_number,
            " ".join(part for part in (self._label(item.generator), item.model) if part),
            f"{item.seconds:.1f} s",
            price_words(item.price),
            note,
        )
        tone = "error" if item.blocked else "warn" if item.duplicate or item.price is None else ""
        for column, text in enumerate(texts):
            cell = QTableWidgetItem(text)
            cell.setToolTip(text if column == 4 else "")
            if tone and column in (3, 4):
                cell.setForeground(QColor(theme.color(tone)))
            if column == 0 and tone:
                cell.setIcon(icon("state.refused" if item.blocked else "state.warn", tone))
            self.table.setItem(row, column, cell)

    def _label(self, generator: str) -> str:
        place = self.generator.findData(generator)
        return self.generator.itemText(place) if place >= 0 else generator

    def _warn(self, sheet: CostSheet) -> None:
        from app.ui.widgets.layouts import clear_layout

        clear_layout(self.warnings)
        rows: list[tuple[str, str]] = []
        if sheet.blocked:
            count = len(sheet.blocked)
            words = ngettext(
                "{n} take cannot be asked for:", "{n} takes cannot be asked for:", count
            ).format(n=count)
            reasons = list(
                dict.fromkeys(sentence(why) for item in sheet.blocked for why in item.problems)
            )
            rows.append(("error", f"{words} {'  '.join(reasons[:3])}"))
        if sheet.unknown_prices:
            count = sheet.unknown_prices
            words = ngettext(
                "The price of {n} take is not known before it is made.",
                "The prices of {n} takes are not known before they are made.",
                count,
            )
            rows.append(("warn", words.format(n=count)))
        if sheet.duplicates:
            count = sheet.duplicates
            words = ngettext(
                "{n} take is asked for a second time while the first is under way.",
                "{n} takes are asked for a second time while the first are under way.",
                count,
            )
            rows.append(("warn", words.format(n=count)))
        for tone, words in rows:
            line = QHBoxLayout()
            line.setSpacing(SPACE_2)
            mark = Label()
            mark.setPixmap(icon(f"state.{tone}", tone).pixmap(theme.px(16), theme.px(16)))
            line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(Label(words, "small", tone, wrap=True), 1)
            self.warnings.addLayout(line)

    def _leave_blocked_out(self) -> None:
        blocked = {item.shot_id for item in self.sheet.blocked}
        self._shots = [shot for shot in self._shots if shot not in blocked]
        self.refresh()

    def _accept_once(self) -> None:
        """A double click must not send twice."""
        self.spend.setEnabled(False)
        self.accept()
