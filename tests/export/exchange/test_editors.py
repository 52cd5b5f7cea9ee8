"""Edit lists read back by programs that are not ours: OTIO and its adapters."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote, urlsplit

import opentimelineio as otio
import pytest
from hypothesis import HealthCheck, given, settings

from app.export.exchange import edl, fcpxml, xmeml
from app.export.exchange import otio as own_otio
from app.export.exchange.cut import Cut, events, tracks
from tests.export.exchange.cuts import FPS, cut, random_cuts

HOSTILE = [
    "\"quotes\" 'and' <tags> & ]]>",
    "{\\an8}\\N{\\p1}m 0 0",
    '=HYPERLINK("http://evil")',
    "%(name)s {0} $(reboot) `id` ;|&",
    "\u202eright to left\u202c מימין",
    "字" * 10_000,
    "nul\x00 and bell\x07",
    "| C:ResolveColorRed |M:x",
]


def root_of(path: Path) -> ET.Element:
    return ET.parse(path).getroot()  # noqa: S314 - our own file


def read(path: Path, adapter: str, **options: object) -> otio.schema.Timeline:
    loaded = otio.adapters.read_from_file(str(path), adapter, **options)
    if isinstance(loaded, otio.schema.SerializableCollection):
        loaded = next(iter(loaded.find_children(descended_from_type=otio.schema.Timeline)))
    return loaded


def shape(track: otio.schema.Track) -> list[tuple[str, str, int, int]]:
    """(kind, name, source in, length) of each clip and gap, and (transition, in, out)."""
    found = []
    for item in track:
        if isinstance(item, otio.schema.Transition):
            found.append(("dissolve", "", int(item.in_offset.value), int(item.out_offset.value)))
            continue
        where = item.trimmed_range()
        kind = "gap" if isinstance(item, otio.schema.Gap) else "clip"
        name = "" if kind == "gap" else item.name
        found.append((kind, name, int(where.start_time.value), int(where.duration.value)))
    return found


def expected(made: Cut, *, bare: str = "clip") -> list[tuple[str, str, int, int]]:
    found = []
    for event in events(made):
        if event.dissolve:
            found.append(("dissolve", "", event.before, event.dissolve - event.before))
        kind = "gap" if event.gap else ("clip" if event.media is not None else bare)
        name = "" if kind == "gap" else event.name
        found.append((kind, name, event.source_in, event.length))
    return found


def test_otio_comes_back_as_the_same_cut(tmp_path: Path) -> None:
    made = cut(tmp_path)
    written = own_otio.write(made, tmp_path / "e.otio")
    loaded = read(written.files[0], "otio_json")
    (video,) = loaded.video_tracks()
    assert shape(video) == expected(made)
    assert len(loaded.audio_tracks()) == 4
    assert loaded.metadata["fenjing"]["captions"][0]["text"] == "打烊了。"
    assert loaded.tracks.markers[0].marked_range.start_time.value == 30
    assert isinstance(video[4].media_reference, otio.schema.MissingReference)
    url = video[0].media_reference.target_url
    assert Path(unquote(urlsplit(url).path)).exists()
    assert loaded.duration().value == made.timeline.length
    assert written.losses == ("E01_S003 has no take yet; its place is kept.",)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(random_cuts())
def test_random_cuts_keep_every_frame_in_otio(tmp_path: Path, made: Cut) -> None:
    own_otio.write(made, tmp_path / "r.otio")
    loaded = read(tmp_path / "r.otio", "otio_json")
    (video,) = loaded.video_tracks()
    assert shape(video) == expected(made)


def test_xmeml_is_read_by_the_adapter_with_size_times_and_sound(tmp_path: Path) -> None:
    made = cut(tmp_path)
    xmeml.write(made, tmp_path / "e.xml")
    loaded = read(tmp_path / "e.xml", "fcp_xml")
    (video,) = loaded.video_tracks()
    clips = [row for row in shape(video) if row[0] == "clip"]
    wanted = [row for row in expected(made) if row[0] == "clip" and row[1] != "E01_S003"]
    assert [row[1] for row in clips] == [row[1] for row in wanted]
    assert [row[0] for row in shape(video)].count("dissolve") == 1
    assert len(loaded.audio_tracks()) == 4
    sound = loaded.audio_tracks()[0][1]
    assert (sound.name, int(sound.trimmed_range().duration.value)) == ("E01_L001_林夏", 36)
    root = root_of(tmp_path / "e.xml")
    shape_of = root.find("sequence/media/video/format/samplecharacteristics")
    assert (shape_of.findtext("width"), shape_of.findtext("height")) == ("1080", "1920")
    ids = [file.get("id") for file in root.iter("file")]
    full = [file.get("id") for file in root.iter("file") if file.find("pathurl") is not None]
    assert sorted(set(ids)) == sorted(full), "each file is described exactly once"
    for url in root.iter("pathurl"):
        assert url.text.startswith("file://localhost/")
        assert Path("/" + unquote(url.text.removeprefix("file://localhost/"))).exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(random_cuts())
def test_xmeml_times_add_up(tmp_path: Path, made: Cut) -> None:
    xmeml.write(made, tmp_path / "r.xml")
    root = root_of(tmp_path / "r.xml")
    track = root.find("sequence/media/video/track")
    wanted = {event.name: event for event in events(made) if event.media}
    for item in track.iter("clipitem"):
        event = wanted.pop(item.findtext("name"))
        start, end = int(item.findtext("start")), int(item.findtext("end"))
        first, last = int(item.findtext("in")), int(item.findtext("out"))
        assert start in (-1, event.start)
        assert end in (-1, event.end)
        assert first == event.source_in - event.before
        assert last >= event.source_in + event.length
        if start >= 0 and end >= 0:
            assert end - start == last - first
    assert not wanted


def test_fcpxml_times_fall_on_frames_and_add_up(tmp_path: Path) -> None:
    made = cut(tmp_path)
    fcpxml.write(made, tmp_path / "e.fcpxml")
    root = root_of(tmp_path / "e.fcpxml")
    assert root.get("version") == "1.10"
    for element in root.iter():
        for name in ("offset", "duration", "start", "tcStart"):
            if element.get(name) is not None and element.get(name) != "3600s":
                assert (seconds(element.get(name)) * FPS).denominator == 1, (element.tag, name)
    spine = root.find("library/event/project/sequence/spine")
    assert spine is not None
    cursor = Fraction(0)
    for item in spine:
        if item.tag == "transition":
            continue
        assert seconds(item.get("offset")) == cursor
        cursor += seconds(item.get("duration"))
    assert cursor * FPS == made.timeline.length
    assets = {asset.get("id") for asset in root.iter("asset")}
    assert {clip.get("ref") for clip in spine.iter("asset-clip")} <= assets
    heard = {clip.get("name"): clip for clip in spine.iter("asset-clip") if clip.get("lane")}
    line = heard["E01_L001_林夏"]
    # The parent's source time: its start (frame 12) and 20 frames into the sequence.
    assert seconds(line.get("offset")) * FPS == 32
    assert next(spine.iter("caption")).find("text/text-style").text == "打烊了。"
    shape_of = root.find("resources/format")
    assert (shape_of.get("width"), shape_of.get("height")) == ("1080", "1920")


def test_fcpxml_is_read_by_the_adapter(tmp_path: Path) -> None:
    # The adapter knows neither stills nor captions in a spine, so it is given films and sounds.
    whole = cut(tmp_path)
    line = whole.timeline
    films = line.model_copy(update={"pictures": line.pictures[:2], "captions": ()})
    made = replace(whole, timeline=films, picture_names=whole.picture_names[:2])
    fcpxml.write(made, tmp_path / "e.fcpxml")
    loaded = read(tmp_path / "e.fcpxml", "fcpx_xml")
    clips = {clip.name: clip.trimmed_range() for clip in loaded.find_clips()}
    assert {"E01_S001_T01", "E01_S002_T02", "E01_L001_林夏"} <= set(clips)
    first, second = clips["E01_S001_T01"], clips["E01_S002_T02"]
    assert (first.start_time.value, first.duration.value) == (12, 65)
    assert (second.start_time.value, second.duration.value) == (12, 90)


def seconds(text: str) -> Fraction:
    return Fraction(text.removesuffix("s"))


def test_edit_lists_are_read_by_the_adapter(tmp_path: Path) -> None:
    made = cut(tmp_path)
    written = edl.write(made, tmp_path / "e.edl")
    loaded = read(written.files[0], "cmx_3600", rate=FPS)
    (track,) = loaded.tracks
    clips = [item for item in track if isinstance(item, otio.schema.Clip)]
    assert [clip.name for clip in clips] == ["E01_S001_T01", "E01_S002_T02", "E01_S004_T01"]
    text = written.files[0].read_text("ascii")
    assert "D    013" in text
    assert "01:00:00:00" in text
    markers = written.files[1].read_text("utf-8")
    assert "|C:ResolveColorRed |M:check hand |D:1" in markers
    assert any("sound" in loss for loss in written.losses)


def test_more_than_999_events_are_split(tmp_path: Path) -> None:
    from app.domain.timeline import PictureClip, Timeline, lay
    from tests.export.exchange.cuts import media

    clips = lay([PictureClip(start=0, length=10, media=media("film")) for _ in range(1200)])
    line = Timeline(fps=25, width=1080, height=1920, pictures=clips)
    made = Cut("long", line, tuple(f"S{n}" for n in range(1200)), (), {})
    written = edl.write(made, tmp_path / "long.edl")
    assert [path.name for path in written.files] == ["long.edl", "long-2.edl"]
    assert "201  " in written.files[1].read_text("ascii")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_everywhere(text: str, tmp_path: Path) -> None:
    made = cut(tmp_path, text, text)
    for module, suffix in ((own_otio, "otio"), (fcpxml, "fcpxml"), (xmeml, "xml"), (edl, "edl")):
        module.write(made, tmp_path / f"h.{suffix}")
    loaded = read(tmp_path / "h.otio", "otio_json")
    shown = loaded.metadata["fenjing"]["captions"][0]["text"]
    assert shown == text.replace("\x00", "").replace("\x07", "")
    for suffix in ("fcpxml", "xml"):
        root = root_of(tmp_path / f"h.{suffix}")
        assert len(list(root.iter())) > 20
    fcp = root_of(tmp_path / "h.fcpxml")
    assert next(fcp.iter("text-style")).text.strip() == shown.strip()
    plain = (tmp_path / "h.edl").read_bytes()
    assert plain.isascii()
    assert plain.count(b"\r\n") == plain.count(b"\n")
    assert read(tmp_path / "h.edl", "cmx_3600", rate=FPS) is not None
    markers = (tmp_path / "h.markers.edl").read_text("utf-8")
    assert markers.count("|C:") == 1


def test_sounds_of_one_kind_share_a_track(tmp_path: Path) -> None:
    made = cut(tmp_path)
    assert sum(len(heard) for _, heard in tracks(made)) == len(made.timeline.sounds)
