"""Words and cover of an episode for the platforms' pages."""

from __future__ import annotations

from typing import Any

from app.commands.edit import Edit, named
from app.domain.ids import EpisodeId
from app.domain.release import Release
from app.domain.script import Episode
from app.domain.wording import N_


@named(N_("Edit title, texts and cover"))
def set_release(edit: Edit, episode_id: EpisodeId, **fields: Any) -> None:
    """Change fields of `Release`; those not named stay as they are.

    Raises:
        pydantic.ValidationError: a field is none of `Release`, or not of its kind.
    """
    held = edit.get(Episode, episode_id).release
    changed = Release.model_validate({**held.model_dump(), **fields})
    if changed != held:
        edit.change(Episode, episode_id, release=changed)
