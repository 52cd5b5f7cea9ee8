"""Crops of picks: asked for when they come into sight, kept in memory, painted as cards in story order."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import shiboken6
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.domain.ids import SceneId
from app.studio.drift import StripCrop
from app.studio.session import Session
from app.ui import tasks, theme
from app.ui.i18n import _
from app.ui.icons import icon
from app.ui.tokens import RADIUS

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
PICTURE: Final = (116, 156)
CARD: Final = (132, 212)
#: Pixmaps kept; more than any strip of one character shows at once, some 20 MB.
KEPT: Final = 500
#: Asked for at the same time, so that a far jump does not wait behind what nobody looks at any more.
AT_ONCE: Final = 6

_Key = tuple[str, int, tuple[float, float, float, float]]


def key_of(crop: StripCrop) -> _Key:
    """What a crop's picture depends on."""
    return crop.media.sha256, crop.frame, crop.box


class CropStore(QObject):
    """`ready(key)` when a picture came; the newest wish is served first."""

    ready = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._kept: OrderedDict[_Key, QPixmap] = OrderedDict()
        self._gone: set[_Key] = set()
        self._asked: set[_Key] = set()
        self._wishes: OrderedDict[_Key, StripCrop] = OrderedDict()
        screen = QGuiApplication.primaryScreen()
        self._ratio = screen.devicePixelRatio() if screen is not None else 1.0
        self._box = QSize(theme.px(PICTURE[0]), theme.px(PICTURE[1])) * self._ratio
        self.height = self._box.height()

    def pixmap(self, crop: StripCrop) -> QPixmap | None:
        """The picture when it is here; otherwise None, and it is on its way."""
        key = key_of(crop)
        held = self._kept.get(key)
        if held is not None:
            self._kept.move_to_end(key)
            return held
        if key not in self._gone and key not in self._asked and not crop.missing:
            self._wishes[key] = crop
            self._wishes.move_to_end(key)
            while len(self._wishes) > 60:
                self._wishes.popitem(last=False)
            self._ask()
        return None

    def is_gone(self, crop: StripCrop) -> bool:
        """True when there is no picture to come."""
        return crop.missing or key_of(crop) in self._gone

    def _ask(self) -> None:
        while self._wishes and len(self._asked) < AT_ONCE:
            key, crop = self._wishes.popitem(last=True)
            self._asked.add(key)
            self._session.drift.start_crop(
                crop, self.height, lambda data, of=key: self._came(of, data)
            )

    def _came(self, key: _Key, data: bytes | None) -> None:
        if not shiboken6.isValid(self):
            return
        if data is None:
            self._asked.discard(key)
            self._gone.add(key)
            self.ready.emit(key)
            self._ask()
            return
        tasks.run(
            self,
            lambda: fitted(QImage.fromData(data), self._box),
            lambda image: self._keep(key, image),
            lambda _error: self._keep(key, QImage()),
        )

    def _keep(self, key: _Key, image: QImage) -> None:
        self._asked.discard(key)
        if image.isNull():
            self._gone.add(key)
        else:
            made = QPixmap.fromImage(image)
            made.setDevicePixelRatio(self._ratio)
            self._kept[key] = made
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.ready.emit(key)
        self._ask()


def fitted(image: QImage, box: QSize) -> QImage:
    """The picture at the size in which it is painted, so that scrolling scales nothing; called in the pool."""
    if image.isNull():
        return image
    small = image.scaled(
        box, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    return small.convertToFormat(QImage.Format.Format_RGB32)


class CropModel(QAbstractListModel):
    """The crops of one strip, as words for tooltips and screen readers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.crops: list[StripCrop] = []
        self._scenes: Mapping[SceneId, str] = {}

    def set_crops(self, crops: Sequence[StripCrop], scenes: Mapping[SceneId, str]) -> None:
        """Show these; the same shots with other measures keep scroll and selection."""
        same = [one.shot_id for one in crops] == [one.shot_id for one in self.crops]
        self._scenes = scenes
        if same:
            self.crops = list(crops)
            if crops:
                self.dataChanged.emit(self.index(0), self.index(len(crops) - 1))
            return
        self.beginResetModel()
        self.crops = list(crops)
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """How many."""
        return 0 if parent.isValid() else len(self.crops)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The crop's words."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            crop = self.crops[index.row()]
            return "\n".join(
                (crop.shot_number, self._scenes.get(crop.scene_id, ""), words_of(crop))
            )
        return None


def words_of(crop: StripCrop) -> str:
    """How far a crop is from its sheet, in words."""
    if crop.missing:
        return _("The file is missing")
    if crop.distance is None:
        return _("Nothing to compare with")
    share = f"{crop.distance:.0%}"
    if crop.flagged:
        return _("Stands out: {share} away from the sheet").format(share=share)
    return _("{share} away from the sheet").format(share=share)


class CropDelegate(QStyledItemDelegate):
    """A picture, its shot, its distance as a bar; what stands out has an icon, a word and a frame."""

    def __init__(self, model: CropModel, store: CropStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._store = model, store
        self._size = QSize(theme.px(CARD[0]), theme.px(CARD[1]))
        self._warning = icon("state.warn", "warn").pixmap(QSize(theme.px(14), theme.px(14)))
        self._lost = icon("state.missing", "muted").pixmap(QSize(theme.px(28), theme.px(28)))

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """All are of one size."""
        return self._size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """One card."""
        crop = self._model.crops[index.row()]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(option.rect).adjusted(3, 3, -3, -3)
        chosen = bool(option.state & option.state.State_Selected)
        path = QPainterPath()
        path.addRoundedRect(card, RADIUS, RADIUS)
        painter.fillPath(path, theme.color("selected" if chosen else "raised"))
        if chosen or crop.flagged:
            painter.setPen(QPen(theme.color("accent" if chosen else "warn"), 2))
            painter.drawPath(path)
        inner = card.adjusted(5, 5, -5, -5)
        picture = QRectF(inner.topLeft(), inner.topRight()).adjusted(0, 0, 0, theme.px(PICTURE[1]))
        self._picture(painter, picture, crop)
        self._words(painter, inner.adjusted(0, picture.height() + 4, 0, 0), crop)
        painter.restore()

    def _picture(self, painter: QPainter, box: QRectF, crop: StripCrop) -> None:
        painter.fillRect(box, theme.color("sunken"))
        found = self._store.pixmap(crop)
        if found is None:
            if self._store.is_gone(crop):
                side = theme.px(28)
                centre = box.center()
                painter.drawPixmap(
                    int(centre.x() - side / 2), int(centre.y() - side / 2), side, side, self._lost
                )
            return
        size = found.deviceIndependentSize()
        painter.drawPixmap(
            round(box.center().x() - size.width() / 2),
            round(box.center().y() - size.height() / 2),
            found,
        )

    def _words(self, painter: QPainter, box: QRectF, crop: StripCrop) -> None:
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("text"))
        line = QRectF(box.left(), box.top(), box.width(), theme.px(18))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, crop.shot_number)
        if crop.flagged:
            side = theme.px(14)
            painter.drawPixmap(
                int(line.right() - side), int(line.top() + 2), side, side, self._warning
            )
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("warn" if crop.flagged else "muted"))
        below = line.translated(0, theme.px(17))
        if crop.distance is None:
            words = _("no measure")
        elif crop.flagged:
            words = _("{share} off").format(share=f"{crop.distance:.0%}")
        else:
            words = f"{crop.distance:.0%}"
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, words)
        if crop.look_name:
            metrics = painter.fontMetrics()
            room = below.width() - metrics.horizontalAdvance(words) - theme.px(8)
            name = metrics.elidedText(crop.look_name, Qt.TextElideMode.ElideRight, int(room))
            painter.setPen(theme.color("muted"))
            painter.drawText(
                below, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, name
            )


class CropView(QListView):
    """The strip: walks with the arrows, `opened(row)` by Enter or double click, `walked(row)` as it goes."""

    opened = Signal(int)
    walked = Signal(int)

    def __init__(self, model: CropModel, store: CropStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Picks in story order"))
        self.setModel(model)
        self.setItemDelegate(CropDelegate(model, store, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setSpacing(0)
        self.activated.connect(lambda index: self.opened.emit(index.row()))
        self.selectionModel().currentChanged.connect(lambda now, _old: self.walked.emit(now.row()))
        store.ready.connect(lambda _key: self.viewport().update())

    def rows(self) -> list[int]:
        """What is marked, in story order."""
        return sorted(index.row() for index in self.selectedIndexes())
