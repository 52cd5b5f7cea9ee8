from __future__ import annotations

from hypothesis import given

from app.domain.cast import CastEntry, find_by_name
from app.domain.script import Person
from app.planning import cast
from tests.planning.stories import element, entry, scene, screenplays, shop


def named(entries: tuple[CastEntry, ...], kind: str = "character") -> list[str]:
    return [each.name for each in entries if each.kind == kind]


def test_characters_places_and_nobody_else() -> None:
    made = cast.propose(shop())
    assert named(made) == ["林夏", "老陈", "周野"]
    assert named(made, "place") == ["便利店", "后巷"]


def test_the_list_of_people_gives_age_and_description() -> None:
    listed = (Person(name="林夏", description="24岁，便利店夜班店员，话少的女孩。"),)
    made = cast.propose(shop(), listed)
    lin = find_by_name(made, "林夏")
    assert lin is not None
    assert (lin.age, lin.voice.sex) == ("24", "female")
    assert lin.description.startswith("便利店夜班店员")


def test_a_fountain_introduction_gives_age_and_description() -> None:
    story = (
        scene(
            "s",
            (
                element("a", "action", "MEI (24, apron, ink on her fingers) counts coins."),
                element("d", "dialogue", "We close at nine.", "MEI"),
            ),
            place="LANTERN SHOP",
        ),
    )
    mei = cast.propose(story)[0]
    assert (mei.name, mei.age, mei.description) == ("Mei", "24", "apron, ink on her fingers")
    assert mei.voice.sex == "female"
    assert mei.answers_to("MEI")
    assert named(cast.propose(story), "place") == ["Lantern Shop"]


def test_extras_are_a_crowd() -> None:
    story = (
        scene(
            "s",
            (
                element("a", "dialogue", "桥要塌了！", "众人"),
                element("b", "dialogue", "我的包裹呢？", "顾客甲"),
                element("c", "dialogue", "来了。", "吴姐"),
            ),
            cast=("村民若干",),
        ),
    )
    crowd = {each.name: each.crowd for each in cast.propose(story) if each.kind == "character"}
    assert crowd == {"村民若干": True, "众人": True, "顾客甲": True, "吴姐": False}


def test_short_names_become_aliases_only_when_they_are_sure() -> None:
    story = (
        scene(
            "s",
            (
                element("a", "dialogue", "知遥，这封退了三回。", "吴姐"),
                element("b", "dialogue", "陈伯，您怎么进来的？", "许知遥"),
                element("c", "dialogue", "走进来的。", "老陈"),
            ),
        ),
    )
    made = {each.name: each.aliases for each in cast.propose(story)}
    assert made["许知遥"] == ("知遥",)
    assert made["老陈"] == ("陈伯",)
    assert made["吴姐"] == ()


def test_props_have_to_come_back() -> None:
    story = (
        scene(
            "s",
            (
                element("a", "action", "一盏纸灯笼不亮。桌上有一把钥匙。"),
                element("b", "action", "灯笼亮了。"),
                element("c", "action", "老陈擦那盏灯笼。"),
            ),
        ),
    )
    assert named(cast.propose(story), "prop") == ["灯笼"]


def test_only_what_is_missing_is_proposed() -> None:
    first = cast.propose(shop())
    assert cast.propose(shop(), (), first) == ()
    some = cast.propose(shop(), (), (entry("林夏", rank="zz"),))
    assert "林夏" not in named(some)
    assert all(each.rank > "zz" for each in some)


def test_everyone_has_a_colour_and_a_voice_of_their_own() -> None:
    people = tuple(Person(name=f"人物{letter}") for letter in "春夏秋冬东南西北山水")
    made = [each for each in cast.propose((), people) if each.kind == "character"]
    assert len({each.color for each in made}) == len(made)
    voices = [each.voice for each in made]
    for index, one in enumerate(voices):
        for other in voices[index + 1 :]:
            assert abs(one.pitch - other.pitch) >= 6 or abs(one.rate - other.rate) >= 9


@given(screenplays())
def test_any_screenplay_gives_valid_distinct_entries(story: tuple) -> None:
    made = cast.propose(story)
    assert len({(each.kind, each.name.casefold()) for each in made}) == len(made)
    ranks = [each.rank for each in made]
    assert ranks == sorted(set(ranks))
    assert cast.propose(story, (), made) == ()
