"""A thorough look at a project: database, ledger and media. Reads only; used by `fenjing check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from app.domain.attempts import Attempt
from app.domain.shots import Shot
from app.domain.takes import Take
from app.domain.wording import N_
from app.errors import Damaged, FenjingError
from app.store import connection as sqlite
from app.store import layout, ledger_tables, opening, rows, tables
from app.store.assets import Assets, hash_file
from app.store.faults import in_plain_words
from app.store.ledger import Ledger
from app.store.queries import Queries

Place = Literal["database", "ledger", "media"]
Severity = Literal["error", "warning", "info"]

_POINTS_NOWHERE = N_("A row of {table} points at a row that is not there.")
_ONE_PROJECT = N_("The file holds {count} projects instead of one.")
_DISAGREES = N_("The row {id} of {table} disagrees with itself in {column}.")
_NO_PICK = N_("Shot {number} counts on a take that is not there; its first take is used.")
_NO_LEDGER = N_(
    "The ledger of paid attempts is not there; a new one begins when the project is opened."
)
_STORY = N_("Attempt {id} stands at {state}, but its story ends with {told}.")
_MISSING = N_("A media file is not there: {name}.")
_CHANGED = N_("A media file is not what it was: {name}.")
_STRAY = N_("A media file that nothing uses: {name}.")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found: where, how bad, and in words."""

    place: Place
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything found, and how much was looked at."""

    problems: tuple[Problem, ...]
    rows: int
    attempts: int
    media: int

    @property
    def sound(self) -> bool:
        """True when nothing is wrong; warnings and strays do not count."""
        return not any(problem.severity == "error" for problem in self.problems)


def check(folder: Path, *, hashes: bool = True) -> Report:
    """Look at every row, every attempt and (with `hashes`) every byte of media below `folder`.

    Works beside an open window: it only reads.

    Raises:
        NotFound: there is no project in the folder.
    """
    problems: list[Problem] = []
    path = folder / layout.DATABASE
    counted, media = 0, 0
    try:
        opening.read_header(path, tables.APPLICATION_ID)
        with in_plain_words():
            connection, private = opening.open_for_reading(path)
            try:
                counted = _check_database(path, connection, problems)
                media = _check_media(folder, connection, problems, hashes=hashes)
            finally:
                sqlite.close(connection)
                if private is not None:
                    private.cleanup()
    except Damaged as damage:
        problems.append(Problem("database", "error", damage.message))
    attempts = _check_ledger(folder / layout.LEDGER, problems)
    return Report(tuple(problems), rows=counted, attempts=attempts, media=media)


def _check_database(path: Path, connection: sa.Connection, problems: list[Problem]) -> int:
    opening.complain(path, connection, thorough=True)
    opening.compare_schema(path, connection, tables.metadata)
    problems.extend(
        Problem("database", "error", _POINTS_NOWHERE.format(table=row[0]))
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
    )
    counted = 0
    for kind, table in rows.TABLES.items():
        for held in connection.execute(table.select()).mappings():
            counted += 1
            problems.extend(_check_row(kind.__name__, dict(held)))
    projects = connection.execute(
        sa.select(sa.func.count()).select_from(tables.project)
    ).scalar_one()
    if projects != 1:
        problems.append(Problem("database", "error", _ONE_PROJECT.format(count=projects)))
    problems.extend(_check_picks(connection))
    return counted


def _check_row(name: str, held: dict[str, object]) -> Iterator[Problem]:
    kind = rows.KINDS[name]
    try:
        entity = rows.decode(kind, str(held["body"]))
    except Damaged as damage:
        yield Problem("database", "error", damage.message)
        return
    for column, value in rows.values(entity, str(held["body"])).items():
        if held[column] != value:
            text = _DISAGREES.format(id=held["id"], table=name, column=column)
            yield Problem("database", "error", text)


def _check_picks(connection: sa.Connection) -> Iterator[Problem]:
    shots, takes = rows.table_of(Shot), rows.table_of(Take)
    query = (
        sa.select(shots.c.number)
        .outerjoin(takes, takes.c.id == shots.c.pick)
        .where(shots.c.pick.is_not(None), takes.c.id.is_(None))
    )
    for number in connection.execute(query).scalars():
        yield Problem("database", "warning", _NO_PICK.format(number=number))


def _check_media(
    folder: Path, connection: sa.Connection, problems: list[Problem], *, hashes: bool
) -> int:
    queries = Queries(connection, lambda: None)
    assets = Assets(folder, read_only=True, pointers=queries.pointers)
    missing = {(each.sha256, each.suffix) for each in assets.missing()}
    for sha256, suffix in sorted(missing):
        problems.append(Problem("media", "warning", _MISSING.format(name=f"{sha256}{suffix}")))
    problems.extend(
        Problem("media", "info", _STRAY.format(name=stray.name)) for stray in assets.strays()
    )
    known = {(each.sha256, each.suffix) for each in queries.pointers()} - missing
    for sha256, suffix in sorted(known if hashes else ()):
        path = assets.path_of(sha256, suffix)
        if hash_file(path) != sha256:
            problems.append(Problem("media", "error", _CHANGED.format(name=path.name)))
    return len(known)


def _check_ledger(path: Path, problems: list[Problem]) -> int:
    if not path.is_file():
        problems.append(Problem("ledger", "warning", _NO_LEDGER))
        return 0
    try:
        opening.read_header(path, ledger_tables.APPLICATION_ID)
        ledger = Ledger.open(path, read_only=True)
        try:
            attempts = ledger.all()
            for attempt in attempts:
                problems.extend(_check_story(ledger, attempt))
        finally:
            ledger.close()
    except FenjingError as damage:
        problems.append(Problem("ledger", "error", damage.message))
        return 0
    return len(attempts)


def _check_story(ledger: Ledger, attempt: Attempt) -> Iterator[Problem]:
    story = ledger.events(attempt.id)
    told = story[-1].state if story else "-"
    numbers = [event.sequence for event in story]
    if told != attempt.state or numbers != list(range(1, len(story) + 1)):
        text = _STORY.format(id=attempt.id, state=attempt.state, told=told)
        yield Problem("ledger", "error", text)
