"""The journal: which fields each transaction changed, and what can be undone and redone.

An entry stands on one of two stacks (`undo`, `redo`) or on none (background work, entries already taken
back). Its notes hold field values before and after, as JSON; for a row that came or went, the whole body.
The journal lives in the project, so both stacks survive a restart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

import sqlalchemy as sa

from app.domain.changes import ChangeKind
from app.domain.entity import Entity
from app.store import rows, tables

Stack = Literal["undo", "redo", ""]

#: Edits with the same merge key become one undo step when they follow each other this closely.
MERGE_WITHIN = timedelta(seconds=3)
#: Undo steps that a project keeps; older history rows stay, without their field values.
DEPTH = 1000

_STACK_OF: dict[ChangeKind, Stack] = {
    "person": "undo",
    "redo": "undo",
    "undo": "redo",
    "background": "",
}


@dataclass(frozen=True, slots=True)
class Image:
    """One row within a transaction: its body before (None: was not there) and after (None: is gone)."""

    kind: type[Entity]
    id: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class FieldNote:
    """What an entry did to one row: JSON values of the fields that differ, None where no row was."""

    entity: str
    id: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """The head of a stack."""

    seq: int
    label: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line of the history list, newest first."""

    seq: int
    at: datetime
    label: str
    origin: str
    kind: ChangeKind
    can_undo: bool


class Journal:
    """Reads and writes the journal on the project's own connection, inside its transactions."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._merging: tuple[int, str, datetime] | None = None

    def record(
        self,
        images: Iterable[Image],
        *,
        at: datetime,
        label: str,
        origin: str,
        kind: ChangeKind,
        merge: str,
    ) -> None:
        """Note a transaction: on the stack of its kind, or merged into the entry before it."""
        notes = [note for image in images if (note := _note(image)) is not None]
        stack = _STACK_OF[kind] if notes else ""
        if stack == "":
            self._insert(at, label, origin, kind, merge="", stack=stack)
            return
        if kind == "person":
            self._clear_redo()
        seq = self._merge_target(merge, at) if kind == "person" else None
        if seq is None:
            seq = self._insert(at, label, origin, kind, merge=merge, stack=stack)
            self._write(seq, enumerate(notes))
        else:
            self._fold_into(seq, notes, at)
        self._merging = (seq, merge, at) if kind == "person" and merge else None

    def top(self, stack: Stack) -> Entry | None:
        """The entry that undo (or redo) would take next."""
        table = tables.journal
        query = (
            sa.select(table.c.seq, table.c.label)
            .where(table.c.stack == stack)
            .order_by(table.c.seq.desc())
            .limit(1)
        )
        row = self._connection.execute(query).one_or_none()
        return None if row is None else Entry(row.seq, row.label)

    def notes(self, seq: int) -> list[FieldNote]:
        """The notes of an entry, in the order they were made."""
        table = tables.journal_notes
        query = (
            sa.select(table.c.entity, table.c.id, table.c.before, table.c.after)
            .where(table.c.seq == seq)
            .order_by(table.c.position)
        )
        return [FieldNote(*row) for row in self._connection.execute(query)]

    def retire(self, seq: int) -> None:
        """Take an entry off its stack: it was taken back, and what took it back is now on the other."""
        self._connection.execute(
            tables.journal.update().where(tables.journal.c.seq == seq).values(stack="")
        )
        self._forget([seq])

    def stop_merging(self) -> None:
        """Let the next edit be an undo step of its own."""
        self._merging = None

    def history(self, limit: int) -> tuple[HistoryRow, ...]:
        """The last `limit` transactions, newest first."""
        table = tables.journal
        found = self._connection.execute(table.select().order_by(table.c.seq.desc()).limit(limit))
        return tuple(
            HistoryRow(
                seq=row.seq,
                at=datetime.fromisoformat(row.at),
                label=row.label,
                origin=row.origin,
                kind=cast("ChangeKind", row.kind),
                can_undo=row.stack == "undo",
            )
            for row in found
        )

    def last_seq(self) -> int:
        """Number of the newest entry; grows with every transaction, 0 for none."""
        newest = self._connection.execute(sa.select(sa.func.max(tables.journal.c.seq))).scalar_one()
        return int(newest or 0)

    def prune(self, depth: int = DEPTH) -> None:
        """Drop the field values of undo steps beyond `depth`; their history rows stay."""
        table = tables.journal
        query = (
            sa.select(table.c.seq)
            .where(table.c.stack == "undo")
            .order_by(table.c.seq.desc())
            .offset(depth)
        )
        old = list(self._connection.execute(query).scalars())
        if old:
            self._connection.execute(table.update().where(table.c.seq <= old[0]).values(stack=""))
            self._forget(old)

    def _merge_target(self, merge: str, at: datetime) -> int | None:
        if not merge or self._merging is None:
            return None
        seq, key, last = self._merging
        head = self.top("undo")
        close = timedelta(0) <= at - last <= MERGE_WITHIN
        return seq if key == merge and close and head is not None and head.seq == seq else None

    def _insert(
        self, at: datetime, label: str, origin: str, kind: ChangeKind, *, merge: str, stack: Stack
    ) -> int:
        values = {"at": at.isoformat(), "label": label, "origin": origin, "kind": kind}
        entry = tables.journal.insert().values(**values, merge=merge, stack=stack)
        return int(self._connection.execute(entry.returning(tables.journal.c.seq)).scalar_one())

    def _write(self, seq: int, notes: Iterable[tuple[int, FieldNote]]) -> None:
        values = [
            {
                "seq": seq,
                "position": position,
                "entity": note.entity,
                "id": note.id,
                "before": note.before,
                "after": note.after,
            }
            for position, note in notes
        ]
        if values:
            self._connection.execute(tables.journal_notes.insert(), values)

    def _fold_into(self, seq: int, notes: list[FieldNote], at: datetime) -> None:
        held = {(note.entity, note.id): note for note in self.notes(seq)}
        for note in notes:
            key = (note.entity, note.id)
            merged = _join(held[key], note) if key in held else note
            if merged is None:
                del held[key]
            else:
                held[key] = merged
        self._forget([seq])
        self._write(seq, enumerate(held.values()))
        self._connection.execute(
            tables.journal.update().where(tables.journal.c.seq == seq).values(at=at.isoformat())
        )

    def _clear_redo(self) -> None:
        table = tables.journal
        gone = list(
            self._connection.execute(
                sa.select(table.c.seq).where(table.c.stack == "redo")
            ).scalars()
        )
        if gone:
            self._connection.execute(table.update().where(table.c.seq.in_(gone)).values(stack=""))
            self._forget(gone)

    def _forget(self, seqs: list[int]) -> None:
        table = tables.journal_notes
        self._connection.execute(table.delete().where(table.c.seq.in_(seqs)))


def _note(image: Image) -> FieldNote | None:
    """The fields that differ; None when nothing did, or when the row is one that undo never removes."""
    name = image.kind.__name__
    if image.before == image.after:
        return None
    if image.before is None:
        if image.kind in rows.APPEND_ONLY:
            return None
        return FieldNote(name, image.id, None, image.after)
    if image.after is None:
        return FieldNote(name, image.id, image.before, None)
    before, after = json.loads(image.before), json.loads(image.after)
    differ = [field for field in after if before.get(field) != after[field]]
    return FieldNote(
        name,
        image.id,
        _json({field: before[field] for field in differ if field in before}),
        _json({field: after[field] for field in differ}),
    )


def _join(first: FieldNote, second: FieldNote) -> FieldNote | None:
    """Two notes on one row as one; None when the second takes back a row that the first added."""
    if first.before is None and second.after is None:
        return None
    before = first.before
    after = second.after
    if first.before is not None and first.after is not None and second.before is not None:
        earlier, later = json.loads(second.before), json.loads(first.before)
        before = _json(earlier | later)
    if first.after is not None and second.before is not None and second.after is not None:
        after = _json(json.loads(first.after) | json.loads(second.after))
    return FieldNote(first.entity, first.id, before, after)


def _json(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
