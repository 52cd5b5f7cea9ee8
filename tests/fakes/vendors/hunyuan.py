"""Tencent Hunyuan's jobs: films, talking pictures, pictures."""

from __future__ import annotations

import base64
from typing import Any, ClassVar

from app.domain.money import Money
from tests.fakes.server import Response
from tests.fakes.tencent import FakeTencentCloud, error, good
from tests.fakes.vendor import Case, Job

_VCLM = ("vclm", "2024-05-23", "ap-guangzhou")
_AIART = ("aiart", "2022-12-29", "ap-guangzhou")
_DESCRIBES = {
    "SubmitHunyuanToVideoJob": "DescribeHunyuanToVideoJob",
    "SubmitImageToVideoGeneralJob": "DescribeImageToVideoGeneralJob",
    "SubmitHumanActorJob": "DescribeHumanActorJob",
    "SubmitTextToImageProJob": "QueryTextToImageProJob",
}
_FIELDS = {
    "SubmitHunyuanToVideoJob": {"Prompt", "Image", "Resolution", "LogoAdd", "LogoParam"},
    "SubmitImageToVideoGeneralJob": {
        "Prompt", "Image", "Resolution", "Fps", "LogoAdd", "LogoParam",
    },
    "SubmitHumanActorJob": {
        "Prompt", "AudioUrl", "ImageUrl", "ImageBase64", "Resolution", "FrameRate", "LogoAdd",
        "LogoParam",
    },
    "SubmitTextToImageProJob": {"Prompt", "Style", "Resolution", "LogoAdd", "Engine", "Revise"},
}  # fmt: skip
_WORDS = {"queued": "WAIT", "running": "RUN", "ready": "DONE"}
_NUMBERS = {"queued": "1", "running": "2", "ready": "5"}


class FakeHunyuan(FakeTencentCloud):
    """Jobs live by the action that made them."""

    paid = frozenset(_DESCRIBES)
    services: ClassVar = {
        action: _AIART if "TextToImage" in action else _VCLM
        for pair in _DESCRIBES.items()
        for action in pair
    }

    def act(self, action: str, body: dict[str, Any]) -> Response:
        if action in self.paid:
            wrong = self._wrong(action, body)
            if wrong:
                return error("InvalidParameterValue", wrong)
            job = self.take(body, Money(amount=1), action=action)
            return good(JobId=job.id)
        job = self.jobs.get(body["JobId"])
        if job is None or _DESCRIBES[job.extra["action"]] != action:
            return error("FailedOperation.JobNotExist")
        return self._pictures(job) if action == "QueryTextToImageProJob" else self._film(job)

    def _wrong(self, action: str, body: dict[str, Any]) -> str:
        if set(body) - _FIELDS[action] or body["LogoAdd"] not in (0, 1):
            return "unknown field"
        if action == "SubmitTextToImageProJob":
            return "" if body["Resolution"] == "720:1280" else "Resolution"
        if action == "SubmitHumanActorJob":
            files = [self.storage.read(body[name]) for name in ("ImageUrl", "AudioUrl")]
            if not all(files) or body["FrameRate"] not in (25, 50):
                return "files"
        if "Image" in body:
            base64.b64decode(body["Image"]["Base64"], validate=True)
        if action == "SubmitImageToVideoGeneralJob" and body["Fps"] not in (16, 24, 30):
            return "Fps"
        return "" if body["Resolution"] in ("480p", "720p", "1080p") else "Resolution"

    def _film(self, job: Job) -> Response:
        state = job.state(self.now())
        told = {"Status": _WORDS.get(state, "FAIL"), "ErrorCode": "", "ErrorMessage": ""}
        if state == "ready":
            told["ResultVideoUrl"] = self.file_url(job)
        elif state not in _WORDS:
            code = "ModerationFailed" if state == "moderated" else "DriverFailed"
            told |= {"ErrorCode": f"FailedOperation.{code}", "ErrorMessage": "as planned"}
        return good(**told)

    def _pictures(self, job: Job) -> Response:
        state = job.state(self.now())
        told: dict[str, Any] = {"JobStatusCode": _NUMBERS.get(state, "4"), "ResultImage": []}
        if state == "ready":
            told["ResultImage"] = [self.file_url(job, "picture.png")]
        elif state not in _NUMBERS:
            moderated = "OperationDenied.ImageIllegalDetected"
            plain = "FailedOperation.GenerateImageFailed"
            told["JobErrorCode"] = moderated if state == "moderated" else plain
            told["JobErrorMsg"] = "as planned"
        return good(**told)

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated"}


CASES = (
    Case("hunyuan", FakeHunyuan, "hunyuan-video", references=("first_frame",)),
    Case("hunyuan-lips", FakeHunyuan, "human-actor", medium="lips", seconds=3,
         references=("first_frame", "sound")),
    Case("hunyuan-art", FakeHunyuan, "text-to-image-pro", medium="picture", seconds=0),
)  # fmt: skip
