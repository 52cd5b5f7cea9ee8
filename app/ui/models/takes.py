"""The takes of one shot as a Qt list model, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.ids import TakeId
from app.domain.media import MediaRef
from app.ui.models.words import outdated_words

Index = QModelIndex | QPersistentModelIndex

TAKE_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class TakeCard:
    """One take as the strip shows it."""

    id: TakeId
    number: int
    media: MediaRef
    generator: str = ""
    source: str = "generated"
    cost: str = ""
    seconds: float = 0.0
    rating: int = 0
    picked: bool = False
    outdated: tuple[str, ...] = ()
    note: str = ""


class TakesModel(QAbstractListModel):
    """Takes are only ever added, so a refresh is an append or a repaint."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards: list[TakeCard] = []

    def set_cards(self, cards: Iterable[TakeCard]) -> None:
        """Show these takes."""
        wanted = list(cards)
        same = [card.id for card in wanted][: len(self._cards)] == [card.id for card in self._cards]
        if not same or not self._cards:
            self.beginResetModel()
            self._cards = wanted
            self.endResetModel()
            return
        known = len(self._cards)
        if len(wanted) > known:
            self.beginInsertRows(QModelIndex(), known, len(wanted) - 1)
            self._cards = [*self._cards, *wanted[known:]]
            self.endInsertRows()
        self._cards = wanted
        self.dataChanged.emit(self.index(0), self.index(len(wanted) - 1), [])

    @property
    def cards(self) -> Sequence[TakeCard]:
        """All takes, oldest first."""
        return self._cards

    def card(self, row: int) -> TakeCard | None:
        """The take at a row."""
        return self._cards[row] if 0 <= row < len(self._cards) else None

    def picked_row(self) -> int:
        """The row of the pick, -1 without one."""
        return next((row for row, card in enumerate(self._cards) if card.picked), -1)

    def stepped(self, steps: int) -> TakeCard | None:
        """The take `steps` from the pick, staying within the row; the last one when nothing is picked."""
        if not self._cards:
            return None
        row = self.picked_row()
        if row < 0:
            return self._cards[-1]
        return self._cards[max(0, min(row + steps, len(self._cards) - 1))]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Takes."""
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = 0) -> Any:
        """The card, its name for screen readers."""
        card = self.card(index.row()) if index.isValid() else None
        if card is None:
            return None
        if role == TAKE_ROLE:
            return card
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            parts = [str(card.number), card.generator, card.cost, "*" * card.rating]
            return " ".join(part for part in (*parts, outdated_words(card.outdated)) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return outdated_words(card.outdated) or None
        return None
