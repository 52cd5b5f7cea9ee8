"""Scenes as cards and as an outline: two more views of the same text; moving one moves its text."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QDragEnterEvent, QDropEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.ui import theme
from app.ui.i18n import _, minutes, ngettext
from app.ui.script.reading import SceneSpan, scene_seconds
from app.ui.widgets.cards import Card
from app.ui.widgets.chips import Badge, Dot
from app.ui.widgets.labels import ElidedLabel, Label, row
from app.ui.widgets.layouts import FlowLayout, ScrollColumn, clear_layout

_MIME = "application/x-fenjing-scene"


@dataclass(frozen=True)
class SceneRow:
    """One scene as the views show it."""

    span: SceneSpan
    shots: int
    colors: tuple[tuple[str, str], ...]
    warnings: int

    @property
    def title(self) -> str:
        """Number and place."""
        return (
            f"{self.span.scene.number}  {self.span.scene.place or self.span.scene.heading}".strip()
        )

    @property
    def synopsis(self) -> str:
        """The written synopsis, else the first action, else the first line."""
        scene = self.span.scene
        if scene.synopsis:
            return scene.synopsis
        texts = [
            element.text
            for element in scene.elements
            if element.type == "action" or element.is_spoken
        ]
        return texts[0] if texts else ""

    @property
    def seconds(self) -> float:
        """About how long it plays."""
        return scene_seconds(self.span.scene)


def shots_words(count: int) -> str:
    """`6 shots`, or that there are none."""
    return ngettext("{n} shot", "{n} shots", count).format(n=count) if count else _("No shots")


class SceneCard(Card):
    """One scene; drag it, or Alt with the arrows, to move it."""

    moved = Signal(int)

    def __init__(self, index: int, scene: SceneRow) -> None:
        super().__init__(f"{scene.title}. {scene.synopsis[:80]}")
        self.index = index
        self._pressed: QPoint | None = None
        self.setFixedSize(theme.px(248), theme.px(176))
        self.body.addWidget(ElidedLabel(scene.title, "title"))
        heading = " · ".join(
            part for part in (scene.span.scene.time, _int_ext(scene.span.scene.int_ext)) if part
        )
        self.body.addWidget(ElidedLabel(heading, "caption"))
        words = Label(scene.synopsis[:140], "small", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        words.setMaximumHeight(words.fontMetrics().lineSpacing() * 3 + 2)
        self.body.addWidget(words, 1)
        dots = [Dot(color) for _name, color in scene.colors[:6]]
        foot = row(*dots, spacing=theme.px(4))
        foot.addStretch(1)
        if scene.warnings:
            foot.addWidget(Badge(str(scene.warnings), "warn", "state.warn"))
        foot.addWidget(Label(f"{minutes(scene.seconds)}  ·  {shots_words(scene.shots)}", "caption"))
        self.body.addLayout(foot)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with an arrow moves the scene."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and key in steps:
            self.moved.emit(steps[key])
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A drag may begin here."""
        self._pressed = event.pos() if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin the drag."""
        far = QApplication.startDragDistance()
        if self._pressed is None or (event.pos() - self._pressed).manhattanLength() < far:
            return
        self._pressed = None
        drag = QDrag(self)
        mime = QMimeData()
        mime.setData(_MIME, QByteArray(str(self.index).encode()))
        drag.setMimeData(mime)
        drag.setPixmap(self.grab())
        drag.setHotSpot(event.pos())
        drag.exec(Qt.DropAction.MoveAction)


def _int_ext(key: str) -> str:
    return {"int": _("Interior"), "ext": _("Exterior"), "int/ext": _("Interior and exterior")}.get(
        key, ""
    )


class CardsView(ScrollColumn):
    """Every scene as a card. `chosen(index)`, `opened(index)`, `move_wanted(index, step)`."""

    chosen = Signal(int)
    opened = Signal(int)
    move_wanted = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self._holder = QFrame()
        self._flow = FlowLayout(self._holder, spacing=theme.px(12))
        self.body.addWidget(self._holder)
        self.body.addStretch(1)
        self._cards: list[SceneCard] = []
        self.setAcceptDrops(True)

    def show_scenes(self, rows: list[SceneRow], current: int) -> None:
        """Show these scenes, one of them chosen; the focus stays with the chosen one."""
        focused = any(card.hasFocus() for card in self._cards)
        clear_layout(self._flow)
        self._cards = []
        for index, scene in enumerate(rows):
            card = SceneCard(index, scene)
            card.set_chosen(index == current)
            card.clicked.connect(lambda at=index: self.chosen.emit(at))
            card.opened.connect(lambda at=index: self.opened.emit(at))
            card.moved.connect(lambda step, at=index: self.move_wanted.emit(at, step))
            self._flow.addWidget(card)
            self._cards.append(card)
        if focused and 0 <= current < len(self._cards):
            self._cards[current].setFocus()

    def mark(self, current: int) -> None:
        """Choose another card."""
        for index, card in enumerate(self._cards):
            card.set_chosen(index == current)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only scenes land here; files go on to the window."""
        if event.mimeData().hasFormat(_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragEnterEvent) -> None:
        """Anywhere among the cards."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Move the scene to where it was dropped."""
        source = int(bytes(event.mimeData().data(_MIME).data()))
        place = self._holder.mapFrom(self, event.position().toPoint())
        target = self._index_at(place)
        event.acceptProposedAction()
        if target != source:
            self.move_wanted.emit(source, target - source)

    def _index_at(self, place: QPoint) -> int:
        for index, card in enumerate(self._cards):
            box = card.geometry()
            if place.y() <= box.bottom() and place.x() <= box.center().x() + box.width() // 2:
                return index
        return max(0, len(self._cards) - 1)


class OutlineView(QTreeWidget):
    """Every scene as a row of figures; Alt with the arrows moves it."""

    chosen = Signal(int)
    opened = Signal(int)
    move_wanted = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Scenes"))
        self.setRootIsDecorated(False)
        self.setAlternatingRowColors(True)
        self.setHeaderLabels(
            [_("Scene"), _("Time"), _("What happens"), _("Cast"), _("Length"), _("Shots")]
        )
        self.currentItemChanged.connect(lambda item, _before: self._tell(item))
        self.itemActivated.connect(
            lambda item, _column: self.opened.emit(self.indexOfTopLevelItem(item))
        )
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self._filling = False

    def show_scenes(self, rows: list[SceneRow], current: int) -> None:
        """Show these scenes, one of them chosen."""
        self._filling = True
        self.clear()
        for scene in rows:
            cast = _(", ").join(name for name, _color in scene.colors)
            item = QTreeWidgetItem(
                [
                    scene.title,
                    scene.span.scene.time,
                    scene.synopsis,
                    cast,
                    minutes(scene.seconds),
                    str(scene.shots or ""),
                ]
            )
            item.setToolTip(2, scene.synopsis[:400])
            self.addTopLevelItem(item)
        for column in (0, 1, 3, 4, 5):
            self.resizeColumnToContents(column)
            self.setColumnWidth(column, min(self.columnWidth(column), theme.px(130)))
        self._filling = False
        self.mark(current)

    def mark(self, current: int) -> None:
        """Choose another row."""
        item = self.topLevelItem(current)
        if item is not None:
            self._filling = True
            self.setCurrentItem(item)
            self._filling = False

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and not self._filling:
            self.chosen.emit(self.indexOfTopLevelItem(item))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with up or down moves the scene."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        item = self.currentItem()
        if (
            item is not None
            and event.modifiers() == Qt.KeyboardModifier.AltModifier
            and key in steps
        ):
            self.move_wanted.emit(self.indexOfTopLevelItem(item), steps[key])
            return
        super().keyPressEvent(event)
