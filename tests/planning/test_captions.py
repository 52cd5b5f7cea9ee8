from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.timeline import Caption
from app.planning import captions
from tests.planning.stories import element


@given(st.text(alphabet="一二三四五，。！？…", max_size=120))
def test_chinese_captions_are_short_and_lose_no_character(text: str) -> None:
    pieces = captions.split(text)
    assert all(len(piece) <= 14 for piece in pieces)
    kept = [letter for letter in text if letter in "一二三四五"]
    assert [letter for piece in pieces for letter in piece if letter in "一二三四五"] == kept


@given(st.lists(st.text(alphabet="abcdefg", min_size=1, max_size=12), max_size=30))
def test_english_captions_break_between_words(words: list[str]) -> None:
    pieces = captions.split(" ".join(words))
    assert all(len(piece) <= 32 for piece in pieces)
    assert " ".join(pieces).split() == words


def test_breaks_fall_at_punctuation_and_rows_are_even() -> None:
    assert captions.split("林夏，门口那盏灯谁要都别给，听见没有？") == (
        "林夏，门口那盏灯谁要都别给",
        "听见没有？",
    )
    rows = captions.split("In our family, nobody reads the clause before the last one.")
    assert max(map(len, rows)) - min(map(len, rows)) < 8


def test_a_line_is_shared_out_over_its_time() -> None:
    line = element("e", "dialogue", "林夏，门口那盏灯谁要都别给，听见没有？", "店长")
    first, second = captions.lay(line, 100, 4.0, 24, (14, 32))
    assert (first.start, second.end) == (100, 196)
    assert first.end == second.start


def test_two_at_once_become_two_rows() -> None:
    both = [
        Caption(start=0, end=20, text="A"),
        Caption(start=0, end=30, text="B"),
        Caption(start=25, end=99, text="C"),
    ]
    clean = captions.without_overlaps(both, 50)
    assert [(each.start, each.end, each.text) for each in clean] == [(0, 25, "A\nB"), (25, 50, "C")]
