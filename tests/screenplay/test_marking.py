"""Marks for the editor agree with what the parser reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.screenplay import marking, reading

DATA = Path(__file__).parent / "data"


def test_chinese_marks() -> None:
    text = (
        "《灯》\n人物小传：\n林夏（24岁）：店员\n\n第1集\n1-1 夜 内 店\n人物：林夏\n△雨。\n"
        "  林夏（冷笑）：走。\n林夏：\n（低声）\n走。\n雨声。\n【字幕：三年前】\n音效：雨\n【切黑】\n备注：x\n12"
    )
    marks = marking.mark(text, "chinese")
    assert [m.kind for m in marks] == [
        "title",
        "cast",
        "cast",
        "blank",
        "episode",
        "scene",
        "cast",
        "action",
        "dialogue",
        "cue",
        "parenthetical",
        "dialogue",
        "action",
        "directive",
        "sound",
        "transition",
        "note",
        "other",
    ]
    assert marks[8].spans == (marking.Span(2, 4, "speaker"),)


def test_labelled_headings_are_marked_as_scene() -> None:
    marks = marking.mark("场1-1：偏厅\n夜/日：夜\n内/外：内\n人物：林夏\n△雨。", "chinese")
    assert [m.kind for m in marks] == ["scene", "scene", "scene", "cast", "action"]


def test_fountain_marks() -> None:
    text = (
        "Title: X\n\n# Episode 1\n\n= syn\n\nINT. A - DAY\n\nHe [[why]] waits.\n\n"
        "MEI\n(low)\nHi.\n\nCUT TO:\n\n!!CU\n\n[[a\nb]]\n"
    )
    marks = marking.mark(text, "fountain")
    assert [m.kind for m in marks] == [
        "title",
        "blank",
        "episode",
        "blank",
        "synopsis",
        "blank",
        "scene",
        "blank",
        "action",
        "blank",
        "cue",
        "parenthetical",
        "dialogue",
        "blank",
        "transition",
        "blank",
        "directive",
        "blank",
        "note",
        "note",
        "blank",
    ]
    assert marks[8].spans == (marking.Span(3, 10, "note"),)


@pytest.mark.parametrize("name", [path.name for path in sorted(DATA.iterdir())])
def test_every_scene_and_speech_of_the_samples_is_marked(name: str) -> None:
    text = (DATA / name).read_text(encoding="utf-8")
    screenplay = reading.read_text(text, name=name)
    marks = marking.mark(text, screenplay.format)
    for episode in screenplay.episodes:
        assert marks[episode.line - 1].kind == "episode"
        for scene in episode.scenes:
            assert marks[scene.line - 1].kind == "scene"
            for element in scene.elements:
                kind = marks[element.line - 1].kind
                if element.speaker and not element.dual:
                    assert kind in {"cue", "dialogue", "parenthetical"}
                if element.type == "action" and element.line != 17:
                    assert kind == "action"
