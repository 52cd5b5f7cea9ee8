"""What a delivery has to be, as data with a date and a source; the files lie in `resources/presets`.

Platforms change their rules without notice: a preset says when it was checked, and people may edit it.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Literal

from pydantic import Field, ValidationError

from app import paths
from app.domain.entity import Value
from app.domain.project import Aspect
from app.domain.wording import N_
from app.errors import Environment, NotFound

Codec = Literal["h264", "hevc", "prores", "png"]
_RATIO: dict[Aspect, tuple[int, int]] = {"9:16": (9, 16), "16:9": (16, 9), "1:1": (1, 1)}


class SafeZone(Value):
    """Shares of the picture's height (top, bottom) and width (left, right) that players cover."""

    top: float = Field(ge=0, le=0.45)
    bottom: float = Field(ge=0, le=0.45)
    left: float = Field(ge=0, le=0.45)
    right: float = Field(ge=0, le=0.45)


class Texts(Value):
    """How many characters a platform takes; null: not known. With `half_width` ASCII counts a half."""

    title: int | None = None
    title_min: int | None = None
    description: int | None = None
    tags: int | None = None
    half_width: bool = False

    def count(self, text: str) -> float:
        """The length of a text as this platform counts it."""
        if not self.half_width:
            return float(len(text))
        return sum(0.5 if ord(char) < 0x80 else 1.0 for char in text)


class Declare(Value):
    """What a person has to tick when uploading a film made with AI."""

    zh: str
    en: str


class Preset(Value):
    """One kind of delivery at a constant rate, in BT.709.

    H.264 and HEVC go into MP4 with AAC; ProRes into MOV with PCM; `png` is a folder of numbered pictures with a WAV.
    """

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str = Field(description="marked English; shown translated")
    aspect: Aspect | None = Field(description="null keeps the shape of the timeline")
    short_side: int = Field(ge=90, le=2160, description="pixels of the smaller side")
    codec: Codec = "h264"
    profile: Literal["high", "main"] = "high"
    speed: Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium"] = "veryfast"
    crf: int = Field(ge=0, le=40, description="constant quality; lower is better and bigger")
    max_kbps: int = Field(gt=0, description="peak rate of the picture")
    gop_seconds: float = Field(gt=0, le=5)
    b_frames: int = Field(ge=0, le=3)
    audio_kbps: int = Field(ge=64, le=512)
    loudness: float = Field(ge=-30, le=-8, description="LUFS, integrated")
    true_peak: float = Field(ge=-9, le=0, description="dBTP")
    safe: SafeZone
    platform: str = Field("", description="name of the platform; empty for masters and copies")
    region: Literal["", "cn", "intl"] = ""
    rates: tuple[int, ...] = Field((), description="frames a second it takes; empty: any")
    texts: Texts = Texts()
    covers: tuple[tuple[int, int], ...] = Field((), description="width and height of each cover")
    declare: Declare | None = None
    filing: bool = Field(default=False, description="works need a filing or licence number there")
    confidence: Literal["", "high", "medium", "low"] = Field(
        "", description="how sure the limits are"
    )
    min_seconds: float | None = Field(None, gt=0)
    max_seconds: float | None = Field(None, gt=0)
    max_bytes: int | None = Field(None, gt=0)
    checked_on: date
    source: str

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Pixels of the delivery for a timeline of `width` × `height`; both sides even."""
        across, down = _RATIO[self.aspect] if self.aspect else (width, height)
        scale = self.short_side / min(across, down)
        return _even(across * scale), _even(down * scale)


def _even(value: float) -> int:
    return max(2, round(value / 2) * 2)


@lru_cache(maxsize=1)
def all_presets() -> tuple[Preset, ...]:
    """Every preset that ships, in order of its file name.

    Raises:
        Environment: a file is missing or not a preset.
    """
    found: list[Preset] = []
    for path in sorted(paths.resource("presets").glob("*.json")):
        try:
            found.append(Preset.model_validate_json(path.read_bytes(), strict=True))
        except (OSError, ValidationError) as error:
            raise Environment(
                N_("The delivery preset “{name}” cannot be read.").format(name=path.name),
                N_("Install Fenjing again."),
            ) from error
    return tuple(found)


def preset(name: str) -> Preset:
    """The preset of that id.

    Raises:
        NotFound: there is none; the fix names those that exist.
    """
    for candidate in all_presets():
        if candidate.id == name:
            return candidate
    known = ", ".join(candidate.id for candidate in all_presets())
    raise NotFound(
        N_("There is no delivery preset “{name}”.").format(name=name),
        N_("Use one of: {names}.").format(names=known),
    )


def master_for(aspect: Aspect) -> Preset:
    """The full-size master of a shape."""
    return preset(f"master-{aspect.replace(':', 'x')}")
