"""The season queue: films one by one, a pause that keeps pieces, a crash that loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.ids import EpisodeId
from app.errors import Cancelled, NotFound, RuleBroken
from app.studio.rendering import ExportChoice
from app.studio.season import Season
from app.studio.session import Session
from app.studio.studio import Studio
from tests.studio.films import fill


@pytest.fixture
def made(scripted: Session, tmp_path: Path) -> EpisodeId:
    return fill(scripted, tmp_path)


def pump(session: Session, until: Callable[[], bool]) -> None:
    for _ in range(1200):
        if until():
            return
        session.production._services.pump(0.05)
    raise AssertionError([row.model_dump() for row in session.season.rows])


def states(session: Session) -> list[str]:
    return [row.state for row in session.season.rows]


def test_films_are_made_one_after_another_and_tell_how_far_they_are(
    scripted: Session, made: EpisodeId, tmp_path: Path
) -> None:
    seen: list[float] = []
    stop = scripted.season.listen(lambda: seen.append(scripted.season.share))
    most = max
    running: list[int] = []
    scripted.season.listen(lambda: running.append(states(scripted).count("running")))
    ids = scripted.season.add([made], ["review", "master-1x1"], folder=tmp_path / "out")
    scripted.season.wait(ids)
    stop()
    assert states(scripted) == ["done", "done"]
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert most(running) == 1
    assert all(row.out.is_file() and row.elapsed > 0 for row in scripted.season.rows)
    assert len(scripted.delivering.deliveries(made)) == 2
    assert scripted.season.eta is None
    scripted.season.clear_done()
    assert scripted.season.rows == ()


def test_a_pause_keeps_what_was_made_and_going_on_finishes(
    scripted: Session, made: EpisodeId
) -> None:
    scripted.season.add([made], ["review"])
    pump(scripted, lambda: scripted.season.rows[0].share > 0.02)
    scripted.season.pause()
    assert states(scripted) == ["waiting"]
    assert not scripted.season.busy
    scripted.season.resume()
    pump(scripted, lambda: states(scripted) == ["done"])


def test_a_crash_leaves_the_queue_and_it_waits_for_the_person(
    scripted: Session, made: EpisodeId, studio: Studio
) -> None:
    ids = scripted.season.add([made], ["review", "master-9x16"])
    # What a killed process leaves behind is the file as it was last written.
    kept = (scripted.folder / "deliveries" / "queue.json").read_bytes()
    assert b'"running"' in kept
    folder = scripted.folder
    scripted.close()
    (folder / "deliveries" / "queue.json").write_bytes(kept)
    again = studio.open(folder)
    try:
        assert again.season.interrupted
        assert again.season.paused
        assert [row.id for row in again.season.rows] == list(ids)
        assert states(again) == ["waiting", "waiting"]
        again.season.remove(ids[1])
        again.season.resume()
        pump(again, lambda: states(again) == ["done"])
        assert not again.season.interrupted
    finally:
        again.close()


def test_a_film_that_cannot_be_made_says_why_and_the_others_go_on(
    scripted: Session, made: EpisodeId, tmp_path: Path
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file", encoding="utf-8")
    wrong = ExportChoice(out=blocked / "f.mp4")
    first = scripted.season.add([made], ["review"], wrong)
    second = scripted.season.add([made], ["review"], folder=tmp_path / "out")
    scripted.season.wait([*first, *second])
    assert states(scripted) == ["failed", "done"]
    assert scripted.season.rows[0].error
    blocked.unlink()
    scripted.season.retry(first[0])
    scripted.season.wait(first)
    assert states(scripted) == ["done", "done"]


def test_rows_are_cancelled_moved_and_removed(scripted: Session, made: EpisodeId) -> None:
    season = scripted.season
    season.pause()
    one, two, three = season.add([made], ["review", "master-1x1", "master-9x16"])
    season.move(three, None)
    assert [row.id for row in season.rows] == [three, one, two]
    season.move(three, two)
    season.cancel(one)
    assert states(scripted) == ["cancelled", "waiting", "waiting"]
    season.remove(two)
    assert [row.id for row in season.rows] == [one, three]
    with pytest.raises(NotFound):
        season.cancel("film_gone")
    season.resume()
    season.cancel(three)
    pump(scripted, lambda: not season.busy)
    assert states(scripted) == ["cancelled", "cancelled"]
    assert not list((scripted.folder / "deliveries").glob("*.mp4"))


def test_stopping_to_wait_leaves_the_film_waiting(scripted: Session, made: EpisodeId) -> None:
    ids = scripted.season.add([made], ["review"])
    with pytest.raises(Cancelled):
        scripted.season.wait(ids, lambda: True)
    assert states(scripted) == ["waiting"]
    assert Season(scripted, scripted.production._services, scripted.rendering).interrupted


def test_what_cannot_be_queued_is_said_and_a_broken_file_begins_anew(
    scripted: Session, made: EpisodeId
) -> None:
    with pytest.raises(NotFound):
        scripted.season.add([made], ["nobody"])
    from app.commands.script import add_episode

    scripted.do(add_episode, "空")
    with pytest.raises(RuleBroken):
        scripted.season.add([scripted.episodes()[-1].id], ["review"])
    assert scripted.season.rows == ()
    file = scripted.folder / "deliveries" / "queue.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text("{broken", encoding="utf-8")
    assert Season(scripted, scripted.production._services, scripted.rendering).rows == ()
