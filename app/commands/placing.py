"""Finding a place in an order: one rank between its neighbours, so that a move changes one row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol, TypeVar

from app.commands.edit import Edit
from app.domain.entity import Entity
from app.domain.ordering import between, spread
from app.domain.wording import N_
from app.errors import NotFound


class Ranked(Protocol):
    """A row that stands in an order."""

    @property
    def id(self) -> str:
        """Its name."""
        ...

    @property
    def rank(self) -> str:
        """Its place."""
        ...


R = TypeVar("R", bound=Ranked)
E = TypeVar("E", bound=Entity)


def ranks_between(low: str | None, high: str | None, count: int) -> list[str]:
    """`count` ranks in order between two bounds (None: no bound), as short as halving makes them."""
    if count <= 0:
        return []
    half = count // 2
    middle = between(low, high)
    left = ranks_between(low, middle, half)
    return [*left, middle, *ranks_between(middle, high, count - half - 1)]


def in_order(rows: Sequence[R]) -> bool:
    """True when every rank is greater than the one before it."""
    return all(one.rank < other.rank for one, other in pairwise(rows))


def place(
    edit: Edit,
    kind: type[E],
    siblings: Sequence[Ranked],
    after: str | None,
    *,
    count: int = 1,
) -> list[str]:
    """`count` ranks right behind the sibling `after` (None: before all).

    Siblings whose ranks leave no room, as two rows that arrived with the same rank, are spread out first.

    Raises:
        NotFound: `after` is not one of the siblings.
    """
    rows = sorted(siblings, key=lambda row: (row.rank, row.id))
    ranks = [row.rank for row in rows]
    if not in_order(rows) or (ranks and not ranks[0]):
        ranks = spread(len(rows))
        for row, rank in zip(rows, ranks, strict=True):
            edit.change(kind, row.id, rank=rank)
    if after is None:
        at = 0
    else:
        at = next((index for index, row in enumerate(rows) if row.id == after), -1) + 1
        if at == 0:
            raise NotFound(N_("{after} does not stand there.").format(after=after))
    low = ranks[at - 1] if at else None
    high = ranks[at] if at < len(ranks) else None
    return ranks_between(low, high, count)
