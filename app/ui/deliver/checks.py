"""What the cut still lacks before it goes out, each with a way to the place where it is put right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.studio.reviewing import Finding
from app.ui import theme
from app.ui.i18n import _, ngettext, sentence
from app.ui.icons import icon
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Label, SectionHeader
from app.ui.widgets.layouts import ScrollColumn, clear_layout

_TONES = {"error": "error", "warning": "warn", "info": "accent"}
_MOST = 60


class ChecksPanel(QFrame):
    """Findings, the serious ones first; `go(shot_id)`."""

    go = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        column.setSpacing(SPACE_2)
        self.header = SectionHeader(_("Checks"), "title")
        column.addWidget(self.header)
        self.summary = Label("", "muted", wrap=True)
        column.addWidget(self.summary)
        self.rows = ScrollColumn(margin=0)
        self.rows.body.setSpacing(SPACE_1)
        column.addWidget(self.rows, 1)
        self.shown: list[Finding] = []

    def set_findings(self, findings: Sequence[Finding]) -> None:
        """Show them."""
        order = {"error": 0, "warning": 1, "info": 2}
        self.shown = sorted(findings, key=lambda one: order[one.severity])
        clear_layout(self.rows.body)
        serious = sum(1 for one in self.shown if one.severity == "error")
        hints = len(self.shown) - serious
        if not self.shown:
            self.summary.setText(
                _("Everything is there: every shot has a take and every line is heard.")
            )
            self.summary.set_tone("ok")
        else:
            parts = []
            if serious:
                parts.append(
                    ngettext("{n} thing is wrong", "{n} things are wrong", serious).format(
                        n=serious
                    )
                )
            if hints:
                parts.append(
                    ngettext("{n} thing to look at", "{n} things to look at", hints).format(n=hints)
                )
            self.summary.setText(", ".join(parts))
            self.summary.set_tone("error" if serious else "warn")
        for finding in self.shown[:_MOST]:
            self.rows.body.addWidget(self._row(finding))
        if len(self.shown) > _MOST:
            more = len(self.shown) - _MOST
            self.rows.body.addWidget(
                Label(ngettext("and {n} more", "and {n} more", more).format(n=more), "caption")
            )
        self.rows.body.addStretch(1)

    def _row(self, finding: Finding) -> QWidget:
        box = QFrame()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(SPACE_2)
        tone = _TONES[finding.severity]
        mark = Label()
        meaning = {"error": "state.error", "warn": "state.warn"}.get(tone, "state.info")
        mark.setPixmap(icon(meaning, tone).pixmap(QSize(theme.px(16), theme.px(16))))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(Label(sentence(finding.message), "small", wrap=True), 1)
        if finding.shot_id is not None:
            button = Button(_("Go to"), "link", small=True)
            button.setAccessibleName(_("Go to: {what}").format(what=sentence(finding.message)))
            button.clicked.connect(lambda _checked=False, shot=finding.shot_id: self.go.emit(shot))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return box
