"""The delivery check with a project's facts, the report that stays with the file, filing, labels and signature."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from app.commands import project as project_commands
from app.commands import review as review_commands
from app.commands import shots as shot_commands
from app.commands import timeline as timeline_commands
from app.commands.releases import set_release
from app.domain.deliveries import Delivery
from app.domain.ids import EpisodeId
from app.domain.media import MediaRef
from app.domain.project import LabelChoice
from app.errors import BadInput, NotFound
from app.export import provenance
from app.studio.rendering import ExportChoice
from app.studio.session import Session
from app.studio.studio import Studio
from tests.fakes import clips
from tests.studio.films import fill

REVIEW = ExportChoice(preset="review")


@pytest.fixture
def made(scripted: Session, tmp_path: Path) -> EpisodeId:
    return fill(scripted, tmp_path, sound=True)


def codes(session: Session, episode: EpisodeId, choice: ExportChoice = REVIEW) -> set[str]:
    return {notice.code for notice in session.delivering.check(episode, choice)}


def test_the_check_knows_picks_status_files_sizes_and_words(
    scripted: Session, made: EpisodeId
) -> None:
    first, second, _third = (row.shot for row in scripted.board_rows(made))
    found = codes(scripted, made)
    assert "missing_take" not in found
    assert {"scaled_up"} <= found
    scripted.do(timeline_commands.set_gap, second.id, 20)
    scripted.do(review_commands.set_status, [first.id], "review")
    scripted.do(set_release, made, title="很长" * 40)
    scripted.do(project_commands.set_label, LabelChoice(visible=False))
    scripted.do(project_commands.set_filing, kind="key")
    found = codes(scripted, made, ExportChoice(preset="douyin"))
    assert {"gap", "unapproved", "title_long", "label_missing", "licence_missing"} <= found
    assert "filing_missing" in found
    media = scripted.rendering.timeline(made).pictures[0].media
    assert media is not None
    path = scripted.media_path(media)
    assert path is not None
    path.unlink()
    lost = [n for n in scripted.delivering.check(made, REVIEW) if n.code == "missing_media"]
    assert lost[0].severity == "error"
    assert lost[0].shot_id == first.id


def test_the_check_in_the_background_says_the_same(scripted: Session, made: EpisodeId) -> None:
    found: list[object] = []
    scripted.delivering.start_check(made, REVIEW, found.append, found.append)
    while not found:
        scripted.production._services.pump(0.1)
    assert found == [scripted.delivering.check(made, REVIEW)]
    with pytest.raises(NotFound):
        scripted.delivering.check(made, ExportChoice(preset="nobody"))


def test_the_report_stays_with_the_file_and_in_the_project(
    scripted: Session, made: EpisodeId, tmp_path: Path
) -> None:
    delivered = scripted.rendering.export(
        made, REVIEW.model_copy(update={"out": tmp_path / "f.mp4"})
    )
    (row,) = scripted.delivering.deliveries(made)
    assert row == delivered.delivery
    assert row.report is not None
    assert {remark.code for remark in row.report.before} == codes(scripted, made)
    assert delivered.report_file == tmp_path / "f.report.json"
    kept = Delivery.model_validate(json.loads(delivered.report_file.read_text("utf-8")))
    assert kept == row
    assert abs(row.report.loudness + 14) < 1.5
    assert scripted.delivering.exists(row)
    (tmp_path / "f.mp4").unlink()
    assert not scripted.delivering.exists(row)


def test_faults_of_the_real_file_lead_to_their_shots(
    scripted: Session, made: EpisodeId, tmp_path: Path
) -> None:
    second = scripted.board_rows(made)[1].shot
    path = tmp_path / "still.png"
    path.write_bytes(clips.picture())
    take = scripted.intake.keep_take(second.id, scripted.intake.stage(path))
    from app.commands.takes import pick_take

    scripted.do(pick_take, second.id, take)
    scripted.do(timeline_commands.set_length, second.id, 72)
    out = ExportChoice(preset="review", out=tmp_path / "f.mp4", label=LabelChoice(visible=False))
    delivered = scripted.rendering.export(made, out)
    frozen = [remark for remark in delivered.report.after if remark.code == "frozen"]
    assert [remark.shot_id for remark in frozen] == [second.id]
    clip = scripted.rendering.timeline(made).pictures[1]
    assert frozen[0].frame is not None
    assert clip.start - 2 <= frozen[0].frame < clip.end


def test_a_licence_clip_becomes_the_head_and_a_strange_file_does_not(
    scripted: Session, made: EpisodeId, tmp_path: Path
) -> None:
    path = tmp_path / "licence.mp4"
    path.write_bytes(clips.video(2))
    kept: list[MediaRef] = []
    failed: list[Exception] = []
    scripted.delivering.set_licence(path, kept.append, failed.append)
    wrong = tmp_path / "not.mp4"
    shutil.copy(tmp_path / "music.wav", wrong)
    scripted.delivering.set_licence(wrong, kept.append, failed.append)
    while len(kept) + len(failed) < 2:
        scripted.production._services.pump(0.1)
    assert isinstance(failed[0], BadInput)
    assert scripted.project.filing.licence == kept[0]
    scripted.do(project_commands.set_filing, kind="key", number="（京）网微剧审字（2026）第001号")
    length = scripted.rendering.timeline(made).length
    delivered = scripted.rendering.export(
        made, ExportChoice(preset="review", out=tmp_path / "f.mp4")
    )
    assert delivered.delivery.seconds == pytest.approx((length + 48) / 24)
    assert delivered.captions is not None
    scripted.delivering.clear_licence()
    assert scripted.project.filing.licence is None
    scripted.undo()
    assert scripted.project.filing.licence == kept[0]


def test_a_signed_film_says_so_and_names_its_clips(
    scripted: Session, made: EpisodeId, studio: Studio, tmp_path: Path
) -> None:
    scripted.do(project_commands.set_signing, True)
    delivered = scripted.rendering.export(
        made, ExportChoice(preset="review", out=tmp_path / "f.mp4")
    )
    assert delivered.report.signer
    assert delivered.report.development
    found = provenance.read(tmp_path / "f.mp4")
    assert found is not None
    assert found.is_sound
    numbers = [row.shot.number for row in scripted.board_rows(made)]
    assert all(any(number in name for name in found.ingredients) for number in numbers)
    report = studio.verify(tmp_path / "f.mp4")
    assert report.signed == found
    assert report.problems == ()
    with (tmp_path / "f.mp4").open("r+b") as film:
        film.seek(-2000, 2)
        film.write(b"changed afterwards")
    assert any("changed" in problem for problem in studio.verify(tmp_path / "f.mp4").problems)


def test_a_clean_version_and_two_presets_get_names_of_their_own(
    scripted: Session, made: EpisodeId
) -> None:
    names = {
        scripted.rendering.suggested_path(made, preset, clean=clean).name
        for preset in ("douyin", "kuaishou", "")
        for clean in (False, True)
    }
    assert len(names) == 6
    assert sum("clean" in name for name in names) == 3


def test_omitted_shots_are_not_asked_for(scripted: Session, made: EpisodeId) -> None:
    first = scripted.board_rows(made)[0].shot
    scripted.do(shot_commands.add_shot, first.scene_id, first.id)
    assert "missing_take" in codes(scripted, made)
    added = scripted.board_rows(made)[1].shot
    scripted.do(review_commands.set_status, [added.id], "omitted")
    assert "missing_take" not in codes(scripted, made)
