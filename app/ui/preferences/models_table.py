"""The models of a generator: what each makes, its lengths and prices, and which are retired."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.cards import Card, ModelCard, Price
from app.domain.money import Currency
from app.domain.wording import N_
from app.ui import theme
from app.ui.i18n import _
from app.ui.icons import icon
from app.ui.models.makers import model_label, retired_words
from app.ui.models.words import media_words
from app.ui.preferences.own_price import OwnPriceDialog
from app.ui.preferences.panel_desk import PanelDesk
from app.ui.tokens import SPACE_1
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Label

_UNITS = {
    "second": N_("{sum} a second"),
    "piece": N_("{sum} each"),
    "million_tokens": N_("{sum} a million tokens"),
    "thousand_characters": N_("{sum} a thousand characters"),
    "picture": N_("{sum} a picture that goes along"),
}
_PARTS = {"input": N_("input"), "cached": N_("input read before"), "output": N_("output")}
_LINES = 12


class ModelsTable(QWidget):
    """A table of models with the prices in force; the person's own take the place of the card's."""

    def __init__(self, card: Card, desk: PanelDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card, self._desk = card, desk
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        self.table = QTableWidget(0, 4)
        self.table.setAccessibleName(_("Models and prices"))
        self.table.setHorizontalHeaderLabels([_("Model"), _("Makes"), _("Length"), _("Price")])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column_ in (1, 2):
            header.setSectionResizeMode(column_, QHeaderView.ResizeMode.ResizeToContents)
        self.table.cellActivated.connect(lambda _row, _column: self.edit_price())
        self.table.itemSelectionChanged.connect(self._enable)
        column.addWidget(self.table)
        foot = QHBoxLayout()
        self.dated = Label("", "caption", wrap=True)
        foot.addWidget(self.dated, 1)
        self.own = Button(_("Own price…"), "quiet", "money", small=True)
        self.own.clicked.connect(lambda _checked=False: self.edit_price())
        self.own.setVisible(card.kind in ("remote", "local"))
        foot.addWidget(self.own, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(foot)
        self.read()

    def read(self) -> None:
        """Fill it from the card."""
        models = self._card.models
        self.table.setRowCount(len(models))
        line = theme.px(30)
        for row, model in enumerate(models):
            self._fill(row, model)
            self.table.setRowHeight(row, line)
        shown = min(len(models), _LINES)
        self.table.setFixedHeight(line * shown + theme.px(36))
        self._enable()
        own = [
            one for one in self._desk.studio.settings.own_prices if one.generator == self._card.id
        ]
        checked = self._card.prices_checked_on
        known = any(model.prices for model in models)
        if checked and known:
            self.dated.setText(
                _("Prices as of {day}. The vendor's own page counts.").format(day=checked)
            )
        elif self._card.kind == "remote" and not known:
            self.dated.setText(
                _("No prices are known; they are said as unknown before anything is sent.")
            )
        if own:
            newest = max(one.noted_on for one in own)
            words = _("Prices of your own, noted on {day}, count first.").format(day=newest)
            self.dated.setText(f"{words} {self.dated.text()}".strip())

    def edit_price(self) -> None:
        """A price of one's own for the chosen model."""
        row = self.table.currentRow()
        if not 0 <= row < len(self._card.models) or not self.own.isEnabled():
            return
        dialog = OwnPriceDialog(self._card, self._card.models[row], self._desk, self.window())
        dialog.finished.connect(lambda _code: self._price_changed(changed=dialog.changed))
        dialog.open()

    def _price_changed(self, *, changed: bool) -> None:
        if changed:
            catalog = self._desk.studio.catalog
            self._card = catalog[self._card.id].card
            self.read()

    def _enable(self) -> None:
        row = self.table.currentRow()
        models = self._card.models
        self.own.setEnabled(0 <= row < len(models) and not models[row].retired_on)

    def _fill(self, row: int, model: ModelCard) -> None:
        retired = retired_words(model)
        texts = (
            model_label(model),
            media_words(self._card.media_of(model)),
            "" if retired else length_words(model),
            retired or (_("free") if self._card.kind == "local" else price_line(model.prices)),
        )
        for place, text in enumerate(texts):
            cell = QTableWidgetItem(text)
            tip = (
                text
                if place != 3 or retired
                else "\n".join(price_words(one) for one in model.prices)
            )
            cell.setToolTip(f"{model.id}\n{tip}" if place == 0 else tip)
            if retired:
                cell.setForeground(QColor(theme.color("muted")))
                if place == 0:
                    cell.setIcon(icon("state.omitted", "muted"))
            self.table.setItem(row, place, cell)


def length_words(model: ModelCard) -> str:
    """`4–15 s`, or the lengths to choose from; empty for what has none."""
    if model.seconds_choices:
        return _("{lengths} s").format(
            lengths=", ".join(f"{one:g}" for one in model.seconds_choices)
        )
    if model.media and not {"video", "lips"} & set(model.media):
        return ""
    return _("{least}–{most} s").format(
        least=f"{model.seconds_min:g}", most=f"{model.seconds_max:g}"
    )


def price_words(price: Price) -> str:
    """One price with its unit and what it holds for."""
    words = _(_UNITS[price.unit]).format(sum=exact(price.amount, price.currency))
    parts = [price.resolution] if price.resolution else []
    if price.with_sound is not None:
        parts.append(_("with sound") if price.with_sound else _("silent"))
    if price.part:
        parts.append(_(_PARTS[price.part]))
    return f"{words} ({', '.join(parts)})" if parts else words


def price_line(prices: tuple[Price, ...]) -> str:
    """All prices of a model in one line; none is said as unknown."""
    return "  ".join(price_words(price) for price in prices) if prices else _("price unknown")


def exact(amount: Decimal, currency: Currency) -> str:
    """An amount with all its digits: `$0.103`, where sums of money have two."""
    digits = format(amount.normalize(), "f")
    sign = {"CNY": "¥", "USD": "$"}.get(currency, "")
    return f"{sign}{digits}" if sign else _("{n} points").format(n=digits)
