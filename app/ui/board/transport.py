"""The playhead's own clock: real time from a monotonic timer, with or without a sound device."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

#: J K L: each further press doubles, as editors expect.
SPEEDS = (1.0, 2.0, 4.0, 8.0)


class ElapsedSeconds:
    """Monotonic seconds since it was made."""

    def __init__(self) -> None:
        self._timer = QElapsedTimer()
        self._timer.start()

    def __call__(self) -> float:
        """Seconds since construction."""
        return self._timer.nsecsElapsed() / 1e9


class Transport(QObject):
    """Where playback stands, in whole frames of the cut.

    `moved(frame)` is emitted when the frame changes, by playing or by seeking; `playing_changed(bool)`
    when it starts or stops. The clock decides the frame, never the count of ticks: a slow machine drops
    pictures, not time.
    """

    moved = Signal(int)
    playing_changed = Signal(bool)
    speed_changed = Signal(float)

    def __init__(
        self, parent: QObject | None = None, *, now: Callable[[], float] | None = None
    ) -> None:
        super().__init__(parent)
        self._now = now or ElapsedSeconds()
        self._fps = 24
        self._length = 0
        self._frame = 0
        self._anchor_frame = 0.0
        self._anchor_time = 0.0
        self._speed = 0.0
        self._loop: tuple[int, int] | None = None
        self._tick = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._tick.timeout.connect(self.advance)

    @property
    def frame(self) -> int:
        """The current frame."""
        return self._frame

    @property
    def fps(self) -> int:
        """Frames a second."""
        return self._fps

    @property
    def length(self) -> int:
        """Frames of the whole cut."""
        return self._length

    @property
    def speed(self) -> float:
        """0 when still; negative when running back."""
        return self._speed

    @property
    def playing(self) -> bool:
        """True while it runs."""
        return self._speed != 0

    def set_range(self, length: int, fps: int) -> None:
        """The cut has `length` frames at `fps`; the playhead stays where it was, within it."""
        self._fps, self._length = max(fps, 1), max(length, 0)
        self._tick.setInterval(max(1000 // (self._fps * 2), 4))
        if self._loop is not None:
            self.set_loop(self._loop[0], min(self._loop[1], self.last))
        if self._length == 0:
            self.pause()
        if self._frame > self.last:
            self.seek(self.last)
        elif self.playing:
            self._anchor()

    @property
    def last(self) -> int:
        """The last frame that can be shown."""
        return max(self._length - 1, 0)

    @property
    def loop(self) -> tuple[int, int] | None:
        """First and last frame that repeat; None plays on."""
        return self._loop

    def set_loop(self, first: int | None, last: int | None) -> None:
        """Repeat `first`..`last` (inclusive); None plays on to the end."""
        self._loop = None if first is None or last is None or last <= first else (first, last)

    def toggle(self) -> None:
        """Space: play or pause; at the end it starts again from the head."""
        if self.playing:
            self.pause()
            return
        self.play()

    def play(self, speed: float = 1.0) -> None:
        """Run at `speed`; from the end it starts over."""
        if self._length == 0 or speed == 0:
            return
        outside = self._loop is not None and not self._loop[0] <= self._frame < self._loop[1]
        if speed > 0 and (outside or self._frame >= self.last):
            self.seek(self._loop[0] if self._loop else 0)
        was = self.playing
        self._speed = speed
        self._anchor()
        self._tick.start()
        self.speed_changed.emit(speed)
        if not was:
            self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stand still on the current frame."""
        if not self.playing:
            return
        self._speed = 0.0
        self._tick.stop()
        self.speed_changed.emit(0.0)
        self.playing_changed.emit(False)

    def shuttle(self, direction: int) -> None:
        """L (+1) and J (-1): start, or go one speed further; against the run it starts the other way."""
        current = abs(self._speed) if self._speed * direction > 0 else 0.0
        following = next((speed for speed in SPEEDS if speed > current), SPEEDS[-1])
        self.play(following * direction)

    def step(self, frames: int) -> None:
        """Pause and move by `frames`."""
        self.pause()
        self.seek(self._frame + frames)

    def seek(self, frame: int) -> None:
        """Show `frame`, clipped to the cut; playing goes on from there."""
        frame = max(0, min(frame, self.last))
        changed = frame != self._frame
        self._frame = frame
        self._anchor()
        if changed:
            self.moved.emit(frame)

    def advance(self) -> None:
        """Follow the clock; called by the timer."""
        if not self.playing:
            return
        passed = self._now() - self._anchor_time
        wanted = self._anchor_frame + passed * self._fps * self._speed
        frame = int(wanted // 1)
        if self._loop and self._speed > 0 and frame > self._loop[1]:
            self.seek(self._loop[0])
            return
        frame = max(0, min(frame, self.last))
        if frame != self._frame:
            self._frame = frame
            self.moved.emit(frame)
        at_end = self._speed > 0 and wanted >= self._length
        at_head = self._speed < 0 and wanted <= 0
        if at_end or at_head:
            self.pause()

    def _anchor(self) -> None:
        self._anchor_frame = float(self._frame)
        self._anchor_time = self._now()
