"""What a refusal means and what to change: stage, medium, the vendor's code, the bill, and never "again" unchanged."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.attempts import Attempt, Refusal
from app.domain.wording import N_
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _, sentence
from app.ui.queue.details import billed_words
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.fields import TextBox
from app.ui.widgets.labels import FormRow, Label, SectionHeader

_STAGES = {
    "moderated_input": N_("The service looked at what was sent, before it made anything."),
    "moderated_output": N_("The service made it, looked at it, and held it back."),
}
_MEDIA = {
    "text": N_("It is about the words."),
    "image": N_("It is about a picture that went along."),
    "video": N_("It is about the film."),
    "audio": N_("It is about the sound."),
}
#: What usually helps, by stage and medium; the first entry that fits.
_ADVICE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("moderated_input", "image", (
        N_("Use a drawn reference sheet instead of a photograph: most services refuse real people."),
        N_("Look for brands, flags and words in the picture."),
        N_("Try without that reference: the description of the look may be enough."),
    )),
    ("moderated_input", "", (
        N_("Take names of real people, brands and places of conflict out of action and prompt."),
        N_("Say violence and intimacy by what is seen around them: a door, a shadow, a reaction."),
        N_("Write your own prompt for the shot; the compiled one is in the send preview."),
    )),
    ("moderated_output", "", (
        N_("Change what is seen, not the seed: the same words mostly lead to the same picture."),
        N_("A wider framing or a cut before the critical moment often passes."),
        N_("Another generator may judge otherwise."),
    )),
    ("policy", "", (
        N_("Read the vendor's rule named below; the question has to change."),
        N_("Another generator may judge otherwise."),
    )),
)  # fmt: skip


def advice(refusal: Refusal) -> tuple[str, ...]:
    """What usually helps against such a refusal, as marked sentences; empty when nothing general is known."""
    for kind, medium, lines in _ADVICE:
        if refusal.kind == kind and medium in ("", refusal.medium):
            return lines
    return ()


class RefusalHelp(ShellDialog):
    """`outcome`: `shot` (edit it), `elsewhere` (another generator), or empty."""

    def __init__(self, attempt: Attempt, number: str, parent: QWidget) -> None:
        super().__init__(_("Why was it refused?"), parent, width=620, height=560)
        refusal = attempt.refusal
        assert refusal is not None  # noqa: S101 - asked for refused attempts only
        self.outcome = ""
        self.body.addWidget(Label(_("Shot {number}").format(number=number), "overline"))
        self.body.addWidget(Label(sentence(refusal.message), "title", wrap=True))
        if refusal.fix:
            self.body.addWidget(Label(sentence(refusal.fix), wrap=True))
        self.body.addWidget(self._facts(refusal))
        lines = advice(refusal)
        if lines:
            self.body.addWidget(SectionHeader(_("What usually helps")))
            for line in lines:
                self.body.addWidget(Label(f"•  {_(line)}", wrap=True))
        if refusal.detail:
            raw = TextBox(_("The vendor's own words"), refusal.detail, lines=4)
            raw.setReadOnly(True)
            self.body.addWidget(FormRow(_("The vendor's own words"), raw))
        self.body.addStretch(1)
        elsewhere = self.add_button(_("Send to another generator…"), left=True)
        elsewhere.clicked.connect(lambda _checked=False: self._end("elsewhere"))
        close = self.add_button(_("Close"))
        close.clicked.connect(self.reject)
        self.edit = self.add_button(_("Edit the shot"), "primary")
        self.edit.clicked.connect(lambda _checked=False: self._end("shot"))

    def _facts(self, refusal: Refusal) -> QWidget:
        box = QFrame()
        box.setProperty("surface", "box")
        column = QVBoxLayout(box)
        column.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        column.setSpacing(SPACE_1)
        lines = [_(_STAGES[refusal.kind])] if refusal.kind in _STAGES else []
        if refusal.medium:
            lines.append(_(_MEDIA[refusal.medium]))
        lines.append(billed_words(refusal.billed))
        if refusal.code:
            lines.append(_("The vendor's code: {code}").format(code=refusal.code))
        for line in lines:
            column.addWidget(Label(line, "small", wrap=True))
        return box

    def _end(self, outcome: str) -> None:
        self.outcome = outcome
        self.accept()
