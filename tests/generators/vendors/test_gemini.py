"""Gemini Omni and Gemini's pictures: the requests on the wire as the documents have them, and the answers."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from app.errors import BadInput
from app.generators.contract import Accepted, Answered, Channel, Declined, Order, Polled
from app.generators.login import Login
from tests.fakes.clips import picture, video
from tests.fakes.orders import made, order
from tests.fakes.server import refused
from tests.fakes.stage import converse
from tests.fakes.vendor import FakeVendor
from tests.fakes.vendors.gemini_image import FakeGeminiImage
from tests.fakes.vendors.gemini_omni import FakeOmni

LOGIN = Login("https://generativelanguage.googleapis.com", "AIza-test-key-1")
FIRST, SECOND = (base64.b64encode(picture(60 + place)).decode() for place in (0, 1))
IMAGE = {"medium": "picture", "seconds": 0}


def body(card: str, asked: Order) -> Any:
    (request,) = made(card).preview(asked, LOGIN)
    return json.loads(request.body())


def known_as(asked: Order, vendor_id: str) -> Order:
    """The same order with a first reference that the vendor made itself."""
    first, *others = asked.recipe.references
    references = (first.model_copy(update={"vendor_id": vendor_id}), *others)
    recipe = asked.recipe.model_copy(update={"references": references})
    return Order(recipe, asked.token, asked.tag, asked.created_at, {})


# -- films ----------------------------------------------------------------------------------------


def test_a_film_from_reference_pictures(tmp_path: Path) -> None:
    asked = order(tmp_path, "gemini-omni", "character", "place", seconds=8,
                  settings={"resolution": "1080p"})  # fmt: skip
    (request,) = made("gemini-omni").preview(asked, LOGIN)
    assert (request.method, request.url) == (
        "POST", "https://generativelanguage.googleapis.com/v1/interactions",
    )  # fmt: skip
    assert request.headers == {
        "x-goog-api-key": "AIza-test-key-1", "Content-Type": "application/json",
    }  # fmt: skip
    assert json.loads(request.body()) == {
        "model": "gemini-omni-1.2-flash", "background": True, "store": True,
        "input": [{"type": "user_input", "content": [
            {"type": "image", "mime_type": "image/png", "data": FIRST},
            {"type": "image", "mime_type": "image/png", "data": SECOND},
            {"type": "text",
             "text": "<IMAGE_REF_0>是林夏，<IMAGE_REF_1>是灯笼铺。林夏推开门，第1镜"},
        ]}],
        "response_format": {"type": "video", "aspect_ratio": "9:16", "duration": "8s",
                            "resolution": "1080p", "delivery": "uri"},
        "generation_config": {"video_config": {"task": "reference_to_video"}, "seed": 4711},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("roles", "task"),
    [
        ((), "text_to_video"),
        (("first_frame",), "image_to_video"),
        (("first_frame", "last_frame"), "image_to_video"),
        (("clip",), "edit"),
    ],
)
def test_the_task_follows_from_what_goes_along(
    tmp_path: Path, roles: tuple[str, ...], task: str
) -> None:
    sent = body("gemini-omni", order(tmp_path, "gemini-omni", *roles))
    assert sent["generation_config"]["video_config"] == {"task": task}
    assert ("duration" in sent["response_format"]) == (task != "edit")
    kinds = [one["type"] for one in sent["input"][0]["content"]]
    assert kinds == ["video" if role == "clip" else "image" for role in roles] + ["text"]


def test_a_take_of_its_own_is_continued_by_its_id(tmp_path: Path) -> None:
    asked = order(tmp_path, "gemini-omni", "clip", settings={"task": "extend"})
    sent = body("gemini-omni", known_as(asked, "v1_earlier"))
    assert sent["previous_interaction_id"] == "v1_earlier"
    assert sent["generation_config"]["video_config"] == {"task": "extend"}
    assert [one["type"] for one in sent["input"][0]["content"]] == ["text"]


def test_a_film_that_is_too_large_is_not_sent(tmp_path: Path) -> None:
    asked = order(tmp_path, "gemini-omni", "clip")
    (path,) = asked.inputs.values()
    path.write_bytes(b"\0" * 13_000_000)
    with pytest.raises(BadInput, match="larger"):
        made("gemini-omni").preview(asked, LOGIN)


def whole(fake: FakeVendor, asked: Order) -> list[object]:
    omni = made("gemini-omni")

    async def talk(channel: Channel) -> list[object]:
        accepted = await omni.submit(asked, channel)
        assert isinstance(accepted, Accepted)
        polled = await omni.poll(accepted.provider_id, asked.recipe, channel)
        return [accepted, polled, await omni.cancel(accepted.provider_id, channel)]

    return converse("gemini", Login(fake.url, fake.key, own=True), talk)


def test_a_film_is_ready_when_its_file_is(tmp_path: Path) -> None:
    asked = order(tmp_path, "gemini-omni", model="gemini-omni-1.1-flash")
    with FakeOmni() as fake:
        accepted, polled, _ = whole(fake, asked)
        assert isinstance(polled, Polled)
        assert (polled.state, polled.vendor_state) == ("running", "file in preparation")
        fake.preparing *= 0
        accepted, polled, _ = whole(fake, asked)
        assert isinstance(accepted, Accepted)
        assert isinstance(polled, Polled)
        (film,) = polled.results
        assert film.url == f"{fake.origin}/v1beta/files/{accepted.provider_id}:download?alt=media"
        assert film.vendor_id == accepted.provider_id
        assert polled.cost is not None
        assert polled.cost.amount * 2 == fake.invoiced
        fake.inline = True
        _, polled, _ = whole(fake, asked)
        assert isinstance(polled, Polled)
        assert polled.results[0].data == video()
    assert made("gemini-omni").result_headers(LOGIN) == {"x-goog-api-key": "AIza-test-key-1"}


def test_a_running_film_can_be_stopped(tmp_path: Path) -> None:
    with FakeOmni() as fake:
        fake.plan.running = 300
        *_, cancelled = whole(fake, order(tmp_path, "gemini-omni"))
        assert isinstance(cancelled, Polled)
        assert cancelled.state == "cancelled"


@pytest.mark.parametrize(
    ("answer", "state", "kind"),
    [
        ({"status": "completed", "steps": []}, "failed", "failed"),
        ({"status": "incomplete"}, "failed", "failed"),
        ({"status": "requires_continuation"}, "failed", "failed"),
        ({"status": "budget_exceeded"}, "failed", "balance"),
        ({"status": "failed", "errors": [{"code": "x", "message": "Prohibited content"}]},
         "moderated", "moderated_output"),
    ],
)  # fmt: skip
def test_an_end_without_a_film_is_no_success(
    tmp_path: Path, answer: dict[str, Any], state: str, kind: str
) -> None:
    with FakeOmni() as fake:
        fake.fail("get", refused(200, {"id": "v1_interaction-1"} | answer))
        _, polled, _ = whole(fake, order(tmp_path, "gemini-omni"))
        assert isinstance(polled, Polled)
        assert polled.refusal is not None
        assert (polled.state, polled.refusal.kind) == (state, kind)


# -- pictures -------------------------------------------------------------------------------------


def test_a_picture_from_references(tmp_path: Path) -> None:
    asked = order(tmp_path, "gemini-image", "character", "place", **IMAGE,
                  settings={"resolution": "2K"})  # fmt: skip
    (request,) = made("gemini-image").preview(asked, LOGIN)
    assert request.url == (
        "https://generativelanguage.googleapis.com"
        "/v1beta/models/gemini-nano-banana-2.1:generateContent"
    )
    assert request.headers["x-goog-api-key"] == "AIza-test-key-1"
    assert request.patience is not None
    assert json.loads(request.body()) == {
        "contents": [{"role": "user", "parts": [
            {"inlineData": {"mimeType": "image/png", "data": FIRST}},
            {"inlineData": {"mimeType": "image/png", "data": SECOND}},
            {"text": "图1是林夏，图2是灯笼铺。林夏推开门，第1镜"},
        ]}],
        "generationConfig": {
            "responseModalities": ["IMAGE"],
            "imageConfig": {"aspectRatio": "9:16", "imageSize": "2K"},
        },
    }  # fmt: skip


def ask_picture(tmp_path: Path, reply: dict[str, Any] | None = None) -> object:
    asked = order(tmp_path, "gemini-image", **IMAGE)
    with FakeGeminiImage() as fake:
        if reply is not None:
            fake.fail("create", refused(200, reply))
        login = Login(fake.url, fake.key, own=True)
        image = made("gemini-image")
        return converse("gemini", login, lambda channel: image.submit(asked, channel))


def test_the_picture_comes_with_its_bill_and_thoughts_are_left_out(tmp_path: Path) -> None:
    answered = ask_picture(tmp_path)
    assert isinstance(answered, Answered)
    assert [one.data for one in answered.results] == [picture()]
    assert answered.results[0].suffix == ".png"
    assert str(answered.cost.amount if answered.cost else "") == "0.03366"


@pytest.mark.parametrize(
    ("reply", "kind", "code"),
    [
        ({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}, "moderated_input",
         "PROHIBITED_CONTENT"),
        ({"candidates": [{"finishReason": "IMAGE_SAFETY"}]}, "moderated_output", "IMAGE_SAFETY"),
        ({"candidates": [{"finishReason": "RECITATION"}]}, "moderated_output", "RECITATION"),
        ({"candidates": [{"finishReason": "NO_IMAGE", "content": {"parts": []}}]}, "failed",
         "NO_IMAGE"),
        ({"candidates": []}, "failed", ""),
    ],
)  # fmt: skip
def test_an_answer_without_a_picture_is_no_success(
    tmp_path: Path, reply: dict[str, Any], kind: str, code: str
) -> None:
    declined = ask_picture(tmp_path, reply)
    assert isinstance(declined, Declined)
    assert (declined.refusal.kind, declined.refusal.code) == (kind, code)
    assert declined.refusal.billed == ("no" if kind == "moderated_input" else "unknown")
