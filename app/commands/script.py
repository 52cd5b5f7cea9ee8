"""Episodes and their text. Shots are never touched here: the next breakdown shows what would change."""

from __future__ import annotations

from typing import Any

from app.commands.edit import Edit, named
from app.commands.placing import in_order, place
from app.domain.ids import EpisodeId, mint
from app.domain.ordering import spread
from app.domain.project import Project
from app.domain.script import Episode, Music, Scene, ScriptFormat
from app.domain.shots import Shot
from app.domain.wording import N_
from app.errors import RuleBroken

_CHOSEN = frozenset({"id", "generator", "model"})
_OTHERS_SCENE = N_("A scene cannot belong to two episodes.")


@named(N_("Add episode"))
def add_episode(
    edit: Edit,
    title: str = "",
    *,
    after: EpisodeId | None = None,
    number: int | None = None,
    script_format: ScriptFormat = "chinese",
    target_seconds: int = 90,
) -> EpisodeId:
    """An empty episode behind `after` (None: at the end); its number defaults to the next free one."""
    held = edit.all(Episode)
    behind = after or (held[-1].id if held else None)
    rank = place(edit, Episode, held, behind)[0]
    following = max((episode.number for episode in held), default=0) + 1
    episode = Episode(
        id=EpisodeId(mint("ep")),
        rank=rank,
        number=following,
        title=title.strip(),
        format=script_format,
        target_seconds=target_seconds,
    )
    edit.add(episode)
    if number is not None:
        edit.change(Episode, episode.id, number=number)
    return episode.id


@named(N_("Edit script"))
def write_episode(edit: Edit, episode_id: EpisodeId, text: str, scenes: tuple[Scene, ...]) -> None:
    """Keep an episode's text and make its scenes these, in this order; scenes are matched by id.

    A scene whose text is gone stays, empty, as long as shots hang on it: nothing that was made for it is
    lost, and the next breakdown offers those shots as orphaned.

    Raises:
        RuleBroken: a scene names another episode.
    """
    if any(scene.episode_id != episode_id for scene in scenes):
        raise RuleBroken(_OTHERS_SCENE)
    edit.change(Episode, episode_id, text=text)
    held = {scene.id: scene for scene in edit.all(Scene, episode_id=episode_id)}
    for scene in _ranked(scenes):
        before = held.pop(scene.id, None)
        if before is None:
            edit.add(scene)
        elif _fields(before) != _fields(scene):
            edit.change(Scene, scene.id, **_fields(scene))
    for gone in held.values():
        if not edit.all(Shot, scene_id=gone.id):
            edit.remove(Scene, gone.id)
        elif gone.elements:
            edit.change(Scene, gone.id, elements=(), line=0)


@named(N_("Rename episode"))
def rename_episode(edit: Edit, episode_id: EpisodeId, title: str) -> None:
    """Give an episode another title."""
    edit.change(Episode, episode_id, title=title.strip())


@named(N_("Change episode"))
def edit_episode(edit: Edit, episode_id: EpisodeId, **fields: Any) -> None:
    """Change an episode's number, title, format or target length."""
    edit.change(Episode, episode_id, **fields)


@named(N_("Move episode"))
def move_episode(edit: Edit, episode_id: EpisodeId, after: EpisodeId | None) -> None:
    """Put an episode behind another (None: first)."""
    moved = edit.get(Episode, episode_id)
    if after == episode_id:
        return
    others = [episode for episode in edit.all(Episode) if episode.id != moved.id]
    edit.change(Episode, episode_id, rank=place(edit, Episode, others, after)[0])


@named(N_("Remove episode"))
def remove_episode(edit: Edit, episode_id: EpisodeId) -> None:
    """Take an episode away with its scenes and shots; takes, notes and deliveries stay for an undo."""
    for scene in edit.all(Scene, episode_id=episode_id):
        for shot in edit.all(Shot, scene_id=scene.id):
            edit.remove(Shot, shot.id)
        edit.remove(Scene, scene.id)
    edit.remove(Episode, episode_id)


@named(N_("Set music"))
def set_music(edit: Edit, episode_id: EpisodeId, music: Music | None) -> None:
    """Lay a music track under an episode, or take it away."""
    edit.change(Episode, episode_id, music=music)


@named(N_("Edit script"))
def set_front_matter(edit: Edit, text: str) -> None:
    """Keep the script's text before the first episode."""
    edit.change(Project, edit.all(Project)[0].id, front_matter=text)


def _ranked(scenes: tuple[Scene, ...]) -> tuple[Scene, ...]:
    """The scenes with ranks that say their order."""
    if in_order(scenes) and all(scene.rank for scene in scenes):
        return scenes
    ranks = spread(len(scenes))
    return tuple(
        scene.model_copy(update={"rank": rank}) for scene, rank in zip(scenes, ranks, strict=True)
    )


def _fields(scene: Scene) -> dict[str, Any]:
    """What the script says of a scene; the generator that a person chose for it is not the script's."""
    return {name: getattr(scene, name) for name in Scene.model_fields if name not in _CHOSEN}
