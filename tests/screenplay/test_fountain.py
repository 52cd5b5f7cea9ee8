"""Every element of Fountain in its natural and its forced form, and the traps of its public tests."""

from __future__ import annotations

import pytest

from app.domain.script import Element, ParsedScene
from app.screenplay import fountain


def _scene(body: str) -> ParsedScene:
    return fountain.parse(f"INT. SHOP - NIGHT\n\n{body}").episodes[0].scenes[0]


def _told(body: str) -> list[tuple[str, str]]:
    return [(element.type, element.text) for element in _scene(body).elements]


def _only(body: str) -> Element:
    (element,) = _scene(body).elements
    return element


def test_title_page_keeps_unknown_keys_and_many_lines() -> None:
    screenplay = fountain.parse(
        "Title:\n    _**THE LAMP**_\n\tPart two\nAuthor: Me\nMood: dark\n\nINT. A - DAY\n\nHi."
    )
    assert screenplay.fields == {
        "Title": "_**THE LAMP**_\nPart two",
        "Author": "Me",
        "Mood": "dark",
    }
    assert screenplay.title == "THE LAMP Part two"
    assert screenplay.front_matter.endswith("Mood: dark\n\n")


def test_title_page_with_chinese_keys() -> None:
    assert fountain.parse("标题：灯\n编剧：某人\n\n.客厅 - 夜\n\n他走了。").title == "灯"


@pytest.mark.parametrize(
    "text",
    [
        "FADE IN:\n\nINT. A - DAY",
        "CUT TO:\n\nHi.",
        "INT. A: B - DAY\n\nHi.",
        "林夏：你好\n\n她走了。",
    ],
)
def test_no_title_page(text: str) -> None:
    assert fountain.parse(text).fields == {}


@pytest.mark.parametrize(
    ("line", "int_ext", "place", "time_of_day", "number"),
    [
        ("INT. HOUSE - DAY", "int", "HOUSE", "day", ""),
        ("int house - night", "int", "house", "night", ""),
        ("EXT. A - B - DAWN", "ext", "A - B", "dawn", ""),
        ("EST. TOWN - MORNING", "ext", "TOWN", "morning", ""),
        ("INT./EXT. CAR - DUSK", "int/ext", "CAR", "dusk", ""),
        ("INT/EXT CAR - EVENING", "int/ext", "CAR", "evening", ""),
        ("I/E CAR - LATER", "int/ext", "CAR", "later", ""),
        ("    INT. HOUSE - CONTINUOUS", "int", "HOUSE", "continuous", ""),
        ("INT. HOUSE - DAY #12#", "int", "HOUSE", "day", "12"),
        ("INT. HOUSE - DAY #110A#", "int", "HOUSE", "day", "110A"),
        ("INT. HOUSE - DAY #I-1-A#", "int", "HOUSE", "day", "I-1-A"),
        ("INT. HOUSE - DAY #1.#", "int", "HOUSE", "day", "1."),
        (".MEMORY", "", "MEMORY", "", ""),
        (".客厅 - 夜", "", "客厅", "night", ""),
        (".夜 内 便利店 #1-1#", "int", "便利店", "night", "1-1"),
    ],
)
def test_headings(line: str, int_ext: str, place: str, time_of_day: str, number: str) -> None:
    scene = fountain.parse(f"\n{line}\n\nHe waits.").episodes[0].scenes[0]
    assert (scene.int_ext, scene.place, scene.time_of_day, scene.number) == (
        int_ext,
        place,
        time_of_day,
        number,
    )


@pytest.mark.parametrize("line", ["...and then", "INTERIOR HOUSE", "He waits.\nINT. HOUSE - DAY"])
def test_lines_that_are_no_heading(line: str) -> None:
    assert [kind for kind, _ in _told(line)] == ["action"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("One\ntwo\n\nthree", [("action", "One\ntwo"), ("action", "three")]),
        ("    indented\n\ttab", [("action", "    indented\n    tab")]),
        ("!SCANNING AISLES\nnext", [("action", "SCANNING AISLES\nnext")]),
        ("A KNOCK\n\nHe waits.", [("action", "A KNOCK"), ("action", "He waits.")]),
        ("(alone)", [("action", "(alone)")]),
        ("23\nHello", [("action", "23\nHello")]),
        ("SUPER:\nHello", [("action", "SUPER:\nHello")]),
        ("她走了\n雨声", [("action", "她走了\n雨声")]),
        ("MEI\nHello\nthere", [("dialogue", "Hello\nthere")]),
        ("R2D2\nBeep", [("dialogue", "Beep")]),
        ("MEI\nOne\n  \ntwo", [("dialogue", "One\n\ntwo")]),
        ("MEI\nOne\n\ntwo", [("dialogue", "One"), ("action", "two")]),
        ("MEI\n.45 it was", [("dialogue", ".45 it was")]),
        ("~la\n~lo", [("lyrics", "la\nlo")]),
        ("MEI\n~la", [("lyrics", "la")]),
        ("CUT TO:\n\nHe", [("transition", "CUT TO:"), ("action", "He")]),
        ("SMASH CUT TO: \n\nHe", [("transition", "SMASH CUT TO:"), ("action", "He")]),
        ("> FADE OUT.", [("transition", "FADE OUT.")]),
        ("FADE OUT.", [("action", "FADE OUT.")]),
        (">centre<\n> two <", [("centered", "centre\ntwo")]),
        ("===", [("page_break", "")]),
        ("He\n\n= later", [("action", "He"), ("synopsis", "later")]),
        ("## Act two", [("section", "## Act two")]),
        ("He [[why]] waits.", [("action", "He  waits."), ("note", "why")]),
        ("[[one\ntwo]]", [("note", "one\ntwo")]),
        ("[[one\r\ntwo]]", [("note", "one\ntwo")]),
        ("[[red: careful]]", [("note", "red: careful")]),
        ("[[open\n\nHe", [("action", "[[open"), ("action", "He")]),
        (
            "He /* cut\n\nout */ waits.",
            [("other", "/* cut\n\nout */"), ("action", "He"), ("action", " waits.")],
        ),
        ("/* open", [("action", "/* open")]),
        ("!!CLOSE ON KEY", [("shot_hint", "CLOSE ON KEY")]),
        ("!【字幕：三年前】", [("subtitle", "三年前")]),
        ("He is *so* **very** _tired_ \\*", [("action", "He is *so* **very** _tired_ \\*")]),
        ("{{x}} INCLUDE: a", [("action", "{{x}} INCLUDE: a")]),
    ],
)
def test_elements(body: str, told: list[tuple[str, str]]) -> None:
    assert _told(body) == told


@pytest.mark.parametrize(
    ("cue", "speaker", "extension", "kind"),
    [
        ("MEI", "MEI", "", "dialogue"),
        ("HANS (on the radio)", "HANS", "on the radio", "dialogue"),
        ("MOM (O. S.)", "MOM", "O. S.", "dialogue"),
        ("MOM (CONT'D)", "MOM", "CONT'D", "dialogue"),
        ("MOM (CONT’D)", "MOM", "CONT’D", "dialogue"),
        ("MOM (V.O.) (CONT'D)", "MOM", "V.O., CONT'D", "narration"),
        ("@McAllister", "McAllister", "", "dialogue"),
        ("@老陈 (O.S.)", "老陈", "O.S.", "inner"),
        ("@林夏（OS）", "林夏", "OS", "inner"),
        ("@旁白 (V.O.)", "旁白", "V.O.", "narration"),
    ],
)
def test_cues(cue: str, speaker: str, extension: str, kind: str) -> None:
    element = _only(f"{cue}\nHello.")
    assert (element.speaker, element.extension, element.type, element.text) == (
        speaker,
        extension,
        kind,
        "Hello.",
    )


def test_parentheticals_divide_a_speech() -> None:
    elements = _scene("MEI\n(reading)\nAll...\n(stops)\n...light?").elements
    assert [(e.parenthetical, e.text, e.line) for e in elements] == [
        ("reading", "All...", 3),
        ("stops", "...light?", 6),
    ]


def test_dual_dialogue_needs_a_partner() -> None:
    pair = _scene("JUN\nYes.\n\nMEI ^\nNo.").elements
    assert [e.dual for e in pair] == [False, True]
    alone = fountain.parse("INT. A - DAY\n\nMEI ^\nNo.")
    assert not alone.episodes[0].scenes[0].elements[0].dual
    assert "dual-alone" in {d.code for d in alone.diagnostics}


@pytest.mark.parametrize(
    "section", ["# Episode 2: Oil", "# 第2集 Oil", "## EP02 Oil", "# 第二集：Oil"]
)
def test_sections_that_are_episodes(section: str) -> None:
    screenplay = fountain.parse(
        f"Title: X\n\n{section}\n\n= It burns.\n\nINT. A - DAY\n\n= Smoke.\n\nHe waits."
    )
    (episode,) = screenplay.episodes
    assert (episode.number, episode.title, episode.synopsis) == (2, "Oil", "It burns.")
    assert episode.scenes[0].synopsis == "Smoke."


def test_chinese_in_fountain() -> None:
    text = "# 第1集 灯\n\n.夜 内 便利店 #1-1#\n\n[[人物：林夏、老陈]]\n\n雨声。\n\n@林夏\n(低声)\n打烊了。\n"
    scene = fountain.parse(text).episodes[0].scenes[0]
    assert scene.cast == ("林夏", "老陈")
    assert [e.type for e in scene.elements] == ["cast", "action", "dialogue"]
    assert fountain.write(fountain.parse(text)) == text
