"""The preview player: screen, scrub bar and transport controls over one cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.timeline import Timeline
from app.domain.timing import short_time, timecode
from app.ui import theme
from app.ui.board.frame_feed import FrameFeed, FrameSource
from app.ui.board.preview_sound import PreviewSound
from app.ui.board.screen import Screen
from app.ui.board.transport import Transport
from app.ui.cut.scale import Spans
from app.ui.i18n import _
from app.ui.tokens import SPACE_1, SPACE_2
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import Label


class ScrubBar(QWidget):
    """A thin bar of the whole cut with a mark at every edit; drag to look through it."""

    scrubbed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Position in the cut"))
        self.setFixedHeight(theme.px(24))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._length, self._frame = 0, 0
        self._marks: Sequence[int] = ()
        self._loop: tuple[int, int] | None = None

    def set_cut(self, length: int, marks: Sequence[int]) -> None:
        """Frames of the cut, and where its edits are."""
        self._length, self._marks = length, marks
        self.update()

    def set_loop(self, loop: tuple[int, int] | None) -> None:
        """The range that repeats."""
        if loop != self._loop:
            self._loop = loop
            self.update()

    def set_frame(self, frame: int) -> None:
        """The playhead."""
        self._frame = frame
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump."""
        self._go(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub while pressed."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position().x())

    def _go(self, x: float) -> None:
        share = min(max((x - 6) / max(self.width() - 12, 1), 0.0), 1.0)
        self.scrubbed.emit(round(share * max(self._length - 1, 0)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Track, edits, playhead."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        track = QRectF(6, middle - 2, self.width() - 12, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(track, 2, 2)
        if not self._length:
            return
        if self._loop is not None:
            first, last = (
                track.left() + track.width() * place / max(self._length - 1, 1)
                for place in self._loop
            )
            painter.setBrush(theme.color("accent", 0.3))
            painter.drawRoundedRect(QRectF(first, middle - 7, max(last - first, 2), 14), 3, 3)
        x = track.left() + track.width() * self._frame / max(self._length - 1, 1)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(QRectF(track.left(), track.top(), x - track.left(), 4), 2, 2)
        painter.setBrush(theme.color("bg"))
        if len(self._marks) < track.width() / 3:
            for mark in self._marks:
                painter.drawRect(
                    QRectF(
                        track.left() + track.width() * mark / self._length - 0.5, track.top(), 1, 4
                    )
                )
        painter.setBrush(theme.color("text"))
        painter.drawEllipse(QPointF(x, middle), 6, 6)


class Player(QFrame):
    """Plays one cut. `moved(frame)` follows the playhead; `playing(bool)` tells when it runs.

    `sound_wanted()` is emitted on the first play after a new cut: the page then brings the mixed sound
    with `set_sound`. Without it the picture plays silently in real time.
    """

    moved = Signal(int)
    playing = Signal(bool)
    sound_wanted = Signal()

    def __init__(
        self, parent: QWidget | None = None, *, now: Callable[[], float] | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.transport = Transport(self, now=now)
        self.feed = FrameFeed(self)
        self.sound = PreviewSound(self.transport, self)
        self.screen_ = Screen()
        self.scrub = ScrubBar()
        self._captions = Spans([], [])
        self._texts: list[str] = []
        self._timeline: Timeline | None = None
        self._sound_asked = False
        self._build()
        self.transport.moved.connect(self._show)
        self.transport.playing_changed.connect(self._played)
        self.feed.came.connect(self._came)
        self.screen_.clicked.connect(self.transport.toggle)
        self.screen_.resized.connect(self._ask)
        self.scrub.scrubbed.connect(self.transport.seek)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        column.setSpacing(SPACE_1)
        column.addWidget(self.screen_, 1)
        column.addWidget(self.scrub)
        times = QHBoxLayout()
        times.setContentsMargins(SPACE_1, 0, 0, 0)
        self.clock = Label("00:00:00:00", "small")
        self.clock.setFont(theme.font("small", mono=True))
        self.clock.setAccessibleName(_("Timecode"))
        self.total = Label("", "caption")
        self.total.setFont(theme.font("caption", mono=True))
        times.addWidget(self.clock)
        times.addWidget(self.total)
        times.addStretch(1)
        self.speed_words = Label("", "caption", "accent")
        times.addWidget(self.speed_words)
        self.zones = IconButton("picture", _("Show the zones that apps cover"), checkable=True)
        self.zones.toggled.connect(self.screen_.set_safe_zones)
        self.mute = IconButton("sound", _("Mute the preview"), checkable=True)
        self.mute.toggled.connect(self._mute)
        self.loop = IconButton("loop", _("Repeat"), tone="accent")
        self.loop.clicked.connect(lambda _checked=False: self.clear_marks())
        self.loop.hide()
        times.addWidget(self.loop)
        times.addWidget(self.zones)
        times.addWidget(self.mute)
        column.addLayout(times)
        bar = QHBoxLayout()
        bar.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
        bar.setSpacing(SPACE_1)
        bar.addStretch(1)
        transport = self.transport
        for meaning, name, keys, act in (
            ("previous", _("Previous cut"), "Up", lambda: self.to_edit(-1)),
            ("frame.back", _("One frame back"), "Left", lambda: transport.step(-1)),
            ("play", _("Play or pause"), "Space", transport.toggle),
            ("frame.forward", _("One frame on"), "Right", lambda: transport.step(1)),
            ("next", _("Next cut"), "Down", lambda: self.to_edit(1)),
        ):
            button = IconButton(
                meaning, name, shortcut=keys, tone="text", size=20 if meaning == "play" else 16
            )
            button.clicked.connect(lambda _checked=False, do=act: do())
            bar.addWidget(button)
            if meaning == "play":
                self.play_button = button
        bar.addStretch(1)
        column.addLayout(bar)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.transport.speed_changed.connect(self._speed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow column the whole length gives way to the timecode."""
        super().resizeEvent(event)
        self.total.setVisible(self.width() > theme.px(248))

    # -- content ---------------------------------------------------------------------------------
    def set_cut(self, timeline: Timeline, note: str = "") -> None:
        """Play this cut from now on, with the pictures of `set_source`; the playhead stays where it is."""
        self._timeline = timeline
        self._captions = Spans(
            [caption.start for caption in timeline.captions],
            [caption.end for caption in timeline.captions],
        )
        self._texts = [caption.text for caption in timeline.captions]
        self._sound_asked = False
        self.sound.set_file(None)
        self.screen_.set_shape(timeline.width, timeline.height)
        self.screen_.set_note(note)
        if not timeline.pictures:
            self.screen_.set_image(None)
        self.scrub.set_cut(timeline.length, [clip.start for clip in timeline.pictures[1:]])
        self.transport.set_range(timeline.length, timeline.fps)
        self._show_loop()
        self.total.setText("/ " + timecode(timeline.length, timeline.fps))
        if not timeline.pictures:
            self.feed.set_source(None)
        self._show(self.transport.frame)
        if self.transport.playing:
            self._played(True)

    def set_source(self, source: FrameSource) -> None:
        """Read the cut's pictures from here."""
        self.feed.set_source(source)
        self._ask()

    def set_sound(self, path: Path | None) -> None:
        """The mixed sound of the cut, when it is ready."""
        self.sound.set_file(path)

    def to_edit(self, direction: int) -> None:
        """To the edit before or after the playhead."""
        if self._timeline is None:
            return
        edges = [clip.start for clip in self._timeline.pictures] + [self._timeline.length - 1]
        frame = self.transport.frame
        fitting = [edge for edge in edges if (edge > frame if direction > 0 else edge < frame)]
        if fitting:
            self.transport.pause()
            self.transport.seek(min(fitting) if direction > 0 else max(fitting))

    def mark(self, edge: str) -> None:
        """I and O: the range that repeats begins or ends at the playhead; the other edge stays, or is the cut's."""
        transport = self.transport
        first, last = transport.loop or (0, transport.last)
        if edge == "in":
            first, last = transport.frame, last if last > transport.frame else transport.last
        else:
            first, last = first if first < transport.frame else 0, transport.frame
        transport.set_loop(first, last)
        self._show_loop()

    def clear_marks(self) -> None:
        """Play on to the end again."""
        self.transport.set_loop(None, None)
        self._show_loop()

    def _show_loop(self) -> None:
        found = self.transport.loop
        self.scrub.set_loop(found)
        self.loop.setVisible(found is not None)
        if found is not None:
            fps = self.transport.fps
            words = f"{short_time(found[0], fps)} – {short_time(found[1], fps)}"
            self.loop.set_meaning(
                "loop", _("Repeats {range}; press to stop").format(range=words), "X"
            )

    def close_source(self) -> None:
        """Stop and end the reading thread."""
        self.transport.pause()
        self.sound.close()
        self.feed.close()

    # -- following -------------------------------------------------------------------------------
    def _show(self, frame: int) -> None:
        fps = self.transport.fps
        self.clock.setText(timecode(frame, fps))
        self.scrub.set_frame(frame)
        index = self._captions.at(frame)
        self.screen_.set_caption(self._texts[index] if index is not None else "")
        self._ask()
        self.moved.emit(frame)

    def _ask(self) -> None:
        speed = self.transport.speed
        self.feed.want(
            self.transport.frame,
            self.screen_.device_box(),
            0 if speed == 0 else 1 if speed > 0 else -1,
        )

    def _came(self, frame: int, image: QImage) -> None:
        late = abs(frame - self.transport.frame) > self.transport.fps and not self.transport.playing
        if not late:
            self.screen_.set_image(image)

    def _played(self, running: bool) -> None:
        name = _("Pause") if running else _("Play")
        self.play_button.set_meaning("pause" if running else "play", name, "Space")
        if running and not self._sound_asked:
            self._sound_asked = True
            self.sound_wanted.emit()
        if not running:
            self._ask()
        self.playing.emit(running)

    def _speed(self, speed: float) -> None:
        self.speed_words.setText("" if speed in (0.0, 1.0) else f"{speed:+.0f}×")

    def _mute(self, muted: bool) -> None:
        self.mute.set_meaning(
            "mute" if muted else "sound", _("Sound on") if muted else _("Mute the preview")
        )
        self.sound.set_muted(muted)
