"""How the file will look: one frame in the preset's shape, with captions, the AI label and what players cover."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QImage, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.project import LabelChoice
from app.domain.timeline import Timeline
from app.domain.timing import timecode
from app.studio.session import Session
from app.ui import theme
from app.ui.board.frame_feed import FrameFeed
from app.ui.board.player import ScrubBar
from app.ui.board.screen import Screen, paint_caption
from app.ui.i18n import _
from app.ui.tokens import SPACE_1, SPACE_2
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import ElidedLabel, Label


class DeliveryScreen(Screen):
    """A screen of the preset's shape; `fit` says what fills the rest, `label` is drawn where the file will have it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("How the file will look"))
        self.fit = "blur"
        self.label = ""
        self.burn = True
        self.words = ""
        self.player = ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, picture, captions, label, zones."""
        _unused = event
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        box = self.picture_box()
        painter.fillRect(box, QColor("#000000"))
        image = self.image
        if image is not None and not image.isNull():
            painter.save()
            painter.setClipRect(box)
            self._picture(painter, box, image)
            painter.restore()
            if self.burn:
                paint_caption(painter, box, self.words)
        if self.label:
            self._label(painter, box)
        if self.safe_zones:
            self._zones(painter, box)
            if self.player and box.height() > box.width():
                paint_player(painter, box, self.safe)
        focus = self.parent()
        focused = isinstance(focus, QWidget) and focus.hasFocus()
        painter.setPen(QPen(theme.color("accent" if focused else "line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
        painter.end()

    def _picture(self, painter: QPainter, box: QRectF, image: QImage) -> None:
        whole = scaled(image, box, cover=False)
        if self.fit == "crop":
            painter.drawImage(scaled(image, box, cover=True), image)
            return
        if self.fit == "blur" and whole.size() != box.size():
            small = image.scaled(QSize(12, 12), Qt.AspectRatioMode.IgnoreAspectRatio,
                                 Qt.TransformationMode.SmoothTransformation)  # fmt: skip
            painter.drawImage(scaled(image, box, cover=True), small)
            painter.fillRect(box, QColor(0, 0, 0, 70))
        painter.drawImage(whole, image)

    def _label(self, painter: QPainter, box: QRectF) -> None:
        """Top left inside the covered zones, letters a twentieth of the short side and a little more."""
        top, _bottom, left, _right = self.safe
        face = theme.font("body")
        face.setPixelSize(max(8, round(min(box.width(), box.height()) * 0.058)))
        face.setWeight(QFont.Weight.Medium)
        painter.setFont(face)
        at = QPointF(
            box.left() + box.width() * left, box.top() + box.height() * top + face.pixelSize()
        )
        painter.setPen(QColor(0, 0, 0, 200))
        for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            painter.drawText(at + QPointF(dx, dy), self.label)
        painter.setPen(QColor(255, 255, 255, 235))
        painter.drawText(at, self.label)


def paint_player(painter: QPainter, box: QRectF, safe: tuple[float, float, float, float]) -> None:
    """What an app lays over an upright film, where its zones are: buttons at the right, words at the foot."""
    _top, bottom, left, right = safe
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255, 110))
    wide = box.width() * right
    side = min(wide * 0.5, box.width() * 0.085)
    x = box.right() - wide / 2
    foot = box.bottom() - box.height() * max(0.06, bottom * 0.55)
    for place in range(4):
        painter.drawEllipse(QPointF(x, foot - place * side * 1.9), side / 2, side / 2)
    line = box.height() * min(0.016, bottom * 0.09)
    start = box.left() + box.width() * max(left, 0.04)
    for place, share in enumerate((0.3, 0.62, 0.5)):
        y = box.bottom() - box.height() * bottom * (0.72 - 0.2 * place)
        bar = QRectF(start, y, (box.width() - wide) * share, line)
        painter.drawRoundedRect(bar, line / 2, line / 2)


def scaled(image: QImage, box: QRectF, *, cover: bool) -> QRectF:
    """The image's rectangle in the middle of `box`, filling it or fitting into it."""
    pick = max if cover else min
    factor = pick(box.width() / image.width(), box.height() / image.height())
    size = (image.width() * factor, image.height() * factor)
    return QRectF(box.center().x() - size[0] / 2, box.center().y() - size[1] / 2, *size)


class DeliveryPreview(QFrame):
    """The screen with a bar to look through the film; `shown_frame(frame)`.

    Until the person looks further, the first frame carries the first words: label and captions are both seen in place.
    """

    shown_frame = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("How the file will look"))
        self._session = session
        self._timeline: Timeline | None = None
        self._label = LabelChoice()
        self._frame = 0
        self._looked = False
        self.feed = FrameFeed(self)
        self.screen_ = DeliveryScreen()
        self.screen_.setMinimumSize(theme.px(120), theme.px(160))
        self.screen_.set_safe_zones(True)
        self.scrub = ScrubBar()
        self.clock = Label("", "caption")
        self.clock.setFont(theme.font("caption", mono=True))
        self.zone_words = ElidedLabel("", "caption")
        self.zone_words.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.zones = IconButton("picture", _("Show the zones that apps cover"), checkable=True)
        self.zones.setChecked(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_1)
        column.setSpacing(SPACE_1)
        column.addWidget(self.screen_, 1)
        column.addWidget(self.scrub)
        row = QHBoxLayout()
        row.addWidget(self.clock)
        row.addWidget(self.zone_words, 1)
        row.addWidget(self.zones)
        column.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.zones.toggled.connect(self.screen_.set_safe_zones)
        self.scrub.scrubbed.connect(self.show_frame)
        self.feed.came.connect(self._came)
        self.screen_.resized.connect(self._ask)

    @property
    def frame(self) -> int:
        """The frame that is shown."""
        return self._frame

    def set_cut(self, timeline: Timeline) -> None:
        """Show another cut; the same cut again changes nothing."""
        if timeline == self._timeline:
            return
        fresh = self._timeline is None
        self._timeline = timeline
        self.scrub.set_cut(timeline.length, [clip.start for clip in timeline.pictures[1:]])
        self.feed.set_source(
            self._session.rendering.frame_source(timeline) if timeline.pictures else None
        )
        self._show(0 if fresh else self._frame)

    def set_file(
        self, size: tuple[int, int], safe: tuple[float, float, float, float], platform: str = ""
    ) -> None:
        """The preset's pixels, what players cover of it, and whose player that is."""
        self.screen_.set_shape(*size)
        self.screen_.set_safe(*safe)
        self.screen_.player = platform
        words = _("Zones of {name}").format(name=platform) if platform else _("Common zones")
        self.zone_words.setText(words)
        self._ask()

    def set_choices(self, *, burn: bool, label: LabelChoice, fit: str) -> None:
        """What is drawn on the picture, and around it."""
        self.screen_.burn, self.screen_.fit = burn, fit
        self._label = label
        self._show(self._frame)

    def show_frame(self, frame: int) -> None:
        """Look at another frame."""
        self._looked = True
        self._show(frame)

    def _show(self, frame: int) -> None:
        timeline = self._timeline
        if timeline is None:
            return
        self._frame = max(0, min(frame, timeline.length - 1))
        self.scrub.set_frame(self._frame)
        words = [one.text for one in timeline.captions if one.start <= self._frame < one.end]
        if not words and not self._looked:
            words = [one.text for one in timeline.captions[:1]]
        self.screen_.words = words[0] if words else ""
        marked = self._label.visible and (
            self._label.whole_video or self._frame < self._label.seconds * timeline.fps
        )
        self.screen_.label = self._label.text if marked else ""
        first = not self._looked and self._frame == 0
        self.clock.setText(_("First frame") if first else timecode(self._frame, timeline.fps))
        self.screen_.update()
        self._ask()
        self.shown_frame.emit(self._frame)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step a frame, with Shift a second; Home and End go to the ends."""
        timeline = self._timeline
        if timeline is None:
            super().keyPressEvent(event)
            return
        far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = timeline.fps if far else 1
        places = {
            Qt.Key.Key_Left: self._frame - step,
            Qt.Key.Key_Right: self._frame + step,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: timeline.length - 1,
        }
        place = places.get(Qt.Key(event.key()))
        if place is None:
            super().keyPressEvent(event)
            return
        self.show_frame(place)

    def close_source(self) -> None:
        """End the reading thread."""
        self.feed.close()

    def _ask(self) -> None:
        if self._timeline is not None and self._timeline.pictures:
            self.feed.want(self._frame, self.screen_.device_box())

    def _came(self, frame: int, image: QImage) -> None:
        if frame == self._frame:
            self.screen_.set_image(image)
