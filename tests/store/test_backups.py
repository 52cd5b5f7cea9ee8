"""Backups are made when due, verified, rotated, and restored as a copy; the ledger only goes forward."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.attempts import Chain
from app.domain.media import MediaFacts
from app.domain.shots import Shot
from app.errors import BadInput, Damaged, NotFound, ReadOnly
from app.store import integrity
from app.store.project_file import ProjectFile
from tests.store import dramas

FACTS = MediaFacts(suffix=".bin", kind="video", size=1)


def _act(opened: ProjectFile, text: str) -> None:
    with opened.transaction("Edit") as edit:
        edit.change(Shot, "sh0_0", action=text)


def test_a_backup_says_what_is_in_it(tmp_path: Path) -> None:
    clock = dramas.Clock()
    with dramas.create(tmp_path, clock=clock) as opened:
        made = opened.backups.make()
        assert (made.at, made.kind, made.sound) == (clock.now, "manual", True)
        assert (made.episodes, made.shots, made.takes) == (1, 6, 0)
        assert made.size == made.path.stat().st_size
        assert opened.backups.all() == (made,)
        names = sorted(path.suffix for path in (opened.folder / "backups").iterdir())
        assert names == [".db", ".ledger"]


def test_one_is_made_when_it_is_due_and_something_changed(tmp_path: Path) -> None:
    clock = dramas.Clock()
    with dramas.create(tmp_path, clock=clock) as opened:
        assert opened.backups.tick() is not None
        clock.forward(minutes=5)
        _act(opened, "一")
        assert opened.backups.tick() is None
        clock.forward(minutes=6)
        assert opened.backups.tick() is not None
        clock.forward(days=1)
        assert opened.backups.tick() is None
        _act(opened, "二")
        assert opened.backups.tick() is not None


def test_rotation_keeps_minutes_hours_and_days(tmp_path: Path) -> None:
    clock = dramas.Clock()
    with dramas.create(tmp_path, clock=clock) as opened:
        asked_for = opened.backups.make("manual")
        for number in range(20):
            _act(opened, str(number))
            opened.backups.tick()
            opened.backups.make("before-bulk")
            clock.forward(days=1)
        for number in range(40):
            _act(opened, f"m{number}")
            opened.backups.tick()
            clock.forward(minutes=15)
        kept = opened.backups.all()
        automatic = [each for each in kept if each.kind == "auto"]
        newest = automatic[0].at
        assert all(each.sound for each in kept)
        assert asked_for.path in {each.path for each in kept}
        assert len([each for each in kept if each.kind == "before-bulk"]) == 5
        assert 14 + 6 <= len(automatic) <= 6 + 8 + 14
        assert len({each.at.date() for each in automatic}) == 14
        assert [(newest - each.at).total_seconds() / 60 for each in automatic[:6]] == [
            0,
            15,
            30,
            45,
            60,
            75,
        ]


def test_a_spoilt_backup_is_never_called_sound(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        made = opened.backups.make()
        made.path.write_bytes(made.path.read_bytes()[:5000])
        (listed,) = opened.backups.all()
        assert not listed.sound
        with pytest.raises(Damaged):
            opened.backups.restore(listed, tmp_path / "copy")
        assert not list(tmp_path.glob("*copy*"))
        made.path.unlink()
        with pytest.raises(NotFound):
            opened.backups.restore(listed, tmp_path / "copy")


def test_restoring_makes_a_copy_and_forgets_no_paid_attempt(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        ref = opened.assets.add(b"paid for", FACTS)
        chain = Chain(recipes=(dramas.recipe("sh0_0"),))
        (early,) = opened.ledger.add([dramas.attempt(chain=chain)])
        _act(opened, "then")
        made = opened.backups.make()
        _act(opened, "now")
        opened.ledger.move(early.id, "submitting")
        opened.ledger.move(early.id, "accepted", provider_id="job-1")
        (waiting,) = opened.ledger.add([dramas.attempt("sh0_1")])
        copy = opened.backups.restore(made, tmp_path / "copy")
        assert copy == tmp_path / "copy.fenjing"
        assert opened.get(Shot, "sh0_0").action == "now"
        assert opened.ledger.get(waiting.id).state == "reserved"
        with pytest.raises(BadInput):
            opened.backups.restore(made, tmp_path / "copy")
        with ProjectFile.open(copy) as restored:
            assert restored.get(Shot, "sh0_0").action == "then"
            assert restored.undo_label == "Edit"
            assert restored.instance_id != opened.instance_id
            assert restored.ledger.get(early.id).provider_id == "job-1"
            assert restored.ledger.get(early.id).chain is None, "only the original asks on"
            assert restored.ledger.get(waiting.id).state == "cancelled"
            assert restored.assets.path(ref).read_bytes() == b"paid for"
    assert integrity.check(copy).sound


def test_a_ledger_that_was_lost_comes_back_from_the_backup(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        (early,) = opened.ledger.add([dramas.attempt()])
        opened.ledger.move(early.id, "submitting")
        made = opened.backups.make()
        folder = opened.folder
    (folder / "ledger.db").unlink()
    with ProjectFile.open(folder) as opened:
        assert opened.ledger.all() == []
        copy = opened.backups.restore(made, tmp_path / "copy")
    with ProjectFile.open(copy) as restored:
        assert restored.ledger.get(early.id).state == "submitting"


def test_a_copy_of_a_project_for_reading_can_be_saved(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        before = dramas.state(opened)
        with ProjectFile.open(opened.folder, read_only=True) as reader:
            with pytest.raises(ReadOnly):
                reader.backups.make()
            copy = reader.backups.save_copy(tmp_path / "copy")
    with ProjectFile.open(copy) as restored:
        assert dramas.state(restored) == before
