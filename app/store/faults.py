"""What SQLite and the operating system complain of, in this program's own words.

SQLite result codes: https://www.sqlite.org/rescode.html; the extended code's low byte is the primary one.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from sqlalchemy.exc import DBAPIError, IntegrityError

from app.domain.wording import N_
from app.errors import Damaged, DiskTrouble, FenjingError, OurBug, ProjectBusy

FULL = N_("The disk is full; the last change was not saved.")
MAKE_ROOM = N_("Make room on the disk and try again; everything before it is safe.")
REFUSED = N_("The disk refused to write; the last change was not saved.")
CHECK_DISK = N_("Check that the drive is connected and may be written to, then try again.")
DAMAGED = N_("The project file is damaged and was not opened for writing.")
USE_BACKUP = N_("Restore one of the backups in its backups folder; a restore makes a copy.")
HELD = N_("Another program is writing to this project.")
WAIT = N_("Close it there, or try again in a moment.")

_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def of_sqlite(error: sqlite3.Error) -> FenjingError:
    """The error of this program's tree that says what SQLite meant."""
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if primary == sqlite3.SQLITE_FULL:
        return DiskTrouble(FULL, MAKE_ROOM)
    if primary in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}:
        return DiskTrouble(REFUSED, CHECK_DISK)
    if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return ProjectBusy(HELD, WAIT)
    if primary in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return Damaged(DAMAGED, USE_BACKUP)
    return OurBug(f"The project file refused a change: {error}")


def of_os(error: OSError) -> FenjingError:
    """The error of this program's tree that says what the operating system meant."""
    if error.errno in _SPACE:
        return DiskTrouble(FULL, MAKE_ROOM)
    return DiskTrouble(REFUSED, CHECK_DISK)


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Run the block; database and disk errors leave it as errors of this program's tree."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError) as error:
        raise_plain(error)


def raise_plain(error: DBAPIError | sqlite3.Error | OSError) -> NoReturn:
    """Raise what `error` means."""
    if isinstance(error, IntegrityError):
        raise OurBug(
            f"A change would have broken the project and was not made: {error.orig}"
        ) from error
    cause: object = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        raise of_sqlite(cause) from error
    if isinstance(cause, OSError):
        raise of_os(cause) from error
    raise OurBug(f"The project file refused a change: {error}") from error
