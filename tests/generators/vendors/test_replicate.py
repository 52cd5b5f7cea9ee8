"""Replicate on the wire: three ways to name a model, uploads, and looking for a lost prediction."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.cards import Card
from app.domain.ids import ShotId
from app.domain.recipes import Recipe, RecipeReference
from app.generators.card import load
from app.generators.contract import Accepted, Found, Order, Polled
from app.generators.login import Login
from app.generators.tools import Tools
from app.generators.vendors.replicate import Replicate, build, explain
from app.paths import resource
from tests.fakes import clips
from tests.fakes.stage import START, TurnedClock, converse
from tests.fakes.vendor import Plan
from tests.fakes.vendors.replicate import FakeReplicate

LOGIN = Login(address="https://api.replicate.com", key="r8_secret4711")


def replicate(*models: str) -> Replicate:
    """The shipped card, with further models that are told their prompt only."""
    card = load(resource("cards", "replicate.json"))
    prompt = card.models[0].inputs[:1]
    own = tuple(
        card.models[0].model_copy(update={"id": one, "label": one, "inputs": prompt})
        for one in models
    )
    return build(Card.model_validate(card.model_dump() | {"models": (*card.models, *own)}), Tools())


def order(model: str = "kwaivgi/kling-v2.1-master", **fields: Any) -> Order:
    known: dict[str, Any] = {
        "generator": "replicate", "model": model, "shot_id": ShotId("s"), "prompt": "雨停了",
        "seconds": 5, "width": 1080, "height": 1920, "seed": 4711,
    }  # fmt: skip
    return Order(Recipe(**(known | fields)), "token", "4711", START)


def test_an_official_model_is_asked_by_its_name() -> None:
    (request,) = replicate().preview(order(), LOGIN)
    assert request.method == "POST"
    url = "https://api.replicate.com/v1/models/kwaivgi/kling-v2.1-master/predictions"
    assert request.url == url
    assert request.headers == {"Authorization": "Bearer r8_secret4711"}
    assert json.loads(request.body()) == {
        "input": {"prompt": "雨停了", "aspect_ratio": "9:16", "duration": 5}
    }


@pytest.mark.parametrize("model", ["someone/model:abc", "5c" * 32])
def test_a_version_is_asked_by_its_id(model: str) -> None:
    (request,) = replicate(model).preview(order(model), LOGIN)
    assert request.url == "https://api.replicate.com/v1/predictions"
    assert request.json_body == {"version": model, "input": {"prompt": "雨停了"}}


def test_a_deployment_is_asked_at_its_place() -> None:
    model = "deployments/me/mine"
    (request,) = replicate(model).preview(order(model), LOGIN)
    assert request.url == "https://api.replicate.com/v1/deployments/me/mine/predictions"
    assert request.json_body == {"input": {"prompt": "雨停了"}}


def test_a_large_picture_is_uploaded_first(tmp_path: Path) -> None:
    path = tmp_path / "first.png"
    path.write_bytes(clips.picture() + b"\0" * 300_000)
    media = clips.measure(path)
    first = RecipeReference(role="first_frame", name="first", media=media)
    plain = order("kwaivgi/kling-v2.1", references=(first,))
    asked = Order(plain.recipe, "t", "4711", START, {media.sha256: path})
    upload, paid = replicate().preview(asked, LOGIN)
    assert upload.url == "https://api.replicate.com/v1/files"
    assert [(part.name, part.content_type) for part in upload.parts] == [("content", "image/png")]
    assert paid.json_body["input"]["start_image"] == "<upload 1>"
    assert paid.json_body["input"]["mode"] == "standard"
    with FakeReplicate(TurnedClock().now) as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        answer = converse("replicate", login, lambda channel: replicate().submit(asked, channel))
        assert isinstance(answer, Accepted)
        (job,) = fake.jobs.values()
        assert job.body["start_image"] == "https://api.replicate.com/v1/files/file0"


def test_a_lost_prediction_is_looked_for_over_pages_by_model_time_and_prompt() -> None:
    clock = TurnedClock()
    with FakeReplicate(clock.now) as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        talk = replicate("someone/model:abc")
        others = ("雨停了", "另一个镜头", "第三个镜头", "第四个镜头")
        for prompt in others:
            asked = order(prompt=prompt)
            converse("replicate", login, lambda channel, one=asked: talk.submit(one, channel))
        other_model = order("someone/model:abc")
        converse("replicate", login, lambda channel: talk.submit(other_model, channel))
        found = converse("replicate", login, lambda channel: talk.find(order(), channel))
        assert isinstance(found, Found)
        assert [one.provider_id for one in found.candidates] == ["pred1"]
        assert not found.candidates[0].exact
        found = converse("replicate", login, lambda channel: talk.find(other_model, channel))
        assert isinstance(found, Found)
        assert [one.provider_id for one in found.candidates] == [list(fake.jobs)[-1]]


def test_a_result_that_the_vendor_removed_is_expired() -> None:
    clock = TurnedClock()
    with FakeReplicate(clock.now) as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        talk = replicate()
        converse("replicate", login, lambda channel: talk.submit(order(), channel))
        clock.pass_by(2 * 3600)
        recipe = order().recipe
        polled = converse("replicate", login, lambda channel: talk.poll("pred1", recipe, channel))
        assert isinstance(polled, Polled)
        assert polled.state == "expired"


def test_only_what_has_not_begun_is_taken_back() -> None:
    clock = TurnedClock()
    with FakeReplicate(clock.now) as fake:
        fake.plan = Plan(queued=10, running=20)
        login = Login(address=fake.url, key=fake.key, own=True)
        talk = replicate()
        for number, (waited, state) in enumerate(((0, "cancelled"), (15, "running")), 1):
            converse("replicate", login, lambda channel: talk.submit(order(), channel))
            clock.pass_by(waited)
            name = f"pred{number}"
            answer = converse("replicate", login, lambda channel, at=name: talk.cancel(at, channel))
            assert isinstance(answer, Polled)
            assert answer.state == state
        assert fake.count("cancel") == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, "auth"), (402, "balance"), (403, "parameter"), (404, "parameter"), (422, "parameter"),
     (429, "too_fast")],
)  # fmt: skip
def test_each_error_has_its_class(status: int, kind: str) -> None:
    refusal = explain(status, {"detail": "why", "invalid_fields": [{"field": "duration"}]})
    assert (refusal.kind, refusal.code, refusal.billed) == (kind, str(status), "no")
    assert "duration" in refusal.detail
