"""The inspector's foot: who makes the shot and whose choice that is, how many takes, and the button with the price."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.board.choices import Choice, PickButton
from app.ui.i18n import _
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.labels import ElidedLabel, Label


class MakingFoot(QFrame):
    """`maker_wanted()` opens the generator picker, `chain_wanted()` who follows when it fails, `preview_wanted()` what
    would go out, `generate_wanted()` the cost sheet, `handoff_wanted(what)` a hand-off; `takes_chosen(count)`.
    """

    generate_wanted = Signal()
    handoff_wanted = Signal(str)
    maker_wanted = Signal()
    chain_wanted = Signal()
    preview_wanted = Signal()
    takes_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "foot")
        column = QVBoxLayout(self)
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
        self.takes.picked.connect(lambda key: self.takes_chosen.emit(int(key)))
        row.addWidget(self.maker, 1)
        row.addWidget(self.takes)
        column.addLayout(row)
        follow = QHBoxLayout()
        follow.setSpacing(SPACE_1)
        self.note = ElidedLabel("", "caption")
        follow.addWidget(self.note, 1)
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

    def show_maker(self, maker: str, note: str, follow: str, *, missing: bool, alone: bool) -> None:
        """Who makes it, whose choice that is, who follows; `missing` is its key, `alone` one shot."""
        self.maker.set_words(maker or _("Mixed"), missing=missing)
        self.note.setText(note)
        self.chain.setToolTip(follow)
        self.preview.setEnabled(alone)

    def set_price(self, words: str, note: str, tone: str, *, enabled: bool) -> None:
        """The price on the button, and a sentence below it."""
        self.generate.set_words(f"{_('Generate')}   {words}".rstrip())
        self.generate.setEnabled(enabled)
        self.price_note.setText(note)
        self.price_note.set_tone(tone)
        self.price_note.setVisible(bool(note))

    def set_editable(self, editable: bool) -> None:
        """A project that is open for reading only changes nothing and spends nothing."""
        for widget in (self.maker, self.chain, self.takes, self.generate):
            widget.setEnabled(editable)

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
