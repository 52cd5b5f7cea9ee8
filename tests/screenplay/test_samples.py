"""The three sample scripts, structure and words."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.script import ParsedScene, Screenplay
from app.screenplay import chinese, fountain, reading
from tests.screenplay.shapes import joined, shape

DATA = Path(__file__).parent / "data"


def _read(name: str) -> Screenplay:
    return reading.read_bytes((DATA / name).read_bytes(), name=name)


def _scenes(screenplay: Screenplay) -> list[list[str]]:
    return [[scene.number for scene in episode.scenes] for episode in screenplay.episodes]


def _scene(screenplay: Screenplay, number: str) -> ParsedScene:
    return next(s for episode in screenplay.episodes for s in episode.scenes if s.number == number)


@pytest.mark.parametrize(
    ("name", "format", "scenes", "titles"),
    [
        (
            "lantern_clause.fountain",
            "fountain",
            [["1-1", "1-2"], ["2-1", "2-1A", "2-2"]],
            ["Sold", "The Last Clause"],
        ),
        (
            "borrowed_light_cn.txt",
            "chinese",
            [["1-1", "1-2"], ["2-1", "2-2", "2-3"]],
            ["灯还亮着", "一盏灯的价钱"],
        ),
        (
            "reply_letter_cn_labelled.txt",
            "chinese",
            [["1-1", "1-2"], ["2-1", "2-2"]],
            ["退信", "二十年后的字迹"],
        ),
    ],
)
def test_structure(name: str, format: str, scenes: list[list[str]], titles: list[str]) -> None:
    screenplay = _read(name)
    assert (screenplay.format, screenplay.encoding) == (format, "utf-8")
    assert [episode.number for episode in screenplay.episodes] == [1, 2]
    assert [episode.title for episode in screenplay.episodes] == titles
    assert _scenes(screenplay) == scenes
    assert screenplay.diagnostics == ()
    assert joined(screenplay) == (DATA / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [path.name for path in sorted(DATA.iterdir())])
def test_written_samples_read_back_equal(name: str) -> None:
    screenplay = _read(name)
    room = fountain if screenplay.format == "fountain" else chinese
    assert shape(room.parse(room.write(screenplay))) == shape(screenplay)


@pytest.mark.parametrize("name", ["borrowed_light_cn.txt", "reply_letter_cn_labelled.txt"])
def test_a_chinese_script_keeps_its_lines_as_fountain(name: str) -> None:
    first = _read(name)
    again = fountain.parse(fountain.write(first))
    for before, after in zip(first.episodes, again.episodes, strict=True):
        for old, new in zip(before.scenes, after.scenes, strict=True):
            assert (new.number, new.place, new.time_of_day, new.int_ext) == (
                old.number,
                old.place,
                old.time_of_day,
                old.int_ext,
            )
            assert [(e.type, e.text) for e in new.elements] == [
                (e.type, e.text) for e in old.elements
            ]
            assert new.flashback == old.flashback


def test_lantern_clause_in_detail() -> None:
    screenplay = _read("lantern_clause.fountain")
    assert screenplay.title == "THE LANTERN CLAUSE"
    assert screenplay.fields["Contact"].split("\n")[0] == "sample script for testing only"
    assert screenplay.episodes[0].synopsis.startswith("Mei finds out")
    first = _scene(screenplay, "1-1")
    assert (first.int_ext, first.place, first.time, first.time_of_day) == (
        "int",
        "LANTERN SHOP",
        "NIGHT",
        "night",
    )
    assert first.cast == ("MEI", "OLD CHEN")
    assert [e.type for e in first.elements][:5] == [
        "action",
        "action",
        "note",
        "dialogue",
        "dialogue",
    ]
    stops = next(e for e in first.elements if e.parenthetical == "stops")
    assert (stops.speaker, stops.text, stops.line) == ("MEI", "...all light?", 43)
    assert next(e for e in _scene(screenplay, "2-1").elements if e.dual).text == "Don't touch it!"
    assert (
        next(e for e in _scene(screenplay, "2-1").elements if e.type == "lyrics").text.count("\n")
        == 1
    )
    memory = _scene(screenplay, "2-1A")
    assert (memory.heading, memory.elements[1].type, memory.elements[1].speaker) == (
        "FLASH OF MEMORY",
        "narration",
        "Mother",
    )
    last = _scene(screenplay, "2-2")
    assert last.int_ext == "int/ext"
    assert [e.type for e in last.elements][-3:] == ["action", "transition", "other"]


def test_borrowed_light_in_detail() -> None:
    screenplay = _read("borrowed_light_cn.txt")
    assert screenplay.title == "借光"
    assert [person.name for person in screenplay.people] == ["林夏", "老陈", "周野", "店长"]
    first = _scene(screenplay, "1-1")
    assert (first.int_ext, first.place, first.time, first.time_of_day) == (
        "int",
        "便利店",
        "夜",
        "night",
    )
    assert first.cast == ("林夏", "老陈", "店长")
    inner = first.elements[4]
    assert (inner.type, inner.speaker, inner.extension, inner.text, inner.line) == (
        "inner",
        "老陈",
        "OS",
        "灯还亮着呢。",
        22,
    )
    assert [s.flashback for s in screenplay.episodes[1].scenes] == [False, True, False]
    assert [e.type for e in _scene(screenplay, "1-2").elements][-2:] == ["subtitle", "transition"]


def test_reply_letter_in_detail() -> None:
    screenplay = _read("reply_letter_cn_labelled.txt")
    assert (screenplay.title, screenplay.fields["版本"]) == ("回信", "第二稿 2026-11-01")
    first = _scene(screenplay, "1-1")
    assert (first.int_ext, first.place, first.time_of_day) == ("int", "镇邮局", "day")
    assert [e.type for e in first.elements][-4:] == ["shot_hint", "action", "inner", "music"]
    assert _scene(screenplay, "1-2").time_of_day == "dusk"
    voice = _scene(screenplay, "2-1").elements[2]
    assert (voice.type, voice.speaker, voice.extension) == ("narration", "", "VO")
    assert "旁白" not in _scene(screenplay, "1-2").cast
