"""Keys never show: by value in every common coding, and by pattern when nobody told us the value."""

from __future__ import annotations

import base64
import io
import logging
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.generators.contract import Declined, Polled, Request, Result
from app.generators.redaction import HIDDEN, LogRedactor, Redactor, one_line, without_query
from app.generators.refusals import refuse

KEY = "sk/Canary+Key=4711"


@pytest.mark.parametrize(
    "text",
    [
        f"key {KEY} refused",
        f"https://a.example/x?key={quote(KEY, safe='')}",
        base64.b64encode(KEY.encode()).decode(),
        f'{{"authorization": "Bearer {KEY}"}}',
    ],
)
def test_a_known_key_is_hidden_in_every_coding(text: str) -> None:
    clean = Redactor([KEY]).text(text)
    assert "Canary" not in clean
    assert base64.b64encode(KEY.encode()).decode()[:8] not in clean


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer abcdefghijklmnop",
        "api_key=abcdef123456",
        '"x-api-key": "abcdef123456"',
        "sk-abcdefghijklmnop1234",
        "AKLTabcdefghijklmnop",
        "eyJhbGciOiJIUzI1.eyJpc3MiOiJhYmMi.c2lnbmF0dXJl",
        "https://u:p@a.example/x?X-Signature=abcdef",
    ],
)
def test_what_looks_like_a_key_is_hidden_too(text: str) -> None:
    clean = Redactor().text(text)
    assert HIDDEN in clean
    assert "abcdef" not in clean.replace("abcdefg", "abcdef") or "u:p@" not in clean
    for part in ("abcdefghijklmnop", "abcdef123456", "c2lnbmF0dXJl", "u:p"):
        assert part not in clean


@given(
    secret=st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=8, max_size=40),
    around=st.text(),
)
def test_no_surrounding_saves_a_key(secret: str, around: str) -> None:
    assert secret not in Redactor([secret]).text(f"{around}{secret}{around}").replace(around, "")


def test_plain_text_stays() -> None:
    text = "林夏推开门。 The shot is 5 s long."
    assert Redactor([KEY]).text(text) == text


def test_answers_are_cleaned_but_result_addresses_stay_whole() -> None:
    redactor = Redactor([KEY])
    declined = Declined(refusal=refuse("auth", detail=f"bad {KEY}", code=KEY))
    clean = redactor.answer(declined)
    assert KEY not in clean.model_dump_json()
    url = "https://cdn.example/v.mp4?sig=1"
    polled = Polled(state="ready", results=(Result(url=url),), vendor_state=f"done {KEY}")
    seen = redactor.answer(polled)
    assert seen.results[0].url == url
    assert KEY not in seen.vendor_state
    assert redactor.answer(5) == 5


def test_a_preview_shows_everything_but_the_key() -> None:
    request = Request(
        method="POST",
        url="https://a.example/v1",
        headers={"Authorization": f"Bearer {KEY}", "x-api-key": KEY, "Accept": "x"},
        query=(("key", KEY), ("page", "1")),
        json_body={"image": "data:image/png;base64," + "A" * 500, "n": [1, "two"], "ok": True},
        note="the paid call",
    )
    shown = Redactor([KEY]).request(request)
    assert KEY not in str(shown)
    assert shown["headers"]["Accept"] == "x"
    assert shown["headers"]["Authorization"] == "Bearer ***"
    assert shown["query"][1] == ["page", "1"]
    assert shown["body"]["image"].startswith("data:image/png;base64,<")
    assert shown["body"]["n"] == [1, "two"]


def test_the_log_filter_cleans_messages_and_tracebacks() -> None:
    out = io.StringIO()
    logger = logging.getLogger("test.redaction")
    handler = logging.StreamHandler(out)
    handler.addFilter(LogRedactor(Redactor([KEY])))
    logger.addHandler(handler)
    try:
        logger.warning("sent %s", KEY)
        try:
            raise ValueError(KEY)
        except ValueError:
            logger.exception("broke")
    finally:
        logger.removeHandler(handler)
    assert KEY not in out.getvalue()
    assert "ValueError" in out.getvalue()


def test_one_line_is_short_and_one_line() -> None:
    assert one_line(b'{"a":\n 1}') == '{"a":1}'
    assert one_line(b"<html>\n\n x" + b"y" * 9000, 50).count("\n") == 0
    assert len(one_line(b"y" * 9000, 50)) == 50
    assert without_query("https://u:p@h.example/p?q=1#f") == "https://h.example/p?***"
