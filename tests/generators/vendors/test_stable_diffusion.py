"""The WebUI's and Stability's requests as their documents write them, and every error of theirs."""

from __future__ import annotations

import base64
from decimal import Decimal
from pathlib import Path

import pytest

from app.generators.card import check, price
from app.generators.contract import Answered, Declined, Doubtful
from app.generators.encoding import raw_base64
from app.generators.login import Login
from tests.fakes.server import Fault, refused
from tests.fakes.stage import converse
from tests.fakes.vendors.stable_diffusion import FakeStability, FakeWebUi
from tests.fakes.wire import KEY, Wire


def test_the_webui_as_its_document_writes_it(tmp_path: Path) -> None:
    wire = Wire("a1111", tmp_path)
    settings = {"sampler": "DPM++ 2M", "scheduler": "Karras", "checkpoint": "hero.safetensors"}
    paid = wire.paid(medium="picture", negative="lowres", seed=12345, settings=settings)
    assert (paid.method, paid.url) == ("POST", "http://127.0.0.1:7860/sdapi/v1/txt2img")
    assert "Authorization" not in paid.headers
    assert paid.patience >= 600
    assert paid.json_body == {
        "prompt": "林夏推开门", "negative_prompt": "lowres", "seed": 12345, "steps": 28, "cfg_scale": 6.0,
        "width": 768, "height": 1368, "batch_size": 1, "n_iter": 1, "send_images": True,
        "save_images": False, "force_task_id": "token-0001", "sampler_name": "DPM++ 2M",
        "scheduler": "Karras", "override_settings": {"sd_model_checkpoint": "hero.safetensors"},
    }  # fmt: skip


def test_a_first_frame_is_drawn_over_and_references_go_through_controlnet(tmp_path: Path) -> None:
    wire = Wire("a1111", tmp_path)
    paid = wire.paid(
        "first_frame", "character", medium="picture", settings={"denoising": "0.4", "steps": 20}
    )
    assert paid.url.endswith("/img2img")
    body = paid.json_body
    assert (body["denoising_strength"], body["steps"]) == (0.4, 20)
    assert body["init_images"] == [raw_base64(tmp_path / "0.png")]
    assert body["alwayson_scripts"] == {
        "ControlNet": {
            "args": [
                {
                    "image": raw_base64(tmp_path / "1.png"),
                    "module": "reference_only",
                    "model": "None",
                    "weight": 1.0,
                }
            ]
        }
    }


@pytest.mark.parametrize(
    ("fault", "kind", "said"),
    [
        (refused(404, {"detail": "Not Found"}), "parameter", "interface for programs is off"),
        (refused(404, {"detail": "Sampler not found"}), "parameter", ""),
        (refused(422, {"detail": [{"loc": ["body"], "msg": "x", "type": "y"}]}), "parameter", ""),
        (refused(401, {"detail": "no"}), "auth", ""),
        (refused(500, {"error": "OutOfMemoryError", "detail": "", "errors": "CUDA"}), "failed", "memory"),
        (refused(500, {"error": "RuntimeError", "detail": "", "errors": "x"}), "failed", ""),
    ],
)  # fmt: skip
def test_every_error_of_the_webui(tmp_path: Path, fault: Fault, kind: str, said: str) -> None:
    with FakeWebUi() as fake:
        told = Wire("a1111", tmp_path).told(fake, fault, medium="picture")
    assert isinstance(told, Declined)
    assert (told.refusal.kind, told.refusal.billed) == (kind, "no")
    assert said in told.refusal.message


def test_the_password_is_sent_as_http_basic(tmp_path: Path) -> None:
    wire = Wire("a1111", tmp_path)
    with FakeWebUi() as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        good = converse("a1111", login, wire.generator.test_key)
        bad = converse("a1111", Login(address=fake.url, own=True), wire.generator.test_key)
    assert (good.good, bad.good) == (True, False)
    header = fake.calls[0][1].headers["authorization"].removeprefix("Basic ")
    assert base64.b64decode(header).decode() == fake.key


def test_an_answer_that_broke_off_is_a_doubt_and_costs_nothing(tmp_path: Path) -> None:
    wire = Wire("a1111", tmp_path)
    with FakeWebUi() as fake:
        told = wire.told(fake, Fault(half=True, after_work=True), medium="picture")
    assert isinstance(told, Doubtful)
    assert price(wire.order(medium="picture").recipe, wire.generator.card).amount == 0


def parts(wire: Wire, *roles: str, **changes: object) -> tuple[str, dict[str, str]]:
    paid = wire.paid(*roles, medium="picture", **changes)
    assert paid.headers == {"Authorization": f"Bearer {KEY}", "Accept": "application/json"}
    path = paid.url.removeprefix("https://api.stability.ai/v2beta/stable-image")
    return path, {part.name: part.value or part.filename for part in paid.parts}


def test_stability_as_its_document_writes_it(tmp_path: Path) -> None:
    wire = Wire("stability", tmp_path)
    assert parts(wire, negative="blurry", seed=7, settings={"style_preset": "cinematic"}) == (
        "/generate/core",
        {
            "prompt": "林夏推开门", "aspect_ratio": "9:16", "negative_prompt": "blurry", "seed": "7",
            "style_preset": "cinematic", "output_format": "png",
        },
    )  # fmt: skip
    path, form = parts(wire, model="sd3.5-medium", settings={"cfg_scale": "5"})
    assert (path, form["mode"], form["model"]) == ("/generate/sd3", "text-to-image", "sd3.5-medium")
    assert form["cfg_scale"] == "5"
    _, over = parts(wire, "first_frame", model="sd3.5-large")
    assert (over["mode"], over["strength"], over["image"]) == ("image-to-image", "0.6", "image.png")
    assert "aspect_ratio" not in over
    assert parts(wire, "style", model="style", settings={"strength": "0.5"}) == (
        "/control/style",
        {"prompt": "林夏推开门", "output_format": "png", "image": "image.png", "fidelity": "0.5"},
    )
    for model in ("structure", "sketch"):
        path, form = parts(wire, "first_frame", model=model)
        assert (path, form["control_strength"]) == (f"/control/{model}", "0.6")


def test_credits_are_cents(tmp_path: Path) -> None:
    wire = Wire("stability", tmp_path)
    cost = price(wire.order(medium="picture", model="sd3.5-large").recipe, wire.generator.card)
    assert (cost.amount, cost.currency) == (Decimal("0.065"), "USD")


@pytest.mark.parametrize(
    ("status", "name", "kind"),
    [
        (400, "bad_request", "parameter"), (401, "unauthorized", "auth"),
        (402, "payment_required", "balance"), (403, "content_moderation", "moderated_input"),
        (413, "payload_too_large", "parameter"), (422, "unprocessable", "parameter"),
        (429, "rate_limit_exceeded", "too_fast"),
    ],
)  # fmt: skip
def test_every_error_of_stability(tmp_path: Path, status: int, name: str, kind: str) -> None:
    fault = refused(status, {"id": "a", "name": name, "errors": ["no"]})
    with FakeStability() as fake:
        told = Wire("stability", tmp_path).told(fake, fault, medium="picture")
    assert isinstance(told, Declined)
    assert (told.refusal.kind, told.refusal.code) == (kind, name)
    if kind == "too_fast":
        assert told.retry_after == 60


def test_a_filtered_picture_is_withheld_and_not_called_unbilled(tmp_path: Path) -> None:
    picture = base64.b64encode(b"\x89PNG blurred").decode()
    fault = refused(200, {"image": picture, "seed": 1, "finish_reason": "CONTENT_FILTERED"})
    with FakeStability() as fake:
        told = Wire("stability", tmp_path).told(fake, fault, medium="picture")
        server = Wire("stability", tmp_path).told(
            fake, Fault(status=500, body=b"{}"), medium="picture"
        )
        fine = Wire("stability", tmp_path).sent(fake, medium="picture")
    assert isinstance(told, Declined)
    assert (told.refusal.kind, told.refusal.billed) == ("moderated_output", "unknown")
    assert isinstance(server, Doubtful)
    assert isinstance(fine, Answered)


def test_a_picture_led_by_another_needs_one(tmp_path: Path) -> None:
    wire = Wire("stability", tmp_path)
    with FakeStability() as fake:
        told = wire.sent(fake, medium="picture", model="sketch")
    assert isinstance(told, Declined)
    assert fake.calls == []
    odd = wire.order(medium="picture", width=1000, height=300).recipe
    assert check(odd, wire.generator.card)
