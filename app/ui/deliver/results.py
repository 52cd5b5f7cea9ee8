"""Finished files: what each is, and Play, Show in folder, the checksum and the captions beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.deliveries import Delivery
from app.studio.reviewing import Finding
from app.ui import theme
from app.ui.i18n import _, file_size, minutes, ngettext, sentence, short_date
from app.ui.icons import icon
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.layouts import ScrollColumn, clear_layout


class DeliveryCard(QFrame):
    """One finished file."""

    def __init__(
        self, delivery: Delivery, findings: Sequence[Finding] = (), *, newest: bool = False
    ) -> None:
        super().__init__()
        self.setProperty("surface", "card")
        self.setAccessibleName(Path(delivery.path).name)
        self.path = Path(delivery.path)
        there = self.path.is_file()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        column.setSpacing(SPACE_1)
        top = QHBoxLayout()
        top.setSpacing(SPACE_2)
        mark = Label()
        mark.setPixmap(
            icon("state.done" if there else "state.missing", "ok" if there else "warn").pixmap(
                QSize(theme.px(18), theme.px(18))
            )
        )
        top.addWidget(mark)
        top.addWidget(
            ElidedLabel(
                self.path.name, "title" if newest else "body", mode=Qt.TextElideMode.ElideMiddle
            ),
            1,
        )
        column.addLayout(top)
        facts = [
            f"{delivery.width} × {delivery.height}",
            minutes(delivery.seconds),
            file_size(delivery.size),
        ]
        column.addWidget(Label("   ".join(facts), "small"))
        column.addWidget(Label(short_date(delivery.created_at), "caption"))
        words, tone = (_("AI label read back from the file"), "ok") if delivery.label_found else (
            _("Without the AI label"), "warn")  # fmt: skip
        column.addWidget(Label(words, "caption", tone))
        self._add_findings(column, findings)
        if not there:
            column.addWidget(
                Label(_("The file was moved or removed."), "caption", "warn", wrap=True)
            )
        column.addLayout(self._buttons(delivery, there=there, newest=newest))

    def _add_findings(self, column: QVBoxLayout, findings: Sequence[Finding]) -> None:
        """What is wrong is said; what was found right is counted, and listed in the tip."""
        right = [sentence(one.message) for one in findings if one.severity == "info"]
        if right:
            count = ngettext("{n} check passed", "{n} checks passed", len(right)).format(
                n=len(right)
            )
            passed = Label(count, "caption", "ok")
            passed.setToolTip("\n".join(right))
            column.addWidget(passed)
        for finding in findings:
            if finding.severity != "info":
                tone = "error" if finding.severity == "error" else "warn"
                column.addWidget(Label(sentence(finding.message), "caption", tone, wrap=True))

    def _buttons(self, delivery: Delivery, *, there: bool, newest: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_1)
        self.play = Button(_("Play"), "primary" if newest else "plain", "play", small=True)
        self.play.setEnabled(there)
        self.play.clicked.connect(lambda _checked=False: open_outside(self.path))
        self.folder = Button(_("Show in folder"), "quiet", "show.folder", small=True)
        self.folder.setEnabled(self.path.parent.is_dir())
        self.folder.clicked.connect(lambda _checked=False: open_outside(self.path.parent))
        row.addWidget(self.play)
        row.addWidget(self.folder)
        row.addStretch(1)
        captions = self.path.with_suffix(".srt")
        if captions.is_file():
            srt = IconButton("captions", _("Open the captions (SRT)"))
            srt.clicked.connect(lambda _checked=False: open_outside(captions))
            row.addWidget(srt)
        digest = IconButton(
            "copy", _("Copy the checksum {start}…").format(start=delivery.sha256[:12])
        )
        digest.clicked.connect(
            lambda _checked=False: QGuiApplication.clipboard().setText(delivery.sha256)
        )
        row.addWidget(digest)
        return row


class ResultsPanel(QFrame):
    """The episode's files, newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_2)
        column.setSpacing(SPACE_2)
        column.addWidget(Label(_("Finished files"), "title"))
        self.files = ScrollColumn(margin=0)
        column.addWidget(self.files, 1)
        self.cards: list[DeliveryCard] = []

    def set_deliveries(
        self, deliveries: Sequence[Delivery], findings: Sequence[Finding] = ()
    ) -> None:
        """Show them; `findings` belong to the newest."""
        clear_layout(self.files.body)
        self.cards = []
        ordered = sorted(deliveries, key=lambda one: one.created_at, reverse=True)
        for place, delivery in enumerate(ordered[:30]):
            card = DeliveryCard(delivery, findings if place == 0 else (), newest=place == 0)
            self.cards.append(card)
            self.files.body.addWidget(card)
        if not ordered:
            words = Label(
                _("Nothing was rendered yet. Finished files are listed here with their checksum."),
                "muted",
                wrap=True,
            )
            self.files.body.addWidget(words)
        self.files.body.addStretch(1)


def open_outside(path: Path) -> bool:
    """Open a file or folder in the program that the desktop chose for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
