"""Scenes for the planning tests: one small story, and any screenplay hypothesis can think of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from app.domain.cast import CastEntry
from app.domain.ids import CastId, ElementId, EpisodeId, SceneId, ShotId
from app.domain.ordering import spread
from app.domain.project import Project
from app.domain.script import Element, ElementType, ParsedEpisode, ParsedScene, Scene
from app.domain.shots import ProposedShot, Shot

EPISODE = EpisodeId("ep_1")


def element(name: str, kind: ElementType, text: str, speaker: str = "", **more: Any) -> Element:
    return Element(id=ElementId(name), type=kind, text=text, speaker=speaker, **more)


def scene(name: str, elements: tuple[Element, ...], **more: Any) -> Scene:
    values: dict[str, Any] = {
        "rank": "V",
        "number": "1-1",
        "place": "便利店",
        "int_ext": "int",
        "time": "夜",
        "time_of_day": "night",
    }
    return Scene(id=SceneId(name), episode_id=EPISODE, elements=elements, **(values | more))


def entry(name: str, **more: Any) -> CastEntry:
    return CastEntry(id=CastId(f"cast_{name}"), rank=more.pop("rank", "V"), name=name, **more)


def project(**more: Any) -> Project:
    return Project(id="p", title="借光", created_at=datetime(2026, 1, 1, tzinfo=UTC), **more)


def shop() -> tuple[Scene, ...]:
    """Two scenes: a shop at night, then the alley behind it."""
    first = (
        element("a1", "action", "卷帘门拉下一半，雨水从缝里流进来。一盏纸灯笼不亮。"),
        element("a2", "action", "林夏把硬币一枚枚放进饼干盒。"),
        element("d1", "dialogue", "打烊了。", "林夏", parenthetical="头也不抬"),
        element("d2", "inner", "灯还亮着呢。", "老陈", extension="OS"),
        element("a3", "action", "林夏抬头。老陈已经站在收银台前。"),
        element("d3", "dialogue", "您怎么进来的？", "林夏"),
        element("d4", "dialogue", "走进来的。我来买一盏灯。", "老陈"),
        element("h1", "shot_hint", "特写"),
        element("a4", "action", "灯笼亮了一下，又灭。"),
        element("d5", "dialogue", "别碰它！", "林夏", parenthetical="大喊"),
        element("d6", "inner", "我见过这道光。", "林夏", extension="OS"),
        element("t1", "transition", "切黑"),
    )
    second = (
        element("b1", "dialogue", "有人吗？", "周野"),
        element("b2", "subtitle", "十八年前，此地失火"),
        element("b3", "narration", "那一夜，没有人醒着。", "旁白"),
    )
    return (
        scene("s1", first, rank="A", cast=("林夏", "老陈")),
        scene("s2", second, rank="B", number="1-2", place="后巷", int_ext="ext", cast=("周野",)),
    )


def people() -> tuple[CastEntry, ...]:
    return tuple(
        entry(name, rank=rank) for name, rank in zip(("林夏", "老陈", "周野"), "ABC", strict=True)
    )


def as_parsed(scenes: tuple[Scene, ...]) -> ParsedEpisode:
    return ParsedEpisode(
        number=1,
        scenes=tuple(
            ParsedScene(**{name: getattr(each, name) for name in ParsedScene.model_fields})
            for each in scenes
        ),
    )


def as_shots(proposed: tuple[ProposedShot, ...]) -> list[Shot]:
    """What accepting every proposal gives."""
    ranks = spread(len(proposed))
    return [
        Shot(
            id=ShotId(f"shot_{index}"),
            rank=rank,
            **{name: getattr(each, name) for name in ProposedShot.model_fields},
        )
        for index, (each, rank) in enumerate(zip(proposed, ranks, strict=True))
    ]


_TEXTS = st.one_of(
    st.sampled_from(
        [
            "打烊了。", "你别走！", "……", "林夏抬头。老陈站在门口。", "灯亮了。", "（停顿）好。", "特写",
            "镜头推近：信上一行小字。",
            "叠化", "CUT TO BLACK.", "She looks up.", "MEI (24, apron) runs down the street. It rains. He waits.",
            "全景，俯拍",
            "CLOSE ON the letter", "他们对视。", "雨声", " ",
        ]
    ),
    st.text(alphabet="林夏老陈门灯雨，。！？：MEI she（）. \n", max_size=60),
)  # fmt: skip
_SPEAKERS = st.sampled_from(["林夏", "老陈", "MEI", "旁白", "众人", "林夏、老陈", "", "店长"])
_EXTENSIONS = st.sampled_from(["", "OS", "VO", "电话", "O.S."])
_TYPES = st.sampled_from(
    [
        "action", "action", "dialogue", "dialogue", "narration", "inner", "lyrics", "subtitle", "sound", "music",
        "transition", "shot_hint", "effect", "flashback_start", "flashback_end", "note", "cast", "centered", "other",
        "page_break", "section", "synopsis",
    ]
)  # fmt: skip


@st.composite
def screenplays(draw: st.DrawFn, most_scenes: int = 4) -> tuple[Scene, ...]:
    """Any episode: unlikely mixtures of elements, repeated places, empty scenes."""
    count = draw(st.integers(1, most_scenes))
    ranks = spread(count)
    scenes = []
    for index in range(count):
        rows = draw(
            st.lists(st.tuples(_TYPES, _TEXTS, _SPEAKERS, _EXTENSIONS, st.booleans()), max_size=10)
        )
        elements = tuple(
            element(f"e{index}_{place}", kind, text, speaker, extension=extension, dual=dual)
            for place, (kind, text, speaker, extension, dual) in enumerate(rows)
        )
        scenes.append(
            scene(
                f"s{index}",
                elements,
                rank=ranks[index],
                number=draw(st.sampled_from(["", f"1-{index + 1}"])),
                place=draw(st.sampled_from(["便利店", "后巷", "", "SHOP"])),
                int_ext=draw(st.sampled_from(["int", "ext", ""])),
                flashback=draw(st.booleans()),
                cast=draw(st.sampled_from([(), ("林夏", "老陈"), ("MEI",)])),
            )
        )
    return tuple(scenes)
