"""Pictures are fitted on the pool before anything is sent, and kept in the attempt's own folder."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.cards import PictureLimits
from app.errors import BadInput
from app.generators.login import Login
from app.jobs.state import Fit
from tests.fakes.plain import FakePlain, Plain
from tests.fakes.server import CUT_AFTER
from tests.fakes.stage import Stage, TurnedClock, recipe

LIMITS = PictureLimits(formats=(".jpg",), side_most=64)


class Fitter:
    """Writes a mark and remembers where it was called."""

    def __init__(self) -> None:
        self.calls: list[tuple[Path, Path, PictureLimits, int]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.trouble = False

    def __call__(self, source: Path, folder: Path, limits: PictureLimits) -> Path:
        self.calls.append((source, folder, limits, threading.get_ident()))
        self.gate.wait(10)
        if self.trouble:
            raise BadInput("It is only 8 x 8 pixels.")
        folder.mkdir(parents=True, exist_ok=True)
        made = folder / "fitted.jpg"
        made.write_bytes(b"fitted " + source.read_bytes())
        return made


@contextmanager
def picture_stage(folder: Path, fit: Fit, **card: object) -> Iterator[tuple[Stage, FakePlain]]:
    clock = TurnedClock()
    with FakePlain(clock.now) as fake:
        login = Login(address=fake.url, own=True)
        generators = {"plain": Plain(pictures=LIMITS, **card)}
        with Stage(folder, {"plain": login}, clock=clock, generators=generators, fit=fit) as stage:
            yield stage, fake


def ask(stage: Stage, number: int = 1) -> None:
    asked = recipe(number, generator="plain", model="plain-1", references=(stage.add_reference(),))
    stage.conductor.submit([asked])


def test_what_goes_out_is_the_fitted_picture(tmp_path: Path) -> None:
    fit = Fitter()
    with picture_stage(tmp_path, fit) as (stage, fake):
        ask(stage)
        stage.run_out()
        assert stage.states() == ["take"]
        ((source, folder, limits, thread),) = fit.calls
        assert limits == LIMITS
        assert folder == stage.folder / "incoming" / stage.only().id / "fitted"
        assert thread != threading.get_ident(), "never on the owner's thread"
        (sent,) = [call.json for name, call in fake.calls if name == "make"]
        assert base64.b64decode(sent["pictures"][0]) == b"fitted " + source.read_bytes()


def test_a_picture_that_cannot_fit_is_named_and_nothing_is_sent(tmp_path: Path) -> None:
    fit = Fitter()
    fit.trouble = True
    with picture_stage(tmp_path, fit) as (stage, fake):
        ask(stage)
        stage.run_out()
        attempt = stage.only()
        assert (attempt.state, attempt.refusal.kind) == ("rejected", "not_sent")
        assert "林夏" in attempt.refusal.message
        assert "8 x 8" in attempt.refusal.message
        assert fake.calls == []


def test_no_more_are_fitted_at_once_than_may_be_sent(tmp_path: Path) -> None:
    fit = Fitter()
    fit.gate.clear()
    with picture_stage(tmp_path, fit, in_flight=1) as (stage, fake):
        for number in range(1, 4):
            ask(stage, number)
        stage.clock.advance()
        assert stage.door.pump_until(lambda: bool(fit.calls), 10)
        stage.conductor._wake()
        stage.clock.advance()
        assert len([live for live in stage.conductor._desk.lives.values() if live.busy]) == 1
        first = stage.ledger.all()[0]
        stage.conductor.cancel(first.id)
        fit.gate.set()
        stage.run_out()
        assert stage.states() == ["cancelled", "take", "take"]
        assert fake.count("make") == 2


def test_a_token_is_sent_again_with_the_very_same_body_after_a_restart(tmp_path: Path) -> None:
    fit = Fitter()
    with picture_stage(tmp_path, fit, resubmission="token") as (stage, fake):
        fake.honours_token = True
        fake.fail("make", CUT_AFTER)
        ask(stage)
        stage.run_until(lambda: fake.count("make") == 1)
        stage.reopen()
        stage.conductor.restart()
        stage.run_out()
        assert stage.states() == ["take"]
        first, again = [call.body for name, call in fake.calls if name == "make"]
        assert first == again
        assert len(fake.jobs) == 1
