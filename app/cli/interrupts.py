"""Ctrl+C, so that it is clean at any moment: work that asks is told, everything else is interrupted once.

While a command waits for work it polls `stopped`, and the work ends at a point of its own choosing. Elsewhere
the first Ctrl+C raises `KeyboardInterrupt`, which transactions roll back on. From then on the project is being
closed and further ones are ignored, up to the fifth, which leaves at once: a project survives even that.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from app.studio.report import Cancelled

_PATIENCE = 5
_ASKS = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """Takes SIGINT and SIGTERM over while a command runs; only the main thread can."""

    def __init__(self) -> None:
        self._presses = 0
        self._watched = False

    def stopped(self) -> bool:
        """True once somebody pressed Ctrl+C."""
        return self._presses > 0

    @contextmanager
    def held(self) -> Iterator[Interrupts]:
        """Listen until the end of the block, then give the signals back."""
        if threading.current_thread() is not threading.main_thread():
            yield self
            return
        before = {number: signal.signal(number, self._pressed) for number in _ASKS}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def watched(self) -> Iterator[Cancelled]:
        """Within the block somebody polls the function given; nothing is interrupted in its middle."""
        self._watched = True
        try:
            yield self.stopped
        finally:
            self._watched = False

    def _pressed(self, _number: int, _frame: FrameType | None) -> None:
        self._presses += 1
        if self._presses >= _PATIENCE:
            os._exit(1)
        if self._presses == 1 and not self._watched:
            raise KeyboardInterrupt
