"""One open project: the folder, its rows, its undo, and the doors to media, ledger and backups.

Everything happens on the thread that opened it. Reads are plain queries; every write is a transaction
that is one undo step (DESIGN §4).
"""

from __future__ import annotations

import secrets
import shutil
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TypeVar

import sqlalchemy as sa

from app.domain.changes import ChangeKind, Changes
from app.domain.entity import Entity
from app.domain.project import Project
from app.domain.wording import N_
from app.errors import OurBug, ReadOnly
from app.store import connection as sqlite
from app.store import copying, layout, rows, tables
from app.store.assets import Assets
from app.store.backups import Backups
from app.store.entry import Entered, enter
from app.store.faults import in_plain_words
from app.store.journal import HistoryRow, Image, Journal
from app.store.queries import Queries
from app.store.transaction import Reader, Transaction

E = TypeVar("E", bound=Entity)
Clock = Callable[[], datetime]

_READ_ONLY = N_("This project cannot be changed here. {reason}")
_SAVE_COPY = N_("Save a copy of it where you can write, and go on there.")


def utc_now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(UTC)


class ProjectFile:
    """A project folder that is open; made by `create` or `open`, ended by `close`."""

    def __init__(self, folder: Path, entered: Entered, clock: Clock) -> None:
        connection, read_only = entered.connection, bool(entered.reason)
        self.folder = folder
        self.read_only_reason = entered.reason
        self._entered = entered
        self._connection = connection
        self._clock = clock
        self._thread = threading.get_ident()
        self._reader = Reader(connection, newer=entered.newer)
        self._journal = Journal(connection)
        self._writing: Transaction | None = None
        self._closed = False
        self.queries = Queries(connection, self._on_own_thread)
        self.assets = Assets(folder, read_only=read_only, pointers=self.queries.pointers)
        self.ledger = entered.ledger
        self.backups = Backups(folder, read_only=read_only, clock=clock)

    @classmethod
    def create(cls, folder: Path, project: Project, *, clock: Clock = utc_now) -> ProjectFile:
        """A new project folder holding `project`, open; `.fenjing` is added to the name when missing.

        Raises:
            BadInput: something is there already.
            DiskTrouble: the folder cannot be written.
        """
        final = copying.final_name(folder)
        building = copying.building_name(final)
        try:
            with in_plain_words():
                for name in layout.FOLDERS:
                    (building / name).mkdir(parents=True)
                _write_database(building / layout.DATABASE, project)
                copying.move_into_place(building, final)
        finally:
            shutil.rmtree(building, ignore_errors=True)
        return cls.open(final, clock=clock)

    @classmethod
    def open(
        cls,
        folder: Path,
        read_only: bool = False,
        *,
        take_over: bool = False,
        clock: Clock = utc_now,
    ) -> ProjectFile:
        """Open a project folder, wherever it lies now.

        A newer schema or a folder that cannot be written opens for reading, with `read_only_reason` set.
        `take_over` ignores that another machine did not close it.

        Raises:
            NotFound: there is no project in the folder.
            Damaged: the file is not sound, or not ours.
            ProjectBusy: another window or machine holds it.
        """
        entered = enter(folder, read_only=read_only, take_over=take_over, clock=clock)
        opened = cls(folder, entered, clock)
        if not opened.read_only:
            opened._tidy()
        return opened

    def close(self) -> None:
        """Fold everything into the one file and give the project free; doing so twice is harmless."""
        if self._closed:
            return
        self._on_own_thread()
        self._closed = True
        self._entered.leave()

    def __enter__(self) -> ProjectFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def read_only(self) -> bool:
        """True when nothing can be changed; `read_only_reason` says why."""
        return bool(self.read_only_reason)

    @property
    def project(self) -> Project:
        """The one row that the folder is about."""
        return self.all(Project)[0]

    @property
    def instance_id(self) -> str:
        """Name of this folder's copy: minted when it was created, anew when it is restored as a copy."""
        table = tables.facts
        query = sa.select(table.c.value).where(table.c.name == "instance")
        return str(self._connection.execute(query).scalar_one())

    def get(self, kind: type[E], entity_id: str) -> E:
        """The row, or `errors.NotFound`."""
        return self._reading().get(kind, entity_id)

    def find(self, kind: type[E], entity_id: str) -> E | None:
        """The row, or None."""
        return self._reading().find(kind, entity_id)

    def all(self, kind: type[E], **equals: Any) -> list[E]:
        """Rows whose fields equal the given values, in order of rank (or number, or arrival)."""
        return self._reading().all(kind, **equals)

    def count(self, kind: type[Entity], **equals: Any) -> int:
        """How many rows `all` would give."""
        return self._reading().count(kind, **equals)

    def transaction(
        self, label: str, origin: str = "", kind: ChangeKind = "person", merge: str = ""
    ) -> Transaction:
        """A context manager of an `Edit`: commits on success, leaves nothing behind on an error.

        `merge` names the target of rapid edits (typing, dragging): edits with the same key that follow
        each other within seconds are one undo step. `kind="background"` only adds and is never undone.

        Raises:
            ReadOnly: the project is open for reading only.
            OurBug: a transaction is open already, or this is another thread.
        """
        self._on_own_thread()
        if self.read_only:
            raise ReadOnly(_READ_ONLY.format(reason=self.read_only_reason), _SAVE_COPY)
        if self._writing is not None:
            raise OurBug("A transaction is open already; commands do not nest.")
        begun = Transaction(
            self._connection, self, label=label, origin=origin, kind=kind, merge=merge
        )
        self._writing = begun
        return begun

    def undo(self, origin: str = "") -> Changes | None:
        """Take back the person's last step; None when there is none."""
        return self._replay("undo", origin)

    def redo(self, origin: str = "") -> Changes | None:
        """Bring back what undo took back last; None when there is nothing."""
        return self._replay("redo", origin)

    @property
    def undo_label(self) -> str | None:
        """Name of the step that `undo` would take back."""
        head = self._journal.top("undo")
        return head.label if head else None

    @property
    def redo_label(self) -> str | None:
        """Name of the step that `redo` would bring back."""
        head = self._journal.top("redo")
        return head.label if head else None

    def history(self, limit: int = 100) -> tuple[HistoryRow, ...]:
        """The last `limit` transactions, newest first."""
        self._on_own_thread()
        return self._journal.history(limit)

    def ended(self, transaction: Transaction, images: Iterable[Image]) -> None:
        """Journal a transaction that is about to commit (called by the transaction itself)."""
        self._journal.record(
            images,
            at=self._clock(),
            label=transaction.label,
            origin=transaction.origin,
            kind=transaction.kind,
            merge=transaction.merge,
        )

    def released(self, transaction: Transaction) -> None:
        """Forget a transaction that is over (called by the transaction itself)."""
        if self._writing is transaction:
            self._writing = None

    def _replay(self, kind: Literal["undo", "redo"], origin: str) -> Changes | None:
        self._on_own_thread()
        head = self._journal.top(kind)
        if head is None:
            return None
        self._journal.stop_merging()
        replay = self.transaction(head.label, origin, kind)
        with replay as edit:
            for note in reversed(self._journal.notes(head.seq)):
                edit.take_back(note)
            self._journal.retire(head.seq)
        return replay.changes

    def _tidy(self) -> None:
        """Drop what is beyond the depth of undo."""
        with in_plain_words():
            self._connection.exec_driver_sql("BEGIN IMMEDIATE")
            self._journal.prune()
            self._connection.exec_driver_sql("COMMIT")

    def _reading(self) -> Reader:
        self._on_own_thread()
        return self._writing if self._writing is not None else self._reader

    def _on_own_thread(self) -> None:
        if threading.get_ident() != self._thread:
            raise OurBug("A project is used only on the thread that opened it.")


def _write_database(path: Path, project: Project) -> None:
    connection = sqlite.connect(path, "rwc")
    try:
        connection.exec_driver_sql(f"PRAGMA application_id={tables.APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={tables.SCHEMA}")
        tables.metadata.create_all(connection)
        connection.execute(
            tables.project.insert().values(rows.values(project, rows.encode(project)))
        )
        instance = secrets.token_hex(8)
        connection.execute(tables.facts.insert().values(name="instance", value=instance))
        sqlite.fold(connection)
    finally:
        sqlite.close(connection)
