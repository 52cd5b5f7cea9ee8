"""What the person is told about a script."""

from __future__ import annotations

import pytest

from app.screenplay import chinese, fountain

HEAD = "第1集\n1-1 日 内 客厅\n人物：林夏\n林夏：走。\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (HEAD + "1-3 日 内 客厅\n林夏：走。", "scene-gap", 5),
        (HEAD + "1-1 日 内 客厅\n林夏：走。", "scene-repeated", 5),
        (HEAD + "2-2 日 内 客厅\n林夏：走。", "scene-in-other-episode", 5),
        (HEAD + "1-2 日 内 客厅", "scene-empty", 5),
        (HEAD + "1-2 日 内 客厅\n△雨。", "scene-without-cast", 5),
        (HEAD + "第3集\n3-1 日 内 客厅\n林夏：走。", "episode-gap", 5),
        (HEAD + "第1集\n1-1 日 内 客厅\n林夏：走。", "episode-repeated", 5),
        (HEAD + "林下：走。", "similar-name", 5),
        (HEAD + f"林夏：{'走' * 200}", "long-speech", 5),
        (HEAD + "12", "unplaced", 5),
        (HEAD + "【前所未见】", "unplaced", 5),
        (HEAD + "【字幕：三年前", "unclosed-bracket", 5),
        (HEAD + "【闪回】\n△雨。", "unclosed-flashback", 5),
        (HEAD + "【闪回结束】", "unopened-flashback", 5),
        (HEAD + "林夏：\n△雨。", "cue-without-words", 5),
        ("第1集\n林夏：走。", "scene-without-heading", 2),
        ("《灯》", "no-scenes", 0),
    ],
)
def test_diagnostics(text: str, code: str, line: int) -> None:
    found = {(d.code, d.line): d for d in chinese.parse(text).diagnostics}
    assert (code, line) in found
    assert "{" not in found[code, line].message


def test_a_clean_script_is_not_scolded() -> None:
    assert chinese.parse(HEAD).diagnostics == ()


def test_two_people_with_like_names_on_the_list_are_two_people() -> None:
    text = "1-1 日 内 客厅\n人物：顾客甲、顾客乙、林夏、林下\n顾客甲：走。\n顾客乙：走。\n林夏：走。\n林下：走。"
    assert chinese.parse(text).diagnostics == ()


def test_a_misspelt_english_name() -> None:
    text = "INT. A - DAY\n\nMARGARET\nHi.\n\nMARGARET\nHi.\n\nMARGERET\nHi.\n"
    assert [(d.code, d.line) for d in fountain.parse(text).diagnostics] == [("similar-name", 9)]
