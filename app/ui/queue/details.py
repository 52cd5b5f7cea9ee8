"""One attempt in full: what happened, what it asked for, why it was refused and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.attempts import Attempt, AttemptEvent
from app.ui import theme
from app.ui.i18n import _, clock_time, sentence, short_date
from app.ui.icons import icon
from app.ui.models.attempts import AttemptCard
from app.ui.models.states import attempt_look
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Badge
from app.ui.widgets.fields import TextBox
from app.ui.widgets.labels import ElidedLabel, Label, SectionHeader
from app.ui.widgets.layouts import ScrollColumn, clear_layout

_TONES = frozenset({"accent", "ok", "warn", "error", "waiting"})


class Details(QFrame):
    """The right panel. `wanted(verb)` is one of: decide, cancel, retry, again, shot, copy_id."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAccessibleName(_("Details of the attempt"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.column = ScrollColumn(margin=SPACE_4)
        outer.addWidget(self.column, 1)
        self.foot = QFrame()
        self.foot.setProperty("surface", "foot")
        self.buttons = QHBoxLayout(self.foot)
        self.buttons.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        self.buttons.setSpacing(SPACE_2)
        outer.addWidget(self.foot)
        self.show_nothing()

    def show_nothing(self) -> None:
        """No attempt is chosen."""
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
        """Show one attempt."""
        clear_layout(self.column.body)
        body = self.column.body
        head = QHBoxLayout()
        head.addWidget(ElidedLabel(card.number, "heading"), 1)
        look = attempt_look(card.state)
        head.addWidget(
            Badge(_(look.word), look.tone if look.tone in _TONES else "plain", look.icon)
        )
        body.addLayout(head)
        body.addWidget(
            Label(
                " · ".join(part for part in (card.place, card.generator, card.model) if part),
                "muted",
                wrap=True,
            )
        )
        if attempt.state == "unknown" or attempt.refusal is not None:
            body.addWidget(self._trouble(attempt))
        body.addWidget(self._facts(card, attempt))
        body.addWidget(SectionHeader(_("What happened")))
        body.addWidget(self._story(story))
        body.addWidget(SectionHeader(_("What was asked")))
        body.addWidget(self._request(attempt))
        body.addStretch(1)
        self._actions(card, attempt, read_only=read_only)

    def _trouble(self, attempt: Attempt) -> QWidget:
        box = QFrame()
        tone = "warn" if attempt.state == "unknown" else "error"
        box.setProperty("badge", tone)
        row = QHBoxLayout(box)
        row.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        row.setSpacing(SPACE_2)
        mark = Label()
        mark.setPixmap(icon(f"state.{tone}", tone).pixmap(QSize(theme.px(18), theme.px(18))))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(SPACE_1)
        refusal = attempt.refusal
        if refusal is not None:
            words.addWidget(Label(sentence(refusal.message), wrap=True))
            if refusal.fix:
                words.addWidget(Label(sentence(refusal.fix), "small", wrap=True))
            words.addWidget(Label(billed_words(refusal.billed), "caption", wrap=True))
        if attempt.state == "unknown":
            text = _(
                "It was sent, but no answer came. It may be running and cost money. Nothing is sent again by itself."
            )
            words.addWidget(Label(text, wrap=True))
        row.addLayout(words, 1)
        return box

    def _facts(self, card: AttemptCard, attempt: Attempt) -> QWidget:
        rows = [
            (
                _("Cost"),
                card.cost if card.cost_known else _("{sum} (estimate)").format(sum=card.cost),
            ),
            (_("Length"), f"{attempt.recipe.seconds:.1f} s"),
            (_("Picture size"), f"{attempt.recipe.width} × {attempt.recipe.height}"),
            (_("Asked on"), short_date(attempt.created_at)),
        ]
        if attempt.provider_id:
            rows.append((_("Vendor's id"), attempt.provider_id))
        if attempt.expires_at is not None:
            rows.append((_("Kept by the vendor until"), short_date(attempt.expires_at)))
        if card.expected:
            rows.append((_("Expected"), card.expected))
        box = QFrame()
        box.setProperty("surface", "box")
        grid = QGridLayout(box)
        grid.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        grid.setHorizontalSpacing(SPACE_4)
        grid.setVerticalSpacing(SPACE_1)
        for place, (name, value) in enumerate(rows):
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
            words = _(look.word) + (f"  {sentence(event.note)}" if event.note else "")
            row.addWidget(Label(words, "small", wrap=True), 1)
            column.addLayout(row)
        return box

    def _request(self, attempt: Attempt) -> QWidget:
        recipe = attempt.recipe
        lines = [recipe.prompt]
        if recipe.negative:
            lines.append(_("Not wanted: {words}").format(words=recipe.negative))
        if recipe.references:
            lines.append(
                _("References: {names}").format(
                    names=", ".join(one.name for one in recipe.references)
                )
            )
        lines.append(_("Seed {seed}").format(seed=recipe.seed))
        lines.extend(f"{name}: {value}" for name, value in recipe.settings.items())
        box = TextBox(_("What was asked"), "\n".join(line for line in lines if line), lines=7)
        box.setReadOnly(True)
        return box

    def _actions(self, card: AttemptCard, attempt: Attempt, *, read_only: bool) -> None:
        clear_layout(self.buttons)
        wanted: list[tuple[str, str, str]] = []
        if attempt.state == "unknown":
            wanted.append(("decide", _("Decide…"), "primary"))
        if card.can_cancel:
            wanted.append(("cancel", _("Cancel"), "plain"))
        if attempt.state in ("ready", "downloading", "accepted", "running", "unknown"):
            wanted.append(("retry", _("Look now   free"), "plain"))
        if attempt.state in ("moderated", "rejected"):
            wanted.append(("shot", _("Edit the shot"), "primary"))
        elif attempt.is_final and attempt.state != "take":
            wanted.append(("again", _("Generate again…"), "plain"))
        if attempt.state not in ("moderated", "rejected"):
            wanted.append(("shot", _("Show the shot"), "quiet"))
        for verb, words, kind in wanted:
            button = Button(words, kind, small=True)
            button.setEnabled(not read_only or verb == "shot")
            button.clicked.connect(lambda _checked=False, of=verb: self.wanted.emit(of))
            self.buttons.addWidget(button)
        self.buttons.addStretch(1)
        self.foot.setVisible(bool(wanted))


def billed_words(billed: str) -> str:
    """Whether a refused attempt cost money, as a sentence."""
    return {
        "yes": _("It was charged."),
        "no": _("Nothing was charged."),
    }.get(billed, _("Whether it was charged is not known."))
