from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from app.commands import project as project_commands
from app.domain.takes import Take
from app.studio.session import Session
from app.studio.studio import Studio
from tests.studio.test_intake import picture

T = TypeVar("T")


def answer(
    session: Session, ask: Callable[[Callable[[T], None], Callable[[Exception], None]], object]
) -> T:
    """What a question of the pool brings back."""
    found: list[T] = []
    failed: list[Exception] = []
    ask(found.append, failed.append)
    while not found and not failed:
        session.production._services.pump(0.1)
    assert failed == []
    return found[0]


def test_missing_media_is_found_again_wherever_it_was_moved(
    scripted: Session, tmp_path: Path
) -> None:
    shot = scripted.board_rows(scripted.episodes()[0].id)[0].shot
    media = scripted.intake.stage(picture(tmp_path / "p.png"))
    scripted.intake.keep_take(shot.id, media)
    path = scripted.media_path(media)
    assert path is not None
    moved = tmp_path / "elsewhere" / "renamed.png"
    moved.parent.mkdir()
    path.rename(moved)
    assert [gone.sha256 for gone in scripted.keeping.missing()] == [media.sha256]
    rest = answer(
        scripted, lambda done, failed: scripted.keeping.relink(moved.parent, done, failed)
    )
    assert rest == ()
    assert scripted.media_path(scripted.all(Take)[0].media) is not None


def test_a_backup_is_restored_as_a_project_of_its_own(
    studio: Studio, scripted: Session, tmp_path: Path
) -> None:
    made = answer(scripted, scripted.keeping.back_up)
    scripted.do(project_commands.rename_project, "Later")
    assert answer(scripted, scripted.keeping.backups)[0] == made
    folder = answer(
        scripted,
        lambda done, failed: scripted.keeping.restore(made, tmp_path / "old.fenjing", done, failed),
    )
    again = studio.open(folder)
    try:
        assert again.project.title == "灯"
        assert len(again.board_rows(again.episodes()[0].id)) == len(
            scripted.board_rows(scripted.episodes()[0].id)
        )
    finally:
        again.close()
    assert scripted.project.title == "Later"
