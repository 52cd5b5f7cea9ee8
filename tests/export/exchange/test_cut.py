"""Clips that meet: every frame once, dissolves with their handles, sounds on tracks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from app.errors import DiskTrouble, NotFound
from app.export.exchange.cut import Cut, collect, events, missing, safe_name, tracks, write_text
from tests.export.exchange.cuts import cut, random_cuts


@given(random_cuts())
def test_events_cover_every_frame_once_and_never_lack_a_handle(made: Cut) -> None:
    cursor = 0
    clips = made.timeline.pictures
    for event, clip in zip(events(made), clips, strict=True):
        assert event.start == cursor
        assert event.length >= 1
        cursor = event.end
        assert event.source_in >= 0
        if clip.media is not None:
            last = event.source_in + event.length
            assert clip.source_in <= event.source_in - event.before
            assert last <= clip.source_in + clip.length
    assert cursor == made.timeline.length


def test_the_dissolve_is_cut_in_its_middle(tmp_path: Path) -> None:
    first, second, *_ = events(cut(tmp_path))
    assert (first.start, first.end) == (0, 65)
    assert (second.start, second.before, second.dissolve) == (65, 6, 13)
    assert second.source_in == 12


def test_sounds_that_overlap_stand_on_their_own_tracks(tmp_path: Path) -> None:
    laid = tracks(cut(tmp_path))
    assert [kind for kind, _ in laid] == ["dialogue", "dialogue", "native", "music"]
    assert [one.source_in for one in laid[1][1]] == [12]


def test_everything_missing_is_named(tmp_path: Path) -> None:
    made = cut(tmp_path)
    assert missing(made) == ("E01_S003 has no take yet; its place is kept.",)
    bare = Cut(made.title, made.timeline, made.picture_names, made.sound_names, {})
    assert "The file of E01_S001_T01 is missing." in missing(bare)


def test_collecting_copies_each_file_once_under_its_name(tmp_path: Path) -> None:
    made = cut(tmp_path / "from")
    moved = collect(made, tmp_path / "to")
    names = sorted(path.name for path in (tmp_path / "to").iterdir())
    assert names == [
        "E01_L001_林夏.wav", "E01_L002_周野.wav", "E01_S001_T01.mp4", "E01_S002_T02.mp4",
        "E01_S004_T01.png", "music.mp3",
    ]  # fmt: skip
    assert {path.parent for path in moved.paths.values()} == {tmp_path / "to"}
    with pytest.raises(NotFound, match="E01_S001_T01"):
        collect(Cut("t", made.timeline, made.picture_names, made.sound_names, {}), tmp_path / "x")


def test_a_folder_that_cannot_be_written_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DiskTrouble):
        collect(cut(tmp_path / "from"), tmp_path / "file" / "media")
    with pytest.raises(DiskTrouble):
        write_text(tmp_path / "file" / "x.edl", "text")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "etc_passwd"),
        ("a:b|c?d*e#f%g", "a_b_c_d_e_f_g"),
        ("", "clip"),
        ("林夏\u202egnp.exe", "林夏_gnp.exe"),
        ("字" * 200, "字" * 80),
    ],
)
def test_names_are_safe_everywhere(name: str, kept: str) -> None:
    assert safe_name(name) == kept
