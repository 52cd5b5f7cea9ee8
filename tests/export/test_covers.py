from __future__ import annotations

import html
import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app import paths
from app.export import covers

FONT = paths.resource("fonts") / "NotoSansSC-Bold.ttf"


def frame(size: tuple[int, int] = (1080, 1920)) -> Image.Image:
    made = Image.new("RGB", size, "#203040")
    made.paste("#c04020", (size[0] // 4, size[1] // 3, size[0] * 3 // 4, size[1] * 2 // 3))
    return made


@pytest.mark.parametrize("size", [(1080, 1920), (1080, 1440), (1146, 717), (1280, 720)])
def test_the_cover_has_the_platforms_size(size: tuple[int, int]) -> None:
    assert covers.draw(frame(), size, FONT, "借光", "AI生成").size == size


def rows_that_differ(first: Image.Image, second: Image.Image) -> list[int]:
    apart = np.asarray(first).astype(int) != np.asarray(second).astype(int)
    return [int(row) for row in np.flatnonzero(apart.any(axis=(1, 2)))]


def test_the_title_survives_the_grids_crop() -> None:
    titled = np.asarray(covers.draw(frame(), (1080, 1920), FONT, "雨夜归人"))
    white = np.flatnonzero((titled == 255).all(axis=2).any(axis=1))
    assert white.min() >= 240
    assert white.max() <= 1680


@pytest.mark.parametrize(
    "title", ["长" * 10_000, "a" * 400, "'\\%{\\an8}<b>&\x00\x1b\u202e=1+1", "one\ntwo", "   "]
)
def test_any_title_is_drawn_as_text(title: str) -> None:
    assert covers.draw(frame((270, 480)), (270, 480), FONT, title).size == (270, 480)


def test_the_label_is_high_enough_and_in_the_data(tmp_path: Path) -> None:
    plain = covers.draw(frame(), (1080, 1440), FONT)
    made = covers.draw(frame(), (1080, 1440), FONT, label="AI生成")
    changed = rows_that_differ(made, plain)
    assert max(changed) - min(changed) + 1 >= 54
    path = covers.write(made, tmp_path / "cover.jpg", "Fenjing", "E01 “x”")
    with Image.open(path) as again:
        packet = again.info["xmp"].decode()
    field = packet.partition("<TC260:AIGC>")[2].partition("</TC260:AIGC>")[0]
    told = json.loads(html.unescape(field))
    assert (told["Label"], told["ContentProducer"]) == ("1", "Fenjing")
    assert told["ProduceID"] == "E01 “x”"


def test_the_file_is_jpeg() -> None:
    data = covers.jpeg(covers.draw(frame(), (640, 360), FONT), "Fenjing", "E01")
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.format == "JPEG"
