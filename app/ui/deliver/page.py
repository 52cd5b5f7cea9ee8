"""Deliver: choose kinds of file, see what is missing, render, get the files, or take the cut elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.changes import Changes
from app.domain.deliveries import Delivery
from app.domain.ids import EpisodeId, ShotId
from app.domain.project import FULL_SIZE
from app.domain.script import Episode
from app.domain.shots import Shot
from app.domain.timeline import Timeline
from app.errors import FenjingError
from app.studio.session import Session
from app.ui.deliver.actions import make_actions
from app.ui.deliver.checking import Asked, CheckRun
from app.ui.deliver.checks import Found, RemarkLike, place_of
from app.ui.deliver.columns import DeliverColumns
from app.ui.deliver.dialogs import DeliverDialogs
from app.ui.deliver.preset_words import row_of
from app.ui.deliver.results import open_outside
from app.ui.i18n import _, minutes, ngettext
from app.ui.page import Context, Page
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.labels import set_tip

_READ = (
    "Shot",
    "Take",
    "Scene",
    "Episode",
    "Delivery",
    "Project",
    "VoiceTake",
    "CastEntry",
    "Look",
)


class DeliverPage(Page):
    """One episode, or a season, out; settings stay as they were whatever happens."""

    key = "deliver"
    icon_name = "page.deliver"
    shortcut = "Ctrl+6"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.session: Session = context.project
        self._seen: EpisodeId | None = None
        self._timeline: Timeline | None = None
        self._farm = context.studio.settings.farm
        self._check = CheckRun(self.session, self)
        self.dialogs = DeliverDialogs(self)
        self._build()
        self._connect()
        self._fill_presets()
        make_actions(self)

    @classmethod
    def title(cls) -> str:
        """The page's name."""
        return _("Deliver")

    # -- building --------------------------------------------------------------------------------
    def _build(self) -> None:
        self.stack = QStackedWidget()
        self.columns = DeliverColumns(self.session, self._farm)
        self.stack.addWidget(self.columns)
        self._adopt(self.columns)
        self.nothing = EmptyState(
            "page.deliver", _("Nothing to deliver yet"),
            _("A file is made from the shots of an episode. Make shots first."),
            (_("Go to the Board"), lambda: self.context.go("board")),
            [(_("See what a file carries…"), self.dialogs.choose_verify)],
        )  # fmt: skip
        self.stack.addWidget(self.nothing)
        self.layout_.addWidget(self.stack)

    def _adopt(self, columns: DeliverColumns) -> None:
        """The page speaks of its parts by their own names."""
        self.mode, self.presets, self.formats = columns.mode, columns.presets, columns.formats
        self.films, self.exchange = columns.films, columns.exchange
        self.season, self.results = columns.season, columns.results
        self.render_button, self.season_button = columns.render_button, columns.season_button
        self.season_button.clicked.connect(lambda _checked=False: self.dialogs.open_season())
        self.render_button.clicked.connect(lambda _checked=False: self.render_now())
        columns.verify_button.clicked.connect(lambda _checked=False: self.dialogs.choose_verify())

    def _connect(self) -> None:
        self.mode.chosen.connect(self.show_mode)
        self.presets.chosen.connect(lambda _key: self._chosen())
        self.presets.ticks_changed.connect(self._ticked)
        self.formats.chosen.connect(lambda _id: self._show_format())
        self.formats.opened.connect(lambda _id: self.exchange.write())
        self.films.changed.connect(self._wishes_changed)
        self.films.failed.connect(self._refused)
        self.films.covers_written.connect(self._covers_written)
        self.films.checks.go.connect(self.go_to)
        self.films.labels.preferences_wanted.connect(lambda: self.context.run_action("preferences"))
        self.exchange.failed.connect(self._refused)
        self.exchange.read_back_wanted.connect(self.dialogs.open_cut_back)
        self.exchange.shot_list_wanted.connect(self.dialogs.choose_shot_list)
        self.exchange.bundle_wanted.connect(self.dialogs.open_bundle)
        self.season.finished.connect(self._finished)
        self.season.failed.connect(self._refused)
        self.results.verify_wanted.connect(self.dialogs.open_verify)
        self.results.report_wanted.connect(self._show_report)
        self._check.begun.connect(self.films.checks.set_looking)
        self._check.looked.connect(self.films.checks.set_before)
        self.context.selection.changed.connect(self._episode_changed)

    # -- modes -----------------------------------------------------------------------------------
    def show_mode(self, key: str) -> None:
        """Films, or the same cut in other programs."""
        self.columns.show_mode(key)
        self._show_format()

    def other_mode(self) -> None:
        """From films to exchange and back."""
        self.show_mode("films" if self.mode.current() == "exchange" else "exchange")

    def show_tab(self, key: str) -> None:
        """A tab of the films."""
        self.show_mode("films")
        self.films.show_tab(key)

    def search(self) -> None:
        """Into the field that finds kinds of file."""
        self.show_mode("films")
        self.presets.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_format(self) -> None:
        if self.mode.current() == "exchange" and self.episode is not None:
            self.exchange.show_format(self.formats.current_format(), self.episode)

    # -- kinds of file ---------------------------------------------------------------------------
    def _fill_presets(self) -> None:
        project = self.session.project
        shape = FULL_SIZE[project.aspect]
        rows = [
            row_of(preset, preset.size(*shape), fits=preset.aspect in (None, project.aspect))
            for preset in self.session.rendering.presets()
        ]
        master = f"master-{project.aspect.replace(':', 'x')}"
        self.presets.set_presets(rows, self.presets.current() or master)

    def _chosen(self) -> None:
        """Another kind is looked at: another shape, other zones, another report."""
        row = self.presets.current_row()
        self.columns.preset_card.show_row(row)
        if row is None:
            return
        for preset in self.session.rendering.presets():
            if preset.id == row.key:
                safe = preset.safe
                self.films.show_kind(row, (safe.top, safe.bottom, safe.left, safe.right))
        self._show_after()

    def _ticked(self) -> None:
        rows = self.presets.ticked_rows()
        self.films.show_kinds(rows, self._target())
        self._show_target()
        self._show_can_render()
        self._want_check()
        self._prepare()

    def _target(self) -> Path:
        """Where the first ticked file would go."""
        if self.episode is None:
            return Path("cover")
        key = (self.presets.ticked() or (self.presets.current(),))[0]
        suggested = self.session.rendering.suggested_path(self.episode, key)
        folder = self.films.settings.folder
        return folder / suggested.name if folder else suggested

    def _show_target(self) -> None:
        target, count = self._target(), len(self.presets.ticked())
        more = ngettext("{name} and {n} more", "{name} and {n} more", count - 1)
        words = str(target) if count < 2 else more.format(name=target, n=count - 1)
        self.films.settings.show_path(words)

    def _wishes_changed(self) -> None:
        self._show_target()
        self.films.cover.folder = self._target().parent
        self._want_check()
        self._prepare()

    def _prepare(self) -> None:
        """Pieces are prepared for the first ticked kind."""
        if self.episode is not None and self.presets.ticked() and not self.session.read_only:
            self.session.preparing.follow(self.episode, self._choices()[0][1])

    # -- reading ---------------------------------------------------------------------------------
    @property
    def episode(self) -> EpisodeId | None:
        """The episode that would be rendered."""
        return self.context.selection.episode

    def shown(self) -> None:
        """Read what may have changed."""
        if self.episode is None and self.session.episodes():
            self.context.selection.choose_episode(self.session.episodes()[0].id)
        settings = self.context.studio.settings
        self._farm = settings.farm
        self.films.settings.set_farm(settings.farm)
        self.films.show_signing(settings.certificate)
        self.read()

    def show_changes(self, changes: Changes) -> None:
        """Shots, takes, words, labels and deliveries are shown."""
        if changes.touches(*_READ):
            self.read()

    def _episode_changed(self) -> None:
        if self.episode != self._seen:
            self.read()

    def read(self) -> None:
        """Read the episode's cut, its check and its files."""
        episode_id = self._seen = self.episode
        rows = self.session.board_rows(episode_id) if episode_id is not None else []
        if episode_id is None or not rows:
            self._check.stop()
            self.stack.setCurrentWidget(self.nothing)
            return
        self.stack.setCurrentWidget(self.columns)
        episode = self.session.get(Episode, episode_id)
        name = _("Episode {n}").format(n=episode.number)
        self.columns.heading.setText(f"{name}   {episode.title}".strip())
        shots = [row.shot for row in rows if row.shot.status != "omitted" and not row.shot.orphaned]
        self._timeline = self.session.rendering.timeline(episode_id)
        words = ngettext("{n} shot", "{n} shots", len(shots)).format(n=len(shots))
        self.columns.facts.setText(
            f"{words}   {minutes(self._timeline.length / self._timeline.fps)}"
        )
        self.films.show_episode(episode, self._timeline)
        self.films.show_signing(self.context.studio.settings.certificate)
        self.results.set_deliveries(self.session.all(Delivery, episode_id=episode_id))
        self._chosen()
        self._ticked()
        self._show_format()

    def _show_can_render(self) -> None:
        count = len(self.presets.ticked())
        words = _("Render") if count < 2 else ngettext("Render {n} file", "Render {n} files", count)
        self.render_button.set_words(words.format(n=count))
        free = not self.session.read_only
        self.render_button.setEnabled(free)
        self.season_button.setEnabled(free)
        tip = "" if free else _("This project is open for reading only.")
        set_tip(self.render_button, tip)

    def _show_after(self) -> None:
        """What was found in the newest file of the kind looked at."""
        key = self.presets.current()
        made = [
            one
            for one in self.session.all(Delivery, episode_id=self.episode)
            if one.preset == key and one.report is not None
        ]
        newest = max(made, key=lambda one: one.created_at, default=None)
        report = newest.report if newest is not None else None
        found = None if report is None else tuple(Found(one) for one in report.after)
        self.films.checks.set_after(found)

    # -- the check -------------------------------------------------------------------------------
    def _choices(self) -> Asked:
        rows = self.presets.ticked_rows()
        return [(row.title, self.films.settings.choice(row.key)) for row in rows]

    def _want_check(self) -> None:
        def ask() -> tuple[EpisodeId, Asked] | None:
            episode, kinds = self.episode, self._choices()
            return (episode, kinds) if episode is not None and kinds else None

        self._check.want(ask)

    def go_to(self, remark: RemarkLike) -> None:
        """Where a remark is put right."""
        place = place_of(remark)
        if place in ("labels", "texts", "file"):
            self.films.show_tab(place)
            return
        if place == "cast":
            self.context.go("cast")
            return
        if remark.frame is not None:
            self.films.preview.show_frame(remark.frame)
        shot_id = remark.shot_id or self._shot_at(remark.frame)
        if place == "preview" or shot_id is None or self.session.find(Shot, shot_id) is None:
            return
        self.context.selection.choose(self.episode, None, ShotId(shot_id))
        if remark.frame is not None:
            self.context.selection.move_playhead(remark.frame)
        self.context.go("board")

    def _shot_at(self, frame: int | None) -> str | None:
        clip = self._timeline.at(frame) if self._timeline and frame is not None else None
        return clip.shot_id if clip is not None else None

    def _show_report(self, delivery: Delivery) -> None:
        self.show_mode("films")
        self.presets.look_at(delivery.preset)
        self.films.show_tab("check")
        if delivery.report is not None:
            self.films.checks.set_after(tuple(Found(one) for one in delivery.report.after))
        self.films.checks.show_side("after")

    # -- rendering -------------------------------------------------------------------------------
    def render_now(self) -> None:
        """Put the ticked files of this episode into the queue; the page stays free."""
        if self.episode is None or self.session.read_only:
            return
        self.flush()
        kinds = self.presets.ticked()
        settings = self.films.settings
        try:
            self.session.season.add(
                (self.episode,), kinds, settings.choice(kinds[0]), folder=settings.folder,
                in_parts=settings.parts.isChecked(),
            )  # fmt: skip
        except FenjingError as error:
            self._refused(error)
            return
        if self.session.season.paused:
            self.session.season.resume()
        self.season.read()

    def _finished(self, row: Any) -> None:
        self.read()
        if row.choice.preset == self.presets.current() and row.episode_id == self.episode:
            self.films.checks.show_side("after")
        words = _("The file is ready: {name}").format(name=Path(row.out).name)
        show = (_("Show in folder"), lambda: open_outside(Path(row.out).parent))
        self.context.notices.toast(words, show, tone="ok")

    def _covers_written(self, paths: tuple[Path, ...]) -> None:
        words = ngettext("{n} cover saved", "{n} covers saved", len(paths)).format(n=len(paths))
        show = (_("Show in folder"), lambda: open_outside(paths[0].parent))
        self.context.notices.toast(words, show if paths else None, tone="ok")

    def _refused(self, error: object) -> None:
        if isinstance(error, BaseException):
            self.context.notices.error(error)

    # -- hooks of the window ---------------------------------------------------------------------
    def lands(self, paths: list[Path]) -> str:
        """Films are looked into; lists, cuts and bundles are read."""
        return self.dialogs.lands(paths)

    def take_files(self, paths: list[Path]) -> None:
        """Open the dialog that reads it."""
        self.dialogs.take(paths)

    def state(self) -> dict[str, Any]:
        """Kinds, settings and sizes."""
        return {
            "preset": self.presets.current(), "ticked": list(self.presets.ticked()),
            "settings": self.films.settings.state(), "tab": self.films.tabs.current(),
            "mode": self.mode.current(), "format": self.formats.current(),
            "exchange": self.exchange.state(), "split": self.columns.split.state(),
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Take them back."""
        self.presets.look_at(str(state.get("preset", "")))
        ticked = state.get("ticked")
        self.presets.tick([str(key) for key in ticked] if isinstance(ticked, list) else ())
        for part, key in ((self.films.settings, "settings"), (self.exchange, "exchange")):
            held = state.get(key)
            part.restore(held if isinstance(held, dict) else {})
        self.films.show_tab(str(state.get("tab", "check")))
        self.formats.choose(str(state.get("format", "")))
        self.show_mode(str(state.get("mode", "films")))
        self.columns.split.restore(state.get("split"))

    def panels(self) -> list[QWidget]:
        """Left to right, for F6."""
        if self.mode.current() == "exchange":
            return [self.formats.list, self.exchange.write_button]
        return [self.presets.list, self.films.preview, self.render_button]

    def flush(self) -> None:
        """Commit what is typed."""
        self.films.flush()

    def leave(self) -> None:
        """The queue goes on; only the page's own work stops."""
        self._check.stop()
        self.columns.preparing.leave()
        self.season.leave()
        self.films.leave()
        self.exchange.cancel()
        self.context.selection.changed.disconnect(self._episode_changed)
