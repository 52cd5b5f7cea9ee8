"""One entry out of another, or out of another project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.commands import cast, casting, looks
from app.domain.cast import CastEntry, Look
from app.domain.shots import Shot
from app.errors import RuleBroken
from app.store.project_file import ProjectFile
from tests.store import dramas

Do = Callable[..., Any]


def test_a_split_takes_names_looks_and_shots_over(opened: ProjectFile, do: Do) -> None:
    do(cast.add_alias, "lin", "小林夏")
    do(cast.edit_bible, "lin", hair="短发")
    young = do(cast.add_look, "lin", "六岁", kind="age", reason="回忆")
    do(looks.choose_look, ("sh0_0", "sh0_1"), "lin", young)
    do(looks.choose_look, ("sh0_2",), "lin", "look_lin")
    before = dramas.state(opened)
    fresh = do(
        casting.split_cast,
        "lin",
        "小林夏",
        aliases=("小林夏",),
        looks=(young,),
        shots=("sh0_0", "sh0_2"),
    )
    made = opened.get(CastEntry, fresh)
    assert (made.name, made.aliases, made.bible.hair) == ("小林夏", (), "短发")
    assert made.color != opened.get(CastEntry, "lin").color
    assert opened.get(CastEntry, "lin").aliases == ()
    assert [each.id for each in opened.all(CastEntry)] == ["lin", fresh, "gu"]
    assert [each.id for each in opened.all(Look, cast_id=fresh)] == [young]
    shots = {name: opened.get(Shot, name) for name in ("sh0_0", "sh0_1", "sh0_2")}
    assert [shot.subjects for shot in shots.values()] == [(fresh,), ("lin",), (fresh,)]
    assert [shot.looks for shot in shots.values()] == [{fresh: young}, {}, {}]
    opened.undo()
    assert dramas.state(opened) == before


def test_a_split_refuses_a_name_that_is_taken_and_looks_of_others(
    opened: ProjectFile, do: Do
) -> None:
    for name in ("顾川", "林夏"):
        with pytest.raises(RuleBroken):
            do(casting.split_cast, "lin", name)
    with pytest.raises(RuleBroken):
        do(casting.split_cast, "lin", "新人", looks=("look_gu",))


def test_an_entry_of_another_project_gets_ids_and_a_name_of_its_own(
    opened: ProjectFile, do: Do
) -> None:
    entry = opened.get(CastEntry, "lin").model_copy(update={"aliases": ("顾川", "小夏")})
    look = opened.get(Look, "look_lin").model_copy(
        update={"from_scene": "elsewhere", "to_scene": "sc1"}
    )
    fresh = do(casting.bring_cast, entry, (look, look))
    made = opened.get(CastEntry, fresh)
    assert (made.name, made.aliases) == ("林夏 2", ("小夏",))
    brought = opened.all(Look, cast_id=fresh)
    assert [(each.from_scene, each.to_scene) for each in brought] == [(None, "sc1")] * 2
    assert len({each.id for each in (*brought, look)}) == 3
