"""A disk that is full, or a folder that cannot be written: plain words, and everything before is safe."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.domain.media import MediaFacts
from app.domain.shots import Shot
from app.errors import DiskTrouble, ReadOnly
from app.store import integrity
from app.store.project_file import ProjectFile
from tests.store import dramas

FACTS = MediaFacts(suffix=".bin", kind="video", size=1)
NOBODY = 65534


@contextmanager
def _no_file_longer_than(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def _without_the_right_to_write(folder: Path) -> Iterator[None]:
    """Take away write permission; root, whom permissions do not hold, becomes nobody meanwhile."""
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    for path in folders:
        path.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for path in folders:
            path.chmod(0o755)


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that every user of the machine may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def _edit_until_refused(opened: ProjectFile) -> tuple[int, DiskTrouble]:
    """Number of the last acknowledged edit, and what the next one met."""
    for number in range(1, 200):
        try:
            with opened.transaction("Edit") as edit:
                edit.change(Shot, "sh0_0", notes="字" * 400, rating=number % 6)
                edit.change(Shot, "sh0_1", notes=str(number))
        except DiskTrouble as refusal:
            return number - 1, refusal
    raise AssertionError("the disk never filled")


@pytest.mark.parametrize("room", range(0, 60_000, 4_000))
def test_a_full_disk_refuses_the_edit_and_keeps_the_rest(tmp_path: Path, room: int) -> None:
    with dramas.create(tmp_path) as opened:
        log = opened.folder / "project.db-wal"
        with _no_file_longer_than(log.stat().st_size + room):
            acknowledged, refusal = _edit_until_refused(opened)
        assert "not saved" in refusal.message
        assert refusal.fix
        assert opened.get(Shot, "sh0_1").notes == (str(acknowledged) if acknowledged else "")
        with opened.transaction("Edit") as edit:
            edit.change(Shot, "sh0_1", notes="room again")
        folder = opened.folder
    with ProjectFile.open(folder) as opened:
        assert opened.get(Shot, "sh0_1").notes == "room again"
        steps = 0
        while opened.undo():
            steps += 1
        assert steps == acknowledged + 1
    assert integrity.check(folder).sound


def test_a_full_disk_refuses_media_and_backups_and_leaves_no_rest(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        before = opened.backups.make()
        with _no_file_longer_than(20_000):
            with pytest.raises(DiskTrouble):
                opened.assets.add(b"x" * 50_000, FACTS)
            with pytest.raises(DiskTrouble):
                opened.backups.make()
            with pytest.raises(DiskTrouble):
                opened.backups.save_copy(tmp_path / "copy")
        left = [path for path in (opened.folder / "media").rglob("*") if path.is_file()]
        assert left == []
        assert opened.backups.all() == (before,)
        assert not list(tmp_path.glob("*copy*"))
        assert not list((opened.folder / "backups").glob(".*"))


def test_a_full_disk_never_half_books_an_attempt(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        log = opened.folder / "ledger.db-wal"
        size = log.stat().st_size if log.exists() else 0
        with _no_file_longer_than(size + 3000), pytest.raises(DiskTrouble):
            opened.ledger.add([dramas.attempt() for _ in range(20)])
        assert opened.ledger.all() == []
        assert len(opened.ledger.add([dramas.attempt()])) == 1


def test_a_folder_that_cannot_be_written_opens_for_reading(public: Path) -> None:
    with dramas.create(public) as opened:
        before = dramas.state(opened)
        folder = opened.folder
    with _without_the_right_to_write(folder), ProjectFile.open(folder) as opened:
        assert opened.read_only
        assert "cannot be written" in opened.read_only_reason
        assert dramas.state(opened) == before
        assert opened.queries.board_rows("ep")
        assert opened.ledger.all() == []
        with pytest.raises(ReadOnly):
            opened.transaction("Edit")
        with pytest.raises(ReadOnly):
            opened.assets.add(b"x", FACTS)
    with ProjectFile.open(folder) as opened:
        assert not opened.read_only


def test_closing_on_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        folder = opened.folder
        with opened.transaction("Edit") as edit:
            edit.change(Shot, "sh0_0", notes="字" * 50_000)
        with _no_file_longer_than((folder / "project.db").stat().st_size):
            opened.close()
    assert (folder / "project.db-wal").stat().st_size > 0
    with ProjectFile.open(folder) as opened:
        assert opened.get(Shot, "sh0_0").notes == "字" * 50_000
    assert not (folder / "project.db-wal").exists()


_DIE_WITH_A_LOG = """
import os, signal, sys
from pathlib import Path
from app.domain.shots import Shot
from app.store.project_file import ProjectFile
opened = ProjectFile.open(Path(sys.argv[1]))
with opened.transaction("Edit") as edit:
    edit.change(Shot, "sh0_0", notes="in the log only")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_log_left_by_a_crash_is_read_in_a_folder_that_cannot_be_written(public: Path) -> None:
    with dramas.create(public) as opened:
        folder = opened.folder
    subprocess.run([sys.executable, "-c", _DIE_WITH_A_LOG, str(folder)], check=False)
    assert (folder / "project.db-wal").stat().st_size > 0
    (folder / "project.db-shm").unlink()
    with _without_the_right_to_write(folder), ProjectFile.open(folder) as opened:
        assert opened.read_only
        assert opened.get(Shot, "sh0_0").notes == "in the log only"
    with ProjectFile.open(folder) as opened:
        assert opened.undo_label == "Edit"


def test_a_project_cannot_be_created_where_nothing_can_be_written(public: Path) -> None:
    with _without_the_right_to_write(public), pytest.raises(DiskTrouble):
        ProjectFile.create(public / "new", dramas.project())
