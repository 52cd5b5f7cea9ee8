"""Loudness of sounds as columns for the strip, asked for once and kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.domain.media import MediaRef

Peaks = NDArray[np.float32]
#: Asks for the loudness of a sound in so many columns, 0 to 1; the answer comes on the window's thread.
Ask = Callable[[MediaRef, int, Callable[[Sequence[float] | None], None]], None]


class Waveforms(QObject):
    """Peaks by content address; `ready` tells when one came."""

    ready = Signal()

    def __init__(self, ask: Ask, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ask = ask
        self._kept: dict[str, Peaks] = {}
        self._asked: set[str] = set()

    def peaks(self, ref: MediaRef) -> Peaks | None:
        """The columns, scaled so that the loudest is 1; None while they are on their way."""
        held = self._kept.get(ref.sha256)
        if held is None and ref.sha256 not in self._asked:
            self._asked.add(ref.sha256)
            columns = int(min(max(ref.seconds * 40, 60), 6000))
            self._ask(ref, columns, lambda levels: self._came(ref.sha256, levels))
        return held

    def _came(self, sha: str, levels: Sequence[float] | None) -> None:
        if not shiboken6.isValid(self):
            return  # the page has gone while the sound was being read
        found = np.asarray(levels if levels is not None else [], dtype=np.float32)
        most = float(found.max()) if found.size else 0.0
        self._kept[sha] = found / most if most > 0 else found
        self.ready.emit()
