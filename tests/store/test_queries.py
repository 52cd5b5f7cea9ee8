"""Joined reads: the board, the card, counts and search."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from app.domain.review import Note
from app.domain.script import Episode, Scene
from app.domain.shots import Shot
from app.domain.takes import counting
from tests.store import dramas


def test_the_board_shows_shots_in_story_order_with_what_counts(tmp_path: Path) -> None:
    with dramas.create(tmp_path, scenes=2, shots=2) as opened:
        first, second = dramas.take("sh0_0", 1), dramas.take("sh0_0", 2, dramas.media("b"))
        with opened.transaction("Takes", kind="background") as edit:
            for take in (second, first, dramas.take("sh1_0", 1), dramas.take("gone", 1)):
                edit.add(take)
        with opened.transaction("Edit") as edit:
            edit.change(Shot, "sh0_0", pick=second.id)
            edit.change(Scene, "sc1", rank="0V")
            edit.add(Note(id="n", shot_id="sh0_1", text="太暗", created_at=datetime.now(UTC)))
        rows = opened.queries.board_rows("ep")
        assert [row.shot.id for row in rows] == ["sh1_0", "sh1_1", "sh0_0", "sh0_1"]
        assert [row.takes for row in rows] == [1, 0, 2, 0]
        assert [row.state for row in rows] == ["takes", "empty", "picked", "empty"]
        assert [row.notes for row in rows] == [0, 0, 0, 1]
        assert rows[2].media == second.media
        assert rows[2].media_take == second.id
        for row in rows:
            counts = counting(row.shot.pick, opened.queries.takes_of("ep"))
            if row.shot.id == "sh0_0":
                assert counts is not None
                assert row.media_take == counts.id
        assert opened.queries.board_rows("ep", limit=2, offset=1) == rows[1:3]
        assert opened.queries.board_rows("nothing") == ()


def test_the_first_take_counts_when_the_pick_is_gone(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        takes = [dramas.take("sh0_0", number) for number in (2, 1)]
        with opened.transaction("Takes", kind="background") as edit:
            for take in takes:
                edit.add(take)
        with opened.transaction("Edit") as edit:
            edit.change(Shot, "sh0_0", pick="nowhere")
        row = opened.queries.board_rows("ep")[0]
        assert (row.media_take, row.state) == (takes[1].id, "takes")


def test_counts_and_card(tmp_path: Path) -> None:
    with dramas.create(tmp_path, scenes=2, shots=3) as opened:
        take = dramas.take("sh0_1")
        with opened.transaction("Takes", kind="background") as edit:
            edit.add(take)
            edit.add(Episode(id="two", rank="z", number=2))
        with opened.transaction("Edit") as edit:
            edit.change(Shot, "sh0_1", pick=take.id)
            edit.change(Shot, "sh0_2", status="omitted")
        card = opened.queries.project_card()
        assert (card.episodes, card.scenes, card.shots) == (2, 2, 6)
        assert (card.picked, card.takes, card.length) == (1, 1, 5 * 72)
        assert card.cover == take.media
        assert opened.queries.counts_by_episode() == {"ep": (2, 6), "two": (0, 0)}
        assert opened.queries.takes_by_shot() == {"sh0_1": 1}
        assert opened.queries.takes_by_shot("two") == {}
        assert opened.queries.episode_of_shot("sh1_0") == "ep"
        assert [scene.id for scene in opened.queries.scenes_of("ep")] == ["sc0", "sc1"]
        assert len(opened.queries.shots_of("ep")) == 6


def test_search_finds_words_as_they_are_written(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        kinds = {found.kind for found in opened.queries.search("雨里")}
        assert kinds == {"Episode", "Shot"}
        assert len(opened.queries.search("“回头”")) == 6
        assert len(opened.queries.search("50%")) == 6
        assert opened.queries.search("5_%") == []
        assert [found.id for found in opened.queries.search("林夏")] == ["lin"]
        assert opened.queries.search("雨里")[0].text == "她走进雨里。"
        assert opened.queries.search("  ") == []
        assert len(opened.queries.search("雨", limit=2)) == 2
