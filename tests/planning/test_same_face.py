"""Over any cast, looks, ranges and shots: the right look, everyone accounted for, no card broken."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.cards import Card, ModelCard, ReferenceSlots
from app.domain.cast import SLOTS, CastEntry, Look, Reference
from app.domain.ids import CastId, LookId, SceneId
from app.domain.script import Scene
from app.domain.shots import Shot
from app.generators.card import check
from app.planning.looks import Wardrobe
from app.planning.recipes import CompiledRecipe, compile_recipe
from tests.planning.golden_recipes import picture
from tests.planning.stories import element, project, scene

NAMES = ("林夏", "老陈", "林", "Mei", "周野", "周")
SCENES = tuple(f"s{number}" for number in range(6))


@dataclass(frozen=True)
class Story:
    cast: tuple[CastEntry, ...]
    looks: tuple[Look, ...]
    shot: Shot
    scene: Scene


@st.composite
def looks_of(draw: st.DrawFn, entry: CastEntry) -> list[Look]:
    found = []
    for number in range(draw(st.integers(0, 4))):
        slots = draw(st.lists(st.sampled_from(SLOTS[entry.kind]), max_size=3, unique=True))
        found.append(
            Look(
                id=LookId(f"{entry.id}_{number}"),
                cast_id=entry.id,
                rank=draw(st.sampled_from("ABCDEF")),
                description=draw(st.sampled_from(("", "灰色长雨衣", "a red coat"))),
                from_scene=draw(st.sampled_from((None, *SCENES, "gone"))),
                to_scene=draw(st.sampled_from((None, *SCENES))),
                references=tuple(
                    Reference(slot=slot, media=picture("0123456789abcdef"[place]))
                    for place, slot in enumerate(slots)
                ),
                sheet_version=1,
            )
        )
    return found


@st.composite
def stories(draw: st.DrawFn) -> Story:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    cast = [
        CastEntry(
            id=CastId(f"cast_{place}"),
            rank="V",
            name=name,
            description=draw(st.sampled_from(("", "鹅蛋脸，黑色短发" * 4, "grey hair"))),
            identity_zh=draw(st.sampled_from(("", "二十四岁，左眼下一颗痣"))),
            crowd=draw(st.integers(0, 5)) == 0,
        )
        for place, name in enumerate(names)
    ]
    cast.append(CastEntry(id=CastId("place"), rank="W", name="便利店", kind="place"))
    cast.append(CastEntry(id=CastId("prop"), rank="X", name="灯笼", kind="prop"))
    looks = [look for entry in cast for look in draw(looks_of(entry))]
    people = draw(st.lists(st.sampled_from(cast), unique=True))
    chosen = {
        look.cast_id: look.id for look in draw(st.lists(st.sampled_from(looks), max_size=2))
    } if looks else {}  # fmt: skip
    at = draw(st.sampled_from(SCENES))
    shot = Shot(
        id="shot", scene_id=SceneId(at), rank="V",
        size=draw(st.sampled_from(("ELS", "LS", "MS", "CU", "INS"))),
        angle=draw(st.sampled_from(("eye", "back", "profile", "top"))),
        action=draw(st.sampled_from(("", "@林夏 抬头", "Mei looks up", "门开了" * 30))),
        prompt=draw(st.sampled_from(("", "", "@老陈 走进来"))),
        subjects=tuple(entry.id for entry in people),
        lines=draw(st.sampled_from(((), ("d1",)))),
        looks=chosen,
        length=draw(st.integers(1, 400)),
        first_frame=draw(st.sampled_from((None, picture("f")))),
        last_frame=draw(st.sampled_from((None, picture("e")))),
    )  # fmt: skip
    told = scene(at, (element("d1", "dialogue", "打烊了。", names[0]),))
    return Story(tuple(cast), tuple(looks), shot, told)


@st.composite
def makers(draw: st.DrawFn) -> Card:
    roles = ("character", "place", "prop", "style", "first_frame", "last_frame")
    model = ModelCard(
        id="m",
        label="M",
        references=tuple(
            ReferenceSlots(role=role, most=draw(st.integers(0, 4)))
            for role in draw(st.lists(st.sampled_from(roles), unique=True))
        ),
        references_most=draw(st.sampled_from((None, 0, 1, 3))),
        frames_exclude_references=draw(st.booleans()),
        prompt_most_zh=draw(st.integers(20, 600)),
        prompt_most_en=draw(st.integers(20, 600)),
        negative=draw(st.booleans()),
        seconds_choices=draw(st.sampled_from(((), (5.0, 10.0)))),
        aspects=draw(st.sampled_from(((), ("9:16",), ("16:9", "1:1")))),
        mention=draw(st.sampled_from(("", "@{name} ", "@{name}", "<<<image_{n}>>>", "@ref{i}"))),
    )
    return Card(id="maker", label="Maker", kind="remote", models=(model,))


def made(story: Story, card: Card, language: str) -> CompiledRecipe:
    return compile_recipe(
        story.shot,
        story.scene,
        story.cast,
        story.looks,
        project(style="写实"),
        card,
        language="zh" if language == "zh" else "en",
        scene_order=[SceneId(each) for each in SCENES],
    )


def holds(look: Look, at: str) -> bool:
    """Said once more, as plainly as it can be said."""
    known = all(bound in (None, *SCENES) for bound in (look.from_scene, look.to_scene))
    if not known:
        return False
    first = SCENES.index(look.from_scene) if look.from_scene else 0
    last = SCENES.index(look.to_scene) if look.to_scene else len(SCENES)
    return first <= SCENES.index(at) <= last


@settings(max_examples=100, deadline=None)
@given(stories())
def test_the_look_is_one_whose_range_holds_the_scene_or_the_one_chosen(story: Story) -> None:
    wardrobe = Wardrobe(story.looks, [SceneId(each) for each in SCENES])
    for entry in story.cast:
        worn = wardrobe.worn(story.shot, entry.id)
        fitting = [
            look for look in story.looks
            if look.cast_id == entry.id and holds(look, story.shot.scene_id)
        ]  # fmt: skip
        if entry.id in story.shot.looks:
            assert worn is not None
            assert worn.id == story.shot.looks[entry.id]
        else:
            assert (worn in fitting) if fitting else worn is None


@settings(max_examples=120, deadline=None)
@given(stories(), makers(), st.sampled_from(("zh", "en")))
def test_no_recipe_breaks_its_card_and_everyone_is_accounted_for(
    story: Story, card: Card, language: str
) -> None:
    compiled = made(story, card, language)
    recipe = compiled.recipe
    assert check(recipe, card) == ()
    sent = {one.name for one in recipe.references}
    for entry in story.cast:
        if entry.id not in story.shot.subjects:
            continue
        dropped = any(entry.name in sentence for sentence in compiled.dropped)
        if any(
            one.cast_id == entry.id and one.why in ("no_room", "frames") for one in compiled.bound
        ):
            assert dropped
        if entry.kind == "character":
            assert entry.name in sent or entry.name in recipe.prompt or dropped


@settings(max_examples=100, deadline=None)
@given(stories(), makers())
def test_the_same_question_twice_is_the_same_recipe(story: Story, card: Card) -> None:
    assert made(story, card, "zh") == made(story, card, "zh")
