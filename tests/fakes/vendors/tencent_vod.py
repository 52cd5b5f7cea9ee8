"""Tencent VOD's AIGC tasks, with the guard that refuses a session twice and the list that shows it."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any, ClassVar

from app.domain.money import Money
from tests.fakes.server import Response
from tests.fakes.tencent import FakeTencentCloud, error, good
from tests.fakes.vendor import Case, Job

_FIELDS = {
    "SubAppId", "ModelName", "ModelVersion", "FileInfos", "SubjectInfos", "LastFrameFileId",
    "LastFrameUrl", "Prompt", "NegativePrompt", "EnhancePrompt", "OutputConfig", "SceneType",
    "Seed", "SessionId", "SessionContext", "TasksPriority", "ExtInfo", "Procedure", "InputRegion",
}  # fmt: skip
_OUTPUT = {
    "StorageMode", "Duration", "Resolution", "AspectRatio", "AudioGeneration", "PersonGeneration",
    "InputComplianceCheck", "OutputComplianceCheck", "EnhanceSwitch", "OffPeak", "LogoAdd",
    "FrameInterpolate", "EnableBGM",
}  # fmt: skip
_FILE = {
    "Type", "Category", "Base64", "Url", "FileId", "Usage", "ReferenceType", "ObjectId", "VoiceId",
    "KeepOriginalSound", "Text",
}  # fmt: skip
_WORDS = {"queued": "WAITING", "running": "PROCESSING"}
_ERRORS = {"failed": "ModelGenerateFailed", "moderated": "ContentModerationFailed"}


class FakeTencentVod(FakeTencentCloud):
    """`list_lag` seconds pass before a task is listed; the guard holds three days."""

    paid = frozenset({"CreateAigcVideoTask", "CreateAigcImageTask"})
    lists = frozenset({"DescribeTasks"})
    services: ClassVar = dict.fromkeys(
        (*paid, *lists, "DescribeTaskDetail"), ("vod", "2018-07-17", "")
    )
    list_lag = 0.0
    #: 0: the account needs no application id.
    application = 0

    def act(self, action: str, body: dict[str, Any]) -> Response:
        if body.get("SubAppId", 0) != self.application:
            return error("InvalidParameterValue.SubAppId")
        if action in self.paid:
            return self._create(action, body)
        if action == "DescribeTasks":
            return self._list(body)
        job = self.jobs.get(body["TaskId"])
        if job is None or self.now() - job.created > timedelta(days=3):
            return error("InvalidParameterValue.TaskId")
        return self._detail(job)

    def _create(self, action: str, body: dict[str, Any]) -> Response:
        picture = action == "CreateAigcImageTask"
        wrong = _wrong(body, picture=picture)
        if wrong:
            return error("InvalidParameterValue", wrong)
        session = body.get("SessionId", "")
        day = timedelta(days=3)
        known = [one for one in self.jobs.values() if one.body.get("SessionId") == session]
        if session and any(self.now() - one.created < day for one in known):
            return error("InvalidParameterValue.SessionId", "duplicate")
        job = self.take(body, Money(amount=1), picture=picture)
        return good(TaskId=job.id)

    def _list(self, body: dict[str, Any]) -> Response:
        if set(body) - {"SubAppId", "Status", "CreateTime", "Sort", "Limit", "ScrollToken"}:
            return error("InvalidParameter")
        since = body["CreateTime"]["After"]
        seen = [
            {
                "TaskId": job.id,
                "Status": _WORDS.get(job.state(self.now()), "FINISH"),
                "TaskType": "AigcVideoTask",
                "CreateTime": f"{job.created:%Y-%m-%dT%H:%M:%SZ}",
                "SessionId": job.body.get("SessionId", ""),
                "SessionContext": job.body.get("SessionContext", ""),
            }
            for job in self.jobs.values()
            if f"{job.created:%Y-%m-%dT%H:%M:%SZ}" >= since
            and (self.now() - job.created).total_seconds() >= self.list_lag
        ]
        start = int(body.get("ScrollToken") or 0)
        end = start + 1  # one a page: whoever does not turn pages finds nothing
        return good(TaskSet=seen[start:end], ScrollToken=str(end) if end < len(seen) else "")

    def _detail(self, job: Job) -> Response:
        state = job.state(self.now())
        kind = "AigcImageTask" if job.extra["picture"] else "AigcVideoTask"
        if state in _WORDS:
            task = {"Status": "PROCESSING", "ErrCode": 0, "Progress": 40}
            return good(TaskType=kind, Status=_WORDS[state], **{kind: task})
        done: dict[str, Any] = {"Status": "FINISH", "ErrCode": 0, "ErrCodeExt": "", "Message": ""}
        if state == "ready":
            name = "picture.png" if job.extra["picture"] else "video.mp4"
            file = {"StorageMode": "Temporary", "FileUrl": self.file_url(job, name)}
            done |= {"Progress": 100, "Output": {"FileInfos": [file]}}
        else:
            done |= {"ErrCode": 70000, "ErrCodeExt": _ERRORS[state], "Message": "as planned"}
        return good(TaskType=kind, Status="FINISH", **{kind: done})

    def endings(self) -> dict[str, str]:
        return {"failed": "failed", "moderated": "moderated"}


def _wrong(body: dict[str, Any], *, picture: bool) -> str:
    output = body["OutputConfig"]
    if set(body) - _FIELDS or set(output) - _OUTPUT or (picture and "Duration" in output):
        return "unknown field"
    if len(body.get("SessionId", "")) > 50:
        return "SessionId"
    switches = ("AudioGeneration", "LogoAdd", "OffPeak")
    if any(output.get(one, "Enabled") not in ("Enabled", "Disabled") for one in switches):
        return "switch"
    usages = []
    for file in body.get("FileInfos", []):
        allowed = {"Type", "Base64", "Url", "FileId", "Text", "ReferenceType"} if picture else _FILE
        if set(file) - allowed or file["Type"] != "Base64":
            return "FileInfos"
        base64.b64decode(file["Base64"], validate=True)
        usages.append(file.get("Usage"))
    if "LastFrame" in usages and "FirstFrame" not in usages:
        return "LastFrame"
    return "" if isinstance(output.get("Duration", 1), int) else "Duration"


CASES = (
    Case("tencent-vod", FakeTencentVod, "Kling/3.0", references=("first_frame", "last_frame"),
         negative="模糊"),
    Case("tencent-vod", FakeTencentVod, "PixVerse/v6", references=("character", "place")),
    Case("tencent-vod-image", FakeTencentVod, "Hunyuan/3.0", medium="picture", seconds=0,
         references=("character",)),
)  # fmt: skip
