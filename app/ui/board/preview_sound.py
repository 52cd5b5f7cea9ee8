"""Sound beside the silent clock: it follows the transport and stays silent where a machine has no device."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl

from app.ui.board.transport import Transport

log = logging.getLogger(__name__)
#: Heard drift that is put right at once, milliseconds.
_DRIFT = 120


class PreviewSound(QObject):
    """Plays one sound file in step with a transport, at normal speed only."""

    def __init__(self, transport: Transport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._transport = transport
        self._player: Any = None
        self._output: Any = None
        self._path: Path | None = None
        self._muted = False
        transport.speed_changed.connect(lambda _speed: self._follow())
        transport.moved.connect(lambda _frame: self._correct())

    @property
    def audible(self) -> bool:
        """True when there is a device and a sound to play on it."""
        return self._player is not None and self._path is not None

    def set_muted(self, muted: bool) -> None:
        """Silence it, or not."""
        self._muted = muted
        self._follow()

    def set_file(self, path: Path | None) -> None:
        """Play this file from now on; None for silence."""
        self._path = path
        if path is None:
            if self._player is not None:
                self._player.stop()
            return
        if self._player is None and not self._open():
            return
        self._player.setSource(QUrl.fromLocalFile(str(path)))
        self._follow()

    def close(self) -> None:
        """Release the device."""
        if self._player is not None:
            self._player.stop()
            self._player.setSource(QUrl())

    def _open(self) -> bool:
        """Find a device; False leaves the preview silent, which is no error."""
        try:
            from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer
        except ImportError as missing:
            log.info("no sound in the preview: %s", missing)
            return False
        if not QMediaDevices.audioOutputs():
            log.info("no sound in the preview: this machine has no sound device")
            return False
        output, player = QAudioOutput(self), QMediaPlayer(self)
        player.setAudioOutput(output)
        self._output, self._player = output, player
        return True

    def _follow(self) -> None:
        if not self.audible:
            return
        if self._transport.speed == 1.0 and not self._muted:
            self._player.setPosition(self._wanted())
            self._player.play()
        else:
            self._player.pause()

    def _correct(self) -> None:
        if not self.audible or self._transport.speed != 1.0 or self._muted:
            return
        wanted = self._wanted()
        if abs(self._player.position() - wanted) > _DRIFT:
            self._player.setPosition(wanted)

    def _wanted(self) -> int:
        return self._transport.frame * 1000 // self._transport.fps
