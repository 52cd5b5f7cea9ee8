"""`kill -9` while takes are made: nothing is lost, nothing is there twice, and it goes on."""

from __future__ import annotations

import random

import pytest

from tests.cli.processes import Running, until
from tests.cli.terminal import Terminal


def _kill_often(fenjing: Terminal, kills: int, seed: int) -> None:
    rng = random.Random(seed)
    project = fenjing.long_project()
    known = fenjing.takes(project)
    for number in range(kills):
        if set(known.values()) == {1}:
            project = fenjing.long_project(f"drama{number}")
            known = fenjing.takes(project)
        with Running("generate", project) as running:
            running.wait_at_most(rng.uniform(0.5, 3.5))
            running.process.kill()
            running.process.wait()
            until(lambda held=running: not held.family())
        assert fenjing.json("check", project)["ok"]
        found = fenjing.takes(project)
        assert max(found.values()) <= 1
        assert all(found[shot] >= count for shot, count in known.items())
        known = found
    fenjing("generate", project)
    assert set(fenjing.takes(project).values()) == {1}
    jobs = fenjing.json("jobs", project)["jobs"]
    assert [job["state"] for job in jobs] == ["take"] * len(known)
    assert len({job["take_id"] for job in jobs}) == len(known)


def test_a_dozen_kills_lose_and_double_nothing(fenjing: Terminal) -> None:
    _kill_often(fenjing, 12, 1)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(2, 6))
def test_a_hundred_kills_lose_and_double_nothing(fenjing: Terminal, seed: int) -> None:
    _kill_often(fenjing, 25, seed)
