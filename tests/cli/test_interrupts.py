"""Ctrl+C while takes are drawn and while a film is rendered: real processes, real signals."""

from __future__ import annotations

import os
import signal

import pytest

from app.cli.interrupts import Interrupts
from tests.cli.processes import Running, until
from tests.cli.terminal import Terminal


def test_generating_is_stopped_and_goes_on(fenjing: Terminal) -> None:
    project = fenjing.long_project()
    with Running("generate", project) as running:
        running.wait_for("Making takes")
        until(lambda: sum(fenjing.takes(project).values()) > 0)
        running.interrupt()
        assert running.ended() == 1
    assert any("nothing is half-written" in line for line in running.heard)
    before = fenjing.takes(project)
    assert fenjing.json("check", project) == {"ok": True, "findings": []}

    fenjing("generate", project)
    after = fenjing.takes(project)
    assert set(after.values()) == {1}
    assert all(after[number] >= count for number, count in before.items())
    states = [job["state"] for job in fenjing.json("jobs", project)["jobs"]]
    assert states == ["take"] * len(after)


def test_a_stopped_export_leaves_no_file(fenjing: Terminal) -> None:
    project = fenjing.long_project()
    out = fenjing.folder / "films" / "film.mp4"
    out.parent.mkdir()
    command = ("export", project, "--episode", 1, "--preset", "review", "--out", out)
    with Running(*command) as running:
        running.wait_for("Rendering")
        until(lambda: any(out.parent.iterdir()))
        running.interrupt()
        assert running.ended() == 1
    assert list(out.parent.iterdir()) == []
    assert fenjing.json("check", project)["ok"]
    assert fenjing.json(*command)["delivery"]["path"] == str(out)
    assert sorted(path.name for path in out.parent.iterdir()) == [
        "film.mp4", "film.report.json", "film.srt",
    ]  # fmt: skip


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_whoever_waits_is_asked_and_everything_else_is_interrupted_once() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Interrupts().held() as interrupts:
        with interrupts.watched() as stopped:
            assert not stopped()
            press()
            assert stopped()
        press()  # the project is being closed by now: nothing is interrupted in its middle
    with Interrupts().held() as interrupts:
        with pytest.raises(KeyboardInterrupt):
            press()
        press()
        assert interrupts.stopped()
    assert signal.getsignal(signal.SIGINT) is before
