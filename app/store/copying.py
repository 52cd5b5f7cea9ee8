"""Building a second project folder from a first: database, ledger and media, whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from app.domain.wording import N_
from app.errors import BadInput
from app.store import connection as sqlite
from app.store import layout, opening, tables
from app.store.faults import in_plain_words
from app.store.ledger import Ledger
from app.store.migrations.run import copy_database

TAKEN = N_("There is something in {folder} already.")
OTHER_NAME = N_("Choose another name or another place.")
_NOT_IN_COPY = N_("Not sent: this is a copy of the project.")


def final_name(folder: Path) -> Path:
    """The folder with `.fenjing` at its end, which must be free or an empty folder.

    Raises:
        BadInput: there is something at that place.
    """
    named = (
        folder if folder.suffix == layout.SUFFIX else folder.with_name(folder.name + layout.SUFFIX)
    )
    if named.exists() and (not named.is_dir() or any(named.iterdir())):
        raise BadInput(TAKEN.format(folder=named), OTHER_NAME)
    return named


def building_name(final: Path) -> Path:
    """A hidden name beside the final one, for a folder that is not finished."""
    return final.with_name(f".{final.name}.{secrets.token_hex(4)}.part")


def move_into_place(building: Path, final: Path) -> None:
    """Give a finished folder its name."""
    if final.exists():
        final.rmdir()
    building.rename(final)
    layout.sync_folder(final.parent)


def build(project: Path, folder: Path, *, database: Path, older_ledger: Path | None) -> Path:
    """A project folder with the rows of `database`, the project's ledger and its media; returns it.

    Raises:
        BadInput: there is something at `folder` already.
        Damaged: the database does not hold.
        DiskTrouble: the copy could not be written; nothing is left of it.
    """
    final = final_name(folder)
    opening.read_header(database, tables.APPLICATION_ID)
    building = building_name(final)
    try:
        with in_plain_words():
            building.mkdir(parents=True)
            for name in layout.FOLDERS:
                (building / name).mkdir()
            _write_database(database, building / layout.DATABASE)
            _write_ledger(project / layout.LEDGER, older_ledger, building / layout.LEDGER)
            _carry_media(project / layout.MEDIA, building / layout.MEDIA)
            move_into_place(building, final)
    finally:
        if building.exists():
            shutil.rmtree(building)
    return final


def _write_database(source: Path, target: Path) -> None:
    copy_database(source, target)
    connection = sqlite.connect(target, "rw")
    try:
        opening.complain(target, connection, thorough=True)
        facts = tables.facts
        renamed = facts.update().where(facts.c.name == "instance")
        connection.execute(renamed.values(value=secrets.token_hex(8)))
        sqlite.fold(connection)
    finally:
        sqlite.close(connection)


def _write_ledger(current: Path, older: Path | None, target: Path) -> None:
    if current.is_file():
        copy_database(current, target)
    ledger = Ledger.open(target)
    try:
        if older is not None and older.is_file():
            ledger.merge(older)
        for attempt in ledger.all():
            if attempt.chain is not None and attempt.followed_by is None:
                # The original goes on asking; the copy must not ask a second time.
                ledger.move(attempt.id, attempt.state, note=_NOT_IN_COPY, chain=None)
        for attempt in ledger.all(states=("planned", "reserved")):
            ledger.move(attempt.id, "cancelled", note=_NOT_IN_COPY)
    finally:
        ledger.close()


def _carry_media(source: Path, target: Path) -> None:
    """Link each file where the disk can, else copy it: media never change, so one content may have two names."""
    for path in source.glob("*/*"):
        if not path.is_file() or path.name.startswith("."):
            continue
        placed = target / path.parent.name / path.name
        placed.parent.mkdir(exist_ok=True)
        try:
            os.link(path, placed)
        except OSError:
            shutil.copyfile(path, placed)
            layout.sync_file(placed)
