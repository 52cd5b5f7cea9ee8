"""The strip of an entry: every pick in story order beside its sheet, the odd one flagged."""

from __future__ import annotations

from pathlib import Path

from app.commands import shots as shot_commands
from app.domain.cast import CastEntry
from app.domain.ids import ShotId
from app.domain.shots import Shot
from app.studio.session import Session
from app.studio.sheets import Filling
from tests.media.test_likeness import person
from tests.studio.test_sheets import first_look


def pick(session: Session, shot_id: ShotId, path: Path) -> None:
    session.intake.keep_take(shot_id, session.intake.stage(path))


def filled(session: Session, folder: Path, odd: int) -> CastEntry:
    """Every shot shows 林夏 in red, one in blue."""
    entry = next(one for one in session.cast() if one.name == "林夏")
    for number, shot in enumerate(session.all(Shot)):
        session.do(shot_commands.edit_shots, [shot.id], subjects=(entry.id,))
        path = folder / f"{number}.png"
        coat = "#2747b0" if number == odd else "#b02525"
        person(coat, ground=f"#5{number}6068", at=0.4 + number / 20).save(path)
        pick(session, shot.id, path)
    return entry


def test_the_odd_pick_is_flagged_and_measures_are_kept(scripted: Session, tmp_path: Path) -> None:
    entry = filled(scripted, tmp_path, odd=1)
    look = first_look(scripted)
    person("#b02525").save(tmp_path / "sheet.png")
    scripted.sheets.fill(look.id, [Filling("front", tmp_path / "sheet.png")])
    strip = scripted.drift.strip(entry.id)
    assert [crop.shot_number for crop in strip.crops] == [s.number for s in scripted.all(Shot)]
    assert [crop.flagged for crop in strip.crops] == [False, True, False]
    assert strip.crops[0].look_id == look.id
    assert len(strip.sheet) == 1
    cached = list((scripted.folder / "cache" / "likeness").rglob("*.npy"))
    assert len(cached) == 4
    stamps = [path.stat().st_mtime_ns for path in cached]
    assert scripted.drift.strip(entry.id) == strip
    assert [path.stat().st_mtime_ns for path in cached] == stamps


def test_without_a_sheet_picks_are_held_against_each_other(
    scripted: Session, tmp_path: Path
) -> None:
    entry = filled(scripted, tmp_path, odd=2)
    strip = scripted.drift.strip(entry.id)
    assert [crop.flagged for crop in strip.crops] == [False, False, True]
    outline = scripted.drift.outline(entry.id)
    assert [crop.take_id for crop in outline.crops] == [crop.take_id for crop in strip.crops]


def test_a_missing_file_is_said_and_crops_are_pictures(scripted: Session, tmp_path: Path) -> None:
    entry = filled(scripted, tmp_path, odd=-1)
    first = scripted.drift.outline(entry.id).crops[0]
    scripted.file.assets.path(first.media).unlink()
    strip = scripted.drift.strip(entry.id)
    assert strip.crops[0].missing
    found: list[bytes | None] = []
    for crop in strip.crops[:2]:
        scripted.drift.start_crop(crop, 80, found.append)
    while len(found) < 2:
        scripted.production._services.pump(0.05)
    assert found[0] is None
    assert found[1] is not None
    assert found[1][:2] == b"\xff\xd8"
    place = next(one for one in scripted.cast() if one.kind == "place")
    assert len(scripted.drift.strip(place.id).crops) == 3
