"""One writer per project, across processes and machines."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.domain.shots import Shot
from app.errors import ProjectBusy
from app.store import layout
from app.store.project_file import ProjectFile
from tests.store import dramas

_HOLD = """
import sys
from pathlib import Path
from app.store.project_file import ProjectFile
opened = ProjectFile.open(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
opened.close()
"""


def _hold(folder: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    return holder


def _folder(tmp_path: Path) -> Path:
    with dramas.create(tmp_path) as opened:
        return opened.folder


def test_a_second_process_is_answered_clearly_and_may_read(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    holder = _hold(folder)
    try:
        asked = time.monotonic()
        with pytest.raises(ProjectBusy) as caught:
            ProjectFile.open(folder)
        assert time.monotonic() - asked < 1.0
        assert str(holder.pid) in caught.value.message
        assert "reading" in caught.value.fix
        link = tmp_path / "link.fenjing"
        link.symlink_to(folder)
        with pytest.raises(ProjectBusy):
            ProjectFile.open(link)
        with ProjectFile.open(folder, read_only=True) as reader:
            assert reader.count(Shot) == 6
    finally:
        holder.communicate("")
    with ProjectFile.open(folder) as opened:
        assert not opened.read_only


def test_the_lock_of_a_killed_process_clears_without_a_question(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    holder = _hold(folder)
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    assert (folder / layout.LOCK_INFO).is_file()
    with ProjectFile.open(folder) as opened:
        assert not opened.read_only
        assert json.loads((folder / layout.LOCK_INFO).read_text("utf-8"))["pid"] == os.getpid()
    assert not (folder / layout.LOCK_INFO).exists()


def test_a_second_window_of_this_process_is_refused_too(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    with ProjectFile.open(folder), pytest.raises(ProjectBusy):
        ProjectFile.open(folder)
    with ProjectFile.open(folder) as opened:
        assert not opened.read_only


def test_a_folder_that_another_machine_left_open_asks(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    note = {"pid": 7, "host": "another-machine", "since": "2026-03-01T09:00:00+00:00"}
    (folder / layout.LOCK_INFO).write_text(json.dumps(note), "utf-8")
    with pytest.raises(ProjectBusy) as caught:
        ProjectFile.open(folder)
    assert "another-machine" in caught.value.message
    assert "2026-03-01" in caught.value.message
    with ProjectFile.open(folder, take_over=True) as opened:
        assert not opened.read_only
    with ProjectFile.open(folder) as opened:
        assert not opened.read_only


def test_an_unreadable_note_does_not_keep_anybody_out(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / layout.LOCK_INFO).write_text("{", "utf-8")
    with ProjectFile.open(folder) as opened:
        assert not opened.read_only
