"""Encodings, formats and files that are no scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import BadInput, MalformedScript
from app.screenplay import reading

TEXT = "第1集 灯\n\n1-1 夜 内 便利店\n△雨声。\n林夏：打烊了。\n"


@pytest.mark.parametrize(
    ("codec", "recorded", "guessed"),
    [
        ("utf-8", "utf-8", False),
        ("utf-8-sig", "utf-8-sig", False),
        ("utf-16", "utf-16", False),
        ("utf-32", "utf-32", False),
        ("utf-16-le", "utf-16-le", True),
        ("utf-16-be", "utf-16-be", True),
        ("gb18030", "gb18030", True),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(codec: str, recorded: str, guessed: bool, newline: str) -> None:
    screenplay = reading.read_bytes(TEXT.replace("\n", newline).encode(codec))
    assert screenplay.encoding == recorded
    assert ("encoding-guessed" in {d.code for d in screenplay.diagnostics}) is guessed
    assert screenplay.episodes[0].scenes[0].elements[1].text == "打烊了。"
    assert screenplay.episodes[0].scenes[0].elements[1].line == 5


def test_a_persons_choice_of_encoding_is_obeyed() -> None:
    traditional = "第1集\n1-1 夜 內 便利店\n林夏：燈還亮著。\n".encode("big5")
    screenplay = reading.read_bytes(traditional, encoding="Big5")
    assert screenplay.encoding == "big5"
    assert screenplay.episodes[0].scenes[0].elements[0].text == "燈還亮著。"


def test_a_wrong_choice_names_the_line() -> None:
    with pytest.raises(MalformedScript) as caught:
        reading.read_bytes("abc\n打烊".encode("gb18030"), encoding="utf-8")
    assert caught.value.line == 2
    with pytest.raises(BadInput, match="is not an encoding"):
        reading.read_bytes(b"abc", encoding="klingon")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"PK\x03\x04....word/document.xml", "Word"),
        (b"PK\x03\x04....x", "archive"),
        (b"%PDF-1.7 x", "PDF"),
        (b"\xd0\xcf\x11\xe0rest", "Word"),
        (b"\x89PNG\r\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"{\\rtf1 x}", "rich text"),
        (b"<?xml?><FinalDraft>", "Final Draft"),
        (bytes(range(32)) * 20, "not text"),
        (b"\xff\xfe\x00\xd8", "does not fit"),
    ],
)
def test_files_that_are_no_scripts_are_refused_with_a_way_out(data: bytes, word: str) -> None:
    with pytest.raises(MalformedScript, match=word) as caught:
        reading.read_bytes(data)
    assert caught.value.fix


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (TEXT, "a.txt", "chinese"),
        (TEXT, "a.md", "chinese"),
        (TEXT, "", "chinese"),
        ("", "a.fountain", "fountain"),
        ("INT. A - DAY\n\nMEI\nHello.", "a.txt", "fountain"),
        ("Title: X\nAuthor: Y\n\nHe waits.", "", "fountain"),
        (".客厅 - 夜\n\n@林夏\n打烊了。\n", "a.txt", "fountain"),
        ("他走了。", "", "chinese"),
        ("He left.", "", "fountain"),
        ("1-1 日 内 客厅\nMei: Hello", "", "chinese"),
    ],
)
def test_formats(text: str, name: str, expected: str) -> None:
    assert reading.sniff(text, name) == expected


def test_the_sample_reads_the_same_in_every_encoding() -> None:
    text = (Path(__file__).parent / "data" / "borrowed_light_cn.txt").read_text(encoding="utf-8")
    trees = [
        reading.read_bytes(text.encode(codec)).episodes
        for codec in ("utf-8", "gb18030", "utf-16", "utf-16-be")
    ]
    assert all(tree == trees[0] for tree in trees)
