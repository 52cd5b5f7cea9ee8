"""Home: recent projects, or on a first start the three ways to begin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.project import Language
from app.domain.script import Screenplay
from app.errors import FenjingError
from app.studio.intake import SCRIPT_SUFFIXES
from app.studio.session import Session
from app.studio.studio import RecentProject
from app.ui import theme
from app.ui.deliver.bundling import SUFFIX as BUNDLE
from app.ui.deliver.bundling import UnbundleDialog
from app.ui.home import facts
from app.ui.home.new_project import NewProjectDialog, free_folder
from app.ui.home.project_card import ProjectCard, StartCard
from app.ui.home.sample import open_sample
from app.ui.i18n import LANGUAGES, _, face_language, language
from app.ui.keeping import opening
from app.ui.page import Context, Page
from app.ui.script.import_preview import ImportPreview, script_filter
from app.ui.tokens import SPACE_2, SPACE_3, SPACE_4, SPACE_6, SPACE_8
from app.ui.widgets.buttons import Button, SegmentedControl
from app.ui.widgets.labels import FormRow, Label, set_tip
from app.ui.widgets.layouts import FlowLayout, ScrollColumn, clear_layout

WIDTH = 1000


class HomePage(Page):
    """Recent projects as cards; New, Open, Import, Sample."""

    key = "home"
    icon_name = "page.home"
    shortcut = "Ctrl+0"
    needs_project = False

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._make_actions()
        scroll = ScrollColumn(margin=0)
        self.layout_.addWidget(scroll)
        outer = QHBoxLayout()
        outer.addStretch(1)
        holder = QWidget()
        holder.setMaximumWidth(theme.px(WIDTH))
        holder.setMinimumWidth(min(theme.px(WIDTH), 1040))
        outer.addWidget(holder, 100)
        outer.addStretch(1)
        scroll.body.addLayout(outer)
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(SPACE_6, SPACE_8 * 2, SPACE_6, SPACE_8)
        self._column.setSpacing(SPACE_3)
        self._cards: list[ProjectCard] = []

    @classmethod
    def title(cls) -> str:
        """Home."""
        return _("Home")

    def _make_actions(self) -> None:
        for name, words, icon_name, do in (
            ("new", _("New project"), "new", self.new_project),
            ("open", _("Open project"), "open", self.open_project),
            ("import", _("Import a script"), "import", self.import_script),
            ("bundle", _("Open a bundle…"), "import", self.open_bundle),
            ("sample", _("Open the sample"), "sample", self.open_sample),
        ):
            self.act(words, do, icon_name=icon_name, name=f"home.{name}")

    def shown(self) -> None:
        """Read the list again."""
        clear_layout(self._column)
        self._cards = []
        recent = self.context.studio.recent()
        self._column.addWidget(Label("Fenjing 分镜", "display"))
        self._column.addWidget(Label(_("From a written episode to a film, shot by shot."), "muted"))
        self._column.addSpacing(SPACE_6)
        if recent:
            self._show_recent(recent)
        else:
            self._show_first_run()
        self._column.addStretch(1)
        self._column.addSpacing(SPACE_6)
        self._column.addWidget(Label(self._generator_words(), "caption", wrap=True))

    def _generator_words(self) -> str:
        return _(
            "No key and no network are needed to begin: the animatic draws every shot on this machine at no cost."
        )

    def _show_first_run(self) -> None:
        self._column.addLayout(self._look_choices())
        self._column.addSpacing(SPACE_6)
        self._column.addWidget(Label(_("How would you like to begin?"), "title"))
        row = QHBoxLayout()
        row.setSpacing(SPACE_4)
        ways: list[tuple[str, str, str, Callable[[], None]]] = [
            (
                "sample",
                _("Try the sample"),
                _("A finished short drama to look around in. No key, no cost."),
                self.open_sample,
            ),
            (
                "import",
                _("Import a script"),
                _("A text, Markdown or Fountain file, in Chinese or English."),
                self.import_script,
            ),
            (
                "new",
                _("Start empty"),
                _("Name a new series and write the first scene."),
                self.new_project,
            ),
        ]
        for icon_name, title, text, do in ways:
            card = StartCard(icon_name, title, text)
            card.clicked.connect(do)
            card.opened.connect(do)
            row.addWidget(card)
        row.addStretch(1)
        self._column.addLayout(row)

    def _look_choices(self) -> QHBoxLayout:
        """Language and text size, before anything has to be read."""
        row = QHBoxLayout()
        row.setSpacing(SPACE_6)
        spoken = SegmentedControl(
            [(code, name) for code, name in LANGUAGES.items()],
            face_language(),
            _("Language of the program"),
        )
        spoken.chosen.connect(self._speak)
        row.addWidget(FormRow(_("Language of the program"), spoken), 0, Qt.AlignmentFlag.AlignTop)
        holder = QWidget()
        sizes = QHBoxLayout(holder)
        sizes.setContentsMargins(0, 0, 0, 0)
        sizes.setSpacing(SPACE_2)
        for words, tip, name in (
            ("A−", _("Smaller text"), "text_smaller"),
            ("", "", ""),
            ("A+", _("Larger text"), "text_larger"),
        ):
            if not name:
                percent = self.context.studio.settings.text_percent
                sizes.addWidget(Label(_("{n} %").format(n=percent)))
                continue
            button = Button(words)
            button.setAccessibleName(tip)
            set_tip(button, tip)
            button.clicked.connect(lambda _checked=False, do=name: self.context.run_action(do))
            sizes.addWidget(button)
        row.addWidget(FormRow(_("Text size"), holder), 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        return row

    def _speak(self, code: str) -> None:
        if code != face_language():
            self.context.run_action("language")

    def _show_recent(self, recent: tuple[RecentProject, ...]) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        for words, kind, icon_name, do in (
            (_("New project"), "primary", "new", self.new_project),
            (_("Open"), "plain", "open", self.open_project),
            (_("Import a script"), "plain", "import", self.import_script),
            (_("Open a bundle…"), "quiet", "import", self.open_bundle),
            (_("Open the sample"), "quiet", "sample", self.open_sample),
        ):
            button = Button(words, kind, icon_name)
            button.clicked.connect(lambda _checked=False, act=do: act())
            row.addWidget(button)
        row.addStretch(1)
        self._column.addLayout(row)
        self._column.addSpacing(SPACE_4)
        self._column.addWidget(Label(_("Recent projects"), "title"))
        holder = QWidget()
        flow = FlowLayout(holder, spacing=SPACE_4)
        for project in recent:
            card = ProjectCard(project, self._facts(project.folder))
            card.opened.connect(lambda chosen=project: self.open_recent(chosen))
            card.clicked.connect(lambda chosen=project: self.open_recent(chosen))
            card.remove_wanted.connect(lambda chosen=project: self.forget(chosen))
            card.locate_wanted.connect(lambda chosen=project: self.locate(chosen))
            card.copy_wanted.connect(lambda chosen=project: self.open_copy(chosen))
            flow.addWidget(card)
            self._cards.append(card)
        self._column.addWidget(holder)

    def _facts(self, folder: Path) -> facts.ProjectFacts | None:
        """As counted when the project was left; the open one is counted now."""
        session = self.context.workspace
        if session is not None and session.folder == folder:
            return facts.count(session)
        return facts.read(self.context.studio.settings, folder)

    def panels(self) -> list[QWidget]:
        """The first card."""
        return list(self._cards[:1])

    # what it does -----------------------------------------------------------------------------

    def new_project(self) -> None:
        """Ask for a title and make a project."""
        dialog = NewProjectDialog(self.context.studio.projects_folder(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        if dialog.exec():
            chosen = dialog.chosen()
            self._open(
                lambda: self.context.studio.create(
                    chosen.folder,
                    title=chosen.title,
                    aspect=chosen.aspect,
                    fps=chosen.fps,
                    language=chosen.language,
                )
            )
        dialog.deleteLater()

    def open_project(self) -> None:
        """Ask for a project folder."""
        start = str(self.context.studio.projects_folder())
        chosen = QFileDialog.getExistingDirectory(self, _("Open project"), start)
        if chosen:
            self._open_folder(Path(chosen))

    def open_recent(self, project: RecentProject) -> None:
        """Open a project of the list."""
        if project.reachable:
            self._open_folder(project.folder)

    def open_copy(self, project: RecentProject) -> None:
        """Copy a project and open the copy."""
        if not project.reachable:
            return

        def copy() -> Session:
            studio = self.context.studio
            original = studio.open(project.folder, read_only=True)
            try:
                title = _("{title} copy").format(title=project.title)
                target = studio.save_copy(original, free_folder(project.folder.parent, title))
            finally:
                original.close()
            return studio.open(target)

        self._open(copy)

    def open_sample(self) -> None:
        """Open the sample drama, made afresh when it is not there; the first time on Board, where Space plays it."""
        context = self.context
        known = {project.folder for project in context.studio.recent()}
        session = self._open(lambda: open_sample(context.studio, language()))
        if session is not None and session.folder not in known:
            context.go("board")

    def forget(self, project: RecentProject) -> None:
        """Take a project off the list; its folder stays."""
        before = self.context.studio.settings
        self.context.studio.forget(project.folder)
        self.shown()

        def back() -> None:
            now = self.context.studio.settings
            self.context.studio.save_settings(now.model_copy(update={"recent": before.recent}))
            self.shown()

        self.context.notices.toast(
            _("Removed from the list: {title}").format(title=project.title), (_("Undo"), back)
        )

    def locate(self, project: RecentProject) -> None:
        """Ask where a project went."""
        chosen = QFileDialog.getExistingDirectory(
            self, _("Where is {title}?").format(title=project.title)
        )
        if chosen:
            self.context.studio.forget(project.folder)
            self._open_folder(Path(chosen))

    def import_script(self) -> None:
        """Ask for a script and make a project of it."""
        chosen, _filter = QFileDialog.getOpenFileName(
            self, _("Import a script"), "", script_filter()
        )
        if chosen:
            self.take_files([Path(chosen)])

    def open_bundle(self, bundle: Path | None = None) -> None:
        """Unpack a project that came as one file, and open it."""
        dialog = UnbundleDialog(self.context.studio, self.window(), bundle)
        dialog.unpacked.connect(self._open_folder)
        dialog.open()

    def lands(self, paths: list[Path]) -> str:
        """A project folder opens, a bundle is unpacked, a script becomes a new project."""
        if any(path.suffix == BUNDLE for path in paths):
            return _("Open the bundle")
        if any(path.suffix == ".fenjing" for path in paths):
            return _("Open the project")
        if any(path.suffix.lower() in SCRIPT_SUFFIXES for path in paths):
            return _("Make a new project from this script")
        return ""

    def take_files(self, paths: list[Path]) -> None:
        """Open a project folder, unpack a bundle, or preview a script."""
        bundle = next((path for path in paths if path.suffix == BUNDLE), None)
        if bundle is not None:
            self.open_bundle(bundle)
            return
        folder = next((path for path in paths if path.suffix == ".fenjing"), None)
        if folder is not None:
            self._open_folder(folder)
            return
        script = next((path for path in paths if path.suffix.lower() in SCRIPT_SUFFIXES), None)
        if script is None:
            return
        preview = ImportPreview.of_file(script, self.context.notices, self)
        if preview is None:
            return
        preview.accepted_script.connect(lambda screenplay: self._make_from(screenplay, script.stem))
        preview.open()

    def _make_from(self, screenplay: Screenplay, name: str) -> None:
        title = screenplay.title or name
        speech: Language = "zh" if screenplay.format == "chinese" else "en"
        folder = free_folder(self.context.studio.projects_folder(), title)

        def make() -> Session:
            session = self.context.studio.create(folder, title=title, language=speech)
            session.intake.accept_script(screenplay)
            return session

        self._open(make)

    def _open_folder(self, folder: Path) -> None:
        context = self.context
        opening.open_folder(
            context.studio, folder, self.window(), context.open_session, context.notices.error
        )

    def _open(self, begin: Callable[[], Session]) -> Session | None:
        try:
            session = begin()
        except FenjingError as error:
            self.context.notices.error(error)
            return None
        self.context.open_session(session)
        return session
