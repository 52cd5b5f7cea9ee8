"""Kinds of delivery in groups: ticked ones are made, the current one is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme
from app.ui.deliver.preset_words import CONFIDENCE, GROUPS, Confidence, PresetRow
from app.ui.i18n import _, ngettext
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import SearchField
from app.ui.widgets.labels import Label, SectionHeader, set_tip

ROW = Qt.ItemDataRole.UserRole + 1
TICKED = Qt.ItemDataRole.UserRole + 2
_BARS: dict[Confidence, int] = {"high": 3, "medium": 2, "low": 1, "": 0}


class PresetDelegate(QStyledItemDelegate):
    """A heading, or: box to tick, the shape to scale, title, figures, and how sure they are."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Headings are lower."""
        _unused = option
        return QSize(200, theme.px(54 if isinstance(index.data(ROW), PresetRow) else 30))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one row."""
        row = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(4, 2, -4, -2)
        if isinstance(row, PresetRow):
            self._row(painter, option, box, row, ticked=bool(index.data(TICKED)))
        else:
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.color("muted"))
            flags = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
            painter.drawText(box.adjusted(theme.px(6), 0, 0, -3), flags, str(row))
        painter.restore()

    def _row(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        box: QRectF,
        row: PresetRow,
        *,
        ticked: bool,
    ) -> None:
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QPen(theme.color("accent"), 1.5) if current else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("selected" if current else "hover" if hovered else "panel"))
        painter.drawRoundedRect(box, 6, 6)
        self._tick(painter, option, box, ticked=ticked)
        room = theme.px(32)
        width, height = row.size
        scale = room / max(width, height)
        shape = QRectF(0, 0, width * scale, height * scale)
        left = box.left() + theme.px(28)
        shape.moveCenter(QRectF(left, box.top(), room, box.height()).center())
        painter.setPen(QPen(theme.color("accent" if current else "muted"), 1.5))
        painter.setBrush(theme.color("sunken"))
        painter.drawRoundedRect(shape, 3, 3)
        self._words(painter, box, left + room + theme.px(8), row)

    def _tick(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRectF, *, ticked: bool
    ) -> None:
        look = QStyleOptionButton()
        look.rect = tick_area(box.toRect())
        look.state = QStyle.StateFlag.State_Enabled | (
            QStyle.StateFlag.State_On if ticked else QStyle.StateFlag.State_Off
        )
        widget = option.widget
        style = widget.style()
        style.drawPrimitive(
            QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck, look, painter, widget
        )

    def _words(self, painter: QPainter, box: QRectF, left: float, row: PresetRow) -> None:
        line = theme.px(18)
        top = box.center().y() - line
        whole = box.right() - left - theme.px(6)
        face = theme.font("body")
        face.setWeight(QFont.Weight.Medium)
        right = Qt.TextElideMode.ElideRight
        middle = Qt.AlignmentFlag.AlignVCenter
        for text, font, tone, place in (
            (row.title, face, "text", 0),
            (row.facts, theme.font("caption"), "muted" if row.fits else "warn", 1),
        ):
            painter.setFont(font)
            painter.setPen(theme.color(tone))
            # The bars stand at the end of the first line only.
            wide = whole - theme.px(20) if place == 0 and row.confidence else whole
            shown = painter.fontMetrics().elidedText(text, right, int(wide))
            painter.drawText(QRectF(left, top + place * line, wide, line), middle, shown)
        if row.confidence:
            paint_bars(
                painter,
                QRectF(box.right() - theme.px(22), top + theme.px(3), theme.px(14), theme.px(12)),
                row.confidence,
            )

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """The tip says what was cut off, and how sure the limits are."""
        row = index.data(ROW)
        if isinstance(row, PresetRow):
            sure = f"{_(CONFIDENCE[row.confidence])} ({row.checked})"
            set_tip(view.viewport(), f"{row.title}\n{row.facts}\n{sure}")
        return super().helpEvent(event, view, option, index)


def tick_area(box: QRect) -> QRect:
    """Where the box to tick lies in a row's rectangle."""
    side = theme.px(16)
    return QRect(box.left() + theme.px(6), box.center().y() - side // 2, side, side)


def paint_bars(painter: QPainter, box: QRectF, confidence: Confidence) -> None:
    """Three bars, as many filled as the limits are sure; never by colour alone."""
    filled = _BARS[confidence]
    tone = {3: "ok", 2: "accent", 1: "warn"}.get(filled, "muted")
    wide = box.width() / 4
    painter.setPen(Qt.PenStyle.NoPen)
    for place in range(3):
        high = box.height() * (place + 1) / 3
        bar = QRectF(box.left() + place * wide * 1.5, box.bottom() - high, wide, high)
        painter.setBrush(theme.color(tone) if place < filled else theme.color("muted", 0.3))
        painter.drawRoundedRect(bar, 1, 1)


class _Rows(QListWidget):
    """Space ticks; so does a click on the box."""

    ticked = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks the current row."""
        item = self.currentItem()
        if event.key() == Qt.Key.Key_Space and item is not None:
            self.ticked.emit(item)
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The box, or Ctrl anywhere in the row, ticks without moving the choice."""
        item = self.itemAt(event.position().toPoint())
        if item is not None and isinstance(item.data(ROW), PresetRow):
            inside = event.position().x() < theme.px(30)
            if inside or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.ticked.emit(item)
                return
        super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The current row stays whole when the facts below take room."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())


class PresetList(QFrame):
    """Choose kinds of delivery; `chosen(key)` for the one looked at, `ticks_changed()` for those to be made.

    While one kind is ticked the tick follows the current row; as soon as several are, only the box changes them.
    """

    chosen = Signal(str)
    ticks_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "clear")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        column.setSpacing(SPACE_2)
        self.search = SearchField(_("Find a platform or format"))
        self.search.wanted.connect(self._filter)
        column.addWidget(self.search)
        self.header = SectionHeader("", "caption")
        self.header.set_margins(SPACE_2, 0)
        self.only_one = Button(_("Only this one"), "link", small=True)
        self.only_one.clicked.connect(lambda _checked=False: self.tick_only(self.current()))
        self.header.add(self.only_one)
        column.addWidget(self.header)
        self.list = _Rows()
        self.list.setAccessibleName(_("Kinds of file"))
        self.list.setItemDelegate(PresetDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.currentItemChanged.connect(self._changed)
        self.list.ticked.connect(self._toggle)
        column.addWidget(self.list, 1)
        self.none_found = Label(_("No kind of file matches."), "muted", wrap=True)
        self.none_found.setContentsMargins(SPACE_2, SPACE_3, SPACE_2, 0)
        self.none_found.hide()
        column.addWidget(self.none_found)
        column.setSpacing(SPACE_1)
        self._items: dict[str, QListWidgetItem] = {}
        self._ticked: dict[str, None] = {}

    # -- filling ---------------------------------------------------------------------------------
    def set_presets(self, rows: Sequence[PresetRow], current: str) -> None:
        """List them below their groups; the current one, or the first, is looked at and ticked."""
        self.list.blockSignals(True)
        self.list.clear()
        self._items = {}
        for group, words in GROUPS.items():
            members = [row for row in rows if row.group == group]
            if members:
                head = QListWidgetItem()
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                head.setData(ROW, _(words))
                head.setData(Qt.ItemDataRole.AccessibleTextRole, _(words))
                self.list.addItem(head)
            for row in members:
                item = QListWidgetItem()
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                item.setData(ROW, row)
                self.list.addItem(item)
                self._items[row.key] = item
        first = current if current in self._items else next(iter(self._items), "")
        if first:
            self.list.setCurrentItem(self._items[first])
        self.list.blockSignals(False)
        held = [key for key in self._ticked if key in self._items]
        self._ticked = dict.fromkeys(held or ([first] if first else []))
        self._show_ticks()

    # -- reading ---------------------------------------------------------------------------------
    def current(self) -> str:
        """The key of the one looked at."""
        item = self.list.currentItem()
        row = item.data(ROW) if item is not None else None
        return row.key if isinstance(row, PresetRow) else ""

    def current_row(self) -> PresetRow | None:
        """The one looked at."""
        item = self._items.get(self.current())
        return item.data(ROW) if item is not None else None

    def ticked(self) -> tuple[str, ...]:
        """Those to be made, in the list's order."""
        return tuple(key for key in self._items if key in self._ticked)

    def ticked_rows(self) -> tuple[PresetRow, ...]:
        """Those to be made, as rows."""
        return tuple(self._items[key].data(ROW) for key in self.ticked())

    # -- choosing --------------------------------------------------------------------------------
    def look_at(self, key: str) -> None:
        """Look at a kind; unknown keys change nothing."""
        if key in self._items:
            self.list.setCurrentItem(self._items[key])

    def tick(self, keys: Iterable[str]) -> None:
        """Tick exactly these; unknown ones are left out, none keeps what is ticked."""
        known = [key for key in keys if key in self._items]
        if known:
            self._set_ticks(known)

    def tick_only(self, key: str) -> None:
        """Make this one alone."""
        self.tick([key])

    def _set_ticks(self, keys: Iterable[str]) -> None:
        self._ticked = dict.fromkeys(keys)
        self._show_ticks()
        self.ticks_changed.emit()

    def _toggle(self, item: QListWidgetItem) -> None:
        row = item.data(ROW)
        if not isinstance(row, PresetRow):
            return
        kept = [key for key in self._ticked if key != row.key]
        if row.key not in self._ticked:
            kept.append(row.key)
        if kept:
            self._set_ticks(kept)

    def _changed(self, item: QListWidgetItem | None, before: QListWidgetItem | None) -> None:
        _unused = before
        row = item.data(ROW) if item is not None else None
        if not isinstance(row, PresetRow):
            return
        if len(self._ticked) <= 1:
            self._set_ticks([row.key])
        self.chosen.emit(row.key)

    def _show_ticks(self) -> None:
        for key, item in self._items.items():
            row: PresetRow = item.data(ROW)
            on = key in self._ticked
            item.setData(TICKED, on)
            words = _("ticked") if on else _("not ticked")
            told = f"{row.title}, {row.facts}, {words}"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, told)
        count = len(self._ticked)
        self.header.set_text(ngettext("{n} kind ticked", "{n} kinds ticked", count).format(n=count))
        self.only_one.setVisible(count > 1)

    def _filter(self, text: str) -> None:
        """Rows that answer the words; headings without rows go away."""
        words = text.casefold().split()
        heading: QListWidgetItem | None = None
        shown_below = any_shown = False
        for place in range(self.list.count()):
            item = self.list.item(place)
            row = item.data(ROW)
            if not isinstance(row, PresetRow):
                if heading is not None:
                    heading.setHidden(not shown_below)
                heading, shown_below = item, False
                continue
            fits = all(word in row.search for word in words)
            item.setHidden(not fits)
            shown_below = shown_below or fits
            any_shown = any_shown or fits
        if heading is not None:
            heading.setHidden(not shown_below)
        self.none_found.setVisible(not any_shown)
