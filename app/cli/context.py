"""What a command is given: the studio, the arguments, and a place to speak."""

from __future__ import annotations

import shlex
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.cli.interrupts import Interrupts
from app.cli.output import Output, visible
from app.domain.script import Episode
from app.domain.wording import N_
from app.errors import NotFound, ReadOnly
from app.studio.report import Cancelled, Report
from app.studio.session import Session
from app.studio.studio import Studio


@dataclass(frozen=True)
class Context:
    """One run of one command."""

    studio: Studio
    arguments: Namespace
    output: Output
    interrupts: Interrupts = field(default_factory=Interrupts)

    @contextmanager
    def open(self, *, read_only: bool = False) -> Iterator[Session]:
        """The project named by the arguments, closed again whatever happens.

        Raises:
            ReadOnly: it is to be changed and cannot be.
        """
        session = self.studio.open(Path(self.arguments.project), read_only=read_only)
        try:
            if session.read_only and not read_only:
                raise ReadOnly(
                    session.read_only_reason, N_("Look at it with: fenjing shots, jobs or check.")
                )
            yield session
        finally:
            session.close()

    @contextmanager
    def working(self, title: str) -> Iterator[tuple[Report, Cancelled]]:
        """A progress bar, and the question whether somebody pressed Ctrl+C meanwhile."""
        with self.interrupts.watched() as stopped, self.output.progress(title) as report:
            yield report, stopped

    @property
    def project(self) -> str:
        """The project as it would be typed again, for hints."""
        return visible(shlex.quote(str(self.arguments.project)))


#: A command does its work and returns the exit code.
Command = Callable[[Context], int]


def episodes_of(session: Session, number: int | None) -> list[Episode]:
    """The episode of that number, or all of them.

    Raises:
        NotFound: there is no such episode, or none at all.
    """
    episodes = session.episodes()
    if number is None and episodes:
        return episodes
    chosen = [episode for episode in episodes if episode.number == number]
    if chosen:
        return chosen
    known = ", ".join(str(episode.number) for episode in episodes)
    if not known:
        raise NotFound(
            N_("The project has no episodes yet."), N_("Import a script first: fenjing import.")
        )
    raise NotFound(
        N_("There is no episode {number}.").format(number=number),
        N_("The project has: {known}.").format(known=known),
    )
