"""500 jobs at a vendor: what a waiting queue costs the processor and the owner's thread. Asserts no times.

The vendor runs in a process of its own. The baseline is the common design: a task for each job that asks every
five seconds.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.money import Money
from app.domain.recipes import Recipe
from app.generators.contract import Polled
from app.generators.http import Http, Pace
from app.generators.login import Login
from app.jobs.attempts import Conductor
from app.jobs.polling import LOOKS_A_SECOND
from app.jobs.runner import QueueDelivery, Runner
from app.store.ledger import Ledger
from tests.fakes import clips
from tests.fakes.plain import Plain
from tests.fakes.stage import recipe

ROOT = Path(__file__).resolve().parents[2]
JOBS = 500
SECONDS = 15.0
VENDOR = """
import sys
from tests.fakes.plain import FakePlain
from tests.fakes.vendor import Plan
with FakePlain() as fake:
    fake.plan = Plan(queued=1e9)
    print(fake.url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def vendor() -> Iterator[str]:
    command = [sys.executable, "-c", VENDOR]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdin
        yield process.stdout.readline().strip()
        process.stdin.close()


class TimedDoor(QueueDelivery):
    """Remembers how long the owner's thread was held by each callback."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[float] = []

    def __call__(self, callback: Callable[[], None]) -> None:
        def timed() -> None:
            began = time.perf_counter()
            callback()
            self.held.append(time.perf_counter() - began)

        super().__call__(timed)


def brisk() -> Http:
    return Http(pace=Pace(at_once=32, gap=0.0))


def asked(number: int) -> Recipe:
    return recipe(number, generator="plain", model="plain-1")


def look_at_each(door: TimedDoor, conductor: Conductor) -> float:
    """Seconds of processor time that one look at a job costs, everything around it counted."""
    lives = list(conductor._desk.lives.values())
    before, used = sum(live.polls for live in lives), time.process_time()
    assert door.pump_until(lambda: all(live.polls for live in lives), timeout=120)
    looks = sum(live.polls for live in lives) - before
    return (time.process_time() - used) / looks


def naive(url: str, ids: list[str]) -> float:
    """The baseline's share of one core: a task a job, every five seconds."""
    generator = Plain("plain")

    async def whole() -> float:
        async with brisk() as http:
            channel = http.channel("plain", Login(url, own=True))

            async def follow(number: int) -> None:
                await asyncio.sleep(5 * number / len(ids))
                while True:
                    answer = await generator.poll(ids[number], asked(number), channel)
                    assert isinstance(answer, Polled)
                    await asyncio.sleep(5)

            tasks = [asyncio.create_task(follow(number)) for number in range(len(ids))]
            began, used = time.perf_counter(), time.process_time()
            await asyncio.sleep(SECONDS)
            share = (time.process_time() - used) / (time.perf_counter() - began)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            return share

    return asyncio.run(whole())


@pytest.mark.benchmark
def test_five_hundred_jobs_in_flight(tmp_path: Path, vendor: str) -> None:
    door = TimedDoor()
    ledger = Ledger.open(tmp_path / "ledger.db")
    price = Money(amount=Decimal(1))
    with Runner(door, http=brisk) as runner:
        conductor = Conductor(
            ledger,
            {"plain": Plain("plain", price=price, in_flight=JOBS)},
            runner,
            folder=tmp_path / "incoming",
            inputs=lambda _media: None,
            measure=clips.measure,
            keep=lambda attempt, _files: attempt.id,
            login=lambda _card: Login(vendor, own=True),
        )
        began = time.perf_counter()
        conductor.submit([asked(number) for number in range(1, JOBS + 1)])
        planned = time.perf_counter() - began
        began = time.perf_counter()
        assert door.pump_until(lambda: ledger.counts() == {"accepted": JOBS}, timeout=300)
        sent, sending = time.perf_counter() - began, door.held.copy()
        door.held.clear()
        look, waiting = look_at_each(door, conductor), door.held.copy()
        ids = [attempt.provider_id for attempt in ledger.all()]
        conductor.close()
    ledger.close()
    baseline = naive(vendor, ids)
    share = look * LOOKS_A_SECOND
    print(f"\n{JOBS} attempts written down in {planned * 1000:.0f} ms, sent in {sent:.1f} s")
    print(f"owner's thread held while sending: {held(sending)}; while waiting: {held(waiting)}")
    print(f"one look {look * 1000:.1f} ms; {LOOKS_A_SECOND:g} a second are {share:.1%} of a core")
    print(f"baseline {baseline:.1%} of a core; ratio {share / baseline:.2f}")


def held(times: list[float]) -> str:
    ordered = sorted(times)
    nearly = ordered[int(len(ordered) * 0.99)]
    return f"99 % under {nearly * 1000:.0f} ms, longest {ordered[-1] * 1000:.0f} ms"
