from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import DiskTrouble
from app.settings.file import SettingsFile
from app.settings.migrations import STEPS, migrate
from app.settings.model import VERSION, Settings


def test_what_was_saved_is_read_again(tmp_path: Path) -> None:
    saved = SettingsFile(tmp_path).save(Settings(theme="light", text_percent=150))
    assert SettingsFile(tmp_path).current == saved


def test_no_file_means_defaults(tmp_path: Path) -> None:
    assert SettingsFile(tmp_path / "none").current == Settings()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"theme": "plaid"}', '{"version": 1, "text_percent": 9999}', "null"]
)
def test_an_unreadable_file_is_kept_aside_and_defaults_are_used(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.json").write_text(text, encoding="utf-8")
    assert SettingsFile(tmp_path).current == Settings()
    assert (tmp_path / "settings.unreadable.json").read_text(encoding="utf-8") == text


def test_a_folder_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x", encoding="utf-8")
    with pytest.raises(DiskTrouble):
        SettingsFile(blocked).save(Settings())


def test_every_older_version_has_a_step() -> None:
    assert sorted(STEPS) == list(range(VERSION))


def test_a_file_without_a_version_is_brought_forward() -> None:
    assert Settings.model_validate(migrate({"language": "zh"})).language == "zh_CN"


def test_recent_projects_are_unique_and_newest_first() -> None:
    settings = Settings()
    for name in ("a", "b", "a"):
        settings = settings.with_recent(name, name, "2026-11-21T00:00:00")
    assert [row.folder for row in settings.recent] == ["a", "b"]
    assert [row.folder for row in settings.without_recent("a").recent] == ["b"]
