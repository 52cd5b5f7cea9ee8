"""One take in the comparison: its picture on the shared clock, its name, its price, and the button that picks it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.timeline import PictureClip, Timeline
from app.domain.timing import frames_of
from app.ui import theme
from app.ui.board.choices import Rating
from app.ui.board.frame_feed import FrameFeed, FrameSource
from app.ui.board.screen import Screen
from app.ui.compare.reading import Column
from app.ui.i18n import _
from app.ui.tokens import SPACE_1, SPACE_2
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Badge
from app.ui.widgets.labels import ElidedLabel, Label

#: Seconds a still picture stands beside films.
STILL_SECONDS = 3.0


def timeline_of(column: Column, fps: int) -> Timeline:
    """The take alone as a cut, in its own shape."""
    media = column.take.media
    length = max(frames_of(media.seconds or STILL_SECONDS, fps), 1)
    clip = PictureClip(start=0, length=length, take_id=column.take.id, media=media)
    return Timeline(
        fps=fps, width=media.width or 1080, height=media.height or 1920, pictures=(clip,)
    )


class TakePane(QFrame):
    """`picked()` by its button, `chosen()` when the person goes to it, `rated(stars)`."""

    picked = Signal()
    chosen = Signal()
    rated = Signal(int)

    def __init__(self, column: Column, fps: int, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.column = column
        self._frame, self._direction = 0, 0
        self.timeline = timeline_of(column, fps)
        self.feed = FrameFeed(self)
        self.feed.came.connect(self._came)
        self.screen_ = Screen()
        self.screen_.setAccessibleName(_("Picture of take {name}").format(name=column.name))
        self.screen_.set_shape(self.timeline.width, self.timeline.height)
        self.screen_.resized.connect(lambda: self.show_frame(self._frame, 0))
        self.screen_.clicked.connect(self.chosen)
        self._build(key)

    def _build(self, key: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        column.setSpacing(SPACE_1)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(Label(self.column.name, "title"))
        self.maker = ElidedLabel(self.column.short, "small")
        head.addWidget(self.maker, 1)
        self.mark = Badge(_("In the cut"), "ok", "pick")
        head.addWidget(self.mark)
        column.addLayout(head)
        column.addWidget(self.screen_, 1)
        low = QHBoxLayout()
        low.setSpacing(SPACE_2)
        self.rating = Rating()
        self.rating.rated.connect(self.rated)
        low.addWidget(self.rating)
        low.addStretch(1)
        column.addLayout(low)
        self.price = ElidedLabel(self._price_words(), "small")
        column.addWidget(self.price)
        self.use = Button(_("Use this   {key}").format(key=key), small=True)
        self.use.setAccessibleName(_("Use take {name}").format(name=self.column.name))
        self.use.clicked.connect(lambda _checked=False: self.picked.emit())
        column.addWidget(self.use)
        self.setMinimumWidth(theme.px(150))
        self.show_state(picked=False, front=False, rating=self.column.take.rating)

    # -- content ---------------------------------------------------------------------------------
    def set_source(self, source: FrameSource) -> None:
        """Read the take's frames from here."""
        self.feed.set_source(source)
        self.show_frame(self._frame, self._direction)

    def show_frame(self, frame: int, direction: int) -> None:
        """The shared clock stands at `frame`; a take that is over holds its last picture and says so."""
        self._frame, self._direction = frame, direction
        last = self.timeline.length - 1
        over = frame > last
        self.price.setText(_("over") if over else self._price_words())
        self.price.set_tone("muted" if over else "")
        self.feed.want(min(frame, last), self.screen_.device_box(), 0 if over else direction)

    def show_state(self, *, picked: bool, front: bool, rating: int) -> None:
        """Whether it counts, whether it is the one in front, its stars."""
        self.mark.setVisible(picked)
        self.use.setEnabled(not picked)
        self.rating.set_stars(rating)
        name = f"{self.column.name} {self.column.maker} {self._price_words()}"
        self.setAccessibleName(f"{name}, {_('In the cut')}" if picked else name)
        chosen = "true" if front else "false"
        if self.property("chosen") != chosen:
            self.setProperty("chosen", chosen)
            self.style().polish(self)

    def _price_words(self) -> str:
        if self.column.wait_seconds is None:
            return self.column.cost
        return _("{cost} after {time}").format(cost=self.column.cost, time=self.column.wait)

    def close_source(self) -> None:
        """End the reading thread."""
        self.feed.close()

    def _came(self, frame: int, image: QImage) -> None:
        wanted = min(self._frame, self.timeline.length - 1)
        if self._direction or abs(frame - wanted) <= 1:
            self.screen_.set_image(image)

    # -- Qt --------------------------------------------------------------------------------------
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to it."""
        self.chosen.emit()
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab goes to it."""
        super().focusInEvent(event)
        self.chosen.emit()
