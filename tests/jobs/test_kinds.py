"""The contract bears every kind of vendor: tokens, blind ones, answers at once, several results, drawings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.domain.recipes import Recipe
from app.errors import BadInput, Cancelled, Damaged, RuleBroken, ToolMissing
from app.generators.contract import Channel, Order, Submission
from app.generators.login import Login
from app.generators.tools import Tools
from tests.fakes.clips import video
from tests.fakes.plain import FakePlain, Plain
from tests.fakes.server import BAD_GATEWAY, CUT_AFTER, CUT_BEFORE
from tests.fakes.stage import Stage, recipe


def asked(number: int = 1) -> Recipe:
    return recipe(number, generator="plain", model="plain-1")


@contextmanager
def plain_stage(folder: Path, **changes: object) -> Iterator[tuple[Stage, FakePlain]]:
    with FakePlain() as fake:
        login = Login(address=fake.origin, own=True)
        generators = {"plain": Plain(**changes)}
        with Stage(folder, {"plain": login}, generators=generators) as stage:
            yield stage, fake


@pytest.mark.parametrize("fault", [CUT_AFTER, CUT_BEFORE, BAD_GATEWAY])
def test_a_client_token_settles_every_doubt(tmp_path: Path, fault: object) -> None:
    with plain_stage(tmp_path, resubmission="token") as (stage, fake):
        fake.honours_token = True
        fake.fail("make", fault)
        stage.conductor.submit([asked()])
        stage.run_out()
        assert stage.states() == ["take"]
        assert len(fake.jobs) == 1


def test_the_vendors_own_name_for_a_result_is_kept(tmp_path: Path) -> None:
    with plain_stage(tmp_path) as (stage, _fake):
        stage.conductor.submit([asked()])
        stage.run_out()
        assert stage.only().result_id == "made-job-1"


def test_a_blind_vendor_leaves_the_decision_to_a_person(tmp_path: Path) -> None:
    with plain_stage(tmp_path, resubmission="blind", in_flight=1) as (stage, fake):
        fake.fail("make", CUT_AFTER)
        first, second = stage.conductor.submit([asked(1), asked(2)])
        stage.run_out()
        assert stage.states() == ["unknown", "take"], "one doubt does not hold up the lane"
        assert fake.count("make") == 2
        with pytest.raises(RuleBroken):
            stage.conductor.cancel(first.id)
        stage.reopen()
        found = stage.conductor.restart()
        assert found.doubtful == (first.id,)
        stage.run_out()
        assert stage.conductor.evidence(first.id).asked
        with pytest.raises(RuleBroken):
            stage.conductor.resolve(first.id)
        stage.conductor.resolve(first.id, provider_id="job-1")
        stage.run_out()
        assert stage.states() == ["take", "take"]
        with pytest.raises(RuleBroken):
            stage.conductor.resolve(first.id, not_sent=True)
        assert fake.count("make") == 2
        assert second.state == "reserved"


def test_answers_at_once_with_several_results(tmp_path: Path) -> None:
    with plain_stage(tmp_path) as (stage, fake):
        fake.at_once = True
        stage.conductor.submit([asked()])
        stage.run_out()
        attempt = stage.only()
        assert attempt.state == "take"
        (_, files) = stage.takes[attempt.take_id]
        assert [(file.role, file.media.kind) for file in files] == [
            ("main", "video"), ("cover", "picture"), ("extra", "video"),
        ]  # fmt: skip


def test_what_came_inside_an_answer_survives_a_restart(tmp_path: Path) -> None:
    with plain_stage(tmp_path) as (stage, fake):
        fake.at_once = True
        stage.conductor.submit([asked()])
        stage.run_until(lambda: stage.states() == ["ready"])
        stage.reopen()
        assert stage.conductor.restart().resumed == (stage.only().id,)
        stage.run_out()
        attempt = stage.only()
        assert attempt.state == "take"
        assert fake.count("make") == 1
        (_, files) = stage.takes[attempt.take_id]
        assert files[0].role == "main"


def draw(
    asked: Recipe,
    out: Path,
    report: Callable[[float], None],
    cancelled: Callable[[], bool],
    inputs: Mapping[str, Path],
) -> None:
    report(0.5)
    if "broken" in asked.prompt:
        raise Damaged("The picture is broken.", "Choose another one.")
    if "bug" in asked.prompt:
        raise ZeroDivisionError
    if "endless" in asked.prompt:
        while not cancelled():
            threading.Event().wait(0.001)
        raise Cancelled("It was stopped.")
    out.write_bytes(video())
    report(1.0)


@pytest.fixture
def drawing(tmp_path: Path) -> Iterator[Stage]:
    with Stage(tmp_path, {}, tools=Tools(painter=draw)) as stage:
        yield stage


def drawn(number: int = 1, prompt: str = "x") -> Recipe:
    return recipe(number, generator="animatic", model="storyboard", prompt=prompt)


def test_a_drawing_takes_the_same_road_and_costs_nothing(drawing: Stage) -> None:
    drawing.conductor.submit([drawn(number) for number in range(1, 6)])
    drawing.run_out()
    assert drawing.states() == ["take"] * 5
    assert drawing.ledger.committed("CNY").amount == 0
    assert 0.5 in [attempt.progress for attempt in drawing.changes]


def test_a_drawing_that_fails_says_why(drawing: Stage) -> None:
    drawing.conductor.submit([drawn(1, "broken"), drawn(2, "bug")])
    drawing.run_out()
    first, second = drawing.ledger.all()
    assert (first.state, first.refusal.message) == ("failed", "The picture is broken.")
    assert (second.state, second.refusal.billed) == ("failed", "no")
    assert "ZeroDivisionError" in second.refusal.detail


def test_a_drawing_under_way_can_be_stopped(drawing: Stage) -> None:
    (planned,) = drawing.conductor.submit([drawn(1, "endless")])
    drawing.clock.advance()
    drawing.door.pump(1)
    assert drawing.states() == ["submitting"]
    drawing.conductor.cancel(planned.id)
    assert drawing.states() == ["cancelled"]
    drawing.conductor.submit([drawn(2)])
    drawing.run_out()
    assert drawing.states() == ["cancelled", "take"]


def test_a_restart_draws_again_without_a_question(drawing: Stage) -> None:
    drawing.conductor.submit([drawn(1, "endless")])
    drawing.clock.advance()
    assert drawing.states() == ["submitting"]
    drawing.reopen()
    (attempt,) = drawing.ledger.all()
    live = drawing.conductor.restart()
    assert live.never_sent == (attempt.id,)
    assert drawing.states() == ["reserved"]
    drawing.conductor.cancel(attempt.id)
    drawing.conductor.submit([drawn(2)])
    drawing.run_until(lambda: drawing.states() == ["cancelled", "ready"])
    drawing.reopen()
    drawing.conductor.restart()
    drawing.run_out()
    assert drawing.states() == ["cancelled", "take"]


def test_an_installation_without_a_painter_says_so(tmp_path: Path) -> None:
    with Stage(tmp_path, {}) as stage:
        stage.conductor.submit([drawn()])
        stage.run_out()
        assert stage.only().state == "failed"
        assert stage.only().refusal.message == str(ToolMissing("This installation cannot draw."))


class Stumbling(Plain):
    """Breaks before the paid call, or after it."""

    async def submit(self, order: Order, channel: Channel) -> Submission:
        if "early" in order.recipe.prompt:
            raise BadInput("This picture cannot be sent.", "Choose another one.")
        if "bug" in order.recipe.prompt:
            raise KeyError("ratio")
        await super().submit(order, channel)
        raise ZeroDivisionError


def test_what_breaks_before_the_paid_call_is_certain_and_after_it_a_doubt(tmp_path: Path) -> None:
    with FakePlain() as fake:
        login = Login(address=fake.origin, own=True)
        with Stage(tmp_path, {"plain": login}, generators={"plain": Stumbling()}) as stage:
            for number, prompt in enumerate(("early", "bug", "late"), 1):
                stage.conductor.submit(
                    [recipe(number, generator="plain", model="plain-1", prompt=prompt)]
                )
            stage.run_out()
            early, bug, late = stage.ledger.all()
        assert (early.state, early.refusal.message) == ("rejected", "This picture cannot be sent.")
        assert (bug.state, bug.refusal.billed) == ("rejected", "no")
        assert (late.state, late.refusal.billed) == ("unknown", "unknown")
        assert fake.count("make") == 1
