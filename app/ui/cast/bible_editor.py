"""The bible of one entry: its fields by kind, and the identity block that goes into every prompt word for word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.bible import BIBLE_FIELDS, BIBLE_WORDS, BibleField
from app.domain.cast import CastEntry
from app.domain.project import Language
from app.planning.identities import measure
from app.ui.cast.words import FIELD_HINTS
from app.ui.i18n import _
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button, SegmentedControl
from app.ui.widgets.fields import TextBox
from app.ui.widgets.labels import FormRow, Label, SectionHeader

#: Fields that need more than one line.
_LONG: Final[frozenset[BibleField]] = frozenset({"face", "geography", "look", "make"})


class BibleEditor(QWidget):
    """`changed(field, text)` of the bible, `identity_changed(language, text)` of the block.

    `composed` are the blocks as the fields would make them, by language; they stand in for an empty one.
    """

    changed = Signal(str, str)
    identity_changed = Signal(str, str)

    def __init__(
        self,
        entry: CastEntry,
        composed: Mapping[Language, str],
        language: Language,
        *,
        editable: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._composed, self._editable = composed, editable
        self._blocks: dict[Language, str] = {"zh": entry.identity_zh, "en": entry.identity_en}
        self.fields: dict[BibleField, TextBox] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(SPACE_3)
        outer.addWidget(SectionHeader(_("Bible"), "title"))
        outer.addLayout(self._grid(entry))
        if entry.kind != "style":
            outer.addLayout(self._identity(language))

    def _grid(self, entry: CastEntry) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(SPACE_3)
        place = 0
        for field in BIBLE_FIELDS[entry.kind]:
            words = _(BIBLE_WORDS[field])
            box = TextBox(
                words,
                getattr(entry.bible, field),
                lines=2 if field in _LONG else 1,
                placeholder=_(FIELD_HINTS[field]),
            )
            box.setReadOnly(not self._editable)
            box.finished.connect(lambda text, of=field: self.changed.emit(of, text.strip()))
            self.fields[field] = box
            wide = field in _LONG
            if wide and place % 2:
                place += 1
            grid.addWidget(FormRow(words, box), place // 2, place % 2, 1, 2 if wide else 1)
            place += 2 if wide else 1
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        return grid

    # identity ---------------------------------------------------------------------------------

    def _identity(self, language: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE_2)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(Label(_("Identity block"), "caption"))
        self.count = Label("", "caption")
        head.addWidget(self.count)
        head.addStretch(1)
        self.language = SegmentedControl(
            [("zh", "中文"), ("en", "English")], language, _("Language of the block")
        )
        self.language.chosen.connect(self._turn)
        head.addWidget(self.language)
        column.addLayout(head)
        self.block = TextBox(_("Identity block"), lines=4)
        self.block.setReadOnly(not self._editable)
        self.block.textChanged.connect(self._show_count)
        self.block.finished.connect(self._block_done)
        column.addWidget(self.block)
        foot = QHBoxLayout()
        self.hint = Label("", "caption", wrap=True)
        foot.addWidget(self.hint, 1)
        self.take = Button(_("Write it from the fields"), "link", small=True)
        self.take.clicked.connect(self._compose)
        foot.addWidget(self.take)
        column.addLayout(foot)
        self._fill()
        return column

    def _speech(self) -> Language:
        return "zh" if self.language.current() == "zh" else "en"

    def _turn(self, _language: str) -> None:
        self.block.flush()
        self._fill()

    def _fill(self) -> None:
        language = self._speech()
        text = self._blocks[language]
        composed = self._composed.get(language, "")
        self.block.show_other(text)
        self.block.setPlaceholderText(composed or _("Fill in the fields above, or write it here"))
        self.take.setEnabled(self._editable and bool(composed) and composed != text)
        self._show_count()

    def _show_count(self) -> None:
        language = self._speech()
        text = self.block.text().strip()
        length = measure(text or self._composed.get(language, ""), language)
        words = (
            _("{n} of {least}–{most} characters")
            if language == "zh"
            else _("{n} of {least}–{most} words")
        )
        self.count.setText(words.format(n=length.count, least=length.least, most=length.most))
        self.count.set_tone({"long": "warn", "short": "muted"}.get(length.verdict, "ok"))
        self.hint.setText(
            _("Repeated word for word in every prompt.")
            if text
            else _("Empty: every prompt takes it from the fields, word for word as shown.")
        )

    def _block_done(self, text: str) -> None:
        language = self._speech()
        self._blocks[language] = text.strip()
        self.identity_changed.emit(language, text.strip())

    def _compose(self) -> None:
        self.block.setPlainText(self._composed.get(self._speech(), ""))
        self.block.flush()

    def flush(self) -> None:
        """Tell what was typed."""
        for box in self.fields.values():
            box.flush()
        if hasattr(self, "block"):
            self.block.flush()
