"""Volcengine's speech: the exact request, both kinds of key, and reading a row of pieces."""

from __future__ import annotations

import base64
import io
import json
import wave
from pathlib import Path

import pytest

from app.generators.contract import Answered, Declined, Doubtful
from app.generators.login import Login
from app.generators.vendors.volcengine_tts import explain, read
from tests.fakes.orders import made, order
from tests.fakes.server import Fault
from tests.fakes.stage import converse
from tests.fakes.vendors.volcengine_tts import FakeVolcengineTts

VOICE = {"medium": "voice", "seconds": 0, "width": 0, "height": 0, "prompt": "你终于来了"}
ADDRESS = "https://openspeech.bytedance.com"


def test_the_request_is_exactly_what_the_document_names(tmp_path: Path) -> None:
    settings = {
        "voice": "zh_female_vv_uranus_bigtts", "speed": 1.2, "volume": 0.1, "watermark": True,
        "instruction": "痛心一点",
    }  # fmt: skip
    asked = order(tmp_path, "volcengine-tts", model="seed-tts-2.0", settings=settings, **VOICE)
    (request,) = made("volcengine-tts").preview(asked, Login(ADDRESS, "new-key-1"))
    assert request.url == f"{ADDRESS}/api/v3/tts/unidirectional"
    assert request.headers == {
        "Content-Type": "application/json",
        "X-Api-Resource-Id": "seed-tts-2.0",
        "X-Api-Key": "new-key-1",
        "X-Api-Request-Id": "token-1",
        "X-Control-Require-Usage-Tokens-Return": "text_words",
    }
    assert json.loads(request.body()) == {
        "user": {"uid": "fenjing"},
        "req_params": {
            "text": "你终于来了",
            "speaker": "zh_female_vv_uranus_bigtts",
            "audio_params": {
                "format": "pcm", "sample_rate": 24000, "speech_rate": 20, "loudness_rate": -50,
            },
            "additions": '{"context_texts":["痛心一点"],"aigc_watermark":true}',
        },
    }  # fmt: skip


def test_a_key_of_the_old_console_has_two_halves(tmp_path: Path) -> None:
    asked = order(
        tmp_path, "volcengine-tts", model="seed-tts-1.0", settings={"emotion": "angry"}, **VOICE
    )
    (request,) = made("volcengine-tts").preview(asked, Login(ADDRESS, "123:token-9"))
    assert request.headers["X-Api-App-Id"] == "123"
    assert request.headers["X-Api-Access-Key"] == "token-9"
    assert "X-Api-Key" not in request.headers
    words = request.json_body["req_params"]
    assert words["speaker"] == "zh_female_shuangkuaisisi_moon_bigtts"
    assert words["audio_params"]["emotion"] == "angry"
    assert "additions" not in words
    with FakeVolcengineTts(lambda: asked.created_at) as fake:
        login = Login(fake.url, fake.old_key, own=True)
        speech = made("volcengine-tts")
        assert converse("volcengine-tts", login, speech.test_key).good
        answer = converse("volcengine-tts", login, lambda way: speech.submit(asked, way))
        assert isinstance(answer, Answered)
        (result,) = answer.results
        with wave.open(io.BytesIO(result.data or b"")) as file:
            assert (file.getframerate(), file.getnchannels()) == (24000, 1)
            assert file.getnframes() == 24000


def test_pieces_are_joined_even_on_one_line() -> None:
    first, second = (base64.b64encode(part).decode() for part in (b"ab", b"cd"))
    row = f'{{"code":0,"data":"{first}"}}{{"code":0,"data":"{second}"}}\n{{"code":20000000}}'
    assert read(row.encode()) == (b"abcd", {"code": 20000000})
    assert read(row[:-5].encode()) == (b"abcd", {})
    assert read(b"<html>") == (b"", {})


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"code":45000000,"message":"speaker permission denied"}', Declined),
        (b'{"code":55000000,"message":"server error"}', Doubtful),
        (b'{"code":0,"data":"YWI="}', Doubtful),
        (b'{"code":0,"data":"YWI="}\n{"code":55000000,"message":"x"}', Doubtful),
    ],
)
def test_what_an_answer_without_an_end_proves(tmp_path: Path, body: bytes, kind: type) -> None:
    asked = order(tmp_path, "volcengine-tts", **VOICE, model="")
    with FakeVolcengineTts(lambda: asked.created_at) as fake:
        fake.fail("create", Fault(status=200, body=body))
        login = Login(fake.url, fake.key, own=True)
        speech = made("volcengine-tts")
        answer = converse("volcengine-tts", login, lambda way: speech.submit(asked, way))
        assert isinstance(answer, kind)


def test_a_speed_that_is_no_number_is_said_before_anything_is_sent(tmp_path: Path) -> None:
    asked = order(tmp_path, "volcengine-tts", model="", settings={"speed": "fast"}, **VOICE)
    with FakeVolcengineTts(lambda: asked.created_at) as fake:
        login = Login(fake.url, fake.key, own=True)
        speech = made("volcengine-tts")
        answer = converse("volcengine-tts", login, lambda way: speech.submit(asked, way))
        assert isinstance(answer, Declined)
        assert "fast" in answer.refusal.message
        assert fake.calls == []


@pytest.mark.parametrize(
    ("status", "code", "message", "kind"),
    [
        (200, 40402003, "TTSExceededTextLimit:exceed max limit", "parameter"),
        (403, 45000000, "speaker permission denied: get resource id: access denied", "parameter"),
        (200, 45000000, "quota exceeded for types: concurrency", "too_fast"),
        (200, 55000000, "resource ID is mismatched with speaker related resource", "parameter"),
        (200, 55000000, "internal", "unknown"),
        (403, 45000030, "requested resource not granted", "balance"),
        (401, 45000010, "Invalid X-Api-Key", "auth"),
    ],
)
def test_every_documented_code_has_its_class(
    status: int, code: int, message: str, kind: str
) -> None:
    assert explain(status, {"code": code, "message": message}).kind == kind
    assert explain(status, {"header": {"code": code, "message": message}}).code == str(code)
