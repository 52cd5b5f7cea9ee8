"""One hardened SQLite connection, as the project and the ledger open it.

Settings and their reasons: https://www.sqlite.org/security.html (untrusted files) and
https://www.sqlite.org/pragma.html#pragma_synchronous (FULL: in WAL mode, NORMAL loses acknowledged
commits at a power cut).
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

_log = logging.getLogger(__name__)

#: `ro` reads beside a living writer; `immutable` reads in a folder where nothing can be written.
Mode = Literal["rw", "rwc", "ro", "immutable"]

_BUSY_MS = 3000
_LONGEST_VALUE = 256 * 1024 * 1024


def connect(path: Path, mode: Mode) -> sa.Connection:
    """A connection in autocommit: transactions are begun and ended by name.

    Raises:
        sqlalchemy.exc.DBAPIError: SQLite cannot open or read the file in this mode.
    """
    connection = _autocommit(lambda: _raw(path, mode))
    if mode in {"rw", "rwc"}:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        connection.exec_driver_sql("PRAGMA synchronous=FULL")
    return connection


def connect_memory() -> sa.Connection:
    """A connection to an empty database that is nowhere."""
    return _autocommit(lambda: sqlite3.connect(":memory:"))


def raw(connection: sa.Connection) -> sqlite3.Connection:
    """The driver's own connection, for the backup API and for `in_transaction`."""
    held = connection.connection.dbapi_connection
    if not isinstance(held, sqlite3.Connection):
        raise TypeError("the store speaks to sqlite3 only")
    return held


def in_transaction(connection: sa.Connection) -> bool:
    """True between BEGIN and COMMIT or ROLLBACK; SQLite itself may have rolled back."""
    return raw(connection).in_transaction


def close(connection: sa.Connection) -> None:
    """Close it; the last writer to leave folds the write-ahead log into the one file."""
    engine = connection.engine
    connection.close()
    engine.dispose()


def fold(connection: sa.Connection) -> bool:
    """Write the log back into the database file and empty it.

    False when a reader or a full disk stands in the way: the log then stays beside the file, nothing is
    lost, and the next writer folds it.
    """
    try:
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    except DBAPIError as error:
        _log.warning("the write-ahead log could not be folded: %s", error.orig)
        return False
    return not busy


def _autocommit(creator: Callable[[], sqlite3.Connection]) -> sa.Connection:
    engine = sa.create_engine(
        "sqlite://", creator=creator, poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )
    connection = engine.connect()
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "foreign_keys=ON"):
        connection.exec_driver_sql(f"PRAGMA {pragma}")
    return connection


def _raw(path: Path, mode: Mode) -> sqlite3.Connection:
    wish = "mode=ro&immutable=1" if mode == "immutable" else f"mode={mode}"
    held = sqlite3.connect(f"{path.absolute().as_uri()}?{wish}", uri=True, timeout=_BUSY_MS / 1000)
    held.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    return held
