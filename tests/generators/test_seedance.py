"""Seedance: the request on the wire as the document has it, and what its answers mean."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from app.domain.recipes import RecipeReference
from app.errors import BadInput
from app.generators.card import load
from app.generators.catalog import build_catalog
from app.generators.contract import Accepted, Order, Polled, RemoteGenerator
from app.generators.http import Http
from app.generators.login import Login
from app.generators.redaction import Redactor
from app.generators.tools import Tools
from app.generators.vendors.seedance import explain
from app.paths import resource
from tests.fakes.ark import FakeArk, Plan
from tests.fakes.clips import picture
from tests.fakes.stage import START, quick_http, recipe, reference


def generator(**options: str) -> RemoteGenerator:
    tools = Tools(options=lambda _vendor: options)
    made = build_catalog(tools, [load(resource("cards", "seedance.json"))], plugins=())["seedance"]
    assert isinstance(made, RemoteGenerator)
    return made


def order(tmp_path: Path, *references: RecipeReference, **changes: object) -> Order:
    asked = recipe(references=references, seed=4711, **changes)
    files = {one.media.sha256: tmp_path / "r.png" for one in references}
    return Order(asked, token="t", tag="4711", created_at=START, inputs=files)


LOGIN = Login(address="https://ark.cn-beijing.volces.com/api/v3", key="ark-secret-key-1")


def test_the_request_is_exactly_what_the_document_names(tmp_path: Path) -> None:
    first = reference(tmp_path / "r.png", "first_frame")
    asked = order(tmp_path, first, settings={"resolution": "1080p", "camera_fixed": True})
    (request,) = generator().preview(asked, LOGIN)
    assert request.method == "POST"
    assert request.url == ("https://ark.cn-beijing.volces.com/api/v3/contents/generations/tasks")
    assert request.headers == {
        "Authorization": "Bearer ark-secret-key-1", "Content-Type": "application/json",
    }  # fmt: skip
    data = base64.b64encode(picture()).decode()
    assert json.loads(request.body()) == {
        "model": "doubao-seedance-1-0-pro-250528",
        "content": [
            {"type": "text", "text": "林夏推开门，第1镜"},
            {
                "type": "image_url",
                "image_url": {"url": f"data:image/png;base64,{data}"},
                "role": "first_frame",
            },
        ],
        "resolution": "1080p",
        "ratio": "9:16",
        "duration": 5,
        "seed": 4711,
        "watermark": False,
        "camera_fixed": True,
        "return_last_frame": True,
    }


def test_references_are_numbered_and_named_in_the_prompts_language(tmp_path: Path) -> None:
    model = "doubao-seedance-2-0-260128"
    who = reference(tmp_path / "r.png", "character", "林夏")
    where = reference(tmp_path / "r.png", "place", "灯笼铺")
    (request,) = generator().preview(order(tmp_path, who, where, model=model), LOGIN)
    body = request.json_body
    assert body["content"][0]["text"].startswith("图1是林夏，图2是灯笼铺。")
    assert [item["role"] for item in body["content"][1:]] == ["reference_image"] * 2
    assert body["generate_audio"] is True
    named = order(tmp_path, who, model=model, prompt="图1推开门", settings={"sound": False})
    (request,) = generator().preview(named, LOGIN)
    assert request.json_body["content"][0]["text"] == "图1推开门"
    assert request.json_body["generate_audio"] is False


def test_a_missing_picture_is_named_and_an_endpoint_replaces_the_model(tmp_path: Path) -> None:
    asked = order(tmp_path, reference(tmp_path / "r.png"))
    with pytest.raises(BadInput, match="林夏"):
        generator().preview(Order(asked.recipe, "t", "1", START), LOGIN)
    (request,) = generator(endpoint="ep-2026").preview(order(tmp_path), LOGIN)
    assert request.json_body["model"] == "ep-2026"


def test_the_preview_hides_the_key_and_abbreviates_pictures(tmp_path: Path) -> None:
    asked = order(tmp_path, reference(tmp_path / "r.png", "first_frame"))
    (request,) = generator().preview(asked, LOGIN)
    shown = json.dumps(Redactor(LOGIN.secrets).request(request), ensure_ascii=False)
    assert "ark-secret" not in shown
    assert "Bearer ***" in shown
    assert base64.b64encode(picture()).decode() not in shown
    assert "林夏推开门" in shown


async def talk(http: Http, ark: FakeArk, key: str = "") -> list[object]:
    """One whole conversation: key test, submit, queued, cancel refused, ready, list."""
    seedance = generator()
    login = Login(address=ark.url, key=key or ark.settings.key, own=True)
    channel = http.channel("seedance", login)
    asked = Order(recipe(seed=99), token="t", tag="99", created_at=ark.now())
    heard: list[object] = [await seedance.test_key(channel)]
    accepted = await seedance.submit(asked, channel)
    heard.append(accepted)
    if isinstance(accepted, Accepted):
        heard.append(await seedance.poll(accepted.provider_id, asked.recipe, channel))
        heard.append(await seedance.cancel(accepted.provider_id, channel))
        heard.append(await seedance.find(asked, channel))
        heard.append(await seedance.poll("cgt-none", asked.recipe, channel))
    return heard


def converse(ark: FakeArk, key: str = "") -> list[object]:
    import asyncio

    async def whole() -> list[object]:
        async with quick_http() as http:
            return await talk(http, ark, key)

    return asyncio.run(whole())


def test_a_whole_conversation() -> None:
    with FakeArk() as ark:
        ark.settings.plan = Plan()
        check, accepted, polled, cancelled, found, gone = converse(ark)
        assert check.good
        assert accepted == Accepted(provider_id="cgt-1")
        assert isinstance(polled, Polled)
        assert polled.state == "ready"
        assert [result.role for result in polled.results] == ["main", "last_frame"]
        assert polled.cost.amount == ark.invoiced
        assert (polled.expires_at - ark.now()).total_seconds() == pytest.approx(86400, abs=10)
        assert cancelled.state == "running"
        assert "cgt-1" in ark.tasks, "a finished task's record was deleted"
        assert [one.provider_id for one in found.candidates] == ["cgt-1"]
        assert found.candidates[0].exact
        assert gone.state == "gone"


def test_a_bad_key_is_said_without_showing_it() -> None:
    with FakeArk() as ark:
        check, declined = converse(ark, key="canary-key-0001")
    assert not check.good
    assert declined.refusal.kind == "auth"


@pytest.mark.parametrize(
    ("status", "code", "kind", "medium"),
    [
        (400, "MissingParameter", "parameter", ""),
        (400, "InputImageRiskDetection", "moderated_input", "image"),
        (400, "InputVideoSensitiveContentDetected", "moderated_input", "video"),
        (400, "InputImageSensitiveContentDetected.PrivacyInformation", "moderated_input", "image"),
        (400, "OutputAudioSensitiveContentDetected", "moderated_output", "audio"),
        (400, "InvalidEndpoint.ClosedEndpoint", "parameter", ""),
        (401, "AuthenticationError", "auth", ""),
        (403, "AccessDenied", "auth", ""),
        (403, "AccountOverdueError", "balance", ""),
        (404, "ModelNotOpen", "parameter", ""),
        (429, "QuotaExceeded", "too_fast", ""),
        (429, "ServerOverloaded", "too_fast", ""),
    ],
)
def test_every_documented_error_has_its_class(
    status: int, code: str, kind: str, medium: str
) -> None:
    refusal = explain(status, {"error": {"code": code, "message": "raw words"}})
    assert (refusal.kind, refusal.medium, refusal.code) == (kind, medium, code)
    assert refusal.detail == "raw words"
    assert refusal.message
    assert refusal.billed == "no"
