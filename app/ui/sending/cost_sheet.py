"""The cost sheet: the only place where money is spent. Esc is safe, the button carries the sum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.choices import FallbackPlan
from app.studio.costs import CostItem, CostSheet
from app.ui import theme
from app.ui.board.choices import Choice
from app.ui.choosing.fallbacks import FallbackDialog
from app.ui.choosing.picker import Ask
from app.ui.choosing.rows import PickRow
from app.ui.i18n import _, ngettext
from app.ui.icons import icon
from app.ui.models.makers import Makers
from app.ui.sending.asking import Asking, Quote, cap_words, total_words
from app.ui.sending.makers_row import MakersRow
from app.ui.sending.sheet_table import SheetTable
from app.ui.sending.sheet_words import chain_words, warnings_of
from app.ui.tokens import SPACE_2, SPACE_3, SPACE_4, SPACE_6
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import ElidedLabel, FormRow, Label
from app.ui.widgets.layouts import clear_layout


class CostSheetDialog(QDialog):
    """Shows a batch before it is sent; `sheet` is what was accepted.

    Above what the person called modest in Preferences, Cancel has the focus. `preview` is called with an item when
    the person wants to see exactly what goes out.
    """

    def __init__(
        self,
        quote: Quote,
        asking: Asking,
        makers: Makers,
        rows: Callable[[], Sequence[PickRow]],
        *,
        ask: Ask,
        preview: Callable[[CostItem, QWidget], None],
        reissue: bool = False,
        together: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._quote, self._asking, self._makers = quote, asking, makers
        self._rows, self._ask, self._preview = rows, ask, preview
        self._reissue, self._once = reissue, reissue or together
        title = _("Send to another generator") if reissue else _("Cost sheet")
        if together:
            title = _("Generate together")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setModal(True)
        self.resize(theme.px(800), theme.px(600))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_4)
        column.setSpacing(SPACE_3)
        self.heading = Label("", "heading")
        column.addWidget(self.heading)
        column.addLayout(self._choices())
        self.table = SheetTable(makers)
        self.table.preview_wanted.connect(self._show_preview)
        column.addWidget(self.table, 1)
        self.warnings = QVBoxLayout()
        self.warnings.setSpacing(SPACE_2)
        column.addLayout(self.warnings)
        self.unpriced = QCheckBox(_("Send also what has no known price; no cap can hold it"))
        self.unpriced.toggled.connect(lambda _on: self.show_sheet())
        column.addWidget(self.unpriced)
        column.addWidget(self._sums())
        column.addLayout(self._buttons())
        self.sheet = self._quote(asking)

    # -- parts -----------------------------------------------------------------------------------
    def _choices(self) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setSpacing(SPACE_2)
        top = QHBoxLayout()
        top.setSpacing(SPACE_3)
        self.makers_row = MakersRow(self._asking.choices, self._rows, self._ask, one=self._once)
        self.makers_row.changed.connect(lambda: self.ask_again(choices=self.makers_row.choices))
        top.addWidget(FormRow(_("Generators"), self.makers_row), 1)
        self.takes = Choice(_("Takes for each shot"))
        for count in range(1, 7):
            self.takes.addItem(str(count), str(count))
        self.takes.set_key(str(self._asking.takes))
        self.takes.picked.connect(lambda key: self.ask_again(takes=int(key)))
        takes = FormRow(_("Takes for each shot"), self.takes)
        takes.setFixedWidth(theme.px(150))
        takes.setVisible(not self._once)
        top.addWidget(takes, 0, Qt.AlignmentFlag.AlignTop)
        rows.addLayout(top)
        self.follow_row = QWidget()
        line = QHBoxLayout(self.follow_row)
        line.setContentsMargins(0, 0, 0, 0)
        self.follow = ElidedLabel("", "caption")
        line.addWidget(self.follow, 1)
        self.edit_chain = Button(_("If it fails…"), "link", small=True)
        self.edit_chain.clicked.connect(lambda _checked=False: self._edit_chain())
        line.addWidget(self.edit_chain)
        rows.addWidget(self.follow_row)
        return rows

    def _sums(self) -> QWidget:
        box = QFrame()
        box.setProperty("surface", "box")
        row = QHBoxLayout(box)
        row.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        left = QVBoxLayout()
        left.setSpacing(2)
        self.count = Label("", "muted")
        left.addWidget(self.count)
        self.caps = QVBoxLayout()
        self.caps.setSpacing(0)
        left.addLayout(self.caps)
        row.addLayout(left, 1)
        self.total = Label("", "heading")
        row.addWidget(self.total)
        return box

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        self.without = Button("", "quiet")
        self.without.clicked.connect(lambda _checked=False: self._leave_out())
        row.addWidget(self.without)
        self.look = Button(_("What goes out…"), "quiet")
        self.look.clicked.connect(
            lambda _checked=False: self._show_preview(self.table.currentRow())
        )
        row.addWidget(self.look)
        row.addStretch(1)
        self.cancel = Button(_("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.spend = Button("", "primary", "generate")
        self.spend.clicked.connect(self._accept_once)
        row.addWidget(self.cancel)
        row.addWidget(self.spend)
        return row

    # -- content ---------------------------------------------------------------------------------
    def ask_again(self, **changes: object) -> None:
        """Price the batch again after a choice."""
        self._asking = replace(self._asking, **changes)  # type: ignore[arg-type]
        self.sheet = self._quote(self._asking)
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
        """Fill the table, the warnings and the sums."""
        sheet = self.sheet
        self.table.show_sheet(sheet)
        sendable = len(sheet.items) - len(sheet.blocked)
        shots = len({item.shot_id for item in sheet.items})
        self.heading.setText(
            _("Send shot {number} elsewhere").format(number=sheet.items[0].shot_number)
            if self._reissue and sheet.items
            else ngettext("Generate {n} shot", "Generate {n} shots", shots).format(n=shots)
        )
        takes = ngettext("{n} take will be asked for", "{n} takes will be asked for", sendable)
        self.count.setText(takes.format(n=sendable))
        self.total.setText(total_words(sheet))
        self._show_caps(sheet)
        self._show_follow(sheet)
        self._warn(sheet)
        left_out = len(sheet.blocked) or sheet.duplicates
        self.without.setVisible(0 < left_out < len(sheet.items))
        words = (
            ngettext("Leave out {n} blocked", "Leave out {n} blocked", left_out)
            if sheet.blocked
            else ngettext("Leave out {n} duplicate", "Leave out {n} duplicates", left_out)
        )
        self.without.set_words(words.format(n=left_out))
        self.look.setEnabled(bool(sheet.items))
        free = not sheet.totals and not sheet.unknown_prices
        self.spend.set_words(
            _("Nothing to send")
            if not sendable
            else _("Make takes   free")
            if free
            else _("Spend {sum}").format(sum=total_words(sheet))
        )
        self.unpriced.setVisible(needs_word(sheet))
        held = needs_word(sheet) and not self.unpriced.isChecked()
        held = held or any(state.foreign for state in sheet.caps)
        self.spend.setEnabled(
            bool(sheet.items) and not sheet.blocked and not sheet.is_over and not held
        )

    @property
    def allow_unpriced(self) -> bool:
        """The person lets takes go whose price no cap can hold."""
        return needs_word(self.sheet) and self.unpriced.isChecked()

    def _show_caps(self, sheet: CostSheet) -> None:
        clear_layout(self.caps)
        for state in sheet.caps:
            words = cap_words(state, self._makers.generator(state.generator))
            tone = "error" if state.is_over else "muted"
            self.caps.addWidget(Label(words, "caption", tone, wrap=True))

    def _show_follow(self, sheet: CostSheet) -> None:
        paid = not sheet.is_offline
        self.follow_row.setVisible(sheet.kind == "batch" and paid)
        self.follow.setText(chain_words(sheet, self._makers))

    def _warn(self, sheet: CostSheet) -> None:
        clear_layout(self.warnings)
        for tone, words in warnings_of(sheet):
            line = QHBoxLayout()
            line.setSpacing(SPACE_2)
            mark = Label()
            mark.setPixmap(icon(f"state.{tone}", tone).pixmap(theme.px(16), theme.px(16)))
            line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(Label(words, "small", tone, wrap=True), 1)
            self.warnings.addLayout(line)

    # -- doing -----------------------------------------------------------------------------------
    def _leave_out(self) -> None:
        """Take the shots with blocked takes, else those already under way, out of the batch."""
        items = self.sheet.blocked or [item for item in self.sheet.items if item.duplicate]
        gone = {item.shot_id for item in items}
        self.ask_again(shots=tuple(shot for shot in self._asking.shots if shot not in gone))

    def _edit_chain(self) -> None:
        plan = self._asking.fallbacks
        dialog = FallbackDialog(
            plan, self._rows(), self._ask, self, follows=FallbackPlan(), subject=_("For this batch")
        )
        dialog.same.setText(_("As each shot and the project say"))
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.ask_again(fallbacks=dialog.plan)
        dialog.deleteLater()

    def _show_preview(self, row: int) -> None:
        if 0 <= row < len(self.sheet.items):
            self._preview(self.sheet.items[row], self)

    def _accept_once(self) -> None:
        """A double click must not send twice."""
        self.spend.setEnabled(False)
        self.accept()


def needs_word(sheet: CostSheet) -> bool:
    """True when a cap is in force that cannot be held, because prices under it are unknown."""
    return any(state.unpriced for state in sheet.caps)
