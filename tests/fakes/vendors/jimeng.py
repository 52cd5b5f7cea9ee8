"""Volcengine's visual service: Jimeng films and pictures, and OmniHuman."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.money import Money
from app.generators.login import Login
from app.generators.signatures.volcengine import signed_headers
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.storage import FakeStorage
from tests.fakes.vendor import Case, FakeVendor, Job

_SUBMIT = {"CVSync2AsyncSubmitTask": "CVSync2AsyncGetResult", "CVSubmitTask": "CVGetResult"}
_FILM = {"req_key", "prompt", "seed", "frames", "binary_data_base64", "image_urls"}
_FIELDS = {
    "jimeng_t2v_v30": {"req_key", "prompt", "seed", "frames", "aspect_ratio"},
    "jimeng_t2v_v30_1080p": {"req_key", "prompt", "seed", "frames", "aspect_ratio"},
    "jimeng_i2v_first_v30": _FILM,
    "jimeng_i2v_first_v30_1080": _FILM,
    "jimeng_i2v_first_tail_v30": _FILM,
    "jimeng_i2v_first_tail_v30_1080": _FILM,
    "jimeng_ti2v_v30_pro": _FILM | {"aspect_ratio"},
    "jimeng_i2v_recamera_v30": _FILM | {"template_id", "camera_strength"},
    "jimeng_t2i_v40": {
        "req_key", "prompt", "binary_data_base64", "image_urls", "size", "width", "height",
        "scale", "force_single", "min_ratio", "max_ratio",
    },
    "jimeng_realman_avatar_picture_omni_v15": {
        "req_key", "image_url", "audio_url", "mask_url", "prompt", "seed", "output_resolution",
        "pe_fast_mode",
    },
}  # fmt: skip
_PICTURES = {"first_v30": 1, "first_v30_1080": 1, "tail_v30": 2, "tail_v30_1080": 2, "recamera": 1}
_PRICES = {"jimeng_t2i_v40": "0.22", "jimeng_realman_avatar_picture_omni_v15": "3.0"}
_RATES = {"1080": "0.63", "pro": "1.0"}


class FakeJimeng(FakeVendor):
    """Verifies every signature; OmniHuman reads only what lies in the person's storage."""

    key = "AKLT_FAKE_4711:SK_FAKE_bGliZXJ0eQ=="

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
        action = call.query.get("Action", [""])[0]
        return "create" if action in _SUBMIT else "get"

    def work(self, route: str, call: Call) -> Response:
        if route == "file":
            return self.serve_file(call)
        if route == "upload":
            return self.storage.put(call, self.origin)
        problem = self._signature_problem(call)
        if problem:
            meta = {"RequestId": "r1", "Error": {"Code": problem, "Message": "no"}}
            return answer({"ResponseMetadata": meta}, 401)
        body = call.json
        if next(iter(body)) != "req_key":
            return self._no(50215, "req_key comes first")
        return self._create(call, body) if route == "create" else self._get(call, body)

    def _signature_problem(self, call: Call) -> str:
        pair = Login("", self.key).pair
        sent = call.headers.get("authorization", "")
        if f"Credential={pair[0]}/" not in sent:
            return "InvalidAccessKey"
        at = datetime.strptime(call.headers["x-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        query = tuple((name, values[0]) for name, values in call.query.items())
        right = signed_headers(
            pair, host=call.headers["host"], path="/", query=query, body=call.body, at=at,
            service="cv", region="cn-north-1",
        )  # fmt: skip
        wrong = any(call.headers.get(name.lower()) != value for name, value in right.items())
        return "SignatureDoesNotMatch" if wrong else ""

    def _no(self, code: int, message: str, status: int = 400) -> Response:
        return answer({"code": code, "data": None, "message": message, "request_id": "r"}, status)

    def _create(self, call: Call, body: dict[str, Any]) -> Response:
        key = body["req_key"]
        if call.query["Version"] != ["2022-08-31"] or key not in _FIELDS:
            return self._no(50200, "Invalid Input Parameters: req_key")
        strange = set(body) - _FIELDS[key]
        if strange:
            return self._no(50215, f"unknown {min(strange)}")
        wrong = self._wrong(key, body)
        if wrong:
            return self._no(50215, wrong)
        job = self.take(body, Money(amount=_price(body)), action=call.query["Action"][0])
        return answer(self._good({"task_id": job.id}))

    def _wrong(self, key: str, body: dict[str, Any]) -> str:
        if key.startswith("jimeng_realman"):
            picture, sound = (self.storage.read(body[one]) for one in ("image_url", "audio_url"))
            if not picture or not sound:
                return "cannot read the files"
            return "" if body["output_resolution"] in (720, 1080) else "output_resolution"
        if len(body["prompt"]) > 800:
            return "prompt"
        pictures = body.get("binary_data_base64", [])
        try:
            all(base64.b64decode(one, validate=True) for one in pictures)
        except (binascii.Error, TypeError):
            return "binary_data_base64"
        wanted = next((n for end, n in _PICTURES.items() if end in key), None)
        if wanted is not None and len(pictures) != wanted:
            return "number of pictures"
        if "t2v" in key and "aspect_ratio" not in body:
            return "aspect_ratio"
        if key != "jimeng_t2i_v40" and body["frames"] not in (121, 241):
            return "frames"
        return ""

    def _get(self, call: Call, body: dict[str, Any]) -> Response:
        if set(body) - {"req_key", "task_id", "req_json"}:
            return self._no(50215, "unknown field")
        job = self.jobs.get(body["task_id"])
        if job is None or job.body["req_key"] != body["req_key"]:
            return answer(self._good({"status": "not_found"}))
        if call.query["Action"] != [_SUBMIT[job.extra["action"]]]:
            return self._no(50215, "Action")
        wishes = json.loads(body["req_json"])
        if set(wishes) - {"return_url", "logo_info", "aigc_meta"} or not wishes["return_url"]:
            return self._no(50215, "req_json")
        return self._shown(job)

    def _shown(self, job: Job) -> Response:
        state = job.state(self.now())
        if self.now() - job.created > timedelta(hours=12) or state == "expired":
            return answer(self._good({"status": "expired"}))
        if state in ("queued", "running"):
            word = "in_queue" if state == "queued" else "generating"
            return answer(self._good({"status": word}))
        if state != "ready":
            code = 50511 if state == "moderated" else 50500
            return answer({"code": code, "data": {"status": "done"}, "message": "as planned"})
        data: dict[str, Any] = {"status": "done", "aigc_meta_tagged": True}
        if job.body["req_key"] == "jimeng_t2i_v40":
            data["image_urls"] = [self.file_url(job, "picture.png")]
        else:
            data["video_url"] = self.file_url(job)
        return answer(self._good(data))

    def _good(self, data: dict[str, Any]) -> dict[str, Any]:
        return {
            "code": 10000, "data": data, "message": "Success", "request_id": "2026", "status": 10000,
            "time_elapsed": "180ms",
        }  # fmt: skip

    def refusals(self) -> dict[str, Fault]:
        def error(code: int, status: int = 400) -> Fault:
            return refused(status, {"code": code, "data": None, "message": "no"})

        meta = {"RequestId": "r", "Error": {"Code": "SignatureDoesNotMatch", "Message": "no"}}
        return {
            "parameter": error(50215),
            "auth": refused(401, {"ResponseMetadata": meta}),
            "balance": error(50400),
            "moderated_input": error(50412, 200),
            "too_fast": error(50430, 200),
        }

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated", "expired": "expired"}


def _price(body: dict[str, Any]) -> Decimal:
    key = body["req_key"]
    if key in _PRICES:
        return Decimal(_PRICES[key])
    rate = next((rate for end, rate in _RATES.items() if end in key), "0.28")
    return Decimal(rate) * (5 if body["frames"] == 121 else 10)


CASES = (
    Case("jimeng", FakeJimeng, "jimeng_v30"),
    Case("jimeng", FakeJimeng, "jimeng_v30", references=("first_frame", "last_frame"), seconds=10,
         settings={"resolution": "1080p"}, name="frames"),
    Case("jimeng-image", FakeJimeng, "jimeng_t2i_v40", medium="picture", seconds=0,
         references=("character", "place")),
    Case("omnihuman", FakeJimeng, "jimeng_realman_avatar_picture_omni_v15", medium="lips",
         seconds=3, references=("first_frame", "sound")),
)  # fmt: skip
