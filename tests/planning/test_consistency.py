"""Findings from the plan alone, on a tiny cast of two."""

from __future__ import annotations

from datetime import UTC, datetime

from app.domain.cast import CastEntry, Look, Reference
from app.domain.ids import CastId, ElementId, EpisodeId, LookId, SceneId, ShotId, TakeId
from app.domain.media import MediaRef
from app.domain.recipes import Recipe, RecipeReference
from app.domain.script import Element, Scene
from app.domain.shots import Shot
from app.domain.takes import Take
from app.planning import consistency
from app.planning.looks import Wardrobe

PICTURE = MediaRef(sha256="a" * 64, suffix=".png", kind="picture", size=1)
FILM = MediaRef(sha256="b" * 64, suffix=".mp4", kind="video", size=1, seconds=2, frames=48)
LIN = CastEntry(id=CastId("lin"), rank="a", name="林夏", aliases=("小夏", "夏"))
CHEN = CastEntry(id=CastId("chen"), rank="b", name="老陈")
CROWD = CastEntry(id=CastId("crowd"), rank="c", name="路人", crowd=True)
CAST = {entry.id: entry for entry in (LIN, CHEN, CROWD)}
ONE, TWO = SceneId("one"), SceneId("two")
COAT = Look(
    id=LookId("coat"), cast_id=LIN.id, rank="a", name="大衣", to_scene=ONE, from_scene=ONE,
    references=(Reference(media=PICTURE),),
)  # fmt: skip
CLOSET = Wardrobe([COAT], [ONE, TWO])


def scene(scene_id: SceneId, *texts: str) -> Scene:
    elements = tuple(
        Element(id=ElementId(f"{scene_id}{number}"), type="action", text=text)
        for number, text in enumerate(texts)
    )
    return Scene(id=scene_id, episode_id=EpisodeId("ep"), rank="a", elements=elements)


def shot(number: str, scene_id: SceneId = ONE, **fields: object) -> Shot:
    values = {"id": ShotId(number), "scene_id": scene_id, "rank": number, "number": number}
    return Shot.model_validate(values | fields)


def take(of: Shot, *references: RecipeReference, generator: str = "kling") -> Take:
    recipe = Recipe(generator=generator, shot_id=of.id, references=references)
    return Take(
        id=TakeId(f"t{of.id}"), shot_id=of.id, number=1, created_at=datetime.now(UTC),
        source="generated", media=FILM, generator=generator, recipe=recipe,
    )  # fmt: skip


def test_a_chosen_look_out_of_its_range_is_named() -> None:
    wrong = shot("2-1", TWO, subjects=(LIN.id,), looks={LIN.id: COAT.id})
    right = shot("1-1", ONE, subjects=(LIN.id,), looks={LIN.id: COAT.id})
    (found,) = consistency.chosen_out_of_range([right, wrong], CAST, CLOSET)
    assert found.shot_id == wrong.id
    assert "大衣" in found.text


def test_who_has_no_picture_is_named_once_and_crowds_need_none() -> None:
    shots = [shot(str(n), subjects=(LIN.id, CHEN.id, CROWD.id)) for n in range(3)]
    (found,) = consistency.without_pictures(shots, CAST, CLOSET)
    assert (found.cast_id, found.shot_number) == (CHEN.id, "0")
    assert "3" in found.text
    missing = consistency.files_missing([COAT], CAST, frozenset({PICTURE.sha256}))
    assert [each.cast_id for each in missing] == [LIN.id]


def test_a_take_made_without_the_picture_is_named() -> None:
    one = shot("1", subjects=(LIN.id,))
    sent = RecipeReference(role="character", name="林夏", media=PICTURE, cast_id=LIN.id)
    found = consistency.not_sent([one], {one.id: take(one)}, CAST, CLOSET)
    assert [each.kind for each in found] == ["not_sent"]
    assert not consistency.not_sent([one], {one.id: take(one, sent)}, CAST, CLOSET)
    drawn = {one.id: take(one, generator="animatic")}
    assert not consistency.not_sent([one], drawn, CAST, CLOSET, frozenset({"animatic"}))


def test_names_in_the_action_count_and_single_letters_do_not() -> None:
    place = scene(ONE, "小夏推开门。", "夏天到了。")
    first = shot("1", subjects=(CHEN.id,), covers=(place.elements[0].id,))
    second = shot("2", subjects=(CHEN.id,), covers=(place.elements[1].id,))
    own = shot("3", subjects=(LIN.id,), action="林夏与老陈对视。")
    found = consistency.named_but_absent([first, second, own], {ONE: place}, list(CAST.values()))
    assert [(each.shot_number, each.cast_id) for each in found] == [("1", LIN.id), ("3", CHEN.id)]


def test_neighbours_stand_side_by_side_in_one_scene() -> None:
    shots = [shot("1"), shot("2", status="omitted"), shot("3"), shot("4"), shot("5", TWO)]
    counted = {each.id: take(each) for each in shots if each.number != "4"}
    pairs = consistency.neighbours(shots, counted)
    assert [(one.number, two.number) for one, two in pairs] == [("1", "3")]
    assert "3" in consistency.no_join(*pairs[0]).text
    assert consistency.color_jump(*pairs[0]).before_id == shots[0].id
