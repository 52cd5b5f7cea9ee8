"""What the palette finds in a project: its episodes, scenes, shots and cast."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.cast import CastEntry
from app.domain.script import Episode, Scene
from app.domain.shots import Shot
from app.studio.session import Session
from app.ui.i18n import _
from app.ui.palette import Entry
from app.ui.selection import Selection


def episode_title(number: int, title: str) -> str:
    """`Episode 2  A price`: how an episode is named everywhere."""
    words = _("Episode {n}").format(n=number)
    return f"{words}  {title}" if title else words


def scene_title(scene: Scene) -> str:
    """`1-2  Back alley`: how a scene is named everywhere."""
    return f"{scene.number}  {scene.place or scene.heading}".strip()


def project_entries(
    session: Session, selection: Selection, go: Callable[[str], None]
) -> list[Entry]:
    """Entries for everything in the project that has a name."""
    made: list[Entry] = []
    scenes = {scene.id: scene for scene in session.all(Scene)}

    def to_episode(episode: Episode) -> None:
        selection.choose_episode(episode.id)
        go("script")

    def to_scene(scene: Scene) -> None:
        selection.choose(scene.episode_id, scene.id)
        go("script")

    def to_shot(shot: Shot) -> None:
        scene = scenes.get(shot.scene_id)
        selection.choose(scene.episode_id if scene else selection.episode, shot.scene_id, shot.id)
        go("board")

    made += [
        Entry(
            "episode",
            episode_title(episode.number, episode.title),
            _("Episode"),
            lambda chosen=episode: to_episode(chosen),
        )
        for episode in session.episodes()
    ]
    made += [
        Entry(
            entry.kind,
            entry.name,
            _("Cast"),
            lambda chosen=entry.id: go(f"cast:{chosen}"),
            also=" ".join(entry.aliases),
        )
        for entry in session.all(CastEntry)
    ]
    made += [
        Entry(
            "scene",
            scene_title(scene),
            _("Scene"),
            lambda chosen=scene: to_scene(chosen),
            also=scene.heading,
        )
        for scene in scenes.values()
    ]
    made += [
        Entry(
            "shot",
            f"{shot.number}  {shot.action}".strip()[:120],
            _("Shot"),
            lambda chosen=shot: to_shot(chosen),
        )
        for shot in session.all(Shot)
    ]
    return made
