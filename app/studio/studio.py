"""The program without a project: which projects there are, and opening one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from app import paths
from app.domain.cards import Card
from app.domain.entity import Value
from app.domain.ids import ProjectId, mint
from app.domain.project import Aspect, Language, Project
from app.domain.timing import Fps
from app.domain.wording import N_
from app.errors import BadInput
from app.export.presets import Preset, all_presets
from app.generators.catalog import Catalog
from app.generators.contract import KeyCheck
from app.generators.storage import STORAGE
from app.jobs.runner import Job, Progress, Runner
from app.media import ffmpeg
from app.settings.keys import Keys
from app.settings.language import system_language
from app.settings.model import FaceLanguage, Settings
from app.store import bundle
from app.store.project_file import ProjectFile
from app.studio import verifying
from app.studio.cards import FOLDER, Cards
from app.studio.key_check import check_key
from app.studio.report import Cancelled, Report, never, quiet
from app.studio.services import Services
from app.studio.session import Session
from app.studio.verifying import FileReport
from app.studio.waiting import finish

SUFFIX = ".fenjing"
#: Bytes in a folder's path: SQLite opens no file whose path is longer than 512, its own endings included.
_LONGEST = 440
_NO_SUCH_NAME = N_("There can be no folder of this name here.")
_SHORTER = N_("Choose a shorter name, in a folder that you may open.")
KeyState = Literal["not needed", "environment", "keyring", "session", "missing"]


class RecentProject(Value):
    """A card on the Home page."""

    folder: Path
    title: str
    opened_at: str
    reachable: bool


class Studio:
    """Built once; opens one project after another."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.cards = Cards(
            services.settings.path.parent / FOLDER,
            services.catalog,
            services.build or (lambda _own: services.catalog),
        )

    @property
    def catalog(self) -> Catalog:
        """Every generator."""
        return self.services.catalog

    @property
    def runner(self) -> Runner:
        """Where waiting work goes."""
        return self.services.runner

    @property
    def keys(self) -> Keys:
        """The vendors' keys."""
        return self.services.keys

    @property
    def settings(self) -> Settings:
        """The person's choices in force."""
        return self.services.settings.current

    def save_settings(self, settings: Settings) -> Settings:
        """Keep new choices; own prices count at once.

        Raises:
            DiskTrouble: the settings folder cannot be written to.
        """
        before = self.settings
        saved = self.services.settings.save(settings)
        if (before.own_prices, before.point_worth) != (saved.own_prices, saved.point_worth):
            self.cards.renew()
        return saved

    def choose_ffmpeg(self, program: str) -> str:
        """Use another ffmpeg from now on, empty the bundled one; returns what it says of itself.

        Raises:
            ToolMissing: it is not there, or it is no ffmpeg; nothing changed.
            DiskTrouble: the settings folder cannot be written to.
        """
        found = ffmpeg.identify(program)
        self.save_settings(self.settings.model_copy(update={"ffmpeg": program}))
        ffmpeg.use(program)
        return found

    @property
    def language(self) -> FaceLanguage:
        """The language of the face: chosen, else the system's."""
        return self.settings.language or system_language()

    @property
    def accounts(self) -> tuple[Card, ...]:
        """Everything that Preferences keeps an address or a key for: the generators, and a storage for files."""
        return (*self.catalog.cards, STORAGE)

    def key_state(self, card: Card) -> KeyState:
        """Whether a generator's key is there and where it lies."""
        if card.key == "none":
            return "not needed"
        place = self.keys.place(card.vendor or card.id)
        return "missing" if place == "none" else place

    def test_key(
        self,
        generator_id: str,
        done: Callable[[KeyCheck], None],
        failed: Callable[[Exception], None],
    ) -> Job:
        """Prove a vendor's address and key by a free call; needs no project.

        Raises:
            NotFound: there is no such generator, or it is not asked over the network.
        """
        return check_key(self.services, generator_id, done, failed)

    # -- projects ---------------------------------------------------------------------------------

    def recent(self) -> tuple[RecentProject, ...]:
        """Projects opened before, newest first; those on a drive that is gone are marked."""
        return tuple(
            RecentProject(
                folder=Path(row.folder),
                title=row.title or Path(row.folder).stem,
                opened_at=row.opened_at,
                reachable=(Path(row.folder) / "project.db").is_file(),
            )
            for row in self.settings.recent
        )

    def forget(self, folder: Path) -> None:
        """Take a project off the list; its folder is untouched."""
        self.save_settings(self.settings.without_recent(str(folder)))

    def projects_folder(self) -> Path:
        """Where new projects go unless told otherwise."""
        chosen = self.settings.projects_folder
        return Path(chosen) if chosen else paths.projects_folder()

    def create(
        self,
        folder: Path,
        *,
        title: str,
        aspect: Aspect = "9:16",
        fps: Fps = 24,
        language: Language = "zh",
    ) -> Session:
        """Make an empty project and open it; `.fenjing` is added to the name when it is missing.

        Raises:
            BadInput: the folder is there already, or the title is empty.
            DiskTrouble: it cannot be written there.
        """
        if not title.strip():
            raise BadInput(N_("A project needs a title."), N_("Write one."))
        folder = _project_folder(folder)
        project = Project(
            id=ProjectId(mint("project")),
            title=title.strip(),
            aspect=aspect,
            fps=fps,
            language=language,
            created_at=self.services.now(),
        )
        return self._opened(ProjectFile.create(folder.absolute(), project))

    def open(self, folder: Path, *, read_only: bool = False, take_over: bool = False) -> Session:
        """Open a project; with `read_only`, or when it cannot be changed, only for reading.

        `take_over` goes on although another machine did not close it.

        Raises:
            NotFound: there is no project in the folder.
            ProjectBusy: another window or machine holds it.
            Damaged: the file is not a sound project.
        """
        file = ProjectFile.open(
            _usable(folder.absolute()), read_only=read_only, take_over=take_over
        )
        return self._opened(file, remember=not read_only)

    def _opened(self, file: ProjectFile, *, remember: bool = True) -> Session:
        session = Session(file, self.services)
        if remember:
            stamp = self.services.now().isoformat(timespec="seconds")
            self.save_settings(
                self.settings.with_recent(str(file.folder), session.project.title, stamp)
            )
            session.start()
        return session

    def save_copy(self, session: Session, folder: Path) -> Path:
        """Copy a project to another folder, also one that is open for reading only.

        Raises:
            BadInput: the folder is there already.
            DiskTrouble: it cannot be written there.
        """
        return session.file.backups.save_copy(_project_folder(folder))

    def presets(self) -> tuple[Preset, ...]:
        """Every kind of delivery, in the order of their names."""
        return all_presets()

    # -- files from elsewhere ---------------------------------------------------------------------

    def verify(
        self, path: Path, report: Report = quiet, cancelled: Cancelled = never
    ) -> FileReport:
        """What any film, picture or sound carries; stays until it was looked at.

        Raises:
            BadInput, DiskTrouble, Cancelled: as `verifying.verify`.
        """
        return finish(
            self.services, lambda job: verifying.verify(path, job.cancelled), report, cancelled
        )

    def start_verify(
        self,
        path: Path,
        done: Callable[[FileReport], None],
        failed: Callable[[Exception], None],
    ) -> Job:
        """As `verify`, in the background."""
        return self.runner.run(lambda job: verifying.verify(path, job.cancelled), done, failed)

    def unbundle(
        self, file: Path, folder: Path, report: Report = quiet, cancelled: Cancelled = never
    ) -> Path:
        """Make a project folder of a bundle and stay until it is there; returns it.

        Raises:
            BadInput: there is something at `folder`, or the file is no bundle or was changed.
            Damaged, DiskTrouble, Cancelled: nothing is left of the folder.
        """
        return finish(self.services, _unpacking(file, folder), report, cancelled)

    def start_unbundle(
        self,
        file: Path,
        folder: Path,
        done: Callable[[Path], None],
        failed: Callable[[Exception], None],
        report: Report = quiet,
    ) -> Job:
        """As `unbundle`, in the background."""
        return self.runner.run(_unpacking(file, folder), done, failed, report)


def _unpacking(file: Path, folder: Path) -> Callable[[Progress], Path]:
    final = _project_folder(folder.absolute())

    def work(progress: Progress) -> Path:
        return bundle.unpack(file, final, report=progress.report, cancelled=progress.cancelled)

    return work


def _project_folder(folder: Path) -> Path:
    """The folder as a project is called: `.fenjing` is added when it is missing.

    Raises:
        BadInput: it has no name to add it to.
    """
    if folder.suffix == SUFFIX:
        return _usable(folder)
    if folder.name in {"", ".."}:
        raise BadInput(
            N_("A project needs a folder of its own."), N_("Write a name such as lanterns.")
        )
    return _usable(folder.with_name(folder.name + SUFFIX))


def _usable(folder: Path) -> Path:
    """The folder, when its name is one the system can look for at all.

    Raises:
        BadInput: it is too long, or holds what no name can hold.
    """
    try:
        longest = len(os.fsencode(folder.absolute()))
        folder.stat()
    except FileNotFoundError:
        if longest <= _LONGEST:
            return folder
        raise BadInput(_NO_SUCH_NAME, _SHORTER) from None
    except (OSError, ValueError) as trouble:
        raise BadInput(_NO_SUCH_NAME, _SHORTER) from trouble
    if longest > _LONGEST:
        raise BadInput(_NO_SUCH_NAME, _SHORTER)
    return folder
