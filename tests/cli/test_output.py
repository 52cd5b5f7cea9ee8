"""What is shown of names that would rather be something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli.output import Output, visible


@given(st.text())
def test_a_value_stays_on_its_line(text: str) -> None:
    shown = visible(text)
    assert len(shown.splitlines()) <= 1
    assert "\x1b" not in shown
    if text.isprintable():
        assert shown == text


def test_fields_are_filled_once(capsys: pytest.CaptureFixture[str]) -> None:
    output = Output(as_json=False, language="en")
    output.say("{a} and {b:.1f}", a="{b} [bold]x[/] :cat:", b=1.26)
    output.line("{never} [red]filled[/]")
    assert capsys.readouterr().out == "{b} [bold]x[/] :cat: and 1.3\n{never} [red]filled[/]\n"


def test_one_document_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    output = Output(as_json=True, language="en")
    output.say("words")
    output.table(("a",), [("b",)])
    output.document({"name": "灯\udcff"})
    output.document({"second": True})
    heard = capsys.readouterr()
    assert heard.out == '{\n  "name": "\\u706f\\udcff"\n}\n'
    assert heard.err == ""


def test_severities_are_words_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    for language, word in (("en", "warning: here: x"), ("zh_CN", ": here: x")):
        Output(as_json=False, language=language).finding("warning", "x", "here")  # type: ignore[arg-type]
        assert word in capsys.readouterr().out
