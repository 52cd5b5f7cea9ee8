"""The decision about an unknown submission: the evidence, and three answers of which none spends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

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
from app.ui.i18n import _, short_date
from app.ui.tokens import SPACE_2, SPACE_3, SPACE_4, SPACE_6
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import FormRow, Label


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
    def exact(self) -> bool:
        """True when it is certainly ours."""
        ...


class DecideDialog(QDialog):
    """`outcome` is `not-sent`, a vendor's id, or empty for "ask later", which is the default."""

    def __init__(
        self,
        attempt: Attempt,
        number: str,
        candidates: Sequence[Candidate],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.outcome = ""
        self.setWindowTitle(_("Was it sent?"))
        self.setAccessibleName(_("Was it sent?"))
        self.resize(theme.px(560), theme.px(360))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_4)
        column.setSpacing(SPACE_3)
        column.addWidget(Label(_("Was shot {number} sent?").format(number=number), "heading"))
        sent = attempt.submitted_at or attempt.updated_at
        text = _(
            "It went out on {time} and no answer came. If it runs, it may cost money; sent again, it may cost twice."
        )
        column.addWidget(Label(text.format(time=short_date(sent)), "muted", wrap=True))
        column.addWidget(self._evidence(attempt, candidates))
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

    def _evidence(self, attempt: Attempt, candidates: Sequence[Candidate]) -> QWidget:
        box = QFrame()
        box.setProperty("surface", "box")
        column = QVBoxLayout(box)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        column.setSpacing(SPACE_2)
        self.group = QButtonGroup(self)
        column.addWidget(Label(_("Found at the vendor"), "overline"))
        for candidate in candidates:
            words = candidate.provider_id + (
                f"  –  {candidate.evidence}" if candidate.evidence else ""
            )
            choice = QRadioButton(words.replace("&", "&&"))
            choice.setProperty("vendor_id", candidate.provider_id)
            choice.toggled.connect(lambda _on: self._follow())
            self.group.addButton(choice)
            column.addWidget(choice)
        if not candidates:
            column.addWidget(
                Label(
                    _(
                        "Nothing that looks like it. It may still be there: look at the vendor's own page."
                    ),
                    "small",
                    wrap=True,
                )
            )
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(_("The id of the job on the vendor's page"))
        self.typed.textChanged.connect(lambda _text: self._follow())
        column.addWidget(FormRow(_("Or its id"), self.typed))
        column.addWidget(
            Label(_("Our mark on it: {tag}").format(tag=attempt.tag), "caption", wrap=True)
        )
        return box

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
        self.accept()
