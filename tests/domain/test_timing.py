from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.timing import frames_of, parse_length, seconds_of, short_time, timecode
from app.errors import BadInput

RATES = st.sampled_from([24, 25, 30, 50, 60])


@given(st.integers(0, 10_000_000), RATES)
def test_frames_survive_the_way_through_seconds(frames: int, fps: int) -> None:
    assert frames_of(seconds_of(frames, fps), fps) == frames
    assert frames_of(Fraction(frames, fps), fps) == frames


@given(st.integers(0, 99 * 3600 * 24), RATES)
def test_timecode_reads_back(frames: int, fps: int) -> None:
    assert parse_length(timecode(frames, fps), fps) == frames


@pytest.mark.parametrize(
    ("text", "frames"),
    [
        ("3", 72),
        ("3s", 72),
        ("3秒", 72),
        ('3.5"', 84),
        ("3''", 72),
        ("2s12f", 60),
        ("12帧", 12),
        ("12f", 12),
        ("1秒2帧", 26),
        ("0:03", 72),
        ("1:00", 1440),
        ("00:00:03:12", 84),
        ("０：０３", 72),
        (" 3.5 S ", 84),
    ],
)
def test_lengths_as_people_type_them(text: str, frames: int) -> None:
    assert parse_length(text, 24) == frames


@pytest.mark.parametrize("text", ["", "abc", "-3", "3 m", "1:2:3:4:5", "s"])
def test_other_texts_are_refused_with_a_way_out(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_length(text, 24)
    assert refused.value.fix


@given(st.text(max_size=20))
def test_any_text_is_a_length_or_refused(text: str) -> None:
    try:
        assert parse_length(text, 24) >= 0
    except BadInput:
        return


def test_halves_round_up_on_both_sides_of_zero() -> None:
    assert frames_of(Fraction(1, 48), 24) == 1
    assert frames_of(Fraction(-1, 48), 24) == 0
    assert frames_of(Fraction(-3, 48), 24) == -1


def test_short_labels() -> None:
    assert short_time(84, 24) == "0:03.5"
    assert short_time(1440, 24) == "1:00.0"
    assert timecode(-5, 24) == "00:00:00:00"
