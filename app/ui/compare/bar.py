"""One transport for all panes: scrub bar, clock, play, mute."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.domain.timing import timecode
from app.ui import theme
from app.ui.board.player import ScrubBar
from app.ui.board.preview_sound import PreviewSound
from app.ui.board.transport import Transport
from app.ui.i18n import _
from app.ui.tokens import SPACE_1, SPACE_2
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import Label


class TransportBar(QFrame):
    """Buttons and clock over `transport`; the sound is that of the take in front."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.transport = Transport(self)
        self.sound = PreviewSound(self.transport, self)
        self.scrub = ScrubBar()
        self.scrub.setAccessibleName(_("Position in the takes"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_1)
        transport = self.transport
        for meaning, name, keys, act in (
            ("previous", _("To the start"), "Home", lambda: transport.seek(0)),
            ("frame.back", _("One frame back"), "Left", lambda: transport.step(-1)),
            ("play", _("Play or pause"), "Space", transport.toggle),
            ("frame.forward", _("One frame on"), "Right", lambda: transport.step(1)),
        ):
            button = IconButton(meaning, name, shortcut=keys, tone="text", size=18)
            button.clicked.connect(lambda _checked=False, do=act: do())
            row.addWidget(button)
            if meaning == "play":
                self.play_button = button
        self.clock = Label(timecode(0, 24), "small")
        self.clock.setFont(theme.font("small", mono=True))
        self.clock.setAccessibleName(_("Timecode"))
        row.addSpacing(SPACE_2)
        row.addWidget(self.clock)
        row.addWidget(self.scrub, 1)
        self.mute = IconButton("sound", _("Mute"), shortcut="M", checkable=True)
        self.mute.toggled.connect(self._muted)
        row.addWidget(self.mute)
        self.transport.moved.connect(self._show)
        self.transport.playing_changed.connect(self._played)
        self.scrub.scrubbed.connect(self.transport.seek)

    def set_range(self, length: int, fps: int) -> None:
        """Frames of the longest take."""
        self.scrub.set_cut(length, [])
        self.transport.set_range(length, fps)
        self.transport.set_loop(0, length - 1)
        self._show(self.transport.frame)

    def set_sound(self, path: Path | None) -> None:
        """The sound of the take in front; None for silence."""
        self.sound.set_file(path)

    def close_sound(self) -> None:
        """Stop, and let the device go."""
        self.transport.pause()
        self.sound.close()

    def _show(self, frame: int) -> None:
        self.clock.setText(timecode(frame, self.transport.fps))
        self.scrub.set_frame(frame)

    def _played(self, running: bool) -> None:
        name = _("Pause") if running else _("Play")
        self.play_button.set_meaning("pause" if running else "play", name, "Space")

    def _muted(self, muted: bool) -> None:
        self.mute.set_meaning(
            "mute" if muted else "sound", _("Sound on") if muted else _("Mute"), "M"
        )
        self.sound.set_muted(muted)
