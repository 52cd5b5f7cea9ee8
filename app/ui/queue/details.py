"""One attempt in full: what happened and when, what it asked for, why it was refused and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.attempts import Attempt, AttemptEvent
from app.ui import theme
from app.ui.i18n import _, clock_time, sentence, short_date, span
from app.ui.icons import icon
from app.ui.models.attempts import AttemptCard
from app.ui.models.states import attempt_look
from app.ui.models.words import reference_words, setting_words, value_words
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.chips import Badge
from app.ui.widgets.fields import TextBox
from app.ui.widgets.labels import ElidedLabel, Label, SectionHeader
from app.ui.widgets.layouts import FlowLayout, ScrollColumn, clear_layout

_TONES = frozenset({"accent", "ok", "warn", "error", "waiting"})
_REFUSED = frozenset({"moderated", "rejected"})


class Details(QFrame):
    """The right panel. `wanted(verb)` is a verb of `queue.verbs`."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAccessibleName(_("Details of the attempt"))
        self._shown: object = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.column = ScrollColumn(margin=SPACE_4)
        outer.addWidget(self.column, 1)
        self.foot = QFrame()
        self.foot.setProperty("surface", "foot")
        self.buttons = FlowLayout(self.foot, spacing=SPACE_2, margin=SPACE_3)
        outer.addWidget(self.foot)
        self.show_nothing()

    def show_nothing(self) -> None:
        """No attempt is chosen."""
        self._shown = None
        clear_layout(self.column.body)
        clear_layout(self.buttons)
        self.foot.hide()
        words = Label(_("Choose an attempt to see its story."), "muted", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.column.body.addStretch(1)
        self.column.body.addWidget(words)
        self.column.body.addStretch(2)

    def show_attempt(
        self, card: AttemptCard, attempt: Attempt, story: Sequence[AttemptEvent], *, read_only: bool
    ) -> None:
        """Show one attempt; nothing is rebuilt when it is as it was."""
        shown = (card, attempt, len(story), read_only)
        if shown == self._shown:
            return
        self._shown = shown
        clear_layout(self.column.body)
        body = self.column.body
        head = QHBoxLayout()
        head.addWidget(ElidedLabel(card.number, "heading"), 1)
        look = attempt_look(card.state)
        head.addWidget(
            Badge(_(look.word), look.tone if look.tone in _TONES else "plain", look.icon)
        )
        body.addLayout(head)
        where = " · ".join(part for part in (card.place, card.generator, card.model) if part)
        body.addWidget(Label(where, "muted", wrap=True))
        if card.needs or attempt.refusal is not None:
            body.addWidget(self._trouble(card, attempt))
        body.addWidget(self._facts(card, attempt))
        header = SectionHeader(_("What happened"))
        copy = IconButton("copy", _("Copy the whole story"))
        copy.clicked.connect(lambda _checked=False: self.wanted.emit("copy_story"))
        header.add(copy)
        body.addWidget(header)
        body.addWidget(self._story(story))
        body.addWidget(SectionHeader(_("What was asked")))
        box = TextBox(_("What was asked"), "\n".join(request_lines(attempt)), lines=9)
        box.setReadOnly(True)
        body.addWidget(box)
        body.addStretch(1)
        self._actions(card, attempt, read_only=read_only)

    def _trouble(self, card: AttemptCard, attempt: Attempt) -> QWidget:
        box = QFrame()
        refusal = attempt.refusal
        tone = "error" if refusal is not None and attempt.state != "unknown" else "warn"
        box.setProperty("badge", tone)
        row = QHBoxLayout(box)
        row.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        row.setSpacing(SPACE_2)
        mark = Label()
        mark.setPixmap(icon(f"state.{tone}", tone).pixmap(QSize(theme.px(18), theme.px(18))))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(SPACE_1)
        if refusal is not None:
            words.addWidget(Label(sentence(refusal.message), wrap=True))
            if refusal.fix:
                words.addWidget(Label(sentence(refusal.fix), "small", wrap=True))
            words.addWidget(Label(billed_words(refusal.billed), "caption", wrap=True))
            if refusal.code:
                words.addWidget(
                    Label(
                        _("The vendor's code: {code}").format(code=refusal.code),
                        "caption",
                        wrap=True,
                    )
                )
        elif attempt.state == "unknown":
            text = _(
                "It was sent, but no answer came. It may be running and cost money. Nothing is sent again by itself."
            )
            words.addWidget(Label(text, wrap=True))
        else:
            words.addWidget(Label(card.needs, wrap=True))
        row.addLayout(words, 1)
        return box

    def _facts(self, card: AttemptCard, attempt: Attempt) -> QWidget:
        box = QFrame()
        box.setProperty("surface", "box")
        grid = QGridLayout(box)
        grid.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        grid.setHorizontalSpacing(SPACE_4)
        grid.setVerticalSpacing(SPACE_1)
        for place, (name, value) in enumerate(facts(card, attempt)):
            grid.addWidget(Label(name, "caption"), place, 0)
            shown = ElidedLabel(value, "small", mode=Qt.TextElideMode.ElideMiddle)
            grid.addWidget(shown, place, 1)
        grid.setColumnStretch(1, 1)
        return box

    def _story(self, story: Sequence[AttemptEvent]) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        before = None
        for event in story:
            look = attempt_look(event.state)
            row = QHBoxLayout()
            row.setSpacing(SPACE_2)
            mark = Label()
            mark.setPixmap(icon(look.icon, look.tone).pixmap(QSize(theme.px(14), theme.px(14))))
            time = Label(clock_time(event.at), "caption")
            time.setToolTip(short_date(event.at))
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(time, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Label(event_words(event, before), "small", wrap=True), 1)
            column.addLayout(row)
            before = event
        return box

    def _actions(self, card: AttemptCard, attempt: Attempt, *, read_only: bool) -> None:
        clear_layout(self.buttons)
        for verb, words, kind in offered(card, attempt):
            button = Button(words, kind, small=True)
            button.setEnabled(not read_only or verb in ("shot", "why"))
            button.clicked.connect(lambda _checked=False, of=verb: self.wanted.emit(of))
            self.buttons.addWidget(button)
        self.foot.setVisible(self.buttons.count() > 0)


def offered(card: AttemptCard, attempt: Attempt) -> list[tuple[str, str, str]]:
    """What can be done with an attempt, most wanted first: verb, words, kind of button."""
    wanted: list[tuple[str, str, str]] = []
    if attempt.state == "unknown":
        wanted.append(("decide", _("Decide…"), "primary"))
    if attempt.state in _REFUSED:
        wanted.append(("why", _("What to change…"), "primary"))
    if card.can_cancel:
        wanted.append(("cancel", _("Cancel"), "plain"))
    if attempt.state in ("ready", "downloading", "accepted", "running", "unknown"):
        wanted.append(("retry", _("Look now   free"), "plain"))
    if attempt.is_final and attempt.state not in ("take", "moderated", "rejected"):
        wanted.append(("again", _("Generate again…"), "plain"))
    if attempt.is_final:
        wanted.append(("elsewhere", _("To another generator…"), "plain"))
    if card.group == "needs_you" and attempt.is_final:
        wanted.append(("aside", _("Put aside"), "quiet"))
    wanted.append(("shot", _("Show the shot"), "quiet"))
    return wanted


def facts(card: AttemptCard, attempt: Attempt) -> list[tuple[str, str]]:
    """Names and values of what is known of an attempt."""
    recipe = attempt.recipe
    settled = card.cost_known or not any(char.isdigit() for char in card.cost)
    rows = [
        (
            _("Cost"),
            card.cost if settled else _("{sum} (estimate)").format(sum=card.cost),
        ),
        (_("Length"), _("{s} s").format(s=f"{recipe.seconds:.1f}")),
        (_("Picture size"), f"{recipe.width} × {recipe.height}"),
        (_("Asked on"), short_date(attempt.created_at)),
    ]
    if attempt.provider_id:
        rows.append((_("Vendor's id"), attempt.provider_id))
    if attempt.tag:
        rows.append((_("Our mark"), attempt.tag))
    if attempt.expires_at is not None:
        rows.append((_("Kept by the vendor until"), short_date(attempt.expires_at)))
    if card.expected:
        rows.append((_("Expected"), card.expected))
    return [*rows, *card.links]


def event_words(event: AttemptEvent, before: AttemptEvent | None) -> str:
    """A step of the story: its state, its note, and how long after the one before."""
    words = _(attempt_look(event.state).word)
    if event.note:
        words += f"  {sentence(event.note)}"
    passed = (event.at - before.at).total_seconds() if before is not None else 0.0
    return f"{words}  +{span(passed)}" if passed >= 1 else words


def request_lines(attempt: Attempt) -> list[str]:
    """What was asked, line by line."""
    recipe = attempt.recipe
    lines = [recipe.prompt]
    if recipe.negative:
        lines.append(_("Not wanted: {words}").format(words=recipe.negative))
    if recipe.references:
        names = ", ".join(reference_words(one.role, one.name) for one in recipe.references)
        lines.append(_("References: {names}").format(names=names))
    lines.append(_("Seed {seed}").format(seed=recipe.seed))
    lines.extend(
        f"{setting_words(name)}: {value_words(value)}" for name, value in recipe.settings.items()
    )
    return [line for line in lines if line]


def story_text(card: AttemptCard, attempt: Attempt, story: Sequence[AttemptEvent]) -> str:
    """The whole story as plain text, for a vendor's support."""
    head = " ".join(part for part in (card.number, card.generator, card.model) if part)
    lines = [head, *(f"{name}: {value}" for name, value in facts(card, attempt))]
    before = None
    for event in story:
        lines.append(f"{event.at.isoformat(timespec='seconds')}  {event_words(event, before)}")
        before = event
    if attempt.refusal is not None:
        parts = (attempt.refusal.code, sentence(attempt.refusal.message), attempt.refusal.detail)
        lines += [part for part in parts if part]
    return "\n".join([*lines, "", *request_lines(attempt)])


def billed_words(billed: str) -> str:
    """Whether a refused attempt cost money, as a sentence."""
    return {
        "yes": _("It was charged."),
        "no": _("Nothing was charged."),
    }.get(billed, _("Whether it was charged is not known."))
