"""What the project knows of a media file: its content address and what was measured when it came in."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.domain.entity import Value

MediaKind = Literal["picture", "video", "sound"]


class MediaFacts(Value):
    """What was measured of a file before it has an address; the fields mean what they mean in `MediaRef`."""

    suffix: str = Field(pattern=r"^\.[a-z0-9]{2,5}$", description="after the content, not the name")
    kind: MediaKind
    size: int = Field(ge=0)
    width: int = Field(0, ge=0)
    height: int = Field(0, ge=0)
    seconds: float = Field(0.0, ge=0)
    fps: float = Field(0.0, ge=0)
    frames: int = Field(0, ge=0)
    has_sound: bool = False

    def ref(self, sha256: str) -> MediaRef:
        """The same facts under their content address."""
        return MediaRef(sha256=sha256, **self.model_dump())


class MediaRef(Value):
    """One content-addressed file: `media/ab/abcdef….suffix` below the project folder."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    suffix: str = Field(pattern=r"^\.[a-z0-9]{2,5}$", description="with the dot, lower case")
    kind: MediaKind
    size: int = Field(ge=0, description="bytes")
    width: int = Field(0, ge=0, description="pixels; 0 for sound")
    height: int = Field(0, ge=0, description="pixels; 0 for sound")
    seconds: float = Field(0.0, ge=0, description="0 for pictures")
    fps: float = Field(0.0, ge=0, description="frames a second; 0 for pictures and sound")
    frames: int = Field(0, ge=0, description="decoded picture count; 0 for sound, 1 for pictures")
    has_sound: bool = False

    @property
    def relative_path(self) -> str:
        """Where the file lies below the project folder, with forward slashes."""
        return f"media/{self.sha256[:2]}/{self.sha256}{self.suffix}"
