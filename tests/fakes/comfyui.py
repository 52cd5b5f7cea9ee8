"""A ComfyUI server: uploads, queue, history in memory, view. It runs one prompt at a time when told to."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.fakes.clips import video
from tests.fakes.files import Shelf
from tests.fakes.server import Call, FakeServer, Response, answer

KNOWN = frozenset(
    {
        "UNETLoader", "CLIPLoader", "VAELoader", "ModelSamplingSD3", "CLIPTextEncode", "LoadImage",
        "Wan22ImageToVideoLatent", "KSampler", "VAEDecode", "CreateVideo", "SaveVideo",
    }
)  # fmt: skip


class FakeComfyUI(FakeServer):
    """With `automatic` every prompt is finished as soon as someone looks; else call `run` and `finish`."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.automatic = True
        self.pending: list[tuple[int, str, dict[str, Any]]] = []
        self.running: list[tuple[int, str, dict[str, Any]]] = []
        self.history: dict[str, dict[str, Any]] = {}
        self.uploads: dict[str, bytes] = {}
        self.prompts: list[dict[str, Any]] = []
        self.error = ""
        self.shelf = Shelf()
        self._numbers = itertools.count(1)

    @property
    def url(self) -> str:
        return self.origin

    def route(self, call: Call) -> str:
        first = call.path.split("/")[1]
        return f"{first}-{call.method.lower()}" if first in ("queue", "prompt") else first

    def work(self, route: str, call: Call) -> Response:
        match route:
            case "upload":
                return self._upload(call)
            case "prompt-post":
                return self._prompt(call)
            case "queue-get":
                return answer(
                    {
                        "queue_running": [[*entry, {}, []] for entry in self.running],
                        "queue_pending": [[*entry, {}, []] for entry in self.pending],
                    }
                )
            case "queue-post":
                gone = call.json["delete"]
                self.pending = [entry for entry in self.pending if entry[1] not in gone]
                return answer({})
            case "interrupt":
                self._interrupt(call.json["prompt_id"])
                return answer({})
            case "history":
                return self._history(call.path.rpartition("/")[2])
            case "view":
                return self.shelf.serve(video(), "video/mp4", call)
        return answer({"error": "no such route"}, 404)

    def run(self) -> None:
        """Start the next prompt."""
        self.running.append(self.pending.pop(0))

    def finish(self) -> None:
        """End the running prompt, well or with `error`."""
        _, prompt_id, prompt = self.running.pop()
        self._end(prompt_id, prompt)

    def forget(self) -> None:
        """Restart: nothing is remembered."""
        self.pending, self.running, self.history = [], [], {}

    def _upload(self, call: Call) -> Response:
        names = re.findall(rb'filename="([^"]+)"', call.body)
        fields = re.findall(rb'name="(\w+)"(?:\r\n[^\r\n]+)*\r\n\r\n(\w+)\r\n', call.body)
        values = {name.decode(): value.decode() for name, value in fields}
        name = names[0].decode()
        self.uploads[name] = call.body
        return answer({"name": name, "subfolder": values.get("subfolder", ""), "type": "input"})

    def _prompt(self, call: Call) -> Response:
        body = call.json
        prompt = body["prompt"]
        missing = [
            node["class_type"] for node in prompt.values() if node["class_type"] not in KNOWN
        ]
        if missing:
            error = {
                "type": "invalid_prompt",
                "message": f"Node {missing[0]} does not exist.",
                "details": "",
                "extra_info": {},
            }
            return answer({"error": error, "node_errors": {}}, 400)
        for key, node in prompt.items():
            for value in node["inputs"].values():
                assert not isinstance(value, list) or value[0] in prompt, f"{key} hangs in the air"
        prompt_id = str(uuid.UUID(body["prompt_id"]))
        self.prompts.append(prompt)
        self.pending.append((next(self._numbers), prompt_id, prompt))
        return answer({"prompt_id": prompt_id, "number": len(self.prompts), "node_errors": {}})

    def _history(self, prompt_id: str) -> Response:
        if self.automatic and self.pending:
            self.run()
            self.finish()
        entry = self.history.get(prompt_id)
        return answer({prompt_id: entry} if entry else {})

    def _interrupt(self, prompt_id: str) -> None:
        if self.running and self.running[0][1] == prompt_id:
            self.running.clear()

    def _end(self, prompt_id: str, prompt: dict[str, Any]) -> None:
        if self.error:
            data = {"exception_message": self.error, "node_type": "KSampler", "traceback": []}
            status = {
                "status_str": "error",
                "completed": False,
                "messages": [["execution_error", data]],
            }
            self.history[prompt_id] = {"prompt": [], "outputs": {}, "status": status}
            return
        out = next(key for key, node in prompt.items() if node["class_type"] == "SaveVideo")
        files = [{"filename": "shot_00001_.mp4", "subfolder": "fenjing", "type": "output"}]
        preview = [{"filename": "preview.png", "subfolder": "", "type": "temp"}]
        self.history[prompt_id] = {
            "prompt": [],
            "outputs": {"1": {"images": preview}, out: {"images": files, "animated": [True]}},
            "status": {"status_str": "success", "completed": True, "messages": []},
        }
