"""Deliver: choose a kind of file, see what is missing, render in the background, get the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.changes import Changes
from app.domain.deliveries import Delivery
from app.domain.ids import EpisodeId, ShotId
from app.domain.project import FULL_SIZE, LabelChoice
from app.domain.script import Episode
from app.domain.shots import Shot
from app.domain.wording import N_
from app.errors import FenjingError
from app.studio.rendering import Delivered, ExportChoice
from app.studio.reviewing import Finding
from app.studio.session import Session
from app.ui import theme
from app.ui.board.choices import Choice
from app.ui.board.staleness import Staleness
from app.ui.deliver.checks import ChecksPanel
from app.ui.deliver.presets import TITLES, PresetLike, PresetList
from app.ui.deliver.preview import DeliveryPreview
from app.ui.deliver.rendering import run_of
from app.ui.deliver.results import ResultsPanel
from app.ui.i18n import _, minutes, ngettext, sentence, span
from app.ui.models.words import outdated_words
from app.ui.page import Context, Page
from app.ui.tokens import SPACE_2, SPACE_3, SPACE_4
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.fields import ProgressRow
from app.ui.widgets.labels import FormRow, Label
from app.ui.widgets.layouts import Splitter

#: What the stages of a render are called while it runs.
STAGES: dict[str, str] = {
    "pictures": N_("Drawing the pictures"),
    "sound": N_("Mixing the sound"),
    "joining": N_("Joining the pieces"),
    "checking": N_("Reading the file back"),
}


class DeliverPage(Page):
    """One episode out; settings stay as they were when a render fails."""

    key = "deliver"
    icon_name = "page.deliver"
    shortcut = "Ctrl+6"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.session: Session = context.project
        self.run = run_of(self.session)
        self._out: Path | None = None
        self._findings: tuple[Finding, ...] = ()
        self._failure: Banner | None = None
        self.stale = Staleness(self.session, self)
        self.stale.changed.connect(self._show_checks)
        self.presets = PresetList()
        self.checks = ChecksPanel()
        self.preview = DeliveryPreview(self.session)
        self.results = ResultsPanel()
        self._build()
        self._fill_presets()
        self.act(
            _("Render the episode"),
            self.render_now,
            keys="Ctrl+Return",
            icon_name="deliver",
            name="deliver.render",
        )
        self.act(_("Stop rendering"), self.run.cancel, icon_name="stop", name="deliver.stop")
        self.run.progressed.connect(self._progressed)
        self.run.finished.connect(self._finished)
        self.run.failed.connect(self._failed)
        self.run.cancelled.connect(self._cancelled)
        context.selection.changed.connect(self._episode_changed)
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._tick)
        self._seen: EpisodeId | None = None

    @classmethod
    def title(cls) -> str:
        """The page's name."""
        return _("Deliver")

    # -- building --------------------------------------------------------------------------------
    def _build(self) -> None:
        middle = QFrame()
        middle.setProperty("surface", "window")
        column = QVBoxLayout(middle)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_3)
        head = QHBoxLayout()
        titles = QVBoxLayout()
        titles.setSpacing(0)
        self.heading = Label("", "heading")
        self.facts = Label("", "muted")
        titles.addWidget(self.heading)
        titles.addWidget(self.facts)
        head.addLayout(titles, 1)
        self.render_button = Button(_("Render"), "primary", "deliver")
        self.render_button.clicked.connect(lambda _checked=False: self.render_now())
        head.addWidget(self.render_button)
        column.addLayout(head)
        self.failure_shelf = QVBoxLayout()
        column.addLayout(self.failure_shelf)
        self.progress_box = QFrame()
        self.progress_box.setProperty("surface", "card")
        box = QVBoxLayout(self.progress_box)
        box.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        self.progress = ProgressRow(_("Rendering"))
        self.progress.cancelled.connect(self.run.cancel)
        box.addWidget(self.progress)
        self.elapsed = Label("", "caption")
        box.addWidget(self.elapsed)
        column.addWidget(self.progress_box)
        self.progress_box.hide()
        self.checks.go.connect(self._go_to)
        pair = QHBoxLayout()
        pair.setSpacing(SPACE_3)
        right = QVBoxLayout()
        right.setSpacing(SPACE_3)
        right.addWidget(self._settings())
        right.addWidget(self.checks, 1)
        pair.addWidget(self.preview, 4)
        pair.addLayout(right, 5)
        column.addLayout(pair, 1)
        self.presets.setMinimumWidth(theme.px(200))
        middle.setMinimumWidth(theme.px(380))
        self.results.setMinimumWidth(theme.px(260))
        self.split = Splitter(self.presets, middle, self.results, sizes=[270, 720, 340])
        self.split.setStretchFactor(0, 0)
        self.split.setStretchFactor(1, 1)
        self.split.setStretchFactor(2, 0)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.split)
        self.nothing = EmptyState(
            "page.deliver", _("Nothing to deliver yet"),
            _("A file is made from the shots of an episode. Make shots first."),
            (_("Go to the Board"), lambda: self.context.go("board")),
        )  # fmt: skip
        self.stack.addWidget(self.nothing)
        self.layout_.addWidget(self.stack)
        self.presets.chosen.connect(lambda _key: self._chosen())

    def _settings(self) -> QWidget:
        card = QFrame()
        card.setProperty("surface", "card")
        grid = QGridLayout(card)
        grid.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        grid.setHorizontalSpacing(SPACE_4)
        grid.setVerticalSpacing(SPACE_2)
        self.burn = QCheckBox(_("Captions on the picture"))
        self.burn.setChecked(True)
        self.srt = QCheckBox(_("Captions as a file beside it (SRT)"))
        self.srt.setChecked(True)
        self.label = QCheckBox(_("AI label on the picture"))
        self.label.setToolTip(_("Shown at the start, and always written into the file's data."))
        self.label.setChecked(self.session.project.label.visible)
        self.fit = Choice(_("Where the shape differs"))
        for key, words in (
            ("blur", _("Blurred edges")),
            ("crop", _("Fill and crop")),
            ("black", _("Black bars")),
        ):
            self.fit.addItem(words, key)
        self.fit.set_key("blur")
        self.fit.picked.connect(lambda _key: self._show_choices())
        for box in (self.burn, self.label):
            box.toggled.connect(lambda _on: self._show_choices())
        grid.addWidget(self.burn, 0, 0)
        grid.addWidget(self.srt, 1, 0)
        grid.addWidget(self.label, 2, 0)
        grid.addWidget(FormRow(_("Where the shape differs"), self.fit), 3, 0)
        self.path = QLineEdit()
        self.path.setReadOnly(True)
        choose = IconButton("open", _("Choose where the file goes"), tone="text")
        choose.clicked.connect(lambda _checked=False: self.choose_path())
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(FormRow(_("File"), self.path), 1)
        row.addWidget(choose)
        row.setAlignment(choose, Qt.AlignmentFlag.AlignBottom)
        grid.addLayout(row, 4, 0)
        return card

    def _fill_presets(self) -> None:
        shape = FULL_SIZE[self.session.project.aspect]
        rows = []
        for preset in self.session.rendering.presets():
            size = preset.size(*shape)
            facts = f"{size[0]} × {size[1]}   {preset.loudness:g} LUFS"
            fits = preset.aspect in (None, self.session.project.aspect)
            rows.append(
                PresetLike(
                    preset.id, _(TITLES.get(preset.id, preset.title)), size, facts, fits=fits
                )
            )
        self.presets.set_presets(rows, rows[0].key if rows else "")

    def _chosen(self) -> None:
        """Another kind of file: another name, another shape."""
        self._suggest()
        shape = FULL_SIZE[self.session.project.aspect]
        for preset in self.session.rendering.presets():
            if preset.id == self.presets.current():
                safe = preset.safe
                self.preview.set_file(
                    preset.size(*shape), (safe.top, safe.bottom, safe.left, safe.right)
                )

    def _show_choices(self) -> None:
        choice = self.choice()
        self.preview.set_choices(
            burn=choice.burn_captions, fit=choice.fit, label=choice.label or LabelChoice()
        )

    # -- reading ---------------------------------------------------------------------------------
    @property
    def episode(self) -> EpisodeId | None:
        """The episode that would be rendered."""
        return self.context.selection.episode

    def shown(self) -> None:
        """Read what may have changed."""
        if self.episode is None and self.session.episodes():
            self.context.selection.choose_episode(self.session.episodes()[0].id)
        self.read()
        self._show_running()

    def show_changes(self, changes: Changes) -> None:
        """Shots, takes and deliveries are shown."""
        if changes.touches("Shot", "Take", "Scene", "Episode", "Delivery", "Project", "VoiceTake"):
            self.read()

    def _episode_changed(self) -> None:
        if self.episode != self._seen:
            self._out = None
            self.read()

    def read(self) -> None:
        """Read the episode's cut, its findings and its files."""
        episode_id = self._seen = self.episode
        if episode_id is None or not self.session.board_rows(episode_id):
            self.stack.setCurrentWidget(self.nothing)
            return
        self.stack.setCurrentWidget(self.split)
        episode = self.session.get(Episode, episode_id)
        name = _("Episode {n}").format(n=episode.number)
        self.heading.setText(f"{name}   {episode.title}".strip())
        rows = self.session.board_rows(episode_id)
        shots = [row.shot for row in rows if row.shot.status != "omitted" and not row.shot.orphaned]
        frames = sum(shot.length + shot.gap_before for shot in shots)
        words = ngettext("{n} shot", "{n} shots", len(shots)).format(n=len(shots))
        self.facts.setText(f"{words}   {minutes(frames / self.session.project.fps)}")
        self.stale.want(episode_id, None)
        self._show_checks()
        self.results.set_deliveries(
            self.session.all(Delivery, episode_id=episode_id), self._findings
        )
        self.preview.set_cut(self.session.rendering.timeline(episode_id))
        self._chosen()
        self._show_choices()
        self.render_button.setEnabled(not self.session.read_only and not self.run.running)

    def _show_checks(self) -> None:
        """What the cut lacks, and the takes that were found to be outdated."""
        episode_id = self._seen
        if episode_id is None:
            return
        found = list(self.session.reviewing.before_delivery(episode_id))
        for shot_id, reasons in self.stale.shots.items():
            shot = self.session.find(Shot, shot_id)
            if shot is not None and shot.status != "omitted":
                words = f"{shot.number}  {outdated_words(reasons)}"
                found.append(
                    Finding(severity="warning", message=words, shot_id=shot.id, code="outdated")
                )
        self.checks.set_findings(found)

    def _suggest(self) -> None:
        if self.episode is None:
            return
        path = self._out or self.session.rendering.suggested_path(
            self.episode, self.presets.current()
        )
        self.path.setText(str(path))
        self.path.setToolTip(str(path))

    def choice(self) -> ExportChoice:
        """What the settings say."""
        label = self.session.project.label.model_copy(update={"visible": self.label.isChecked()})
        return ExportChoice(
            preset=self.presets.current(), out=self._out, burn_captions=self.burn.isChecked(),
            write_srt=self.srt.isChecked(), fit=self.fit.key() or "blur", label=label,
        )  # fmt: skip

    def choose_path(self) -> None:
        """Where the file goes this time."""
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Where should the file go?"), self.path.text(), "MP4 (*.mp4)"
        )
        if name:
            self._out = Path(name)
            self._suggest()

    # -- rendering -------------------------------------------------------------------------------
    def render_now(self) -> None:
        """Render in the background; the page stays free."""
        if self.episode is None or self.session.read_only or self.run.running:
            return
        self._clear_failure()
        self._findings = ()
        if self.run.start(self.episode, self.choice()):
            self._show_running()

    def _show_running(self) -> None:
        running = self.run.running
        self.progress_box.setVisible(running)
        self.render_button.setEnabled(not running and not self.session.read_only)
        if running:
            self._clock.start()
            self._progressed(self.run.share, self.run.stage, -1.0)
        else:
            self._clock.stop()

    def _progressed(self, share: float, stage: str, left: float) -> None:
        words = _(STAGES[stage]) if stage in STAGES else _("Preparing")
        self.progress.show_progress(
            share if share > 0 else None, words, left if left >= 0 else None
        )
        self._tick()

    def _tick(self) -> None:
        self.elapsed.setText(_("{time} so far").format(time=span(self.run.elapsed)))

    def _finished(self, delivered: Delivered) -> None:
        self._findings = delivered.findings
        self._show_running()
        self.read()
        words = _("The file is ready: {name}").format(name=Path(delivered.delivery.path).name)
        self.context.notices.toast(words, tone="ok")

    def _failed(self, error: Exception) -> None:
        self._show_running()
        if not isinstance(error, FenjingError):
            self.context.notices.error(error)
            return
        self._clear_failure()
        self._failure = Banner(
            sentence(error.message),
            "error",
            sentence(error.fix),
            [(_("Render again"), self.render_now)],
        )
        self._failure.closed.connect(self._clear_failure)
        self.failure_shelf.addWidget(self._failure)

    def _cancelled(self) -> None:
        self._show_running()
        self.context.notices.toast(_("Rendering was stopped; no half file was left."), seconds=5)

    def _clear_failure(self) -> None:
        if self._failure is not None:
            self._failure.hide()
            self._failure.deleteLater()
            self._failure = None

    def _go_to(self, shot_id: str) -> None:
        shot = self.session.find(Shot, shot_id)
        if shot is not None:
            self.context.selection.choose(self.episode, None, ShotId(shot.id))
            self.context.go("board")

    # -- hooks of the window ---------------------------------------------------------------------
    def state(self) -> dict[str, Any]:
        """Settings and sizes."""
        return {
            "preset": self.presets.current(), "burn": self.burn.isChecked(), "srt": self.srt.isChecked(),
            "fit": self.fit.key(), "split": self.split.state(),
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Take them back."""
        for place in range(self.presets.list.count()):
            if self.presets.list.item(place).data(0x0101).key == state.get("preset"):
                self.presets.list.setCurrentRow(place)
        self.burn.setChecked(bool(state.get("burn", True)))
        self.srt.setChecked(bool(state.get("srt", True)))
        self.fit.set_key(str(state.get("fit", "blur")))
        self.split.restore(state.get("split"))
        self._show_choices()

    def panels(self) -> list[QWidget]:
        """Left to right, for F6."""
        return [self.presets.list, self.render_button]

    def leave(self) -> None:
        """The render goes on; only the page's clock stops."""
        self._clock.stop()
        self.stale.stop()
        self.preview.close_source()
        self.context.selection.changed.disconnect(self._episode_changed)
        self.run.progressed.disconnect(self._progressed)
        self.run.finished.disconnect(self._finished)
        self.run.failed.disconnect(self._failed)
        self.run.cancelled.disconnect(self._cancelled)
