"""Luma's two APIs: the request of each type as the documents have it, files, look-ups, and the answers."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.errors import BadInput
from app.generators.contract import Accepted, Channel, Declined, Found, Order, Polled, Submission
from app.generators.login import Login
from app.generators.vendors.luma import explain
from tests.fakes.clips import picture, video
from tests.fakes.orders import made, order
from tests.fakes.server import BAD_GATEWAY, refused
from tests.fakes.stage import converse
from tests.fakes.vendors.dream_machine import FakeDreamMachine
from tests.fakes.vendors.luma import FakeLuma

AGENTS = Login("https://agents.lumalabs.ai/v1", "luma-api-test-1")
DREAM = Login("https://api.lumalabs.ai/dream-machine/v1", "luma-test-2")
FIRST, SECOND = (
    {"data": base64.b64encode(picture(60 + place)).decode(), "media_type": "image/png"}
    for place in (0, 1)
)
WORDS = "林夏推开门，第1镜"


def known_as(asked: Order, vendor_id: str) -> Order:
    """The same order with a first reference that the vendor made itself."""
    first, *others = asked.recipe.references
    references = (first.model_copy(update={"vendor_id": vendor_id}), *others)
    return replace(asked, recipe=asked.recipe.model_copy(update={"references": references}))


def body(card: str, asked: Order) -> Any:
    return json.loads(made(card).preview(asked, AGENTS)[-1].body())


# -- the Agents API -------------------------------------------------------------------------------


def test_a_film_between_two_frames(tmp_path: Path) -> None:
    asked = order(tmp_path, "luma", "first_frame", "last_frame")
    (request,) = made("luma").preview(asked, AGENTS)
    assert (request.method, request.url) == ("POST", "https://agents.lumalabs.ai/v1/generations")
    assert request.headers == {
        "Authorization": "Bearer luma-api-test-1", "Content-Type": "application/json",
    }  # fmt: skip
    assert json.loads(request.body()) == {
        "model": "ray-3.2", "type": "video", "prompt": WORDS, "aspect_ratio": "9:16",
        "video": {"resolution": "720p", "duration": "5s", "start_frame": FIRST,
                  "end_frame": SECOND},
    }  # fmt: skip


def test_ten_seconds_take_frames_by_their_place(tmp_path: Path) -> None:
    sent = body("luma", order(tmp_path, "luma", "first_frame", "last_frame", seconds=10))
    assert sent["video"] == {
        "resolution": "720p", "duration": "10s", "keyframes": [FIRST, SECOND],
        "keyframe_indexes": [0, 240],
    }  # fmt: skip


def test_a_film_of_its_own_is_gone_on_from(tmp_path: Path) -> None:
    asked = order(tmp_path, "luma", "clip")
    sent = body("luma", known_as(asked, "gen-1"))
    assert sent["video"]["start_frame"] == {"generation_id": "gen-1"}
    with pytest.raises(BadInput, match="made itself"):
        made("luma").preview(asked, AGENTS)
    longer = order(tmp_path, "luma", "clip", seconds=10)
    with pytest.raises(BadInput, match="5 seconds"):
        made("luma").preview(known_as(longer, "gen-1"), AGENTS)


def test_films_are_changed_and_reframed(tmp_path: Path) -> None:
    asked = known_as(order(tmp_path, "luma", "clip", "first_frame", model="ray-3.2-edit"), "gen-1")
    assert body("luma", asked) == {
        "model": "ray-3.2", "type": "video_edit", "prompt": WORDS,
        "source": {"generation_id": "gen-1"},
        "video": {"resolution": "720p", "edit": {"auto_controls": True}, "start_frame": SECOND},
    }  # fmt: skip
    asked = order(tmp_path, "luma", "clip", model="ray-3.2-edit", settings={"strength": "flex_2"})
    assert body("luma", known_as(asked, "gen-1"))["video"]["edit"] == {"strength": "flex_2"}
    asked = order(tmp_path, "luma", "clip", model="ray-3.2-reframe", width=1920, height=1080)
    assert body("luma", known_as(asked, "gen-1")) == {
        "model": "ray-3.2", "type": "video_reframe", "prompt": WORDS, "aspect_ratio": "16:9",
        "source": {"generation_id": "gen-1"}, "video": {"resolution": "720p"},
    }  # fmt: skip


def test_a_picture_from_references(tmp_path: Path) -> None:
    asked = order(tmp_path, "luma-image", "character", "style", medium="picture", seconds=0,
                  settings={"style": "manga"})  # fmt: skip
    assert body("luma-image", asked) == {
        "model": "uni-1", "type": "image", "prompt": f"图1是林夏，图2是水墨。{WORDS}",
        "aspect_ratio": "9:16", "output_format": "png", "style": "manga",
        "image_ref": [FIRST, SECOND],
    }  # fmt: skip


def submit(fake: FakeLuma, asked: Order) -> Submission:
    luma = made("luma")
    login = Login(fake.url, fake.key, own=True)
    return converse("luma", login, lambda channel: luma.submit(asked, channel))


def test_a_film_of_ours_goes_up_in_three_calls(tmp_path: Path) -> None:
    asked = order(tmp_path, "luma", "clip", model="ray-3.2-edit")
    register, put, complete, paid = made("luma").preview(asked, AGENTS)
    assert register.json_body == {
        "mime_type": "video/mp4", "size_bytes": len(video(3)), "filename": "clip0.mp4",
        "purpose": "input",
    }  # fmt: skip
    assert (put.method, put.content) == ("PUT", video(3))
    assert complete.url.endswith("/files/<upload 1>/complete")
    assert paid.json_body["source"] == {"file_id": "<upload 1>"}
    with FakeLuma() as fake:
        assert isinstance(submit(fake, asked), Accepted)
        assert fake.held == {"file-1": video(3)}


@pytest.mark.parametrize("route", ["files", "put"])
def test_a_failed_upload_is_certainly_not_sent(tmp_path: Path, route: str) -> None:
    with FakeLuma() as fake:
        fake.fail(route, *[BAD_GATEWAY] * 3)
        declined = submit(fake, order(tmp_path, "luma", "clip", model="ray-3.2-edit"))
        assert isinstance(declined, Declined)
        assert declined.refusal.kind == "not_sent"
        assert fake.count("create") == 0


def test_a_file_that_is_refused_is_said_to_be(tmp_path: Path) -> None:
    with FakeLuma() as fake:
        fake.file_state = "failed"
        declined = submit(fake, order(tmp_path, "luma", "clip", model="ray-3.2-edit"))
        assert isinstance(declined, Declined)
        assert (declined.refusal.kind, declined.refusal.detail) == ("parameter", "unreadable")


@pytest.mark.parametrize(
    ("code", "reason", "state", "kind"),
    [
        ("content_moderated", "withheld", "moderated", "moderated_output"),
        ("content_moderated", "The prompt was refused", "moderated", "moderated_input"),
        ("generation_failed", "", "failed", "failed"),
        ("budget_exhausted", "", "failed", "balance"),
        ("output_not_found", "", "failed", "failed"),
        ("image_too_large", "", "failed", "parameter"),
        ("unsupported_format", "", "failed", "parameter"),
        ("corrupt_input", "", "failed", "parameter"),
        ("invalid_request", "", "failed", "parameter"),
        ("rate_limited", "", "failed", "failed"),
    ],
)
def test_every_documented_failure_has_its_class(
    tmp_path: Path, code: str, reason: str, state: str, kind: str
) -> None:
    told = {"id": "g", "state": "failed", "failure_code": code, "failure_reason": reason}
    luma = made("luma")
    recipe = order(tmp_path, "luma").recipe
    with FakeLuma() as fake:
        fake.fail("get", refused(200, told))
        login = Login(fake.url, fake.key, own=True)
        polled = converse("luma", login, lambda channel: luma.poll("g", recipe, channel))
    assert isinstance(polled, Polled)
    assert polled.refusal is not None
    assert (polled.state, polled.refusal.kind, polled.refusal.code) == (state, kind, code)


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [
        (400, "bad", "parameter"),
        (422, "bad", "parameter"),
        (401, "key", "auth"),
        (402, "pay", "balance"),
        (400, "Insufficient credits", "balance"),
        (403, "no", "policy"),
        (404, "none", "parameter"),
        (429, "Rate limit exceeded", "too_fast"),
    ],
)
def test_every_documented_error_has_its_class(status: int, text: str, kind: str) -> None:
    for told in ({"detail": text}, {"error": text}, {"detail": [{"msg": text}]}):
        assert explain(status, told).kind == kind


# -- Dream Machine --------------------------------------------------------------------------------


def dream(card: str, asked: Order) -> tuple[str, Any]:
    storage = Login("https://bucket.s3-eu-west-1.example.com", "AK:SK")
    request = made(card, storage=storage).preview(asked, DREAM)[-1]
    return request.url.removeprefix(DREAM.address), request.json_body


def test_files_are_told_by_address(tmp_path: Path) -> None:
    path, sent = dream(
        "dream-machine", order(tmp_path, "dream-machine", "first_frame", "last_frame")
    )
    assert path == "/generations/video"
    assert sent == {
        "model": "ray-2", "prompt": WORDS, "aspect_ratio": "9:16", "resolution": "720p",
        "duration": "5s", "loop": False,
        "keyframes": {"frame0": {"type": "image", "url": "<upload 1>"},
                      "frame1": {"type": "image", "url": "<upload 2>"}},
    }  # fmt: skip
    with pytest.raises(BadInput, match="web addresses"):
        made("dream-machine").preview(order(tmp_path, "dream-machine", "first_frame"), DREAM)


def test_its_own_film_is_told_by_its_id_and_another_is_changed(tmp_path: Path) -> None:
    asked = order(tmp_path, "dream-machine", "clip")
    (request,) = made("dream-machine").preview(known_as(asked, "gen-1"), DREAM)
    assert request.json_body["keyframes"] == {"frame0": {"type": "generation", "id": "gen-1"}}
    with pytest.raises(BadInput, match="made itself"):
        made("dream-machine").preview(asked, DREAM)
    asked = order(tmp_path, "dream-machine", "clip", model="ray-2-modify")
    path, sent = dream("dream-machine", asked)
    assert path == "/generations/video/modify"
    assert sent == {
        "generation_type": "modify_video", "model": "ray-2", "prompt": WORDS, "mode": "flex_1",
        "media": {"url": "<upload 1>"},
    }  # fmt: skip


def test_people_are_identities_and_style_is_apart(tmp_path: Path) -> None:
    asked = order(tmp_path, "dream-machine-image", "character", "character", "place", "style",
                  medium="picture", seconds=0)  # fmt: skip
    path, sent = dream("dream-machine-image", asked)
    assert path == "/generations/image"
    assert sent == {
        "model": "photon-1", "prompt": f"图1是灯笼铺。{WORDS}", "aspect_ratio": "9:16",
        "format": "png", "image_ref": [{"url": "<upload 3>"}], "style_ref": [{"url": "<upload 4>"}],
        "character_ref": {"identity0": {"images": ["<upload 1>", "<upload 2>"]}},
    }  # fmt: skip


def test_a_lost_generation_is_known_by_its_words_and_its_time(tmp_path: Path) -> None:
    machine = made("dream-machine")
    with FakeDreamMachine() as fake:
        sent = replace(order(tmp_path, "dream-machine"), created_at=fake.now())
        other = order(tmp_path, "dream-machine", prompt="另一镜")
        later = replace(sent, created_at=fake.now() + timedelta(hours=1))

        async def talk(channel: Channel) -> list[object]:
            for asked in (other, sent, other):
                await machine.submit(asked, channel)
            return [await machine.find(sent, channel), await machine.find(later, channel)]

        found, none = converse("dream-machine", Login(fake.url, fake.key, own=True), talk)
    assert isinstance(found, Found)
    ours = list(fake.jobs)[1]
    assert [(one.provider_id, one.exact) for one in found.candidates] == [(ours, False)]
    assert none == Found()


@pytest.mark.parametrize(
    ("reason", "state"),
    [("The content was moderated.", "moderated"), ("An error occurred.", "failed")],
)
def test_failures_are_told_in_words(tmp_path: Path, reason: str, state: str) -> None:
    machine = made("dream-machine")
    recipe = order(tmp_path, "dream-machine").recipe
    with FakeDreamMachine() as fake:
        fake.fail("get", refused(200, {"id": "g", "state": "failed", "failure_reason": reason}))
        login = Login(fake.url, fake.key, own=True)
        polled = converse(
            "dream-machine", login, lambda channel: machine.poll("g", recipe, channel)
        )
    assert isinstance(polled, Polled)
    assert polled.state == state
