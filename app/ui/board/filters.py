"""Filter chips above the shots: which states and which person are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from app.domain.wording import N_
from app.ui import theme
from app.ui.i18n import _
from app.ui.models.shot_cards import ShotCard
from app.ui.tokens import SPACE_1

Accepts = Callable[[ShotCard], bool]

#: Filters by key: words, and what they let through.
FILTERS: dict[str, tuple[str, Accepts]] = {
    "all": (N_("All"), lambda _card: True),
    "no_take": (N_("No take"), lambda card: card.takes == 0),
    "new": (
        N_("To look at"),
        lambda card: card.state in ("new_take", "review", "retake"),
    ),
    "outdated": (N_("Outdated"), lambda card: bool(card.outdated)),
    "busy": (N_("Under way"), lambda card: card.state in ("waiting", "running")),
    "trouble": (N_("Trouble"), lambda card: card.state in ("unknown", "refused", "failed")),
    "approved": (N_("Approved"), lambda card: card.state in ("approved", "locked")),
}


class FilterChips(QWidget):
    """One filter at a time, with how many shots it would show; `chosen(key)`."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Filter"))
        self._key = "all"
        self._buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_1)
        for key, (words, _accepts) in FILTERS.items():
            button = QToolButton()
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setText(_(words))
            button.setAccessibleName(_(words))
            button.clicked.connect(lambda _checked=False, which=key: self.choose(which))
            self._buttons[key] = button
            row.addWidget(button)
        self._buttons["all"].setChecked(True)
        row.addStretch(1)
        self._wanted: set[str] = set(FILTERS)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(theme.px(60))
        self.setFixedHeight(theme.px(32))

    @property
    def key(self) -> str:
        """The filter in force."""
        return self._key

    def accepts(self) -> Accepts | None:
        """What is let through; None lets all through."""
        return None if self._key == "all" else FILTERS[self._key][1]

    def choose(self, key: str) -> None:
        """Put a filter in force; choosing it again shows all."""
        self._key = "all" if key == self._key else key
        for name, button in self._buttons.items():
            button.setChecked(name == self._key)
        self._fit()
        self.chosen.emit(self._key)

    def set_counts(self, cards: Sequence[ShotCard]) -> None:
        """Show how many each filter lets through; empty ones stay but are quiet."""
        for key, (words, accepts) in FILTERS.items():
            count = sum(1 for card in cards if accepts(card))
            button = self._buttons[key]
            button.setText(f"{_(words)} {count}" if count and key != "all" else _(words))
            if count or key in ("all", self._key):
                self._wanted.add(key)
            else:
                self._wanted.discard(key)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Chips that do not fit wait until there is room; the chosen one stays."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - self._buttons[self._key].sizeHint().width()
        for key, button in self._buttons.items():
            if key == self._key:
                button.setVisible(True)
                continue
            room -= button.sizeHint().width() + SPACE_1
            button.setVisible(key in self._wanted and room >= 0)
            if key not in self._wanted:
                room += button.sizeHint().width() + SPACE_1
