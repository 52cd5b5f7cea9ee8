"""The same cut elsewhere: what a format is for, what does not travel in it, writing it, and reading a cut back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.ids import EpisodeId
from app.domain.wording import N_
from app.errors import FenjingError
from app.studio.exchanging import ExchangeOptions
from app.studio.session import Session
from app.ui import theme
from app.ui.board.choices import Choice
from app.ui.deliver.results import open_outside
from app.ui.i18n import _, ngettext, sentence
from app.ui.icons import icon
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.cards import Banner
from app.ui.widgets.fields import ProgressRow
from app.ui.widgets.labels import FormRow, Label, set_tip
from app.ui.widgets.layouts import ScrollColumn, clear_layout

LAYOUTS: dict[str, str] = {
    "rows": N_("Rows: a picture with its lines beside it"),
    "grid": N_("Grid: pictures with short lines below"),
    "thumbs": N_("Thumbnails: many to a page"),
    "solo": N_("One shot a page"),
}
_BACK = frozenset({"otio", "fcpxml"})


class ExchangePage(ScrollColumn):
    """One format at a time; reading back, shot lists and bundles are the work of dialogs."""

    read_back_wanted = Signal(object)
    shot_list_wanted = Signal()
    bundle_wanted = Signal()
    failed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("window", SPACE_4, parent)
        self._session = session
        self._episode: EpisodeId | None = None
        self._format: Any = None
        self._job: Any = None
        self._folder: Path | None = None
        self._build()

    def _build(self) -> None:
        self.heading = Label("", "heading", wrap=True)
        self.body.addWidget(self.heading)
        self.use = Label("", wrap=True)
        self.body.addWidget(self.use)
        card = QFrame()
        card.setProperty("surface", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        column.setSpacing(SPACE_3)
        self.collect = QCheckBox(_("Collect the media beside the file"))
        self.collect.setChecked(True)
        set_tip(
            self.collect,
            _(
                "The files are copied with readable names; without it they are named where they lie."
            ),
        )
        column.addWidget(self.collect)
        self.layout_choice = Choice(_("Layout"))
        for key, words in LAYOUTS.items():
            self.layout_choice.addItem(_(words), key)
        self.layout_choice.set_key("rows")
        self.layout_row = FormRow(_("Layout"), self.layout_choice)
        column.addWidget(self.layout_row)
        column.addLayout(self._path_row())
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_2)
        self.write_button = Button(_("Write it"), "primary", "export")
        self.write_button.clicked.connect(lambda _checked=False: self.write())
        buttons.addWidget(self.write_button)
        self.back = Button(_("Read a changed cut back…"), "plain", "import")
        self.back.clicked.connect(lambda _checked=False: self.choose_back())
        buttons.addWidget(self.back)
        self.list_back = Button(_("Import a shot list…"), "plain", "import")
        self.list_back.clicked.connect(lambda _checked=False: self.shot_list_wanted.emit())
        buttons.addWidget(self.list_back)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self.progress = ProgressRow(_("Writing"))
        self.progress.cancelled.connect(self.cancel)
        self.progress.hide()
        column.addWidget(self.progress)
        self.body.addWidget(card)
        self.done_shelf = QVBoxLayout()
        self.body.addLayout(self.done_shelf)
        self.body.addWidget(Label(_("What does not travel"), "overline"))
        self.lost = QVBoxLayout()
        self.lost.setSpacing(SPACE_1)
        self.body.addLayout(self.lost)
        self.body.addStretch(1)
        self.body.addWidget(self._bundle_card())

    def _path_row(self) -> QHBoxLayout:
        self.path = QLineEdit()
        self.path.setReadOnly(True)
        choose = IconButton("open", _("Choose where it goes"), tone="text")
        choose.clicked.connect(lambda _checked=False: self.choose_path())
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(FormRow(_("File"), self.path), 1)
        row.addWidget(choose)
        row.setAlignment(choose, Qt.AlignmentFlag.AlignBottom)
        return row

    def _bundle_card(self) -> QWidget:
        card = QFrame()
        card.setProperty("surface", "card")
        row = QHBoxLayout(card)
        row.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        row.setSpacing(SPACE_3)
        words = QVBoxLayout()
        words.addWidget(Label(_("Hand the whole project on"), "title"))
        words.addWidget(
            Label(
                _("One file with or without media, for a colleague who has Fenjing too."),
                "muted",
                wrap=True,
            )
        )
        row.addLayout(words, 1)
        button = Button(_("Bundle the project…"), "plain", "duplicate")
        button.clicked.connect(lambda _checked=False: self.bundle_wanted.emit())
        row.addWidget(button)
        return card

    # -- content ---------------------------------------------------------------------------------
    def show_format(self, found: Any, episode: EpisodeId | None) -> None:
        """Show a format for an episode."""
        fresh = found is not self._format or episode != self._episode
        self._format, self._episode = found, episode
        if found is None or episode is None:
            return
        self.heading.setText(sentence(found.title))
        self.use.setText(sentence(found.use))
        self.collect.setVisible(found.media)
        self.layout_row.setVisible(found.id == "pdf")
        self.back.setVisible(found.id in _BACK)
        self.list_back.setVisible(found.id in ("xlsx", "csv"))
        self.back.setEnabled(not self._session.read_only)
        self.list_back.setEnabled(not self._session.read_only)
        clear_layout(self.lost)
        lost = [found.lost] if isinstance(found.lost, str) else list(found.lost)
        for words in [one for one in lost if one] or [_("Nothing: all of the cut goes along.")]:
            self.lost.addWidget(Label(sentence(words), "muted", wrap=True))
        if fresh:
            clear_layout(self.done_shelf)
        self._show_path()

    def target(self) -> Path:
        """The file, or the folder, that would be written; a bare name before an episode is shown."""
        if self._episode is None or self._format is None:
            return Path("cut")
        suggested = self._session.exchanging.suggested_path(self._episode, self._format.id)
        return self._folder / suggested.name if self._folder else suggested

    def _show_path(self) -> None:
        text = str(self.target())
        self.path.setText(text)
        self.path.setCursorPosition(len(text))
        set_tip(self.path, text)

    def choose_path(self) -> None:
        """Another folder."""
        start = str(self.target().parent)
        chosen = QFileDialog.getExistingDirectory(self, _("Choose where it goes"), start)
        if chosen:
            self._folder = Path(chosen)
            self._show_path()

    def choose_back(self) -> None:
        """A cut that came back from an editor."""
        name, _kind = QFileDialog.getOpenFileName(
            self, _("Read a changed cut back…"), "", "OTIO, FCPXML (*.otio *.fcpxml *.xml)"
        )
        if name:
            self.read_back_wanted.emit(Path(name))

    # -- writing ---------------------------------------------------------------------------------
    def write(self) -> None:
        """Write the format in the background."""
        if self._job is not None or self._format is None or self._episode is None:
            return
        clear_layout(self.done_shelf)
        options = ExchangeOptions(
            collect=self.collect.isChecked() and self._format.media,
            layout=self.layout_choice.key() or "rows",
        )
        self._show_busy(busy=True)
        try:
            self._job = self._session.exchanging.start_write(
                self._episode, self._format.id, self.target(), options, self._done, self._failed,
                self._report,
            )  # fmt: skip
        except FenjingError as error:
            self._failed(error)

    def cancel(self) -> None:
        """Stop writing."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._show_busy(busy=False)

    def _report(self, fraction: float, note: str = "", /) -> None:
        self.progress.show_progress(fraction if fraction > 0 else None, sentence(note))

    def _show_busy(self, *, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.write_button.setEnabled(not busy)
        if busy:
            self.progress.show_progress(None)

    def _done(self, written: Any) -> None:
        self._job = None
        self._show_busy(busy=False)
        clear_layout(self.done_shelf)
        self.done_shelf.addWidget(self._done_card(written))

    def _done_card(self, written: Any) -> QWidget:
        card = QFrame()
        card.setProperty("surface", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        column.setSpacing(SPACE_2)
        head = QHBoxLayout()
        mark = Label()
        side = theme.px(18)
        mark.setPixmap(icon("state.done", "ok").pixmap(QSize(side, side)))
        head.addWidget(mark)
        count = len(written.files)
        words = ngettext("{n} file written", "{n} files written", count).format(n=count)
        head.addWidget(Label(words, "title"), 1)
        first = Path(written.files[0]) if written.files else self.target()
        folder = Button(_("Show in folder"), "plain", "show.folder", small=True)
        folder.clicked.connect(lambda _checked=False: open_outside(first.parent))
        head.addWidget(folder)
        column.addLayout(head)
        column.addWidget(Label(first.name, "small", wrap=True))
        for words in written.losses:
            column.addWidget(Label(sentence(words), "caption", "warn", wrap=True))
        return card

    def _failed(self, error: Exception) -> None:
        self._job = None
        self._show_busy(busy=False)
        if not isinstance(error, FenjingError):
            self.failed.emit(error)
            return
        clear_layout(self.done_shelf)
        banner = Banner(
            sentence(error.message), "error", sentence(error.fix), [(_("Try again"), self.write)]
        )
        banner.closed.connect(lambda: clear_layout(self.done_shelf))
        self.done_shelf.addWidget(banner)

    # -- hooks -----------------------------------------------------------------------------------
    def state(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "collect": self.collect.isChecked(), "layout": self.layout_choice.key(),
            "folder": str(self._folder) if self._folder else "",
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what `state` gave."""
        self.collect.setChecked(bool(state.get("collect", True)))
        self.layout_choice.set_key(str(state.get("layout", "rows")))
        folder = state.get("folder")
        self._folder = Path(folder) if isinstance(folder, str) and folder else None
