"""Reading the attempt ledger: what stands, what is still open, what it cost."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, cast

import sqlalchemy as sa

from app.domain.attempts import FINAL, IN_FLIGHT, Attempt, AttemptEvent
from app.domain.caps import Cap
from app.domain.experience import Outcome
from app.domain.money import Currency, Money
from app.domain.wording import N_
from app.errors import NotFound, OurBug
from app.store import caps as budget
from app.store import rows
from app.store.charges import Total
from app.store.faults import in_plain_words
from app.store.ledger_tables import attempts, events, pauses
from app.store.outcomes import OUTCOMES, outcome

Grouping = Literal["currency", "generator", "day", "shot_id", "batch"]

_UNKNOWN = N_("There is no attempt {id} in the ledger.")


class LedgerReader:
    """Queries on one ledger; used on the thread that opened it."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._thread = threading.get_ident()

    def get(self, attempt_id: str) -> Attempt:
        """The attempt, or `errors.NotFound`."""
        return self._held(attempt_id)

    def all(
        self,
        *,
        states: Iterable[str] | None = None,
        shot_id: str | None = None,
        batch: str | None = None,
        fingerprint: str | None = None,
    ) -> list[Attempt]:
        """Attempts in the order of their creation, narrowed by what is given."""
        query = sa.select(attempts.c.body).order_by(attempts.c.sequence)
        if states is not None:
            query = query.where(attempts.c.state.in_(tuple(states)))
        wanted = {"shot_id": shot_id, "batch": batch, "fingerprint": fingerprint}
        for name, value in wanted.items():
            if value is not None:
                query = query.where(attempts.c[name] == value)
        return [rows.decode(Attempt, row.body) for row in self._run(query)]

    def open_attempts(self, shot_ids: Iterable[str] | None = None) -> list[Attempt]:
        """Attempts (of these shots, when given) to which something may still happen, oldest first."""
        query = sa.select(attempts.c.body).where(attempts.c.state.not_in(tuple(FINAL)))
        if shot_ids is not None:
            query = query.where(attempts.c.shot_id.in_(tuple(shot_ids)))
        found = self._run(query.order_by(attempts.c.sequence))
        return [rows.decode(Attempt, row.body) for row in found]

    def unfollowed(self) -> list[Attempt]:
        """Attempts that came to nothing, have a chain, and were not followed by another, oldest first."""
        chain = sa.func.json_extract(attempts.c.body, "$.chain")
        follower = sa.func.json_extract(attempts.c.body, "$.followed_by")
        query = sa.select(attempts.c.body).order_by(attempts.c.sequence)
        over = attempts.c.state.in_(("rejected", "moderated", "failed", "expired"))
        query = query.where(over, chain.is_not(None), follower.is_(None))
        return [rows.decode(Attempt, row.body) for row in self._run(query)]

    def pauses(self) -> dict[str, tuple[datetime, str]]:
        """Vendors that a person paused: since when, and why."""
        if not sa.inspect(self._connection).has_table(pauses.name):
            return {}  # a ledger of schema 1, open for reading
        found = self._run(pauses.select().order_by(pauses.c.since))
        return {row.vendor: (datetime.fromisoformat(row.since), row.why) for row in found}

    def in_flight(self, fingerprint: str) -> list[Attempt]:
        """Attempts at exactly this question that a vendor holds or may hold."""
        return self.all(states=IN_FLIGHT, fingerprint=fingerprint)

    def owner_of(self, generator: str, provider_id: str) -> Attempt | None:
        """The attempt that a vendor's job belongs to; the first one keeps it."""
        query = (
            sa.select(attempts.c.body)
            .where(attempts.c.generator == generator, attempts.c.provider_id == provider_id)
            .order_by(attempts.c.sequence)
            .limit(1)
        )
        found = self._run(query) if provider_id else ()
        return rows.decode(Attempt, found[0].body) if found else None

    def counts(self) -> dict[str, int]:
        """How many attempts stand in each state that has any."""
        query = sa.select(attempts.c.state, sa.func.count().label("number")).group_by(
            attempts.c.state
        )
        found = self._run(query)
        return {row.state: row.number for row in found}

    def events(self, attempt_id: str) -> tuple[AttemptEvent, ...]:
        """An attempt's story, from its first row."""
        query = events.select().where(events.c.attempt_id == attempt_id)
        return tuple(
            AttemptEvent(
                attempt_id=row.attempt_id,
                sequence=row.sequence,
                at=datetime.fromisoformat(row.at),
                state=row.state,
                note=row.note,
            )
            for row in self._run(query.order_by(events.c.sequence))
        )

    def totals(self, by: Grouping = "currency") -> tuple[Total, ...]:
        """Sums by currency within each generator, day, shot or batch; currencies are never added."""
        key = attempts.c[by].label("key")
        query = sa.select(key, attempts.c.currency, attempts.c.charge, attempts.c.amount)
        query = query.where(attempts.c.charge != "none").order_by(key, attempts.c.currency)
        sums: dict[tuple[str, str], dict[str, Decimal]] = {}
        counted: dict[tuple[str, str], int] = {}
        for row in self._run(query):
            place = (row.key, row.currency)
            group = sums.setdefault(place, {"reserved": Decimal(0), "spent": Decimal(0)})
            group[row.charge] += Decimal(row.amount)
            counted[place] = counted.get(place, 0) + 1
        return tuple(
            Total(
                key=name,
                currency=cast("Currency", currency),
                reserved=group["reserved"],
                spent=group["spent"],
                attempts=counted[name, currency],
            )
            for (name, currency), group in sums.items()
        )

    def committed(self, currency: Currency) -> Money:
        """All that was spent or is reserved in one currency."""
        found = next((total for total in self.totals() if total.currency == currency), None)
        return found.committed if found else Money(amount=Decimal(0), currency=currency)

    def counted(self, cap: Cap, now: datetime) -> Money:
        """What counts against a cap already (spent and reserved), in its currency."""
        self._on_own_thread()
        with in_plain_words():
            return budget.committed(self._connection, cap, now)

    def outcomes(self) -> tuple[Outcome, ...]:
        """What became of every attempt, oldest first, without the bulk of its recipe."""
        return tuple(outcome(row) for row in self._run(OUTCOMES))

    def _body(self, attempt_id: str) -> str | None:
        query = sa.select(attempts.c.body).where(attempts.c.id == attempt_id)
        found = self._run(query)
        return str(found[0].body) if found else None

    def _held(self, attempt_id: str) -> Attempt:
        body = self._body(attempt_id)
        if body is None:
            raise NotFound(_UNKNOWN.format(id=attempt_id))
        return rows.decode(Attempt, body)

    def _run(self, query: sa.Executable) -> Sequence[sa.Row[Any]]:
        self._on_own_thread()
        with in_plain_words():
            return self._connection.execute(query).all()

    def _on_own_thread(self) -> None:
        if threading.get_ident() != self._thread:
            raise OurBug("A ledger is used only on the thread that opened it.")
