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
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.domain.attempts import FINAL, Attempt
from app.domain.money import Money
from app.store.ledger import Ledger
from tests.fakes.ark import FakeArk, Plan
from tests.fakes.comfyui import FakeComfyUI
from tests.fakes.condemned import FastClock
from tests.fakes.plain import REFUSED, FakePlain
from tests.fakes.server import CUT_AFTER, FakeServer
from tests.fakes.vendor import Plan as PlainPlan

ROOT = Path(__file__).resolve().parent.parent.parent
FACTOR = 100.0
#: The ways to be sure, or not, of what became of a submission (`Card.resubmission`).
KINDS = ("token", "own_id", "tag", "list", "blind")
SURE = ("token", "own_id", "tag")
#: Moments inside the process, before and after each of the ledger's commits.
INSIDE = tuple(
    f"{when}:{state}"
    for state in (
        "submitting", "accepted", "running", "ready", "downloading", "verified", "take",
    )
    for when in ("before", "after")
)  # fmt: skip
#: Moments seen from the vendor's side.
OUTSIDE = ("make:received", "make:worked", "job:worked", "files:received")
ARK_OUTSIDE = ("create:received", "create:worked", "get:worked", "file:received")
#: Moments around the end of one attempt and the beginning of its follower.
BETWEEN = (
    "before:rejected", "after:rejected", "before:failed", "after:failed", "before:follow",
    "after:follow",
)  # fmt: skip


class Parent:
    """A warm process that forks one child for each line of input; importing takes longer than dying."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.fakes.condemned"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def fork(self, order: dict[str, Any]) -> int:
        """Start a child; returns its pid."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self.answer()

    def answer(self) -> int:
        assert self._process.stdout
        return int(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


class Condemned:
    """Runs a batch in processes that are killed again and again, until one is left to finish."""

    def __init__(
        self, parent: Parent, fakes: Sequence[FakeServer], folder: Path, order: dict[str, Any]
    ) -> None:
        self.parent, self.fakes = parent, fakes
        self.order = order | {"folder": str(folder)}
        self.pid = 0
        self.kills = 0

    def run(self, point: str = "", nth: int = 1, after: float = 0.0) -> int:
        """One life; returns how it ended (0, or -9 when killed)."""
        ready = threading.Event()
        seen = Counter[str]()

        def struck(name: str) -> None:
            seen[name] += 1
            if name == point and seen[name] == nth and ready.wait(10):
                self._strike()

        inside = point in INSIDE + BETWEEN
        self._watch((lambda _name: None) if inside or not point else struck)
        self.pid = self.parent.fork(self.order | ({"die_at": f"{point}:{nth}"} if inside else {}))
        ready.set()
        timer = threading.Timer(after, self._strike) if after else None
        if timer:
            timer.start()
        code = self.parent.answer()
        if timer:
            timer.cancel()
            timer.join()
        self._watch(lambda _name: None)
        self.kills += code == -signal.SIGKILL
        assert code in (0, -signal.SIGKILL), f"the process ended with {code}"
        return code

    def _watch(self, watcher: Any) -> None:
        for fake in self.fakes:
            fake.on_point = watcher

    def _strike(self) -> None:
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # it had finished by then


@pytest.fixture(scope="module")
def parent() -> Iterator[Parent]:
    parent = Parent()
    yield parent
    parent.close()


@pytest.fixture
def clock() -> FastClock:
    return FastClock(time.time(), FACTOR)


def kill_through(
    condemned: Condemned, points: Sequence[str], kills: int, rng: random.Random
) -> None:
    """Named points in turn, with random moments between them; then let it finish."""
    for number in range(kills):
        if number % 3 == 2:
            code = condemned.run(after=rng.uniform(0.02, 0.35))
        else:
            code = condemned.run(points[number % len(points)], nth=1 + (number % 5 == 4))
        if code == 0:
            return
    assert condemned.run() == 0


def rows_of(folder: Path) -> list[Attempt]:
    ledger = Ledger.open(folder / "ledger.db", read_only=True)
    rows = ledger.all()
    ledger.close()
    return rows


def committed(folder: Path) -> Money:
    ledger = Ledger.open(folder / "ledger.db", read_only=True)
    money = ledger.committed("CNY")
    ledger.close()
    return money


# -- every kind of resubmission safety -----------------------------------------------------------------


def plain_order(
    fakes: dict[str, FakePlain], clock: FastClock, kind: str, shots: int
) -> dict[str, Any]:
    card = {"resubmission": kind, "in_flight": 8}
    return {
        "urls": {name: fake.url for name, fake in fakes.items()},
        "plain": dict.fromkeys(fakes, card),
        "recipes": [{"generator": name, "model": f"{name}-1"} for name in fakes],
        "key": "", "origin": clock._origin, "factor": FACTOR, "shots": shots,
    }  # fmt: skip


def plain_fake(clock: FastClock, kind: str) -> FakePlain:
    fake = FakePlain(clock.now, Money(amount=Decimal(1)))
    fake.honours_token = kind == "token"
    fake.echoes_tag = kind == "tag"
    fake.plan = PlainPlan(queued=10, running=20)
    return fake


def check_plain(fake: FakePlain, rows: list[Attempt], folder: Path, kind: str) -> None:
    """No token made two jobs, every billed job is in the ledger or in doubt, and the sums are the invoice."""
    jobs = Counter(job.body["token"] for job in fake.jobs.values())
    assert max(jobs.values(), default=0) <= 1, "an attempt was made twice"
    sent = Counter(call.json["token"] for name, call in fake.calls if name == "make")
    if kind != "token":
        assert max(sent.values(), default=0) <= 1, "an attempt was submitted twice"
    assert set(sent) <= {row.token for row in rows}
    owned = {row.provider_id for row in rows if row.provider_id}
    doubtful = {row.token for row in rows if row.state == "unknown"}
    for line in fake.invoice:
        token = fake.jobs[line.job_id].body["token"]
        assert line.job_id in owned or token in doubtful, f"{line.job_id} is billed and untracked"
    for row in rows:
        assert row.state in FINAL or (row.state == "unknown" and kind not in SURE)
        if row.state == "take":
            assert (folder / "takes" / row.id).exists()


def kill_plain(
    parent: Parent, clock: FastClock, folder: Path, kind: str, lives: Sequence[tuple[str, float]],
    *, shots: int = 3, lost: bool = False,
) -> int:  # fmt: skip
    """Lives that end at a point or after some seconds, then one that finishes; returns how many were killed."""
    folder.mkdir()
    with plain_fake(clock, kind) as fake:
        if lost:
            fake.fail("make", CUT_AFTER)
        order = plain_order({"plain": fake}, clock, kind, shots)
        condemned = Condemned(parent, [fake], folder, order)
        for point, after in lives:
            if condemned.run(point, after=after) == 0:
                break
        else:
            assert condemned.run() == 0
        rows = rows_of(folder)
        check_plain(fake, rows, folder, kind)
        if kind in SURE:
            assert committed(folder) == Money(amount=fake.invoiced)
            assert len(fake.invoice) == sum(1 for row in rows if row.state == "take")
    return condemned.kills


@pytest.mark.parametrize("kind", KINDS)
def test_killed_whatever_makes_a_submission_safe(
    tmp_path: Path, parent: Parent, clock: FastClock, kind: str
) -> None:
    lives = [("after:submitting", 0.0), ("make:worked", 0.0), ("before:take", 0.0)]
    assert kill_plain(parent, clock, tmp_path / kind, kind, lives, lost=True) >= 2


@pytest.mark.nightly
@pytest.mark.parametrize("kind", KINDS)
def test_killed_at_every_named_point(
    tmp_path: Path, parent: Parent, clock: FastClock, kind: str
) -> None:
    rng = random.Random(kind)
    kills = 0
    for turn in range(2):
        for number, point in enumerate((*INSIDE, *OUTSIDE)):
            lives = [(point, 0.0), ("", rng.uniform(0.02, 0.4)), (rng.choice(INSIDE), 0.0)]
            folder = tmp_path / f"{turn}-{number}"
            kills += kill_plain(parent, clock, folder, kind, lives, lost=rng.random() < 0.3)
    assert kills >= 60


# -- chains ------------------------------------------------------------------------------------------


def kill_between(
    parent: Parent, clock: FastClock, folder: Path, lives: Sequence[str], *, refuses: bool
) -> int:
    """The first vendor comes to nothing, unbilled; the second makes it, exactly once for each shot."""
    folder.mkdir()
    with ExitStack() as stack:
        first, second = (stack.enter_context(plain_fake(clock, "tag")) for _ in range(2))
        if refuses:
            first.fail("make", *[REFUSED["policy"]] * 20)
        first.plan = PlainPlan(queued=5, end="failed", billed=False)
        fakes = {"plain": first, "other": second}
        condemned = Condemned(parent, [first, second], folder, plain_order(fakes, clock, "tag", 3))
        for point in lives:
            if condemned.run(point) == 0:
                break
        else:
            assert condemned.run() == 0
        rows = rows_of(folder)
        check_plain(first, [row for row in rows if row.generator == "plain"], folder, "tag")
        check_plain(second, [row for row in rows if row.generator == "other"], folder, "tag")
        places = Counter(row.fallback_of for row in rows if row.generator == "other")
        assert len(places) == 3
        assert set(places.values()) == {1}, "a place was taken twice"
        assert {row.state for row in rows if row.generator == "other"} <= {"take", "rejected"}
        assert committed(folder) == Money(amount=second.invoiced)
    return condemned.kills


@pytest.mark.parametrize("point", ["after:rejected", "before:follow"])
def test_killed_between_an_end_and_its_follower(
    tmp_path: Path, parent: Parent, clock: FastClock, point: str
) -> None:
    lives = [point, "after:follow"]
    assert kill_between(parent, clock, tmp_path / "project", lives, refuses=True) >= 1


@pytest.mark.nightly
@pytest.mark.parametrize("refuses", [True, False])
def test_killed_between_every_two_commits_of_a_chain(
    tmp_path: Path, parent: Parent, clock: FastClock, refuses: bool
) -> None:
    rng = random.Random(refuses)
    kills = 0
    for number in range(40):
        points = [*BETWEEN, *INSIDE[:4]]
        lives = [points[number % len(points)], rng.choice(points), rng.choice(points)]
        kills += kill_between(parent, clock, tmp_path / str(number), lives, refuses=refuses)
    assert kills >= 40


# -- the vendors that ship -----------------------------------------------------------------------------


def order_for(fake: FakeArk | FakeComfyUI, clock: FastClock, **fields: str) -> dict[str, Any]:
    name = "seedance" if isinstance(fake, FakeArk) else "comfyui"
    key = fake.settings.key if isinstance(fake, FakeArk) else ""
    return {
        "urls": {name: fake.url}, "key": key, "origin": clock._origin, "factor": FACTOR,
        "shots": 9, "recipes": [fields],
    }  # fmt: skip


def test_killed_with_a_vendor_that_echoes_a_tag(
    tmp_path: Path, parent: Parent, clock: FastClock
) -> None:
    with FakeArk(clock.now) as ark:
        ark.settings.plan = Plan(queued=10, running=20)
        ark.fail("create", CUT_AFTER)
        rng = random.Random(1)
        points = [*INSIDE, *ARK_OUTSIDE]
        rng.shuffle(points)
        condemned = Condemned(parent, [ark], tmp_path, order_for(ark, clock))
        kill_through(condemned, points, 8, rng)
        rows = rows_of(tmp_path)
        sent = Counter(call.json["seed"] for name, call in ark.calls if name == "create")
        assert max(sent.values()) == 1, "an attempt was submitted twice"
        assert {str(seed) for seed in sent} <= {row.tag for row in rows}
        assert {row.state for row in rows} <= FINAL
        assert committed(tmp_path) == Money(amount=ark.invoiced)
        # Some moments pass before the blow falls; how many depends on how busy the machine is.
        assert condemned.kills >= 3
        assert len(ark.invoice) == sum(1 for row in rows if row.state == "take")


def test_killed_with_a_server_that_takes_our_own_id(
    tmp_path: Path, parent: Parent, clock: FastClock
) -> None:
    with FakeComfyUI(clock.now) as comfy:
        order = order_for(comfy, clock, generator="comfyui", model="workflow")
        condemned = Condemned(parent, [comfy], tmp_path, order)
        for point in ("after:submitting", "before:accepted", "after:accepted", "before:take"):
            condemned.run(point)
        assert condemned.run() == 0
        sent = Counter(
            call.json["prompt_id"] for name, call in comfy.calls if name == "prompt-post"
        )
    assert max(sent.values()) == 1
    states = Counter(row.state for row in rows_of(tmp_path))
    assert states["take"] == len(sent)
    assert set(states) <= {"take", "rejected"}
