"""Drafts as another reader of the format sees them; and nothing is ever overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pyJianYingDraft
import pytest
from hypothesis import HealthCheck, given, settings

from app.errors import BadInput, NotFound
from app.export.exchange import jianying
from app.export.exchange.cut import Cut, events
from tests.export.exchange.cuts import cut, random_cuts


def content(folder: Path) -> dict[str, object]:
    return json.loads((folder / "draft_content.json").read_text("utf-8"))


def test_the_draft_loads_with_its_tracks_and_materials(tmp_path: Path) -> None:
    made = cut(tmp_path / "from")
    jianying.write(made, tmp_path / "drafts" / "雨夜 第1集")
    loaded = pyJianYingDraft.DraftFolder(str(tmp_path / "drafts")).load_template("雨夜 第1集")
    kinds = [track.track_type.name for track in loaded.imported_tracks]
    assert kinds == ["video", "audio", "audio", "audio", "audio", "text"]
    assert (loaded.width, loaded.height, loaded.fps) == (1080, 1920, 24)
    assert loaded.duration == round(made.timeline.length * 1_000_000 / 24)
    for material in (*loaded.imported_materials["videos"], *loaded.imported_materials["audios"]):
        assert Path(material["path"]).exists()


def test_segments_touch_and_never_overlap(tmp_path: Path) -> None:
    jianying.write(cut(tmp_path / "from"), tmp_path / "d")
    for track in content(tmp_path / "d")["tracks"]:
        cursor = 0
        for segment in track["segments"]:
            where = segment["target_timerange"]
            assert where["start"] >= cursor
            assert where["duration"] > 0
            cursor = where["start"] + where["duration"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(random_cuts())
def test_times_come_back_to_the_frame(tmp_path_factory: pytest.TempPathFactory, made: Cut) -> None:
    folder = tmp_path_factory.mktemp("draft")
    files = {}
    for clip in made.timeline.pictures:
        if clip.media is not None:
            path = folder / f"{clip.media.sha256}.mp4"
            path.write_bytes(b"film")
            files[clip.media.sha256] = path
    named = Cut(made.title, made.timeline, made.picture_names, (), files)
    jianying.write(named, folder / "draft")
    (track,) = content(folder / "draft")["tracks"]
    wanted = [event for event in events(named) if event.media is not None]
    fps = made.timeline.fps
    assert len(track["segments"]) == len(wanted)
    for segment, event in zip(track["segments"], wanted, strict=True):
        where, source = segment["target_timerange"], segment["source_timerange"]
        assert round(where["start"] * fps / 1_000_000) == event.start
        assert round((where["start"] + where["duration"]) * fps / 1_000_000) == event.end
        assert round(source["start"] * fps / 1_000_000) == event.source_in
        assert source["duration"] == where["duration"]


def test_every_reference_leads_somewhere(tmp_path: Path) -> None:
    jianying.write(cut(tmp_path / "from"), tmp_path / "d", "capcut")
    made = content(tmp_path / "d")
    assert made["platform"]["app_source"] == "cc"
    known = {one["id"] for held in made["materials"].values() for one in held}
    for track in made["tracks"]:
        for segment in track["segments"]:
            assert segment["material_id"] in known
            assert set(segment["extra_material_refs"]) <= known
    assert len(made["materials"]["transitions"]) == 1
    meta = json.loads((tmp_path / "d" / "draft_meta_info.json").read_text("utf-8"))
    assert len(meta["draft_materials"][0]["value"]) == 6


def test_captions_keep_their_words(tmp_path: Path) -> None:
    text = '打烊了。"引号" {大括号}\n第二行\x00'
    jianying.write(cut(tmp_path / "from", spoken=text), tmp_path / "d")
    (material,) = content(tmp_path / "d")["materials"]["texts"]
    inner = json.loads(material["content"])
    assert inner["text"] == text.replace("\x00", "")
    assert inner["styles"][0]["range"] == [0, len(inner["text"])]


def test_nothing_is_overwritten_and_missing_files_are_named(tmp_path: Path) -> None:
    made = cut(tmp_path / "from")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "theirs.json").write_text("{}")
    with pytest.raises(BadInput, match="not empty"):
        jianying.write(made, tmp_path / "d")
    bare = Cut(made.title, made.timeline, made.picture_names, made.sound_names, {})
    with pytest.raises(NotFound, match="E01_S001_T01"):
        jianying.write(bare, tmp_path / "e")
