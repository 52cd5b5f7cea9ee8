"""The accounts with work under way: how much, why one rests, and pause or resume for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.attempts import Attempt
from app.domain.cards import Card
from app.ui.i18n import _, sentence, span
from app.ui.models.makers import Makers
from app.ui.queue.needs import TroubleLike
from app.ui.tokens import SPACE_1, SPACE_2
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import ElidedLabel, Label, SectionHeader
from app.ui.widgets.layouts import clear_layout


@dataclass(frozen=True)
class Account:
    """One vendor's account as the side shows it; `generator` is one that runs on it."""

    vendor: str
    generator: str
    name: str
    running: int = 0
    waiting: int = 0
    trouble: TroubleLike | None = None

    @property
    def resting(self) -> bool:
        """True while nothing is sent to it until a person says so."""
        return self.trouble is not None and self.trouble.kind == "paused"


class Accounts(QWidget):
    """`pause_wanted(generator)` and `resume_wanted(generator)`."""

    pause_wanted = Signal(str)
    resume_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[tuple[Account, str], ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_1, 0, 0, 0)
        column.setSpacing(SPACE_1)
        self.header = SectionHeader(_("Accounts"))
        column.addWidget(self.header)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(SPACE_2)
        column.addLayout(self.rows)
        self.hide()

    def set_accounts(self, accounts: Sequence[Account], *, read_only: bool = False) -> None:
        """Show these; rows are only rebuilt when something changed."""
        wanted = tuple((account, trouble_words(account.trouble)) for account in accounts)
        if wanted == self._shown:
            return
        self._shown = wanted
        clear_layout(self.rows)
        for account, words in wanted:
            self.rows.addWidget(self._row(account, words, read_only=read_only))
        self.setVisible(bool(wanted))

    def _row(self, account: Account, trouble: str, *, read_only: bool) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(account.name, "small"))
        counts = _("{running} running, {waiting} waiting").format(
            running=account.running, waiting=account.waiting
        )
        if trouble:
            words.addWidget(Label(trouble, "caption", "warn", wrap=True))
        if account.running or account.waiting or not trouble:
            words.addWidget(Label(counts, "caption", wrap=True))
        row.addLayout(words, 1)
        resting = account.trouble is not None and account.trouble.kind != "throttled"
        name = _("Send to {name} again") if resting else _("Pause {name}")
        button = IconButton(
            "play" if resting else "pause", name.format(name=account.name), tone="text"
        )
        signal = self.resume_wanted if resting else self.pause_wanted
        button.clicked.connect(lambda _checked=False: signal.emit(account.generator))
        button.setEnabled(not read_only)
        row.addWidget(button)
        return holder


def accounts_of(
    attempts: Iterable[Attempt],
    cards: Iterable[Card],
    makers: Makers,
    troubles: Mapping[str, TroubleLike],
) -> list[Account]:
    """Accounts with work under way or with a trouble; each is named after what runs on it.

    `troubles` are by generator id.
    """
    work: dict[str, list[int]] = {}
    for attempt in attempts:
        if not attempt.is_final:
            held = work.setdefault(attempt.generator, [0, 0])
            held[attempt.state in ("planned", "reserved")] += 1
    found: dict[str, Account] = {}
    for card in cards:
        if card.kind in ("offline", "person"):
            continue
        vendor = card.vendor or card.id
        running, waiting = work.get(card.id, (0, 0))
        known = found.get(vendor)
        name, generator = makers.generator(card.id), card.id
        if known is not None and not (running or waiting):
            name, generator = known.name, known.generator
        if known is not None:
            running, waiting = running + known.running, waiting + known.waiting
        if running or waiting or card.id in troubles:
            trouble = troubles.get(card.id)
            found[vendor] = Account(vendor, generator, name, running, waiting, trouble)
    return list(found.values())


def trouble_words(trouble: TroubleLike | None, now: datetime | None = None) -> str:
    """Why an account is not asked, and until when; empty when it is."""
    if trouble is None:
        return ""
    if trouble.kind == "paused":
        refusal = trouble.refusal
        if refusal is None:
            return _("Paused by you; what runs there is still followed.")
        return f"{sentence(refusal.message)} {sentence(refusal.fix)}".strip()
    left = ""
    if trouble.until is not None:
        seconds = (trouble.until - (now or datetime.now(UTC))).total_seconds()
        left = span(max(seconds, 0))
    if trouble.kind == "throttled":
        return _("Asked for less; goes on in {time}.").format(time=left)
    return _("Does not answer; asked again in {time}.").format(time=left)
