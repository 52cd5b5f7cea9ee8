"""CogVideoX: the exact request, a request id that is taken once, and every code's class."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from app.generators.contract import Accepted, Doubtful, Polled
from app.generators.login import Login
from app.generators.vendors.cogvideox import explain
from tests.fakes.clips import picture
from tests.fakes.orders import made, order
from tests.fakes.stage import converse
from tests.fakes.vendors.cogvideox import FakeCogVideoX

LOGIN = Login("https://open.bigmodel.cn/api/paas/v4", "zhipu-key-1")


def test_the_request_is_exactly_what_the_document_names(tmp_path: Path) -> None:
    asked = order(tmp_path, "cogvideox", "first_frame", "last_frame", model="cogvideox-3")
    (request,) = made("cogvideox").preview(asked, LOGIN)
    assert request.url == "https://open.bigmodel.cn/api/paas/v4/videos/generations"
    assert request.headers == {
        "Authorization": "Bearer zhipu-key-1", "Content-Type": "application/json",
    }  # fmt: skip
    data = [base64.b64encode(picture(60 + place)).decode() for place in (0, 1)]
    assert json.loads(request.body()) == {
        "model": "cogvideox-3",
        "prompt": "林夏推开门，第1镜",
        "image_url": [f"data:image/png;base64,{one}" for one in data],
        "quality": "quality",
        "with_audio": True,
        "watermark_enabled": False,
        "size": "1080x1920",
        "fps": 30,
        "duration": 5,
        "request_id": "token-1",
    }


def test_one_picture_is_a_text_and_settings_count(tmp_path: Path) -> None:
    settings = {
        "quality": "speed", "fps": "60", "watermark": True, "sound": False, "resolution": "720p",
    }  # fmt: skip
    asked = order(
        tmp_path, "cogvideox", "first_frame", model="cogvideox-flash", settings=settings, seconds=10
    )
    (request,) = made("cogvideox").preview(asked, LOGIN)
    body = request.json_body
    assert isinstance(body["image_url"], str)
    assert (body["quality"], body["fps"], body["size"]) == ("speed", 60, "720x1280")
    assert (body["with_audio"], body["watermark_enabled"]) == (False, True)
    assert body["duration"] == 10


def test_the_same_request_twice_is_a_doubt_and_never_a_second_task(tmp_path: Path) -> None:
    asked = order(tmp_path, "cogvideox", model="cogvideox-3")
    cogvideox = made("cogvideox")
    with FakeCogVideoX(lambda: asked.created_at) as fake:
        login = Login(fake.url, fake.key, own=True)
        first = converse("zhipu", login, lambda way: cogvideox.submit(asked, way))
        assert first == Accepted(provider_id="job-1")
        second = converse("zhipu", login, lambda way: cogvideox.submit(asked, way))
        assert isinstance(second, Doubtful)
        assert second.refusal.code == "1231"
        assert len(fake.jobs) == 1
        polled = converse("zhipu", login, lambda way: cogvideox.poll("job-1", asked.recipe, way))
        assert isinstance(polled, Polled)
        assert [one.role for one in polled.results] == ["main", "cover"]


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, "1000", "auth"),
        (401, "1004", "auth"),
        (401, "1110", "auth"),
        (429, "1112", "auth"),
        (429, "1113", "balance"),
        (401, "1121", "auth"),
        (400, "1210", "parameter"),
        (400, "1211", "parameter"),
        (400, "1215", "parameter"),
        (400, "1261", "parameter"),
        (400, "1301", "moderated_input"),
        (429, "1302", "too_fast"),
        (429, "1303", "too_fast"),
        (429, "1304", "balance"),
        (429, "1305", "too_fast"),
        (429, "1308", "balance"),
        (429, "1310", "balance"),
        (429, "", "too_fast"),
    ],
)
def test_every_documented_code_has_its_class(status: int, code: str, kind: str) -> None:
    refusal = explain(status, {"error": {"code": code, "message": "raw words"}})
    assert (refusal.kind, refusal.code, refusal.detail) == (kind, code, "raw words")
    assert refusal.billed == "no"
