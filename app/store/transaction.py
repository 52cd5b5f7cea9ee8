"""One command, one transaction, one undo step: the store's `Edit`.

It keeps the image of every row it touches, before and after; at the end the journal notes the fields that
differ, and one COMMIT makes rows and journal durable together. An error inside leaves nothing behind.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa

from app.domain.changes import ChangeKind, Changes
from app.domain.entity import Entity
from app.domain.wording import N_
from app.errors import NotFound, OurBug
from app.store import connection as sqlite
from app.store import rows
from app.store.faults import in_plain_words
from app.store.journal import FieldNote, Image

E = TypeVar("E", bound=Entity)

_GONE = N_("There is no {kind} {id} in this project.")


class Host(Protocol):
    """What a transaction needs of the project file."""

    def ended(self, transaction: Transaction, images: Iterable[Image]) -> None:
        """Called before COMMIT, inside the transaction: the place of the journal."""
        ...

    def released(self, transaction: Transaction) -> None:
        """Called when the transaction is over, whatever its outcome."""
        ...


class Reader:
    """Typed reads on one connection; shared by the project file and its transactions."""

    def __init__(self, connection: sa.Connection, *, newer: bool = False) -> None:
        self._connection = connection
        self._decode = rows.decode_newer if newer else rows.decode

    def body(self, kind: type[Entity], entity_id: str) -> str | None:
        """The stored JSON of a row, or None."""
        table = rows.table_of(kind)
        query = sa.select(table.c.body).where(table.c.id == entity_id)
        with in_plain_words():
            found: str | None = self._connection.execute(query).scalar_one_or_none()
        return found

    def find(self, kind: type[E], entity_id: str) -> E | None:
        """The row, or None."""
        body = self.body(kind, entity_id)
        return None if body is None else self._decode(kind, body)

    def get(self, kind: type[E], entity_id: str) -> E:
        """The row.

        Raises:
            NotFound: there is none with this id.
        """
        found = self.find(kind, entity_id)
        if found is None:
            raise NotFound(_GONE.format(kind=kind.__name__, id=entity_id))
        return found

    def all(self, kind: type[E], **equals: Any) -> list[E]:
        """Rows whose fields equal the given values, in order of rank (or number, or arrival)."""
        table = rows.table_of(kind)
        query = sa.select(table.c.body).order_by(*rows.order_of(kind))
        for field, value in equals.items():
            query = query.where(rows.condition(kind, field, value))
        with in_plain_words():
            bodies = self._connection.execute(query).scalars().all()
        decode = self._decode
        return [decode(kind, body) for body in bodies]

    def count(self, kind: type[Entity], **equals: Any) -> int:
        """How many rows `all` would give."""
        query = sa.select(sa.func.count()).select_from(rows.table_of(kind))
        for field, value in equals.items():
            query = query.where(rows.condition(kind, field, value))
        with in_plain_words():
            return int(self._connection.execute(query).scalar_one())


class Transaction(Reader):
    """A context manager that is an `Edit`; `changes` says afterwards what was touched."""

    def __init__(
        self,
        connection: sa.Connection,
        host: Host,
        *,
        label: str,
        origin: str,
        kind: ChangeKind,
        merge: str = "",
    ) -> None:
        super().__init__(connection)
        self.label, self.origin, self.kind, self.merge = label, origin, kind, merge
        self.changes = Changes(label=label, origin=origin, kind=kind)
        self._host = host
        self._images: dict[tuple[type[Entity], str], Image] = {}
        self._open = False

    def __enter__(self) -> Transaction:
        try:
            with in_plain_words():
                self._connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            self._host.released(self)
            raise
        self._open = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            with in_plain_words():
                if error is not None:
                    raise error
                self._finish()
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._open = False
            self._host.released(self)

    def add(self, entity: E) -> E:
        """Write a new row, and return it as it will be read.

        Raises:
            OurBug: the id is taken.
            BadInput: the row cannot be stored.
        """
        self._may_write()
        kind = type(entity)
        if self.body(kind, entity.id) is not None:
            raise OurBug(f"{kind.__name__} {entity.id} is there already.")
        return self._put(kind, entity.id, None, rows.encode(entity))

    def change(self, kind: type[E], entity_id: str, **fields: Any) -> E:
        """Write the named fields and return the row; writing what is there already is no change.

        Raises:
            NotFound: there is no such row.
            BadInput: a field cannot take its value.
            OurBug: background work tried to change what a person made.
        """
        self._may_write()
        self._for_people_only("change")
        body = self._held(kind, entity_id)
        return self._put(
            kind, entity_id, body, rows.encode(rows.changed(rows.decode(kind, body), fields))
        )

    def remove(self, kind: type[Entity], entity_id: str) -> None:
        """Take a row away.

        Raises:
            NotFound: there is no such row.
            OurBug: rows of this type are only ever added, or background work tried to remove one.
        """
        self._may_write()
        self._for_people_only("remove")
        if kind in rows.APPEND_ONLY:
            raise OurBug(f"A {kind.__name__} is never removed.")
        body = self._held(kind, entity_id)
        table = rows.table_of(kind)
        self._connection.execute(table.delete().where(table.c.id == entity_id))
        self._note(kind, entity_id, body, None)

    def take_back(self, note: FieldNote) -> None:
        """Make one note of the journal not so: the one step that undo and redo are made of."""
        kind = rows.KINDS[note.entity]
        if note.before is None:
            self.remove(kind, note.id)
        elif note.after is None:
            self.add(rows.decode(kind, note.before))
        else:
            body = self._held(kind, note.id)
            fields = json.loads(body) | json.loads(note.before)
            restored = rows.decode(kind, json.dumps(fields, ensure_ascii=False))
            self._put(kind, note.id, body, rows.encode(restored))

    def _held(self, kind: type[Entity], entity_id: str) -> str:
        body = self.body(kind, entity_id)
        if body is None:
            raise NotFound(_GONE.format(kind=kind.__name__, id=entity_id))
        return body

    def _put(self, kind: type[E], entity_id: str, before: str | None, after: str) -> E:
        stored = rows.decode(kind, after)
        if before == after:
            return stored
        table = rows.table_of(kind)
        if before is None:
            self._connection.execute(table.insert().values(rows.values(stored, after)))
        else:
            self._connection.execute(
                table.update().where(table.c.id == entity_id).values(rows.values(stored, after))
            )
        self._note(kind, entity_id, before, after)
        return stored

    def _note(
        self, kind: type[Entity], entity_id: str, before: str | None, after: str | None
    ) -> None:
        first = self._images.get((kind, entity_id))
        origin = before if first is None else first.before
        self._images[kind, entity_id] = Image(kind, entity_id, origin, after)

    def _finish(self) -> None:
        images = [image for image in self._images.values() if image.before != image.after]
        if images:
            self._host.ended(self, images)
        self._connection.exec_driver_sql("COMMIT")
        touched: dict[str, list[str]] = {}
        for image in images:
            touched.setdefault(image.kind.__name__, []).append(image.id)
        self.changes = self.changes.model_copy(
            update={"touched": {name: tuple(ids) for name, ids in touched.items()}}
        )

    def _roll_back(self) -> None:
        if sqlite.in_transaction(self._connection):
            with in_plain_words():
                self._connection.exec_driver_sql("ROLLBACK")

    def _may_write(self) -> None:
        if not self._open:
            raise OurBug("This edit is over; a command writes only while its transaction is open.")

    def _for_people_only(self, verb: str) -> None:
        if self.kind == "background":
            raise OurBug(f"Background work only adds; it tried to {verb} a row.")
