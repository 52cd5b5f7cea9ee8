"""Files made for others."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from app.domain.entity import Entity, Value
from app.domain.ids import DeliveryId, EpisodeId, ShotId
from app.domain.timing import Frames

Severity = Literal["error", "warning", "info"]


class Remark(Value):
    """One thing that a delivery check found; `shot_id` and `frame` (of the episode's cut) are where it is."""

    code: str
    severity: Severity
    message: str
    fix: str = ""
    shot_id: ShotId | None = None
    frame: Frames | None = None


class DeliveryReport(Value):
    """What was found before and after rendering; kept with the file, so that a rejection can be understood."""

    before: tuple[Remark, ...] = ()
    after: tuple[Remark, ...] = ()
    loudness: float = Field(description="LUFS, as measured in the file; -70 for silence")
    true_peak: float = Field(description="dBTP; -120 for silence")
    signer: str = Field("", description="who signed the C2PA manifest; empty: not signed")
    development: bool = Field(
        default=False, description="signed with a certificate that nobody trusts"
    )
    encoder_note: str = Field("", description="why the hardware encoder asked for was not used")
    declare_zh: str = Field("", description="what to tick when uploading")
    declare_en: str = ""

    def count(self, severity: Severity) -> int:
        """How many remarks of one severity, before and after."""
        return sum(1 for remark in (*self.before, *self.after) if remark.severity == severity)


class Delivery(Entity):
    """One finished file: where it went, what it is, what was found when it was probed."""

    id: DeliveryId
    episode_id: EpisodeId
    preset: str
    path: str
    sha256: str
    size: int = Field(ge=0)
    seconds: float = Field(ge=0)
    width: int
    height: int
    label_found: bool = Field(description="the AIGC field was read back from the file")
    created_at: datetime
    part: int = Field(0, ge=0, description="number of the part; 0: the whole episode")
    report: DeliveryReport | None = None
