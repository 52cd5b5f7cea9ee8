"""What happens to the cast."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.commands import cast, looks
from app.domain.cast import CastEntry, Look, Reference
from app.domain.ids import CastId
from app.domain.shots import Shot
from app.errors import BadInput, NotFound, RuleBroken
from app.store.project_file import ProjectFile
from tests.store import dramas

Do = Callable[..., Any]


def _entry(name: str, rank: str = "", kind: str = "character") -> CastEntry:
    return CastEntry.model_validate(
        {"id": f"cast_{name}", "rank": rank, "name": name, "kind": kind}
    )


def _picture(content: str, slot: str = "front") -> Reference:
    return Reference.model_validate({"slot": slot, "media": dramas.media(content, "picture")})


def test_a_new_entry_goes_to_the_end_unless_its_rank_is_free(opened: ProjectFile, do: Do) -> None:
    do(cast.add_cast, _entry("旧友"))
    do(cast.add_cast, _entry("母亲", "H"))
    do(cast.add_cast, _entry("店员", "V"))
    names = [entry.name for entry in opened.all(CastEntry)]
    assert names == ["林夏", "母亲", "顾川", "旧友", "店员"]


def test_one_name_one_entry_of_a_kind(opened: ProjectFile, do: Do) -> None:
    do(cast.add_alias, "lin", " 夏夏 ")
    do(cast.add_alias, "lin", "夏夏")
    assert opened.get(CastEntry, "lin").aliases == ("夏夏",)
    for again in ("林夏", "夏夏"):
        with pytest.raises(RuleBroken):
            do(cast.add_cast, _entry(again))
        with pytest.raises(RuleBroken):
            do(cast.edit_cast, "gu", name=again)
        with pytest.raises(RuleBroken):
            do(cast.add_alias, "gu", again)
    do(cast.add_cast, _entry("林夏", kind="prop"))
    do(cast.edit_cast, "lin", name="林夏", description="二十岁")


def test_removing_an_entry_takes_it_out_of_the_shots(opened: ProjectFile, do: Do) -> None:
    do(cast.remove_cast, "lin")
    assert all(shot.subjects == () for shot in opened.all(Shot))
    assert [look.id for look in opened.all(Look)] == ["look_gu"]
    opened.undo()
    assert all(shot.subjects == ("lin",) for shot in opened.all(Shot))


def test_merging_gathers_names_looks_and_shots(opened: ProjectFile, do: Do) -> None:
    with opened.transaction("Edit") as edit:
        edit.change(Shot, "sh0_0", subjects=("gu", "lin"))
    do(cast.add_alias, "gu", "顾总")
    do(cast.merge_cast, "lin", "gu")
    kept = opened.get(CastEntry, "lin")
    assert kept.aliases == ("顾川", "顾总")
    assert [look.id for look in opened.all(Look, cast_id="lin")] == ["look_lin", "look_gu"]
    assert opened.get(Shot, "sh0_0").subjects == ("lin",)
    assert opened.find(CastEntry, "gu") is None
    with pytest.raises(RuleBroken):
        do(cast.merge_cast, "lin", "lin")


def test_order(opened: ProjectFile, do: Do) -> None:
    do(cast.move_cast, "lin", "gu")
    assert [entry.id for entry in opened.all(CastEntry)] == ["gu", "lin"]
    do(cast.move_cast, "lin", None)
    assert [entry.id for entry in opened.all(CastEntry)] == ["lin", "gu"]


def test_pinning_raises_the_sheet_and_single_slots_hold_one(opened: ProjectFile, do: Do) -> None:
    look = do(cast.add_look, "lin", "雨衣", from_scene="sc1")
    for reference in (_picture("a"), _picture("b"), _picture("b"), _picture("c", "expression")):
        do(cast.pin_reference, look, reference)
    do(cast.pin_reference, look, _picture("d", "expression"))
    held = opened.get(Look, look)
    assert [reference.media.sha256[0] for reference in held.references] == ["b", "c", "d"]
    assert held.sheet_version == 4
    do(cast.remove_reference, look, _picture("b"))
    assert opened.get(Look, look).sheet_version == 5
    with pytest.raises(NotFound):
        do(cast.remove_reference, look, _picture("b"))
    do(cast.edit_look, look, to_scene="sc1", description="黄色")
    do(cast.remove_look, look)
    assert opened.find(Look, look) is None


def test_a_merge_under_two_hundred_shots_is_one_undo_step(tmp_path: Path) -> None:
    with dramas.create(tmp_path, scenes=10, shots=20) as held:
        with held.transaction("Sample") as edit:
            for shot in held.all(Shot):
                edit.change(Shot, shot.id, subjects=("gu", "lin"), looks={"gu": "look_gu"})
        before = dramas.state(held)
        with held.transaction("Merge") as edit:
            cast.merge_cast(edit, CastId("lin"), CastId("gu"))
        shots = held.all(Shot)
        assert len(shots) == 200
        assert all(shot.subjects == ("lin",) for shot in shots)
        assert all(shot.looks == {"lin": "look_gu"} for shot in shots)
        after = dramas.state(held)
        held.undo()
        assert dramas.state(held) == before
        held.redo()
        assert dramas.state(held) == after


def test_a_person_and_a_crowd_are_different_things(opened: ProjectFile, do: Do) -> None:
    do(cast.edit_cast, "gu", crowd=True)
    with pytest.raises(RuleBroken):
        do(cast.merge_cast, "lin", "gu")
    do(cast.add_cast, _entry("灯笼", kind="prop"))
    with pytest.raises(RuleBroken):
        do(cast.merge_cast, "lin", "cast_灯笼")


def test_a_merge_fills_what_was_empty_and_keeps_what_was_not(opened: ProjectFile, do: Do) -> None:
    do(cast.edit_bible, "lin", hair="短发")
    do(cast.edit_bible, "gu", hair="长发", face="圆脸")
    do(cast.edit_cast, "gu", identity_zh="圆脸的人")
    do(cast.merge_cast, "lin", "gu")
    kept = opened.get(CastEntry, "lin")
    assert (kept.bible.hair, kept.bible.face, kept.identity_zh) == ("短发", "圆脸", "圆脸的人")
    with pytest.raises(BadInput):
        do(cast.edit_bible, "lin", shoes="红")


def test_aliases_come_and_go(opened: ProjectFile, do: Do) -> None:
    do(cast.add_alias, "lin", "Xia")
    do(cast.remove_alias, "lin", " xia ")
    assert opened.get(CastEntry, "lin").aliases == ()


def test_removing_what_a_shot_chose_lets_it_follow_the_scene(opened: ProjectFile, do: Do) -> None:
    do(looks.choose_look, ("sh0_0",), "lin", "look_lin")
    do(cast.remove_look, "look_lin")
    assert opened.get(Shot, "sh0_0").looks == {}
