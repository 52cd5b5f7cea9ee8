"""The shots whose take no longer fits, kept up to date while a person works; fast over thousands of shots.

Words and pictures are judged apart: a changed sheet changes no word, so only what goes along is looked at again,
and shots that ask for the same pictures share one answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.cards import Card, ModelCard
from app.domain.cast import CastEntry, Look
from app.domain.ids import CastId, ElementId, SceneId, ShotId
from app.domain.project import Project
from app.domain.recipes import Recipe, RecipeReference
from app.domain.script import Scene
from app.domain.shots import Shot
from app.domain.takes import Take
from app.planning import chains, continuity, reference_picking
from app.planning.looks import Wardrobe
from app.planning.recipes import compile_recipe

Reasons = tuple[str, ...]
Pinned = tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class World:
    """What every judgement rests on; `heard` gives the seconds of lines that a voice has read, by scene."""

    project: Project
    cast: Sequence[CastEntry]
    looks: Sequence[Look]
    scenes: Mapping[SceneId, Scene]
    scene_order: Sequence[SceneId]
    cards: Mapping[str, Card]
    heard: Callable[[SceneId], Mapping[ElementId, float]] = field(default=lambda _scene: {})


@dataclass
class _Row:
    """One shot with the take that counts and what was found of it."""

    shot: Shot
    take: Take
    model: ModelCard
    asked: tuple[RecipeReference, ...]
    pinned: Pinned
    key: tuple[object, ...]
    entries: tuple[CastEntry, ...] = ()
    chained: tuple[RecipeReference, ...] = ()
    chained_key: tuple[object, ...] = ()
    told: Reasons = ()
    shown: Reasons = ()


class OutdatedShots:
    """All shots of a series, or of one episode, that have a take made from a recipe.

    Takes of generators that are not in `cards` are passed over, and so are those without a recipe.
    """

    def __init__(self, shots: Iterable[Shot], counted: Mapping[ShotId, Take], world: World) -> None:
        self._world = world
        self._wardrobe = Wardrobe(world.looks, world.scene_order)
        self._shots: dict[SceneId, list[Shot]] = {}
        for shot in shots:
            self._shots.setdefault(shot.scene_id, []).append(shot)
        self._counted = dict(counted)
        self._rows: dict[ShotId, _Row] = {}
        self._by_cast: dict[CastId, set[ShotId]] = {}
        self._picked: dict[tuple[object, ...], tuple[tuple[RecipeReference, ...], Pinned]] = {}
        self._said: dict[tuple[object, ...], Reasons] = {}
        for scene in self._shots:
            self._read_scene(scene)

    @property
    def reasons(self) -> dict[ShotId, Reasons]:
        """Every outdated shot with the reasons in sentences, the most important first."""
        return {
            shot: continuity.merged(row.told, row.shown)
            for shot, row in self._rows.items()
            if row.told or row.shown
        }

    def replace_looks(self, looks: Sequence[Look]) -> None:
        """The looks as they are now; only shots of entries whose looks changed are judged again."""
        before = {look.id: look for look in self._world.looks}
        after = {look.id: look for look in looks}
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        worded: set[CastId] = set()
        sheets: set[CastId] = set()
        for key in changed:
            had, has = before.get(key), after.get(key)
            either = has or had
            if either is not None:
                alike = had is not None and has is not None and _words(had) == _words(has)
                (sheets if alike else worded).add(either.cast_id)
        self._world = World(**{**vars(self._world), "looks": looks})
        if worded:
            self._wardrobe = Wardrobe(looks, self._world.scene_order)
        else:
            self._wardrobe = self._wardrobe.with_sheets(looks)
        self._picked.clear()
        self._said.clear()
        again = self._of(worded)
        for shot in again:
            self._judge(self._rows[shot])
        for shot in self._of(sheets) - again:
            self._judge_pictures(self._rows[shot])

    def replace_scene(
        self, scene: Scene, shots: Sequence[Shot], counted: Mapping[ShotId, Take]
    ) -> None:
        """One scene with its shots and the takes that count as they are now; others are not touched."""
        for gone in self._shots.get(scene.id, ()):
            self._rows.pop(gone.id, None)
            self._counted.pop(gone.id, None)
        scenes = {**self._world.scenes, scene.id: scene}
        self._world = World(**{**vars(self._world), "scenes": scenes})
        self._shots[scene.id] = list(shots)
        self._counted.update(counted)
        self._read_scene(scene.id)

    def _of(self, cast_ids: Iterable[CastId]) -> set[ShotId]:
        found = (self._by_cast.get(cast_id, set()) for cast_id in cast_ids)
        return {shot for shots in found for shot in shots if shot in self._rows}

    def _read_scene(self, scene_id: SceneId) -> None:
        for shot in self._shots[scene_id]:
            take = self._counted.get(shot.id)
            if take is None or take.recipe is None or take.generator not in self._world.cards:
                continue
            model = self._world.cards[take.generator].model(take.model)
            if model is None:
                continue
            asked = take.recipe.of_shot(shot.id).references
            row = _Row(shot, take, model, asked, continuity.pinned(asked), _key(asked))
            scene = self._world.scenes[scene_id]
            row.entries = reference_picking.entries_of(shot, scene, self._world.cast)
            row.chained = self._chained(shot, take.recipe)
            row.chained_key = _key(row.chained)
            self._rows[shot.id] = row
            asked_of = {one.cast_id for one in asked if one.cast_id is not None}
            for cast_id in asked_of | {entry.id for entry in row.entries}:
                self._by_cast.setdefault(cast_id, set()).add(shot.id)
            self._judge(row)

    def _chained(self, shot: Shot, recipe: Recipe) -> tuple[RecipeReference, ...]:
        if shot.chain == "none" and not shot.ends_on_next:
            return ()
        siblings = self._shots[shot.scene_id]
        found = chains.links(shot, siblings, self._counted, self._world.project.fps)
        outer = chains.outside(found.links, recipe, shot.id)
        return tuple(link.reference(link.media) for link in outer)

    def _judge(self, row: _Row) -> None:
        world, recipe = self._world, row.take.recipe
        if recipe is None:
            return
        now = compile_recipe(
            row.shot,
            world.scenes[row.shot.scene_id],
            world.cast,
            self._wardrobe,
            world.project,
            world.cards[row.take.generator],
            model_id=row.take.model,
            medium=recipe.medium,
            language=recipe.language,
            heard=world.heard(row.shot.scene_id),
            chained=row.chained,
        ).recipe
        self._judge_pictures(row)
        row.told = continuity.told_reasons(row.take, now, others=bool(row.shown))

    def _judge_pictures(self, row: _Row) -> None:
        """What would go along now, against what went; shots that ask alike share the answer."""
        key = self._question(row)
        if key not in self._picked:
            now = self._pick(row)
            self._picked[key] = (now, continuity.pinned(now))
        now, pinned = self._picked[key]
        if pinned == row.pinned:
            row.shown = ()
            return
        if (key, row.key) not in self._said:
            self._said[key, row.key] = continuity.reference_reasons(row.asked, now)
        row.shown = self._said[key, row.key]

    def _question(self, row: _Row) -> tuple[object, ...]:
        shot = row.shot
        worn = [self._wardrobe.worn(shot, entry.id) for entry in row.entries]
        return (
            row.take.generator,
            row.model.id,
            shot.size,
            shot.angle,
            shot.first_frame.sha256 if shot.first_frame else "",
            shot.last_frame.sha256 if shot.last_frame else "",
            row.chained_key,
            *(entry.id for entry in row.entries),
            *(look.id if look else None for look in worn),
        )

    def _pick(self, row: _Row) -> tuple[RecipeReference, ...]:
        return reference_picking.pick(
            row.entries,
            self._wardrobe,
            row.shot,
            row.model,
            frames=(row.shot.first_frame, row.shot.last_frame),
            chained=row.chained,
        ).references


def _key(references: Iterable[RecipeReference]) -> tuple[object, ...]:
    """Everything that reasons are told by."""
    return tuple(
        (
            one.role,
            one.name,
            one.cast_id,
            one.look_id,
            one.sheet_version,
            one.media.sha256,
            one.take_id,
            one.frame,
        )
        for one in references
    )


def _words(look: Look) -> Look:
    """A look without its pictures: what prompts and ranges are made of."""
    return look.model_copy(update={"references": (), "sheet_version": 0, "earlier": ()})
