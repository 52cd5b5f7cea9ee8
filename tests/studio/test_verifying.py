"""Any file: what it carries is told, and a file that is none of these is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import BadInput, DiskTrouble
from app.export import covers, labels
from app.studio.studio import Studio
from tests.fakes import clips


def test_a_film_without_labels_says_what_is_missing(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "plain.mp4"
    path.write_bytes(clips.video(1))
    found = studio.verify(path)
    assert found.facts is not None
    assert (found.facts.width, found.facts.height, found.facts.frames) == (96, 160, 24)
    assert found.label is None
    assert found.signed is None
    assert len(found.problems) == 1
    assert found.size == path.stat().st_size
    assert [stream.kind for stream in found.streams] == ["video"]


def test_the_label_of_a_picture_is_read_from_its_xmp(studio: Studio, tmp_path: Path) -> None:
    from PIL import Image

    made = covers.write(Image.new("RGB", (60, 80)), tmp_path / "cover.jpg", "DEMO", "E01-0001")
    found = studio.verify(made)
    assert found.label is not None
    assert found.label["ContentProducer"] == "DEMO"
    assert found.problems == ()


def test_the_label_of_a_wav_is_read_from_its_chunk(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    data = bytearray(clips.sound(0.5))
    field = labels.aigc_field("DEMO", "V-1").encode()
    field += b"\0" * (len(field) % 2)
    data += b"AIGC" + len(field).to_bytes(4, "little") + field
    data[4:8] = (len(data) - 8).to_bytes(4, "little")
    path.write_bytes(data)
    found = studio.verify(path)
    assert found.label is not None
    assert found.label["ProduceID"] == "V-1"


def test_a_label_without_a_producer_is_a_problem(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    data = bytearray(clips.sound(0.5))
    field = labels.aigc_field("", "V-1").encode()
    field += b"\0" * (len(field) % 2)
    data += b"AIGC" + len(field).to_bytes(4, "little") + field
    data[4:8] = (len(data) - 8).to_bytes(4, "little")
    path.write_bytes(data)
    assert len(studio.verify(path).problems) == 1


def test_what_is_no_media_file_is_refused(studio: Studio, tmp_path: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("not a film" * 50, encoding="utf-8")
    with pytest.raises(BadInput):
        studio.verify(text)
    with pytest.raises(BadInput):
        studio.verify(tmp_path)
    with pytest.raises(DiskTrouble):
        studio.verify(tmp_path / "gone.mp4")


def test_a_broken_film_is_told_not_raised(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "cut.mp4"
    data = clips.video(2)
    path.write_bytes(data[: len(data) // 2])
    found = studio.verify(path)
    assert len(found.problems) >= 2
