"""Any model of an aggregator or of an address of one's own, by its id: a form that writes its card."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.cards import Card, InputField
from app.errors import BadInput, FenjingError
from app.studio.card_inputs import read_schema
from app.ui import theme
from app.ui.board.choices import Choice
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _, sentence
from app.ui.models.words import MEDIA
from app.ui.preferences.card_fields import INPUT_LABELS, TEMPLATES, WITH_INPUTS, card_fields
from app.ui.preferences.money_field import read_amount
from app.ui.preferences.own_price import UNITS
from app.ui.preferences.panel_desk import PanelDesk
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.labels import FormRow, Label, SectionHeader
from app.ui.widgets.layouts import ScrollColumn, clear_layout

_FORMS = ("", "text", "number", "yes_no", "file", "files")


class ModelForm(ShellDialog):
    """`saved` is the id of the card that was kept; empty when none was."""

    def __init__(self, desk: PanelDesk, parent: QWidget, card: Card | None = None) -> None:
        super().__init__(_("A model by its id"), parent, width=760, height=760)
        self._desk, self._old = desk, card
        self.saved = ""
        self.templates = [
            (key, words) for key, words in TEMPLATES if desk.studio.catalog.get(key) is not None
        ]
        words = _(
            "The account, key and manners are the service's; the model is told in its own words."
        )
        self.body.addWidget(Label(words, "muted", wrap=True))
        scroll = ScrollColumn(margin=0)
        self.form = scroll.body
        self._build()
        self.form.addStretch(1)
        self.body.addWidget(scroll, 1)
        self.told = QVBoxLayout()
        self.told.setSpacing(SPACE_2)
        self.body.addLayout(self.told)
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.keep = self.add_button(_("Keep"), "primary")
        self.keep.clicked.connect(lambda _checked=False: self.save())
        if card is not None:
            self._show(card)
        self._follow()

    # -- parts -----------------------------------------------------------------------------------
    def _build(self) -> None:
        self.service, self.medium = Choice(_("Service")), Choice(_("What it makes"))
        for key, words in self.templates:
            self.service.addItem(_(words), key)
        self.service.setCurrentIndex(0)
        self.service.picked.connect(lambda _key: self._follow())
        for medium, words in MEDIA.items():
            self.medium.addItem(_(words), medium)
        self.medium.set_key("video")
        self._pair(FormRow(_("Service"), self.service), FormRow(_("What it makes"), self.medium))
        self.model, self.label = QLineEdit(), QLineEdit()
        self.model.setPlaceholderText(_("owner/model, as the service writes it"))
        self.label.setPlaceholderText(_("How you call it"))
        self._pair(FormRow(_("The model's id"), self.model), FormRow(_("Name"), self.label))
        self.address = QLineEdit()
        self.address.setPlaceholderText("https://")
        self.address_row = FormRow(_("Address"), self.address, _("Where your gateway answers."))
        self.form.addWidget(self.address_row)
        self.seconds, self.pictures = QLineEdit(), QLineEdit()
        self.seconds.setPlaceholderText(_("5, 10 or 4-15"))
        self.pictures.setPlaceholderText("0")
        self.seconds_row = FormRow(_("Lengths in seconds"), self.seconds)
        self._pair(self.seconds_row, FormRow(_("Reference pictures at most"), self.pictures))
        self.aspects, self.resolutions = QLineEdit("9:16, 16:9, 1:1"), QLineEdit()
        self.resolutions.setPlaceholderText("720p, 1080p")
        self._pair(FormRow(_("Aspects"), self.aspects), FormRow(_("Resolutions"), self.resolutions))
        self.amount, self.currency, self.unit = (
            QLineEdit(),
            Choice(_("Currency")),
            Choice(_("Unit")),
        )
        self.amount.setPlaceholderText(_("Unknown"))
        self.amount.setAccessibleName(_("Price"))
        for code in ("USD", "CNY"):
            self.currency.addItem(code, code)
        for unit, name in UNITS:
            self.unit.addItem(_(name), unit)
        self.currency.set_key("USD")
        self.unit.set_key("second")
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        for field, stretch in ((self.amount, 2), (self.currency, 1), (self.unit, 2)):
            row.addWidget(field, stretch)
        self.price_row = FormRow(_("Price"), holder)
        self.form.addWidget(self.price_row)
        self.inputs = QWidget()
        self._build_inputs()
        self.form.addWidget(self.inputs)

    def _pair(self, left: QWidget, right: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        row.addWidget(left, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(right, 1, Qt.AlignmentFlag.AlignTop)
        self.form.addLayout(row)

    def _build_inputs(self) -> None:
        column = QVBoxLayout(self.inputs)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        header = SectionHeader(_("What the model calls it"))
        self.paste = Button(_("From the copied schema"), "quiet", "paste", small=True)
        self.paste.setToolTip(
            _("Copy the JSON schema that the service publishes for the model, then press this.")
        )
        self.paste.clicked.connect(lambda _checked=False: self.read_schema())
        header.add(self.paste)
        column.addWidget(header)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(SPACE_2)
        names = {
            "": _("as usual"), "text": _("as text"), "number": _("as a number"), "yes_no": _("as yes or no"),
            "file": _("as one file"), "files": _("as a list of files"),
        }  # fmt: skip
        self.fields: dict[str, tuple[QLineEdit, Choice]] = {}
        for place, (word, label) in enumerate(INPUT_LABELS):
            name, form = QLineEdit(), Choice(_("{name}: how it is written").format(name=_(label)))
            name.setAccessibleName(_(label))
            name.setPlaceholderText(_("Not told"))
            for key in _FORMS:
                form.addItem(names[key], key)
            form.set_key("")
            self.fields[word] = (name, form)
            grid.addWidget(Label(_(label), "caption", wrap=True), place, 0)
            grid.addWidget(name, place, 1)
            grid.addWidget(form, place, 2)
        self.fields["prompt"][0].setText("prompt")
        grid.setColumnMinimumWidth(0, theme.px(130))
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 2)
        column.addLayout(grid)

    # -- content ---------------------------------------------------------------------------------
    def _follow(self) -> None:
        key = self.service.key()
        self.inputs.setVisible(key in WITH_INPUTS)
        self.address_row.setVisible(key not in WITH_INPUTS)
        if key == "compatible-chat":
            self.medium.set_key("text")
        elif key == "compatible-speech":
            self.medium.set_key("voice")
        self.medium.setEnabled(key in WITH_INPUTS)

    def _show(self, card: Card) -> None:
        """An own card, to be changed."""
        model = card.models[0]
        service = card.vendor if card.vendor in WITH_INPUTS else self._service_of(card)
        self.service.set_key(service)
        self.service.setEnabled(False)
        self.medium.set_key(card.media_of(model)[0])
        self.model.setText(model.id)
        self.label.setText(model.label)
        self.address.setText(card.address)
        if model.seconds_choices:
            self.seconds.setText(", ".join(f"{one:g}" for one in model.seconds_choices))
        else:
            self.seconds.setText(f"{model.seconds_min:g}-{model.seconds_max:g}")
        self.pictures.setText(str(model.references_most or ""))
        self.aspects.setText(", ".join(model.aspects))
        self.resolutions.setText(", ".join(model.resolutions))
        if model.prices:
            price = model.prices[0]
            self.amount.setText(format(price.amount.normalize(), "f"))
            self.currency.set_key(price.currency)
            self.unit.set_key(price.unit)
        self.show_inputs(model.inputs)

    def _service_of(self, card: Card) -> str:
        return "compatible-speech" if "voice" in card.media else "compatible-chat"

    def show_inputs(self, inputs: Sequence[InputField]) -> None:
        """Fill in what the model calls our words."""
        found = {one.word: one for one in inputs}
        for word, (name, form) in self.fields.items():
            one = found.get(word)
            name.setText(one.field if one else "")
            form.set_key(one.form if one else "")

    def read_schema(self, text: str = "") -> None:
        """Propose the fields from a schema on the clipboard."""
        try:
            self.show_inputs(read_schema(text or QGuiApplication.clipboard().text()))
        except BadInput as error:
            self._tell([f"{sentence(error.message)} {sentence(error.fix)}"])
            return
        self._tell([])

    def typed_inputs(self) -> list[InputField]:
        """The map as it stands: words and units of an edited card that the form does not show are kept."""
        old = {one.word: one for one in self._old.models[0].inputs} if self._old else {}
        kept = [one for word, one in old.items() if word not in self.fields]
        typed = []
        for word, (name, form) in self.fields.items():
            if name.text().strip():
                extra = old[word].model_dump(include={"unit", "values"}) if word in old else {}
                fields = {"word": word, "field": name.text().strip(), "form": form.key(), **extra}
                typed.append(InputField.model_validate(fields))
        return [*typed, *kept]

    def save(self) -> bool:
        """Check everything and keep the card; what is wrong is told in sentences."""
        try:
            fields = self._fields()
        except ValueError as error:
            self._tell([str(error)])
            return False
        cards = self._desk.studio.cards
        checked = cards.validate(fields)
        if checked.card is None or checked.problems:
            self._tell([sentence(one) for one in checked.problems])
            return False
        try:
            cards.save(checked.card)
        except FenjingError as error:
            self._tell([sentence(error.message)])
            return False
        self.saved = checked.card.id
        self.accept()
        return True

    def _fields(self) -> dict[str, object]:
        if not self.model.text().strip():
            raise ValueError(_("Write the model's id as the service writes it."))
        template = self._desk.studio.catalog[self.service.key()].card
        try:
            amount = read_amount(self.amount.text())
        except ValueError:
            raise ValueError(_("Write an amount such as 20 or 12.50.")) from None
        price = {"unit": self.unit.key(), "amount": amount, "currency": self.currency.key()}
        pictures = self.pictures.text().strip() or "0"
        if not pictures.isdigit():
            raise ValueError(_("Write how many pictures as a number."))
        try:
            inputs = self.typed_inputs() if self.service.key() in WITH_INPUTS else []
        except ValueError:
            raise ValueError(_("A field's name has letters, digits, _ and dots only.")) from None
        try:
            return card_fields(
                template,
                model_id=self.model.text(),
                label=self.label.text(),
                medium=self.medium.key(),
                seconds=self.seconds.text() if self.medium.key() in ("video", "lips") else "",
                aspects=self.aspects.text(),
                resolutions=self.resolutions.text(),
                pictures=int(pictures),
                price=price if amount is not None else None,
                inputs=inputs,
                address="" if self.service.key() in WITH_INPUTS else self.address.text(),
                card_id=self._old.id if self._old else "",
            )
        except ValueError:
            raise ValueError(_("Write lengths such as 5, 10 or 4-15.")) from None

    def _tell(self, problems: Sequence[str]) -> None:
        clear_layout(self.told)
        for words in problems[:3]:
            self.told.addWidget(Banner(words, "error", closable=False))
