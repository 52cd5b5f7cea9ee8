from __future__ import annotations

from datetime import UTC, datetime

from app.domain.cards import Card, ModelCard, ReferenceSlots
from app.domain.cast import Look, Reference, SheetVersion
from app.domain.ids import LookId, SceneId, ShotId, TakeId
from app.domain.recipes import RecipeReference
from app.domain.shots import Shot
from app.domain.takes import Take
from app.planning import chains, continuity
from app.planning.outdated import OutdatedShots, World
from app.planning.recipes import compile_recipe
from tests.planning.golden_recipes import picture
from tests.planning.stories import entry, project, scene

LIN = entry("林夏", rank="A", description="黑色短发")
CHEN = entry("老陈", rank="B", description="花白寸头")
CAST = (LIN, CHEN)
SCENES = {each: scene(each, (), rank=each) for each in (SceneId("s1"), SceneId("s2"))}
CARD = Card(
    id="maker", label="Maker", kind="remote",
    models=(
        ModelCard(
            id="m", label="M",
            references=tuple(
                ReferenceSlots(role=role, most=3) for role in ("character", "first_frame", "clip")
            ),
        ),
    ),
)  # fmt: skip


def look(of: str, *letters: str, version: int = 3, **more: object) -> Look:
    references = tuple(Reference(slot="front", media=picture(letter)) for letter in letters)
    values = {"id": f"look_{of}", "cast_id": f"cast_{of}", "rank": "V", "references": references,
              "sheet_version": version}  # fmt: skip
    return Look.model_validate(values | more)


FILM = {"kind": "video", "suffix": ".mp4", "seconds": 5.0, "fps": 24.0, "frames": 120}
LOOKS = (look("林夏", "1"), look("老陈", "2"))


def world(looks: tuple[Look, ...] = LOOKS) -> World:
    return World(
        project=project(), cast=CAST, looks=looks, scenes=SCENES, scene_order=tuple(SCENES), cards={"maker": CARD}
    )  # fmt: skip


def shot(number: int, *people: str, **more: object) -> Shot:
    values = {"id": f"shot_{number}", "scene_id": "s1", "rank": str(number), "number": f"1-1-{number}",
              "action": "他们看向门口", "subjects": tuple(f"cast_{name}" for name in people)}  # fmt: skip
    return Shot.model_validate(values | more)


def take(of: Shot, chained: tuple[RecipeReference, ...] = (), name: str = "") -> Take:
    held = world()
    made = compile_recipe(
        of, SCENES[of.scene_id], CAST, held.looks, held.project, CARD, scene_order=held.scene_order,
        chained=chained,
    )  # fmt: skip
    return Take(
        id=TakeId(name or f"take_{of.id}"), shot_id=of.id, number=1, created_at=datetime(2026, 1, 1, tzinfo=UTC),
        source="generated", media=picture("9").model_copy(update=FILM),
        generator="maker", model="m", recipe=made.recipe,
    )  # fmt: skip


SHOTS = (shot(1, "林夏"), shot(2, "老陈"), shot(3, "林夏", "老陈"))


def watched() -> OutdatedShots:
    return OutdatedShots(SHOTS, {each.id: take(each) for each in SHOTS}, world())


def test_nothing_is_outdated_at_first() -> None:
    assert watched().reasons == {}


def test_a_new_sheet_is_told_by_its_version_and_going_back_heals() -> None:
    held = watched()
    changed = look(
        "林夏", "5", version=4, earlier=(SheetVersion(version=3, references=LOOKS[0].references),)
    )
    held.replace_looks((changed, LOOKS[1]))
    reason = continuity.SHEET_CHANGED.format(before=3, after=4, name="林夏")
    assert reason == "Sheet v3 → v4 of 林夏."
    assert held.reasons == {"shot_1": (reason,), "shot_3": (reason,)}
    held.replace_looks((look("林夏", "1", version=5), LOOKS[1]))
    assert held.reasons == {}


def test_another_look_and_other_words_are_told_apart() -> None:
    held = watched()
    coat = look("林夏", "6", id=LookId("coat"), from_scene="s1", to_scene="s1", version=1)
    held.replace_looks((*LOOKS, coat))
    assert continuity.OTHER_LOOK.format(name="林夏") in held.reasons[ShotId("shot_1")]
    worded = look("林夏", "1", description="灰色长雨衣")
    held.replace_looks((worded, LOOKS[1]))
    assert set(held.reasons) == {"shot_1", "shot_3"}
    assert continuity.PEOPLE_CHANGED in held.reasons[ShotId("shot_1")]


def test_an_edited_scene_is_judged_again_and_others_are_not() -> None:
    held = watched()
    edited = SHOTS[1].model_copy(update={"action": "他走了"})
    counted = {each.id: take(each) for each in SHOTS}
    held.replace_scene(SCENES[SceneId("s1")], (SHOTS[0], edited), counted)
    assert held.reasons == {"shot_2": (continuity.ACTION_CHANGED,)}


def test_another_pick_outdates_the_shot_that_goes_on_from_it() -> None:
    first, second = shot(1, "林夏"), shot(2, "林夏", chain="frame")
    before = take(first)
    link = chains.links(second, (first, second), {first.id: before}, 24).links[0]
    after = take(second, (link.reference(picture("7")),))
    held = OutdatedShots((first, second), {first.id: before, second.id: after}, world())
    assert held.reasons == {}
    other = take(first, name="take_other")
    held.replace_scene(SCENES[SceneId("s1")], (first, second), {first.id: other, second.id: after})
    assert held.reasons == {"shot_2": ("It goes on from another take of shot 1-1-1 now.",)}
    trimmed = first.model_copy(update={"length": 40})
    held.replace_scene(
        SCENES[SceneId("s1")], (trimmed, second), {first.id: before, second.id: after}
    )
    assert held.reasons == {"shot_2": ("The cut of shot 1-1-1 changed, where this shot joins it.",)}


def test_it_says_the_same_as_asking_for_each_shot() -> None:
    changed = (look("林夏", "5", version=4), look("老陈", "2", description="藏青棉袄"))
    held = watched()
    held.replace_looks(changed)
    for each in SHOTS:
        now = compile_recipe(
            each, SCENES[each.scene_id], CAST, changed, project(), CARD, scene_order=tuple(SCENES)
        ).recipe
        assert held.reasons.get(each.id, ()) == continuity.outdated(take(each), now)
