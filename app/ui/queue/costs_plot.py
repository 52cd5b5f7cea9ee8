"""The figures as bars: rejected, price of a kept second, and waiting with its longest tenth, one line a group."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.i18n import _, span
from app.ui.queue.costs_reading import CostRow, share_words

_MOST = 12
_LINE = 26
_HEAD = 26
#: Share of the width that the names take.
_NAMES = 0.28

Measure = Callable[[CostRow], float | None]


class CostsPlot(QWidget):
    """Small multiples: every figure of a group stands in one line, so that groups compare at a glance."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[CostRow] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_rows([])

    def set_rows(self, rows: Sequence[CostRow]) -> None:
        """Show these, the most used first."""
        self._rows = list(rows)[:_MOST]
        self.setFixedHeight(theme.px(_HEAD + _LINE * max(len(self._rows), 1) + 8))
        spoken = "; ".join(", ".join(row.cells) for row in self._rows)
        self.setAccessibleName(_("Plot of the figures: {rows}").format(rows=spoken))
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(theme.px(560), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Three columns of bars."""
        _unused = event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        names = self.width() * _NAMES
        gap = theme.px(18)
        width = (self.width() - names) / 3 - gap
        columns: tuple[tuple[str, str, Measure, Measure, Callable[[CostRow], str]], ...] = (
            (_("Rejected"), "error", lambda row: row.rejected, lambda _row: None,
             lambda row: share_words(row.rejected)),
            (_("Per kept second"), "accent", lambda row: float(row.price) if row.price is not None else None,
             lambda _row: None, lambda row: row.price_words),
            (_("Usual wait, and nine of ten"), "waiting", lambda row: row.wait, lambda row: row.wait_late,
             lambda row: span(row.wait) if row.wait is not None else "–"),
        )  # fmt: skip
        for place, row in enumerate(self._rows):
            self._text(painter, QRectF(0, self._top(place), names - gap, theme.px(_LINE)), row.name)
        for at, (title, tone, value, late, words) in enumerate(columns):
            left = names + at * (width + gap)
            head = QRectF(left, 0, width, theme.px(_HEAD))
            self._text(painter, head, title, "caption", "muted")
            most = max(
                (figure for row in self._rows for figure in (value(row), late(row)) if figure),
                default=1.0,
            )
            if tone == "error":
                most = 1.0
            for place, row in enumerate(self._rows):
                box = QRectF(left, self._top(place), width, theme.px(_LINE))
                self._bar(painter, box, (value(row), late(row), most), tone, words(row))
        painter.end()

    def _top(self, place: int) -> float:
        return theme.px(_HEAD) + place * theme.px(_LINE)

    def _bar(
        self,
        painter: QPainter,
        box: QRectF,
        figures: tuple[float | None, float | None, float],
        tone: str,
        words: str,
    ) -> None:
        value, late, most = figures
        room = box.width() - theme.px(72)
        middle = box.center().y()
        track = QRectF(box.left(), middle - theme.px(5), room, theme.px(10))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(track, 3, 3)
        if late is not None:
            painter.setBrush(theme.color(tone, 0.35))
            length = max(room * min(late / most, 1.0), 2.0)
            painter.drawRoundedRect(QRectF(track.left(), track.top(), length, track.height()), 3, 3)
        if value:
            painter.setBrush(theme.color(tone))
            length = max(room * min(value / most, 1.0), 2.0)
            painter.drawRoundedRect(QRectF(track.left(), track.top(), length, track.height()), 3, 3)
        spot = QRectF(box.left() + room + theme.px(8), box.top(), theme.px(64), box.height())
        self._text(painter, spot, words, "caption", "text" if value is not None else "muted")

    def _text(
        self, painter: QPainter, box: QRectF, words: str, role: str = "small", tone: str = "text"
    ) -> None:
        painter.setFont(theme.font("caption" if role == "caption" else "small"))
        painter.setPen(theme.color(tone))
        shown = painter.fontMetrics().elidedText(
            words, Qt.TextElideMode.ElideRight, int(box.width())
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
