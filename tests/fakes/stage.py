"""Everything a conductor needs, real but for the time: ledger file, runner, HTTP, catalog, and a clock to turn."""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self, TypeVar

from app.domain.attempts import Attempt
from app.domain.cards import Card
from app.domain.ids import AttemptId, ShotId, TakeId
from app.domain.media import MediaRef
from app.domain.recipes import Picture, Recipe, RecipeReference, ReferenceRole
from app.generators.catalog import build_catalog
from app.generators.contract import Generator
from app.generators.http import Channel, Http, Pace, Timeouts
from app.generators.login import Login
from app.generators.tools import Tools
from app.jobs.attempts import Conductor
from app.jobs.runner import QueueDelivery, Runner
from app.jobs.state import KeptFile
from app.store.ledger import Ledger
from tests.fakes import clips

T = TypeVar("T")
START = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


class Timer:
    def __init__(self, due: datetime, callback: Callable[[], None]) -> None:
        self.due, self.callback, self.cancelled = due, callback, False

    def cancel(self) -> None:
        self.cancelled = True


class TurnedClock:
    """Time stands still until `advance`."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._timers: list[Timer] = []

    def now(self) -> datetime:
        return self._now

    def after(self, seconds: float, callback: Callable[[], None]) -> Timer:
        timer = Timer(self._now + timedelta(seconds=seconds), callback)
        self._timers.append(timer)
        return timer

    def pass_by(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

    def advance(self) -> bool:
        """Go to the next timer and call it; False when there is none."""
        self._timers = [timer for timer in self._timers if not timer.cancelled]
        if not self._timers:
            return False
        timer = min(self._timers, key=lambda one: one.due)
        self._timers.remove(timer)
        self._now = max(self._now, timer.due)
        timer.callback()
        return True

    def clear(self) -> None:
        self._timers = []


async def at_once(_seconds: float) -> None:
    """Back-off inside one call passes without waiting."""
    await asyncio.sleep(0)


def quick_http() -> Http:
    return Http(Timeouts(connect=2, read=5, write=5, pool=5), Pace(at_once=16, gap=0), at_once)


def converse(vendor: str, login: Login, talk: Callable[[Channel], Awaitable[T]]) -> T:
    """One conversation with a vendor over real HTTP, outside any queue."""

    async def whole() -> T:
        async with quick_http() as http:
            return await talk(http.channel(vendor, login))

    return asyncio.run(whole())


def reference(path: Path, role: ReferenceRole = "character", name: str = "林夏") -> RecipeReference:
    """A reference whose file is a PNG at `path`."""
    path.write_bytes(clips.picture())
    sha = hashlib.sha256(clips.picture()).hexdigest()
    media = MediaRef(sha256=sha, suffix=".png", kind="picture", size=path.stat().st_size)
    return RecipeReference(role=role, name=name, media=media)


def recipe(number: int = 1, **changes: Any) -> Recipe:
    """A question that the Seedance card accepts."""
    fields: dict[str, Any] = {
        "generator": "seedance",
        "model": "doubao-seedance-1-0-pro-250528",
        "shot_id": ShotId(f"shot_{number}"),
        "prompt": f"林夏推开门，第{number}镜",
        "seconds": 5,
        "width": 1080,
        "height": 1920,
        "picture": Picture(number=f"1-1-{number:02d}"),
    }
    return Recipe(**(fields | changes))


class Stage:
    """One project's worth of machinery; `reopen` is what a restart of the program does.

    What else is named (`fit`, `caps`) goes to the conductor as it is.
    """

    def __init__(
        self,
        folder: Path,
        logins: Mapping[str, Login],
        *,
        clock: TurnedClock | None = None,
        generators: Mapping[str, Generator] | None = None,
        tools: Tools | None = None,
        cards: Callable[[Card], Card] = lambda card: card,
        **conducting: Any,
    ) -> None:
        self.folder = folder
        self.clock = clock or TurnedClock()
        self.logins = dict(logins)
        self.takes: dict[TakeId, tuple[AttemptId, tuple[KeptFile, ...]]] = {}
        self.changes: list[Attempt] = []
        self.inputs: dict[str, Path] = {}
        self.options: dict[str, str] = {}
        self.kept_calls = 0
        tools = tools or Tools(login=self.login, options=lambda _vendor: self.options)
        if generators is None:
            from app.generators.card import load_all

            generators = build_catalog(tools, [cards(card) for card in load_all()], plugins=())
        self.catalog = generators
        self._conducting = conducting
        self._open()

    def _open(self) -> None:
        self.door = QueueDelivery()
        self.runner = Runner(self.door, http=quick_http)
        self.ledger = Ledger.open(self.folder / "ledger.db", clock=self.clock.now)
        self.conductor = Conductor(
            self.ledger,
            self.catalog,
            self.runner,
            folder=self.folder / "incoming",
            inputs=lambda media: self.inputs.get(media.sha256),
            measure=clips.measure,
            keep=self.keep,
            login=self.login,
            on_change=self.changes.append,
            clock=self.clock,
            rng=random.Random(7),
            **self._conducting,
        )

    def reopen(self) -> None:
        """End the program between two moments, and start it again."""
        self.close()
        self.clock.clear()
        self._open()

    def close(self) -> None:
        self.conductor.close()
        self.runner.close()
        self.ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def login(self, card: Card) -> Login:
        vendor = card.vendor or card.id
        return self.logins.get(vendor, Login(address="https://unused.example"))

    def keep(self, attempt: Attempt, files: tuple[KeptFile, ...]) -> TakeId:
        self.kept_calls += 1
        take_id = TakeId(f"take_{attempt.id}")
        self.takes.setdefault(take_id, (attempt.id, files))
        return take_id

    def add_reference(self, **changes: Any) -> RecipeReference:
        path = self.folder / f"reference{len(self.inputs)}.png"
        made = reference(path, **changes)
        self.inputs[made.media.sha256] = path
        return made

    def busy(self) -> bool:
        return any(live.busy for live in self.conductor._desk.lives.values())

    def settle(self) -> None:
        """Let everything that is under way come back, without letting time pass."""
        deadline = time.monotonic() + 20
        while self.door.pump() or self.busy():
            assert time.monotonic() < deadline, "a call never came back"
            self.door.pump(0.05)

    def run_until(self, condition: Callable[[], bool], steps: int = 5000) -> None:
        """Turn the clock from timer to timer until `condition` holds."""
        for _ in range(steps):
            self.settle()
            if condition():
                return
            assert self.clock.advance(), f"nothing will ever happen: {self.states()}"
        raise AssertionError(f"not after {steps} steps: {self.states()}")

    def run_out(self) -> None:
        """Go on until nothing happens by itself any more."""
        self.run_until(lambda: self.conductor.is_idle)

    def states(self) -> list[str]:
        return [attempt.state for attempt in self.ledger.all()]

    def only(self) -> Attempt:
        (attempt,) = self.ledger.all()
        return attempt
