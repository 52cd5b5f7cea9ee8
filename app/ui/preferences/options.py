"""A vendor's own choices: an endpoint, a gateway, a region; the card says which there are."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.cards import Card, Option
from app.ui.board.choices import Choice
from app.ui.i18n import _, language
from app.ui.preferences.panel_desk import PanelDesk
from app.ui.tokens import SPACE_3
from app.ui.widgets.labels import FormRow


class OptionFields(QWidget):
    """One row for each option of a card; what is typed is kept at once."""

    def __init__(self, card: Card, desk: PanelDesk) -> None:
        super().__init__()
        self.card, self.desk = card, desk
        self.vendor = card.vendor or card.id
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        self.fields: dict[str, QLineEdit | Choice] = {}
        chinese = language() == "zh"
        for option in card.options:
            label = option.label_zh if chinese and option.label_zh else option.label
            note = option.note_zh if chinese and option.note_zh else option.note
            field = self._field(option, label)
            self.fields[option.name] = field
            column.addWidget(FormRow(label, field, note))

    def _field(self, option: Option, label: str) -> QLineEdit | Choice:
        held = self.desk.studio.settings.vendor(self.vendor).options.get(option.name, "")
        if option.choices:
            choice = Choice(label)
            for key in ("", *option.choices):
                choice.addItem(key or _("As the service does"), key)
            choice.set_key(held)
            choice.picked.connect(lambda key: self.keep(option.name, key))
            return choice
        line = QLineEdit(held)
        line.setAccessibleName(label)
        line.editingFinished.connect(lambda: self.keep(option.name, line.text().strip()))
        return line

    def keep(self, name: str, value: str) -> None:
        """Write one option; an empty one is taken away."""
        settings = self.desk.studio.settings
        held = settings.vendor(self.vendor)
        options = {key: old for key, old in held.options.items() if key != name}
        if value:
            options[name] = value
        if options != held.options:
            changed = held.model_copy(update={"options": options})
            self.desk.keep(vendors={**settings.vendors, self.vendor: changed})
