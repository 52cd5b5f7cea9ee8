from __future__ import annotations

from hypothesis import given

from app.domain.script import Scene
from app.domain.shots import Shot, ShotDiff
from app.planning import breakdown, coverage, shots
from tests.planning.stories import as_shots, element, people, scene, screenplays, shop


def accept(existing: list[Shot], diff: ShotDiff) -> list[Shot]:
    """What the command does with a diff, as `shots.diff` promises it."""
    by_id = {shot.id: shot for shot in existing}
    result: list[Shot] = []
    for index, row in enumerate(diff.changes):
        rank = f"{index:04d}1"
        if row.shot_id is None:
            assert row.proposal is not None
            values = {name: getattr(row.proposal, name) for name in type(row.proposal).model_fields}
            result.append(Shot(id=f"new_{index}", rank=rank, **values))
        elif row.kind == "orphaned":
            if row.takes:
                result.append(
                    by_id[row.shot_id].model_copy(update={"orphaned": True, "rank": rank})
                )
        else:
            shot = by_id[row.shot_id]
            update = {name: getattr(row.proposal, name) for name in row.fields}
            if row.proposal is not None and shot.origin:
                update["origin"] = row.proposal.origin
            if row.kind == "changed":
                update["orphaned"] = False
            result.append(shot.model_copy(update={**update, "rank": rank}))
    named = {row.shot_id for row in diff.changes}
    return result + [shot for shot in existing if shot.id not in named]


def edited(story: tuple[Scene, ...], name: str, **fields: object) -> tuple[Scene, ...]:
    return tuple(
        each.model_copy(
            update={
                "elements": tuple(
                    row.model_copy(update=fields) if row.id == name else row
                    for row in each.elements
                )
            }
        )
        for each in story
    )


def without(story: tuple[Scene, ...], *names: str) -> tuple[Scene, ...]:
    return tuple(
        each.model_copy(
            update={"elements": tuple(row for row in each.elements if row.id not in names)}
        )
        for each in story
    )


@given(screenplays())
def test_running_it_again_keeps_every_shot(story: tuple) -> None:
    proposed = breakdown.propose_episode(story, people())
    diff = shots.diff(as_shots(proposed), proposed)
    assert diff.is_empty
    assert diff.count("keep") == len(proposed)


@given(screenplays(), screenplays())
def test_accepting_any_change_leaves_each_line_in_one_shot(before: tuple, after: tuple) -> None:
    existing = as_shots(breakdown.propose_episode(before, people()))
    proposed = breakdown.propose_episode(after, people())
    diff = shots.diff(
        existing, proposed, {shot.id: index % 3 for index, shot in enumerate(existing)}
    )
    accepted = accept(existing, diff)
    assert coverage.measure(after, accepted).percent == 100.0
    assert shots.diff(accepted, proposed).is_empty


def test_a_changed_line_changes_its_shot_alone() -> None:
    story = shop()
    existing = as_shots(breakdown.propose_episode(story, people()))
    longer = edited(story, "d3", text="您到底是怎么走进来的？门明明一直是锁着的，钥匙也在我这里。")
    diff = shots.diff(existing, breakdown.propose_episode(longer, people()))
    changed = [row for row in diff.changes if row.kind != "keep"]
    assert [row.fields for row in changed] == [("length",)]


def test_what_a_person_set_stays() -> None:
    story = shop()
    existing = as_shots(breakdown.propose_episode(story, people()))
    index = next(place for place, shot in enumerate(existing) if "d3" in shot.lines)
    existing[index] = existing[index].model_copy(update={"size": "ELS", "move": "crane"})
    longer = edited(story, "d3", text="您到底是怎么走进来的？门明明一直是锁着的，钥匙也在我这里。")
    diff = shots.diff(existing, breakdown.propose_episode(longer, people()))
    fields = {name for row in diff.changes for name in row.fields}
    assert fields == {"length"}


def test_a_locked_length_is_not_touched() -> None:
    story = shop()
    existing = [
        shot.model_copy(update={"locked_length": True})
        for shot in as_shots(breakdown.propose_episode(story, people()))
    ]
    longer = edited(story, "d3", text="您到底是怎么走进来的？门明明一直是锁着的，钥匙也在我这里。")
    assert shots.diff(existing, breakdown.propose_episode(longer, people())).is_empty


def test_a_shot_whose_text_is_gone_is_orphaned_with_its_takes() -> None:
    story = shop()
    existing = as_shots(breakdown.propose_episode(story, people()))
    lost = next(shot for shot in existing if "d5" in shot.lines)
    diff = shots.diff(
        existing, breakdown.propose_episode(without(story, "d5"), people()), {lost.id: 2}
    )
    row = next(row for row in diff.changes if row.shot_id == lost.id)
    assert (row.kind, row.takes, row.proposal) == ("orphaned", 2, None)


def test_text_that_comes_back_wakes_its_orphan() -> None:
    story = shop()
    proposed = breakdown.propose_episode(story, people())
    existing = [
        shot.model_copy(update={"orphaned": True}) if "d5" in shot.lines else shot
        for shot in as_shots(proposed)
    ]
    diff = shots.diff(existing, proposed)
    assert [row.kind for row in diff.changes if row.kind != "keep"] == ["changed"]


def test_a_new_line_gets_a_free_number_between_its_neighbours() -> None:
    story = shop()
    existing = as_shots(breakdown.propose_episode(story, people()))
    rows = list(story[0].elements)
    rows.insert(
        6,
        element(
            "new",
            "dialogue",
            "门是锁着的，钥匙在我手里，谁也进不来。",
            "林夏",
            parenthetical="哽咽",
        ),
    )
    longer = (story[0].model_copy(update={"elements": tuple(rows)}), story[1])
    diff = shots.diff(existing, breakdown.propose_episode(longer, people()))
    added = [row.proposal for row in diff.changes if row.kind == "add"]
    numbers = [shot.number for shot in existing]
    assert added
    assert all(proposal is not None and proposal.number not in numbers for proposal in added)


def test_a_shot_made_by_hand_keeps_its_line() -> None:
    story = shop()
    proposed = breakdown.propose_episode(story, people())
    own = Shot(id="own", scene_id="s1", rank="z", lines=("d3",), covers=("d3",), size="ECU")
    diff = shots.diff([own], proposed)
    row = next(row for row in diff.changes if row.shot_id == "own")
    assert (row.kind, row.fields) == ("keep", ())
    assert coverage.measure(story, accept([own], diff)).percent == 100.0


def test_a_line_moved_by_hand_stays_where_it_was_put() -> None:
    story = shop()
    proposed = breakdown.propose_episode(story, people())
    existing = as_shots(proposed)
    giver = next(place for place, shot in enumerate(existing) if shot.lines == ("d3",))
    taker = next(place for place, shot in enumerate(existing) if "d4" in shot.lines)
    existing[taker] = existing[taker].model_copy(update={"lines": ("d3", *existing[taker].lines)})
    existing[giver] = existing[giver].model_copy(update={"lines": ()})
    diff = shots.diff(existing, proposed)
    assert diff.is_empty
    assert coverage.measure(story, accept(existing, diff)).percent == 100.0


def test_a_scene_put_in_before_others_renumbers_their_shots() -> None:
    story = shop()
    existing = as_shots(breakdown.propose_episode(story, people()))
    put_in = scene("s9", (element("x1", "action", "周野等红灯。"),), rank="AV", number="1-2")
    later = story[1].model_copy(update={"number": "1-3"})
    told = shots.diff(existing, breakdown.propose_episode((story[0], put_in, later), people()))
    moved = [row for row in told.changes if row.scene_id == later.id]
    assert {(row.kind, "number" in row.fields) for row in moved} == {("changed", True)}
    after = accept(existing, told)
    numbers = [shot.number for shot in after]
    assert len(set(numbers)) == len(numbers)
    assert {shot.number[:3] for shot in after if shot.scene_id == later.id} == {"1-3"}
    again = shots.diff(after, breakdown.propose_episode((story[0], put_in, later), people()))
    assert {row.kind for row in again.changes} == {"keep"}


def test_a_number_given_by_hand_stays() -> None:
    story = shop()
    existing = as_shots(breakdown.propose_episode(story, people()))
    named = existing[-1].model_copy(update={"number": "结尾"})
    later = (story[0], story[1].model_copy(update={"number": "1-3"}))
    told = shots.diff([*existing[:-1], named], breakdown.propose_episode(later, people()))
    row = next(row for row in told.changes if row.shot_id == named.id)
    assert "number" not in row.fields


def test_a_scene_that_left_the_script_asks_for_no_shots() -> None:
    story = shop()
    existing = as_shots(breakdown.propose_episode(story, people()))
    gone = story[1].model_copy(update={"elements": (), "line": 0})
    told = shots.diff(existing, breakdown.propose_episode((story[0], gone), people()))
    assert {row.kind for row in told.changes if row.scene_id == gone.id} == {"orphaned"}
