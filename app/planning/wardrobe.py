"""Who wears what when: every scene in which someone appears, and where the looks leave a gap or overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from app.domain.cast import CastEntry, Look
from app.domain.entity import Value
from app.domain.ids import CastId, LookId, SceneId, ShotId
from app.domain.script import Scene
from app.domain.shots import Shot
from app.domain.wording import N_
from app.planning.looks import Wardrobe
from app.planning.people import split_names

Problem = Literal["gap", "overlap", "backwards", "lost_scene"]

GAP: Final = N_("{name} has no look in {scenes}.")
OVERLAP: Final = N_("{name} has two looks in {scenes}: {looks}. {worn} is worn.")
BACKWARDS: Final = N_("The look {look} of {name} ends before it begins.")
LOST_SCENE: Final = N_("The look {look} of {name} is bound to a scene that is gone.")
_UNNAMED: Final = "—"


class WardrobeCell(Value):
    """What one entry wears in one scene; `look_id` None where it is absent or no look holds."""

    scene_id: SceneId
    present: bool = False
    shots: int = 0
    look_id: LookId | None = None
    also: tuple[LookId, ...] = ()
    chosen: tuple[tuple[ShotId, LookId], ...] = ()
    problem: Literal["", "gap", "overlap"] = ""


class WardrobeRow(Value):
    """One entry over all scenes, in story order."""

    cast_id: CastId
    name: str
    cells: tuple[WardrobeCell, ...] = ()


class WardrobeWarning(Value):
    """A gap, an overlap or a range that cannot hold, over the scenes from one to another."""

    problem: Problem
    cast_id: CastId
    text: str
    looks: tuple[LookId, ...] = ()
    scenes: tuple[SceneId, ...] = ()


def timeline(
    cast: Iterable[CastEntry], looks: Iterable[Look], scenes: Sequence[Scene], shots: Iterable[Shot]
) -> tuple[WardrobeRow, ...]:
    """A row for everyone and everything that appears or has looks; `scenes` is every scene in story order."""
    wardrobe = Wardrobe(looks, [scene.id for scene in scenes])
    shown = _shown(shots)
    rows: list[WardrobeRow] = []
    for entry in cast:
        if entry.kind == "style" or entry.crowd:
            continue
        cells = tuple(
            _cell(entry, scene, shown.get((entry.id, scene.id), []), wardrobe) for scene in scenes
        )
        if wardrobe.all(entry.id) or any(cell.present for cell in cells):
            rows.append(WardrobeRow(cast_id=entry.id, name=entry.name, cells=cells))
    return tuple(rows)


def warnings(
    rows: Iterable[WardrobeRow], looks: Iterable[Look], scenes: Sequence[Scene]
) -> tuple[WardrobeWarning, ...]:
    """Gaps and overlaps of a timeline, neighbouring scenes as one, and ranges that cannot hold."""
    known = {look.id: look for look in looks}
    numbers = {scene.id: scene.number or scene.place or _UNNAMED for scene in scenes}
    at = {scene.id: place for place, scene in enumerate(scenes)}
    found: list[WardrobeWarning] = []
    for row in rows:
        own = [look for look in known.values() if look.cast_id == row.cast_id]
        found.extend(filter(None, (_broken(row, look, at) for look in own)))
        for run in _runs(row.cells):
            first = run[0]
            ids = tuple(cell.scene_id for cell in run)
            worn = tuple(each for each in (first.look_id, *first.also) if each is not None)
            names = [known[each].name or _UNNAMED for each in worn]
            span = numbers[ids[0]] if len(ids) == 1 else f"{numbers[ids[0]]}–{numbers[ids[-1]]}"
            if first.problem == "gap":
                text = GAP.format(name=row.name, scenes=span)
            else:
                text = OVERLAP.format(
                    name=row.name, scenes=span, looks="、".join(names), worn=names[0]
                )
            problem: Problem = "gap" if first.problem == "gap" else "overlap"
            found.append(
                WardrobeWarning(
                    problem=problem, cast_id=row.cast_id, text=text, looks=worn, scenes=ids
                )
            )
    return tuple(found)


def _cell(
    entry: CastEntry, scene: Scene, shots: Sequence[Shot], wardrobe: Wardrobe
) -> WardrobeCell:
    present = bool(shots) or _is_written(entry, scene)
    held = wardrobe.holding(entry.id, scene.id)
    chosen = tuple(
        (shot.id, shot.looks[entry.id])
        for shot in shots
        if entry.id in shot.looks and wardrobe.find(shot.looks[entry.id]) is not None
    )
    also = _rivals(held, wardrobe)
    problem: Literal["", "gap", "overlap"] = ""
    # A scene in which every shot has a look of its own choosing lacks none.
    if (
        present
        and not held
        and wardrobe.all(entry.id)
        and not (shots and len(chosen) == len(shots))
    ):
        problem = "gap"
    elif present and also:
        problem = "overlap"
    return WardrobeCell(
        scene_id=scene.id,
        present=present,
        shots=len(shots),
        look_id=held[0].id if held else None,
        also=also,
        chosen=chosen,
        problem=problem,
    )


def _rivals(held: Sequence[Look], wardrobe: Wardrobe) -> tuple[LookId, ...]:
    """Looks that hold as narrowly as the one worn, or cross its range: nobody can tell which is meant.

    A narrow range within a wide one is no rival: that is how an exception is written down.
    """
    if not held:
        return ()
    best = held[0]
    return tuple(look.id for look in held[1:] if not wardrobe.is_within(best, look))


def _is_written(entry: CastEntry, scene: Scene) -> bool:
    if entry.kind == "place":
        return entry.answers_to(scene.place)
    if entry.kind != "character":
        return False
    return any(entry.answers_to(name) for raw in scene.cast for name in split_names(raw))


def _shown(shots: Iterable[Shot]) -> dict[tuple[CastId, SceneId], list[Shot]]:
    found: dict[tuple[CastId, SceneId], list[Shot]] = {}
    for shot in shots:
        if shot.orphaned or shot.status == "omitted":
            continue
        for subject in shot.subjects:
            found.setdefault((subject, shot.scene_id), []).append(shot)
    return found


def _broken(row: WardrobeRow, look: Look, at: dict[SceneId, int]) -> WardrobeWarning | None:
    bounds = [bound for bound in (look.from_scene, look.to_scene) if bound is not None]
    name = look.name or _UNNAMED
    if any(bound not in at for bound in bounds):
        problem: Problem = "lost_scene"
        text = LOST_SCENE.format(look=name, name=row.name)
    elif len(bounds) == 2 and at[bounds[0]] > at[bounds[1]]:
        problem, text = "backwards", BACKWARDS.format(look=name, name=row.name)
    else:
        return None
    return WardrobeWarning(problem=problem, cast_id=row.cast_id, text=text, looks=(look.id,))


def _runs(cells: Sequence[WardrobeCell]) -> list[list[WardrobeCell]]:
    """Neighbouring cells with the same problem and the same looks; scenes without the entry do not part them."""
    runs: list[list[WardrobeCell]] = []
    previous: WardrobeCell | None = None
    for cell in cells:
        if not cell.present:
            continue
        if cell.problem:
            alike = previous is not None and (
                (previous.problem, previous.look_id, previous.also)
                == (cell.problem, cell.look_id, cell.also)
            )
            if alike:
                runs[-1].append(cell)
            else:
                runs.append([cell])
        previous = cell
    return runs
