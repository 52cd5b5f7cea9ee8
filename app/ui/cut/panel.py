"""The strip with its track names and its own small toolbar; the same clips as a table for screen readers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.domain.timing import timecode
from app.domain.wording import N_
from app.ui import icons, theme
from app.ui.cut.rows import CAPTIONS, DIALOGUE, MUSIC, PICTURE, ShotMark, Tracks, band_tops
from app.ui.cut.strip import TimelineStrip
from app.ui.cut.waveform import Waveforms
from app.ui.i18n import _
from app.ui.models.thumbnails import Thumbnails
from app.ui.models.words import word
from app.ui.tokens import SPACE_1, SPACE_2
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import ElidedLabel, Label

_COLUMNS = (N_("Start"), N_("Shot"), N_("Length"), N_("Begins with"), N_("State"), N_("Captions"))


class CutModel(QAbstractTableModel):
    """Rows of the cut: what the strip paints, readable."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tracks: Tracks | None = None
        self._marks: Mapping[str, ShotMark] = {}

    def set_tracks(self, tracks: Tracks, marks: Mapping[str, ShotMark]) -> None:
        """Show this cut."""
        self.beginResetModel()
        self._tracks, self._marks = tracks, marks
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Clips of the main track."""
        return (
            0 if parent.isValid() or self._tracks is None else len(self._tracks.timeline.pictures)
        )

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Columns."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Headings."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(_COLUMNS[section])
        return None

    def start_of(self, row: int) -> int:
        """First frame of a row's clip."""
        return self._tracks.timeline.pictures[row].start if self._tracks else 0

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        """Words of a cell."""
        if role != Qt.ItemDataRole.DisplayRole or self._tracks is None or not index.isValid():
            return None
        timeline = self._tracks.timeline
        clip = timeline.pictures[index.row()]
        mark = self._marks.get(clip.shot_id or "", ShotMark())
        spoken = [
            self._tracks.caption_rows[i].text
            for i in self._tracks.captions.visible(clip.start, clip.end)
        ]
        return (
            timecode(clip.start, timeline.fps),
            mark.number if clip.shot_id else _("Gap"),
            timecode(clip.length, timeline.fps),
            word("transition", clip.transition.kind),
            word("state", mark.state) if clip.shot_id else "",
            " ".join(spoken),
        )[index.column()]


class CutTable(QTableView):
    """The cut as rows; Enter or a click moves the playhead there (`scrubbed`)."""

    scrubbed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("The cut as a table"))
        self._rows = CutModel(self)
        self.setModel(self._rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setStretchLastSection(True)
        self.clicked.connect(lambda index: self.scrubbed.emit(self._rows.start_of(index.row())))
        self.activated.connect(lambda index: self.scrubbed.emit(self._rows.start_of(index.row())))

    def set_tracks(self, tracks: Tracks, marks: Mapping[str, ShotMark]) -> None:
        """Show this cut."""
        self._rows.set_tracks(tracks, marks)


class TrackNames(QWidget):
    """Icons and names left of the tracks, at their heights; `menu_wanted(track, point)` on a click."""

    menu_wanted = Signal(str, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(theme.px(92))
        self.setMouseTracking(True)
        self.setAccessibleName(_("Tracks: picture, dialogue, captions, music"))

    def track_at(self, y: float) -> str:
        """The track at a height; empty between them."""
        tops = band_tops()
        for key, height in (("dialogue", DIALOGUE), ("captions", CAPTIONS), ("music", MUSIC)):
            if theme.px(tops[key]) <= y < theme.px(tops[key]) + theme.px(height):
                return key
        return ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The menu of a track; by keyboard the buttons above the cut do the same."""
        track = self.track_at(event.position().y())
        if track:
            self.menu_wanted.emit(track, event.globalPosition().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand where a click opens a menu."""
        opens = self.track_at(event.position().y()) in ("dialogue", "music")
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the names."""
        _unused = event
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("bg"))
        tops = band_tops()
        painter.setFont(theme.font("caption"))
        for key, height, meaning, words in (
            ("picture", PICTURE, "video", _("Picture")),
            ("dialogue", DIALOGUE, "voice", _("Dialogue")),
            ("captions", CAPTIONS, "captions", _("Captions")),
            ("music", MUSIC, "music", _("Music")),
        ):
            top, tall = theme.px(tops[key]), theme.px(height)
            box = QRectF(0, top, self.width() - 3, tall)
            painter.fillRect(box, theme.color("panel"))
            side = theme.px(14)
            icons.icon(meaning, "muted").paint(
                painter, QRect(theme.px(8), int(box.center().y() - side / 2), side, side)
            )
            painter.setPen(theme.color("muted"))
            left = theme.px(8) + side + 6
            room = QRectF(left, top, box.width() - left - 4, tall)
            shown = painter.fontMetrics().elidedText(
                words, Qt.TextElideMode.ElideRight, int(room.width())
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()


class CutPanel(QFrame):
    """Toolbar, names and strip; or the table instead."""

    def __init__(
        self,
        thumbnails: Thumbnails | None = None,
        waveforms: Waveforms | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "window")
        self.strip = TimelineStrip(thumbnails, waveforms)
        self.table = CutTable()
        self.table.scrubbed.connect(self.strip.scrubbed)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_2, SPACE_1, 0, SPACE_2)
        column.setSpacing(SPACE_1)
        bar = QHBoxLayout()
        bar.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
        bar.setSpacing(SPACE_1)
        self.title = Label(_("Cut"), "overline")
        self.facts = ElidedLabel("", "caption")
        self.tools = QHBoxLayout()
        self.tools.setSpacing(SPACE_2)
        bar.addWidget(self.title)
        bar.addSpacing(SPACE_2)
        bar.addWidget(self.facts, 1)
        self.hints = ElidedLabel("", "caption")
        self.hints.setAlignment(Qt.AlignmentFlag.AlignRight)
        bar.addWidget(self.hints, 3)
        bar.addLayout(self.tools)
        bar.addSpacing(SPACE_2)
        self.as_table = IconButton("view.outline", _("Show the cut as a table"), checkable=True)
        for meaning, name, keys, act in (
            ("zoom.out", _("Zoom the cut out"), "-", lambda: self.strip.zoom(1 / 1.5)),
            ("zoom.in", _("Zoom the cut in"), "+", lambda: self.strip.zoom(1.5)),
            ("zoom.fit", _("Show the whole cut"), "Z", self.strip.fit),
        ):
            button = IconButton(meaning, name, shortcut=keys)
            button.clicked.connect(lambda _checked=False, do=act: do())
            bar.addWidget(button)
        bar.addWidget(self.as_table)
        column.addLayout(bar)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.names = TrackNames()
        row.addWidget(self.names, 0)
        row.addWidget(self.strip, 1)
        row.setAlignment(self.strip, Qt.AlignmentFlag.AlignTop)
        self.stack = QStackedWidget()
        self.stack.addWidget(holder)
        self.stack.addWidget(self.table)
        self.as_table.toggled.connect(lambda on: self.stack.setCurrentIndex(int(on)))
        column.addWidget(self.stack, 1)
        self.setMinimumHeight(self.strip.sizeHint().height() + theme.px(36))
