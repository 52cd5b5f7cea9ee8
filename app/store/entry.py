"""Coming into a project folder: lock, checks, migration, and the decision whether it may be written.

Opening is never a trap: what cannot be written is opened for reading with the reason, missing media are
reported later, and a damaged ledger does not keep anybody from looking at the drama.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from app.domain.wording import N_
from app.errors import Damaged
from app.store import connection as sqlite
from app.store import layout, opening, tables
from app.store.backups import Backups
from app.store.faults import in_plain_words
from app.store.ledger import Ledger
from app.store.lock import Lock
from app.store.migrations.run import Plan, migrate
from app.store.migrations.steps import STEPS

ASKED = N_("It was opened for reading only.")
NEWER = N_("It was written by a newer Fenjing; update the program to change it.")
LOCKED_FOLDER = N_("Its folder cannot be written to.")
NO_LEDGER = N_("Its ledger of paid attempts is damaged; restore a backup to go on.")

#: Where a project is brought to when it is older.
PLAN = Plan(target=tables.SCHEMA, steps=STEPS, template=tables.metadata)


@dataclass(frozen=True, slots=True)
class Entered:
    """A project folder that has been entered: its connections, and why it may not be written (empty: it may)."""

    connection: sa.Connection
    ledger: Ledger
    lock: Lock | None
    reason: str
    newer: bool
    private: TemporaryDirectory[str] | None

    def leave(self) -> None:
        """Fold logs into their files, close them, and give the project free."""
        try:
            self.ledger.close()
            with in_plain_words():
                if not self.reason:
                    sqlite.fold(self.connection)
                sqlite.close(self.connection)
        finally:
            if self.lock is not None:
                self.lock.release()
            if self.private is not None:
                self.private.cleanup()


def enter(
    folder: Path,
    *,
    read_only: bool,
    take_over: bool,
    clock: Callable[[], datetime],
    plan: Plan = PLAN,
) -> Entered:
    """Open the files of a project folder, for writing where that is possible and allowed.

    Raises:
        NotFound: there is no project in the folder.
        Damaged: its database is not sound, or not ours.
        ProjectBusy: another window or machine holds it.
    """
    path = folder / layout.DATABASE
    schema = opening.read_header(path, tables.APPLICATION_ID).schema
    newer = schema > plan.target
    reason = ASKED if read_only else NEWER if newer else ""
    lock = None
    if not reason:
        lock = Lock(folder)
        try:
            lock.acquire(take_over=take_over)
        except OSError:
            lock, reason = None, LOCKED_FOLDER
    try:
        if not reason:
            _sweep(folder)
            if schema < plan.target:
                Backups(folder, read_only=False, clock=clock).make("before-migration")
                migrate(path, schema, plan)
        connection, private = _read(path, schema, plan)
        ledger, reason = _open_ledger(folder / layout.LEDGER, reason, clock)
        if not reason:
            sqlite.close(connection)
            with in_plain_words():
                connection = sqlite.connect(path, "rw")
        elif lock is not None:
            lock.release()
            lock = None
    except BaseException:
        if lock is not None:
            lock.release()
        raise
    return Entered(connection, ledger, lock, reason, newer, private)


def _read(
    path: Path, schema: int, plan: Plan
) -> tuple[sa.Connection, TemporaryDirectory[str] | None]:
    """A checked reading connection; an older file that cannot be migrated in place is migrated in a copy."""
    with in_plain_words():
        if (
            schema < plan.target
            and opening.read_header(path, tables.APPLICATION_ID).schema == schema
        ):
            copy, folder = opening.private_copy(path)
            migrate(copy, schema, plan)
            return opening.open_for_reading(copy)[0], folder
        connection, private = opening.open_for_reading(path)
        try:
            opening.verify(path, connection, None if schema > plan.target else plan.template)
        except BaseException:
            sqlite.close(connection)
            raise
    return connection, private


def _open_ledger(path: Path, reason: str, clock: Callable[[], datetime]) -> tuple[Ledger, str]:
    try:
        return Ledger.open(path, read_only=bool(reason), clock=clock), reason
    except Damaged:
        return Ledger.empty(clock), reason or NO_LEDGER


def _sweep(folder: Path) -> None:
    """Remove half-written files that a kill left: only names that this program gives to unfinished work."""
    with in_plain_words():
        for name in (layout.MEDIA, layout.BACKUPS):
            for left in (folder / name).glob(".*.part*"):
                left.unlink(missing_ok=True)
