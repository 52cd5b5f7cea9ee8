"""What is asked otherwise than the last time, each before and after; in prompts the new words are marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.planning.differences import PROMPT, Difference
from app.ui.compare.facts import mark_words
from app.ui.compare.reading import changed_spans
from app.ui.i18n import _, sentence
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.fields import TextBox
from app.ui.widgets.labels import Label


class DifferencesBox(QFrame):
    """One block a difference; none says that the same is asked again."""

    def __init__(self, differences: Sequence[Difference], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "box")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        column.setSpacing(SPACE_2)
        if not differences:
            column.addWidget(Label(_("Nothing: the same is asked again."), "muted", wrap=True))
        for one in differences:
            column.addLayout(self._block(one))

    def _block(self, one: Difference) -> QVBoxLayout:
        block = QVBoxLayout()
        block.setSpacing(SPACE_1)
        block.addWidget(Label(sentence(one.what), "caption"))
        before, after = sentence(one.before), sentence(one.after)
        if one.what == PROMPT:
            box = TextBox(sentence(one.what), after, lines=5)
            box.setReadOnly(True)
            mark_words(box, changed_spans(before, after))
            block.addWidget(box)
            return block
        words = _("{before} → {after}").format(before=before or "–", after=after or "–")
        block.addWidget(Label(words, "small", wrap=True))
        return block
