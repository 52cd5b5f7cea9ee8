"""What every open project shares: settings, keys, generators, the runner and the clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.domain.cards import Card
from app.generators.catalog import Catalog
from app.generators.login import LoginSource
from app.jobs.runner import Runner
from app.settings.file import SettingsFile
from app.settings.keys import Keys


def utc_now() -> datetime:
    """The wall clock, with its zone."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """Built once by bootstrap (or a test) and handed to each open project.

    `pump(seconds)` runs results that wait for this thread, for at most that long when there are none: how a
    terminal waits. The window's own loop does it for the window. `build` makes a fresh catalog with the person's
    own cards, as the settings are now; None where the catalog is fixed.
    """

    settings: SettingsFile
    keys: Keys
    catalog: Catalog
    runner: Runner
    login: LoginSource
    pump: Callable[[float], int]
    now: Callable[[], datetime] = utc_now
    build: Callable[[Sequence[Card]], Catalog] | None = None
    closers: tuple[Callable[[], None], ...] = ()

    def close(self) -> None:
        """Stop the runner, then end the helper processes."""
        self.runner.close()
        for close in self.closers:
            close()
