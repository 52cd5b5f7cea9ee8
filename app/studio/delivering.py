"""Getting an episode accepted: the check before it is rendered, the licence clip, and what was delivered so far."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.commands import project as project_commands
from app.domain.deliveries import Delivery
from app.domain.ids import EpisodeId
from app.domain.media import MediaRef
from app.domain.wording import N_
from app.errors import BadInput
from app.export.delivery import Notice
from app.jobs.runner import Job
from app.media import probe
from app.studio import delivered
from app.studio.orders import ExportChoice
from app.studio.rendering import Rendering
from app.studio.services import Services
from app.studio.workspace import Workspace

#: The authority's clip lasts five seconds; what is much longer is something else.
_MOST_LICENCE_SECONDS = 20.0


class Delivering:
    """The delivery check of one open project, and what belongs to filing."""

    def __init__(self, workspace: Workspace, services: Services, rendering: Rendering) -> None:
        self._workspace = workspace
        self._services = services
        self._rendering = rendering

    def check(self, episode_id: EpisodeId, choice: ExportChoice) -> tuple[Notice, ...]:
        """Everything that a platform would bounce or a viewer would notice, errors first; renders nothing.

        Raises:
            RuleBroken: the episode has no shots.
            NotFound: there is no such preset.
        """
        return delivered.checked(self._rendering.order(episode_id, choice))

    def start_check(
        self,
        episode_id: EpisodeId,
        choice: ExportChoice,
        done: Callable[[tuple[Notice, ...]], None],
        failed: Callable[[Exception], None],
    ) -> Job:
        """As `check`: the facts are gathered now, words are measured in the background.

        Raises:
            RuleBroken: the episode has no shots.
            NotFound: there is no such preset.
        """
        order = self._rendering.order(episode_id, choice)
        return self._services.runner.run(lambda _progress: delivered.checked(order), done, failed)

    def deliveries(self, episode_id: EpisodeId) -> tuple[Delivery, ...]:
        """What was delivered of an episode, newest first."""
        rows = self._workspace.all(Delivery, episode_id=episode_id)
        return tuple(sorted(rows, key=lambda row: row.created_at, reverse=True))

    def exists(self, delivery: Delivery) -> bool:
        """Whether the file is still where it was written, with its size."""
        path = Path(delivery.path)
        return path.is_file() and path.stat().st_size == delivery.size

    def set_licence(
        self,
        path: Path,
        done: Callable[[MediaRef], None],
        failed: Callable[[Exception], None],
    ) -> Job:
        """Copy the authority's official clip in and set it as the head of every episode, as one undo step.

        `failed` gets BadInput when it is no film or far too long, DiskTrouble when it cannot be kept.
        """
        assets = self._workspace.file.assets

        def stage() -> MediaRef:
            facts = probe.probe(path)
            if facts.kind != "video" or facts.seconds > _MOST_LICENCE_SECONDS:
                raise BadInput(
                    N_("{name} is no licence clip.").format(name=path.name),
                    N_("Choose the official film of about five seconds."),
                )
            return assets.add(path, facts)

        def keep(media: MediaRef) -> None:
            self._workspace.do(project_commands.set_filing, licence=media)
            done(media)

        return self._services.runner.run(lambda _progress: stage(), keep, failed)

    def clear_licence(self, origin: str = "") -> None:
        """Take the head away; the clip stays among the project's media until it is tidied."""
        self._workspace.do(project_commands.set_filing, licence=None, origin=origin)
