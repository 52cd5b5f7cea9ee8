"""Jimeng: the request of each service as the document has it, and what its answers mean."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from app.errors import BadInput
from app.generators.contract import Accepted, Declined, NoAnswer, Polled
from app.generators.login import Login
from app.generators.vendors.volc_visual import explain
from tests.fakes.clips import picture
from tests.fakes.orders import made, order
from tests.fakes.server import refused
from tests.fakes.stage import converse
from tests.fakes.vendors.jimeng import FakeJimeng

LOGIN = Login("https://visual.volcengineapi.com", "AK_TEST_1:SK_TEST_1")
FIRST, SECOND = (base64.b64encode(picture(60 + place)).decode() for place in (0, 1))


def body(tmp_path: Path, *roles: str, card: str = "jimeng", **fields: object) -> object:
    (request,) = made(card).preview(order(tmp_path, card, *roles, **fields), LOGIN)
    return request.json_body


def test_words_alone(tmp_path: Path) -> None:
    asked = order(tmp_path, "jimeng", model="jimeng_v30")
    (request,) = made("jimeng").preview(asked, LOGIN)
    assert request.url == "https://visual.volcengineapi.com/"
    assert request.query == (("Action", "CVSync2AsyncSubmitTask"), ("Version", "2022-08-31"))
    assert set(request.headers) == {
        "Content-Type", "X-Date", "X-Content-Sha256", "Authorization",
    }  # fmt: skip
    assert request.headers["Authorization"].startswith("HMAC-SHA256 Credential=AK_TEST_1/")
    assert json.loads(request.body()) == {
        "req_key": "jimeng_t2v_v30", "prompt": "林夏推开门，第1镜", "seed": 4711, "frames": 121,
        "aspect_ratio": "9:16",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("roles", "resolution", "key"),
    [
        ((), "1080p", "jimeng_t2v_v30_1080p"),
        (("first_frame",), "720p", "jimeng_i2v_first_v30"),
        (("first_frame",), "1080p", "jimeng_i2v_first_v30_1080"),
        (("first_frame", "last_frame"), "720p", "jimeng_i2v_first_tail_v30"),
        (("first_frame", "last_frame"), "1080p", "jimeng_i2v_first_tail_v30_1080"),
    ],
)
def test_the_service_follows_from_frames_and_resolution(
    tmp_path: Path, roles: tuple[str, ...], resolution: str, key: str
) -> None:
    asked = {"model": "jimeng_v30", "seconds": 10, "settings": {"resolution": resolution}}
    sent = body(tmp_path, *roles, **asked)
    assert (sent["req_key"], sent["frames"]) == (key, 241)
    assert sent.get("binary_data_base64", []) == [FIRST, SECOND][: len(roles)]
    assert ("aspect_ratio" in sent) == (not roles)


def test_a_camera_move_and_the_pro_model(tmp_path: Path) -> None:
    settings = {"template_id": "robo_arm"}
    sent = body(tmp_path, "first_frame", model="jimeng_i2v_recamera_v30", settings=settings)
    assert sent == {
        "req_key": "jimeng_i2v_recamera_v30", "prompt": "林夏推开门，第1镜", "seed": 4711,
        "frames": 121, "binary_data_base64": [FIRST], "template_id": "robo_arm",
        "camera_strength": "medium",
    }  # fmt: skip
    assert body(tmp_path, model="jimeng_ti2v_v30_pro")["req_key"] == "jimeng_ti2v_v30_pro"


def test_a_picture_is_always_one_and_knows_its_references(tmp_path: Path) -> None:
    fields = {"model": "jimeng_t2i_v40", "medium": "picture", "seconds": 0}
    sent = body(tmp_path, "character", "place", card="jimeng-image", **fields)
    assert sent == {
        "req_key": "jimeng_t2i_v40", "prompt": "图1是林夏，图2是灯笼铺。林夏推开门，第1镜",
        "width": 1536, "height": 2728, "force_single": True, "binary_data_base64": [FIRST, SECOND],
    }  # fmt: skip


def test_a_talking_picture_goes_through_the_storage(tmp_path: Path) -> None:
    store = Login("https://b.tos-s3-cn-beijing.volces.com", "AK_S:SK_STORE", own=True)
    asked = order(
        tmp_path, "omnihuman", "first_frame", "sound", medium="lips", prompt="", model="",
        settings={"resolution": "720p", "fast": True},
    )  # fmt: skip
    *uploads, paid = made("omnihuman", storage=store).preview(asked, LOGIN)
    assert [one.method for one in uploads] == ["PUT", "PUT"]
    assert uploads[0].url.startswith("https://b.tos-s3-cn-beijing.volces.com/fenjing/")
    assert "/cn-beijing/s3/aws4_request" in uploads[0].headers["Authorization"]
    assert paid.query[0] == ("Action", "CVSubmitTask")
    assert paid.json_body == {
        "req_key": "jimeng_realman_avatar_picture_omni_v15", "image_url": "<upload 1>",
        "audio_url": "<upload 2>", "seed": 4711, "output_resolution": 720, "pe_fast_mode": True,
    }  # fmt: skip
    with pytest.raises(BadInput, match="web addresses"):
        made("omnihuman").preview(asked, LOGIN)


def test_without_a_storage_nothing_is_sent(tmp_path: Path) -> None:
    asked = order(tmp_path, "omnihuman", "first_frame", "sound", medium="lips", model="")
    with FakeJimeng(lambda: asked.created_at) as fake:
        login = Login(fake.url, fake.key, own=True)
        answer = converse("jimeng", login, lambda way: made("omnihuman").submit(asked, way))
        assert isinstance(answer, Declined)
        assert answer.refusal.kind == "parameter"
        wrong = Login(f"{fake.url}/bucket", "AK_STORE_4711:SK_OTHER", own=True)
        other = made("omnihuman", storage=wrong)
        answer = converse("jimeng", login, lambda way: other.submit(asked, way))
        assert isinstance(answer, Declined)
        assert (answer.refusal.kind, answer.refusal.code) == ("parameter", "403")
        assert fake.count("create") == 0


def test_logo_and_label_are_asked_for_with_the_result(tmp_path: Path) -> None:
    asked = order(tmp_path, "jimeng", model="jimeng_v30", settings={"watermark": True})
    jimeng = made("jimeng", {"content_producer": "Studio", "content_propagator": "Site"})
    with FakeJimeng(lambda: asked.created_at) as fake:
        login = Login(fake.url, fake.key, own=True)
        accepted = converse("jimeng", login, lambda way: jimeng.submit(asked, way))
        assert accepted == Accepted(provider_id="job-1")
        polled = converse("jimeng", login, lambda way: jimeng.poll("job-1", asked.recipe, way))
        assert isinstance(polled, Polled)
        assert polled.state == "ready"
        sent = fake.calls[-1][1].json
        assert {name: sent[name] for name in ("req_key", "task_id")} == {
            "req_key": "jimeng_t2v_v30", "task_id": "job-1",
        }  # fmt: skip
        assert json.loads(sent["req_json"]) == {
            "return_url": True,
            "logo_info": {"add_logo": True},
            "aigc_meta": {
                "content_producer": "Studio", "producer_id": "shot_1",
                "content_propagator": "Site", "propagate_id": "shot_1",
            },
        }  # fmt: skip
        gone = converse("jimeng", login, lambda way: jimeng.poll("no", asked.recipe, way))
        assert isinstance(gone, Polled)
        assert gone.state == "gone"
        fake.fail("get", refused(400, {"code": 50429, "message": "qps"}))
        slow = converse("jimeng", login, lambda way: jimeng.poll("job-1", asked.recipe, way))
        assert isinstance(slow, NoAnswer)
        assert slow.refusal.kind == "too_fast"


@pytest.mark.parametrize("code", [50500, 50501])
def test_the_vendors_own_trouble_is_a_doubt(tmp_path: Path, code: int) -> None:
    asked = order(tmp_path, "jimeng", model="jimeng_v30")
    with FakeJimeng(lambda: asked.created_at) as fake:
        fake.fail("create", refused(400, {"code": code, "message": "internal"}))
        login = Login(fake.url, fake.key, own=True)
        answer = converse("jimeng", login, lambda way: made("jimeng").submit(asked, way))
        assert (answer.refusal.kind, answer.refusal.code) == ("unknown", str(code))


@pytest.mark.parametrize(
    ("code", "kind", "medium"),
    [
        (50411, "moderated_input", "image"),
        (50412, "moderated_input", "text"),
        (50413, "moderated_input", "text"),
        (50511, "moderated_output", "image"),
        (50512, "moderated_output", "text"),
        (50519, "moderated_output", ""),
        (50520, "moderated_output", ""),
        (50429, "too_fast", ""),
        (50430, "too_fast", ""),
        (50215, "parameter", ""),
        (50207, "parameter", ""),
        (50400, "balance", ""),
        (59999, "parameter", ""),
    ],
)
def test_every_documented_code_has_its_class(code: int, kind: str, medium: str) -> None:
    refusal = explain(400, {"code": code, "message": "raw words"})
    assert (refusal.kind, refusal.medium, refusal.code) == (kind, medium, str(code))
    assert (refusal.detail, refusal.billed) == ("raw words", "no")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SignatureDoesNotMatch", "auth"),
        ("InvalidAccessKey", "auth"),
        ("AccessDenied", "auth"),
        ("InvalidTimestamp", "auth"),
        ("MissingParameter", "parameter"),
    ],
)
def test_a_request_that_is_not_let_in(name: str, kind: str) -> None:
    refusal = explain(400, {"ResponseMetadata": {"Error": {"Code": name, "Message": "m"}}})
    assert (refusal.kind, refusal.code) == (kind, name)
