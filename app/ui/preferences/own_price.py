"""A price the person knows better than the card: one model, one unit, dated, and taken back at any time."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.domain.cards import Card, ModelCard, Price
from app.domain.money import Currency
from app.domain.wording import N_
from app.settings.model import OwnPrice
from app.ui.board.choices import Choice
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _
from app.ui.preferences.money_field import read_amount
from app.ui.preferences.panel_desk import PanelDesk
from app.ui.tokens import SPACE_2
from app.ui.widgets.labels import FormRow, Label

UNITS: tuple[tuple[str, str], ...] = (
    ("second", N_("a second")),
    ("piece", N_("each")),
    ("million_tokens", N_("a million tokens")),
    ("thousand_characters", N_("a thousand characters")),
)
_CURRENCIES: tuple[tuple[Currency, str], ...] = (
    ("CNY", "CNY"),
    ("USD", "USD"),
    ("POINTS", N_("points")),
)


class OwnPriceDialog(ShellDialog):
    """Writes `settings.own_prices`; `changed` is True when something was kept or taken back."""

    def __init__(self, card: Card, model: ModelCard, desk: PanelDesk, parent: QWidget) -> None:
        super().__init__(
            _("Price of {model}").format(model=model.label), parent, width=480, height=380
        )
        self._card, self._model, self._desk = card, model, desk
        self.changed = False
        known = model.prices[0] if model.prices else None
        words = _(
            "What you pay counts in cost sheets from now on, in place of the card's own price."
        )
        self.body.addWidget(Label(words, "muted", wrap=True))
        self.amount = QLineEdit(format(known.amount.normalize(), "f") if known else "")
        self.amount.setAccessibleName(_("Amount"))
        self.currency, self.unit = Choice(_("Currency")), Choice(_("Unit"))
        for code, name in _CURRENCIES:
            self.currency.addItem(_(name) if code == "POINTS" else name, code)
        for unit, name in UNITS:
            self.unit.addItem(_(name), unit)
        self.currency.set_key(known.currency if known else "CNY")
        self.unit.set_key(known.unit if known and known.unit in dict(UNITS) else "second")
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        for field, stretch in ((self.amount, 2), (self.currency, 1), (self.unit, 2)):
            row.addWidget(field, stretch)
        self.price_row = FormRow(_("Price"), holder)
        self.body.addWidget(self.price_row)
        self.resolution = Choice(_("Resolution"))
        self.resolution.addItem(_("Any"), "")
        for one in model.resolutions:
            self.resolution.addItem(one, one)
        self.resolution.set_key("")
        if model.resolutions:
            self.body.addWidget(FormRow(_("For the resolution"), self.resolution))
        self.body.addStretch(1)
        self.back = self.add_button(_("As the card says"), left=True)
        self.back.clicked.connect(lambda _checked=False: self._take_back())
        self.back.setEnabled(bool(self._own()))
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.keep = self.add_button(_("Keep"), "primary")
        self.keep.clicked.connect(lambda _checked=False: self._keep())

    def _own(self) -> list[OwnPrice]:
        return [
            one
            for one in self._desk.studio.settings.own_prices
            if (one.generator, one.model) == (self._card.id, self._model.id)
        ]

    def _keep(self) -> None:
        try:
            amount = read_amount(self.amount.text())
        except ValueError:
            amount = None
        if amount is None:
            self.price_row.set_hint(_("Write an amount such as 20 or 12.50."), "error")
            return
        price = Price.model_validate({
            "unit": self.unit.key(), "amount": amount, "currency": self.currency.key(),
            "resolution": self.resolution.key(),
        })  # fmt: skip
        day = datetime.now(UTC).date().isoformat()
        own = OwnPrice(generator=self._card.id, model=self._model.id, price=price, noted_on=day)
        same = [one for one in self._own() if _place(one.price) != _place(price)]
        self._write([*same, own])

    def _take_back(self) -> None:
        self._write([])

    def _write(self, own: list[OwnPrice]) -> None:
        mine = self._own()
        others = [one for one in self._desk.studio.settings.own_prices if one not in mine]
        if self._desk.keep(own_prices=(*others, *own)):
            self.changed = True
            self.accept()


def _place(price: Price) -> tuple[str, str]:
    """What a price is for: a newer one for the same takes its place."""
    return price.unit, price.resolution
