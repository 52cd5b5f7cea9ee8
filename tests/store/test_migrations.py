"""A file of an older schema is migrated on a copy: afterwards it is new and whole, or as old as it was."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.domain.script import Episode
from app.domain.shots import Shot
from app.domain.takes import Take
from app.errors import Damaged
from app.store import entry, integrity, opening, tables
from app.store.migrations.run import Plan, migrate
from app.store.migrations.steps import STEPS
from app.store.project_file import ProjectFile
from tests.store import dramas

SAMPLES = Path(__file__).parent / "samples"
TARGET = tables.SCHEMA + 2


def _add_mood(connection: sa.Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE shots ADD COLUMN mood TEXT")


def _fill_mood(connection: sa.Connection) -> None:
    connection.exec_driver_sql("UPDATE shots SET mood = 'rain'")


def _break(connection: sa.Connection) -> None:
    connection.exec_driver_sql("DELETE FROM scenes")


def _template() -> sa.MetaData:
    """The tables as they will look two schemas from now."""
    future = sa.MetaData()
    for table in tables.metadata.tables.values():
        table.to_metadata(future)
    future.tables["shots"].append_column(sa.Column("mood", sa.Text))
    return future


def _plan(last: Callable[[sa.Connection], None] = _fill_mood) -> Plan:
    steps = {tables.SCHEMA: _add_mood, tables.SCHEMA + 1: last}
    return Plan(target=TARGET, steps=steps, template=_template())


def _schema(path: Path) -> int:
    return opening.read_header(path, tables.APPLICATION_ID).schema


def _folder(tmp_path: Path) -> Path:
    with dramas.create(tmp_path) as opened:
        with opened.transaction("Edit") as edit:
            edit.change(Shot, "sh0_0", rating=1)
        return opened.folder


def test_every_schema_is_reached_by_steps_without_a_hole() -> None:
    assert sorted(STEPS) == list(range(1, tables.SCHEMA))


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.zip")), ids=lambda path: path.stem)
def test_the_sample_of_every_schema_opens_whole(tmp_path: Path, sample: Path) -> None:
    with zipfile.ZipFile(sample) as packed:
        packed.extractall(tmp_path)
    (folder,) = tmp_path.glob("*.fenjing")
    with ProjectFile.open(folder) as opened:
        assert not opened.read_only
        assert opened.count(Episode) == 1
        assert opened.count(Shot) == 6
        assert opened.count(Take) == 2
        assert len(opened.ledger.all()) == 2
        assert opened.get(Shot, "sh0_0").action.startswith("她走进雨里")
        assert opened.assets.missing() == ()
    assert integrity.check(folder).sound


def test_there_is_a_sample_of_this_schema() -> None:
    assert (SAMPLES / f"schema-{tables.SCHEMA}.zip").is_file()


def test_steps_run_in_order_on_a_copy_and_undo_is_dropped(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    path = folder / "project.db"
    migrate(path, tables.SCHEMA, _plan())
    assert _schema(path) == TARGET
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT DISTINCT mood FROM shots").fetchall() == [("rain",)]
    raw.close()
    with ProjectFile.open(folder) as opened:
        assert opened.read_only, "this program is now the older one"
        assert opened.count(Shot) == 6
        assert opened.undo_label is None
        assert opened.history(1)[0].label == "Edit"
    assert not list(folder.glob("*.migrating*"))


def test_opening_migrates_after_a_backup(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    entered = entry.enter(
        folder, read_only=False, take_over=False, clock=dramas.Clock(), plan=_plan()
    )
    entered.leave()
    assert entered.reason == ""
    assert _schema(folder / "project.db") == TARGET
    (kept,) = (folder / "backups").glob("*-before-migration.db")
    assert _schema(kept) == tables.SCHEMA


def test_reading_an_older_file_migrates_a_private_copy(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    entered = entry.enter(
        folder, read_only=True, take_over=False, clock=dramas.Clock(), plan=_plan()
    )
    moods = entered.connection.exec_driver_sql("SELECT DISTINCT mood FROM shots").scalars().all()
    entered.leave()
    assert moods == ["rain"]
    assert _schema(folder / "project.db") == tables.SCHEMA


def test_a_step_that_breaks_the_copy_leaves_the_old_file(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    path = folder / "project.db"
    before = path.read_bytes()
    with pytest.raises(Damaged):
        migrate(path, tables.SCHEMA, _plan(_break))
    assert path.read_bytes() == before
    with pytest.raises(Damaged):
        migrate(path, tables.SCHEMA, Plan(TARGET + 1, _plan().steps, _template()))
    with ProjectFile.open(folder) as opened:
        assert opened.undo_label == "Edit"
    assert not list(folder.glob("*.migrating*"))


_MIGRATE = """
import sys
from pathlib import Path
from app.store import tables
from app.store.migrations.run import migrate
from tests.store.test_migrations import _plan
print("go", flush=True)
migrate(Path(sys.argv[1]), tables.SCHEMA, _plan())
print("done", flush=True)
"""


def _killed_after(folder: Path, syscalls: int) -> None:
    """Kill a migration from inside, at its n-th opened file: a place of its own in every run."""
    code = (
        "import os, signal, sys\n"
        "seen = 0\n"
        "def hook(event, args):\n"
        "    global seen\n"
        "    if armed and event in {'open', 'os.rename', 'sqlite3.connect', 'os.remove'}:\n"
        "        seen += 1\n"
        f"        if seen == {syscalls}: os.kill(os.getpid(), signal.SIGKILL)\n"
        "armed = False\n"
        "sys.addaudithook(hook)\n"
    ) + _MIGRATE.replace('print("go", flush=True)', "armed = True")
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder / "project.db")], check=False, capture_output=True
    )
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr.decode()


def test_a_kill_during_migration_leaves_old_or_new(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    schemas = set()
    for point in (1, 4, 6, 8, 10, 12, 20):
        work = tmp_path / f"at{point}.fenjing"
        shutil.copytree(folder, work)
        _killed_after(work, point)
        schema = _schema(work / "project.db")
        schemas.add(schema)
        if schema == tables.SCHEMA:
            with ProjectFile.open(work) as opened:
                assert opened.undo_label == "Edit"
                assert opened.count(Shot) == 6
        else:
            assert schema == TARGET
            with ProjectFile.open(work) as opened:
                assert opened.count(Shot) == 6
    assert schemas == {tables.SCHEMA, TARGET}
