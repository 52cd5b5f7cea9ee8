"""Asking a model that sees for a verdict: which picks, who judges, what it costs; the button carries the price."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from app.domain.choices import GeneratorChoice
from app.domain.ids import CastId
from app.errors import FenjingError
from app.studio.drift import StripCrop
from app.studio.judging import Judged, JudgeQuote
from app.studio.session import Session
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _, ngettext, sentence
from app.ui.models.makers import Makers
from app.ui.sending.asking import price_words
from app.ui.widgets.buttons import SegmentedControl
from app.ui.widgets.labels import FormRow, Label


def verdict_words(judged: Judged) -> str:
    """A verdict as a line: the scores, then the reason as the model gave it."""
    scores = _("Identity {identity}, wardrobe {wardrobe}, props {props} of 100").format(
        identity=judged.verdict.identity,
        wardrobe=judged.verdict.wardrobe,
        props=judged.verdict.props,
    )
    return f"{scores}\n{judged.verdict.reason}".strip()


class JudgeDialog(ShellDialog):
    """`quote` is what to start, after it was accepted."""

    def __init__(
        self,
        session: Session,
        makers: Makers,
        cast_id: CastId,
        crop: StripCrop,
        flagged: Sequence[StripCrop],
        parent: QWidget,
    ) -> None:
        super().__init__(_("Ask a model that sees"), parent, width=520, height=360)
        self._session, self._cast_id = session, cast_id
        self._crops = {"one": [crop], "flagged": [one for one in flagged if not one.missing]}
        self.quote: JudgeQuote | None = None
        self.which = SegmentedControl(
            [("one", _("This pick")), ("flagged", _("All that stand out"))],
            "one",
            _("Which picks are asked about"),
        )
        self.which.chosen.connect(lambda _key: self._price())
        self.body.addWidget(FormRow(_("Which picks are asked about"), self.which))
        self.maker = QComboBox()
        for choice, ready in session.judging.makers():
            words = makers.both(choice.generator, choice.model)
            self.maker.addItem(
                words if ready else _("{maker} (needs a key)").format(maker=words), choice
            )
        self.maker.currentIndexChanged.connect(lambda _index: self._price())
        self.body.addWidget(FormRow(_("Generator"), self.maker))
        self.told = Label("", "caption", wrap=True)
        self.body.addWidget(self.told)
        self.body.addStretch(1)
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.send = self.add_button(_("Judge"), "primary")
        self.send.clicked.connect(self.accept)
        self._price()

    def _price(self) -> None:
        self.quote = None
        crops = self._crops[self.which.current()]
        choice = self.maker.currentData()
        if not crops or not isinstance(choice, GeneratorChoice):
            words = _("Nothing stands out") if choice else _("No model that sees is set up")
            self._show(words, "muted")
            return
        try:
            quote = self._session.judging.quote(self._cast_id, crops, choice)
        except FenjingError as error:
            self._show(f"{sentence(error.message)} {sentence(error.fix)}".strip(), "warn")
            return
        if quote.problems:
            self._show("  ".join(sentence(one) for one in quote.problems), "error")
            return
        self.quote = quote
        words = ngettext(
            "{n} picture goes out with the pinned sheet. Nothing is sent before you press the button.",
            "{n} pictures go out with the pinned sheet. Nothing is sent before you press the button.",
            len(crops),
        )
        self._show(words.format(n=len(crops)), "muted")
        self.send.setEnabled(True)
        self.send.set_words(_("Judge   {price}").format(price=price_words(quote.price)))

    def _show(self, words: str, tone: str) -> None:
        self.told.setText(words)
        self.told.set_tone(tone)
        self.send.setEnabled(False)
        self.send.set_words(_("Judge"))
