"""Every format at the level of a project, read back by programs that are not ours; and cuts that come back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import opentimelineio as otio
import pyJianYingDraft
import pysubs2
import pytest
from PIL import Image
from pypdf import PdfReader

from app.commands import review as review_commands
from app.commands import timeline as timeline_commands
from app.domain import timeline as timelines
from app.domain.ids import EpisodeId
from app.errors import BadInput, NotFound, RuleBroken
from app.studio.exchanging import FORMATS, ExchangeOptions
from app.studio.session import Session
from tests.studio.films import fill

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def cut(scripted: Session, tmp_path: Path) -> EpisodeId:
    return fill(scripted, tmp_path, sound=True)


def write(session: Session, episode: EpisodeId, name: str, out: Path) -> Path:
    written = session.exchanging.write(episode, name, out)
    assert written.files
    assert all(path.exists() for path in written.files)
    return written.files[0]


def tracks(path: Path, adapter: str = "otio_json") -> otio.schema.Timeline:
    loaded = otio.adapters.read_from_file(str(path), adapter)
    if isinstance(loaded, otio.schema.SerializableCollection):
        loaded = next(iter(loaded.find_children(descended_from_type=otio.schema.Timeline)))
    return loaded


def test_editing_programs_find_names_media_and_markers(
    scripted: Session, cut: EpisodeId, tmp_path: Path
) -> None:
    shot = scripted.board_rows(cut)[1].shot
    scripted.do(
        review_commands.add_note, shot_id=shot.id, text="看手", author="导演", created_at=NOW
    )
    made = tracks(write(scripted, cut, "otio", tmp_path / "out" / "cut.otio"))
    clips = list(made.video_tracks()[0].find_clips())
    assert [clip.name for clip in clips] == ["E01_S001_T01", "E01_S002_T01", "E01_S003_T01"]
    for clip in clips:
        source = Path(clip.media_reference.target_url.removeprefix("file://"))
        assert source.parent.name == "cut_media"
        assert source.name == f"{clip.name}.mp4"
        assert source.is_file()
    line = scripted.rendering.timeline(cut)
    (marker,) = made.tracks.markers
    assert marker.comment == "看手"
    assert marker.marked_range.start_time.value == line.pictures[1].start
    assert len(list(made.audio_tracks())) >= 1


@pytest.mark.parametrize(
    ("name", "adapter", "file"),
    [("xmeml", "fcp_xml", "cut.xml"), ("edl", "cmx_3600", "cut.edl"), ("fcpxml", "fcpx_xml", "cut.fcpxml")],
)  # fmt: skip
def test_foreign_adapters_read_the_same_lengths(
    scripted: Session, cut: EpisodeId, tmp_path: Path, name: str, adapter: str, file: str
) -> None:
    path = write(scripted, cut, name, tmp_path / file)
    options = {"rate": 24} if name == "edl" else {}
    loaded = otio.adapters.read_from_file(str(path), adapter, **options)
    if isinstance(loaded, otio.schema.SerializableCollection):
        loaded = next(iter(loaded.find_children(descended_from_type=otio.schema.Timeline)))
    clips = list(loaded.video_tracks()[0].find_clips())
    lengths = [round(clip.trimmed_range().duration.rescaled_to(24).value) for clip in clips]
    assert lengths == [clip.length for clip in scripted.rendering.timeline(cut).pictures]


def test_drafts_load_in_a_reader_of_drafts(
    scripted: Session, cut: EpisodeId, tmp_path: Path
) -> None:
    for name in ("jianying", "capcut"):
        write(scripted, cut, name, tmp_path / name)
        script = pyJianYingDraft.DraftFolder(str(tmp_path)).load_template(name)
        line = scripted.rendering.timeline(cut)
        assert script.duration == round(line.length * 1_000_000 / line.fps)


def test_captions_are_read_by_a_subtitle_library(
    scripted: Session, cut: EpisodeId, tmp_path: Path
) -> None:
    line = scripted.rendering.timeline(cut)
    for name in ("srt", "vtt", "ass"):
        path = write(scripted, cut, name, tmp_path / f"captions.{name}")
        loaded = pysubs2.load(str(path), encoding="utf-8-sig")
        said = [event.plaintext.replace("\n", "") for event in loaded]
        assert said == [cue.text.replace("\n", "") for cue in line.captions], name
        for event, cue in zip(loaded, line.captions, strict=True):
            assert abs(event.start - cue.start * 1000 / line.fps) <= 25


def test_papers_hold_every_shot_with_its_picture(
    scripted: Session, cut: EpisodeId, tmp_path: Path
) -> None:
    numbers = [row.shot.number for row in scripted.board_rows(cut)]
    book = openpyxl.load_workbook(write(scripted, cut, "xlsx", tmp_path / "list.xlsx"))
    page = book.active
    assert page is not None
    assert [page.cell(row, 1).value for row in range(2, 5)] == numbers
    assert len(page._images) == 3
    table = write(scripted, cut, "csv", tmp_path / "list.csv").read_bytes()
    assert table.startswith(b"\xef\xbb\xbf")
    for layout in ("rows", "grid", "thumbs", "solo"):
        out = tmp_path / f"{layout}.pdf"
        options = ExchangeOptions.model_validate({"layout": layout})
        scripted.exchanging.write(cut, "pdf", out, options)
        text = "".join(page.extract_text() for page in PdfReader(out).pages)
        assert all(number in text for number in numbers)
    web = write(scripted, cut, "html", tmp_path / "board.html").read_text("utf-8")
    assert web.count("data:image/jpeg;base64,") == 3
    with Image.open(write(scripted, cut, "contact", tmp_path / "sheet.png")) as sheet:
        assert sheet.width > 3 * 200


def test_a_missing_file_keeps_its_place_and_is_said(
    scripted: Session, cut: EpisodeId, tmp_path: Path
) -> None:
    media = scripted.rendering.timeline(cut).pictures[0].media
    assert media is not None
    path = scripted.media_path(media)
    assert path is not None
    path.unlink()
    written = scripted.exchanging.write(cut, "otio", tmp_path / "cut.otio")
    assert len(list(tracks(written.files[0]).video_tracks()[0].find_clips())) == 3
    assert any("E01_S001" in loss for loss in written.losses)


def test_what_cannot_be_written_is_said(
    session: Session, scripted: Session, tmp_path: Path
) -> None:
    from app.commands.script import add_episode

    with pytest.raises(NotFound):
        scripted.exchanging.write(scripted.episodes()[0].id, "aaf", tmp_path / "x")
    session.do(add_episode, "空")
    with pytest.raises(RuleBroken):
        session.exchanging.write(session.episodes()[-1].id, "otio", tmp_path / "x.otio")
    assert len({form.id for form in FORMATS}) == len(FORMATS)


# -- coming back ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["otio", "fcpxml"])
def test_the_same_cut_comes_back(
    scripted: Session, cut: EpisodeId, tmp_path: Path, name: str
) -> None:
    shots = [row.shot for row in scripted.board_rows(cut)]
    scripted.do(timeline_commands.set_trim, shots[0].id, 7, 40)
    scripted.do(timeline_commands.set_transition, shots[1].id, "dissolve", 9)
    scripted.do(timeline_commands.set_gap, shots[2].id, 12)
    path = write(scripted, cut, name, tmp_path / f"cut.{name}")
    diff = scripted.exchanging.read_back(path)
    assert diff.episode_id == cut
    assert [row.kind for row in diff.rows] == ["same", "same", "same"]
    assert diff.is_empty


def test_order_and_trims_of_an_editor_are_taken_over_in_one_step(
    scripted: Session, cut: EpisodeId, tmp_path: Path
) -> None:
    path = write(scripted, cut, "otio", tmp_path / "cut.otio")
    before = scripted.rendering.timeline(cut)
    made = tracks(path)
    track = made.video_tracks()[0]
    last = track.pop(2)
    track.insert(0, last)
    rate = 24
    track[1].source_range = otio.opentime.TimeRange(
        otio.opentime.RationalTime(10, rate), otio.opentime.RationalTime(30, rate)
    )
    otio.adapters.write_to_file(made, str(path))
    diff = scripted.exchanging.read_back(path)
    kinds = {row.label: row.kind for row in diff.rows}
    labels = [clip.label for clip in before.pictures]
    assert kinds == {labels[2]: "moved", labels[0]: "trimmed", labels[1]: "same"}
    scripted.exchanging.accept(diff)
    after = scripted.rendering.timeline(cut)
    assert [clip.label for clip in after.pictures] == [labels[2], labels[0], labels[1]]
    assert (after.pictures[1].source_in, after.pictures[1].length) == (10, 30)
    assert timelines.problems(after) == []
    assert scripted.exchanging.read_back(path).is_empty
    scripted.undo()
    assert scripted.rendering.timeline(cut) == before


def test_what_an_editor_left_out_is_left_out_and_strange_clips_are_named(
    scripted: Session, cut: EpisodeId, tmp_path: Path
) -> None:
    path = write(scripted, cut, "otio", tmp_path / "cut.otio")
    made = tracks(path)
    track = made.video_tracks()[0]
    track.pop(1)
    strange = otio.schema.Clip(name="logo", source_range=track[0].source_range)
    track.append(strange)
    otio.adapters.write_to_file(made, str(path))
    diff = scripted.exchanging.read_back(path)
    assert [row.kind for row in diff.rows] == ["same", "same", "unknown", "left_out"]
    scripted.exchanging.accept(diff)
    assert len(scripted.rendering.timeline(cut).pictures) == 2


@pytest.mark.parametrize(
    "text",
    ["", "{", "{}", "[1]", "<xmeml/>", "<fcpxml/>", "nothing", '{"OTIO_SCHEMA": "Clip.2"}',
     '<!DOCTYPE x [<!ENTITY a "aaaa">]><fcpxml><b>&a;</b></fcpxml>',
     '<fcpxml><sequence><spine><clip offset="1/0s" duration="x"/></spine></sequence></fcpxml>'],
)  # fmt: skip
def test_what_is_no_cut_is_refused(
    scripted: Session, cut: EpisodeId, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "cut.otio"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput):
        scripted.exchanging.read_back(path)
