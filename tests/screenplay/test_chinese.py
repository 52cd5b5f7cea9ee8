"""Every shape of Chinese scripts, one case each."""

from __future__ import annotations

import pytest

from app.domain.script import Element, ParsedScene
from app.screenplay import chinese


def _scene(body: str) -> ParsedScene:
    return chinese.parse(f"1-1 夜 内 便利店\n{body}").episodes[0].scenes[0]


def _only(line: str) -> Element:
    elements = _scene(line).elements
    assert len(elements) == 1, elements
    return elements[0]


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("第1集", 1, ""),
        ("第一集", 1, ""),
        ("第十二集 标题", 12, "标题"),
        ("第1集：标题", 1, "标题"),
        ("【第1集】", 1, ""),
        ("**第1集**", 1, ""),
        ("## 第 1 集", 1, ""),
        ("EP01", 1, ""),
        ("第1回", 1, ""),
        ("第1话", 1, ""),
        ("第1章", 1, ""),
        ("第１２集", 12, ""),
        ("第一百零三集", 103, ""),
        ("第廿三集", 23, ""),
        ("第两百集", 200, ""),
        ("第二〇集", 20, ""),
    ],
)
def test_episode_headers(line: str, number: int, title: str) -> None:
    episode = chinese.parse(f"{line}\n\n1-1 日 内 客厅\n△他走了。").episodes[0]
    assert (episode.number, episode.title, episode.line) == (number, title, 1)


@pytest.mark.parametrize("line", ["在第三集里他死了", "第三集里，他死了。", "第一集完", "1、起初"])
def test_lines_that_are_no_episode_header(line: str) -> None:
    assert len(chinese.parse(f"1-1 日 内 客厅\n{line}\n△他走了。").episodes) == 1


@pytest.mark.parametrize(
    ("line", "number", "place", "time_of_day", "int_ext"),
    [
        ("1-1 日 内 客厅", "1-1", "客厅", "day", "int"),
        ("1-1日 内 老宅", "1-1", "老宅", "day", "int"),
        ("1-1日内 老宅", "1-1", "老宅", "day", "int"),
        ("1-1 内 日 客厅", "1-1", "客厅", "day", "int"),
        ("1-2 学校操场 日 外", "1-2", "学校操场", "day", "ext"),
        ("1-2 日/内/客厅", "1-2", "客厅", "day", "int"),
        ("【场1】夜/外/码头", "1", "码头", "night", "ext"),
        ("1-3 天台，黄昏", "1-3", "天台", "dusk", ""),
        ("场1-1 客厅 日/内", "1-1", "客厅", "day", "int"),
        ("场景1-1：客厅 日 内", "1-1", "客厅", "day", "int"),
        ("第一场 日 内 客厅", "1", "客厅", "day", "int"),
        ("场景一：咖啡厅", "1", "咖啡厅", "", ""),
        ("场次：1-1", "1-1", "", "", ""),
        ("场1-1：偏厅\n夜/日：夜\n内/外：内\n场景：偏厅", "1-1", "偏厅", "night", "int"),
        ("第一场\n日 内 客厅", "1", "客厅", "day", "int"),
        ("20、卫生间 夜 内", "20", "卫生间", "night", "int"),
        ("夜 外 码头", "", "码头", "night", "ext"),
        ("内景 咖啡厅 - 黄昏", "", "咖啡厅", "dusk", "int"),
        ("外. 街道 - 日", "", "街道", "day", "ext"),
        ("## S01 | 内景 · 咖啡厅 | 黄昏", "S01", "咖啡厅", "dusk", "int"),
        ("**1-1 日 内 客厅**", "1-1", "客厅", "day", "int"),
        ("1-1A 日 内 客厅", "1-1A", "客厅", "day", "int"),
        ("1-3补 夜 外 街", "1-3补", "街", "night", "ext"),
        ("１－１　夜　内　便利店", "1-1", "便利店", "night", "int"),
        ("1—10 日 内/外 林家-二楼 书房", "1-10", "林家-二楼 书房", "day", "int/ext"),
        ("2-2 日 外 车内", "2-2", "车内", "day", "ext"),
        ("时间：夜\n地点：客厅", "", "客厅", "night", ""),
        ("INT. HOUSE - DAY", "", "HOUSE", "day", "int"),
    ],
)
def test_scene_headings(line: str, number: str, place: str, time_of_day: str, int_ext: str) -> None:
    scenes = chinese.parse(f"{line}\n人物：林夏\n△雨声。").episodes[0].scenes
    assert len(scenes) == 1
    scene = scenes[0]
    assert (scene.number, scene.place, scene.time_of_day, scene.int_ext) == (
        number,
        place,
        time_of_day,
        int_ext,
    )
    assert scene.cast == ("林夏",)


@pytest.mark.parametrize(
    "line", ["1-2岁的孩子在跑", "2026-11-01", "1-0 比分领先了。他笑。", "1.5元一个", "12:30"]
)
def test_lines_that_are_no_scene_heading(line: str) -> None:
    assert len(chinese.parse(f"1-1 日 内 客厅\n{line}").episodes[0].scenes) == 1


def test_scene_numbers_tell_episodes_when_no_header_does() -> None:
    screenplay = chinese.parse(
        "1-1 日 内 客厅\n△一。\n1-2 日 内 客厅\n△二。\n2-1 日 内 客厅\n△三。"
    )
    assert [(e.number, len(e.scenes)) for e in screenplay.episodes] == [(1, 2), (2, 1)]


@pytest.mark.parametrize("label", ["人物", "出场人物", "角色", "登场", "人"])
def test_cast_lines(label: str) -> None:
    scene = _scene(f"{label}：林夏、老陈（旁观），群演若干 / 保镖；路人甲")
    assert scene.cast == ("林夏", "老陈", "群演若干", "保镖", "路人甲")
    assert [e.type for e in scene.elements] == ["cast"]


@pytest.mark.parametrize(
    "line",
    [
        "△雨声：不停",
        "△ 雨声：不停",
        "△：雨声：不停",
        "▲雨声：不停",
        "Δ雨声：不停",
        "∆雨声：不停",
        "▷雨声：不停",
        "（△雨声：不停）",
    ],
)
def test_marked_action_is_never_speech(line: str) -> None:
    element = _only(line)
    assert (element.type, element.text) == ("action", "雨声：不停")


@pytest.mark.parametrize("line", ["雨声不停。", "* 雨声不停。", "- 雨声不停。", "（雨声不停。）"])
def test_unmarked_action(line: str) -> None:
    assert (_only(line).type, _only(line).text) == ("action", "雨声不停。")


@pytest.mark.parametrize(
    ("line", "type_", "speaker", "extension", "parenthetical", "text"),
    [
        ("林夏：台词", "dialogue", "林夏", "", "", "台词"),
        ("林夏: 台词", "dialogue", "林夏", "", "", "台词"),
        ("林夏（冷笑）：台词", "dialogue", "林夏", "", "冷笑", "台词"),
        ("林夏(冷笑): 台词", "dialogue", "林夏", "", "冷笑", "台词"),
        ("林夏：（冷笑）台词", "dialogue", "林夏", "", "冷笑", "台词"),
        ("林夏（OS）：台词", "inner", "林夏", "OS", "", "台词"),
        ("林夏OS：台词", "inner", "林夏", "OS", "", "台词"),
        ("林夏 OS：台词", "inner", "林夏", "OS", "", "台词"),
        ("林夏（O.S.）：台词", "inner", "林夏", "O.S.", "", "台词"),
        ("林夏（ＯＳ）：台词", "inner", "林夏", "ＯＳ", "", "台词"),
        ("林夏（VO）：台词", "narration", "林夏", "VO", "", "台词"),
        ("林夏（V.O.）：台词", "narration", "林夏", "V.O.", "", "台词"),
        ("林夏（旁白）：台词", "narration", "林夏", "旁白", "", "台词"),
        ("林夏（OS，低声）：台词", "inner", "林夏", "OS", "低声", "台词"),
        ("旁白：台词", "narration", "旁白", "", "", "台词"),
        ("画外音：台词", "narration", "画外音", "", "", "台词"),
        ("【旁白】台词", "narration", "旁白", "", "", "台词"),
        ("【VO：台词】", "narration", "", "VO", "", "台词"),
        ("独白：台词", "inner", "独白", "", "", "台词"),
        ("林夏&老陈：台词", "dialogue", "林夏&老陈", "", "", "台词"),
        ("林夏、老陈（齐声）：台词", "dialogue", "林夏、老陈", "", "齐声", "台词"),
        ("众人：台词", "dialogue", "众人", "", "", "台词"),
        ("林夏（对老陈，低声）：台词", "dialogue", "林夏", "", "对老陈，低声", "台词"),
        ("林夏（电话）：台词", "dialogue", "林夏", "电话", "", "台词"),
        ("林夏（电话那头）：台词", "dialogue", "林夏", "电话那头", "", "台词"),
        ("林夏：……", "dialogue", "林夏", "", "", "……"),
        ("林夏：\n台词", "dialogue", "林夏", "", "", "台词"),
        ("林夏：\n（低声）\n台词", "dialogue", "林夏", "", "低声", "台词"),
        (
            "林夏：（拿起杯子）你走。（停顿）马上走。",
            "dialogue",
            "林夏",
            "",
            "拿起杯子",
            "你走。（停顿）马上走。",
        ),
        ('林夏："台词"', "dialogue", "林夏", "", "", "台词"),
        ("林夏说：“台词”", "dialogue", "林夏", "", "", "台词"),
        ("林夏低声说道：“台词”", "dialogue", "林夏", "", "低声", "台词"),
        ("**林夏**：台词", "dialogue", "林夏", "", "", "台词"),
        ("林　夏：台词", "dialogue", "林夏", "", "", "台词"),
        ("\u200b林夏\u200b：台词", "dialogue", "林夏", "", "", "台词"),
        ("Old Chen: Open up.", "dialogue", "Old Chen", "", "", "Open up."),
    ],
)
def test_speech(
    line: str, type_: str, speaker: str, extension: str, parenthetical: str, text: str
) -> None:
    e = _only(line)
    assert (e.type, e.speaker, e.extension, e.parenthetical, e.text) == (
        type_,
        speaker,
        extension,
        parenthetical,
        text,
    )


@pytest.mark.parametrize(
    "line",
    [
        "时间：三年前",
        "地点：老屋",
        "备注：雨戏",
        "字幕：三年前",
        "音乐：低弦",
        "音效：雨",
        "镜头：推近",
        "转场：叠化",
        "注：小心",
        "提示：小心",
        "闪回：三年前",
        "手机屏幕显示：你好",
        "纸条上写着：快走",
        "12:30",
        "https://example.org/a",
    ],
)
def test_false_speakers(line: str) -> None:
    element = _scene(f"△他走了。\n{line}").elements[-1]
    assert not element.speaker
    assert not element.is_spoken


@pytest.mark.parametrize(
    ("line", "type_", "text"),
    [
        ("【字幕：三年前】", "subtitle", "三年前"),
        ("【闪回】", "flashback_start", "闪回"),
        ("【闪回结束】", "flashback_end", "闪回结束"),
        ("【闪回完】", "flashback_end", "闪回完"),
        ("【回忆结束】", "flashback_end", "回忆结束"),
        ("[闪回]", "flashback_start", "闪回"),
        ("（闪回）", "flashback_start", "闪回"),
        ("【特效】", "effect", "特效"),
        ("【特效：金光】", "effect", "金光"),
        ("【转场】", "transition", "转场"),
        ("【切】", "transition", "切"),
        ("【叠化】", "transition", "叠化"),
        ("【黑屏】", "transition", "黑屏"),
        ("【镜头：特写】", "shot_hint", "特写"),
        ("【特写】", "shot_hint", "特写"),
        ("特写：手", "shot_hint", "特写：手"),
        ("【蒙太奇】", "shot_hint", "蒙太奇"),
        ("【空镜】", "shot_hint", "空镜"),
        ("【定格】", "effect", "定格"),
        ("【片头】", "note", "片头"),
        ("【片尾】", "note", "片尾"),
        ("【卡点】", "note", "卡点"),
        ("【钩子】", "note", "钩子"),
        ("【BGM：低弦】", "music", "低弦"),
        ("【音效：雨】", "sound", "雨"),
        ("【系统提示：恭喜】", "effect", "系统提示：恭喜"),
        ("♪：钢琴", "music", "钢琴"),
        ("音效：雨", "sound", "雨"),
        ("SFX：雨", "sound", "雨"),
        ("【前所未见】", "other", "前所未见"),
    ],
)
def test_directions(line: str, type_: str, text: str) -> None:
    element = _only(line)
    assert (element.type, element.text) == (type_, text)


def test_a_flashback_ends_with_its_mark_or_with_the_next_heading() -> None:
    text = (
        "1-1 日 内 甲\n△一。\n【闪回】\n△二。\n1-2 日 内 乙\n△三。\n【闪回】\n"
        "1-3 日 内 丙\n△四。\n1-4 日 内 丁\n△五。"
    )
    screenplay = chinese.parse(text)
    assert [scene.flashback for scene in screenplay.episodes[0].scenes] == [
        False,
        False,
        True,
        False,
    ]
    assert [(d.code, d.line) for d in screenplay.diagnostics if "flashback" in d.code] == [
        ("unclosed-flashback", 3),
        ("unclosed-flashback", 7),
    ]


def test_front_matter_people_and_fields() -> None:
    screenplay = chinese.parse(
        "《灯》\n类型：都市\n大纲：一盏灯。\n它会说话。\n\n人物小传：\n1. 林夏（24岁）：店员。\n怕黑。\n"
        "- 老陈，68岁，修灯匠\n\n第1集\n1-1 夜 内 店\n△雨。"
    )
    assert (screenplay.title, screenplay.fields) == (
        "灯",
        {"类型": "都市", "大纲": "一盏灯。\n它会说话。"},
    )
    assert [(p.name, p.description) for p in screenplay.people] == [
        ("林夏", "24岁，店员。\n怕黑。"),
        ("老陈", "68岁，修灯匠"),
    ]


def test_a_script_without_headings_is_one_scene() -> None:
    screenplay = chinese.parse("《灯》\n林夏：走。\n雨声。")
    assert screenplay.title == "灯"
    assert [e.type for e in screenplay.episodes[0].scenes[0].elements] == ["dialogue", "action"]
    assert "scene-without-heading" in {d.code for d in screenplay.diagnostics}


def test_traditional_characters_are_read_and_kept() -> None:
    text = (
        "第一集 燈還亮著\n第1場 日 內 客廳\n林夏（畫外音）：你好，這是繁體。\n【字幕：三年後】\n"
        "【音樂：鋼琴】\n1-2 黃昏 外 碼頭\n旁白：他說過會回來。\n【轉場】\n"
    )
    first, second = chinese.parse(text).episodes[0].scenes
    assert (first.int_ext, first.place, first.time_of_day) == ("int", "客廳", "day")
    assert (second.int_ext, second.place, second.time_of_day) == ("ext", "碼頭", "dusk")
    assert [(row.type, row.text) for row in first.elements] == [
        ("inner", "你好，這是繁體。"), ("subtitle", "三年後"), ("music", "鋼琴"),
    ]  # fmt: skip
    assert [row.type for row in second.elements] == ["narration", "transition"]
