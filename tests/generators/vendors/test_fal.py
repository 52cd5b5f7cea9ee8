"""fal's queue on the wire: models by their own fields, uploads before the paid call, addresses followed."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.cards import ModelCard
from app.domain.ids import ShotId
from app.domain.recipes import Recipe, RecipeReference
from app.generators.card import check, load_all
from app.generators.catalog import build_catalog
from app.generators.contract import Accepted, Declined, Order, Polled, RemoteGenerator
from app.generators.inputs import proposed
from app.generators.login import Login
from app.generators.tools import Tools
from app.generators.vendors.fal import explain
from tests.fakes import clips
from tests.fakes.stage import START, TurnedClock, converse, quick_http
from tests.fakes.vendor import Plan
from tests.fakes.vendors.fal import FakeFal

CATALOG = build_catalog(Tools(), load_all(), plugins=())
LOGIN = Login(address="https://queue.fal.run", key="id:secret-4711")


def generator(card: str = "pika") -> RemoteGenerator:
    made = CATALOG[card]
    assert isinstance(made, RemoteGenerator)
    return made


def order(folder: Path, model: str, *roles: str, size: int = 0, **fields: Any) -> Order:
    references, inputs = [], {}
    for place, role in enumerate(roles):
        path = folder / f"picture{place}.png"
        path.write_bytes(clips.picture(60 + place) + b"\0" * size)
        media = clips.measure(path)
        inputs[media.sha256] = path
        names = {"character": "林夏", "place": "灯笼铺"}
        reference: Any = {"role": role, "name": names.get(role, role), "media": media}
        references.append(RecipeReference(**reference))
    known: dict[str, Any] = {
        "generator": "pika", "model": f"fal-ai/{model}", "shot_id": ShotId("s"), "prompt": "雨停了",
        "seconds": 5, "width": 1080, "height": 1920, "seed": 4711, "references": tuple(references),
    }  # fmt: skip
    return Order(Recipe(**(known | fields)), "token", "4711", START, inputs)


def test_a_scene_is_told_in_pikas_words(tmp_path: Path) -> None:
    asked = order(
        tmp_path, "pika/v2.2/pikascenes", "character", "place", negative="字幕",
        settings={"ingredients_mode": "creative", "resolution": "1080p"},
    )  # fmt: skip
    (request,) = generator().preview(asked, LOGIN)
    assert request.method == "POST"
    assert request.url == "https://queue.fal.run/fal-ai/pika/v2.2/pikascenes"
    assert request.headers == {
        "Authorization": "Key id:secret-4711", "Content-Type": "application/json",
    }  # fmt: skip
    body = json.loads(request.body())
    pictures = body.pop("image_urls")
    assert [one[:22] for one in pictures] == ["data:image/png;base64,"] * 2
    assert body == {
        "prompt": "图1是林夏，图2是灯笼铺。雨停了",
        "aspect_ratio": "9:16",
        "resolution": "1080p",
        "duration": 5,
        "negative_prompt": "字幕",
        "seed": 4711,
        "ingredients_mode": "creative",
    }


def test_what_is_not_asked_for_is_not_sent(tmp_path: Path) -> None:
    model = "kling-video/v2.5-turbo/standard/image-to-video"
    (request,) = generator("fal").preview(order(tmp_path, model, "first_frame"), LOGIN)
    assert set(request.json_body) == {"prompt", "image_url", "duration"}
    assert request.json_body["duration"] == "5"


def test_a_large_file_is_uploaded_before_the_paid_call(tmp_path: Path) -> None:
    with FakeFal(TurnedClock().now) as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        asked = order(tmp_path, "pika/v2.2/image-to-video", "first_frame", size=300_000)
        shown = generator().preview(asked, login)
        assert [one.method for one in shown] == ["POST", "PUT", "POST"]
        assert shown[0].query == (("storage_type", "gcs"),)
        assert shown[0].json_body == {"file_name": "picture0.png", "content_type": "image/png"}
        assert shown[2].json_body["image_url"] == "<upload 1>"
        answer = converse("fal", login, lambda channel: generator().submit(asked, channel))
        assert isinstance(answer, Accepted)
        (job,) = fake.jobs.values()
        assert job.body["image_url"] == "https://v3.fal.media/files/1-picture0.png"
        assert next(iter(fake.uploads.values())) == (tmp_path / "picture0.png").read_bytes()


def test_a_refused_upload_never_becomes_a_paid_call(tmp_path: Path) -> None:
    with FakeFal(TurnedClock().now) as fake:
        login = Login(address=fake.url, key="wrong-key", own=True)
        asked = order(tmp_path, "pika/v2.2/image-to-video", "first_frame", size=300_000)
        answer = converse("fal", login, lambda channel: generator().submit(asked, channel))
        assert isinstance(answer, Declined)
        assert answer.refusal.kind == "auth"
        assert fake.count("create") == 0


def test_an_upload_that_breaks_off_is_certainly_not_sent(tmp_path: Path) -> None:
    from tests.fakes.server import CUT_BEFORE

    with FakeFal(TurnedClock().now) as fake:
        fake.fail("upload", CUT_BEFORE, CUT_BEFORE)
        login = Login(address=fake.url, key=fake.key, own=True)
        asked = order(tmp_path, "pika/v2.2/image-to-video", "first_frame", size=300_000)
        answer = converse("fal", login, lambda channel: generator().submit(asked, channel))
        assert isinstance(answer, Declined)
        assert answer.refusal.kind == "not_sent"
        assert fake.count("create") == 0


def test_a_job_is_followed_under_the_address_the_queue_gave(tmp_path: Path) -> None:
    with FakeFal(TurnedClock().now) as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        asked = order(tmp_path, "pika/v2.2/text-to-video")
        talk = generator()

        async def conversation() -> tuple[Any, Any]:
            async with quick_http() as http:
                channel = http.channel("fal", login)
                answer = await talk.submit(asked, channel)
                assert isinstance(answer, Accepted)
                by_number = await talk.poll("0f9a-1", asked.recipe, channel)
                return answer, by_number

        answer, by_number = asyncio.run(conversation())
        assert answer.provider_id == "fal-ai/pika/requests/0f9a-1"
        assert isinstance(by_number, Polled)
        assert by_number.state == "ready"
        assert by_number.results[0].url.endswith("sig=2")


def test_only_a_waiting_job_is_taken_back(tmp_path: Path) -> None:
    clock = TurnedClock()
    with FakeFal(clock.now) as fake:
        fake.plan = Plan(queued=10, running=10)
        login = Login(address=fake.url, key=fake.key, own=True)
        talk = generator()
        asked = order(tmp_path, "pika/v2.2/text-to-video")
        for waited, state in ((0, "cancelled"), (15, "running")):
            answer = converse("fal", login, lambda channel: talk.submit(asked, channel))
            assert isinstance(answer, Accepted)
            place = answer.provider_id
            clock.pass_by(waited)
            answer = converse("fal", login, lambda channel, at=place: talk.cancel(at, channel))
            assert isinstance(answer, Polled)
            assert answer.state == state
        assert fake.count("cancel") == 1


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {"detail": "No user found"}, "auth"),
        (403, {"detail": "User is locked. Reason: Exhausted balance."}, "balance"),
        (403, {"detail": "Key has no rights"}, "auth"),
        (404, {"detail": "Application 'x' not found"}, "parameter"),
        (422, {"detail": [{"msg": "m", "type": "image_too_small", "loc": []}]}, "parameter"),
        (422, {"detail": [{"msg": "m", "type": "content_policy_violation"}]}, "moderated_input"),
        (429, {"detail": "slow down"}, "too_fast"),
        (400, {"detail": "x", "error_type": "bad_request"}, "parameter"),
    ],
)
def test_each_error_has_its_class(status: int, body: dict[str, Any], kind: str) -> None:
    refusal = explain(status, body)
    assert refusal.kind == kind
    assert refusal.billed == "no"
    assert refusal.detail


def test_a_run_that_crashed_is_not_billed_and_a_refused_one_may_be(tmp_path: Path) -> None:
    for end, state, billed in (("failed", "failed", "no"), ("moderated", "moderated", "unknown")):
        with FakeFal(TurnedClock().now) as fake:
            fake.plan = Plan(end=end)
            login = Login(address=fake.url, key=fake.key, own=True)
            asked = order(tmp_path, "pika/v2.2/text-to-video")
            converse("fal", login, lambda channel, one=asked: generator().submit(one, channel))
            polled = converse(
                "fal",
                login,
                lambda channel, one=asked: generator().poll("0f9a-1", one.recipe, channel),
            )
            assert isinstance(polled, Polled)
            assert polled.refusal is not None
            assert (polled.state, polled.refusal.billed) == (state, billed)


def test_any_model_is_reached_by_a_card_that_a_person_writes() -> None:
    schema = {
        "components": {
            "schemas": {
                "WanInput": {
                    "properties": {
                        "prompt": {"type": "string"},
                        "duration": {"type": "string", "enum": ["5s", "10s"]},
                        "aspect_ratio": {"type": "string"},
                        "enable_audio": {"type": "boolean"},
                    }
                }
            }
        }
    }
    fields = {one.word: one for one in proposed(schema)}
    fields["seconds"] = fields["seconds"].model_copy(update={"unit": "s"})
    model = ModelCard(
        id="fal-ai/wan/v9/text-to-video", label="Wan 9", inputs=tuple(fields.values()),
        native_sound=True, aspects=("9:16",), seconds_choices=(5, 10), seconds_max=10,
    )  # fmt: skip
    shipped = CATALOG["fal"].card
    own = shipped.model_copy(
        update={"id": "my-wan", "vendor": "fal", "label": "My Wan", "models": (model,)}
    )
    made = build_catalog(Tools(extra_cards=(own,)), (), plugins=())["my-wan"]
    assert isinstance(made, RemoteGenerator)
    recipe = Recipe(
        generator="my-wan",
        shot_id=ShotId("s"),
        prompt="雨停了",
        seconds=10,
        width=1080,
        height=1920,
    )
    assert check(recipe, own) == ()
    (request,) = made.preview(Order(recipe, "t", "1", START), LOGIN)
    assert request.url == "https://queue.fal.run/fal-ai/wan/v9/text-to-video"
    assert request.json_body == {
        "prompt": "雨停了", "duration": "10s", "aspect_ratio": "9:16", "enable_audio": True,
    }  # fmt: skip
