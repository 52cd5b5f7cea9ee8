from __future__ import annotations

import pytest

from app.media.animatic.digits import number_of, time_in
from app.media.animatic.light import hour_of
from app.media.animatic.reading import (
    effects,
    is_inside,
    object_in,
    own_words,
    place_kind,
    poses,
    poses_of,
    written_in,
)


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("灯笼铺", "shop"), ("Lantern shop", "shop"), ("河堤", "bridge"), ("河边的小路", "bridge"),
            ("River bank", "bridge"),
        ("人民医院 病房", "hospital"), ("Post office", "post"), ("邮局", "post"), ("天台", "rooftop"), ("电梯",
            "lift"),
        ("Corridor", "corridor"), ("老巷", "alley"), ("林夏家客厅", "living"), ("卧室", "bedroom"), ("Taxi", "car"),
        ("失物招领处", "lost"), ("LOST PROPERTY OFFICE", "lost"), ("地铁口", "entrance"),
        ("Subway entrance", "entrance"),
        ("地铁站台", "platform"), ("Platform 2", "platform"),
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


@pytest.mark.parametrize(
    ("words", "time"),
    [("电子钟跳到零点十二分", (0, 12)), ("时钟指向十一点四十", (11, 40)), ("Lost: tomorrow, 00:12.", (0, 12)),
     ("两点半", (2, 30)), ("没有时间", None)],
)  # fmt: skip
def test_clocks_show_the_time_that_is_told(words: str, time: tuple[int, int] | None) -> None:
    assert time_in(words) == time
    assert number_of("十二") == 12


def test_who_is_led_or_spoken_to_does_nothing() -> None:
    action = "江芷牵着小满，红伞夹在腋下。"
    assert "伞" in own_words("江芷", action, ("小满",))
    assert own_words("小满", action, ("江芷",)) == ""
    assert "writes" in own_words("Iris", "IRIS (26) writes.", ("Cole",))


@pytest.mark.parametrize(
    ("words", "thing"),
    [("登记簿上，江芷自己的字迹", "ledger"), ("CLOSE ON the ledger", "ledger"), ("电子钟跳动", "display"),
     ("红伞", "umbrella"),
     ("伞骨上：小满。", "rib"), ("The doorbell rings.", "bell"), ("绳子断了", "rope"), ("一盏纸灯笼", "lantern"),
     ("手机屏幕亮了", "phone"), ("时钟", "clock"), ("一封信", "letter")],
)  # fmt: skip
def test_inserts_know_their_thing(words: str, thing: str) -> None:
    assert object_in(words) == thing


def test_words_on_things_are_read() -> None:
    assert (
        written_in("登记簿上，江芷自己的字迹：遗失时间，明日零点十二分。")
        == "遗失时间，明日零点十二分"
    )
    assert written_in("伞骨上：小满。") == "小满"
    assert written_in("一封旧信") == ""
