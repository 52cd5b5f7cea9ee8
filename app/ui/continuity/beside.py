"""A pick beside the pinned sheet: the crop large on one side, every pinned view of its look on the other."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.cast import CastEntry, Look, Reference
from app.studio.drift import StripCrop
from app.studio.session import Session
from app.ui import theme
from app.ui.cast.sheet_views import SheetViews
from app.ui.cast.words import look_name
from app.ui.continuity.crops import words_of
from app.ui.i18n import _
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import ElidedLabel, Label, SectionHeader
from app.ui.widgets.layouts import Panel, ScrollColumn
from app.ui.widgets.pictures import Thumbnail


class Beside(Panel):
    """`goto_wanted`, `sheet_wanted` and `judge_wanted` for the crop that is shown."""

    goto_wanted = Signal()
    sheet_wanted = Signal()
    judge_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("panel", SPACE_3, parent)
        self._session = session
        self.crop: StripCrop | None = None
        self.setMinimumWidth(theme.px(260))
        self.title = SectionHeader("", "title")
        self.body.addWidget(self.title)
        self.picture = Thumbnail(name=_("The pick"), fit=True)
        self.picture.setMinimumHeight(theme.px(160))
        self.body.addWidget(self.picture, 3)
        self.told = Label("", "small", wrap=True)
        self.body.addWidget(self.told)
        self.sheet_title = ElidedLabel("", "caption")
        self.body.addWidget(self.sheet_title)
        scroll = ScrollColumn(margin=0)
        self.views = SheetViews(session)
        scroll.body.addWidget(self.views)
        self.bare = Label(_("Nothing is pinned to this look yet."), "muted", wrap=True)
        scroll.body.addWidget(self.bare)
        scroll.body.addStretch(1)
        self.body.addWidget(scroll, 2)
        self.body.addLayout(self._verbs())
        self.show_nothing()

    def _verbs(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE_2)
        self.goto = Button(_("Go to the shot"), "primary", "goto", small=True)
        self.goto.clicked.connect(self.goto_wanted)
        self.sheet = Button(_("Open the sheet"), "plain", "sheet", small=True)
        self.sheet.clicked.connect(self.sheet_wanted)
        self.judge = Button(_("Ask a model…"), "plain", "generator", small=True)
        self.judge.clicked.connect(self.judge_wanted)
        for button in (self.goto, self.sheet, self.judge):
            column.addWidget(button)
        return column

    def show_nothing(self) -> None:
        """No crop is chosen."""
        self.crop = None
        self.title.set_text(_("Beside the sheet"))
        self.picture.show_icon("picture")
        self.told.setText(_("Choose a pick on the left."))
        for button in (self.goto, self.sheet, self.judge):
            button.setEnabled(False)

    def show_sheet(self, entry: CastEntry, look: Look | None, sheet: Sequence[Reference]) -> None:
        """The pinned side: a look's pictures, or what is pinned for the entry at all."""
        references = look.references if look is not None else tuple(sheet)
        name = f"{entry.name} · {look_name(look)}" if look is not None else entry.name
        if look is not None and look.sheet_version:
            name += " · " + _("Sheet version {n}").format(n=look.sheet_version)
        self.sheet_title.setText(name)
        self.views.show_references(references, QSize(theme.px(132), theme.px(172)))
        self.views.setVisible(bool(references))
        self.bare.setVisible(not references)
        self.sheet.setEnabled(True)

    def show_crop(self, crop: StripCrop, place: str, verdict: str = "") -> None:
        """The pick side, with what a model said of it."""
        self.crop = crop
        self.title.set_text(f"{crop.shot_number}   {place}".strip())
        self.told.setText(f"{words_of(crop)}\n{verdict}".strip())
        self.told.set_tone("warn" if crop.flagged else "muted")
        self.goto.setEnabled(True)
        self.judge.setEnabled(not crop.missing and not self._session.read_only)
        self.picture.show_icon("picture")
        ask = round(theme.px(420) * self.devicePixelRatioF())

        def came(data: bytes | None) -> None:
            if data is not None and shiboken6.isValid(self) and self.crop == crop:
                self.picture.show_image(QImage.fromData(data))

        self._session.drift.start_crop(crop, ask, came)
