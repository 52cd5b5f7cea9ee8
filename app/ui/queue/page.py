"""The Queue: every attempt, what needs a person first, and what it all costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.attempts import Attempt
from app.domain.changes import Changes
from app.domain.ids import AttemptId
from app.domain.project import FULL_SIZE
from app.domain.script import Scene
from app.domain.shots import Shot
from app.errors import FenjingError
from app.studio.costs import cap_of
from app.studio.session import Session
from app.ui import theme
from app.ui.board.generation import Generation
from app.ui.i18n import _, ngettext
from app.ui.icons import icon
from app.ui.models.attempts import GROUPS, AttemptCard, QueueModel
from app.ui.models.makers import label_of
from app.ui.models.thumbnails import Thumbnails
from app.ui.page import Context, Page
from app.ui.queue.decide import DecideDialog
from app.ui.queue.details import Details
from app.ui.queue.reading import cards_of
from app.ui.queue.spend import SpendStrip, write_csv
from app.ui.queue.table import QueueTable, cell_words
from app.ui.tokens import SPACE_2, SPACE_3, SPACE_4
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.labels import Label
from app.ui.widgets.layouts import Splitter

_GROUP_ICONS = {
    "needs_you": "state.warn", "running": "state.running", "waiting": "state.waiting", "done": "state.done",
    "failed": "state.failed", "all": "page.queue",
}  # fmt: skip


class _Model(QueueModel):
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Headings in the person's language."""
        found = super().headerData(section, orientation, role)
        return _(found) if isinstance(found, str) and found else found


class QueuePage(Page):
    """Filters, table, details, spending; follows every step of every attempt."""

    key = "queue"
    icon_name = "page.queue"
    shortcut = "Ctrl+4"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.session: Session = context.project
        self.attempts = self.session.production.attempts
        self.thumbnails = Thumbnails(self.session, self)
        self.model = _Model(self, word=cell_words)
        self.table = QueueTable(self.model, self.thumbnails)
        width, height = FULL_SIZE[self.session.project.aspect]
        self.table.rows.aspect = height / width
        self.details = Details()
        self.spend = SpendStrip()
        self.filters = QListWidget()
        self._chosen_group = ""
        self._build()
        self._actions()
        self._soon = QTimer(self, singleShot=True, interval=120)
        self._soon.timeout.connect(self.read)
        self._ages = QTimer(self, interval=1000)
        self._ages.timeout.connect(self.model.touch)
        self._stop = self.attempts.listen(lambda _attempt: self._soon.start())

    @classmethod
    def title(cls) -> str:
        """The page's name."""
        return _("Queue")

    # -- building --------------------------------------------------------------------------------
    def _build(self) -> None:
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.nothing = QWidget()
        self.stack.addWidget(self.nothing)
        middle = QFrame()
        middle.setProperty("surface", "panel")
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._toolbar())
        column.addWidget(self.stack, 1)
        self.details.setMinimumWidth(theme.px(260))
        middle.setMinimumWidth(theme.px(360))
        self.split = Splitter(self._side(), middle, self.details, sizes=[170, 860, 340])
        self.split.setStretchFactor(0, 0)
        self.split.setStretchFactor(1, 1)
        self.split.setStretchFactor(2, 0)
        self.layout_.addWidget(self.split, 1)
        self.layout_.addWidget(self.spend)
        self.table.chosen.connect(lambda _id: self._show_details())
        self.table.acted.connect(self._act)
        self.table.menu_wanted.connect(self._menu)
        self.table.doubleClicked.connect(lambda _index: self.show_shot())
        self.details.wanted.connect(self._wanted)
        self.spend.csv_wanted.connect(self.save_csv)

    def _side(self) -> QWidget:
        side = QFrame()
        side.setProperty("surface", "panel")
        side.setMinimumWidth(theme.px(140))
        column = QVBoxLayout(side)
        column.setContentsMargins(SPACE_2, SPACE_3, SPACE_2, SPACE_3)
        self.filters.setAccessibleName(_("Filter"))
        self.filters.setIconSize(QSize(theme.px(16), theme.px(16)))
        for key, _heading in GROUPS:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(100, theme.px(34)))
            self.filters.addItem(item)
        self.filters.currentRowChanged.connect(lambda row: self.choose(GROUPS[row][0]))
        column.addWidget(self.filters, 1)
        return side

    def _toolbar(self) -> QWidget:
        bar = QFrame()
        bar.setProperty("surface", "header")
        row = QHBoxLayout(bar)
        row.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_2)
        row.setSpacing(SPACE_2)
        self.heading = Label("", "title")
        row.addWidget(self.heading)
        self.trouble = Label("", "small", "warn")
        row.addWidget(self.trouble, 1)
        self.send_waiting = Button(_("Send what waits"), "quiet", "play", small=True)
        self.send_waiting.setToolTip(
            _("Sends what was accepted in a cost sheet before the program ended.")
        )
        self.send_waiting.clicked.connect(
            lambda _checked=False: self._try(self.attempts.send_unsent)
        )
        row.addWidget(self.send_waiting)
        self.cancel_waiting = Button(_("Cancel what waits"), "quiet", "cancel", small=True)
        self.cancel_waiting.clicked.connect(self.cancel_all)
        row.addWidget(self.cancel_waiting)
        return bar

    def _actions(self) -> None:
        self.act(
            _("Cancel the attempt"),
            self.cancel,
            keys="X|Del",
            icon_name="cancel",
            name="queue.cancel",
        )
        self.act(_("Cancel everything that waits"), self.cancel_all, name="queue.cancel_all")
        self.act(
            _("Decide about the next unknown"),
            self.decide_next,
            keys="D",
            icon_name="state.unknown",
            name="queue.decide",
        )
        self.act(
            _("Show the shot on the Board"),
            self.show_shot,
            keys="B",
            icon_name="page.board",
            name="queue.shot",
        )
        self.act(
            _("Copy the vendor's id"),
            self.copy_id,
            keys="Ctrl+Shift+C",
            icon_name="copy",
            name="queue.copy_id",
        )
        self.act(_("Save the spending as CSV"), self.save_csv, icon_name="export", name="queue.csv")

    # -- reading ---------------------------------------------------------------------------------
    def shown(self) -> None:
        """Read, and let the ages run while the page is in front."""
        self.read()
        self._ages.start()

    def show_changes(self, changes: Changes) -> None:
        """Takes and shots are shown here too."""
        if changes.touches("Take", "Shot", "Project"):
            self.read()

    def read(self) -> None:
        """Read the ledger and show it."""
        names = {key: label_of(one.card) for key, one in self.context.studio.catalog.items()}
        self.model.set_cards(cards_of(self.session, self.attempts.rows(), names))
        counts = self.model.counts()
        if not self._chosen_group:
            self._chosen_group = "needs_you" if counts["needs_you"] else "all"
        for place, (key, words) in enumerate(GROUPS):
            item = self.filters.item(place)
            item.setText(f"{_(words)}   {counts[key]}" if counts[key] else _(words))
            tone = "warn" if key == "needs_you" and counts[key] else "muted"
            item.setIcon(icon(_GROUP_ICONS[key], tone))
            if key == self._chosen_group and self.filters.currentRow() != place:
                self.filters.setCurrentRow(place)
        self.cancel_waiting.setVisible(bool(counts["waiting"]) and not self.session.read_only)
        self.send_waiting.setVisible(bool(self.attempts.unsent()))
        names_of = {row.vendor: row for row in self.attempts.troubles()}
        self.trouble.setText(
            "  ".join(_("{vendor} rests").format(vendor=vendor) for vendor in names_of)
        )
        self.spend.show_spend(self.attempts.spend(), cap_of(self.session.project.budget), names)
        self._show_group()

    def choose(self, group: str) -> None:
        """Show one filter group."""
        self._chosen_group = group
        self._show_group()

    def _show_group(self) -> None:
        self.model.set_group(self._chosen_group)
        self.heading.setText(_(dict(GROUPS)[self._chosen_group]))
        if not self.model.shown:
            self._show_empty()
        else:
            self.stack.setCurrentWidget(self.table)
            if not self.table.currentIndex().isValid():
                flags = QItemSelectionModel.SelectionFlag
                self.table.selectionModel().setCurrentIndex(
                    self.model.index(0, 0), flags.ClearAndSelect | flags.Rows
                )
        self._show_details()

    def _show_empty(self) -> None:
        self.stack.removeWidget(self.nothing)
        self.nothing.deleteLater()
        if not self.model.cards:
            self.nothing = EmptyState(
                "page.queue", _("Nothing is running"), _("Select shots on the Board and press Ctrl+Enter."),
                (_("Go to the Board"), lambda: self.context.go("board")),
            )  # fmt: skip
        else:
            words = {"needs_you": _("Nothing needs you"), "failed": _("Nothing failed")}.get(
                self._chosen_group, _("Nothing here")
            )
            self.nothing = EmptyState(
                "state.done",
                words,
                _("Other attempts are under All."),
                None,
                [(_("Show all"), self._show_all)],
            )
        self.stack.addWidget(self.nothing)
        self.stack.setCurrentWidget(self.nothing)

    def _show_all(self) -> None:
        """Every attempt."""
        self.filters.setCurrentRow(len(GROUPS) - 1)

    def current(self) -> AttemptCard | None:
        """The attempt the person is at."""
        row = self.model.row_of(self.table.current_id())
        return self.model.card(row) if row >= 0 else None

    def _show_details(self) -> None:
        card = self.current()
        if card is None or self.stack.currentWidget() is not self.table:
            self.details.show_nothing()
            return
        attempt = self._attempt(card.id)
        if attempt is not None:
            story = self.attempts.story(card.id)
            self.details.show_attempt(card, attempt, story, read_only=self.session.read_only)

    def _attempt(self, attempt_id: str) -> Attempt | None:
        return next(
            (row.attempt for row in self.attempts.rows() if row.attempt.id == attempt_id), None
        )

    # -- doing -----------------------------------------------------------------------------------
    def _try(self, work: Any) -> None:
        try:
            work()
        except FenjingError as error:
            self.context.notices.error(error)
        self.read()

    def cancel(self) -> None:
        """Stop the selected attempts where that is possible; others are left alone."""
        for attempt_id in self.table.selected_ids():
            card = self.model.card(self.model.row_of(attempt_id))
            if card is not None and card.can_cancel:
                self._try(lambda of=attempt_id: self.attempts.cancel(AttemptId(of)))

    def cancel_all(self) -> None:
        """Stop everything that was not sent yet."""

        def work() -> None:
            count = self.attempts.cancel_waiting()
            self.context.notices.toast(
                ngettext("{n} attempt cancelled", "{n} attempts cancelled", count).format(n=count)
            )

        self._try(work)

    def decide_next(self) -> None:
        """Ask about the first attempt nobody knows the fate of."""
        card = next((one for one in self.model.cards if one.state == "unknown"), None)
        if card is None:
            self.context.notices.toast(_("Nothing needs a decision"), tone="ok", seconds=4)
            return
        self.decide(card)

    def decide(self, card: AttemptCard) -> None:
        """Show the evidence and take the person's answer; "ask later" changes nothing."""
        attempt = self._attempt(card.id)
        if attempt is None or self.session.read_only:
            return
        try:
            evidence = self.attempts.evidence(card.id)
        except FenjingError as error:
            self.context.notices.error(error)
            return
        dialog = DecideDialog(attempt, card.number, evidence.candidates, self)
        dialog.exec()
        outcome = dialog.outcome
        dialog.deleteLater()
        if outcome:
            self._try(lambda: self.attempts.resolve(card.id, outcome))

    def show_shot(self) -> None:
        """Go to the shot on the Board."""
        card = self.current()
        shot = self.session.find(Shot, card.shot_id) if card else None
        if shot is None:
            self.context.notices.toast(_("The shot was removed; its attempts are kept."), seconds=5)
            return
        scene = self.session.get(Scene, shot.scene_id)
        self.context.selection.choose(scene.episode_id, None, shot.id)
        self.context.go("board")

    def again(self) -> None:
        """Ask again for the attempt's shot, through the cost sheet."""
        card = self.current()
        if card is not None and self.session.find(Shot, card.shot_id) is not None:
            Generation(self.context, self).run([card.shot_id], always_ask=True)

    def copy_id(self) -> None:
        """For the vendor's support."""
        card = self.current()
        if card is not None:
            QGuiApplication.clipboard().setText(card.provider_id or card.id)
            self.context.notices.toast(_("The id is on the clipboard"), tone="ok", seconds=4)

    def save_csv(self, path: Path | None = None) -> None:
        """Every attempt with its cost, for the books."""
        if path is None:
            name, _kind = QFileDialog.getSaveFileName(
                self, _("Save as CSV"), "spending.csv", "CSV (*.csv)"
            )
            if not name:
                return
            path = Path(name)
        target = path
        self._try(lambda: write_csv(target, self.attempts.rows()))

    def _act(self, attempt_id: str) -> None:
        card = self.model.card(self.model.row_of(attempt_id))
        if card is None:
            return
        if card.state == "unknown":
            self.decide(card)
        elif card.can_cancel:
            self._try(lambda: self.attempts.cancel(card.id))
        else:
            self.show_shot()

    def _wanted(self, verb: str) -> None:
        card = self.current()
        if card is None:
            return
        verbs = {
            "decide": lambda: self.decide(card), "cancel": lambda: self._try(lambda: self.attempts.cancel(card.id)),
            "retry": lambda: self._try(lambda: self.attempts.retry_now(card.id)), "again": self.again,
            "shot": self.show_shot,
        }  # fmt: skip
        verbs[verb]()

    def _menu(self, at: QPoint, card: AttemptCard) -> None:
        menu = QMenu(self)
        if card.state == "unknown":
            menu.addAction(icon("state.unknown", "warn"), _("Decide…")).triggered.connect(
                lambda: self.decide(card)
            )
        cancel = menu.addAction(icon("cancel"), _("Cancel"))
        cancel.setEnabled(card.can_cancel and not self.session.read_only)
        cancel.triggered.connect(self.cancel)
        menu.addAction(icon("page.board"), _("Show the shot on the Board")).triggered.connect(
            self.show_shot
        )
        menu.addAction(icon("copy"), _("Copy the vendor's id")).triggered.connect(self.copy_id)
        menu.exec(at)
        menu.deleteLater()

    # -- hooks of the window ---------------------------------------------------------------------
    def state(self) -> dict[str, Any]:
        """Filter and sizes."""
        return {"group": self._chosen_group, "split": self.split.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Take them back."""
        self._chosen_group = str(state.get("group", self._chosen_group))
        self.split.restore(state.get("split"))

    def panels(self) -> list[QWidget]:
        """Left to right, for F6."""
        return [self.filters, self.table]

    def leave(self) -> None:
        """Stop following."""
        self._stop()
        self._soon.stop()
        self._ages.stop()
        self.thumbnails.wait()
