"""The Board: scenes on the left, shots in the middle, preview and inspector on the right, the cut below."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.changes import Changes
from app.domain.ids import SceneId, ShotId
from app.domain.project import FULL_SIZE
from app.domain.shots import Shot
from app.errors import FenjingError
from app.studio.session import Session
from app.ui.board.actions import BoardActions
from app.ui.board.cut_feed import CutFeed
from app.ui.board.layout import BoardLayout
from app.ui.board.making import Making
from app.ui.board.reading import BoardReading
from app.ui.board.showing import Showing
from app.ui.board.sounds import SoundTools
from app.ui.board.staleness import Staleness
from app.ui.board.verbs import BoardVerbs
from app.ui.cut.rows import ShotMark
from app.ui.i18n import _
from app.ui.models.thumbnails import Thumbnails
from app.ui.page import Context, Page
from app.ui.sending.generation import Generation

_SHOWN = ("Shot", "Take", "Scene", "Episode", "CastEntry", "VoiceTake", "Project")


class BoardPage(Page):
    """Follows the selection and the project; every change goes out as a command and comes back as `Changes`."""

    key = "board"
    icon_name = "page.board"
    shortcut = "Ctrl+3"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.session: Session = context.project
        self.verbs = BoardVerbs(self.session, context.notices)
        self.generation = Generation(context, self)
        self.making = Making(self)
        self.showing = Showing(self)
        self.thumbnails = Thumbnails(self.session, self)
        self.stale = Staleness(self.session, self)
        self.stale.changed.connect(self._show_ages)
        self.reading: BoardReading | None = None
        self._quiet = False
        self._scene = ""
        width, height = FULL_SIZE[self.session.project.aspect]
        self.parts = BoardLayout(self.thumbnails, self.session, height / width, self._edit_cells)
        self.stack = QStackedWidget()
        self.empty = QWidget()
        self.stack.addWidget(self.parts)
        self.stack.addWidget(self.empty)
        self.layout_.addWidget(self.stack)
        safe = self.session.rendering.presets()[0].safe
        self.parts.player.screen_.set_safe(safe.top, safe.bottom, safe.left, safe.right)
        self.cut_feed = CutFeed(self)
        self.board_actions = BoardActions(self)
        self.sounds = SoundTools(self)
        self._connect()
        self._jobs_timer = QTimer(self, singleShot=True, interval=250)
        self._jobs_timer.timeout.connect(self.read)
        self._stop_jobs = self.session.production.attempts.listen(
            lambda _attempt: self._jobs_timer.start()
        )
        self._price_timer = QTimer(self, singleShot=True, interval=120)
        self._price_timer.timeout.connect(self.showing.price)

    @classmethod
    def title(cls) -> str:
        """The page's name."""
        return _("Board")

    # -- wiring ----------------------------------------------------------------------------------
    def _connect(self) -> None:
        parts, selection = self.parts, self.context.selection
        for view in (parts.grid, parts.table):
            view.chosen.connect(self._chosen)
            view.nudged.connect(self.nudge)
            view.menu_wanted.connect(self.board_actions.show_menu)
            view.opened.connect(lambda _id: parts.inspector.action.setFocus())
        parts.grid.moved.connect(self.move_shots)
        parts.grid.dropped.connect(self.bring_in)
        parts.takes.picked.connect(self._pick)
        parts.takes.dropped.connect(lambda paths: self.bring_in(selection.shot or "", paths))
        parts.takes.stepped.connect(self.step_take)
        parts.takes.import_wanted.connect(self.board_actions.choose_file)
        parts.takes.compare_wanted.connect(self.making.compare)
        parts.takes.menu_wanted.connect(self.board_actions.show_take_menu)
        parts.navigator.chosen.connect(self._scene_chosen)
        parts.filters.chosen.connect(lambda _key: self._filter())
        parts.clear_filter.connect(lambda: parts.filters.choose("all"))
        parts.inspector.edited.connect(self._edited)
        parts.inspector.generate_wanted.connect(lambda: self.generate(always_ask=False))
        parts.inspector.handoff_wanted.connect(self._hand_off)
        parts.inspector.maker_wanted.connect(self.making.choose)
        parts.inspector.chain_wanted.connect(self.making.edit_chain)
        parts.inspector.preview_wanted.connect(self.making.preview)
        parts.inspector.cast_opened.connect(lambda _who: self.context.go("cast"))
        parts.generate.clicked.connect(lambda _checked=False: self.generate(always_ask=True))
        parts.player.moved.connect(self._playhead_moved)
        parts.player.sound_wanted.connect(self.cut_feed.mix)
        strip = parts.strip
        strip.scrubbed.connect(self._scrubbed)
        strip.chosen.connect(self._clip_chosen)
        strip.opened.connect(lambda _id: parts.inspector.action.setFocus())
        strip.trimmed.connect(
            lambda shot, length, source_in, _edge: self.verbs.trim(ShotId(shot), length, source_in)
        )
        strip.moved.connect(
            lambda shot, after, before: self.verbs.move([ShotId(shot)], after, before)
        )
        strip.nudged.connect(self.nudge)
        strip.menu_wanted.connect(self.board_actions.show_clip_menu)
        selection.changed.connect(self._selection_changed)
        selection.moved.connect(self._selection_moved)

    # -- reading ---------------------------------------------------------------------------------
    def shown(self) -> None:
        """Read what may have changed while another page was in front."""
        self.read()
        if not self.context.selection.shots and self.parts.model.shown:
            self.context.selection.choose_shots(self.parts.model.shown[0].id)
        self._show_selection()
        self.parts.view.setFocus()

    def show_changes(self, changes: Changes) -> None:
        """Re-read after a commit that touches what is shown."""
        if changes.touches(*_SHOWN):
            self.read()

    def read(self) -> None:
        """Read the episode and show it."""
        episode = self.context.selection.episode
        if episode is None:
            episodes = self.session.episodes()
            if not episodes:
                self._show_empty()
                return
            self.context.selection.choose_episode(episodes[0].id)
            episode = episodes[0].id
        attempts = [row.attempt for row in self.session.production.attempts.rows()]
        self.reading = BoardReading(self.session, episode, attempts, self.stale.shots)
        cards = self.reading.cards()
        self.stale.want(episode, self.context.selection.shot)
        self.sounds.want_count()
        self._quiet = True
        self.parts.model.set_cards(cards)
        self._quiet = False
        self.parts.filters.set_counts(cards)
        self.parts.inspector.set_people(self.reading.people)
        if not cards:
            self._show_empty()
            return
        self.stack.setCurrentWidget(self.parts)
        self.showing.scenes(self.reading, cards)
        self.cut_feed.show(self.reading)
        self._filter()
        self._show_selection()

    def _show_ages(self) -> None:
        """The marks of outdated takes came; only cards, strip and inspector follow, nothing is read anew."""
        reading = self.reading
        if reading is None:
            return
        reading.stale = self.stale.shots
        cards = reading.cards()
        self._quiet = True
        self.parts.model.set_cards(cards)
        self._quiet = False
        self.parts.filters.set_counts(cards)
        self.parts.strip.set_marks({card.id: ShotMark(card.number, card.state) for card in cards})
        self._filter()
        self.showing.facts(reading, list(self.context.selection.shots))
        self.showing.takes()
        self.board_actions.update()

    def _show_empty(self) -> None:
        self.stack.removeWidget(self.empty)
        self.empty.deleteLater()
        self.empty = self.showing.empty()
        self.stack.addWidget(self.empty)
        self.stack.setCurrentWidget(self.empty)

    # -- selection -------------------------------------------------------------------------------
    def selected(self) -> list[ShotId]:
        """The selected shots in story order."""
        chosen = set(self.context.selection.shots)
        return [card.id for card in self.parts.model.cards if card.id in chosen]

    def _chosen(self, ids: list[ShotId]) -> None:
        if self._quiet:
            return
        view = self.parts.view
        row = view.currentIndex().row()
        card = self.parts.model.card(row)
        lead = card.id if card is not None and card.id in ids else None
        ordered = [one for one in ids if one != lead] + ([lead] if lead else [])
        self.context.selection.choose_shots(*ordered)
        if lead and len(ids) == 1:
            self._playhead_to(lead)

    def _playhead_to(self, shot_id: str) -> None:
        index = self.parts.strip.tracks.index_of(shot_id)
        if index < 0 or self.parts.player.transport.playing:
            return
        clip = self.parts.strip.tracks.timeline.pictures[index]
        if not clip.start <= self.parts.player.transport.frame < clip.end:
            self.parts.player.transport.seek(clip.start)

    def _clip_chosen(self, shot: str, adding: bool) -> None:
        held = list(self.context.selection.shots) if adding else []
        ids = [one for one in held if one != shot]
        if not (adding and shot in held):
            ids.append(ShotId(shot))
        self.context.selection.choose_shots(*ids)

    def _scene_chosen(self, scene: str) -> None:
        self._scene = scene
        self._filter()
        if scene:
            self.context.selection.choose_scene(SceneId(scene))
        own = [card for card in self.parts.model.cards if card.scene_id == scene]
        if own and self.context.selection.shot not in {card.id for card in own}:
            self.context.selection.choose_shots(own[0].id)
            self._playhead_to(own[0].id)

    def _selection_changed(self) -> None:
        episode = self.context.selection.episode
        if self.reading is not None and episode is not None and episode != self.reading.episode_id:
            self.parts.player.transport.pause()
            self._scene = ""
            self.read()
            return
        self._show_selection()

    def _show_selection(self) -> None:
        if self.reading is None:
            return
        ids = list(self.context.selection.shots)
        self._quiet = True
        for view in (self.parts.grid, self.parts.table):
            if set(view.selected()) != set(ids) & {card.id for card in self.parts.model.shown}:
                view.select(ids)
        self._quiet = False
        self.parts.strip.set_selected(ids)
        self.showing.facts(self.reading, ids)
        self.showing.takes()
        self._price_timer.start()
        self.parts.status.setText(self.showing.status_words(ids))
        self.board_actions.update()
        self.stale.want(self.reading.episode_id, self.context.selection.shot)

    @property
    def scene(self) -> str:
        """The scene the board is narrowed to; empty for the whole episode."""
        return self._scene

    def _filter(self) -> None:
        scene, accepts = self._scene, self.parts.filters.accepts()
        self._quiet = True
        if not scene and accepts is None:
            self.parts.model.set_filter(None)
        else:
            self.parts.model.set_filter(
                lambda card: (
                    (not scene or card.scene_id == scene) and (accepts is None or accepts(card))
                )
            )
        self._quiet = False
        self.parts.show_no_match(not self.parts.model.shown and bool(self.parts.model.cards))

    # -- editing ---------------------------------------------------------------------------------
    def _edit_cells(self, ids: list[ShotId] | Any, field: str, value: Any) -> bool:
        """A table cell: the whole selection when the cell is part of it, as one step."""
        chosen = self.selected()
        targets = chosen if set(ids) <= set(chosen) else list(ids)
        if field == "length":
            from app.domain.timing import parse_length

            try:
                value = max(parse_length(str(value), self.session.project.fps), 1)
            except FenjingError as error:
                self.context.notices.error(error)
                return False
        return self.verbs.edit(targets, field, value)

    def _edited(self, field: str, value: Any) -> None:
        if field == "takes":
            self.generation.takes = int(value)
            self._price_timer.start()
            return
        self.verbs.edit(self.selected(), field, value)

    def _pick(self, take_id: Any) -> None:
        if self.context.selection.shot:
            self.verbs.pick(self.context.selection.shot, take_id)

    def step_take(self, steps: int) -> None:
        """[ and ]: make the neighbouring take count."""
        take = self.parts.takes.model.stepped(steps)
        if take is not None and not take.picked:
            self._pick(take.id)

    def move_shots(self, ids: list[Any], after: str, before: str) -> None:
        """Drop of cards."""
        self.verbs.move(ids, after, before)

    def nudge(self, step: int) -> None:
        """Alt+arrows."""
        self.verbs.nudge(self.selected(), [card.id for card in self.parts.model.cards], step)

    def bring_in(self, shot_id: str, paths: list[Path]) -> None:
        """Dropped files become takes of a shot, off the window's thread."""
        if not shot_id or self.session.read_only:
            return
        for path in paths:
            self.session.intake.import_take(
                ShotId(shot_id), path, lambda _take: None, self.context.notices.error
            )

    def generate(self, *, always_ask: bool) -> None:
        """The cost sheet, or at once when it is free and the button said so."""
        self.flush()
        self.generation.run(self.selected(), always_ask=always_ask)

    def _hand_off(self, which: str) -> None:
        if which == "prompt":
            self.generation.copy_prompt(self.selected())
        else:
            self.generation.hand_off(self.selected())

    # -- playhead --------------------------------------------------------------------------------
    def _playhead_moved(self, frame: int) -> None:
        self.parts.strip.set_playhead(frame)
        self.context.selection.move_playhead(frame)
        clip = self.parts.strip.tracks.timeline.at(frame)
        self.parts.grid.set_current_shot(clip.shot_id or "" if clip else "")

    def _selection_moved(self, frame: int) -> None:
        if frame != self.parts.player.transport.frame:
            self.parts.player.transport.seek(frame)

    def _scrubbed(self, frame: int) -> None:
        self.parts.player.transport.seek(frame)

    # -- hooks of the window ---------------------------------------------------------------------
    def flush(self) -> None:
        """Commit what is typed."""
        self.parts.inspector.flush()

    def state(self) -> dict[str, Any]:
        """View, zoom, filter and sizes."""
        return self.parts.state()

    def restore(self, state: dict[str, Any]) -> None:
        """Take them back."""
        self.parts.restore(state)

    def panels(self) -> list[QWidget]:
        """Left to right, for F6."""
        parts = self.parts
        return [
            parts.navigator.list,
            parts.view,
            parts.takes.view,
            parts.strip,
            parts.inspector.action,
        ]

    def lands(self, paths: list[Path]) -> str:
        """A dropped file becomes a take of the selected shot."""
        shot = self.context.selection.shot
        if not shot or self.session.read_only or not paths:
            return ""
        return _("A new take of shot {number}").format(number=self.session.get(Shot, shot).number)

    def take_files(self, paths: list[Path]) -> None:
        """Dropped beside a card."""
        self.bring_in(self.context.selection.shot or "", paths)

    def leave(self) -> None:
        """Stop the player and the listeners."""
        self._stop_jobs()
        self.stale.stop()
        self.cut_feed.stop()
        self.sounds.leave()
        for timer in (self._jobs_timer, self._price_timer):
            timer.stop()
        self.context.selection.changed.disconnect(self._selection_changed)
        self.context.selection.moved.disconnect(self._selection_moved)
        self.parts.player.close_source()
        self.thumbnails.wait()
