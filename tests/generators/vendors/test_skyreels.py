"""SkyReels: each kind's exact request, tags that the prompt must speak, and answers that contradict themselves."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.errors import BadInput
from app.generators.contract import Accepted, Declined, Order, Polled
from app.generators.login import Login
from app.generators.redaction import Redactor
from app.generators.vendors.skyreels import explain
from tests.fakes.orders import made, order
from tests.fakes.stage import converse
from tests.fakes.storage import KEY
from tests.fakes.vendors.skyreels import FakeSkyReels

LOGIN = Login("https://api-gateway.skyreels.ai", "sky-secret-4711")
STORE = Login("https://store.example", KEY, own=True)
PROMPT = "林夏推开门，第1镜"
V4 = {
    "api_key": "sky-secret-4711", "prompt": PROMPT, "duration": 5, "sound": True,
    "prompt_optimizer": False, "mode": "std",
}  # fmt: skip


def paid(asked: Order, card: str = "skyreels") -> tuple[str, Any]:
    *_, request = made(card, storage=STORE).preview(asked, LOGIN)
    assert request.headers == {"Content-Type": "application/json"}
    return request.url.removeprefix("https://api-gateway.skyreels.ai/api/v1/video/"), (
        json.loads(request.body())
    )


def test_words_frames_and_references_are_different_kinds(tmp_path: Path) -> None:
    words = order(tmp_path, "skyreels", model="skyreels-v4")
    assert paid(words) == ("text2video/submit", V4 | {"aspect_ratio": "9:16"})
    frames = order(tmp_path, "skyreels", "first_frame", "last_frame", model="skyreels-v4")
    given = {"first_frame_image": "<upload 1>", "end_frame_image": "<upload 2>"}
    assert paid(frames) == ("image2video/submit", V4 | given)
    both = order(
        tmp_path, "skyreels", "character", "place", model="skyreels-v4", settings={"sound": False}
    )
    kind, body = paid(both)
    assert kind == "omni-video/submit"
    assert body == V4 | {
        "prompt": f"@Actor-1是林夏，@Actor-2是灯笼铺。{PROMPT}",
        "sound": False,
        "aspect_ratio": "9:16",
        "ref_images": [
            {"tag": "@Actor-1", "type": "image", "image_urls": ["<upload 1>"]},
            {"tag": "@Actor-2", "type": "image", "image_urls": ["<upload 2>"]},
        ],
    }


def test_views_of_one_are_a_group_and_only_missing_tags_are_added(tmp_path: Path) -> None:
    asked = order(
        tmp_path, "skyreels", "character", "character", "prop", model="skyreels-v4",
        prompt="@Actor-2 on the table", language="en",
    )  # fmt: skip
    _, body = paid(asked)
    assert [one["image_urls"] for one in body["ref_images"]] == [
        ["<upload 1>", "<upload 2>"],
        ["<upload 3>"],
    ]
    assert body["prompt"] == "@Actor-1 is 林夏. @Actor-2 on the table"
    crowd = order(tmp_path, "skyreels", "character", "place", "prop", "style", model="skyreels-v4")
    with pytest.raises(BadInput, match="three"):
        paid(crowd)


def test_a_film_is_gone_on_from_or_followed(tmp_path: Path) -> None:
    alone = order(tmp_path, "skyreels", "clip", model="skyreels-v4")
    kind, body = paid(alone)
    assert kind == "omni-video/submit"
    assert body["ref_videos"] == [
        {"tag": "@Video-1", "type": "extend", "video_url": "<upload 1>"},
    ]
    assert body["prompt"] == f"@Video-1 {PROMPT}"
    with_face = order(tmp_path, "skyreels", "clip", "character", model="skyreels-v4")
    _, body = paid(with_face)
    assert body["ref_videos"][0]["type"] == "reference"


def test_the_older_kinds(tmp_path: Path) -> None:
    key = {"api_key": "sky-secret-4711"}
    things = order(tmp_path, "skyreels", "character", model="multiobject")
    assert paid(things) == (
        "multiobject/submit",
        {
            **key, "prompt": f"图1是林夏。{PROMPT}", "ref_images": ["<upload 1>"], "duration": 5,
            "aspect_ratio": "9:16",
        },
    )  # fmt: skip
    longer = order(tmp_path, "skyreels", "clip", model="extension", seconds=30)
    assert paid(longer) == (
        "extension/submit",
        {**key, "prefix_video": "<upload 1>", "prompt": PROMPT, "duration": 30},
    )
    style = order(tmp_path, "skyreels", "clip", model="styletransfer")
    assert paid(style) == (
        "styletransfer/submit", {**key, "video_url": "<upload 1>", "style_name": "simpsons"},
    )  # fmt: skip
    lips = {"medium": "lips", "settings": {"resolution": "1080p"}}
    face = order(
        tmp_path, "skyreels-lips", "first_frame", "sound", model="audio2video/single", **lips
    )
    assert paid(face, "skyreels-lips") == (
        "audio2video/single/submit",
        {
            **key, "prompt": PROMPT, "first_frame_image": "<upload 1>", "audios": ["<upload 2>"],
            "mode": "pro",
        },
    )  # fmt: skip
    film = order(tmp_path, "skyreels-lips", "clip", "sound", model="retalking", medium="lips")
    assert paid(film, "skyreels-lips") == (
        "retalking/submit", {**key, "video_url": "<upload 1>", "audio_url": "<upload 2>"},
    )  # fmt: skip


def test_the_key_in_the_body_is_never_shown(tmp_path: Path) -> None:
    asked = order(tmp_path, "skyreels", model="skyreels-v4")
    (request,) = made("skyreels").preview(asked, LOGIN)
    shown = json.dumps(Redactor(LOGIN.secrets).request(request), ensure_ascii=False)
    assert "sky-secret" not in shown
    assert PROMPT in shown


def test_a_film_of_its_own_needs_no_storage_and_a_missing_one_is_said(tmp_path: Path) -> None:
    asked = order(tmp_path, "skyreels", "clip", model="extension")
    (reference,) = asked.recipe.references
    held = reference.model_copy(update={"vendor_id": "https://cdn.example/old.mp4"})
    known = Order(
        asked.recipe.model_copy(update={"references": (held,)}), "t", "1", asked.created_at
    )
    (request,) = made("skyreels").preview(known, LOGIN)
    assert request.json_body["prefix_video"] == "https://cdn.example/old.mp4"
    with FakeSkyReels(lambda: asked.created_at) as fake:
        login = Login(fake.url, fake.key, own=True)
        bare = made("skyreels")
        answer = converse("skyreels", login, lambda way: bare.submit(asked, way))
        assert isinstance(answer, Declined)
        assert answer.refusal.kind == "parameter"
        assert fake.calls == []


def test_an_address_means_done_and_points_are_the_bill(tmp_path: Path) -> None:
    asked = order(tmp_path, "skyreels", model="skyreels-v4")
    skyreels = made("skyreels")
    with FakeSkyReels(lambda: asked.created_at) as fake:
        fake.says_running = True
        login = Login(fake.url, fake.key, own=True)
        answer = converse("skyreels", login, lambda way: skyreels.submit(asked, way))
        assert answer == Accepted(provider_id="job-1")
        polled = converse("skyreels", login, lambda way: skyreels.poll("job-1", asked.recipe, way))
        assert isinstance(polled, Polled)
        assert (polled.state, polled.vendor_state) == ("ready", "running")
        assert polled.cost is not None
        assert (polled.cost.amount, polled.cost.currency) == (Decimal("10.5"), "POINTS")
        assert polled.results[0].vendor_id == polled.results[0].url
        asking = fake.calls[-1][1]
        assert "api_key" not in asking.query
        assert "authorization" not in asking.headers
        gone = converse("skyreels", login, lambda way: skyreels.poll("none", asked.recipe, way))
        assert isinstance(gone, Polled)
        assert gone.state == "gone"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (401, "auth"),
        (422, "parameter"),
        (429, "too_fast"),
        (480, "balance"),
        (481, "too_fast"),
        (482, "moderated_input"),
    ],
)
def test_every_documented_code_has_its_class(code: int, kind: str) -> None:
    refusal = explain(200, {"code": code, "msg": "raw words"})
    assert (refusal.kind, refusal.code, refusal.detail) == (kind, str(code), "raw words")
    assert explain(code, {}).kind == kind
