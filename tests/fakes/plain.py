"""A vendor as plain as can be, and a generator for it, to try every kind of resubmission safety by itself.

`POST /make` with a token makes a job, or answers at once with the files in it. The same token may name the same
job (`honours_token`); a job can be found by its token, and all jobs are listed, with or without the tag.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from app.domain.attempts import Refusal, RefusalClass
from app.domain.cards import Card, ModelCard, PictureLimits, Price, ReferenceSlots
from app.domain.money import Money
from app.domain.recipes import Recipe
from app.generators.contract import (
    Accepted,
    Answered,
    Candidate,
    Channel,
    Found,
    KeyCheck,
    NoAnswer,
    Order,
    Polled,
    Reply,
    Request,
    Result,
    Submission,
)
from app.generators.login import Login
from app.generators.refusals import no_answer, refuse, verdict
from tests.fakes.clips import picture, video
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.vendor import FakeVendor, Job

#: A parseable refusal of each class, for `fake.fail("make", ...)`.
REFUSED: dict[RefusalClass, Fault] = {
    kind: refused(status, {"why": kind})
    for kind, status in (
        ("parameter", 400), ("auth", 401), ("balance", 402), ("policy", 403),
        ("moderated_input", 400), ("too_fast", 429),
    )
}  # fmt: skip


class FakePlain(FakeVendor):
    """`honours_token`: the same token names the same job; `at_once`: files come inside the answer."""

    def __init__(
        self, now: Callable[[], datetime] = lambda: datetime.now(UTC), price: Money | None = None
    ) -> None:
        super().__init__(now)
        self.price = price
        self.honours_token = False
        self.at_once = False
        self.echoes_tag = True

    def route(self, call: Call) -> str:
        return call.path.split("/")[1]

    def work(self, route: str, call: Call) -> Response:
        if route == "files":
            return self.serve_file(call)
        if route == "job":
            job = self.jobs.get(call.path.split("/")[2])
            return answer(self.told(job)) if job else answer({"why": "gone"}, 404)
        if route == "own":
            own = self.by_token(call.path.split("/")[2])
            return answer(self.told(own)) if own else answer({"why": "gone"}, 404)
        if route == "list":
            return answer({"jobs": [self.told(job) for job in self.jobs.values()]})
        return self.make(call)

    def make(self, call: Call) -> Response:
        known = self.by_token(call.json["token"]) if self.honours_token else None
        job = known or self.take(call.json, self.price)
        if not self.at_once:
            return answer({"id": job.id})
        coded = [base64.b64encode(data).decode() for data in (video(), picture())]
        return answer({"files": coded, "more": self.file_url(job, "more.mp4")})

    def by_token(self, token: str) -> Job | None:
        return next((job for job in self.jobs.values() if job.body["token"] == token), None)

    def told(self, job: Job) -> dict[str, Any]:
        body: dict[str, Any] = {
            "id": job.id,
            "state": job.state(self.now()),
            "billed": job.plan.billed,
        }
        if self.echoes_tag:
            body["tag"] = job.body["tag"]
        if job.state(self.now()) == "ready":
            body["url"] = self.file_url(job)
        return body


class Plain:
    """The generator; `resubmission` and more come from the card."""

    def __init__(
        self,
        id: str = "plain",
        price: Money | None = None,
        pictures: PictureLimits | None = None,
        **changes: Any,
    ) -> None:
        prices = (
            [Price(unit="piece", amount=price.amount, currency=price.currency)] if price else ()
        )
        limits = pictures or PictureLimits()
        model = ModelCard(id=f"{id}-1", label=f"{id} 1", seconds_max=60, prices=tuple(prices))
        slots = (ReferenceSlots(role="character", most=9),)
        model = model.model_copy(update={"references": slots if pictures else ()})
        fields: dict[str, Any] = {
            "id": id, "label": id.title(), "kind": "remote", "models": (model,), "pictures": limits,
            "address": f"https://{id}.example", "result_hours": 24,
        }  # fmt: skip
        self.card = Card(**(fields | changes))

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        body: dict[str, Any] = {
            "token": order.token, "tag": order.tag, "prompt": order.recipe.prompt,
        }  # fmt: skip
        if order.recipe.references:
            files = [order.file(reference) for reference in order.recipe.references]
            body["pictures"] = [base64.b64encode(path.read_bytes()).decode() for path in files]
        return (Request(method="POST", url=f"{login.address}/make", json_body=body),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        heard = await channel.send(self.preview(order, channel.login)[0])
        body = heard.object() if isinstance(heard, Reply) and heard.status == 200 else None
        if body and "files" in body:
            film, still = (base64.b64decode(text) for text in body["files"])
            return Answered(
                results=(
                    Result(data=film, suffix=".mp4"),
                    Result(data=still, role="cover", suffix=".png"),
                    Result(url=body["more"], role="extra"),
                )
            )
        if body and "id" in body:
            return Accepted(provider_id=body["id"])
        return verdict(heard, explain)

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:
        url = f"{channel.login.address}/job/{provider_id}"
        heard = await channel.ask(Request(method="GET", url=url))
        body = heard.object() if isinstance(heard, Reply) else None
        if isinstance(heard, Reply) and heard.status == 404 and body:
            return Polled(state="gone")
        if not isinstance(heard, Reply) or heard.status != 200 or not body:
            return no_answer(heard, explain)
        state = body["state"]
        if state == "ready":
            return Polled(
                state="ready", results=(Result(url=body["url"], vendor_id="made-" + body["id"]),)
            )
        if state in ("queued", "running"):
            return Polled(state=state)
        kind = {"moderated": "moderated_output"}.get(state, state)
        return Polled(state=state, refusal=refuse(kind, billed="yes" if body["billed"] else "no"))

    async def cancel(self, provider_id: str, channel: Channel) -> Polled | NoAnswer:
        return Polled(state="running")

    async def find(self, order: Order, channel: Channel) -> Found | NoAnswer:
        """As the card says: by the same token again, by our own id, or in the list of all jobs."""
        how = self.card.resubmission
        if how == "token":
            heard = await channel.send(self.preview(order, channel.login)[0])
            body = heard.object() if isinstance(heard, Reply) and heard.status == 200 else None
            found = (Candidate(provider_id=body["id"], exact=True),) if body else ()
            return Found(candidates=found) if body else no_answer(heard, explain)
        path = f"own/{order.token}" if how == "own_id" else "list"
        heard = await channel.ask(Request(method="GET", url=f"{channel.login.address}/{path}"))
        body = heard.object() if isinstance(heard, Reply) else None
        if isinstance(heard, Reply) and heard.status == 404 and body:
            return Found()
        if not isinstance(heard, Reply) or heard.status != 200 or not body:
            return no_answer(heard, explain)
        jobs = [body] if how == "own_id" else body["jobs"]
        sure = how in ("own_id", "tag")
        ours = [job for job in jobs if how != "tag" or job.get("tag") == order.tag]
        return Found(candidates=tuple(Candidate(provider_id=job["id"], exact=sure) for job in ours))

    async def test_key(self, channel: Channel) -> KeyCheck:
        return KeyCheck(good=True, message="yes")

    def result_headers(self, login: Login) -> dict[str, str]:
        return {}


def explain(status: int, body: dict[str, Any]) -> Refusal:
    kinds: dict[int, RefusalClass] = {401: "auth", 402: "balance", 429: "too_fast"}
    why = str(body.get("why", ""))
    kind = why if why in REFUSED else kinds.get(status, "parameter")
    return refuse(kind, detail=str(body))  # type: ignore[arg-type]
