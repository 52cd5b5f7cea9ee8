"""What is asked otherwise than the last time, each before and after; in prompts the new words are marked."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.planning.differences import GENERATOR, MODEL, PROMPT, Difference
from app.studio.send_preview import SendPreview
from app.ui.compare.facts import mark_words
from app.ui.compare.reading import changed_spans
from app.ui.i18n import _, sentence
from app.ui.models.makers import Makers
from app.ui.models.words import value_words
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.fields import TextBox
from app.ui.widgets.labels import Label


class DifferencesBox(QFrame):
    """One block a difference; none says that the same is asked again."""

    def __init__(self, preview: SendPreview, makers: Makers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview, self._makers = preview, makers
        self.setProperty("surface", "box")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        column.setSpacing(SPACE_2)
        if not preview.differences:
            column.addWidget(Label(_("Nothing: the same is asked again."), "muted", wrap=True))
        for one in preview.differences:
            column.addLayout(self._block(one))

    def _block(self, one: Difference) -> QVBoxLayout:
        block = QVBoxLayout()
        block.setSpacing(SPACE_1)
        block.addWidget(Label(sentence(one.what), "caption"))
        before, after = self._values(one)
        if one.what == PROMPT:
            box = TextBox(sentence(one.what), after, lines=5)
            box.setReadOnly(True)
            mark_words(box, changed_spans(before, after))
            block.addWidget(box)
            return block
        words = _("{before} → {after}").format(before=before or "–", after=after or "–")
        block.addWidget(Label(words, "small", wrap=True))
        return block

    def _values(self, one: Difference) -> tuple[str, str]:
        """Ids of generators and models as their labels."""
        now, last = self._preview.generator, self._preview.last_generator
        if one.what == GENERATOR:
            return self._makers.generator(one.before), self._makers.generator(one.after)
        if one.what == MODEL:
            return self._makers.model(last, one.before), self._makers.model(now, one.after)
        return value_words(one.before), value_words(one.after)
