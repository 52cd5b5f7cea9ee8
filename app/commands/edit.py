"""The pen: the one interface through which a command reads and writes, and the name it has on the undo list.

A command is a plain function whose first argument is an `Edit`. The store's transaction fulfils the
protocol; commands and store never import each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, Protocol, TypeVar

from app.domain.entity import Entity
from app.errors import OurBug

E = TypeVar("E", bound=Entity)
P = ParamSpec("P")
R = TypeVar("R")

_LABEL = "_command_label"


class Edit(Protocol):
    """What a command may do to a project, inside one transaction that is one undo step."""

    def get(self, kind: type[E], entity_id: str) -> E:
        """The row, or `errors.NotFound`."""
        ...

    def find(self, kind: type[E], entity_id: str) -> E | None:
        """The row, or None."""
        ...

    def all(self, kind: type[E], **equals: Any) -> list[E]:
        """Rows whose fields equal the given values, in order of rank (or number, or arrival)."""
        ...

    def add(self, entity: E) -> E:
        """Write a new row; `errors.OurBug` when the id is taken."""
        ...

    def change(self, kind: type[E], entity_id: str, **fields: Any) -> E:
        """Write the named fields; `errors.BadInput` when the result is not a valid row."""
        ...

    def remove(self, kind: type[E], entity_id: str) -> None:
        """Take a row away; never a take, a voice take or a delivery."""
        ...


def named(label: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Give a command its name on the undo list (an English source string marked with `N_`)."""

    def mark(command: Callable[P, R]) -> Callable[P, R]:
        setattr(command, _LABEL, label)
        return command

    return mark


def command_label(command: Callable[..., Any]) -> str:
    """The name a command was given with `named`.

    Raises:
        OurBug: the function is not a command.
    """
    label = getattr(command, _LABEL, None)
    if not isinstance(label, str):
        raise OurBug(f"{command!r} is not a command: it was not given a name.")
    return label
