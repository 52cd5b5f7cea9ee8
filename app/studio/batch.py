"""A batch of films: every episode in every preset, in parts where a platform asks for it, each with its own name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from app.domain.ids import EpisodeId
from app.domain.project import FULL_SIZE
from app.domain.script import Episode
from app.domain.wording import N_
from app.errors import BadInput, RuleBroken
from app.export import encoders, naming, parts
from app.export.naming import Names
from app.studio import orders
from app.studio.orders import ExportChoice
from app.studio.rendering import Rendering
from app.studio.services import Services
from app.studio.workspace import Workspace


class Batch:
    """Says which films a wish comes to; changes nothing."""

    def __init__(self, workspace: Workspace, services: Services, rendering: Rendering) -> None:
        self._workspace = workspace
        self._services = services
        self._rendering = rendering

    def films(
        self,
        episode_ids: Iterable[EpisodeId],
        presets: Sequence[str],
        base: ExportChoice,
        folder: Path | None = None,
        pattern: str = "",
        in_parts: bool = False,
    ) -> list[tuple[Episode, ExportChoice]]:
        """Every film with its whole choice, `out` included; those of one episode stand together.

        Raises:
            NotFound: there is no such episode or preset.
            RuleBroken: an episode has no shots.
            BadInput: the pattern would not do.
        """
        episodes = [self._workspace.get(Episode, one) for one in episode_ids]
        kinds = list(dict.fromkeys(presets)) or [base.preset]
        wanted = [
            (episode, choice, count)
            for episode in episodes
            for kind in kinds
            for choice, count in self._parts(episode, base, kind, in_parts=in_parts)
        ]
        most = max((count for _one, _choice, count in wanted), default=0)
        if pattern:
            wrong = naming.problems(pattern, episodes=len(episodes), presets=len(kinds), parts=most)
            if wrong:
                raise BadInput(wrong[0], N_("Correct the pattern of the names."))
        where = folder or self._workspace.folder / "deliveries"
        names = [self._name(*one, pattern) for one in wanted]
        return [
            (
                episode,
                choice.model_copy(update={"out": base.out or where / self._suffixed(name, choice)}),
            )
            for (episode, choice, _count), name in zip(wanted, naming.unique(names), strict=True)
        ]

    def example(self, pattern: str, episode_id: EpisodeId, preset: str) -> str:
        """The name that a pattern gives an episode.

        Raises:
            BadInput: the pattern would not do.
        """
        episode = self._workspace.get(Episode, episode_id)
        choice = ExportChoice(preset=preset)
        return self._suffixed(self._name(episode, choice, 0, pattern), choice)

    def _parts(
        self, episode: Episode, base: ExportChoice, kind: str, *, in_parts: bool
    ) -> list[tuple[ExportChoice, int]]:
        if not self._workspace.board_rows(episode.id):
            raise RuleBroken(
                N_("Episode {number} has no shots yet.").format(number=episode.number),
                N_("Make shots from the script first."),
            )
        choice = base.model_copy(update={"preset": kind, "part": 0, "part_seconds": None})
        most = orders.preset_of(self._workspace.project, kind).max_seconds
        if not in_parts or most is None:
            return [(choice, 0)]
        found = parts.split(self._rendering.timeline(episode.id), most)
        if len(found) < 2:
            return [(choice, 0)]
        return [
            (choice.model_copy(update={"part": one.number, "part_seconds": most}), len(found))
            for one in found
        ]

    def _name(self, episode: Episode, choice: ExportChoice, count: int, pattern: str) -> str:
        workspace, project = self._workspace, self._workspace.project
        if not pattern:
            return orders.suggested_path(workspace, episode.id, choice).stem
        preset = orders.preset_of(project, choice.preset)
        width, height = preset.size(*FULL_SIZE[project.aspect])
        names = Names(
            title=project.title,
            episode_title=episode.title,
            episode=episode.number,
            part=choice.part or 1,
            parts=count or 1,
            preset=preset.id,
            # File names keep to the part that every system writes.
            platform=preset.platform.split(" ")[0] if preset.platform else "",
            width=width,
            height=height,
            language=project.language,
            date=self._services.now().date().isoformat(),
        )
        return naming.name(pattern, names) + ("_clean" if choice.clean else "")

    def _suffixed(self, name: str, choice: ExportChoice) -> str:
        codec = orders.preset_of(self._workspace.project, choice.preset).codec
        return name + encoders.CONTAINERS[codec].suffix
