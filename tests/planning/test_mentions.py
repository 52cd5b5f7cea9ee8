from __future__ import annotations

import pytest

from app.domain.cards import Card, InputField, ModelCard, ReferenceSlots
from app.domain.media import MediaRef
from app.domain.recipes import Recipe, RecipeReference
from app.planning import mentions
from tests.planning.stories import entry

LIN = entry("林夏", aliases=("夏夏", "Xia"))
CAST = (LIN, entry("老陈"), entry("林", rank="W"))


def one(name: str, letter: str, role: str = "character") -> RecipeReference:
    media = MediaRef(sha256=letter * 64, suffix=".png", kind="picture", size=1)
    return RecipeReference.model_validate({"role": role, "name": name, "media": media})


def model(mention: str = "", **more: object) -> ModelCard:
    slots = (ReferenceSlots(role="character", most=9),)
    return ModelCard(id="m", label="M", mention=mention, references=slots, **more)


def card(kind: str, maker: ModelCard) -> Card:
    return Card(id="maker", label="Maker", kind=kind, models=(maker,))


def test_the_longest_name_wins_and_aliases_mean_their_entry() -> None:
    text = "@林夏 看着@老陈，@夏夏笑了。a@Xia.com @XIA @xiao"
    found = mentions.find_mentions(text, CAST)
    assert [(text[each.start : each.end], each.name) for each in found] == [
        ("@林夏", "林夏"),
        ("@老陈", "老陈"),
        ("@夏夏", "林夏"),
        ("@XIA", "林夏"),
    ]
    assert mentions.plain(text, CAST) == "林夏 看着老陈，林夏笑了。a@Xia.com 林夏 @xiao"


@pytest.mark.parametrize("query", ["林", "linxia", "lx", "@lin", "夏夏", "xia"])
def test_completion_by_letters_pinyin_and_initials(query: str) -> None:
    assert LIN in mentions.complete(query, CAST)


def test_completion_offers_everyone_at_the_bare_sign() -> None:
    assert mentions.complete("@", CAST) == CAST
    assert mentions.complete("zzz", CAST) == ()


def test_pictures_of_one_person_are_bound_together() -> None:
    held = (one("林夏", "1"), one("老陈", "2"), one("林夏", "3"), one("x", "4", "first_frame"))
    assert mentions.binding(held, model(), "图{n}", "zh") == "图1、图3是林夏，图2是老陈。"
    assert mentions.binding(held, model(), "@ref{i}", "en") == (
        "@ref0 and @ref2 are 林夏, @ref1 is 老陈. "
    )
    assert mentions.binding(held, model(), "@{name}", "zh") == ""


def test_names_become_marks_where_the_model_knows_names() -> None:
    held = (one("林夏", "1"), one("林", "2"))
    assert mentions.marked_names("林夏、@林 和老陈", held, "@{name} ") == "@林夏 、@林 和老陈"
    assert mentions.marked_names("林夏、@林 和老陈", held, "@{name}") == "@林夏、@林 和老陈"


def test_marks_come_off_again() -> None:
    held = (one("林夏", "1"),)
    led = Recipe(
        generator="g", shot_id="s", prompt="图1是林夏。她笑。", lead="图1是林夏。", mention="图{n}", references=held
    )  # fmt: skip
    assert mentions.unmarked(led) == "她笑。"
    named = led.model_copy(update={"prompt": "@林夏 笑。", "lead": "", "mention": "@{name} "})
    assert mentions.unmarked(named) == "林夏笑。"


def test_only_models_that_read_it_are_told() -> None:
    assert mentions.template_of(card("remote", model()), model(), "zh") == "图{n}"
    assert mentions.template_of(card("offline", model()), model(), "zh") == ""
    assert mentions.template_of(card("local", model("@{n}")), model("@{n}"), "en") == "@{n}"
    bare = ModelCard(id="m", label="M")
    assert mentions.template_of(card("remote", bare), bare, "en") == ""


def test_an_aggregators_model_counts_by_its_fields() -> None:
    maker = model(
        inputs=(
            InputField(word="place", field="scene", form="file"),
            InputField(word="character", field="people", form="files"),
        )
    )
    held = (one("林夏", "1"), one("后巷", "2", "place"))
    assert [each.name for each in mentions.numbered(held, maker)] == ["后巷", "林夏"]
