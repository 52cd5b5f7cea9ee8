"""The HTTP policy: what is certain, what is in doubt, what is repeated, and what is never shown."""

from __future__ import annotations

import asyncio
import logging
import random
import socket
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.generators.addresses import is_loopback, is_public, problem_with
from app.generators.backoff import backoff
from app.generators.contract import Answer, Lost, NotSent, Part, Reply, Request
from app.generators.http import Channel, Http, Pace, Timeouts
from app.generators.login import Login, from_environment
from app.generators.refusals import CERTAIN, no_answer, refuse, retry_after, verdict
from tests.fakes.server import (
    BAD_GATEWAY,
    CUT_BEFORE,
    HALF_ANSWER,
    Call,
    FakeServer,
    Fault,
    Response,
    answer,
    refused,
)

T = TypeVar("T")


class Echo(FakeServer):
    """Answers with what it was sent."""

    def route(self, call: Call) -> str:
        return "any"

    def work(self, route: str, call: Call) -> Response:
        return answer({"method": call.method, "query": call.query, "length": len(call.body)})


def talk(
    work: Callable[[Channel], Awaitable[T]],
    login: Login,
    slept: list[float] | None = None,
    read: float = 5.0,
) -> T:
    """Run one conversation; back-off is noted instead of waited for."""

    async def note(seconds: float) -> None:
        if slept is not None:
            slept.append(seconds)

    async def whole() -> T:
        timeouts = Timeouts(connect=1, read=read, write=2, pool=2)
        async with Http(timeouts, Pace(gap=0), note) as http:
            return await work(http.channel("test", login))

    return asyncio.run(whole())


def post(url: str) -> Request:
    return Request(method="POST", url=url, json_body={"text": "你好"})


def test_a_request_arrives_as_it_was_described(tmp_path: Path) -> None:
    picture = tmp_path / "p.png"
    picture.write_bytes(b"\x89PNG data")
    form = (Part(name="image", path=picture, filename="a.png"), Part(name="type", value="input"))
    with Echo() as echo:
        login = Login(address=echo.origin, own=True)
        url = f"{echo.origin}/x"
        reply = talk(lambda channel: channel.send(post(url)), login)
        assert isinstance(reply, Reply)
        assert reply.object()["length"] == len(post(url).body())
        assert echo.calls[0][1].headers["content-type"] == "application/json"
        asked = Request(method="GET", url=url, query=(("a", "1"), ("a", "2")))
        talk(lambda channel: channel.ask(asked), login)
        assert echo.calls[1][1].query == {"a": ["1", "2"]}
        talk(lambda channel: channel.send(Request(method="POST", url=url, parts=form)), login)
        assert b'filename="a.png"' in echo.calls[2][1].body
        assert b"\x89PNG data" in echo.calls[2][1].body
        missing = (Part(name="image", path=tmp_path / "none.png"),)
        broken = Request(method="POST", url=url, parts=missing)
        assert isinstance(talk(lambda channel: channel.send(broken), login), NotSent)
        assert echo.count("any") == 3


def test_what_never_connected_is_certainly_not_sent() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        login = Login(address=f"http://127.0.0.1:{port}", own=True)
        refused_at_once = talk(lambda channel: channel.send(post(login.address)), login)
    nowhere = talk(lambda channel: channel.send(post("gopher://x")), login)
    assert isinstance(refused_at_once, NotSent)
    assert isinstance(nowhere, NotSent)


@pytest.mark.parametrize(
    "fault",
    [CUT_BEFORE, HALF_ANSWER, Fault(status=200, body=b"x" * 6_000_000)],
    ids=["cut", "half", "huge"],
)
def test_what_was_cut_is_in_doubt_and_sent_once(fault: Fault) -> None:
    with Echo() as echo:
        echo.fail("any", fault)
        login = Login(address=echo.origin, own=True)
        assert isinstance(talk(lambda channel: channel.send(post(echo.origin)), login), Lost)
        assert echo.count("any") == 1


def test_silence_is_in_doubt() -> None:
    import threading

    with Echo() as echo:
        echo.fail("any", Fault(gate=threading.Event()))
        login = Login(address=echo.origin, own=True)
        heard = talk(lambda channel: channel.send(post(echo.origin)), login, read=0.2)
        assert isinstance(heard, Lost)
        assert echo.count("any") == 1


def test_only_free_questions_are_repeated_and_retry_after_is_obeyed() -> None:
    slept: list[float] = []
    with Echo() as echo:
        echo.fail("any", BAD_GATEWAY, refused(429, {}, Retry_After="11"), CUT_BEFORE)
        login = Login(address=echo.origin, own=True)
        asked = Request(method="GET", url=echo.origin)
        reply = talk(lambda channel: channel.ask(asked, tries=4), login, slept)
        assert isinstance(reply, Reply)
        assert reply.status == 200
        assert echo.count("any") == 4
    waits = [wait for wait in slept if wait]
    assert 0.5 <= waits[0] <= 1
    assert waits[1] == 11
    assert 2 <= waits[2] <= 4


def test_a_vendor_that_asks_for_an_hour_is_not_waited_for_inside_a_call() -> None:
    slept: list[float] = []
    with Echo() as echo:
        echo.fail("any", refused(429, {}, Retry_After="3600"))
        asked = Request(method="GET", url=echo.origin)
        login = Login(address=echo.origin, own=True)
        reply = talk(lambda channel: channel.ask(asked, tries=4), login, slept)
        assert isinstance(reply, Reply)
        assert (reply.status, echo.count("any")) == (429, 1)
    assert not any(slept)


def explain(status: int, body: dict[str, object]) -> object:
    return refuse("parameter", code=str(status))


@given(status=st.integers(300, 599), body=st.sampled_from([b"{}", b"<html>", b"", b"[1]", b"nul"]))
def test_only_a_readable_refusal_is_certain(status: int, body: bytes) -> None:
    reply: Answer = Reply(status=status, body=body)
    judged = verdict(reply, explain)
    assert (judged.refusal.kind == "unknown") == (status not in CERTAIN or body != b"{}")
    assert no_answer(reply, explain).refusal.message


def test_retry_after_reads_seconds_and_dates_and_is_capped() -> None:
    now = datetime(2026, 11, 21, 8, tzinfo=UTC)

    def after(text: str) -> float | None:
        return retry_after(Reply(status=429, headers={"retry-after": text}), now)

    assert after("12") == 12
    assert after("99999999999999999999") == 3600
    assert after(format_datetime(now + timedelta(seconds=90), usegmt=True)) == 90
    assert after(format_datetime(now - timedelta(days=1), usegmt=True)) == 0
    assert after("soon") is None
    assert after("") is None


@given(failures=st.integers(1, 10_000), seed=st.integers())
def test_backoff_is_capped_and_never_less_than_half(failures: int, seed: int) -> None:
    full = min(60.0, 2.0 ** min(failures - 1, 10))
    assert full / 2 <= backoff(failures, random.Random(seed)) <= full


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://93.184.216.34/v.mp4", True),
        ("http://93.184.216.34/v.mp4", False),
        ("https://127.0.0.1/v.mp4", False),
        ("https://localhost/v.mp4", False),
        ("https://10.1.2.3/v.mp4", False),
        ("https://169.254.169.254/latest", False),
        ("https://[::1]/v.mp4", False),
        ("https://[::ffff:10.0.0.1]/v.mp4", False),
        ("https://0x7f.1/v.mp4", False),
        ("file:///etc/passwd", False),
        ("https:///nothing", False),
        ("http://127.0.0.1:8188/view?x=1", True),
        ("http://127.0.0.1:8189/view?x=1", False),
        ("https://[bad", False),
    ],
)
def test_results_come_from_public_places_or_from_where_the_person_said(
    url: str, fine: bool
) -> None:
    problem, _ = asyncio.run(problem_with(url, {("127.0.0.1", 8188)}))
    assert (problem == "") == fine


def test_the_checked_address_is_the_one_connected_to() -> None:
    _, pinned = asyncio.run(problem_with("https://93.184.216.34/v.mp4", ()))
    assert pinned == "93.184.216.34"
    assert is_public("198.18.0.7"), "local proxies answer names from this block"
    assert not is_public("100.64.0.1")
    assert is_loopback("sub.localhost")
    assert not is_loopback("example.com")


def test_keys_and_addresses_come_from_the_environment(tmp_path: Path) -> None:
    from app.generators.card import load
    from app.paths import resource

    card = load(resource("cards", "seedance.json"))
    plain = from_environment(card, {})
    assert (plain.address, plain.key, plain.own) == (card.address, "", False)
    held = {"FENJING_SEEDANCE_URL": "http://127.0.0.1:9/api/", "FENJING_SEEDANCE_KEY": "AK1:SK22"}
    typed = from_environment(card, held)
    assert (typed.address, typed.own) == ("http://127.0.0.1:9/api", True)
    assert typed.pair == ("AK1", "SK22")
    assert "AK1" not in repr(typed)


def test_addresses_reach_the_log_without_query_and_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with Echo() as echo:
        login = Login(address=echo.origin, key="canary-key-99887766", own=True)
        asked = Request(method="GET", url=f"{echo.origin}/a", query=(("key", login.key),))
        talk(lambda channel: channel.ask(asked), login)
    assert "/a" in caplog.text
    assert "canary" not in caplog.text
