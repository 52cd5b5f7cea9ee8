"""The timeline strip: paints the tracks and turns mouse and keys into wishes; it changes nothing itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.timeline import Timeline
from app.domain.timing import short_time
from app.ui import theme
from app.ui.cut.painting import Scene, StripPainter, paint_bubble, paint_playhead
from app.ui.cut.rows import PICTURE, Hit, ShotMark, Tracks, band_tops
from app.ui.cut.scale import Scale, fitting, snap
from app.ui.cut.trim import Trim
from app.ui.cut.waveform import Waveforms
from app.ui.i18n import _
from app.ui.models.thumbnails import Thumbnails

_WALK = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
)  # fmt: skip
_WALKING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_EMPTY = Timeline(fps=24, width=1080, height=1920)


class TimelineStrip(QWidget):
    """One episode's cut.

    Signals say what the person wants: `scrubbed(frame)`, `chosen(shot_id, adding)`, `opened(shot_id)`,
    `trimmed(shot_id, length, source_in, edge)`, `moved(shot_id, after, before)`, `menu_wanted(point, hit)`,
    `nudged(step)` for Alt+arrows.
    """

    scrubbed = Signal(int)
    chosen = Signal(str, bool)
    opened = Signal(str)
    trimmed = Signal(str, int, int, str)
    moved = Signal(str, str, str)
    nudged = Signal(int)
    menu_wanted = Signal(QPoint, object)
    zoomed = Signal()

    def __init__(
        self,
        thumbnails: Thumbnails | None = None,
        waveforms: Waveforms | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Timeline of the episode"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._painter = StripPainter(thumbnails, waveforms)
        self._scene = Scene(Tracks(_EMPTY), Scale(), 1)
        self._static: QPixmap | None = None
        self._playhead = 0
        self._fitted = True
        self._press: tuple[QPointF, Hit] | None = None
        self._scrubbing = False
        self._moving_to: int | None = None
        self._pan: float | None = None
        self.editable = True
        if thumbnails is not None:
            thumbnails.ready.connect(lambda _sha: self._repaint())
        if waveforms is not None:
            waveforms.ready.connect(self._repaint)

    # -- content ---------------------------------------------------------------------------------
    def set_timeline(
        self,
        timeline: Timeline,
        marks: Mapping[str, ShotMark] | None = None,
        speakers: Mapping[str, str] | None = None,
        music_name: str = "",
    ) -> None:
        """Show a cut. `marks` by shot id, `speakers` colour by element id. A running gesture is dropped."""
        self._scene.tracks = Tracks(timeline, speakers)
        self._scene.marks = marks or {}
        self._scene.music_name = music_name
        self._scene.trim = None
        self._moving_to = None
        self._press = None
        if self._fitted:
            self._scene.scale = fitting(timeline.length, self.width())
        self._follow_current()
        self._repaint()

    @property
    def tracks(self) -> Tracks:
        """The cut with its rows indexed."""
        return self._scene.tracks

    @property
    def scale(self) -> Scale:
        """Zoom and scroll."""
        return self._scene.scale

    @property
    def trim(self) -> Trim | None:
        """The trim under way."""
        return self._scene.trim

    def set_marks(self, marks: Mapping[str, ShotMark]) -> None:
        """Other words and states on the same clips."""
        if marks != self._scene.marks:
            self._scene.marks = marks
            self._repaint()

    def set_selected(self, ids: Sequence[str]) -> None:
        """Outline these shots' clips."""
        chosen = frozenset(ids)
        if chosen != self._scene.selected:
            self._scene.selected = chosen
            self._repaint()

    def set_playhead(self, frame: int, *, follow: bool = True) -> None:
        """Show the playhead at `frame`, turning the page when it runs out of sight."""
        self._playhead = frame
        if follow and not self._fitted and not self._scrubbing:
            scale = self._scene.scale.showing(frame, self.tracks.timeline.length, self.width())
            if scale != self._scene.scale:
                self._scene.scale = scale
                self._repaint()
        self._follow_current()
        self.update()

    def _follow_current(self) -> None:
        found = self.tracks.pictures.at(self._playhead)
        current = -1 if found is None else found
        if current != self._scene.current:
            self._scene.current = current
            self._repaint()

    def sizeHint(self) -> QSize:
        """All tracks."""
        return QSize(600, theme.px(band_tops()["bottom"]) + 4)

    def minimumSizeHint(self) -> QSize:
        """All tracks; any width."""
        return QSize(120, self.sizeHint().height())

    # -- zoom ------------------------------------------------------------------------------------
    def zoom(self, factor: float, x: float | None = None) -> None:
        """Closer (> 1) or wider around `x`, by default the playhead."""
        anchor = self._scene.scale.x(self._playhead) if x is None else x
        if not 0 <= anchor <= self.width():
            anchor = self.width() / 2
        self._fitted = False
        self._scene.scale = self._scene.scale.zoomed(factor, anchor)
        self._repaint()
        self.zoomed.emit()

    def fit(self) -> None:
        """The whole cut in view."""
        self._fitted = True
        self._scene.scale = fitting(self.tracks.timeline.length, self.width())
        self._repaint()
        self.zoomed.emit()

    def scroll(self, pixels: float) -> None:
        """Sideways."""
        self._fitted = False
        self._scene.scale = self._scene.scale.scrolled(
            pixels, self.tracks.timeline.length, self.width()
        )
        self._repaint()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl+wheel zooms around the mouse; the wheel alone scrolls sideways."""
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1.25 ** (delta.y() / 120), event.position().x())
        else:
            self.scroll(-(delta.x() or delta.y()) * 0.8)
        event.accept()

    # -- mouse -----------------------------------------------------------------------------------
    def hit(self, point: QPointF) -> Hit:
        """What is under a point of this widget."""
        factor = theme.px(100) / 100
        return self.tracks.hit(point.x(), point.y() / factor, self._scene.scale)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Scrub in the ruler, select or take hold of a clip elsewhere."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan = event.position().x()
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        hit = self.hit(event.position())
        if hit.part in ("ruler", "none"):
            self._scrubbing = True
            self._scrub(event.position().x())
            return
        self._press = (event.position(), hit)
        shot = self._shot_of(hit)
        if shot:
            adding = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.chosen.emit(shot, adding)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the gesture, or show what a press would take hold of."""
        x = event.position().x()
        if self._pan is not None:
            self.scroll(self._pan - x)
            self._pan = x
        elif self._scrubbing:
            self._scrub(x)
        elif self._press is not None:
            self._drag(event)
        else:
            self._hover(self.hit(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Say what the gesture meant."""
        trim, place = self._scene.trim, self._moving_to
        press = self._press
        self._pan, self._scrubbing, self._press, self._moving_to = None, False, None, None
        self._scene.trim = None
        if trim is not None:
            if trim.delta and trim.clip.shot_id:
                self.trimmed.emit(trim.clip.shot_id, trim.length, trim.source_in, trim.edge)
        elif place is not None and press is not None:
            self._drop(press[1].index, place)
        elif press is not None and press[1].part in ("sound", "caption"):
            self.scrubbed.emit(round(press[1].frame))
        _ = event
        self._repaint()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the shot."""
        shot = self._shot_of(self.hit(event.position()))
        if shot:
            self.opened.emit(shot)

    def leaveEvent(self, event: QEvent) -> None:
        """No clip is under the mouse any more."""
        super().leaveEvent(event)
        self._hover(Hit("none", -1, 0.0))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The page builds the menu for what is under the mouse."""
        hit = self.hit(QPointF(event.pos()))
        shot = self._shot_of(hit)
        if shot:
            self.chosen.emit(shot, False)
        self.menu_wanted.emit(event.globalPos(), hit)

    def _scrub(self, x: float) -> None:
        frame = round(max(self._scene.scale.frame(x), 0.0))
        self.scrubbed.emit(min(frame, max(self.tracks.timeline.length - 1, 0)))

    def _shot_of(self, hit: Hit) -> str:
        if hit.part in ("body", "head", "tail", "transition") and hit.index >= 0:
            return self.tracks.timeline.pictures[hit.index].shot_id or ""
        if hit.part == "sound":
            return self.tracks.spoken[hit.index].shot_id or ""
        return ""

    def _drag(self, event: QMouseEvent) -> None:
        if self._press is None or not self.editable:
            return
        start, hit = self._press
        point = event.position()
        if (
            (point - start).manhattanLength() < 5
            and self._scene.trim is None
            and self._moving_to is None
        ):
            return
        if hit.part in ("head", "tail"):
            free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self._trim_to(hit, self._scene.scale.frame(point.x()), free=free)
        elif hit.part in ("body", "transition"):
            self._moving_to = self.boundary(point.x())
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.update()

    def _trim_to(self, hit: Hit, frame: float, *, free: bool) -> None:
        clip = self.tracks.timeline.pictures[hit.index]
        trim = self._scene.trim or Trim(hit.index, "head" if hit.part == "head" else "tail", clip)
        if not free:
            found = snap(frame, self._snaps(), self._scene.scale)
            frame = frame if found is None else float(found)
        self._scene.trim = trim.moved_to(frame, self.tracks.timeline.fps)
        self._repaint()

    def _snaps(self) -> list[int]:
        spoken = self.tracks.dialogue
        edges = {round(end) for end in spoken.ends} | {round(start) for start in spoken.starts}
        return sorted({self._playhead, *edges, *self.tracks.edges})

    def boundary(self, x: float) -> int:
        """The picture index before which a clip dropped at `x` would go; the count for the end."""
        frame = self._scene.scale.frame(x)
        pictures = self.tracks.timeline.pictures
        for index in self.tracks.pictures.visible(frame, frame + 1):
            clip = pictures[index]
            if clip.start <= frame < clip.end:
                return index if frame < (clip.start + clip.end) / 2 else index + 1
        return 0 if frame <= 0 else len(pictures)

    def _drop(self, index: int, place: int) -> None:
        pictures = self.tracks.timeline.pictures
        shot = pictures[index].shot_id
        if shot is None or place in (index, index + 1):
            return
        after = (
            next((clip.shot_id for clip in reversed(pictures[:place]) if clip.shot_id), "") or ""
        )
        before = next((clip.shot_id for clip in pictures[place:] if clip.shot_id), "") or ""
        if shot not in (after, before):
            self.moved.emit(shot, after, before)

    def _hover(self, hit: Hit) -> None:
        edge = hit.part if hit.part in ("head", "tail") else ""
        picture = hit.part in ("body", "head", "tail", "transition")
        hover = (hit.index if picture and self.editable else -1, edge)
        self.setCursor(
            Qt.CursorShape.SplitHCursor if edge and self.editable else Qt.CursorShape.ArrowCursor
        )
        if hover != self._scene.hover:
            self._scene.hover = hover
            self._repaint()

    # -- keyboard --------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape drops a gesture; arrows walk by frames, seconds (Shift) and cuts; Alt+arrows reorder."""
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key == Qt.Key.Key_Escape and self.cancel_gesture():
            event.accept()
        elif alt and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.nudged.emit(-1 if key == Qt.Key.Key_Left else 1)
        elif key in _WALK and not event.modifiers() & ~_WALKING:
            self.scrubbed.emit(self._walked(Qt.Key(key), fast=bool(event.modifiers())))
        else:
            super().keyPressEvent(event)

    def _walked(self, key: Qt.Key, *, fast: bool) -> int:
        """Where a key takes the playhead."""
        timeline = self.tracks.timeline
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            return 0 if key == Qt.Key.Key_Home else max(timeline.length - 1, 0)
        step = -1 if key in (Qt.Key.Key_Left, Qt.Key.Key_Up) else 1
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return self.tracks.next_edge(self._playhead, step)
        return max(
            0, min(self._playhead + step * (timeline.fps if fast else 1), timeline.length - 1)
        )

    def cancel_gesture(self) -> bool:
        """Drop a trim or a move under way; True when there was one."""
        if self._scene.trim is None and self._moving_to is None and not self._scrubbing:
            return False
        self._scene.trim, self._moving_to, self._press, self._scrubbing = None, None, None, False
        self.unsetCursor()
        self._repaint()
        return True

    # -- painting --------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fitted strip stays fitted."""
        super().resizeEvent(event)
        if self._fitted:
            self._scene.scale = fitting(self.tracks.timeline.length, self.width())
        self._repaint()

    def _repaint(self) -> None:
        self._static = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The kept tracks, and over them what moves."""
        painter = QPainter(self)
        if self._static is None:
            self._static = self._render()
        painter.drawPixmap(0, 0, self._static)
        if self._moving_to is not None:
            self._paint_insertion(painter)
        paint_playhead(painter, self._scene.scale.x(self._playhead), self.height())
        self._paint_trim_words(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRect(1, 1, self.width() - 2, self.height() - 2))
        painter.end()
        _ = event

    def _render(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        made = QPixmap(self.size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(theme.color("bg"))
        painter = QPainter(made)
        self._scene = replace(self._scene, width=self.width())
        self._painter.paint(painter, self._scene)
        painter.end()
        return made

    def _paint_insertion(self, painter: QPainter) -> None:
        pictures = self.tracks.timeline.pictures
        place = self._moving_to or 0
        frame = pictures[place].start if place < len(pictures) else self.tracks.timeline.length
        x = self._scene.scale.x(frame)
        top = theme.px(band_tops()["picture"])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawRect(int(x) - 1, top - 3, 3, theme.px(PICTURE) + 6)

    def _paint_trim_words(self, painter: QPainter) -> None:
        trim = self._scene.trim
        if trim is None:
            return
        fps = self.tracks.timeline.fps
        sign = "+" if trim.shift >= 0 else "−"
        words = f"{short_time(trim.length, fps)}   {sign}{abs(trim.shift) / fps:.2f} s"
        if trim.limited:
            words += "   " + _("end of the media")
        x = self._scene.scale.x(trim.clip.end + (trim.shift if trim.edge == "tail" else 0))
        if trim.edge == "head":
            x = self._scene.scale.x(trim.clip.start)
        at = QPointF(max(4.0, min(x + 8, self.width() - 180)), theme.px(band_tops()["picture"]) + 8)
        paint_bubble(painter, at, words, "error" if trim.limited else "accent")
