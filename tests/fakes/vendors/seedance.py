"""Volcengine Ark again (tests/fakes/ark.py), as the tests of every vendor want to see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from app.domain.money import Money
from tests.fakes import ark
from tests.fakes.server import Call, Fault, Response, refused
from tests.fakes.vendor import Case, FakeVendor, Line

_ENDS = {"ready": "succeeded", "failed": "failed", "expired": "expired", "moderated": "failed"}


class FakeSeedance(FakeVendor):
    """Hands every request to a `FakeArk` and shows its books in our terms."""

    base = "/api/v3"
    key = ark.Settings().key

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(now)
        self._ark = ark.FakeArk(now)
        self._ark.shelf = self.shelf

    def route(self, call: Call) -> str:
        return self._ark.route(call)

    def work(self, route: str, call: Call) -> Response:
        self._ark.settings.result_hours = self.result_hours
        plan = self.plans[0] if self.plans else self.plan
        code = "OutputVideoSensitiveContentDetected" if plan.end == "moderated" else ""
        self._ark.settings.plan = ark.Plan(
            plan.queued, plan.running, _ENDS[plan.end], code, plan.billed and plan.end == "ready"
        )
        before = len(self._ark.tasks)
        response = self._ark.work(route, call)
        if len(self._ark.tasks) > before:
            if self.plans:
                self.plans.popleft()
            task = list(self._ark.tasks.values())[-1]
            self.jobs[task.id] = self.take_over(task)
        self.invoice = [
            Line(line.task_id, Money(amount=Decimal(line.amount), currency="CNY"))
            for line in self._ark.invoice
        ]
        text = response.body.replace(self._ark.origin.encode(), self.origin.encode())
        return Response(response.status, text if route != "file" else response.body,
                        response.headers, response.cut_at)  # fmt: skip

    def take_over(self, task: ark.Task) -> object:
        return task

    def refusals(self) -> dict[str, Fault]:
        def error(status: int, code: str, **headers: str) -> Fault:
            return refused(status, {"error": {"code": code, "message": "no"}}, **headers)

        return {
            "parameter": error(400, "InvalidParameter"),
            "auth": error(401, "AuthenticationError"),
            "balance": error(403, "AccountOverdueError"),
            "moderated_input": error(400, "InputTextSensitiveContentDetected"),
            "too_fast": error(429, "RateLimitExceeded.EndpointRPMExceeded", Retry_After="7"),
        }

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "expired": "expired", "moderated": "moderated"}


CASES = (
    Case("seedance", FakeSeedance, "doubao-seedance-1-0-pro-250528", references=("first_frame",)),
    Case("seedance", FakeSeedance, "doubao-seedance-2-0-260128", references=("character", "place")),
    Case(
        "seedance",
        FakeSeedance,
        "doubao-seedance-2-0-260128",
        seconds=6,
        parts=(2.5, 3.5),
        prompt="镜头1（2.5秒）：林夏推门镜头2（3.5秒）：雨停了",
        name="group",
    ),
)
