"""ComfyUI, on this machine or in the person's own network: uploads, `/prompt`, `/queue`, `/history`, `/view`.

The attempt's token is the `prompt_id`. The server does not de-duplicate it, so after a lost answer queue and
history are looked through for it; history lives in the server's memory only.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from app.domain.attempts import Refusal
from app.domain.cards import Card
from app.domain.recipes import Recipe, RecipeReference
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import resolution_of
from app.generators.contract import (
    Accepted,
    Candidate,
    Channel,
    Declined,
    Found,
    KeyCheck,
    NoAnswer,
    Order,
    Part,
    Polled,
    Reply,
    Request,
    Result,
    Submission,
)
from app.generators.encoding import mime
from app.generators.login import Login
from app.generators.refusals import no_answer, refuse, verdict
from app.generators.tools import Options, Tools
from app.generators.vendors.comfyui_binding import bind
from app.generators.vendors.comfyui_check import classes, lacking
from app.generators.vendors.comfyui_models import OWN, short_side, workflow_file
from app.generators.vendors.comfyui_workflow import Nodes, read, titled

_SUBFOLDER = "fenjing"
_HISTORY_CAP = 50_000_000
_MEMORY = (
    N_("The graphics card ran out of memory."),
    N_("Choose a smaller size or a shorter clip, or close other programs."),
)


def build(card: Card, tools: Tools) -> ComfyUI:
    """The generator for its card."""
    return ComfyUI(card, tools.options)


class ComfyUI:
    """Options: `workflow`, the path of the person's own export (`workflow.<model>` for one model); `short_side`."""

    def __init__(self, card: Card, options: Options) -> None:
        self._card = card
        self._options = options

    @property
    def card(self) -> Card:
        """What it can do."""
        return self._card

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The uploads, then the workflow with the names that the uploads will give."""
        slots = _slots(order.recipe)
        uploads = tuple(_upload(login, order, reference) for _, reference in slots)
        names = {
            word: f"{_SUBFOLDER}/{_name(reference, order.file(reference))}"
            for word, reference in slots
        }
        return (*uploads, self._queue_request(order, login, names))

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Upload the pictures, then queue the workflow under our own id."""
        names: dict[str, str] = {}
        try:
            for word, reference in _slots(order.recipe):
                request = _upload(channel.login, order, reference)
                answer = await channel.ask(request, tries=3)
                body = answer.object() if isinstance(answer, Reply) else None
                if not isinstance(answer, Reply) or answer.status != 200 or not body:
                    return _upload_failed(answer)
                folder, name = str(body.get("subfolder", "")), str(body.get("name", ""))
                names[word] = f"{folder}/{name}" if folder else name
            request = self._queue_request(order, channel.login, names)
        except BadInput as error:
            return Declined(refusal=refuse("parameter", message=error.message, fix=error.fix))
        answer = await channel.send(request)
        if isinstance(answer, Reply) and answer.status == 200:
            body = answer.object()
            if body and isinstance(body.get("prompt_id"), str):
                return Accepted(provider_id=body["prompt_id"], note=_node_errors(body))
        return verdict(answer, explain)

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:
        """History has the truth; before that the queue; in neither, the server has forgotten it."""
        entry = await self._history(provider_id, channel)
        if isinstance(entry, NoAnswer):
            return entry
        if entry:
            return self._finished(entry, recipe, channel.login)
        waiting = await self._queue(channel)
        if isinstance(waiting, NoAnswer):
            return waiting
        running, pending = waiting
        if provider_id in running:
            return Polled(state="running", vendor_state="running")
        if provider_id in pending:
            place = pending.index(provider_id) + 1
            return Polled(state="queued", vendor_state=f"place {place} of {len(pending)}")
        entry = await self._history(
            provider_id, channel
        )  # it may have ended between the two questions
        if isinstance(entry, NoAnswer):
            return entry
        if entry:
            return self._finished(entry, recipe, channel.login)
        message = N_("ComfyUI no longer knows this job; it was probably restarted.")
        return Polled(state="gone", refusal=refuse("failed", message=message))

    async def cancel(self, provider_id: str, channel: Channel) -> Polled | NoAnswer:
        """Take it off the queue, or interrupt it when it is the one that runs."""
        waiting = await self._queue(channel)
        if isinstance(waiting, NoAnswer):
            return waiting
        running, pending = waiting
        body: dict[str, Any]
        if provider_id in pending:
            path, body = "/queue", {"delete": [provider_id]}
        elif provider_id in running:
            path, body = "/interrupt", {"prompt_id": provider_id}
        else:
            return Polled(state="running")
        url = f"{channel.login.address}{path}"
        answer = await channel.ask(Request(method="POST", url=url, json_body=body))
        if isinstance(answer, Reply) and answer.status < 300:
            return Polled(state="cancelled", vendor_state="cancelled")
        return no_answer(answer, explain)

    async def find(self, order: Order, channel: Channel) -> Found | NoAnswer:
        """Our own id, in the queue or in the history."""
        entry = await self._history(order.token, channel)
        waiting = await self._queue(channel)
        if isinstance(entry, NoAnswer):
            return entry
        if isinstance(waiting, NoAnswer):
            return waiting
        if entry or order.token in waiting[0] or order.token in waiting[1]:
            ours = Candidate(
                provider_id=order.token, exact=True, evidence=N_("It carries our own id.")
            )
            return Found(candidates=(ours,))
        return Found()

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Ask for the queue, and whether the server has what the person's own workflows name."""
        waiting = await self._queue(channel)
        if isinstance(waiting, NoAnswer):
            fix = N_("Start ComfyUI, or correct its address in Preferences.")
            return KeyCheck(good=False, message=waiting.refusal.message, fix=fix)
        try:
            lacks = [name for nodes in self._own() for name in await self._lacking(nodes, channel)]
        except BadInput as error:
            return KeyCheck(good=False, message=error.message, fix=error.fix)
        if lacks:
            text = N_("ComfyUI answers, but it lacks what your workflow wants: {things}.")
            fix = N_("Install the missing nodes or models in ComfyUI, or correct the workflow.")
            return KeyCheck(good=False, message=text.format(things=", ".join(lacks)), fix=fix)
        return KeyCheck(good=True, message=N_("ComfyUI answers."))

    def result_headers(self, login: Login) -> dict[str, str]:  # noqa: ARG002 - it has no keys
        """None."""
        return {}

    # -- the wire -----------------------------------------------------------------------------------

    def _file(self, recipe: Recipe) -> Path:
        roles = {reference.role for reference in recipe.references}
        return workflow_file(recipe.model or OWN, roles, self._options("comfyui"))

    def _queue_request(self, order: Order, login: Login, names: dict[str, str]) -> Request:
        recipe = order.recipe
        model = self._card.model(recipe.model) or self._card.models[0]
        wanted = resolution_of(recipe, model)
        side = short_side(recipe.model or OWN, wanted, self._options("comfyui"))
        nodes = bind(read(self._file(recipe)), recipe, names, side)
        body = {"client_id": order.token, "prompt_id": order.token, "prompt": nodes}
        note = N_("Queues the workflow.")
        return Request(method="POST", url=f"{login.address}/prompt", json_body=body, note=note)

    def _own(self) -> list[Nodes]:
        """The person's own workflows."""
        named = self._options("comfyui").items()
        return [read(Path(path)) for name, path in named if path and name.startswith("workflow")]

    async def _lacking(self, nodes: Nodes, channel: Channel) -> tuple[str, ...]:
        known: dict[str, Any] = {}
        for kind in classes(nodes):
            url = f"{channel.login.address}/object_info/{quote(kind, safe='')}"
            answer = await channel.ask(Request(method="GET", url=url, answer_cap=_HISTORY_CAP))
            body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
            known |= {kind: {}} if body is None else body
        return lacking(nodes, known)

    async def _history(self, prompt_id: str, channel: Channel) -> dict[str, Any] | NoAnswer:
        url = f"{channel.login.address}/history/{quote(prompt_id, safe='')}"
        answer = await channel.ask(Request(method="GET", url=url, answer_cap=_HISTORY_CAP))
        body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
        if body is None:
            return no_answer(answer, explain)
        entry = body.get(prompt_id)
        return entry if isinstance(entry, dict) else {}

    async def _queue(self, channel: Channel) -> tuple[list[str], list[str]] | NoAnswer:
        url = f"{channel.login.address}/queue"
        answer = await channel.ask(Request(method="GET", url=url, answer_cap=_HISTORY_CAP))
        body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
        if body is None or "queue_running" not in body:
            return no_answer(answer, explain)
        return _ids(body.get("queue_running")), _ids(body.get("queue_pending"))

    def _finished(self, entry: Mapping[str, Any], recipe: Recipe, login: Login) -> Polled:
        status = entry.get("status")
        status = status if isinstance(status, dict) else {}
        word = str(status.get("status_str", "success"))
        if word == "error":
            return _run_failed(status.get("messages"))
        outputs = entry.get("outputs")
        chosen = self._out_nodes(recipe)
        results = _results(outputs if isinstance(outputs, dict) else {}, chosen, login)
        return Polled(state="ready", results=results, vendor_state=word)

    def _out_nodes(self, recipe: Recipe) -> set[str]:
        """Ids of the nodes titled OUT, of the workflow as it is now."""
        try:
            return set(titled(read(self._file(recipe)), "OUT"))
        except BadInput:
            return set()


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """`{"error": {type, message, details}, "node_errors": {…}}` as a refusal that names the node."""
    error = body.get("error")
    error = error if isinstance(error, dict) else {"message": str(error or "")}
    detail = " ".join(
        part
        for part in (
            str(error.get("message", "")),
            str(error.get("details", "")),
            _node_errors(body),
        )
        if part
    )
    message = N_("ComfyUI does not accept this workflow: {detail}").format(detail=detail[:300])
    fix = N_("Install the missing nodes or models in ComfyUI, or correct the workflow.")
    code = str(error.get("type", "")) or f"HTTP {status}"
    return refuse("parameter", code=code, detail=detail, message=message, fix=fix)


def _node_errors(body: Mapping[str, Any]) -> str:
    errors = body.get("node_errors")
    if not isinstance(errors, dict):
        return ""
    told = []
    for key, node in errors.items():
        reasons = node.get("errors", []) if isinstance(node, dict) else []
        kind = node.get("class_type", "") if isinstance(node, dict) else ""
        text = "; ".join(
            f"{one.get('message', '')} {one.get('details', '')}".strip()
            for one in reasons
            if isinstance(one, dict)
        )
        told.append(f"node {key} {kind}: {text}")
    return " | ".join(told)[:400]


def _run_failed(messages: object) -> Polled:
    for message in messages if isinstance(messages, list) else []:
        name, data = message if isinstance(message, list) and len(message) == 2 else ("", {})
        if name == "execution_interrupted":
            return Polled(state="cancelled", vendor_state="interrupted")
        if name == "execution_error" and isinstance(data, dict):
            text = str(data.get("exception_message", "")).strip()
            detail = f"{data.get('node_type', '')}: {text}"
            if "Allocation on device" in text or "out of memory" in text.lower():
                said, fix = _MEMORY
                return Polled(
                    state="failed", refusal=refuse("failed", message=said, fix=fix, detail=detail)
                )
            said = N_("ComfyUI could not run the workflow: {detail}").format(detail=detail[:300])
            return Polled(state="failed", refusal=refuse("failed", message=said, detail=detail))
    return Polled(state="failed", refusal=refuse("failed"))


def _results(outputs: Mapping[str, Any], chosen: set[str], login: Login) -> tuple[Result, ...]:
    """Every list whose items have a file name; the OUT nodes first, temporary files only when nothing else."""
    lists = [
        (key, items)
        for key, output in outputs.items()
        for items in (output.values() if isinstance(output, dict) else [])
        if isinstance(items, list)
    ]
    found = [
        (item.get("type") == "temp", key not in chosen, item)
        for key, items in lists
        for item in items
        if isinstance(item, dict) and item.get("filename")
    ]
    kept = [entry for entry in found if not entry[0]] or found
    kept.sort(key=lambda entry: entry[1])
    return tuple(
        Result(
            url=_view(login, item),
            role="main" if place == 0 else "extra",
            suffix=Path(str(item["filename"])).suffix.lower(),
        )
        for place, (_, _, item) in enumerate(kept)
    )


def _view(login: Login, item: Mapping[str, Any]) -> str:
    query = {
        "filename": str(item["filename"]),
        "subfolder": str(item.get("subfolder", "")),
        "type": str(item.get("type", "output")),
    }
    return f"{login.address}/view?{urlencode(query)}"


def _slots(recipe: Recipe) -> list[tuple[str, RecipeReference]]:
    """Our word and the reference of every file, the free pictures numbered in the recipe's order."""
    slots, count = [], 0
    for reference in recipe.references:
        word: str = reference.role
        if word not in ("first_frame", "last_frame", "clip", "sound"):
            count += 1
            word = f"reference_{count}"
        slots.append((word, reference))
    return slots


def _name(reference: RecipeReference, path: Path) -> str:
    return f"{reference.media.sha256[:24]}{path.suffix}"


def _upload(login: Login, order: Order, reference: RecipeReference) -> Request:
    path = order.file(reference)
    picture = Part(
        name="image", path=path, filename=_name(reference, path), content_type=mime(path)
    )
    return Request(
        method="POST",
        url=f"{login.address}/upload/image",
        parts=(
            picture,
            Part(name="type", value="input"),
            Part(name="subfolder", value=_SUBFOLDER),
            Part(name="overwrite", value="true"),
        ),
        note=N_("Uploads a picture."),
    )


def _upload_failed(answer: object) -> Declined:
    if isinstance(answer, Reply):
        message = N_("ComfyUI did not take a picture (HTTP {status}).").format(status=answer.status)
        return Declined(refusal=refuse("parameter", message=message))
    return Declined(refusal=refuse("not_sent", detail=str(getattr(answer, "reason", ""))))


def _ids(entries: object) -> list[str]:
    """Prompt ids of queue entries `[number, prompt_id, …]`, next first."""
    found = [
        entry
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, list) and len(entry) > 1
    ]
    found.sort(key=lambda entry: entry[0] if isinstance(entry[0], int | float) else 0)
    return [str(entry[1]) for entry in found]
