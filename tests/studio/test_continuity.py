"""The report over real pictures: what joins, what jumps, what is missing."""

from __future__ import annotations

from pathlib import Path

from app.commands import choosing as choosing_commands
from app.domain.shots import Shot
from app.studio.session import Session
from app.studio.sheets import Filling
from tests.media.test_likeness import person
from tests.studio.test_drift import filled, pick
from tests.studio.test_sheets import first_look, picture


def test_chained_shots_that_do_not_join_are_named(scripted: Session, tmp_path: Path) -> None:
    first, second, third = scripted.all(Shot)
    for number, one in enumerate((first, second)):
        person("#b02525").save(tmp_path / f"{number}.png")
        pick(scripted, one.id, tmp_path / f"{number}.png")
    person("#2747b0", at=0.8, ground="#101418").save(tmp_path / "c.png")
    pick(scripted, third.id, tmp_path / "c.png")
    scripted.do(choosing_commands.chain_shots, [second.id, third.id], "frame")
    joins = [each for each in scripted.continuity.report() if each.kind == "join"]
    assert [(each.before_id, each.shot_id) for each in joins] == [(second.id, third.id)]
    again = [each for each in scripted.continuity.report() if each.kind == "join"]
    assert again == joins


def test_a_chained_shot_is_sent_the_exact_last_frame(scripted: Session, tmp_path: Path) -> None:
    first, second, _third = scripted.all(Shot)
    scripted.do(choosing_commands.chain_shots, [second.id], "frame")
    without = scripted.production.recipes.compile(second.id, "kling")
    assert any(first.number in sentence for sentence in without.dropped)
    sent = scripted.production.generate(scripted.production.quote([first.id], generator="animatic"))
    scripted.production.attempts.wait(sent)
    made = scripted.production.recipes.compile(second.id, "kling").recipe
    (frame,) = [each for each in made.references if each.role == "first_frame"]
    assert frame.media.suffix == ".png"
    assert scripted.media_path(frame.media) is not None
    assert frame.frame is not None


def test_missing_and_lacking_pictures_are_told_at_once(scripted: Session, tmp_path: Path) -> None:
    entry = filled(scripted, tmp_path, odd=-1)
    found = scripted.continuity.planned()
    assert [each.cast_id for each in found if each.kind == "no_reference"] == [entry.id]
    look = first_look(scripted)
    scripted.sheets.fill(look.id, [Filling("front", picture(tmp_path / "f.png"))])
    (reference,) = scripted.get(type(look), look.id).references
    scripted.file.assets.path(reference.media).unlink()
    kinds = [each.kind for each in scripted.continuity.planned(scripted.episodes()[0].id)]
    assert "file_missing" in kinds
    assert "no_reference" not in kinds
