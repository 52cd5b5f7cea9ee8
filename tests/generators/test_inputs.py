"""Our words in a model's own fields, as a person's card says; and the map guessed from a model's schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.domain.cards import INPUT_WORDS, InputField, ModelCard
from app.domain.ids import ShotId
from app.domain.recipes import Recipe, RecipeReference
from app.errors import BadInput
from app.generators.contract import Order
from app.generators.inputs import compose, large_files, proposed
from app.generators.outputs import results_in
from tests.fakes import clips
from tests.fakes.stage import START


def field(word: str, name: str, **fields: Any) -> InputField:
    return InputField(word=word, field=name, **fields)


def model(*inputs: InputField, **fields: Any) -> ModelCard:
    return ModelCard(id="owner/model", label="Model", inputs=inputs, **fields)


def order(folder: Path | None = None, *roles: Any, **fields: Any) -> Order:
    references, held = [], {}
    for place, role in enumerate(roles):
        assert folder is not None
        path = folder / f"{place}.png"
        path.write_bytes(clips.picture(60 + place))
        media = clips.measure(path)
        held[media.sha256] = path
        references.append(RecipeReference(role=role, name=f"N{place}", media=media))
    known: dict[str, Any] = {
        "generator": "mine", "shot_id": ShotId("s"), "prompt": "雨停了", "seconds": 8,
        "width": 1080, "height": 1920, "seed": 7, "references": tuple(references),
    }  # fmt: skip
    return Order(Recipe(**(known | fields)), "t", "7", START, held)


def test_lengths_are_written_as_each_model_wants_them() -> None:
    forms = (
        (field("seconds", "duration"), 8),
        (field("seconds", "duration", form="text"), "8"),
        (field("seconds", "duration", form="text", unit="s"), "8s"),
    )
    for one, written in forms:
        assert compose(order(), model(one), {}) == {"duration": written}


def test_values_are_renamed_and_fields_nest() -> None:
    card = model(
        field("aspect", "image_size", values={"9:16": "portrait_16_9"}),
        field("width", "size.width"),
        field("height", "size.height"),
        field("sound", "audio"),
        field("watermark", "mark"),
        native_sound=True,
    )
    assert compose(order(settings={"watermark": "true", "sound": False}), card, {}) == {
        "image_size": "portrait_16_9",
        "size": {"width": 1080, "height": 1920},
        "audio": False,
        "mark": True,
    }


def test_a_setting_goes_by_its_own_name_and_only_when_chosen() -> None:
    card = model(field("cfg", "cfg_scale", form="number"), settings={"cfg": ()})
    assert compose(order(), card, {}) == {}
    assert compose(order(settings={"cfg": "0.5"}), card, {}) == {"cfg_scale": 0.5}
    with pytest.raises(BadInput, match="cfg_scale"):
        compose(order(settings={"cfg": "much"}), card, {})


def test_a_card_with_an_unknown_word_is_refused() -> None:
    with pytest.raises(ValidationError, match="colour"):
        model(field("colour", "color"))


def test_pictures_are_numbered_in_the_order_they_are_sent(tmp_path: Path) -> None:
    card = model(field("prompt", "prompt"), field("place", "images"), field("character", "images"))
    asked = order(tmp_path, "character", "place")
    body = compose(asked, card, {})
    assert body["prompt"].startswith("图1是N1，图2是N0。")
    assert len(body["images"]) == 2


def test_a_picture_without_a_field_is_said_before_anything_is_sent(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Model"):
        large_files(order(tmp_path, "prop"), model(field("prompt", "prompt")))
    single = model(field("references", "image_url", form="file"))
    with pytest.raises(BadInput, match="image_url"):
        compose(order(tmp_path, "prop", "style"), single, {})


def test_a_schema_is_read_into_a_first_map() -> None:
    properties = {
        "prompt": {"type": "string"}, "duration": {"type": "string", "enum": ["5", "10"]},
        "image_url": {"type": "string"}, "image_urls": {"type": "array"}, "seed": {"type": "integer"},
        "generate_audio": {"type": "boolean"}, "strange": {"type": "object"},
    }  # fmt: skip
    document = {"components": {"schemas": {"KlingInput": {"properties": properties}}}}
    found = {one.word: one for one in proposed(document)}
    assert {word: one.field for word, one in found.items()} == {
        "prompt": "prompt", "seed": "seed", "seconds": "duration", "sound": "generate_audio",
        "first_frame": "image_url", "references": "image_urls",
    }  # fmt: skip
    assert found["seconds"].form == "text"
    assert found["references"].form == ""
    assert proposed({"properties": properties}) == proposed(document)
    assert proposed({}) == ()


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: (
    st.lists(inner) | st.dictionaries(st.text(), inner)
)))  # fmt: skip
def test_no_output_and_no_schema_breaks_the_reading(value: Any) -> None:
    for medium in ("video", "picture", "voice", "lips"):
        results = results_in(value, medium)
        assert all(one.url.startswith("http") for one in results)
    if isinstance(value, dict):
        assert all(one.word in INPUT_WORDS for one in proposed(value))


@pytest.mark.parametrize(
    ("output", "medium", "urls"),
    [
        ("https://a.example/x.mp4", "video", ["https://a.example/x.mp4"]),
        (["https://a.example/1.png", "https://a.example/2.png"], "picture",
         ["https://a.example/1.png", "https://a.example/2.png"]),
        ({"image": {"url": "https://a.example/i.png"}, "video": {"url": "https://a.example/v"}},
         "video", ["https://a.example/v", "https://a.example/i.png"]),
        ({"file": {"url": "https://a.example/f", "content_type": "audio/mpeg"}}, "voice",
         ["https://a.example/f"]),
        ({"image": {"url": "https://a.example/i.png"}}, "video", []),
        ({"seed": 4}, "video", []),
    ],
)  # fmt: skip
def test_the_wanted_file_comes_first(output: Any, medium: Any, urls: list[str]) -> None:
    results = results_in(output, medium)
    assert [one.url for one in results] == urls
    assert [one.role for one in results] == ["main", *["extra"] * (len(urls) - 1)][: len(urls)]
