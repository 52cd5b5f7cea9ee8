"""The conductor against a real HTTP vendor: the road from row to take, and every way to be refused."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.caps import Cap
from app.domain.money import Money
from app.errors import BadInput, NeedsDecision, NotFound, OverBudget, RuleBroken
from app.generators.login import Login
from tests.fakes.ark import FakeArk, Plan
from tests.fakes.files import Trick
from tests.fakes.server import (
    BAD_GATEWAY,
    CUT_AFTER,
    CUT_BEFORE,
    HALF_ANSWER,
    Fault,
    refused,
)
from tests.fakes.stage import Stage, TurnedClock, recipe

TOO_FAST = {"error": {"code": "RateLimitExceeded.EndpointRPM", "message": "slow down"}}


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def ark(clock: TurnedClock) -> Iterator[FakeArk]:
    with FakeArk(clock.now) as fake:
        yield fake


@pytest.fixture
def stage(tmp_path: Path, ark: FakeArk, clock: TurnedClock) -> Iterator[Stage]:
    login = Login(address=ark.url, key=ark.settings.key, own=True)
    with Stage(tmp_path, {"seedance": login}, clock=clock) as stage:
        yield stage


def test_a_shot_becomes_a_take_with_its_cost(stage: Stage, ark: FakeArk) -> None:
    ark.settings.plan = Plan(queued=40, running=120)
    (planned,) = stage.conductor.submit([recipe()])
    assert planned.state == "reserved"
    stage.run_out()
    attempt = stage.only()
    assert attempt.state == "take"
    assert attempt.cost == Money(amount=ark.invoiced)
    (_, files) = stage.takes[attempt.take_id]
    assert [file.role for file in files] == ["main", "last_frame"]
    assert attempt.polls == ark.count("get")
    assert files[0].media.frames == 24
    assert not (stage.folder / "incoming" / attempt.id).exists()
    story = [event.state for event in stage.ledger.events(attempt.id)]
    assert story == [
        "reserved", "submitting", "accepted", "running", "ready", "downloading", "verified", "take",
    ]  # fmt: skip


def test_the_row_stands_before_a_byte_is_sent(stage: Stage, ark: FakeArk) -> None:
    seen: list[list[str]] = []
    from app.store.ledger import Ledger

    def look(point: str) -> None:
        if point == "create:received":
            ledger = Ledger.open(stage.folder / "ledger.db", read_only=True)
            seen.append([attempt.state for attempt in ledger.all()])
            ledger.close()

    ark.on_point = look
    stage.conductor.submit([recipe()])
    stage.run_out()
    assert seen == [["submitting"]]


def test_nothing_is_sent_before_start(stage: Stage, ark: FakeArk) -> None:
    stage.conductor.plan([recipe()])
    stage.settle()
    assert stage.conductor.is_idle
    assert ark.count("create") == 0
    stage.conductor.start()
    stage.run_out()
    assert stage.states() == ["take"]


def test_a_batch_goes_whole_or_not_at_all(stage: Stage, ark: FakeArk) -> None:
    with pytest.raises(BadInput) as caught:
        stage.conductor.submit([recipe(1), recipe(2, seconds=99)])
    assert "1-1-02" in caught.value.message
    ghost = stage.add_reference(role="first_frame")
    stage.inputs.clear()
    with pytest.raises(BadInput, match="林夏"):
        stage.conductor.submit([recipe(1, references=(ghost,))])
    with pytest.raises(BadInput):
        stage.conductor.submit([])
    assert stage.states() == []
    assert ark.calls == []


def test_the_budget_is_reserved_with_the_rows(stage: Stage, ark: FakeArk) -> None:
    price = stage.conductor.check([recipe()]).totals["CNY"].amount
    caps = [Cap(scope="project", money=Money(amount=price * Decimal("2.5")))]
    stage.conductor.plan([recipe(1), recipe(2)], caps=caps)
    with pytest.raises(OverBudget):
        stage.conductor.plan([recipe(3)], caps=caps)
    unpriced = recipe(4, model="doubao-seedance-2-5-260628")
    with pytest.raises(NeedsDecision, match="not known"):
        stage.conductor.plan([unpriced], caps=caps)
    assert stage.states() == ["reserved", "reserved"]


def test_the_same_question_in_flight_asks_first(stage: Stage) -> None:
    stage.conductor.plan([recipe()])
    with pytest.raises(NeedsDecision):
        stage.conductor.plan([recipe()])
    stage.conductor.plan([recipe()], allow_twins=True)
    assert len(stage.ledger.all()) == 2


def test_a_missing_key_blocks_the_batch_with_its_name(stage: Stage) -> None:
    stage.logins["seedance"] = Login(address="https://ark.example")
    with pytest.raises(BadInput, match="key"):
        stage.conductor.plan([recipe()])


@pytest.mark.parametrize(
    ("fault", "state", "kind", "billed"),
    [
        (refused(400, {"error": {"code": "InvalidParameter.ratio"}}), "rejected", "parameter", "no"),
        (refused(401, {"error": {"code": "AuthenticationError"}}), "rejected", "auth", "no"),
        (refused(403, {"error": {"code": "AccountOverdueError"}}), "rejected", "balance", "no"),
        (
            refused(400, {"error": {"code": "InputTextSensitiveContentDetected"}}),
            "moderated", "moderated_input", "no",
        ),
        (
            refused(400, {"error": {"code": "OutputVideoSensitiveContentDetected"}}),
            "moderated", "moderated_output", "no",
        ),
        (
            refused(404, {"error": {"code": "InvalidEndpointOrModel.NotFound"}}),
            "rejected", "parameter", "no",
        ),
    ],
)  # fmt: skip
def test_what_is_certainly_refused_is_final_and_free(
    stage: Stage, ark: FakeArk, fault: Fault, state: str, kind: str, billed: str
) -> None:
    ark.fail("create", fault)
    stage.conductor.submit([recipe()])
    stage.run_out()
    attempt = stage.only()
    assert (attempt.state, attempt.refusal.kind, attempt.refusal.billed) == (state, kind, billed)
    assert attempt.refusal.message
    assert attempt.refusal.fix
    assert ark.count("create") == 1
    assert stage.ledger.committed("CNY").amount == 0


@pytest.mark.parametrize(
    "fault",
    [
        CUT_AFTER,
        HALF_ANSWER,
        Fault(status=500, body=b'{"error":{"code":"InternalServiceError"}}', after_work=True),
        Fault(status=200, body=b"", after_work=True),
    ],
    ids=["cut", "half", "500", "empty"],
)
def test_an_answer_lost_after_billing_is_found_again_by_its_seed(
    stage: Stage, ark: FakeArk, fault: Fault
) -> None:
    ark.fail("create", fault)
    stage.conductor.submit([recipe()])
    stage.run_out()
    attempt = stage.only()
    assert attempt.state == "take"
    assert ark.count("create") == 1
    assert attempt.cost == Money(amount=ark.invoiced)
    assert "unknown" in [event.state for event in stage.ledger.events(attempt.id)]


@pytest.mark.parametrize("fault", [CUT_BEFORE, BAD_GATEWAY], ids=["cut", "502"])
def test_what_never_arrived_is_believed_after_three_looks_over_two_minutes(
    stage: Stage, ark: FakeArk, clock: TurnedClock, fault: Fault
) -> None:
    ark.fail("create", fault)
    began = clock.now()
    stage.conductor.submit([recipe()])
    stage.run_out()
    attempt = stage.only()
    assert (attempt.state, attempt.refusal.kind) == ("rejected", "not_sent")
    assert ark.count("list") >= 3
    assert (clock.now() - began).total_seconds() >= 120
    assert ark.count("create") == 1
    assert stage.ledger.committed("CNY").amount == 0


def test_a_lagging_list_is_not_taken_for_an_empty_one(stage: Stage, ark: FakeArk) -> None:
    ark.settings.list_lag = 100
    ark.fail("create", CUT_AFTER)
    stage.conductor.submit([recipe()])
    stage.run_out()
    assert stage.states() == ["take"]


def test_an_answer_that_comes_too_late_is_found_and_not_asked_again(
    stage: Stage, ark: FakeArk
) -> None:
    import threading

    gate = threading.Event()
    ark.fail("create", Fault(gate=gate, after_work=True))
    stage.conductor.submit([recipe()])
    stage.run_until(lambda: stage.states() != ["submitting"])
    gate.set()
    stage.run_out()
    assert stage.states() == ["take"]
    assert ark.count("create") == 1


def test_without_an_echo_one_job_of_the_same_looks_is_taken_two_are_shown(
    stage: Stage, ark: FakeArk
) -> None:
    ark.settings.echo_seed = False
    ark.fail("create", CUT_AFTER)
    stage.conductor.submit([recipe()])
    stage.run_out()
    assert stage.states() == ["take"]
    ark.fail("create", CUT_AFTER, CUT_AFTER)
    pair = stage.conductor.submit([recipe(2), recipe(3)])
    stage.run_out()
    assert stage.states()[1:] == ["unknown", "unknown"]
    evidence = stage.conductor.evidence(pair[0].id)
    assert evidence.asked
    assert {one.provider_id for one in evidence.candidates} == {"cgt-2", "cgt-3"}
    stage.conductor.resolve(pair[0].id, provider_id="cgt-2")
    with pytest.raises(RuleBroken):
        stage.conductor.resolve(pair[1].id, provider_id="cgt-2")
    stage.conductor.resolve(pair[1].id, not_sent=True)
    stage.run_out()
    assert stage.states()[1:] == ["take", "rejected"]
    assert ark.count("create") == 3


def test_a_refused_connection_is_tried_again_until_it_works(
    tmp_path: Path, clock: TurnedClock
) -> None:
    with FakeArk(clock.now) as gone:
        address = gone.url
    login = Login(address=address, key=gone.settings.key, own=True)
    with Stage(tmp_path, {"seedance": login}, clock=clock) as stage, FakeArk(clock.now) as ark:
        stage.conductor.submit([recipe()])
        stage.run_until(lambda: len(stage.ledger.events(stage.only().id)) > 8)
        assert stage.only().state in ("reserved", "submitting")
        assert stage.only().refusal.kind == "not_sent"
        stage.logins["seedance"] = Login(address=ark.url, key=ark.settings.key, own=True)
        stage.run_out()
        assert stage.states() == ["take"]
        assert ark.count("create") == 1


@pytest.mark.parametrize(
    ("header", "least", "most"), [("7", 7, 9), ("999999", 3600, 3700), ("", 0.5, 4)]
)
def test_too_fast_waits_as_long_as_asked_and_halves_the_lane(
    stage: Stage, ark: FakeArk, clock: TurnedClock, header: str, least: float, most: float
) -> None:
    headers = {"Retry_After": header} if header else {}
    ark.fail("create", refused(429, TOO_FAST, **headers))
    began = clock.now()
    stage.conductor.submit([recipe()])
    stage.run_until(lambda: stage.states() == ["accepted"])
    assert least <= (clock.now() - began).total_seconds() <= most
    assert stage.conductor._desk.lanes["seedance"].cap == 1
    assert ark.count("create") == 2


def test_the_parallel_limit_is_learned_and_never_passed(stage: Stage, ark: FakeArk) -> None:
    ark.settings.most_in_flight = 3
    ark.settings.plan = Plan(queued=30, running=60)
    stage.conductor.set_in_flight("seedance", 8)
    stage.conductor.submit([recipe(number) for number in range(1, 13)])
    stage.run_out()
    assert stage.states() == ["take"] * 12
    assert ark.peak <= 3
    assert len(ark.invoice) == 12


@pytest.mark.parametrize(
    ("kind", "repair"), [("auth", "key"), ("balance", "balance")], ids=["auth", "balance"]
)
def test_one_refusal_pauses_the_account_and_the_rest_waits_unbilled(
    stage: Stage, ark: FakeArk, kind: str, repair: str
) -> None:
    stage.conductor.set_in_flight("seedance", 1)
    good = ark.settings.key
    if repair == "key":
        ark.settings.key = "another-key-4712"
    else:
        ark.settings.balance = False
    stage.conductor.submit([recipe(number) for number in range(1, 6)])
    stage.run_out()
    assert stage.states() == ["rejected"] + ["reserved"] * 4
    (trouble,) = stage.conductor.troubles()
    assert (trouble.kind, trouble.refusal.kind) == ("paused", kind)
    assert ark.count("create") == 1
    ark.settings.key, ark.settings.balance = good, True
    stage.conductor.resume("seedance")
    stage.run_out()
    assert stage.states() == ["rejected"] + ["take"] * 4


def test_doubts_stop_the_lane_before_a_whole_batch_is_in_doubt(stage: Stage, ark: FakeArk) -> None:
    stage.conductor.set_in_flight("seedance", 1)
    ark.fail("create", *[BAD_GATEWAY] * 2)
    ark.fail("list", *[BAD_GATEWAY] * 30)
    stage.conductor.submit([recipe(number) for number in range(1, 20)])
    for _ in range(60):
        stage.settle()
        stage.clock.advance()
    assert stage.states().count("unknown") <= 2


def test_moderated_output_keeps_stage_and_bill(stage: Stage, ark: FakeArk) -> None:
    stage.conductor.set_in_flight("seedance", 1)
    ark.plans.append(Plan(end="failed", code="OutputVideoSensitiveContentDetected"))
    ark.plans.append(Plan(end="failed", code="InternalError", billed=False))
    stage.conductor.submit([recipe(1), recipe(2)])
    stage.run_out()
    first, second = stage.ledger.all()
    assert (first.state, first.refusal.kind, first.refusal.billed) == (
        "moderated", "moderated_output", "yes",
    )  # fmt: skip
    assert first.refusal.medium == "video"
    assert first.cost == Money(amount=ark.invoiced)
    assert (second.state, second.refusal.billed, second.cost) == ("failed", "no", None)
    assert ark.count("create") == 2


def test_a_real_person_is_named_as_such(stage: Stage) -> None:
    stage.conductor.submit([recipe(prompt="a real face")])
    stage.run_out()
    assert "real person" in stage.only().refusal.message


def test_polling_survives_errors_and_an_outage(stage: Stage, ark: FakeArk) -> None:
    ark.settings.plan = Plan(queued=600)
    stage.conductor.submit([recipe()])
    stage.run_until(lambda: stage.states() == ["accepted"])
    ark.fail("get", BAD_GATEWAY, CUT_BEFORE, HALF_ANSWER, Fault(status=200, body=b"[]"))
    stage.run_out()
    assert stage.states() == ["take"]


def test_cancel_takes_back_what_is_queued_and_keeps_what_is_not(stage: Stage, ark: FakeArk) -> None:
    ark.plans.append(Plan(queued=5000))
    ark.plans.append(Plan(queued=0, running=5000))
    (queued,) = stage.conductor.submit([recipe(1)])
    stage.run_until(lambda: stage.states() == ["accepted"])
    (running,) = stage.conductor.submit([recipe(2)])
    (held,) = stage.conductor.plan([recipe(3)])
    stage.run_until(lambda: sorted(stage.states()) == ["accepted", "reserved", "running"])
    stage.conductor.cancel(queued.id)
    stage.conductor.cancel(running.id)
    stage.conductor.cancel(held.id)
    stage.settle()
    assert stage.states() == ["cancelled", "running", "cancelled"]
    stage.run_out()
    assert stage.states() == ["cancelled", "take", "cancelled"]
    with pytest.raises(RuleBroken):
        stage.conductor.cancel(running.id)
    with pytest.raises(NotFound):
        stage.conductor.cancel("attempt_none")


def test_a_job_that_the_vendor_forgot_is_expired_with_its_cost(
    stage: Stage, ark: FakeArk, clock: TurnedClock
) -> None:
    ark.settings.plan = Plan(queued=60)
    stage.conductor.submit([recipe()])
    stage.run_until(lambda: stage.states() == ["accepted"])
    clock.pass_by(8 * 24 * 3600)
    stage.run_out()
    assert stage.only().state == "expired"
    assert stage.ledger.committed("CNY").amount > 0
    assert ark.count("create") == 1


def test_an_expired_result_is_asked_for_once_more_then_shown_with_its_cost(
    stage: Stage, ark: FakeArk, clock: TurnedClock
) -> None:
    ark.settings.result_hours = -1
    stage.conductor.submit([recipe()])
    stage.run_out()
    attempt = stage.only()
    assert (attempt.state, attempt.refusal.kind, attempt.refusal.billed) == (
        "expired", "expired", "yes",
    )  # fmt: skip
    assert attempt.cost == Money(amount=ark.invoiced)
    assert ark.count("file") == 2


@pytest.mark.parametrize(
    "tricks",
    [
        [Trick(cut_at=1000), Trick(cut_at=500)],
        [Trick(corrupt=True)],
        [Trick(status=503)],
        [Trick(html=True)],
        [Trick(status=403)],
        [Trick(cut_at=2000), Trick(new_tag=True)],
    ],
    ids=["cut", "corrupt", "503", "html", "403", "changed"],
)
def test_every_bad_download_is_repaired_without_paying_again(
    stage: Stage, ark: FakeArk, tricks: list[Trick]
) -> None:
    ark.shelf.tricks.extend(tricks)
    stage.conductor.submit([recipe()])
    stage.run_out()
    assert stage.states() == ["take"]
    assert ark.count("create") == 1


def test_a_result_that_stays_damaged_fails_with_its_cost(stage: Stage, ark: FakeArk) -> None:
    ark.shelf.tricks.extend([Trick(corrupt=True)] * 10)
    stage.conductor.submit([recipe()])
    stage.run_out()
    attempt = stage.only()
    assert (attempt.state, attempt.refusal.billed) == ("failed", "yes")
    assert attempt.cost == Money(amount=ark.invoiced)
    assert not stage.takes


@pytest.mark.parametrize(
    "where", ["http://169.254.169.254/x", "file:///etc/passwd", "http://a.example/"]
)
def test_a_redirect_to_a_private_place_is_refused(stage: Stage, ark: FakeArk, where: str) -> None:
    ark.shelf.tricks.append(Trick(redirect=where))
    stage.conductor.submit([recipe()])
    stage.run_out()
    attempt = stage.only()
    assert (attempt.state, attempt.refusal.billed) == ("failed", "yes")


def test_what_expires_first_is_fetched_first(stage: Stage, ark: FakeArk) -> None:
    stage.conductor.set_in_flight("seedance", 20)
    ark.plans.extend(Plan(running=3000 - number * 100) for number in range(8))
    stage.conductor.submit([recipe(number) for number in range(1, 9)])
    stage.run_until(lambda: stage.states() == ["accepted"] * 8)
    for attempt in stage.ledger.all():
        stage.ledger.move(attempt.id, "ready")
    stage.clock.pass_by(4000)
    stage.reopen()
    stage.conductor.restart()
    stage.run_out()
    films = [call.path for name, call in ark.calls if name == "file" and "mp4" in call.path]
    assert {path.split("/")[2] for path in films[:3]} == {"cgt-8", "cgt-7", "cgt-6"}
    assert stage.states() == ["take"] * 8


def test_a_job_named_twice_stays_with_its_first_owner(stage: Stage, ark: FakeArk) -> None:
    stage.conductor.set_in_flight("seedance", 1)
    ark.settings.plan = Plan(queued=30)
    ark.fail("create", Fault(), Fault(status=200, body=b'{"id": "cgt-1"}'))
    stage.conductor.submit([recipe(1), recipe(2)])
    stage.run_out()
    first, second = stage.ledger.all()
    assert (first.state, first.provider_id) == ("take", "cgt-1")
    assert second.provider_id == ""
    assert second.state == "rejected", "it was looked for and is nowhere"


def test_a_strangers_ledger_names_no_folder_outside(stage: Stage, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (planned,) = stage.conductor.plan([recipe()])
    live = stage.conductor._desk.lives[planned.id]
    live.attempt = planned.model_copy(update={"id": "../precious"})
    place = stage.conductor._desk.workplace(live)
    assert place.parent == stage.folder / "incoming"
    assert precious.exists()


def test_somebody_who_waits_is_told_when_a_vendor_does_not_answer(
    tmp_path: Path, clock: TurnedClock
) -> None:
    login = Login(address="http://127.0.0.1:9", key="k", own=True)
    with Stage(tmp_path, {"seedance": login}, clock=clock) as stage:
        stage.conductor.submit([recipe()])
        assert not stage.conductor.is_stalled
        stage.run_until(lambda: stage.conductor.is_stalled)
        assert not stage.conductor.is_idle
        (trouble,) = stage.conductor.troubles()
        assert trouble.kind == "not_answering"


def test_canary_keys_reach_neither_ledger_nor_log_nor_error(
    stage: Stage, ark: FakeArk, caplog: pytest.LogCaptureFixture
) -> None:
    canary = "canary-7f3a9c55e1d24b68"
    caplog.set_level("DEBUG")
    stage.logins["seedance"] = Login(address=ark.url, key=canary, own=True)
    ark.fail("create", CUT_BEFORE)
    stage.conductor.submit([recipe(1), recipe(2)])
    stage.run_out()
    told = [attempt for attempt in stage.ledger.all() if attempt.refusal.kind == "auth"]
    assert told
    assert "***" in told[0].refusal.detail
    stage.close()
    try:
        for path in stage.folder.rglob("*"):
            if path.is_file():
                assert canary.encode() not in path.read_bytes(), path
        assert not [record for record in caplog.records if canary in record.getMessage()]
    finally:
        stage._open()
