"""Looking at a project file before trusting it, in the order of SQLite's advice for untrusted files.

Magic and size, then the header's own fields, then a read-only connection with a quick check, then the
schema against the template; only after that does anybody open it for writing.
"""

from __future__ import annotations

import shutil
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.domain.wording import N_
from app.errors import Damaged, NotFound
from app.store import connection as sqlite
from app.store import faults

_MAGIC = b"SQLite format 3\x00"

NO_PROJECT = N_("There is no project in {folder}.")
CHOOSE = N_("Choose a folder whose name ends in .fenjing.")
NOT_OURS = N_("{name} is not a Fenjing file.")
NOT_FOUND_SOUND = N_("{name} is damaged: {reason}.")
STRANGE = N_("{name} holds things that Fenjing never writes: {what}.")
DO_NOT_TRUST = N_("Do not open it if you do not know where it comes from; else restore a backup.")


@dataclass(frozen=True, slots=True)
class Header:
    """The two fields of the SQLite header that say whose file it is and how old its schema is."""

    application_id: int
    schema: int


def read_header(path: Path, application_id: int) -> Header:
    """Magic, size and owner of a database file, without SQLite.

    Raises:
        NotFound: there is no such file.
        Damaged: it is cut short, or it is not a file of this program.
    """
    if not path.is_file():
        raise NotFound(NO_PROJECT.format(folder=path.parent), CHOOSE)
    with faults.in_plain_words(), path.open("rb") as handle:
        head = handle.read(100)
        size = path.stat().st_size
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise Damaged(NOT_OURS.format(name=path.name), faults.USE_BACKUP)
    schema, owner = struct.unpack(">I4xI", head[60:72])
    if owner != application_id:
        raise Damaged(NOT_OURS.format(name=path.name), CHOOSE)
    page = struct.unpack(">H", head[16:18])[0]
    if size < (65536 if page == 1 else page):
        reason = N_("it is cut short")
        raise Damaged(NOT_FOUND_SOUND.format(name=path.name, reason=reason), faults.USE_BACKUP)
    return Header(owner, schema)


def verify(path: Path, connection: sa.Connection, template: sa.MetaData | None) -> None:
    """Quick check, then the schema against `template` (None: a newer schema, nothing to compare).

    Raises:
        Damaged: pages are broken, or the schema holds what this program never writes.
    """
    with faults.in_plain_words():
        complain(path, connection, thorough=False)
        if template is not None:
            compare_schema(path, connection, template)


def complain(path: Path, connection: sa.Connection, *, thorough: bool) -> None:
    """Raise `Damaged` with SQLite's first complaint, if it has one."""
    pragma = "integrity_check(5)" if thorough else "quick_check(5)"
    first = str(connection.exec_driver_sql(f"PRAGMA {pragma}").scalars().first())
    if first != "ok":
        reason = first.splitlines()[-1]
        raise Damaged(NOT_FOUND_SOUND.format(name=path.name, reason=reason), faults.USE_BACKUP)


def compare_schema(path: Path, connection: sa.Connection, template: sa.MetaData) -> None:
    """Raise `Damaged` unless tables and columns are the template's and there are no triggers or views."""
    found = connection.exec_driver_sql(
        "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    ).all()
    tables = {name for kind, name in found if kind == "table"}
    strange = [name for kind, name in found if kind in {"trigger", "view"}]
    strange += sorted(tables ^ set(template.tables))
    for name, table in template.tables.items():
        if name in tables:
            columns = connection.exec_driver_sql(f'PRAGMA table_xinfo("{name}")').all()
            if {column[1] for column in columns} != set(table.c.keys()):
                strange.append(name)
    if strange:
        what = ", ".join(sorted(set(strange)))
        raise Damaged(STRANGE.format(name=path.name, what=what), DO_NOT_TRUST)


def open_for_reading(path: Path) -> tuple[sa.Connection, tempfile.TemporaryDirectory[str] | None]:
    """A reading connection, also where nothing can be written.

    A write-ahead log that a crash left in a read-only folder cannot be folded there: the file and its log
    are then read from a private copy, whose folder is returned and lives as long as the caller keeps it.
    """
    try:
        return _probe(path, "ro"), None
    except DBAPIError:
        log = path.with_name(f"{path.name}-wal")
        if not log.is_file() or log.stat().st_size == 0:
            return _probe(path, "immutable"), None
    private, folder = private_copy(path)
    return _probe(private, "rw"), folder


def private_copy(path: Path) -> tuple[Path, tempfile.TemporaryDirectory[str]]:
    """The database and its log in a temporary folder of our own."""
    folder = tempfile.TemporaryDirectory(prefix="fenjing-")
    for name in (path.name, f"{path.name}-wal"):
        if path.with_name(name).is_file():
            shutil.copyfile(path.with_name(name), Path(folder.name) / name)
    return Path(folder.name) / path.name, folder


def _probe(path: Path, mode: sqlite.Mode) -> sa.Connection:
    connection = sqlite.connect(path, mode)
    try:
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").all()
    except DBAPIError:
        sqlite.close(connection)
        raise
    return connection
