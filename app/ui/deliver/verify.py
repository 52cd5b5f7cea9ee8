"""What any file carries: its streams, the AI label in its data, its signature, and what stands out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.wording import N_
from app.errors import FenjingError
from app.studio.studio import Studio
from app.ui import theme
from app.ui.deliver.results import open_outside
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _, file_size, ngettext, sentence
from app.ui.icons import icon
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from app.ui.widgets.cards import Banner
from app.ui.widgets.fields import ProgressRow
from app.ui.widgets.labels import Label
from app.ui.widgets.layouts import ScrollColumn, clear_layout

#: Keys of the AIGC field (GB 45438-2025, Appendix E) in words.
FIELDS: dict[str, str] = {
    "Label": N_("Kind"),
    "ContentProducer": N_("Producer"),
    "ProduceID": N_("Producer's number"),
    "ReservedCode1": N_("Producer's check code"),
    "ContentPropagator": N_("Platform"),
    "PropagateID": N_("Platform's number"),
    "ReservedCode2": N_("Platform's check code"),
}
KINDS: dict[str, str] = {
    "1": N_("made with AI"),
    "2": N_("possibly made with AI"),
    "3": N_("suspected of being made with AI"),
}
#: Kinds of tracks in words.
STREAMS: dict[str, str] = {
    "video": N_("Picture"),
    "audio": N_("Sound"),
    "subtitle": N_("Captions"),
    "data": N_("Data"),
}
#: Digital source types of IPTC in words.
SOURCES: dict[str, str] = {
    "trainedAlgorithmicMedia": N_("made by AI models"),
    "compositeWithTrainedAlgorithmicMedia": N_("put together, with parts made by AI models"),
    "compositeSynthetic": N_("put together with synthetic parts"),
    "algorithmicMedia": N_("drawn by rules, without AI models"),
    "digitalCapture": N_("recorded by a camera"),
    "composite": N_("put together from several sources"),
    "humanEdits": N_("edited by hand"),
}


class VerifyDialog(ShellDialog):
    """Reads one file in the background and says what it carries."""

    def __init__(self, studio: Studio, path: Path, parent: QWidget) -> None:
        super().__init__(_("What this file carries"), parent, width=640, height=640)
        self._studio = studio
        self.report: Any = None
        self.progress = ProgressRow(path.name, cancellable=False)
        self.progress.show_progress(None, _("Reading"))
        self.body.addWidget(self.progress)
        self.column = ScrollColumn(margin=0)
        self.body.addWidget(self.column, 1)
        self.copy = self.add_button(_("Copy as text"), left=True)
        self.copy.clicked.connect(lambda _checked=False: self._copy())
        self.copy.setEnabled(False)
        folder = self.add_button(_("Show in folder"), left=True)
        folder.clicked.connect(lambda _checked=False: open_outside(path.parent))
        self.add_button(_("Close"), "primary").clicked.connect(self.accept)
        self._lines: list[str] = [str(path)]
        self._job: Any = studio.start_verify(path, self._came, self._failed)
        self.finished.connect(lambda _result: self._job.cancel())

    def _came(self, report: Any) -> None:
        self.report = report
        self.progress.hide()
        self.copy.setEnabled(True)
        clear_layout(self.column.body)
        self._file(report)
        self._label(report)
        self._signature(report)
        self._metadata(report)
        self.column.body.addStretch(1)

    def _failed(self, error: Exception) -> None:
        self.progress.hide()
        if isinstance(error, FenjingError):
            banner = Banner(sentence(error.message), "error", sentence(error.fix), closable=False)
        else:
            banner = Banner(_("This file cannot be read."), "error", closable=False)
        self.column.body.addWidget(banner)
        self.column.body.addStretch(1)

    # -- sections --------------------------------------------------------------------------------
    def _file(self, report: Any) -> None:
        card = self._card(Path(report.path).name, "file", "accent")
        rows = [(_("Container"), report.container), (_("File size"), file_size(report.size))]
        if report.facts is not None and report.facts.seconds:
            rows.append((_("Length"), timed(report.facts.seconds)))
        if report.facts is not None and not report.streams and report.facts.width:
            rows.append((_("Pixels"), f"{report.facts.width} × {report.facts.height}"))
        for stream in report.streams:
            name = _(STREAMS[stream.kind]) if stream.kind in STREAMS else stream.kind
            rows.append((name, stream_words(stream)))
        rows.append(("SHA-256", report.sha256))
        self._grid(card, rows)
        for problem in report.problems:
            self._line(card, sentence(problem), "warn")

    def _label(self, report: Any) -> None:
        held = report.label
        tone, meaning = ("ok", "state.done") if held else ("warn", "state.warn")
        card = self._card(_("AI label in the file's data"), meaning, tone)
        if not held:
            words = _("Nothing in it says that it was made with AI.")
            self._line(card, words, "muted")
        rows = []
        for key, value in (held or {}).items():
            said = _(KINDS[value]) if key == "Label" and value in KINDS else value
            if said:
                rows.append((_(FIELDS.get(key, key)), said))
        self._grid(card, rows)

    def _signature(self, report: Any) -> None:
        signed = report.signed
        if signed is None:
            card = self._card(_("Signature (C2PA)"), "state.info", "muted")
            self._line(card, _("This file is not signed."), "muted")
            return
        sound = signed.is_sound
        trusted = signed.state == "Trusted"
        tone, meaning = ("ok", "state.done") if sound else ("error", "state.error")
        card = self._card(_("Signature (C2PA)"), meaning, tone)
        words = (
            _("Unchanged since it was signed, by a certificate that is trusted.")
            if trusted
            else _("Unchanged since it was signed. The certificate is not on the trust list.")
            if sound
            else _("The file was changed after it was signed, or the signature is broken.")
        )
        self._line(card, words, tone)
        rows = [(_("Signed by"), signed.signer), (_("Program"), signed.program)]
        created = _(SOURCES[signed.created]) if signed.created in SOURCES else signed.created
        rows.append((_("How it came to be"), created))
        if signed.ingredients:
            rows.append((_("Made of"), _(", ").join(signed.ingredients)))
        self._grid(card, rows)

    def _metadata(self, report: Any) -> None:
        rows = [(str(name), str(value)) for name, value in sorted(report.metadata.items())]
        if rows:
            self._grid(self._card(_("Other data in the file"), "recipe", "muted"), rows)

    # -- parts -----------------------------------------------------------------------------------
    def _card(self, title: str, meaning: str, tone: str) -> QVBoxLayout:
        card = QFrame()
        card.setProperty("surface", "card")
        card.setAccessibleName(title)
        column = QVBoxLayout(card)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        column.setSpacing(SPACE_2)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        mark = Label()
        side = theme.px(18)
        mark.setPixmap(icon(meaning, tone).pixmap(QSize(side, side)))
        head.addWidget(mark)
        head.addWidget(Label(title, "title", wrap=True), 1)
        column.addLayout(head)
        self.column.body.addWidget(card)
        self._lines += ["", title]
        return column

    def _line(self, card: QVBoxLayout, words: str, tone: str) -> None:
        card.addWidget(Label(words, "small", tone, wrap=True))
        self._lines.append(words)

    def _grid(self, card: QVBoxLayout, rows: list[tuple[str, str]]) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(SPACE_1)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, theme.px(110))
        for place, (name, value) in enumerate(one for one in rows if one[1]):
            grid.addWidget(Label(name, "caption"), place, 0, Qt.AlignmentFlag.AlignTop)
            shown = Label(breakable(value), "small", wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(shown, place, 1)
            self._lines.append(f"{name}: {value}")
        card.addLayout(grid)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self._lines))


def stream_words(stream: Any) -> str:
    """One track: codec, pixels, rate, channels, length."""
    parts = [stream.codec]
    if stream.width:
        parts.append(f"{stream.width} × {stream.height}")
    if stream.fps:
        parts.append(_("{n:g} frames a second").format(n=round(stream.fps, 3)))
    if stream.rate:
        parts.append(f"{stream.rate / 1000:g} kHz")
    if stream.channels:
        words = ngettext("{n} channel", "{n} channels", stream.channels)
        parts.append(words.format(n=stream.channels))
    return "   ".join(parts)


def timed(seconds: float) -> str:
    """A length with its tenths: `1:03.4`."""
    return f"{int(seconds // 60)}:{seconds % 60:04.1f}"


def breakable(text: str) -> str:
    """Long words may break: a blank of no width every 24 signs."""
    if len(text) <= 40 or " " in text[:40]:
        return text[:2000]
    return "\u200b".join(text[at : at + 24] for at in range(0, min(len(text), 2000), 24))
