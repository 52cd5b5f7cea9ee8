"""Frames of the cut for the preview: asked for on the window's thread, read on a thread of their own."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

log = logging.getLogger(__name__)

Box = tuple[int, int]


class Still(Protocol):
    """One frame as packed RGB bytes."""

    @property
    def width(self) -> int:
        """Pixels across."""
        ...

    @property
    def height(self) -> int:
        """Pixels down."""
        ...

    @property
    def rgb(self) -> bytes:
        """`width * height * 3` bytes."""
        ...


class FrameSource(Protocol):
    """Reads frames of one cut; used and closed on the feed's thread only."""

    def frame(self, index: int, box: Box, /) -> Still:
        """Frame `index` fitted into `box` pixels."""
        ...

    def close(self) -> None:
        """Let all files go."""
        ...


class FrameFeed(QObject):
    """The newest wish wins: frames nobody waits for any more are not read.

    `came(frame, image)` arrives on the window's thread. While playing, the next frames are read ahead.
    """

    came = Signal(int, QImage)
    AHEAD, KEPT = 5, 16

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._condition = threading.Condition()
        self._source: FrameSource | None = None
        self._old: list[FrameSource] = []
        self._wish: tuple[int, Box] | None = None
        self._direction = 0
        self._ended = False
        self._generation = 0
        self._thread: threading.Thread | None = None

    def set_source(self, source: FrameSource | None) -> None:
        """Read from another cut from now on; the former source is closed on the reading thread."""
        with self._condition:
            if self._source is not None:
                self._old.append(self._source)
            self._source = source
            self._generation += 1
            self._condition.notify()
        if source is not None and self._thread is None:
            self._thread = threading.Thread(target=self._read, name="preview-frames", daemon=True)
            self._thread.start()

    def want(self, frame: int, box: Box, direction: int = 0) -> None:
        """Ask for a frame in device pixels; `direction` (-1, 0, 1) tells which way to read ahead."""
        with self._condition:
            self._wish, self._direction = (frame, box), direction
            self._condition.notify()

    def close(self) -> None:
        """End the thread; it closes its source."""
        with self._condition:
            self._ended = True
            self._condition.notify()
        if self._thread is not None:
            self._thread.join(5.0)
            self._thread = None

    # -- on the reading thread -------------------------------------------------------------------
    def _read(self) -> None:
        kept: OrderedDict[tuple[int, Box], QImage] = OrderedDict()
        generation = -1
        last: tuple[int, Box] | None = None
        ahead = 0
        while True:
            with self._condition:
                while (
                    not self._ended
                    and self._wish is None
                    and not self._old
                    and not self._may_go_on(last, ahead)
                ):
                    self._condition.wait()
                source, wish, ended = self._source, self._wish, self._ended
                old, self._old, self._wish = self._old, [], None
                direction = self._direction
                changed, generation = generation != self._generation, self._generation
            for former in old:
                former.close()
            if changed:
                kept.clear()
                last = None
            if ended or source is None:
                if ended:
                    if source is not None:
                        source.close()
                    return
                continue
            if wish is not None:
                image = self._fetch(source, wish, kept)
                last, ahead = wish, 0
                if image is not None:
                    self.came.emit(wish[0], image)
            elif last is not None and direction:
                ahead += 1
                self._fetch(source, (last[0] + direction * ahead, last[1]), kept)

    def _may_go_on(self, last: tuple[int, Box] | None, ahead: int) -> bool:
        return (
            last is not None
            and self._direction != 0
            and ahead < self.AHEAD
            and self._source is not None
        )

    def _fetch(
        self, source: FrameSource, wish: tuple[int, Box], kept: OrderedDict[tuple[int, Box], QImage]
    ) -> QImage | None:
        held = kept.get(wish)
        if held is not None:
            return held
        if wish[0] < 0:
            return None
        try:
            still = source.frame(wish[0], wish[1])
        except (
            Exception
        ):  # the thread's boundary: a frame that cannot be read must not end the playback
            log.exception("frame %d of the preview could not be read", wish[0])
            return None
        image = QImage(
            still.rgb, still.width, still.height, still.width * 3, QImage.Format.Format_RGB888
        )
        kept[wish] = image.convertToFormat(QImage.Format.Format_RGB32)  # a copy: the bytes go away
        if len(kept) > self.KEPT:
            kept.popitem(last=False)
        return kept[wish]
