"""A WebUI of the A1111 kind, with a password and ControlNet, and Stability's hosted pictures."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.domain.money import Money
from tests.fakes import clips
from tests.fakes.server import Call, Fault, Response, answer, refused
from tests.fakes.vendor import Case, FakeVendor

_TXT2IMG = {
    "prompt", "negative_prompt", "styles", "seed", "subseed", "subseed_strength", "steps", "cfg_scale", "width",
    "height", "batch_size", "n_iter", "sampler_name", "scheduler", "restore_faces", "tiling", "enable_hr",
    "denoising_strength", "override_settings", "override_settings_restore_afterwards", "alwayson_scripts",
    "send_images", "save_images", "force_task_id", "infotext",
}  # fmt: skip
_SAMPLERS = {"DPM++ 2M", "Euler a"}


class FakeWebUi(FakeVendor):
    """`/sdapi/v1`, one picture at a time, in the answer."""

    key = "painter-77:pa55word-4711"

    def route(self, call: Call) -> str:
        return "create" if call.path.endswith(("/txt2img", "/img2img")) else call.path

    def work(self, route: str, call: Call) -> Response:
        wanted = base64.b64encode(self.key.encode()).decode()
        if call.headers.get("authorization") != f"Basic {wanted}":
            return answer({"detail": "Incorrect username or password"}, 401)
        if route == "/sdapi/v1/progress":
            return answer({"progress": 0.0, "eta_relative": 0.0, "state": {}})
        if route != "create":
            return answer({"detail": "Not Found"}, 404)
        body = call.json
        wrong = self._wrong(body, over=call.path.endswith("/img2img"))
        if wrong:
            return answer({"detail": [{"loc": ["body"], "msg": wrong, "type": "value_error"}]}, 422)
        if body.get("sampler_name", "DPM++ 2M") not in _SAMPLERS:
            return answer({"detail": "Sampler not found"}, 404)
        self.take(body)
        picture = base64.b64encode(clips.picture()).decode()
        return answer({"images": [picture], "parameters": {}, "info": '{"seed": 7}'})

    def _wrong(self, body: Mapping[str, Any], *, over: bool) -> str:
        allowed = _TXT2IMG | ({"init_images", "mask", "resize_mode"} if over else set())
        if set(body) - allowed:
            return f"extra fields {sorted(set(body) - allowed)}"
        if body["width"] % 8 or body["height"] % 8 or not 1 <= body["steps"] <= 150:
            return "width, height or steps"
        pictures = list(body.get("init_images", []))
        if over != bool(pictures):
            return "init_images"
        scripts = body.get("alwayson_scripts", {})
        for unit in scripts.get("ControlNet", {}).get("args", []):
            if set(unit) != {"image", "module", "model", "weight"}:
                return "ControlNet unit"
            pictures.append(unit["image"])
        try:
            return "" if all(base64.b64decode(one, validate=True) for one in pictures) else "empty"
        except binascii.Error:
            return "a picture is no base64"

    def refusals(self) -> dict[str, Fault]:
        detail = [{"loc": ["body", "steps"], "msg": "no", "type": "value_error"}]
        return {
            "parameter": refused(422, {"detail": detail}),
            "auth": refused(401, {"detail": "Incorrect username or password"}),
        }


_CREDITS = {
    "core": "3", "ultra": "8", "sd3.5-large": "6.5", "sd3.5-large-turbo": "4", "sd3.5-medium": "3.5",
    "sd3.5-flash": "2.5",
}  # fmt: skip
_FIELDS = {
    "core": {"prompt", "aspect_ratio", "negative_prompt", "seed", "style_preset", "output_format"},
    "ultra": {"prompt", "aspect_ratio", "negative_prompt", "seed", "style_preset", "output_format", "image",
              "strength"},
    "sd3": {"prompt", "model", "mode", "image", "strength", "cfg_scale", "aspect_ratio", "negative_prompt",
            "seed", "output_format"},
    "style": {"prompt", "image", "fidelity", "output_format"},
    "structure": {"prompt", "image", "control_strength", "output_format"},
    "sketch": {"prompt", "image", "control_strength", "output_format"},
}  # fmt: skip
_ASPECTS = {"21:9", "16:9", "3:2", "5:4", "1:1", "4:5", "2:3", "9:16", "9:21"}


def form(call: Call) -> dict[str, bytes]:
    """The parts of a multipart form by name."""
    boundary = call.headers["content-type"].partition("boundary=")[2].encode()
    found = {}
    for piece in call.body.split(b"--" + boundary)[1:-1]:
        head, _, value = piece.partition(b"\r\n\r\n")
        name = re.search(rb'name="([^"]+)"', head)
        assert name
        found[name.group(1).decode()] = value.removesuffix(b"\r\n")
    return found


class FakeStability(FakeVendor):
    """`/v2beta/stable-image`, JSON answers."""

    key = "sk-stability-4711abcdef"

    def route(self, call: Call) -> str:
        return "balance" if call.path == "/v1/user/balance" else "create"

    def work(self, route: str, call: Call) -> Response:
        if call.headers.get("authorization") != f"Bearer {self.key}":
            return self._no(401, "unauthorized")
        if route == "balance":
            return answer({"credits": 100.5})
        if not call.headers.get("content-type", "").startswith("multipart/form-data"):
            return self._no(415, "unsupported_media_type")
        parts = form(call)
        kind = call.path.rpartition("/")[2]
        wrong = self._wrong(kind, parts)
        if wrong or call.headers.get("accept") != "application/json":
            return self._no(400, "bad_request", wrong)
        name = parts["model"].decode() if kind == "sd3" else kind
        credit = _CREDITS.get(name)
        price = Money(amount=Decimal(credit) / 100, currency="USD") if credit else None
        self.take(
            {name: value.decode(errors="replace")[:80] for name, value in parts.items()}, price
        )
        picture = base64.b64encode(clips.picture()).decode()
        return answer({"image": picture, "seed": 7, "finish_reason": "SUCCESS"})

    def _wrong(self, kind: str, parts: Mapping[str, bytes]) -> str:
        if set(parts) - _FIELDS[kind]:
            return f"extra fields {sorted(set(parts) - _FIELDS[kind])}"
        if not 1 <= len(parts.get("prompt", b"")) <= 30_000:
            return "prompt"
        if "aspect_ratio" in parts and parts["aspect_ratio"].decode() not in _ASPECTS:
            return "aspect_ratio"
        if "image" in parts and not parts["image"].startswith((b"\x89PNG", b"\xff\xd8")):
            return "image"
        changed = parts.get("mode") == b"image-to-image"
        if kind == "sd3" and changed != ("image" in parts and "strength" in parts):
            return "mode"
        if kind == "sd3" and changed == ("aspect_ratio" in parts):
            return "aspect_ratio with an image"
        return "image" if kind in ("style", "structure", "sketch") and "image" not in parts else ""

    def _no(self, status: int, name: str, why: str = "no") -> Response:
        return answer({"id": "a1", "name": name, "errors": [why]}, status)

    def refusals(self) -> dict[str, Fault]:
        def error(status: int, name: str) -> Fault:
            return refused(status, {"id": "a1", "name": name, "errors": ["no"]})

        return {
            "parameter": error(400, "bad_request"),
            "auth": error(401, "unauthorized"),
            "balance": error(402, "payment_required"),
            "moderated_input": error(403, "content_moderation"),
            "too_fast": error(429, "rate_limit_exceeded"),
        }


CASES = (
    Case("a1111", FakeWebUi, medium="picture", seconds=0, negative="模糊",
         references=("first_frame", "character"), at_once=True),
    Case("stability", FakeStability, "core", medium="picture", seconds=0, at_once=True),
    Case("stability", FakeStability, "sd3.5-large", medium="picture", seconds=0,
         references=("first_frame",), at_once=True),
)  # fmt: skip
