"""Captions: SRT for players, and words burnt into the picture exactly as they were written."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import paths
from app.domain.timeline import Caption
from app.export import typeface
from app.export.captions import CaptionStyle, clean, escape, to_ass, to_srt
from app.export.movie import render
from app.export.wrapping import measure_in, wrap
from app.media.frames import FrameReader
from tests.export.cuts import Bench, clip, cut, small
from tests.media.films import film, flat

FACE = typeface.choose(paths.resource("fonts"))
WHITE = 190


def _pictures(tmp_path: Path, captions: tuple[Caption, ...], frames: int = 20) -> list[np.ndarray]:
    bench = Bench(tmp_path)
    grey = bench.put(film(tmp_path / "g.mp4", 30, size=(360, 640), paint=flat(90)))
    timeline = cut([clip(grey, frames)], width=360, height=640, captions=captions)
    render(bench.job(timeline, preset=small(short_side=360)))
    with FrameReader(bench.out) as reader:
        return [reader.rgb(index).astype(int).mean(axis=2) for index in range(len(reader))]


def _ink(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.nonzero(picture > WHITE)


def test_captions_are_drawn_on_exactly_their_frames(tmp_path: Path) -> None:
    pictures = _pictures(tmp_path, (Caption(start=5, end=11, text="你怎么现在才来"),))
    drawn = [index for index, picture in enumerate(pictures) if len(_ink(picture)[0]) > 100]
    assert drawn == list(range(5, 11))
    rows, columns = _ink(pictures[7])
    assert 0.62 * 640 < rows.min() < rows.max() < 0.76 * 640
    assert abs((columns.min() + columns.max()) / 2 - 180) < 4


@pytest.mark.parametrize("fps", [24, 25, 30, 50, 60])
def test_the_first_and_last_frame_hold_at_every_rate(tmp_path: Path, fps: int) -> None:
    bench = Bench(tmp_path)
    grey = bench.put(film(tmp_path / "g.mp4", 5, paint=flat(60)))
    captions = tuple(Caption(start=s, end=s + 3, text="国国国") for s in range(2, 80, 7))
    render(bench.job(cut([clip(grey, 90)], fps, captions=captions)))
    wanted = [index for s in range(2, 80, 7) for index in range(s, s + 3)]
    with FrameReader(bench.out) as reader:
        drawn = [i for i in range(90) if (reader.rgb(i).max(axis=2) > 170).sum() > 20]
    assert drawn == wanted


def test_long_lines_stay_inside_the_picture(tmp_path: Path) -> None:
    text = "雨下了一整夜，我在巷口等到最后一班车开走，你却始终没有出现。"
    rows, columns = _ink(_pictures(tmp_path, (Caption(start=0, end=20, text=text),), 3)[1])
    assert 360 * 0.06 < columns.min() < columns.max() < 360 * 0.94
    assert rows.max() - rows.min() > 30  # more than one line


def test_hostile_text_is_drawn_not_obeyed(tmp_path: Path) -> None:
    hostile = (
        "{\\pos(10,10)}{\\fs200}甲",
        "乙\\N\\N\\N\\N\\N\\N丙",
        "{\\p1}m 0 0 l 900 0 900 900 0 900{\\p0}",
        "丁\nDialogue: 0,0:00:00.00,0:00:09.00,Line,,0,0,0,,{\\an7}戊",
        "'];[0:v]drawbox=c=white:t=fill[x];subtitles=/etc/passwd'",
    )
    for text in hostile:
        picture = _pictures(tmp_path, (Caption(start=0, end=20, text=text),), 3)[1]
        rows, _ = _ink(picture)
        assert len(rows) > 30, text
        assert 0.5 * 640 < rows.min() < rows.max() < 0.78 * 640, text
        assert len(rows) < 640 * 360 * 0.05, text


@given(st.text(max_size=60))
def test_an_ass_line_holds_no_command_of_its_own(text: str) -> None:
    made = escape(text)
    assert "\n" not in made
    assert "\r" not in made
    assert re.sub(r"\\N|\\\{|\\\}", "", made).count("\\") == 0
    assert not re.search(r"(?<!\\)[{}]", made)
    script = to_ass(
        [Caption(start=0, end=9, text=text)],
        fps=24, width=360, height=640, face=FACE, style=CaptionStyle(),
    )  # fmt: skip
    assert script.count("\nDialogue:") == (1 if clean(text) else 0)


def test_srt_is_numbered_ordered_and_exact() -> None:
    captions = [
        Caption(start=240, end=288, text="再见 --> 不见"),
        Caption(start=12, end=60, text="你好\r\n\r\n世界"),
        Caption(start=70, end=80, text=" \n "),
        Caption(start=24 * 3700, end=24 * 3700 + 1, text="Late"),
    ]
    assert to_srt(captions, 24) == (
        "1\n00:00:00,500 --> 00:00:02,500\n你好\n世界\n\n"
        "2\n00:00:10,000 --> 00:00:12,000\n再见 → 不见\n\n"
        "3\n01:01:40,000 --> 01:01:40,042\nLate\n"
    )


def test_missing_characters_are_named(tmp_path: Path) -> None:
    assert FACE.missing(["雨夜，AI!", "你好\u200b 。"]) == ()
    assert FACE.missing(["好😀坏😀\U00030edd"]) == ("😀", "\U00030edd")
    bench = Bench(tmp_path)
    grey = bench.put(film(tmp_path / "g.mp4", 5, paint=flat(90)))
    odd = (Caption(start=0, end=4, text="好😀"),)
    assert render(bench.job(cut([clip(grey, 5)], captions=odd))).missing_glyphs == ("😀",)


def test_lines_break_by_the_rules_of_both_scripts() -> None:
    measure = measure_in(FACE.path, 56)
    broken = wrap("你怎么现在才来？我等了你一整晚，一整晚都没有合眼，你知道吗？", 890, measure)
    lines = broken.split("\n")
    assert all(line[0] not in "，。？！" for line in lines)
    assert max(map(len, lines)) - min(map(len, lines)) <= 2
    english = wrap("I waited for you all night long, and you never called.", 890, measure)
    assert english.split("\n") == ["I waited for you all night", "long, and you never called."]
    assert wrap("短", 890, measure) == "短"


@given(st.text(alphabet="你好，。“”ab c!", max_size=60), st.integers(80, 900))
def test_wrapping_loses_nothing(text: str, room: int) -> None:
    broken = wrap(text, room, measure_in(FACE.path, 56))
    assert re.sub(r"\s", "", broken) == re.sub(r"\s", "", text)
