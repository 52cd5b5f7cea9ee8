"""Keys: the guard that keeps them silent while an input method composes, and the list of all of them.

Qt gives a text field the first word on printable keys, so single-letter shortcuts are silent there by themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

#: Keys that end or steer a composition and must do nothing else while one is under way.
_STEERING = frozenset({
    Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space,
})  # fmt: skip
#: Never bound here: input methods use them.
RESERVED = frozenset({"Ctrl+Space", "Shift+Space", "Ctrl+."})


class CompositionGuard(QObject):
    """While an input method holds a pre-edit text, no shortcut fires and no steering key acts."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._composing: QObject | None = None
        app.installEventFilter(self)

    @property
    def composing(self) -> bool:
        """True while the focused field has a pre-edit text."""
        return self._composing is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch every composition and stop keys that would leak out of it."""
        kind = event.type()
        if kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self._composing = watched if event.preeditString() else None
            return False
        if self._composing is None:
            return False
        if kind == QEvent.Type.FocusOut and watched is self._composing:
            self._composing = None
            return False
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if kind in {QEvent.Type.KeyPress, QEvent.Type.KeyRelease} and isinstance(event, QKeyEvent):
            return Qt.Key(event.key()) in _STEERING or bool(
                event.modifiers()
                & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
            )
        return False


def words_of(action: QAction) -> str:
    """The action's text without its mnemonic mark."""
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")


def keys_of(action: QAction) -> str:
    """The action's first shortcut as the platform writes it; empty when it has none."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def conflicts(actions: Iterable[QAction]) -> dict[str, list[str]]:
    """Key sequences that more than one enabled action of a place claims, with the actions' words."""
    claimed: dict[str, list[str]] = defaultdict(list)
    for action in actions:
        for sequence in action.shortcuts():
            claimed[sequence.toString()].append(words_of(action))
    return {keys: names for keys, names in claimed.items() if len(names) > 1}
