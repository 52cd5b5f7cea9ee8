"""Voices for the lines, offline and free, before anything is made or shown."""

from __future__ import annotations

from app.cli.context import Context
from app.domain.script import Episode
from app.domain.wording import N_
from app.errors import ToolMissing
from app.studio.session import Session


def speak(context: Context, session: Session, episodes: list[Episode]) -> None:
    """Speak the lines that have no reading yet: a shot is at least as long as what is said in it."""
    voicing = session.production.voicing
    for episode in episodes:
        if not voicing.missing(episode.id):
            continue
        try:
            with context.working(N_("Speaking the lines")) as (report, stopped):
                spoken = voicing.speak(episode.id, report, stopped)
        except ToolMissing as missing:
            context.output.finding("warning", f"{missing.message}")
            return
        context.output.say(
            N_("Episode {number}, lines spoken: {count}."), number=episode.number, count=spoken
        )
