"""A process that conducts a batch and is killed for it: a warm parent that forks one child a line of input.

Each input line is a JSON order (see `run`). The parent answers with the child's pid, then with how it ended.
The child is the real thing: ledger on disk, HTTP, threads. `die_at` names a moment between two of the
ledger's commits at which it kills itself with SIGKILL; other moments are chosen from outside, by the fake.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.domain.attempts import Attempt, AttemptState, Chain
from app.domain.caps import Cap
from app.domain.cards import Card
from app.domain.ids import TakeId
from app.domain.money import Money
from app.generators import (
    download,
    http,
)  # imported before the fork, so that each child starts warm
from app.generators.card import load_all
from app.generators.catalog import build_catalog
from app.generators.contract import Generator
from app.generators.login import Login, LoginSource
from app.generators.tools import Tools
from app.jobs.attempts import Conductor
from app.jobs.runner import Job, QueueDelivery, Runner
from app.jobs.state import KeptFile
from app.store.ledger import Ledger
from tests.fakes import clips
from tests.fakes.plain import Plain
from tests.fakes.stage import quick_http, recipe

WARM = (download, http)


class FastClock:
    """Wall time, `factor` times as fast since `origin` (Unix seconds); the fake runs on the same one."""

    def __init__(self, origin: float, factor: float, runner: Runner | None = None) -> None:
        self._origin, self._factor, self._runner = origin, factor, runner

    def now(self) -> datetime:
        passed = (time.time() - self._origin) * self._factor
        return datetime.fromtimestamp(self._origin + passed, UTC)

    def after(self, seconds: float, callback: Callable[[], None]) -> Job:
        assert self._runner is not None
        return self._runner.later(seconds / self._factor, callback)


class FatalLedger(Ledger):
    """Kills its process before or after the n-th move to a state, or to a follower: `before:accepted:2`."""

    die_at = ""
    seen = 0

    def move(
        self, attempt_id: str, state: AttemptState, *, note: str = "", **fields: Any
    ) -> Attempt:
        self._die("before", state)
        moved = super().move(attempt_id, state, note=note, **fields)
        self._die("after", state)
        return moved

    def follow(
        self,
        first_id: str,
        following: Attempt,
        *,
        caps: Iterable[Cap] = (),
        note: str = "",
        **step: Any,
    ) -> tuple[Attempt, Attempt] | None:
        self._die("before", "follow")
        pair = super().follow(first_id, following, caps=caps, note=note, **step)
        self._die("after", "follow")
        return pair

    def _die(self, when: str, state: str) -> None:
        point, _, count = self.die_at.rpartition(":")
        if point == f"{when}:{state}":
            self.seen += 1
            if self.seen == int(count):
                os.kill(os.getpid(), signal.SIGKILL)


def run(order: dict[str, Any]) -> int:
    """Conduct until nothing happens by itself any more; 0 then."""
    folder = Path(order["folder"])
    logins = {
        name: Login(address=url, key=order["key"], own=True) for name, url in order["urls"].items()
    }
    door = QueueDelivery()
    runner = Runner(door, http=quick_http)
    clock = FastClock(order["origin"], order["factor"], runner)
    ledger = FatalLedger.open(folder / "ledger.db", clock=clock.now)
    assert isinstance(ledger, FatalLedger)
    ledger.die_at = order.get("die_at", "")

    def login(card: Card) -> Login:
        return logins[card.vendor or card.id]

    conductor = Conductor(
        ledger,
        _catalog(order, login),
        runner,
        folder=folder / "incoming",
        inputs=lambda _media: None,
        measure=clips.measure,
        keep=lambda attempt, files: _keep(folder, attempt, files),
        login=login,
        clock=clock,
        rng=random.Random(),
    )
    if ledger.all():
        conductor.restart(continue_reserved=True)
    else:
        _submit(conductor, order)
    done = door.pump_until(lambda: conductor.is_idle, timeout=30)
    conductor.close()
    runner.close()
    ledger.close()
    return 0 if done else 3


def _catalog(order: dict[str, Any], login: LoginSource) -> Mapping[str, Generator]:
    """Plain vendors where the order names any, each with its card's fields; else all that ship."""
    if "plain" not in order:
        return build_catalog(Tools(login=login), load_all(), plugins=())
    price = Money(amount=Decimal(1))
    return {name: Plain(name, price=price, **card) for name, card in order["plain"].items()}


def _submit(conductor: Conductor, order: dict[str, Any]) -> None:
    """The first vendor is asked for every shot, the others after it."""
    first, *others = order["recipes"]
    numbers = range(1, order["shots"] + 1)
    after = [tuple(recipe(number, **fields) for fields in others) for number in numbers]
    conductor.submit(
        [recipe(number, **first) for number in numbers],
        chains=[Chain(recipes=recipes) if recipes else None for recipes in after],
    )


def _keep(folder: Path, attempt: Attempt, files: tuple[KeptFile, ...]) -> TakeId:
    """A take is a file named after its attempt: keeping it again changes nothing."""
    place = folder / "takes"
    place.mkdir(exist_ok=True)
    (place / attempt.id).write_bytes(files[0].path.read_bytes())
    return TakeId(f"take_{attempt.id}")


def serve() -> None:
    """Fork a child for each line, say its pid, wait, say its end."""
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            code = 4
            try:
                code = run(order)
            finally:
                os._exit(code)
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
