"""One quiet line: whether pieces of the film are being made while the person works, and a way to hold that."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.wording import N_
from app.studio.session import Session
from app.ui.i18n import _
from app.ui.tokens import SPACE_2
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import ElidedLabel

WORDS: dict[str, str] = {
    "working": N_("Preparing the film while you work: {share}"),
    "idle": N_("The film is prepared: exporting it is mostly joining."),
    "battery": N_("Preparing waits: this machine runs on its battery."),
    "busy": N_("Preparing waits: this machine is busy."),
    "paused": N_("Preparing is paused."),
}


class PreparingLine(QWidget):
    """Hidden while preparing is switched off in Preferences."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        self.words = ElidedLabel("", "caption")
        row.addWidget(self.words, 1)
        self.hold = IconButton("pause", _("Pause preparing"))
        self.hold.clicked.connect(lambda _checked=False: self.toggle())
        row.addWidget(self.hold)
        self._stop = session.preparing.listen(self.read)
        self.read()

    def read(self) -> None:
        """Show what it does."""
        preparing = self._session.preparing
        words = WORDS.get(preparing.state)
        self.setVisible(words is not None)
        if words is None:
            return
        self.words.setText(_(words).format(share=f"{preparing.share:.0%}"))
        paused = preparing.state == "paused"
        name = _("Go on preparing") if paused else _("Pause preparing")
        self.hold.set_meaning("play" if paused else "pause", name)
        self.hold.setVisible(preparing.state != "idle")

    def toggle(self) -> None:
        """Pause, or go on."""
        preparing = self._session.preparing
        preparing.resume() if preparing.state == "paused" else preparing.pause()
        self.read()

    def leave(self) -> None:
        """Only this view ends."""
        self._stop()
