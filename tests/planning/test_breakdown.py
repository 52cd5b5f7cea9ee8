from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.domain.timing import seconds_of
from app.planning import breakdown, coverage
from tests.planning.stories import element, people, scene, screenplays, shop


@given(screenplays(), st.sampled_from([24, 25, 60]))
def test_any_screenplay_has_every_line_in_exactly_one_shot(story: tuple, fps: int) -> None:
    proposed = breakdown.propose_episode(story, people(), fps)
    measured = coverage.measure(story, proposed)
    assert measured.percent == 100.0
    assert not measured.missing
    assert not measured.doubled
    assert all(shot.length >= 1 for shot in proposed)
    origins = [shot.origin for shot in proposed]
    assert len(set(origins)) == len(origins)


@given(screenplays())
def test_the_same_scene_is_broken_down_the_same_way_twice(story: tuple) -> None:
    assert breakdown.propose_episode(story, people()) == breakdown.propose_episode(story, people())


@given(screenplays(most_scenes=2))
def test_no_three_framings_in_a_row_are_alike_unless_the_script_asks(story: tuple) -> None:
    for each in story:
        plain = [row for row in each.elements if row.type in ("action", "dialogue", "inner")]
        plain = [
            row
            for row in plain
            if not any(mark in row.text for mark in ("镜头", "特写", "全景", "CLOSE"))
        ]
        shots = breakdown.propose(each.model_copy(update={"elements": tuple(plain)}), people())
        framings = [(shot.size, shot.angle) for shot in shots]
        assert all(
            not (first == second == third)
            for first, second, third in zip(framings, framings[1:], framings[2:], strict=False)
        )


def test_a_new_place_is_shown_first_and_wide() -> None:
    shots = breakdown.propose_episode(shop(), people())
    alley = [shot for shot in shots if shot.scene_id == "s2"]
    assert alley[0].size in ("ELS", "LS", "FS")
    assert alley[0].lines == ()
    assert "后巷" in alley[0].action


def test_the_same_place_again_is_not_established_twice() -> None:
    first = scene("s1", (element("x", "dialogue", "走。", "林夏"),), rank="A")
    again = scene("s2", (element("y", "dialogue", "好。", "老陈"),), rank="B", number="1-2")
    shots = breakdown.propose_episode((first, again), people())
    assert [shot.scene_id for shot in shots] == ["s1", "s1", "s2"]


def test_feelings_bring_the_camera_near() -> None:
    shots = {
        line: shot for shot in breakdown.propose_episode(shop(), people()) for line in shot.lines
    }
    assert shots["d5"].size == "CU"
    assert shots["d5"].move == "handheld"
    assert shots["d6"].size in ("CU", "ECU")


def test_a_voice_from_nowhere_is_seen_on_the_listener() -> None:
    shots = {
        line: shot for shot in breakdown.propose_episode(shop(), people()) for line in shot.lines
    }
    assert shots["d2"].subjects == ("cast_林夏",)


def test_nobody_is_in_frame_before_the_entrance() -> None:
    shots = {
        line: shot for shot in breakdown.propose_episode(shop(), people()) for line in shot.lines
    }
    assert "cast_老陈" not in shots["d1"].subjects


def test_hints_are_obeyed() -> None:
    shots = {
        name: shot for shot in breakdown.propose_episode(shop(), people()) for name in shot.covers
    }
    assert shots["a4"].size == "CU"
    assert shots["h1"] == shots["a4"]
    prose = scene("s9", (element("k", "action", "镜头缓慢拉远，全景：空街。"),))
    assert breakdown.propose(prose, ())[0].move == "dolly_out"
    assert breakdown.propose(prose, ())[0].size == "FS"


def test_a_cut_to_black_closes_the_shot_before_it() -> None:
    shots = breakdown.propose_episode(shop(), people())
    last = [shot for shot in shots if shot.scene_id == "s1"][-1]
    assert last.transition.kind == "fade_out"


def test_flashbacks_come_and_go_softly() -> None:
    now, then, after = (
        scene(
            f"s{index}",
            (element(f"e{index}", "action", "门开了。"),),
            rank=str(index),
            flashback=index == 2,
        )
        for index in (1, 2, 3)
    )
    shots = breakdown.propose_episode((now, then, after), ())
    assert [shot.transition.kind for shot in shots] == ["cut", "fade_white", "dissolve"]


def test_words_on_the_picture_stay_long_enough_to_be_read() -> None:
    shots = {
        name: shot for shot in breakdown.propose_episode(shop(), people()) for name in shot.covers
    }
    assert seconds_of(shots["b2"].length, 24) >= 3


def test_the_whole_is_about_as_long_as_it_plays() -> None:
    seconds = sum(shot.length for shot in breakdown.propose_episode(shop(), people())) / 24
    assert 20 <= seconds <= 45


def test_two_moves_of_a_kind_do_not_follow_each_other() -> None:
    shots = breakdown.propose_episode(shop(), people())
    assert all(a.move == "static" or a.move != b.move for a, b in pairwise(shots))


def test_numbers_follow_the_scene() -> None:
    shots = breakdown.propose_episode(shop(), people())
    assert shots[0].number == "1-1-01"
    assert next(shot for shot in shots if shot.scene_id == "s2").number == "1-2-01"


def test_an_insert_shows_the_thing_and_nobody() -> None:
    shots = breakdown.propose(
        scene("s", (element("a", "action", "林夏进门。"), element("b", "action", "绳子断了。"))),
        people(),
    )
    assert shots[-1].size == "INS"
    assert shots[-1].subjects == ()


def test_shots_of_scenes_without_numbers_are_told_apart() -> None:
    story = tuple(each.model_copy(update={"number": ""}) for each in shop())
    proposed = breakdown.propose_episode(story, people(), episode=3)
    numbers = [shot.number for shot in proposed]
    assert len(set(numbers)) == len(numbers)
    assert (numbers[0], numbers[-1][:3]) == ("3-1-01", "3-2")
