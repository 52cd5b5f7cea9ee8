"""Slots filled from anywhere, pictures made by generators, sheets composed and cut."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from app.commands import cast as cast_commands
from app.domain.cast import CastEntry, Look, Slot
from app.domain.ids import LookId
from app.domain.shots import Shot
from app.domain.takes import Take
from app.errors import BadInput
from app.media.sheets import Box
from app.studio.session import Session
from app.studio.sheets import Filling, TakeFrame


def first_look(session: Session, name: str = "林夏") -> Look:
    entry = next(one for one in session.cast() if one.name == name)
    return session.intake.first_look(entry.id)


def look_of(session: Session, look_id: LookId) -> Look:
    return session.get(Look, look_id)


def picture(path: Path, color: str = "#aa3311", size: tuple[int, int] = (400, 600)) -> Path:
    image = Image.new("RGB", size, "#dddddd")
    ImageDraw.Draw(image).ellipse((80, 80, size[0] - 80, size[1] - 80), fill=color)
    image.save(path)
    return path


def test_a_slot_takes_a_file_a_paste_and_a_part_as_one_step(
    scripted: Session, tmp_path: Path
) -> None:
    look = first_look(scripted)
    path = picture(tmp_path / "face.png")
    out = io.BytesIO()
    Image.open(picture(tmp_path / "other.png", "#2244cc")).save(out, "PNG")
    before = len(scripted.history())
    scripted.sheets.fill(
        look.id,
        [
            Filling("front", path, rights="own"),
            Filling("side", out.getvalue()),
            Filling("close_up", path, box=Box(0.25, 0.25, 0.75, 0.5)),
        ],
    )
    assert len(scripted.history()) == before + 1
    held = {each.slot: each for each in look_of(scripted, look.id).references}
    assert set(held) == {"front", "side", "close_up"}
    assert held["front"].rights == "own"
    assert held["front"].note == "face.png"
    assert (held["close_up"].media.width, held["close_up"].media.height) == (200, 150)
    scripted.undo()
    assert look_of(scripted, look.id).references == ()


def test_what_is_no_picture_changes_nothing(scripted: Session, tmp_path: Path) -> None:
    look = first_look(scripted)
    text = tmp_path / "face.png"
    text.write_text("not a picture")
    with pytest.raises(BadInput):
        scripted.sheets.fill(
            look.id,
            [Filling("front", picture(tmp_path / "good.png")), Filling("side", text)],
        )
    with pytest.raises(BadInput):
        scripted.sheets.fill(look.id, [Filling("side", b"MZ" * 50)])
    assert look_of(scripted, look.id).references == ()


def test_the_animatic_draws_a_sheet_and_a_full_slot_is_left_alone(
    scripted: Session, tmp_path: Path
) -> None:
    look = first_look(scripted)
    scripted.sheets.fill(look.id, [Filling("back", picture(tmp_path / "own.png"))])
    sheet = scripted.sheets.quote(look.id, ("front", "full", "back"), generator="animatic")
    assert sheet.is_offline
    assert not sheet.blocked
    ids = scripted.production.generate(sheet)
    assert scripted.production.attempts.wait(ids) == 3
    pinned = scripted.sheets.pin_arrived(ids)
    assert {each.slot for each in pinned} == {"front", "full"}
    held = {each.slot: each for each in look_of(scripted, look.id).references}
    assert held["front"].generated_by == "animatic"
    assert held["front"].rights == "generated"
    assert held["back"].note == "own.png"
    assert len(scripted.sheets.made(look.id)) == 3
    (waiting,) = scripted.sheets.made(look.id, "back")
    scripted.sheets.pin_made(look.id, waiting.id)
    assert {e.slot: e for e in look_of(scripted, look.id).references}["back"].media == waiting.media
    assert all(row.shot_exists for row in scripted.production.attempts.rows())
    assert len(look_of(scripted, look.id).earlier) == look_of(scripted, look.id).sheet_version - 1


def test_pinned_views_go_along_and_the_words_are_those_of_the_bible(
    scripted: Session, tmp_path: Path
) -> None:
    look = first_look(scripted)
    entry = scripted.get(CastEntry, look.cast_id)
    scripted.do(cast_commands.edit_bible, entry.id, hair="齐肩黑发", never="眼镜")
    scripted.sheets.fill(look.id, [Filling("front", picture(tmp_path / "a.png"))])
    (item,) = scripted.sheets.quote(look.id, ("side",), generator="seedream").items
    assert "齐肩黑发" in item.recipe.prompt
    assert "眼镜" in item.recipe.prompt
    assert [each.slot for each in item.recipe.references] == ["front"]
    assert item.recipe.medium == "picture"
    assert item.recipe.sheet is not None
    assert item.price is not None
    assert item.problems  # no key here
    with pytest.raises(BadInput):
        scripted.sheets.quote(look.id, ("plan",), generator="animatic")


def test_an_exact_frame_of_a_take_fills_a_slot(scripted: Session) -> None:
    shot = scripted.all(Shot)[0]
    sent = scripted.production.generate(scripted.production.quote([shot.id], generator="animatic"))
    scripted.production.attempts.wait(sent)
    (take,) = scripted.all(Take, shot_id=shot.id)
    look = first_look(scripted)
    scripted.sheets.fill(look.id, [Filling("full", TakeFrame(take.id, take.media.frames - 1))])
    (held,) = look_of(scripted, look.id).references
    assert (held.media.width, held.media.height) == (take.media.width, take.media.height)
    assert held.rights == "generated"
    assert held.media.suffix == ".png"


def test_a_composed_sheet_is_cut_into_its_views_again(scripted: Session, tmp_path: Path) -> None:
    look = first_look(scripted)
    slots: tuple[Slot, ...] = ("front", "side", "back")
    scripted.sheets.fill(
        look.id, [Filling(slot, picture(tmp_path / f"{slot}.png")) for slot in slots]
    )
    out = scripted.sheets.export_sheet(look.id, tmp_path / "sheet.png", captions=False)
    assert Image.open(out).width == 2048
    boxes = scripted.sheets.panels(out)
    assert len(boxes) == 3
    assert [box.left for box in boxes] == sorted(box.left for box in boxes)
    scripted.sheets.pin_composed(look.id)
    assert [each.slot for each in look_of(scripted, look.id).references][-1] == "sheet"
    empty = first_look(scripted, "老陈")
    with pytest.raises(BadInput):
        scripted.sheets.compose(empty.id)


def test_the_send_preview_says_what_a_vendor_may_refuse(scripted: Session, tmp_path: Path) -> None:
    look = first_look(scripted)
    scripted.sheets.fill(look.id, [Filling("front", picture(tmp_path / "a.png"), rights="release")])
    (item,) = scripted.sheets.quote(look.id, ("side",), generator="seedream").items
    (remark,) = scripted.production.send_preview(item).remarks
    assert "林夏" in remark
    (drawn,) = scripted.sheets.quote(look.id, ("side",), generator="animatic").items
    assert scripted.production.send_preview(drawn).remarks == ()
