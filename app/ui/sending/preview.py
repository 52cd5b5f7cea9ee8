"""The send preview: exactly what goes out for one take, with pictures, price, refusals, and the request itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import shiboken6
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.errors import FenjingError
from app.studio.costs import CostItem
from app.studio.send_preview import PreviewReference, SendPreview
from app.studio.session import Session
from app.ui import theme
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _, sentence, short_date
from app.ui.models.makers import Makers
from app.ui.models.words import media_words, role_words, setting_words, value_words
from app.ui.sending.asking import price_words
from app.ui.sending.differences import DifferencesBox
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from app.ui.widgets.cards import Banner
from app.ui.widgets.fields import TextBox
from app.ui.widgets.labels import ElidedLabel, FormRow, Label, SectionHeader
from app.ui.widgets.layouts import FlowLayout, ScrollColumn, clear_layout
from app.ui.widgets.pictures import Thumbnail

_TILE = 104


class SendPreviewDialog(ShellDialog):
    """Shows one item of a cost sheet; pictures may have to be fitted first, so it fills when they are."""

    def __init__(self, session: Session, item: CostItem, makers: Makers, parent: QWidget) -> None:
        super().__init__(_("What goes out"), parent.window(), width=980, height=760)
        self._session, self._makers = session, makers
        self.shown: SendPreview | None = None
        name = makers.both(item.generator, item.model)
        self.subject = Label(
            _("Shot {number} to {name}").format(number=item.shot_number, name=name), "title"
        )
        self.body.addWidget(self.subject)
        self.column = ScrollColumn(margin=0)
        self.body.addWidget(self.column, 1)
        self.column.body.addWidget(Label(_("Being put together…"), "muted"))
        self.column.body.addStretch(1)
        self.copy = self.add_button(_("Copy everything"), left=True)
        self.copy.setEnabled(False)
        self.copy.clicked.connect(lambda _checked=False: self.copy_all())
        close = self.add_button(_("Close"), "primary")
        close.clicked.connect(self.accept)
        session.production.start_send_preview(item, self._came, self._failed)

    def _came(self, preview: SendPreview) -> None:
        if shiboken6.isValid(self):
            self.show_preview(preview)

    def _failed(self, error: Exception) -> None:
        if shiboken6.isValid(self):
            clear_layout(self.column.body)
            words = sentence(error.message) if isinstance(error, FenjingError) else str(error)
            self.column.body.addWidget(Banner(words, "error", closable=False))
            self.column.body.addStretch(1)

    # -- content ---------------------------------------------------------------------------------
    def show_preview(self, preview: SendPreview) -> None:
        """Show it whole."""
        self.shown = preview
        self.copy.setEnabled(True)
        body = self.column.body
        clear_layout(body)
        missing = [one.name for one in preview.references if one.missing]
        if missing:
            words = _("Missing: {names}. Nothing can be sent without it.")
            body.addWidget(Banner(words.format(names=", ".join(missing)), "error", closable=False))
        for problem in preview.problems:
            body.addWidget(Banner(sentence(problem), "error", closable=False))
        for lost in preview.dropped:
            words = _("Left out: {what}").format(what=sentence(lost))
            body.addWidget(Banner(words, "warn", closable=False))
        columns = QHBoxLayout()
        columns.setSpacing(SPACE_4)
        columns.addLayout(self._words(preview), 3)
        columns.addLayout(self._facts(preview), 2)
        body.addLayout(columns)
        body.addWidget(SectionHeader(_("The exact request")))
        self._requests(preview)
        body.addStretch(1)

    def _words(self, preview: SendPreview) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE_3)
        prompt = TextBox(_("Prompt"), preview.prompt, lines=8)
        prompt.setReadOnly(True)
        count = _("{n} characters").format(n=len(preview.prompt))
        column.addWidget(FormRow(_("Prompt"), prompt, count))
        if preview.negative:
            negative = TextBox(_("Not wanted"), preview.negative, lines=2)
            negative.setReadOnly(True)
            column.addWidget(FormRow(_("Not wanted"), negative))
        column.addWidget(SectionHeader(_("What goes along")))
        if preview.references:
            holder = QWidget()
            flow = FlowLayout(holder, spacing=SPACE_2)
            for reference in preview.references:
                flow.addWidget(self._tile(reference))
            column.addWidget(holder)
        else:
            column.addWidget(Label(_("No pictures: words alone."), "muted", wrap=True))
        column.addStretch(1)
        return column

    def _tile(self, reference: PreviewReference) -> QWidget:
        box = QFrame()
        box.setProperty("surface", "box")
        column = QVBoxLayout(box)
        column.setContentsMargins(SPACE_1, SPACE_1, SPACE_1, SPACE_1)
        column.setSpacing(2)
        side = theme.px(_TILE)
        name = f"{role_words(reference.role)} {reference.name}".strip()
        picture = Thumbnail(QSize(side, side), name=name, fit=True)
        path = None if reference.missing else self._picture(reference)
        if path is not None:
            picture.show_source(path)
        else:
            picture.show_icon("state.missing" if reference.missing else "file")
        column.addWidget(picture)
        for text, role in ((reference.name, "small"), (role_words(reference.role), "caption")):
            label = ElidedLabel(text, role)
            label.setFixedWidth(side)
            column.addWidget(label)
        if reference.missing:
            column.addWidget(Label(_("missing"), "caption", "error"))
        return box

    def _picture(self, reference: PreviewReference) -> Path | None:
        if reference.media.kind != "picture":
            return None
        return self._session.media_path(reference.media)

    def _facts(self, preview: SendPreview) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE_3)
        column.addWidget(_grid(self._fact_rows(preview)))
        if preview.last_generator:
            words = _("Since the last send to {name}").format(
                name=self._makers.generator(preview.last_generator)
            )
            column.addWidget(SectionHeader(words))
            if preview.last_sent_at is not None:
                column.addWidget(Label(short_date(preview.last_sent_at), "caption"))
            column.addWidget(DifferencesBox(preview, self._makers))
        else:
            column.addWidget(SectionHeader(_("Since the last send")))
            column.addWidget(Label(_("This shot was never sent before."), "muted", wrap=True))
        column.addStretch(1)
        return column

    def _fact_rows(self, preview: SendPreview) -> list[tuple[str, str]]:
        rows = [
            (_("Price"), price_words(preview.price)),
            (_("Generator"), self._makers.generator(preview.generator)),
            (_("Model"), preview.model_label),
            (_("Makes"), media_words([preview.medium])),
        ]
        if preview.seconds:
            rows.append((_("Length"), _("{s} s").format(s=f"{preview.seconds:.1f}")))
        if preview.width:
            rows.append((_("Picture size"), f"{preview.width} × {preview.height}"))
        rows += [(setting_words(name), value_words(value)) for name, value in preview.settings]
        return rows

    def _requests(self, preview: SendPreview) -> None:
        body = self.column.body
        if not preview.requests:
            words = (
                _("It cannot be sent as it is, so there is no request.")
                if preview.blocked
                else _("Nothing leaves this machine: there is no request.")
            )
            body.addWidget(Label(words, "muted", wrap=True))
            return
        hint = Label(_("Keys are hidden; everything else is as it is sent."), "caption", wrap=True)
        body.addWidget(hint)
        box = QPlainTextEdit(requests_text(preview.requests))
        box.setReadOnly(True)
        box.setAccessibleName(_("The exact request"))
        box.setFont(theme.font("caption", mono=True))
        box.setFixedHeight(theme.px(240))
        box.setTabChangesFocus(True)
        body.addWidget(box)

    def copy_all(self) -> None:
        """Everything as text, without any key."""
        if self.shown is not None:
            QGuiApplication.clipboard().setText(whole_text(self.shown, self._fact_rows(self.shown)))
            self.copy.set_words(_("Copied"))


def requests_text(requests: Sequence[dict[str, object]]) -> str:
    """The requests as readable JSON, one after the other."""
    return "\n\n".join(json.dumps(one, ensure_ascii=False, indent=2) for one in requests)


def whole_text(preview: SendPreview, facts: Sequence[tuple[str, str]]) -> str:
    """The preview as plain text."""
    lines = [f"{preview.shot_number}", "", preview.prompt]
    if preview.negative:
        lines.append(_("Not wanted: {words}").format(words=preview.negative))
    lines += [f"{role_words(one.role)} {one.name}".strip() for one in preview.references]
    lines += [f"{name}: {value}" for name, value in facts]
    return "\n".join([*lines, "", requests_text(preview.requests)])


def _grid(rows: Sequence[tuple[str, str]]) -> QWidget:
    box = QFrame()
    box.setProperty("surface", "box")
    grid = QGridLayout(box)
    grid.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
    grid.setHorizontalSpacing(SPACE_3)
    grid.setVerticalSpacing(SPACE_1)
    for place, (name, value) in enumerate(rows):
        grid.addWidget(Label(name, "caption", wrap=True), place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Label(value, "small", wrap=True), place, 1)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, theme.px(92))
    return box
