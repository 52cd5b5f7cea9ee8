"""One entry out of another, or out of another project."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from app.commands.cast import shots_with
from app.commands.edit import Edit, named
from app.commands.placing import place
from app.domain.cast import PALETTE, CastEntry, Look, find_by_name
from app.domain.ids import CastId, LookId, SceneId, ShotId, mint
from app.domain.script import Scene
from app.domain.shots import Shot
from app.domain.wording import N_
from app.errors import RuleBroken

_TAKEN = N_("{name} is in the cast already.")
_OTHER_NAME = N_("Choose another name.")
_NOT_ITS_OWN = N_("{name} has no such look.")
_NAME_MOST: Final = 80


@named(N_("Split cast"))
def split_cast(
    edit: Edit,
    cast_id: CastId,
    name: str,
    *,
    aliases: Collection[str] = (),
    looks: Collection[LookId] = (),
    shots: Collection[ShotId] = (),
) -> CastId:
    """Make two entries of one: the new one, behind the old, starts with the same description.

    `aliases` and `looks` go over to the new entry; in `shots` it stands where the old one stood. A look that a
    shot had chosen stays chosen where its entry is still in the shot.

    Raises:
        RuleBroken: another entry answers to `name`, or a look is not one of the entry's.
    """
    old = edit.get(CastEntry, cast_id)
    held = edit.all(CastEntry)
    given = {each.strip().casefold() for each in (name, *aliases)}
    kept = tuple(alias for alias in old.aliases if alias.strip().casefold() not in given)
    called = name.strip().casefold()
    gone = (alias for alias in old.aliases if alias not in kept)
    taken = [alias for alias in gone if alias.strip().casefold() != called]
    others = [
        entry if entry.id != cast_id else entry.model_copy(update={"aliases": kept})
        for entry in held
    ]
    _refuse_taken(others, old.kind, (name, *taken))
    own = {look.id for look in edit.all(Look, cast_id=cast_id)}
    if not own.issuperset(looks):
        raise RuleBroken(_NOT_ITS_OWN.format(name=old.name))
    edit.change(CastEntry, cast_id, aliases=kept)
    fresh = edit.add(
        old.model_copy(
            update={
                "id": CastId(mint("cast")),
                "rank": place(edit, CastEntry, held, cast_id)[0],
                "name": name.strip(),
                "aliases": tuple(taken),
                "color": _free_color(held),
            }
        )
    )
    for look in looks:
        edit.change(Look, look, cast_id=fresh.id)
    _share_shots(edit, cast_id, fresh.id, set(looks), set(shots))
    return fresh.id


@named(N_("Bring into cast"))
def bring_cast(edit: Edit, entry: CastEntry, looks: Sequence[Look] = ()) -> CastId:
    """An entry of another project with its looks, under ids of its own, behind the others.

    A name that is taken gets a number, an alias that is taken is left out, and a look whose scenes this project
    does not have holds everywhere.
    """
    held = edit.all(CastEntry)
    alike = [each for each in held if each.kind == entry.kind]
    aliases = tuple(alias for alias in entry.aliases if find_by_name(alike, alias) is None)
    fresh = entry.model_copy(
        update={
            "id": CastId(mint("cast")),
            "rank": place(edit, CastEntry, held, held[-1].id if held else None)[0],
            "name": _free_name(alike, entry.name),
            "aliases": aliases,
        }
    )
    edit.add(fresh)
    ranks = place(edit, Look, [], None, count=len(looks))
    for look, rank in zip(looks, ranks, strict=True):
        edit.add(
            look.model_copy(
                update={
                    "id": LookId(mint("look")),
                    "cast_id": fresh.id,
                    "rank": rank,
                    "from_scene": _known(edit, look.from_scene),
                    "to_scene": _known(edit, look.to_scene),
                }
            )
        )
    return fresh.id


def _share_shots(
    edit: Edit, old: CastId, fresh: CastId, moved: set[LookId], shots: set[ShotId]
) -> None:
    for shot in shots_with(old, edit.all(Shot)):
        goes = shot.id in shots and old in shot.subjects
        now = fresh if goes else old
        worn = {held: look for held, look in shot.looks.items() if held != old}
        if old in shot.looks and (shot.looks[old] in moved) == goes:
            worn[now] = shot.looks[old]
        subjects = tuple(now if each == old else each for each in shot.subjects)
        if (subjects, worn) != (shot.subjects, shot.looks):
            edit.change(Shot, shot.id, subjects=subjects, looks=worn)


def _refuse_taken(held: Sequence[CastEntry], kind: str, names: Sequence[str]) -> None:
    alike = [entry for entry in held if entry.kind == kind]
    for name in names:
        if find_by_name(alike, name) is not None:
            raise RuleBroken(_TAKEN.format(name=name.strip()), _OTHER_NAME)


def _free_color(held: Sequence[CastEntry]) -> str:
    worn = [entry.color for entry in held]
    return min(PALETTE, key=lambda color: (worn.count(color), PALETTE.index(color)))


def _free_name(alike: Sequence[CastEntry], name: str) -> str:
    number, free = 1, name
    while find_by_name(alike, free) is not None:
        number += 1
        free = f"{name[: _NAME_MOST - 5]} {number}"
    return free


def _known(edit: Edit, scene: SceneId | None) -> SceneId | None:
    return scene if scene is not None and edit.find(Scene, scene) is not None else None
