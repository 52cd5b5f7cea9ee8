"""`kill -9` at random moments: no acknowledged edit, take or attempt is lost, nothing is half there."""

from __future__ import annotations

import os
import random
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.domain.shots import Shot
from app.domain.takes import Take
from app.store import integrity
from app.store.project_file import ProjectFile
from tests.store import dramas

_ORDER = ("reserved", "submitting", "accepted", "running")


@dataclass
class Told:
    """What the killed process acknowledged, over all its lives."""

    notes: dict[str, str] = field(default_factory=dict)
    takes: set[str] = field(default_factory=set)
    attempts: dict[str, str] = field(default_factory=dict)
    lines: int = 0

    def hear(self, line: str) -> None:
        word, *rest = line.split()
        self.lines += 1
        if word == "edit":
            self.notes[rest[0]] = rest[1]
        elif word == "take":
            self.takes.add(rest[0])
        elif word == "attempt":
            self.attempts[rest[0]] = rest[1]


def _live_and_die(folder: Path, seed: int, number: int, seconds: float, told: Told) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.store.killed", str(folder), str(seed), str(number)],
        stdout=subprocess.PIPE,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"open\n"
    end = time.monotonic() + seconds
    heard = b""
    with selectors.DefaultSelector() as selector:
        selector.register(worker.stdout, selectors.EVENT_READ)
        while (left := end - time.monotonic()) > 0:
            if selector.select(left):
                heard += os.read(worker.stdout.fileno(), 65536)
    os.kill(worker.pid, signal.SIGKILL)
    heard += worker.stdout.read()
    worker.wait()
    worker.stdout.close()
    for line in heard.decode().splitlines(keepends=True):
        if line.endswith("\n"):
            told.hear(line)


def _must_hold(folder: Path, told: Told) -> None:
    """Everything acknowledged is there; what was under way is there whole or not at all."""
    with ProjectFile.open(folder) as opened:
        assert not opened.read_only
        held = {shot.id: shot.notes for shot in opened.all(Shot)}
        behind = [shot for shot, note in told.notes.items() if int(held[shot] or 0) < int(note)]
        # Between an undo and its redo exactly one edit is taken back, on purpose.
        assert len(behind) <= 1
        if behind:
            assert opened.redo_label == "Edit"
            opened.redo()
            again = opened.get(Shot, behind[0]).notes
            assert int(again) >= int(told.notes[behind[0]])
        told.notes.update(
            {shot: note for shot, note in held.items() if note and shot not in behind}
        )
        assert told.takes <= {take.id for take in opened.all(Take)}
        assert opened.assets.missing() == ()
        for attempt_id, state in told.attempts.items():
            found = opened.ledger.get(attempt_id).state
            assert _ORDER.index(found) >= _ORDER.index(state)
    report = integrity.check(folder)
    assert report.sound, report.problems


def _kill_often(tmp_path: Path, kills: int, seed: int) -> None:
    rng = random.Random(seed)
    with dramas.create(tmp_path) as opened:
        folder = opened.folder
    told = Told()
    for round_number in range(kills):
        seconds = rng.uniform(0.01, 0.35)
        _live_and_die(folder, seed * 1000 + round_number, round_number * 100_000, seconds, told)
        _must_hold(folder, told)
    assert told.lines > kills


def test_nothing_acknowledged_is_lost_in_twenty_kills(tmp_path: Path) -> None:
    _kill_often(tmp_path, 20, 1)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(10, 16))
def test_nothing_acknowledged_is_lost_in_three_hundred_kills(tmp_path: Path, seed: int) -> None:
    _kill_often(tmp_path, 50, seed)
