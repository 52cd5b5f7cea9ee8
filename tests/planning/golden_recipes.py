"""Four shots of one small scene, as every card that makes pictures or films is asked them.

`python -m tests.planning.golden_recipes` writes the data files in `golden/` anew; read what changed before it is
committed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from app.domain.bible import Bible
from app.domain.cards import Card, ModelCard
from app.domain.cast import CastEntry, Look, Reference
from app.domain.ids import TakeId
from app.domain.media import MediaRef
from app.domain.recipes import RecipeReference
from app.domain.script import Scene
from app.domain.shots import Shot
from app.generators.card import load_all
from app.planning.recipes import CompiledRecipe, compile_recipe
from tests.planning.stories import element, entry, project, scene

FOLDER: Final = Path(__file__).parent / "golden"
CASES: Final = ("dialogue", "wide", "insert", "chained")
_SEEN: Final = ("video", "picture")


def picture(letter: str) -> MediaRef:
    return MediaRef(
        sha256=letter * 64, suffix=".png", kind="picture", size=1, width=1080, height=1920
    )


def _look(of: CastEntry, name: str, words: str, **slots: str) -> Look:
    references = tuple(
        Reference.model_validate({"slot": slot, "media": picture(letter), "rights": "generated"})
        for slot, letter in slots.items()
    )
    return Look(
        id=f"look_{of.name}", cast_id=of.id, rank="V", name=name, description=words, references=references,
        sheet_version=3,
    )  # fmt: skip


LIN: Final = entry(
    "林夏", rank="A", age="24", identity_zh="二十四岁的中国女子，鹅蛋脸，左眼下一颗小痣，"
    "黑色齐肩短发别在耳后，身形瘦削，手指有墨迹",
    identity_en="Chinese woman of 24, oval face, small mole under the left eye, black shoulder-length "
    "hair tucked behind the ears, slight build, ink on her fingers", bible=Bible(never="眼镜"),
)  # fmt: skip
CHEN: Final = entry(
    "老陈", rank="B", age="70", bible=Bible(face="圆脸，眼窝深", hair="花白寸头", props="竹节手杖")
)
SHOP: Final = entry(
    "灯笼铺",
    rank="C",
    kind="place",
    bible=Bible(geography="窄长的铺面，三面是竹架", palette="暗红与暖黄"),
)
WHISTLE: Final = entry(
    "银哨子", rank="D", kind="prop", bible=Bible(make="指节长的旧银哨，哨口有凹痕")
)
INK: Final = entry(
    "水墨写实",
    rank="E",
    kind="style",
    bible=Bible(look="写实电影感", lens="50 毫米，浅景深", negative="过度磨皮"),
)
CAST: Final = (LIN, CHEN, SHOP, WHISTLE, INK)
LOOKS: Final = (
    _look(LIN, "雨夜", "灰色长雨衣，湿发", front="1", full="2", close_up="3"),
    _look(CHEN, "", "藏青棉袄", front="4", side="5"),
    _look(SHOP, "", "", wide="6"),
    _look(WHISTLE, "", "", front="7", detail="8"),
)
SCENE: Final[Scene] = scene(
    "s1",
    (
        element("d1", "dialogue", "打烊了。", "林夏", parenthetical="压低声音"),
        element("d2", "dialogue", "我来买一盏灯。", "老陈"),
    ),
    place="灯笼铺",
    cast=("林夏", "老陈"),
)


def shot_of(case: str) -> Shot:
    common: dict[str, Any] = {
        "id": f"shot_{case}",
        "scene_id": "s1",
        "rank": "V",
        "number": "1-1-01",
        "length": 84,
    }
    told: dict[str, dict[str, Any]] = {
        "dialogue": {
            "size": "MS", "angle": "ots", "subjects": (LIN.id, CHEN.id), "lines": ("d1", "d2"),
            "action": "林夏合上饼干盒，抬眼看向老陈", "covers": ("d1", "d2"),
        },
        "wide": {"size": "LS", "move": "dolly_in", "subjects": (LIN.id,), "action": "林夏独自站在柜台后"},
        "insert": {"size": "INS", "angle": "high", "subjects": (WHISTLE.id, LIN.id), "action": "银哨子在林夏掌心转动"},
        "chained": {"size": "CU", "subjects": (LIN.id,), "action": "林夏把脸转向门口", "chain": "frame"},
    }  # fmt: skip
    return Shot.model_validate(common | told[case])


def chained_of(case: str) -> tuple[RecipeReference, ...]:
    if case != "chained":
        return ()
    return (
        RecipeReference(
            role="first_frame", name="1-1-00", media=picture("f"), take_id=TakeId("take_before"), frame=83
        ),
    )  # fmt: skip


def cards() -> tuple[Card, ...]:
    """The shipped cards that make something of a shot."""
    return tuple(card for card in load_all() if models(card))


def models(card: Card) -> tuple[ModelCard, ...]:
    """Those of a card that are still served and make pictures or films."""
    return tuple(
        model for model in card.models if not model.retired_on and card.media_of(model)[0] in _SEEN
    )


def compiled(card: Card, model: ModelCard, case: str) -> CompiledRecipe:
    return compile_recipe(
        shot_of(case), SCENE, CAST, LOOKS, project(), card, model_id=model.id, chained=chained_of(case)
    )  # fmt: skip


def wanting(model: ModelCard) -> set[str]:
    """What a check says of a model that makes nothing of words alone: no fault of the recipe."""
    return {
        f"{model.label} needs a first frame.",
        f"{model.label} needs a recording to move lips to.",
        f"{model.label} needs a film to work on.",
    }


def recipes_of(card: Card) -> list[dict[str, Any]]:
    """The recipes of a card's models, models that are asked the same together."""
    rows: list[dict[str, Any]] = []
    for model in models(card):
        asked = {case: _written(compiled(card, model, case)) for case in CASES}
        same = next((row for row in rows if row["recipes"] == asked), None)
        if same is None:
            rows.append({"models": [model.id], "recipes": asked})
        else:
            same["models"].append(model.id)
    return rows


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.json"


def _written(made: CompiledRecipe) -> dict[str, Any]:
    recipe = made.recipe
    return {
        "prompt": recipe.prompt,
        "negative": recipe.negative,
        "references": [
            " ".join(filter(None, (one.role, one.name, one.slot, one.media.sha256[0])))
            for one in recipe.references
        ],
        "seconds": recipe.seconds,
        "size": f"{recipe.width}x{recipe.height}",
        "bound": {str(one.name): one.why for one in made.bound},
        "dropped": list(made.dropped),
    }


def main() -> None:
    """Write every data file anew."""
    FOLDER.mkdir(exist_ok=True)
    for held in FOLDER.glob("*.json"):
        held.unlink()
    for card in cards():
        text = json.dumps(recipes_of(card), ensure_ascii=False, indent=1)
        path_of(card.id).write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
