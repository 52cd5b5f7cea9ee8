"""ComfyUI again (tests/fakes/comfyui.py), as the tests of every vendor want to see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tests.fakes import comfyui
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.vendor import Case, FakeVendor, Job

_ROUTES = {"prompt-post": "create", "history": "get", "view": "file", "queue-get": "queue"}
_BACK = {theirs: ours for ours, theirs in _ROUTES.items()}


class FakeComfyUI(FakeVendor):
    """Hands every request to a ComfyUI and lets its prompts run and end by our plans."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(now)
        self._comfy = comfyui.FakeComfyUI(now)
        self._comfy.shelf = self.shelf
        self._comfy.automatic = False

    def route(self, call: Call) -> str:
        route = self._comfy.route(call)
        return _ROUTES.get(route, route)

    def work(self, route: str, call: Call) -> Response:
        for job in self.jobs.values():
            self._go_on(job)
        if route == "file" and self.result_hours < 0:
            return answer({"error": "not found"}, 404)
        response = self._comfy.work(_BACK.get(route, route), call)
        if route == "create" and response.status == 200:
            job = self.take(call.json["prompt"])
            del self.jobs[job.id]
            job.id = call.json["prompt_id"]
            self.jobs[job.id] = job
        return response

    def _go_on(self, job: Job) -> None:
        """Move a prompt to where its plan says that it is by now."""
        state = job.state(self.now())
        waiting = next((entry for entry in self._comfy.pending if entry[1] == job.id), None)
        if state != "queued" and waiting:
            self._comfy.pending.remove(waiting)
            self._comfy.running.append(waiting)
        at_work = next((entry for entry in self._comfy.running if entry[1] == job.id), None)
        if state in ("ready", "failed") and at_work:
            self._comfy.running.remove(at_work)
            self._comfy.running.append(at_work)
            self._comfy.error = "" if state == "ready" else "Allocation on device 0"
            self._comfy.finish()

    def refusals(self) -> dict[str, Fault]:
        error = comfyui.wrong("prompt_no_outputs", "Prompt has no outputs")
        return {"parameter": refused(400, {"error": error, "node_errors": {}})}


CASES = (
    Case(
        "comfyui", FakeComfyUI, "workflow", references=("first_frame",), seconds=2, negative="字幕"
    ),
    Case("comfyui", FakeComfyUI, "wan2.2-14b", references=("first_frame", "last_frame"), seconds=2),
    Case("comfyui", FakeComfyUI, "sdxl", medium="picture", seconds=0),
)
