"""Google Veo on Vertex AI.

Wire: `POST …/models/{model}:predictLongRunning`, then `POST …/models/{model}:fetchPredictOperation` with the
operation's name; Bearer access token. The key is a service account's JSON file, from which tokens are fetched,
or an access token; the project then stands in the address or in the option `project`. The finished film comes
inside the answer. There is no client token and no list: a lost answer stays a doubt. Seed is a hint only.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from app.domain.attempts import Refusal
from app.domain.cards import Card
from app.domain.recipes import Recipe, RecipeReference
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import resolution_of, sound_of
from app.generators.contract import (
    Accepted,
    Channel,
    Declined,
    KeyCheck,
    NoAnswer,
    Order,
    Polled,
    Reply,
    Request,
    Result,
    Submission,
)
from app.generators.encoding import decoded, mime, raw_base64
from app.generators.google import explain, free_verdict, paid_verdict
from app.generators.login import Login
from app.generators.mentions import bound_prompt, shown
from app.generators.redaction import one_line
from app.generators.refusals import before_paid, not_asked, refuse
from app.generators.signatures.service_account import (
    GRANT,
    TOKEN_ADDRESS,
    ServiceAccount,
    assertion,
    read_account,
)
from app.generators.tools import Tools
from app.generators.vendor import Vendor

_TOKEN_HOST = TOKEN_ADDRESS.removesuffix("/token")
_ADDRESS = re.compile(r"(https?://[^/]+)(?:/v1(?:beta1)?/projects/([^/]+)/locations/([^/]+))?")
_LOCATION = re.compile(r"https://([a-z0-9-]+)-aiplatform\.googleapis\.com")
#: A film inside a JSON answer; 4k at 8 s is far below this.
_FILM_CAP = 400_000_000
_FILM_PATIENCE = 300.0
#: A token is renewed this many seconds before it ends, so that no paid call goes out with a stale one.
_EARLY = 300.0
_USUAL_LOCATION = "us-central1"
_UNKNOWN_TOKEN = "<access token>"  # noqa: S105 - what the preview shows
_ONLY_EIGHT = (
    N_(
        "At 1080p and above, from reference pictures and from a film, {label} makes 8 seconds only."
    ),
    N_("Ask for 8 seconds, or for 720p from words or frames."),
)
_NO_PROJECT = (
    N_("Google wants to know which project pays."),
    N_("Paste a service account's JSON file as the key, or write the project into the address."),
)
_FILM_ALONE = (
    N_("{label} goes on from a film or starts from pictures, not both."),
    N_("Take the film or the pictures off the shot."),
)


def build(card: Card, tools: Tools) -> Veo:
    """The generator for its card."""
    return Veo(card, tools)


@dataclass(frozen=True)
class _Access:
    """Who asks where: the host, the models' path on it, and a token or an account that gets one."""

    base: str
    place: str
    token_base: str
    token: str = ""
    account: ServiceAccount | None = None

    def model(self, name: str) -> str:
        """A model's path below `/v1/`."""
        return f"{self.place}/publishers/google/models/{name}"


class Veo(Vendor):
    """All Veo models of Vertex AI; options `project` and `location` where key and address do not say them."""

    def __init__(self, card: Card, tools: Tools) -> None:
        super().__init__(card, tools)
        self._tokens: dict[str, tuple[str, float]] = {}

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The token call of a service account, then the paid one."""
        access = self._access(login)
        paid = self._create(order, access, access.token or _UNKNOWN_TOKEN)
        if access.account is None:
            return (paid,)
        return (_token_call(access, "<signed assertion>"), paid)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Get a token where needed, then start the operation."""
        try:
            access = self._access(channel.login)
        except BadInput as error:
            return not_asked(error, "auth")
        token = await self._token(access, channel)
        if isinstance(token, Declined):
            return token
        try:
            request = await asyncio.to_thread(self._create, order, access, token)
        except BadInput as error:
            return not_asked(error)
        answer = await channel.send(request)
        if isinstance(answer, Reply):
            body = answer.object()
            if answer.status == 200 and body and isinstance(body.get("name"), str) and body["name"]:
                return Accepted(provider_id=body["name"])
            if answer.status == 401:
                self._tokens.clear()
        return paid_verdict(answer)

    async def poll(
        self,
        provider_id: str,
        recipe: Recipe,  # noqa: ARG002
        channel: Channel,
    ) -> Polled | NoAnswer:
        """Read the operation; the film comes along when it is done."""
        answer = await self._look(provider_id, channel)
        if isinstance(answer, NoAnswer):
            return answer
        body = answer.object()
        if answer.status == 200 and body is not None and "error" not in body:
            return await asyncio.to_thread(_polled, body)
        if answer.status == 200 and body is not None:
            return _failed(body["error"])
        if answer.status == 404 and body is not None:
            return Polled(state="gone", vendor_state="404")
        return free_verdict(answer)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Ask about an operation that does not exist: free. "Not found" proves address, project and key."""
        try:
            access = self._access(channel.login)
        except BadInput as error:
            return KeyCheck(good=False, message=error.message, fix=error.fix)
        name = f"{access.model(self._card.models[0].id)}/operations/0"
        answer = await self._look(name, channel)
        if isinstance(answer, NoAnswer):
            refusal = answer.refusal
        elif answer.status in (200, 400, 404) and answer.object() is not None:
            return KeyCheck(good=True, message=N_("The key works."))
        else:
            refusal = free_verdict(answer).refusal
        return KeyCheck(good=False, message=refusal.message, fix=refusal.fix)

    # -- login --------------------------------------------------------------------------------------

    def _access(self, login: Login) -> _Access:
        options = self._tools.options("veo")
        written = _ADDRESS.match(login.address)
        base, project, location = written.groups("") if written else (login.address, "", "")
        account = read_account(login.key) if login.key.startswith("{") else None
        project = project or (account.project if account else "") or options.get("project", "")
        if not project:
            raise BadInput(*_NO_PROJECT)
        location = location or options.get("location", "")
        if location and not login.own:
            base = f"https://{location}-aiplatform.googleapis.com"
        named = _LOCATION.match(base)
        location = location or (named.group(1) if named else _USUAL_LOCATION)
        google = urlsplit(base).hostname or ""
        return _Access(
            base=base,
            place=f"projects/{quote(project, safe='')}/locations/{quote(location, safe='')}",
            token_base=_TOKEN_HOST if google.endswith(".googleapis.com") else base,
            token="" if account else login.key,
            account=account,
        )

    async def _token(self, access: _Access, channel: Channel) -> str | Declined:
        """A token that is good for some minutes yet; fetching one is free."""
        if access.account is None:
            return access.token
        name = hashlib.sha256(channel.login.key.encode()).hexdigest()
        token, good_until = self._tokens.get(name, ("", 0.0))
        if token and time.monotonic() < good_until:
            return token
        try:
            signed = await asyncio.to_thread(assertion, access.account, datetime.now(UTC))
        except BadInput as error:
            return not_asked(error, "auth")
        answer = await channel.ask(_token_call(access, signed), tries=2)
        body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
        if not body or not isinstance(body.get("access_token"), str):
            return before_paid(answer, _explain_token)
        life = body.get("expires_in")
        seconds = float(life) if isinstance(life, int | float) else 0.0
        self._tokens[name] = (body["access_token"], time.monotonic() + seconds - _EARLY)
        return str(body["access_token"])

    # -- the wire -----------------------------------------------------------------------------------

    def _create(self, order: Order, access: _Access, token: str) -> Request:
        recipe = order.recipe
        model = self.model(recipe)
        instance = _instance(order, model.label)
        resolution = resolution_of(recipe, model)
        free = instance.keys() & {"referenceImages", "video"}
        if (free or resolution not in ("", "720p")) and round(recipe.seconds) != 8:
            raise BadInput(_ONLY_EIGHT[0].format(label=model.label), _ONLY_EIGHT[1])
        parameters: dict[str, Any] = {
            "aspectRatio": recipe.aspect,
            "durationSeconds": round(recipe.seconds),
            "resolution": resolution,
            "sampleCount": 1,
            "seed": int(order.tag),
        }
        if recipe.negative:
            parameters["negativePrompt"] = recipe.negative
        if model.native_sound:
            parameters["generateAudio"] = sound_of(recipe, model)
        if "people" in recipe.settings:
            parameters["personGeneration"] = str(recipe.settings["people"])
        return Request(
            method="POST",
            url=f"{access.base}/v1/{access.model(model.id)}:predictLongRunning",
            headers=_headers(token),
            json_body={"instances": [instance], "parameters": parameters},
            note=N_("Creates the task; this is the paid call."),
        )

    async def _look(self, name: str, channel: Channel) -> Reply | NoAnswer:
        """The operation as Google answers; a token that was refused is renewed once."""
        try:
            access = self._access(channel.login)
        except BadInput as error:
            return NoAnswer(refusal=refuse("auth", message=error.message, fix=error.fix))
        answer: Any = None
        for _ in range(2 if access.account else 1):
            token = await self._token(access, channel)
            if isinstance(token, Declined):
                return NoAnswer(refusal=token.refusal, retry_after=token.retry_after)
            head = quote(name.rpartition("/operations/")[0], safe="/")
            answer = await channel.ask(
                Request(
                    method="POST",
                    url=f"{access.base}/v1/{head}:fetchPredictOperation",
                    headers=_headers(token),
                    json_body={"operationName": name},
                    answer_cap=_FILM_CAP,
                    patience=_FILM_PATIENCE,
                )
            )
            if not isinstance(answer, Reply) or answer.status != 401:
                break
            self._tokens.clear()
        return answer if isinstance(answer, Reply) else free_verdict(answer)


def _instance(order: Order, label: str) -> dict[str, Any]:
    """The words and the pictures; frames, reference pictures and a film exclude each other."""
    recipe = order.recipe
    instance: dict[str, Any] = {"prompt": bound_prompt(recipe)}
    for reference in recipe.references:
        fields = {"first_frame": "image", "last_frame": "lastFrame", "clip": "video"}
        if reference.role in fields:
            instance[fields[reference.role]] = _media(order, reference)
    assets = [
        {"image": _media(order, reference), "referenceType": "asset"} for reference in shown(recipe)
    ]
    if assets:
        instance["referenceImages"] = assets
    if "video" in instance and len(instance) > 2:
        raise BadInput(_FILM_ALONE[0].format(label=label), _FILM_ALONE[1])
    return instance


def _media(order: Order, reference: RecipeReference) -> dict[str, str]:
    path = order.file(reference)
    return {"bytesBase64Encoded": raw_base64(path), "mimeType": mime(path)}


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


def _token_call(access: _Access, signed: str) -> Request:
    return Request(
        method="POST",
        url=f"{access.token_base}/token",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        content=urlencode({"grant_type": GRANT, "assertion": signed}).encode(),
        note=N_("Fetches an access token; free."),
    )


def _explain_token(status: int, body: dict[str, Any]) -> Refusal:
    """RFC 6749 §5.2: `{"error": "invalid_grant", "error_description": …}`."""
    if status == 429:
        return refuse("too_fast", code="429")
    code = body.get("error")
    if isinstance(code, dict):
        return explain(status, body)
    return refuse("auth", code=str(code or status), detail=str(body.get("error_description", "")))


def _polled(body: Mapping[str, Any]) -> Polled:
    if not body.get("done"):
        return Polled(state="running", vendor_state="running")
    response = body.get("response")
    response = response if isinstance(response, dict) else {}
    films = response.get("videos")
    results = tuple(
        Result(data=data, suffix=".mp4")
        for film in (films if isinstance(films, list) else ())
        if isinstance(film, dict) and (data := decoded(film.get("bytesBase64Encoded")))
    )
    if results:
        return Polled(state="ready", results=results[:1], vendor_state="done")
    reasons = response.get("raiMediaFilteredReasons")
    detail = "; ".join(str(one) for one in reasons) if isinstance(reasons, list) else ""
    if response.get("raiMediaFilteredCount") or detail:
        refusal = refuse("moderated_output", code="rai", billed="unknown", detail=detail)
        return Polled(state="moderated", refusal=refusal, vendor_state="filtered")
    refusal = refuse("failed", billed="unknown", detail=one_line(str(response).encode()))
    return Polled(state="failed", refusal=refusal, vendor_state="done without a film")


def _failed(error: object) -> Polled:
    """google.rpc.Status of an operation: code 3 with a support code means that the input was blocked."""
    held = error if isinstance(error, dict) else {}
    code, message = str(held.get("code", "")), str(held.get("message", ""))
    if code == "3" and "support code" in message.lower():
        refusal = refuse("moderated_input", code=code, detail=message)
        return Polled(state="moderated", refusal=refusal, vendor_state="blocked")
    refusal = refuse("failed", code=code, billed="no", detail=message)
    return Polled(state="failed", refusal=refusal, vendor_state="error")
