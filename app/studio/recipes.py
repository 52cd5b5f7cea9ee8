"""From a shot to the complete question to a generator, with everything the project knows about it."""

from __future__ import annotations

from app.domain.cast import CastEntry, Look
from app.domain.ids import ShotId
from app.domain.script import Scene
from app.domain.shots import Shot
from app.domain.takes import Take, VoiceTake
from app.planning import continuity
from app.planning.recipes import CompiledRecipe, compile_recipe
from app.planning.voices import readings
from app.studio.services import Services
from app.studio.workspace import Workspace

#: The first take of a shot has this seed; each further one the next.
_FIRST_SEED = 1


class Recipes:
    """Compiles recipes for one project; changes nothing."""

    def __init__(self, workspace: Workspace, services: Services) -> None:
        self._workspace = workspace
        self._services = services

    def compile(
        self, shot_id: ShotId, generator: str = "", model: str = "", *, ahead: int = 0
    ) -> CompiledRecipe:
        """What would be asked for a shot; `generator` empty follows the shot, then the project.

        `ahead` counts takes asked for in the same batch. A drawing's seed follows from the take's number, so
        that the same project gives the same pictures; vendors get a seed of their own when it is sent.

        Raises:
            NotFound: there is no such shot or generator.
            BadInput: the generator has no such model.
        """
        workspace = self._workspace
        shot = workspace.get(Shot, shot_id)
        scene = workspace.get(Scene, shot.scene_id)
        card = self._services.catalog[
            generator or shot.generator or workspace.project.generator
        ].card
        cast = workspace.all(CastEntry)
        heard = readings([scene], cast, self._voices(scene))
        seed = 0
        if card.kind == "offline":
            seed = _FIRST_SEED + workspace.file.count(Take, shot_id=shot_id) + ahead
        return compile_recipe(
            shot,
            scene,
            cast,
            workspace.all(Look),
            workspace.project,
            card,
            model_id=model,
            seed=seed,
            heard={element_id: take.media.seconds for element_id, take in heard.items()},
            scene_order=workspace.file.queries.scene_order(),
        )

    def outdated(self, take: Take) -> tuple[str, ...]:
        """Why a take no longer shows what its shot asks for, in sentences; empty when it still does."""
        if take.recipe is None or self._workspace.find(Shot, take.shot_id) is None:
            return ()
        if take.generator not in self._services.catalog:
            return ()
        current = self.compile(take.shot_id, take.generator, take.model).recipe
        return continuity.outdated(take, current)

    def _voices(self, scene: Scene) -> list[VoiceTake]:
        found: list[VoiceTake] = []
        for line in scene.lines:
            found.extend(self._workspace.all(VoiceTake, element_id=line.id))
        return found
