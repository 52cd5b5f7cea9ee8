"""PixVerse: uploads and each route's request as the document has them, its numbers, and trace ids never used twice."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.domain.money import Money
from app.domain.recipes import ReferenceRole
from app.generators.card import load, price
from app.generators.contract import Accepted, Declined, Doubtful, NoAnswer, Order, Reply
from app.generators.login import Login
from app.generators.refusals import verdict
from app.generators.vendors.pixverse import explain, plain
from app.paths import resource
from tests.fakes.orders import made, order
from tests.fakes.server import refused
from tests.fakes.stage import converse
from tests.fakes.vendors.pixverse import OLD_FILM, FakePixVerse

LOGIN = Login(address="https://app-api.pixverse.ai", key="sk-secret-1234")
V6 = {
    "model": "v6", "prompt": "门开了", "duration": 5, "quality": "720p", "seed": 4711,
    "generate_audio_switch": True, "generate_multi_clip_switch": False,
}  # fmt: skip


def asked(folder: Path, *roles: ReferenceRole, model: str = "v6", **fields: Any) -> Order:
    return order(folder, "pixverse", *roles, **({"model": model, "prompt": "门开了"} | fields))


def own(given: Order) -> Order:
    """The order whose film PixVerse made itself."""
    references = tuple(
        one.model_copy(update={"vendor_id": str(OLD_FILM) if one.role == "clip" else ""})
        for one in given.recipe.references
    )
    return replace(given, recipe=given.recipe.model_copy(update={"references": references}))


def test_words_become_a_film(tmp_path: Path) -> None:
    settings = {"watermark": True, "shots": "several", "resolution": "1080p", "sound": False}
    (request,) = made("pixverse").preview(asked(tmp_path, settings=settings), LOGIN)
    assert (request.method, request.url) == (
        "POST", "https://app-api.pixverse.ai/openapi/v2/video/text/generate",
    )  # fmt: skip
    trace = request.headers["Ai-trace-id"]
    assert str(UUID(trace)) == trace
    assert request.headers == {
        "API-KEY": "sk-secret-1234", "Ai-trace-id": trace, "Content-Type": "application/json",
    }  # fmt: skip
    assert json.loads(request.body()) == V6 | {
        "quality": "1080p", "aspect_ratio": "9:16", "generate_audio_switch": False,
        "generate_multi_clip_switch": True, "water_mark": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("roles", "route", "fields"),
    [
        (("first_frame",), "img", {"img_id": "<upload 1>"}),
        (
            ("first_frame", "last_frame"), "transition",
            {"first_frame_img": "<upload 1>", "last_frame_img": "<upload 2>"},
        ),
        (("clip",), "extend", {"video_media_id": "<upload 1>"}),
    ],
)  # fmt: skip
def test_frames_and_films_are_uploaded_first(
    roles: tuple[ReferenceRole, ...], route: str, fields: dict[str, str], tmp_path: Path
) -> None:
    *uploads, request = made("pixverse").preview(asked(tmp_path, *roles), LOGIN)
    assert request.url.endswith(f"/video/{route}/generate")
    assert request.json_body == V6 | fields
    kind = ("/media/upload", "file") if "clip" in roles else ("/image/upload", "image")
    for upload in uploads:
        (part,) = upload.parts
        assert (
            upload.url.removeprefix("https://app-api.pixverse.ai/openapi/v2"),
            part.name,
        ) == kind
        assert "Content-Type" not in upload.headers  # the form brings its own boundary
    traces = {one.headers["Ai-trace-id"] for one in (*uploads, request)}
    assert len(traces) == len(uploads) + 1


def test_pictures_go_by_name_and_the_prompt_calls_them(tmp_path: Path) -> None:
    given = asked(tmp_path, "character", "place", prompt="林夏跑过station")
    references = tuple(
        one.model_copy(update={"name": name})
        for one, name in zip(given.recipe.references, ("林夏", "station"), strict=True)
    )
    given = replace(given, recipe=given.recipe.model_copy(update={"references": references}))
    *_, request = made("pixverse").preview(given, LOGIN)
    assert request.url.endswith("/video/fusion/generate")
    assert request.json_body == V6 | {
        "prompt": "@ref1 跑过@station ", "aspect_ratio": "9:16",
        "image_references": [
            {"type": "subject", "img_id": "<upload 1>", "ref_name": "ref1"},
            {"type": "background", "img_id": "<upload 2>", "ref_name": "station"},
        ],
    }  # fmt: skip


def test_going_on_from_its_own_film_uploads_nothing(tmp_path: Path) -> None:
    (request,) = made("pixverse").preview(own(asked(tmp_path, "clip")), LOGIN)
    assert request.json_body == V6 | {"source_video_id": OLD_FILM}


def test_old_models_know_their_own_fields_only(tmp_path: Path) -> None:
    settings = {"resolution": "540p", "motion_mode": "fast", "style": "anime"}
    old = asked(tmp_path, model="v4", negative="雾", settings=settings)
    (request,) = made("pixverse").preview(old, LOGIN)
    assert request.json_body == {
        "model": "v4", "prompt": "门开了", "duration": 5, "quality": "540p", "seed": 4711,
        "aspect_ratio": "9:16", "negative_prompt": "雾", "motion_mode": "fast", "style": "anime",
    }  # fmt: skip


def test_lips_speak_a_recording_or_words(tmp_path: Path) -> None:
    lips = made("pixverse-lips")
    *uploads, request = lips.preview(order(tmp_path, "pixverse-lips", "clip", "sound"), LOGIN)
    assert [one.url.rpartition("v2")[2] for one in uploads] == ["/media/upload"] * 2
    assert request.url.endswith("/video/lip_sync/generate")
    assert request.json_body == {"video_media_id": "<upload 1>", "audio_media_id": "<upload 2>"}
    spoken = own(order(tmp_path, "pixverse-lips", "clip", prompt="你好"))
    (request,) = lips.preview(spoken, LOGIN)
    assert request.json_body == {
        "source_video_id": OLD_FILM, "lip_sync_tts_speaker_id": "auto",
        "lip_sync_tts_content": "你好",
    }  # fmt: skip


CODES = [
    (400011, "parameter"), (400012, "auth"), (400013, "parameter"), (400017, "parameter"),
    (400018, "parameter"), (400019, "parameter"), (400032, "parameter"), (500008, "parameter"),
    (500020, "parameter"), (500030, "parameter"), (500031, "parameter"), (500032, "parameter"),
    (500033, "parameter"), (500041, "parameter"), (500042, "parameter"), (500044, "too_fast"),
    (500054, "moderated_input"), (500060, "policy"), (500063, "moderated_input"),
    (500069, "too_fast"), (500090, "balance"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "kind"), CODES)
def test_every_documented_number_has_its_class(code: int, kind: str) -> None:
    body = json.dumps({"ErrCode": code, "ErrMsg": "why", "Resp": None}).encode()
    answer = verdict(plain(Reply(status=200, body=body)), explain)
    assert isinstance(answer, Declined)
    assert (answer.refusal.kind, answer.refusal.code) == (kind, str(code))
    assert (answer.refusal.detail, answer.refusal.billed) == ("why", "no")


@pytest.mark.parametrize("body", [b'{"ErrCode": 99999, "ErrMsg": "unknown"}', b"[]", b"<html>"])
def test_what_proves_nothing_is_a_doubt(body: bytes) -> None:
    assert isinstance(verdict(plain(Reply(status=200, body=body)), explain), Doubtful)


def test_a_second_try_has_a_trace_id_of_its_own_and_says_its_cost(tmp_path: Path) -> None:
    given = asked(tmp_path, "first_frame")

    async def talk(way: Any) -> tuple[Any, ...]:
        pixverse = made("pixverse")
        fake.fail("create", fake.refusals()["too_fast"])
        busy = await pixverse.submit(given, way)
        taken = await pixverse.submit(given, way)
        gone = await pixverse.poll("1", given.recipe, way)
        fake.fail("get", refused(200, {"ErrCode": 99999, "ErrMsg": "", "Resp": None}))
        nothing = await pixverse.poll(taken.provider_id, given.recipe, way)
        ready = await pixverse.poll(taken.provider_id, given.recipe, way)
        return busy, taken, gone, nothing, ready

    with FakePixVerse() as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        busy, taken, gone, nothing, ready = converse("pixverse", login, talk)
        traces = [call.headers["ai-trace-id"] for _, call in fake.calls]
    assert busy.refusal.kind == "too_fast"
    assert isinstance(taken, Accepted)
    assert taken.cost == Money(amount="0.60", currency="USD")
    assert traces[3] in taken.note
    assert len(set(traces)) == len(traces)
    assert gone.state == "gone"
    assert isinstance(nothing, NoAnswer)
    assert ready.results[0].vendor_id == taken.provider_id


def test_an_upload_that_fails_asks_for_nothing(tmp_path: Path) -> None:
    with FakePixVerse() as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        for fault, kind in (
            (refused(200, {"ErrCode": 500030, "ErrMsg": "big", "Resp": None}), "parameter"),
            (refused(502, {}), "not_sent"),
        ):
            fake.fail("upload", fault)
            given = asked(tmp_path, "first_frame")
            answer = converse(
                "pixverse", login, lambda way, g=given: made("pixverse").submit(g, way)
            )
            assert isinstance(answer, Declined)
            assert answer.refusal.kind == kind
        assert fake.count("create") == 0


@pytest.mark.parametrize(
    ("model", "seconds", "settings", "dollars"),
    [
        ("v6", 8, {"resolution": "720p", "sound": True}, "0.96"),
        ("v6", 8, {"resolution": "720p", "sound": False}, "0.72"),
        ("v5.6", 5, {"resolution": "1080p", "sound": True}, "1.50"),
        ("v5", 8, {"resolution": "720p"}, "1.20"),
        ("v5.6", 8, {"resolution": "720p"}, None),
    ],
)
def test_prices_are_those_of_the_page(
    model: str, seconds: float, settings: dict[str, Any], dollars: str | None, tmp_path: Path
) -> None:
    given = asked(tmp_path, model=model, seconds=seconds, settings=settings)
    cost = price(given.recipe, load(resource("cards", "pixverse.json")))
    assert cost == (None if dollars is None else Money(amount=dollars, currency="USD"))
