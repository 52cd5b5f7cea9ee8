"""Buttons: with words, with an icon only (always named), and a row of choices."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.ui import theme
from app.ui.icons import icon
from app.ui.widgets.labels import set_tip

_TONES = {"primary": "on_accent", "danger": "error", "link": "accent"}


class Button(QPushButton):
    """A button with words.

    `kind`: plain (default), primary (one per view), quiet, link, danger. `size`: "" or small.
    `icon_name` is a meaning of `app.ui.icons`.
    """

    def __init__(
        self,
        text: str,
        kind: str = "plain",
        icon_name: str = "",
        *,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self.setProperty("kind", kind)
        self.setProperty("size", "small" if small else "")
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._tone = _TONES.get(kind, "text")
        self.set_icon(icon_name)

    def set_icon(self, icon_name: str) -> None:
        """Change or clear the icon."""
        if icon_name:
            self.setIcon(icon(icon_name, self._tone))
            self.setIconSize(QSize(theme.px(16), theme.px(16)))

    def set_words(self, text: str) -> None:
        """Change the words and the accessible name."""
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)


class IconButton(QToolButton):
    """A button with an icon only; `name` is its accessible name and, with the shortcut, its tooltip."""

    def __init__(
        self,
        icon_name: str,
        name: str,
        *,
        shortcut: str = "",
        checkable: bool = False,
        tone: str = "muted",
        size: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self.setCheckable(checkable)
        self.setIconSize(QSize(theme.px(size), theme.px(size)))
        self.setMinimumSize(theme.px(26), theme.px(26))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_meaning(icon_name, name, shortcut)

    def set_meaning(self, icon_name: str, name: str, shortcut: str = "") -> None:
        """Change what the button stands for; `shortcut` is shown, not bound."""
        self.setIcon(icon(icon_name, self._tone, on="accent"))
        self.setAccessibleName(name)
        keys = (
            QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            if shortcut
            else ""
        )
        set_tip(self, f"{name}  {keys}".strip())


class ActionButton(QToolButton):
    """An icon button bound to a QAction: its text is the name, its shortcut the hint."""

    def __init__(
        self, action: QAction, *, words: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setDefaultAction(action)
        style = (
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            if words
            else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        self.setToolButtonStyle(style)
        self.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.setMinimumSize(theme.px(26), theme.px(26))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        action = self.defaultAction()
        if action is None:
            return
        name = action.text().replace("&", "")
        self.setAccessibleName(name)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        set_tip(self, f"{name}  {keys}".strip())


class SegmentedControl(QFrame):
    """One choice of a few, side by side; arrow keys move, `chosen(key)` tells a change by the person."""

    chosen = Signal(str)

    def __init__(
        self,
        choices: list[tuple[str, str]],
        current: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`choices` are (key, words); `name` is what is chosen, for screen readers."""
        super().__init__(parent)
        self.setProperty("surface", "segments")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(2)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        for key, words in choices:
            button = QToolButton()
            button.setProperty("kind", "segment")
            button.setText(words.replace("&", "&&"))
            button.setAccessibleName(words)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, chosen=key: self.chosen.emit(chosen))
            self._group.addButton(button)
            self._buttons[key] = button
            layout.addWidget(button)
        self.set_current(current or choices[0][0])

    def current(self) -> str:
        """The chosen key."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def set_current(self, key: str) -> None:
        """Choose without telling."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def set_words(self, key: str, words: str) -> None:
        """Call a choice by other words."""
        self._buttons[key].setText(words.replace("&", "&&"))
        self._buttons[key].setAccessibleName(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose the neighbour."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        keys = list(self._buttons)
        key = keys[(keys.index(self.current()) + step) % len(keys)]
        self.set_current(key)
        self._buttons[key].setFocus(Qt.FocusReason.TabFocusReason)
        self.chosen.emit(key)
