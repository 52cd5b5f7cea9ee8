from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.commands import shots as shot_commands
from app.domain import timeline as timelines
from app.domain.deliveries import Delivery
from app.domain.shots import Transition
from app.errors import Cancelled, RuleBroken
from app.media import frames
from app.studio.rendering import ExportChoice
from app.studio.session import Session


@pytest.fixture
def made(scripted: Session) -> Session:
    """The tiny drama with voices and drawings."""
    episode = scripted.episodes()[0]
    scripted.production.voicing.speak(episode.id)
    ids = [row.shot.id for row in scripted.board_rows(episode.id)]
    sheet = scripted.production.quote(ids, generator="animatic")
    scripted.production.attempts.wait(scripted.production.generate(sheet))
    return scripted


def test_the_cut_follows_the_shots(made: Session) -> None:
    episode = made.episodes()[0]
    rows = made.board_rows(episode.id)
    cut = made.rendering.timeline(episode.id)
    assert timelines.problems(cut) == []
    assert [clip.shot_id for clip in cut.pictures] == [row.shot.id for row in rows]
    assert all(clip.media for clip in cut.pictures)
    assert len([clip for clip in cut.sounds if clip.kind == "dialogue"]) == 2
    assert [cue.text.replace("\n", "") for cue in cut.captions] == ["打烊了", "灯还亮着"]
    made.do(shot_commands.move_shot, rows[0].shot.id, rows[-1].shot.id)
    moved = made.rendering.timeline(episode.id)
    assert moved.pictures[-1].shot_id == rows[0].shot.id


def test_the_preview_shows_the_frame_of_the_take(made: Session) -> None:
    cut = made.rendering.timeline(made.episodes()[0].id)
    clip = cut.pictures[-1]
    assert clip.media is not None
    path = made.media_path(clip.media)
    assert path is not None
    with made.rendering.frame_source(cut) as source:
        shown = source.frame(clip.start + 5, (270, 480))
    assert (shown.width, shown.height) == (270, 480)
    pixels = np.frombuffer(shown.rgb, np.uint8).reshape(480, 270, 3).astype(int)
    with frames.FrameReader(path) as reader:
        straight = np.asarray(reader.image(clip.source_in + 5).resize((270, 480))).astype(int)
        other = np.asarray(reader.image(len(reader) - 1).resize((270, 480))).astype(int)
    assert np.abs(pixels - straight).mean() < 4
    assert np.abs(pixels - straight).mean() <= np.abs(pixels - other).mean()


def test_a_dissolve_is_half_of_each_in_its_middle(made: Session) -> None:
    episode = made.episodes()[0]
    second = made.board_rows(episode.id)[1].shot
    made.do(shot_commands.edit_shots, [second.id], transition=Transition(kind="dissolve", frames=7))
    cut = made.rendering.timeline(episode.id)
    clip = cut.pictures[1]
    assert clip.transition.frames == 7
    plain = cut.model_copy(update={"pictures": (cut.pictures[0],)})
    with made.rendering.frame_source(cut) as source, made.rendering.frame_source(plain) as first:
        middle = np.frombuffer(source.frame(clip.start + 3, (90, 160)).rgb, np.uint8).astype(int)
        left = np.frombuffer(first.frame(clip.start + 3, (90, 160)).rgb, np.uint8).astype(int)
        unmixed = clip.model_copy(update={"transition": Transition()})
        alone = cut.model_copy(update={"pictures": (cut.pictures[0], unmixed)})
        with made.rendering.frame_source(alone) as right_source:
            right = np.frombuffer(right_source.frame(clip.start + 3, (90, 160)).rgb, np.uint8)
    assert np.abs(middle - (left + right.astype(int)) / 2).mean() < 2


def test_a_missing_film_shows_its_slate(made: Session) -> None:
    cut = made.rendering.timeline(made.episodes()[0].id)
    clip = cut.pictures[0]
    assert clip.media is not None
    path = made.media_path(clip.media)
    assert path is not None
    path.unlink()
    with made.rendering.frame_source(cut) as source:
        assert len(source.frame(0, (90, 160)).rgb) == 90 * 160 * 3
    findings = made.reviewing.before_delivery(made.episodes()[0].id)
    assert "missing_media" in {finding.code for finding in findings}


def test_the_preview_sound_is_as_long_as_the_cut(made: Session) -> None:
    cut = made.rendering.timeline(made.episodes()[0].id)
    found: list[Path | None] = []
    failed: list[Exception] = []
    made.rendering.preview_sound(cut, found.append, failed.append)
    while not found and not failed:
        made.production._services.pump(0.1)
    assert failed == []
    assert found[0] is not None
    assert found[0].is_file()


def test_an_export_is_probed_kept_and_has_its_captions(made: Session, tmp_path: Path) -> None:
    episode = made.episodes()[0]
    cut = made.rendering.timeline(episode.id)
    seen: list[float] = []
    delivered = made.rendering.export(
        episode.id,
        preset="review",
        out=tmp_path / "film.mp4",
        report=lambda fraction, _note="": seen.append(fraction),
    )
    assert delivered.delivery.label_found
    assert delivered.delivery.seconds == pytest.approx(cut.length / 24)
    assert made.all(Delivery) == [delivered.delivery]
    assert delivered.captions is not None
    assert "打烊了" in delivered.captions.read_text(encoding="utf-8")
    assert seen == sorted(seen)
    with frames.FrameReader(tmp_path / "film.mp4") as reader:
        assert len(reader) == cut.length


def test_a_cancelled_export_leaves_nothing(made: Session, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        made.rendering.export(
            made.episodes()[0].id, out=tmp_path / "film.mp4", cancelled=lambda: True
        )
    made.production._services.runner.close()
    assert list(tmp_path.glob("film*")) == []


def test_an_episode_without_shots_is_said_plainly(session: Session) -> None:
    from app.commands.script import add_episode

    session.do(add_episode, "空")
    with pytest.raises(RuleBroken):
        session.rendering.export(session.episodes()[0].id, ExportChoice())
