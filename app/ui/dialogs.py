"""Small windows of the shell: history, keyboard shortcuts, about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.studio.session import Session
from app.ui import theme
from app.ui.i18n import _, sentence, short_date
from app.ui.icons import icon
from app.ui.shortcuts import words_of
from app.ui.tokens import SPACE_2, SPACE_3, SPACE_4, SPACE_6
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import SearchField
from app.ui.widgets.labels import ElidedLabel, Label, Rule
from app.ui.widgets.layouts import ScrollColumn, clear_layout


class ShellDialog(QDialog):
    """A dialog with a heading, a `body` and a row of buttons at its foot."""

    def __init__(self, title: str, parent: QWidget, *, width: int = 560, height: int = 480) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_4)
        outer.setSpacing(SPACE_3)
        outer.addWidget(Label(title, "heading"))
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE_3)
        outer.addLayout(self.body, 1)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(SPACE_2)
        self.foot.addStretch(1)
        outer.addLayout(self.foot)
        self.resize(
            min(theme.px(width), parent.width() - 40), min(theme.px(height), parent.height() - 40)
        )

    def add_button(self, words: str, kind: str = "plain", *, left: bool = False) -> Button:
        """A button at the foot; a primary one answers Enter."""
        button = Button(words, kind)
        if kind == "primary":
            button.setDefault(True)
        self.foot.insertWidget(0, button) if left else self.foot.addWidget(button)
        return button


class Step(Protocol):
    """One row of `Workspace.history`."""

    @property
    def at(self) -> datetime:
        """When it was done."""
        ...

    @property
    def label(self) -> str:
        """Its name."""
        ...

    @property
    def kind(self) -> str:
        """By whom: person, background, undo, redo."""
        ...

    @property
    def can_undo(self) -> bool:
        """True while it stands."""
        ...


class HistoryDialog(ShellDialog):
    """Every named step, newest first; choosing one goes back or forward to it."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(_("History"), parent)
        self._session = session
        self._undone = 0
        self.body.addWidget(
            Label(
                _(
                    "Every change is kept, also after closing. Double-click a step to go back to it."
                ),
                "muted",
                wrap=True,
            )
        )
        self.list = QListWidget()
        self.list.setAccessibleName(_("Steps, newest first"))
        self.list.itemActivated.connect(lambda _item: self.go_there())
        self.body.addWidget(self.list, 1)
        self._go = self.add_button(_("Go to this step"))
        self._go.clicked.connect(self.go_there)
        close = self.add_button(_("Close"), "primary")
        close.clicked.connect(self.accept)
        self.read()

    def read(self) -> None:
        """List the steps again: what was undone on top, what stands below it."""
        rows = self._session.history()
        undone = list(reversed(undone_steps(rows)))
        self._undone = len(undone)
        self.list.clear()
        standing: list[Step] = [row for row in rows if row.can_undo]
        for step in [*undone, *standing]:
            taken_back = not step.can_undo
            words = sentence(step.label)
            if taken_back:
                words = _("{step} (undone)").format(step=words)
            mark = icon("redo" if taken_back else "undo", "muted")
            item = QListWidgetItem(mark, f"{words}    {short_date(step.at)}")
            if taken_back:
                item.setForeground(theme.color("muted"))
            self.list.addItem(item)
        self._go.setEnabled(self.list.count() > 0)
        if self.list.count():
            self.list.setCurrentRow(min(self._undone, self.list.count() - 1))

    def go_there(self) -> None:
        """Undo or redo until the chosen step is the last one done."""
        row = self.list.currentRow()
        if row < 0:
            return
        steps = row - self._undone
        for _step in range(abs(steps)):
            if steps > 0:
                self._session.undo()
            else:
                self._session.redo()
        self.read()


def undone_steps(rows: Sequence[Step]) -> list[Step]:
    """The steps that redo would do again, next first, from a history that lists every transaction, newest first."""
    found: list[Step] = []
    done_again = 0
    for row in rows:
        if row.kind == "person":
            break
        if row.kind == "redo":
            done_again += 1
        elif row.kind == "undo" and done_again:
            done_again -= 1
        elif row.kind == "undo":
            found.append(row)
    return found


class ShortcutsDialog(ShellDialog):
    """All keys, by place, with a filter."""

    def __init__(self, groups: list[tuple[str, list[QAction]]], parent: QWidget) -> None:
        super().__init__(_("Keyboard shortcuts"), parent, width=640, height=600)
        self._groups = groups
        self._filter = SearchField(_("Filter by words or key"))
        self._filter.wanted.connect(self.show_matching)
        self.body.addWidget(self._filter)
        self._column = ScrollColumn(margin=0)
        self.body.addWidget(self._column, 1)
        close = self.add_button(_("Close"), "primary")
        close.clicked.connect(self.accept)
        self.show_matching("")

    def show_matching(self, text: str) -> None:
        """Show the keys whose words or key hold `text`."""
        clear_layout(self._column.body)
        wanted = text.casefold()
        for title, actions in self._groups:
            rows = [(words_of(action), _native(action)) for action in actions if action.shortcuts()]
            rows = [pair for pair in rows if wanted in f"{pair[0]} {pair[1]}".casefold()]
            if not rows:
                continue
            self._column.body.addWidget(Label(title, "title"))
            grid = QGridLayout()
            grid.setHorizontalSpacing(SPACE_4)
            grid.setVerticalSpacing(SPACE_2)
            for index, (words, keys) in enumerate(rows):
                grid.addWidget(ElidedLabel(words), index, 0)
                grid.addWidget(Label(keys, "small", "muted"), index, 1)
            grid.setColumnStretch(0, 1)
            holder = QWidget()
            holder.setLayout(grid)
            self._column.body.addWidget(holder)
            self._column.body.addWidget(Rule())
        if not self._column.body.count():
            self._column.body.addWidget(Label(_("No key matches"), "muted"))
        self._column.body.addStretch(1)


class AboutDialog(ShellDialog):
    """What this is, its version, and that nothing leaves the machine by itself."""

    def __init__(self, version: str, parent: QWidget) -> None:
        super().__init__(_("About Fenjing"), parent, width=460, height=320)
        mark = QLabel()
        mark.setPixmap(icon("project", "accent").pixmap(theme.px(40), theme.px(40)))
        self.body.addWidget(mark)
        self.body.addWidget(
            Label(_("A studio for AI short drama, from script to film."), wrap=True)
        )
        self.body.addWidget(Label(_("Version {version}").format(version=version), "muted"))
        self.body.addWidget(
            Label(
                _("No account, no telemetry. Only the generators you set up are ever asked."),
                "muted",
                wrap=True,
            )
        )
        self.body.addStretch(1)
        close = self.add_button(_("Close"), "primary")
        close.clicked.connect(self.accept)


def _native(action: QAction) -> str:
    return "   ".join(
        keys.toString(QKeySequence.SequenceFormat.NativeText) for keys in action.shortcuts()
    )
