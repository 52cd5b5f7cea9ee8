"""Preferences: sections at the left, one page each; every choice holds at once, nothing to save."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from app.studio.session import Session
from app.studio.studio import Studio
from app.ui import theme
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _
from app.ui.icons import icon
from app.ui.notices import Notices
from app.ui.preferences.delivering import DeliverySection
from app.ui.preferences.generators import GeneratorsSection
from app.ui.preferences.sections import (
    AppearanceSection,
    GeneralSection,
    LanguageSection,
    StorageSection,
)
from app.ui.tokens import SPACE_4


class PreferencesDialog(ShellDialog):
    """`apply_look` is called after a change of language, theme or text size; the dialog then closes and reopens."""

    def __init__(
        self,
        studio: Studio,
        session: Session | None,
        notices: Notices,
        apply_look: Callable[[], None],
        parent: QWidget,
        section: int = 0,
    ) -> None:
        super().__init__(_("Preferences"), parent, width=1060, height=720)
        self._apply_look = apply_look
        self.reopen_at: int | None = None
        row = QHBoxLayout()
        row.setSpacing(SPACE_4)
        self.names = QListWidget()
        self.names.setAccessibleName(_("Sections"))
        self.names.setProperty("surface", "clear")
        self.names.setFixedWidth(theme.px(150))
        self.names.setIconSize(QSize(theme.px(16), theme.px(16)))
        self._stack = QStackedWidget()
        general = GeneralSection(studio, notices)
        look = AppearanceSection(studio, notices)
        words = LanguageSection(studio, notices)
        for part in (look, words):
            part.look_changed.connect(self._look_changed)
        sections: list[tuple[str, str, QWidget]] = [
            (_("General"), "settings", general),
            (_("Appearance"), "theme.dark", look),
            (_("Language"), "language", words),
            (_("Generators"), "generator", GeneratorsSection(studio, session, notices)),
            (_("Delivery"), "deliver", DeliverySection(studio, notices)),
            (_("Storage"), "storage", StorageSection(studio, notices)),
        ]
        for name, icon_name, widget in sections:
            item = QListWidgetItem(icon(icon_name, "muted"), name)
            item.setSizeHint(QSize(0, theme.px(34)))
            self.names.addItem(item)
            self._stack.addWidget(widget)
        self.names.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.names.setCurrentRow(section)
        row.addWidget(self.names)
        row.addWidget(self._stack, 1)
        self.body.addLayout(row, 1)
        close = self.add_button(_("Close"), "primary")
        close.clicked.connect(self.accept)

    def _look_changed(self) -> None:
        self.reopen_at = self.names.currentRow()
        self.accept()
        self._apply_look()
