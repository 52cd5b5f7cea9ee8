"""The Queue: every attempt, what needs a person first, and what it all costs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.domain.attempts import Attempt
from app.domain.changes import Changes
from app.domain.ids import AttemptId
from app.domain.project import FULL_SIZE
from app.studio.attempts import QueueRow
from app.studio.costs import cap_of
from app.studio.session import Session
from app.ui import theme
from app.ui.i18n import _
from app.ui.icons import icon
from app.ui.models.attempts import GROUPS, AttemptCard, QueueModel
from app.ui.models.makers import Makers
from app.ui.models.thumbnails import Thumbnails
from app.ui.page import Context, Page
from app.ui.queue.accounts import accounts_of
from app.ui.queue.costs import CostsPanel
from app.ui.queue.details import Details
from app.ui.queue.needs import Needs, TroubleLike
from app.ui.queue.reading import cards_of
from app.ui.queue.side import QueueSide
from app.ui.queue.spend import SpendStrip
from app.ui.queue.surroundings import Surroundings
from app.ui.queue.table import QueueTable, cell_words
from app.ui.queue.verbs import QueueVerbs
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_4
from app.ui.widgets.buttons import Button, SegmentedControl
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.layouts import Splitter


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
        self.side = QueueSide()
        self.details = Details()
        self.spend = SpendStrip()
        self.verbs = QueueVerbs(self)
        self.around = Surroundings(self.session)
        self.table.rows.picture = self.around.picture
        self._makers = Makers(context.studio.catalog.cards)
        self._rows: tuple[QueueRow, ...] = ()
        self._chosen_group = ""
        self._build()
        self._connect()
        self._actions()
        self._soon = QTimer(self, singleShot=True, interval=120)
        self._soon.timeout.connect(self.read)
        self._ages = QTimer(self, interval=1000)
        self._ages.timeout.connect(self._tick)
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
        self.split = Splitter(self.side, middle, self.details, sizes=[200, 830, 340])
        self.split.setStretchFactor(0, 0)
        self.split.setStretchFactor(1, 1)
        self.split.setStretchFactor(2, 0)
        self.costs = CostsPanel(self.session, self._makers, lambda: self.context.go("board"))
        self.views = QStackedWidget()
        self.views.addWidget(self.split)
        self.views.addWidget(self.costs)
        self.layout_.addWidget(self._tabs())
        self.layout_.addWidget(self.views, 1)
        self.layout_.addWidget(self.spend)

    def _tabs(self) -> QWidget:
        bar = QFrame()
        bar.setProperty("surface", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(SPACE_4, SPACE_1, SPACE_4, SPACE_1)
        self.tabs = SegmentedControl(
            [("attempts", _("Attempts")), ("costs", _("What it really costs"))],
            "attempts",
            _("View"),
        )
        self.tabs.chosen.connect(self.show_tab)
        row.addWidget(self.tabs)
        row.addStretch(1)
        return bar

    def show_tab(self, key: str) -> None:
        """The attempts, or what they cost in the end."""
        self.tabs.set_current(key)
        self.views.setCurrentWidget(self.costs if key == "costs" else self.split)
        if key == "costs":
            self.costs.read()

    def _toolbar(self) -> QWidget:
        bar = QFrame()
        bar.setProperty("surface", "header")
        row = QHBoxLayout(bar)
        row.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_2)
        row.setSpacing(SPACE_2)
        self.heading = ElidedLabel("", "title")
        row.addWidget(self.heading, 1)
        self.send_waiting = Button(_("Send what waits"), "quiet", "play", small=True)
        self.send_waiting.setToolTip(
            _("Sends what was accepted in a cost sheet before the program ended.")
        )
        row.addWidget(self.send_waiting)
        self.cancel_waiting = Button(_("Cancel what waits"), "quiet", "cancel", small=True)
        row.addWidget(self.cancel_waiting)
        return bar

    def _connect(self) -> None:
        verbs = self.verbs
        self.table.chosen.connect(lambda _id: self._show_details())
        self.table.acted.connect(verbs.act)
        self.table.menu_wanted.connect(self._menu)
        self.table.doubleClicked.connect(lambda _index: verbs.show_shot())
        self.details.wanted.connect(verbs.run)
        self.spend.csv_wanted.connect(verbs.save_csv)
        self.side.group_chosen.connect(self.choose)
        self.side.filtered.connect(self._filter)
        self.side.accounts.pause_wanted.connect(verbs.pause)
        self.side.accounts.resume_wanted.connect(verbs.go_on)
        self.send_waiting.clicked.connect(lambda _checked=False: verbs.send_waiting())
        self.cancel_waiting.clicked.connect(lambda _checked=False: verbs.cancel_all())

    def _actions(self) -> None:
        act, verbs = self.act, self.verbs
        act(
            _("Cancel the attempt"), verbs.cancel, keys="X|Del", icon_name="cancel",
            name="queue.cancel",
        )  # fmt: skip
        act(_("Cancel everything that waits"), verbs.cancel_all, name="queue.cancel_all")
        act(
            _("Decide about the next unknown"), verbs.decide_next, keys="D",
            icon_name="state.unknown", name="queue.decide",
        )  # fmt: skip
        act(
            _("Pause or resume the account"), self.pause_or_resume, keys="P", icon_name="pause",
            name="queue.pause",
        )  # fmt: skip
        act(
            _("Send to another generator…"), lambda: verbs.run("elsewhere"), keys="G",
            icon_name="swap", name="queue.elsewhere",
        )  # fmt: skip
        act(_("Find in the queue"), self.side.search.setFocus, keys="F", icon_name="search",
            name="queue.find")  # fmt: skip
        act(
            _("Show the shot on the Board"), verbs.show_shot, keys="B", icon_name="page.board",
            name="queue.shot",
        )  # fmt: skip
        act(
            _("Copy the vendor's id"), verbs.copy_id, keys="Ctrl+Shift+C", icon_name="copy",
            name="queue.copy_id",
        )  # fmt: skip
        for place, (key, words) in enumerate(
            (("attempts", _("Show the attempts")), ("costs", _("Show what it really costs"))),
            start=1,
        ):
            act(
                words, lambda of=key: self.show_tab(of), keys=f"Ctrl+Alt+{place}",
                icon_name="page.queue" if key == "attempts" else "money", name=f"queue.{key}",
            )  # fmt: skip
        act(_("Save the spending as CSV"), verbs.save_csv, icon_name="export", name="queue.csv")

    # -- reading ---------------------------------------------------------------------------------
    def shown(self) -> None:
        """Read, and let the ages run while the page is in front."""
        self.around.clear()
        self.read()
        self.table.setFocus()
        self._ages.start()

    def show_changes(self, changes: Changes) -> None:
        """Takes and shots are shown here too."""
        self.around.forget(changes)
        if changes.touches("Take", "Shot", "Project"):
            self.read()

    def read(self) -> None:
        """Read the ledger and show it."""
        self._rows = self.attempts.rows()
        needs = Needs(
            [row.attempt for row in self._rows],
            {row.attempt.shot_id for row in self._rows if row.shot_exists},
            self._troubles(),
            datetime.now(UTC),
            self.verbs.aside,
        )
        if not self.around.learn(row.attempt.shot_id for row in self._rows if row.shot_exists):
            self._soon.start()
        cards = cards_of(self._rows, self._makers, self.around.places, needs.why)
        self.model.set_cards(cards)
        self._show_choices()
        counts = self.model.counts()
        if not self._chosen_group:
            self._chosen_group = "needs_you" if counts["needs_you"] else "all"
        self.side.set_groups(counts, self._chosen_group)
        self.cancel_waiting.setVisible(bool(counts["waiting"]) and not self.session.read_only)
        self.send_waiting.setVisible(bool(self.attempts.unsent()))
        names = {
            card.id: self._makers.generator(card.id) for card in self.context.studio.catalog.cards
        }
        budget = cap_of(self.session.project.budget)
        day = self.session.production.daily_cap()
        self.spend.show_spend(self.attempts.spend(), budget, names, day)
        self._show_accounts()
        self._show_group()
        if self.views.currentWidget() is self.costs:
            self.costs.read()

    def _troubles(self) -> dict[str, TroubleLike]:
        """Why generators are not asked at the moment, by generator id."""
        by_vendor = {trouble.vendor: trouble for trouble in self.attempts.troubles()}
        cards = self.context.studio.catalog.cards
        return {
            card.id: by_vendor[card.vendor or card.id]
            for card in cards
            if (card.vendor or card.id) in by_vendor
        }

    def _show_choices(self) -> None:
        cards = self.model.cards
        makers = {card.generator_id: card.generator for card in cards}
        episodes = {card.episode for card in cards if card.episode}
        named = [
            (one.id, one.title or _("Episode {n}").format(n=one.number))
            for one in self.session.episodes()
            if one.id in episodes
        ]
        self.side.set_choices(sorted(makers.items(), key=lambda pair: pair[1]), named)

    def _show_accounts(self) -> None:
        attempts = [row.attempt for row in self._rows]
        cards = self.context.studio.catalog.cards
        found = accounts_of(attempts, cards, self._makers, self._troubles())
        self.side.accounts.set_accounts(found, read_only=self.session.read_only)

    def _tick(self) -> None:
        self.model.touch()
        self._show_accounts()

    def _filter(self) -> None:
        self.model.set_accepts(self.side.accepts if self.side.is_filtering else None)
        self.side.set_groups(self.model.counts(), self._chosen_group)
        self._show_group()

    def choose(self, group: str) -> None:
        """Show one filter group."""
        self._chosen_group = group
        self.side.set_groups(self.model.counts(), group)
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
        elif self.side.is_filtering:
            self.nothing = EmptyState(
                "filter", _("No attempt matches"), _("The filter hides them all."),
                (_("Clear the filter"), self.side.clear),
            )  # fmt: skip
        else:
            words = {"needs_you": _("Nothing needs you"), "failed": _("Nothing failed")}.get(
                self._chosen_group, _("Nothing here")
            )
            self.nothing = EmptyState(
                "state.done", words, _("Other attempts are under All."), None,
                [(_("Show all"), lambda: self.side.show_group("all"))],
            )  # fmt: skip
        self.stack.addWidget(self.nothing)
        self.stack.setCurrentWidget(self.nothing)

    def current(self) -> AttemptCard | None:
        """The attempt the person is at."""
        row = self.model.row_of(self.table.current_id())
        return self.model.card(row) if row >= 0 else None

    def attempt(self, attempt_id: str) -> Attempt | None:
        """The row of the ledger behind a card."""
        return next((row.attempt for row in self._rows if row.attempt.id == attempt_id), None)

    def _show_details(self) -> None:
        card = self.current()
        if card is None or self.stack.currentWidget() is not self.table:
            self.details.show_nothing()
            return
        attempt = self.attempt(card.id)
        if attempt is not None:
            story = self.attempts.story(card.id)
            self.details.show_attempt(card, attempt, story, read_only=self.session.read_only)

    # -- doing -----------------------------------------------------------------------------------
    def pause_or_resume(self) -> None:
        """The account of the attempt the person is at."""
        card = self.current()
        if card is None or self.session.read_only:
            return
        resting = self._troubles().get(card.generator_id)
        if resting is not None and resting.kind != "throttled":
            self.verbs.go_on(card.generator_id)
        else:
            self.verbs.pause(card.generator_id)

    def _menu(self, at: QPoint, card: AttemptCard) -> None:
        menu = QMenu(self)
        verbs, writable = self.verbs, not self.session.read_only
        if card.state == "unknown":
            menu.addAction(icon("state.unknown", "warn"), _("Decide…")).triggered.connect(
                lambda: verbs.decide(card)
            )
        if card.refusal is not None:
            menu.addAction(icon("help"), _("What to change…")).triggered.connect(
                lambda: verbs.explain(card)
            )
        names = {action.objectName(): action for action in self.page_actions}
        cancel = menu.addAction(icon("cancel"), _("Cancel"))
        cancel.setEnabled(card.can_cancel and writable)
        cancel.triggered.connect(verbs.cancel)
        for name in ("queue.elsewhere", "queue.pause", "queue.shot", "queue.copy_id"):
            menu.addAction(names[name])
        menu.exec(at)
        menu.deleteLater()

    # -- hooks of the window ---------------------------------------------------------------------
    def state(self) -> dict[str, Any]:
        """Filter, sizes, and what was put aside."""
        return {
            "group": self._chosen_group,
            "split": self.split.state(),
            "aside": sorted(self.verbs.aside),
            "tab": self.tabs.current(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take them back."""
        group = str(state.get("group", self._chosen_group))
        self._chosen_group = group if group in dict(GROUPS) else ""
        self.split.restore(state.get("split"))
        self.show_tab(str(state.get("tab", "attempts")))
        self.verbs.aside = {AttemptId(str(one)) for one in state.get("aside", [])}

    def panels(self) -> list[QWidget]:
        """Left to right, for F6."""
        return [self.side.groups, self.table]

    def leave(self) -> None:
        """Stop following."""
        self._stop()
        self._soon.stop()
        self._ages.stop()
        self.thumbnails.wait()
