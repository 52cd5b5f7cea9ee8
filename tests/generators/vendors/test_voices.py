"""ElevenLabs, OpenAI's shape and edge-tts: exact requests, the bill in a header, errors by their words."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.ids import ShotId
from app.domain.money import Money
from app.domain.recipes import Recipe
from app.errors import BadInput, Cancelled, Environment, ToolMissing
from app.generators.card import load_all
from app.generators.catalog import build_catalog
from app.generators.contract import (
    Answered,
    Declined,
    LocalGenerator,
    Order,
    RemoteGenerator,
    Work,
)
from app.generators.login import Login
from app.generators.tools import Tools
from app.generators.vendors.elevenlabs import explain
from tests.fakes.server import Fault
from tests.fakes.stage import START, TurnedClock, converse
from tests.fakes.vendors.elevenlabs import FakeElevenLabs
from tests.fakes.vendors.openai_speech import FakeOpenAISpeech

CATALOG = build_catalog(Tools(), load_all(), plugins=())

#: A library of the shape of edge-tts 7: what it is told stands in what it says.
LIBRARY = """
class Communicate:
    def __init__(self, text, voice, *, rate, volume, pitch):
        self.told = f"{text}|{voice}|{rate}|{volume}|{pitch}"

    def stream_sync(self):
        if "broken" in self.told:
            raise RuntimeError("403, message='Invalid response status'")
        yield {"type": "WordBoundary", "offset": 0, "duration": 1, "text": "x"}
        for piece in () if "silent" in self.told else (b"ID3", self.told.encode()):
            yield {"type": "audio", "data": piece}
"""


def remote(name: str) -> RemoteGenerator:
    made = CATALOG[name]
    assert isinstance(made, RemoteGenerator)
    return made


def order(generator: str, model: str, **fields: Any) -> Order:
    known: dict[str, Any] = {
        "generator": generator, "model": model, "medium": "voice", "shot_id": ShotId("s"),
        "prompt": "[whispers] 别开门。", "seed": 7,
    }  # fmt: skip
    return Order(Recipe(**(known | fields)), "t", "7", START)


def test_elevenlabs_is_asked_for_one_recording() -> None:
    settings = {
        "voice": "v/4711",
        "stability": "0.5",
        "speed": 1.1,
        "boost": "false",
        "language": "zh",
    }
    asked = order("elevenlabs", "eleven_v3", settings=settings)
    (request,) = remote("elevenlabs").preview(
        asked, Login(address="https://api.elevenlabs.io", key="sk_secret4711")
    )
    assert request.method == "POST"
    assert request.url == "https://api.elevenlabs.io/v1/text-to-speech/v%2F4711"
    assert request.query == (("output_format", "mp3_44100_128"),)
    assert request.headers == {
        "xi-api-key": "sk_secret4711", "Content-Type": "application/json",
    }  # fmt: skip
    assert request.json_body == {
        "text": "[whispers] 别开门。",
        "model_id": "eleven_v3",
        "language_code": "zh",
        "voice_settings": {"stability": 0.5, "speed": 1.1, "use_speaker_boost": False},
        "seed": 7,
    }


def test_the_bill_is_the_header_in_credits() -> None:
    with FakeElevenLabs(TurnedClock().now) as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        asked = order("elevenlabs", "eleven_flash_v2_5", settings={"voice": "voice-4711"})
        answer = converse(
            "elevenlabs", login, lambda channel: remote("elevenlabs").submit(asked, channel)
        )
        assert isinstance(answer, Answered)
        assert answer.cost == Money(amount=fake.invoiced, currency="POINTS")
        assert answer.results[0].suffix == ".mp3"


@pytest.mark.parametrize(
    "settings", [{}, {"voice": "v", "speed": "fast"}, {"voice": "v", "speed": 3}]
)
def test_what_cannot_be_said_is_not_asked(settings: dict[str, Any]) -> None:
    with FakeElevenLabs(TurnedClock().now) as fake:
        login = Login(address=fake.url, key=fake.key, own=True)
        asked = order("elevenlabs", "eleven_v3", settings=settings)
        answer = converse(
            "elevenlabs", login, lambda channel: remote("elevenlabs").submit(asked, channel)
        )
        assert isinstance(answer, Declined)
        assert answer.refusal.kind == "parameter"
        assert fake.count("create") == 0


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "max_character_limit_exceeded", "parameter"),
        (401, "invalid_api_key", "auth"),
        (401, "quota_exceeded", "balance"),
        (404, "voice_not_found", "parameter"),
        (429, "too_many_concurrent_requests", "too_fast"),
        (429, "system_busy", "too_fast"),
    ],
)
def test_elevenlabs_errors_have_their_class(status: int, code: str, kind: str) -> None:
    refusal = explain(status, {"detail": {"status": code, "message": "why"}})
    assert (refusal.kind, refusal.code, refusal.detail) == (kind, code, "why")
    assert explain(422, {"detail": [{"loc": ["body"], "msg": "m"}]}).kind == "parameter"


def test_openai_speech_is_asked_in_its_shape() -> None:
    login = Login(address="https://api.openai.com/v1", key="sk-secret-4711")
    settings = {"voice": "coral", "emotion": "whispering", "speed": "1.25"}
    asked = order("openai-speech", "gpt-4o-mini-tts", settings=settings)
    (request,) = remote("openai-speech").preview(asked, login)
    assert request.url == "https://api.openai.com/v1/audio/speech"
    assert request.headers["Authorization"] == "Bearer sk-secret-4711"
    assert request.json_body == {
        "model": "gpt-4o-mini-tts",
        "input": "[whispers] 别开门。",
        "voice": "coral",
        "instructions": "whispering",
        "response_format": "mp3",
        "speed": 1.25,
    }
    plain = order("openai-speech", "tts-1", settings={"emotion": "sad"})
    (request,) = remote("openai-speech").preview(plain, login)
    assert "instructions" not in request.json_body
    assert request.json_body["voice"] == "alloy"


def test_a_compatible_server_needs_its_address_and_maybe_no_key() -> None:
    talk = remote("compatible-speech")
    asked = order("compatible-speech", "tts-1", settings={"voice": "af_sky"})
    with pytest.raises(BadInput, match="address"):
        talk.preview(asked, Login(address=""))
    answer = converse("compatible", Login(address=""), lambda channel: talk.submit(asked, channel))
    assert isinstance(answer, Declined)
    (request,) = talk.preview(asked, Login(address="http://127.0.0.1:8880/v1", own=True))
    assert "Authorization" not in request.headers


def test_a_server_without_a_list_of_models_is_told_apart_from_a_wrong_key() -> None:
    with FakeOpenAISpeech(TurnedClock().now) as fake:
        fake.fail("models", Fault(status=404, body=b"{}"))
        login = Login(address=fake.url, key=fake.key, own=True)
        checked = converse("compatible", login, remote("compatible-speech").test_key)
        assert not checked.good
        assert "list of models" in checked.message


def edge(folder: Path, **fields: Any) -> tuple[Recipe, Work]:
    asked = order("edge-tts", "edge", **fields).recipe
    return asked, Work(folder, {}, lambda _share: None, lambda: False)


def generator() -> LocalGenerator:
    made = CATALOG["edge-tts"]
    assert isinstance(made, LocalGenerator)
    return made


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "edge_tts.py").write_text(LIBRARY)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "edge_tts", raising=False)
    yield tmp_path
    sys.modules.pop("edge_tts", None)


def test_edge_speaks_through_the_persons_own_library(library: Path) -> None:
    settings = {"speed": 1.1, "pitch": -2, "volume": 5}
    recipe, work = edge(library, prompt="你好", settings=settings)
    made = generator().make(recipe, work)
    told = made.files[0].path.read_bytes().decode()
    assert told == "ID3你好|zh-CN-XiaoxiaoNeural|+10%|+5%|-2Hz"


@pytest.mark.parametrize("prompt", ["broken", "silent"])
def test_edge_says_when_the_service_is_silent(library: Path, prompt: str) -> None:
    recipe, work = edge(library, prompt=prompt)
    with pytest.raises(Environment, match="did not answer"):
        generator().make(recipe, work)


def test_edge_stops_when_it_is_stopped(library: Path) -> None:
    recipe, work = edge(library)
    stopped = Work(work.folder, {}, work.report, lambda: True)
    with pytest.raises(Cancelled):
        generator().make(recipe, stopped)


def test_edge_without_the_library_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "edge_tts", None)
    recipe, work = edge(tmp_path)
    with pytest.raises(ToolMissing, match="not installed") as raised:
        generator().make(recipe, work)
    assert "pip install edge-tts" in raised.value.fix
