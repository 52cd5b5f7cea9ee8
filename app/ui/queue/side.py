"""The Queue's left side: groups, who makes it, which episode, a search, and the accounts with their pauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.board.choices import Choice
from app.ui.i18n import _
from app.ui.icons import icon
from app.ui.models.attempts import GROUPS, AttemptCard
from app.ui.queue.accounts import Accounts
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.fields import SearchField

_ICONS = {
    "needs_you": "state.warn", "running": "state.running", "waiting": "state.waiting", "done": "state.done",
    "failed": "state.failed", "all": "page.queue",
}  # fmt: skip


class QueueSide(QFrame):
    """`group_chosen(key)` and `filtered()`; `accepts(card)` is what the choices let through."""

    group_chosen = Signal(str)
    filtered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setMinimumWidth(theme.px(170))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_2, SPACE_3, SPACE_2, SPACE_3)
        column.setSpacing(SPACE_2)
        self.groups = QListWidget()
        self.groups.setAccessibleName(_("Filter"))
        self.groups.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.groups.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for key, _heading in GROUPS:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(100, theme.px(34)))
            self.groups.addItem(item)
        self.groups.setFixedHeight(theme.px(34) * len(GROUPS) + theme.px(4))
        self.groups.currentRowChanged.connect(lambda row: self.group_chosen.emit(GROUPS[row][0]))
        column.addWidget(self.groups)
        self.search = SearchField(_("Shot, id or words"))
        self.search.wanted.connect(lambda _text: self.filtered.emit())
        column.addWidget(self.search)
        self.generator, self.episode = Choice(_("Generator")), Choice(_("Episode"))
        for choice in (self.generator, self.episode):
            choice.picked.connect(lambda _key: self.filtered.emit())
            column.addWidget(choice)
        column.addStretch(1)
        self.accounts = Accounts()
        column.addWidget(self.accounts)

    # -- content ---------------------------------------------------------------------------------
    def set_groups(self, counts: Mapping[str, int], chosen: str) -> None:
        """How many attempts each group has, and which is shown."""
        self.groups.blockSignals(True)
        for place, (key, words) in enumerate(GROUPS):
            item = self.groups.item(place)
            item.setText(f"{_(words)}   {counts[key]}" if counts[key] else _(words))
            item.setIcon(
                icon(_ICONS[key], "warn" if key == "needs_you" and counts[key] else "muted")
            )
            if key == chosen:
                self.groups.setCurrentRow(place)
        self.groups.blockSignals(False)

    def set_choices(
        self, generators: Sequence[tuple[str, str]], episodes: Sequence[tuple[str, str]]
    ) -> None:
        """Who and what can be filtered by, as (id, words); a choice that is gone falls back to all."""
        for choice, every, rows in (
            (self.generator, _("All generators"), generators),
            (self.episode, _("All episodes"), episodes),
        ):
            wanted = [("", every), *rows]
            held = [(choice.itemData(at), choice.itemText(at)) for at in range(choice.count())]
            if held == wanted:
                continue
            key = choice.key()
            choice.clear()
            for of, words in wanted:
                choice.addItem(words, of)
            choice.set_key(key if key in {of for of, _words in wanted} else "")
            choice.setVisible(len(rows) > 1)

    def show_group(self, key: str) -> None:
        """Go to a group, as a click would."""
        self.groups.setCurrentRow(next(at for at, (name, _w) in enumerate(GROUPS) if name == key))

    @property
    def is_filtering(self) -> bool:
        """True when something beside the group narrows the table."""
        return bool(self.search.text().strip() or self.generator.key() or self.episode.key())

    def clear(self) -> None:
        """Let everything through again."""
        self.search.clear()
        self.generator.set_key("")
        self.episode.set_key("")
        self.filtered.emit()

    def accepts(self, card: AttemptCard) -> bool:
        """True for attempts that the choices let through."""
        if self.generator.key() not in ("", card.generator_id):
            return False
        if self.episode.key() not in ("", card.episode):
            return False
        words = self.search.text().strip().casefold()
        held = [card.number, card.place, card.generator, card.model]
        where = " ".join([*held, card.id, card.provider_id, card.prompt]).casefold()
        return not words or all(word in where for word in words.split())
