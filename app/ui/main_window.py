"""The window: bars around pages, one selection, one undo; built anew when language, theme or text size change."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.domain.changes import Changes
from app.domain.ids import EpisodeId, ShotId
from app.domain.script import Episode, Scene
from app.domain.shots import Shot
from app.errors import FenjingError
from app.settings.model import Settings
from app.studio.session import Session
from app.studio.studio import Studio
from app.ui import finding, theme, window_state
from app.ui.deliver.season_watch import begin_delivering
from app.ui.desktop_notices import DesktopNotices
from app.ui.drop_overlay import DropOverlay
from app.ui.home import facts
from app.ui.home.poster import Poster
from app.ui.i18n import _, face_language, ngettext, sentence, set_language
from app.ui.keeping.safety import Safety
from app.ui.leaving import LeaveDialog, under_way
from app.ui.notices import ErrorBoundary, Notices
from app.ui.page import Context, Page
from app.ui.page_bar import PageBar
from app.ui.pages import HOME, PAGES
from app.ui.selection import Selection
from app.ui.status import Status
from app.ui.top_bar import TopBar
from app.ui.window_actions import WindowActions
from app.ui.window_dialogs import WindowDialogs

_log = logging.getLogger(__name__)
LEAST = QSize(1100, 680)


class MainWindow(QMainWindow):
    """One window over one studio and at most one open project."""

    def __init__(self, studio: Studio, version: str = "") -> None:
        super().__init__()
        self.studio = studio
        self.session: Session | None = None
        self.selection = Selection(self)
        self.selection.changed.connect(self._selection_changed)
        self.dialogs = WindowDialogs(self, version)
        self.safety = Safety(self)
        self.desktop = DesktopNotices(self)
        self._may_leave = False
        self._stop_listening: Callable[[], None] = lambda: None
        self._pages: dict[str, Page] = {}
        self._states: dict[str, dict[str, Any]] = {}
        self._page = HOME.key
        self._poster: Poster | None = None
        self.setAcceptDrops(True)
        self.setMinimumSize(LEAST)
        self.resize(1440, 900)
        self._build()
        self._boundary = ErrorBoundary(self.notices.error)
        self._boundary.install()
        window_state.place(studio.settings, self)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        self.show_page(HOME.key)

    # building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        self.actions_ = WindowActions(self, self._commands())
        self.actions_.add_pages([HOME, *PAGES], self.show_page)
        self._menu = self.actions_.menu(self)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.top = TopBar(self.actions_, self._menu)
        self.top.search_wanted.connect(self.dialogs.open_palette)
        self.top.jobs_wanted.connect(lambda: self.show_page("queue"))
        column.addWidget(self.top)
        shelf = QVBoxLayout()
        shelf.setSpacing(0)
        column.addLayout(shelf)
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        self.bar = PageBar(list(PAGES), self.actions_)
        self.bar.chosen.connect(self.show_page)
        column.addWidget(self.bar)
        self.setCentralWidget(centre)
        self.notices = Notices(centre, shelf)
        self.notices.undo = self.undo
        self._overlay = DropOverlay(self.stack, self, lambda: self.page)
        self._project_menu, self._episode_menu = QMenu(self.top), QMenu(self.top)
        self.top.project.setMenu(self._project_menu)
        self.top.episode.setMenu(self._episode_menu)
        self._project_menu.aboutToShow.connect(self._fill_project_menu)
        self._episode_menu.aboutToShow.connect(self._fill_episode_menu)
        self.status = Status(self.top, self.bar)
        self._show_project()

    def _commands(self) -> dict[str, Callable[[], object]]:
        home = HOME.key

        def at_home(name: str) -> Callable[[], None]:
            return lambda: self._home_command(home, name)

        return {
            "new": at_home("new"), "open": at_home("open"), "sample": at_home("sample"),
            "import": self.import_script,
            "close_project": self.close_project,
            **self.safety.commands(),
            "preferences": self.dialogs.open_preferences, "quit": self.close,
            "undo": self.undo, "redo": self.redo, "history": self.dialogs.open_history,
            "palette": self.dialogs.open_palette,
            "text_larger": lambda: self.set_text_size(self.studio.settings.text_percent + 10),
            "text_smaller": lambda: self.set_text_size(self.studio.settings.text_percent - 10),
            "text_normal": lambda: self.set_text_size(100), "theme": self.switch_theme,
            "language": self.switch_language,
            "next_panel": lambda: self.dialogs.cycle_panel(1),
            "previous_panel": lambda: self.dialogs.cycle_panel(-1),
            "full_screen": self.switch_full_screen, "shortcuts": self.dialogs.open_shortcuts,
            "about": self.dialogs.open_about,
        }  # fmt: skip

    def rebuild(self) -> None:
        """Build everything anew in the language, theme and text size in force; nothing typed is lost."""
        self.flush()
        self._keep_states()
        self._drop_pages()
        # the bars that go away must not read the project once more from a timer
        self.status.follow(None)
        self.actions_.remove()
        self._menu.deleteLater()
        self._build()
        self.status.follow(self.session)
        self.show_page(self._page)
        self.safety.show_banners()

    def _keep_states(self) -> None:
        self._states |= {key: page.state() for key, page in self._pages.items()}

    def _drop_pages(self) -> None:
        for key, page in self._pages.items():
            page.leave()
            self.stack.removeWidget(page)
            page.deleteLater()
            if key != HOME.key:
                # Now, not in the next round: a page's timer must not read a project that is closed by then.
                # Home reads none, and it may be a click on one of its cards that brought us here.
                QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete)
        self._pages.clear()

    # pages ------------------------------------------------------------------------------------

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages that were shown so far."""
        return tuple(self._pages.values())

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self._pages.get(self._page)

    def show_page(self, key: str) -> None:
        """Bring a page to the front; `cast:ID` also tells the page what to show."""
        name, _colon, target = key.partition(":")
        classes = {page.key: page for page in (HOME, *PAGES)}
        found = classes.get(name)
        if found is None or (found.needs_project and self.session is None):
            return
        if self.page is not None and self._page != name:
            self.page.flush()
        if name not in self._pages:
            page = found(self._context())
            self._pages[name] = page
            self.stack.addWidget(page)
            page.restore(self._states.get(name, {}))
        self._page = name
        page = self._pages[name]
        self.stack.setCurrentWidget(page)
        self.bar.show_page(name, has_project=self.session is not None and name != HOME.key)
        self._show_project()
        page.shown()
        if target:
            page.restore({**page.state(), "target": target})

    def _context(self) -> Context:
        return Context(
            self.studio,
            self.session,
            self.selection,
            self.notices,
            self.show_page,
            self._run_named,
            self.open_session,
        )

    def _run_named(self, name: str) -> None:
        self.actions_[name].trigger()

    def _home_command(self, home: str, name: str) -> None:
        self.show_page(home)
        page = self._pages[home]
        for action in page.page_actions:
            if action.objectName() == f"home.{name}":
                action.trigger()

    def import_script(self) -> None:
        """Ask for a script file and show what was read from it."""
        self.show_page("script" if self.session else HOME.key)
        page = self.page
        for action in page.page_actions if page else []:
            if action.objectName().endswith(".import"):
                action.trigger()

    # projects ---------------------------------------------------------------------------------

    def open_session(self, session: Session) -> None:
        """Show an open project, closing the one before."""
        self._leave_project()
        self.session = session
        self._stop_listening = session.listen(self._changed)
        self._poster = Poster(session)
        self._poster.look()
        state = window_state.read(self.studio.settings, session.folder)
        self._states = {
            key: value for key, value in state.get("pages", {}).items() if isinstance(value, dict)
        }
        self._restore_selection(state.get("selection", {}))
        self._show_undo()
        self.status.follow(session)
        self.safety.follow(session)
        self.desktop.follow(session)
        begin_delivering(session, self.selection, self.notices)
        self._drop_home()
        wanted = state.get("page", "script")
        keys = {page.key for page in PAGES}
        self.show_page(wanted if wanted in keys else "script")

    def show_shot(self, shot_id: ShotId) -> None:
        """Select a shot and its scene and episode, when it is still there."""
        shot = self.session.find(Shot, shot_id) if self.session else None
        scene = self.session.find(Scene, shot.scene_id) if self.session and shot else None
        if scene is not None:
            self.selection.choose(scene.episode_id, scene.id, shot_id)

    def _drop_home(self) -> None:
        home = self._pages.pop(HOME.key, None)
        if home is not None:
            self.stack.removeWidget(home)
            home.deleteLater()

    def _restore_selection(self, state: dict[str, Any]) -> None:
        session = self.session
        if session is None:
            return
        episodes = session.all(Episode)
        wanted = state.get("episode")
        episode = next(
            (one.id for one in episodes if one.id == wanted), episodes[0].id if episodes else None
        )
        kept = session.find(Scene, str(state.get("scene")))
        shots = [ShotId(one) for one in state.get("shots", []) if session.find(Shot, one)]
        self.selection.choose(
            EpisodeId(episode) if episode else None,
            kept.id if kept and kept.episode_id == episode else None,
            *shots,
        )
        self.selection.move_playhead(int(state.get("playhead", 0)))

    def close_project(self) -> None:
        """Close the project and go Home."""
        self._leave_project()
        self.show_page(HOME.key)

    def _leave_project(self) -> None:
        if self.session is None:
            self._drop_pages()
            return
        self.flush()
        self._save_state()
        self._drop_pages()
        self.status.follow(None)
        self._stop_listening()
        session, self.session = self.session, None
        self.selection.choose(None)
        self._states = {}
        self.notices.hush()
        self.safety.follow(None)
        self.desktop.follow(None)
        for key in ("read_only", "disk", "error", "bug"):
            self.notices.clear(key)
        session.close()
        self._page = HOME.key

    def flush(self) -> None:
        """Commit what is typed on any page; a refusal is explained and nothing is lost from the field."""
        for page in self._pages.values():
            try:
                page.flush()
            except FenjingError as error:
                self.notices.error(error)

    def _save_state(self) -> None:
        if self.session is None:
            return
        self._keep_states()
        state = {
            "page": self._page if self._page != HOME.key else "script",
            "selection": self.selection.state(),
            "pages": self._states,
        }
        settings = window_state.with_project(self.studio.settings, self.session.folder, state)
        settings = facts.with_facts(settings, self.session.folder, facts.count(self.session))
        self.keep_settings(window_state.with_geometry(settings, self))

    def keep_settings(self, settings: Settings) -> None:
        """Keep new choices; a full disk is explained."""
        try:
            self.studio.save_settings(settings)
        except FenjingError as error:
            self.notices.error(error)

    # the loop ---------------------------------------------------------------------------------

    def _changed(self, changes: Changes) -> None:
        self._show_undo()
        self.status.saved(changes)
        if changes.touches("Episode", "Project"):
            self._check_episode()
            self._show_project()
        if changes.touches("Take") and self._poster is not None:
            self._poster.look()
        page = self.page
        if page is not None:
            page.show_changes(changes)

    def _check_episode(self) -> None:
        if self.session is None:
            return
        episodes = self.session.all(Episode)
        if self.selection.episode not in {episode.id for episode in episodes}:
            self.selection.choose_episode(EpisodeId(episodes[0].id) if episodes else None)

    def _show_undo(self) -> None:
        session = self.session
        undo, redo = (session.undo_label, session.redo_label) if session else ("", "")
        self.actions_.show_undo(sentence(undo), sentence(redo))

    def undo(self) -> None:
        """Take the last step back, wherever it was made, and say which."""
        self._step(lambda session: session.undo(), _("Undone: {name}"))

    def redo(self) -> None:
        """Do the last undone step again, and say which."""
        self._step(lambda session: session.redo(), _("Done again: {name}"))

    def _step(self, step: Callable[[Session], Changes | None], words: str) -> None:
        if self.session is None:
            return
        self.flush()
        changes = step(self.session)
        if changes is not None:
            self.bar.say(words.format(name=sentence(changes.label)))

    def _selection_changed(self) -> None:
        self._show_project()
        count = len(self.selection.shots)
        self.bar.say(
            ngettext("{n} shot selected", "{n} shots selected", count).format(n=count)
            if count
            else ""
        )

    def _show_project(self) -> None:
        session = self.session
        has_project = session is not None and self._page != HOME.key
        title = episode_words = ""
        if session is not None:
            title = session.project.title
            episode = (
                session.find(Episode, self.selection.episode) if self.selection.episode else None
            )
            episode_words = finding.episode_title(episode.number, episode.title) if episode else ""
        self.top.show_project(title, episode_words, has_project=has_project)
        self.setWindowTitle(f"{title} - Fenjing" if has_project else "Fenjing 分镜")
        self.actions_.show_project(has_project=session is not None)
        self._show_undo()

    # menus ------------------------------------------------------------------------------------

    def _fill_project_menu(self) -> None:
        menu = self._project_menu
        menu.clear()
        for name in ("page.home", "new", "open"):
            menu.addAction(self.actions_[name])
        menu.addSeparator()
        menu.addAction(_("Rename project"), self.rename_project)
        menu.addAction(self.actions_["close_project"])

    def _fill_episode_menu(self) -> None:
        menu = self._episode_menu
        menu.clear()
        for episode in self.session.all(Episode) if self.session else []:
            words = finding.episode_title(episode.number, episode.title).replace("&", "&&")
            action = menu.addAction(
                words, lambda chosen=episode.id: self.selection.choose_episode(chosen)
            )
            action.setCheckable(True)
            action.setChecked(episode.id == self.selection.episode)

    def rename_project(self) -> None:
        """Ask for another title."""
        from app.ui.home.new_project import ask_words

        if self.session is None:
            return
        from app.commands.project import rename_project

        before = self.session.project.title
        title = ask_words(self, _("Rename project"), _("Title"), before)
        if title and title != before:
            self.session.do(rename_project, title)

    # look and language ------------------------------------------------------------------------

    def apply_look(self) -> None:
        """Put the settings' language, theme and text size in force and rebuild."""
        settings = self.studio.settings
        set_language(settings.language)
        name = theme.system_theme() if settings.theme == "system" else settings.theme
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.apply(application, name, settings.text_percent)
            theme.set_still(application, still=settings.reduce_motion)
        self.rebuild()

    def _system_changed(self) -> None:
        """The desktop went dark or light."""
        if self.studio.settings.theme == "system" and self.isVisible():
            self.apply_look()

    def set_text_size(self, percent: int) -> None:
        """Text size in percent, 80 to 200."""
        held = min(max(percent, 80), 200)
        self.keep_settings(self.studio.settings.model_copy(update={"text_percent": held}))
        self.apply_look()
        self.bar.say(_("Text size {n} %").format(n=held))

    def switch_theme(self) -> None:
        """Dark to light and back."""
        name = "light" if theme.current().name == "dark" else "dark"
        self.keep_settings(self.studio.settings.model_copy(update={"theme": name}))
        self.apply_look()

    def switch_language(self) -> None:
        """Chinese to English and back."""
        code = "en" if face_language() == "zh_CN" else "zh_CN"
        self.keep_settings(self.studio.settings.model_copy(update={"language": code}))
        self.apply_look()

    def switch_full_screen(self) -> None:
        """Full screen and back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    # the end ----------------------------------------------------------------------------------

    def leave(self) -> None:
        """Go without a word, whatever runs; nothing is lost by it."""
        self._may_leave = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep everything and go; only while jobs run, say first what becomes of them."""
        offline = [card.id for card in self.studio.catalog.cards if card.kind == "offline"]
        said = under_way(self.session, offline) if self.session is not None else []
        if said and not self._may_leave:
            event.ignore()
            LeaveDialog(said, self.leave, self).open()
            return
        self._leave_project()
        self.keep_settings(window_state.with_geometry(self.studio.settings, self))
        self._boundary.remove()
        super().closeEvent(event)

    def open_folder(self, folder: Path) -> None:
        """Open a project folder, explaining or asking about what stands in the way."""
        self.safety.open_project(folder)
