"""What a voice reads, and in which language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.speech_text import Run, runs, spoken


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("你好（停顿）再见", "你好，再见"),
        ("（低声）走吧", "走吧"),
        ("走吧（（快））！", "走吧 ！"),
        ("等等——别走……", "等等，别走"),
        ("“小雨”，《明天》", "小雨 ， 明天"),
        ("……", ""),
        ("（沉默）", ""),
        ("Wait (beat) here.", "Wait ， here."),
    ],
)
def test_directions_go_and_pauses_stay(written: str, heard: str) -> None:
    assert spoken(written) == heard


def test_each_stretch_goes_to_its_language() -> None:
    assert runs("我用AI拍了第3集short drama，2026年。", "zh") == (
        Run("zh", "我用"),
        Run("en", "AI"),
        Run("zh", "拍了第3集"),
        Run("en", "short drama，"),
        Run("zh", "2026年。"),
    )
    assert runs("Call 911 now.", "en") == (Run("en", "Call 911 now."),)
    assert runs("12:30", "en") == (Run("en", "12:30"),)
    assert runs("12:30", "zh") == (Run("zh", "12:30"),)


@given(st.text(max_size=80), st.sampled_from(["zh", "en"]))
def test_no_letter_is_lost_or_said_twice(text: str, language: str) -> None:
    said = spoken(text)
    joined = "".join(run.text for run in runs(said, language))
    letters = [sign for sign in said if "a" <= sign.lower() <= "z" or "\u4e00" <= sign <= "\u9fff"]
    assert [sign for sign in joined if sign in set(letters)] == letters
