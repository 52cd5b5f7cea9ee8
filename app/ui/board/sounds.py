"""Voices and music from the window: what is missing is counted, made in the background, and can be stopped."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QMenu, QProgressBar, QSlider

from app.commands import script as script_commands
from app.domain.ids import EpisodeId
from app.domain.media import MediaRef
from app.domain.script import Episode, Music
from app.domain.wording import N_
from app.errors import BadInput, Cancelled, FenjingError
from app.ui import tasks, theme
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _, ngettext
from app.ui.models.words import MOODS, music_words
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from app.ui.board.page import BoardPage

_IDLE = 350
_SOUNDS = "*.wav *.mp3 *.m4a *.flac *.ogg *.aac"
_QUIETEST, _LOUDEST = -40, 0


class SoundTools(QObject):
    """The buttons above the cut and what they do; one per board page."""

    def __init__(self, page: BoardPage) -> None:
        super().__init__(page)
        self.page = page
        self.session = page.session
        self._job: Any = None
        self._composing = False
        self._timer = QTimer(self, singleShot=True, interval=_IDLE)
        self._timer.timeout.connect(self.count)
        self.voices = Button(_("Voices"), "quiet", "voice", small=True)
        self.voices.clicked.connect(lambda _checked=False: self.speak())
        self.voices.hide()
        self.bar = QProgressBar()
        self.bar.setFixedWidth(theme.px(110))
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName(_("Speaking the lines"))
        self.bar.hide()
        self.stop = IconButton("stop", _("Stop speaking"))
        self.stop.clicked.connect(lambda _checked=False: self.cancel())
        self.stop.hide()
        self.music = Button(_("Music"), "quiet", "music", small=True)
        self.music.clicked.connect(
            lambda _checked=False: self.show_menu(
                self.music.mapToGlobal(self.music.rect().bottomLeft())
            )
        )
        for widget in (self.voices, self.bar, self.stop, self.music):
            page.parts.cut.tools.addWidget(widget)
        page.parts.cut.names.menu_wanted.connect(self._header_menu)
        self._add_actions()

    def _add_actions(self) -> None:
        act = self.page.act
        self.speak_action = act(
            _("Speak the lines that have no voice yet"), self.speak, icon_name="voice",
            tip=_("Every line has its voice."), name="board.voices",
        )  # fmt: skip
        for mood, words in MOODS.items():
            act(
                _("Compose music: {mood}").format(mood=_(words)), partial(self.compose, mood),
                icon_name="music", name=f"board.music_{mood}",
            )  # fmt: skip
        act(_("Import music…"), self.choose_music, icon_name="import", name="board.music_import")
        act(_("Music level…"), self.ask_level, icon_name="sound", name="board.music_level")
        act(_("Remove the music"), self.remove_music, icon_name="remove", name="board.music_remove")

    @property
    def episode(self) -> Episode | None:
        """The episode in view."""
        chosen = self.page.context.selection.episode
        return self.session.find(Episode, chosen) if chosen else None

    # -- voices ----------------------------------------------------------------------------------
    def want_count(self) -> None:
        """Count the missing voices in a moment."""
        self._timer.start()

    def leave(self) -> None:
        """The page goes away; speaking goes on until the project is closed."""
        self._timer.stop()

    def count(self) -> None:
        """Show how many lines have no voice."""
        episode = self.episode
        missing = self.session.production.voicing.missing(episode.id) if episode else 0
        words = ngettext("Voices: {n} line missing", "Voices: {n} lines missing", missing)
        self.voices.set_words(words.format(n=missing))
        self.voices.setVisible(missing > 0 and self._job is None)
        self.voices.setEnabled(not self.session.read_only)
        self.speak_action.setEnabled(missing > 0 and not self.session.read_only)

    def speak(self) -> None:
        """Speak what is missing, in the background."""
        episode = self.episode
        if episode is None or self._job is not None or self.session.read_only:
            return
        self._show_speaking(True)

        def told(fraction: float, _note: str = "", /) -> None:
            if shiboken6.isValid(self.bar):
                self.bar.setValue(round(fraction * 1000))

        self._job = self.session.production.voicing.start(
            episode.id, self._spoken, self._not_spoken, told
        )

    def cancel(self) -> None:
        """Stop; what was spoken so far is spoken another time."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self._show_speaking(False)
            self.count()

    def _spoken(self, count: int) -> None:
        self._job = None
        if not shiboken6.isValid(self):
            return
        self._show_speaking(False)
        self.count()
        words = ngettext("{n} line has its voice", "{n} lines have their voices", count)
        self.page.context.notices.toast(words.format(n=count), tone="ok", seconds=6)

    def _not_spoken(self, error: Exception) -> None:
        self._job = None
        if not shiboken6.isValid(self):
            return
        self._show_speaking(False)
        self.count()
        if not isinstance(error, Cancelled):
            self.page.context.notices.error(error)

    def _show_speaking(self, running: bool) -> None:
        self.bar.setValue(0)
        self.bar.setVisible(running)
        self.stop.setVisible(running)
        self.voices.setVisible(not running)

    # -- music -----------------------------------------------------------------------------------
    def _header_menu(self, track: str, at: QPoint) -> None:
        if track == "music":
            self.show_menu(at)
        elif track == "dialogue":
            menu = QMenu(self.page)
            menu.addAction(self.speak_action)
            menu.exec(at)
            menu.deleteLater()

    def menu(self) -> QMenu:
        """Compose, import, level, remove."""
        episode = self.episode
        menu = QMenu(self.page)
        writable = episode is not None and not self.session.read_only and not self._composing
        if episode is not None and episode.music is not None:
            level = f"{episode.music.gain_db:+.0f} dB".replace("-", "−")
            menu.addAction(f"{music_words(episode.music)}   {level}").setEnabled(False)
            menu.addSeparator()
        for mood, words in MOODS.items():
            one = menu.addAction(_("Compose: {mood}").format(mood=_(words)))
            one.triggered.connect(lambda _checked=False, of=mood: self.compose(of))
            one.setEnabled(writable)
        menu.addSeparator()
        bring = menu.addAction(_("Import music…"))
        bring.triggered.connect(lambda _checked=False: self.choose_music())
        bring.setEnabled(writable)
        louder = menu.addAction(_("Music level…"))
        louder.triggered.connect(lambda _checked=False: self.ask_level())
        remove = menu.addAction(_("Remove the music"))
        remove.triggered.connect(lambda _checked=False: self.remove_music())
        for one in (louder, remove):
            one.setEnabled(writable and episode is not None and episode.music is not None)
        return menu

    def show_menu(self, at: QPoint) -> None:
        """Open the menu of the music track."""
        menu = self.menu()
        menu.exec(at)
        menu.deleteLater()

    def compose(self, mood: str) -> None:
        """Compose a bed of this mood; it is laid under the episode when it is ready, as one undo step."""
        episode = self.episode
        if episode is None or self._composing or self.session.read_only:
            return
        notices = self.page.context.notices

        def done(music: Music) -> None:
            if not shiboken6.isValid(self):
                return
            self._composing = False
            notices.done(_("Laid under the episode: {name}").format(name=music_words(music)))

        def failed(error: Exception) -> None:
            if not shiboken6.isValid(self):
                return
            self._composing = False
            if not isinstance(error, Cancelled):
                notices.error(error)

        try:
            self.session.production.start_music(episode.id, done, failed, mood=mood)
        except FenjingError as error:
            notices.error(error)
            return
        self._composing = True
        notices.toast(_("Composing music…"), seconds=30)

    def choose_music(self) -> None:
        """Ask for a sound file."""
        kinds = _("Sounds") + f" ({_SOUNDS})"
        name, _kind = QFileDialog.getOpenFileName(self.page, _("Import music"), "", kinds)
        if name:
            self.import_music(Path(name))

    def import_music(self, path: Path) -> None:
        """Copy a sound into the project, off the window's thread, and lay it under the episode."""
        episode = self.episode
        if episode is None or self.session.read_only:
            return
        notices, session = self.page.context.notices, self.session

        def came(media: MediaRef) -> None:
            if media.kind != "sound":
                notices.error(BadInput(N_("This file is no music."), N_("Choose a sound file.")))
                return
            music = Music(
                sha256=media.sha256, suffix=media.suffix, seconds=media.seconds, name=path.stem
            )
            self._set(episode.id, music)
            notices.done(_("Laid under the episode: {name}").format(name=music_words(music)))

        tasks.run(self, lambda: session.intake.stage(path), came, notices.error)

    def remove_music(self) -> None:
        """Take the music away; the toast carries Undo."""
        episode = self.episode
        if episode is not None and episode.music is not None and self._set(episode.id, None):
            self.page.context.notices.done(_("Music removed"))

    def ask_level(self) -> None:
        """Ask how loud the music is."""
        episode = self.episode
        if episode is not None and episode.music is not None and not self.session.read_only:
            LevelDialog(episode.music.gain_db, self.set_level, self.page.window()).open()

    def set_level(self, decibels: float) -> None:
        """Level of the music in dB, under nothing; speech ducks it further."""
        episode = self.episode
        if episode is not None and episode.music is not None:
            self._set(episode.id, episode.music.model_copy(update={"gain_db": decibels}))

    def _set(self, episode_id: EpisodeId, music: Music | None) -> bool:
        try:
            self.session.do(script_commands.set_music, episode_id, music)
        except FenjingError as error:
            self.page.context.notices.error(error)
            return False
        return True


class LevelDialog(ShellDialog):
    """A slider in dB; `chosen(decibels)`."""

    def __init__(self, held: float, chosen: Any, parent: Any) -> None:
        super().__init__(_("Music level"), parent, width=420, height=220)
        self.body.addWidget(
            Label(_("Where nobody speaks; under speech it is lowered further."), "muted", wrap=True)
        )
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(_("Music level in decibels"))
        self.slider.setRange(_QUIETEST, _LOUDEST)
        self.slider.setPageStep(3)
        self.slider.setValue(round(held))
        self.words = Label("", "title")
        self.body.addWidget(self.slider)
        self.body.addWidget(self.words)
        self.body.addStretch(1)
        self.slider.valueChanged.connect(lambda _value: self._show())
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        done = self.add_button(_("Set level"), "primary")
        done.clicked.connect(self.accept)
        self.accepted.connect(lambda: chosen(float(self.slider.value())))
        self._show()
        self.slider.setFocus()

    def _show(self) -> None:
        value = self.slider.value()
        self.words.setText(f"{'−' if value < 0 else ''}{abs(value)} dB")
