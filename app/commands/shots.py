"""Shots come, go, move and change. Takes are never touched, except that a merge carries them along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.commands.edit import Edit, named
from app.commands.placing import place
from app.domain.ids import SceneId, ShotId, TakeId, mint
from app.domain.script import Scene
from app.domain.shots import ProposedShot, Shot, ShotChange, ShotDiff
from app.domain.takes import Take, counting
from app.domain.timing import Frames
from app.domain.wording import N_
from app.errors import BadInput, RuleBroken

_STRUCTURE = frozenset({"id", "scene_id", "rank", "pick"})
_NOT_HERE = N_("{field} cannot be set this way.")
_OUTSIDE = N_("A shot of {length} frames cannot be split at {at}.")
_INSIDE = N_("Split it between its first and its last frame.")
_NOT_NEIGHBOURS = N_("Only neighbouring shots of one scene can be merged.")
_FIRST = N_("The first shot of a scene has none before it.")

#: What a shot takes over from the one before it, unless told otherwise.
INHERITED: tuple[str, ...] = ("size", "angle", "move", "subjects", "generator", "model")


@named(N_("Accept shots"))
def accept_shots(edit: Edit, diff: ShotDiff) -> None:
    """Carry out a breakdown's diff: add, change, mark as orphaned. Takes, picks and set lengths stay."""
    last: dict[SceneId, ShotId | None] = {}
    for change in diff.changes:
        after = last.get(change.scene_id)
        shot_id = change.shot_id
        if change.kind == "add" and change.proposal is not None:
            shot_id = _add_proposed(edit, change.proposal, after)
        elif shot_id is not None:
            _accept_known(edit, shot_id, change, after)
        last[change.scene_id] = shot_id


@named(N_("Add shot"))
def add_shot(edit: Edit, scene_id: SceneId, after: ShotId | None = None, **fields: Any) -> ShotId:
    """A new shot behind another of the scene (None: first); its number tells where it was put in.

    Raises:
        BadInput: a field cannot take its value.
    """
    scene = edit.get(Scene, scene_id)
    siblings = edit.all(Shot, scene_id=scene_id)
    rank = place(edit, Shot, siblings, after)[0]
    before = next((shot for shot in siblings if shot.id == after), None)
    number = free_number(before.number if before else f"{scene.number or '1'}-00", siblings)
    shot = edit.add(Shot(id=ShotId(mint("shot")), scene_id=scene_id, rank=rank, number=number))
    if fields:
        edit.change(Shot, shot.id, **fields)
    return shot.id


@named(N_("Move shot"))
def move_shot(
    edit: Edit, shot_id: ShotId, after: ShotId | None, scene_id: SceneId | None = None
) -> None:
    """Put a shot behind another, in whichever scene that is; None: first of `scene_id` or of its own scene."""
    move_shots(edit, (shot_id,), after, scene_id)


@named(N_("Move shots"))
def move_shots(
    edit: Edit, shot_ids: Sequence[ShotId], after: ShotId | None, scene_id: SceneId | None = None
) -> None:
    """Put shots, in the given order, behind another; None: first of `scene_id` or of the first one's scene."""
    moving = [edit.get(Shot, shot_id) for shot_id in dict.fromkeys(shot_ids)]
    if not moving or after in {shot.id for shot in moving}:
        return
    if after is not None:
        target = edit.get(Shot, after).scene_id
    else:
        target = edit.get(Scene, scene_id).id if scene_id else moving[0].scene_id
    gone = {shot.id for shot in moving}
    others = [shot for shot in edit.all(Shot, scene_id=target) if shot.id not in gone]
    ranks = place(edit, Shot, others, after, count=len(moving))
    for shot, rank in zip(moving, ranks, strict=True):
        edit.change(Shot, shot.id, scene_id=target, rank=rank)


@named(N_("Edit shots"))
def edit_shots(edit: Edit, shot_ids: Sequence[ShotId], **fields: Any) -> None:
    """Set the same fields on shots; a length set by a person stays when speech changes.

    Raises:
        BadInput: a field cannot take its value, or has a command of its own (place, pick).
    """
    if refused := _STRUCTURE & fields.keys():
        raise BadInput(_NOT_HERE.format(field=min(refused)))
    if "length" in fields:
        fields = {"locked_length": True, **fields}
    for shot_id in shot_ids:
        edit.change(Shot, shot_id, **fields)


@named(N_("Inherit from previous shot"))
def inherit_from_previous(edit: Edit, shot_id: ShotId, fields: Sequence[str] = INHERITED) -> None:
    """Take over framing, subjects and generator from the shot before it in the scene.

    Raises:
        RuleBroken: it is the first of its scene.
    """
    shot = edit.get(Shot, shot_id)
    siblings = edit.all(Shot, scene_id=shot.scene_id)
    at = [sibling.id for sibling in siblings].index(shot_id)
    if at == 0:
        raise RuleBroken(_FIRST)
    edit_shots(edit, (shot_id,), **{name: getattr(siblings[at - 1], name) for name in fields})


@named(N_("Duplicate shot"))
def duplicate_shot(edit: Edit, shot_id: ShotId) -> ShotId:
    """A copy behind the shot, without takes and without lines: a line is spoken in one shot only."""
    shot = edit.get(Shot, shot_id)
    silent = tuple(element for element in shot.covers if element not in shot.lines)
    return _copy_behind(edit, shot, lines=(), covers=silent, pick=None, trim_in=0)


@named(N_("Split shot"))
def split_shot(edit: Edit, shot_id: ShotId, at: Frames, lines_first: int | None = None) -> ShotId:
    """Cut a shot in two at frame `at`; the second part goes on with the take that counts.

    `lines_first` says how many lines stay in the first part; by default as many as their share of its length.

    Raises:
        RuleBroken: the cut lies outside the shot.
    """
    shot = edit.get(Shot, shot_id)
    if not 0 < at < shot.length:
        raise RuleBroken(_OUTSIDE.format(length=shot.length, at=at), _INSIDE)
    share = round(len(shot.lines) * at / shot.length) if lines_first is None else lines_first
    later = set(shot.lines[share:])
    second = _copy_behind(
        edit,
        shot,
        length=shot.length - at,
        lines=shot.lines[share:],
        covers=tuple(element for element in shot.covers if element in later),
        pick=None,
        trim_in=shot.trim_in + at,
        first_frame=None,
        chain="none",
    )
    edit.change(
        Shot,
        shot_id,
        length=at,
        locked_length=True,
        lines=shot.lines[:share],
        covers=tuple(element for element in shot.covers if element not in later),
        last_frame=None,
        ends_on_next=False,
    )
    edit.change(Shot, second, locked_length=True, gap_before=0, pick=_carry_on(edit, shot, second))
    return second


@named(N_("Merge shots"))
def merge_shots(edit: Edit, shot_ids: Sequence[ShotId]) -> ShotId:
    """Make neighbouring shots of one scene one: the first keeps its framing and gets all lines and takes.

    Raises:
        RuleBroken: they are not neighbours in one scene.
    """
    shots = [edit.get(Shot, shot_id) for shot_id in dict.fromkeys(shot_ids)]
    siblings = edit.all(Shot, scene_id=shots[0].scene_id) if shots else []
    order = [shot.id for shot in siblings]
    places = sorted(order.index(shot.id) for shot in shots if shot.id in order)
    if len(places) < 2 or len(places) != len(shots) or places[-1] - places[0] != len(places) - 1:
        raise RuleBroken(_NOT_NEIGHBOURS)
    first, *rest = (siblings[index] for index in places)
    for shot in rest:
        _hand_over_takes(edit, shot.id, first.id)
        edit.remove(Shot, shot.id)
    together = (first, *rest)
    edit.change(
        Shot,
        first.id,
        length=sum(shot.length for shot in together),
        lines=_joined(shot.lines for shot in together),
        covers=_joined(shot.covers for shot in together),
        subjects=_joined(shot.subjects for shot in together),
        action="\n".join(dict.fromkeys(shot.action for shot in together if shot.action)),
        notes="\n".join(dict.fromkeys(shot.notes for shot in together if shot.notes)),
    )
    return first.id


@named(N_("Remove shots"))
def remove_shots(edit: Edit, shot_ids: Sequence[ShotId]) -> None:
    """Take shots away; their takes stay and come back with an undo."""
    for shot_id in dict.fromkeys(shot_ids):
        edit.remove(Shot, shot_id)


def free_number(before: str, siblings: Sequence[Shot]) -> str:
    """A label for a shot put in behind the one labelled `before`: its number with the next free letter."""
    taken = {shot.number for shot in siblings}
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    base = before
    while True:
        for letter in letters:
            if base + letter not in taken:
                return base + letter
        base += "Z"


def _add_proposed(edit: Edit, proposal: ProposedShot, after: ShotId | None) -> ShotId:
    siblings = edit.all(Shot, scene_id=proposal.scene_id)
    rank = place(edit, Shot, siblings, after)[0]
    fields = {name: getattr(proposal, name) for name in ProposedShot.model_fields}
    return edit.add(Shot(id=ShotId(mint("shot")), rank=rank, **fields)).id


def _accept_known(edit: Edit, shot_id: ShotId, change: ShotChange, after: ShotId | None) -> None:
    if change.kind == "orphaned":
        edit.change(Shot, shot_id, orphaned=True)
        return
    shot = edit.get(Shot, shot_id)
    fields: dict[str, Any] = {"orphaned": False}
    if change.kind == "changed" and change.proposal is not None:
        fields["origin"] = change.proposal.origin
        for name in change.fields:
            if name in ProposedShot.model_fields and not (name == "length" and shot.locked_length):
                fields[name] = getattr(change.proposal, name)
    moved_to = fields.get("scene_id", shot.scene_id)
    if moved_to != shot.scene_id:
        fields["rank"] = place(edit, Shot, edit.all(Shot, scene_id=moved_to), after)[0]
    edit.change(Shot, shot_id, **fields)


def _copy_behind(edit: Edit, shot: Shot, **fields: Any) -> ShotId:
    siblings = edit.all(Shot, scene_id=shot.scene_id)
    rank = place(edit, Shot, siblings, shot.id)[0]
    copy = edit.get(Shot, shot.id).model_copy(
        update={
            "id": ShotId(mint("shot")),
            "rank": rank,
            "number": free_number(shot.number, siblings),
            "origin": "",
            **fields,
        }
    )
    return edit.add(copy).id


def _carry_on(edit: Edit, shot: Shot, second: ShotId) -> TakeId | None:
    """The take that counts, entered once more for the second half; its cost is counted once only."""
    take = counting(shot.pick, edit.all(Take, shot_id=shot.id))
    if take is None:
        return None
    update = {"id": TakeId(mint("take")), "shot_id": second, "number": 1, "cost": None}
    return edit.add(take.model_copy(update={**update, "attempt_id": None})).id


def _hand_over_takes(edit: Edit, source: ShotId, target: ShotId) -> None:
    number = max((take.number for take in edit.all(Take, shot_id=target)), default=0)
    for take in edit.all(Take, shot_id=source):
        number += 1
        edit.change(Take, take.id, shot_id=target, number=number)


def _joined(parts: Any) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(element for part in parts for element in part))
