"""Finished sentences find their templates again, whatever fills them."""

from __future__ import annotations

import io
import time

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from hypothesis import assume, given
from hypothesis import strategies as st

from app.settings import language
from app.settings.language import Catalogue, Sentences

WORDS = {
    "Wait for it.": "请等待。",
    "There is no {thing} in {place}.": "{place}中没有{thing}。",
    "There is no {thing} in {place}. It went on {day:%d}.": "{day} 起，{place}中不再有{thing}。",
    "{count} lines of the script are in no shot.": "剧本有 {count} 行不在任何镜头里。",
    "The clip is {seconds:.1f} seconds long.": "片段长 {seconds} 秒。",
    "The download broke off: {reason}.": "下载中断：{reason}。",
    "the server sent nothing": "服务器没有发送内容",
    "the server answered {status}": "服务器回应 {status}",
    "Open {a_rather_long_name_of_a_field}": "打开 {a_rather_long_name_of_a_field}",
    "Open the film {it}": "打开影片 {it}",
    "{n} %": "百分之 {n}",
}
COUNTED = ("{n} shot", "{n} shots")


def catalogue(words: dict[str, str]) -> Catalogue:
    """A compiled catalogue that says these."""
    written = Catalog(locale="zh_CN")
    for source, said in words.items():
        written.add(source, said)
    written.add(COUNTED, ("{n} 个镜头",))
    stream = io.BytesIO()
    write_mo(stream, written)
    stream.seek(0)
    return Catalogue(stream)


SPEAK = Sentences(catalogue(WORDS))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Wait for it.", "请等待。"),
        ("3 lines of the script are in no shot.", "剧本有 3 行不在任何镜头里。"),
        ("-1.5 lines of the script are in no shot.", "剧本有 -1.5 行不在任何镜头里。"),
        ("The clip is 2.5 seconds long.", "片段长 2.5 秒。"),
        ("There is no door in “{x}”.", "“{x}”中没有door。"),
        ("There is no {place} in {thing}.", "{thing}中没有{place}。"),
        (r"There is no (.*?) in C:\new [a-z]+.", r"C:\new [a-z]+中没有(.*?)。"),
        ("There is no 林夏 in 天台\n(夜).", "天台\n(夜)中没有林夏。"),
        ("There is no  in .", "中没有。"),
    ],
)
def test_a_finished_sentence_is_said_in_the_other_language(text: str, said: str) -> None:
    assert SPEAK.said(text) == said


def test_what_fills_a_field_is_translated_too() -> None:
    said = SPEAK.said("The download broke off: the server sent nothing.")
    assert said == "下载中断：服务器没有发送内容。"
    assert SPEAK.said("The download broke off: the server answered 503.") == (
        "下载中断：服务器回应 503。"
    )


def test_the_template_with_the_most_words_of_its_own_is_chosen() -> None:
    assert SPEAK.said("There is no door in A. It went on 3.") == "3 起，A中不再有door。"
    assert SPEAK.said("Open the film 7") == "打开影片 7"
    assert SPEAK.said("Open the door") == "打开 the door"


@pytest.mark.parametrize(
    "text", ["", "Nobody wrote this down", "wait for it.", "50 %", "a long shot", "请等待。"]
)
def test_what_no_template_fits_is_left_as_it_is(text: str) -> None:
    assert SPEAK.said(text) == text


@given(
    thing=st.text(alphabet=st.characters(exclude_characters="."), max_size=20),
    place=st.text(max_size=20),
)
def test_any_names_come_through_unharmed(thing: str, place: str) -> None:
    """All but names that say the template's own words: those are cut elsewhere."""
    assume(" in " not in f"{thing} " and "It went on" not in place)
    said = SPEAK.said(f"There is no {thing} in {place}.")
    assert said == f"{SPEAK.said(place)}中没有{SPEAK.said(thing)}。"


def test_english_needs_no_catalogue() -> None:
    assert language.sentence("Wait for it.", "en") == "Wait for it."
    assert Sentences(language.translations("en")).said("Wait for it.") == "Wait for it."


def test_chinese_speaks_from_the_catalogue_that_ships() -> None:
    said = language.sentence("“abc” is not a resolution.", "zh_CN")
    assert "abc" in said
    assert "resolution" not in said


def test_many_templates_are_searched_fast() -> None:
    words = {
        f"Number {n} of {{all}} has no {{thing}} {n}.": f"{{all}} {n} {{thing}}" for n in range(500)
    }
    speak = Sentences(catalogue(words))
    speak.said("Number 1 of 2 has no take 1.")
    began = time.perf_counter()
    for n in range(100):
        speak.said(f"Number {n} of 9 has no take {n}!")
    each = (time.perf_counter() - began) * 10
    print(f"{each:.3f} ms to search 500 templates in vain")
    assert speak.said("Number 3 of 9 has no take 3.") == "9 3 take"


def test_the_system_language_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_TW.UTF-8")
    assert language.system_language() == "zh_CN"
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert language.system_language() == "en"
