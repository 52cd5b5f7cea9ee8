"""Every card against its fake, over real HTTP and through the real conductor: the same demands for all.

A vendor that asks once too often, loses a paid job, or calls a doubt a refusal fails here whatever its own
tests say. Cases are found in tests/fakes/vendors, so that a new vendor touches its module, card and fake only.
"""

from __future__ import annotations

import base64
import importlib
import json
import logging
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import tests.fakes.vendors as fakes
from app.domain.cards import Card
from app.domain.ids import ShotId
from app.domain.recipes import Picture, Recipe, RecipePart, RecipeReference, ReferenceRole
from app.generators.card import check, load_all
from app.generators.contract import HandOff, KeyCheck, Order, RemoteGenerator
from app.generators.login import Login
from app.generators.redaction import Redactor
from tests.fakes import clips
from tests.fakes.files import Trick
from tests.fakes.server import BAD_GATEWAY, CUT_AFTER, CUT_BEFORE, HALF_ANSWER, Fault
from tests.fakes.stage import Stage, TurnedClock, converse
from tests.fakes.vendor import Case, FakeVendor, Plan

CARDS = {card.id: card for card in load_all()}
NAMES = {
    "character": "林夏",
    "place": "灯笼铺",
    "prop": "银哨子",
    "style": "水墨",
    "clip": "上一镜",
}


def found() -> tuple[Case, ...]:
    cases: list[Case] = []
    for module in pkgutil.iter_modules(fakes.__path__):
        cases += importlib.import_module(f"tests.fakes.vendors.{module.name}").CASES
    return tuple(cases)


CASES = found()
#: The ordinary run tries all demands on each card's first case, and the road and the preview on every one.
FIRST = {case.generator: case for case in reversed(CASES)}
every = pytest.mark.parametrize("case", CASES, ids=str)
each_card = pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, marks=() if FIRST[case.generator] is case else pytest.mark.nightly)
        for case in CASES
    ],
    ids=str,
)
#: Kinds that settle a lost answer by themselves, because the vendor can be asked about it.
SETTLED = ("token", "own_id", "tag")


@contextmanager
def staged(case: Case, folder: Path) -> Iterator[tuple[Stage, FakeVendor]]:
    clock = TurnedClock()
    with case.fake(clock.now) as fake:
        card = CARDS[case.generator]
        login = Login(address=fake.url, key=fake.key, own=True)
        logins = {**fake.logins(), card.vendor or card.id: login}
        with Stage(folder, logins, clock=clock) as stage:
            stage.options = dict(case.options)
            yield stage, fake


def asked(case: Case, stage: Stage, number: int = 1, **changes: Any) -> Recipe:
    references = [
        material(stage, role, place, case.vendor_ids.get(role, ""))
        for place, role in enumerate(case.references)
    ]
    fields: dict[str, Any] = {
        "generator": case.generator, "model": case.model, "medium": case.medium,
        "shot_id": ShotId(f"shot_{number}"), "prompt": f"{case.prompt}{number}",
        "negative": case.negative, "language": case.language, "seconds": case.seconds,
        "width": case.width, "height": case.height, "settings": dict(case.settings),
        "references": tuple(references), "picture": Picture(number=f"1-1-{number:02d}"),
        "parts": parts_of(case, number),
    }  # fmt: skip
    return Recipe(**(fields | changes))


def parts_of(case: Case, number: int) -> tuple[RecipePart, ...]:
    """The shots of a film of several; each has words of its own where the model reads them apart."""
    model = CARDS[case.generator].model(case.model)
    apart = bool(model and model.multi_shot_words)
    starts = [sum(case.parts[:place]) for place in range(len(case.parts))]
    return tuple(
        RecipePart(
            shot_id=ShotId(f"shot_{number}_{place}"),
            start=start,
            seconds=seconds,
            words=f"{case.prompt}{number}-{place}" if apart else "",
        )
        for place, (start, seconds) in enumerate(zip(starts, case.parts, strict=True))
    )


def material(stage: Stage, role: ReferenceRole, place: int, vendor_id: str = "") -> RecipeReference:
    """A picture, film or recording for a role, each with bytes of its own."""
    suffix = {"clip": ".mp4", "sound": ".wav"}.get(role, ".png")
    path = stage.folder / f"material{place}{suffix}"
    data = {".mp4": clips.video(3), ".wav": clips.sound(3)}.get(suffix)
    path.write_bytes(data or clips.picture(60 + place))
    media = clips.measure(path)
    stage.inputs[media.sha256] = path
    name = NAMES.get(role, role)
    return RecipeReference(role=role, name=name, media=media, vendor_id=vendor_id)


def send(stage: Stage, case: Case) -> None:
    stage.conductor.submit([asked(case, stage)])
    stage.run_out()


def jobs_of(fake: FakeVendor) -> int:
    return len(fake.jobs)


# -- the road -------------------------------------------------------------------------------------


@every
def test_asked_made_fetched_and_paid_once(case: Case, tmp_path: Path) -> None:
    with staged(case, tmp_path) as (stage, fake):
        if not case.at_once:
            fake.plan = Plan(queued=20, running=40)
        recipe = asked(case, stage)
        assert check(recipe, CARDS[case.generator], "2026-11-21") == ()
        stage.conductor.submit([recipe])
        stage.run_out()
        attempt = stage.only()
        assert attempt.state == "take", attempt.refusal
        assert (fake.count("create"), jobs_of(fake)) == (1, 1)
        (_, files) = stage.takes[attempt.take_id]
        assert files[0].role == "main"
        kinds = {"video": "video", "lips": "video", "picture": "picture", "voice": "sound"}
        assert files[0].media.kind == kinds[case.medium]
        if attempt.cost is not None and fake.invoice:
            assert attempt.cost.amount == fake.invoiced


@every
def test_the_preview_is_what_goes_on_the_wire(case: Case, tmp_path: Path) -> None:
    with staged(case, tmp_path) as (stage, fake):
        send(stage, case)
        generator = stage.catalog[case.generator]
        assert isinstance(generator, RemoteGenerator)
        attempt = stage.only()
        order = Order(
            attempt.recipe, attempt.token, attempt.tag, attempt.submitted_at, dict(stage.inputs)
        )
        login = stage.login(generator.card)
        requests = generator.preview(order, login)
        paid = requests[-1]
        call = next(call for name, call in fake.calls if name == "create")
        assert paid.method == call.method
        if paid.json_body is not None and "<" not in json.dumps(paid.json_body).replace("<<<", ""):
            assert json.loads(paid.body()) == call.json
        shown = json.dumps([Redactor(login.secrets).request(one) for one in requests])
        for secret in login.secrets:
            assert secret not in shown


@each_card
def test_the_key_is_tested_for_nothing(case: Case, tmp_path: Path) -> None:
    with staged(case, tmp_path) as (stage, fake):
        card = CARDS[case.generator]
        if card.key == "none":
            return
        good = checked_key(stage, card, fake, fake.key)
        assert good.good, good.message
        wrong = fake.key[::-1] if ":" not in fake.key else "AK_WRONG_1:SK_WRONG_1"
        bad = checked_key(stage, card, fake, wrong)
        assert not bad.good
        assert bad.message
        assert wrong not in bad.message + bad.fix
        assert (fake.count("create"), jobs_of(fake)) == (0, 0)


def checked_key(stage: Stage, card: Card, fake: FakeVendor, key: str) -> KeyCheck:
    generator = stage.catalog[card.id]
    assert isinstance(generator, RemoteGenerator)
    login = Login(address=fake.url, key=key, own=True)
    return converse(card.vendor or card.id, login, generator.test_key)


@every
def test_the_references_arrive_in_their_order(case: Case, tmp_path: Path) -> None:
    """Whatever the transport, the vendor sees the pictures in the order in which the prompt counts them."""
    with staged(case, tmp_path) as (stage, fake):
        send(stage, case)
        recipe = stage.only().recipe
        wanted = [
            stage.inputs[one.media.sha256].read_bytes()
            for one in recipe.references
            if one.role in ("character", "place", "prop", "style")
        ]
        wire = b"".join(call.body for name, call in fake.calls if name not in ("get", "file"))
        places = [place_of(data, wire) for data in wanted]
        found = [place for place in places if place >= 0]
        assert found == sorted(found)
        if case.sends_references_inline:
            assert len(found) == len(wanted), "a reference was left out"


def place_of(data: bytes, wire: bytes) -> int:
    """Where a file's bytes begin on the wire, raw or as base64; -1 when they are not there."""
    raw = wire.find(data)
    return raw if raw >= 0 else wire.find(base64.b64encode(data)[:400])


# -- refusals -------------------------------------------------------------------------------------


@each_card
def test_each_refusal_has_its_class_and_costs_nothing(case: Case, tmp_path: Path) -> None:
    with staged(case, tmp_path) as (stage, fake):
        refusals = fake.refusals()
        local = CARDS[case.generator].kind == "local"
        needed = {"parameter"} if local else {"parameter", "auth", "too_fast"}
        assert needed <= set(refusals)
        vendor = CARDS[case.generator].vendor or case.generator
        for number, (kind, fault) in enumerate(refusals.items(), 1):
            if kind == "too_fast":
                continue
            fake.fail("create", fault)
            (planned,) = stage.conductor.submit([asked(case, stage, number)])
            stage.run_out()
            attempt = stage.ledger.get(planned.id)
            moderated = kind in ("moderated_input", "moderated_output")
            assert attempt.state == ("moderated" if moderated else "rejected"), (kind, attempt)
            assert attempt.refusal.kind == kind
            assert attempt.refusal.message
            assert attempt.refusal.fix
            assert attempt.refusal.billed == "no"
            assert jobs_of(fake) == 0
            stage.conductor.resume(vendor)


@each_card
def test_too_fast_waits_and_goes_on(case: Case, tmp_path: Path) -> None:
    with staged(case, tmp_path) as (stage, fake):
        if "too_fast" not in fake.refusals():
            return  # a server on this machine takes what it gets
        fake.fail("create", fake.refusals()["too_fast"])
        send(stage, case)
        assert stage.states() == ["take"]
        assert (fake.count("create"), jobs_of(fake)) == (2, 1)


@each_card
def test_endings_are_told_as_they_are(case: Case, tmp_path: Path) -> None:
    with staged(case, tmp_path) as (stage, fake):
        if case.at_once:
            return
        for number, (end, state) in enumerate(fake.endings().items(), 1):
            fake.plans.append(Plan(running=30, end=end, billed=False))
            (planned,) = stage.conductor.submit([asked(case, stage, number)])
            stage.run_out()
            attempt = stage.ledger.get(planned.id)
            assert attempt.state == state, (end, attempt.refusal)
            assert attempt.refusal.message
        assert fake.count("create") == len(fake.endings())


# -- doubts ---------------------------------------------------------------------------------------


@each_card
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(CUT_AFTER, id="lost"),
        pytest.param(HALF_ANSWER, id="half", marks=pytest.mark.nightly),
        pytest.param(BAD_GATEWAY, id="gateway", marks=pytest.mark.nightly),
    ],
)
def test_a_lost_answer_never_pays_twice(case: Case, fault: Fault, tmp_path: Path) -> None:
    done = Fault(fault.status, fault.body, fault.headers, fault.cut, fault.half, after_work=True)
    with staged(case, tmp_path) as (stage, fake):
        fake.fail("create", done)
        send(stage, case)
        attempt = stage.only()
        assert jobs_of(fake) == 1, "paid twice"
        kind = CARDS[case.generator].resubmission
        if kind != "token":
            assert fake.count("create") == 1, "sent twice"
        if kind in SETTLED:
            assert attempt.state == "take", (kind, attempt.refusal)
        else:
            assert attempt.state in ("unknown", "take")


@each_card
def test_what_may_not_have_arrived_is_a_doubt(case: Case, tmp_path: Path) -> None:
    with staged(case, tmp_path) as (stage, fake):
        fake.fail("create", CUT_BEFORE)
        send(stage, case)
        assert jobs_of(fake) <= 1
        if CARDS[case.generator].resubmission != "token":
            assert fake.count("create") == 1, "sent twice"
            assert stage.only().state != "take"


# -- polling and results --------------------------------------------------------------------------


@each_card
def test_a_vendor_that_stumbles_while_polled_loses_nothing(case: Case, tmp_path: Path) -> None:
    with staged(case, tmp_path) as (stage, fake):
        if case.at_once:
            return
        fake.plan = Plan(running=60)
        fake.fail("get", BAD_GATEWAY, CUT_BEFORE, HALF_ANSWER)
        send(stage, case)
        assert stage.states() == ["take"]
        assert (fake.count("create"), jobs_of(fake)) == (1, 1)


@each_card
@pytest.mark.parametrize(
    "trick",
    [
        pytest.param(Trick(cut_at=200), id="cut"),
        pytest.param(Trick(corrupt=True), id="corrupt", marks=pytest.mark.nightly),
        pytest.param(Trick(html=True), id="html", marks=pytest.mark.nightly),
    ],
)
def test_a_bad_download_is_fetched_again(case: Case, trick: Trick, tmp_path: Path) -> None:
    with staged(case, tmp_path) as (stage, fake):
        fake.shelf.tricks.append(trick)
        send(stage, case)
        attempt = stage.only()
        if not fake.count("file"):
            return  # this vendor answers with the bytes themselves
        assert jobs_of(fake) == 1
        assert attempt.state == "take", attempt.refusal


@each_card
def test_results_that_are_gone_are_said_to_be(case: Case, tmp_path: Path) -> None:
    with staged(case, tmp_path) as (stage, fake):
        fake.result_hours = -1
        send(stage, case)
        if not fake.count("file"):
            return
        attempt = stage.only()
        assert attempt.state in ("expired", "failed")
        assert attempt.refusal.billed == "yes"
        assert fake.count("create") == 1


@each_card
def test_a_restart_in_the_middle_asks_for_nothing_new(case: Case, tmp_path: Path) -> None:
    with staged(case, tmp_path) as (stage, fake):
        if case.at_once:
            return
        fake.plan = Plan(running=300)
        stage.conductor.submit([asked(case, stage)])
        stage.run_until(lambda: stage.only().state in ("accepted", "running"))
        stage.reopen()
        stage.conductor.restart()
        stage.run_out()
        assert stage.states() == ["take"]
        assert fake.count("create") == 1


# -- keys -----------------------------------------------------------------------------------------


@each_card
def test_no_key_is_ever_written(
    case: Case, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with staged(case, tmp_path) as (stage, fake):
        if "auth" in fake.refusals():
            fake.fail("create", fake.refusals()["auth"])
        send(stage, case)
        stage.conductor.resume(CARDS[case.generator].vendor or case.generator)
        send(stage, case)
        secrets = stage.login(CARDS[case.generator]).secrets
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in secrets:
        assert secret.encode() not in written
        assert secret not in caplog.text


# -- the table ------------------------------------------------------------------------------------


def test_every_card_that_is_asked_over_the_network_has_a_case() -> None:
    tried = {case.generator for case in CASES}
    asked_over_http = {
        card.id
        for card in CARDS.values()
        if card.kind in ("remote", "local") and "text" not in card.media
    }
    assert asked_over_http - tried == set()


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.id)
def test_every_card_says_what_a_person_needs(card: Card, tmp_path: Path) -> None:
    with Stage(tmp_path, {}) as stage:
        generator = stage.catalog[card.id]
    assert card.label_zh
    assert card.good_at
    assert card.good_at_zh
    for model in card.models:
        if model.retired_on:
            assert model.successor or card.closed or "successor" not in model.label
            recipe = Recipe(generator=card.id, model=model.id, shot_id=ShotId("s"), seconds=5)
            (sentence,) = check(recipe, card, model.retired_on)
            assert model.retired_on in sentence
    if card.kind == "remote":
        assert card.key_page.startswith("https://") or card.closed or not card.address
    if card.kind == "person":
        assert isinstance(generator, HandOff)
