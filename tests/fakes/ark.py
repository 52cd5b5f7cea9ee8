"""A Volcengine Ark that behaves like its document: states, key check, error bodies, expiring results, an invoice.

Billing is the harshest that could be: at the moment a task is taken. Time is whatever `now` says.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.fakes.clips import picture, video
from tests.fakes.files import Shelf
from tests.fakes.server import Call, FakeServer, Response, answer

TASKS = "/api/v3/contents/generations/tasks"
FIELDS = frozenset(
    {
        "model", "content", "resolution", "ratio", "duration", "frames", "generate_audio", "seed",
        "camera_fixed", "watermark", "return_last_frame", "service_tier", "execution_expires_after",
        "priority", "draft", "callback_url", "safety_identifier",
    }
)  # fmt: skip
PRICE = {
    "doubao-seedance-2-0-260128": 46, "doubao-seedance-1-0-pro-250528": 15,
    "doubao-seedance-2-0-mini-260615": 23,
}  # fmt: skip
SIZES = {"480p": (480, 848), "720p": (720, 1280), "1080p": (1080, 1920)}


@dataclass
class Plan:
    """What becomes of a task: seconds queued and running, then the end."""

    queued: float = 0.0
    running: float = 0.0
    end: str = "succeeded"
    code: str = ""
    billed: bool = True


@dataclass
class Task:
    id: str
    body: dict[str, Any]
    created: datetime
    plan: Plan
    tokens: int
    cancelled: bool = False
    polls: int = 0

    def status(self, now: datetime) -> str:
        if self.cancelled:
            return "cancelled"
        age = (now - self.created).total_seconds()
        if age < self.plan.queued:
            return "queued"
        return "running" if age < self.plan.queued + self.plan.running else self.plan.end

    @property
    def ended(self) -> datetime:
        return self.created + timedelta(seconds=self.plan.queued + self.plan.running)


@dataclass
class Line:
    """One line of the invoice."""

    task_id: str
    amount: Decimal


@dataclass
class Settings:
    key: str = "ark-test-key-4711"
    plan: Plan = field(default_factory=Plan)
    most_in_flight: int = 1000
    list_lag: float = 0.0
    echo_seed: bool = True
    result_hours: float = 24.0
    balance: bool = True


class FakeArk(FakeServer):
    """`url` is the base address to configure; `plans` are used up one a task, then `settings.plan`."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.settings = Settings()
        self.plans: deque[Plan] = deque()
        self.tasks: dict[str, Task] = {}
        self.invoice: list[Line] = []
        self.shelf = Shelf()
        self.peak = 0
        self._numbers = itertools.count(1)

    @property
    def url(self) -> str:
        return f"{self.origin}/api/v3"

    @property
    def invoiced(self) -> Decimal:
        return sum((line.amount for line in self.invoice), Decimal(0))

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        if call.path == TASKS:
            return "create" if call.method == "POST" else "list"
        return "delete" if call.method == "DELETE" else "get"

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self._file(call)
        if call.headers.get("authorization") != f"Bearer {self.settings.key}":
            return problem(
                401, "AuthenticationError", f"bad key {call.headers.get('authorization')}"
            )
        if route == "create":
            return self._create(call)
        if route == "list":
            return self._list(call)
        task = self.tasks.get(call.path.rpartition("/")[2])
        if task is None or self.now() - task.created > timedelta(days=7):
            return problem(404, "ResourceNotFound", "the task does not exist")
        if route == "delete":
            return self._delete(task)
        task.polls += 1
        return answer(self._shown(task))

    def _create(self, call: Call) -> Response:
        body = call.json
        strange = set(body) - FIELDS
        if strange:
            return problem(400, "InvalidParameter", f"unknown field {min(strange)}")
        wrong = _content_problem(body)
        if wrong:
            return problem(400, "InvalidParameter.content", wrong)
        if body["model"] not in PRICE and not body["model"].startswith("ep-"):
            return problem(404, "InvalidEndpointOrModel.NotFound", "no such model")
        if not self.settings.balance:
            return problem(403, "AccountOverdueError", "the account is in arrears")
        text = body["content"][0]["text"]
        if "forbidden" in text:
            return problem(400, "InputTextSensitiveContentDetected", "the text is not allowed")
        if "real face" in text:
            return problem(400, "InputImageSensitiveContentDetected.PrivacyInformation", "a person")
        running = sum(
            task.status(self.now()) in ("queued", "running") for task in self.tasks.values()
        )
        if running >= self.settings.most_in_flight:
            return problem(429, "RateLimitExceeded.Concurrency", "too many", {"Retry-After": "3"})
        return self._take(body, running)

    def _take(self, body: dict[str, Any], running: int) -> Response:
        plan = self.plans.popleft() if self.plans else self.settings.plan
        wide, high = SIZES[body["resolution"]]
        tokens = int(Decimal(body["duration"]) * wide * high * 24 / 1024)
        task = Task(f"cgt-{next(self._numbers)}", body, self.now(), plan, tokens)
        self.tasks[task.id] = task
        self.peak = max(self.peak, running + 1)
        if plan.billed:
            price = Decimal(PRICE.get(body["model"], 0)) * tokens / 1_000_000
            self.invoice.append(Line(task.id, price))
        return answer({"id": task.id})

    def _list(self, call: Call) -> Response:
        page = int(call.query.get("page_num", ["1"])[0])
        size = int(call.query.get("page_size", ["10"])[0])
        model = call.query.get("filter.model", [""])[0]
        seen = [
            self._shown(task)
            for task in reversed(self.tasks.values())
            if (not model or task.body["model"] == model)
            and (self.now() - task.created).total_seconds() >= self.settings.list_lag
        ]
        return answer({"items": seen[(page - 1) * size : page * size], "total": len(seen)})

    def _delete(self, task: Task) -> Response:
        if task.status(self.now()) == "running":
            return problem(409, "InvalidAction", "a running task cannot be stopped")
        if task.status(self.now()) == "queued":
            task.cancelled = True
        else:
            del self.tasks[task.id]
        return answer({})

    def _shown(self, task: Task) -> dict[str, Any]:
        status = task.status(self.now())
        shown: dict[str, Any] = {
            "id": task.id,
            "model": task.body["model"],
            "status": status,
            "created_at": int(task.created.timestamp()),
            "updated_at": int(max(task.ended, task.created).timestamp()),
            "resolution": task.body["resolution"],
            "ratio": task.body["ratio"],
            "duration": task.body["duration"],
            "framespersecond": 24,
            "service_tier": "default",
        }
        if self.settings.echo_seed and "seed" in task.body:
            shown["seed"] = task.body["seed"]
        if status == "succeeded":
            base = f"{self.origin}/files/{task.id}"
            shown["content"] = {"video_url": f"{base}/video.mp4?sig={task.polls}"}
            if task.body.get("return_last_frame"):
                shown["content"]["last_frame_url"] = f"{base}/last.png?sig={task.polls}"
        if status in ("succeeded", "failed") and task.plan.billed:
            shown["usage"] = {"completion_tokens": task.tokens, "total_tokens": task.tokens}
        if status == "failed":
            shown["error"] = {"code": task.plan.code, "message": "as planned"}
        return shown

    def _file(self, call: Call) -> Response:
        _, _, task_id, name = call.path.split("/")
        task = self.tasks[task_id]
        if self.now() - task.ended > timedelta(hours=self.settings.result_hours):
            return Response(403, b"expired", {"Content-Type": "application/xml"})
        if name.endswith(".png"):
            return Response(200, picture(), {"Content-Type": "image/png"})
        return self.shelf.serve(video(), "video/mp4", call)


def problem(
    status: int, code: str, message: str, headers: dict[str, str] | None = None
) -> Response:
    """Ark's error body."""
    error = {"code": code, "message": message, "type": "BadRequest", "param": ""}
    response = answer({"error": error}, status)
    response.headers |= headers or {}
    return response


def _content_problem(body: dict[str, Any]) -> str:
    content = body.get("content")
    if not isinstance(content, list) or not content or content[0].get("type") != "text":
        return "content must begin with text"
    roles = [item.get("role") for item in content[1:]]
    if set(roles) - {"first_frame", "last_frame", "reference_image"}:
        return "unknown role"
    if "reference_image" in roles and set(roles) & {"first_frame", "last_frame"}:
        return "frames and references cannot be mixed"
    for item in content[1:]:
        url = item["image_url"]["url"]
        if not url.startswith(("data:image/png;base64,", "data:image/jpeg;base64,", "https://")):
            return "image_url must be https or a data URI"
    return ""
