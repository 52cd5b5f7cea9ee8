"""Seedream: the exact request, sizes within each model's budget, and a picture that is withheld."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from app.generators.card import load
from app.generators.contract import Answered, Declined
from app.generators.login import Login
from app.generators.vendors.seedream import size_of
from app.paths import resource
from tests.fakes.clips import picture
from tests.fakes.orders import made, order
from tests.fakes.stage import converse, recipe
from tests.fakes.vendor import Plan
from tests.fakes.vendors.seedream import FakeSeedream

LOGIN = Login("https://ark.cn-beijing.volces.com/api/v3", "ark-secret-1")
CARD = load(resource("cards", "seedream.json"))


def test_the_request_is_exactly_what_the_document_names(tmp_path: Path) -> None:
    fields = {"model": "doubao-seedream-4-5-251128", "medium": "picture", "seconds": 0}
    asked = order(tmp_path, "seedream", "character", "place", **fields)
    (request,) = made("seedream").preview(asked, LOGIN)
    assert request.url == "https://ark.cn-beijing.volces.com/api/v3/images/generations"
    assert request.headers == {
        "Authorization": "Bearer ark-secret-1", "Content-Type": "application/json",
    }  # fmt: skip
    data = [base64.b64encode(picture(60 + place)).decode() for place in (0, 1)]
    assert json.loads(request.body()) == {
        "model": "doubao-seedream-4-5-251128",
        "prompt": "图1是林夏，图2是灯笼铺。林夏推开门，第1镜",
        "image": [f"data:image/png;base64,{one}" for one in data],
        "size": "1536x2720",
        "response_format": "url",
        "watermark": False,
        "sequential_image_generation": "disabled",
    }
    assert request.patience is not None
    assert request.patience >= 120


def test_one_picture_is_a_text_and_newer_models_have_more_fields(tmp_path: Path) -> None:
    settings = {"watermark": "true", "optimize": "fast", "resolution": "1.5K"}
    fields = {"medium": "picture", "seconds": 0, "settings": settings}
    asked = order(
        tmp_path, "seedream", "character", model="doubao-seedream-5-0-pro-260628", **fields
    )
    (request,) = made("seedream", {"image_endpoint": "ep-9"}).preview(asked, LOGIN)
    body = request.json_body
    assert body["model"] == "ep-9"
    assert isinstance(body["image"], str)
    assert body["watermark"] is True
    assert body["output_format"] == "png"
    assert body["optimize_prompt_options"] == {"mode": "fast"}


@pytest.mark.parametrize("shape", [(1080, 1920), (1920, 1080), (1000, 1000), (2100, 900)])
@pytest.mark.parametrize("model", CARD.models, ids=lambda one: one.id)
def test_every_size_is_within_the_budget(model: object, shape: tuple[int, int]) -> None:
    least, most = (
        (921_600, 4_624_220)
        if "pro" in model.id
        else ((921_600 if "4-0" in model.id else 3_686_400), 16_777_216)
    )
    for resolution in model.resolutions:
        asked = recipe(width=shape[0], height=shape[1], settings={"resolution": resolution})
        width, height = size_of(asked, model)
        assert least <= width * height <= most
        assert width / height == pytest.approx(shape[0] / shape[1], rel=0.03)
        assert width % 16 == height % 16 == 0


def test_a_made_and_a_withheld_picture(tmp_path: Path) -> None:
    fields = {"model": "doubao-seedream-4-0-250828", "medium": "picture", "seconds": 0}
    asked = order(tmp_path, "seedream", **fields)
    with FakeSeedream(lambda: asked.created_at) as fake:
        login = Login(fake.url, fake.key, own=True)
        answer = converse("seedance", login, lambda way: made("seedream").submit(asked, way))
        assert isinstance(answer, Answered)
        assert answer.cost is not None
        assert answer.cost.amount == fake.invoiced
        fake.plan = Plan(end="moderated")
        answer = converse("seedance", login, lambda way: made("seedream").submit(asked, way))
        assert isinstance(answer, Declined)
        refusal = answer.refusal
        assert (refusal.kind, refusal.medium) == ("moderated_output", "image")
        assert (refusal.billed, refusal.code) == ("no", "OutputImageSensitiveContentDetected")
