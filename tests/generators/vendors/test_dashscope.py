"""Model Studio: the three bodies of Wan, uploads, pictures and voices as its document writes them, every code."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.generators.card import check
from app.generators.contract import Accepted, Declined, Found, Polled, Reply
from app.generators.encoding import data_uri
from app.generators.login import Login
from app.generators.vendors.dashscope import of_code, read_policy
from tests.fakes.server import Fault, refused
from tests.fakes.stage import TurnedClock, converse
from tests.fakes.vendor import Plan
from tests.fakes.vendors.dashscope import FakeDashScope, FakeQwenImage
from tests.fakes.wire import KEY, NOON, Wire

HOST = "https://dashscope.aliyuncs.com/api/v1"
VIDEO = f"{HOST}/services/aigc/video-generation/video-synthesis"


def test_the_old_protocol_has_a_size_and_single_fields(tmp_path: Path) -> None:
    wire = Wire("wan", tmp_path)
    paid = wire.paid(
        model="wan2.6-t2v",
        seed=11,
        negative="字幕",
        settings={"resolution": "1080p", "sound": "false", "shot_type": "multi"},
    )
    assert (paid.method, paid.url) == ("POST", VIDEO)
    assert paid.headers == {
        "Authorization": f"Bearer {KEY}",
        "Content-Type": "application/json",
        "X-DashScope-Async": "enable",
    }
    assert paid.json_body == {
        "model": "wan2.6-t2v",
        "input": {"prompt": "林夏推开门", "negative_prompt": "字幕"},
        "parameters": {
            "duration": 5, "size": "1080*1920", "audio": False, "shot_type": "multi",
            "watermark": False, "seed": 11, "prompt_extend": True,
        },
    }  # fmt: skip
    frame = wire.paid("first_frame", model="wan2.5-i2v-preview").json_body
    assert frame["input"]["img_url"] == data_uri(tmp_path / "0.png")
    assert frame["parameters"]["resolution"] == "720P"
    assert "size" not in frame["parameters"]
    people = wire.paid("character", "place", model="wan2.6-r2v").json_body["input"]
    assert people["prompt"] == "character1是林夏，character2是灯笼铺。林夏推开门"
    assert people["reference_urls"] == [data_uri(tmp_path / f"{n}.png") for n in (0, 1)]


def test_first_and_last_frame_of_old_models_have_a_path_of_their_own(tmp_path: Path) -> None:
    paid = Wire("wan", tmp_path).paid("first_frame", "last_frame", model="wan2.2-kf2v-flash")
    assert paid.url == f"{HOST}/services/aigc/image2video/video-synthesis"
    assert set(paid.json_body["input"]) == {"prompt", "first_frame_url", "last_frame_url"}


def test_the_second_protocol_as_the_document_writes_it(tmp_path: Path) -> None:
    """The document's own example, with a voice for the first of two people."""
    wire = Wire("wan", tmp_path)
    requests = wire.requests(
        "character", "place", "sound", model="wan2.7-r2v", seconds=6, seed=11, language="en",
        prompt="Image 1 runs to Image 2 and shouts",
    )  # fmt: skip
    policy, upload, paid = requests
    assert (policy.method, policy.url) == ("GET", f"{HOST}/uploads")
    assert policy.query == (("action", "getPolicy"), ("model", "wan2.7-r2v"))
    assert [part.name for part in upload.parts] == [
        "OSSAccessKeyId", "Signature", "policy", "key", "x-oss-object-acl",
        "x-oss-forbid-overwrite", "success_action_status", "x-oss-content-type", "file",
    ]  # fmt: skip
    assert "Authorization" not in upload.headers
    assert paid.headers["X-DashScope-OssResourceResolve"] == "enable"
    assert paid.json_body == {
        "model": "wan2.7-r2v",
        "input": {
            "prompt": "Image 1 runs to Image 2 and shouts",
            "media": [
                {"type": "reference_image", "url": data_uri(tmp_path / "0.png"),
                 "reference_voice": "<upload 1>"},
                {"type": "reference_image", "url": data_uri(tmp_path / "1.png")},
            ],
        },
        "parameters": {"resolution": "720P", "duration": 6, "ratio": "9:16", "watermark": False,
                       "seed": 11, "prompt_extend": True},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("roles", "model", "kinds"),
    [
        ((), "wan2.7-t2v", []),
        (("character", "clip"), "wan2.7-r2v", ["reference_image", "reference_video"]),
        (("first_frame", "last_frame"), "wan2.7-i2v", ["first_frame", "last_frame"]),
        (("first_frame", "sound"), "wan2.7-i2v", ["first_frame", "driving_audio"]),
    ],
)
def test_wan_2_7_suits_itself_to_what_goes_along(
    tmp_path: Path, roles: tuple[str, ...], model: str, kinds: list[str]
) -> None:
    body = Wire("wan", tmp_path).paid(*roles, model="wan2.7").json_body
    assert body["model"] == model
    assert [item["type"] for item in body["input"].get("media", [])] == kinds
    assert ("ratio" in body["parameters"]) == (model != "wan2.7-i2v")


def test_a_film_is_changed_or_gone_on_from(tmp_path: Path) -> None:
    wire = Wire("wan", tmp_path)
    going = wire.paid("clip", model="wan2.7-i2v").json_body["input"]["media"]
    assert going == [{"type": "first_clip", "url": "<upload 1>"}]
    changed = wire.paid("clip", "character", model="wan2.7-videoedit").json_body
    assert [item["type"] for item in changed["input"]["media"]] == ["video", "reference_image"]
    assert changed["parameters"]["audio_setting"] == "auto"
    assert not {"duration", "ratio"} & set(changed["parameters"])


def test_happyhorse_always_says_that_it_wants_no_mark(tmp_path: Path) -> None:
    body = Wire("wan", tmp_path).paid("first_frame", model="happyhorse-1.1-i2v").json_body
    assert body["parameters"] == {
        "resolution": "720P",
        "duration": 5,
        "watermark": False,
        "seed": 0,
    }
    assert set(body["input"]) == {"prompt", "media"}


def test_the_third_protocol_as_the_document_writes_it(tmp_path: Path) -> None:
    wire = Wire("wan", tmp_path)
    body = wire.paid(
        "character", "sound", model="wan3.0-video", settings={"enable_thinking": "true"}
    )
    assert body.json_body["parameters"] == {
        "resolution": "720P", "ratio": "9:16", "duration": 5, "audio": True, "enable_thinking": True,
        "watermark": False,
    }  # fmt: skip
    kinds = [item["type"] for item in body.json_body["input"]["media"]]
    assert kinds == ["reference_image", "reference_audio"]
    framed = wire.paid("first_frame", model="wan3.0-video").json_body
    assert framed["parameters"]["ratio"] == "adaptive"


@pytest.mark.parametrize(
    ("roles", "changes"),
    [
        ((), {"model": "wan2.7-r2v"}),
        (("sound",), {"model": "wan2.7-i2v"}),
        ((), {"model": "wan2.6-r2v"}),
        (("first_frame", "clip"), {"model": "wan3.0-video"}),
        ((), {"model": "wan2.6-t2v", "width": 2100, "height": 900}),
    ],
)
def test_what_does_not_suit_the_model_is_not_sent(
    tmp_path: Path, roles: tuple[str, ...], changes: dict[str, object]
) -> None:
    with FakeDashScope() as fake:
        told = Wire("wan", tmp_path).sent(fake, *roles, **changes)
    assert isinstance(told, Declined)
    assert (told.refusal.kind, fake.calls) == ("parameter", [])
    assert told.refusal.fix


def test_an_upload_that_fails_costs_nothing(tmp_path: Path) -> None:
    wire = Wire("wan", tmp_path)
    roles, model = ("first_frame", "sound"), {"model": "wan2.7-i2v"}
    with FakeDashScope() as fake:
        fake.fail("policy", refused(403, {"code": "AccessDenied", "message": "no"}))
        denied = wire.sent(fake, *roles, **model)
        fake.fail("upload", Fault(status=403, body=b"<Error/>"))
        refused_file = wire.sent(fake, *roles, **model)
        fake.fail("upload", *[Fault(cut=True)] * 3)
        lost = wire.sent(fake, *roles, **model)
        fake.fail("upload", Fault(status=409, body=b"<Error/>", after_work=True))
        there = wire.sent(fake, *roles, **model)
        assert fake.count("create") == 1
    kinds = [one.refusal.kind for one in (denied, refused_file, lost) if isinstance(one, Declined)]
    assert kinds == ["policy", "parameter", "not_sent"]
    assert isinstance(there, Accepted)


def test_a_policy_leads_only_to_encrypted_addresses() -> None:
    body = b'{"data": {"upload_host": "http://10.0.0.1/x", "upload_dir": "d"}}'
    assert read_policy(Reply(status=200, body=body), own=False) is None
    assert read_policy(Reply(status=200, body=body), own=True) is not None
    safe = body.replace(b"http://10.0.0.1", b"https://oss.example")
    assert read_policy(Reply(status=200, body=safe), own=False) is not None


def test_a_lost_task_is_found_by_model_time_and_words_and_a_waiting_one_taken_back(
    tmp_path: Path,
) -> None:
    clock = TurnedClock(NOON)
    wire = Wire("wan", tmp_path)
    with FakeDashScope(clock.now) as fake:
        fake.plan = Plan(queued=60, running=60)
        login = Login(address=fake.url, key=fake.key, own=True)
        ours = wire.sent(fake, model="wan2.7")
        wire.sent(fake, model="wan2.6-t2v")
        fake.plans.append(Plan())
        other = wire.sent(fake, model="wan2.7", prompt="雨停了")
        order = wire.order(model="wan2.7")
        found = converse("wan", login, lambda channel: wire.generator.find(order, channel))
        clock.pass_by(3600)
        wire.sent(fake, model="wan2.7")
        still = converse("wan", login, lambda channel: wire.generator.find(order, channel))
        assert isinstance(ours, Accepted)
        late = converse(
            "wan", login, lambda channel: wire.generator.cancel(ours.provider_id, channel)
        )
        fresh = next(reversed(fake.jobs))
        assert isinstance(other, Accepted)
        gone = converse("wan", login, lambda channel: wire.generator.cancel(fresh, channel))
    for one in (found, still):
        assert isinstance(one, Found)
        assert [(each.provider_id, each.exact) for each in one.candidates] == [
            (ours.provider_id, False)
        ]
    assert isinstance(late, Polled)
    assert isinstance(gone, Polled)
    assert (late.state, gone.state) == ("running", "cancelled")


@pytest.mark.parametrize(
    ("status", "code", "message", "kind"),
    [
        (401, "InvalidApiKey", "", "auth"),
        (400, "InvalidParameter.DataInspection", "", "parameter"),
        (400, "DataInspectionFailed", "Input data may contain inappropriate content.", "moderated_input"),
        (400, "DataInspectionFailed", "Output data may contain inappropriate content.", "moderated_output"),
        (400, "IPInfringementSuspect", "", "moderated_input"),
        (403, "AccessDenied", "", "policy"),
        (403, "Model.AccessDenied", "", "policy"),
        (400, "Arrearage", "", "balance"),
        (403, "Arrearage", "", "balance"),
        (404, "ModelNotFound", "", "parameter"),
        (429, "Throttling", "", "too_fast"),
        (429, "Throttling.RateQuota", "", "too_fast"),
        (429, "Throttling.AllocationQuota", "", "too_fast"),
        (429, "Throttling.BurstRate", "", "too_fast"),
        (403, "FreeTierOnly", "", "balance"),
        (400, "InvalidURL", "", "parameter"),
        (400, "InvalidURL.Timeout", "", "parameter"),
    ],
)  # fmt: skip
def test_every_code_of_the_document(status: int, code: str, message: str, kind: str) -> None:
    refusal = of_code(code, message, status)
    assert (refusal.kind, refusal.code) == (kind, code)


def test_pictures_and_voices_as_the_document_writes_them(tmp_path: Path) -> None:
    paid = Wire("qwen-image", tmp_path).paid("character", medium="picture", seed=3, negative="模糊")
    assert paid.url == f"{HOST}/services/aigc/multimodal-generation/generation"
    assert "X-DashScope-Async" not in paid.headers
    assert paid.json_body == {
        "model": "qwen-image-2.0-pro",
        "input": {"messages": [{"role": "user", "content": [
            {"image": data_uri(tmp_path / "0.png")}, {"text": "图1是林夏。林夏推开门"},
        ]}]},
        "parameters": {"n": 1, "size": "928*1664", "seed": 3, "prompt_extend": True,
                       "watermark": False, "negative_prompt": "模糊"},
    }  # fmt: skip
    settings = {"voice": "Cherry", "instruction": "低声"}
    spoken = Wire("qwen-tts", tmp_path).paid(
        medium="voice", model="qwen3-tts-instruct-flash", settings=settings
    )
    assert spoken.json_body["input"] == {
        "text": "林夏推开门", "voice": "Cherry", "language_type": "Chinese", "instructions": "低声",
    }  # fmt: skip
    cosy = Wire("cosyvoice", tmp_path).paid(medium="voice", settings={"voice": "longxiaochun"})
    assert cosy.url == f"{HOST}/services/audio/tts/SpeechSynthesizer"
    assert cosy.json_body["input"] == {
        "text": "林夏推开门", "voice": "longxiaochun", "format": "wav", "sample_rate": 24000,
        "volume": 50, "rate": 1.0, "pitch": 1.0,
    }  # fmt: skip


def test_a_model_that_changes_pictures_needs_one(tmp_path: Path) -> None:
    with FakeQwenImage() as fake:
        told = Wire("qwen-image", tmp_path).sent(
            fake, medium="picture", model="qwen-image-edit-max"
        )
    assert isinstance(told, Declined)
    assert fake.calls == []


def test_the_card_keeps_lengths_and_references_apart(tmp_path: Path) -> None:
    wire = Wire("wan", tmp_path)
    card = wire.generator.card
    assert check(wire.order("first_frame", "character", model="wan2.7").recipe, card)
    assert check(wire.order(model="wan2.5-t2v-preview", seconds=7).recipe, card)
    assert not check(wire.order(model="wan2.7-t2v", seconds=15).recipe, card)
    assert check(wire.order(model="happyhorse-1.0-i2v").recipe, card)
