"""Vidu: each route's request as the document has it, its words for what went wrong, and films asked for anew."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.money import Money
from app.domain.recipes import ReferenceRole
from app.generators.contract import Accepted, Declined, Doubtful, Order, Polled, Reply
from app.generators.login import Login
from app.generators.refusals import verdict
from app.generators.vendors.vidu import explain
from tests.fakes.clips import picture
from tests.fakes.orders import made, order
from tests.fakes.stage import converse
from tests.fakes.vendor import Plan
from tests.fakes.vendors.vidu import OLD_TASK, FakeVidu

LOGIN = Login(address="https://api.vidu.com/ent/v2", key="vda_secret_1")


def uri(place: int) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture(60 + place)).decode()}"


def known_as(asked: Order, **ids: str) -> Order:
    """The order with the vendor's own names for some roles."""
    references = tuple(
        one.model_copy(update={"vendor_id": ids.get(one.role, "")})
        for one in asked.recipe.references
    )
    return replace(asked, recipe=asked.recipe.model_copy(update={"references": references}))


def test_words_become_a_film(tmp_path: Path) -> None:
    asked = order(
        tmp_path, "vidu", model="viduq3-turbo", prompt="门开了",
        settings={"resolution": "1080p", "audio_type": "speech_only", "watermark": True},
    )  # fmt: skip
    (request,) = made("vidu").preview(asked, LOGIN)
    assert request.method == "POST"
    assert request.url == "https://api.vidu.com/ent/v2/text2video"
    assert request.headers == {
        "Authorization": "Token vda_secret_1", "Content-Type": "application/json",
    }  # fmt: skip
    assert json.loads(request.body()) == {
        "model": "viduq3-turbo", "prompt": "门开了", "duration": 5, "resolution": "1080p",
        "watermark": True, "payload": "token-1", "seed": 4711, "aspect_ratio": "9:16",
        "audio": True, "audio_type": "speech_only", "off_peak": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("roles", "route", "count"),
    [(("first_frame",), "img2video", 1), (("first_frame", "last_frame"), "start-end2video", 2)],
)
def test_frames_choose_the_route(
    roles: tuple[ReferenceRole, ...], route: str, count: int, tmp_path: Path
) -> None:
    asked = order(
        tmp_path, "vidu", *roles, model="viduq1", prompt="门开了",
        settings={"movement_amplitude": "small", "style": "anime"},
    )  # fmt: skip
    (request,) = made("vidu").preview(asked, LOGIN)
    assert request.url.endswith(f"/{route}")
    assert request.json_body == {
        "model": "viduq1", "prompt": "门开了", "duration": 5, "resolution": "1080p",
        "watermark": False, "payload": "token-1", "seed": 4711, "bgm": False,
        "movement_amplitude": "small", "images": [uri(place) for place in range(count)],
    }  # fmt: skip


def test_subjects_go_by_name_and_the_prompt_calls_them(tmp_path: Path) -> None:
    asked = order(
        tmp_path, "vidu", "character", "place", "character", model="viduq3-turbo-reference",
        prompt="林夏推开门", settings={"sound": False},
    )  # fmt: skip
    (request,) = made("vidu").preview(asked, LOGIN)
    assert request.url.endswith("/reference2video")
    assert request.json_body == {
        "model": "viduq3-turbo", "prompt": "@灯笼铺 @林夏 推开门", "duration": 5,
        "resolution": "720p", "watermark": False, "payload": "token-1", "seed": 4711,
        "aspect_ratio": "9:16", "audio": False, "off_peak": False,
        "subjects": [
            {"name": "林夏", "images": [uri(0), uri(2)]}, {"name": "灯笼铺", "images": [uri(1)]},
        ],
    }  # fmt: skip


def test_lips_speak_a_recording_or_words(tmp_path: Path) -> None:
    longer = order(
        tmp_path, "vidu-lips", "clip", prompt="你好吗，林夏",
        settings={"voice": "v-1", "speed": "1.1"},
    )  # fmt: skip
    question, paid = made("vidu-lips").preview(known_as(longer, clip=OLD_TASK), LOGIN)
    assert question.url.endswith(f"/tasks/{OLD_TASK}/creations")
    assert paid.url.endswith("/lip-sync")
    assert paid.json_body == {
        "video_url": "<upload 1>", "payload": "token-1", "text": "你好吗，林夏",
        "voice_id": "v-1", "speed": 1.1,
    }  # fmt: skip
    both = order(tmp_path, "vidu-lips", "clip", "sound")
    storage = Login(address="https://s3.example/bucket", key="AK_1234:SK_1234", own=True)
    first, second, paid = made("vidu-lips", storage=storage).preview(both, LOGIN)
    assert (first.method, second.method) == ("PUT", "PUT")
    assert paid.json_body == {
        "video_url": "<upload 1>", "audio_url": "<upload 2>", "payload": "token-1",
    }  # fmt: skip


def test_too_few_words_are_not_spoken_and_a_lost_film_is_named(tmp_path: Path) -> None:
    short = known_as(order(tmp_path, "vidu-lips", "clip", prompt="你好吗"), clip=OLD_TASK)
    lost = known_as(order(tmp_path, "vidu-lips", "clip", prompt="你好吗，林夏"), clip="nope")
    with FakeVidu() as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        lips = made("vidu-lips")
        for asked, words in ((short, "4 to 2000 characters, not 3"), (lost, "no longer has")):
            answer = converse("vidu", login, lambda way, one=asked: lips.submit(one, way))
            assert isinstance(answer, Declined)
            assert words in answer.refusal.message
        assert fake.count("create") == 0


@pytest.mark.parametrize(
    ("model", "roles", "seconds", "words"),
    [
        ("viduq3", (), 5, "needs a reference picture"),
        ("vidu2.0", (), 4, "needs a reference picture"),
        ("viduq3", ("character",) * 4, 5, "takes 3 pictures of 林夏, not 4"),
        ("viduq2-pro", ("first_frame", "last_frame"), 9, "1 to 8 seconds, not 9"),
        ("vidu2.0", ("character",), 8, "1 to 4 seconds, not 8"),
    ],
)
def test_what_the_card_cannot_say_is_refused_before_anything_is_asked(
    model: str, roles: tuple[ReferenceRole, ...], seconds: int, words: str, tmp_path: Path
) -> None:
    with FakeVidu() as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        asked = order(tmp_path, "vidu", *roles, model=model, seconds=seconds)
        answer = converse("vidu", login, lambda way: made("vidu").submit(asked, way))
        assert isinstance(answer, Declined)
        assert words in answer.refusal.message
        assert not fake.calls


WORDS = [
    (401, "Unauthorized", "auth"), (400, "CreditInsufficient", "balance"),
    (403, "Forbidden", "policy"), (400, "TaskPromptPolicyViolation", "moderated_input"),
    (400, "AuditSubmitIllegal", "moderated_input"),
    (400, "CreationPolicyViolation", "moderated_output"), (429, "QuotaExceeded", "too_fast"),
    (429, "SystemThrottling", "too_fast"), (400, "ImageDownloadFailure", "parameter"),
    (400, "ImageSizeLimited", "parameter"), (400, "InvalidArgument", "parameter"),
    (400, "ModelUnavailable", "parameter"), (429, "SomethingNew", "too_fast"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "reason", "kind"), WORDS)
def test_every_known_word_has_its_class(status: int, reason: str, kind: str) -> None:
    body = {"code": status, "reason": reason, "message": "why", "metadata": {}}
    answer = verdict(Reply(status=status, body=json.dumps(body).encode()), explain)
    assert isinstance(answer, Declined)
    refusal = answer.refusal
    assert (refusal.kind, refusal.code, refusal.detail) == (kind, reason, "why")


def test_trouble_inside_the_vendor_is_a_doubt() -> None:
    reply = Reply(status=500, body=b'{"reason": "InternalServiceFailure"}')
    assert isinstance(verdict(reply, explain), Doubtful)


def test_a_queued_task_is_taken_back_and_a_ready_one_brings_film_and_cover(tmp_path: Path) -> None:
    asked = order(
        tmp_path, "vidu", model="viduq3-turbo", settings={"resolution": "720p", "watermark": True}
    )

    async def talk(way: Any) -> tuple[Any, ...]:
        vidu = made("vidu")
        fake.plans.append(Plan(queued=60))
        first = await vidu.submit(asked, way)
        stopped = await vidu.cancel(first.provider_id, way)
        second = await vidu.submit(asked, way)
        ready = await vidu.poll(second.provider_id, asked.recipe, way)
        gone = await vidu.poll("nope", asked.recipe, way)
        return first, stopped, second, ready, gone

    with FakeVidu() as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        first, stopped, second, ready, gone = converse("vidu", login, talk)
    assert isinstance(first, Accepted)
    assert first.cost == Money(amount="0.275", currency="USD")
    assert stopped == Polled(state="cancelled", vendor_state="cancelled")
    film, cover = ready.results
    assert "marked.mp4" in film.url
    assert (film.role, film.vendor_id, cover.role) == ("main", second.provider_id, "cover")
    assert gone.state == "gone"
