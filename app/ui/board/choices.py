"""Pickers of the trade's words, each with its drawing and both languages."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QIcon,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QToolButton,
    QWidget,
)

from app.ui import theme
from app.ui.board.framing import draw_angle, draw_move, draw_size
from app.ui.i18n import _, ngettext
from app.ui.icons import icon
from app.ui.models.words import TERMS, both

#: Stands for "these shots differ".
MIXED = "\0mixed"
OTHER_LANGUAGE = Qt.ItemDataRole.UserRole + 2


class Choice(QComboBox):
    """A combo box that changes only on purpose: never by a wheel passing over it. `picked(key)` by the person."""

    picked = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setPlaceholderText(_("Mixed"))
        self.activated.connect(lambda index: self.picked.emit(str(self.itemData(index))))

    def set_key(self, key: str) -> None:
        """Show a choice without telling; MIXED or an unknown key shows none."""
        self.setCurrentIndex(self.findData(key) if key != MIXED else -1)

    def key(self) -> str:
        """The chosen key, empty when mixed."""
        return str(self.currentData() or "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words that do not fit end in `…` instead of being cut through a letter."""
        _unused = event
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        room = self.width() - theme.px(52)
        if not option.currentIcon.isNull():
            room -= self.iconSize().width() + theme.px(6)
        whole = option.currentText or self.placeholderText()
        option.currentText = self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page scrolls, the choice stays."""
        event.ignore()


class PickButton(QToolButton):
    """Looks like a field and opens a picker: what is chosen, shortened where the room ends."""

    def __init__(self, name: str, shortcut: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "field")
        self._name, self._shortcut = name, shortcut
        self._words = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(theme.px(14), theme.px(14)))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(theme.px(90))

    def set_words(self, words: str, *, missing: bool = False) -> None:
        """What is chosen; `missing` when its key is not there yet."""
        self._words = words
        self.setIcon(icon("key" if missing else "picker", "warn" if missing else "muted"))
        self.setAccessibleName(f"{self._name}: {words}")
        self.setToolTip(f"{words}  {self._shortcut}")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The words follow the width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(self.width() - theme.px(44), theme.px(40))
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))


class BothLanguages(QStyledItemDelegate):
    """In the open list each word has its companion in the other language."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Add the companion to the words."""
        super().initStyleOption(option, index)
        other = index.data(OTHER_LANGUAGE)
        if other:
            option.text = f"{option.text}   {other}"


class TermChoice(Choice):
    """Sizes, angles, moves or transitions: a drawing, the word, and the other language beside it."""

    def __init__(self, kind: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setIconSize(QSize(theme.px(28), theme.px(20)))
        self.setMaxVisibleItems(24)
        for key in TERMS[kind]:
            own, other = both(kind, key)
            self.addItem(
                term_icon(kind, key, theme.current().name, theme.current().scale), own, key
            )
            self.setItemData(self.count() - 1, other, OTHER_LANGUAGE)
        self.setItemDelegate(BothLanguages(self))
        self.view().setMinimumWidth(theme.px(260))


@lru_cache(maxsize=256)
def term_icon(kind: str, key: str, theme_name: str, scale: int) -> QIcon:
    """The drawing of a term as an icon, in the colours of the theme in force."""
    _unused = (theme_name, scale)
    width, height = theme.px(28), theme.px(20)
    made = QPixmap(QSize(width, height) * 2)
    made.setDevicePixelRatio(2)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    frame = QRectF(0, 0, width, height)
    ink, accent = theme.color("muted"), theme.color("accent")
    if kind == "size":
        painter.fillRect(frame, theme.color("sunken"))
        draw_size(painter, frame, key, ink)
    elif kind == "angle":
        draw_angle(painter, frame, key, ink, accent)
    elif kind == "move":
        draw_move(painter, QRectF(4, 1, width - 8, height - 2), key, ink, accent)
    else:
        _draw_transition(painter, frame.adjusted(1, 2, -1, -2), key)
    painter.end()
    return QIcon(made)


def _draw_transition(painter: QPainter, frame: QRectF, kind: str) -> None:
    from PySide6.QtGui import QLinearGradient

    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    left, right = theme.color("muted"), theme.color("accent")
    ground = QLinearGradient(frame.topLeft(), frame.topRight())
    black, white = theme.color("sunken"), theme.color("text")
    stops = {
        "cut": ((0.0, left), (0.499, left), (0.5, right), (1.0, right)),
        "dissolve": ((0.0, left), (0.2, left), (0.8, right), (1.0, right)),
        "fade_in": ((0.0, black), (1.0, right)),
        "fade_out": ((0.0, left), (1.0, black)),
        "fade_white": ((0.0, left), (0.5, white), (1.0, right)),
    }[kind]
    for place, color in stops:
        ground.setColorAt(place, color)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(frame, 3, 3)


class Rating(QWidget):
    """Five stars; click, or 0 to 5 on the keyboard while it has the focus. `rated(stars)`."""

    rated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stars = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(theme.px(5 * 24), theme.px(24))
        self.set_stars(0)

    @property
    def stars(self) -> int:
        """0 to 5."""
        return self._stars

    def set_stars(self, stars: int) -> None:
        """Show a rating without telling."""
        self._stars = stars
        words = ngettext("{n} star", "{n} stars", stars).format(n=stars)
        self.setAccessibleName(_("Rating: {stars}").format(stars=words))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The same star again clears the rating."""
        stars = min(int(event.position().x() // (self.width() / 5)) + 1, 5)
        self.rated.emit(0 if stars == self._stars else stars)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits rate, arrows go up and down."""
        key = event.key()
        if Qt.Key.Key_0 <= key <= Qt.Key.Key_5:
            self.rated.emit(key - Qt.Key.Key_0)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.rated.emit(max(0, min(self._stars + (1 if key == Qt.Key.Key_Right else -1), 5)))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Filled and empty stars, and the focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(16)
        for place in range(5):
            x = place * self.width() // 5 + (self.width() // 5 - side) // 2
            paint_star(
                painter,
                QRectF(x, (self.height() - side) / 2, side, side),
                filled=place < self._stars,
            )
        if self.hasFocus():
            painter.setPen(theme.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


def paint_star(painter: QPainter, box: QRectF, *, filled: bool) -> None:
    """One star of a rating."""
    from math import cos, pi, sin

    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QPen, QPolygonF

    points = []
    for corner in range(10):
        radius = box.width() / 2 * (0.92 if corner % 2 == 0 else 0.42)
        turn = corner * pi / 5 - pi / 2
        points.append(
            QPointF(box.center().x() + cos(turn) * radius, box.center().y() + sin(turn) * radius)
        )
    painter.setPen(QPen(theme.color("warn") if filled else theme.color("border"), 1.1))
    painter.setBrush(theme.color("warn") if filled else Qt.BrushStyle.NoBrush)
    painter.drawPolygon(QPolygonF(points))
