"""The sheet of one entry: name, aliases, words, colour, voice, looks. Tells what changed; keeps nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.cast import PALETTE, CastEntry, Look
from app.domain.media import MediaRef
from app.domain.script import Scene
from app.ui import theme
from app.ui.cast.look_editor import LookEditor
from app.ui.cast.voice_editor import VoiceEditor
from app.ui.cast.words import KINDS
from app.ui.i18n import _
from app.ui.tokens import SPACE_1, SPACE_3, SPACE_4
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.chips import Badge, Chip
from app.ui.widgets.fields import TextBox, swatch
from app.ui.widgets.labels import FormRow, Label, SectionHeader
from app.ui.widgets.layouts import FlowLayout, ScrollColumn
from app.ui.widgets.pictures import Thumbnail


class CastSheet(ScrollColumn):
    """`changed(fields)` of the entry; looks tell `look_changed(id, fields)` and the like."""

    changed = Signal(dict)
    listen_wanted = Signal(object)
    add_look_wanted = Signal()
    look_changed = Signal(str, dict)
    picture_given = Signal(str, str, object)
    unpin_wanted = Signal(str, object)
    remove_look_wanted = Signal(str)

    def __init__(
        self,
        entry: CastEntry,
        looks: list[Look],
        scenes: list[Scene],
        media_path: Callable[[MediaRef], Path | None],
        *,
        editable: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("panel", parent=parent)
        self._entry, self._editable = entry, editable
        self._looks: list[LookEditor] = []
        self.body.setSpacing(SPACE_4)
        self.body.addLayout(self._head(entry, looks, media_path))
        self._aliases_row()
        self._words = TextBox(
            _("Description"),
            entry.description,
            lines=3,
            placeholder=_("Who this is, and what never changes"),
        )
        self._words.finished.connect(lambda text: self._set(description=text))
        self._words.setReadOnly(not editable)
        self.body.addWidget(FormRow(_("Description"), self._words))
        self._looks_section(looks, scenes, media_path)
        self.body.addWidget(FormRow(_("Colour on cards and in the animatic"), self._colors()))
        if entry.kind == "character":
            self.body.addWidget(SectionHeader(_("Voice"), "title"))
            voice = VoiceEditor(entry.voice, editable=editable)
            voice.changed.connect(lambda chosen: self._set(voice=chosen))
            voice.listen_wanted.connect(self.listen_wanted)
            self.body.addWidget(voice)
            crowd = QCheckBox(_("A group or an extra: never a recurring face"))
            crowd.setChecked(entry.crowd)
            crowd.setEnabled(editable)
            crowd.toggled.connect(lambda on: self._set(crowd=on))
            self.body.addWidget(crowd)
        self.body.addStretch(1)

    def flush(self) -> None:
        """Tell everything typed and not yet told."""
        self._name_done()
        self._age_done()
        self._words.flush()
        for look in self._looks:
            look.flush()

    def _set(self, **fields: Any) -> None:
        self._entry = self._entry.model_copy(update=fields)
        self.changed.emit(fields)

    # head -------------------------------------------------------------------------------------

    def _head(
        self, entry: CastEntry, looks: list[Look], media_path: Callable[[MediaRef], Path | None]
    ) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_4)
        self.portrait = Thumbnail(QSize(theme.px(96), theme.px(96)), name=entry.name)
        self.portrait.show_initial(entry.name, entry.color)
        picture = next((media_path(one.media) for look in looks for one in look.references), None)
        if picture is not None:
            self.portrait.show_source(picture)
        row.addWidget(self.portrait, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(SPACE_1)
        one, _many, icon_name = KINDS[entry.kind]
        marks = QHBoxLayout()
        marks.addWidget(Badge(_(one), "plain", icon_name))
        marks.addStretch(1)
        column.addLayout(marks)
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
            chip.removed.connect(
                lambda gone=alias: self._set(
                    aliases=tuple(a for a in self._entry.aliases if a != gone)
                )
            )
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
        if alias and alias not in self._entry.aliases:
            self._set(aliases=(*self._entry.aliases, alias))

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

    def _looks_section(
        self, looks: list[Look], scenes: list[Scene], media_path: Callable[[MediaRef], Path | None]
    ) -> None:
        header = SectionHeader(_("Looks"), "title")
        add = Button(_("Add look"), "quiet", "add", small=True)
        add.setEnabled(self._editable)
        add.clicked.connect(self.add_look_wanted)
        header.add(add)
        self.body.addWidget(header)
        if not looks:
            words = _(
                "No look yet. Add one to pin pictures; until then the animatic draws a figure in this colour."
            )
            self.body.addWidget(Label(words, "muted", wrap=True))
        for look in looks:
            editor = LookEditor(look, self._entry.kind, scenes, media_path, editable=self._editable)
            editor.changed.connect(
                lambda fields, chosen=look.id: self.look_changed.emit(chosen, fields)
            )
            editor.picture_given.connect(
                lambda slot, path, chosen=look.id: self.picture_given.emit(chosen, slot, path)
            )
            editor.unpin_wanted.connect(
                lambda reference, chosen=look.id: self.unpin_wanted.emit(chosen, reference)
            )
            editor.remove_wanted.connect(
                lambda chosen=look.id: self.remove_look_wanted.emit(chosen)
            )
            self._looks.append(editor)
            self.body.addWidget(editor)


def sample_line(entry: CastEntry, lines: list[str], language: str) -> str:
    """What Listen says: one of the entry's own lines, else a greeting with its name."""
    if lines:
        return lines[0]
    return f"我是{entry.name}。" if language == "zh" else f"My name is {entry.name}."
