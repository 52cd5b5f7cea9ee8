"""Disk full, killed, unplugged: the old film stays, and the next try goes on from the pieces that were made."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.errors import DiskTrouble
from app.export import pieces
from app.export.movie import RenderJob, RenderProgress, render
from app.export.plan import Piece
from tests.export.cuts import Bench, clip, cut, line, numbers
from tests.media.films import film, noise, wav

ROOT = Path(__file__).parents[2]
CLIPS = 6
OLD = b"the old film"

#: What a child does: the export in a process of its own, with files limited to so many bytes when asked for.
CHILD = """
import resource, sys
from pathlib import Path
from app.errors import FenjingError
from app.export.movie import RenderJob, render
limit = int(sys.argv[2])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    render(RenderJob.model_validate_json(Path(sys.argv[1]).read_bytes()))
except FenjingError as error:
    print(type(error).__name__, error.message)
    sys.exit(3)
"""


class Try(Bench):
    """An episode of six clips with a line, and an older film where the new one goes."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        ref = self.put(film(folder / "n.mp4", 200, size=(96, 160)))
        said = self.put(wav(folder / "s.wav", noise(1, 2.0)))
        clips = [clip(ref, 20, source_in=7 * number) for number in range(CLIPS)]
        self.order = self.job(cut(clips, sounds=(line(said, 10),)))
        self.out.parent.mkdir()
        self.out.write_bytes(OLD)

    def child(self, limit: int = 0) -> subprocess.Popen[bytes]:
        """The same export in a process of its own."""
        asked = self.folder / "job.json"
        asked.write_text(self.order.model_dump_json())
        return subprocess.Popen(
            [sys.executable, "-c", CHILD, str(asked), str(limit)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
        )

    def made(self) -> int:
        """Pieces in the cache."""
        return len(list((self.folder / "cache").glob("*.mp4")))


@pytest.fixture
def bench(tmp_path: Path) -> Try:
    return Try(tmp_path)


def assert_goes_on(bench: Try, there: int) -> None:
    """The next export makes only what is missing, and the film is right."""
    again = render(bench.order)
    assert again.pieces_made == CLIPS - there
    assert numbers(bench.out) == [7 * n + at for n in range(CLIPS) for at in range(20)]
    assert [path.name for path in bench.out.parent.iterdir() if path.is_file()] == ["film.mp4"]


def until(condition: object, seconds: float = 60) -> None:
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it never came true"
        pause.wait(0.01)


@pytest.mark.parametrize("share", [0.0, 0.4, 0.9])
def test_a_disk_that_takes_no_more(bench: Try, share: float, tmp_path: Path) -> None:
    other = bench.order.model_copy(
        update={"out": tmp_path / "size" / "film.mp4", "cache": tmp_path / "size"}
    )
    whole = render(other).size
    child = bench.child(max(1, int(whole * share)))
    said, _ = child.communicate(timeout=120)
    assert (child.returncode, said.split()[0]) == (3, b"DiskTrouble"), said
    assert bench.out.read_bytes() == OLD
    assert [path.name for path in bench.out.parent.iterdir()] == ["film.mp4"]
    assert_goes_on(bench, bench.made())


@pytest.mark.parametrize("kills_after", [1, 4])
def test_a_killed_export_goes_on_where_it_was(bench: Try, kills_after: int) -> None:
    child = bench.child()
    until(lambda: bench.made() >= kills_after)
    child.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
    child.communicate(timeout=30)
    there = bench.made()
    assert there >= kills_after
    # A child that was quick enough had finished; then the film is the new one and whole.
    assert child.returncode == 0 or bench.out.read_bytes() == OLD
    assert_goes_on(bench, there)


@pytest.mark.parametrize("stage", ["pictures", "joining", "checking"])
def test_an_unplugged_target(bench: Try, stage: str) -> None:
    away = bench.folder / "away"

    def pull(at: RenderProgress) -> None:
        if at.stage == stage and bench.out.parent.exists():
            bench.out.parent.rename(away)

    with pytest.raises(DiskTrouble):
        render(bench.order, report=pull)
    assert (away / "film.mp4").read_bytes() == OLD
    away.rename(bench.out.parent)
    for left in bench.out.parent.glob(".fenjing-export-*"):
        shutil.rmtree(left)
    assert_goes_on(bench, CLIPS)


def test_a_target_that_cannot_be_made(bench: Try) -> None:
    blocked = bench.folder / "stick"
    blocked.write_bytes(b"a file, not a folder")
    with pytest.raises(DiskTrouble):
        render(bench.order.model_copy(update={"out": blocked / "film.mp4"}))
    assert blocked.read_bytes() == b"a file, not a folder"


def test_a_piece_spoilt_between_making_and_joining_is_made_anew(bench: Try) -> None:
    rounds: list[int] = []

    def maker(kit: pieces.Kit, wanted: list[Piece], progress: pieces.Progress) -> int:
        made = pieces.make_missing(kit, wanted, progress)
        if not rounds:
            victim = kit.made(wanted[2])
            victim.write_bytes(victim.read_bytes()[:700])
        rounds.append(made)
        return made

    made = render(bench.order, maker=maker)
    assert rounds == [CLIPS, 1]
    assert (made.pieces_made, made.frames) == (CLIPS + 1, CLIPS * 20)


def test_the_job_travels_as_plain_data(bench: Try) -> None:
    assert RenderJob.model_validate_json(bench.order.model_dump_json()) == bench.order
