"""Choosing an exact frame of a take for a reference slot."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.domain.cast import CastEntry
from app.domain.script import Scene
from app.domain.shots import Shot
from app.domain.takes import Take
from app.domain.timeline import PictureClip, Timeline
from app.domain.timing import Frames, frames_of
from app.studio.session import Session
from app.ui import theme
from app.ui.board.frame_feed import FrameFeed
from app.ui.board.screen import Screen
from app.ui.compare.bar import TransportBar
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.chips import Badge
from app.ui.widgets.fields import SearchField
from app.ui.widgets.labels import Label

_TAKE = Qt.ItemDataRole.UserRole


def takes_with(session: Session, entry: CastEntry) -> list[tuple[Shot, Take]]:
    """Every take with a picture, in story order: shots of the entry first, then the others."""
    takes: dict[str, list[Take]] = {}
    for take in session.all(Take):
        if take.media.kind != "sound" and session.media_path(take.media) is not None:
            takes.setdefault(take.shot_id, []).append(take)
    places = {
        scene.id: scene.place
        for episode in session.episodes()
        for scene in session.scenes(episode.id)
    }
    order = {scene: place for place, scene in enumerate(places)}
    shots = [shot for shot in session.all(Shot) if shot.id in takes and shot.scene_id in order]

    def own(shot: Shot) -> bool:
        return entry.id in shot.subjects or (
            entry.kind == "place" and entry.answers_to(places[shot.scene_id])
        )

    shots.sort(key=lambda shot: (not own(shot), order[shot.scene_id], shot.rank))
    return [
        (shot, take)
        for shot in shots
        for take in sorted(takes[shot.id], key=lambda take: -take.number)
    ]


class FramePicker(ShellDialog):
    """`chosen` is (take, frame at the project's rate) after it was accepted; call `close_source` then."""

    def __init__(self, session: Session, entry: CastEntry, parent: QWidget) -> None:
        super().__init__(
            _("A frame for the sheet of {name}").format(name=entry.name),
            parent,
            width=920,
            height=680,
        )
        self._session, self._fps = session, session.project.fps
        self._rows = takes_with(session, entry)
        self._timeline: Timeline | None = None
        self.chosen: tuple[Take, Frames] | None = None
        self._scenes = {scene.id: scene for scene in session.all(Scene)}
        self._build(entry)
        self._fill("")
        self._show_row()

    def _build(self, entry: CastEntry) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(SPACE_3)
        left = QVBoxLayout()
        left.setSpacing(SPACE_2)
        self.filter = SearchField(_("Filter the takes"))
        self.filter.wanted.connect(self._fill)
        self.filter.setFixedWidth(theme.px(260))
        left.addWidget(self.filter)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Takes with {name} first").format(name=entry.name))
        self.list.setFixedWidth(theme.px(260))
        self.list.currentRowChanged.connect(lambda _row: self._show_row())
        self.list.itemActivated.connect(lambda _item: self.take_frame())
        left.addWidget(self.list, 1)
        middle.addLayout(left)
        right = QVBoxLayout()
        right.setSpacing(SPACE_2)
        self.screen_ = Screen()
        self.screen_.setAccessibleName(_("Frame of the take"))
        self.screen_.resized.connect(self._ask)
        right.addWidget(self.screen_, 1)
        self.bar = TransportBar()
        self.bar.mute.hide()
        self.bar.transport.moved.connect(lambda _frame: self._ask())
        right.addWidget(self.bar)
        middle.addLayout(right, 1)
        self.body.addLayout(middle, 1)
        self.feed = FrameFeed(self)
        self.feed.came.connect(self._came)
        self.exact = Badge(_("Exact frame, full size"), "ok", "label")
        self.foot.insertWidget(0, self.exact)
        self.empty = Label(
            _("No take yet. Generate a shot, or drop a film on it, then take its frames."),
            "muted",
            wrap=True,
        )
        self.body.addWidget(self.empty)
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.use = self.add_button(_("Use this frame"), "primary")
        self.use.clicked.connect(self.take_frame)

    def _fill(self, text: str) -> None:
        self.list.clear()
        for shot, take in self._rows:
            scene = self._scenes.get(shot.scene_id)
            words = f"{shot.number}   T{take.number}   {scene.place if scene else ''}"
            if text.casefold() not in f"{words} {shot.action}".casefold():
                continue
            item = QListWidgetItem(words)
            item.setToolTip(shot.action)
            item.setData(_TAKE, take)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.empty.setVisible(not self._rows)

    def _take(self) -> Take | None:
        item = self.list.currentItem()
        held = item.data(_TAKE) if item is not None else None
        return held if isinstance(held, Take) else None

    def _show_row(self) -> None:
        take = self._take()
        self.use.setEnabled(take is not None)
        self.bar.transport.pause()
        if take is None:
            self._timeline = None
            self.feed.set_source(None)
            self.screen_.set_image(None)
            return
        length = max(frames_of(take.media.seconds, self._fps), 1) if take.media.seconds else 1
        clip = PictureClip(start=0, length=length, take_id=take.id, media=take.media)
        size = (take.media.width or 1080, take.media.height or 1920)
        self._timeline = Timeline(fps=self._fps, width=size[0], height=size[1], pictures=(clip,))
        self.screen_.set_shape(*size)
        self.bar.set_range(length, self._fps)
        self.bar.setVisible(length > 1)
        self.bar.transport.seek(0)
        self.feed.set_source(self._session.rendering.frame_source(self._timeline))
        self._ask()

    def _ask(self) -> None:
        if self._timeline is not None:
            transport = self.bar.transport
            self.feed.want(
                transport.frame, self.screen_.device_box(), 1 if transport.playing else 0
            )

    def _came(self, frame: int, image: QImage) -> None:
        if self.bar.transport.playing or abs(frame - self.bar.transport.frame) <= 1:
            self.screen_.set_image(image)

    def take_frame(self) -> None:
        """Take what is shown."""
        take = self._take()
        if take is not None:
            self.chosen = (take, self.bar.transport.frame)
            self.accept()

    def close_source(self) -> None:
        """End the reading thread."""
        self.bar.close_sound()
        self.feed.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right step by one frame, with Shift by a second; Space plays."""
        transport = self.bar.transport
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps:
            far = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            transport.step(steps[Qt.Key(event.key())] * (self._fps if far else 1))
        elif event.key() == Qt.Key.Key_Space:
            transport.toggle()
        else:
            super().keyPressEvent(event)
