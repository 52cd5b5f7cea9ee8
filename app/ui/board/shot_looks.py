"""The looks of a shot in the inspector: what each wears there by its scene, or by a person's choice for the shot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.domain.cast import CastEntry, Look
from app.domain.shots import Shot
from app.planning.looks import Wardrobe
from app.ui import theme
from app.ui.cast.words import look_name
from app.ui.i18n import _
from app.ui.icons import icon
from app.ui.tokens import SPACE_1
from app.ui.widgets.labels import set_tip
from app.ui.widgets.layouts import FlowLayout, clear_layout


class ShotLooks(QWidget):
    """`chosen(cast_id, look_id)`; an empty look id follows the scene again. `opened(cast_id)`."""

    chosen = Signal(str, str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Looks in this shot"))
        self._flow = FlowLayout(self, spacing=SPACE_1)
        self.buttons: dict[str, QToolButton] = {}

    def show_shots(
        self,
        shots: Sequence[Shot],
        cast: Sequence[CastEntry],
        wardrobe: Wardrobe,
        *,
        editable: bool,
    ) -> None:
        """Everyone who is in all of these shots and has looks to choose from."""
        clear_layout(self._flow)
        self.buttons = {}
        for entry in cast:
            looks = wardrobe.all(entry.id)
            if not looks or not shots or any(entry.id not in shot.subjects for shot in shots):
                continue
            button = self._button(entry, looks, shots, wardrobe)
            button.setEnabled(editable)
            self.buttons[entry.id] = button
            self._flow.addWidget(button)
        self.setVisible(bool(self.buttons))

    def _button(
        self, entry: CastEntry, looks: Sequence[Look], shots: Sequence[Shot], wardrobe: Wardrobe
    ) -> QToolButton:
        worn = [wardrobe.worn(shot, entry.id) for shot in shots]
        by_hand = [shot.looks.get(entry.id, "") for shot in shots]
        alike = len(set(worn)) == 1
        name = (look_name(worn[0]) if worn[0] else _("no look")) if alike else _("Mixed")
        button = QToolButton()
        button.setProperty("kind", "field")
        button.setIcon(
            icon("pin" if any(by_hand) else "look", "accent" if any(by_hand) else "muted")
        )
        button.setToolButtonStyle(button.toolButtonStyle().ToolButtonTextBesideIcon)
        words = f"{entry.name}: {name}"
        if any(by_hand):
            words = _("{look} (chosen)").format(look=words)
        button.setText(words)
        button.setAccessibleName(_("Look of {words}").format(words=words))
        tip = _("Chosen for this shot") if any(by_hand) else _("As the scene says")
        set_tip(button, tip)
        button.setMaximumWidth(theme.px(230))
        menu = QMenu(button)
        scene = wardrobe.look(entry.id, shots[0].scene_id)
        follow = menu.addAction(
            icon("scene"),
            _("As the scene says: {look}").format(look=look_name(scene) if scene else "–"),
        )
        follow.setCheckable(True)
        follow.setChecked(not any(by_hand))
        follow.triggered.connect(lambda _checked=False: self.chosen.emit(entry.id, ""))
        menu.addSeparator()
        for look in looks:
            action = menu.addAction(look_name(look))
            action.setCheckable(True)
            action.setChecked(by_hand.count(look.id) == len(shots))
            action.triggered.connect(
                lambda _checked=False, one=look.id: self.chosen.emit(entry.id, one)
            )
        menu.addSeparator()
        opened = menu.addAction(
            icon("sheet"), _("Open the sheet of {look}").format(look=entry.name)
        )
        opened.triggered.connect(lambda _checked=False: self.opened.emit(entry.id))
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button
