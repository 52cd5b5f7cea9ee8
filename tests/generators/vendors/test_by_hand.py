"""Midjourney's lines and Seko's rows, as a person pastes them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ids import ShotId
from app.domain.recipes import Figure, Picture, Recipe, RecipeReference, SpokenLine
from app.errors import BadInput
from app.generators.card import check, load
from app.generators.catalog import build_catalog
from app.generators.contract import HandOff
from app.generators.handoff import FolderHandOff
from app.generators.tools import Tools
from app.generators.vendors.midjourney import description, exclusions
from app.paths import resource
from tests.fakes import clips

NAMES = {"character": "林夏", "place": "灯笼铺", "style": "水墨"}


def by_hand(name: str) -> FolderHandOff:
    cards = [load(resource("cards", f"{name}.json"))]
    made = build_catalog(Tools(), cards, plugins=())[name]
    assert isinstance(made, FolderHandOff)
    assert isinstance(made, HandOff)
    return made


def recipe(folder: Path, model: str, *roles: Any, **fields: Any) -> Recipe:
    references = []
    for place, role in enumerate(roles):
        path = folder / f"{place}.png"
        path.write_bytes(clips.picture(60 + place))
        media = clips.measure(path)
        references.append(RecipeReference(role=role, name=NAMES.get(role, role), media=media))
    known: dict[str, Any] = {
        "generator": "midjourney", "model": model, "medium": "picture", "shot_id": ShotId("s"),
        "prompt": "young woman in a red coat,\nwet alley --,", "language": "en",
        "width": 1080, "height": 1920, "references": tuple(references),
        "picture": Picture(number="1-1-01"),
    }  # fmt: skip
    return Recipe(**(known | fields))


def test_a_line_has_pictures_then_words_then_parameters(tmp_path: Path) -> None:
    asked = recipe(
        tmp_path, "8.1", "character", "place", "style", seed=7, negative="text，watermark、",
        settings={"stylize": 120, "raw": True, "size": "hd", "style_weight": 300},
    )  # fmt: skip
    assert by_hand("midjourney").text(asked) == (
        "<01-character-林夏.png> <02-place-灯笼铺.png> young woman in a red coat, wet alley"
        " --v 8.1 --ar 9:16 --sref <03-style-水墨.png> --s 120 --sw 300 --hd --raw --seed 7"
        " --no text, watermark"
    )


def test_v7_binds_exactly_one_character(tmp_path: Path) -> None:
    talk = by_hand("midjourney")
    asked = recipe(tmp_path, "7", "character", "place", settings={"character_weight": 220})
    assert talk.text(asked) == (
        "<02-place-灯笼铺.png> young woman in a red coat, wet alley --v 7 --ar 9:16"
        " --oref <01-character-林夏.png> --ow 220"
    )
    with pytest.raises(BadInput, match="not 2"):
        talk.text(recipe(tmp_path, "7", "character", "prop"))


def test_niji_has_its_own_version_and_character_reference(tmp_path: Path) -> None:
    talk = by_hand("midjourney")
    assert "--niji 7 --ar 9:16" in talk.text(recipe(tmp_path, "niji 7"))
    line = talk.text(recipe(tmp_path, "niji 6", "character"))
    assert "--niji 6 --ar 9:16 --cref <01-character-林夏.png>" in line


def test_a_film_starts_from_its_frame_and_has_no_shape_or_seed(tmp_path: Path) -> None:
    asked = recipe(
        tmp_path, "video-1", "first_frame", "last_frame", medium="video", seconds=13, seed=7,
        prompt="she lowers the letter", settings={"motion": "high", "raw": "true", "batch": 2},
    )  # fmt: skip
    talk = by_hand("midjourney")
    assert talk.text(asked) == (
        "<01-first_frame-first_frame.png> she lowers the letter --video --motion high --raw --bs 2"
        " --end <02-last_frame-last_frame.png>"
    )
    assert "extend the result 2 times" in talk.notes(asked)["steps.txt"]
    with pytest.raises(BadInput, match="first frame"):
        talk.text(recipe(tmp_path, "video-1", medium="video", seconds=5))


def test_everything_lies_in_one_folder_with_the_steps(tmp_path: Path) -> None:
    talk = by_hand("midjourney")
    asked = recipe(tmp_path, "8.1", "character", language="zh")
    assert check(asked, talk.card) == ()
    inputs = {asked.references[0].media.sha256: tmp_path / "0.png"}
    handed = talk.hand_over(asked, inputs, tmp_path / "out")
    assert {path.name for path in handed.files} == {
        "01-character-林夏.png", "prompt.txt", "steps.txt", "recipe.json",
    }  # fmt: skip
    assert all(path.is_file() for path in handed.files)
    steps = (handed.folder / "steps.txt").read_text("utf-8")
    assert "01-character-林夏.png" in steps
    assert "Stealth" in steps
    assert (handed.folder / "prompt.txt").read_text("utf-8").count("\n") == 1


@given(st.text())
def test_a_description_can_never_become_a_parameter(text: str) -> None:
    flat = description(text)
    assert "--" not in flat
    assert "\n" not in flat
    assert not re.search(r"[,，\s]$", flat)
    assert "--" not in exclusions(text)


def test_a_shot_for_seko_is_labelled_lines(tmp_path: Path) -> None:
    picture = Picture(
        number="1-1-01", size="CU", angle="low", move="static", place="灯笼铺", time_of_day="night",
        figures=(Figure(name="林夏", color="#c33"),),
        lines=(SpokenLine(speaker="林夏", text="别开门。"),),
    )  # fmt: skip
    asked = recipe(
        tmp_path, "studio", "character", generator="seko", medium="video", seconds=5, language="zh",
        prompt="林夏推开门，\n雨停了", negative="字幕", picture=picture,
    )  # fmt: skip
    talk = by_hand("seko")
    assert check(asked, talk.card) == ()
    assert talk.text(asked).splitlines() == [
        "分镜：1-1-01",
        "画面：林夏推开门， 雨停了",
        "镜头：特写、仰视、固定",
        "场景：灯笼铺 夜",
        "角色：林夏",
        "台词 林夏：别开门。",
        "时长：5 秒",
        "画幅：9:16",
        "避免：字幕",
        "参考图：01-character-林夏.png",
    ]
    english = asked.model_copy(update={"language": "en"})
    assert "Camera: close-up, low angle, static" in talk.text(english)
