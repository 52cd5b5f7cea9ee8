"""Drift: who or where at the left, every pick in story order in the middle, beside the pinned sheet at the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import shiboken6
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.cast import CastEntry, Look
from app.domain.ids import CastId, SceneId, TakeId
from app.domain.script import Scene
from app.errors import FenjingError
from app.studio.drift import Strip
from app.studio.judging import Judged
from app.ui import theme
from app.ui.cast.faces import Faces
from app.ui.continuity.beside import Beside
from app.ui.continuity.crops import CropModel, CropStore, CropView
from app.ui.continuity.judging import JudgeDialog, verdict_words
from app.ui.finding import scene_title
from app.ui.i18n import _, ngettext
from app.ui.models.makers import Makers
from app.ui.page import Context
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button, SegmentedControl
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.fields import ProgressRow
from app.ui.widgets.labels import ElidedLabel, SectionHeader
from app.ui.widgets.layouts import Panel, Splitter

_ID = Qt.ItemDataRole.UserRole


class StripView(QWidget):
    """`shots_wanted(list of crops)` to go to; `sheet_wanted(cast_id)`."""

    shots_wanted = Signal(list)
    sheet_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._session = context, context.project
        self.current = ""
        self.strip: Strip | None = None
        self._entries: dict[str, CastEntry] = {}
        self._flags: dict[str, int] = {}
        self._verdicts: dict[TakeId, Judged] = {}
        self._scenes: Mapping[SceneId, str] = {}
        self._job: Any = None
        self.store = CropStore(self._session, self)
        self.model = CropModel(self)
        self.view = CropView(self.model, self.store)
        self.view.walked.connect(self._walked)
        self.view.opened.connect(lambda _row: self.go())
        self.beside = Beside(self._session)
        self.beside.goto_wanted.connect(self.go)
        self.beside.sheet_wanted.connect(lambda: self.sheet_wanted.emit(self.current))
        self.beside.judge_wanted.connect(self.judge)
        self._faces = Faces(self._session, self)
        self._faces.ready.connect(self._show_face)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.splitter = Splitter(self._who(), self._middle(), self.beside, sizes=[210, 800, 330])
        outer.addWidget(self.splitter)

    # parts --------------------------------------------------------------------------------------

    def _who(self) -> QWidget:
        panel = Panel("window", SPACE_2)
        header = SectionHeader(_("Seen in picks"))
        panel.body.addWidget(header)
        self.list = QListWidget()
        self.list.setProperty("surface", "clear")
        self.list.setAccessibleName(_("Characters, places and props"))
        self.list.setIconSize(QSize(theme.px(28), theme.px(28)))
        self.list.currentItemChanged.connect(lambda item, _before: self._chosen(item))
        panel.body.addWidget(self.list, 1)
        return panel

    def _middle(self) -> QWidget:
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.setContentsMargins(SPACE_3, SPACE_2, SPACE_2, 0)
        column.setSpacing(SPACE_2)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        self.told = ElidedLabel("", "small")
        head.addWidget(self.told, 1)
        self.only = SegmentedControl(
            [("all", _("All")), ("flagged", _("Standing out"))], "all", _("Which picks")
        )
        self.only.chosen.connect(lambda _key: self._show())
        head.addWidget(self.only)
        self.next = Button(_("Next"), "plain", "goto", small=True)
        self.next.setToolTip(_("To the next pick that stands out"))
        self.next.setAccessibleName(_("To the next pick that stands out"))
        self.next.clicked.connect(self.to_next)
        head.addWidget(self.next)
        column.addLayout(head)
        self.progress = ProgressRow(_("Measuring colours on this machine"))
        self.progress.cancelled.connect(self.stop)
        self.progress.hide()
        column.addWidget(self.progress)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self.bare = EmptyState(
            "picture",
            _("No pick shows it yet"),
            _("Takes appear here in story order as soon as shots with it have one."),
            (_("Go to Board"), lambda: self._context.go("board")),
        )
        self._stack.addWidget(self.bare)
        self.calm = EmptyState(
            "state.done",
            _("Nothing stands out"),
            _("Every pick is about as near to the sheet as the others."),
            (_("Show all"), self._show_all),
        )
        self._stack.addWidget(self.calm)
        column.addWidget(self._stack, 1)
        return panel

    # reading ------------------------------------------------------------------------------------

    def read(self) -> None:
        """Who can be looked at, and the strip of the one that is chosen."""
        session = self._session
        self._scenes = {scene.id: scene_title(scene) for scene in session.all(Scene)}
        entries = [one for one in session.cast() if one.kind != "style" and not one.crowd]
        self._entries = {one.id: one for one in entries}
        looks: dict[str, list[Look]] = {}
        for look in session.all(Look):
            looks.setdefault(look.cast_id, []).append(look)
        self.list.blockSignals(True)
        self.list.clear()
        for entry in entries:
            item = QListWidgetItem(self._faces.icon(entry, looks.get(entry.id, [])), "")
            item.setData(_ID, entry.id)
            self.list.addItem(item)
            if entry.id == self.current:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self._show_counts()
        if self.current not in self._entries:
            self.current = entries[0].id if entries else ""
            self.list.setCurrentRow(0)
        self._read_strip()

    def choose(self, cast_id: str) -> None:
        """Look at another entry."""
        for row in range(self.list.count()):
            if self.list.item(row).data(_ID) == cast_id:
                self.list.setCurrentRow(row)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_ID) != self.current:
            self.current = str(item.data(_ID))
            self._read_strip()

    def _read_strip(self) -> None:
        self.stop()
        if not self.current:
            self._stack.setCurrentWidget(self.bare)
            return
        asked = CastId(self.current)
        self._verdicts = self._session.judging.verdicts(asked)
        self.strip = self._session.drift.outline(asked)
        self._show()
        if not self.strip.crops:
            return
        self.progress.show_progress(None)
        self.progress.show()

        def done(strip: Strip) -> None:
            if self.current == strip.cast_id:
                self._measured(strip)

        def failed(error: Exception) -> None:
            self.progress.hide()
            self._context.notices.error(error)

        self._job = self._session.drift.start_strip(
            asked, done, failed, lambda share, _words: self.progress.show_progress(share)
        )

    def _measured(self, strip: Strip) -> None:
        self._job = None
        self.progress.hide()
        self.strip = strip
        self._flags[strip.cast_id] = len(strip.flagged)
        self._show_counts()
        self._show()

    def _show_counts(self) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            entry = self._entries[item.data(_ID)]
            count = self._flags.get(entry.id, 0)
            item.setText(f"{entry.name}  {count}" if count else entry.name)
            words = ngettext("{n} pick stands out", "{n} picks stand out", count).format(n=count)
            item.setToolTip(words if count else entry.name)
            item.setForeground(theme.color("warn" if count else "text"))

    def _show_face(self, cast_id: str) -> None:
        entry = self._entries.get(cast_id)
        for row in range(self.list.count()):
            if entry is not None and self.list.item(row).data(_ID) == cast_id:
                self.list.item(row).setIcon(self._faces.icon(entry, self._looks_of(cast_id)))

    def _looks_of(self, cast_id: str) -> list[Look]:
        return self._session.all(Look, cast_id=cast_id)

    # showing ------------------------------------------------------------------------------------

    def _show(self) -> None:
        strip = self.strip
        if strip is None:
            return
        held = self.beside.crop.shot_id if self.beside.crop else None
        flagged = self.only.current() == "flagged"
        crops = strip.flagged if flagged else strip.crops
        self.model.set_crops(crops, self._scenes)
        self._stack.setCurrentWidget(
            self.view if crops else self.calm if strip.crops else self.bare
        )
        count = len(strip.flagged)
        words = ngettext("{n} pick", "{n} picks", len(strip.crops)).format(n=len(strip.crops))
        out = ngettext("{n} stands out", "{n} stand out", count).format(n=count)
        self.told.setText(f"{words}   {out}" if count else words)
        self.told.set_tone("warn" if count else "muted")
        self.next.setEnabled(count > 0)
        self.beside.show_nothing()
        rows = [row for row, crop in enumerate(crops) if crop.shot_id == held]
        entry = self._entries[strip.cast_id]
        self.beside.show_sheet(entry, None, strip.sheet)
        if crops:
            row = rows[0] if rows else 0
            self.view.setCurrentIndex(self.model.index(row))
            self._walked(row)

    def _show_all(self) -> None:
        self.only.set_current("all")
        self._show()

    def _walked(self, row: int) -> None:
        if not 0 <= row < len(self.model.crops) or self.strip is None:
            return
        crop = self.model.crops[row]
        judged = self._verdicts.get(crop.take_id)
        verdict = verdict_words(judged) if judged is not None else ""
        self.beside.show_crop(crop, self._scenes.get(crop.scene_id, ""), verdict)
        look = self._session.find(Look, crop.look_id) if crop.look_id else None
        self.beside.show_sheet(self._entries[self.strip.cast_id], look, self.strip.sheet)

    def to_next(self) -> None:
        """To the next pick that stands out, round and round."""
        rows = [row for row, crop in enumerate(self.model.crops) if crop.flagged]
        here = self.view.currentIndex().row()
        after = [row for row in rows if row > here] or rows
        if after:
            index = self.model.index(after[0])
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def go(self) -> None:
        """To what is marked, on the Board."""
        crops = [self.model.crops[row] for row in self.view.rows()]
        if crops:
            self.shots_wanted.emit(crops)

    def judge(self) -> None:
        """Ask a model that sees, after its price was shown; never by itself."""
        strip, crop = self.strip, self.beside.crop
        if strip is None or crop is None:
            return
        makers = Makers(self._context.studio.catalog.cards)
        dialog = JudgeDialog(
            self._session, makers, strip.cast_id, crop, strip.flagged, self.window()
        )
        if not dialog.exec() or dialog.quote is None:
            return
        cast_id = strip.cast_id

        def told(_take: TakeId, verdict: object) -> None:
            if not shiboken6.isValid(self):
                return
            if verdict is None:
                self._context.notices.toast(_("No verdict came; Queue says why"), tone="warn")
            elif self.current == cast_id:
                self._verdicts = self._session.judging.verdicts(cast_id)
                self._walked(self.view.currentIndex().row())

        try:
            asked = self._session.judging.start(
                dialog.quote, told, allow_unpriced=dialog.quote.price is None
            )
        except FenjingError as error:
            self._context.notices.error(error)
            return
        words = ngettext("{n} pick is being judged", "{n} picks are being judged", len(asked))
        self._context.notices.toast(words.format(n=len(asked)), seconds=4)

    def stop(self) -> None:
        """Measure no further; what was measured is kept."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self.progress.hide()
