"""A vendor as plain as can be, and a generator for it, to try the kinds of vendor that do not ship yet.

`POST /make` with a token makes a job, or answers at once with the files in it; the token may be honoured.
"""

from __future__ import annotations

import base64
from typing import Any

from app.domain.attempts import Refusal
from app.domain.cards import Card, ModelCard
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
from tests.fakes.files import Shelf
from tests.fakes.server import Call, FakeServer, Response, answer


class FakePlain(FakeServer):
    """`honours_token`: the same token names the same job; `at_once`: files come inside the answer."""

    def __init__(self) -> None:
        super().__init__()
        self.honours_token = False
        self.at_once = False
        self.jobs: list[str] = []
        self.shelf = Shelf()

    def route(self, call: Call) -> str:
        return call.path.split("/")[1]

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self.shelf.serve(video(), "video/mp4", call)
        if route == "job":
            return answer({"done": True})
        token = call.json["token"]
        if not (self.honours_token and token in self.jobs):
            self.jobs.append(token)
        if not self.at_once:
            return answer({"id": f"job-{self.jobs.index(token)}"})
        coded = [base64.b64encode(data).decode() for data in (video(), picture())]
        return answer({"files": coded})


class Plain:
    """The generator; `resubmission` and more come from the card."""

    def __init__(self, **changes: Any) -> None:
        model = ModelCard(id="plain-1", label="Plain 1", seconds_max=60)
        fields: dict[str, Any] = {
            "id": "plain", "label": "Plain", "kind": "remote", "models": (model,),
            "address": "https://plain.example", "result_hours": 24,
        }  # fmt: skip
        self.card = Card(**(fields | changes))

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        body = {"token": order.token, "prompt": order.recipe.prompt}
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
                    Result(url=f"{channel.login.address}/file/more.mp4", role="extra"),
                )
            )
        if body and "id" in body:
            return Accepted(provider_id=body["id"])
        return verdict(heard, explain)

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:
        heard = await channel.ask(Request(method="GET", url=f"{channel.login.address}/job/1"))
        if isinstance(heard, Reply) and heard.status == 200:
            url = f"{channel.login.address}/file/a.mp4"
            return Polled(state="ready", results=(Result(url=url),))
        return no_answer(heard, explain)

    async def cancel(self, provider_id: str, channel: Channel) -> Polled | NoAnswer:
        return Polled(state="running")

    async def find(self, order: Order, channel: Channel) -> Found | NoAnswer:
        """By its documented client token: the same one names the same job."""
        heard = await channel.send(self.preview(order, channel.login)[0])
        body = heard.object() if isinstance(heard, Reply) and heard.status == 200 else None
        if body and "id" in body:
            return Found(candidates=(Candidate(provider_id=body["id"], exact=True),))
        return no_answer(heard, explain)

    async def test_key(self, channel: Channel) -> KeyCheck:
        return KeyCheck(good=True, message="yes")

    def result_headers(self, login: Login) -> dict[str, str]:
        return {}


def explain(status: int, body: dict[str, Any]) -> Refusal:
    return refuse("auth" if status == 401 else "parameter", detail=str(body))
