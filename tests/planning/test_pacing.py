from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.planning import pacing


@given(st.text(max_size=80), st.text(max_size=20))
def test_more_text_never_takes_less_time(text: str, more: str) -> None:
    assert pacing.speech_seconds(text) > 0
    assert pacing.action_seconds(text) <= pacing.ACTION_MAXIMUM
    assert pacing.reading_seconds(text) >= pacing.READING_MINIMUM
    assert pacing.reading_seconds(text + more) >= pacing.reading_seconds(text)


def test_rates_are_those_of_the_trade() -> None:
    assert pacing.speech_seconds("一二三四五六七八九") == pytest.approx(2.0)
    words = "I have never owned a red umbrella in my life until today"
    assert pacing.speech_seconds(words) == pytest.approx(12 / 2.6, abs=0.01)


def test_digits_and_letters_in_chinese_are_syllables() -> None:
    plain = pacing.speech_seconds("今年才二零二六年")
    assert pacing.speech_seconds("今年才2026年") == pytest.approx(plain)
    assert pacing.speech_seconds("用AI画画") == pytest.approx(5 / 4.5, abs=0.01)


def test_pauses_and_silence_count() -> None:
    assert pacing.speech_seconds("好，走") > pacing.speech_seconds("好走")
    assert pacing.speech_seconds("……") == pacing.SILENT_BEAT_SECONDS
    assert pacing.speech_seconds("（叹气）") == pacing.SILENT_BEAT_SECONDS


def test_directions_are_not_spoken() -> None:
    assert pacing.spoken_text("你走。（停顿）马上走。") == "你走。马上走。"
    assert pacing.spoken_text("We *close* (stops) at nine.") == "We close at nine."


def test_an_action_line_is_two_to_four_seconds() -> None:
    assert 2 <= pacing.action_seconds("林夏把硬币一枚枚放进饼干盒，手腕上的红绳被水打湿。") <= 4
