"""`script check`: the document of issue 2, and files that are no scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.terminal import SCRIPT, Terminal

SCRIPTS = Path(__file__).parent.parent / "journeys" / "scripts"
EPISODE = {"number", "title", "scenes"}
SCENE = {"number", "heading", "int_ext", "location", "time_of_day", "characters", "elements"}
ELEMENT = {"type", "text", "speaker", "extension", "parenthetical", "line"}


@pytest.mark.parametrize("name", sorted(path.name for path in SCRIPTS.iterdir()))
def test_the_document_has_the_fields_it_promises(fenjing: Terminal, name: str) -> None:
    found = fenjing.json("script", "check", SCRIPTS / name)
    assert {"format", "encoding", "episodes", "diagnostics"} <= set(found)
    elements = 0
    for episode in found["episodes"]:
        assert set(episode) >= EPISODE
        for scene in episode["scenes"]:
            assert set(scene) >= SCENE
            assert isinstance(scene["characters"], list)
            for element in scene["elements"]:
                assert set(element) == ELEMENT
                assert element["line"] >= 1
                elements += 1
    assert elements > 20
    for diagnostic in found["diagnostics"]:
        assert {"severity", "line", "message"} <= set(diagnostic)


def test_what_stands_in_the_script_is_what_is_told(fenjing: Terminal) -> None:
    found = fenjing.json("script", "check", fenjing.write("script.txt", SCRIPT))
    assert (found["format"], found["encoding"]) == ("chinese", "utf-8")
    (scene,) = found["episodes"][0]["scenes"]
    assert (scene["number"], scene["int_ext"], scene["location"]) == ("1-1", "int", "便利店")
    assert scene["time_of_day"] == "night"
    assert scene["characters"] == ["林夏", "老陈"]
    spoken = [element for element in scene["elements"] if element["speaker"]]
    assert [(one["speaker"], one["text"], one["extension"], one["line"]) for one in spoken] == [
        ("林夏", "打烊了。", "", 5),
        ("老陈", "灯还亮着。", "OS", 6),
    ]


def test_an_encoding_can_be_named(fenjing: Terminal) -> None:
    path = fenjing.folder / "script.txt"
    path.write_bytes(SCRIPT.encode("gb18030"))
    assert fenjing.json("script", "check", path)["encoding"] == "gb18030"
    named = fenjing.json("script", "check", path, "--encoding", "gb18030")
    assert named["episodes"][0]["scenes"][0]["location"] == "便利店"
    assert fenjing("script", "check", path, "--encoding", "klingon", code=1).err


def test_diagnostics_name_their_line_in_words(fenjing: Terminal) -> None:
    path = fenjing.write("script.txt", SCRIPT + "【特写 手\n")
    said = fenjing("script", "check", path)
    assert "warning: line 7: " in said.out


def test_binary_files_are_no_scripts(fenjing: Terminal) -> None:
    path = fenjing.folder / "script.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    said = fenjing("script", "check", path, code=1)
    assert said.err.strip()
    assert "Traceback" not in said.err
    error = fenjing.json("script", "check", path, code=1)["error"]
    assert error["message"]
    assert error["kind"] in {"BadInput", "MalformedScript"}


def test_a_folder_a_missing_file_and_an_endless_one_are_answered(fenjing: Terminal) -> None:
    assert "cannot be read" in fenjing("script", "check", fenjing.folder, code=1).err
    assert "There is no file" in fenjing("script", "check", fenjing.folder / "no.txt", code=1).err
    assert "too large" in fenjing("script", "check", "/dev/zero", code=1).err


def test_an_empty_file_is_no_trouble_for_the_program(fenjing: Terminal) -> None:
    said = fenjing("script", "check", fenjing.write("empty.txt", ""), code=None)
    assert said.code in (0, 1)
    assert "Traceback" not in said.err
