"""What comes back is shown before it counts: a shot list from a spreadsheet, or a cut from another editor."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.ids import EpisodeId
from app.domain.wording import N_
from app.errors import FenjingError
from app.studio.session import Session
from app.ui import theme
from app.ui.board.choices import Choice
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _, ngettext, sentence
from app.ui.icons import icon
from app.ui.models.words import TERMS, word
from app.ui.widgets.cards import Banner
from app.ui.widgets.fields import ProgressRow
from app.ui.widgets.labels import FormRow, Label
from app.ui.widgets.layouts import clear_layout

#: Kinds of rows: words, icon, tone.
ROWS: dict[str, tuple[str, str, str]] = {
    "add": (N_("New"), "add", "ok"),
    "changed": (N_("Changed"), "edit", "accent"),
    "missing": (N_("Not in the list"), "remove", "warn"),
    "keep": (N_("As it was"), "state.done", "muted"),
    "moved": (N_("Moved"), "swap", "accent"),
    "trimmed": (N_("Trimmed"), "trim", "accent"),
    "left_out": (N_("Left out"), "remove", "warn"),
    "unknown": (N_("Not from here"), "state.unknown", "warn"),
    "same": (N_("As it was"), "state.done", "muted"),
}
_QUIET = frozenset({"keep", "same"})
_CHOOSABLE = frozenset({"moved", "trimmed", "left_out"})
ENCODINGS: dict[str, str] = {
    "": N_("Found by itself"),
    "utf-8": "UTF-8",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "utf-16": "UTF-16",
}
#: What the list's fields are called.
FIELDS: dict[str, str] = {
    "number": N_("Number"),
    "size": N_("Size"),
    "angle": N_("Angle"),
    "move": N_("Move"),
    "moves": N_("Move"),
    "action": N_("Action"),
    "lines": N_("Lines"),
    "effects": N_("Sound effects"),
    "music": N_("Music"),
    "length": N_("Length"),
    "subjects": N_("Characters"),
    "covers": N_("Lines"),
    "place_id": N_("Place"),
    "effect": N_("Sound effects"),
    "seconds": N_("Length"),
    "notes": N_("Notes"),
    "note": N_("Notes"),
    "characters": N_("Characters"),
    "place": N_("Place"),
    "props": N_("Props"),
    "transition": N_("Transition"),
    "prompt": N_("Prompt"),
    "scene": N_("Scene"),
}


class BackDialog(ShellDialog):
    """A file is read, its differences are shown, and accepting is one undo step: `accepted_(words)`."""

    accepted_ = Signal(str)

    def __init__(self, title: str, path: Path, parent: QWidget) -> None:
        super().__init__(title, parent, width=860, height=640)
        self.progress = ProgressRow(path.name, cancellable=False)
        self.progress.show_progress(None, _("Reading"))
        self.body.addWidget(self.progress)
        self.summary = Label("", wrap=True)
        self.summary.hide()
        self.body.addWidget(self.summary)
        self.remarks = QVBoxLayout()
        self.body.addLayout(self.remarks)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(_("Differences"))
        self.tree.setColumnCount(4)
        self.tree.setHeaderLabels([_("Shot"), _("What"), _("Before"), _("After")])
        self.tree.setRootIsDecorated(True)
        self.tree.setUniformRowHeights(False)
        self.tree.setWordWrap(True)
        header = self.tree.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        for column, wide in ((0, 150), (1, 150), (2, 220)):
            header.resizeSection(column, theme.px(wide))
        self.tree.hide()
        self.body.addWidget(self.tree, 1)
        self.all_rows = QCheckBox(_("Show what stays as it was, too"))
        self.all_rows.toggled.connect(lambda _on: self._filter())
        self.all_rows.hide()
        self.body.addWidget(self.all_rows)
        self.extra = QCheckBox("")
        self.extra.hide()
        self.body.addWidget(self.extra)
        #: Cuts are taken over difference by difference, lists as a whole.
        self.choosing = False
        self.add_button(_("Cancel")).clicked.connect(self.reject)
        self.go = self.add_button(_("Accept"), "primary")
        self.go.setEnabled(False)
        self.go.clicked.connect(self._accept)

    def start_over(self) -> None:
        """Nothing is known yet."""
        clear_layout(self.remarks)
        self.tree.clear()
        self.go.setEnabled(False)
        self.progress.show()

    def _failed(self, error: Exception) -> None:
        self.progress.hide()
        if isinstance(error, FenjingError):
            banner = Banner(sentence(error.message), "error", sentence(error.fix), closable=False)
        else:
            banner = Banner(_("This file cannot be read."), "error", closable=False)
        self.remarks.addWidget(banner)

    def _show_rows(self, rows: Sequence[Any]) -> None:
        self.progress.hide()
        self.summary.show()
        self.tree.show()
        for row in rows:
            words, meaning, tone = ROWS[row.kind]
            item = QTreeWidgetItem([_label(row), _(words), *_sides(row)])
            item.setIcon(1, icon(meaning, tone))
            item.setForeground(1, QBrush(theme.color(tone)))
            item.setData(0, Qt.ItemDataRole.UserRole, row.kind)
            if self.choosing and row.kind in _CHOOSABLE:
                item.setCheckState(0, Qt.CheckState.Checked)
            for change in getattr(row, "changes", ()):
                name = change.name
                field = _(FIELDS[name]) if name in FIELDS else name
                sides = (said(name, change.before), said(name, change.after))
                below = QTreeWidgetItem(["", field, *sides])
                for column in (2, 3):
                    below.setToolTip(column, below.text(column))
                struck = QFont()
                struck.setStrikeOut(True)
                below.setFont(2, struck)
                item.addChild(below)
            self.tree.addTopLevelItem(item)
            item.setExpanded(row.kind == "changed")
        self.all_rows.setVisible(any(row.kind in _QUIET for row in rows))
        self._filter()

    def _filter(self) -> None:
        for place in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(place)
            quiet = item is not None and item.data(0, Qt.ItemDataRole.UserRole) in _QUIET
            if item is not None:
                item.setHidden(quiet and not self.all_rows.isChecked())

    def _accept(self) -> None:
        raise LookupError("a dialog says itself what accepting means")


class ShotListDialog(BackDialog):
    """A shot list from a spreadsheet, against the shots there are."""

    def __init__(
        self, session: Session, path: Path, episode: EpisodeId | None, parent: QWidget
    ) -> None:
        super().__init__(_("Import a shot list"), path, parent)
        self._session, self._path, self._episode = session, path, episode
        self.preview: Any = None
        self._job: Any = None
        self.encoding = Choice(_("Encoding of the file"))
        for key, words in ENCODINGS.items():
            self.encoding.addItem(_(words), key)
        self.encoding.set_key("")
        self.encoding.picked.connect(lambda _key: self.read())
        self.encoding_row = FormRow(_("Encoding of the file"), self.encoding)
        self.encoding_row.setVisible(path.suffix.lower() != ".xlsx")
        self.body.insertWidget(0, self.encoding_row)
        self.finished.connect(lambda _result: self._forget())
        self.extra.toggled.connect(lambda _on: self._can_go())
        self.read()

    def read(self) -> None:
        """Read the list again, in the encoding that was chosen."""
        self._forget()
        self.start_over()
        self._job = self._session.shot_lists.start_read(
            self._path, self._came, self._failed, self._episode, self.encoding.key() or None
        )

    def _forget(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _came(self, preview: Any) -> None:
        self.preview = preview
        self._show_rows(preview.rows)
        counts = {kind: preview.count(kind) for kind in ("add", "changed", "missing", "keep")}
        told = {
            "add": ngettext("{n} new shot", "{n} new shots", counts["add"]),
            "changed": ngettext("{n} changed", "{n} changed", counts["changed"]),
            "keep": ngettext("{n} as it was", "{n} as they were", counts["keep"]),
        }
        parts = [words.format(n=counts[kind]) for kind, words in told.items() if counts[kind]]
        self.summary.setText("   ".join(parts))
        unread = [one.heading for one in preview.columns if one.heading and not one.field]
        if unread:
            words = _("Columns that say nothing of a shot here: {names}").format(
                names=_(", ").join(unread)
            )
            self.remarks.addWidget(Label(words, "caption", wrap=True))
        for remark in list(preview.remarks)[:6]:
            tone = "error" if remark.severity == "error" else "warn"
            words = sentence(remark.message)
            if remark.line:
                words = _("Row {n}: {words}").format(n=remark.line, words=words)
            self.remarks.addWidget(Label(words, "caption", tone, wrap=True))
        if counts["missing"]:
            words = ngettext(
                "Leave out {n} shot that is not in the list",
                "Leave out {n} shots that are not in the list",
                counts["missing"],
            )
            self.extra.setText(words.format(n=counts["missing"]))
            self.extra.show()
        self._can_go()

    def _can_go(self) -> None:
        changes = self.preview.count("add") + self.preview.count("changed")
        if self.extra.isChecked():
            changes += self.preview.count("missing")
        self.go.setEnabled(changes > 0 and not self._session.read_only)
        if not changes:
            self.go.setToolTip(_("The list says what the shots say already."))

    def _accept(self) -> None:
        try:
            self._session.shot_lists.accept(self.preview, leave_out_missing=self.extra.isChecked())
        except FenjingError as error:
            self._failed(error)
            return
        self.accepted_.emit(_("The shot list was taken over."))
        self.accept()


class CutBackDialog(BackDialog):
    """A cut that was changed in another editor, against ours."""

    def __init__(
        self, session: Session, path: Path, episode: EpisodeId | None, parent: QWidget
    ) -> None:
        super().__init__(_("Read a changed cut back"), path, parent)
        self._session = session
        self.diff: Any = None
        self.choosing = True
        try:
            self.diff = session.exchanging.read_back(path, episode)
        except FenjingError as error:
            self._failed(error)
            return
        self._show_rows(self.diff.rows)
        changed = [row for row in self.diff.rows if row.kind in ("moved", "trimmed", "left_out")]
        words = ngettext("{n} difference", "{n} differences", len(changed)).format(n=len(changed))
        self.summary.setText(words if changed else _("It is the same cut."))
        self.tree.itemChanged.connect(lambda _item, _column: self._can_go())
        self._can_go()

    def chosen(self) -> frozenset[int]:
        """The differences that are ticked, by their place."""
        items = [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]
        return frozenset(
            row.place
            for row, item in zip(self.diff.rows, items, strict=True)
            if item is not None
            and row.kind in _CHOOSABLE
            and item.checkState(0) == Qt.CheckState.Checked
        )

    def _can_go(self) -> None:
        self.go.setEnabled(bool(self.chosen()) and not self._session.read_only)

    def _accept(self) -> None:
        try:
            self._session.exchanging.accept(self.diff, self.chosen())
        except FenjingError as error:
            self._failed(error)
            return
        self.accepted_.emit(_("The cut was taken over."))
        self.accept()


def said(field: str, value: str) -> str:
    """A field's value in words: size, angle and move are codes of the trade."""
    return word(field, value) if field in TERMS and value else sentence(value)


def _label(row: Any) -> str:
    if hasattr(row, "label"):
        return str(row.label)
    return str(row.number)


def _sides(row: Any) -> tuple[str, str]:
    if hasattr(row, "before"):
        return sentence(str(row.before)), sentence(str(row.after))
    return "", ""
