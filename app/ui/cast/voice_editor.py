"""How a character sounds: sex, pitch, pace, and a button to hear it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from app.domain.cast import Voice
from app.ui import theme
from app.ui.i18n import _
from app.ui.tokens import SPACE_4
from app.ui.widgets.buttons import Button, SegmentedControl
from app.ui.widgets.labels import FormRow


class VoiceEditor(QWidget):
    """`changed(voice)` when a choice settles; `listen_wanted(voice)`."""

    changed = Signal(object)
    listen_wanted = Signal(object)

    def __init__(self, voice: Voice, *, editable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._voice = voice
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        row, sliders = QHBoxLayout(), QHBoxLayout()
        for layout in (row, sliders):
            layout.setSpacing(SPACE_4)
            outer.addLayout(layout)
        self._sex = SegmentedControl(
            [("", _("Any")), ("female", _("Female")), ("male", _("Male"))], voice.sex, _("Voice")
        )
        self._sex.chosen.connect(lambda key: self._set(sex=key))
        row.addWidget(FormRow(_("Voice"), self._sex))
        self._pitch = self._slider(0, 99, voice.pitch, "pitch")
        sliders.addWidget(FormRow(_("Pitch"), self._pitch), 1)
        self._rate = self._slider(50, 200, voice.rate, "rate")
        sliders.addWidget(FormRow(_("Pace"), self._rate), 1)
        self.listen = Button(_("Listen"), "plain", "listen")
        self.listen.clicked.connect(lambda: self.listen_wanted.emit(self._voice))
        row.addWidget(self.listen, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        for widget in (self._sex, self._pitch, self._rate):
            widget.setEnabled(editable)

    def _slider(self, least: int, most: int, value: int, field: str) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(least, most)
        slider.setValue(value)
        slider.setSingleStep(5)
        slider.setPageStep(10)
        slider.setMinimumWidth(theme.px(90))
        slider.setMinimumHeight(theme.px(28))
        slider.setToolTip(str(value))

        def settled() -> None:
            slider.setToolTip(str(slider.value()))
            if not slider.isSliderDown():
                self._set(**{field: slider.value()})

        slider.valueChanged.connect(lambda _value: settled())
        slider.sliderReleased.connect(settled)
        return slider

    def _set(self, **fields: Any) -> None:
        changed = self._voice.model_copy(update=fields)
        if changed != self._voice:
            self._voice = changed
            self.changed.emit(changed)
