"""Small pictures for cards, strips and rows: asked for once, decoded off the window's thread, kept in memory."""

from __future__ import annotations

import logging
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Protocol

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from app.domain.media import MediaRef

log = logging.getLogger(__name__)

Key = tuple[str, int, int]


class ThumbnailSource(Protocol):
    """Who makes thumbnails: `studio.session.Session` fulfils it."""

    def thumbnail(
        self, ref: MediaRef, width: int, frame: int, done: Callable[[bytes | None], None]
    ) -> None:
        """Ask for a picture of at least `width` pixels; `done` comes on the caller's thread."""
        ...


class _Decode(QRunnable):
    """Decodes one small picture and scales it to device pixels."""

    def __init__(self, key: Key, data: bytes, emit: Callable[[Key, QImage], None]) -> None:
        super().__init__()
        self._key, self._data, self._emit = key, data, emit

    def run(self) -> None:
        """Decode on a pool thread."""
        image = QImage.fromData(self._data)
        width = self._key[1]
        if not image.isNull() and image.width() > width:
            image = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        if not image.isNull():
            image = image.convertToFormat(QImage.Format.Format_RGB32)
        self._emit(self._key, image)


class Thumbnails(QObject):
    """Pixmaps by content address; a missing one is asked for and announced by `ready`.

    At most `per_frame` pictures become pixmaps in one pass of the event loop, so that a page of new
    cards never costs more than a frame.
    """

    ready = Signal(str)
    _decoded = Signal(object, object)

    def __init__(
        self,
        source: ThumbnailSource,
        parent: QObject | None = None,
        *,
        keep: int = 800,
        per_frame: int = 2,
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._kept: OrderedDict[Key, QPixmap] = OrderedDict()
        self._asked: set[Key] = set()
        self._failed: set[Key] = set()
        self._waiting: deque[tuple[Key, QImage]] = deque()
        self._keep, self._per_frame = keep, per_frame
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._decoded.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._flush = QTimer(self, interval=8, singleShot=True)
        self._flush.timeout.connect(self._convert)

    def pixmap(self, ref: MediaRef | None, width: int, frame: int = 0) -> QPixmap | None:
        """The picture when it is here; otherwise None, and it is on its way. `width` in device pixels."""
        if ref is None or ref.kind == "sound":
            return None
        key = (ref.sha256, _step(width), frame)
        held = self._kept.get(key)
        if held is not None:
            self._kept.move_to_end(key)
            return held
        if key not in self._asked and key not in self._failed:
            self._asked.add(key)
            self._source.thumbnail(ref, key[1], frame, lambda data: self._arrived(key, data))
        return self._nearest(key)

    def failed(self, ref: MediaRef | None, width: int, frame: int = 0) -> bool:
        """True when the file could not be read: the card then says so."""
        return ref is not None and (ref.sha256, _step(width), frame) in self._failed

    def forget(self) -> None:
        """Drop everything, as after a relink of media."""
        self._kept.clear()
        self._failed.clear()

    def wait(self) -> None:
        """Let running decodes end before the window goes."""
        self._pool.clear()
        self._pool.waitForDone(2000)

    def _nearest(self, key: Key) -> QPixmap | None:
        """Another size of the same picture, rather than an empty card, while the right one comes."""
        for step in _STEPS:
            other = self._kept.get((key[0], step, key[2]))
            if other is not None:
                return other
        return None

    def _arrived(self, key: Key, data: bytes | None) -> None:
        if not shiboken6.isValid(self):
            return  # the page has gone while the picture was on its way
        if data is None:
            self._asked.discard(key)
            self._failed.add(key)
            self.ready.emit(key[0])
            return
        self._pool.start(_Decode(key, data, self._decoded.emit))

    def _take(self, key: Key, image: QImage) -> None:
        self._waiting.append((key, image))
        if not self._flush.isActive():
            self._flush.start()

    def _convert(self) -> None:
        for _ in range(min(self._per_frame, len(self._waiting))):
            key, image = self._waiting.popleft()
            self._asked.discard(key)
            if image.isNull():
                log.info("a thumbnail could not be decoded: %s", key[0][:12])
                self._failed.add(key)
            else:
                self._kept[key] = QPixmap.fromImage(image)
                while len(self._kept) > self._keep:
                    self._kept.popitem(last=False)
            self.ready.emit(key[0])
        if self._waiting:
            self._flush.start()


_STEPS = (96, 160, 256, 384, 576, 864)


def _step(width: int) -> int:
    """The next size that is kept, so that zooming does not make a file for every pixel."""
    return next((step for step in _STEPS if step >= width), _STEPS[-1])
