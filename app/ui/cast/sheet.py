"""The sheet of one entry: name, other names, looks with pictures, bible, voice. Tells what changed; keeps nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.cast import PALETTE, CastEntry, Look
from app.domain.project import Language
from app.domain.script import Scene
from app.ui import theme
from app.ui.cast.bible_editor import BibleEditor
from app.ui.cast.entry_menu import EntryMenu
from app.ui.cast.look_editor import LookEditor
from app.ui.cast.slot import SlotFacts
from app.ui.cast.voice_editor import VoiceEditor
from app.ui.cast.words import KINDS, look_name
from app.ui.i18n import _
from app.ui.tokens import SPACE_1, SPACE_3, SPACE_4
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.chips import Badge, Chip
from app.ui.widgets.fields import TextBox, swatch
from app.ui.widgets.labels import FormRow, Label, SectionHeader
from app.ui.widgets.layouts import FlowLayout, ScrollColumn
from app.ui.widgets.pictures import Thumbnail


@dataclass(frozen=True)
class SheetFacts:
    """Everything a sheet shows; `look` is the one that is open, `slots` are its."""

    entry: CastEntry
    looks: Sequence[Look] = ()
    look: Look | None = None
    slots: Sequence[SlotFacts] = ()
    scenes: list[Scene] = field(default_factory=list)
    portrait: Path | None = None
    composed: dict[Language, str] = field(default_factory=dict)
    language: Language = "zh"
    editable: bool = True


class CastSheet(ScrollColumn):
    """`changed(fields)` of the entry; `bible_changed(field, text)`; looks tell with their id."""

    changed = Signal(dict)
    bible_changed = Signal(str, str)
    alias_added = Signal(str)
    alias_removed = Signal(str)
    verb_wanted = Signal(str)
    listen_wanted = Signal(object)
    add_look_wanted = Signal()
    look_chosen = Signal(str)
    look_changed = Signal(str, dict)
    look_wanted = Signal(str, str)
    picture_given = Signal(str, str, object)
    slot_wanted = Signal(str, str, object, str)

    def __init__(self, facts: SheetFacts, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self._entry, self._editable = facts.entry, facts.editable
        self.look: LookEditor | None = None
        self.body.setSpacing(SPACE_4)
        self.body.addLayout(self._head(facts))
        self._aliases_row()
        self._words = TextBox(
            _("Description"),
            facts.entry.description,
            lines=2,
            placeholder=_("Who this is, and what never changes"),
        )
        self._words.finished.connect(lambda text: self._set(description=text))
        self._words.setReadOnly(not self._editable)
        self.body.addWidget(FormRow(_("Description"), self._words))
        self._looks_section(facts)
        self._bible_section(facts)
        if facts.entry.kind == "character":
            self._voice_section(facts.entry)
        self.body.addWidget(FormRow(_("Colour on cards and in the animatic"), self._colors()))
        self.body.addStretch(1)

    def flush(self) -> None:
        """Tell everything typed and not yet told."""
        self._name_done()
        self._age_done()
        self._words.flush()
        self.bible.flush()
        if self.look is not None:
            self.look.flush()

    def _set(self, **fields: Any) -> None:
        self._entry = self._entry.model_copy(update=fields)
        self.changed.emit(fields)

    # head -------------------------------------------------------------------------------------

    def _head(self, facts: SheetFacts) -> QHBoxLayout:
        entry = facts.entry
        row = QHBoxLayout()
        row.setSpacing(SPACE_4)
        self.portrait = Thumbnail(QSize(theme.px(96), theme.px(96)), name=entry.name)
        self.portrait.show_initial(entry.name, entry.color)
        if facts.portrait is not None:
            self.portrait.show_source(facts.portrait)
        row.addWidget(self.portrait, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(SPACE_1)
        column.addLayout(self._marks(entry))
        self.name = QLineEdit(entry.name)
        self.name.setFont(theme.font("title"))
        self.name.setMaxLength(80)
        self.name.setReadOnly(not self._editable)
        self.name.editingFinished.connect(self._name_done)
        self._age = QLineEdit(entry.age)
        self._age.setReadOnly(not self._editable)
        self._age.setPlaceholderText(_("Such as: 24"))
        self._age.editingFinished.connect(self._age_done)
        fields = QHBoxLayout()
        fields.setSpacing(SPACE_3)
        fields.addWidget(FormRow(_("Name"), self.name), 3)
        if entry.kind == "character":
            fields.addWidget(FormRow(_("Age"), self._age), 1)
        column.addLayout(fields)
        row.addLayout(column, 1)
        return row

    def _marks(self, entry: CastEntry) -> QHBoxLayout:
        marks = QHBoxLayout()
        one, _many, icon_name = KINDS[entry.kind]
        marks.addWidget(Badge(_(one), "plain", icon_name))
        if entry.crowd:
            marks.addWidget(Badge(_("Crowd"), "plain", "page.cast"))
        marks.addStretch(1)
        self.more = EntryMenu(entry, editable=self._editable)
        self.more.wanted.connect(self.verb_wanted)
        marks.addWidget(self.more)
        return marks

    def _name_done(self) -> None:
        name = self.name.text().strip()
        if name and name != self._entry.name:
            self._set(name=name)

    def _age_done(self) -> None:
        age = self._age.text().strip()
        if age != self._entry.age:
            self._set(age=age)

    def _aliases_row(self) -> None:
        holder = QWidget()
        flow = FlowLayout(holder, spacing=6)
        for alias in self._entry.aliases:
            chip = Chip(alias, removable=self._editable)
            chip.removed.connect(lambda gone=alias: self.alias_removed.emit(gone))
            flow.addWidget(chip)
        self._alias = QLineEdit()
        self._alias.setPlaceholderText(_("Add another name"))
        self._alias.setAccessibleName(_("Add another name"))
        self._alias.setFixedWidth(theme.px(180))
        self._alias.setReadOnly(not self._editable)
        self._alias.returnPressed.connect(self._alias_done)
        flow.addWidget(self._alias)
        self.body.addWidget(FormRow(_("Other names the script uses"), holder))

    def _alias_done(self) -> None:
        alias = self._alias.text().strip()
        if alias and not self._entry.answers_to(alias):
            self.alias_added.emit(alias)

    def _colors(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder, spacing=2)
        for index, color in enumerate(PALETTE, start=1):
            chosen = QColor(color) == QColor(self._entry.color)
            button = IconButton("add", _("Colour {n}").format(n=index), checkable=True)
            button.setIcon(swatch(color, 18))
            button.setIconSize(QSize(theme.px(18), theme.px(18)))
            button.setChecked(chosen)
            button.setAutoExclusive(True)
            button.setEnabled(self._editable)
            button.clicked.connect(lambda _checked=False, value=color: self._set(color=value))
            row.addWidget(button)
        return holder

    # looks ------------------------------------------------------------------------------------

    def _looks_section(self, facts: SheetFacts) -> None:
        header = SectionHeader(_("Looks"), "title")
        add = Button(_("Add look"), "quiet", "add", small=True)
        add.setEnabled(self._editable)
        add.clicked.connect(self.add_look_wanted)
        header.add(add)
        self.body.addWidget(header)
        if facts.look is None:
            words = _(
                "No look yet. Add one to pin pictures; until then the animatic draws a figure in this colour."
            )
            self.body.addWidget(Label(words, "muted", wrap=True))
            return
        if len(facts.looks) > 1:
            self.body.addWidget(self._look_bar(facts.looks, facts.look))
        shown = facts.look.id
        self.look = LookEditor(facts.look, facts.scenes, facts.slots, editable=self._editable)
        self.look.changed.connect(lambda fields: self.look_changed.emit(shown, fields))
        self.look.picture_given.connect(
            lambda slot, path: self.picture_given.emit(shown, slot, path)
        )
        self.look.slot_wanted.connect(
            lambda slot, reference, verb: self.slot_wanted.emit(shown, slot, reference, verb)
        )
        self.look.wanted.connect(lambda verb: self.look_wanted.emit(shown, verb))
        self.body.addWidget(self.look)

    def _look_bar(self, looks: Sequence[Look], chosen: Look) -> QWidget:
        holder = QWidget()
        holder.setAccessibleName(_("Looks"))
        flow = FlowLayout(holder, spacing=4)
        group = QButtonGroup(holder)
        self.look_buttons: list[Button] = []
        for look in looks:
            icon_name = "pin" if look.references else "look"
            button = Button(look_name(look), "quiet", icon_name, small=True)
            button.setCheckable(True)
            button.setChecked(look.id == chosen.id)
            button.clicked.connect(lambda _checked=False, one=look.id: self.look_chosen.emit(one))
            group.addButton(button)
            self.look_buttons.append(button)
            flow.addWidget(button)
        return holder

    # bible and voice --------------------------------------------------------------------------

    def _bible_section(self, facts: SheetFacts) -> None:
        self.bible = BibleEditor(
            facts.entry, facts.composed, facts.language, editable=self._editable
        )
        self.bible.changed.connect(self.bible_changed)
        self.bible.identity_changed.connect(
            lambda language, text: self._set(**{f"identity_{language}": text})
        )
        self.body.addWidget(self.bible)

    def _voice_section(self, entry: CastEntry) -> None:
        self.body.addWidget(SectionHeader(_("Voice"), "title"))
        voice = VoiceEditor(entry.voice, editable=self._editable)
        voice.changed.connect(lambda chosen: self._set(voice=chosen))
        voice.listen_wanted.connect(self.listen_wanted)
        self.body.addWidget(voice)
        crowd = QCheckBox(_("A group or an extra: never a recurring face"))
        crowd.setChecked(entry.crowd)
        crowd.setEnabled(self._editable)
        crowd.toggled.connect(lambda on: self._set(crowd=on))
        self.body.addWidget(crowd)


def sample_line(entry: CastEntry, lines: list[str], language: str) -> str:
    """What Listen says: one of the entry's own lines, else a greeting with its name."""
    if lines:
        return lines[0]
    return f"我是{entry.name}。" if language == "zh" else f"My name is {entry.name}."
