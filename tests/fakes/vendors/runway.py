"""Runway: one route for each kind of work, tasks with credits, upload sessions, the dated version header."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from app.domain.money import Money
from tests.fakes.forms import fields_of
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.vendor import Case, FakeVendor, Job

CREDITS_A_SECOND = {"gen4.5": 12, "gen4_turbo": 5, "aleph2": 28, "act_two": 5}
VEO = {"veo3.1": (40, 20), "veo3.1_fast": (15, 10)}
#: By route: models, fields that have to be there, fields that may be.
_SEED = {"seed", "contentModeration"}
_FILM = {"model", "promptText", "ratio", "duration"}
_ROUTES: dict[str, tuple[set[str], set[str], set[str]]] = {
    "/v1/image_to_video": ({"gen4.5", "gen4_turbo", *VEO}, _FILM | {"promptImage"},
                           _SEED | {"audio", "negativePrompt"}),
    "/v1/text_to_video": ({"gen4.5", *VEO}, _FILM, _SEED | {"audio", "negativePrompt"}),
    "/v1/video_to_video": ({"aleph2"}, {"model", "videoUri"}, _SEED | {"promptText", "keyframes"}),
    "/v1/character_performance": ({"act_two"}, {"model", "character", "reference"},
                                  _SEED | {"ratio", "bodyControl", "expressionIntensity"}),
    "/v1/text_to_image": ({"gen4_image", "gen4_image_turbo"}, {"model", "promptText", "ratio"},
                          _SEED | {"referenceImages"}),
}  # fmt: skip
_RATIOS = {"1280:720", "720:1280", "1104:832", "832:1104", "960:960", "1584:672"}
_WORDS = {"queued": "PENDING", "running": "RUNNING", "ready": "SUCCEEDED", "cancelled": "CANCELLED"}
_CODES = {"failed": "INTERNAL.BAD_OUTPUT.CODE01", "moderated": "SAFETY.OUTPUT.VIDEO",
          "moderated_input": "SAFETY.INPUT.IMAGE"}  # fmt: skip
_INLINE_MOST = 5_000_000


class FakeRunway(FakeVendor):
    key = "key_0123456789abcdef"

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.uploaded: dict[str, bytes] = {}

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        if call.path.startswith("/bucket/"):
            return "form"
        if call.path.startswith("/v1/tasks/"):
            return "get" if call.method == "GET" else "delete"
        return {"/v1/organization": "organization", "/v1/uploads": "upload"}.get(
            call.path, "create"
        )

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self.serve_file(call)
        if route == "form":
            return self._form(call)
        if call.headers.get("authorization") != f"Bearer {self.key}":
            return problem(401, "Invalid API key")
        if call.headers.get("x-runway-version") != "2024-11-06":
            return problem(400, "Missing version header")
        if route == "organization":
            return answer({"creditBalance": 4711, "tier": {}, "usage": {}})
        if route == "upload":
            return self._session(call.json)
        if route == "create":
            return self._create(call.path, call.json)
        job = self.jobs.get(call.path.rpartition("/")[2])
        if job is None:
            return problem(404, "Task not found")
        if route == "delete":
            if job.state(self.now()) in ("queued", "running"):
                job.cancelled = True
            else:
                del self.jobs[job.id]
            return Response(204)
        return answer(self._shown(job))

    def _session(self, body: dict[str, Any]) -> Response:
        if set(body) != {"filename", "type"} or body["type"] != "ephemeral":
            return problem(400, "filename and type")
        name = f"runway://upload-{len(self.uploaded) + 1}"
        self.uploaded[name] = b""
        fields = {"key": name, "policy": "e30="}
        url = f"{self.origin}/bucket/put"
        return answer({"uploadUrl": url, "fields": fields, "runwayUri": name})

    def _form(self, call: Call) -> Response:
        assert "authorization" not in call.headers
        fields = fields_of(call)
        if [one.name for one in fields] != ["key", "policy", "file"]:
            return Response(403, b"<Error/>", {"Content-Type": "application/xml"})
        self.uploaded[fields[0].text] = fields[2].data
        return Response(204)

    def _create(self, path: str, body: dict[str, Any]) -> Response:
        wrong = self._problem(path, body)
        if wrong:
            return answer({"error": "Validation of body failed", "issues": [wrong]}, 400)
        price = Decimal(_credits(body)) / 100
        job = self.take(body, Money(amount=price, currency="USD"))
        return answer({"id": job.id, "estimatedCost": {"credits": _credits(body)}})

    def _problem(self, path: str, body: dict[str, Any]) -> str:
        if path not in _ROUTES:
            return path
        models, needed, free = _ROUTES[path]
        if body["model"] not in models:
            return "model"
        if needed - set(body) or set(body) - needed - free:
            return f"fields {sorted(set(body) ^ needed)}"
        if not 1 <= len(body.get("promptText", "x").encode("utf-16-le")) // 2 <= 1000:
            return "promptText"
        if "duration" in body and not 2 <= body["duration"] <= 10:
            return "duration"
        if not self._shape_fits(path, body):
            return "ratio"
        frames = body.get("promptImage", [])
        places = [one["position"] for one in frames]
        if places not in ([], ["first"]) and not (
            body["model"] in VEO and places == ["first", "last"]
        ):
            return "promptImage"
        return next((uri for uri in _uris(body) if not self._readable(uri)), "")

    def _shape_fits(self, path: str, body: dict[str, Any]) -> bool:
        ratio = body.get("ratio")
        if path == "/v1/text_to_image":
            return ratio in ("1280:720", "720:1280", "1080:1920", "1920:1080", "1080:1080")
        if body["model"] in VEO:
            return ratio in ("1280:720", "720:1280", "1080:1920", "1920:1080")
        if path == "/v1/text_to_video":
            return ratio in ("1280:720", "720:1280")
        return ratio in _RATIOS | {None}

    def _readable(self, uri: str) -> bool:
        if uri.startswith("runway://"):
            return bool(self.uploaded.get(uri))
        inline = uri.startswith(("data:image/png;base64,", "data:image/jpeg;base64,",
                                 "data:video/mp4;base64,"))  # fmt: skip
        return inline and len(uri) <= _INLINE_MOST

    def _shown(self, job: Job) -> dict[str, Any]:
        state = job.state(self.now())
        shown: dict[str, Any] = {
            "id": job.id,
            "createdAt": job.created.isoformat(),
            "status": _WORDS.get(state, "FAILED"),
        }
        charged = _credits(job.body)
        if state in ("queued", "running"):
            shown["estimatedCost"] = {"credits": charged}
            if state == "running":
                shown["progress"] = 0.4
            return shown
        shown["cost"] = {"credits": charged if state == "ready" else 0}
        if state == "ready":
            name = "out.png" if "image" in job.body["model"] else "out.mp4"
            shown["output"] = [self.file_url(job, name)]
        elif state in _CODES:
            shown |= {"failure": "Do not show this.", "failureCode": _CODES[state]}
        return shown

    def refusals(self) -> dict[str, Fault]:
        def no(status: int, text: str) -> Fault:
            return refused(status, {"error": text})

        return {
            "parameter": refused(400, {"error": "Validation of body failed", "issues": ["ratio"]}),
            "auth": no(401, "The API key is not valid."),
            "balance": no(400, "You do not have enough credits to run this task."),
            "too_fast": no(429, "Daily task limit reached."),
        }

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated", "moderated_input": "moderated"}


def problem(status: int, text: str) -> Response:
    return answer({"error": text}, status)


def _credits(body: dict[str, Any]) -> int:
    model = body["model"]
    if model in VEO:
        return VEO[model][0 if body.get("audio", True) else 1] * int(body["duration"])
    if model == "gen4_image":
        return 8 if "1080" in body["ratio"] else 5
    if model == "gen4_image_turbo":
        return 2
    # What goes along lasts three seconds, and is asked for as five.
    return CREDITS_A_SECOND[model] * int(body.get("duration", 5))


def _uris(body: dict[str, Any]) -> list[str]:
    held = [
        *body.get("promptImage", []), *body.get("referenceImages", []), *body.get("keyframes", []),
        *(body[name] for name in ("character", "reference") if name in body),
    ]  # fmt: skip
    found = [str(one["uri"]) for one in held]
    return [*found, body["videoUri"]] if "videoUri" in body else found


CASES = (
    Case("runway", FakeRunway, "gen4.5"),
    Case("runway", FakeRunway, "gen4.5", width=1080, height=1080, references=("first_frame",),
         settings={"public_figures": "low"}, name="frame"),
    Case("runway", FakeRunway, "gen4_turbo", seconds=10, references=("first_frame",)),
    Case("runway", FakeRunway, "veo3.1", seconds=8, references=("first_frame", "last_frame"),
         negative="字幕", settings={"resolution": "1080p", "sound": False}),
    Case("runway", FakeRunway, "aleph2", references=("clip", "first_frame")),
    Case("runway", FakeRunway, "act_two", references=("clip", "first_frame"),
         settings={"expression": "4", "body": "true"}),
    Case("runway-image", FakeRunway, "gen4_image", medium="picture", seconds=0, language="en",
         prompt="She opens the door, picture ", references=("character", "place"),
         settings={"resolution": "1080p"}),
    Case("runway-image", FakeRunway, "gen4_image_turbo", medium="picture", seconds=0,
         references=("character",)),
)  # fmt: skip
