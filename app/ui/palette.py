"""The command palette (Ctrl+K): where, what, do; one field over commands, episodes, scenes, shots and cast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QAction, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.planning.spelling import find, key_of
from app.ui import tasks, theme
from app.ui.i18n import _
from app.ui.icons import icon
from app.ui.shortcuts import keys_of, words_of
from app.ui.tokens import RADIUS_SMALL, SPACE_2, SPACE_3
from app.ui.widgets.labels import Label, Rule

#: Milliseconds after which an opened palette has been drawn.
_SEEN = 120


@dataclass(frozen=True)
class Entry:
    """One thing the palette finds: what it is, what it is called, and what choosing it does.

    `reason` says why it cannot be chosen now; empty when it can. `also` is searched but not shown.
    """

    icon_name: str
    title: str
    kind: str
    run: Callable[[], object]
    keys: str = ""
    reason: str = ""
    also: str = ""

    @property
    def key(self) -> str:
        """What it is searched in."""
        return key_of(f"{self.title} {self.also}" if self.also else self.title)


def command_entries(actions: Sequence[QAction]) -> list[Entry]:
    """Entries of all visible actions, with their keys and, when disabled, the reason from their status tip."""
    made: dict[str, Entry] = {}
    for action in actions:
        words = words_of(action)
        if not words or action.isSeparator() or action.menu() is not None or words in made:
            continue
        reason = "" if action.isEnabled() else (action.statusTip() or _("Not possible here"))
        made[words] = Entry("command", words, _("Command"), action.trigger, keys_of(action), reason)
    return list(made.values())


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Entry] = []

    def show_rows(self, rows: list[Entry]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's form
        return 0 if parent.isValid() else len(self.rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if not index.isValid():
            return None
        entry = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.title}, {entry.kind} {entry.keys} {entry.reason}".strip()
        return entry if role == Qt.ItemDataRole.UserRole else None


class _Row(QStyledItemDelegate):
    """Icon, title, then kind, reason or keys at the right."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(200, theme.px(36))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        entry: Entry = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected"))
            painter.drawRoundedRect(
                box.adjusted(theme.px(6), 1, -theme.px(6), -1), RADIUS_SMALL, RADIUS_SMALL
            )
        side = theme.px(16)
        left = box.left() + theme.px(18)
        mark = icon(entry.icon_name, "muted").pixmap(
            QSize(side, side), painter.device().devicePixelRatioF()
        )
        painter.drawPixmap(left, box.center().y() - side // 2 + 1, mark)
        right_text = entry.reason or entry.keys or entry.kind
        painter.setFont(theme.font("small"))
        width = min(painter.fontMetrics().horizontalAdvance(right_text), box.width() // 2)
        right = QRect(box.right() - theme.px(18) - width, box.top(), width, box.height())
        painter.setPen(theme.color("warn" if entry.reason else "muted"))
        shown = painter.fontMetrics().elidedText(right_text, Qt.TextElideMode.ElideRight, width)
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("muted" if entry.reason else "text"))
        start = left + side + theme.px(12)
        words = QRect(start, box.top(), right.left() - start - theme.px(12), box.height())
        title = painter.fontMetrics().elidedText(
            entry.title, Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, title)
        painter.restore()


class ListField(QLineEdit):
    """A query line; up and down stay in it and move the list."""

    def __init__(self, listed: QListView) -> None:
        super().__init__()
        self._listed = listed

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and pages move the list; all else is typed."""
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 8,
            Qt.Key.Key_PageUp: -8,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        model = self._listed.model()
        last = model.rowCount() - 1
        row = min(max(self._listed.currentIndex().row() + step, 0), last)
        self._listed.setCurrentIndex(model.index(row, 0))


class Palette(QDialog):
    """The palette itself; `entries` are built by the window each time it opens."""

    MOST = 60

    def __init__(self, entries: list[Entry], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "palette")
        self.setWindowTitle(_("Search or run a command"))
        self.setAccessibleName(self.windowTitle())
        self._entries = entries
        self._keyed: list[tuple[str, Entry]] = []
        # Readings of thousands of names take a moment: they are made once the palette is there to be seen.
        QTimer.singleShot(_SEEN, self, self._read_keys)
        self._model = _Model(self)
        self._list = QListView()
        self._list.setAccessibleName(_("Results"))
        self._list.setModel(self._model)
        self._list.setItemDelegate(_Row(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.clicked.connect(lambda _index: self.choose())
        self.field = ListField(self._list)
        self.field.setProperty("flat", "big")
        self.field.setFont(theme.font("title"))
        self.field.setPlaceholderText(_("Search or run a command"))
        self.field.setAccessibleName(_("Search or run a command"))
        self.field.textChanged.connect(self.search)
        self.field.returnPressed.connect(self.choose)
        self._nothing = Label("", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setFixedHeight(theme.px(72))
        hint = Label(
            _("Up and Down choose, Enter runs, Esc closes. Pinyin and initials work."), "caption"
        )
        hint.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        self.field.setMinimumHeight(theme.px(48))
        self.field.setTextMargins(SPACE_3, 0, SPACE_3, 0)
        layout.addWidget(self.field)
        layout.addWidget(Rule())
        layout.addWidget(self._list, 1)
        layout.addWidget(self._nothing)
        layout.addWidget(Rule())
        layout.addWidget(hint)
        self.resize(
            min(theme.px(640), parent.width() - 48), min(theme.px(460), parent.height() - 120)
        )
        corner = parent.mapToGlobal(parent.rect().topLeft())
        self.move(corner.x() + (parent.width() - self.width()) // 2, corner.y() + theme.px(72))
        self.search("")

    def rows(self) -> list[Entry]:
        """What is listed now."""
        return self._model.rows

    def search(self, text: str) -> None:
        """List what answers `text`."""
        if text.strip() and not self._keyed:
            self._take_keys([(entry.key, entry) for entry in self._entries])
        found = find(text, self._keyed, self.MOST) if text.strip() else self._entries[: self.MOST]
        found.sort(key=lambda entry: bool(entry.reason))
        self._model.show_rows(found)
        self._list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self._nothing.setText(_("Nothing is called “{text}”").format(text=text))
        if found:
            self._list.setCurrentIndex(self._model.index(0, 0))

    def _read_keys(self) -> None:
        held = self._entries
        tasks.run(self, lambda: [(entry.key, entry) for entry in held], self._take_keys)

    def _take_keys(self, keyed: list[tuple[str, Entry]]) -> None:
        self._keyed = keyed

    def choose(self) -> None:
        """Run the current row; a row with a reason does nothing."""
        index = self._list.currentIndex()
        if not index.isValid():
            return
        entry = self._model.rows[index.row()]
        if entry.reason:
            return
        self.accept()
        entry.run()
