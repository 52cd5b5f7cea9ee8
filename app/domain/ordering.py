"""Order as one field: a rank string that sorts between its neighbours, so that a move changes one row only."""

from __future__ import annotations

from app.errors import OurBug

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)


def between(before: str | None, after: str | None) -> str:
    """A rank that sorts strictly after `before` and strictly before `after` (None: no bound).

    Ranks never end in the lowest digit: between `A` and `A0` there would be no room.

    Raises:
        OurBug: the bounds are not in order, or one of them is not a rank.
    """
    low, high = before or "", after
    if high is not None and low >= high:
        raise OurBug(f"ranks out of order: {low!r} and {high!r}")
    if not (_is_rank(low) and _is_rank(high or "")):
        raise OurBug(f"not ranks: {low!r} and {high!r}")
    rank = ""
    position = 0
    while True:
        floor = _DIGITS.index(low[position]) if position < len(low) else 0
        ceiling = _BASE
        if high is not None:
            ceiling = _DIGITS.index(high[position]) if position < len(high) else 0
        if ceiling - floor > 1:
            return rank + _DIGITS[(floor + ceiling) // 2]
        rank += _DIGITS[floor]
        if floor < ceiling:
            high = None  # already below the upper bound; only the lower one still counts
        position += 1


def _is_rank(text: str) -> bool:
    return all(letter in _DIGITS for letter in text) and not text.endswith(_DIGITS[0])


def spread(count: int) -> list[str]:
    """`count` ranks in order with room between them."""
    width = 1
    while _BASE**width < (count + 1) * 4:
        width += 1
    step = _BASE**width // (count + 1)
    return [_encode(step * (index + 1), width) for index in range(count)]


def _encode(number: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        number, digit = divmod(number, _BASE)
        digits = _DIGITS[digit] + digits
    return digits.rstrip("0")
