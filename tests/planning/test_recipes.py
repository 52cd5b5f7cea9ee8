from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cards import Card, ModelCard, ReferenceSlots
from app.domain.cast import CastEntry, Look, Reference
from app.domain.media import MediaRef
from app.domain.shots import Shot
from app.errors import BadInput
from app.planning import breakdown, recipes
from tests.planning.stories import as_shots, element, entry, people, project, scene, shop


def picture(letter: str) -> MediaRef:
    return MediaRef(sha256=letter * 64, suffix=".png", kind="picture", size=1, width=9, height=16)


def card(kind: str = "remote", **model: object) -> Card:
    return Card(
        id="maker", label="Maker", kind=kind, models=(ModelCard(id="m1", label="M1", **model),)
    )


def slots(**most: int) -> tuple[ReferenceSlots, ...]:
    return tuple(ReferenceSlots(role=role, most=count) for role, count in most.items())


def look(cast_id: str, *pictures: tuple[str, str], **more: object) -> Look:
    references = tuple(Reference(slot=slot, media=picture(letter)) for slot, letter in pictures)
    return Look(
        id=f"look_{cast_id}{more.get('name', '')}",
        cast_id=cast_id,
        rank="V",
        references=references,
        **more,
    )


def made(
    shot: Shot, maker: Card, looks: tuple[Look, ...] = (), **more: object
) -> recipes.CompiledRecipe:
    cast = (*people(), entry("便利店", rank="P", kind="place"))
    return recipes.compile_recipe(
        shot, shop()[0], cast, looks, project(style="写实电影感"), maker, **more
    )


SHOT = Shot(
    id="shot_1", scene_id="s1", rank="A", number="1-1-03", size="MCU", move="dolly_in", action="林夏抬头看向门口",
    subjects=("cast_林夏", "cast_老陈"), lines=("d3",), covers=("a1", "a3", "d3"), length=66,
)  # fmt: skip


def test_a_prompt_says_style_camera_move_person_action_place_and_line() -> None:
    recipe = made(SHOT, card()).recipe
    order = [
        "写实电影感",
        "近景",
        "平视",
        "镜头缓慢推近",
        "林夏抬头看向门口",
        "场景：便利店",
        "夜",
        "“您怎么进来的？”",
    ]
    places = [recipe.prompt.index(part) for part in order]
    assert places == sorted(places)
    assert recipe.language == "zh"


def test_the_same_prompt_in_english() -> None:
    recipe = made(SHOT, card(), language="en").recipe
    assert "Medium close-up, eye level, slow push-in." in recipe.prompt
    assert "@" not in recipe.prompt


def test_a_persons_own_words_replace_the_prompt() -> None:
    recipe = made(SHOT.model_copy(update={"prompt": "只拍一盏灯。"}), card(negative=True)).recipe
    assert recipe.prompt == "只拍一盏灯。"
    assert recipe.negative


def test_negatives_are_folded_in_where_there_is_no_field() -> None:
    assert "无字幕" in made(SHOT, card()).recipe.prompt
    with_field = made(SHOT, card(negative=True)).recipe
    assert "无字幕" not in with_field.prompt
    assert "字幕" in with_field.negative


def test_too_long_a_prompt_loses_its_least_telling_parts_and_says_so() -> None:
    compiled = made(SHOT, card(prompt_most_zh=60))
    assert len(compiled.recipe.prompt) <= 60
    assert "林夏抬头看向门口" in compiled.recipe.prompt
    assert any("60" in sentence for sentence in compiled.dropped)


def test_everyones_best_picture_goes_before_anyones_second() -> None:
    looks = (
        look("cast_林夏", ("side", "1"), ("front", "2")),
        look("cast_老陈", ("full", "3")),
        look("cast_便利店", ("wide", "4")),
    )
    compiled = made(SHOT, card(references=slots(character=2, place=1)), looks)
    assert [(each.role, each.media.sha256[0]) for each in compiled.recipe.references] == [
        ("character", "2"),
        ("character", "3"),
        ("place", "4"),
    ]
    assert len(compiled.dropped) == 1
    assert "林夏" in compiled.dropped[0]


def test_frames_may_push_references_out() -> None:
    looks = (look("cast_林夏", ("front", "2")),)
    maker = card(
        references=slots(character=2, first_frame=1, last_frame=1), frames_exclude_references=True
    )
    compiled = made(SHOT, maker, looks, frames=(picture("f"), None))
    assert [each.role for each in compiled.recipe.references] == ["first_frame"]
    assert any("林夏" in sentence for sentence in compiled.dropped)
    alone = made(SHOT, maker, looks, frames=(None, picture("f")))
    assert [each.role for each in alone.recipe.references] == ["character"]


def test_a_look_holds_for_its_scenes() -> None:
    looks = (
        look("cast_林夏", ("front", "1"), name="平时"),
        look("cast_林夏", ("front", "2"), name="雨夜", from_scene="s1", to_scene="s2"),
        look("cast_林夏", ("front", "3"), name="后来", from_scene="s3"),
    )
    compiled = made(
        SHOT, card(references=slots(character=1)), looks, scene_order=("s0", "s1", "s2", "s3")
    )
    assert compiled.recipe.references[0].media.sha256[0] == "2"
    assert compiled.recipe.picture.figures[0].look == "雨夜"


def test_the_picture_tells_the_animatic_everything() -> None:
    drawn = made(SHOT, card("offline")).recipe.picture
    assert [(figure.name, figure.speaking) for figure in drawn.figures] == [
        ("林夏", True),
        ("老陈", False),
    ]
    (line,) = drawn.lines
    assert (line.speaker, line.text, line.kind) == ("林夏", "您怎么进来的？", "dialogue")
    assert line.start > 0
    assert line.seconds > 0
    assert (drawn.place, drawn.int_ext, drawn.time_of_day) == ("便利店", "int", "night")
    assert "rain" in drawn.effects


def test_subtitles_and_flashbacks_are_effects() -> None:
    story = scene("s", (element("w", "subtitle", "三年前"),), flashback=True)
    shot = Shot(id="x", scene_id="s", rank="A", covers=("w",))
    drawn = recipes.compile_recipe(shot, story, (), (), project(), card()).recipe.picture
    assert drawn.effects == ("flashback", "subtitle: 三年前")


@pytest.mark.parametrize(
    ("model", "frames", "seconds"),
    [
        ({"seconds_choices": (5, 10)}, 66, 5),
        ({"seconds_choices": (5, 10)}, 130, 10),
        ({"seconds_min": 4, "seconds_max": 15}, 66, 4),
        ({"seconds_min": 1, "seconds_max": 15}, 66, 3),
        ({"seconds_min": 1, "seconds_max": 15, "whole_seconds": False}, 66, 2.75),
    ],
)
def test_the_shortest_length_that_holds_the_shot(model: dict, frames: int, seconds: float) -> None:
    compiled = made(SHOT.model_copy(update={"length": frames}), card(**model))
    assert compiled.recipe.seconds == seconds
    assert compiled.dropped == ()


def test_a_shot_longer_than_the_model_can_make_is_said() -> None:
    compiled = made(SHOT.model_copy(update={"length": 480}), card(seconds_choices=(5, 10)))
    assert compiled.recipe.seconds == 10
    assert "20.0" in compiled.dropped[0]


def test_settings_start_from_the_models_defaults() -> None:
    maker = card(resolutions=("720p", "1080p"), settings={"sound": ("true", "false")})
    compiled = made(SHOT, maker, settings={"sound": "false", "magic": 1}, resolution="1080p")
    assert compiled.recipe.settings == {"sound": "false", "resolution": "1080p"}
    assert (compiled.recipe.width, compiled.recipe.height) == (1080, 1920)
    assert any("magic" in sentence for sentence in compiled.dropped)


def test_an_aspect_the_model_lacks_is_replaced_and_said() -> None:
    compiled = made(SHOT, card(aspects=("16:9", "3:4", "adaptive")))
    assert compiled.recipe.aspect == "3:4"
    assert compiled.dropped


def test_an_unknown_model_is_refused() -> None:
    with pytest.raises(BadInput):
        made(SHOT, card(), model_id="m9")


@given(
    st.sampled_from(
        ["360p", "480p", "540p", "720p", "768p", "1080p", "4k", "720x1280", "1024×1024"]
    ),
    st.sampled_from(["9:16", "16:9", "1:1", "3:4", "4:3", "21:9"]),
)
def test_sizes_are_exact_and_even(resolution: str, aspect: str) -> None:
    width, height = recipes.pixels(resolution, aspect)
    across, down = (int(part) for part in aspect.split(":"))
    assert Fraction(width, height) == Fraction(across, down)
    assert width % 2 == height % 2 == 0


@given(st.integers(0, 40), st.integers(0, 2_147_483_647))
def test_equal_questions_are_equal_recipes(index: int, seed: int) -> None:
    shots = as_shots(breakdown.propose_episode(shop(), people()))
    shot = shots[index % len(shots)]
    first, second = made(shot, card(), seed=seed).recipe, made(shot, card(), seed=seed).recipe
    assert first.fingerprint() == second.fingerprint()
    assert first.subject_fingerprint() == made(shot, card(), seed=1).recipe.subject_fingerprint()


def test_a_crowd_sends_no_face() -> None:
    crowd = CastEntry(id="cast_c", rank="C", name="众人", crowd=True)
    shot = SHOT.model_copy(update={"subjects": ("cast_c",)})
    looks = (look("cast_c", ("front", "9")),)
    compiled = recipes.compile_recipe(
        shot, shop()[0], (crowd,), looks, project(), card(references=slots(character=3))
    )
    assert compiled.recipe.references == ()
    assert compiled.recipe.picture.figures[0].crowd


def test_any_number_of_lines_is_a_resolution() -> None:
    assert recipes.pixels("512p", "9:16") == (504, 896)
    assert recipes.pixels("544p", "1:1") == (544, 544)
    with pytest.raises(BadInput):
        recipes.pixels("12p", "1:1")
