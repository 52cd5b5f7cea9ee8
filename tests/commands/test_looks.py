"""What someone wears in a shot, and the sheets that show it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.commands import cast, choosing, looks, shots
from app.commands.cast import EARLIER_MOST
from app.domain.cast import Look, Reference
from app.domain.shots import Shot
from app.errors import NotFound, RuleBroken
from app.store.project_file import ProjectFile
from tests.store import dramas

Do = Callable[..., Any]


def _picture(content: str, slot: str = "front") -> Reference:
    return Reference.model_validate({"slot": slot, "media": dramas.media(content, "picture")})


def test_a_look_is_chosen_for_shots_and_given_up_again(opened: ProjectFile, do: Do) -> None:
    do(looks.choose_look, ("sh0_0", "sh0_1"), "lin", "look_lin")
    assert opened.get(Shot, "sh0_1").looks == {"lin": "look_lin"}
    do(looks.choose_look, ("sh0_1",), "lin", None)
    assert opened.get(Shot, "sh0_1").looks == {}
    with pytest.raises(RuleBroken):
        do(looks.choose_look, ("sh0_0",), "lin", "look_gu")


def test_going_back_to_a_sheet_is_a_new_version_and_nothing_is_forgotten(
    opened: ProjectFile, do: Do
) -> None:
    for letter in "abc":
        do(cast.pin_reference, "look_lin", _picture(letter))
    do(looks.restore_sheet, "look_lin", 1)
    held = opened.get(Look, "look_lin")
    assert held.sheet_version == 4
    assert [each.media.sha256[0] for each in held.references] == ["a"]
    assert [each.version for each in held.earlier] == [1, 2, 3]
    with pytest.raises(NotFound):
        do(looks.restore_sheet, "look_lin", 9)
    for letter in "abcdef" * 4:
        do(cast.pin_reference, "look_lin", _picture(letter))
    assert len(opened.get(Look, "look_lin").earlier) == EARLIER_MOST


def test_what_is_noted_of_a_picture_makes_no_new_sheet(opened: ProjectFile, do: Do) -> None:
    do(cast.pin_reference, "look_lin", _picture("a"))
    do(looks.edit_reference, "look_lin", _picture("a"), rights="release", note="肖像授权书 3 号")
    held = opened.get(Look, "look_lin")
    assert (held.sheet_version, held.references[0].rights) == (1, "release")
    do(looks.edit_reference, "look_lin", held.references[0], slot="side")
    assert opened.get(Look, "look_lin").sheet_version == 2
    with pytest.raises(NotFound):
        do(looks.edit_reference, "look_lin", _picture("b"), note="?")


def test_other_clothes_on_the_same_face(opened: ProjectFile, do: Do) -> None:
    do(cast.pin_reference, "look_lin", _picture("a"))
    copy = do(looks.duplicate_look, "look_lin", "大衣")
    held = opened.get(Look, copy)
    assert (held.name, held.sheet_version, held.earlier) == ("大衣", 1, ())
    assert [each.id for each in opened.all(Look, cast_id="lin")] == ["look_lin", copy]
    do(looks.move_look, copy, None)
    assert [each.id for each in opened.all(Look, cast_id="lin")] == [copy, "look_lin"]


def test_chains_and_what_a_split_shot_keeps_of_them(opened: ProjectFile, do: Do) -> None:
    do(choosing.chain_shots, ("sh0_0", "sh0_1"), "frame", ends_on_next=True)
    do(choosing.chain_shots, ("sh0_1",), "extend")
    held = opened.get(Shot, "sh0_1")
    assert (held.chain, held.ends_on_next) == ("extend", True)
    second = do(shots.split_shot, "sh0_1", 20)
    first, rest = opened.get(Shot, "sh0_1"), opened.get(Shot, second)
    assert (first.chain, first.ends_on_next) == ("extend", False)
    assert (rest.chain, rest.ends_on_next) == ("none", True)
