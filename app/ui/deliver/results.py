"""Finished files: what each is, and Play, Show in folder, the checksum and the captions beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.deliveries import Delivery, DeliveryReport, Remark
from app.ui import theme
from app.ui.deliver.preset_words import TITLES
from app.ui.i18n import _, file_size, minutes, ngettext, sentence, short_date
from app.ui.icons import icon
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.labels import ElidedLabel, Label, set_tip
from app.ui.widgets.layouts import ScrollColumn, clear_layout

#: Remarks on a card; the check lists them all.
_MOST = 3


class DeliveryCard(QFrame):
    """One finished file. `verify_wanted()` looks into it again, `report_wanted()` shows its whole check."""

    verify_wanted = Signal()
    report_wanted = Signal()

    def __init__(self, delivery: Delivery, *, newest: bool = False) -> None:
        super().__init__()
        self.setProperty("surface", "card")
        self.setAccessibleName(Path(delivery.path).name)
        self.delivery = delivery
        self.path = Path(delivery.path)
        # An image sequence is a folder, every other delivery a file.
        there = self.path.exists()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        column.setSpacing(SPACE_1)
        column.addLayout(self._head(there=there, newest=newest))
        kind = _(TITLES[delivery.preset]) if delivery.preset in TITLES else delivery.preset
        if delivery.part:
            kind = _("{kind}, part {n}").format(kind=kind, n=delivery.part)
        facts = [
            f"{delivery.width} × {delivery.height}",
            minutes(delivery.seconds),
            file_size(delivery.size),
        ]
        column.addWidget(ElidedLabel(f"{kind}   {'   '.join(facts)}", "small"))
        column.addWidget(Label(short_date(delivery.created_at), "caption"))
        words, tone = (_("AI label read back from the file"), "ok") if delivery.label_found else (
            _("Without the AI label"), "warn")  # fmt: skip
        column.addWidget(Label(words, "caption", tone))
        if delivery.report is not None:
            self._add_report(column, delivery.report)
        if not there:
            column.addWidget(
                Label(_("The file was moved or removed."), "caption", "warn", wrap=True)
            )
        column.addLayout(self._buttons(delivery, there=there, newest=newest))

    def _head(self, *, there: bool, newest: bool) -> QHBoxLayout:
        top = QHBoxLayout()
        top.setSpacing(SPACE_2)
        mark = Label()
        mark.setPixmap(
            icon("state.done" if there else "state.missing", "ok" if there else "warn").pixmap(
                QSize(theme.px(18), theme.px(18))
            )
        )
        top.addWidget(mark)
        role = "title" if newest else "body"
        name = ElidedLabel(self.path.name, role, mode=Qt.TextElideMode.ElideMiddle)
        top.addWidget(name, 1)
        return top

    def _add_report(self, column: QVBoxLayout, report: DeliveryReport) -> None:
        """What is wrong is said; what was found right is counted, and listed in the tip."""
        if report.loudness > -69:
            column.addWidget(
                Label(
                    _("{loudness:.1f} LUFS, peak {peak:.1f} dBTP").format(
                        loudness=report.loudness, peak=report.true_peak
                    ),
                    "caption",
                )
            )
        if report.signer:
            words = _("Signed by {name}").format(name=report.signer)
            if report.development:
                words = _("Signed with a development certificate")
            column.addWidget(Label(words, "caption", "muted" if report.development else "ok"))
        right = [sentence(one.message) for one in report.after if one.severity == "info"]
        if right:
            count = ngettext("{n} check passed", "{n} checks passed", len(right)).format(
                n=len(right)
            )
            passed = Label(count, "caption", "ok")
            set_tip(passed, "\n".join(right))
            column.addWidget(passed)
        wrong = [one for one in report.after if one.severity != "info"]
        for remark in wrong[:_MOST]:
            column.addWidget(Label(_said(remark), "caption", _tone(remark), wrap=True))
        if len(wrong) > _MOST:
            button = Button(
                ngettext("Show {n} more", "Show {n} more", len(wrong) - _MOST).format(
                    n=len(wrong) - _MOST
                ),
                "link",
                small=True,
            )
            button.clicked.connect(lambda _checked=False: self.report_wanted.emit())
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        if report.encoder_note:
            column.addWidget(Label(sentence(report.encoder_note), "caption", "muted", wrap=True))

    def _buttons(self, delivery: Delivery, *, there: bool, newest: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_1)
        self.play = Button(_("Play"), "primary" if newest else "plain", "play", small=True)
        self.play.setEnabled(there)
        self.play.clicked.connect(lambda _checked=False: open_outside(self.path))
        self.folder = IconButton("show.folder", _("Show in folder"), tone="text")
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
        look = IconButton("search", _("What this file carries"))
        look.setEnabled(there and self.path.is_file())
        look.clicked.connect(lambda _checked=False: self.verify_wanted.emit())
        row.addWidget(look)
        digest = IconButton(
            "copy", _("Copy the checksum {start}…").format(start=delivery.sha256[:12])
        )
        digest.clicked.connect(
            lambda _checked=False: QGuiApplication.clipboard().setText(delivery.sha256)
        )
        row.addWidget(digest)
        return row


class ResultsPanel(QFrame):
    """The episode's files, newest first; `verify_wanted(path)`, `report_wanted(delivery)`."""

    verify_wanted = Signal(object)
    report_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "clear")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(Label(_("Finished files"), "title"))
        self.files = ScrollColumn(margin=0)
        column.addWidget(self.files, 1)
        self.cards: list[DeliveryCard] = []

    def set_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        """Show them; the same ones again change nothing but what became of their files."""
        clear_layout(self.files.body)
        self.cards = []
        ordered = sorted(deliveries, key=lambda one: one.created_at, reverse=True)
        for place, delivery in enumerate(ordered[:30]):
            card = DeliveryCard(delivery, newest=place == 0)
            card.verify_wanted.connect(lambda path=card.path: self.verify_wanted.emit(path))
            card.report_wanted.connect(lambda one=delivery: self.report_wanted.emit(one))
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


def _said(remark: Remark) -> str:
    return sentence(remark.message)


def _tone(remark: Remark) -> str:
    return "error" if remark.severity == "error" else "warn"
