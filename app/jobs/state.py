"""What the conductor needs of the world, and what it remembers of an attempt beside the ledger's row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from pydantic import Field

from app.domain.attempts import Attempt, AttemptState, Refusal
from app.domain.caps import Cap
from app.domain.cards import Card, PictureLimits
from app.domain.entity import Value
from app.domain.ids import AttemptId, ShotId, TakeId
from app.domain.media import MediaRef
from app.generators.contract import Candidate, MadeFile, Result, ResultRole
from app.jobs.runner import Handle, Runner


class Ledger(Protocol):
    """The attempt ledger (`store.ledger` is the real one). Every call is one committed transaction."""

    def add(
        self, new: Iterable[Attempt], *, caps: Iterable[Cap] = (), note: str = ""
    ) -> tuple[Attempt, ...]:
        """Write new rows, all or none, with their reservations within all `caps`; raises `OverBudget`."""
        ...

    def move(
        self, attempt_id: str, state: AttemptState, *, note: str = "", **fields: Any
    ) -> Attempt:
        """Change one row; refuses what `domain.attempts.FOLLOWS` does not allow."""
        ...

    def get(self, attempt_id: str) -> Attempt:
        """One row; raises `NotFound`."""
        ...

    def follow(
        self,
        first_id: str,
        following: Attempt,
        *,
        caps: Iterable[Cap] = (),
        note: str = "",
        **step: Any,
    ) -> tuple[Attempt, Attempt] | None:
        """Write the row that takes another's place, link both, and carry the first on by `step`, all or none.

        None when another took its place already; raises `OverBudget`.
        """
        ...

    def unfollowed(self) -> list[Attempt]:
        """Rows that came to nothing, have a chain, and were not followed."""
        ...

    def pauses(self) -> dict[str, tuple[datetime, str]]:
        """Vendors that a person paused: since when, and why."""
        ...

    def pause(self, vendor: str, why: str) -> None:
        """Remember that a person paused a vendor."""
        ...

    def resume(self, vendor: str) -> None:
        """Forget that pause."""
        ...

    def open_attempts(self, shot_ids: Iterable[str] | None = None) -> list[Attempt]:
        """Rows (of these shots, when given) that are not final, in order of creation."""
        ...

    def owner_of(self, generator: str, provider_id: str) -> Attempt | None:
        """The attempt that a vendor's job belongs to already."""
        ...


class Clock(Protocol):
    """Time, so that tests can turn it."""

    def now(self) -> datetime:
        """The time, with its zone."""
        ...

    def after(self, seconds: float, callback: Callable[[], None]) -> Handle:
        """Call back on the owner's thread after `seconds`."""
        ...


class RunnerClock:
    """The wall clock, waking through the runner."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def now(self) -> datetime:
        """The time in UTC."""
        return datetime.now(UTC)

    def after(self, seconds: float, callback: Callable[[], None]) -> Handle:
        """Call back on the owner's thread after `seconds`."""
        return self._runner.later(seconds, callback)


class KeptFile(Value):
    """A checked file that is about to become (part of) a take."""

    path: Path
    role: ResultRole
    media: MediaRef
    shot_id: ShotId | None = Field(None, description="of a piece of a film of several shots: whose")


#: Measures a file by decoding it (media.probe); raises `Damaged` when it does not decode. Runs on the pool.
Measure = Callable[[Path], MediaRef]
#: Cuts the main file of a film of several shots into its measured pieces, on the pool; nothing for any other film.
#: Raises `Damaged` as `Measure`. The last argument is asked whether to stop.
Cut = Callable[[Attempt, Path, Callable[[], bool]], tuple[KeptFile, ...]]
#: Makes the take, on the owner's thread. Called again with the same attempt it returns the same take.
Keep = Callable[[Attempt, tuple[KeptFile, ...]], TakeId]
#: Finds the file of a reference; None when it is missing.
Inputs = Callable[[MediaRef], Path | None]
#: Brings a picture into a form within the limits, in a folder: the source itself when it fits already. Runs on
#: the pool; raises `BadInput` when it cannot. Equal pictures and limits give equal bytes.
Fit = Callable[[Path, Path, PictureLimits], Path]
#: The limits on spending in force at this moment.
CapsInForce = Callable[[], Sequence[Cap]]


@dataclass
class Live:
    """An attempt that is not over, with what only this run of the program knows about it."""

    attempt: Attempt
    card: Card
    due: datetime
    held: bool = False
    busy: bool = False
    asked: bool = False
    failures: int = 0
    polls: int = 0
    gone: int = 0
    empties: int = 0
    first_empty: datetime | None = None
    requeried: bool = False
    damaged: int = 0
    results: tuple[Result, ...] = ()
    made: tuple[MadeFile, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    job: Handle | None = None
    files: tuple[KeptFile, ...] = ()
    fitted: dict[str, Path] | None = None
    since: datetime = field(init=False)

    def __post_init__(self) -> None:
        """It waits since this run took it up."""
        self.since = self.due

    @property
    def id(self) -> AttemptId:
        """The attempt's id."""
        return self.attempt.id

    @property
    def vendor(self) -> str:
        """The account it runs on."""
        return vendor_of(self.card)


def vendor_of(card: Card) -> str:
    """Name of the account that a card's generators share."""
    return card.vendor or card.id


class Restarted(Value):
    """What was found in the ledger at the start."""

    resumed: tuple[AttemptId, ...] = ()
    doubtful: tuple[AttemptId, ...] = ()
    never_sent: tuple[AttemptId, ...] = ()


class Trouble(Value):
    """Why a vendor is not asked at the moment."""

    vendor: str
    kind: str
    since: datetime
    until: datetime | None = None
    refusal: Refusal | None = None
    why: str = Field("", description="the person's own words, of a pause")


@dataclass(frozen=True)
class Evidence:
    """What is known of a doubtful attempt, for the person who decides."""

    attempt: Attempt
    candidates: tuple[Candidate, ...]
    searches: int
    asked: bool
