"""Tencent Hunyuan: each pair of actions, the errors of the cloud, and TokenHub's pictures."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from app.generators.contract import Accepted, Doubtful, NoAnswer, Polled
from app.generators.login import Login
from app.generators.vendors import tokenhub
from app.generators.vendors.tencent_cloud import explain
from tests.fakes.clips import picture
from tests.fakes.orders import made, order
from tests.fakes.server import refused
from tests.fakes.stage import converse, recipe
from tests.fakes.vendors.hunyuan import FakeHunyuan

KEY = "AKID_1:SK_1"
VCLM = Login("https://vclm.tencentcloudapi.com", KEY)
FIRST = base64.b64encode(picture(60)).decode()


def test_a_film_from_a_first_frame(tmp_path: Path) -> None:
    asked = order(tmp_path, "hunyuan", "first_frame", model="hunyuan-video")
    (request,) = made("hunyuan").preview(asked, VCLM)
    assert (request.method, request.url) == ("POST", "https://vclm.tencentcloudapi.com/")
    named = {name: request.headers[name] for name in request.headers if name.startswith("X-TC-")}
    named.pop("X-TC-Timestamp")
    assert named == {
        "X-TC-Action": "SubmitHunyuanToVideoJob", "X-TC-Version": "2024-05-23",
        "X-TC-Region": "ap-guangzhou",
    }  # fmt: skip
    assert "/vclm/tc3_request" in request.headers["Authorization"]
    assert json.loads(request.body()) == {
        "Prompt": "林夏推开门，第1镜", "Resolution": "720p", "Image": {"Base64": FIRST},
        "LogoAdd": 0,
    }  # fmt: skip


def test_the_general_model_has_a_rate(tmp_path: Path) -> None:
    settings = {"fps": "30", "watermark": True, "resolution": "1080p"}
    model = "image-to-video-general"
    asked = order(tmp_path, "hunyuan", "first_frame", model=model, settings=settings)
    (request,) = made("hunyuan").preview(asked, VCLM)
    assert request.headers["X-TC-Action"] == "SubmitImageToVideoGeneralJob"
    assert request.json_body == {
        "Prompt": "林夏推开门，第1镜", "Resolution": "1080p", "Image": {"Base64": FIRST}, "Fps": 30,
        "LogoAdd": 1,
    }  # fmt: skip


def test_a_talking_picture_goes_by_addresses(tmp_path: Path) -> None:
    store = Login("https://b.cos.ap-guangzhou.myqcloud.com", "AK_S:SK_S", own=True)
    asked = order(
        tmp_path, "hunyuan-lips", "first_frame", "sound", model="human-actor", medium="lips"
    )
    *uploads, paid = made("hunyuan-lips", storage=store).preview(asked, VCLM)
    assert len(uploads) == 2
    assert "/ap-guangzhou/s3/" in uploads[0].headers["Authorization"]
    assert paid.headers["X-TC-Action"] == "SubmitHumanActorJob"
    assert paid.json_body == {
        "Prompt": "林夏推开门，第1镜", "ImageUrl": "<upload 1>", "AudioUrl": "<upload 2>",
        "Resolution": "1080p", "FrameRate": 50, "LogoAdd": 0,
    }  # fmt: skip


def test_a_picture_from_words(tmp_path: Path) -> None:
    model = "text-to-image-pro"
    asked = order(tmp_path, "hunyuan-art", model=model, medium="picture", seconds=0)
    login = Login("https://aiart.tencentcloudapi.com", KEY)
    (request,) = made("hunyuan-art").preview(asked, login)
    assert request.headers["X-TC-Version"] == "2022-12-29"
    assert request.json_body == {
        "Prompt": "林夏推开门，第1镜", "Resolution": "720:1280", "Engine": "engine1", "Revise": 0,
        "LogoAdd": 0,
    }  # fmt: skip


def test_a_conversation_with_trouble(tmp_path: Path) -> None:
    asked = order(tmp_path, "hunyuan", model="hunyuan-video")
    hunyuan = made("hunyuan")
    with FakeHunyuan(lambda: asked.created_at) as fake:
        login = Login(fake.url, fake.key, own=True)
        inner = {"Response": {"Error": {"Code": "FailedOperation.InnerError", "Message": "x"}}}
        fake.fail("create", refused(200, inner))
        answer = converse("tencent", login, lambda way: hunyuan.submit(asked, way))
        assert isinstance(answer, Doubtful)
        assert answer.refusal.code == "FailedOperation.InnerError"
        answer = converse("tencent", login, lambda way: hunyuan.submit(asked, way))
        assert answer == Accepted(provider_id="job-1")
        fake.fail("get", refused(200, inner))
        unsure = converse("tencent", login, lambda way: hunyuan.poll("job-1", asked.recipe, way))
        assert isinstance(unsure, NoAnswer)
        polled = converse("tencent", login, lambda way: hunyuan.poll("job-1", asked.recipe, way))
        assert isinstance(polled, Polled)
        assert (polled.state, polled.vendor_state) == ("ready", "DONE")
        gone = converse("tencent", login, lambda way: hunyuan.poll("no", asked.recipe, way))
        assert isinstance(gone, Polled)
        assert gone.state == "gone"
        one_part = Login(fake.url, "no-colon", own=True)
        assert not converse("tencent", one_part, hunyuan.test_key).good


@pytest.mark.parametrize(
    ("code", "kind", "medium"),
    [
        ("AuthFailure.SecretIdNotFound", "auth", ""),
        ("AuthFailure.SignatureExpire", "auth", ""),
        ("UnauthorizedOperation", "auth", ""),
        ("FailedOperation.ModerationFailed", "moderated_input", ""),
        ("FailedOperation.ModerationAudioFailed", "moderated_input", "audio"),
        ("FailedOperation.ModerationResponseError", "moderated_input", ""),
        ("OperationDenied.TextIllegalDetected", "moderated_input", "text"),
        ("OperationDenied.ImageIllegalDetected", "moderated_input", "image"),
        ("ResourceUnavailable.InArrears", "balance", ""),
        ("ResourceUnavailable.LowBalance", "balance", ""),
        ("ResourceUnavailable.StopUsing", "balance", ""),
        ("ResourceUnavailable.NotExist", "balance", ""),
        ("ResourceUnavailable.IsOpening", "balance", ""),
        ("ResourcesSoldOut.ChargeStatusException", "balance", ""),
        ("ResourceInsufficient.ChargeResourceExhaust", "balance", ""),
        ("FailedOperation.ResourcePackExhausted", "balance", ""),
        ("FailedOperation.FreeResourcePackExhausted", "balance", ""),
        ("FailedOperation.ServiceStopArrears", "balance", ""),
        ("FailedOperation.ServiceNotActivated", "balance", ""),
        ("RequestLimitExceeded", "too_fast", ""),
        ("RequestLimitExceeded.JobNumExceed", "too_fast", ""),
        ("LimitExceeded", "too_fast", ""),
        ("FailedOperation.EngineServerLimitExceeded", "too_fast", ""),
        ("FailedOperation.ImageDownloadError", "parameter", ""),
        ("FailedOperation.ImageManyPeople", "parameter", ""),
        ("InvalidParameterValue.NoFaceInPhoto", "parameter", ""),
        ("InvalidParameterValue.InvalidAudioDuration", "parameter", ""),
        ("InvalidParameterValue.UrlIllegal", "parameter", ""),
        ("MissingParameter", "parameter", ""),
    ],
)
def test_every_documented_code_has_its_class(code: str, kind: str, medium: str) -> None:
    refusal = explain(200, {"Response": {"Error": {"Code": code, "Message": "raw words"}}})
    assert (refusal.kind, refusal.medium, refusal.code) == (kind, medium, code)
    assert (refusal.detail, refusal.billed) == ("raw words", "no")


def test_tokenhub_is_asked_exactly_as_the_document_names(tmp_path: Path) -> None:
    login = Login("https://tokenhub.tencentmaas.com/v1", "th-key-1")
    settings = {"watermark": True}
    fields = {"medium": "picture", "seconds": 0, "settings": settings}
    asked = order(tmp_path, "hunyuan-image", "character", model="hy-image-v3", **fields)
    (request,) = made("hunyuan-image").preview(asked, login)
    assert request.url == ("https://tokenhub.tencentmaas.com/v1/wand/hunyuan-image/v3-generation")
    assert request.headers["Authorization"] == "Bearer th-key-1"
    assert json.loads(request.body()) == {
        "model": "hy-image-v3", "prompt": "图1是林夏。林夏推开门，第1镜", "images": [FIRST],
        "size": "768x1360", "seed": 4711, "revise": False, "footnote": "AI生成",
    }  # fmt: skip
    light = order(tmp_path, "hunyuan-image", model="hy-image-lite", medium="picture", seconds=0)
    (request,) = made("hunyuan-image").preview(light, login)
    assert request.url.endswith("/v1/api/image/lite")
    assert request.json_body == {
        "model": "hy-image-lite", "prompt": "林夏推开门，第1镜", "rsp_img_type": "url",
    }  # fmt: skip


@pytest.mark.parametrize("shape", [(1080, 1920), (2100, 900), (1000, 1000), (8000, 1000)])
def test_tokenhub_sizes_are_within_the_limits(shape: tuple[int, int]) -> None:
    width, height = tokenhub.size_of(recipe(width=shape[0], height=shape[1]))
    assert 512 <= min(width, height) <= max(width, height) <= 2048
    assert width * height <= 1024 * 1024


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "400001", "parameter"),
        (401, "401002", "auth"),
        (402, "401007", "balance"),
        (402, "401008", "balance"),
        (403, "403004", "balance"),
        (403, "403001", "policy"),
        (429, "429001", "too_fast"),
        (451, "451001", "moderated_input"),
    ],
)
def test_every_code_of_tokenhub_has_its_class(status: int, code: str, kind: str) -> None:
    assert tokenhub.explain(status, {"error": {"code": code, "message": "m"}}).kind == kind
