"""Lost media files: which, who uses them, and one search of a folder that finds them by their content."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtWidgets import (
    QFileDialog,
    QHeaderView,
    QProgressBar,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.domain.cast import CastEntry, Look
from app.domain.script import Episode
from app.domain.shots import Shot
from app.domain.takes import Take, VoiceTake
from app.studio.keeping import Missing
from app.studio.session import Session
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _, ngettext, sentence
from app.ui.icons import icon
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.labels import Label

_KINDS = {
    ".mp4": "video", ".mov": "video", ".webm": "video", ".mkv": "video",
    ".wav": "sound", ".flac": "sound", ".mp3": "sound", ".m4a": "sound",
}  # fmt: skip


def user_words(session: Session, owner: str) -> str:
    """Who a row is that points at a file: a shot's take, a spoken line, somebody's look, an episode's music."""
    take = session.find(Take, owner)
    if take is not None:
        shot = session.find(Shot, take.shot_id)
        return _("Shot {number}, take {take}").format(
            number=shot.number if shot else "–", take=take.number
        )
    voice = session.find(VoiceTake, owner)
    if voice is not None:
        return _("Voice: {text}").format(text=voice.text)
    look = session.find(Look, owner)
    if look is not None:
        entry = session.find(CastEntry, look.cast_id)
        return _("Picture of {name}").format(name=entry.name if entry else look.name)
    episode = session.find(Episode, owner)
    if episode is not None:
        return _("Music of episode {n}").format(n=episode.number)
    return owner


class RelinkDialog(ShellDialog):
    """Searching copies what is found into the project; `changed()` is called when something was found."""

    def __init__(self, session: Session, changed: Callable[[], object], parent: QWidget) -> None:
        super().__init__(_("Missing media"), parent, width=680, height=520)
        self._session = session
        self._changed = changed
        self._job: Any = None
        self.missing: tuple[Missing, ...] = ()
        self.body.addWidget(
            Label(
                _("The project opens and works without them. Choose a folder, a drive or a copy of the project: "
                  "files are recognised by their content, whatever they are called."),
                "muted", wrap=True,
            )
        )  # fmt: skip
        self.list = QTreeWidget()
        self.list.setAccessibleName(_("Missing files"))
        self.list.setHeaderLabels([_("Used by"), _("File")])
        self.list.setRootIsDecorated(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.header().setStretchLastSection(False)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.list)
        self.pages.addWidget(
            EmptyState("state.done", _("Every file is there"), _("Nothing has to be found."))
        )
        self.body.addWidget(self.pages, 1)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Searching"))
        self.bar.hide()
        self.body.addWidget(self.bar)
        self.told = Label("", "small", wrap=True)
        self.told.hide()
        self.body.addWidget(self.told)
        self.close_button = self.add_button(_("Close"))
        self.close_button.clicked.connect(self.accept)
        self.choose = self.add_button(_("Choose a folder…"), "primary")
        self.choose.clicked.connect(lambda _checked=False: self._choose())
        self.finished.connect(lambda _code: self._stop())
        self.read()

    def read(self) -> None:
        """List what is missing now."""
        self._show(self._session.keeping.missing())

    def _show(self, missing: Sequence[Missing]) -> None:
        self.missing = tuple(missing)
        self.list.clear()
        for lost in self.missing:
            names = [user_words(self._session, owner) for owner in lost.used_by]
            row = QTreeWidgetItem(["; ".join(names[:3]), f"{lost.sha256[:10]}…{lost.suffix}"])
            if len(names) > 3:
                more = len(names) - 3
                row.setText(
                    0,
                    row.text(0)
                    + "  "
                    + ngettext("and {n} more", "and {n} more", more).format(n=more),
                )
            row.setToolTip(0, "\n".join(names))
            row.setIcon(0, icon(_KINDS.get(lost.suffix, "picture"), "muted"))
            self.list.addTopLevelItem(row)
        self.pages.setCurrentIndex(0 if self.missing else 1)
        self.choose.setEnabled(bool(self.missing) and not self._session.read_only)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)

    def _choose(self) -> None:
        found = QFileDialog.getExistingDirectory(
            self, _("Where could the files be?"), str(self._session.folder.parent)
        )
        if found:
            self.search(Path(found))

    def search(self, folder: Path) -> None:
        """Look through a folder and everything below it."""
        before = len(self.missing)
        self.bar.show()
        self.choose.setEnabled(False)
        self._say(_("Searching {folder}…").format(folder=folder.name or str(folder)))

        def done(rest: tuple[Missing, ...]) -> None:
            self._job = None
            if not shiboken6.isValid(self):
                return
            self.bar.hide()
            found = before - len(rest)
            self._show(rest)
            words = ngettext("{n} file found", "{n} files found", found).format(n=found)
            if rest:
                left = ngettext("{n} is still missing", "{n} are still missing", len(rest))
                words += ", " + left.format(n=len(rest))
            self._say(words, "ok" if not rest else "warn")
            if found:
                self._changed()

        def failed(error: Exception) -> None:
            self._job = None
            if shiboken6.isValid(self):
                self.bar.hide()
                self.choose.setEnabled(True)
                self._say(sentence(str(error)), "error")

        self._job = self._session.keeping.relink(folder, done, failed)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _say(self, words: str, tone: str = "") -> None:
        self.told.setText(words)
        self.told.set_tone(tone)
        self.told.setVisible(bool(words))
