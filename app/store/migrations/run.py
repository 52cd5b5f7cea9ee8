"""Running migration steps so that a kill at any moment leaves the old file or the new one, never between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from app.domain.wording import N_
from app.errors import Damaged, ProjectBusy
from app.store import connection as sqlite
from app.store import faults, layout, opening
from app.store.migrations.steps import Step

_NO_WAY = N_("{name} has schema {schema}, and no way leads from there to {target}.")
_BROKEN_KEYS = N_("the migrated copy would have rows that point nowhere")


@dataclass(frozen=True, slots=True)
class Plan:
    """Where to: the schema's number, the steps that lead there, and what it must look like then."""

    target: int
    steps: Mapping[int, Step]
    template: sa.MetaData


def migrate(path: Path, schema: int, plan: Plan) -> None:
    """Bring the database at `path` from `schema` to the plan's.

    The steps run on a copy beside it, in one transaction; the copy is checked and only then renamed over
    the old file. Undo steps from before the change are dropped: their field values have the old shape.

    Raises:
        Damaged: no steps lead there, or the copy does not hold; the old file is as it was.
        DiskTrouble: there is no room for the copy; the old file is as it was.
        ProjectBusy: somebody is reading the file just now.
    """
    missing = [number for number in range(schema, plan.target) if number not in plan.steps]
    if missing:
        text = _NO_WAY.format(name=path.name, schema=schema, target=plan.target)
        raise Damaged(text, faults.USE_BACKUP)
    working = path.with_name(f"{path.name}.migrating")
    layout.remove_database(working)
    try:
        with faults.in_plain_words():
            _copy_folded(path, working)
            _run(working, schema, plan)
            _check(working, plan)
            layout.put_in_place(working, path)
    finally:
        layout.remove_database(working)


def copy_database(source: Path, target: Path) -> None:
    """A consistent copy of a database that may be in use, as one file (SQLite's online backup)."""
    reading, private = opening.open_for_reading(source)
    try:
        writing = sqlite.connect(target, "rwc")
        try:
            sqlite.raw(reading).backup(sqlite.raw(writing))
            writing.exec_driver_sql("PRAGMA journal_mode=DELETE")
        finally:
            sqlite.close(writing)
    finally:
        sqlite.close(reading)
        if private is not None:
            private.cleanup()


def _copy_folded(path: Path, working: Path) -> None:
    """Copy after the log was folded away: a log left beside the new file would be taken for its own."""
    connection = sqlite.connect(path, "rw")
    try:
        folded = sqlite.fold(connection)
    finally:
        sqlite.close(connection)
    if not folded:
        raise ProjectBusy(faults.HELD, faults.WAIT)
    copy_database(path, working)


def _run(working: Path, schema: int, plan: Plan) -> None:
    connection = sqlite.connect(working, "rw")
    try:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        for number in range(schema, plan.target):
            plan.steps[number](connection)
        connection.exec_driver_sql("UPDATE journal SET stack = ''")
        connection.exec_driver_sql("DELETE FROM journal_notes")
        connection.exec_driver_sql(f"PRAGMA user_version={plan.target}")
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
    finally:
        sqlite.close(connection)


def _check(working: Path, plan: Plan) -> None:
    connection = sqlite.connect(working, "ro")
    try:
        opening.complain(working, connection, thorough=True)
        opening.compare_schema(working, connection, plan.template)
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            text = opening.NOT_FOUND_SOUND.format(name=working.name, reason=_BROKEN_KEYS)
            raise Damaged(text, faults.USE_BACKUP)
    finally:
        sqlite.close(connection)
