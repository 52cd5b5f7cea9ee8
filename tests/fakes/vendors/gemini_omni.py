"""The Gemini API's Interactions with Omni: background jobs, a file that has to become active, bytes with the key."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.money import Money
from tests.fakes import clips
from tests.fakes.google import problem, refusals
from tests.fakes.server import Call, Fault, Response, answer
from tests.fakes.vendor import Case, FakeVendor, Job

MODELS = {"gemini-omni-1.2-flash": 15, "gemini-omni-1.1-flash": 10}
TOKENS_A_SECOND = 5792
_BODY = {
    "model", "input", "response_format", "generation_config", "previous_interaction_id",
    "background", "store",
}  # fmt: skip
_SHAPE = {"type", "aspect_ratio", "duration", "resolution", "delivery"}
_TASKS = {"text_to_video", "image_to_video", "reference_to_video", "edit", "extend"}
_WORDS = {"queued": "queued", "running": "in_progress", "cancelled": "cancelled"}


class FakeGemini(FakeVendor):
    """What every part of the Gemini API shares: the key's header and the list of models."""

    key = "AIzaFake-gemini-key-4711"
    models: tuple[str, ...] = ()

    def allowed(self, call: Call) -> bool:
        return call.headers.get("x-goog-api-key") == self.key

    def refusals(self) -> dict[str, Fault]:
        return refusals()

    def listed(self) -> Response:
        return answer({"models": [{"name": f"models/{one}"} for one in self.models]})


class FakeOmni(FakeGemini):
    models = tuple(MODELS)

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.inline = False
        self.preparing = timedelta(seconds=20)

    def job_id(self, number: int) -> str:
        return f"v1_interaction-{number}"

    def route(self, call: Call) -> str:
        if call.path == "/v1beta/models":
            return "models"
        if call.path.startswith("/v1beta/files/"):
            return "file" if call.path.endswith(":download") else "state"
        if call.path.endswith("/cancel"):
            return "cancel"
        return "create" if call.method == "POST" else "get"

    def work(self, route: str, call: Call) -> Response:
        if not self.allowed(call):
            return problem(403, "PERMISSION_DENIED", "The key is not valid for this.")
        if route == "models":
            return self.listed()
        if route == "create":
            return self._create(call.json)
        if route in ("file", "state"):
            return self._file(route, call)
        job = self.jobs.get(call.path.split("/")[3])
        if job is None:
            return problem(404, "NOT_FOUND", "no such interaction")
        if route == "cancel":
            job.cancelled = job.state(self.now()) in ("queued", "running")
        return answer(self._shown(job))

    def _create(self, body: dict[str, Any]) -> Response:
        wrong = _problem(body, self.jobs)
        if wrong:
            return problem(400, "INVALID_ARGUMENT", wrong)
        seconds = int(body["response_format"].get("duration", "3s").removesuffix("s"))
        price = Decimal("0.07") * seconds
        if body["model"] == "gemini-omni-1.1-flash":
            price = Decimal("17.50") * seconds * TOKENS_A_SECOND / 1_000_000
        job = self.take(body, Money(amount=price, currency="USD"), seconds=seconds)
        return answer({"id": job.id, "status": "in_progress", "object": "interaction"})

    def _shown(self, job: Job) -> dict[str, Any]:
        state = job.state(self.now())
        shown: dict[str, Any] = {"id": job.id, "status": _WORDS.get(state, "completed")}
        if state == "failed":
            shown |= {"status": "failed", "errors": [{"code": "internal", "message": "try again"}]}
        elif state == "moderated":
            error = {"code": "safety", "message": "The output was blocked."}
            shown["steps"] = [{"type": "model_output", "error": error}]
        elif state == "ready":
            film: dict[str, Any] = {"type": "video", "mime_type": "video/mp4"}
            if self.inline:
                film["data"] = base64.b64encode(clips.video()).decode()
            else:
                film["uri"] = f"{self.origin}/v1beta/files/{job.id}"
            shown["steps"] = [
                {"type": "thought", "content": []},
                {"type": "model_output", "content": [{"type": "text", "text": "Done."}, film]},
            ]
            tokens = job.extra["seconds"] * TOKENS_A_SECOND
            parts = [{"modality": "video", "tokens": tokens}]
            shown["usage"] = {"output_tokens_by_modality": parts, "total_output_tokens": tokens}
        return shown

    def _file(self, route: str, call: Call) -> Response:
        name = call.path.rpartition("/")[2].removesuffix(":download")
        job = self.jobs[name]
        age = self.now() - job.ended
        if route == "state":
            state = "PROCESSING" if age < self.preparing else "ACTIVE"
            return answer({"name": f"files/{name}", "state": state})
        if age > timedelta(hours=self.result_hours):
            return problem(403, "PERMISSION_DENIED", "The file does not exist any more.")
        assert call.query == {"alt": ["media"]}
        return self.shelf.serve(clips.video(), "video/mp4", call)

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated"}


def _problem(body: dict[str, Any], known: dict[str, Job]) -> str:
    shape, config = body["response_format"], body["generation_config"]
    strange = (set(body) - _BODY) | (set(shape) - _SHAPE) | (set(config) - {"video_config", "seed"})
    if strange:
        return f"unknown field {min(strange)}"
    if body["model"] not in MODELS or body["background"] is not True or body["store"] is not True:
        return "model, background or store"
    if config["video_config"]["task"] not in _TASKS or shape["aspect_ratio"] not in (
        "16:9",
        "9:16",
    ):
        return "task or aspect_ratio"
    seconds = shape.get("duration", "3s")
    if not seconds.endswith("s") or not 3 <= int(seconds[:-1]) <= MODELS[body["model"]]:
        return "duration"
    parent = body.get("previous_interaction_id")
    if parent is not None and parent not in known and parent != "v1_earlier":
        return "no such parent"
    (step,) = body["input"]
    if set(step) != {"type", "content"} or step["type"] != "user_input":
        return "input"
    for block in step["content"]:
        fields = {"type", "text"} if block["type"] == "text" else {"type", "mime_type", "data"}
        if set(block) != fields:
            return "content"
        base64.b64decode(block.get("data", ""), validate=True)
    return ""


CASES = (
    Case("gemini-omni", FakeOmni, "gemini-omni-1.2-flash", seconds=8),
    Case("gemini-omni", FakeOmni, "gemini-omni-1.1-flash", seconds=5,
         references=("character", "place"), name="references"),
    Case("gemini-omni", FakeOmni, "gemini-omni-1.1-flash", seconds=10, language="en",
         prompt="She opens the door, shot ", references=("first_frame", "last_frame"),
         name="frames"),
    Case("gemini-omni", FakeOmni, "gemini-omni-1.2-flash", seconds=3, references=("clip",),
         name="edit"),
    Case("gemini-omni", FakeOmni, "gemini-omni-1.2-flash", seconds=5, references=("clip",),
         vendor_ids={"clip": "v1_earlier"}, settings={"task": "extend"}, name="extend"),
)  # fmt: skip
