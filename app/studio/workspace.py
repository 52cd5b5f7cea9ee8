"""One open project: do, undo, listen, read, and reach its media. Used on the thread that opened it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from app.commands.edit import Edit, command_label
from app.domain.cast import CastEntry
from app.domain.changes import ChangeKind, Changes
from app.domain.entity import Entity
from app.domain.ids import EpisodeId
from app.domain.media import MediaRef
from app.domain.project import Project
from app.domain.script import Episode, Scene
from app.domain.wording import N_
from app.errors import ReadOnly
from app.store.journal import HistoryRow
from app.store.project_file import ProjectFile
from app.store.queries import BoardRow

_log = logging.getLogger(__name__)

E = TypeVar("E", bound=Entity)
Listener = Callable[[Changes], None]
Step = Callable[[Edit], Any]


class Workspace:
    """The loop of DESIGN §4: a command becomes one transaction, then one message to every listener."""

    def __init__(self, file: ProjectFile) -> None:
        self.file = file
        self._listeners: list[Listener] = []

    # -- what it is -------------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """The project folder, `NAME.fenjing`."""
        return self.file.folder

    @property
    def read_only(self) -> bool:
        """True when nothing can be changed here."""
        return self.file.read_only

    @property
    def read_only_reason(self) -> str:
        """Why, in one sentence; empty when it can be changed."""
        return self.file.read_only_reason

    @property
    def project(self) -> Project:
        """The project's own row."""
        return self.file.all(Project)[0]

    # -- reading ----------------------------------------------------------------------------------

    def get(self, kind: type[E], entity_id: str) -> E:
        """One row.

        Raises:
            NotFound: there is none.
        """
        return self.file.get(kind, entity_id)

    def find(self, kind: type[E], entity_id: str) -> E | None:
        """One row or None."""
        return self.file.find(kind, entity_id)

    def all(self, kind: type[E], **equals: Any) -> list[E]:
        """All rows whose fields equal the given values, in story order where the kind has one."""
        return self.file.all(kind, **equals)

    def episodes(self) -> list[Episode]:
        """Episodes in order."""
        return self.all(Episode)

    def scenes(self, episode_id: EpisodeId) -> list[Scene]:
        """Scenes of an episode in order."""
        return self.all(Scene, episode_id=episode_id)

    def cast(self) -> list[CastEntry]:
        """Characters, places, props and styles in order."""
        return self.all(CastEntry)

    def board_rows(self, episode_id: EpisodeId) -> tuple[BoardRow, ...]:
        """Shots of an episode in story order with their pick and take count."""
        return self.file.queries.board_rows(episode_id)

    def media_path(self, ref: MediaRef) -> Path | None:
        """Where a media file lies, or None when it is missing."""
        path = self.file.assets.path(ref)
        return path if path.exists() else None

    def history(self, limit: int = 200) -> tuple[HistoryRow, ...]:
        """Named steps that can be undone or were, newest first."""
        return self.file.history(limit)

    # -- changing ---------------------------------------------------------------------------------

    def do(
        self,
        command: Callable[..., Any],
        /,
        *args: Any,
        origin: str = "",
        merge: str = "",
        **kwargs: Any,
    ) -> Changes:
        """Carry out one command as one undo step and tell the listeners.

        `origin` names the view that asks; `merge` joins rapid edits of one target to one step.

        Raises:
            ReadOnly: the project cannot be changed.
            RuleBroken, NotFound, BadInput: as the command says; nothing was changed.
            DiskTrouble: the disk refused; nothing was changed.
        """
        label = command_label(command)
        return self.do_all(
            label, [lambda edit: command(edit, *args, **kwargs)], origin=origin, merge=merge
        )

    def do_all(
        self,
        label: str,
        steps: Iterable[Step],
        *,
        origin: str = "",
        kind: ChangeKind = "person",
        merge: str = "",
    ) -> Changes:
        """Carry out several commands as one transaction and one undo step; all or nothing."""
        if self.read_only:
            raise ReadOnly(self.read_only_reason, N_("Save a copy to go on working."))
        transaction = self.file.transaction(label, origin=origin, kind=kind, merge=merge)
        with transaction as edit:
            for step in steps:
                step(edit)
        return self._tell(transaction.changes)

    def add_in_background(self, label: str, steps: Iterable[Step]) -> Changes:
        """Rows that background work brings: committed at once, never on the person's undo stack."""
        return self.do_all(label, steps, kind="background", origin="background")

    def undo(self, origin: str = "") -> Changes | None:
        """Take the last step back; None when there is none."""
        changes = self.file.undo(origin)
        return self._tell(changes) if changes else None

    def redo(self, origin: str = "") -> Changes | None:
        """Do the last undone step again; None when there is none."""
        changes = self.file.redo(origin)
        return self._tell(changes) if changes else None

    @property
    def undo_label(self) -> str:
        """Name of what `undo` would take back; empty when nothing."""
        return self.file.undo_label or ""

    @property
    def redo_label(self) -> str:
        """Name of what `redo` would do again; empty when nothing."""
        return self.file.redo_label or ""

    # -- listening --------------------------------------------------------------------------------

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after each commit until the returned function is called."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def _tell(self, changes: Changes) -> Changes:
        for listener in tuple(self._listeners):
            listener(changes)
        return changes

    def close(self) -> None:
        """Checkpoint and release the project; listeners are forgotten."""
        self._listeners.clear()
        self.file.close()
