"""The dialogs that Deliver opens, and which of them a dropped file belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from app.domain.ids import EpisodeId
from app.errors import FenjingError
from app.ui.deliver.bundling import SUFFIX, BundleDialog, UnbundleDialog
from app.ui.deliver.list_back import CutBackDialog, ShotListDialog
from app.ui.deliver.season_dialog import SeasonDialog
from app.ui.deliver.verify import VerifyDialog
from app.ui.i18n import _, sentence
from app.ui.keeping import opening

if TYPE_CHECKING:
    from app.ui.deliver.page import DeliverPage

_LISTS = frozenset({".xlsx", ".csv", ".tsv"})
_CUTS = frozenset({".otio", ".fcpxml"})
_MEDIA = frozenset(
    {".mp4", ".mov", ".m4v", ".mkv", ".webm", ".png", ".jpg", ".jpeg", ".webp", ".wav", ".mp3"}
)


class DeliverDialogs:
    """Opens what belongs to the page; each is modal to the window and ends by itself."""

    def __init__(self, page: DeliverPage) -> None:
        self._page = page

    # -- several episodes ------------------------------------------------------------------------
    def open_season(self) -> None:
        """Which episodes, under what names."""
        page = self._page
        session = page.session
        if session.read_only or not session.episodes():
            return
        page.flush()
        episodes = []
        for episode in session.episodes():
            name = _("Episode {n}").format(n=episode.number)
            words = f"{name}   {episode.title}".strip()
            episodes.append((episode.id, words, bool(session.board_rows(episode.id))))
        rows = page.presets.ticked_rows()
        first = next((one[0] for one in episodes if one[2]), episodes[0][0])

        def example(pattern: str) -> tuple[str, str]:
            wrong = session.season.problems(pattern)
            name = "" if wrong else session.season.example(pattern, first, rows[0].key)
            return name, sentence(wrong)

        settings = page.films.settings
        SeasonDialog(
            episodes, rows, example, self._add_season, page.window(), folder=settings.folder,
            in_parts=settings.parts.isChecked(),
        ).open()  # fmt: skip

    def _add_season(
        self, episodes: tuple[EpisodeId, ...], folder: Path | None, pattern: str, in_parts: bool
    ) -> str:
        """Put them into the queue; why it cannot be done, empty when it was."""
        page = self._page
        kinds = page.presets.ticked()
        try:
            page.session.season.add(
                episodes, kinds, page.films.settings.choice(kinds[0]), folder=folder,
                pattern=pattern, in_parts=in_parts,
            )  # fmt: skip
        except FenjingError as error:
            return f"{sentence(error.message)} {sentence(error.fix)}".strip()
        page.season.read()
        return ""

    # -- looking into files ----------------------------------------------------------------------
    def choose_verify(self) -> None:
        """Any file, to see what it carries."""
        name, _kind = QFileDialog.getOpenFileName(self._page, _("See what a file carries…"))
        if name:
            self.open_verify(Path(name))

    def open_verify(self, path: Path) -> None:
        """What a file carries."""
        VerifyDialog(self._page.context.studio, path, self._page.window()).open()

    # -- what comes back -------------------------------------------------------------------------
    def choose_shot_list(self) -> None:
        """A shot list from a spreadsheet."""
        name, _kind = QFileDialog.getOpenFileName(
            self._page, _("Import a shot list…"), "", "XLSX, CSV (*.xlsx *.csv *.tsv)"
        )
        if name:
            self.open_shot_list(Path(name))

    def open_shot_list(self, path: Path) -> None:
        """Show a list's differences before they count."""
        page = self._page
        dialog = ShotListDialog(page.session, path, page.episode, page.window())
        dialog.accepted_.connect(page.context.notices.done)
        dialog.open()

    def open_cut_back(self, path: Path) -> None:
        """Show a cut's differences before they count."""
        page = self._page
        dialog = CutBackDialog(page.session, path, page.episode, page.window())
        dialog.accepted_.connect(page.context.notices.done)
        dialog.open()

    # -- bundles ---------------------------------------------------------------------------------
    def open_bundle(self) -> None:
        """The whole project as one file."""
        self._page.flush()
        BundleDialog(self._page.session, self._page.window()).open()

    def open_unbundle(self, bundle: Path | None = None) -> None:
        """A project that came as one file."""
        context = self._page.context
        dialog = UnbundleDialog(context.studio, self._page.window(), bundle)

        def unpacked(project: Path) -> None:
            opening.open_folder(
                context.studio, project, self._page.window(), context.open_session,
                context.notices.error,
            )  # fmt: skip

        dialog.unpacked.connect(unpacked)
        dialog.open()

    # -- dropped files ---------------------------------------------------------------------------
    def lands(self, paths: list[Path]) -> str:
        """What a drop would do; empty when it is nothing for this page."""
        kind = paths[0].suffix.lower() if len(paths) == 1 else ""
        name = paths[0].name
        if kind == SUFFIX:
            return _("Open the bundle {name}").format(name=name)
        if kind in _LISTS:
            return _("Compare the shot list {name} with this episode").format(name=name)
        if kind in _CUTS:
            return _("Compare the cut {name} with this episode").format(name=name)
        if kind in _MEDIA:
            return _("See what {name} carries").format(name=name)
        return ""

    def take(self, paths: list[Path]) -> None:
        """Open the dialog that a dropped file belongs to."""
        path = paths[0]
        kind = path.suffix.lower()
        if kind == SUFFIX:
            self.open_unbundle(path)
        elif kind in _LISTS:
            self.open_shot_list(path)
        elif kind in _CUTS:
            self.open_cut_back(path)
        else:
            self.open_verify(path)
