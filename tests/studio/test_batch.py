"""Batches: names from a pattern, parts for platforms that take only so many seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.ids import EpisodeId
from app.errors import BadInput, RuleBroken
from app.studio.batch import Batch
from app.studio.rendering import ExportChoice
from app.studio.session import Session
from tests.studio.films import fill


@pytest.fixture
def made(scripted: Session, tmp_path: Path) -> EpisodeId:
    return fill(scripted, tmp_path)


def batch(session: Session) -> Batch:
    return Batch(session, session.production._services, session.rendering)


def test_a_pattern_names_every_film(scripted: Session, made: EpisodeId, tmp_path: Path) -> None:
    films = batch(scripted).films(
        [made], ["douyin", "kuaishou"], ExportChoice(), tmp_path, "{title}_E{episode:02}_{platform}"
    )
    assert [choice.out for _episode, choice in films] == [
        tmp_path / "灯_E01_Douyin.mp4",
        tmp_path / "灯_E01_Kuaishou.mp4",
    ]
    season = scripted.season
    assert season.problems("{nothing}")
    assert season.problems("{title}") == ""
    assert season.example("{title}_{episode:03}", made, "douyin") == "灯_001.mp4"
    with pytest.raises(BadInput):
        season.add([made], ["douyin", "kuaishou"], pattern="{title}")
    assert season.rows == ()


def test_parts_are_films_of_their_own_and_together_the_whole(
    scripted: Session, made: EpisodeId, tmp_path: Path
) -> None:
    whole = scripted.rendering.timeline(made)
    base = ExportChoice(preset="review", part_seconds=3.0, out=None)
    lengths = []
    for number in (1, 2):
        choice = base.model_copy(update={"part": number, "out": tmp_path / f"{number}.mp4"})
        delivered = scripted.rendering.export(made, choice)
        assert delivered.delivery.part == number
        lengths.append(round(delivered.delivery.seconds * 24))
    assert sum(lengths) == whole.length
    with pytest.raises(RuleBroken):
        scripted.rendering.order(made, base.model_copy(update={"part": 9}))


def test_short_episodes_stay_whole(scripted: Session, made: EpisodeId) -> None:
    films = batch(scripted).films([made], ["douyin"], ExportChoice(), in_parts=True)
    assert [choice.part for _episode, choice in films] == [0]
