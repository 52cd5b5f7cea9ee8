"""The shots of one episode as a Qt model: the grid takes column 0, the table takes them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.domain.ids import ShotId
from app.domain.wording import N_
from app.ui.models.shot_cards import ShotCard
from app.ui.models.words import seconds_words

Index = QModelIndex | QPersistentModelIndex

CARD_ROLE = Qt.ItemDataRole.UserRole + 1
ID_ROLE = Qt.ItemDataRole.UserRole + 2
MIME = "application/x-fenjing-shots"

#: Column key and heading; the keys are the shot's own field names where there is one.
COLUMNS: tuple[tuple[str, str], ...] = (
    ("number", N_("Shot")),
    ("picture", N_("Picture")),
    ("size", N_("Size")),
    ("angle", N_("Angle")),
    ("move", N_("Move")),
    ("action", N_("Action")),
    ("lines", N_("Lines")),
    ("length", N_("Length")),
    ("transition", N_("Transition")),
    ("takes", N_("Takes")),
    ("state", N_("State")),
    ("cost", N_("Cost")),
    ("notes", N_("Notes")),
)
EDITABLE = frozenset({"size", "angle", "move", "action", "length", "transition", "notes"})

Edit = Callable[[Sequence[ShotId], str, Any], bool]
Say = Callable[[str, str], str]


def _plain(kind: str, key: str) -> str:  # noqa: ARG001 - the signature of a wording function
    return key


class ShotModel(QAbstractTableModel):
    """Cards in story order, filtered; edits go out through `edit(ids, field, value)`.

    `say(kind, key)` words a key ("size", "CU") in the person's language.
    """

    def __init__(
        self, parent: QObject | None = None, *, edit: Edit | None = None, say: Say = _plain
    ) -> None:
        super().__init__(parent)
        self._cards: list[ShotCard] = []
        self._shown: list[ShotCard] = []
        self._rows: dict[str, int] = {}
        self._accepts: Callable[[ShotCard], bool] | None = None
        self._edit, self._say = edit, say

    # -- content ---------------------------------------------------------------------------------
    def set_cards(self, cards: Iterable[ShotCard]) -> None:
        """Show these; unchanged rows keep their selection and scroll place."""
        self._cards = list(cards)
        self._apply()

    def set_filter(self, accepts: Callable[[ShotCard], bool] | None) -> None:
        """Show only what `accepts`; None shows all."""
        self._accepts = accepts
        self._apply()

    @property
    def cards(self) -> Sequence[ShotCard]:
        """All cards of the episode, filtered or not."""
        return self._cards

    @property
    def shown(self) -> Sequence[ShotCard]:
        """The cards that pass the filter."""
        return self._shown

    def card(self, row: int) -> ShotCard | None:
        """The card at a shown row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def row_of(self, shot_id: str | None) -> int:
        """The shown row of a shot, -1 when it is not shown."""
        return self._rows.get(shot_id or "", -1)

    def refresh_pictures(self) -> None:
        """Repaint every picture, as after a relink."""
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, 1), [])

    def retranslate(self) -> None:
        """The language changed: headings and words are asked for again."""
        if self._shown:
            last = self.index(len(self._shown) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [])
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def _apply(self) -> None:
        accepts = self._accepts
        wanted = self._cards if accepts is None else [card for card in self._cards if accepts(card)]
        old_ids = [card.id for card in self._shown]
        new_ids = [card.id for card in wanted]
        if old_ids == new_ids:
            self._replace(list(wanted))
        elif len(old_ids) == len(new_ids) and set(old_ids) == set(new_ids):
            self._reorder(list(wanted))
        else:
            self._splice(list(wanted), old_ids, new_ids)

    def _index_rows(self) -> None:
        self._rows = {card.id: row for row, card in enumerate(self._shown)}

    def _replace(self, wanted: list[ShotCard]) -> None:
        changed = [
            row
            for row, (old, new) in enumerate(zip(self._shown, wanted, strict=True))
            if old != new
        ]
        self._shown = wanted
        for first, last in _runs(changed):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1), [])

    def _reorder(self, wanted: list[ShotCard]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [(self._shown[index.row()].id, index.column()) for index in before]
        self._shown = wanted
        self._index_rows()
        after = [self.index(self._rows[shot_id], column) for shot_id, column in held]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _splice(self, wanted: list[ShotCard], old: list[ShotId], new: list[ShotId]) -> None:
        head = 0
        while head < min(len(old), len(new)) and old[head] == new[head]:
            head += 1
        tail = 0
        while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
            tail += 1
        if len(old) - tail > head:
            self.beginRemoveRows(QModelIndex(), head, len(old) - tail - 1)
            del self._shown[head : len(old) - tail]
            self._index_rows()
            self.endRemoveRows()
        if len(new) - tail > head:
            self.beginInsertRows(QModelIndex(), head, len(new) - tail - 1)
            self._shown[head:head] = wanted[head : len(new) - tail]
            self._index_rows()
            self.endInsertRows()
        self._replace(wanted)
        self._index_rows()

    # -- Qt --------------------------------------------------------------------------------------
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Shown shots."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Columns of the table."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Column headings, worded."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._say("heading", COLUMNS[section][1])
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        """Words, the card itself, the accessible sentence."""
        card = self.card(index.row()) if index.isValid() else None
        if card is None:
            return None
        if role == CARD_ROLE:
            return card
        if role == ID_ROLE:
            return card.id
        key = COLUMNS[index.column()][0]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(card, key)
        if role == Qt.ItemDataRole.EditRole:
            return (
                getattr(card, key, "") if key != "length" else seconds_words(card.length, card.fps)
            )
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._sentence(card)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """One cell edited: a command, never a change here."""
        card = self.card(index.row())
        if card is None or role != Qt.ItemDataRole.EditRole or self._edit is None:
            return False
        return self._edit([card.id], COLUMNS[index.column()][0], value)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cards are dragged and dropped; some columns are edited in place."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = (
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDropEnabled
        )
        flags |= Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemNeverHasChildren
        if self._edit is not None and COLUMNS[index.column()][0] in EDITABLE:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def mimeTypes(self) -> list[str]:
        """Shots travel by id."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The ids of the dragged rows, in story order."""
        rows = sorted({index.row() for index in indexes})
        mime = QMimeData()
        mime.setData(MIME, "\n".join(self._shown[row].id for row in rows).encode())
        return mime

    def supportedDropActions(self) -> Qt.DropAction:
        """Cards move."""
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def _words(self, card: ShotCard, key: str) -> str:
        if key == "length":
            return seconds_words(card.length, card.fps)
        if key == "takes":
            return f"{card.pick_number}/{card.takes}" if card.takes else "0"
        if key == "picture":
            return ""
        value = str(getattr(card, key, ""))
        return (
            self._say(key, value)
            if key in {"size", "angle", "move", "transition", "state"}
            else value
        )

    def _age(self, card: ShotCard) -> str:
        reasons = " ".join(self._say("reason", reason) for reason in card.outdated)
        return f"{self._say('state', 'outdated')}: {reasons}" if reasons else ""

    def _sentence(self, card: ShotCard) -> str:
        parts = [
            f"{card.number} · {card.place}".strip(" ·"),
            f"{self._say('size', card.size)}, {self._say('move', card.move)}",
            seconds_words(card.length, card.fps),
            self._say("state", card.state),
            self._age(card),
            card.action,
            card.lines,
        ]
        return "\n".join(part for part in parts if part)


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring rows joined, so that few signals are sent."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
