"""The difference between the shots there are and the shots a breakdown would make, for a person to accept.

A proposal finds its shot by origin, then by the moment it stands for, then by the lines and elements
both cover. A field counts as changed only when the *proposal* changed since the shot was made from it, so
what a person set by hand stays. Nothing with takes is ever dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from app.domain.ids import ElementId, ShotId
from app.domain.shots import ProposedShot, Shot, ShotChange, ShotDiff
from app.planning import origin

#: A number as the breakdown gives it: the scene's, then the shot's own, with a letter when it was put in later.
_NUMBER = re.compile(r"(\d.*)-(\d{2,}[A-Z]*)")


def diff(
    existing: Sequence[Shot],
    proposed: Sequence[ProposedShot],
    takes_by_shot: Mapping[ShotId, int] | None = None,
) -> ShotDiff:
    """What accepting `proposed` would do to `existing`, in story order.

    Args:
        existing: the shots of the same scenes, in story order.
        proposed: the breakdown of those scenes, in story order.
        takes_by_shot: how many takes hang on each shot.

    Rows are `add` (a new shot), `keep`, `changed` (with the fields that would change; the row's proposal holds
    their values) and `orphaned` (its script text is gone: set aside when it has takes, else it may go).
    A kept shot without a proposal was made by hand. What was set aside before and stays so has no row; a changed
    one that was set aside comes back. Accepting also stores the proposal's `origin` on changed shots, so that the
    next run compares with what was last proposed.
    """
    pairs = _pair(existing, proposed)
    rows = [_row(proposal, pairs.get(index)) for index, proposal in enumerate(proposed)]
    alive = frozenset(element for proposal in proposed for element in proposal.covers)
    paired = {shot.id for shot in pairs.values()}
    moments = {origin.anchor_of(proposal.origin) for proposal in proposed}
    for shot in existing:
        if shot.id not in paired and not shot.orphaned:
            row = _left_over(shot, alive, moments)
            rows.insert(_place_of(shot, rows, existing), row)
    rows = _each_line_once(rows, {shot.id: shot for shot in existing})
    counts = takes_by_shot or {}
    counted = [
        row.model_copy(update={"takes": counts.get(row.shot_id, 0)}) if row.shot_id else row
        for row in rows
    ]
    return ShotDiff(changes=tuple(_numbered(counted, existing)))


def _pair(existing: Sequence[Shot], proposed: Sequence[ProposedShot]) -> dict[int, Shot]:
    """Proposal index to the shot that already stands for it."""
    pairs: dict[int, Shot] = {}
    free = {shot.id: shot for shot in existing}

    def pair_by(key_of: Callable[[str], str]) -> None:
        known: dict[str, Shot] = {}
        for shot in sorted(existing, key=lambda each: each.orphaned):
            if shot.id in free and shot.origin:
                known.setdefault(key_of(shot.origin), shot)
        for index, proposal in enumerate(proposed):
            shot_found = known.pop(key_of(proposal.origin), None) if index not in pairs else None
            if shot_found is not None:
                pairs[index] = free.pop(shot_found.id)

    pair_by(str)
    pair_by(origin.anchor_of)
    scored = sorted(
        (-overlap, shot.orphaned, abs(place - index), index, place)
        for index, proposal in enumerate(proposed)
        if index not in pairs
        for place, shot in enumerate(existing)
        if shot.id in free and (overlap := _overlap(shot, proposal)) > 0
    )
    for _, _, _, index, place in scored:
        shot = existing[place]
        if index not in pairs and shot.id in free:
            pairs[index] = free.pop(shot.id)
    return pairs


def _overlap(shot: Shot, proposal: ProposedShot) -> int:
    """How much of the script both stand for; a shared line weighs more than shared pictures.

    A speaking shot never becomes a silent one or the other way round: its takes would make no sense.
    """
    lines = len(set(shot.lines) & set(proposal.lines))
    if bool(shot.lines) != bool(proposal.lines):
        return 0
    return 4 * lines + len(set(shot.covers) & set(proposal.covers))


def _row(proposal: ProposedShot, shot: Shot | None) -> ShotChange:
    if shot is None:
        return ShotChange(kind="add", scene_id=proposal.scene_id, proposal=proposal)
    fields = _changed_fields(proposal, shot)
    kind = "changed" if fields or shot.orphaned else "keep"
    return ShotChange(
        kind=kind, scene_id=proposal.scene_id, shot_id=shot.id, proposal=proposal, fields=fields
    )


def _changed_fields(proposal: ProposedShot, shot: Shot) -> tuple[str, ...]:
    """Fields where the breakdown changed its mind and the shot shows something else; none for hand-made shots."""
    before = origin.digests_of(shot.origin)
    changed: list[str] = [
        name
        for name in origin.FIELDS
        if name in before
        and before[name] != origin.field_digest(proposal, name)
        and getattr(shot, name) != getattr(proposal, name)
        and not (name == "length" and shot.locked_length)
    ]
    if shot.scene_id != proposal.scene_id:
        changed.append("scene_id")
    return tuple(changed)


def _left_over(shot: Shot, alive: frozenset[ElementId], moments: set[str]) -> ShotChange:
    """A shot no proposal stands for: a person's own stays while its text does, the rest is set aside."""
    by_hand = not shot.origin or origin.anchor_of(shot.origin) in moments
    has_text = not shot.covers or not alive.isdisjoint(shot.covers)
    kept = by_hand and has_text
    return ShotChange(kind="keep" if kept else "orphaned", scene_id=shot.scene_id, shot_id=shot.id)


def _place_of(shot: Shot, rows: Sequence[ShotChange], existing: Sequence[Shot]) -> int:
    """Where a left-over row belongs: after the shot that stood before it in its scene, else at the scene's head."""
    before = [each.id for each in existing if each.scene_id == shot.scene_id]
    before = before[: before.index(shot.id)]
    for earlier in reversed(before):
        for index, row in enumerate(rows):
            if row.shot_id == earlier:
                return index + 1
    heads = (index for index, row in enumerate(rows) if row.scene_id == shot.scene_id)
    return next(heads, len(rows))


def _each_line_once(rows: Sequence[ShotChange], shots: Mapping[ShotId, Shot]) -> list[ShotChange]:
    """Settle who says what, so that accepting leaves each line in exactly one shot; a person's choice wins."""
    held = [_lines_after(row, shots) for row in rows]
    given_by_hand = [
        row.kind == "keep" or (row.kind == "changed" and "lines" not in row.fields) for row in rows
    ]
    settled: list[ShotChange] = list(rows)
    for index, row in enumerate(rows):
        if row.proposal is None or row.kind == "orphaned":
            continue
        wanted = list(held[index])
        if not given_by_hand[index]:
            elsewhere = {
                line for other, lines in enumerate(held) if given_by_hand[other] for line in lines
            }
            wanted = [line for line in wanted if line not in elsewhere]
        taken = {line for other, lines in enumerate(held) if other != index for line in lines}
        wanted += [line for line in row.proposal.lines if line not in taken and line not in wanted]
        held[index] = tuple(wanted)
        settled[index] = _with_lines(row, tuple(wanted), shots)
    return [row for row in settled if not _is_emptied(row, rows)]


def _lines_after(row: ShotChange, shots: Mapping[ShotId, Shot]) -> tuple[ElementId, ...]:
    if row.kind == "orphaned":
        return ()
    if row.proposal is not None and (row.shot_id is None or "lines" in row.fields):
        return row.proposal.lines
    return shots[row.shot_id].lines if row.shot_id else ()


def _with_lines(
    row: ShotChange, lines: tuple[ElementId, ...], shots: Mapping[ShotId, Shot]
) -> ShotChange:
    proposal = row.proposal
    if proposal is None or _lines_after(row, shots) == lines:
        return row
    order = {line: place for place, line in enumerate(proposal.lines)}
    ordered = tuple(sorted(lines, key=lambda line: order.get(line, len(order))))
    fields = row.fields if row.kind == "add" or "lines" in row.fields else (*row.fields, "lines")
    return row.model_copy(
        update={
            "proposal": proposal.model_copy(update={"lines": ordered}),
            "fields": fields,
            "kind": "add" if row.kind == "add" else "changed",
        }
    )


def _is_emptied(row: ShotChange, before: Sequence[ShotChange]) -> bool:
    """True for a new talking shot whose lines a person has already put elsewhere."""
    if row.kind != "add" or row.proposal is None or row.proposal.lines:
        return False
    sealed = row.proposal.origin
    return any(
        each.proposal is not None and each.proposal.origin == sealed and each.proposal.lines
        for each in before
    )


def _numbered(rows: Sequence[ShotChange], existing: Sequence[Shot]) -> list[ShotChange]:
    """New shots take a number that is free: the one proposed, else the neighbour's with a letter (03A)."""
    rows, numbers = _following_their_scenes(rows, existing)
    taken = {(shot.scene_id, numbers[shot.id]) for shot in existing}
    done: list[ShotChange] = []
    previous, scene = "", None
    for row in rows:
        new = row
        if row.scene_id != scene:
            previous, scene = "", row.scene_id
        if row.kind == "add" and row.proposal is not None:
            number = row.proposal.number
            if (row.scene_id, number) in taken:
                used = {each for place, each in taken if place == scene}
                number = _free_number(previous or number, used)
            taken.add((row.scene_id, number))
            new = row.model_copy(
                update={"proposal": row.proposal.model_copy(update={"number": number})}
            )
            previous = number
        elif row.shot_id is not None:
            previous = numbers.get(row.shot_id, previous)
        done.append(new)
    return done


def _following_their_scenes(
    rows: Sequence[ShotChange], existing: Sequence[Shot]
) -> tuple[list[ShotChange], dict[ShotId, str]]:
    """Rows whose shots carry the number of their scene, and every shot's number after accepting them.

    A scene put in before others gives those a new number in the script; without this the new scene's shots
    would be called as theirs are.
    """
    numbers = {shot.id: shot.number for shot in existing}
    held = {(shot.scene_id, shot.number) for shot in existing}
    done: list[ShotChange] = []
    for row in rows:
        number = _renumbered(row, numbers)
        if number and row.proposal and row.shot_id:
            if (row.scene_id, number) in held:
                number = _free_number(
                    number, {each for place, each in held if place == row.scene_id}
                )
            held.add((row.scene_id, number))
            numbers[row.shot_id] = number
            proposal = row.proposal.model_copy(update={"number": number})
            update = {"kind": "changed", "fields": (*row.fields, "number"), "proposal": proposal}
            done.append(row.model_copy(update=update))
        else:
            done.append(row)
    return done, numbers


def _renumbered(row: ShotChange, numbers: Mapping[ShotId, str]) -> str:
    """The shot's own number behind its scene's new one; empty when it stands there already or was named by hand."""
    if row.proposal is None or row.shot_id is None:
        return ""
    scene, _, _ = row.proposal.number.rpartition("-")
    found = _NUMBER.fullmatch(numbers[row.shot_id])
    if not scene or found is None or found[1] == scene:
        return ""
    return f"{scene}-{found[2]}"


def _free_number(base: str, used: set[str]) -> str:
    stem = base.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or base
    for count in range(1, 10_000):
        letters, rest = "", count
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(ord("A") + digit) + letters
        if stem + letters not in used:
            return stem + letters
    return f"{stem}-{base}"
