"""Which view of a sheet says most in a framing: the face for a close-up, the clothes for a wide shot."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, get_args

from app.domain.cast import CastKind, Slot
from app.domain.shots import Angle, Size

_ALL: Final[tuple[Slot, ...]] = get_args(Slot)
#: The picture that identifies best comes first (reference prompts §2: face before turnaround).
_PLAIN: Final[dict[CastKind, tuple[Slot, ...]]] = {
    "character": (
        "front", "close_up", "three_quarter", "full", "sheet", "side", "expression", "back",
    ),
    "place": ("wide", "opposite", "sheet", "plan", "detail"),
    "prop": ("front", "detail", "three_quarter", "in_hand", "sheet", "side", "back"),
    "style": ("wide", "detail"),
}  # fmt: skip
_NEAR: Final = frozenset({"CU", "ECU"})
_WIDE: Final = frozenset({"MLS", "FS", "LS", "ELS"})
_FACE: Final[tuple[Slot, ...]] = ("close_up", "front", "three_quarter", "expression")
_FIGURE: Final[tuple[Slot, ...]] = ("full", "sheet", "front", "three_quarter")
_ABOVE: Final = frozenset({"top", "aerial"})


@lru_cache(maxsize=1024)
def best_first(kind: CastKind, size: Size = "MS", angle: Angle = "eye") -> tuple[Slot, ...]:
    """Every slot, the best for this framing first."""
    first: Sequence[Slot] = ()
    if kind == "character":
        first = (*_seen_from(angle, size), *_by_size(size))
    elif kind == "place":
        first = ("plan",) if angle in _ABOVE else ("detail",) if size in ("INS", "ECU") else ()
    elif kind == "prop":
        first = ("detail", "front", "in_hand") if size in (*_NEAR, "INS") else ("front", "in_hand")
    return tuple(dict.fromkeys((*first, *_PLAIN[kind], *_ALL)))


def _seen_from(angle: Angle, size: Size) -> tuple[Slot, ...]:
    if angle == "back":
        return ("back", "full")
    if angle == "profile":
        return ("side", "three_quarter")
    return ("full",) if angle in _ABOVE and size not in (*_NEAR, "INS") else ()


def _by_size(size: Size) -> tuple[Slot, ...]:
    if size == "INS":
        return ("in_hand", "hands", *_FACE)
    if size in _NEAR:
        return _FACE
    return _FIGURE if size in _WIDE else ()
