"""The tables of `ledger.db`: attempts, the events of their lives, which are only ever added, and pauses.

As in `tables`, an attempt's `body` is the whole of it; the other columns repeat what is searched or summed.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, Table, Text

#: "FenL" in the header, so that a project is never taken for a ledger.
APPLICATION_ID = 0x46656E4C
SCHEMA = 2

metadata = MetaData()

attempts = Table(
    "attempts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("sequence", Integer, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("shot_id", Text, nullable=False),
    Column("batch", Text, nullable=False),
    Column("generator", Text, nullable=False),
    Column("provider_id", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("charge", Text, nullable=False),
    Column("amount", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Index("attempts_by_state", "state"),
    Index("attempts_by_shot", "shot_id"),
    Index("attempts_by_batch", "batch"),
    Index("attempts_by_fingerprint", "fingerprint"),
    Index("attempts_by_provider", "generator", "provider_id"),
)
events = Table(
    "events",
    metadata,
    Column("attempt_id", Text, ForeignKey("attempts.id"), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("note", Text, nullable=False),
)
#: Since schema 2: vendors that a person paused.
pauses = Table(
    "pauses",
    metadata,
    Column("vendor", Text, primary_key=True),
    Column("since", Text, nullable=False),
    Column("why", Text, nullable=False),
)


def tables_of(schema: int) -> MetaData:
    """The tables that a ledger of `schema` (1 or newer) has."""
    if schema >= SCHEMA:
        return metadata
    older = MetaData()
    for table in (attempts, events):
        table.to_metadata(older)
    return older
