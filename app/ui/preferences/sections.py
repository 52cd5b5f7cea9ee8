"""The plain sections of Preferences: general, appearance, language, storage."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QSlider,
    QWidget,
)

from app import paths
from app.domain.wording import N_
from app.errors import FenjingError
from app.studio.studio import Studio
from app.ui import theme
from app.ui.i18n import LANGUAGES, _, sentence
from app.ui.notices import Notices
from app.ui.tokens import SPACE_2, SPACE_3, SPACE_4
from app.ui.widgets.buttons import Button, SegmentedControl
from app.ui.widgets.labels import ElidedLabel, FormRow, Label
from app.ui.widgets.layouts import ScrollColumn

CAP_HINT = N_("For each project. Nothing is sent that would go beyond it; what is free always is.")


class Section(ScrollColumn):
    """One page of Preferences; `set` keeps a choice at once and tells when the look changed."""

    look_changed = Signal()

    def __init__(self, studio: Studio, notices: Notices, parent: QWidget | None = None) -> None:
        super().__init__(margin=SPACE_2, parent=parent)
        self.body.setSpacing(SPACE_4)
        self.studio, self.notices = studio, notices

    def set(self, **fields: Any) -> bool:
        """Keep new values; False when the settings could not be written."""
        try:
            self.studio.save_settings(self.studio.settings.model_copy(update=fields))
        except FenjingError as error:
            self.notices.error(error)
            return False
        return True

    def set_look(self, **fields: Any) -> None:
        """Keep new values and show them."""
        if self.set(**fields):
            self.look_changed.emit()


class GeneralSection(Section):
    """Where projects go, what is told when jobs end, and how much may be spent in a day."""

    def __init__(self, studio: Studio, notices: Notices) -> None:
        super().__init__(studio, notices)
        settings = studio.settings
        self._folder = ElidedLabel(str(studio.projects_folder()), mode=Qt.TextElideMode.ElideMiddle)
        choose = Button(_("Choose"), small=True)
        choose.clicked.connect(self._choose_folder)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._folder, 1)
        row.addWidget(choose)
        self.body.addWidget(FormRow(_("New projects are kept in"), holder))
        told = QCheckBox(_("Tell me on the desktop when jobs are done or failed"))
        told.setChecked(settings.notices)
        told.toggled.connect(lambda on: self.set(notices=on))
        self.body.addWidget(told)
        self.body.addSpacing(SPACE_3)
        self.body.addWidget(Label(_("Spending"), "title"))
        self._cap = QLineEdit("" if settings.daily_cap is None else str(settings.daily_cap))
        self._cap.setPlaceholderText(_("No cap"))
        self._cap.editingFinished.connect(lambda: self._amount(self._cap, "daily_cap", empty=None))
        self._currency = QComboBox()
        for code in ("CNY", "USD"):
            self._currency.addItem(code, code)
        self._currency.setCurrentIndex(self._currency.findData(settings.cap_currency))
        self._currency.activated.connect(
            lambda _index: self.set(cap_currency=self._currency.currentData())
        )
        self._currency.setAccessibleName(_("Currency of the cap"))
        pair = QHBoxLayout()
        pair.setSpacing(SPACE_3)
        self._cap_row = FormRow(
            _("Most to spend in a day"),
            self._cap,
            _(CAP_HINT),
        )
        pair.addWidget(self._cap_row, 2)
        pair.addWidget(FormRow(_("Currency"), self._currency), 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(pair)
        self._confirm = QLineEdit(str(settings.confirm_above))
        self._confirm.editingFinished.connect(
            lambda: self._amount(self._confirm, "confirm_above", empty=Decimal(20))
        )
        self._confirm_row = FormRow(
            _("Cost sheets above this start on Cancel"),
            self._confirm,
            _("In the currency of the cap."),
        )
        self.body.addWidget(self._confirm_row)
        self._rate = QLineEdit(str(settings.cny_per_usd))
        self._rate.editingFinished.connect(
            lambda: self._amount(self._rate, "cny_per_usd", empty=Decimal("7.1"))
        )
        self._rate_row = FormRow(
            _("Yuan for one dollar, as you reckon"),
            self._rate,
            _("Holds a cap against prices in the other currency."),
        )
        self.body.addWidget(self._rate_row)
        self.body.addStretch(1)

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, _("New projects are kept in"), str(self.studio.projects_folder())
        )
        if chosen and self.set(projects_folder=chosen):
            self._folder.setText(chosen)

    def _amount(self, field: QLineEdit, name: str, *, empty: Decimal | None) -> None:
        text = field.text().strip()
        try:
            amount = Decimal(text) if text else empty
        except InvalidOperation:
            amount = None
            text = "?"
        row, hint = {
            "daily_cap": (self._cap_row, _(CAP_HINT)),
            "confirm_above": (self._confirm_row, _("In the currency of the cap.")),
            "cny_per_usd": (
                self._rate_row,
                _("Holds a cap against prices in the other currency."),
            ),
        }[name]
        wrong = amount is not None and (not amount.is_finite() or amount < 0)
        if text == "?" or wrong or (name == "cny_per_usd" and not amount):
            row.set_hint(_("Write an amount such as 20 or 12.50."), "error")
            return
        row.set_hint(hint)
        if not text and empty is not None:
            field.setText(str(empty))
        if getattr(self.studio.settings, name) != amount:
            self.set(**{name: amount})


class AppearanceSection(Section):
    """Theme, text size, motion."""

    def __init__(self, studio: Studio, notices: Notices) -> None:
        super().__init__(studio, notices)
        settings = studio.settings
        choice = SegmentedControl(
            [("dark", _("Dark")), ("light", _("Light")), ("system", _("As the system"))],
            settings.theme,
            _("Theme"),
        )
        choice.chosen.connect(lambda key: self.set_look(theme=key))
        self.body.addWidget(FormRow(_("Theme"), choice))
        size = QSlider(Qt.Orientation.Horizontal)
        size.setRange(8, 20)
        size.setValue(round(settings.text_percent / 10))
        size.setPageStep(1)
        size.setMinimumHeight(theme.px(28))
        row = FormRow(_("Text size"), size, _("{n} %").format(n=settings.text_percent))
        size.valueChanged.connect(lambda value: row.set_hint(_("{n} %").format(n=value * 10)))
        self.body.addWidget(row)
        use = Button(_("Use this size"), small=True)
        use.clicked.connect(lambda: self.set_look(text_percent=size.value() * 10))
        self.body.addWidget(use, 0, Qt.AlignmentFlag.AlignLeft)
        still = QCheckBox(_("Less motion"))
        still.setChecked(settings.reduce_motion)
        still.toggled.connect(self._set_still)
        self.body.addWidget(still)
        self.body.addWidget(
            Label(
                _(
                    "Messages do not slide, bars do not run to and fro, and the caret does not blink."
                ),
                "caption",
                wrap=True,
            )
        )
        self.body.addStretch(1)

    def _set_still(self, on: bool) -> None:
        application = QApplication.instance()
        if self.set(reduce_motion=on) and isinstance(application, QApplication):
            theme.set_still(application, still=on)


class LanguageSection(Section):
    """The language of the program; the drama's own language belongs to the project."""

    def __init__(self, studio: Studio, notices: Notices) -> None:
        super().__init__(studio, notices)
        choices = [("", _("As the system")), *((code, name) for code, name in LANGUAGES.items())]
        choice = SegmentedControl(
            choices, studio.settings.language or "", _("Language of the program")
        )
        choice.chosen.connect(lambda key: self.set_look(language=key or None))
        self.body.addWidget(
            FormRow(_("Language of the program"), choice, _("Changes at once; nothing is lost."))
        )
        self.body.addWidget(
            Label(
                _("The language a drama is spoken in is a choice of its project."),
                "muted",
                wrap=True,
            )
        )
        self.body.addStretch(1)


class StorageSection(Section):
    """Where things lie on this machine, each with a button that shows it; and the program that makes films."""

    def __init__(self, studio: Studio, notices: Notices) -> None:
        super().__init__(studio, notices)
        for name, folder, hint in (
            (_("Settings"), paths.settings_folder(), _("Your choices. Keys are not in it.")),
            (
                _("Log files"),
                paths.log_folder(),
                _("For problem reports. Keys are taken out; nothing is sent by itself."),
            ),
            (_("Cache"), paths.cache_folder(), _("May be deleted at any time.")),
            (
                _("Projects"),
                studio.projects_folder(),
                _("Each project is one folder that can be moved and copied."),
            ),
        ):
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(ElidedLabel(str(folder), mode=Qt.TextElideMode.ElideMiddle), 1)
            show = Button(_("Show"), small=True)
            show.setAccessibleName(_("Show the folder: {name}").format(name=name))
            show.clicked.connect(lambda _checked=False, place=folder: _open_folder(place))
            row.addWidget(show)
            self.body.addWidget(FormRow(name, holder, hint))
        self._add_ffmpeg()
        self.body.addStretch(1)

    def _add_ffmpeg(self) -> None:
        self._ffmpeg = QLineEdit(self.studio.settings.ffmpeg)
        self._ffmpeg.setPlaceholderText(_("The one that comes with Fenjing"))
        self._ffmpeg.editingFinished.connect(self._keep_ffmpeg)
        self._ffmpeg.setAccessibleName(_("Another ffmpeg"))
        choose = Button(_("Choose"), small=True)
        choose.setAccessibleName(_("Choose another ffmpeg"))
        choose.clicked.connect(self._choose_ffmpeg)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._ffmpeg, 1)
        row.addWidget(choose)
        self._ffmpeg_row = FormRow(
            _("Another ffmpeg"), holder, _("Makes the film files. Empty uses the one that ships.")
        )
        self.body.addWidget(self._ffmpeg_row)

    def _choose_ffmpeg(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(self, _("Choose another ffmpeg"))
        if chosen:
            self._ffmpeg.setText(chosen)
            self._keep_ffmpeg()

    def _keep_ffmpeg(self) -> None:
        program = self._ffmpeg.text().strip()
        if program == self.studio.settings.ffmpeg:
            return
        try:
            said = self.studio.choose_ffmpeg(program)
        except FenjingError as error:
            self._ffmpeg_row.set_hint(sentence(error.message), "error")
            return
        self._ffmpeg_row.set_hint(said, "ok")


def _open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
