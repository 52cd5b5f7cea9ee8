"""The report: looks that do not hold, references missing or not sent, names not in frame, cuts that do not join."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.wording import N_
from app.errors import FenjingError
from app.planning.consistency import Finding
from app.ui.continuity.rows_tree import ReasonRow, RowsTree
from app.ui.i18n import _, ngettext, sentence
from app.ui.page import Context
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.fields import ProgressRow
from app.ui.widgets.labels import ElidedLabel

#: Kind of finding to (title, icon), in the order of how much they spoil.
KINDS: dict[str, tuple[str, str]] = {
    "look_out_of_range": (N_("Looks worn out of their range"), "look"),
    "wardrobe": (N_("Gaps and overlaps in the wardrobe"), "look"),
    "file_missing": (N_("Pinned pictures missing on disk"), "state.missing"),
    "no_reference": (N_("No reference picture"), "sheet"),
    "not_sent": (N_("References that were not sent"), "sheet"),
    "not_in_shot": (N_("Named in the text, not in the shot"), "character"),
    "join": (N_("Frames that do not join"), "link"),
    "color": (N_("Jumps in colour"), "style"),
}

#: What is mended on the sheet, not on the shot.
_ON_THE_SHEET = frozenset({"file_missing", "no_reference"})


class ReportView(QWidget):
    """`shot_wanted(row)` for shots, `wardrobe_wanted`, `sheet_wanted(cast_id)`; `counted(n)`."""

    shot_wanted = Signal(object)
    sheet_wanted = Signal(str)
    wardrobe_wanted = Signal()
    counted = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._session = context, context.project
        self._job: Any = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        outer.setSpacing(SPACE_2)
        head = QHBoxLayout()
        self.told = ElidedLabel("", "small")
        head.addWidget(self.told, 1)
        self.again = Button(_("Look again"), "plain", "retry", small=True)
        self.again.clicked.connect(self.read)
        head.addWidget(self.again)
        self.goto = Button(_("Go to"), "primary", "goto", small=True)
        self.goto.clicked.connect(self._go)
        head.addWidget(self.goto)
        outer.addLayout(head)
        self.progress = ProgressRow(_("Looking at the cuts"))
        self.progress.cancelled.connect(self.stop)
        self.progress.hide()
        outer.addWidget(self.progress)
        self.stack = QStackedWidget()
        self.tree = RowsTree(_("Continuity report"), (_("Shot"), _("What to look at")))
        self.tree.opened.connect(self._open)
        self.tree.itemSelectionChanged.connect(
            lambda: self.goto.setEnabled(bool(self.tree.marked()))
        )
        self.stack.addWidget(self.tree)
        self.calm = EmptyState(
            "state.done",
            _("Nothing breaks the continuity"),
            _("Looks hold, references are there and were sent, and chained cuts join."),
            (_("Go to Board"), lambda: context.go("board")),
        )
        self.stack.addWidget(self.calm)
        outer.addWidget(self.stack, 1)

    def read(self) -> None:
        """What the plan tells at once, then what has to be seen."""
        self.stop()
        try:
            self._show(self._session.continuity.planned(), whole=False)
            self.progress.show_progress(None)
            self.progress.show()
            self._job = self._session.continuity.start_report(
                self._done,
                self._failed,
                progress=lambda share, _words: self.progress.show_progress(share),
            )
        except FenjingError as error:
            self._failed(error)

    def _done(self, findings: Sequence[Finding]) -> None:
        self._job = None
        self.progress.hide()
        self._show(findings, whole=True)

    def _failed(self, error: Exception) -> None:
        self._job = None
        self.progress.hide()
        self._context.notices.error(error)

    def _show(self, findings: Sequence[Finding], *, whole: bool) -> None:
        rows = [
            ReasonRow(
                one.kind, one.shot_number, sentence(one.text), KINDS[one.kind][1],
                one.shot_id or "", one.scene_id or "", one.cast_id or "",
            )
            for one in findings
        ]  # fmt: skip
        self.tree.show_rows(rows, {key: _(words) for key, (words, _icon) in KINDS.items()})
        count = len(rows)
        self.stack.setCurrentIndex(0 if count or not whole else 1)
        words = ngettext("{n} thing to look at", "{n} things to look at", count).format(n=count)
        self.told.setText(words if count else "")
        self.goto.setEnabled(bool(self.tree.marked()))
        self.counted.emit(count)

    def _go(self) -> None:
        marked = self.tree.marked()
        if marked:
            self._open(marked[0])

    def _open(self, row: ReasonRow) -> None:
        if row.group == "wardrobe":
            self.wardrobe_wanted.emit()
        elif row.cast_id and row.group in _ON_THE_SHEET:
            self.sheet_wanted.emit(row.cast_id)
        elif row.shot_id:
            self.shot_wanted.emit(row)

    def stop(self) -> None:
        """Look no further."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self.progress.hide()
