"""Preferences of delivering: when films are prepared, encoder, farm, and the certificate that signs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from app.domain.wording import N_
from app.studio.studio import Studio
from app.ui.board.choices import Choice
from app.ui.deliver.settings import HARDWARE
from app.ui.i18n import _
from app.ui.notices import Notices
from app.ui.preferences.sections import Section
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import FormRow, Label

PREPARE: dict[str, str] = {
    "off": N_("Never"),
    "mains": N_("When this machine has power and nothing else to do"),
    "always": N_("Always"),
}
FARM_HINT = N_(
    "Address of a Dask scheduler whose machines share in rendering; empty: this one alone."
)
_PEM = "PEM (*.pem *.crt *.cer *.key);;* (*)"


class DeliverySection(Section):
    """Holds for every project on this machine."""

    def __init__(self, studio: Studio, notices: Notices) -> None:
        super().__init__(studio, notices)
        settings = studio.settings
        self.prepare = self._choice(_("Prepare films while I work"), PREPARE, settings.prepare)
        self.prepare.picked.connect(lambda key: self.set(prepare=key))
        self.prepare_hint()
        self.hardware = self._choice(_("Encoder"), HARDWARE, settings.hardware)
        self.hardware.picked.connect(lambda key: self.set(hardware=key))
        self.farm = QLineEdit(settings.farm)
        self.farm.setPlaceholderText("tcp://render-01:8786")
        self.farm.editingFinished.connect(self._keep_farm)
        self.farm_row = FormRow(_("Render farm"), self.farm, _(FARM_HINT))
        self.body.addWidget(self.farm_row)
        self.body.addSpacing(SPACE_3)
        self.body.addWidget(Label(_("Signature (C2PA)"), "title"))
        self.certificate = self._file(_("Certificate chain"), "certificate", settings.certificate)
        self.key = self._file(_("Its key"), "certificate_key", settings.certificate_key)
        self.body.addWidget(
            Label(
                _(
                    "Without them a development certificate is made here: it shows what signing does; nobody trusts it."
                ),
                "muted",
                wrap=True,
            )
        )
        self.body.addStretch(1)

    def prepare_hint(self) -> None:
        """What preparing is for."""
        words = _(
            "Pieces of the cut are made in the background, so that exporting is mostly joining."
        )
        self.body.addWidget(Label(words, "caption", wrap=True))

    def _choice(self, name: str, words: dict[str, str], key: str) -> Choice:
        made = Choice(name)
        for value, text in words.items():
            made.addItem(_(text), value)
        made.set_key(key)
        self.body.addWidget(FormRow(name, made))
        return made

    def _file(self, name: str, field: str, path: str) -> QLineEdit:
        """A path that is chosen; clearing it takes it away."""
        shown = QLineEdit(path)
        shown.setClearButtonEnabled(True)
        shown.setAccessibleName(name)

        def keep() -> None:
            text = shown.text().strip()
            wrong = bool(text) and not Path(text).is_file()
            row.set_hint(_("There is no file of that name.") if wrong else "", "error")
            if not wrong and getattr(self.studio.settings, field) != text:
                self.set(**{field: text})

        def choose() -> None:
            chosen, _kind = QFileDialog.getOpenFileName(self, name, shown.text(), _PEM)
            if chosen:
                shown.setText(chosen)
                keep()

        shown.editingFinished.connect(keep)
        button = IconButton("open", _("Choose: {what}").format(what=name), tone="text")
        button.clicked.connect(lambda _checked=False: choose())
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE_2)
        line.addWidget(shown, 1)
        line.addWidget(button)
        row = FormRow(name, holder)
        self.body.addWidget(row)
        return shown

    def _keep_farm(self) -> None:
        text = self.farm.text().strip()
        wrong = bool(text) and ("://" not in text or ":" not in text.partition("://")[2])
        hint = _("Write it as tcp://machine:8786.") if wrong else _(FARM_HINT)
        self.farm_row.set_hint(hint, "error" if wrong else "")
        if not wrong and text != self.studio.settings.farm:
            self.set(farm=text)
