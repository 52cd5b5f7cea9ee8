"""kill -9 at every moment between intent and take: never two submissions, none billed and untracked."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.attempts import FINAL
from app.domain.money import Money
from app.store.ledger import Ledger
from tests.fakes.ark import FakeArk, Plan
from tests.fakes.comfyui import FakeComfyUI
from tests.fakes.condemned import FastClock
from tests.fakes.server import CUT_AFTER, FakeServer

ROOT = Path(__file__).resolve().parent.parent.parent
FACTOR = 100.0
#: Moments inside the process, and moments seen from the vendor's side.
INSIDE = (
    "after:submitting", "before:accepted", "after:accepted", "before:ready", "before:verified",
    "before:take", "after:take",
)  # fmt: skip
OUTSIDE = ("create:received", "create:worked", "get:worked", "file:received")


class Condemned:
    """Runs a batch in a process that is killed again and again, until one run is left to finish."""

    def __init__(self, fake: FakeServer, folder: Path, order: dict[str, Any]) -> None:
        self.fake, self.order = fake, order | {"folder": str(folder)}
        self.pid = 0
        self.kills = 0
        command = [sys.executable, "-m", "tests.fakes.condemned"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Condemned:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()

    def run(self, point: str = "", nth: int = 1, after: float = 0.0) -> int:
        """One life; returns how it ended (0, or -9 when killed)."""
        assert self._process.stdin
        assert self._process.stdout
        ready = threading.Event()
        seen = Counter[str]()

        def struck(name: str) -> None:
            seen[name] += 1
            if name == point and seen[name] == nth and ready.wait(10):
                self._strike()

        inside = point in INSIDE
        self.fake.on_point = (lambda _name: None) if inside or not point else struck
        order = self.order | ({"die_at": f"{point}:{nth}"} if inside else {})
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        self.pid = int(self._process.stdout.readline())
        ready.set()
        timer = threading.Timer(after, self._strike) if after else None
        if timer:
            timer.start()
        code = int(self._process.stdout.readline())
        if timer:
            timer.cancel()
            timer.join()
        self.fake.on_point = lambda _name: None
        self.kills += code == -signal.SIGKILL
        assert code in (0, -signal.SIGKILL), f"the process ended with {code}"
        return code

    def _strike(self) -> None:
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # it had finished by then


@pytest.fixture
def clock() -> FastClock:
    return FastClock(time.time(), FACTOR)


@pytest.fixture
def ark(clock: FastClock) -> Iterator[FakeArk]:
    with FakeArk(clock.now) as fake:
        fake.settings.plan = Plan(queued=10, running=20)
        yield fake


def order_for(fake: FakeArk | FakeComfyUI, clock: FastClock, **more: Any) -> dict[str, Any]:
    key = fake.settings.key if isinstance(fake, FakeArk) else ""
    origin = clock._origin
    return {"url": fake.url, "key": key, "origin": origin, "factor": FACTOR, "shots": 9} | more


def kill_through(condemned: Condemned, kills: int, rng: random.Random) -> None:
    """Named points in turn, with random moments between them; then let it finish."""
    points = [*INSIDE, *OUTSIDE]
    rng.shuffle(points)
    for number in range(kills):
        if number % 3 == 2:
            code = condemned.run(after=rng.uniform(0.02, 0.35))
        else:
            code = condemned.run(points[number % len(points)], nth=1 + (number % 5 == 4))
        if code == 0:
            return
    assert condemned.run() == 0


def check_money(ark: FakeArk, folder: Path, *, doubts_allowed: bool) -> Counter[str]:
    """No seed twice, every billed job in the ledger or in doubt, and the sums equal to the invoice."""
    ledger = Ledger.open(folder / "ledger.db", read_only=True)
    attempts, committed = ledger.all(), ledger.committed("CNY")
    ledger.close()
    sent = Counter(call.json["seed"] for name, call in ark.calls if name == "create")
    assert max(sent.values(), default=0) <= 1, "an attempt was submitted twice"
    assert {str(seed) for seed in sent} <= {attempt.tag for attempt in attempts}
    owned = {attempt.provider_id: attempt for attempt in attempts if attempt.provider_id}
    doubtful = {attempt.tag for attempt in attempts if attempt.state == "unknown"}
    for line in ark.invoice:
        tag = str(ark.tasks[line.task_id].body["seed"])
        assert line.task_id in owned or tag in doubtful, f"{line.task_id} is billed and untracked"
    for attempt in attempts:
        assert attempt.state in FINAL or (attempt.state == "unknown" and doubts_allowed)
        if attempt.state == "take":
            assert (folder / "takes" / attempt.id).exists()
    if not doubtful:
        assert committed == Money(amount=ark.invoiced)
    return Counter(attempt.state for attempt in attempts)


def test_killed_with_a_vendor_that_echoes_a_tag(
    tmp_path: Path, ark: FakeArk, clock: FastClock
) -> None:
    ark.fail("create", CUT_AFTER)
    with Condemned(ark, tmp_path, order_for(ark, clock)) as condemned:
        kill_through(condemned, 10, random.Random(1))
    states = check_money(ark, tmp_path, doubts_allowed=False)
    # Some moments pass before the blow falls; how many depends on how busy the machine is.
    assert condemned.kills >= 4
    assert states["take"] == len(ark.invoice)


def test_killed_with_a_blind_vendor(tmp_path: Path, ark: FakeArk, clock: FastClock) -> None:
    more = {"card": {"resubmission": "blind"}}
    with Condemned(ark, tmp_path, order_for(ark, clock, **more)) as condemned:
        kill_through(condemned, 7, random.Random(2))
    check_money(ark, tmp_path, doubts_allowed=True)
    assert condemned.kills >= 2


def test_killed_with_a_vendor_that_only_lists(
    tmp_path: Path, ark: FakeArk, clock: FastClock
) -> None:
    ark.settings.echo_seed = False
    with Condemned(ark, tmp_path, order_for(ark, clock)) as condemned:
        kill_through(condemned, 6, random.Random(3))
    check_money(ark, tmp_path, doubts_allowed=True)


def test_killed_with_a_server_that_takes_our_own_id(tmp_path: Path, clock: FastClock) -> None:
    fields = {"generator": "comfyui", "model": "workflow"}
    with FakeComfyUI(clock.now) as comfy:
        order = order_for(comfy, clock, recipe=fields)
        with Condemned(comfy, tmp_path, order) as condemned:
            for point in ("after:submitting", "before:accepted", "after:accepted", "before:take"):
                condemned.run(point)
            assert condemned.run() == 0
        sent = Counter(
            call.json["prompt_id"] for name, call in comfy.calls if name == "prompt-post"
        )
    assert max(sent.values()) == 1
    ledger = Ledger.open(tmp_path / "ledger.db", read_only=True)
    states = Counter(attempt.state for attempt in ledger.all())
    ledger.close()
    assert states["take"] == len(sent)
    assert set(states) <= {"take", "rejected"}


@pytest.mark.nightly
@pytest.mark.parametrize("kind", ["tag", "list", "blind"])
def test_killed_a_hundred_times(tmp_path: Path, ark: FakeArk, clock: FastClock, kind: str) -> None:
    rng = random.Random(kind)
    ark.settings.echo_seed = kind == "tag"
    more = {"card": {"resubmission": "blind"}} if kind == "blind" else {}
    kills = 0
    for number in range(60):
        ark.calls.clear()
        ark.tasks.clear()
        ark.invoice.clear()
        if rng.random() < 0.3:
            ark.fail("create", CUT_AFTER)
        folder = tmp_path / str(number)
        folder.mkdir()
        with Condemned(ark, folder, order_for(ark, clock, **more)) as condemned:
            kill_through(condemned, 6, rng)
        check_money(ark, folder, doubts_allowed=kind != "tag")
        kills += condemned.kills
        if kills >= 100:
            return
    assert kills >= 100
