"""What it really costs: the project's own reject rate, price of a kept second and waiting, as table and plot."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.recipes import Medium
from app.studio.session import Session
from app.ui import theme
from app.ui.board.choices import Choice
from app.ui.i18n import _, ngettext
from app.ui.models.makers import Makers
from app.ui.models.words import MEDIA
from app.ui.queue.costs_plot import CostsPlot
from app.ui.queue.costs_reading import COLUMNS, GROUPINGS, row_of, undecided
from app.ui.tokens import SPACE_2, SPACE_3, SPACE_4
from app.ui.widgets.buttons import SegmentedControl
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.labels import Label, SectionHeader
from app.ui.widgets.layouts import ScrollColumn

_MEDIA: dict[str, Medium] = {
    "video": "video",
    "picture": "picture",
    "voice": "voice",
    "lips": "lips",
}


class CostsPanel(QFrame):
    """Reads the figures when it is shown; nothing here spends."""

    def __init__(
        self,
        session: Session,
        makers: Makers,
        to_board: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self._session, self._makers = session, makers
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        column.setSpacing(SPACE_3)
        top = QHBoxLayout()
        top.setSpacing(SPACE_2)
        self.by = SegmentedControl(
            [(key, _(words)) for key, words, _dimensions in GROUPINGS], "model", _("Told by")
        )
        self.by.chosen.connect(lambda _key: self.read())
        top.addWidget(self.by)
        top.addStretch(1)
        self.medium = Choice(_("What was made"))
        self.medium.addItem(_("Everything"), "")
        for key in _MEDIA:
            self.medium.addItem(_(MEDIA[key]), key)
        self.medium.set_key("")
        self.medium.setFixedWidth(theme.px(160))
        self.medium.picked.connect(lambda _key: self.read())
        top.addWidget(self.medium)
        column.addLayout(top)
        self.stack = QStackedWidget()
        self.figures = ScrollColumn(margin=0)
        self.table = self._table()
        self.figures.body.addWidget(self.table)
        self.hint = Label("", "caption", wrap=True)
        self.figures.body.addWidget(self.hint)
        self.figures.body.addWidget(SectionHeader(_("At a glance")))
        self.plot = CostsPlot()
        self.figures.body.addWidget(self.plot)
        self.figures.body.addStretch(1)
        self.stack.addWidget(self.figures)
        self.stack.addWidget(
            EmptyState(
                "money", _("Nothing paid has been made yet"),
                _("Once takes were made and picked, this shows what is kept, what it costs and how long it takes."),
                (_("Go to the Board"), to_board),
            )
        )  # fmt: skip
        column.addWidget(self.stack, 1)

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(COLUMNS))
        table.setAccessibleName(_("What it really costs"))
        table.setHorizontalHeaderLabels([_(words) for words in COLUMNS])
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.px(30))
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        return table

    def read(self) -> None:
        """Read the figures anew."""
        dimensions = next(of for key, _words, of in GROUPINGS if key == self.by.current())
        medium = _MEDIA.get(self.medium.key())
        found = self._session.production.experience.table(dimensions, medium=medium)
        rows = [row_of(one, self._makers) for one in found]
        self.table.setRowCount(len(rows))
        for place, row in enumerate(rows):
            for column, words in enumerate(row.cells):
                self.table.setItem(place, column, QTableWidgetItem(words))
        self.table.setFixedHeight(theme.px(30) * min(len(rows), 12) + theme.px(40))
        waiting = undecided(found) if dimensions == ("generator", "model") else 0
        words = ngettext(
            "{n} take waits for a pick; it counts when one is chosen.",
            "{n} takes wait for a pick; they count when one is chosen.",
            waiting,
        ).format(n=waiting)
        self.hint.setText(words)
        self.hint.setVisible(bool(waiting))
        self.plot.set_rows(rows)
        self.stack.setCurrentIndex(0 if rows else 1)
