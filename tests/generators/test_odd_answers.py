"""Whatever a vendor answers, its module says what it means: no answer is odd enough to break one.

Bodies are made of the words that vendors use, in places where they do not belong, so that readers are led deep
into an answer before it turns out to be another one.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.generators.catalog import build_catalog
from app.generators.chat import Question, TextGenerator, Written
from app.generators.contract import (
    Accepted,
    Answer,
    Answered,
    Declined,
    Doubtful,
    Found,
    KeyCheck,
    Lost,
    NoAnswer,
    NotSent,
    Order,
    Polled,
    RemoteGenerator,
    Reply,
    Request,
)
from app.generators.login import Login
from app.generators.tools import Tools
from tests.fakes.stage import START
from tests.fakes.vendor import Case
from tests.fakes.writer import WriterCase
from tests.generators.test_every_vendor import CARDS, CASES, asked, staged
from tests.generators.test_every_writer import CASES as WRITERS

WORDS = (
    "status", "state", "data", "error", "code", "message", "msg", "id", "task_id", "request_id",
    "output", "results", "result", "video", "videos", "images", "url", "urls", "choices", "content",
    "detail", "task_status", "items", "list", "created_at", "usage", "Response", "Error", "resp",
    "base_resp", "status_code", "file", "audio", "candidates", "parts", "text", "get", "queued",
    "succeeded", "SUCCEEDED", "success", "COMPLETED", "completed", "done", "failed", "FINISH",
    "https://a.example/x.mp4", "2026-11-21T08:00:00Z",
)  # fmt: skip
scalars = (
    st.none() | st.booleans() | st.sampled_from((0, 1, 5, -1, 200, 10000, 2**70, 1.5, 1e300))
    | st.sampled_from(WORDS) | st.text(max_size=5)
)  # fmt: skip
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=5)
    ),
    max_leaves=14,
)
bodies = trees.map(lambda one: json.dumps(one).encode()) | st.binary(max_size=20)
replies = st.builds(
    lambda status, body, kind: Reply(status=status, body=body, headers={"content-type": kind}),
    st.sampled_from((200, 200, 200, 201, 202, 204, 400, 401, 403, 404, 409, 422, 429, 500, 503)),
    bodies,
    st.sampled_from(("application/json", "text/html", "audio/wav")),
)
answers = replies | st.just(Lost(reason="cut")) | st.just(NotSent(reason="no route"))
few = settings(
    max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


class Parrot:
    """A channel that gives the next of its answers, whatever is asked; the last one for ever."""

    def __init__(self, login: Login, said: Sequence[Answer]) -> None:
        self.login = login
        self._said = list(said)
        self.paid: list[Answer] = []

    async def send(self, request: Request) -> Answer:
        self.paid.append(self._next())
        return self.paid[-1]

    async def ask(self, request: Request, tries: int = 1) -> Answer:
        return self._next()

    def _next(self) -> Answer:
        return self._said.pop(0) if len(self._said) > 1 else self._said[0]


def _once_each(cases: Sequence[Case]) -> list[Case]:
    """One case a way of asking; other models of it read their answers alike."""
    return list({(case.generator, case.medium, case.name): case for case in cases}.values())


def _filled() -> list[Answer]:
    """Every word a vendor may use, one, two and three levels deep, with values of each wrong kind."""
    wrong: tuple[Any, ...] = ([], {}, 0, None, "x", 7.5, True, ["x"], [[]], [None])
    said: list[Answer] = []
    for place, value in enumerate((*wrong, "https://a.example/x.mp4")):
        flat = {word: value for word in WORDS}  # noqa: C420 - one value for all, on purpose
        shapes: list[Any] = [flat]
        if place < 5:
            shapes += [{word: flat for word in WORDS}]  # noqa: C420
        if place < 3:
            shapes += [{word: [flat] for word in WORDS}]
        said += [Reply(status=200, body=json.dumps(one).encode()) for one in shapes]
        said.append(Reply(status=400, body=json.dumps(flat).encode()))
    return said


def _try(generator: RemoteGenerator, order: Order, login: Login, said: Sequence[Answer]) -> None:
    """Every question there is, each answered by what was said; the answers must mean something."""

    async def whole() -> None:
        channel = Parrot(login, said)
        submitted = await generator.submit(order, channel)
        assert isinstance(submitted, Accepted | Answered | Declined | Doubtful)
        assert len(channel.paid) <= 1
        if channel.paid and isinstance(channel.paid[0], Lost):
            assert isinstance(submitted, Doubtful)
        if isinstance(submitted, Accepted):
            assert submitted.provider_id
        if isinstance(submitted, Answered):
            assert submitted.results
        polled = await generator.poll("job-1", order.recipe, Parrot(login, said))
        assert isinstance(polled, Polled | NoAnswer)
        if isinstance(polled, Polled) and polled.state == "ready":
            assert polled.results
        assert isinstance(await generator.cancel("job-1", Parrot(login, said)), Polled | NoAnswer)
        assert isinstance(await generator.find(order, Parrot(login, said)), Found | NoAnswer)
        assert isinstance(await generator.test_key(Parrot(login, said)), KeyCheck)

    asyncio.run(whole())


@pytest.mark.parametrize("case", _once_each(CASES), ids=str)
def test_no_answer_breaks_a_vendor(case: Case, tmp_path: Path) -> None:
    with staged(case, tmp_path) as (stage, _):
        generator = stage.catalog[case.generator]
        assert isinstance(generator, RemoteGenerator)
        login = stage.login(generator.card)
        order = Order(asked(case, stage), "token-4711", "4711", START, dict(stage.inputs))
    for answer in _filled():
        _try(generator, order, login, [answer])

    @few
    @given(st.lists(answers, min_size=1, max_size=4))
    def odd(said: list[Answer]) -> None:
        _try(generator, order, login, said)

    odd()


@pytest.mark.parametrize("case", WRITERS, ids=str)
def test_no_answer_breaks_a_writer(case: WriterCase) -> None:
    generator = build_catalog(Tools(), [CARDS[case.generator]], plugins=())[case.generator]
    assert isinstance(generator, TextGenerator)
    login = Login("https://vendor.example", "key-4711", own=True)
    schema: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "string"}}}
    question = Question(model=case.model, text="T", answer_schema=schema)

    def ask(said: Sequence[Answer]) -> None:
        channel = Parrot(login, said)
        written = asyncio.run(generator.write(question, channel))
        assert isinstance(written, Written | Declined | Doubtful)
        if isinstance(channel.paid[-1], Lost):
            assert isinstance(written, Doubtful)
        assert isinstance(asyncio.run(generator.test_key(Parrot(login, said))), KeyCheck)

    for answer in _filled():
        ask([answer])

    @few
    @given(st.lists(answers, min_size=1, max_size=4))
    def odd(said: list[Answer]) -> None:
        ask(said)

    odd()
