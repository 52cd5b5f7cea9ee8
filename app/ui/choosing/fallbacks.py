"""The chain that follows when the first generator fails: an order, a wait, and whether it may cost twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QIntValidator, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.choices import FallbackPlan, GeneratorChoice
from app.ui import theme
from app.ui.choosing.picker import GeneratorPicker, PickFacts
from app.ui.choosing.rows import PickRow
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _
from app.ui.tokens import SPACE_2
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.labels import FormRow, Label


class FallbackDialog(ShellDialog):
    """`plan` is what the person left: None follows the project."""

    def __init__(
        self,
        plan: FallbackPlan | None,
        rows: Sequence[PickRow],
        ask: Callable[[GeneratorChoice | None], PickFacts],
        parent: QWidget,
        *,
        follows: FallbackPlan | None = None,
        subject: str = "",
    ) -> None:
        """`follows` is the project's plan, for shots; None when the project itself is edited."""
        super().__init__(_("If it fails"), parent, width=560, height=540)
        # whoever opened it still reads the plan when it is closed
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        self._rows, self._ask, self._follows = rows, ask, follows
        shown = plan if plan is not None else follows or FallbackPlan()
        self._chain = list(shown.chain)
        if subject:
            self.body.addWidget(Label(subject, "overline"))
        self.body.addWidget(
            Label(
                _("Who is asked next, in this order, when a generator refuses, is down, or stays silent."),
                "muted", wrap=True,
            )
        )  # fmt: skip
        self.same = QCheckBox(_("As the project says"))
        self.same.setVisible(follows is not None)
        self.same.setChecked(plan is None and follows is not None)
        self.same.toggled.connect(lambda _on: self._follow())
        self.body.addWidget(self.same)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Fallbacks, in order"))
        self.list.currentRowChanged.connect(lambda _row: self._enable())
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(self.list, 1)
        row.addWidget(self._buttons())
        self.body.addLayout(row, 1)
        self.wait = QLineEdit(f"{shown.wait_seconds / 60:g}" if shown.wait_seconds else "")
        self.wait.setValidator(QIntValidator(0, 24 * 60, self.wait))
        self.wait.setPlaceholderText(_("Wait as long as it takes"))
        self.body.addWidget(FormRow(_("Minutes of silence before the next is asked"), self.wait))
        self.twice = QCheckBox(_("The next may start while the first may still be charged"))
        self.twice.setChecked(shown.while_billed)
        self.twice.toggled.connect(lambda _on: self._enable())
        self.body.addWidget(self.twice)
        self.warning = Label(
            _("Then one shot may be paid for twice."), "caption", "warn", wrap=True
        )
        self.body.addWidget(self.warning)
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.keep = self.add_button(_("Keep"), "primary")
        self.keep.clicked.connect(self.accept)
        self._fill(0)
        self._follow()

    def _buttons(self) -> QWidget:
        side = QWidget()
        rows = QVBoxLayout(side)
        rows.setContentsMargins(0, 0, 0, 0)
        self.add = Button(_("Add…"), icon_name="add", small=True)
        self.add.clicked.connect(lambda _checked=False: self.pick())
        rows.addWidget(self.add)
        self.up = IconButton("move.up", _("Ask it earlier"), shortcut="Alt+Up")
        self.up.clicked.connect(lambda _checked=False: self.move_row(-1))
        self.down = IconButton("move.down", _("Ask it later"), shortcut="Alt+Down")
        self.down.clicked.connect(lambda _checked=False: self.move_row(1))
        self.remove = IconButton("remove", _("Take it out of the chain"), shortcut="Del")
        self.remove.clicked.connect(lambda _checked=False: self.take_out())
        for button, keys, do in (
            (self.up, "Alt+Up", lambda: self.move_row(-1)),
            (self.down, "Alt+Down", lambda: self.move_row(1)),
            (self.remove, "Del", self.take_out),
        ):
            rows.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _checked=False, act=do: act())
            self.addAction(action)
        rows.addStretch(1)
        return side

    # -- content ---------------------------------------------------------------------------------
    @property
    def plan(self) -> FallbackPlan | None:
        """What stands in the window."""
        if self._follows is not None and self.same.isChecked():
            return None
        return FallbackPlan(
            chain=tuple(self._chain),
            wait_seconds=float(self.wait.text() or 0) * 60,
            while_billed=self.twice.isChecked(),
        )

    def pick(self) -> None:
        """Choose one more for the end of the chain."""
        held = {str(one) for one in self._chain}
        rows = [row for row in self._rows if row.choice is not None and str(row.choice) not in held]
        picker = GeneratorPicker(
            lambda _place: rows,
            self._ask,
            self,
            current=lambda _place: None,
            title=_("Who comes next?"),
        )
        picker.fallbacks.hide()
        picker.picked.connect(lambda choice, _place: self.append(choice))
        picker.exec()
        picker.deleteLater()

    def append(self, choice: GeneratorChoice) -> None:
        """Put one at the end."""
        self._chain.append(choice)
        self._fill(len(self._chain) - 1)

    def move_row(self, step: int) -> None:
        """The chosen one is asked earlier (-1) or later (+1)."""
        at = self.list.currentRow()
        to = at + step
        if self.same.isChecked() or not (0 <= at < len(self._chain) and 0 <= to < len(self._chain)):
            return
        self._chain[at], self._chain[to] = self._chain[to], self._chain[at]
        self._fill(to)

    def take_out(self) -> None:
        """The chosen one is not asked."""
        at = self.list.currentRow()
        if not self.same.isChecked() and 0 <= at < len(self._chain):
            del self._chain[at]
            self._fill(min(at, len(self._chain) - 1))

    def _fill(self, at: int) -> None:
        titles = {str(row.choice): row for row in self._rows if row.choice is not None}
        self.list.clear()
        for place, choice in enumerate(self._chain, start=1):
            row = titles.get(str(choice))
            words = f"{row.title}   {row.under}" if row else str(choice)
            if row is not None and not row.ready:
                words = f"{words}   ({row.reason or row.key_words})"
            item = QListWidgetItem(f"{place}.  {words}")
            item.setToolTip(words)
            self.list.addItem(item)
        if not self._chain:
            item = QListWidgetItem(_("Nobody: a failed attempt waits for you."))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self.list.setCurrentRow(at)
        self._enable()

    def _follow(self) -> None:
        own = not self.same.isChecked()
        for widget in (self.list, self.add, self.wait, self.twice):
            widget.setEnabled(own)
        self._enable()

    def _enable(self) -> None:
        own, at, count = not self.same.isChecked(), self.list.currentRow(), len(self._chain)
        chosen = own and 0 <= at < count
        self.up.setEnabled(chosen and at > 0)
        self.down.setEnabled(chosen and at < count - 1)
        self.remove.setEnabled(chosen)
        self.warning.setVisible(self.twice.isChecked())
        self.list.setMinimumHeight(theme.px(120))
