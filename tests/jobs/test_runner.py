"""The runner: one door back, nothing after cancel, no thread left behind."""

from __future__ import annotations

import asyncio
import threading

import pytest

from app.errors import BadInput, OurBug
from app.generators.http import Http
from app.jobs.runner import Progress, QueueDelivery, Runner


def test_results_and_progress_arrive_on_the_owners_thread_in_order() -> None:
    door, seen = QueueDelivery(), []
    owner = threading.get_ident()

    def work(progress: Progress) -> int:
        assert threading.get_ident() != owner
        for step in range(3):
            progress.report(step / 2, f"step {step}")
        return 42

    def note(value: object) -> None:
        assert threading.get_ident() == owner
        seen.append(value)

    with Runner(door) as runner:
        runner.run(work, note, on_progress=lambda fraction, _text: note(fraction))
        assert door.pump_until(lambda: 42 in seen)
    assert seen == [0.0, 0.5, 1.0, 42]


def test_an_error_is_delivered_once_and_instead_of_a_result() -> None:
    door, errors, results = QueueDelivery(), [], []

    def work(_progress: Progress) -> None:
        raise BadInput("It is not usable.")

    async def call(_http: Http) -> None:
        raise BadInput("Neither is this.")

    with Runner(door) as runner:
        runner.run(work, results.append, errors.append)
        runner.spawn(call, results.append, errors.append)
        assert door.pump_until(lambda: len(errors) == 2)
        door.pump()
    assert not results
    assert {error.message for error in errors} == {"It is not usable.", "Neither is this."}


def test_a_cancelled_job_calls_nobody_even_when_it_had_finished() -> None:
    door, results = QueueDelivery(), []
    with Runner(door) as runner:
        finished = threading.Event()

        def work(_progress: Progress) -> int:
            finished.set()
            return 1

        job = runner.run(work, results.append)
        assert finished.wait(5)
        job.cancel()
        other = runner.run(lambda _progress: 2, results.append)
        assert door.pump_until(lambda: results == [2])
        other.cancel()


def test_work_on_the_pool_learns_that_it_was_cancelled() -> None:
    door, started, stopped = QueueDelivery(), threading.Event(), threading.Event()

    def work(progress: Progress) -> None:
        started.set()
        while not progress.cancelled():
            threading.Event().wait(0.001)
        stopped.set()
        progress.check()

    with Runner(door) as runner:
        job = runner.run(work)
        assert started.wait(5)
        job.cancel()
        assert stopped.wait(5)


def test_closing_stops_calls_under_way_and_leaves_no_thread() -> None:
    door, results = QueueDelivery(), []
    before = threading.active_count()
    runner = Runner(door)

    async def for_ever(_http: Http) -> None:
        await asyncio.Event().wait()

    runner.spawn(for_ever, results.append, results.append)
    runner.later(3600, lambda: results.append("late"))
    runner.close()
    runner.close()
    assert threading.active_count() == before
    assert door.pump() == 0
    assert not results
    with pytest.raises(OurBug):
        runner.run(lambda _progress: 1)


def test_later_comes_back_through_the_same_door() -> None:
    door, seen = QueueDelivery(), []
    with Runner(door) as runner:
        runner.later(0.01, lambda: seen.append(threading.get_ident()))
        dropped = runner.later(0.0, lambda: seen.append(-1))
        dropped.cancel()
        assert door.pump_until(lambda: bool(seen))
    assert seen == [threading.get_ident()]
