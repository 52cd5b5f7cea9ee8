"""Row <-> domain: which table holds which entity, and the strict passage in both directions."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError
from sqlalchemy import ColumnElement, Table, func

from app.domain.cast import CastEntry, Look
from app.domain.deliveries import Delivery
from app.domain.entity import Entity
from app.domain.project import Project
from app.domain.review import Note
from app.domain.script import Episode, Scene
from app.domain.shots import Shot
from app.domain.takes import Take, VoiceTake
from app.domain.wording import N_
from app.errors import BadInput, Damaged, OurBug
from app.store import tables

E = TypeVar("E", bound=Entity)

TABLES: dict[type[Entity], Table] = {
    Project: tables.project,
    Episode: tables.episodes,
    Scene: tables.scenes,
    CastEntry: tables.cast,
    Look: tables.looks,
    Shot: tables.shots,
    Take: tables.takes,
    VoiceTake: tables.voice_takes,
    Note: tables.notes,
    Delivery: tables.deliveries,
}
KINDS: dict[str, type[Entity]] = {kind.__name__: kind for kind in TABLES}

#: Only ever added: no command removes them and no undo takes them back.
APPEND_ONLY: frozenset[type[Entity]] = frozenset({Take, VoiceTake, Delivery})

_ORDER: dict[type[Entity], str] = {
    Take: "number",
    VoiceTake: "created_at",
    Note: "created_at",
    Delivery: "created_at",
}

_NOT_A_ROW = N_("A row of the project ({kind} {id}) is not what it should be: {reason}.")
_NOT_VALID = N_("“{field}” cannot take this value: {reason}.")
_ASK = N_("Restore a backup, or report this with the project file.")


def table_of(kind: type[Entity]) -> Table:
    """The table of an entity type.

    Raises:
        OurBug: the type is not stored in a project.
    """
    try:
        return TABLES[kind]
    except KeyError:
        raise OurBug(f"{kind.__name__} is not stored in a project.") from None


def order_of(kind: type[Entity]) -> list[ColumnElement[Any]]:
    """The order in which rows of a type are read: rank, number or arrival, then id."""
    table = table_of(kind)
    first = _ORDER.get(kind, "rank")
    return [table.c[first], table.c.id] if first in table.c else [table.c.id]


def condition(kind: type[Entity], field: str, value: object) -> ColumnElement[bool]:
    """`field == value` in SQL, on a column where there is one, else inside the body.

    Raises:
        OurBug: the type has no such field.
    """
    if field not in kind.model_fields:
        raise OurBug(f"{kind.__name__} has no field {field!r}.")
    table = table_of(kind)
    inside: ColumnElement[Any] = func.json_extract(table.c.body, f"$.{field}")
    column: ColumnElement[Any] = table.c.get(field, inside)
    if value is None:
        return column.is_(None)
    return column == _plain(value)


def encode(entity: Entity) -> str:
    """The body of a row: JSON with the entity's fields in their order.

    Raises:
        BadInput: a text holds something that cannot be stored.
    """
    try:
        return entity.model_dump_json()
    except PydanticSerializationError as error:
        raise BadInput(_NOT_VALID.format(field=type(entity).__name__, reason=error)) from error


def values(entity: Entity, body: str) -> dict[str, object]:
    """What is written of a row: its body and the columns that repeat some of its fields."""
    table = table_of(type(entity))
    written: dict[str, object] = {"id": entity.id, "body": body}
    for column in table.c:
        if "path" in column.info:
            found: object = entity
            for name in column.info["path"].split("."):
                found = getattr(found, name)
            written[column.name] = _plain(found)
    return written


def decode(kind: type[E], body: str) -> E:
    """The entity of a body, checked strictly.

    Raises:
        Damaged: the body is not one of this type.
    """
    try:
        return kind.model_validate_json(body, strict=True)
    except ValidationError as error:
        raise Damaged(_sentence(_NOT_A_ROW, kind, body, error), _ASK) from error


def decode_newer(kind: type[E], body: str) -> E:
    """As `decode`, for a file of a newer Fenjing: fields this one does not know are left out."""
    held = json.loads(body)
    known = {name: value for name, value in held.items() if name in kind.model_fields}
    return decode(kind, json.dumps(known, ensure_ascii=False))


def changed(entity: E, fields: dict[str, object]) -> E:
    """`entity` with `fields`, checked.

    Raises:
        BadInput: a field cannot take its value.
        OurBug: there is no such field, or it is the id.
    """
    kind = type(entity)
    unknown = [name for name in fields if name not in kind.model_fields or name == "id"]
    if unknown:
        raise OurBug(f"{kind.__name__} has no field to change named {unknown[0]!r}.")
    held = {name: getattr(entity, name) for name in kind.model_fields}
    try:
        return kind.model_validate(held | fields)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or kind.__name__
        raise BadInput(_NOT_VALID.format(field=name, reason=first["msg"])) from error


def _plain(value: object) -> object:
    """A value as SQLite holds it: truth as 0 and 1, moments as ISO text."""
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, datetime) else value


def _sentence(template: str, kind: type[Entity], body: str, error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    try:
        known = json.loads(body).get("id", "?")
    except (ValueError, AttributeError):
        known = "?"
    reason = f"{where}: {first['msg']}" if where else first["msg"]
    return template.format(kind=kind.__name__, id=known, reason=reason)
