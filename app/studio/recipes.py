"""From a shot to the complete question to a generator, with everything the project knows about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.cast import CastEntry, Look
from app.domain.changes import Changes
from app.domain.choices import ResolvedChoice, resolve
from app.domain.ids import ElementId, EpisodeId, SceneId, ShotId, TakeId
from app.domain.media import MediaRef
from app.domain.project import Project
from app.domain.recipes import Medium, Picture, RecipeReference
from app.domain.script import Scene
from app.domain.shots import Shot
from app.domain.takes import Take, VoiceTake, counting
from app.domain.wording import N_
from app.media import frames
from app.planning import chains, continuity, drawing, groups, outdated
from app.planning.chains import Link, Links
from app.planning.outdated import OutdatedShots
from app.planning.recipes import CompiledRecipe, compile_recipe
from app.planning.voices import readings
from app.studio.pictures import keep_picture
from app.studio.services import Services
from app.studio.workspace import Workspace

_NO_FRAME: Final = N_("The frame of shot {number} to go on from is not there.")
#: The first take of a shot has this seed; each further one the next.
_FIRST_SEED = 1


@dataclass(frozen=True)
class _World:
    """What every recipe of the project is compiled from; read once between two commits."""

    project: Project
    cast: list[CastEntry]
    looks: list[Look]
    voices: Mapping[ElementId, list[VoiceTake]]
    scene_order: tuple[SceneId, ...]


class Recipes:
    """Compiles recipes for one project; changes nothing."""

    def __init__(self, workspace: Workspace, services: Services) -> None:
        self._workspace = workspace
        self._services = services
        self._known: _World | None = None
        self._heard: dict[SceneId, Mapping[ElementId, float]] = {}
        self._watched: dict[EpisodeId, tuple[OutdatedShots, dict[ShotId, Take]]] = {}
        self._frames: dict[tuple[str, int], MediaRef] = {}
        workspace.listen(self._forget)

    def compile(
        self, shot_id: ShotId, generator: str = "", model: str = "", *, ahead: int = 0
    ) -> CompiledRecipe:
        """What would be asked for a shot; `generator` empty follows shot, scene, project.

        `ahead` counts takes asked for in the same batch. A drawing's seed follows from the take's number, so
        that the same project gives the same pictures; vendors get a seed of their own when it is sent.

        Raises:
            NotFound: there is no such shot or generator.
            BadInput: the generator has no such model.
        """
        shot = self._workspace.get(Shot, shot_id)
        scene = self._workspace.get(Scene, shot.scene_id)
        chained, missing = self._joined(shot)
        made = self._compiled(shot, scene, generator, model, ahead, chained=chained)
        return made.model_copy(update={"dropped": (*missing, *made.dropped)}) if missing else made

    def compile_group(
        self, shot_ids: Sequence[ShotId], generator: str = "", model: str = ""
    ) -> CompiledRecipe:
        """What would be asked for several shots in one film, in their order in the scene.

        `generator` empty follows the first shot. Inside the film no shot needs a neighbour's frame.

        Raises:
            NotFound: there is no such shot or generator.
            BadInput: the generator has no such model.
            RuleBroken: these shots cannot be one film; the sentence says why.
        """
        workspace = self._workspace
        wanted = [workspace.get(Shot, shot_id) for shot_id in shot_ids]
        siblings = workspace.all(Shot, scene_id=wanted[0].scene_id) if wanted else []
        shots = groups.in_row(wanted, siblings)
        scene = workspace.get(Scene, shots[0].scene_id)
        if not generator:
            inherited = self._choice(shots[0], scene)
            generator, model = inherited.generator, model or inherited.model
        singles: list[CompiledRecipe] = []
        for shot in shots:
            begins = shot.chain if shot is shots[0] else "none"
            ends = shot.ends_on_next and shot is shots[-1]
            outer = shot.model_copy(update={"chain": begins, "ends_on_next": ends})
            chained, missing = self._joined(outer)
            made = self._compiled(shot, scene, generator, model, 0, chained=chained)
            singles.append(made.model_copy(update={"dropped": (*missing, *made.dropped)}))
        card = self._services.catalog[generator].card
        chosen = card.model(singles[0].recipe.model) or card.models[0]
        fps, heard = self._world().project.fps, self._readings(scene)
        return groups.compile_group(singles, shots, scene, card, chosen, fps, heard=heard)

    def choice(self, shot_id: ShotId) -> ResolvedChoice:
        """The generator that a shot goes to by itself, and whether shot, scene or project says so.

        Raises:
            NotFound: there is no such shot.
        """
        shot = self._workspace.get(Shot, shot_id)
        return self._choice(shot, self._workspace.get(Scene, shot.scene_id))

    def _choice(self, shot: Shot, scene: Scene) -> ResolvedChoice:
        project = self._world().project
        return resolve(
            (shot.generator, shot.model),
            (scene.generator, scene.model),
            (project.generator, project.model),
        )

    def picture(self, shot_id: ShotId) -> Picture:
        """The shot as a drawing would show it, without asking any generator.

        Raises:
            NotFound: there is no such shot.
        """
        shot = self._workspace.get(Shot, shot_id)
        scene = self._workspace.get(Scene, shot.scene_id)
        world = self._world()
        return drawing.picture_of(
            shot,
            scene,
            world.cast,
            world.looks,
            heard=self._readings(scene),
            scene_order=world.scene_order,
        )

    def outdated(self, take: Take) -> tuple[str, ...]:
        """Why a take no longer shows what its shot asks for, in sentences; empty when it still does."""
        shot = self._workspace.find(Shot, take.shot_id)
        if shot is None:
            return ()
        return self._reasons(take, shot, self._workspace.get(Scene, shot.scene_id))

    def outdated_of(self, episode_id: EpisodeId) -> dict[TakeId, tuple[str, ...]]:
        """The takes that count in an episode and no longer fit their shots, each with its reasons."""
        if episode_id not in self._watched:
            self._watched[episode_id] = self._watch(episode_id)
        watched, counted = self._watched[episode_id]
        return {counted[shot].id: reasons for shot, reasons in watched.reasons.items()}

    def _watch(self, episode_id: EpisodeId) -> tuple[OutdatedShots, dict[ShotId, Take]]:
        workspace, world = self._workspace, self._world()
        scenes = {scene.id: scene for scene in workspace.scenes(episode_id)}
        takes: dict[ShotId, list[Take]] = {}
        for take in workspace.file.queries.takes_of(episode_id):
            takes.setdefault(take.shot_id, []).append(take)
        shots = workspace.file.queries.shots_of(episode_id)
        counted = {shot.id: counting(shot.pick, takes.get(shot.id, ())) for shot in shots}
        known = {shot: take for shot, take in counted.items() if take is not None}
        judged = outdated.World(
            project=world.project,
            cast=world.cast,
            looks=world.looks,
            scenes=scenes,
            scene_order=world.scene_order,
            cards={card.id: card for card in self._services.catalog.cards},
            heard=lambda scene: self._readings(scenes[scene]),
        )
        return OutdatedShots(shots, known, judged), known

    def _reasons(self, take: Take, shot: Shot, scene: Scene) -> tuple[str, ...]:
        if take.recipe is None or take.generator not in self._services.catalog:
            return ()
        if self._services.catalog[take.generator].card.model(take.model) is None:
            return ()
        asked = take.recipe.medium
        found = self._links(shot)
        outer = chains.outside(found.links, take.recipe, shot.id)
        chained = tuple(link.reference(link.media) for link in outer)
        current = self._compiled(
            shot, scene, take.generator, take.model, 0, asked, chained=chained
        ).recipe
        return continuity.outdated(take, current)

    def _compiled(
        self,
        shot: Shot,
        scene: Scene,
        generator: str,
        model: str,
        ahead: int,
        medium: Medium | None = None,
        chained: Sequence[RecipeReference] = (),
    ) -> CompiledRecipe:
        world = self._world()
        if not generator:
            inherited = self._choice(shot, scene)
            generator, model = inherited.generator, model or inherited.model
        card = self._services.catalog[generator].card
        seed = 0
        if card.kind == "offline":
            seed = _FIRST_SEED + self._workspace.file.count(Take, shot_id=shot.id) + ahead
        return compile_recipe(
            shot,
            scene,
            world.cast,
            world.looks,
            world.project,
            card,
            model_id=model,
            medium=medium,
            seed=seed,
            heard=self._readings(scene),
            chained=chained,
            scene_order=world.scene_order,
        )

    def _links(self, shot: Shot) -> Links:
        """What the shot needs of its neighbours' takes."""
        if shot.chain == "none" and not shot.ends_on_next:
            return Links()
        workspace = self._workspace
        siblings = workspace.all(Shot, scene_id=shot.scene_id)
        counted: dict[ShotId, Take] = {}
        for one in siblings:
            take = counting(one.pick, workspace.all(Take, shot_id=one.id))
            if take is not None:
                counted[one.id] = take
        return chains.links(shot, siblings, counted, self._world().project.fps)

    def _joined(self, shot: Shot) -> tuple[tuple[RecipeReference, ...], tuple[str, ...]]:
        """The frames and films of neighbours that go along, taken out exactly, and what cannot."""
        found = self._links(shot)
        missing = list(found.missing)
        joined: list[RecipeReference] = []
        for link in found.links:
            media = link.media if link.role == "clip" else self._frame(link)
            if media is None:
                missing.append(_NO_FRAME.format(number=link.number))
            else:
                joined.append(link.reference(media))
        return tuple(joined), tuple(missing)

    def _frame(self, link: Link) -> MediaRef | None:
        """The very frame as a picture without loss, taken out once; None when the take's file is missing."""
        key = (link.media.sha256, link.frame)
        path = self._workspace.media_path(link.media)
        if link.media.kind == "picture":
            return link.media if path else None
        if key not in self._frames:
            if path is None or self._workspace.read_only:
                return None
            self._frames[key] = keep_picture(
                self._workspace.file.assets, frames.still(path, link.frame)
            )
        held = self._frames[key]
        return held if self._workspace.media_path(held) else None

    def _readings(self, scene: Scene) -> Mapping[ElementId, float]:
        """Seconds of the lines of a scene that a voice has read."""
        if scene.id not in self._heard:
            world = self._world()
            spoken = [take for line in scene.lines for take in world.voices.get(line.id, ())]
            found = readings([scene], world.cast, spoken)
            self._heard[scene.id] = {line: take.media.seconds for line, take in found.items()}
        return self._heard[scene.id]

    def _world(self) -> _World:
        if self._known is None:
            workspace = self._workspace
            voices: dict[ElementId, list[VoiceTake]] = {}
            for take in workspace.all(VoiceTake):
                voices.setdefault(take.element_id, []).append(take)
            self._known = _World(
                project=workspace.project,
                cast=workspace.all(CastEntry),
                looks=workspace.all(Look),
                voices=voices,
                scene_order=workspace.file.queries.scene_order(),
            )
        return self._known

    def _forget(self, changes: Changes) -> None:
        self._known = None
        self._heard.clear()
        if not changes.touched or set(changes.touched) == {"Look"}:
            looks = self._workspace.all(Look)
            for watched, _ in self._watched.values():
                watched.replace_looks(looks)
        else:
            self._watched.clear()
