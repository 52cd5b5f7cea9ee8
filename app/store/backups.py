"""Rotating, verified backups of a project, and their restoring, which always makes a copy.

A backup is a pair of single files in `backups/`: the database and the ledger, made with SQLite's online
backup so that nobody has to stop, checked before they get their names. Ages are read from the names, not
from the disk's clocks. Every method opens its own connections and may run on any thread.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, cast

from app.domain.wording import N_
from app.errors import FenjingError, NotFound, ReadOnly
from app.store import connection as sqlite
from app.store import copying, layout, opening, tables
from app.store.faults import in_plain_words
from app.store.migrations.run import copy_database

BackupKind = Literal["auto", "before-migration", "before-bulk", "manual"]

#: How often one is made by itself, when something changed.
EVERY = timedelta(minutes=10)
#: What stays of those: the newest of each of the last 6 ten-minute, 8 hourly and 14 daily stretches.
KEPT: tuple[tuple[timedelta, int], ...] = (
    (timedelta(minutes=10), 6),
    (timedelta(hours=1), 8),
    (timedelta(days=1), 14),
)
#: Of those made before a migration or a bulk edit, the last few.
KEPT_OTHERS = 5

_NAME = re.compile(r"^(\d{8}T\d{6}\d{6}Z)-([a-z-]+)\.db$")
_STAMP = "%Y%m%dT%H%M%S%fZ"
_GONE = N_("The backup {name} is not there any more.")
_NO_WRITING = N_(
    "The project is open for reading only; a backup cannot be written into its folder."
)


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: when, why, and what is in it. `sound` False: it does not open, and is not offered."""

    path: Path
    at: datetime
    kind: BackupKind
    size: int
    sound: bool
    episodes: int = 0
    shots: int = 0
    takes: int = 0
    last_step: int = 0

    @property
    def ledger(self) -> Path:
        """The ledger's half of the pair."""
        return self.path.with_suffix(".ledger")


class Backups:
    """The `backups/` folder of one project."""

    def __init__(self, folder: Path, *, read_only: bool, clock: Callable[[], datetime]) -> None:
        self._project = folder
        self._folder = folder / layout.BACKUPS
        self._read_only = read_only
        self._clock = clock

    def make(self, kind: BackupKind = "manual") -> Backup:
        """Write a backup now and check it.

        Raises:
            DiskTrouble: there is no room; earlier backups are as they were.
            Damaged: the copy does not hold, so the project itself does not.
            ReadOnly: nothing can be written here.
        """
        if self._read_only:
            raise ReadOnly(_NO_WRITING)
        name = f"{self._clock().astimezone(UTC).strftime(_STAMP)}-{kind}.db"
        final = self._folder / name
        with in_plain_words():
            self._folder.mkdir(exist_ok=True)
            if (self._project / layout.LEDGER).is_file():
                _checked_copy(self._project / layout.LEDGER, final.with_suffix(".ledger"))
            _checked_copy(self._project / layout.DATABASE, final)
        return self._look(final)

    def tick(self) -> Backup | None:
        """Make an automatic backup when one is due and something changed, then thin out; else None."""
        newest = next(iter(self.all()), None)
        if newest is not None:
            young = self._clock() - newest.at < EVERY
            if young or (newest.sound and newest.last_step == _last_step(self._project)):
                return None
        made = self.make("auto")
        self.thin()
        return made

    def thin(self) -> None:
        """Remove what the rotation no longer keeps; those that a person asked for stay."""
        found = self._names()
        kept = _rotation(found) | {path for path, _, kind in found if kind == "manual"}
        for wanted in ("before-migration", "before-bulk"):
            kept |= set([path for path, _, kind in found if kind == wanted][:KEPT_OTHERS])
        with in_plain_words():
            for path, _, _ in found:
                if path not in kept:
                    path.unlink(missing_ok=True)
                    path.with_suffix(".ledger").unlink(missing_ok=True)

    def all(self) -> tuple[Backup, ...]:
        """All backups, newest first, each looked into."""
        return tuple(self._look(path) for path, _, _ in self._names())

    def restore(self, backup: Backup, folder: Path) -> Path:
        """Build a project folder from a backup; the project itself is not touched. Returns the new folder.

        The copy's ledger is today's with what the backup's knows besides: no paid attempt is forgotten.
        Attempts that were not sent yet are cancelled in the copy, so that none is ever sent twice.

        Raises:
            NotFound: the backup is gone.
            Damaged: the backup does not hold.
            BadInput: there is something at `folder` already.
            DiskTrouble: the copy could not be written.
        """
        if not backup.path.is_file():
            raise NotFound(_GONE.format(name=backup.path.name))
        return copying.build(
            self._project, folder, database=backup.path, older_ledger=backup.ledger
        )

    def save_copy(self, folder: Path) -> Path:
        """Build a copy of the project as it stands, also of one that is open for reading only.

        Raises:
            BadInput: there is something at `folder` already.
            DiskTrouble: the copy could not be written.
        """
        database = self._project / layout.DATABASE
        return copying.build(self._project, folder, database=database, older_ledger=None)

    def _names(self) -> list[tuple[Path, datetime, BackupKind]]:
        if not self._folder.is_dir():
            return []
        found: list[tuple[Path, datetime, BackupKind]] = []
        for path in self._folder.glob("*.db"):
            if match := _NAME.match(path.name):
                at = datetime.strptime(match.group(1), _STAMP).replace(tzinfo=UTC)
                found.append((path, at, cast("BackupKind", match.group(2))))
        return sorted(found, key=lambda each: each[1], reverse=True)

    def _look(self, path: Path) -> Backup:
        at, kind = next((at, kind) for found, at, kind in self._names() if found == path)
        size = path.stat().st_size
        try:
            counts = _counts(path)
        except FenjingError:
            return Backup(path, at, kind, size, sound=False)
        return Backup(path, at, kind, size, True, *counts)


def _checked_copy(source: Path, final: Path) -> None:
    temporary = final.with_name(f".{final.name}.{secrets.token_hex(4)}.part")
    try:
        copy_database(source, temporary)
        connection = sqlite.connect(temporary, "ro")
        try:
            opening.complain(temporary, connection, thorough=True)
        finally:
            sqlite.close(connection)
        layout.put_in_place(temporary, final)
    finally:
        layout.remove_database(temporary)


def _rotation(found: Iterable[tuple[Path, datetime, BackupKind]]) -> set[Path]:
    automatic = [(path, at) for path, at, kind in found if kind == "auto"]
    kept: set[Path] = set()
    for stretch, most in KEPT:
        newest: dict[int, Path] = {}
        for path, at in automatic:
            newest.setdefault(int(at.timestamp() // stretch.total_seconds()), path)
        kept |= {newest[key] for key in sorted(newest, reverse=True)[:most]}
    return kept


def _counts(path: Path) -> tuple[int, int, int, int]:
    opening.read_header(path, tables.APPLICATION_ID)
    with in_plain_words():
        connection = sqlite.connect(path, "immutable")
        try:
            opening.complain(path, connection, thorough=False)
            row = connection.exec_driver_sql(
                "SELECT (SELECT count(*) FROM episodes), (SELECT count(*) FROM shots),"
                " (SELECT count(*) FROM takes), (SELECT coalesce(max(seq), 0) FROM journal)"
            ).one()
        finally:
            sqlite.close(connection)
    episodes, shots, takes, last = (int(number) for number in row)
    return episodes, shots, takes, last


def _last_step(project: Path) -> int:
    with in_plain_words():
        connection, private = opening.open_for_reading(project / layout.DATABASE)
        try:
            newest = connection.exec_driver_sql("SELECT coalesce(max(seq), 0) FROM journal")
            return int(newest.scalar_one())
        finally:
            sqlite.close(connection)
            if private is not None:
                private.cleanup()
