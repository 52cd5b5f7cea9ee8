"""An amount with its currency, kept when the person leaves it; nonsense is explained and nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.money import Currency, Money
from app.ui import theme
from app.ui.board.choices import Choice
from app.ui.i18n import _
from app.ui.tokens import SPACE_2
from app.ui.widgets.labels import FormRow

_CURRENCIES: tuple[Currency, ...] = ("CNY", "USD")


def read_amount(text: str) -> Decimal | None:
    """A positive amount such as `12.50`; None for an empty text.

    Raises:
        ValueError: it is no such amount.
    """
    if not text.strip():
        return None
    try:
        amount = Decimal(text.strip().replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not amount.is_finite() or amount < 0:
        raise ValueError(text)
    return amount


class MoneyField(QWidget):
    """`keep(money)` is called with what the person left; None when the field is empty."""

    def __init__(
        self,
        name: str,
        held: Money | None,
        keep: Callable[[Money | None], object],
        *,
        hint: str = "",
        placeholder: str = "",
        currency: Currency = "CNY",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._keep, self._hint, self._held = keep, hint, held
        self.amount = QLineEdit("" if held is None else format(held.amount.normalize(), "f"))
        self.amount.setPlaceholderText(placeholder)
        self.amount.setAccessibleName(name)
        self.amount.editingFinished.connect(self.flush)
        self.currency = Choice(_("Currency"))
        self.currency.setAccessibleName(f"{name}: {_('Currency')}")
        for code in _CURRENCIES:
            self.currency.addItem(code, code)
        self.currency.set_key(held.currency if held else currency)
        self.currency.setFixedWidth(theme.px(92))
        self.currency.picked.connect(lambda _key: self.flush())
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.amount, 1)
        row.addWidget(self.currency)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.row = FormRow(name, holder, hint)
        column.addWidget(self.row)

    def flush(self) -> None:
        """Keep what stands in it, when it changed and makes sense."""
        try:
            amount = read_amount(self.amount.text())
        except ValueError:
            self.row.set_hint(_("Write an amount such as 20 or 12.50."), "error")
            return
        self.row.set_hint(self._hint)
        code: Currency = "USD" if self.currency.key() == "USD" else "CNY"
        wanted = None if amount is None else Money(amount=amount, currency=code)
        if wanted != self._held:
            self._held = wanted
            self._keep(wanted)
