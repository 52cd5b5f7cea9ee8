"""Finding old things among new ones by likeness: equal text first, then alike, then alone in the same place."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

from app.domain.script import Element

#: Two wordings at least this alike are one line that was edited.
ALIKE: Final = 0.6
#: Across scenes more is asked for, since the place no longer speaks for it.
ALIKE_ELSEWHERE: Final = 0.8
#: Candidates compared at most for one element; keeps a rewritten novel from costing minutes.
_COMPARED: Final = 60

_NOISE = re.compile(r"[\s，。！？、；：,.!?;:'\"“”‘’（）()【】\[\]*_—…-]+")


def bare(text: str) -> str:
    """Text without spaces, punctuation and case, for comparing."""
    return _NOISE.sub("", text).casefold()


def pair_exact(old: Sequence[Element], new: Sequence[Element]) -> dict[int, int]:
    """New index to old index for elements of equal type, speaker and text; the first goes to the first."""
    return _pair_by_key(
        [_exact_key(element) for element in old], [_exact_key(element) for element in new]
    )


def pair_alike(
    old: Sequence[Element], new: Sequence[Element], least: float = ALIKE
) -> dict[int, int]:
    """New index to old index for elements whose wording is at least `least` alike, best pairs first."""
    texts = [bare(element.text) for element in old]
    scored: list[tuple[float, int, int, int]] = []
    for index, element in enumerate(new):
        wanted = bare(element.text)
        near = sorted(range(len(old)), key=lambda place: abs(place - index))[:_COMPARED]
        for place in near:
            if old[place].type == element.type:
                score = likeness(wanted, texts[place]) + (
                    0.05 if old[place].speaker == element.speaker else 0.0
                )
                if score >= least:
                    scored.append((-score, abs(place - index), index, place))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, index, place in sorted(scored):
        if index not in pairs and place not in taken:
            pairs[index] = place
            taken.add(place)
    return pairs


def likeness(first: str, second: str) -> float:
    """0 to 1: how much of two bare texts is the same."""
    if not first or not second:
        return 1.0 if first == second else 0.0
    shorter, longer = sorted((len(first), len(second)))
    if shorter / longer < ALIKE / 2:
        return 0.0
    if first in second or second in first:
        return max(shorter / longer, ALIKE)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0


def shared(old: Sequence[Element], new: Sequence[Element]) -> float:
    """0 to 1: the part of two scenes' elements that is word for word the same."""
    before = Counter(_exact_key(element) for element in old)
    after = Counter(_exact_key(element) for element in new)
    if not before and not after:
        return 0.0
    return 2 * (before & after).total() / (before.total() + after.total())


def pair_by_place(
    old: Sequence[Element], new: Sequence[Element], pairs: dict[int, int]
) -> dict[int, int]:
    """Pairs for elements rewritten on the spot: between the same neighbours, of the same kind and speaker."""
    found: dict[int, int] = {}
    anchors = [(-1, -1)]
    for index in sorted(pairs):
        if pairs[index] > anchors[-1][1]:
            anchors.append((index, pairs[index]))
    anchors.append((len(new), len(old)))
    taken = set(pairs.values())
    for (new_from, old_from), (new_to, old_to) in pairwise(anchors):
        left = [place for place in range(old_from + 1, old_to) if place not in taken]
        right = [index for index in range(new_from + 1, new_to) if index not in pairs]
        keyed = _pair_by_key(
            [_slot_key(old[place]) for place in left], [_slot_key(new[index]) for index in right]
        )
        found.update({right[index]: left[place] for index, place in keyed.items()})
    return found


def _pair_by_key(old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]]) -> dict[int, int]:
    places: defaultdict[tuple[str, ...], deque[int]] = defaultdict(deque)
    for place, key in enumerate(old):
        places[key].append(place)
    return {index: places[key].popleft() for index, key in enumerate(new) if places[key]}


def _exact_key(element: Element) -> tuple[str, ...]:
    return (element.type, element.speaker, bare(element.text) or element.text)


def _slot_key(element: Element) -> tuple[str, ...]:
    return (element.type, element.speaker)
