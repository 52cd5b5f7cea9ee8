"""ElevenLabs' speech: bytes at once, a bill in a header, its nested error bodies."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.domain.money import Money
from tests.fakes import clips
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.vendor import Case, FakeVendor

_FIELDS = {"text", "model_id", "language_code", "voice_settings", "seed"}
_SETTINGS = {
    "stability": (0, 1), "similarity_boost": (0, 1), "style": (0, 1), "speed": (0.7, 1.2),
    "use_speaker_boost": (False, True),
}  # fmt: skip
CREDITS = {"eleven_v3": 1, "eleven_multilingual_v2": 1, "eleven_flash_v2_5": 0.5}


class FakeElevenLabs(FakeVendor):
    """One account."""

    key = "sk_fake11labs4711"

    def route(self, call: Call) -> str:
        return "create" if call.method == "POST" else "account"

    def work(self, route: str, call: Call) -> Response:
        if call.headers.get("xi-api-key") != self.key:
            return problem(401, "invalid_api_key", "Invalid API key")
        if route == "account":
            return answer({"tier": "creator", "character_count": 10, "character_limit": 100_000})
        if call.path.rpartition("/")[2] != "voice-4711":
            return problem(404, "voice_not_found", "A voice for the voice_id was not found.")
        wrong = _wrong(call)
        if wrong:
            return answer({"detail": [{"loc": ["body", wrong], "msg": wrong, "type": "x"}]}, 422)
        cost = CREDITS[call.json["model_id"]] * len(call.json["text"])
        self.take(call.json, Money(amount=Decimal(str(cost)), currency="POINTS"))
        return Response(
            200,
            clips.sound(),
            {"Content-Type": "audio/wav", "request-id": "r-1", "character-cost": f"{cost:g}"},
        )

    def refusals(self) -> dict[str, Fault]:
        def body(status: int, code: str) -> Fault:
            return refused(status, {"detail": {"status": code, "message": "no"}})

        return {
            "parameter": body(400, "max_character_limit_exceeded"),
            "auth": body(401, "invalid_api_key"),
            "balance": body(401, "quota_exceeded"),
            "too_fast": body(429, "system_busy"),
        }


def _wrong(call: Call) -> str:
    body: dict[str, Any] = call.json
    unknown = set(body) - _FIELDS
    if unknown or body.get("model_id") not in CREDITS or not body.get("text"):
        return min(unknown, default="model_id")
    if not 0 <= body.get("seed", 0) <= 4_294_967_295:
        return "seed"
    for name, value in body.get("voice_settings", {}).items():
        if name not in _SETTINGS or not _SETTINGS[name][0] <= value <= _SETTINGS[name][1]:
            return str(name)
    formats = call.query.get("output_format", [""])
    return "" if formats[0].startswith(("mp3_", "wav_", "opus_")) else "output_format"


def problem(status: int, code: str, message: str) -> Response:
    """The vendor's error body."""
    return answer({"detail": {"status": code, "message": message}}, status)


CASES = (
    Case("elevenlabs", FakeElevenLabs, "eleven_v3", medium="voice", seconds=0, width=0, height=0,
         settings={"voice": "voice-4711", "format": "wav_24000", "stability": 0.5}, at_once=True),
    Case("elevenlabs", FakeElevenLabs, "eleven_flash_v2_5", medium="voice", seconds=0, width=0,
         height=0, settings={"voice": "voice-4711", "format": "wav_24000"}, at_once=True),
)  # fmt: skip
