from __future__ import annotations

import pytest

from app.media.animatic.light import hour_of
from app.media.animatic.reading import effects, is_inside, object_in, place_kind, poses, poses_of


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("灯笼铺", "shop"), ("Lantern shop", "shop"), ("河堤", "bridge"), ("河边的小路", "bridge"),
            ("River bank", "bridge"),
        ("人民医院 病房", "hospital"), ("Post office", "post"), ("邮局", "post"), ("天台", "rooftop"), ("电梯",
            "lift"),
        ("Corridor", "corridor"), ("老巷", "alley"), ("林夏家客厅", "living"), ("卧室", "bedroom"), ("Taxi", "car"),
    ],
)  # fmt: skip
def test_places_are_known_in_both_languages(place: str, kind: str) -> None:
    assert place_kind(place, "") == kind


def test_unknown_places_follow_the_heading() -> None:
    assert place_kind("太虚幻境", "int") == "interior"
    assert place_kind("Xanadu", "ext") == "exterior"
    assert is_inside("street", "int")
    assert not is_inside("living", "外")


def test_english_words_are_not_found_inside_other_words() -> None:
    assert place_kind("Scarlet studio", "int") != "car"
    assert "rain" not in effects((), "the train leaves", "", True)


def test_poses_belong_to_the_one_who_does_it() -> None:
    action = "林夏坐在桌前写信，顾言推门跑进来"
    assert poses_of("林夏", action, ("顾言",)) == ["sit", "write"]
    assert "run" in poses_of("顾言", action, ("林夏",))
    assert poses("She walks in and sits down")[:2] == ["walk", "sit"]
    assert poses_of("陈伯", action, ("林夏", "顾言")) == []


def test_weather_needs_the_open_sky_unless_it_is_named() -> None:
    assert "rain" in effects((), "大雨", "街", outside=True)
    assert "rain" not in effects((), "大雨", "客厅", outside=False)
    assert effects(("灯光熄灭", "snow"), "", "", outside=False) >= {"dark", "snow"}


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("夜", "night"),
        ("DUSK", "dusk"),
        ("清晨", "dawn"),
        ("上午", "morning"),
        ("日", "day"),
        ("", "day"),
    ],
)
def test_the_hour_is_read_as_written(words: str, hour: str) -> None:
    assert hour_of(words) == hour


def test_inserts_show_what_is_named_first() -> None:
    assert object_in("一封旧信放在钥匙旁") == "letter"
    assert object_in("A key turns") == "key"
    assert object_in("空无一人") == ""
