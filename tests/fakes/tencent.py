"""Tencent Cloud API 3.0 under a fake vendor: the signature, the envelope, and the person's storage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar

from app.generators.login import Login
from app.generators.signatures.tencent import signed_headers
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.storage import FakeStorage
from tests.fakes.vendor import FakeVendor


class FakeTencentCloud(FakeVendor):
    """A subclass names its actions: the ones that cost, and the services that know them."""

    key = "AKID_FAKE_4711:SK_FAKE_tencent_0815"
    paid: ClassVar[frozenset[str]] = frozenset()
    lists: ClassVar[frozenset[str]] = frozenset()
    #: Service, version and region by action.
    services: ClassVar[dict[str, tuple[str, str, str]]] = {}

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(now)
        self.storage = FakeStorage()

    def logins(self) -> dict[str, Login]:
        return {"storage": self.storage.login(self.origin)}

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        if call.path.startswith("/bucket/"):
            return "upload"
        action = call.headers.get("x-tc-action", "")
        if action in self.paid:
            return "create"
        return "list" if action in self.lists else "get"

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self.serve_file(call)
        if route == "upload":
            return self.storage.put(call, self.origin)
        problem = self.signature_problem(call)
        if problem:
            return error(problem)
        return self.act(call.headers["x-tc-action"], call.json)

    def act(self, action: str, body: dict[str, Any]) -> Response:
        """Do an action whose signature is right."""
        raise AssertionError(action)

    def signature_problem(self, call: Call) -> str:
        pair = Login("", self.key).pair
        if f"Credential={pair[0]}/" not in call.headers.get("authorization", ""):
            return "AuthFailure.SecretIdNotFound"
        action = call.headers["x-tc-action"]
        if action not in self.services:
            return "InvalidAction"
        service, version, region = self.services[action]
        right = signed_headers(
            pair, host=call.headers["host"], service=service, action=action, version=version,
            region=region, body=call.body,
            at=datetime.fromtimestamp(int(call.headers["x-tc-timestamp"]), UTC),
        )  # fmt: skip
        wrong = any(call.headers.get(name.lower()) != value for name, value in right.items())
        return "AuthFailure.SignatureFailure" if wrong else ""

    def refusals(self) -> dict[str, Fault]:
        codes = {
            "parameter": "InvalidParameterValue",
            "auth": "AuthFailure.SignatureFailure",
            "balance": "ResourceUnavailable.InArrears",
            "moderated_input": "FailedOperation.ModerationFailed",
            "too_fast": "RequestLimitExceeded.JobNumExceed",
        }
        return {
            kind: refused(200, {"Response": {"Error": {"Code": code, "Message": "no"}}})
            for kind, code in codes.items()
        }


def good(**fields: Any) -> Response:
    return answer({"Response": {**fields, "RequestId": "r-1"}})


def error(code: str, message: str = "no") -> Response:
    return good(Error={"Code": code, "Message": message})
