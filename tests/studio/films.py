"""A tiny drama with a film in every shot, made in a moment: real clips, no drawing."""

from __future__ import annotations

from pathlib import Path

from app.domain.ids import EpisodeId
from app.studio.session import Session
from tests.fakes import clips


def fill(session: Session, folder: Path, *, seconds: int = 6, sound: bool = False) -> EpisodeId:
    """Give each shot of the first episode a film of its own; returns the episode."""
    episode = session.episodes()[0]
    for place, row in enumerate(session.board_rows(episode.id)):
        path = folder / f"clip{place}.mp4"
        path.write_bytes(clips.video(seconds, shade=60 + 20 * place))
        session.intake.keep_take(row.shot.id, session.intake.stage(path))
    if sound:
        path = folder / "music.wav"
        path.write_bytes(clips.sound(20.0))
        session.intake.set_music(episode.id, path)
    return episode.id
