"""Tencent VOD: what is said of each model, the session that is taken only once, and how a task ends."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import BadInput
from app.generators.contract import Accepted, Doubtful, Found, NoAnswer, Order, Polled
from app.generators.login import Login
from tests.fakes.clips import picture
from tests.fakes.orders import made, order
from tests.fakes.server import CUT_AFTER, CUT_BEFORE, refused
from tests.fakes.stage import converse
from tests.fakes.vendor import Plan
from tests.fakes.vendors.tencent_vod import FakeTencentVod

LOGIN = Login("https://vod.tencentcloudapi.com", "AKID_1:SK_1")
FIRST, SECOND = (base64.b64encode(picture(60 + place)).decode() for place in (0, 1))


def test_a_film_between_two_frames(tmp_path: Path) -> None:
    roles = ("first_frame", "last_frame")
    settings = {"sound": False, "watermark": True, "enhance": "false"}
    asked = order(
        tmp_path, "tencent-vod", *roles, model="Kling/3.0", negative="模糊", settings=settings
    )
    (request,) = made("tencent-vod", {"sub_app_id": "1500000001"}).preview(asked, LOGIN)
    assert request.url == "https://vod.tencentcloudapi.com/"
    assert request.headers["X-TC-Action"] == "CreateAigcVideoTask"
    assert request.headers["X-TC-Version"] == "2018-07-17"
    assert "X-TC-Region" not in request.headers
    file = {"Type": "Base64", "Category": "Image"}
    assert json.loads(request.body()) == {
        "SubAppId": 1500000001,
        "ModelName": "Kling",
        "ModelVersion": "3.0",
        "Prompt": "林夏推开门，第1镜",
        "NegativePrompt": "模糊",
        "FileInfos": [
            {**file, "Base64": FIRST, "Usage": "FirstFrame"},
            {**file, "Base64": SECOND, "Usage": "LastFrame"},
        ],
        "OutputConfig": {
            "StorageMode": "Temporary", "Duration": 5, "Resolution": "720P", "AspectRatio": "9:16",
            "AudioGeneration": "Disabled", "LogoAdd": "Enabled",
        },
        "EnhancePrompt": "Disabled",
        "Seed": 4711,
        "SessionId": "token-1",
        "SessionContext": "shot_1",
    }  # fmt: skip


def test_references_as_each_model_knows_them(tmp_path: Path) -> None:
    pixverse = order(tmp_path, "tencent-vod", "character", "place", model="PixVerse/v6")
    (request,) = made("tencent-vod").preview(pixverse, LOGIN)
    body = request.json_body
    assert body["Prompt"].startswith("@林夏 是林夏，@灯笼铺 是灯笼铺。")
    known = [{key: one[key] for key in ("Usage", "ReferenceType", "Text")}
             for one in body["FileInfos"]]  # fmt: skip
    assert known == [
        {"Usage": "Reference", "ReferenceType": "subject", "Text": "林夏"},
        {"Usage": "Reference", "ReferenceType": "background", "Text": "灯笼铺"},
    ]
    assert "AudioGeneration" not in body["OutputConfig"]
    omni = order(tmp_path, "tencent-vod", "character", model="Kling/3.0-Omni")
    (request,) = made("tencent-vod").preview(omni, LOGIN)
    assert request.json_body["Prompt"].startswith("<<<image_1>>>是林夏。")
    assert "Text" not in request.json_body["FileInfos"][0]


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        ("Hunyuan/1.5", set()),
        ("Hailuo/2.3", {"Duration", "Resolution"}),
        ("Hailuo/H3", {"Duration", "Resolution", "AspectRatio"}),
        ("Vidu/q2", {"Duration", "Resolution", "AspectRatio"}),
    ],
)
def test_nothing_is_said_that_a_model_does_not_know(
    tmp_path: Path, model: str, fields: set[str]
) -> None:
    (request,) = made("tencent-vod").preview(order(tmp_path, "tencent-vod", model=model), LOGIN)
    said = set(request.json_body["OutputConfig"]) - {"StorageMode", "LogoAdd"}
    assert said == fields


def test_a_picture_and_its_size(tmp_path: Path) -> None:
    fields = {"medium": "picture", "seconds": 0}
    asked = order(tmp_path, "tencent-vod-image", "character", model="Hunyuan/3.0", **fields)
    (request,) = made("tencent-vod-image").preview(asked, LOGIN)
    body = request.json_body
    assert request.headers["X-TC-Action"] == "CreateAigcImageTask"
    assert body["FileInfos"] == [{"Type": "Base64", "Base64": FIRST}]
    assert body["OutputConfig"] == {"StorageMode": "Temporary", "LogoAdd": "Disabled"}
    assert json.loads(body["ExtInfo"]) == {"AdditionalParameters": '{"size":"768x1360"}'}
    other = order(tmp_path, "tencent-vod-image", model="Kling/2.1", **fields)
    (request,) = made("tencent-vod-image").preview(other, LOGIN)
    assert request.json_body["OutputConfig"]["Resolution"] == "1k"
    assert "ExtInfo" not in request.json_body


def test_an_application_id_is_a_number(tmp_path: Path) -> None:
    asked = order(tmp_path, "tencent-vod", model="Kling/3.0")
    with pytest.raises(BadInput, match="number"):
        made("tencent-vod", {"sub_app_id": "mine"}).preview(asked, LOGIN)


def fresh(tmp_path: Path, **changes: datetime) -> Order:
    asked = order(tmp_path, "tencent-vod", model="Kling/3.0")
    return replace(asked, **({"created_at": datetime.now(UTC)} | changes))


def ask(fake: FakeTencentVod, asked: Order, what: str) -> object:
    vod = made("tencent-vod")
    login = Login(fake.url, fake.key, own=True)
    return converse("tencent", login, lambda way: getattr(vod, what)(asked, way))


def test_a_lost_answer_is_found_on_a_later_page(tmp_path: Path) -> None:
    asked = fresh(tmp_path)
    with FakeTencentVod(lambda: asked.created_at) as fake:
        assert isinstance(ask(fake, replace(asked, token="other-1"), "submit"), Accepted)
        fake.fail("create", CUT_AFTER)
        assert isinstance(ask(fake, asked, "submit"), Doubtful)
        found = ask(fake, asked, "find")
        assert isinstance(found, Found)
        (one,) = found.candidates
        assert (one.provider_id, one.exact) == ("job-2", True)
        assert (fake.count("create"), len(fake.jobs)) == (2, 2)


def test_what_the_list_does_not_show_yet_is_guarded_by_its_session(tmp_path: Path) -> None:
    asked = fresh(tmp_path)
    with FakeTencentVod(lambda: asked.created_at) as fake:
        fake.list_lag = 60
        fake.fail("create", CUT_AFTER)
        ask(fake, asked, "submit")
        found = ask(fake, asked, "find")
        assert isinstance(found, NoAnswer)
        assert found.refusal.code == "InvalidParameterValue.SessionId"
        assert len(fake.jobs) == 1
        again = ask(fake, asked, "submit")
        assert isinstance(again, Doubtful)


def test_what_never_arrived_is_asked_for_under_the_same_session(tmp_path: Path) -> None:
    asked = fresh(tmp_path)
    with FakeTencentVod(lambda: asked.created_at) as fake:
        fake.fail("create", CUT_BEFORE, refused(200, error("InvalidParameterValue")))
        ask(fake, asked, "submit")
        assert ask(fake, asked, "find") == Found()
        found = ask(fake, asked, "find")
        assert isinstance(found, Found)
        assert [one.provider_id for one in found.candidates] == ["job-1"]
        assert [job.body["SessionId"] for job in fake.jobs.values()] == ["token-1"]


def error(code: str) -> dict[str, object]:
    return {"Response": {"Error": {"Code": code, "Message": "no"}}}


def test_after_the_guard_forgets_nothing_is_sent_again(tmp_path: Path) -> None:
    asked = fresh(tmp_path, created_at=datetime.now(UTC) - timedelta(days=4))
    with FakeTencentVod(lambda: asked.created_at) as fake:
        assert ask(fake, asked, "find") == Found()
        assert fake.count("create") == 0


def test_finished_is_not_success(tmp_path: Path) -> None:
    asked = fresh(tmp_path)
    vod = made("tencent-vod")
    with FakeTencentVod(lambda: asked.created_at) as fake:
        login = Login(fake.url, fake.key, own=True)
        polled = []
        for plan in (Plan(), Plan(end="failed"), Plan(running=60)):
            fake.plans.append(plan)
            token = f"token-{len(polled)}"
            answer = ask(fake, replace(asked, token=token), "submit")
            assert isinstance(answer, Accepted)
            job = answer.provider_id
            polled.append(
                converse("tencent", login, lambda way, job=job: vod.poll(job, asked.recipe, way))
            )
        good, bad, busy = polled
        assert isinstance(good, Polled)
        assert good.state == "ready"
        assert good.expires_at is not None
        assert good.expires_at - datetime.now(UTC) > timedelta(days=6)
        assert (bad.state, bad.refusal.kind) == ("failed", "failed")
        assert bad.refusal.code == "ModelGenerateFailed"
        assert (busy.state, busy.progress) == ("running", 0.4)
        gone = converse("tencent", login, lambda way: vod.poll("none", asked.recipe, way))
        assert isinstance(gone, Polled)
        assert gone.state == "gone"
