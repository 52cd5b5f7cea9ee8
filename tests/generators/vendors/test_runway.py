"""Runway: the request of each route as the document has it, uploads, and what its answers mean."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from app.errors import BadInput
from app.generators.contract import Accepted, Channel, Declined, Order, Polled, Submission
from app.generators.login import Login
from app.generators.vendors.runway import explain
from tests.fakes.clips import picture, video
from tests.fakes.orders import made, order
from tests.fakes.server import BAD_GATEWAY, CUT_BEFORE, refused
from tests.fakes.stage import converse
from tests.fakes.vendor import Plan
from tests.fakes.vendors.runway import FakeRunway

LOGIN = Login("https://api.dev.runwayml.com", "key_test_0001")
FIRST, SECOND = (
    f"data:image/png;base64,{base64.b64encode(picture(60 + place)).decode()}" for place in (0, 1)
)
CLIP = f"data:video/mp4;base64,{base64.b64encode(video(3)).decode()}"


def sent(card: str, asked: Order) -> tuple[str, Any]:
    (request,) = made(card).preview(asked, LOGIN)
    return request.url.removeprefix(LOGIN.address), json.loads(request.body())


def test_words_alone_and_the_headers(tmp_path: Path) -> None:
    asked = order(tmp_path, "runway", settings={"public_figures": "low"})
    (request,) = made("runway").preview(asked, LOGIN)
    assert request.headers == {
        "Authorization": "Bearer key_test_0001", "X-Runway-Version": "2024-11-06",
        "Content-Type": "application/json",
    }  # fmt: skip
    assert (request.method, request.url) == (
        "POST", "https://api.dev.runwayml.com/v1/text_to_video",
    )  # fmt: skip
    assert json.loads(request.body()) == {
        "model": "gen4.5", "promptText": "林夏推开门，第1镜", "ratio": "720:1280", "duration": 5,
        "seed": 4711, "contentModeration": {"publicFigureThreshold": "low"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("width", "height", "ratio"),
    [(1920, 1080, "1280:720"), (1080, 1080, "960:960"), (1440, 1080, "1104:832")],
)
def test_a_first_frame_brings_more_shapes(
    tmp_path: Path, width: int, height: int, ratio: str
) -> None:
    path, body = sent(
        "runway", order(tmp_path, "runway", "first_frame", width=width, height=height)
    )
    assert path == "/v1/image_to_video"
    assert body["promptImage"] == [{"uri": FIRST, "position": "first"}]
    assert body["ratio"] == ratio


def test_veo_through_runway(tmp_path: Path) -> None:
    asked = order(tmp_path, "runway", "first_frame", "last_frame", model="veo3.1", seconds=8,
                  negative="字幕", settings={"resolution": "1080p", "sound": False})  # fmt: skip
    path, body = sent("runway", asked)
    assert path == "/v1/image_to_video"
    assert body == {
        "model": "veo3.1", "promptText": "林夏推开门，第1镜", "ratio": "1080:1920", "duration": 8,
        "promptImage": [{"uri": FIRST, "position": "first"}, {"uri": SECOND, "position": "last"}],
        "audio": False, "negativePrompt": "字幕", "seed": 4711,
    }  # fmt: skip


def test_a_film_is_made_over(tmp_path: Path) -> None:
    path, body = sent("runway", order(tmp_path, "runway", "first_frame", "clip", model="aleph2"))
    assert path == "/v1/video_to_video"
    assert body == {
        "model": "aleph2", "videoUri": CLIP, "promptText": "林夏推开门，第1镜",
        "keyframes": [{"at": 0, "uri": FIRST}], "seed": 4711,
    }  # fmt: skip


def test_a_portrait_plays_a_performance(tmp_path: Path) -> None:
    asked = order(tmp_path, "runway", "first_frame", "clip", model="act_two",
                  settings={"expression": "4", "body": "true"})  # fmt: skip
    path, body = sent("runway", asked)
    assert path == "/v1/character_performance"
    assert body == {
        "model": "act_two", "character": {"type": "image", "uri": FIRST},
        "reference": {"type": "video", "uri": CLIP}, "ratio": "720:1280", "bodyControl": True,
        "expressionIntensity": 4, "seed": 4711,
    }  # fmt: skip


def test_a_picture_calls_its_references_by_tag(tmp_path: Path) -> None:
    asked = order(tmp_path, "runway-image", "character", "place", medium="picture", seconds=0,
                  settings={"resolution": "1080p"})  # fmt: skip
    path, body = sent("runway-image", asked)
    assert path == "/v1/text_to_image"
    assert body == {
        "model": "gen4_image", "promptText": "@ref1是林夏，@ref2是灯笼铺。林夏推开门，第1镜",
        "ratio": "1080:1920", "seed": 4711,
        "referenceImages": [{"uri": FIRST, "tag": "ref1"}, {"uri": SECOND, "tag": "ref2"}],
    }  # fmt: skip
    turbo = order(tmp_path, "runway-image", medium="picture", seconds=0, model="gen4_image_turbo")
    with pytest.raises(BadInput, match="reference"):
        made("runway-image").preview(turbo, LOGIN)


# -- uploads --------------------------------------------------------------------------------------


def large(tmp_path: Path) -> Order:
    """A film that does not fit into a request."""
    asked = order(tmp_path, "runway", "clip", model="aleph2")
    (path,) = asked.inputs.values()
    path.write_bytes(video(3) + b"\0" * 4_000_000)
    return asked


def submit(fake: FakeRunway, asked: Order) -> Submission:
    runway = made("runway")
    login = Login(fake.url, fake.key, own=True)
    return converse("runway", login, lambda channel: runway.submit(asked, channel))


def test_a_large_film_goes_up_first(tmp_path: Path) -> None:
    asked = large(tmp_path)
    session, form, paid = made("runway").preview(asked, LOGIN)
    assert (session.url, session.json_body["type"]) == (f"{LOGIN.address}/v1/uploads", "ephemeral")
    assert form.parts[-1].name == "file"
    assert "Authorization" not in form.headers
    assert paid.json_body["videoUri"] == "<upload 1>"
    with FakeRunway() as fake:
        assert isinstance(submit(fake, asked), Accepted)
        ((name, data),) = fake.uploaded.items()
        assert data == next(iter(asked.inputs.values())).read_bytes()
        (job,) = fake.jobs.values()
        assert job.body["videoUri"] == name


@pytest.mark.parametrize("route", ["upload", "form"])
def test_a_failed_upload_is_certainly_not_sent(tmp_path: Path, route: str) -> None:
    with FakeRunway() as fake:
        fake.fail(route, *[BAD_GATEWAY if route == "upload" else CUT_BEFORE] * 2)
        declined = submit(fake, large(tmp_path))
        assert isinstance(declined, Declined)
        assert declined.refusal.kind == "not_sent"
        assert fake.count("create") == 0


def test_an_upload_is_not_led_into_a_private_network(tmp_path: Path) -> None:
    told = {"uploadUrl": "https://10.0.0.7/put", "fields": {}, "runwayUri": "runway://x"}
    with FakeRunway() as fake:
        fake.fail("upload", refused(200, told))
        declined = submit(fake, large(tmp_path))
        assert isinstance(declined, Declined)
        assert "private" in declined.refusal.detail
        assert fake.count("form") == 0


# -- answers --------------------------------------------------------------------------------------


def polled_as(task: dict[str, Any]) -> Polled:
    runway = made("runway")
    with FakeRunway() as fake:
        fake.fail("get", refused(200, {"id": "t", "createdAt": "2026-11-21T12:00:00Z"} | task))
        login = Login(fake.url, fake.key, own=True)
        recipe = order(Path(), "runway").recipe
        found = converse("runway", login, lambda channel: runway.poll("t", recipe, channel))
    assert isinstance(found, Polled)
    return found


@pytest.mark.parametrize(
    ("code", "state", "kind", "medium"),
    [
        ("SAFETY.INPUT.TEXT", "moderated", "moderated_input", "text"),
        ("SAFETY.INPUT.IMAGE", "moderated", "moderated_input", "image"),
        ("SAFETY.OUTPUT.VIDEO", "moderated", "moderated_output", "video"),
        ("INPUT_PREPROCESSING.SAFETY.TEXT", "moderated", "moderated_input", "text"),
        ("THIRD_PARTY.SAFETY", "moderated", "moderated_output", ""),
        ("INTERNAL.BAD_OUTPUT.CODE01", "failed", "failed", ""),
        ("ASSET.INVALID", "failed", "failed", ""),
        ("INPUT_PREPROCESSING.INTERNAL", "failed", "failed", ""),
    ],
)
def test_every_documented_failure_has_its_class(
    code: str, state: str, kind: str, medium: str
) -> None:
    task = {"status": "FAILED", "failureCode": code, "failure": "raw", "cost": {"credits": 0}}
    polled = polled_as(task)
    assert polled.refusal is not None
    assert (polled.state, polled.refusal.kind, polled.refusal.medium) == (state, kind, medium)
    assert (polled.refusal.code, polled.refusal.billed) == (code, "no")
    assert "raw" not in polled.refusal.message + polled.refusal.fix


def test_states_cost_and_progress() -> None:
    assert polled_as({"status": "THROTTLED"}).state == "queued"
    running = polled_as({"status": "RUNNING", "progress": 0.4})
    assert (running.state, running.progress) == ("running", 0.4)
    done = polled_as(
        {"status": "SUCCEEDED", "output": ["https://a/b.mp4"], "cost": {"credits": 60}}
    )
    assert str(done.cost) == "$0.60"
    assert [one.url for one in done.results] == ["https://a/b.mp4"]
    charged = polled_as({"status": "FAILED", "cost": {"credits": 12}})
    assert charged.refusal is not None
    assert charged.refusal.billed == "yes"


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [
        (400, "Validation of body failed", "parameter"),
        (400, "You do not have enough credits", "balance"),
        (401, "Invalid key", "auth"),
        (404, "Not found", "parameter"),
        (429, "Daily limit", "too_fast"),
    ],
)
def test_every_documented_error_has_its_class(status: int, text: str, kind: str) -> None:
    refusal = explain(status, {"error": text})
    assert (refusal.kind, refusal.code, refusal.detail) == (kind, str(status), text)


def test_only_a_task_under_way_is_stopped(tmp_path: Path) -> None:
    runway = made("runway")
    asked = order(tmp_path, "runway")

    with FakeRunway() as fake:

        async def talk(channel: Channel) -> list[object]:
            ended = []
            for plan in (Plan(running=300), Plan()):
                fake.plan = plan
                taken = await runway.submit(asked, channel)
                assert isinstance(taken, Accepted)
                ended.append(await runway.cancel(taken.provider_id, channel))
            return ended

        stopped, done = converse("runway", Login(fake.url, fake.key, own=True), talk)
        assert isinstance(stopped, Polled)
        assert isinstance(done, Polled)
        assert (stopped.state, done.state) == ("cancelled", "ready")
        assert fake.count("delete") == 1
        assert len(fake.jobs) == 2, "a finished task's record was deleted"


def test_an_answer_that_names_no_task_is_a_doubt(tmp_path: Path) -> None:
    with FakeRunway() as fake:
        fake.fail("create", refused(200, {"estimatedCost": {"credits": 60}}))
        outcome = submit(fake, order(tmp_path, "runway"))
        assert not isinstance(outcome, Accepted | Declined)
