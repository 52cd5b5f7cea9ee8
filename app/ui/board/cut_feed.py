"""Feeds the strip and the player with the cut: its timeline, its pictures, their small copies, its mixed sound."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QTimer

from app.domain.script import Episode
from app.domain.timeline import PictureClip, Timeline
from app.ui.board.reading import BoardReading
from app.ui.cut.rows import ShotMark
from app.ui.i18n import _
from app.ui.models.words import music_words

if TYPE_CHECKING:
    from app.ui.board.page import BoardPage


class CutFeed:
    """Belongs to one board page."""

    def __init__(self, page: BoardPage) -> None:
        self._page = page
        self._proxied: set[str] = set()
        self._sourced: tuple[PictureClip, ...] = ()
        self._source_timer = QTimer(page, singleShot=True, interval=250)
        self._source_timer.timeout.connect(self._read_pictures)

    def show(self, reading: BoardReading) -> None:
        """The cut as it stands now."""
        page, parts = self._page, self._page.parts
        timeline = page.session.rendering.timeline(reading.episode_id)
        marks: dict[str, ShotMark] = {
            card.id: ShotMark(card.number, card.state) for card in parts.model.cards
        }
        episode = page.session.get(Episode, reading.episode_id)
        parts.strip.set_timeline(timeline, marks, reading.speakers(), music_words(episode.music))
        parts.cut_table.set_tracks(parts.strip.tracks, marks)
        parts.player.set_cut(timeline, _("Nothing to play yet"))
        drawn = any(clip.shot_id and clip.media is None for clip in timeline.pictures)
        if drawn or timeline.pictures != self._sourced:
            self._source_timer.start()
        parts.player.transport.seek(page.context.selection.playhead)
        self._want_proxies(timeline)

    def stop(self) -> None:
        """Read nothing more."""
        self._source_timer.stop()

    def mix(self) -> None:
        """The sound of the cut, on the first play after a change."""
        timeline = self._timeline
        if not timeline.sounds:
            return

        def came(path: Path | None) -> None:
            if self._still(timeline):
                self._page.parts.player.set_sound(path)

        self._page.session.rendering.preview_sound(timeline, came, self._page.context.notices.error)

    @property
    def _timeline(self) -> Timeline:
        return self._page.parts.strip.tracks.timeline

    def _still(self, timeline: Timeline) -> bool:
        """True while the page is there and shows this cut."""
        return shiboken6.isValid(self._page) and self._timeline == timeline

    def _read_pictures(self) -> None:
        """Open the cut's pictures, a moment after the last edit: cards for shots without a take cost time."""
        timeline = self._timeline
        self._sourced = timeline.pictures
        if timeline.pictures:
            source = self._page.session.rendering.frame_source(timeline)
            self._page.parts.player.set_source(source)

    def _want_proxies(self, timeline: Timeline) -> None:
        """Small copies of new takes, made once in the background, so that scrubbing is quick."""
        wanted = {
            clip.media.sha256
            for clip in timeline.pictures
            if clip.media and clip.media.kind == "video"
        }
        if wanted <= self._proxied:
            return
        self._proxied |= wanted

        def made() -> None:
            if self._still(timeline):
                source = self._page.session.rendering.frame_source(timeline)
                self._page.parts.player.set_source(source)

        self._page.session.rendering.make_proxies(timeline, made)
