"""Kling's classic wire, shared by its films, pictures and lips: the signature, the task envelope, the codes.

`POST <route>` creates a task and `GET <route>/{id}` reads it, by Kling's id or by our own `external_task_id`,
which must be unique in the account and is how a lost answer is found again. Answers are
`{code, message, request_id, data}`; the code counts, whatever the HTTP status around it.
"""

from __future__ import annotations

import asyncio
import re
from abc import abstractmethod
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

from app.domain.attempts import Refusal, RefusalClass
from app.domain.money import Money
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import FenjingError
from app.generators.card import in_money
from app.generators.contract import (
    Accepted,
    Answer,
    Candidate,
    Channel,
    Declined,
    Found,
    KeyCheck,
    NoAnswer,
    Order,
    Polled,
    RemoteState,
    Reply,
    Request,
    Result,
    Submission,
)
from app.generators.login import Login
from app.generators.redaction import one_line
from app.generators.refusals import NOT_OPEN, no_answer, not_asked, refuse, verdict
from app.generators.signatures.jwt import hs256
from app.generators.vendor import Vendor, by_status, is_on, key_check

#: What a value reads in the preview when only the call before it gives it.
FROM_BEFORE = "<upload 1>"
_TOKEN_SECONDS, _CLOCK_SLACK = 1800, 5
_STATES: dict[str, RemoteState] = {
    "submitted": "queued", "processing": "running", "succeed": "ready", "succeeded": "ready",
    "failed": "failed",
}  # fmt: skip
_CODES: dict[int, RefusalClass] = {
    1000: "auth", 1001: "auth", 1002: "auth", 1003: "auth", 1004: "auth", 1100: "auth",
    1101: "balance", 1102: "balance", 1103: "parameter", 1200: "parameter", 1201: "parameter",
    1202: "parameter", 1203: "parameter", 1300: "policy", 1301: "moderated_input",
    1302: "too_fast", 1303: "too_fast", 1304: "auth",
}  # fmt: skip
_NOT_LISTED = (
    N_("The vendor does not accept requests from this computer's address."),
    N_("Add the address in the vendor's console, or switch its list of addresses off."),
)
#: How a finished task says that its film was withheld; it has no code of its own.
_WITHHELD = re.compile(r"risk control|safety|sensitiv|polic|审核|敏感|违规|风控", re.IGNORECASE)


class KlingTasks(Vendor):
    """A card whose models are all asked through classic task routes."""

    @abstractmethod
    def route(self, recipe: Recipe) -> str:
        """The path that a recipe goes to, and is read from, e.g. `/v1/videos/text2video`."""

    @abstractmethod
    def body(self, order: Order, given: Mapping[str, Any]) -> dict[str, Any]:
        """The paid request; `given` is what the calls before it brought."""

    def check(self, recipe: Recipe) -> None:
        """The rules for which the card has no words.

        Raises:
            BadInput: one of them is broken; says which, and what to change.
        """

    def before(self, order: Order, login: Login) -> tuple[tuple[Request, ...], dict[str, Any]]:  # noqa: ARG002
        """For the preview: the free calls before the paid one, and what they will bring.

        Raises:
            BadInput: they cannot be made.
        """
        return (), {}

    async def prepare(self, order: Order, channel: Channel) -> dict[str, Any] | Declined:  # noqa: ARG002
        """Make those calls.

        Raises:
            BadInput: as `before`.
        """
        return {}

    # -- the generator ------------------------------------------------------------------------------

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The free calls and the paid one."""
        self.check(order.recipe)
        first, given = self.before(order, login)
        return (*first, self._create(order, login, given))

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Create a task under our own id."""
        try:
            self.check(order.recipe)
            given = await self.prepare(order, channel)
            if isinstance(given, Declined):
                return given
            request = await asyncio.to_thread(self._create, order, channel.login, given)
        except FenjingError as error:
            return not_asked(error)
        answer = plain(await channel.send(request))
        task = data_of(answer)
        if isinstance(task, dict) and task.get("task_id"):
            return Accepted(provider_id=str(task["task_id"]))
        return verdict(answer, explain)

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:
        """Read a task."""
        answer = await self._read(provider_id, recipe, channel)
        task = data_of(answer)
        if isinstance(task, dict) and task.get("task_status"):
            return self._polled(task, recipe)
        if is_unknown(answer):
            return Polled(state="gone", vendor_state="404")
        return no_answer(answer, explain)

    async def find(self, order: Order, channel: Channel) -> Found | NoAnswer:
        """Read the task by our own id; before it counts as absent, the route's list must lack it too."""
        answer = await self._read(order.token, order.recipe, channel)
        task = data_of(answer)
        if isinstance(task, dict) and task.get("task_id"):
            return Found(candidates=(_candidate(task, order.token),))
        if not is_unknown(answer):
            return no_answer(answer, explain)
        request = listing(channel.login, self.route(order.recipe), 100)
        answer = plain(await channel.ask(request, tries=2))
        tasks = data_of(answer)
        if not isinstance(tasks, list):
            return no_answer(answer, explain)
        ours = [one for one in tasks if isinstance(one, dict) and _own_id(one) == order.token]
        return Found(candidates=tuple(_candidate(one, order.token) for one in ours))

    async def test_key(self, channel: Channel) -> KeyCheck:
        """List one task, which is free."""
        request = listing(channel.login, "/v1/videos/text2video", 1)
        return key_check(plain(await channel.ask(request, tries=2)), explain)

    # -- the wire -----------------------------------------------------------------------------------

    def _create(self, order: Order, login: Login, given: Mapping[str, Any]) -> Request:
        body = self.body(order, given) | {"external_task_id": order.token}
        note = N_("Creates the task; this is the paid call.")
        return post(login, self.route(order.recipe), body, note)

    async def _read(self, task_id: str, recipe: Recipe, channel: Channel) -> Answer:
        path = f"{self.route(recipe)}/{quote(task_id, safe='')}"
        return plain(await channel.ask(get(channel.login, path)))

    # -- reading answers ----------------------------------------------------------------------------

    def _polled(self, task: Mapping[str, Any], recipe: Recipe) -> Polled:
        word = str(task["task_status"])
        state = _STATES.get(word, "running")
        cost = self.cost(task.get("final_unit_deduction"))
        if state == "ready":
            return Polled(
                state="ready",
                results=_results(task, marked=is_on(recipe.settings.get("watermark", False))),
                cost=cost,
                expires_at=self._expiry(task.get("updated_at")),
                vendor_state=word,
            )
        if state != "failed":
            return Polled(state=state, vendor_state=word)
        return ended_badly(str(task.get("task_status_msg", "")), cost, word)

    def cost(self, units: object) -> Money | None:
        """Units billed as money; None when the vendor does not say."""
        try:
            amount = Decimal(str(units))
        except InvalidOperation:
            return None
        if not amount.is_finite() or amount < 0:
            return None
        return in_money(Money(amount=amount, currency="POINTS"), self._card)

    def _expiry(self, updated: object) -> datetime | None:
        if not isinstance(updated, int | float) or not 0 < updated < 10**14:
            return None
        kept = timedelta(hours=self._card.result_hours or 0)
        return datetime.fromtimestamp(updated / 1000, UTC) + kept


def authorization(key: str, now: datetime) -> str:
    """`Bearer` with a token signed for half an hour (AccessKey:SecretKey), or with a plain API key."""
    access, _, secret = key.partition(":")
    if not (access and secret):
        return f"Bearer {key}"
    moment = int(now.timestamp())
    payload = {"iss": access, "exp": moment + _TOKEN_SECONDS, "nbf": moment - _CLOCK_SLACK}
    return f"Bearer {hs256(payload, secret)}"


def get(login: Login, path: str, query: tuple[tuple[str, str], ...] = ()) -> Request:
    """A question."""
    headers = {"Authorization": authorization(login.key, datetime.now(UTC))}
    return Request(method="GET", url=f"{login.address}{path}", headers=headers, query=query)


def post(login: Login, path: str, body: dict[str, Any], note: str) -> Request:
    """A call with a JSON body."""
    headers = {
        "Authorization": authorization(login.key, datetime.now(UTC)),
        "Content-Type": "application/json",
    }
    url = f"{login.address}{path}"
    return Request(method="POST", url=url, headers=headers, json_body=body, note=note)


def listing(login: Login, route: str, size: int, page: int = 1) -> Request:
    """One page of a route's tasks, the newest first; at most 500 a page."""
    return get(login, route, (("pageNum", str(page)), ("pageSize", str(size))))


def plain(answer: Answer) -> Answer:
    """A known refusal that came inside a 200 as the 400 it means; anything else unchanged."""
    if isinstance(answer, Reply) and answer.status == 200:
        body = answer.object()
        if body is not None and _code(body) in _CODES:
            return answer.model_copy(update={"status": 400})
    return answer


def data_of(answer: Answer) -> Any:
    """The `data` of a successful answer; None when it is not one."""
    body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
    return body.get("data") if body is not None and body.get("code") == 0 else None


def is_unknown(answer: Answer) -> bool:
    """Whether the vendor knows no task of that name: 404, or 1201 as it was seen to say for strange ids."""
    body = answer.object() if isinstance(answer, Reply) else None
    if body is None or not isinstance(answer, Reply):
        return False
    return answer.status == 404 or (answer.status == 400 and _code(body) in (1201, 1203))


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """Kling's `{code, message}` in our classes."""
    code = _code(body)
    detail = str(body.get("message", "")) or one_line(str(body).encode())
    kind = _CODES.get(code) or by_status(status)
    better = {1103: NOT_OPEN, 1203: NOT_OPEN, 1304: _NOT_LISTED}.get(code, ("", ""))
    return refuse(
        kind, code=str(code) if code else "", detail=detail, message=better[0], fix=better[1]
    )


def ended_badly(reason: str, cost: Money | None, word: str) -> Polled:
    """A task that failed, or whose film was withheld; `reason` is the vendor's sentence."""
    kind: RefusalClass = "moderated_output" if _WITHHELD.search(reason) else "failed"
    paid = cost is not None and cost.amount > 0
    refusal = refuse(
        kind, billed="yes" if paid else "unknown" if cost is None else "no", detail=reason
    )
    state: RemoteState = "moderated" if kind == "moderated_output" else "failed"
    return Polled(state=state, cost=cost if paid else None, refusal=refusal, vendor_state=word)


def _code(body: Mapping[str, Any]) -> int:
    try:
        return int(body.get("code", 0))
    except (TypeError, ValueError):
        return 0


def _own_id(task: Mapping[str, Any]) -> str:
    info = task.get("task_info")
    return str(info.get("external_task_id", "")) if isinstance(info, dict) else ""


def _candidate(task: Mapping[str, Any], token: str) -> Candidate:
    text = N_("It carries this attempt's own id {id}; the vendor says {status}.")
    evidence = text.format(id=token, status=task.get("task_status", "?"))
    return Candidate(provider_id=str(task["task_id"]), exact=True, evidence=evidence)


def _results(task: Mapping[str, Any], *, marked: bool) -> tuple[Result, ...]:
    held = task.get("task_result")
    held = held if isinstance(held, dict) else {}
    found: list[Result] = []
    for name in ("videos", "images", "series_images"):
        items = held.get(name)
        for item in items if isinstance(items, list) else ():
            if not isinstance(item, dict):
                continue
            url = (item.get("watermark_url") if marked else None) or item.get("url")
            if isinstance(url, str) and url:
                role = "extra" if found else "main"
                found.append(Result(url=url, role=role, vendor_id=str(item.get("id") or "")))
    return tuple(found)
