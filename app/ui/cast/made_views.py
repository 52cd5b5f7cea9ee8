"""The pictures that generators made for a slot, to choose from; none is ever thrown away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from app.domain.ids import TakeId
from app.domain.takes import Take
from app.studio.session import Session
from app.ui import theme
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.layouts import FlowLayout, ScrollColumn
from app.ui.widgets.pictures import Thumbnail


class MadeViews(ShellDialog):
    """`chosen` after it was accepted."""

    def __init__(self, session: Session, slot: str, takes: Sequence[Take], parent: QWidget) -> None:
        super().__init__(_("Made for {slot}").format(slot=slot), parent, width=720, height=560)
        self.chosen: TakeId | None = None
        column = ScrollColumn(margin=0)
        holder = QWidget()
        flow = FlowLayout(holder)
        self.cards: list[Card] = []
        for take in takes:
            name = f"T{take.number}  {take.generator}"
            card = Card(name, margin=4)
            thumb = Thumbnail(QSize(theme.px(140), theme.px(180)), name=name)
            path = session.media_path(take.media)
            if path is None:
                thumb.show_icon("state.missing")
            else:
                thumb.show_source(path)
            card.body.addWidget(thumb)
            card.body.addWidget(ElidedLabel(name, "caption"))
            card.clicked.connect(lambda one=take.id: self._mark(one))
            card.opened.connect(lambda one=take.id: self._take(one))
            card.setProperty("take", take.id)
            self.cards.append(card)
            flow.addWidget(card)
        column.body.addWidget(holder)
        if not takes:
            column.body.addWidget(Label(_("Nothing was made for this slot yet"), "muted"))
        column.body.addStretch(1)
        self.body.addWidget(column, 1)
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.use = self.add_button(_("Pin"), "primary")
        self.use.clicked.connect(self.accept)
        self.use.setEnabled(False)

    def _mark(self, take: TakeId) -> None:
        self.chosen = take
        self.use.setEnabled(True)
        for card in self.cards:
            card.set_chosen(card.property("take") == take)

    def _take(self, take: TakeId) -> None:
        self._mark(take)
        self.accept()
