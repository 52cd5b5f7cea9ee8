"""`fenjing check` finds what is wrong, and says so in sentences."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app.domain.media import MediaFacts
from app.domain.shots import Shot
from app.errors import NotFound
from app.store import integrity
from tests.store import dramas

FACTS = MediaFacts(suffix=".bin", kind="video", size=1)


def _folder(tmp_path: Path) -> Path:
    with dramas.create(tmp_path) as opened:
        ref = opened.assets.add(b"content", FACTS)
        with opened.transaction("Take", kind="background") as edit:
            edit.add(dramas.take("sh0_0", ref=ref))
        opened.ledger.add([dramas.attempt()])
        return opened.folder


def _spoil(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute(statement)
    raw.close()


def _found(folder: Path) -> list[tuple[str, str]]:
    return [(each.place, each.severity) for each in integrity.check(folder).problems]


def test_a_sound_project(tmp_path: Path) -> None:
    report = integrity.check(_folder(tmp_path))
    assert report.sound
    assert report.problems == ()
    assert (report.rows, report.attempts, report.media) == (15, 1, 1)


def test_it_works_beside_an_open_window(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        with opened.transaction("Edit") as edit:
            edit.change(Shot, "sh0_0", rating=1)
        assert integrity.check(opened.folder).sound


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE shots SET rank = 'zz' WHERE id = 'sh0_0'", "disagrees"),
        ("UPDATE shots SET body = '{}' WHERE id = 'sh0_0'", "not what it should be"),
        ("UPDATE shots SET body = json_set(body, '$.rating', '5')", "rating"),
        ("DELETE FROM scenes WHERE id = 'sc0'", "points at"),
        ("DELETE FROM project", "0 projects"),
        ("CREATE VIEW v AS SELECT 1", "never writes"),
    ],
)
def test_rows_that_do_not_hold(tmp_path: Path, statement: str, words: str) -> None:
    folder = _folder(tmp_path)
    _spoil(folder / "project.db", statement)
    report = integrity.check(folder)
    assert not report.sound
    assert any(words in problem.message for problem in report.problems)


def test_a_pick_that_is_gone_is_a_warning(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        with opened.transaction("Edit") as edit:
            edit.change(Shot, "sh0_0", pick="nowhere")
        folder = opened.folder
    assert _found(folder) == [("database", "warning")]


def test_media_missing_changed_and_stray(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (media,) = (path for path in (folder / "media").rglob("*") if path.is_file())
    media.write_bytes(b"changed")
    assert _found(folder) == [("media", "error")]
    assert integrity.check(folder, hashes=False).sound
    media.rename(media.with_name("stray.bin"))
    assert _found(folder) == [("media", "warning"), ("media", "info")]


def test_a_ledger_that_does_not_hold(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    _spoil(folder / "ledger.db", "UPDATE attempts SET body = replace(body, 'reserved', 'running')")
    assert _found(folder) == [("ledger", "error")]
    (folder / "ledger.db").write_bytes(b"")
    assert _found(folder) == [("ledger", "error")]
    (folder / "ledger.db").unlink()
    assert _found(folder) == [("ledger", "warning")]


def test_a_broken_database_is_a_finding_not_a_crash(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    database = folder / "project.db"
    database.write_bytes(database.read_bytes()[:8192])
    assert ("database", "error") in _found(folder)
    with pytest.raises(NotFound):
        integrity.check(tmp_path)
