"""sync.so on the wire: the form, the key that names one generation, and the list for old doubts."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.ids import ShotId
from app.domain.recipes import Recipe, RecipeReference
from app.generators.card import load
from app.generators.contract import Accepted, Declined, Found, Order
from app.generators.login import Login
from app.generators.tools import Tools
from app.generators.vendors.sync import Sync, build, explain
from app.paths import resource
from tests.fakes import clips
from tests.fakes.server import CUT_AFTER
from tests.fakes.stage import START, TurnedClock, converse
from tests.fakes.vendors.sync import FakeSync

LOGIN = Login(address="https://api.sync.so", key="sk-secret-4711")


def sync() -> Sync:
    return build(load(resource("cards", "sync.json")), Tools())


def order(folder: Path, *roles: Any, created: datetime = START, **fields: Any) -> Order:
    references, held = [], {}
    for role in roles:
        suffix = {"clip": ".mp4", "sound": ".wav"}.get(role, ".png")
        path = folder / f"{role}{suffix}"
        made = {".mp4": clips.video(), ".wav": clips.sound(), ".png": clips.picture()}
        path.write_bytes(made[suffix])
        media = clips.measure(path)
        held[media.sha256] = path
        references.append(RecipeReference(role=role, name=role, media=media))
    known: dict[str, Any] = {
        "generator": "sync", "model": "lipsync-2", "medium": "lips", "shot_id": ShotId("s"),
        "references": tuple(references), "seconds": 2,
    }  # fmt: skip
    return Order(Recipe(**(known | fields)), "token-4711", "0", created, held)


def test_the_form_has_the_files_and_the_options_as_json(tmp_path: Path) -> None:
    settings = {"sync_mode": "loop", "temperature": "0.5", "occlusion": True, "find_speaker": True}
    (request,) = sync().preview(order(tmp_path, "clip", "sound", settings=settings), LOGIN)
    assert (request.method, request.url) == ("POST", "https://api.sync.so/v2/generate")
    assert request.headers == {"x-api-key": "sk-secret-4711", "Idempotency-Key": "token-4711"}
    named = {part.name: part for part in request.parts}
    assert list(named) == ["model", "video", "audio", "options"]
    assert named["model"].value == "lipsync-2"
    assert (named["video"].filename, named["video"].content_type) == ("clip.mp4", "video/mp4")
    assert named["audio"].content_type == "audio/wav"
    assert json.loads(named["options"].value) == {
        "sync_mode": "loop",
        "temperature": 0.5,
        "occlusion_detection_enabled": True,
        "active_speaker_detection": {"auto_detect": True},
    }


def test_without_choices_no_options_are_sent(tmp_path: Path) -> None:
    (request,) = sync().preview(order(tmp_path, "first_frame", "sound", model="sync-3"), LOGIN)
    assert [part.name for part in request.parts] == ["model", "image", "audio"]


@pytest.mark.parametrize("roles", [("sound",), ("clip",), ("clip", "first_frame", "sound")])
def test_neither_two_sources_nor_none_are_sent(tmp_path: Path, roles: tuple[str, ...]) -> None:
    with FakeSync(TurnedClock().now) as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        asked = order(tmp_path, *roles, model="sync-3")
        answer = converse("sync", login, lambda channel: sync().submit(asked, channel))
        assert isinstance(answer, Declined)
        assert answer.refusal.kind == "parameter"
        assert fake.count("create") == 0


def test_the_same_key_finds_the_same_job(tmp_path: Path) -> None:
    with FakeSync(TurnedClock().now) as fake:
        fake.fail("create", CUT_AFTER)
        login = Login(address=fake.url, key=fake.key, own=True)
        asked = order(tmp_path, "clip", "sound", created=datetime.now(UTC))
        converse("sync", login, lambda channel: sync().submit(asked, channel))
        found = converse("sync", login, lambda channel: sync().find(asked, channel))
        assert isinstance(found, Found)
        assert [one.exact for one in found.candidates] == [True]
        assert len(fake.jobs) == 1


def test_an_old_doubt_is_looked_for_in_the_list_and_never_sent_again(tmp_path: Path) -> None:
    clock = TurnedClock(datetime.now(UTC) - timedelta(days=2))
    with FakeSync(clock.now) as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        asked = order(tmp_path, "clip", "sound", created=clock.now())
        answer = converse("sync", login, lambda channel: sync().submit(asked, channel))
        assert isinstance(answer, Accepted)
        found = converse("sync", login, lambda channel: sync().find(asked, channel))
        assert isinstance(found, Found)
        assert [(one.provider_id, one.exact) for one in found.candidates] == [("job-1", False)]
        assert fake.count("create") == 1


def test_a_key_refused_now_was_refused_then(tmp_path: Path) -> None:
    with FakeSync(TurnedClock().now) as fake:
        fake.fail("create", fake.refusals()["parameter"])
        login = Login(address=fake.url, key=fake.key, own=True)
        asked = order(tmp_path, "clip", "sound", created=datetime.now(UTC))
        found = converse("sync", login, lambda channel: sync().find(asked, channel))
        assert isinstance(found, Found)
        assert found.not_taken is not None


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "generation_input_validation_failed", "parameter"),
        (401, "unauthorized", "auth"),
        (402, "billing", "balance"),
        (413, "file_size_exceeds_plan_limit", "parameter"),
        (429, "rate_limit_exceeded", "too_fast"),
        (429, "concurrency_limit_reached", "too_fast"),
        (400, "generation_content_moderation", "moderated_input"),
    ],
)
def test_each_error_has_its_class(status: int, code: str, kind: str) -> None:
    refusal = explain(status, {"errorCode": code, "message": "why"})
    assert (refusal.kind, refusal.code, refusal.detail) == (kind, code, "why")
