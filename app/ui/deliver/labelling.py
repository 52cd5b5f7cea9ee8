"""What a film made with AI has to say of itself: visible label, file data, signature, filing, and the box to tick."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.filing import Filing
from app.domain.project import LabelChoice
from app.domain.wording import N_
from app.ui.board.choices import Choice
from app.ui.deliver.preset_words import PresetLike, title_of
from app.ui.i18n import _, language
from app.ui.icons import icon
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import ElidedLabel, FormRow, Label
from app.ui.widgets.layouts import ScrollColumn, clear_layout

KINDS: dict[str, str] = {
    "other": N_("Other: the platform looks it over itself"),
    "ordinary": N_("Ordinary: a filing number"),
    "key": N_("Key work: a licence and its clip"),
}
_CLIPS = "MP4 (*.mp4 *.mov *.m4v *.mkv *.webm)"


class LabelPanel(ScrollColumn):
    """`label_edited(fields)` changes the project's `LabelChoice`, `filing_edited(fields)` its `Filing`."""

    label_edited = Signal(dict)
    filing_edited = Signal(dict)
    sign_edited = Signal(bool)
    licence_chosen = Signal(object)
    licence_cleared = Signal()
    preferences_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=SPACE_3, parent=parent)
        self.body.setSpacing(SPACE_2)
        self._label, self._filing = LabelChoice(), Filing()
        self._build_declare()
        self._build_label()
        self._build_signing()
        self._build_filing()
        self.body.addWidget(
            Label(_("This follows the rules as they were read; it is no legal advice."), "caption", wrap=True)
        )  # fmt: skip
        self.body.addStretch(1)

    # -- building --------------------------------------------------------------------------------
    def _build_declare(self) -> None:
        self.body.addWidget(Label(_("When you upload"), "overline"))
        self.declare = QVBoxLayout()
        self.declare.setSpacing(SPACE_1)
        self.body.addLayout(self.declare)
        self.body.addSpacing(SPACE_1)

    def _build_label(self) -> None:
        self.body.addWidget(Label(_("AI label"), "overline"))
        self.visible = QCheckBox(_("On the picture, from the first frame"))
        self.visible.toggled.connect(lambda on: self._tell_label(visible=on))
        self.body.addWidget(self.visible)
        self.text = QLineEdit()
        self.text.setMaxLength(40)
        self.text.editingFinished.connect(lambda: self._tell_label(text=self.text.text().strip()))
        self.seconds = QDoubleSpinBox()
        self.seconds.setRange(2.0, 60.0)
        self.seconds.setDecimals(1)
        self.seconds.setSingleStep(0.5)
        self.seconds.setSuffix(_(" s"))
        self.seconds.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.seconds.editingFinished.connect(lambda: self._tell_label(seconds=self.seconds.value()))
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(FormRow(_("Words"), self.text), 2)
        row.addWidget(FormRow(_("Stands for"), self.seconds), 1)
        self.body.addLayout(row)
        self.whole = QCheckBox(_("For the whole film"))
        self.whole.toggled.connect(lambda on: self._tell_label(whole_video=on))
        self.body.addWidget(self.whole)
        self.producer = QLineEdit()
        self.producer.setMaxLength(80)
        self.producer.editingFinished.connect(
            lambda: self._tell_label(producer=self.producer.text().strip())
        )
        self.body.addWidget(
            FormRow(
                _("Producer in the file's AIGC field"),
                self.producer,
                _("Written into every file and read back, whatever is shown on the picture."),
            )
        )
        self.body.addSpacing(SPACE_1)

    def _build_signing(self) -> None:
        self.body.addWidget(Label(_("Signature (C2PA)"), "overline"))
        self.sign = QCheckBox(_("Sign each file with what it was made of"))
        self.sign.toggled.connect(self.sign_edited)
        self.body.addWidget(self.sign)
        self.certificate = Label("", "caption", wrap=True)
        self.body.addWidget(self.certificate)
        change = Button(_("Certificate in Preferences"), "link", small=True)
        change.clicked.connect(lambda _checked=False: self.preferences_wanted.emit())
        self.body.addWidget(change, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addSpacing(SPACE_1)

    def _build_filing(self) -> None:
        self.body.addWidget(Label(_("Filing in China"), "overline"))
        self.kind = Choice(_("Class of the work"))
        for key, words in KINDS.items():
            self.kind.addItem(_(words), key)
        self.kind.picked.connect(lambda key: self.filing_edited.emit({"kind": key}))
        self.body.addWidget(FormRow(_("Class of the work"), self.kind))
        self.number = QLineEdit()
        self.number.setMaxLength(80)
        self.number.setPlaceholderText("（京）网微剧审字（2026）第001号")
        self.number.editingFinished.connect(self.flush)
        self.body.addWidget(FormRow(_("Filing or licence number"), self.number))
        self.card = QCheckBox(_("Show the number at the head of every episode"))
        self.card.toggled.connect(lambda on: self._tell_filing(card=on))
        self.body.addWidget(self.card)
        self.clip_name = ElidedLabel("", "small", mode=Qt.TextElideMode.ElideMiddle)
        self.clip_choose = Button(_("Choose the clip"), "plain", "open", small=True)
        self.clip_choose.clicked.connect(lambda _checked=False: self.choose_clip())
        self.clip_clear = Button(_("Take it out"), "quiet", small=True)
        self.clip_clear.clicked.connect(lambda _checked=False: self.licence_cleared.emit())
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.clip_name, 1)
        row.addWidget(self.clip_clear)
        row.addWidget(self.clip_choose)
        self.clip_row = FormRow(
            _("Official licence clip"),
            holder,
            _("The authority's own clip, before the film. It is never imitated."),
        )
        self.body.addWidget(self.clip_row)

    # -- content ---------------------------------------------------------------------------------
    def set_label(self, label: LabelChoice) -> None:
        """What the project's label says."""
        self._label = label
        for box, on in ((self.visible, label.visible), (self.whole, label.whole_video)):
            _quietly(box, on=on)
        for field, text in ((self.text, label.text), (self.producer, label.producer)):
            if not field.hasFocus():
                field.setText(text)
        if not self.seconds.hasFocus():
            self.seconds.blockSignals(True)
            self.seconds.setValue(label.seconds)
            self.seconds.blockSignals(False)
        self.text.setEnabled(label.visible)
        self.whole.setEnabled(label.visible)
        self.seconds.setEnabled(label.visible and not label.whole_video)

    def set_filing(self, filing: Filing, clip: str = "") -> None:
        """Class, number and clip of the work; `clip` names the clip that is kept."""
        self._filing = filing
        self.kind.set_key(filing.kind)
        if not self.number.hasFocus():
            self.number.setText(filing.number)
        _quietly(self.card, on=filing.card)
        has_clip = filing.licence is not None
        self.clip_name.setText(clip if has_clip else _("None"))
        self.clip_clear.setVisible(has_clip)

    def set_signing(self, *, sign: bool, certificate: str) -> None:
        """Whether files are signed, and with whose certificate."""
        _quietly(self.sign, on=sign)
        if certificate:
            name = Path(certificate).name
            words = _("Signed with your certificate {name}.").format(name=name)
        else:
            words = _(
                "Without a certificate of yours a development one is made here: valid to readers, trusted by none."
            )
        self.certificate.setText(words)

    def set_presets(self, presets: Sequence[PresetLike]) -> None:
        """The box to tick on each ticked platform's page."""
        clear_layout(self.declare)
        count = 0
        for preset in presets:
            said = getattr(preset, "declare", None)
            if said is None:
                continue
            count += 1
            words = said.zh if language() == "zh" else said.en
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(SPACE_2)
            mark = Label()
            mark.setPixmap(icon("label", "accent").pixmap(16, 16))
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            said_of = _("{name}: {words}").format(name=title_of(preset), words=words)
            row.addWidget(Label(said_of, "small", wrap=True), 1)
            self.declare.addWidget(line)
        if not count:
            words = _("None of the ticked kinds asks for a declaration.")
            self.declare.addWidget(Label(words, "muted", wrap=True))

    def set_read_only(self, read_only: bool) -> None:
        """Look, do not touch."""
        for widget in (
            self.visible, self.text, self.whole, self.producer, self.sign, self.kind, self.number,
            self.card, self.clip_choose, self.clip_clear,
        ):  # fmt: skip
            widget.setEnabled(widget.isEnabled() and not read_only)

    # -- telling ---------------------------------------------------------------------------------
    def _tell_label(self, **fields: object) -> None:
        if any(getattr(self._label, name) != value for name, value in fields.items()):
            self.label_edited.emit(fields)

    def _tell_filing(self, **fields: object) -> None:
        if any(getattr(self._filing, name) != value for name, value in fields.items()):
            self.filing_edited.emit(fields)

    def flush(self) -> None:
        """Tell what was typed and not told yet."""
        self._tell_filing(number=self.number.text().strip())
        self._tell_label(text=self.text.text().strip(), producer=self.producer.text().strip())

    def choose_clip(self) -> None:
        """The authority's clip, from a file."""
        name, _kind = QFileDialog.getOpenFileName(self, _("Choose the clip"), "", _CLIPS)
        if name:
            self.licence_chosen.emit(Path(name))


def _quietly(box: QCheckBox, *, on: bool) -> None:
    box.blockSignals(True)
    box.setChecked(on)
    box.blockSignals(False)
