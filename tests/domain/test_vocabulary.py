from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import vocabulary
from app.domain.script import TimeOfDay
from app.domain.shots import Angle, Move, Size, TransitionKind

TABLES = [
    (vocabulary.SIZES, Size, vocabulary.read_size),
    (vocabulary.ANGLES, Angle, vocabulary.read_angle),
    (vocabulary.MOVES, Move, vocabulary.read_move),
    (vocabulary.TRANSITIONS, TransitionKind, vocabulary.read_transition),
    (vocabulary.TIMES_OF_DAY, TimeOfDay, vocabulary.read_time_of_day),
]


@pytest.mark.parametrize(("table", "keys", "read"), TABLES)
def test_every_key_has_a_term_and_every_name_reads_back(
    table: dict, keys: object, read: object
) -> None:
    assert set(table) == set(get_args(keys)) - {""}
    for key, term in table.items():
        assert term.zh
        assert term.en
        for name in term.names:
            assert read(name) == key, name
            assert read(name.upper() if name.isascii() else f"【{name}】") == key, name


@pytest.mark.parametrize(("table", "keys", "read"), TABLES)
def test_no_name_means_two_things(table: dict, keys: object, read: object) -> None:
    names = [
        name.casefold() for term in table.values() for name in {n.casefold() for n in term.names}
    ]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("镜头：大特写", "ECU"),
        ("林夏的特写", "CU"),
        ("中近景，平视", "MCU"),
        ("全景", "FS"),
        ("CLOSE ON the envelope", "CU"),
        ("EXTREME CLOSE-UP of an eye", "ECU"),
        ("a wide shot", "LS"),
        ("Ms. Lee enters", None),
        ("她走了", None),
    ],
)
def test_sizes_in_free_text(text: str, size: str | None) -> None:
    assert vocabulary.read_size(text) == size


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("镜头推近：二〇四六年寄", "dolly_in"),
        ("镜头缓缓拉开", "dolly_out"),
        ("推", "dolly_in"),
        ("推+跟", "dolly_in"),
        ("缓慢上摇", "tilt_up"),
        ("她推门进来", None),
        ("We push in on Mei", "dolly_in"),
        ("handheld", "handheld"),
    ],
)
def test_moves_in_free_text(text: str, move: str | None) -> None:
    assert vocabulary.read_move(text) == move


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SMASH CUT TO:", "cut"),
        ("水面叠化为玻璃窗", "dissolve"),
        ("切黑", "fade_out"),
        ("> CUT TO BLACK.", "fade_out"),
        ("FADE IN:", "fade_in"),
        ("闪白", "fade_white"),
        ("转身", None),
    ],
)
def test_transitions_in_free_text(text: str, kind: str | None) -> None:
    assert vocabulary.read_transition(text) == kind


def test_labels_in_both_languages() -> None:
    assert vocabulary.size_label("MCU", "zh") == "近景"
    assert vocabulary.size_label("MCU", "en") == "medium close-up"
    assert vocabulary.angle_label("ots", "zh") == "过肩"
    assert vocabulary.move_label("dolly_in", "en") == "push in"
    assert vocabulary.transition_label("dissolve", "zh") == "叠化"
    assert vocabulary.time_label("night", "zh") == "夜"
    assert vocabulary.time_label("", "zh") == ""


@given(st.sampled_from(get_args(Size)), st.integers(-9, 9))
def test_nearer_stays_on_the_scale(size: Size, steps: int) -> None:
    moved = vocabulary.nearer(size, steps)
    if size == "INS":
        assert moved == "INS"
    else:
        there, here = vocabulary.SCALE.index(moved), vocabulary.SCALE.index(size)
        assert (there - here) * steps >= 0


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    for _, keys, read in TABLES:
        assert read(text) in (None, "", *get_args(keys))
