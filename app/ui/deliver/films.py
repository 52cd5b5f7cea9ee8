"""The middle of Deliver for films: how the file will look, and tabs for check, file, texts, cover and labels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.commands import project as project_commands
from app.commands import releases
from app.domain.ids import EpisodeId
from app.domain.script import Episode
from app.domain.timeline import Timeline
from app.errors import FenjingError
from app.studio import covers
from app.studio.session import Session
from app.ui.deliver.checks import ChecksPanel
from app.ui.deliver.cover import CoverPanel
from app.ui.deliver.labelling import LabelPanel
from app.ui.deliver.preset_words import PresetRow
from app.ui.deliver.preview import DeliveryPreview
from app.ui.deliver.settings import FileSettings
from app.ui.deliver.texts import TextsPanel
from app.ui.i18n import _
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.buttons import SegmentedControl

ORIGIN = "deliver"


class FilmsView(QWidget):
    """`changed()` when the wishes for the file differ; `failed(error)` when a change was refused."""

    changed = Signal()
    failed = Signal(object)
    covers_written = Signal(object)

    def __init__(self, session: Session, farm: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._episode: EpisodeId | None = None
        self.preview = DeliveryPreview(session)
        self.checks = ChecksPanel()
        self.settings = FileSettings(farm)
        self.texts = TextsPanel()
        self.cover = CoverPanel(session)
        self.labels = LabelPanel()
        self._build()
        self._connect()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_3)
        row.addWidget(self.preview, 4)
        card = QFrame()
        card.setProperty("surface", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(0, SPACE_2, 0, 0)
        column.setSpacing(0)
        self.stack = QStackedWidget()
        self._tabs: dict[str, QWidget] = {
            "check": self.checks, "file": self.settings, "texts": self.texts, "cover": self.cover,
            "labels": self.labels,
        }  # fmt: skip
        self.tabs = SegmentedControl(
            [
                ("check", _("Check")), ("file", _("File")), ("texts", _("Texts")), ("cover", _("Cover")),
                ("labels", _("Labels")),
            ],
            name=_("What to look at"),
        )  # fmt: skip
        # The words of the tabs are never cut; the preview gives way.
        self.tabs.setMinimumWidth(self.tabs.sizeHint().width())
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_3, 0, SPACE_3, 0)
        head.addWidget(self.tabs)
        head.addStretch(1)
        column.addLayout(head)
        for panel in self._tabs.values():
            self.stack.addWidget(panel)
        column.addWidget(self.stack, 1)
        row.addWidget(card, 5)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self.show_tab)
        self.settings.changed.connect(self._wishes_changed)
        self.texts.edited.connect(self._edit_release)
        self.cover.edited.connect(self._edit_release)
        self.cover.frame_wanted.connect(self.preview.show_frame)
        self.cover.written.connect(self.covers_written)
        self.cover.failed.connect(self.failed)
        self.preview.shown_frame.connect(self.cover.follow)
        self.labels.label_edited.connect(self._edit_label)
        self.labels.filing_edited.connect(
            lambda fields: self._do(project_commands.set_filing, **fields)
        )
        self.labels.sign_edited.connect(lambda on: self._do(project_commands.set_signing, on))
        self.labels.licence_chosen.connect(self._set_licence)
        self.labels.licence_cleared.connect(
            lambda: self._try(self._session.delivering.clear_licence)
        )

    # -- showing ---------------------------------------------------------------------------------
    def show_tab(self, key: str) -> None:
        """Bring a tab to the front; unknown keys change nothing."""
        if key in self._tabs:
            self.tabs.set_current(key)
            self.stack.setCurrentWidget(self._tabs[key])

    def show_episode(self, episode: Episode, timeline: Timeline) -> None:
        """Show an episode's cut, words and labels."""
        if episode.id != self._episode:
            self.flush()
            self._episode = episode.id
        project = self._session.project
        self.checks.fps = project.fps
        self.preview.set_cut(timeline)
        self.texts.set_release(episode.release)
        self.cover.set_cut(timeline)
        self.cover.set_release(episode.release, project.label)
        self.labels.set_label(project.label)
        clip = project.filing.licence
        name = _("Clip of {n:.1f} s").format(n=clip.seconds) if clip is not None else ""
        self.labels.set_filing(project.filing, name)
        for panel in (self.texts, self.cover, self.labels):
            panel.set_read_only(self._session.read_only)
        self._wishes_changed(tell=False)

    def show_signing(self, certificate: str) -> None:
        """Whether files are signed, and with what."""
        self.labels.set_signing(sign=self._session.project.sign, certificate=certificate)

    def show_kinds(self, rows: tuple[PresetRow, ...], stem: Path) -> None:
        """The ticked kinds: their limits, covers and declarations."""
        presets = [row.preset for row in rows]
        self.texts.set_presets(presets)
        self.labels.set_presets(presets)
        ticked = {row.key for row in rows}
        chosen = tuple(one for one in self._session.rendering.presets() if one.id in ticked)
        self.cover.set_sizes(covers.sizes(chosen, self._session.project.aspect))
        self.cover.folder, self.cover.stem = stem.parent, stem.stem

    def show_kind(self, row: PresetRow, safe: tuple[float, float, float, float]) -> None:
        """The kind looked at: its shape, and what its players cover."""
        self.preview.set_file(row.size, safe, row.title if row.preset.platform else "")

    def _wishes_changed(self, *, tell: bool = True) -> None:
        settings, label = self.settings, self._session.project.label
        self.preview.set_choices(
            burn=settings.burn.isChecked() and not settings.clean.isChecked(),
            fit=settings.fit.key() or "blur",
            label=label,
        )
        if tell:
            self.changed.emit()

    # -- editing ---------------------------------------------------------------------------------
    def _edit_release(self, fields: dict[str, Any]) -> None:
        if self._episode is not None:
            self._do(releases.set_release, self._episode, **fields)

    def _edit_label(self, fields: dict[str, Any]) -> None:
        label = self._session.project.label.model_copy(update=fields)
        self._do(project_commands.set_label, label)

    def _set_licence(self, path: Path) -> None:
        self._try(
            lambda: self._session.delivering.set_licence(path, lambda _set: None, self.failed.emit)
        )

    def _do(self, command: Callable[..., Any], *args: Any, **fields: Any) -> None:
        self._try(lambda: self._session.do(command, *args, **fields))

    def _try(self, step: Callable[[], Any]) -> None:
        try:
            step()
        except FenjingError as error:
            self.failed.emit(error)

    # -- hooks -----------------------------------------------------------------------------------
    def flush(self) -> None:
        """Commit what is typed."""
        if self._episode is not None and not self._session.read_only:
            self.texts.flush()
            self.cover.flush()
            self.labels.flush()

    def leave(self) -> None:
        """Stop readers and drawings."""
        self.cover.stop()
        self.preview.close_source()
