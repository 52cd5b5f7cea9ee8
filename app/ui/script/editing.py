"""What can be done to episodes from the Script page: add, rename, move, remove, each one undo step."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.commands import script as commands
from app.domain.ids import EpisodeId
from app.domain.script import Episode
from app.ui.finding import episode_title
from app.ui.home.new_project import ask_words
from app.ui.i18n import _
from app.ui.page import Context


class EpisodeCommands:
    """Carries out the commands and says what was done."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        self._context = context
        self._parent = parent

    def add(self) -> None:
        """A new episode at the end, chosen at once."""
        session = self._context.project
        if session.read_only:
            return
        held = session.all(Episode)
        last = held[-1] if held else None
        written = (
            last.format if last else ("chinese" if session.project.language == "zh" else "fountain")
        )
        known = {episode.id for episode in held}
        session.do(
            commands.add_episode,
            script_format=written,
            target_seconds=last.target_seconds if last else 90,
        )
        made = next(episode for episode in session.all(Episode) if episode.id not in known)
        self._context.selection.choose_episode(made.id)

    def rename(self, chosen: str) -> None:
        """Ask for another title."""
        session = self._context.project
        episode = session.get(Episode, chosen)
        title = ask_words(self._parent, _("Rename episode"), _("Title"), episode.title)
        if title and title != episode.title:
            session.do(commands.rename_episode, episode.id, title)

    def move(self, chosen: str, step: int) -> None:
        """One place up (-1) or down (1)."""
        session = self._context.project
        ids = [episode.id for episode in session.all(Episode)]
        at = ids.index(EpisodeId(chosen))
        target = at + step
        if not 0 <= target < len(ids):
            return
        others = [one for one in ids if one != chosen]
        session.do(commands.move_episode, EpisodeId(chosen), others[target - 1] if target else None)

    def remove(self, chosen: str) -> None:
        """Take an episode away; the toast undoes it."""
        session = self._context.project
        episode = session.get(Episode, chosen)
        session.do(commands.remove_episode, episode.id)
        title = episode_title(episode.number, episode.title)
        self._context.notices.done(_("Removed: {title}").format(title=title))
