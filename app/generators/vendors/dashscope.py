"""Alibaba Model Studio (Bailian, DashScope), as its film, picture and voice cards share it.

Bearer key; key, model and host belong to one region. Long work is a task: `X-DashScope-Async`, then
`GET /api/v1/tasks/{id}`; both task and result live a day. Files that may not travel inside the request are put
into the vendor's own storage first, by a policy that is free to ask for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from app.domain.attempts import Refusal, RefusalClass
from app.domain.wording import N_
from app.generators.contract import (
    Answer,
    Channel,
    Declined,
    KeyCheck,
    Order,
    Part,
    Reply,
    Request,
)
from app.generators.encoding import mime
from app.generators.login import Login
from app.generators.redaction import one_line
from app.generators.refusals import NOT_OPEN, UNSUITED_FILE, before_paid, refuse
from app.generators.vendor import by_status, key_check

TASKS = "/tasks"
#: An upload may overwrite nothing; the same file put again under its own name is already there.
_THERE_ALREADY = 409
_CODES: tuple[tuple[str, RefusalClass], ...] = (
    ("InvalidApiKey", "auth"),
    ("Arrearage", "balance"),
    ("AllocationQuota.FreeTierOnly", "balance"),
    ("FreeTierOnly", "balance"),
    ("Throttling", "too_fast"),
    ("DataInspectionFailed", "moderated_input"),
    ("data_inspection_failed", "moderated_input"),
    ("IPInfringementSuspect", "moderated_input"),
    ("Model.AccessDenied", "policy"),
    ("AccessDenied", "policy"),
)
_KEY = (
    N_("The key is not accepted; it works in the region only where it was made."),
    N_(
        "Enter a valid key, or the address of its region, such as https://dashscope-intl.aliyuncs.com."
    ),
)
_COPIED = (
    N_("The vendor suspects a protected character, brand or work in what was sent."),
    N_("Change the words or the pictures; sending the same again will fail again."),
)


def call(
    method: Literal["GET", "POST"],
    login: Login,
    path: str,
    *,
    query: tuple[tuple[str, str], ...] = (),
    body: Mapping[str, Any] | None = None,
    later: bool = False,
    note: str = "",
) -> Request:
    """One request with the key; `later` asks for a task instead of an answer."""
    headers = {"Authorization": f"Bearer {login.key}"}
    if body is not None:
        headers["Content-Type"] = "application/json"
        if "oss://" in str(body) or "<upload " in str(body):
            headers["X-DashScope-OssResourceResolve"] = "enable"
    if later:
        headers["X-DashScope-Async"] = "enable"
    return Request(
        method=method, url=f"{login.address}/api/v1{path}", headers=headers, query=query, json_body=body, note=note
    )  # fmt: skip


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """`{code, message, request_id}` in our classes."""
    code, message = str(body.get("code", "")), str(body.get("message", ""))
    return of_code(code, message or one_line(str(body).encode()), status)


def of_code(code: str, detail: str, status: int = 0) -> Refusal:
    """A refusal from the vendor's code; the same codes stand in refused requests and in failed tasks."""
    kind = next((kind for start, kind in _CODES if code.startswith(start)), None)
    kind = kind or by_status(status)
    said, fix = "", ""
    if kind == "auth":
        said, fix = _KEY
    elif code.endswith("AccessDenied") or code.startswith("ModelNotFound"):
        said, fix = NOT_OPEN
    elif code.startswith("IPInfringement"):
        said, fix = _COPIED
    elif code.startswith("InvalidURL"):
        said, fix = UNSUITED_FILE
    if kind == "moderated_input" and "output" in detail.lower():
        kind, said, fix = "moderated_output", "", ""
    return refuse(kind, code=code, detail=detail, message=said, fix=fix)


async def key_works(channel: Channel) -> KeyCheck:
    """List one task: free."""
    query = (("page_no", "1"), ("page_size", "1"))
    answer = await channel.ask(call("GET", channel.login, TASKS, query=query), tries=2)
    return key_check(answer, explain)


@dataclass(frozen=True)
class Policy:
    """Leave to put files of one model into the vendor's storage; it serves for several."""

    host: str
    folder: str
    fields: tuple[tuple[str, str], ...]

    def put(self, path: Path, name: str) -> Request:
        """The upload of one file; the file comes last, as the storage wants it."""
        parts = [Part(name=key, value=value) for key, value in self.fields]
        parts.insert(3, Part(name="key", value=self.key(name)))
        kind = mime(path)
        parts += [
            Part(name="success_action_status", value="200"),
            Part(name="x-oss-content-type", value=kind),
            Part(name="file", path=path, filename=name, content_type=kind),
        ]
        note = N_("Uploads a file to the vendor's own storage.")
        return Request(method="POST", url=self.host, parts=tuple(parts), note=note)

    def key(self, name: str) -> str:
        """Where a file lies in the storage."""
        return f"{self.folder}/{name}"


#: What the preview shows while nobody has asked for leave yet.
UNKNOWN_POLICY = Policy(
    host="<upload host>",
    folder="<upload folder>",
    fields=tuple(
        (name, f"<{name}>")
        for name in (
            "OSSAccessKeyId", "Signature", "policy", "x-oss-object-acl", "x-oss-forbid-overwrite"
        )
    ),
)  # fmt: skip


def policy_request(login: Login, model_id: str) -> Request:
    """Ask for leave to upload; free."""
    query = (("action", "getPolicy"), ("model", model_id))
    note = N_("Asks for leave to upload files.")
    return call("GET", login, "/uploads", query=query, note=note)


def read_policy(answer: Answer, *, own: bool) -> Policy | None:
    """The leave from its answer; None when it is not readable or leads to an address that is not encrypted."""
    body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
    held = (body or {}).get("data") or (body or {}).get("output")
    if not isinstance(held, dict):
        return None
    host = str(held.get("upload_host", ""))
    if not host.startswith(("https://", "http://") if own else "https://"):
        return None
    fields = {
        "OSSAccessKeyId": "oss_access_key_id", "Signature": "signature", "policy": "policy",
        "x-oss-object-acl": "x_oss_object_acl", "x-oss-forbid-overwrite": "x_oss_forbid_overwrite",
    }  # fmt: skip
    values = tuple((ours, str(held.get(theirs, ""))) for ours, theirs in fields.items())
    return Policy(host, str(held.get("upload_dir", "")), values)


def file_name(order: Order, path: Path) -> str:
    """A name of its own for each attempt and file, so that no upload meets another."""
    return f"{order.token}-{path.stem[:24]}{path.suffix}"


async def upload(
    order: Order, paths: Mapping[str, Path], model_id: str, channel: Channel
) -> dict[str, str] | Declined:
    """Put files into the vendor's storage; by their SHA-256 the `oss://` address of each."""
    if not paths:
        return {}
    answer = await channel.ask(policy_request(channel.login, model_id), tries=3)
    policy = read_policy(answer, own=channel.login.own)
    if policy is None:
        return before_paid(answer, explain)
    addresses = {}
    for sha, path in paths.items():
        name = file_name(order, path)
        answer = await channel.ask(policy.put(path, name), tries=3)
        if not isinstance(answer, Reply) or not (
            answer.status < 300 or answer.status == _THERE_ALREADY
        ):
            return _not_put(answer)
        addresses[sha] = f"oss://{policy.key(name)}"
    return addresses


def _not_put(answer: Answer) -> Declined:
    """The storage answers in XML; when it says no, it will say so again."""
    if not isinstance(answer, Reply):
        return Declined(refusal=refuse("not_sent", detail=answer.reason))
    code, detail = f"HTTP {answer.status}", one_line(answer.body)
    if 400 <= answer.status < 500 and answer.status not in (408, 429):
        return Declined(refusal=refuse("parameter", code=code, detail=detail))
    return Declined(refusal=refuse("not_sent", code=code, detail=detail))
