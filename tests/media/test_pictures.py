from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.errors import BadInput, Damaged, NotFound
from app.media import pictures


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp"])
def test_the_three_formats_open(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    Image.new("RGB", (40, 30), (200, 40, 40)).save(path)
    assert pictures.open_picture(path).size == (40, 30)


def test_other_formats_are_refused_even_in_disguise(tmp_path: Path) -> None:
    for kind in ("GIF", "BMP", "TIFF"):
        path = tmp_path / "disguised.png"
        Image.new("RGB", (8, 8)).save(path, kind)
        with pytest.raises(BadInput):
            pictures.open_picture(path)
    script = tmp_path / "x.jpg"
    script.write_text("<svg onload='alert(1)'/>")
    with pytest.raises(BadInput):
        pictures.open_picture(script)


def test_missing_and_cut_files_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        pictures.open_picture(tmp_path / "no.png")
    rng = np.random.default_rng(1)
    for kind in ("png", "jpg", "webp"):
        whole = tmp_path / f"whole.{kind}"
        Image.fromarray(rng.integers(0, 255, (200, 200, 3), np.uint8)).save(whole)
        cut = tmp_path / f"cut.{kind}"
        cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
        with pytest.raises((Damaged, BadInput)):
            pictures.open_picture(cut)


def test_a_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    Image.new("1", (9000, 9000)).save(path)
    with pytest.raises(BadInput, match="40 megapixels"):
        pictures.open_picture(path)


def test_the_camera_orientation_is_applied(tmp_path: Path) -> None:
    path = tmp_path / "turned.jpg"
    image = Image.new("RGB", (60, 20), (255, 255, 255))
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(path, exif=exif)
    assert pictures.open_picture(path).size == (20, 60)


def test_crops_and_sheets_have_the_asked_size() -> None:
    image = Image.new("RGBA", (300, 100), (10, 200, 10, 128))
    assert pictures.cover(image, (50, 90)).size == (50, 90)
    assert pictures.fit(image, (50, 90)).size == (50, 90)
    assert pictures.thumbnail(image, 60).size == (60, 20)
    assert pictures.thumbnail(image, 900).size == (300, 100)
    sheet = pictures.contact_sheet([image] * 5, 3, (90, 60), ["一", "二", "三", "四", "five"])
    assert sheet.width == 12 + 3 * (90 + 12)
    assert sheet.height == 12 + 2 * (60 + 26 + 12)


def test_chinese_wraps_anywhere_and_keeps_punctuation_off_line_starts() -> None:
    face = pictures.font(20)
    rows = pictures.wrap("林夏低头数硬币，忽然停手抬眼看向门口。雨声渐大。", face, 160)
    assert len(rows) > 2
    assert "".join(rows) == "林夏低头数硬币，忽然停手抬眼看向门口。雨声渐大。"
    assert not any(row[0] in "，。" for row in rows)
    words = pictures.wrap("Lin counts the coins slowly", face, 120)
    assert " ".join(words) == "Lin counts the coins slowly"
    assert len(pictures.wrap("字" * 500, face, 100, lines=3)) == 3


def test_text_is_cleaned_before_it_is_drawn() -> None:
    assert pictures.clean("a\x00b\u202ec\nd\u200b") == "abc d"
    face = pictures.font(18)
    assert face.getlength(pictures.shorten("很长" * 100, face, 120)) <= 120
    image = Image.new("RGB", (200, 60), (255, 255, 255))
    below = pictures.draw_text(image, (5, 5), "分镜 Fenjing", 24, (0, 0, 0), 180)
    assert below > 29
    assert np.asarray(image).min() < 100


def test_pictures_are_saved_by_suffix(tmp_path: Path) -> None:
    image = Image.new("RGBA", (20, 20), (1, 2, 3, 100))
    for suffix in (".png", ".jpg", ".webp"):
        pictures.save_picture(image, tmp_path / f"a{suffix}")
        assert pictures.open_picture(tmp_path / f"a{suffix}").size == (20, 20)
    with pytest.raises(BadInput):
        pictures.save_picture(image, tmp_path / "a.exe")
