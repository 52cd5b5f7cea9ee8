"""Veo: the request on the wire as the document has it, tokens, and what the answers mean."""

from __future__ import annotations

import base64
import json
import urllib.parse
from pathlib import Path

import pytest

from app.errors import BadInput
from app.generators.contract import Accepted, Channel, Declined, NoAnswer, Polled, Submission
from app.generators.google import explain
from app.generators.login import Login
from tests.fakes.clips import picture, video
from tests.fakes.google import body
from tests.fakes.orders import made, order
from tests.fakes.server import BAD_GATEWAY, refused
from tests.fakes.stage import converse
from tests.fakes.vendors.veo import (
    PROJECT,
    TOKEN,
    FakeVeo,
    FakeVeoAccount,
    account_file,
)

PLACE = f"/v1/projects/{PROJECT}/locations/us-central1"
LOGIN = Login(f"https://us-central1-aiplatform.googleapis.com{PLACE}", TOKEN, own=True)
MODEL = f"{PLACE}/publishers/google/models/veo-3.1-generate-001"


def test_words_alone(tmp_path: Path) -> None:
    asked = order(tmp_path, "veo", seconds=4, negative="字幕", settings={"sound": False})
    (request,) = made("veo").preview(asked, LOGIN)
    assert request.method == "POST"
    assert request.url == (
        f"https://us-central1-aiplatform.googleapis.com{MODEL}:predictLongRunning"
    )
    assert request.headers == {
        "Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json",
    }  # fmt: skip
    assert json.loads(request.body()) == {
        "instances": [{"prompt": "林夏推开门，第1镜"}],
        "parameters": {
            "aspectRatio": "9:16", "durationSeconds": 4, "resolution": "720p", "sampleCount": 1,
            "seed": 4711, "negativePrompt": "字幕", "generateAudio": False,
        },
    }  # fmt: skip


def test_references_are_assets_and_people_are_said(tmp_path: Path) -> None:
    asked = order(
        tmp_path, "veo", "character", "place", seconds=8, settings={"people": "allow_adult"}
    )
    (request,) = made("veo").preview(asked, LOGIN)
    sent = json.loads(request.body())
    pictures = [base64.b64encode(picture(60 + place)).decode() for place in (0, 1)]
    assert sent["instances"][0]["referenceImages"] == [
        {"image": {"bytesBase64Encoded": one, "mimeType": "image/png"}, "referenceType": "asset"}
        for one in pictures
    ]
    assert sent["instances"][0]["prompt"].startswith("图1是林夏，图2是灯笼铺。")
    assert sent["parameters"]["personGeneration"] == "allow_adult"


def test_frames_and_films(tmp_path: Path) -> None:
    asked = order(tmp_path, "veo", "first_frame", "last_frame", seconds=6)
    (request,) = made("veo").preview(asked, LOGIN)
    instance = json.loads(request.body())["instances"][0]
    assert set(instance) == {"prompt", "image", "lastFrame"}
    asked = order(tmp_path, "veo", "clip", seconds=8)
    (request,) = made("veo").preview(asked, LOGIN)
    film = json.loads(request.body())["instances"][0]["video"]
    assert film["mimeType"] == "video/mp4"
    assert base64.b64decode(film["bytesBase64Encoded"]) == video(3)


@pytest.mark.parametrize(
    ("roles", "fields"),
    [
        (("character",), {"seconds": 4}),
        (("clip",), {"seconds": 6}),
        ((), {"seconds": 4, "settings": {"resolution": "1080p"}}),
        (("clip", "first_frame"), {"seconds": 8}),
    ],
)
def test_mixes_that_veo_refuses_are_not_sent(
    tmp_path: Path, roles: tuple[str, ...], fields: dict[str, object]
) -> None:
    asked = order(tmp_path, "veo", *roles, **fields)
    with pytest.raises(BadInput):
        made("veo").preview(asked, LOGIN)
    with FakeVeo() as fake:
        outcome = submit(fake, asked)
        assert isinstance(outcome, Declined)
        assert outcome.refusal.kind == "parameter"
        assert not fake.calls


def submit(fake: FakeVeo, asked: object) -> Submission:
    veo = made("veo")
    login = Login(fake.url, fake.key, own=True)
    return converse("veo", login, lambda channel: veo.submit(asked, channel))


# -- tokens ---------------------------------------------------------------------------------------


def test_a_service_account_fetches_one_token_for_many_questions(tmp_path: Path) -> None:
    asked = order(tmp_path, "veo", seconds=4)
    veo = made("veo")

    async def talk(channel: Channel) -> list[object]:
        first = await veo.submit(asked, channel)
        assert isinstance(first, Accepted)
        return [first, await veo.poll(first.provider_id, asked.recipe, channel)]

    with FakeVeoAccount() as fake:
        accepted, polled = converse("veo", Login(fake.url, fake.key, own=True), talk)
        assert isinstance(accepted, Accepted)
        assert accepted.provider_id.startswith(f"projects/{PROJECT}/")
        assert isinstance(polled, Polled)
        assert polled.results[0].data == video()
        assert fake.count("token") == 1
        call = fake.calls[0][1]
        assert call.headers["content-type"] == "application/x-www-form-urlencoded"
        form = urllib.parse.parse_qs(call.body.decode())
        assert set(form) == {"grant_type", "assertion"}


def test_a_token_that_was_withdrawn_is_renewed_for_questions(tmp_path: Path) -> None:
    asked = order(tmp_path, "veo", seconds=4)
    veo = made("veo")

    with FakeVeoAccount() as fake:

        async def talk(channel: Channel) -> object:
            first = await veo.submit(asked, channel)
            assert isinstance(first, Accepted)
            fake.tokens.clear()
            return await veo.poll(first.provider_id, asked.recipe, channel)

        polled = converse("veo", Login(fake.url, fake.key, own=True), talk)
        assert isinstance(polled, Polled)
        assert polled.state == "ready"
        assert (fake.count("token"), fake.count("create")) == (2, 1)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (refused(400, {"error": "invalid_grant", "error_description": "no"}), "auth"),
        (refused(401, {"error": "invalid_client"}), "auth"),
        (BAD_GATEWAY, "not_sent"),
        (refused(429, {"error": "slow_down"}), "too_fast"),
    ],
)
def test_without_a_token_nothing_is_sent(tmp_path: Path, fault: object, kind: str) -> None:
    asked = order(tmp_path, "veo", seconds=4)
    with FakeVeoAccount() as fake:
        fake.fail("token", fault, fault)
        outcome = submit(fake, asked)
        assert isinstance(outcome, Declined)
        assert outcome.refusal.kind == kind
        assert fake.count("create") == 0


def test_the_preview_shows_the_token_call_and_no_secret(tmp_path: Path) -> None:
    login = Login("https://europe-west4-aiplatform.googleapis.com", account_file())
    token, paid = made("veo").preview(order(tmp_path, "veo", seconds=4), login)
    assert token.url == "https://oauth2.googleapis.com/token"
    assert paid.headers["Authorization"] == "Bearer <access token>"
    assert paid.url.startswith("https://europe-west4-aiplatform.googleapis.com/v1/projects/")
    assert "/locations/europe-west4/" in paid.url
    assert all(secret not in token.body().decode() for secret in login.secrets)
    assert any("BEGIN PRIVATE KEY" in secret for secret in login.secrets)


def test_project_and_place_may_be_options(tmp_path: Path) -> None:
    asked = order(tmp_path, "veo", seconds=4)
    login = Login("https://us-central1-aiplatform.googleapis.com", TOKEN)
    veo = made("veo", {"project": "p-1", "location": "asia-east1"})
    (request,) = veo.preview(asked, login)
    assert request.url.startswith(
        "https://asia-east1-aiplatform.googleapis.com/v1/projects/p-1/locations/asia-east1/"
    )
    with pytest.raises(BadInput, match="project"):
        made("veo").preview(asked, login)


# -- answers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "word", "message", "kind"),
    [
        (400, "INVALID_ARGUMENT", "bad field mix", "parameter"),
        (400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", "auth"),
        (400, "FAILED_PRECONDITION", "User location is not supported", "policy"),
        (400, "FAILED_PRECONDITION", "Enable billing", "balance"),
        (401, "UNAUTHENTICATED", "token expired", "auth"),
        (403, "PERMISSION_DENIED", "API is off", "auth"),
        (404, "NOT_FOUND", "no longer available", "parameter"),
        (429, "RESOURCE_EXHAUSTED", "quota", "too_fast"),
    ],
)
def test_every_documented_error_has_its_class(
    status: int, word: str, message: str, kind: str
) -> None:
    refusal = explain(status, body(status, word, message))
    assert (refusal.kind, refusal.code, refusal.detail) == (kind, word, message)


def test_the_wait_that_google_asks_for_is_kept(tmp_path: Path) -> None:
    with FakeVeo() as fake:
        fake.fail("create", fake.refusals()["too_fast"])
        outcome = submit(fake, order(tmp_path, "veo", seconds=4))
        assert isinstance(outcome, Declined)
        assert outcome.retry_after == 27.0


def test_a_film_that_was_filtered_is_no_success(tmp_path: Path) -> None:
    asked = order(tmp_path, "veo", seconds=4)
    veo = made("veo")
    answers = {
        "moderated": {"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": ["Support codes: 1"]},
        "failed": {"videos": []},
    }
    for state, response in answers.items():
        with FakeVeo() as fake:
            fake.fail("get", refused(200, {"name": "n", "done": True, "response": response}))
            login = Login(fake.url, fake.key, own=True)
            polled = converse(
                "veo", login, lambda channel: veo.poll("a/operations/b", asked.recipe, channel)
            )
            assert isinstance(polled, Polled)
            assert polled.state == state
            assert polled.refusal is not None


def test_an_operation_that_is_not_there_is_gone_and_a_stumble_is_no_answer(tmp_path: Path) -> None:
    asked = order(tmp_path, "veo", seconds=4)
    veo = made("veo")
    name = f"{MODEL.removeprefix('/v1/')}/operations/none"
    with FakeVeo() as fake:
        login = Login(fake.url, fake.key, own=True)
        polled = converse("veo", login, lambda channel: veo.poll(name, asked.recipe, channel))
        assert isinstance(polled, Polled)
        assert polled.state == "gone"
        fake.fail("get", BAD_GATEWAY)
        polled = converse("veo", login, lambda channel: veo.poll(name, asked.recipe, channel))
        assert isinstance(polled, NoAnswer)
