"""OpenAI's pictures and Sora's wire shape: the requests as the document has them, and what answers mean."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from app.errors import BadInput
from app.generators.contract import Answered, Channel, Declined, Found, Order, Polled, Submission
from app.generators.login import Login
from app.generators.redaction import Redactor
from app.generators.vendors.openai_image import size_of
from app.generators.vendors.openai_wire import explain
from app.generators.vendors.sora import cut_to
from tests.fakes.clips import picture
from tests.fakes.forms import fields_of
from tests.fakes.orders import made, order
from tests.fakes.server import refused
from tests.fakes.stage import converse, recipe
from tests.fakes.vendors.openai_image import FakeOpenAIImage
from tests.fakes.vendors.sora import FakeSora

OPENAI = Login("https://api.openai.com/v1", "sk-test-0001-abcdef")
GATEWAY = Login("https://gateway.example.com/v1", "gw-test-0002", own=True)
WORDS = "林夏推开门，第1镜"
PICTURE = {"medium": "picture", "seconds": 0}


# -- pictures -------------------------------------------------------------------------------------


def test_a_picture_from_words(tmp_path: Path) -> None:
    asked = order(tmp_path, "openai-image", **PICTURE, settings={"quality": "high"})
    (request,) = made("openai-image").preview(asked, OPENAI)
    assert (request.method, request.url) == (
        "POST", "https://api.openai.com/v1/images/generations",
    )  # fmt: skip
    assert request.headers == {"Authorization": "Bearer sk-test-0001-abcdef"}
    assert json.loads(request.body()) == {
        "model": "gpt-image-2.6-sunburst", "prompt": WORDS, "size": "864x1536", "quality": "high",
        "n": 1, "output_format": "png",
    }  # fmt: skip


def test_references_make_it_an_edit(tmp_path: Path) -> None:
    asked = order(tmp_path, "openai-image", "character", "place", **PICTURE)
    (request,) = made("openai-image").preview(asked, OPENAI)
    assert request.url == "https://api.openai.com/v1/images/edits"
    assert [(part.name, part.value) for part in request.parts[:6]] == [
        ("model", "gpt-image-2.6-sunburst"), ("prompt", f"图1是林夏，图2是灯笼铺。{WORDS}"),
        ("size", "864x1536"), ("quality", "medium"), ("n", "1"), ("output_format", "png"),
    ]  # fmt: skip
    assert [part.name for part in request.parts[6:]] == ["image[]", "image[]"]
    shown = Redactor(OPENAI.secrets).request(request)
    assert [name for name, _ in shown["form"]].count("image[]") == 2
    with FakeOpenAIImage() as fake:
        assert isinstance(ask(fake, asked), Answered)
        sent = fields_of(fake.calls[0][1])
        assert [one.data for one in sent[6:]] == [picture(60), picture(61)]


@pytest.mark.parametrize(
    ("width", "height", "resolution", "size"),
    [
        (1080, 1080, "1K", (1024, 1024)),
        (1024, 1536, "1K", (1024, 1536)),
        (1080, 1920, "1K", (864, 1536)),
        (1080, 1920, "2K", (1440, 2560)),
        (1920, 1080, "4K", (3840, 2160)),
        (1080, 1440, "2K", (1632, 2176)),
    ],
)
def test_sizes_keep_the_shape_in_steps_of_sixteen(
    width: int, height: int, resolution: str, size: tuple[int, int]
) -> None:
    assert size_of(recipe(width=width, height=height), resolution) == size


def ask(fake: FakeOpenAIImage, asked: Order) -> Submission:
    image = made("openai-image")
    login = Login(fake.url, fake.key, own=True)
    return converse("openai", login, lambda channel: image.submit(asked, channel))


def test_an_answer_without_a_picture_is_no_success(tmp_path: Path) -> None:
    with FakeOpenAIImage() as fake:
        fake.fail("create", refused(200, {"data": []}))
        declined = ask(fake, order(tmp_path, "openai-image", **PICTURE))
        assert isinstance(declined, Declined)
        assert (declined.refusal.kind, declined.refusal.billed) == ("failed", "unknown")


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "moderation_blocked", "moderated_input"),
        (400, "content_policy_violation", "moderated_input"),
        (401, "invalid_api_key", "auth"),
        (403, "", "policy"),
        (404, "model_not_found", "parameter"),
        (429, "rate_limit_exceeded", "too_fast"),
        (429, "insufficient_quota", "balance"),
    ],
)
def test_every_documented_error_has_its_class(status: int, code: str, kind: str) -> None:
    told = {"error": {"message": "raw", "type": "", "param": None, "code": code}}
    assert explain(status, told).kind == kind


# -- Sora's shape ---------------------------------------------------------------------------------


def test_a_form_with_a_first_frame_of_exactly_that_size(tmp_path: Path) -> None:
    asked = order(tmp_path, "sora", "first_frame", model="sora-2-pro", seconds=12,
                  settings={"resolution": "1024p"})  # fmt: skip
    (request,) = made("sora").preview(asked, GATEWAY)
    assert (request.method, request.url) == ("POST", "https://gateway.example.com/v1/videos")
    assert request.headers == {"Authorization": "Bearer gw-test-0002"}
    *values, frame = request.parts
    assert [(part.name, part.value) for part in values] == [
        ("model", "sora-2-pro"), ("prompt", WORDS), ("seconds", "12"), ("size", "1024x1792"),
    ]  # fmt: skip
    assert (frame.name, frame.content_type) == ("input_reference", "image/png")
    with Image.open(io.BytesIO(frame.data or b"")) as fitted:
        assert fitted.size == (1024, 1792)
    shown = dict(Redactor(GATEWAY.secrets).request(request)["form"])
    assert shown["input_reference"].startswith("<file first.png")


def test_a_first_frame_that_is_no_picture_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(b"not a picture")
    with pytest.raises(BadInput, match="林夏"):
        cut_to(path, 720, 1280, "林夏")


def test_without_an_address_of_ones_own_nothing_is_sent(tmp_path: Path) -> None:
    sora = made("sora")
    assert sora.card.closed
    assert not sora.card.address
    asked = order(tmp_path, "sora", seconds=8)
    with pytest.raises(BadInput, match="address of your own"):
        sora.preview(asked, Login(""))
    declined = converse("sora", Login(""), lambda channel: sora.submit(asked, channel))
    assert isinstance(declined, Declined)
    check = converse("sora", Login(""), sora.test_key)
    assert not check.good


def test_a_lost_job_is_looked_for_page_by_page(tmp_path: Path) -> None:
    sora = made("sora")
    with FakeSora() as fake:
        ours = replace(order(tmp_path, "sora", seconds=8), created_at=fake.now())
        other = order(tmp_path, "sora", seconds=8, prompt="另一镜")
        later = replace(ours, created_at=fake.now() + timedelta(hours=1))

        async def talk(channel: Channel) -> list[object]:
            await sora.submit(ours, channel)
            for _ in range(100):
                await sora.submit(other, channel)
            found = await sora.find(ours, channel)
            pages = fake.count("list")
            return [found, pages, await sora.find(later, channel)]

        found, pages, none = converse("sora", Login(fake.url, fake.key, own=True), talk)
    assert isinstance(found, Found)
    assert [(one.provider_id, one.exact) for one in found.candidates] == [("video_1", False)]
    assert pages == 2
    assert none == Found()


def test_results_are_fetched_from_the_gateway_with_its_key(tmp_path: Path) -> None:
    sora = made("sora")
    asked = order(tmp_path, "sora", seconds=8)

    async def talk(channel: Channel) -> Polled:
        await sora.submit(asked, channel)
        polled = await sora.poll("video_1", asked.recipe, channel)
        assert isinstance(polled, Polled)
        return polled

    with FakeSora() as fake:
        login = Login(fake.url, fake.key, own=True)
        polled = converse("sora", login, talk)
        (result,) = polled.results
        assert result.url == f"{fake.url}/videos/video_1/content?variant=video"
        assert polled.expires_at is not None
        assert sora.result_headers(login) == {"Authorization": f"Bearer {fake.key}"}
