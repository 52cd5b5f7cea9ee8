"""The inspector: everything about the selected shot, or what several have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from app.domain.timing import parse_length
from app.errors import BadInput
from app.ui import theme
from app.ui.board.choices import MIXED, Choice, PickButton, Rating, TermChoice
from app.ui.i18n import _, ngettext, sentence
from app.ui.models.shot_cards import SubjectDot
from app.ui.models.states import shot_look
from app.ui.models.words import outdated_words, seconds_words, word
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.chips import Badge, Chip, Dot
from app.ui.widgets.fields import TextBox
from app.ui.widgets.labels import ElidedLabel, FormRow, Label, SectionHeader
from app.ui.widgets.layouts import FlowLayout, ScrollColumn, clear_layout


@dataclass(frozen=True)
class SpokenRow:
    """A line heard in the shot."""

    speaker: str
    color: str
    text: str


@dataclass(frozen=True)
class Facts:
    """What the inspector shows; a value that differs between the shots is MIXED."""

    count: int = 0
    number: str = ""
    place: str = ""
    state: str = "draft"
    fps: int = 24
    size: str = MIXED
    angle: str = MIXED
    move: str = MIXED
    transition: str = MIXED
    action: str = ""
    prompt: str = ""
    prompt_hint: str = ""
    notes: str = ""
    mixed_texts: tuple[str, ...] = ()
    length: int | None = None
    locked_length: bool = False
    speech_seconds: float = 0.0
    gap: int | None = None
    transition_frames: int | None = None
    subjects: tuple[SubjectDot, ...] = ()
    mixed_subjects: bool = False
    lines: tuple[SpokenRow, ...] = ()
    rating: int = 0
    maker: str = ""
    maker_note: str = ""
    maker_missing: bool = False
    follow: str = ""
    outdated: tuple[str, ...] = ()


class Inspector(QFrame):
    """Shows `Facts` and says what the person changes: `edited(field, value)`.

    `generate_wanted()` opens the cost sheet, `maker_wanted()` the generator picker, `chain_wanted()` who follows when
    it fails, `preview_wanted()` shows exactly what would go out.
    """

    edited = Signal(str, object)
    generate_wanted = Signal()
    handoff_wanted = Signal(str)
    maker_wanted = Signal()
    chain_wanted = Signal()
    preview_wanted = Signal()
    cast_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAccessibleName(_("Inspector"))
        self._facts = Facts()
        self._people: tuple[SubjectDot, ...] = ()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head())
        scroll = ScrollColumn(margin=SPACE_3)
        self.form = scroll.body
        self.form.setSpacing(SPACE_3)
        self._build_form()
        self.form.addStretch(1)
        outer.addWidget(scroll, 1)
        outer.addWidget(self._foot())

    # -- parts -----------------------------------------------------------------------------------
    def _head(self) -> QWidget:
        head = QFrame()
        head.setProperty("surface", "header")
        column = QVBoxLayout(head)
        column.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        column.setSpacing(SPACE_1)
        top = QHBoxLayout()
        self.title = ElidedLabel("", "title")
        self.state = Badge("")
        top.addWidget(self.title, 1)
        top.addWidget(self.state)
        column.addLayout(top)
        low = QHBoxLayout()
        self.place = ElidedLabel("", "caption")
        self.rating = Rating()
        self.rating.rated.connect(lambda stars: self.edited.emit("rating", stars))
        low.addWidget(self.place, 1)
        low.addWidget(self.rating)
        column.addLayout(low)
        self.stale = QFrame()
        self.stale.setProperty("badge", "warn")
        aged = QHBoxLayout(self.stale)
        aged.setContentsMargins(SPACE_2, SPACE_1, SPACE_1, SPACE_1)
        aged.setSpacing(SPACE_1)
        self.warning = Label("", "caption", "warn", wrap=True)
        self.again = Button(_("Generate again"), "link", small=True)
        self.again.clicked.connect(lambda _checked=False: self.generate_wanted.emit())
        aged.addWidget(self.warning, 1)
        aged.addWidget(self.again)
        column.addWidget(self.stale)
        return head

    def _build_form(self) -> None:
        self.action = TextBox(_("Action"), lines=3, placeholder=_("What the camera sees"))
        self.action.finished.connect(lambda text: self.edited.emit("action", text))
        self.form.addWidget(FormRow(_("Action"), self.action))
        self._build_rows()
        self._build_people()
        self.prompt = TextBox(_("Prompt"), lines=4)
        self.prompt.finished.connect(lambda text: self.edited.emit("prompt", text))
        self.prompt_row = FormRow(_("Prompt"), self.prompt)
        self.form.addWidget(self.prompt_row)
        self.notes = TextBox(_("Notes"), lines=2, placeholder=_("For yourself and the team"))
        self.notes.finished.connect(lambda text: self.edited.emit("notes", text))
        self.form.addWidget(FormRow(_("Notes"), self.notes))

    def _build_people(self) -> None:
        header = SectionHeader(_("In frame"), "caption")
        self.add_subject = IconButton("add", _("Add someone or something"))
        self.add_subject.clicked.connect(self._subject_menu)
        header.add(self.add_subject)
        self.form.addWidget(header)
        holder = QWidget()
        self.chips = FlowLayout(holder, spacing=SPACE_1)
        self.form.addWidget(holder)
        self.lines_header = SectionHeader(_("Lines"), "caption")
        self.form.addWidget(self.lines_header)
        self.lines_box = QFrame()
        self.lines_box.setProperty("surface", "box")
        self.lines = QVBoxLayout(self.lines_box)
        self.lines.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        self.lines.setSpacing(SPACE_2)
        self.form.addWidget(self.lines_box)

    def _build_rows(self) -> None:
        """Names on the left, fields on the right: framing first, then when it is seen."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_2)
        grid.setVerticalSpacing(SPACE_1)
        self.size_ = TermChoice("size", _("Size"))
        self.angle = TermChoice("angle", _("Angle"))
        self.move_ = TermChoice("move", _("Move"))
        self.transition = TermChoice("transition", _("Begins with"))
        for field, choice in (
            ("size", self.size_), ("angle", self.angle), ("move", self.move_), ("transition", self.transition),
        ):  # fmt: skip
            choice.picked.connect(lambda key, of=field: self.edited.emit(of, key))
        self.length, self.gap = QLineEdit(), QLineEdit()
        self.length.setToolTip(_("Seconds such as 3.5s, or 00:00:03:12"))
        self.length.editingFinished.connect(self._length_done)
        self.gap.setToolTip(_("Black before the shot, in seconds"))
        self.gap.editingFinished.connect(self._gap_done)
        self.length_hint = Label("", "caption", wrap=True)
        rows: tuple[tuple[str, QWidget], ...] = (
            (_("Size"), self.size_), (_("Angle"), self.angle), (_("Move"), self.move_), (_("Length"), self.length),
            ("", self.length_hint), (_("Begins with"), self.transition), (_("Gap before"), self.gap),
        )  # fmt: skip
        for place, (name, field_widget) in enumerate(rows):
            if name:
                label = Label(name, "caption")
                label.setBuddy(field_widget)
                field_widget.setAccessibleName(name)
                grid.addWidget(label, place, 0)
            grid.addWidget(field_widget, place, 1)
        for line in (self.length, self.gap):
            line.setPlaceholderText(_("Mixed"))
        grid.setColumnMinimumWidth(0, theme.px(64))
        grid.setColumnStretch(1, 1)
        self.form.addLayout(grid)

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("surface", "foot")
        column = QVBoxLayout(foot)
        column.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_3)
        column.setSpacing(SPACE_2)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        self.maker = PickButton(_("Generator"), "G")
        self.maker.clicked.connect(lambda _checked=False: self.maker_wanted.emit())
        self.takes = Choice(_("How many takes"))
        for count in (1, 2, 3, 4):
            self.takes.addItem(f"×{count}", str(count))
        self.takes.setFixedWidth(theme.px(84))
        self.takes.setMinimumContentsLength(1)
        self.takes.set_key("1")
        self.takes.picked.connect(lambda key: self.edited.emit("takes", int(key)))
        row.addWidget(self.maker, 1)
        row.addWidget(self.takes)
        column.addLayout(row)
        follow = QHBoxLayout()
        follow.setSpacing(SPACE_1)
        self.maker_note = ElidedLabel("", "caption")
        follow.addWidget(self.maker_note, 1)
        self.chain = Button(_("If it fails…"), "link", small=True)
        self.chain.clicked.connect(lambda _checked=False: self.chain_wanted.emit())
        follow.addWidget(self.chain)
        self.preview = IconButton("recipe", _("What would go out"), shortcut="V", tone="text")
        self.preview.clicked.connect(lambda _checked=False: self.preview_wanted.emit())
        follow.addWidget(self.preview)
        column.addLayout(follow)
        self.generate = Button(_("Generate"), "primary", "generate")
        self.generate.clicked.connect(lambda _checked=False: self.generate_wanted.emit())
        self.handoff = IconButton("handoff", _("Hand off to another program"), tone="text")
        self.handoff.clicked.connect(self._handoff_menu)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_2)
        buttons.addWidget(self.generate, 1)
        buttons.addWidget(self.handoff)
        column.addLayout(buttons)
        self.price_note = Label("", "caption", wrap=True)
        column.addWidget(self.price_note)
        return foot

    # -- content ---------------------------------------------------------------------------------
    def set_people(self, people: Sequence[SubjectDot]) -> None:
        """Who and what could be in frame."""
        self._people = tuple(people)

    def set_price(
        self, words: str, note: str = "", tone: str = "muted", *, enabled: bool = True
    ) -> None:
        """The price on the button, and a sentence below it."""
        self.generate.set_words(f"{_('Generate')}   {words}".rstrip())
        self.generate.setEnabled(enabled)
        self.again.set_words(f"{_('Generate again')}   {words}".rstrip())
        self.again.setEnabled(enabled)
        self.price_note.setText(note)
        self.price_note.set_tone(tone)
        self.price_note.setVisible(bool(note))

    def show_facts(self, facts: Facts) -> None:
        """Show one shot, or what several have in common. Fields the person is in are left alone."""
        self._facts = facts
        several = facts.count > 1
        words = ngettext("{n} shot", "{n} shots", facts.count).format(n=facts.count)
        self.title.setText(words if several else facts.number or _("Shot"))
        self.place.setText(facts.place)
        look = shot_look(facts.state)
        self.state.set_badge(
            word("state", facts.state), look.tone if look.tone in _TONES else "plain", look.icon
        )
        self.state.setVisible(not several)
        self.rating.set_stars(facts.rating)
        self.warning.setText(outdated_words(facts.outdated))
        self.stale.setVisible(bool(facts.outdated))
        mixed = _("Mixed: typing here changes them all")
        for field, box in (("action", self.action), ("prompt", self.prompt), ("notes", self.notes)):
            box.set_text(getattr(facts, field))
            usual = {
                "action": _("What the camera sees"),
                "prompt": facts.prompt_hint,
                "notes": _("For yourself and the team"),
            }
            box.setPlaceholderText(mixed if field in facts.mixed_texts else usual[field])
        self.size_.set_key(facts.size)
        self.angle.set_key(facts.angle)
        self.move_.set_key(facts.move)
        self.transition.set_key(facts.transition)
        self.maker.set_words(facts.maker or _("Mixed"), missing=facts.maker_missing)
        self.maker_note.setText(facts.maker_note)
        self.chain.setToolTip(facts.follow)
        self.preview.setEnabled(not several)
        if not self.length.hasFocus():
            self.length.setText(
                "" if facts.length is None else seconds_words(facts.length, facts.fps)
            )
        self._length_hint(facts)
        if not self.gap.hasFocus():
            self.gap.setText(
                "" if facts.gap is None else f"{facts.gap / facts.fps:.1f}".rstrip("0").rstrip(".")
            )
        self.prompt_row.set_hint(
            ""
            if facts.prompt or several
            else _("Empty: the shot describes itself, as shown above.")
        )
        self._show_subjects(facts)
        self._show_lines(facts)

    def set_editable(self, editable: bool) -> None:
        """A project that is open for reading only shows everything and changes nothing."""
        for box in (self.action, self.prompt, self.notes):
            box.setReadOnly(not editable)
        for field in (self.length, self.gap):
            field.setReadOnly(not editable)
        for widget in (self.size_, self.angle, self.move_, self.transition, self.maker, self.chain, self.takes,
                       self.rating, self.add_subject, self.generate, self.again):  # fmt: skip
            widget.setEnabled(editable)

    def flush(self) -> None:
        """Tell what was typed and not told yet."""
        for box in (self.action, self.prompt, self.notes):
            box.flush()
        if self.length.isModified():
            self._length_done()
        if self.gap.isModified():
            self._gap_done()

    def _length_hint(self, facts: Facts) -> None:
        if (
            facts.count == 1
            and facts.length is not None
            and facts.speech_seconds > facts.length / facts.fps + 0.05
        ):
            self._hint(_("The lines need {s} s").format(s=f"{facts.speech_seconds:.1f}"), "warn")
        elif facts.locked_length and facts.count == 1:
            self._hint(_("Set by hand"))
        else:
            self._hint("")

    def _hint(self, text: str, tone: str = "") -> None:
        self.length_hint.setText(text)
        self.length_hint.set_tone(tone)
        self.length_hint.setVisible(bool(text))

    def _show_subjects(self, facts: Facts) -> None:
        clear_layout(self.chips)
        for subject in facts.subjects:
            chip = Chip(subject.name, color=subject.color, clickable=True, removable=True)
            chip.clicked.connect(lambda who=subject.id: self.cast_opened.emit(who))
            chip.removed.connect(lambda who=subject.id: self._without(who))
            self.chips.addWidget(chip)
        if not facts.subjects:
            words = _("Mixed") if facts.mixed_subjects else _("Nobody: an empty place or a thing")
            self.chips.addWidget(Label(words, "caption"))

    def _without(self, who: str) -> None:
        self.edited.emit("subjects", tuple(one.id for one in self._facts.subjects if one.id != who))

    def _subject_menu(self) -> None:
        menu = QMenu(self)
        here = {subject.id for subject in self._facts.subjects}
        from app.ui.widgets.fields import swatch

        for person in self._people:
            if person.id in here:
                continue
            action = menu.addAction(swatch(person.color), person.name)
            wanted = (*(one.id for one in self._facts.subjects), person.id)
            action.triggered.connect(
                lambda _checked=False, ids=wanted: self.edited.emit("subjects", ids)
            )
        if menu.isEmpty():
            menu.addAction(_("Everybody is in frame already")).setEnabled(False)
        menu.exec(self.add_subject.mapToGlobal(self.add_subject.rect().bottomLeft()))
        menu.deleteLater()

    def _handoff_menu(self) -> None:
        menu = QMenu(self)
        for key, words in (
            ("prompt", _("Copy the prompt")),
            ("folder", _("Make a hand-off folder…")),
        ):
            menu.addAction(words).triggered.connect(
                lambda _checked=False, which=key: self.handoff_wanted.emit(which)
            )
        menu.exec(
            self.handoff.mapToGlobal(
                self.handoff.rect().topLeft() - self.handoff.rect().bottomLeft() * 2
            )
        )
        menu.deleteLater()

    def _show_lines(self, facts: Facts) -> None:
        clear_layout(self.lines)
        self.lines_header.setVisible(bool(facts.lines))
        self.lines_box.setVisible(bool(facts.lines))
        for spoken in facts.lines:
            row = QHBoxLayout()
            row.setSpacing(SPACE_2)
            row.addWidget(Dot(spoken.color, 8), 0, Qt.AlignmentFlag.AlignTop)
            words = QVBoxLayout()
            words.setSpacing(0)
            if spoken.speaker:
                words.addWidget(Label(spoken.speaker, "caption"))
            words.addWidget(Label(spoken.text, "body", wrap=True))
            row.addLayout(words, 1)
            self.lines.addLayout(row)

    def _length_done(self) -> None:
        self.length.setModified(False)
        self._time_done(self.length, "length", self._facts.length, least=1)

    def _gap_done(self) -> None:
        self.gap.setModified(False)
        self._time_done(self.gap, "gap_before", self._facts.gap, least=0)

    def _time_done(self, field: QLineEdit, name: str, held: int | None, *, least: int) -> None:
        text = field.text().strip()
        shown = "" if held is None else seconds_words(held, self._facts.fps)
        if text in ("", shown):
            return
        try:
            frames = max(parse_length(text, self._facts.fps), least)
        except BadInput as error:
            self._hint(sentence(str(error)), "error")
            return
        if frames != held:
            self.edited.emit(name, frames)

    def value(self, field: str) -> Any:
        """What a field shows, for tests."""
        return getattr(self._facts, field)


_TONES = frozenset({"accent", "ok", "warn", "error", "waiting"})
