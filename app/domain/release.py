"""What goes along with an episode on a platform's page: words and the cover's picture."""

from __future__ import annotations

from pydantic import Field

from app.domain.entity import Value
from app.domain.timing import Frames


class Release(Value):
    """Written once for an episode; every platform counts the words in its own way (`export.presets.Texts`)."""

    title: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    cover_frame: Frames | None = Field(
        None, ge=0, description="frame of the cut; None: not chosen, the first picture is shown"
    )
    cover_title: str = Field("", description="large words on the cover; empty: none")
    cover_label: bool = Field(default=True, description="the visible AI label on the cover")
