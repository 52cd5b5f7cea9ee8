"""The attempts of a project as a Qt model: one row each, the urgent ones first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.attempts import Refusal
from app.domain.ids import AttemptId, ShotId
from app.domain.wording import N_

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
ID_ROLE = Qt.ItemDataRole.UserRole + 2

#: Filter groups in the order of the side list.
GROUPS: tuple[tuple[str, str], ...] = (
    ("needs_you", N_("Needs you")),
    ("running", N_("Running")),
    ("waiting", N_("Waiting")),
    ("done", N_("Done")),
    ("failed", N_("Failed")),
    ("all", N_("All")),
)
_URGENCY = {"needs_you": 0, "running": 1, "waiting": 2, "failed": 3, "done": 4}

COLUMNS: tuple[tuple[str, str], ...] = (
    ("shot", N_("Shot")),
    ("generator", N_("Generator")),
    ("state", N_("State")),
    ("since", N_("Since")),
    ("expected", N_("Expected")),
    ("cost", N_("Cost")),
    ("actions", ""),
)


@dataclass(frozen=True, slots=True)
class AttemptCard:
    """One attempt as the queue shows it; times are aware, amounts are worded with their currency."""

    id: AttemptId
    shot_id: ShotId
    number: str
    place: str = ""
    episode: str = ""
    take: int = 0
    take_id: str = ""
    generator: str = ""
    generator_id: str = ""
    model: str = ""
    needs: str = ""
    links: tuple[tuple[str, str], ...] = ()
    prompt: str = ""
    state: str = "planned"
    group: str = "waiting"
    since: datetime | None = None
    expected: str = ""
    progress: float | None = None
    expires_at: datetime | None = None
    cost: str = ""
    cost_known: bool = False
    refusal: Refusal | None = None
    provider_id: str = ""
    can_cancel: bool = False
    sequence: int = 0


class QueueModel(QAbstractTableModel):
    """Rows of one filter group. `word(card, column)` gives the text of a cell in the person's language."""

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        word: Callable[[AttemptCard, str], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._cards: list[AttemptCard] = []
        self._shown: list[AttemptCard] = []
        self._group = "all"
        self._accepts: Callable[[AttemptCard], bool] | None = None
        self._word = word or (lambda card, column: str(getattr(card, column, "")))

    def set_cards(self, cards: Iterable[AttemptCard]) -> None:
        """Show these attempts; a row that only changed is repainted, not rebuilt."""
        self._cards = sorted(cards, key=lambda card: (_URGENCY.get(card.group, 9), -card.sequence))
        self._apply()

    def set_group(self, group: str) -> None:
        """Show one filter group, or `all`."""
        self._group = group
        self._apply()

    def set_accepts(self, accepts: Callable[[AttemptCard], bool] | None) -> None:
        """Show only what this lets through, within the group; None lets all through."""
        self._accepts = accepts
        self._apply()

    @property
    def group(self) -> str:
        """The filter in force."""
        return self._group

    def counts(self) -> dict[str, int]:
        """How many attempts each group has, of those let through."""
        found = dict.fromkeys((key for key, _ in GROUPS), 0)
        accepts = self._accepts
        cards = [card for card in self._cards if accepts is None or accepts(card)]
        for card in cards:
            found[card.group] = found.get(card.group, 0) + 1
        found["all"] = len(cards)
        return found

    @property
    def cards(self) -> Sequence[AttemptCard]:
        """Every attempt, filtered or not."""
        return self._cards

    @property
    def shown(self) -> Sequence[AttemptCard]:
        """The attempts of the filter."""
        return self._shown

    def card(self, row: int) -> AttemptCard | None:
        """The attempt at a shown row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def row_of(self, attempt_id: str | None) -> int:
        """The shown row of an attempt, -1 when it is not shown."""
        return next((row for row, card in enumerate(self._shown) if card.id == attempt_id), -1)

    def touch(self) -> None:
        """Ages grew: repaint the time columns."""
        if self._shown:
            self.dataChanged.emit(self.index(0, 3), self.index(len(self._shown) - 1, 4), [])

    def retranslate(self) -> None:
        """The language changed."""
        if self._shown:
            self.dataChanged.emit(
                self.index(0, 0), self.index(len(self._shown) - 1, len(COLUMNS) - 1), []
            )
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def _apply(self) -> None:
        accepts = self._accepts
        wanted = [
            card
            for card in self._cards
            if self._group in ("all", card.group) and (accepts is None or accepts(card))
        ]
        if [card.id for card in wanted] == [card.id for card in self._shown]:
            for row, (old, new) in enumerate(zip(self._shown, wanted, strict=True)):
                if old != new:
                    self._shown[row] = new
                    self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1), [])
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [(self._shown[index.row()].id, index.column()) for index in before]
        self._shown = wanted
        rows = {card.id: row for row, card in enumerate(wanted)}
        after = [
            self.index(rows[key], column) if key in rows else QModelIndex() for key, column in held
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    # -- Qt --------------------------------------------------------------------------------------
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Shown attempts."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Columns of the table."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Column keys' headings; the page words them."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section][1]
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        """Cell words, the row, the accessible sentence."""
        card = self.card(index.row()) if index.isValid() else None
        if card is None:
            return None
        if role == ROW_ROLE:
            return card
        if role == ID_ROLE:
            return card.id
        if role == Qt.ItemDataRole.DisplayRole:
            return self._word(card, COLUMNS[index.column()][0])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for key, _ in COLUMNS if (part := self._word(card, key)))
        return None
