"""The bar at the bottom: what is going on, the pages, language and theme."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QToolButton, QWidget

from app.ui import theme
from app.ui.i18n import LANGUAGES, _, face_language
from app.ui.icons import icon
from app.ui.page import Page
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.buttons import ActionButton, Button
from app.ui.widgets.labels import ElidedLabel, set_tip
from app.ui.window_actions import WindowActions


def other_language() -> str:
    """The name of the language that the switch would choose."""
    return LANGUAGES["en" if face_language() == "zh_CN" else "zh_CN"]


class PageBar(QFrame):
    """Page buttons in the middle, the status line left, language and theme right."""

    chosen = Signal(str)

    def __init__(
        self, pages: list[type[Page]], actions: WindowActions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "foot")
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE_3, SPACE_1, SPACE_2, SPACE_1)
        grid.setHorizontalSpacing(SPACE_2)
        self.status = ElidedLabel("", "caption")
        grid.addWidget(self.status, 0, 0)
        middle = QHBoxLayout()
        middle.setSpacing(SPACE_1)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        for page in pages:
            button = QToolButton()
            button.setProperty("kind", "page")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIcon(icon(page.icon_name, "muted", on="accent"))
            button.setIconSize(QSize(theme.px(18), theme.px(18)))
            button.setText(page.title())
            button.setAccessibleName(page.title())
            keys = QKeySequence(page.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            set_tip(button, f"{page.title()}  {keys}".strip())
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, key=page.key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[page.key] = button
            middle.addWidget(button)
        grid.addLayout(middle, 0, 1)
        right = QHBoxLayout()
        right.setSpacing(SPACE_1)
        right.addStretch(1)
        self.language = Button(other_language(), "quiet", "language", small=True)
        self.language.setToolTip(_("Change the language"))
        self.language.clicked.connect(actions["language"].trigger)
        right.addWidget(self.language)
        right.addWidget(ActionButton(actions["theme"]))
        grid.addLayout(right, 0, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)
        grid.setColumnMinimumWidth(0, theme.px(120))
        grid.setColumnMinimumWidth(2, theme.px(120))

    def focus_targets(self) -> list[QWidget]:
        """The button of the page that is shown."""
        return [button for button in self._buttons.values() if button.isChecked()]

    def show_page(self, key: str, *, has_project: bool) -> None:
        """Mark the page that is shown; without a project the pages are hidden."""
        for name, button in self._buttons.items():
            button.setVisible(has_project)
            if name == key:
                button.setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the pages show their icons; names stay in tooltips and for screen readers."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        beside, only = (
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
            Qt.ToolButtonStyle.ToolButtonIconOnly,
        )
        need = 0
        for button in self._buttons.values():
            words = button.fontMetrics().horizontalAdvance(button.text())
            need += round(words * 1.12) + button.iconSize().width() + theme.px(46)
        room = self.width() - 2 * theme.px(170)
        for button in self._buttons.values():
            button.setToolButtonStyle(beside if need <= room else only)

    def show_count(self, key: str, count: int) -> None:
        """A number after a page's name, such as the jobs of Queue."""
        button = self._buttons.get(key)
        if button is None:
            return
        base = button.accessibleName().split(" (")[0]
        button.setText(f"{base} ({count})" if count else base)
        button.setAccessibleName(button.text())
        self._fit()

    def say(self, text: str) -> None:
        """Show a line of status."""
        self.status.setText(text)
