"""Who is asked for a take: the generator of shots, scenes and the project, what follows it, and first frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.commands.edit import Edit, named
from app.domain.choices import FallbackPlan, GeneratorChoice
from app.domain.ids import SceneId, ShotId, TakeId
from app.domain.project import Project
from app.domain.script import Scene
from app.domain.shots import Chain, Shot
from app.domain.takes import Take
from app.domain.wording import N_
from app.errors import RuleBroken

_NOT_A_PICTURE = N_("Only a picture can be a first frame; this take is a film.")
_NOT_A_PICTURE_LAST = N_("Only a picture can be a last frame; this take is a film.")
_MAKE_ONE = N_("Choose a generator that makes pictures, or a picture from your disk.")


@named(N_("Choose generator"))
def choose_generator(
    edit: Edit, shot_ids: Sequence[ShotId], choice: GeneratorChoice | None
) -> None:
    """Send these shots to a generator; None lets them follow their scene again."""
    for shot_id in dict.fromkeys(shot_ids):
        edit.change(Shot, shot_id, **_fields(choice))


@named(N_("Choose generator of scene"))
def choose_scene_generator(
    edit: Edit, scene_ids: Sequence[SceneId], choice: GeneratorChoice | None
) -> None:
    """Send the shots of these scenes that name no generator to this one; None follows the project again."""
    for scene_id in dict.fromkeys(scene_ids):
        edit.change(Scene, scene_id, **_fields(choice))


@named(N_("Choose generator of project"))
def choose_project_generator(edit: Edit, choice: GeneratorChoice) -> None:
    """Send all shots whose shot and scene name no generator to this one."""
    edit.change(Project, edit.all(Project)[0].id, **_fields(choice))


@named(N_("Set fallbacks of shots"))
def set_shot_fallbacks(edit: Edit, shot_ids: Sequence[ShotId], plan: FallbackPlan | None) -> None:
    """Who is asked for these shots when the first refuses or is down; None follows the project."""
    for shot_id in dict.fromkeys(shot_ids):
        edit.change(Shot, shot_id, fallbacks=plan)


@named(N_("Set fallbacks of project"))
def set_project_fallbacks(edit: Edit, plan: FallbackPlan) -> None:
    """Who is asked for every shot without a chain of its own."""
    edit.change(Project, edit.all(Project)[0].id, fallbacks=plan)


@named(N_("Use as first frame"))
def use_as_first_frame(edit: Edit, shot_id: ShotId, take_id: TakeId) -> None:
    """Begin a shot with the picture of a take, its own or another shot's.

    Raises:
        RuleBroken: the take is a film.
    """
    take = edit.get(Take, take_id)
    if take.media.kind != "picture":
        raise RuleBroken(_NOT_A_PICTURE, _MAKE_ONE)
    edit.change(Shot, shot_id, first_frame=take.media)


@named(N_("Remove first frame"))
def remove_first_frame(edit: Edit, shot_id: ShotId) -> None:
    """Let the generator begin the shot as it likes."""
    edit.change(Shot, shot_id, first_frame=None)


@named(N_("Use as last frame"))
def use_as_last_frame(edit: Edit, shot_id: ShotId, take_id: TakeId) -> None:
    """End a shot with the picture of a take, its own or another shot's.

    Raises:
        RuleBroken: the take is a film.
    """
    take = edit.get(Take, take_id)
    if take.media.kind != "picture":
        raise RuleBroken(_NOT_A_PICTURE_LAST, _MAKE_ONE)
    edit.change(Shot, shot_id, last_frame=take.media)


@named(N_("Remove last frame"))
def remove_last_frame(edit: Edit, shot_id: ShotId) -> None:
    """Let the generator end the shot as it likes."""
    edit.change(Shot, shot_id, last_frame=None)


@named(N_("Chain shots"))
def chain_shots(
    edit: Edit, shot_ids: Sequence[ShotId], chain: Chain, *, ends_on_next: bool | None = None
) -> None:
    """Say how shots go on from the one before, and whether they end where the next begins (None: as it was)."""
    fields: dict[str, Any] = {"chain": chain}
    if ends_on_next is not None:
        fields["ends_on_next"] = ends_on_next
    for shot_id in dict.fromkeys(shot_ids):
        edit.change(Shot, shot_id, **fields)


def _fields(choice: GeneratorChoice | None) -> dict[str, str]:
    if choice is None:
        return {"generator": "", "model": ""}
    return {"generator": choice.generator, "model": choice.model}
