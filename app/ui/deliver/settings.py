"""How the files are made: captions, shape, sound, encoder, farm, parts, and where they go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QWidget

from app.domain.wording import N_
from app.studio.rendering import ExportChoice
from app.ui.board.choices import Choice
from app.ui.i18n import _
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import FormRow, Label, set_tip
from app.ui.widgets.layouts import ScrollColumn

FITS: dict[str, str] = {
    "blur": N_("Blurred edges"),
    "crop": N_("Fill and crop"),
    "black": N_("Black bars"),
}
UPSCALES: dict[str, str] = {
    "bicubic": N_("Soft (bicubic)"),
    "lanczos": N_("Clear (Lanczos)"),
    "sharp": N_("Clear and lightly sharpened"),
}
#: The key of the choice that Preferences make.
AS_PREFERENCES = "preferences"
HARDWARE: dict[str, str] = {
    "": N_("Software: smallest file, same everywhere"),
    "auto": N_("Whatever this machine has"),
    "nvenc": "NVIDIA NVENC",
    "videotoolbox": "Apple VideoToolbox",
    "qsv": "Intel Quick Sync",
    "vaapi": "VAAPI",
    "amf": "AMD AMF",
}
_RATES = (24, 25, 30, 50, 60)


class FileSettings(ScrollColumn):
    """Everything of `ExportChoice` that is the same for all ticked kinds; `changed()`."""

    changed = Signal()

    def __init__(self, farm: str = "", parent: QWidget | None = None) -> None:
        super().__init__(margin=SPACE_3, parent=parent)
        self.body.setSpacing(SPACE_2)
        self.folder: Path | None = None
        self._captions()
        self._picture()
        self._encoding(farm)
        self._place()
        self.body.addStretch(1)

    # -- building --------------------------------------------------------------------------------
    def _captions(self) -> None:
        self._head(_("Captions and sound"))
        self.burn = self._box(_("Captions on the picture"), on=True)
        self.srt = self._box(_("Captions as a file beside it (SRT)"), on=True)
        self.clean = self._box(
            _("Clean version without captions"),
            tip=_("A second language or a platform's own captions can go over it."),
        )
        self.clean.toggled.connect(lambda on: self.burn.setEnabled(not on))
        self.stems = self._box(
            _("Dialogue, music and effects apart (stems)"),
            tip=_("WAV files beside the film, as dubbing studios ask for them."),
        )

    def _picture(self) -> None:
        self.body.addSpacing(SPACE_1)
        self._head(_("Picture"))
        self.fit = self._choice(_("Where the shape differs"), FITS, "blur")
        self.upscale = self._choice(_("Takes smaller than the film"), UPSCALES, "bicubic")
        rates = {"": N_("As the cut")} | {str(rate): str(rate) for rate in _RATES}
        self.rate = self._choice(_("Frames a second"), rates, "")

    def _encoding(self, farm: str) -> None:
        self.body.addSpacing(SPACE_1)
        self._head(_("Encoding"))
        encoders = {AS_PREFERENCES: N_("As Preferences say"), **HARDWARE}
        self.hardware = self._choice(_("Encoder"), encoders, AS_PREFERENCES)
        self.farm = self._box(
            _("Render on the farm"), tip=farm or _("Its address is set in Preferences.")
        )
        self.farm.setChecked(bool(farm))
        self.farm.setEnabled(bool(farm))
        self.farm_words = Label("", "caption", wrap=True)
        self.body.addWidget(self.farm_words)
        self.set_farm(farm)

    def _place(self) -> None:
        self.body.addSpacing(SPACE_1)
        self._head(_("Where it goes"))
        self.parts = self._box(
            _("Split into parts where a platform's length ends"),
            tip=_("Cut between shots, never inside a line."),
        )
        self.path = QLineEdit()
        self.path.setReadOnly(True)
        choose = IconButton("open", _("Choose the folder"), tone="text")
        choose.clicked.connect(lambda _checked=False: self.choose_folder())
        self.own_place = IconButton("reset", _("Back to the project's own folder"))
        self.own_place.clicked.connect(lambda _checked=False: self.set_folder(None))
        self.own_place.hide()
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(FormRow(_("File"), self.path), 1)
        for button in (self.own_place, choose):
            row.addWidget(button)
            row.setAlignment(button, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(row)

    def _head(self, words: str) -> None:
        self.body.addWidget(Label(words, "overline"))

    def _box(self, words: str, *, on: bool = False, tip: str = "") -> QCheckBox:
        made = QCheckBox(words)
        made.setChecked(on)
        if tip:
            set_tip(made, tip)
        made.toggled.connect(lambda _on: self.changed.emit())
        self.body.addWidget(made)
        return made

    def _choice(self, name: str, words: dict[str, str], key: str) -> Choice:
        made = Choice(name)
        for value, text in words.items():
            made.addItem(_(text), value)
        made.set_key(key)
        made.picked.connect(lambda _key: self.changed.emit())
        self.body.addWidget(FormRow(name, made))
        return made

    # -- reading ---------------------------------------------------------------------------------
    def set_farm(self, address: str) -> None:
        """What Preferences say; without an address there is nothing to render on."""
        self.farm.setEnabled(bool(address))
        if not address:
            self.farm.setChecked(False)
        words = _("Scheduler {address}").format(address=address) if address else ""
        self.farm_words.setText(words)
        self.farm_words.setVisible(bool(words))

    def choice(self, preset: str) -> ExportChoice:
        """What one file of a kind is asked to be."""
        rate, hardware = self.rate.key(), self.hardware.key()
        return ExportChoice(
            preset=preset,
            burn_captions=self.burn.isChecked() and not self.clean.isChecked(),
            write_srt=self.srt.isChecked(),
            fit=self.fit.key() or "blur",
            clean=self.clean.isChecked(),
            stems=self.stems.isChecked(),
            hardware=None if hardware == AS_PREFERENCES else hardware,
            farm=None if self.farm.isChecked() else "",
            upscale=self.upscale.key() or "bicubic",
            rate=int(rate) if rate else None,
        )

    def choose_folder(self) -> None:
        """Another folder for the files."""
        start = str(self.folder or Path(self.path.text()).parent)
        chosen = QFileDialog.getExistingDirectory(self, _("Where should the files go?"), start)
        if chosen:
            self.set_folder(Path(chosen))

    def set_folder(self, folder: Path | None) -> None:
        """A folder, or the project's own."""
        self.folder = folder
        self.own_place.setVisible(folder is not None)
        self.changed.emit()

    def show_path(self, text: str) -> None:
        """Where the files will go."""
        self.path.setText(text)
        self.path.setCursorPosition(len(text))
        set_tip(self.path, text)

    # -- hooks -----------------------------------------------------------------------------------
    def state(self) -> dict[str, Any]:
        """As plain data."""
        boxes = {name: getattr(self, name).isChecked() for name in _BOXES}
        choices = {name: getattr(self, name).key() for name in _CHOICES}
        return {**boxes, **choices, "folder": str(self.folder) if self.folder else ""}

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what `state` gave."""
        for name in _BOXES:
            if isinstance(state.get(name), bool):
                getattr(self, name).setChecked(state[name])
        for name in _CHOICES:
            if isinstance(state.get(name), str):
                getattr(self, name).set_key(state[name])
        if not self.farm.isEnabled():
            self.farm.setChecked(False)
        folder = state.get("folder")
        self.set_folder(Path(folder) if isinstance(folder, str) and folder else None)


_BOXES = ("burn", "srt", "clean", "stems", "farm", "parts")
_CHOICES = ("fit", "upscale", "rate", "hardware")
