"""The strip below the queue: what was spent, what is promised, who got it, and the figures as a file."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.cast import PALETTE
from app.domain.money import Money
from app.errors import DiskTrouble
from app.studio.attempts import QueueRow, Spend
from app.ui import theme
from app.ui.i18n import _
from app.ui.tokens import SPACE_2, SPACE_4, SPACE_6
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Label


class ShareBar(QWidget):
    """Shares of the spending by generator, as one bar with its words below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[tuple[str, Decimal, str]] = []
        self.setMinimumHeight(theme.px(38))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_parts(self, parts: Sequence[tuple[str, Money]]) -> None:
        """Show these, largest first."""
        ordered = sorted(parts, key=lambda part: -part[1].amount)[:6]
        self._parts = [(name, money.amount, str(money)) for name, money in ordered]
        words = ", ".join(f"{name} {amount}" for name, _share, amount in self._parts)
        self.setAccessibleName(
            _("By generator: {parts}").format(parts=words) if words else _("By generator")
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Bar and words."""
        return QSize(240, theme.px(38))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bar above, names below."""
        _unused = event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(QRectF(0, 4, self.width(), 8), 4, 4)
        whole = sum((share for _name, share, _words in self._parts), Decimal(0))
        x, word_x = 0.0, 0.0
        painter.setFont(theme.font("caption"))
        for place, (name, share, amount) in enumerate(self._parts):
            color = QColor(PALETTE[place % len(PALETTE)])
            width = self.width() * float(share / whole) if whole else 0.0
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawRoundedRect(QRectF(x, 4, max(width - 1, 2), 8), 3, 3)
            x += width
            words = f"{name} {amount}"
            side = painter.fontMetrics().horizontalAdvance(words)
            if word_x + side + 16 < self.width():
                painter.drawEllipse(QRectF(word_x, 22, 8, 8))
                painter.setPen(theme.color("muted"))
                painter.drawText(
                    QRectF(word_x + 12, 16, side + 4, 20), Qt.AlignmentFlag.AlignVCenter, words
                )
                word_x += side + 28
        painter.end()


class SpendStrip(QFrame):
    """Today, month, reserved, cap, by generator; `csv_wanted()` for the file."""

    csv_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "foot")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_2)
        row.setSpacing(SPACE_6)
        self.figures: dict[str, Label] = {}
        for key, name in (("today", _("Today")), ("month", _("This month")), ("whole", _("Project")),
                          ("reserved", _("Reserved")), ("cap", _("Project cap"))):  # fmt: skip
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(Label(name, "caption"))
            figure = Label("–", "title")
            figure.setAccessibleName(name)
            column.addWidget(figure)
            self.figures[key] = figure
            row.addLayout(column)
        self.bar = ShareBar()
        row.addWidget(self.bar, 1)
        save = Button(_("Save as CSV…"), "quiet", "export", small=True)
        save.clicked.connect(lambda _checked=False: self.csv_wanted.emit())
        row.addWidget(save)

    def show_spend(
        self, spend: Spend, cap: Money | None, names: Mapping[str, str], day: Money | None = None
    ) -> None:
        """Show the ledger's sums; `cap` is the project's, `day` what may be spent today."""
        zero = Money(amount=Decimal(0), currency=cap.currency if cap else "CNY")
        for key in ("today", "month", "whole", "reserved"):
            sums: tuple[Money, ...] = getattr(spend, key)
            self.figures[key].setText(" + ".join(str(money) for money in sums or (zero,)))
            self.figures[key].set_tone("" if sums else "muted")
        if day is not None:
            spent = self.figures["today"].text()
            self.figures["today"].setText(_("{spent} of {cap}").format(spent=spent, cap=day))
        self.figures["cap"].setText(str(cap) if cap else _("No limit"))
        self.figures["cap"].set_tone("" if cap else "muted")
        self.bar.set_parts([(names.get(key, key), money) for key, money in spend.by_generator])


def write_csv(path: Path, rows: Sequence[QueueRow]) -> None:
    """Every attempt as one line, in the order it was asked for.

    Raises:
        DiskTrouble: the file cannot be written.
    """
    heads = (
        "attempt",
        "asked",
        "shot",
        "generator",
        "model",
        "state",
        "estimate",
        "cost",
        "currency",
        "vendor_id",
    )
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(heads)
            for row in sorted(rows, key=lambda one: one.attempt.sequence):
                attempt = row.attempt
                paid = attempt.cost or attempt.estimate
                writer.writerow((
                    attempt.id, attempt.created_at.isoformat(timespec="seconds"), row.shot_number, attempt.generator,
                    attempt.model, attempt.state, attempt.estimate.amount if attempt.estimate else "",
                    attempt.cost.amount if attempt.cost else "", paid.currency if paid else "", attempt.provider_id,
                ))  # fmt: skip
    except OSError as trouble:
        raise DiskTrouble(
            f"{path.name} could not be written.", "Choose another place."
        ) from trouble
