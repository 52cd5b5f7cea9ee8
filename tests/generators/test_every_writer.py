"""Every chat model against its fake, over real HTTP: the same demands for all.

Cases are found in tests/fakes/writers, so that a new dialect touches its module, card and fake only.
"""

from __future__ import annotations

import importlib
import json
import logging
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import tests.fakes.writers as fakes
from app.domain.money import Money
from app.errors import BadInput
from app.generators.card import load_all
from app.generators.catalog import build_catalog
from app.generators.chat import Question, TextGenerator, Written, read_answer
from app.generators.contract import Declined, Doubtful
from app.generators.login import Login
from app.generators.redaction import Redactor
from app.generators.tools import Tools
from tests.fakes import clips
from tests.fakes.server import BAD_GATEWAY, CUT_AFTER, CUT_BEFORE, HALF_ANSWER, Fault
from tests.fakes.stage import converse
from tests.fakes.writer import GOOD, FakeWriter, WriterCase


class Shot(BaseModel):
    no: int
    action: str


class Shots(BaseModel):
    shots: list[Shot]


def found() -> tuple[WriterCase, ...]:
    cases: list[WriterCase] = []
    for module in pkgutil.iter_modules(fakes.__path__):
        cases += importlib.import_module(f"tests.fakes.writers.{module.name}").CASES
    return tuple(cases)


CARDS = {card.id: card for card in load_all()}
CASES = found()
every = pytest.mark.parametrize("case", CASES, ids=str)
Ask = Callable[..., Written | Declined | Doubtful]


@contextmanager
def staged(case: WriterCase) -> Iterator[tuple[TextGenerator, FakeWriter, Ask]]:
    made = build_catalog(Tools(), [CARDS[case.generator]], plugins=())[case.generator]
    assert isinstance(made, TextGenerator)
    with case.fake() as fake:

        def ask(**changes: Any) -> Written | Declined | Doubtful:
            question = asked(case, **changes)
            login = login_of(fake)
            return converse("writer", login, lambda channel: made.write(question, channel))

        yield made, fake, ask


def login_of(fake: FakeWriter, key: str = "") -> Login:
    return Login(address=fake.url, key=key or fake.key, own=True)


def asked(case: WriterCase, **changes: Any) -> Question:
    fields: dict[str, Any] = {
        "model": case.model, "system": "You are a storyboard editor.", "text": "拆成镜头：雨停了。",
        "answer_schema": Shots.model_json_schema(), "answer_name": "shots", "most_tokens": 3000,
    }  # fmt: skip
    return Question(**(fields | changes))


@every
def test_a_question_is_asked_once_and_its_answer_fits(case: WriterCase) -> None:
    with staged(case) as (_, fake, ask):
        written = ask()
        assert isinstance(written, Written)
        assert read_answer(written, Shots).shots[0].action == "林夏推开门"
        assert written.complete
        (heard,) = fake.heard
        assert (heard.model, heard.text) == (case.model, "拆成镜头：雨停了。")
        assert heard.most_tokens == 3000
        assert heard.system.startswith("You are a storyboard editor.")
        assert heard.schema is not None or '"shots"' in heard.system
        assert fake.count("create") == 1


@every
def test_tokens_become_money_by_the_card(case: WriterCase) -> None:
    with staged(case) as (_, fake, ask):
        written = ask()
        assert isinstance(written, Written)
        usage = written.usage
        assert (usage.tokens_in, usage.tokens_cached, usage.tokens_out) == fake.used
        if not case.cost:
            assert written.cost is None
            return
        fresh, known, out = case.cost.split()
        assert isinstance(written.cost, Money)
        assert written.cost.amount == fake.tokens_cost(fresh, known, out)


@every
def test_the_preview_is_what_goes_on_the_wire(case: WriterCase) -> None:
    with staged(case) as (made, fake, ask):
        ask()
        login = login_of(fake)
        request = made.preview_question(asked(case), login)
        call = next(call for name, call in fake.calls if name == "create")
        assert (request.method, json.loads(request.body())) == (call.method, call.json)
        shown = json.dumps(Redactor(login.secrets).request(request))
        assert fake.key not in shown


@every
def test_the_key_is_tested_for_nothing(case: WriterCase) -> None:
    with staged(case) as (made, fake, _):
        good = converse("writer", login_of(fake), made.test_key)
        assert good.good, good.message
        wrong = login_of(fake, fake.key[::-1])
        bad = converse("writer", wrong, made.test_key)
        assert not bad.good
        assert bad.message
        assert wrong.key not in bad.message + bad.fix
        assert fake.count("create") == 0


@every
def test_each_refusal_has_its_class_and_costs_nothing(case: WriterCase) -> None:
    with staged(case) as (_, fake, ask):
        refusals = fake.refusals()
        assert {"parameter", "auth", "too_fast"} <= set(refusals)
        for kind, fault in refusals.items():
            fake.fail("create", fault)
            answer = ask()
            assert isinstance(answer, Declined), kind
            assert answer.refusal.kind == kind
            assert answer.refusal.message
            assert answer.refusal.fix
            assert answer.refusal.billed == "no"
            if kind == "too_fast":
                assert answer.retry_after == 7
        assert fake.count("create") == len(refusals)


@every
@pytest.mark.parametrize(
    "fault", [CUT_AFTER, HALF_ANSWER, BAD_GATEWAY], ids=["lost", "half", "gateway"]
)
def test_a_lost_answer_is_a_doubt_and_never_asked_again(case: WriterCase, fault: Fault) -> None:
    done = Fault(fault.status, fault.body, fault.headers, fault.cut, fault.half, after_work=True)
    with staged(case) as (_, fake, ask):
        fake.fail("create", done)
        answer = ask()
        assert isinstance(answer, Doubtful)
        assert answer.refusal.billed == "unknown"
        assert fake.count("create") == 1


@every
def test_what_may_not_have_arrived_is_a_doubt(case: WriterCase) -> None:
    with staged(case) as (_, fake, ask):
        fake.fail("create", CUT_BEFORE)
        assert isinstance(ask(), Doubtful)
        assert fake.count("create") == 1


@every
def test_an_address_where_nobody_answers_is_certainly_not_sent(case: WriterCase) -> None:
    with staged(case) as (made, fake, _):
        url = fake.url
    login = Login(address=url, key="key-4711", own=True)
    answer = converse("writer", login, lambda channel: made.write(asked(case), channel))
    assert isinstance(answer, Declined)
    assert answer.refusal.kind == "not_sent"


@every
@pytest.mark.parametrize("end", ["declined", "withheld"])
def test_an_answer_that_is_declined_or_withheld_is_said_to_be(case: WriterCase, end: Any) -> None:
    with staged(case) as (_, fake, ask):
        fake.end = end
        answer = ask()
        assert isinstance(answer, Declined)
        assert answer.refusal.kind == "moderated_output"
        assert answer.refusal.billed == "yes"
        assert fake.count("create") == 1


@every
def test_an_empty_answer_is_no_answer(case: WriterCase) -> None:
    with staged(case) as (_, fake, ask):
        fake.end = "empty"
        answer = ask()
        assert isinstance(answer, Declined)
        assert (answer.refusal.kind, answer.refusal.billed) == ("failed", "yes")


@every
def test_a_cut_answer_is_never_read_as_whole(case: WriterCase) -> None:
    with staged(case) as (_, fake, ask):
        fake.end, fake.text = "cut", GOOD[:20]
        written = ask()
        assert isinstance(written, Written)
        assert not written.complete
        with pytest.raises(BadInput, match="cut off"):
            read_answer(written, Shots)


@every
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("The shots are: one, two.", "not the JSON"),
        ('{"shots": [{"no": "one", "action": "x"}]}', "shots.0.no"),
        ('{"scenes": []}', "shots"),
    ],
)
def test_an_answer_that_does_not_fit_names_what_is_wrong(
    case: WriterCase, text: str, problem: str
) -> None:
    with staged(case) as (_, fake, ask):
        fake.text = text
        written = ask()
        assert isinstance(written, Written)
        with pytest.raises(BadInput, match=problem):
            read_answer(written, Shots)
        assert fake.count("create") == 1


@every
def test_fences_and_thoughts_around_the_answer_are_forgiven(case: WriterCase) -> None:
    with staged(case) as (_, fake, ask):
        for text in (
            f"```json\n{GOOD}\n```",
            f"Here you are: {GOOD}",
            f"<think>a{{b</think>{GOOD}",
        ):
            fake.text = text
            written = ask()
            assert isinstance(written, Written)
            assert read_answer(written, Shots).shots[0].no == 1


@every
def test_pictures_go_along_as_the_dialect_wants_them(case: WriterCase, tmp_path: Path) -> None:
    pictures = (tmp_path / "one.png", tmp_path / "two.png")
    for shade, path in enumerate(pictures, 60):
        path.write_bytes(clips.picture(shade))
    with staged(case) as (_, fake, ask):
        assert isinstance(ask(pictures=pictures), Written)
        assert fake.heard[0].pictures == 2


@every
def test_words_without_a_schema_are_taken_as_they_are(case: WriterCase) -> None:
    with staged(case) as (_, fake, ask):
        fake.text = "雨停了，门开了。"
        written = ask(answer_schema=None, system="")
        assert isinstance(written, Written)
        assert written.text == "雨停了，门开了。"
        assert fake.heard[0].schema is None
        assert fake.heard[0].system == ""


@every
def test_no_key_is_ever_logged(case: WriterCase, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with staged(case) as (_, fake, ask):
        ask()
        fake.fail("create", fake.refusals()["auth"])
        ask()
        assert fake.key not in caplog.text


def test_every_card_of_words_has_a_case_and_a_writer() -> None:
    cards = [card for card in CARDS.values() if card.media == ("text",)]
    assert {card.id for card in cards} == {case.generator for case in CASES}
    catalog = build_catalog(Tools(), cards, plugins=())
    assert all(isinstance(catalog[card.id], TextGenerator) for card in cards)


def test_a_retired_model_is_refused_with_its_successor() -> None:
    case = next(case for case in CASES if case.generator == "deepseek")
    with staged(case) as (_, fake, ask):
        answer = ask(model="deepseek-chat")
        assert isinstance(answer, Declined)
        assert "deepseek-flash" in answer.refusal.message
        assert fake.count("create") == 0
