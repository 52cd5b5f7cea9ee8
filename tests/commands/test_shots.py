"""What happens to shots."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.commands import shots, takes
from app.domain.ids import SceneId, ShotId
from app.domain.money import Money
from app.domain.shots import ProposedShot, Shot, ShotChange, ShotDiff
from app.domain.takes import Take
from app.errors import BadInput, NotFound, RuleBroken
from app.store.project_file import ProjectFile
from tests.store import dramas

Do = Callable[..., Any]


def _ids(opened: ProjectFile, scene: str = "sc0") -> list[str]:
    return [shot.id for shot in opened.all(Shot, scene_id=scene)]


def _proposal(number: str, scene: str = "sc0", **fields: Any) -> ProposedShot:
    values = {"scene_id": scene, "number": number, "origin": f"origin {number}"}
    return ProposedShot.model_validate(values | fields)


def _row(kind: str, shot: str | None, proposal: ProposedShot | None, *fields: str) -> ShotChange:
    return ShotChange(
        kind=kind,  # type: ignore[arg-type]
        scene_id=SceneId("sc0"),
        shot_id=ShotId(shot) if shot else None,
        proposal=proposal,
        fields=fields,
    )


def test_accepting_a_diff_puts_everything_in_its_place(opened: ProjectFile, do: Do) -> None:
    with opened.transaction("Take", kind="background") as edit:
        edit.add(dramas.take("sh0_1"))
    do(shots.edit_shots, ["sh0_1"], length=33)
    changed = _proposal("b", action="new", length=200, size="CU")
    diff = ShotDiff(
        changes=(
            _row("add", None, _proposal("x")),
            _row("keep", "sh0_0", _proposal("a", action="not taken")),
            _row("add", None, _proposal("y")),
            _row("add", None, _proposal("z")),
            _row("changed", "sh0_1", changed, "action", "length"),
            _row("orphaned", "sh0_2", None),
        )
    )
    do(shots.accept_shots, diff)
    found = opened.all(Shot, scene_id="sc0")
    assert [shot.number for shot in found] == ["x", "1-1-01", "y", "z", "1-1-02", "1-1-03"]
    assert found[1].action.startswith("她走进雨里")
    assert (found[4].action, found[4].length, found[4].size) == ("new", 33, "MS")
    assert found[4].origin == "origin b"
    assert [shot.orphaned for shot in found] == [False] * 5 + [True]
    assert opened.count(Take, shot_id="sh0_1") == 1
    opened.undo()
    assert _ids(opened) == ["sh0_0", "sh0_1", "sh0_2"]


def test_a_first_breakdown_keeps_its_order(opened: ProjectFile, do: Do) -> None:
    do(shots.remove_shots, _ids(opened))
    proposals = [_proposal(f"{number:03d}") for number in range(60)]
    diff = ShotDiff(changes=tuple(_row("add", None, proposal) for proposal in proposals))
    do(shots.accept_shots, diff)
    found = opened.all(Shot, scene_id="sc0")
    assert [shot.number for shot in found] == [proposal.number for proposal in proposals]
    assert max(len(shot.rank) for shot in found) < 20


def test_an_orphan_whose_text_came_back_is_none_any_more(opened: ProjectFile, do: Do) -> None:
    do(shots.accept_shots, ShotDiff(changes=(_row("orphaned", "sh0_0", None),)))
    do(shots.accept_shots, ShotDiff(changes=(_row("keep", "sh0_0", _proposal("a")),)))
    assert not opened.get(Shot, "sh0_0").orphaned


def test_a_new_shot_stands_behind_the_one_named(opened: ProjectFile, do: Do) -> None:
    made = do(shots.add_shot, "sc0", "sh0_0", action="插入", length=48)
    again = do(shots.add_shot, "sc0", "sh0_0")
    first = do(shots.add_shot, "sc0")
    assert _ids(opened) == [first, "sh0_0", again, made, "sh0_1", "sh0_2"]
    assert opened.get(Shot, made).number == "1-1-01A"
    assert opened.get(Shot, again).number == "1-1-01B"
    assert (opened.get(Shot, made).action, opened.get(Shot, made).length) == ("插入", 48)
    with pytest.raises(NotFound):
        do(shots.add_shot, "sc0", "sh1_0")


def test_moving_changes_one_row_and_crosses_scenes(opened: ProjectFile, do: Do) -> None:
    do(shots.move_shot, "sh0_2", None)
    assert _ids(opened) == ["sh0_2", "sh0_0", "sh0_1"]
    transaction = opened.transaction("Move")
    with transaction as edit:
        shots.move_shot(edit, ShotId("sh0_0"), ShotId("sh1_1"))
    assert transaction.changes.touched == {"Shot": ("sh0_0",)}
    assert _ids(opened, "sc1") == ["sh1_0", "sh1_1", "sh0_0", "sh1_2"]
    do(shots.move_shots, ["sh1_2", "sh0_2"], None, "sc1")
    assert _ids(opened, "sc1") == ["sh1_2", "sh0_2", "sh1_0", "sh1_1", "sh0_0"]
    do(shots.move_shot, "sh1_0", "sh1_0")
    assert _ids(opened, "sc1")[2] == "sh1_0"


def test_rows_that_arrived_with_one_rank_still_take_one_between(
    opened: ProjectFile, do: Do
) -> None:
    with opened.transaction("Same rank") as edit:
        for shot in ("sh0_0", "sh0_1", "sh0_2"):
            edit.change(Shot, shot, rank="V")
    do(shots.move_shot, "sh1_0", "sh0_1")
    assert _ids(opened) == ["sh0_0", "sh0_1", "sh1_0", "sh0_2"]


def test_a_length_set_by_a_person_stays(opened: ProjectFile, do: Do) -> None:
    do(shots.edit_shots, ["sh0_0", "sh0_1"], length=50, rating=4)
    assert all(opened.get(Shot, shot).locked_length for shot in ("sh0_0", "sh0_1"))
    for field in ({"pick": "x"}, {"rank": "V"}, {"length": 0}):
        with pytest.raises(BadInput):
            do(shots.edit_shots, ["sh0_0"], **field)


def test_a_copy_has_neither_takes_nor_lines(opened: ProjectFile, do: Do) -> None:
    with opened.transaction("Take", kind="background") as edit:
        edit.add(dramas.take("sh0_0"))
    copy = opened.get(Shot, do(shots.duplicate_shot, "sh0_0"))
    assert (copy.lines, copy.covers, copy.pick, copy.origin) == ((), (), None, "")
    assert copy.action == opened.get(Shot, "sh0_0").action
    assert opened.count(Take, shot_id=copy.id) == 0


def test_split_goes_on_with_the_take_that_counts(opened: ProjectFile, do: Do) -> None:
    take = dramas.take("sh0_0").model_copy(
        update={"cost": Money.model_validate({"amount": "2.00"})}
    )
    with opened.transaction("Take", kind="background") as edit:
        edit.add(take)
    do(takes.pick_take, "sh0_0", take.id)
    with opened.transaction("Lines") as edit:
        edit.change(Shot, "sh0_0", lines=("a", "b"), covers=("x", "a", "b"), trim_in=5)
    second = opened.get(Shot, do(shots.split_shot, "sh0_0", 30))
    first = opened.get(Shot, "sh0_0")
    assert (first.length, second.length) == (30, 42)
    assert (first.lines, second.lines) == (("a",), ("b",))
    assert (first.covers, second.covers) == (("x", "a"), ("b",))
    assert (first.trim_in, second.trim_in) == (5, 35)
    assert second.pick is not None
    copied = opened.get(Take, second.pick)
    assert (copied.media, copied.cost, copied.attempt_id) == (take.media, None, None)
    for at in (0, 30, -1):
        with pytest.raises(RuleBroken):
            do(shots.split_shot, "sh0_0", at)


def test_merge_gathers_lines_and_takes(opened: ProjectFile, do: Do) -> None:
    with opened.transaction("Takes", kind="background") as edit:
        edit.add(dramas.take("sh0_0"))
        edit.add(dramas.take("sh0_1"))
    do(shots.merge_shots, ["sh0_1", "sh0_0"])
    merged = opened.get(Shot, "sh0_0")
    assert (merged.length, merged.lines) == (144, ("el0_0", "el0_1"))
    assert [take.number for take in opened.all(Take, shot_id="sh0_0")] == [1, 2]
    assert _ids(opened) == ["sh0_0", "sh0_2"]
    opened.undo()
    assert opened.count(Take, shot_id="sh0_1") == 1
    for wrong in (["sh0_0"], ["sh0_0", "sh0_2"], ["sh0_2", "sh1_0"], []):
        with pytest.raises(RuleBroken):
            do(shots.merge_shots, wrong)


def test_inherit_takes_over_framing(opened: ProjectFile, do: Do) -> None:
    do(shots.edit_shots, ["sh0_0"], size="ECU", angle="low", generator="kling")
    do(shots.inherit_from_previous, "sh0_1")
    heir = opened.get(Shot, "sh0_1")
    assert (heir.size, heir.angle, heir.generator) == ("ECU", "low", "kling")
    with pytest.raises(RuleBroken):
        do(shots.inherit_from_previous, "sh0_0")


def test_removed_shots_keep_their_takes_for_an_undo(opened: ProjectFile, do: Do) -> None:
    with opened.transaction("Take", kind="background") as edit:
        edit.add(dramas.take("sh0_0"))
    do(shots.remove_shots, ["sh0_0", "sh0_0", "sh0_1"])
    assert _ids(opened) == ["sh0_2"]
    assert opened.count(Take) == 1
    opened.undo()
    assert _ids(opened) == ["sh0_0", "sh0_1", "sh0_2"]
