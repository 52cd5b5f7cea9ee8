"""MiniMax: requests as its document writes them, every code of its error table, prices with their extras."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.media import MediaRef
from app.domain.recipes import RecipeReference
from app.generators.card import check, price
from app.generators.contract import Accepted, Answered, Declined, Doubtful, Found, Polled
from app.generators.encoding import data_uri
from app.generators.login import Login
from app.generators.vendors.minimax import explain
from tests.fakes.server import Fault, refused
from tests.fakes.stage import TurnedClock, converse
from tests.fakes.vendor import FakeVendor, Plan
from tests.fakes.vendors.minimax import (
    FakeHailuo,
    FakeHailuoClassic,
    FakeMiniMaxImage,
    FakeMiniMaxSpeech,
)
from tests.fakes.wire import KEY, NOON, Wire


def test_hailuo_with_references_as_the_document_writes_it(tmp_path: Path) -> None:
    wire = Wire("hailuo", tmp_path)
    paid = wire.paid("character", "clip", "sound", seconds=6, settings={"watermark": True})
    assert (paid.method, paid.url) == ("POST", "https://api.minimax.io/v2/video_generation")
    assert paid.headers == {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    uris = [data_uri(tmp_path / name) for name in ("0.png", "1.mp4", "2.wav")]
    assert paid.json_body == {
        "model": "MiniMax-H3",
        "content": [
            {"type": "text", "text": "图1是林夏。林夏推开门"},
            {"type": "image_url", "role": "reference_image", "image_url": {"url": uris[0]}},
            {"type": "video_url", "role": "reference_video", "video_url": {"url": uris[1]}},
            {"type": "audio_url", "role": "reference_audio", "audio_url": {"url": uris[2]}},
        ],
        "resolution": "768P",
        "duration": 6,
        "ratio": "9:16",
        "aigc_watermark": True,
    }


def test_hailuo_frames_bring_their_own_shape(tmp_path: Path) -> None:
    body = Wire("hailuo", tmp_path).paid("first_frame", "last_frame").json_body
    assert body["ratio"] == "adaptive"
    assert [item.get("role") for item in body["content"]] == [None, "first_frame", "last_frame"]


@pytest.mark.parametrize("roles", [("first_frame", "clip"), ("sound",)])
def test_hailuo_refuses_what_does_not_go_together(tmp_path: Path, roles: tuple[str, ...]) -> None:
    with FakeHailuo() as fake:
        told = Wire("hailuo", tmp_path).sent(fake, *roles)
    assert isinstance(told, Declined)
    assert (told.refusal.kind, told.refusal.billed, fake.calls) == ("parameter", "no", [])


def test_files_that_are_too_large_together_are_not_sent(tmp_path: Path) -> None:
    wire = Wire("hailuo", tmp_path)
    order = wire.order("clip")
    film = tmp_path / "0.mp4"
    with film.open("ab") as held:
        held.truncate(49_000_000)
    with FakeHailuo() as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        told = converse("hailuo", login, lambda channel: wire.generator.submit(order, channel))
        assert fake.calls == []
    assert isinstance(told, Declined)
    assert "64 MB" in told.refusal.message


def test_hailuo_counts_pictures_beyond_five_and_films(tmp_path: Path) -> None:
    wire = Wire("hailuo", tmp_path)
    media = MediaRef(sha256="a" * 64, suffix=".png", kind="picture", size=1)
    pictures = tuple(RecipeReference(role="prop", name=f"{n}", media=media) for n in range(7))
    recipe = wire.order(seconds=10).recipe
    film = RecipeReference(
        role="clip", name="x", media=media.model_copy(update={"kind": "video", "seconds": 3.2})
    )
    card = wire.generator.card
    with_all = recipe.model_copy(update={"references": (*pictures, film)})
    assert price(recipe, card).amount == Decimal("0.80")
    assert price(with_all, card).amount == Decimal("0.08") * 14 + Decimal("0.08")


def test_a_lost_hailuo_task_is_found_by_its_looks(tmp_path: Path) -> None:
    clock = TurnedClock(NOON)
    wire = Wire("hailuo", tmp_path)
    with FakeHailuo(clock.now) as fake:
        accepted = wire.sent(fake, seconds=6)
        wire.sent(fake, seconds=7)
        clock.pass_by(3600)
        wire.sent(fake, seconds=6)
        login = Login(address=fake.url, key=fake.key, own=True)
        order = wire.order(seconds=6)
        found = converse("hailuo", login, lambda channel: wire.generator.find(order, channel))
    assert isinstance(accepted, Accepted)
    assert isinstance(found, Found)
    assert [one.provider_id for one in found.candidates] == [accepted.provider_id]
    assert not found.candidates[0].exact
    assert found.candidates[0].created_at - NOON < timedelta(seconds=2)


def test_a_queued_hailuo_task_is_taken_back_and_no_other(tmp_path: Path) -> None:
    clock = TurnedClock(NOON)
    wire = Wire("hailuo", tmp_path)
    with FakeHailuo(clock.now) as fake:
        fake.plan = Plan(queued=60, running=60)
        login = Login(address=fake.url, key=fake.key, own=True)
        first, second = wire.sent(fake, seconds=6), wire.sent(fake, seconds=6)
        assert isinstance(first, Accepted)
        assert isinstance(second, Accepted)
        talk = wire.generator.cancel
        gone = converse("hailuo", login, lambda channel: talk(first.provider_id, channel))
        clock.pass_by(90)
        kept = converse("hailuo", login, lambda channel: talk(second.provider_id, channel))
    assert isinstance(gone, Polled)
    assert isinstance(kept, Polled)
    assert (gone.state, kept.state, fake.count("cancel")) == ("cancelled", "running", 1)


def test_the_first_generation_as_the_document_writes_it(tmp_path: Path) -> None:
    wire = Wire("hailuo-classic", tmp_path)
    paid = wire.paid(
        "first_frame",
        "last_frame",
        model="MiniMax-Hailuo-02",
        seconds=10,
        settings={"prompt_optimizer": "false", "fast_pretreatment": "true"},
    )
    assert paid.url == "https://api.minimax.io/v1/video_generation"
    assert paid.json_body == {
        "model": "MiniMax-Hailuo-02",
        "prompt": "林夏推开门",
        "duration": 10,
        "resolution": "768P",
        "aigc_watermark": False,
        "prompt_optimizer": False,
        "fast_pretreatment": True,
        "first_frame_image": data_uri(tmp_path / "0.png"),
        "last_frame_image": data_uri(tmp_path / "1.png"),
    }
    person = wire.paid("character", model="S2V-01", seconds=6).json_body
    assert person["subject_reference"] == [
        {"type": "character", "image": [data_uri(tmp_path / "0.png")]}
    ]


def test_lengths_and_shapes_that_do_not_go_together_are_refused_by_the_card(tmp_path: Path) -> None:
    wire = Wire("hailuo-classic", tmp_path)
    card = wire.generator.card

    def problems(*roles: str, **changes: object) -> str:
        return " ".join(check(wire.order(*roles, **changes).recipe, card))

    assert "6 seconds at 1080p" in problems(
        "first_frame", seconds=10, settings={"resolution": "1080p"}
    )
    assert "only 16:9" in problems(seconds=6)
    assert problems("first_frame", seconds=6) == ""
    small = {"model": "MiniMax-Hailuo-02", "seconds": 6, "settings": {"resolution": "512p"}}
    with FakeHailuoClassic() as fake:
        told = wire.sent(fake, "first_frame", "last_frame", **small)
        fine = wire.sent(fake, "first_frame", **small)
    assert isinstance(told, Declined)
    assert isinstance(fine, Accepted)


def test_pictures_and_speech_as_the_document_writes_them(tmp_path: Path) -> None:
    picture = Wire("minimax-image", tmp_path).paid("character", medium="picture", seed=7)
    assert picture.url == "https://api.minimax.io/v1/image_generation"
    assert picture.json_body == {
        "model": "image-01", "prompt": "林夏推开门", "n": 1, "response_format": "url", "seed": 7,
        "aigc_watermark": False, "aspect_ratio": "9:16",
        "subject_reference": [{"type": "character", "image_file": data_uri(tmp_path / "0.png")}],
    }  # fmt: skip
    odd = Wire("minimax-image", tmp_path).paid(medium="picture", width=3000, height=1000)
    assert (odd.json_body["width"], odd.json_body["height"]) == (2048, 680)
    settings = {"voice": "female-shaonv", "speed": "1.2", "pitch": -2, "emotion": "happy"}
    spoken = Wire("minimax-speech", tmp_path).paid(medium="voice", settings=settings)
    assert spoken.url == "https://api.minimax.io/v1/t2a_v2"
    assert spoken.json_body == {
        "model": "speech-2.8-hd", "text": "林夏推开门", "stream": False,
        "voice_setting": {
            "voice_id": "female-shaonv", "speed": 1.2, "vol": 1.0, "pitch": -2, "emotion": "happy",
        },
        "audio_setting": {"sample_rate": 44100, "format": "wav", "channel": 1},
        "language_boost": "Chinese", "output_format": "url", "aigc_watermark": False,
    }  # fmt: skip


def test_speech_without_a_voice_or_with_a_wrong_speed_is_not_sent(tmp_path: Path) -> None:
    wire = Wire("minimax-speech", tmp_path)
    with FakeMiniMaxSpeech() as fake:
        for settings in ({}, {"voice": "x", "speed": 9}, {"voice": "x", "volume": "loud"}):
            told = wire.sent(fake, medium="voice", settings=settings)
            assert isinstance(told, Declined)
            assert told.refusal.fix or "number" in told.refusal.message
        assert fake.calls == []
        spoken = wire.sent(fake, medium="voice", settings={"voice": "x"})
    assert isinstance(spoken, Answered)
    assert spoken.cost.amount == Decimal("0.001"), "a Chinese character counts twice"
    assert price(wire.order(medium="voice").recipe, wire.generator.card) == spoken.cost


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (1002, "too_fast"), (1004, "auth"), (1008, "balance"), (1026, "moderated_input"),
        (1027, "moderated_output"), (1028, "balance"), (1030, "balance"), (1039, "too_fast"),
        (1042, "parameter"), (2013, "parameter"), (2038, "policy"), (2049, "auth"),
        (2056, "balance"), (2061, "balance"),
    ],
)  # fmt: skip
def test_every_code_of_the_first_generation(tmp_path: Path, code: int, kind: str) -> None:
    fault = refused(200, {"base_resp": {"status_code": code, "status_msg": "no"}})
    with FakeMiniMaxImage() as fake:
        told = Wire("minimax-image", tmp_path).told(fake, fault, medium="picture")
    assert isinstance(told, Declined)
    assert (told.refusal.kind, told.refusal.code) == (kind, str(code))
    assert explain(500, {"error": {"type": "x", "message": f"no ({code})"}}).kind == kind


@pytest.mark.parametrize("code", [1000, 1001, 1024, 1033])
def test_trouble_inside_the_vendor_is_a_doubt(tmp_path: Path, code: int) -> None:
    fault = refused(200, {"base_resp": {"status_code": code, "status_msg": "internal"}})
    with FakeHailuoClassic() as fake:
        told = Wire("hailuo-classic", tmp_path).told(fake, fault, seconds=6)
    assert isinstance(told, Doubtful)


def test_no_picture_in_a_good_answer_is_not_called_unbilled(tmp_path: Path) -> None:
    body = {"data": {}, "metadata": {"success_count": "0", "failed_count": "1"}}
    fault = refused(200, body | {"base_resp": {"status_code": 0, "status_msg": "success"}})
    with FakeMiniMaxImage() as fake:
        told = Wire("minimax-image", tmp_path).told(fake, fault, medium="picture")
    assert isinstance(told, Declined)
    assert (told.refusal.kind, told.refusal.billed) == ("failed", "unknown")


@pytest.mark.parametrize(
    ("card", "fake_class"), [("hailuo", FakeHailuo), ("hailuo-classic", FakeHailuoClassic)]
)
def test_a_key_of_the_other_site_is_said_to_be_so(
    tmp_path: Path, card: str, fake_class: type[FakeVendor]
) -> None:
    wire = Wire(card, tmp_path)
    with fake_class() as fake:
        login = Login(address=fake.url, key="key-of-the-other-site", own=True)
        verdict = converse("minimax", login, wire.generator.test_key)
    assert not verdict.good
    assert "api.minimaxi.com" in verdict.fix


def test_a_body_that_is_no_json_is_a_doubt(tmp_path: Path) -> None:
    with FakeHailuo() as fake:
        told = Wire("hailuo", tmp_path).told(fake, Fault(status=200, body=b"<html>"))
    assert isinstance(told, Doubtful)
