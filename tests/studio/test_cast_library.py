"""Entries between projects, as files and straight across."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands import cast as cast_commands
from app.domain.cast import CastEntry, Look
from app.errors import BadInput
from app.studio.session import Session
from app.studio.sheets import Filling
from app.studio.studio import Studio
from tests.studio.test_sheets import first_look, picture


@pytest.fixture
def dressed(scripted: Session, tmp_path: Path) -> Look:
    look = first_look(scripted)
    scripted.sheets.fill(look.id, [Filling("front", picture(tmp_path / "f.png"), rights="own")])
    scripted.do(cast_commands.edit_look, look.id, name="围裙")
    return scripted.get(Look, look.id)


def test_an_entry_travels_as_one_file(
    scripted: Session, dressed: Look, studio: Studio, tmp_path: Path
) -> None:
    out = scripted.library.export(dressed.cast_id, tmp_path / "lin")
    assert out.name == "lin.fenjingcast"
    other = studio.create(tmp_path / "other", title="x")
    seen = other.library.look_into(out)
    assert (seen.entry.name, seen.looks, seen.pictures) == ("林夏", 1, 1)
    new = other.library.bring(out)
    (look,) = other.all(Look, cast_id=new)
    assert look.name == "围裙"
    assert other.media_path(look.references[0].media) is not None
    assert look.references[0].rights == "own"
    again = other.library.bring(out)
    assert other.get(CastEntry, again).name != other.get(CastEntry, new).name
    other.undo()
    assert [entry.id for entry in other.cast()] == [new]
    other.close()


def test_entries_are_copied_from_another_project(
    scripted: Session, dressed: Look, studio: Studio, tmp_path: Path
) -> None:
    other = studio.create(tmp_path / "other", title="x")
    offers = other.library.offers(scripted.folder)
    assert {each.entry.name for each in offers} >= {"林夏", "老陈"}
    made = other.library.copy_from(scripted.folder, [dressed.cast_id])
    assert [entry.name for entry in other.cast()] == ["林夏"]
    assert other.all(Look, cast_id=made[0])[0].references
    with pytest.raises(BadInput):
        other.library.offers(other.folder)
    other.close()
