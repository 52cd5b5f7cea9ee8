"""What holds for every text, however strange."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.script import Screenplay, ScriptFormat
from app.screenplay import chinese, fountain, marking, reading
from app.screenplay.source import fold, lines_of
from tests.screenplay.shapes import accounted, joined, shape

_CHINESE_LINES = st.sampled_from(
    [
        "第1集 灯",
        "第二集",
        "【第3集】",
        "第一集完",
        "1-1 夜 内 便利店",
        "1-2日内 老宅",
        "2-1A 日 外 车内",
        "场1-1：偏厅",
        "夜/日：夜",
        "内/外：内",
        "场景：偏厅",
        "时间：夜",
        "时间：三年前",
        "地点：客厅",
        "人物：林夏、老陈（电话）",
        "人物：",
        "出场人物：村民若干",
        "△雨声。",
        "△：林夏：抬头",
        "△",
        "▲ 灯灭",
        "（△他走了）",
        "（旧吊扇转。）",
        "林夏：打烊了。",
        "林夏（冷笑）：走。",
        "林夏：（冷笑）走。（停）走。",
        "林夏（OS）：我",
        "林夏OS：我",
        "林夏 V.O.：我",
        "林夏（a）（b）：c",
        "林夏（OS）（电话）：（低声）（x）y",
        "林夏：",
        "林夏（冷笑）：",
        "林夏：（停顿）",
        "旁白：那天",
        "VO：那天",
        "OS：我",
        "【旁白】那天",
        "【VO：那天】",
        "独白：我",
        "众人：走",
        "林夏&老陈：走",
        "“走。”林夏说",
        "林夏说：“走。”",
        "【字幕：三年前】",
        "字幕：三年前",
        "【字幕】",
        "【闪回】",
        "【闪回结束】",
        "闪回：十年前",
        "[闪回]",
        "（闪回）",
        "【转场：叠化】",
        "【切黑】",
        "【特写】手",
        "【系统提示：好】",
        "【谁知道】",
        "【谁】【知】道",
        "【没有关",
        "【a】b】",
        "音效：雨",
        "♪：钢琴",
        "SFX：雨",
        "BGM",
        "备注：x",
        "本集梗概：好",
        "---",
        "===",
        "12",
        "- 3 -",
        "第3页",
        "点击上方关注",
        "* 雨",
        "- 雨",
        "## 第 4 集",
        "**林夏**：你",
        "**1-1 日 内 客厅**",
        "《借光》",
        "题材：都市",
        "人物小传：",
        "林夏（24岁）：话少",
        "大纲：长",
        "夜 外 码头",
        "20、卫生间 夜 内",
        "第一场",
        "日 内 客厅",
        "场",
        "1-1",
        "3-1",
        "INT. HOUSE - DAY",
        "EP02",
        "\u3000林\u3000夏：你",
        "\u200b林夏：你",
        "他看了看表：十二点",
        "12:30",
        "http://a.b",
        "ＯＳ：我",
        "（OS）",
        "：",
        "：：",
        "（）",
        "【】",
        "《》",
        "**",
        "*",
        "手机屏幕显示：你好",
        "【闪回】林夏：你",
        "【镜头：推】△走",
        "场1-1 a。b：c",
        "【场】偏厅",
        "【场2】",
    ]
)
_FOUNTAIN_LINES = st.sampled_from(
    [
        "INT. HOUSE - DAY",
        "EXT. STREET #1-2#",
        "INT./EXT. CAR - NIGHT #3A#",
        ".客厅 - 夜",
        ".夜 内 客厅 #1-1#",
        "..no",
        ".",
        ". x",
        "MEI",
        "MEI ^",
        "MEI (V.O.)",
        "MEI (O.S.) (CONT'D)",
        "@McCoy",
        "@老陈 (OS)",
        "@老陈 ^",
        "@",
        "@(x)",
        "(softly)",
        "()",
        "((a))",
        "（停顿）",
        "Hello there.",
        "你好。",
        "   indented",
        "  ",
        "\t",
        "~la la",
        "~",
        "> CENTER <",
        "> FADE OUT.",
        ">",
        "><",
        ">> a <",
        "CUT TO:",
        "SMASH CUT TO: ",
        "FADE IN:",
        "# Episode 1",
        "# 第2集 灯",
        "## Act",
        "#",
        "= synopsis",
        "=",
        "==",
        "===",
        "====",
        "!FORCED",
        "!",
        "!!CLOSE ON",
        "!!",
        "!【字幕：三年前】",
        "【闪回】",
        "【闪回结束】",
        "[[note]]",
        "a [[n]] b",
        "[[open",
        "close]]",
        "/*",
        "*/",
        "/* c */",
        "a /* c */ b",
        "[[人物：林夏]]",
        "/[[n]]*",
        "[/*x*/[a]]",
        "*/ x /*",
        "x ]] [[",
        "Title: X",
        "Title:",
        "    more",
        "Author: me",
        "foo: bar",
        "标题：灯",
        "A KNOCK",
        "SUPER:",
        "R2D2",
        "23",
        ".45 caliber",
        "@A (b",
        "A (B) C",
        "*em*",
        "\\*",
        "23:00",
        "人物：a",
    ]
)


def _texts(lines: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    line = st.one_of(lines, lines, lines, st.just(""), st.just(""), st.text(max_size=8))
    breaks = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])
    return st.lists(st.tuples(line, breaks), max_size=14).map(
        lambda pairs: "".join(text + end for text, end in pairs)
    )


_CHINESE = _texts(_CHINESE_LINES)
_FOUNTAIN = _texts(_FOUNTAIN_LINES)
_ANY = st.one_of(_CHINESE, _FOUNTAIN, st.text())
_FORMATS = st.sampled_from(["chinese", "fountain"])


def _parse(text: str, format: ScriptFormat) -> Screenplay:
    return reading.read_text(text, format=format)


@settings(max_examples=300, deadline=None)
@given(text=_ANY, format=_FORMATS)
def test_any_text_is_read_whole(text: str, format: ScriptFormat) -> None:
    screenplay = _parse(text, format)
    assert joined(screenplay) == text
    assert len(marking.mark(text, format)) == len(lines_of(text))
    ids = [
        element.id
        for episode in screenplay.episodes
        for scene in episode.scenes
        for element in scene.elements
    ]
    assert len(ids) == len(set(ids))


@settings(max_examples=500, deadline=None)
@given(text=_CHINESE)
def test_chinese_written_reads_back_equal(text: str) -> None:
    first = chinese.parse(text)
    again = chinese.parse(chinese.write(first))
    assert shape(again) == shape(first)


@settings(max_examples=500, deadline=None)
@given(text=_FOUNTAIN)
def test_fountain_written_reads_back_equal(text: str) -> None:
    first = fountain.parse(text)
    again = fountain.parse(fountain.write(first))
    assert shape(again) == shape(first)


@settings(max_examples=200, deadline=None)
@given(text=_ANY, source=_FORMATS)
def test_each_format_can_be_written_as_the_other(text: str, source: ScriptFormat) -> None:
    screenplay = _parse(text, source)
    other: ScriptFormat = "chinese" if source == "fountain" else "fountain"
    written = chinese.write(screenplay) if other == "chinese" else fountain.write(screenplay)
    assert joined(_parse(written, other)) == written


@settings(max_examples=300, deadline=None)
@given(text=_texts(_CHINESE_LINES))
def test_no_chinese_character_is_lost(text: str) -> None:
    screenplay = chinese.parse(text)
    held = accounted(screenplay)
    for line in lines_of(text):
        for word in re.findall("[雨灯走我你那电钢琴客偏厅码卫生老宅]", fold(line.text)):
            assert word in held


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    from app.errors import BadInput

    try:
        encoding = reading.read_bytes(data).encoding
    except BadInput as problem:
        encoding = problem.message if problem.message.endswith(".") and problem.fix else ""
    assert encoding


@pytest.mark.parametrize(
    "piece",
    [
        "[[",
        "/*",
        "[[a\n",
        "【",
        "（",
        "(",
        "((",
        "林夏：",
        "△",
        "、",
        "1-",
        "A (",
        "@",
        "*",
        "第",
        "\t ",
        "=\n",
        "a:",
        "[[ ]]",
    ],
)
@pytest.mark.parametrize("format", ["chinese", "fountain"])
def test_a_pathological_megabyte_is_read_in_linear_time(piece: str, format: ScriptFormat) -> None:
    """Quadratic reading of such a text would take hours; this test ends in seconds or not at all."""
    size = 100_000 if "\n" in piece or piece == "[[ ]]" else 1_000_000
    text = piece * (size // len(piece.encode()))
    assert joined(_parse(text, format)) == text
