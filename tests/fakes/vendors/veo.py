"""Vertex AI with Veo: a token server that verifies the assertion's signature, operations, films inside answers."""

from __future__ import annotations

import base64
import functools
import json
import re
import urllib.parse
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from app.domain.money import Money
from tests.fakes import clips
from tests.fakes.google import problem, refusals
from tests.fakes.server import Call, Fault, Response, answer
from tests.fakes.vendor import Case, FakeVendor, Job

PROJECT = "short-drama-471"
EMAIL = f"fenjing@{PROJECT}.iam.gserviceaccount.com"
TOKEN = "ya29.fake-access-token-4711"
MODELS = "veo-3.1-generate-001", "veo-3.1-fast-generate-001", "veo-3.1-lite-generate-001"
PRICES = {
    "veo-3.1-generate-001": {"720p": "0.40", "1080p": "0.40", "4k": "0.60"},
    "veo-3.1-fast-generate-001": {"720p": "0.10", "1080p": "0.12", "4k": "0.30"},
    "veo-3.1-lite-generate-001": {"720p": "0.05", "1080p": "0.08"},
}
_PATH = re.compile(
    rf"/v1/projects/{PROJECT}/locations/us-central1/publishers/google/models/([a-z0-9.-]+)"
    r":(predictLongRunning|fetchPredictOperation)"
)
_INSTANCE = {"prompt", "image", "lastFrame", "referenceImages", "video"}
_PARAMETERS = {
    "aspectRatio", "durationSeconds", "resolution", "negativePrompt", "personGeneration",
    "generateAudio", "sampleCount", "seed",
}  # fmt: skip
_RPC_ENDS = {
    "failed": {"code": 13, "message": "An internal error occurred."},
    "blocked": {"code": 3, "message": "The image was blocked. Support codes: 17301594"},
}


@functools.cache
def signing_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


@functools.cache
def account_file() -> str:
    """The JSON file of a service account, on one line as a person would paste it."""
    pem = signing_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return json.dumps(
        {
            "type": "service_account",
            "project_id": PROJECT,
            "private_key_id": "0123456789abcdef",
            "private_key": pem.decode(),
            "client_email": EMAIL,
            "token_uri": "https://oauth2.googleapis.com/token",
        }
    )


class FakeVeo(FakeVendor):
    """Reached with a pasted access token."""

    key = TOKEN
    base = f"/v1/projects/{PROJECT}/locations/us-central1"

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.tokens = {TOKEN}
        self.inline = True

    def route(self, call: Call) -> str:
        if call.path == "/token":
            return "token"
        if call.path.endswith(":predictLongRunning"):
            return "create"
        return "get" if call.path.endswith(":fetchPredictOperation") else "other"

    def work(self, route: str, call: Call) -> Response:
        if route == "token":
            return self._token(call)
        found = _PATH.fullmatch(call.path)
        if call.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return problem(401, "UNAUTHENTICATED", "Request had invalid authentication credentials")
        if found is None or found.group(1) not in MODELS:
            return problem(404, "NOT_FOUND", f"no such model at {call.path}")
        if route == "create":
            return self._create(found.group(1), call.json)
        if set(call.json) != {"operationName"}:
            return problem(400, "INVALID_ARGUMENT", "operationName is all there is")
        job = self.jobs.get(call.json["operationName"])
        if job is None:
            return problem(404, "NOT_FOUND", "no such operation")
        return answer(self._shown(job))

    def _token(self, call: Call) -> Response:
        form = urllib.parse.parse_qs(call.body.decode())
        grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
        if form.get("grant_type") != [grant] or not self._signed(form["assertion"][0]):
            text = {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
            return answer(text, 400)
        token = f"ya29.fetched-{self.count('token')}-abcdef"
        self.tokens.add(token)
        return answer({"access_token": token, "expires_in": 3599, "token_type": "Bearer"})

    def _signed(self, assertion: str) -> bool:
        head, claims, signature = assertion.split(".")
        try:
            signing_key().public_key().verify(
                unpacked(signature), f"{head}.{claims}".encode(), PKCS1v15(), SHA256()
            )
        except InvalidSignature:
            return False
        said = json.loads(unpacked(claims))
        return (
            json.loads(unpacked(head))["alg"] == "RS256"
            and said["iss"] == EMAIL
            and said["aud"] == "https://oauth2.googleapis.com/token"
            and said["scope"] == "https://www.googleapis.com/auth/cloud-platform"
            and 0 < said["exp"] - said["iat"] <= 3600
        )

    def _create(self, model: str, body: dict[str, Any]) -> Response:
        wrong = _problem(model, body)
        if wrong:
            return problem(400, "INVALID_ARGUMENT", wrong)
        asked = body["parameters"]
        price = Decimal(PRICES[model][asked["resolution"]]) * asked["durationSeconds"]
        job = self.take(body, Money(amount=price, currency="USD"))
        name = (
            f"projects/{PROJECT}/locations/us-central1/publishers/google/models/{model}"
            f"/operations/{job.id}"
        )
        self.jobs[name] = self.jobs.pop(job.id)
        return answer({"name": name})

    def _shown(self, job: Job) -> dict[str, Any]:
        state = job.state(self.now())
        if state in ("queued", "running"):
            return {"name": job.id}
        if state in _RPC_ENDS:
            return {"name": job.id, "done": True, "error": _RPC_ENDS[state]}
        if state == "moderated":
            reasons = ["The video was filtered. Support codes: 58061214"]
            response: dict[str, Any] = {
                "raiMediaFilteredCount": 1,
                "raiMediaFilteredReasons": reasons,
            }
        else:
            film = base64.b64encode(clips.video()).decode()
            response = {"videos": [{"bytesBase64Encoded": film, "mimeType": "video/mp4"}]}
        return {"name": job.id, "done": True, "response": response}

    def refusals(self) -> dict[str, Fault]:
        return refusals()

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated", "blocked": "moderated"}


class FakeVeoAccount(FakeVeo):
    """Reached with a service account's file, which names the project."""

    base = ""

    @property
    def key(self) -> str:  # type: ignore[override]
        return account_file()


def unpacked(text: str) -> bytes:
    """base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _problem(model: str, body: dict[str, Any]) -> str:
    if set(body) != {"instances", "parameters"} or len(body["instances"]) != 1:
        return "one element in instances, and parameters"
    instance, asked = body["instances"][0], body["parameters"]
    strange = (set(instance) - _INSTANCE) | (set(asked) - _PARAMETERS)
    if strange:
        return f"unknown field {min(strange)}"
    if asked["aspectRatio"] not in ("16:9", "9:16") or asked["durationSeconds"] not in (4, 6, 8):
        return "aspectRatio or durationSeconds"
    if asked["resolution"] not in PRICES[model]:
        return "resolution"
    media = [instance[name] for name in ("image", "lastFrame", "video") if name in instance]
    assets = instance.get("referenceImages", [])
    if assets and (media or asked["durationSeconds"] != 8 or "lite" in model or len(assets) > 3):
        return "referenceImages"
    if asked["resolution"] != "720p" and asked["durationSeconds"] != 8:
        return "1080p and 4k make 8 seconds"
    for asset in assets:
        if set(asset) != {"image", "referenceType"} or asset["referenceType"] != "asset":
            return "referenceImages"
        media.append(asset["image"])
    for one in media:
        if set(one) != {"bytesBase64Encoded", "mimeType"}:
            return "media"
        base64.b64decode(one["bytesBase64Encoded"], validate=True)
    return ""


CASES = (
    Case("veo", FakeVeo, "veo-3.1-generate-001", seconds=4, negative="字幕，水印"),
    Case("veo", FakeVeoAccount, "veo-3.1-generate-001", seconds=8,
         references=("character", "place"), settings={"people": "allow_adult"}, name="account"),
    Case("veo", FakeVeo, "veo-3.1-fast-generate-001", seconds=8, language="en",
         prompt="She opens the door, shot ", references=("first_frame", "last_frame"),
         settings={"resolution": "1080p"}, name="frames"),
    Case("veo", FakeVeo, "veo-3.1-fast-generate-001", seconds=8, references=("clip",),
         name="extend"),
    Case("veo", FakeVeo, "veo-3.1-lite-generate-001", seconds=6, references=("first_frame",)),
)  # fmt: skip
