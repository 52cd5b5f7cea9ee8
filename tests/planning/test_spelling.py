from __future__ import annotations

import pytest

from app.planning.spelling import find, key_of


@pytest.mark.parametrize("query", ["林夏", "linxia", "lx", "夏", "LinXia", "xia"])
def test_a_chinese_name_is_found_by_signs_pinyin_and_initials(query: str) -> None:
    names = ["老陈", "林夏", "周野"]
    assert find(query, [(key_of(name), name) for name in names]) == ["林夏"]


def test_words_of_many_readings_are_found_by_each() -> None:
    for query in ("chongqing", "zhongqing", "cq"):
        assert find(query, [(key_of("重庆"), "重庆")]) == ["重庆"]


def test_beginnings_come_first_and_order_is_kept_among_equals() -> None:
    names = ["An open door", "Door two", "Door one"]
    assert find("door", [(key_of(name), name) for name in names]) == [
        "Door two",
        "Door one",
        "An open door",
    ]


def test_all_words_must_be_there() -> None:
    items = [(key_of(name), name) for name in ("red coat", "red hat")]
    assert find("hat red", items) == ["red hat"]
    assert find("blue", items) == []
    assert find("", items, limit=1) == ["red coat"]
