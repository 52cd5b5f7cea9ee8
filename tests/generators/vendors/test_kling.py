"""Kling: each route's request as the document has it, the token, the codes, and looking for what was lost."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.ids import ShotId
from app.domain.media import MediaRef
from app.domain.recipes import Medium, Recipe, RecipePart, RecipeReference, ReferenceRole
from app.errors import BadInput
from app.generators.card import load
from app.generators.catalog import build_catalog
from app.generators.contract import (
    Accepted,
    Declined,
    Doubtful,
    Found,
    NoAnswer,
    Order,
    Polled,
    RemoteGenerator,
    Reply,
    Request,
)
from app.generators.login import Login
from app.generators.refusals import verdict
from app.generators.tools import Tools
from app.generators.vendors.kling_tasks import authorization, explain, plain
from app.paths import resource
from tests.fakes.clips import picture, sound, video
from tests.fakes.server import BAD_GATEWAY, refused
from tests.fakes.stage import START, converse
from tests.fakes.vendors.kling import ELEMENT, OLD_FILM, FakeKling

LOGIN = Login(address="https://api-singapore.klingai.com", key="AK_TEST:SK_TEST")
PNG = base64.b64encode(picture()).decode()
BYTES: dict[str, tuple[bytes, str]] = {
    ".png": (picture(), "picture"), ".mp4": (video(3), "video"), ".wav": (sound(3), "sound"),
}  # fmt: skip


def generator(card: str = "kling", **options: str) -> RemoteGenerator:
    tools = Tools(options=lambda _vendor: options)
    made = build_catalog(tools, [load(resource("cards", f"{card}.json"))], plugins=())[card]
    assert isinstance(made, RemoteGenerator)
    return made


def order(
    folder: Path,
    model: str,
    *roles: ReferenceRole,
    card: str = "kling",
    medium: Medium = "video",
    ids: dict[ReferenceRole, str] | None = None,
    seconds: float = 5,
    **settings: str | bool,
) -> Order:
    """One of each role, all with real bytes; `ids` are Kling's own names."""
    references, files = [], {}
    for place, role in enumerate(roles):
        suffix = {"clip": ".mp4", "sound": ".wav"}.get(role, ".png")
        data, kind = BYTES[suffix]
        path = folder / f"{place}{suffix}"
        path.write_bytes(data)
        sha = f"{place:064x}"
        files[sha] = path
        media = MediaRef(
            sha256=sha, suffix=suffix, kind=kind, size=len(data), seconds=3.0 if place else 0.0
        )
        own = (ids or {}).get(role, "")
        references.append(RecipeReference(role=role, name=role, media=media, vendor_id=own))
    recipe = Recipe(
        generator=card, model=model, medium=medium, shot_id=ShotId("s"), prompt="门开了",
        seconds=seconds, width=1080, height=1920, settings=dict(settings),
        references=tuple(references),
    )  # fmt: skip
    return Order(recipe, token="token-1", tag="7", created_at=START, inputs=files)


def paid(asked: Order, card: str = "kling", **options: str) -> Request:
    return generator(card, **options).preview(asked, LOGIN)[-1]


MARKED = {"watermark_info": {"enabled": False}, "external_task_id": "token-1"}


# -- requests ---------------------------------------------------------------------------------------


def test_words_become_a_film(tmp_path: Path) -> None:
    request = paid(order(tmp_path, "kling-v2-6", resolution="1080p", sound=True, watermark=True))
    assert request.url == "https://api-singapore.klingai.com/v1/videos/text2video"
    assert request.headers["Authorization"].startswith(
        "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    )
    assert request.json_body == {
        "model_name": "kling-v2-6", "duration": "5", "mode": "pro", "sound": "on",
        "prompt": "门开了", "aspect_ratio": "9:16",
        "watermark_info": {"enabled": True}, "external_task_id": "token-1",
    }  # fmt: skip


def test_frames_have_a_route_of_their_own_and_travel_bare(tmp_path: Path) -> None:
    asked = order(tmp_path, "kling-v3", "first_frame", "last_frame", seconds=12, resolution="4k")
    request = paid(asked)
    assert request.url.endswith("/v1/videos/image2video")
    assert request.json_body == MARKED | {
        "model_name": "kling-v3", "duration": "12", "mode": "4k", "sound": "on",
        "prompt": "门开了", "image": PNG, "image_tail": PNG,
    }  # fmt: skip


def test_several_shots_have_a_prompt_and_whole_seconds_each(tmp_path: Path) -> None:
    asked = order(
        tmp_path, "kling-v3", "first_frame", seconds=5, resolution="720p", shots="several"
    )
    parts = tuple(
        RecipePart(shot_id=ShotId(f"s{place}"), start=start, seconds=seconds, words=words)
        for place, (start, seconds, words) in enumerate(((0, 2, "门开了"), (2, 3, "雨停了")))
    )
    recipe = asked.recipe.model_copy(update={"parts": parts})
    request = paid(replace(asked, recipe=recipe))
    assert request.url.endswith("/v1/videos/image2video")
    assert request.json_body == MARKED | {
        "model_name": "kling-v3", "duration": "5", "mode": "std", "sound": "on", "image": PNG,
        "multi_shot": True, "shot_type": "customize",
        "multi_prompt": [
            {"index": 1, "prompt": "门开了", "duration": "2"},
            {"index": 2, "prompt": "雨停了", "duration": "3"},
        ],
    }  # fmt: skip


def test_several_pictures_go_to_multi_image(tmp_path: Path) -> None:
    request = paid(order(tmp_path, "kling-v1-6", "character", "place", cfg_scale="0.75"))
    assert request.url.endswith("/v1/videos/multi-image2video")
    assert request.json_body == MARKED | {
        "model_name": "kling-v1-6", "duration": "5", "mode": "pro", "cfg_scale": 0.75,
        "prompt": "图1是character，图2是place。门开了", "aspect_ratio": "9:16",
        "image_list": [{"image": PNG}, {"image": PNG}],
    }  # fmt: skip


def test_omni_takes_pictures_elements_and_a_first_frame(tmp_path: Path) -> None:
    asked = order(
        tmp_path, "kling-v3-omni", "character", "place", "first_frame",
        ids={"character": ELEMENT}, resolution="720p", sound="false", shots="several",
    )  # fmt: skip
    request = paid(asked)
    assert request.url.endswith("/v1/videos/omni-video")
    assert request.json_body == MARKED | {
        "model_name": "kling-v3-omni", "duration": "5", "mode": "std", "sound": "off",
        "multi_shot": True, "shot_type": "intelligence",
        "prompt": "<<<element_1>>>是character。<<<image_1>>>是place。门开了",
        "image_list": [{"image_url": PNG}, {"image_url": PNG, "type": "first_frame"}],
        "element_list": [{"element_id": int(ELEMENT)}],
    }  # fmt: skip


def test_omni_changes_a_film_of_klings_own(tmp_path: Path) -> None:
    asked = order(tmp_path, "kling-video-o1-clip", "clip", ids={"clip": "https://k.example/v.mp4"})
    request = paid(asked)
    assert request.json_body == MARKED | {
        "model_name": "kling-video-o1", "duration": "5", "mode": "pro",
        "prompt": "<<<video_1>>>是clip。门开了",
        "video_list": [
            {
                "video_url": "https://k.example/v.mp4", "refer_type": "base",
                "keep_original_sound": "yes",
            }
        ],
    }  # fmt: skip
    feature = order(
        tmp_path, "kling-video-o1-clip", "clip", ids={"clip": "v"}, refer_type="feature"
    )
    search, paid_call = generator().preview(feature, LOGIN)
    assert (search.method, dict(search.query)["pageNum"]) == ("GET", "1")
    assert paid_call.json_body["video_list"][0]["video_url"] == "<upload 1>"
    assert paid_call.json_body["aspect_ratio"] == "9:16"


def test_going_on_names_the_film_and_no_model(tmp_path: Path) -> None:
    request = paid(order(tmp_path, "video-extend", "clip", ids={"clip": OLD_FILM}))
    assert request.url.endswith("/v1/videos/video-extend")
    assert request.json_body == MARKED | {"video_id": OLD_FILM, "prompt": "门开了"}


def test_old_models_know_their_own_fields_only(tmp_path: Path) -> None:
    master = paid(order(tmp_path, "kling-v2-1-master")).json_body
    assert set(master) == {"model_name", "duration", "prompt", "aspect_ratio", *MARKED}
    first = paid(order(tmp_path, "kling-v1", camera="forward_up")).json_body
    assert first["camera_control"] == {"type": "forward_up"}
    assert "sound" not in first
    silent = paid(order(tmp_path, "kling-v2-6", resolution="720p", sound=True)).json_body
    assert (silent["mode"], silent["sound"]) == ("std", "off")


def test_pictures_by_one_picture_or_by_number(tmp_path: Path) -> None:
    one = order(
        tmp_path, "kling-v1-5", "character", card="kling-image", medium="picture",
        image_reference="face",
    )  # fmt: skip
    request = paid(one, "kling-image")
    assert request.url.endswith("/v1/images/generations")
    assert request.json_body == {
        "model_name": "kling-v1-5", "resolution": "1k", "aspect_ratio": "9:16", "n": 1,
        "prompt": "门开了", "image": PNG, "image_reference": "face", "external_task_id": "token-1",
    }  # fmt: skip
    many = order(
        tmp_path, "kling-image-o1", "character", "place", card="kling-image", medium="picture"
    )
    request = paid(many, "kling-image")
    assert request.url.endswith("/v1/images/omni-image")
    assert request.json_body == {
        "model_name": "kling-image-o1", "resolution": "2k", "aspect_ratio": "9:16", "n": 1,
        "prompt": "<<<image_1>>>是character，<<<image_2>>>是place。门开了",
        "result_type": "single", "image_list": [{"image": PNG}, {"image": PNG}],
        "external_task_id": "token-1",
    }  # fmt: skip


def test_lips_are_moved_after_a_face_was_found(tmp_path: Path) -> None:
    asked = order(
        tmp_path, "advanced-lip-sync", "clip", "sound", card="kling-lips", medium="lips",
        ids={"clip": OLD_FILM}, keep_sound=True,
    )  # fmt: skip
    search, request = generator("kling-lips").preview(asked, LOGIN)
    assert search.url.endswith("/v1/videos/identify-face")
    assert search.json_body == {"video_id": OLD_FILM}
    (face,) = request.json_body["face_choose"]
    assert face == {
        "face_id": "<upload 1>", "sound_file": base64.b64encode(sound(3)).decode(),
        "sound_start_time": 0, "sound_end_time": 3000, "sound_insert_time": 0,
        "sound_volume": 1, "original_audio_volume": 1,
    }  # fmt: skip
    asked = order(tmp_path, "avatar", "first_frame", "sound", card="kling-lips", medium="lips")
    request = paid(asked, "kling-lips")
    assert request.url.endswith("/v1/videos/avatar/image2video")
    assert request.json_body == MARKED | {
        "image": PNG, "sound_file": base64.b64encode(sound(3)).decode(), "mode": "std",
        "prompt": "门开了",
    }  # fmt: skip


def test_the_gateway_speaks_in_contents_settings_and_options(tmp_path: Path) -> None:
    turbo = paid(order(tmp_path, "kling-3.0-turbo", resolution="720p"), "kling-turbo", gateway="on")
    assert turbo.url.endswith("/text-to-video/kling-3.0-turbo")
    assert turbo.json_body == {
        "prompt": "门开了",
        "settings": {"resolution": "720p", "duration": 5, "aspect_ratio": "9:16"},
        "options": MARKED,
    }
    framed = paid(order(tmp_path, "kling-3.0-turbo", "first_frame"), "kling-turbo", gateway="on")
    assert framed.url.endswith("/image-to-video/kling-3.0-turbo")
    assert framed.json_body == {
        "contents": [{"type": "prompt", "text": "门开了"}, {"type": "first_frame", "url": PNG}],
        "settings": {"resolution": "1080p", "duration": 5},
        "options": MARKED,
    }
    many = paid(order(tmp_path, "kling-4.0", "character", seconds=30), "kling-4", gateway="on")
    assert many.url.endswith("/omni-video/kling-4.0")
    assert many.json_body == {
        "contents": [
            {"type": "prompt", "text": "@image_1是character。门开了"},
            {"type": "refer_image", "url": PNG, "id": "image_1"},
        ],
        "settings": {"resolution": "720p", "duration": 30, "aspect_ratio": "9:16"},
        "options": {"watermark_info": {"enabled": False}},
    }


def test_the_gateway_is_off_until_a_person_switches_it_on(tmp_path: Path) -> None:
    with FakeKling() as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        asked = order(tmp_path, "kling-4.0")
        answer = converse("kling", login, lambda way: generator("kling-4").submit(asked, way))
        assert isinstance(answer, Declined)
        assert "switched off" in answer.refusal.message
        assert not fake.calls
    with pytest.raises(BadInput, match="switched off"):
        paid(asked, "kling-4")


# -- the token --------------------------------------------------------------------------------------


def test_a_pair_signs_and_a_plain_key_goes_as_it_is() -> None:
    moment = datetime.fromtimestamp(1767322800, UTC)
    assert authorization("AK_TEST:SK_TEST", moment) == (
        "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
        "eyJpc3MiOiJBS19URVNUIiwiZXhwIjoxNzY3MzI0NjAwLCJuYmYiOjE3NjczMjI3OTV9."
        "Hg0BCrn6qQqRZN8yrmj-ZSNYqwcCDdgWMHEk8FCFCrE"
    )
    assert authorization("api-key-4711", moment) == "Bearer api-key-4711"
    assert authorization("AK_TEST:", moment) == "Bearer AK_TEST:"


# -- codes ------------------------------------------------------------------------------------------

CODES = [
    *((401, code, "auth") for code in (1000, 1001, 1002, 1003, 1004)),
    (429, 1100, "auth"), (429, 1101, "balance"), (429, 1102, "balance"), (403, 1103, "parameter"),
    (400, 1200, "parameter"), (400, 1201, "parameter"), (404, 1202, "parameter"),
    (404, 1203, "parameter"), (400, 1300, "policy"), (400, 1301, "moderated_input"),
    (429, 1302, "too_fast"), (429, 1303, "too_fast"), (429, 1304, "auth"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "code", "kind"), CODES)
def test_every_documented_code_has_its_class(status: int, code: int, kind: str) -> None:
    for around in (status, 200):
        body = b'{"code": %d, "message": "why", "request_id": "r"}' % code
        answer = verdict(plain(Reply(status=around, body=body)), explain)
        assert isinstance(answer, Declined)
        assert (answer.refusal.kind, answer.refusal.code) == (kind, str(code))
        assert answer.refusal.detail == "why"
        assert answer.refusal.billed == "no"


@pytest.mark.parametrize(("status", "code"), [(500, 5000), (503, 5001), (504, 5002), (200, 5000)])
def test_the_vendors_own_trouble_is_a_doubt(status: int, code: int) -> None:
    body = b'{"code": %d, "message": "why"}' % code
    assert isinstance(verdict(plain(Reply(status=status, body=body)), explain), Doubtful)


# -- conversations ----------------------------------------------------------------------------------


def test_a_lost_task_is_found_by_our_id_even_when_only_the_list_knows_it(tmp_path: Path) -> None:
    asked = order(tmp_path, "kling-v2-6")

    async def talk(way: Any) -> tuple[Any, ...]:
        kling = generator()
        empty = await kling.find(asked, way)
        taken = await kling.submit(asked, way)
        direct = await kling.find(asked, way)
        fake.fail("get", refused(400, {"code": 1201, "message": "Parameter error"}))
        listed = await kling.find(asked, way)
        fake.fail("get", BAD_GATEWAY)
        nothing = await kling.find(asked, way)
        return empty, taken, direct, listed, nothing

    with FakeKling() as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        empty, taken, direct, listed, nothing = converse("kling", login, talk)
    assert empty == Found()
    assert isinstance(taken, Accepted)
    for found in (direct, listed):
        (candidate,) = found.candidates
        assert (candidate.provider_id, candidate.exact) == (taken.provider_id, True)
    assert isinstance(nothing, NoAnswer)


def test_a_strange_task_is_gone_and_a_marked_film_is_the_marked_one(tmp_path: Path) -> None:
    asked = order(tmp_path, "kling-v2-6", watermark=True)

    async def talk(way: Any) -> tuple[Any, ...]:
        kling = generator()
        gone = await kling.poll("nope", asked.recipe, way)
        taken = await kling.submit(asked, way)
        return gone, await kling.poll(taken.provider_id, asked.recipe, way)

    with FakeKling() as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        gone, ready = converse("kling", login, talk)
    assert gone.state == "gone"
    assert isinstance(ready, Polled)
    (film,) = ready.results
    assert "marked.mp4" in film.url
    assert film.vendor_id == "video-800001"
    assert ready.expires_at is not None


@pytest.mark.parametrize(
    ("model", "roles", "words"),
    [
        ("kling-v3-omni", ("first_frame", "last_frame", "character"), "last frame"),
        ("kling-v3-omni", ("first_frame", *["character"] * 7), "7 pictures"),
        ("video-extend", ("clip",), "made itself"),
    ],
)
def test_what_the_card_cannot_say_is_refused_before_anything_is_asked(
    model: str, roles: tuple[ReferenceRole, ...], words: str, tmp_path: Path
) -> None:
    with FakeKling() as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        asked = order(tmp_path, model, *roles)
        answer = converse("kling", login, lambda way: generator().submit(asked, way))
        assert isinstance(answer, Declined)
        assert words in answer.refusal.message
        assert not fake.calls


def test_a_film_is_looked_for_in_every_list_or_put_into_the_persons_storage(tmp_path: Path) -> None:
    model = "kling-v3-omni-clip"
    own = order(tmp_path, model, "clip", ids={"clip": OLD_FILM})
    lost = order(tmp_path, model, "clip", ids={"clip": "video-0"})
    foreign = order(tmp_path, model, "clip")
    with FakeKling() as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        found = converse("kling", login, lambda way: generator().submit(own, way))
        assert isinstance(found, Accepted)
        assert fake.count("list") == 1
        gone = converse("kling", login, lambda way: generator().submit(lost, way))
        assert isinstance(gone, Declined)
        assert "made itself" in gone.refusal.message
        assert fake.count("list") == 6
        fake.fail("list", BAD_GATEWAY, BAD_GATEWAY)
        broken = converse("kling", login, lambda way: generator().submit(own, way))
        assert isinstance(broken, Declined)
        assert broken.refusal.kind == "not_sent"
        without = converse("kling", login, lambda way: generator().submit(foreign, way))
        assert isinstance(without, Declined)
        assert "web addresses" in without.refusal.message
        assert fake.count("create") == 1


def test_a_short_recording_and_a_film_without_faces_are_refused(tmp_path: Path) -> None:
    lips = generator("kling-lips")
    long = order(
        tmp_path, "advanced-lip-sync", "clip", "sound", card="kling-lips", medium="lips",
        ids={"clip": OLD_FILM},
    )  # fmt: skip
    short = order(
        tmp_path, "avatar", "sound", "first_frame", card="kling-lips", medium="lips"
    )  # the first one lasts no time here

    async def talk(way: Any) -> tuple[Any, ...]:
        fake.fail("upload", refused(200, {"code": 0, "data": {"session_id": "s", "face_data": []}}))
        return (
            await lips.submit(long, way),
            await lips.submit(short, way),
        )

    with FakeKling() as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        faceless, too_short = converse("kling", login, talk)
        assert fake.count("create") == 0
    assert "No face" in faceless.refusal.message
    assert "2 to 300 seconds" in too_short.refusal.message
