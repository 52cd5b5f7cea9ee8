"""The decision about an unknown submission: the evidence, and three answers of which none spends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.attempts import Attempt
from app.ui import theme
from app.ui.i18n import _, ngettext, sentence, short_date, span
from app.ui.models.attempts import AttemptCard
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_6
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import ElidedLabel, FormRow, Label


class Candidate(Protocol):
    """A job found at the vendor that may be ours."""

    @property
    def provider_id(self) -> str:
        """The vendor's id of it."""
        ...

    @property
    def evidence(self) -> str:
        """What matched."""
        ...

    @property
    def created_at(self) -> datetime | None:
        """When the vendor took it."""
        ...

    @property
    def preview_url(self) -> str:
        """Its picture at the vendor's; empty without one."""
        ...

    @property
    def exact(self) -> bool:
        """True when it is certainly ours."""
        ...


class DecideDialog(QDialog):
    """`outcome` is `not-sent`, a vendor's id, or empty for "ask later", which is the default.

    `typed_id` is that id when the person typed it: the vendor is asked about it before it counts.
    """

    def __init__(
        self,
        attempt: Attempt,
        card: AttemptCard,
        candidates: Sequence[Candidate],
        searches: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.outcome, self.typed_id = "", ""
        self._attempt = attempt
        self.setWindowTitle(_("Was it sent?"))
        self.setAccessibleName(_("Was it sent?"))
        self.resize(theme.px(640), theme.px(480))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_4)
        column.setSpacing(SPACE_3)
        column.addWidget(Label(_("Was shot {number} sent?").format(number=card.number), "heading"))
        text = _(
            "It went out on {time} and no answer came. If it runs, it may cost money; sent again, it may cost twice."
        )
        column.addWidget(Label(text.format(time=short_date(self._sent)), "muted", wrap=True))
        column.addWidget(self._asked(card))
        column.addWidget(self._evidence(candidates, searches))
        column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        self.not_sent = Button(_("It was not sent"))
        self.not_sent.clicked.connect(lambda _checked=False: self._decide("not-sent"))
        self.this_one = Button(_("It is this one"))
        self.this_one.clicked.connect(lambda _checked=False: self._decide(self.chosen_id()))
        self.later = Button(_("Ask me later"), "primary")
        self.later.clicked.connect(self.reject)
        row.addWidget(self.not_sent)
        row.addWidget(self.this_one)
        row.addStretch(1)
        row.addWidget(self.later)
        column.addLayout(row)
        self.later.setDefault(True)
        self.later.setFocus()
        self._follow()

    @property
    def _sent(self) -> datetime:
        return self._attempt.submitted_at or self._attempt.updated_at

    def _asked(self, card: AttemptCard) -> QWidget:
        """What was sent, so that it can be known again on the vendor's page."""
        box = QFrame()
        box.setProperty("surface", "box")
        column = QVBoxLayout(box)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        column.setSpacing(SPACE_1)
        column.addWidget(Label(_("What was sent"), "overline"))
        who = " · ".join(part for part in (card.generator, card.model, card.cost) if part)
        column.addWidget(Label(who, "small", wrap=True))
        prompt = ElidedLabel(" ".join(self._attempt.recipe.prompt.split()), "caption")
        column.addWidget(prompt)
        mark = _("Our mark on it: {tag}").format(tag=self._attempt.tag)
        column.addWidget(ElidedLabel(mark, "caption"))
        return box

    def _evidence(self, candidates: Sequence[Candidate], searches: int) -> QWidget:
        box = QFrame()
        box.setProperty("surface", "box")
        column = QVBoxLayout(box)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        column.setSpacing(SPACE_2)
        self.group = QButtonGroup(self)
        column.addWidget(Label(_("Found at the vendor"), "overline"))
        for candidate in candidates:
            column.addLayout(self._candidate(candidate))
        if not candidates:
            words = ngettext(
                "Looked {n} time: nothing that looks like it.",
                "Looked {n} times: nothing that looks like it.",
                searches,
            ).format(n=searches)
            if not searches:
                words = _("This vendor cannot be looked through.")
            hint = _("It may still be there: look at the vendor's own page.")
            column.addWidget(Label(f"{words} {hint}", "small", wrap=True))
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(_("The id of the job on the vendor's page"))
        self.typed.textChanged.connect(lambda _text: self._follow())
        row = FormRow(
            _("Or its id"), self.typed, _("The vendor is asked about it first, free of charge.")
        )
        column.addWidget(row)
        return box

    def _candidate(self, candidate: Candidate) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        parts = [candidate.provider_id]
        if candidate.created_at is not None:
            parts.append(distance_words((candidate.created_at - self._sent).total_seconds()))
        if candidate.evidence:
            parts.append(sentence(candidate.evidence))
        choice = QRadioButton("  –  ".join(parts).replace("&", "&&"))
        choice.setProperty("vendor_id", candidate.provider_id)
        choice.toggled.connect(lambda _on: self._follow())
        self.group.addButton(choice)
        row.addWidget(choice, 1)
        if candidate.preview_url:
            look = Button(_("Look at it"), "link", small=True)
            look.setToolTip(candidate.preview_url)
            look.clicked.connect(
                lambda _checked=False, url=candidate.preview_url: QDesktopServices.openUrl(
                    QUrl(url)
                )
            )
            row.addWidget(look)
        return row

    def chosen_id(self) -> str:
        """The id typed or chosen."""
        typed = self.typed.text().strip()
        button = self.group.checkedButton()
        return typed or (str(button.property("vendor_id")) if button is not None else "")

    def _follow(self) -> None:
        if hasattr(self, "this_one"):
            self.this_one.setEnabled(bool(self.chosen_id()))

    def _decide(self, outcome: str) -> None:
        self.outcome = outcome
        self.typed_id = self.typed.text().strip() if outcome != "not-sent" else ""
        self.accept()


def distance_words(seconds: float) -> str:
    """How far a job's birth lies from our sending: `12 s after it was sent`."""
    if abs(seconds) < 1:
        return _("at the same moment")
    if seconds > 0:
        return _("{time} after it was sent").format(time=span(seconds))
    return _("{time} before it was sent").format(time=span(-seconds))
