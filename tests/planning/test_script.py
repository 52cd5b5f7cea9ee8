from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.script import ParsedEpisode, Scene
from app.planning import script
from tests.planning.stories import EPISODE, as_parsed, element, scene, screenplays, shop


def provisional(parsed: ParsedEpisode) -> ParsedEpisode:
    """The same reading as a parser gives it: with ids of its own."""
    return ParsedEpisode(
        number=1,
        scenes=tuple(
            each.model_copy(
                update={
                    "elements": tuple(
                        row.model_copy(update={"id": f"p{place}.{index}"})
                        for index, row in enumerate(each.elements)
                    )
                }
            )
            for place, each in enumerate(parsed.scenes)
        ),
    )


def ids(scenes: tuple[Scene, ...]) -> list[str]:
    return [row.id for each in scenes for row in each.elements]


@given(screenplays())
def test_an_unchanged_reading_changes_nothing(story: tuple) -> None:
    assert script.reconcile(EPISODE, story, provisional(as_parsed(story))) == story


@given(screenplays(), screenplays())
def test_ids_stay_unique_and_ranks_in_order(before: tuple, after: tuple) -> None:
    scenes = script.reconcile(EPISODE, before, provisional(as_parsed(after)))
    assert len(set(ids(scenes))) == len(ids(scenes))
    assert len({each.id for each in scenes}) == len(scenes)
    ranks = [each.rank for each in scenes]
    assert ranks == sorted(set(ranks))
    assert [row.text for each in scenes for row in each.elements] == [
        row.text for each in after for row in each.elements
    ]


@given(st.permutations(range(5)))
def test_moved_scenes_keep_their_ids_and_the_others_their_ranks(order: list[int]) -> None:
    story = tuple(
        scene(
            f"s{index}",
            (
                element(
                    f"e{index}", "dialogue", f"第{index}场的话，各不相同{'呀' * index}。", "林夏"
                ),
            ),
            rank="ACEGI"[index],
            number=f"1-{index + 1}",
        )
        for index in range(5)
    )
    moved = tuple(story[index] for index in order)
    scenes = script.reconcile(EPISODE, story, provisional(as_parsed(moved)))
    assert [each.id for each in scenes] == [each.id for each in moved]
    assert ids(scenes) == ids(moved)
    ranks = [each.rank for each in scenes]
    assert ranks == sorted(ranks)
    if order == sorted(order):
        assert ranks == list("ACEGI")


def test_one_scene_moved_changes_one_rank() -> None:
    story = tuple(
        scene(f"s{index}", (element(f"e{index}", "action", text),), rank="ACEG"[index], number="")
        for index, text in enumerate(("门开了。", "灯灭了。", "雨停了。", "人走了。"))
    )
    moved = (story[1], story[2], story[0], story[3])
    scenes = script.reconcile(EPISODE, story, provisional(as_parsed(moved)))
    assert [each.rank for each in scenes if each.id != "s0"] == ["C", "E", "G"]


def test_an_edited_line_keeps_its_id() -> None:
    story = shop()
    changed = story[0].model_copy(
        update={
            "elements": tuple(
                row.model_copy(update={"text": "您到底怎么进来的，陈伯？"})
                if row.id == "d3"
                else row
                for row in story[0].elements
            )
        }
    )
    scenes = script.reconcile(EPISODE, story, provisional(as_parsed((changed, story[1]))))
    assert ids(scenes) == ids(story)


def test_a_line_rewritten_on_the_spot_keeps_its_id() -> None:
    story = shop()
    changed = story[0].model_copy(
        update={
            "elements": tuple(
                row.model_copy(update={"text": "明天请早吧"}) if row.id == "d1" else row
                for row in story[0].elements
            )
        }
    )
    assert ids(
        script.reconcile(EPISODE, story, provisional(as_parsed((changed, story[1]))))
    ) == ids(story)


def test_a_line_moved_to_another_scene_keeps_its_id() -> None:
    story = shop()
    line = next(row for row in story[0].elements if row.id == "d4")
    rest = tuple(row for row in story[0].elements if row.id != "d4")
    moved = (
        story[0].model_copy(update={"elements": rest}),
        story[1].model_copy(update={"elements": (*story[1].elements, line)}),
    )
    scenes = script.reconcile(EPISODE, story, provisional(as_parsed(moved)))
    assert scenes[1].elements[-1].id == "d4"


def test_new_text_gets_new_ids() -> None:
    story = shop()
    new = element("x", "dialogue", "完全没有说过的一句话。", "店长")
    longer = story[0].model_copy(update={"elements": (*story[0].elements, new)})
    scenes = script.reconcile(EPISODE, story, provisional(as_parsed((longer, story[1]))))
    assert scenes[0].elements[-1].id.startswith("el_")
    assert ids(scenes)[: len(story[0].elements)] == [row.id for row in story[0].elements]


def test_a_renumbered_scene_is_known_by_what_happens_in_it() -> None:
    story = shop()
    fresh = scene(
        "new", (element("n", "action", "一个全新的早晨，没有人。"),), number="1-1", place="河堤"
    )
    shifted = (
        fresh,
        story[0].model_copy(update={"number": "1-2"}),
        story[1].model_copy(update={"number": "1-3"}),
    )
    scenes = script.reconcile(EPISODE, story, provisional(as_parsed(shifted)))
    assert [each.id for each in scenes[1:]] == ["s1", "s2"]
    assert scenes[0].id not in ("s1", "s2")
    assert scenes[0].rank < "A"
