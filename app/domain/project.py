"""One drama series and the choices that hold for all of it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from app.domain.choices import FallbackPlan
from app.domain.entity import Entity, Value
from app.domain.filing import Filing
from app.domain.timing import Fps

Aspect = Literal["9:16", "16:9", "1:1"]
Language = Literal["zh", "en"]

#: Pixels of a 1080-class delivery for each aspect (platforms.md §1).
FULL_SIZE: dict[Aspect, tuple[int, int]] = {
    "9:16": (1080, 1920),
    "16:9": (1920, 1080),
    "1:1": (1080, 1080),
}


class LabelChoice(Value):
    """The AI label of GB 45438-2025: what is drawn and what is written into the file."""

    visible: bool = True
    text: str = "AI生成"
    seconds: float = Field(
        3.0, ge=2.0, description="from the first frame; the rule asks for at least 2 s"
    )
    whole_video: bool = False
    producer: str = Field("Fenjing", description="AIGC field ContentProducer")
    vendor_mark: bool = Field(
        default=False,
        description="vendors may burn their own mark into what they make; ours is drawn at export",
    )


class Project(Entity):
    """The one row that a project folder is about."""

    title: str = Field(min_length=1, max_length=200)
    aspect: Aspect = "9:16"
    fps: Fps = 24
    language: Language = "zh"
    created_at: datetime
    front_matter: str = Field(
        "", description="script text before the first episode, kept word for word"
    )
    author: str = ""
    style: str = Field("", description="the style line that ends every prompt")
    generator: str = Field("animatic", description="default generator id for shots that name none")
    model: str = Field("", description="a model of `generator`; empty is its first")
    fallbacks: FallbackPlan = FallbackPlan()
    label: LabelChoice = LabelChoice()
    filing: Filing = Filing()
    sign: bool = Field(default=False, description="deliveries are signed with a C2PA manifest")
    budget: str = Field("", description="cap such as '20.00 CNY'; empty for none")
