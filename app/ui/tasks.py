"""Work that must not stop the window: run it elsewhere, get the answer back on the window's thread.

    run(self, work, done, failed)

`work` gets nothing and sees no widget, workspace or settings; `done(result)` and `failed(error)` are called on the
window's thread, and not at all when `owner` is gone by then. Without `failed` the error goes to the notices.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QRunnable, Qt, QThread, QThreadPool, Signal

_log = logging.getLogger(__name__)


class _Door(QObject):
    """Lives on the window's thread; its signal carries an answer across."""

    answered = Signal(object)


class Delivery(_Door):
    """The door of `jobs.runner.Runner`: callbacks from any thread run on the thread that made this object."""

    def __init__(self) -> None:
        super().__init__()
        self._ran = 0
        self.answered.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def __call__(self, callback: Callable[[], None]) -> None:
        """Leave a callback; called from any thread."""
        if shiboken6.isValid(self):
            self.answered.emit(callback)

    def _run(self, callback: Callable[[], None]) -> None:
        self._ran += 1
        callback()

    def pump(self, timeout: float = 0.0) -> int:
        """Let waiting callbacks run, for at most `timeout` seconds until the first; returns how many ran."""
        before = self._ran
        deadline = time.monotonic() + timeout
        QCoreApplication.processEvents()
        while self._ran == before and time.monotonic() < deadline:
            QThread.msleep(2)
            QCoreApplication.processEvents()
        return self._ran - before


class _Work(QRunnable):
    def __init__(self, work: Callable[[], Any], door: _Door) -> None:
        super().__init__()
        self._work = work
        self._door = door
        self.setAutoDelete(True)

    def run(self) -> None:
        """Called by the pool."""
        try:
            answer: tuple[Any, Exception | None] = (self._work(), None)
        except Exception as error:  # noqa: BLE001 - a true boundary: the error is handed to the asker
            answer = (None, error)
        if shiboken6.isValid(self._door):
            self._door.answered.emit(answer)


class _Waiting:
    """Every unanswered question, so that neither side is collected too early."""

    def __init__(self) -> None:
        self.doors: dict[int, _Door] = {}
        self.on_error: Callable[[Exception], None] | None = None


_waiting = _Waiting()


def set_error_listener(listener: Callable[[Exception], None] | None) -> None:
    """Who explains errors that no `failed` takes."""
    _waiting.on_error = listener


def pending() -> int:
    """How many answers are still to come."""
    return len(_waiting.doors)


def run(
    owner: QObject,
    work: Callable[[], Any],
    done: Callable[[Any], None],
    failed: Callable[[Exception], None] | None = None,
) -> None:
    """Run `work` in the pool and answer on the window's thread as long as `owner` lives."""
    door = _Door()
    key = id(door)
    _waiting.doors[key] = door

    def answer(result: tuple[Any, Exception | None]) -> None:
        _waiting.doors.pop(key, None)
        if not shiboken6.isValid(owner):
            return
        value, error = result
        if error is None:
            done(value)
        elif failed is not None:
            failed(error)
        elif _waiting.on_error is not None:
            _waiting.on_error(error)
        else:
            _log.error("background work failed", exc_info=error)

    door.answered.connect(answer)
    QThreadPool.globalInstance().start(_Work(work, door))
