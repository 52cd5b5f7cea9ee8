"""The farm: real worker processes, the same bytes as at home, one of them killed in the middle."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.errors import Cancelled, Environment
from app.export import encoders, farm, pieces
from app.export.farm import Farm
from app.export.movie import Rendered, RenderProgress, render
from app.export.plan import Piece
from tests.export.cuts import Bench, clip, cut
from tests.media.films import film

ROOT = Path(__file__).parents[2]


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and its workers as processes of their own."""
    found = folder / "scheduler.json"
    common = [*("--scheduler-file", str(found)), "--no-dashboard"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}

    def start(*command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + command[0], *command[1:], *common],
            cwd=folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    children = [start("dask_scheduler", "--host", "127.0.0.1", "--port", "0")]
    try:
        until(found.exists)
        worker = ("dask_worker", "--nthreads", "1", "--no-nanny", "--memory-limit", "0")
        children += [start(*worker) for _ in range(workers)]
        yield address(found), children[1:]
    finally:
        for child in reversed(children):
            child.kill()
            child.wait(20)


def address(found: Path) -> str:
    import json

    return str(json.loads(found.read_text())["address"])


def until(condition: object, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        pause.wait(0.05)


class Farmed(Bench):
    """A bench with one film of numbered frames, cut into `count` clips."""

    def __init__(self, folder: Path, count: int = 4) -> None:
        super().__init__(folder)
        self.ref = self.put(film(folder / "source.mp4", 96))
        self.count = count


def bench(folder: Path, count: int = 4) -> Farmed:
    return Farmed(folder, count)


def export(made: Farmed, cache: str, maker: pieces.Maker, **changes: object) -> Rendered:
    clips = [clip(made.ref, 20, source_in=index * 3) for index in range(made.count)]
    job = made.job(cut(clips), cache=made.folder / cache, out=made.folder / f"{cache}.mp4")
    return render(job, maker=maker, **changes)


def contents(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.mp4")
    }


def test_the_farm_gives_the_same_bytes(tmp_path: Path) -> None:
    made = bench(tmp_path)
    with cluster(tmp_path) as (where, _):
        far = export(made, "far", Farm(where))
    near = export(made, "near", pieces.make_missing)
    assert far.pieces_made == near.pieces_made == 4
    assert contents(tmp_path / "far") == contents(tmp_path / "near")
    assert (far.frames, far.sha256) == (near.frames, near.sha256)


def test_a_worker_killed_in_the_middle_costs_nothing_but_time(tmp_path: Path) -> None:
    made = bench(tmp_path, count=8)
    with cluster(tmp_path) as (where, workers):
        killed = threading.Event()

        def report(at: RenderProgress) -> None:
            if at.frames_done and not killed.is_set():
                killed.set()
                workers[0].send_signal(signal.SIGKILL)

        far = export(made, "far", Farm(where), report=report)
        assert killed.is_set()
        assert workers[0].wait(20) == -signal.SIGKILL
    near = export(made, "near", pieces.make_missing)
    assert contents(tmp_path / "far") == contents(tmp_path / "near")
    assert far.frames == near.frames


def test_inputs_that_a_worker_does_not_see_are_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The paths here lead nowhere for the worker, as on another machine."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = bench(tmp_path, count=1)
    kit = kit_of(made)
    piece = piece_of(made)
    round_ = farm._Round(None, kit, {piece.key: piece}, lambda _done, _total: None)
    task = round_._task(piece)
    away = task.model_copy(
        update={"files": {sha: f"/nowhere/{Path(path).name}" for sha, path in task.files.items()}}
    )
    first = farm.work(away.model_dump(mode="json"), {})
    assert isinstance(first, farm.Wanted)
    data = {sha: round_._path(sha).read_bytes() for sha in first.sha256}
    second = farm.work(away.model_dump(mode="json"), data)
    pieces.make(kit, piece, lambda: False, lambda _frames: None)
    assert second == kit.made(piece).read_bytes()


def kit_of(made: Farmed) -> pieces.Kit:
    from app.export import typeface

    face = typeface.choose(made.job(cut([clip(made.ref, 5)])).fonts)
    return pieces.Kit(made.folder / "kit", made.media, {}, face, lambda: False)


def piece_of(made: Farmed) -> Piece:
    from app.export import plan
    from app.media import ffmpeg

    job = made.job(cut([clip(made.ref, 12)]))
    look = plan.Look(
        fps=24,
        width=120,
        height=214,
        fit="blur",
        encoder=encoders.software(job.preset, 24).arguments,
        program=ffmpeg.version(ffmpeg.binary()),
    )
    (made.folder / "kit").mkdir(exist_ok=True)
    return plan.make_plan(job.timeline, look, plan.Overlay(), {})[0].piece


def test_a_worker_with_another_ffmpeg_is_refused(tmp_path: Path) -> None:
    made = bench(tmp_path, count=1)
    piece = piece_of(made)
    other = piece.model_copy(
        update={"look": piece.look.model_copy(update={"program": "ffmpeg version 1"})}
    )
    task = farm.Task(piece=other, files={}, sizes={}, font_sha256="", font_name="x.ttf")
    answer = farm.work(task.model_dump(mode="json"), {})
    assert isinstance(answer, farm.Refused)
    assert "ffmpeg version 1" in answer.message


def test_a_farm_that_does_not_answer_is_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(farm, "_CONNECT_SECONDS", 1)
    made = bench(tmp_path, count=1)
    with pytest.raises(Environment, match="does not answer"):
        export(made, "far", Farm("tcp://127.0.0.1:9"))
    assert not (tmp_path / "far.mp4").exists()


def test_cancelling_leaves_the_cluster_at_once(tmp_path: Path) -> None:
    made = bench(tmp_path, count=8)
    with cluster(tmp_path, workers=1) as (where, _):
        stop = threading.Event()

        def report(at: RenderProgress) -> None:
            if at.frames_to_make:
                stop.set()

        with pytest.raises(Cancelled):
            export(made, "far", Farm(where), report=report, cancelled=stop.is_set)
    assert not (tmp_path / "far.mp4").exists()
