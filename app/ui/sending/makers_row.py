"""Who is asked, as chips: each shot's own generator, one for all, or several at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.choices import GeneratorChoice
from app.ui.choosing.picker import Ask, GeneratorPicker
from app.ui.choosing.rows import PickRow
from app.ui.i18n import _
from app.ui.tokens import SPACE_1
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip
from app.ui.widgets.layouts import FlowLayout, clear_layout


class MakersRow(QWidget):
    """`changed()` after the person added or removed one."""

    changed = Signal()

    def __init__(
        self,
        choices: Sequence[GeneratorChoice],
        rows: Callable[[], Sequence[PickRow]],
        ask: Ask,
        parent: QWidget | None = None,
        *,
        one: bool = False,
    ) -> None:
        """`one`: exactly one is asked; else any number, and none means each shot's own."""
        super().__init__(parent)
        self._choices = list(choices)
        self._rows, self._ask, self._one = rows, ask, one
        self._flow = FlowLayout(self, spacing=SPACE_1)
        self.add = Button("", "quiet", "add", small=True)
        self.add.clicked.connect(lambda _checked=False: self.pick())
        self._show()

    @property
    def choices(self) -> tuple[GeneratorChoice, ...]:
        """Who is asked; empty: as each shot says."""
        return tuple(self._choices)

    def pick(self) -> None:
        """Choose one more."""
        held = set(self._choices)
        rows = [row for row in self._rows() if row.choice is not None and row.choice not in held]
        picker = GeneratorPicker(
            lambda _place: rows, self._ask, self.window(), current=lambda _place: None
        )
        picker.fallbacks.hide()
        picker.picked.connect(lambda choice, _place: self.take(choice))
        picker.exec()
        picker.deleteLater()

    def take(self, choice: GeneratorChoice) -> None:
        """Ask this one too; where only one may be asked, instead of the one before."""
        if choice not in self._choices:
            if self._one:
                self._choices.clear()
            self._choices.append(choice)
            self._show()
            self.changed.emit()

    def drop(self, choice: GeneratorChoice) -> None:
        """Do not ask it."""
        if choice in self._choices and not self._one:
            self._choices.remove(choice)
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        self._flow.removeWidget(self.add)
        clear_layout(self._flow)
        titles = {row.choice: row.title for row in self._rows()}
        if not self._choices:
            self._flow.addWidget(Chip(_("As each shot says"), icon_name="shot.inherit"))
        for choice in self._choices:
            chip = Chip(
                titles.get(choice, str(choice)), icon_name="generator", removable=not self._one
            )
            chip.removed.connect(lambda of=choice: self.drop(of))
            self._flow.addWidget(chip)
        several = self._choices and not self._one
        words = _("Another at the same time…") if several else _("Another generator…")
        self.add.set_words(words)
        self._flow.addWidget(self.add)
        self.add.show()
        self.updateGeometry()
