"""Volcengine's speech (豆包语音合成), V3 over HTTP: words in, pieces of sound back in the same answer.

Wire: `POST /api/v3/tts/unidirectional`; the model is the header `X-Api-Resource-Id`; the key is `X-Api-Key`, or
for keys of the older console `X-Api-App-Id` and `X-Api-Access-Key` (typed as AppID:AccessToken). The answer is a
row of JSON objects: code 0 with base64 sound, then 20000000. Sound is asked for as bare samples, which the
document recommends over WAV. Source: Volcengine document 6561/1598757, state of 2026-03.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from app.domain.attempts import Refusal
from app.domain.cards import Card
from app.domain.money import Money
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import in_money, rate_for
from app.generators.contract import (
    Answered,
    Channel,
    Declined,
    Doubtful,
    KeyCheck,
    Order,
    Reply,
    Request,
    Result,
    Submission,
)
from app.generators.encoding import wav
from app.generators.login import Login
from app.generators.redaction import one_line
from app.generators.refusals import NOT_OPEN, not_asked, refuse, verdict
from app.generators.tools import Tools
from app.generators.vendor import AtOnce, by_status, is_on

_PATH = "/api/v3/tts/unidirectional"
_RATE = 24_000
_END = 20_000_000
_TOO_LONG = 40_402_003
#: About a quarter of an hour of samples in base64.
_CAP = 60_000_000
_USUAL_VOICES = {
    "seed-tts-2.0": "zh_female_vv_uranus_bigtts",
    "seed-tts-1.0": "zh_female_shuangkuaisisi_moon_bigtts",
}
_TOO_LONG_WORDS = (
    N_("The text is too long to be spoken at once."),
    N_("Divide the line, or choose another generator."),
)
_VOICE_WORDS = (
    N_("This voice is not known, or not open for your account or this model."),
    N_("Choose another voice, or open it in the vendor's console."),
)


def build(card: Card, tools: Tools) -> VolcengineTts:
    """The generator for its card."""
    return VolcengineTts(card, tools)


class VolcengineTts(AtOnce):
    """Speaks the recipe's text; settings voice, speed (1 is usual), volume, emotion and instruction."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._speak(order, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Have it spoken."""
        try:
            request = self._speak(order, channel.login)
        except BadInput as error:
            return not_asked(error)
        answer = await channel.send(request)
        if not (isinstance(answer, Reply) and answer.status == 200):
            return verdict(answer, explain)
        sound, end = read(answer.body)
        if end.get("code") == _END and sound:
            result = Result(data=wav(sound, _RATE), suffix=".wav")
            return Answered(results=(result,), cost=self._cost(end, order.recipe))
        refusal = explain(200, end) if end.get("code") and not sound else None
        if refusal is None or refusal.kind == "unknown":
            detail = one_line(answer.body[-600:])
            code = str(end.get("code", ""))
            return Doubtful(refusal=refuse("unknown", code=code, billed="unknown", detail=detail))
        return Declined(refusal=refusal)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Ask for no words at all: a good key hears about the words, nothing is spoken or billed."""
        model = self._card.models[0].id
        body = _body("", _USUAL_VOICES[model], {})
        answer = await channel.ask(_call(channel.login, model, body), tries=2)
        if isinstance(answer, Reply) and answer.status < 500:
            _sound, end = read(answer.body)
            if end and explain(answer.status, end).kind != "auth":
                return KeyCheck(good=True, message=N_("The key works."))
        outcome = verdict(answer, explain)
        return KeyCheck(good=False, message=outcome.refusal.message, fix=outcome.refusal.fix)

    def _speak(self, order: Order, login: Login) -> Request:
        recipe = order.recipe
        model = self.model(recipe).id
        voice = str(recipe.settings.get("voice", "")) or _USUAL_VOICES.get(model, "")
        request = _call(login, model, _body(recipe.prompt, voice, _wishes(recipe)))
        headers = request.headers | {
            "X-Api-Request-Id": order.token,
            "X-Control-Require-Usage-Tokens-Return": "text_words",
        }
        note = N_("Speaks the text; this is the paid call.")
        return request.model_copy(update={"headers": headers, "note": note})

    def _cost(self, end: dict[str, Any], recipe: Recipe) -> Money | None:
        usage = end.get("usage")
        words = usage.get("text_words") if isinstance(usage, dict) else None
        rate = rate_for(recipe, self.model(recipe), "thousand_characters")
        if rate is None or not isinstance(words, int):
            return None
        return in_money(Money(amount=rate.amount * words / 1000, currency=rate.currency), self.card)


def read(body: bytes) -> tuple[bytes, dict[str, Any]]:
    """All sound of an answer, and the object that ended it; that object is empty when none did."""
    text, sound = body.decode("utf-8", errors="replace"), bytearray()
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        try:
            piece, at = decoder.raw_decode(text, at)
            if not isinstance(piece, dict):
                break
            if piece.get("code") != 0:
                return bytes(sound), piece
            sound += base64.b64decode(piece.get("data") or "", validate=True)
        except (ValueError, binascii.Error, RecursionError):
            break
    return bytes(sound), {}


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """`{code, message}`, bare or under `header`; 45000000 is several things that only its message tells apart."""
    header = body.get("header")
    said = header if isinstance(header, dict) else body
    code, detail = said.get("code", ""), str(said.get("message", ""))
    words = detail.lower()
    if code == _TOO_LONG:
        message, fix = _TOO_LONG_WORDS
        return refuse("parameter", code=str(code), detail=detail, message=message, fix=fix)
    if "quota exceeded" in words or "concurrency" in words:
        return refuse("too_fast", code=str(code), detail=detail)
    if "not granted" in words:
        message, fix = NOT_OPEN
        return refuse("balance", code=str(code), detail=detail, message=message, fix=fix)
    if "speaker" in words or "mismatched" in words:
        message, fix = _VOICE_WORDS
        return refuse("parameter", code=str(code), detail=detail, message=message, fix=fix)
    if status in (401, 403):
        return refuse("auth", code=str(code), detail=detail)
    if status < 400 and isinstance(code, int) and code >= 55_000_000:
        return refuse("unknown", code=str(code), billed="unknown", detail=detail)
    return refuse(by_status(status), code=str(code), detail=detail)


def _call(login: Login, model: str, body: dict[str, Any]) -> Request:
    headers = {"Content-Type": "application/json", "X-Api-Resource-Id": model}
    if ":" in login.key:
        headers["X-Api-App-Id"], headers["X-Api-Access-Key"] = login.pair
    else:
        headers["X-Api-Key"] = login.key
    return Request(
        method="POST",
        url=f"{login.address}{_PATH}",
        headers=headers,
        json_body=body,
        answer_cap=_CAP,
        patience=180,
    )


def _body(text: str, voice: str, wishes: dict[str, Any]) -> dict[str, Any]:
    sound = {"format": "pcm", "sample_rate": _RATE} | wishes.get("audio_params", {})
    words: dict[str, Any] = {"text": text, "speaker": voice, "audio_params": sound}
    if wishes.get("additions"):
        additions = wishes["additions"]
        words["additions"] = json.dumps(additions, ensure_ascii=False, separators=(",", ":"))
    return {"user": {"uid": "fenjing"}, "req_params": words}


def _wishes(recipe: Recipe) -> dict[str, Any]:
    """What the settings change: speed and volume 0.5 to 2 become -50 to 100."""
    settings = recipe.settings
    sound: dict[str, Any] = {}
    for name, field in (("speed", "speech_rate"), ("volume", "loudness_rate")):
        if name in settings:
            sound[field] = max(-50, min(100, round((_factor(name, settings[name]) - 1) * 100)))
    if settings.get("emotion"):
        sound["emotion"] = str(settings["emotion"])
    additions: dict[str, Any] = {}
    if settings.get("instruction"):
        additions["context_texts"] = [str(settings["instruction"])]
    if is_on(settings.get("watermark", False)):
        additions["aigc_watermark"] = True
    return {"audio_params": sound, "additions": additions}


def _factor(name: str, value: object) -> float:
    try:
        return float(str(value))
    except ValueError as error:
        raise BadInput(
            N_("{name} has to be a number, not {value}.").format(name=name, value=value),
            N_("Enter a number such as 1.2; 1 is as usual."),
        ) from error
