"""The AI label: seen on the opening picture at the height the standard asks for, and read back."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFont

from app import paths
from app.domain.project import LabelChoice
from app.errors import BadInput
from app.export import labels
from app.export.movie import render
from app.export.presets import SafeZone
from app.media import ffmpeg
from app.media.frames import FrameReader
from tests.export.cuts import Bench, clip, cut, small
from tests.media.films import film, flat

FONT = paths.resource("fonts", "NotoSansSC-Medium.ttf")
SAFE = SafeZone(top=0.14, bottom=0.25, left=0.06, right=0.14)


def _letters(picture: np.ndarray) -> list[tuple[int, int, int, int]]:
    """Boxes (left, top, right, bottom) of the white letters, split at empty columns."""
    white = picture > 200
    columns = np.flatnonzero(white.any(axis=0))
    groups = np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1)
    boxes = []
    for group in groups:
        rows = np.flatnonzero(white[:, group].any(axis=1))
        boxes.append((int(group[0]), int(rows[0]), int(group[-1]) + 1, int(rows[-1]) + 1))
    return boxes


@pytest.mark.parametrize(
    ("size", "text"),
    [((360, 640), "AI生成"), ((640, 360), "内容由AI生成"), ((480, 480), "人工智能生成")],
)
def test_letters_in_a_rendered_frame_are_high_enough(
    tmp_path: Path, size: tuple[int, int], text: str
) -> None:
    bench = Bench(tmp_path)
    grey = bench.put(film(tmp_path / "g.mp4", 4, size=size, paint=flat(70)))
    timeline = cut([clip(grey, 96)], width=size[0], height=size[1])
    preset = small(short_side=min(size), safe=SAFE)
    render(bench.job(timeline, preset=preset, label=LabelChoice(text=text, seconds=3.0)))
    with FrameReader(bench.out) as reader:
        assert len(reader) == 96
        shown = [reader.rgb(index).mean(axis=2) for index in (0, 71, 72, 95)]
    for picture in shown[:2]:
        boxes = _letters(picture)
        lowest = min(bottom - top for _, top, _, bottom in boxes)
        # Anti-aliased edges fade below white: the drawn height is a pixel more than what is counted.
        assert lowest + 1 >= 0.05 * min(size), boxes
        assert boxes[0][0] >= size[0] * SAFE.left - 1
        assert min(top for _, top, _, _ in boxes) >= size[1] * SAFE.top - 1
        assert boxes[-1][2] <= size[0] * (1 - SAFE.right)
    assert all((picture > 200).sum() == 0 for picture in shown[2:])


@pytest.mark.parametrize("side", [1080, 720, 540, 360])
def test_the_drawn_ink_meets_the_rule(side: int) -> None:
    for text in ("AI生成", "人工智能生成", "内容由AI生成", "AI-generated 生成"):
        made = labels.draw(text, side, side * 16 // 9, FONT, SAFE)
        assert made.ink >= 0.05 * side
        picture = Image.open(io.BytesIO(made.png))
        assert made.x + picture.width <= side
    font = ImageFont.truetype(str(FONT), 54)
    assert labels.ink_height(font, "AI") < 45  # why a letter size of 5 % alone is not enough


def test_a_label_may_stay_for_the_whole_film_or_be_off(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    grey = bench.put(film(tmp_path / "g.mp4", 4, size=(180, 320), paint=flat(70)))
    timeline = cut([clip(grey, 40), clip(grey, 40)], width=180, height=320)
    preset = small(short_side=180)
    for choice, where in (
        (LabelChoice(whole_video=True), [True, True]),
        (LabelChoice(visible=False), [False, False]),
    ):
        made = render(bench.job(timeline, preset=preset, label=choice))
        with FrameReader(bench.out) as reader:
            seen = [bool((reader.rgb(index) > 190).sum() > 30) for index in (0, 79)]
        assert seen == where
        assert made.label_found


def test_the_field_is_the_standards_json_and_comes_back(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    grey = bench.put(film(tmp_path / "g.mp4", 4, paint=flat(70)))
    choice = LabelChoice(visible=False, producer='雨巷 "工作室"=;\\')
    job = bench.job(cut([clip(grey, 5)]), label=choice, produce_id="E01-0001", title="第一集")
    render(job)
    found = labels.read_back(bench.out)
    assert found is not None
    assert list(found) == [
        "Label", "ContentProducer", "ProduceID", "ReservedCode1",
        "ContentPropagator", "PropagateID", "ReservedCode2",
    ]  # fmt: skip
    assert (found["Label"], found["ContentProducer"]) == ("1", '雨巷 "工作室"=;\\')
    assert (found["ProduceID"], found["PropagateID"]) == ("E01-0001", "")
    lost = tmp_path / "lost.mp4"
    ffmpeg.run(["-i", ffmpeg.name(bench.out), "-c", "copy", ffmpeg.name(lost)])
    assert labels.read_back(lost) is None


def test_the_field_is_plain_ascii() -> None:
    text = labels.aigc_field("雨巷", "E01")
    assert text.isascii()
    assert json.loads(text)["ContentProducer"] == "雨巷"
    assert text.startswith('{"Label":"1","ContentProducer":')


def test_wording_and_empty_labels() -> None:
    assert labels.wording_problem("AI生成") == labels.wording_problem("人工智能合成") == ""
    assert labels.wording_problem("AI")
    assert labels.wording_problem("电脑生成")
    with pytest.raises(BadInput):
        labels.draw("  ", 360, 640, FONT, SAFE)
    with pytest.raises(BadInput):
        labels.draw("AI生成" * 30, 360, 640, FONT, SAFE)
