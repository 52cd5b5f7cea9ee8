"""sync.so: moves the lips of a film, or of a portrait, to a recording.

Wire: `POST /v2/generate` as a form with the files in it, `GET /v2/generate/{id}`, `GET /v2/generations`; header
`x-api-key`. `Idempotency-Key` names one intended generation: the same key with the same content answers with the
same job (sync.so guide "Idempotent generation requests"). How long keys are kept is not said, so an old doubt
is looked for in the list instead.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from app.domain.attempts import Refusal
from app.domain.cards import Card
from app.domain.recipes import Recipe, ReferenceRole
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.contract import (
    Accepted,
    Answer,
    Candidate,
    Channel,
    Found,
    KeyCheck,
    NoAnswer,
    Order,
    Part,
    Polled,
    RemoteState,
    Reply,
    Request,
    Result,
    Submission,
)
from app.generators.encoding import mime
from app.generators.login import Login
from app.generators.redaction import one_line
from app.generators.refusals import no_answer, not_asked, refuse, verdict
from app.generators.tools import Tools
from app.generators.vendor import Vendor, by_status, is_on, key_check

_GENERATE, _LIST = "/v2/generate", "/v2/generations"
_KEY_LIVES = timedelta(hours=1)
_BEFORE, _AFTER = timedelta(minutes=2), timedelta(minutes=15)
_PAGE = 50
_STATES: dict[str, RemoteState] = {
    "PENDING": "queued", "PROCESSING": "running", "COMPLETED": "ready", "FAILED": "failed",
    "REJECTED": "failed", "TIMED_OUT": "failed", "CANCELED": "cancelled",
}  # fmt: skip
_FILES: dict[ReferenceRole, str] = {"clip": "video", "first_frame": "image", "sound": "audio"}
_MODERATION = ("moderation", "nsfw", "content_policy", "content policy", "celebrity")
_ONE_OF_THEM = (
    N_("This model needs either a film or a portrait, and a recording."),
    N_("Leave one of them out, or add what is missing."),
)
_SAME_KEY = N_("The vendor knows this attempt's own key.")
_ALIKE = N_("Model and time fit; the vendor says {status}.")


def build(card: Card, tools: Tools) -> Sync:
    """The generator for its card."""
    return Sync(card, tools)


class Sync(Vendor):
    """All sync models; the files go along inside the form."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._create(order, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Ask once."""
        try:
            request = self._create(order, channel.login)
        except BadInput as error:
            return not_asked(error)
        answer = await channel.send(request)
        job = _job_of(answer)
        return Accepted(provider_id=job) if job else verdict(answer, explain)

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:  # noqa: ARG002
        """Read a generation."""
        path = f"{_GENERATE}/{quote(provider_id, safe='')}"
        answer = await channel.ask(_get(channel.login, path))
        body = answer.object() if isinstance(answer, Reply) else None
        if isinstance(answer, Reply) and answer.status == 404 and body is not None:
            return Polled(state="gone", vendor_state="404")
        if body is None or str(body.get("status")) not in _STATES:
            return no_answer(answer, explain)
        return _polled(body)

    async def find(self, order: Order, channel: Channel) -> Found | NoAnswer:
        """Send the same key once more while it is surely known; later look through the list."""
        if datetime.now(UTC) - order.created_at > _KEY_LIVES:
            return await self._listed(order, channel)
        answer = await channel.ask(self._create(order, channel.login))
        job = _job_of(answer)
        if job:
            exact = Candidate(provider_id=job, exact=True, evidence=_SAME_KEY)
            return Found(candidates=(exact,))
        silent = no_answer(answer, explain)
        # Refused now means refused then: a job that had been taken would have been answered with.
        certain = silent.refusal.kind in ("parameter", "balance", "moderated_input")
        if certain and not silent.refusal.code.startswith("IDEMPOTENCY"):
            return Found(not_taken=silent.refusal)
        return silent

    async def test_key(self, channel: Channel) -> KeyCheck:
        """List one generation: free."""
        answer = await channel.ask(_get(channel.login, _LIST, (("limit", "1"),)), tries=2)
        if _rows(answer) is not None:
            return KeyCheck(good=True, message=N_("The key works."))
        return key_check(answer, explain)

    # -- the wire -----------------------------------------------------------------------------------

    def _create(self, order: Order, login: Login) -> Request:
        recipe, model = order.recipe, self.model(order.recipe)
        roles = sorted(reference.role for reference in recipe.references)
        if roles not in (["clip", "sound"], ["first_frame", "sound"]):
            message, fix = _ONE_OF_THEM
            raise BadInput(message, fix)
        parts = [Part(name="model", value=model.id)]
        for reference in recipe.references:
            path = order.file(reference)
            name = _FILES[reference.role]
            parts.append(Part(name=name, path=path, filename=path.name, content_type=mime(path)))
        options = _options(recipe)
        if options:
            parts.append(Part(name="options", value=json.dumps(options)))
        return Request(
            method="POST",
            url=f"{login.address}{_GENERATE}",
            headers={"x-api-key": login.key, "Idempotency-Key": order.token},
            parts=tuple(parts),
            note=N_("Creates the task; this is the paid call."),
        )

    async def _listed(self, order: Order, channel: Channel) -> Found | NoAnswer:
        query = (("limit", str(_PAGE)),)
        answer = await channel.ask(_get(channel.login, _LIST, query), tries=2)
        rows = _rows(answer)
        if rows is None:
            return no_answer(answer, explain)
        found = [one for one in (self._match(row, order) for row in rows) if one is not None]
        return Found(candidates=tuple(found))

    def _match(self, row: object, order: Order) -> Candidate | None:
        if not isinstance(row, dict) or row.get("model") != self.model(order.recipe).id:
            return None
        created, sent = _time(row.get("createdAt")), order.created_at
        if not row.get("id") or created is None or not sent - _BEFORE <= created <= sent + _AFTER:
            return None
        return Candidate(
            provider_id=str(row["id"]),
            exact=False,
            created_at=created,
            evidence=_ALIKE.format(status=row.get("status", "?")),
            preview_url=str(row.get("outputUrl") or ""),
        )


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """`{"errorCode", "message"}` or `{"error", …}`; sync.so's codes are words (`GET /v2/errors`)."""
    code = str(body.get("errorCode") or body.get("code") or "")
    detail = str(body.get("message") or body.get("error") or "") or one_line(str(body).encode())
    if any(word in f"{code} {detail}".lower() for word in _MODERATION):
        return refuse("moderated_input", code=code, detail=detail)
    return refuse(by_status(status), code=code, detail=detail)


def _options(recipe: Recipe) -> dict[str, Any]:
    """The chosen options, in the snake case that they alone have."""
    chosen = recipe.settings
    options: dict[str, Any] = {}
    for name in ("sync_mode", "model_mode"):
        if chosen.get(name):
            options[name] = str(chosen[name])
    if chosen.get("emotion"):
        options["prompt"] = str(chosen["emotion"])
    if "temperature" in chosen:
        options["temperature"] = float(chosen["temperature"])
    if "occlusion" in chosen:
        options["occlusion_detection_enabled"] = is_on(chosen["occlusion"])
    if "find_speaker" in chosen:
        options["active_speaker_detection"] = {"auto_detect": is_on(chosen["find_speaker"])}
    return options


def _polled(body: Mapping[str, Any]) -> Polled:
    word = str(body["status"])
    state = _STATES[word]
    if state == "ready":
        url = body.get("outputUrl") or body.get("outputMediaUrl")
        results = (Result(url=str(url)),) if url else ()
        if results:
            return Polled(state="ready", results=results, vendor_state=word)
        return Polled(state="running", vendor_state=word)  # the address follows
    if state != "failed":
        return Polled(state=state, vendor_state=word)
    code, detail = str(body.get("errorCode") or ""), str(body.get("error") or "")
    if any(one in f"{code} {detail}".lower() for one in _MODERATION):
        refusal = refuse("moderated_input", code=code, billed="unknown", detail=detail)
        return Polled(state="moderated", refusal=refusal, vendor_state=word)
    refusal = refuse("failed", code=code, billed="unknown", detail=detail)
    return Polled(state="failed", refusal=refusal, vendor_state=word)


def _job_of(answer: Answer) -> str:
    """The id of a generation that was taken; also where the vendor knows a key but not its outcome."""
    body = answer.object() if isinstance(answer, Reply) else None
    if not isinstance(answer, Reply) or body is None:
        return ""
    name = "id" if answer.status in (200, 201) else "generationId"
    return str(body.get(name) or "")


def _rows(answer: Answer) -> list[Any] | None:
    if not isinstance(answer, Reply) or answer.status != 200:
        return None
    try:
        rows = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return rows if isinstance(rows, list) else None


def _get(login: Login, path: str, query: tuple[tuple[str, str], ...] = ()) -> Request:
    headers = {"x-api-key": login.key}
    return Request(method="GET", url=f"{login.address}{path}", headers=headers, query=query)


def _time(stamp: object) -> datetime | None:
    try:
        parsed = datetime.fromisoformat(str(stamp))
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
