"""The attempt ledger: every paid try, written down before a byte is sent, and never forgotten.

Its own SQLite file beside the project (DESIGN §5), so that restoring an old project backup forgets no paid
attempt. Each call is one durable transaction. Rows are never removed and events are only ever added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from app.domain.attempts import Attempt, AttemptEvent, AttemptState, may_follow
from app.domain.caps import Cap
from app.domain.wording import N_
from app.errors import OurBug, ReadOnly
from app.store import caps as budget
from app.store import connection as sqlite
from app.store import opening, rows
from app.store.charges import charge_of
from app.store.faults import in_plain_words
from app.store.ledger_reading import LedgerReader
from app.store.ledger_tables import (
    APPLICATION_ID,
    SCHEMA,
    attempts,
    events,
    metadata,
    pauses,
    tables_of,
)

#: Minted with the row; nothing changes them afterwards.
MINTED: frozenset[str] = frozenset(
    {
        "id",
        "shot_id",
        "generator",
        "recipe",
        "fingerprint",
        "token",
        "tag",
        "sequence",
        "created_at",
        "fallback_of",
    }
)

_NO_WRITING = N_("The ledger is open for reading only.")


class Ledger(LedgerReader):
    """All attempts of one project; used on the thread that opened it."""

    def __init__(
        self,
        connection: sa.Connection,
        *,
        read_only: bool,
        clock: Callable[[], datetime],
        private: TemporaryDirectory[str] | None = None,
    ) -> None:
        super().__init__(connection)
        self._read_only = read_only
        self._clock = clock
        self._private = private

    @classmethod
    def open(
        cls, path: Path, *, read_only: bool = False, clock: Callable[[], datetime] | None = None
    ) -> Ledger:
        """Open the ledger file; a missing one is created, or read as empty when `read_only`.

        Raises:
            Damaged: the file is not sound, or not a ledger of this schema.
        """
        now = clock or (lambda: datetime.now(UTC))
        if not path.is_file():
            if read_only:
                return cls.empty(now)
            with in_plain_words():
                return cls(_create(path), read_only=False, clock=now)
        header = opening.read_header(path, APPLICATION_ID)
        with in_plain_words():
            connection, private = opening.open_for_reading(path)
            try:
                opening.verify(path, connection, tables_of(header.schema))
            except BaseException:
                sqlite.close(connection)
                raise
            if not read_only:
                sqlite.close(connection)
                connection = sqlite.connect(path, "rw")
                _upgrade(connection, header.schema)
        return cls(connection, read_only=read_only, clock=now, private=private)

    @classmethod
    def empty(cls, clock: Callable[[], datetime]) -> Ledger:
        """A ledger that knows nothing and takes nothing, for a project whose own cannot be read."""
        connection = sqlite.connect_memory()
        metadata.create_all(connection)
        return cls(connection, read_only=True, clock=clock)

    def close(self) -> None:
        """Fold the log into the one file and let it go."""
        with in_plain_words():
            if not self._read_only:
                sqlite.fold(self._connection)
            sqlite.close(self._connection)
        if self._private is not None:
            self._private.cleanup()

    def add(
        self, new: Iterable[Attempt], *, caps: Iterable[Cap] = (), note: str = ""
    ) -> tuple[Attempt, ...]:
        """Write attempts down, all or none, and return them with their place in the order of creation.

        They arrive `planned` or `reserved`; the reserved ones are counted against every one of `caps`,
        with all that was spent or is reserved already, in the same transaction.

        Raises:
            OverBudget: the cap would be passed; nothing was written.
            OurBug: an id is taken, or an attempt arrives in another state.
        """
        with self._writing():
            budget.check(self._connection, new := tuple(new), caps, self._clock())
            for attempt in new:
                if attempt.state not in {"planned", "reserved"}:
                    raise OurBug(f"An attempt begins planned or reserved, not {attempt.state}.")
            first = self._last_sequence() + 1
            placed = tuple(
                attempt.model_copy(update={"sequence": sequence})
                for sequence, attempt in enumerate(new, start=first)
            )
            if placed:
                self._connection.execute(attempts.insert(), [_columns(one) for one in placed])
                now = self._clock()
                told = [
                    _event(
                        AttemptEvent(
                            attempt_id=one.id, sequence=1, at=now, state=one.state, note=note
                        )
                    )
                    for one in placed
                ]
                self._connection.execute(events.insert(), told)
        return placed

    def reserve(self, ids: Sequence[str], *, caps: Iterable[Cap] = ()) -> tuple[Attempt, ...]:
        """Move planned attempts to `reserved`, all or none, within `caps`.

        Raises:
            OverBudget: the cap would be passed; nothing was reserved.
        """
        with self._writing():
            held = [self._held(attempt_id) for attempt_id in ids]
            now = self._clock()
            wanted = tuple(
                rows.changed(attempt, {"state": "reserved", "updated_at": now}) for attempt in held
            )
            budget.check(self._connection, wanted, caps, now)
            for before, after in zip(held, wanted, strict=True):
                self._must_follow(before, "reserved")
                self._update(after)
                self._tell(after, "")
        return wanted

    def move(
        self, attempt_id: str, state: AttemptState, *, note: str = "", **fields: Any
    ) -> Attempt:
        """Carry an attempt on to `state` (or keep it there) and write `fields`; durable when it returns.

        An event is added when the state changes or `note` says something.

        Raises:
            NotFound: there is no such attempt.
            OurBug: `state` may not follow, or a field was minted with the row.
        """
        with self._writing():
            held = self._held(attempt_id)
            self._must_follow(held, state)
            if fixed := MINTED & fields.keys():
                raise OurBug(f"An attempt's {min(fixed)} never changes.")
            moved = rows.changed(held, {**fields, "state": state, "updated_at": self._clock()})
            self._update(moved)
            if state != held.state or note:
                self._tell(moved, note)
        return moved

    def follow(
        self,
        first_id: str,
        following: Attempt,
        *,
        caps: Iterable[Cap] = (),
        note: str = "",
        **step: Any,
    ) -> tuple[Attempt, Attempt] | None:
        """Write down the attempt that takes another's place and link the two, in one transaction.

        `step` carries the first one on, as in `move`. Returns both; None when another took its place already.

        Raises:
            NotFound: there is no first one.
            OverBudget: a cap would be passed; nothing was written.
            OurBug: the step may not follow.
        """
        with self._writing():
            held = self._held(first_id)
            if held.followed_by is not None:
                return None
            state = step.get("state", held.state)
            self._must_follow(held, state)
            fields = {**step, "followed_by": following.id, "updated_at": self._clock()}
            first = rows.changed(held, fields)
            self._update(first)
            self._tell(first, note)
            budget.check(self._connection, (following,), caps, self._clock())
            placed = following.model_copy(update={"sequence": self._last_sequence() + 1})
            self._insert(placed)
            self._tell(placed, "")
        return first, placed

    def pause(self, vendor: str, why: str) -> None:
        """Remember that a person paused a vendor, and why."""
        values = {"vendor": vendor, "since": self._clock().isoformat(), "why": why}
        with self._writing():
            self._connection.execute(pauses.delete().where(pauses.c.vendor == vendor))
            self._connection.execute(pauses.insert().values(values))

    def resume(self, vendor: str) -> None:
        """Forget that a person paused a vendor."""
        with self._writing():
            self._connection.execute(pauses.delete().where(pauses.c.vendor == vendor))

    def merge(self, other: Path) -> int:
        """Bring in what another ledger of this project knows and this one does not; nothing is rolled back.

        An attempt that both know goes on from whichever saw more of its life. A vendor's job that already
        belongs to an attempt here is not brought in a second time. Returns the number of attempts touched.
        """
        theirs = Ledger.open(other, read_only=True, clock=self._clock)
        try:
            touched = 0
            with self._writing():
                for attempt in theirs.all():
                    touched += self._take_over(attempt, theirs.events(attempt.id))
            return touched
        finally:
            theirs.close()

    def _take_over(self, attempt: Attempt, story: tuple[AttemptEvent, ...]) -> bool:
        body = self._body(attempt.id)
        if body is None:
            if self.owner_of(attempt.generator, attempt.provider_id) is not None:
                return False
            self._insert(attempt.model_copy(update={"sequence": self._last_sequence() + 1}))
        else:
            held = rows.decode(Attempt, body)
            if len(story) <= len(self.events(attempt.id)):
                return False
            self._update(attempt.model_copy(update={"sequence": held.sequence}))
        known = {event.sequence for event in self.events(attempt.id)}
        for event in story:
            if event.sequence not in known:
                self._write_event(event)
        return True

    def _must_follow(self, held: Attempt, state: AttemptState) -> None:
        if not may_follow(held.state, state):
            raise OurBug(f"An attempt cannot go from {held.state} to {state}.")

    def _last_sequence(self) -> int:
        last = self._connection.execute(sa.select(sa.func.max(attempts.c.sequence))).scalar_one()
        return int(last or 0)

    def _insert(self, attempt: Attempt) -> None:
        self._connection.execute(attempts.insert(), [_columns(attempt)])

    def _update(self, attempt: Attempt) -> None:
        self._connection.execute(
            attempts.update().where(attempts.c.id == attempt.id).values(_columns(attempt))
        )

    def _tell(self, attempt: Attempt, note: str) -> None:
        query = sa.select(sa.func.count()).where(events.c.attempt_id == attempt.id)
        told = int(self._connection.execute(query).scalar_one())
        self._write_event(
            AttemptEvent(
                attempt_id=attempt.id,
                sequence=told + 1,
                at=self._clock(),
                state=attempt.state,
                note=note,
            )
        )

    def _write_event(self, event: AttemptEvent) -> None:
        self._connection.execute(events.insert(), [_event(event)])

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._on_own_thread()
        if self._read_only:
            raise ReadOnly(_NO_WRITING)
        with in_plain_words():
            self._connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.exec_driver_sql("COMMIT")
            finally:
                if sqlite.in_transaction(self._connection):
                    self._connection.exec_driver_sql("ROLLBACK")


def _event(event: AttemptEvent) -> dict[str, object]:
    return event.model_dump() | {"at": event.at.isoformat()}


def _columns(attempt: Attempt) -> dict[str, object]:
    charge = charge_of(attempt)
    return {
        "id": attempt.id,
        "body": rows.encode(attempt),
        "sequence": attempt.sequence,
        "state": attempt.state,
        "shot_id": attempt.shot_id,
        "batch": attempt.batch,
        "generator": attempt.generator,
        "provider_id": attempt.provider_id,
        "fingerprint": attempt.fingerprint,
        "day": budget.day_of(attempt),
        "charge": charge.weight,
        "amount": str(charge.amount),
        "currency": charge.money.currency if charge.money is not None else "",
    }


def _upgrade(connection: sa.Connection, schema: int) -> None:
    """From schema 1 to 2: a new table beside those that stand, in one transaction."""
    if schema >= SCHEMA:
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    metadata.create_all(connection)
    connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")
    connection.exec_driver_sql("COMMIT")


def _create(path: Path) -> sa.Connection:
    connection = sqlite.connect(path, "rwc")
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")
    metadata.create_all(connection)
    sqlite.fold(connection)
    return connection
