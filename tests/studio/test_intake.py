from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from app.commands.script import add_episode
from app.domain.cast import CastEntry, Look
from app.domain.changes import Changes
from app.domain.script import Episode
from app.domain.takes import Take
from app.errors import BadInput
from app.studio import intake
from app.studio.session import Session
from tests.studio.conftest import SCRIPT


def picture(path: Path) -> Path:
    Image.new("RGB", (90, 160), (200, 40, 40)).save(path)
    return path


def test_a_script_comes_in_as_one_undo_step(session: Session) -> None:
    summary = session.intake.accept_script(intake.read_script(SCRIPT.encode(), name="a.txt"))
    assert (summary.episodes_added, summary.scenes) == (1, 1)
    assert {"林夏", "老陈", "便利店"} <= set(summary.cast_added)
    assert session.history()[0].label == "Import script"
    session.undo()
    assert session.episodes() == []
    assert session.cast() == []
    session.redo()
    assert len(session.episodes()) == 1


def test_importing_again_rewrites_and_keeps_the_ids(scripted: Session) -> None:
    before = scripted.scenes(scripted.episodes()[0].id)
    changed = SCRIPT.replace("打烊了", "打烊啦")
    summary = scripted.intake.accept_script(intake.read_script(changed.encode(), name="a.txt"))
    after = scripted.scenes(scripted.episodes()[0].id)
    assert (summary.episodes_added, summary.episodes_changed) == (0, 1)
    assert [scene.id for scene in after] == [scene.id for scene in before]
    assert [line.id for line in after[0].lines] == [line.id for line in before[0].lines]
    assert after[0].lines[0].text == "打烊啦。"


def test_importing_the_same_script_again_says_that_nothing_changed(scripted: Session) -> None:
    summary = scripted.intake.accept_script(intake.read_script(SCRIPT.encode(), name="a.txt"))
    assert (summary.episodes_added, summary.episodes_changed) == (0, 0)


def test_typing_joins_one_undo_step(scripted: Session) -> None:
    episode = scripted.episodes()[0]
    start = scripted.get(Episode, episode.id).text
    steps = len(scripted.history())
    for end in ("他", "他走", "他走了"):
        scripted.intake.write_episode(episode.id, start + f"△{end}。\n")
    assert len(scripted.history()) == steps + 1
    scripted.undo()
    assert scripted.get(Episode, episode.id).text == start


def test_a_script_pasted_into_an_empty_episode_is_read_as_what_it_is(session: Session) -> None:
    session.do(add_episode, "", script_format="fountain")
    episode = session.episodes()[0]
    session.intake.write_episode(episode.id, SCRIPT)
    assert [scene.place for scene in session.scenes(episode.id)] == ["便利店"]
    assert session.get(Episode, episode.id).format == "chinese"
    session.undo()
    assert session.get(Episode, episode.id) == episode


def test_a_second_episode_heading_typed_into_one_loses_nothing(scripted: Session) -> None:
    episode = scripted.episodes()[0]
    text = episode.text + "\n第2集\n2-1 日 外 街道\n△雨停了。\n"
    scripted.intake.write_episode(episode.id, text)
    assert scripted.get(Episode, episode.id).text == text
    assert [scene.place for scene in scripted.scenes(episode.id)] == ["便利店", "街道"]


def test_a_picture_becomes_a_take_and_is_never_on_the_undo_stack(
    scripted: Session, tmp_path: Path
) -> None:
    shot = scripted.board_rows(scripted.episodes()[0].id)[0].shot
    label = scripted.undo_label
    take_id = scripted.intake.keep_take(shot.id, scripted.intake.stage(picture(tmp_path / "p.png")))
    take = scripted.get(Take, take_id)
    assert (take.number, take.source, take.media.width, take.media.height) == (
        1,
        "imported",
        90,
        160,
    )
    assert scripted.media_path(take.media) is not None
    assert scripted.undo_label == label


def test_a_dropped_file_arrives_without_blocking(scripted: Session, tmp_path: Path) -> None:
    shot = scripted.board_rows(scripted.episodes()[0].id)[0].shot
    arrived: list[str] = []
    failed: list[Exception] = []
    scripted.intake.import_take(shot.id, picture(tmp_path / "p.png"), arrived.append, failed.append)
    (tmp_path / "broken.png").write_bytes(b"no picture")
    scripted.intake.import_take(shot.id, tmp_path / "broken.png", arrived.append, failed.append)
    pump = scripted.production._services.pump
    while len(arrived) + len(failed) < 2:
        pump(0.1)
    assert len(arrived) == 1
    assert isinstance(failed[0], BadInput) or "broken" in str(failed[0])
    assert [take.id for take in scripted.all(Take, shot_id=shot.id)] == arrived


def test_a_reference_is_pinned_and_raises_the_sheet_version(
    scripted: Session, tmp_path: Path
) -> None:
    entry = next(one for one in scripted.all(CastEntry) if one.name == "林夏")
    looks = scripted.all(Look, cast_id=entry.id)
    look = looks[0] if looks else scripted.intake.first_look(entry.id)
    told: list[Changes] = []
    stop = scripted.listen(told.append)
    scripted.intake.pin_picture(look.id, "front", picture(tmp_path / "face.png"), rights="own")
    stop()
    pinned = scripted.get(Look, look.id)
    assert [reference.slot for reference in pinned.references] == ["front"]
    assert pinned.sheet_version == look.sheet_version + 1
    assert told[-1].touches("Look")


def test_a_sound_is_no_take_and_a_picture_no_music(scripted: Session, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not a sound"):
        scripted.intake.set_music(scripted.episodes()[0].id, picture(tmp_path / "p.png"))
