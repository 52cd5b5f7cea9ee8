"""A fresh parse of an episode laid over the scenes it already has, so that ids outlive editing.

Shots, takes and voices hang on the ids of scenes and lines; whoever corrects a comma or moves a scene
must lose none of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from app.domain import ordering
from app.domain.ids import ElementId, EpisodeId, SceneId, mint
from app.domain.script import Element, ParsedEpisode, ParsedScene, Scene
from app.planning import matching

_CONTENT_WEIGHT: Final = 6.0
_NUMBER_WEIGHT: Final = 2.0
_PLACE_WEIGHT: Final = 1.5
_TIME_WEIGHT: Final = 0.5
_LEAST_SCORE: Final = 1.5


def reconcile(
    episode_id: EpisodeId, old_scenes: Sequence[Scene], parsed: ParsedEpisode
) -> tuple[Scene, ...]:
    """The episode's scenes as parsed, with the ids and ranks of what is still there.

    Args:
        episode_id: the episode the scenes belong to.
        old_scenes: its scenes so far, in any order.
        parsed: the new reading, with provisional element ids.

    Returns:
        The new scenes in story order. Scenes and elements that are unchanged, edited or moved keep their ids,
        others get new ones; scenes that did not move keep their ranks. An unchanged reading changes nothing.
    """
    old = sorted(old_scenes, key=lambda scene: (scene.rank, scene.id))
    pairs = _pair_scenes(old, parsed.scenes)
    elements = _pair_elements(old, parsed.scenes, pairs)
    ranks = _ranks(
        [old[pairs[index]].rank if index in pairs else None for index in range(len(parsed.scenes))]
    )
    return tuple(
        Scene(
            id=old[pairs[index]].id if index in pairs else SceneId(mint("scene")),
            episode_id=episode_id,
            rank=ranks[index],
            elements=tuple(
                element.model_copy(
                    update={"id": elements.get((index, place)) or ElementId(mint("el"))}
                )
                for place, element in enumerate(scene.elements)
            ),
            **{
                name: getattr(scene, name)
                for name in ParsedScene.model_fields
                if name != "elements"
            },
        )
        for index, scene in enumerate(parsed.scenes)
    )


def _pair_scenes(old: Sequence[Scene], new: Sequence[ParsedScene]) -> dict[int, int]:
    """New index to old index, best likeness first; nearness settles ties."""
    scored = sorted(
        (-score, abs(place - index), index, place)
        for index, scene in enumerate(new)
        for place, known in enumerate(old)
        if (score := _scene_likeness(known, scene)) >= _LEAST_SCORE
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, index, place in scored:
        if index not in pairs and place not in taken:
            pairs[index] = place
            taken.add(place)
    return pairs


def _scene_likeness(old: Scene, new: ParsedScene) -> float:
    score = _CONTENT_WEIGHT * matching.shared(old.elements, new.elements)
    if old.number and old.number == new.number:
        score += _NUMBER_WEIGHT
    if matching.bare(old.place or old.heading) == matching.bare(new.place or new.heading):
        score += _PLACE_WEIGHT
    if old.time_of_day == new.time_of_day and old.int_ext == new.int_ext:
        score += _TIME_WEIGHT
    return score


def _pair_elements(
    old: Sequence[Scene], new: Sequence[ParsedScene], scenes: dict[int, int]
) -> dict[tuple[int, int], ElementId]:
    """Real ids by (new scene, place in it): within matched scenes first, then wherever the rest went."""
    found: dict[tuple[int, int], ElementId] = {}
    for index, known in scenes.items():
        before, after = old[known].elements, new[index].elements
        pairs = matching.pair_exact(before, after)
        pairs |= _of_the_rest(before, after, pairs, matching.ALIKE)
        pairs |= matching.pair_by_place(before, after, pairs)
        found.update({(index, place): before[was].id for place, was in pairs.items()})
    kept = set(found.values())
    loose_old = [element for scene in old for element in scene.elements if element.id not in kept]
    places = [
        (index, place)
        for index, scene in enumerate(new)
        for place in range(len(scene.elements))
        if (index, place) not in found
    ]
    loose_new = [new[index].elements[place] for index, place in places]
    pairs = matching.pair_exact(loose_old, loose_new)
    pairs |= _of_the_rest(loose_old, loose_new, pairs, matching.ALIKE_ELSEWHERE)
    found.update({places[place]: loose_old[was].id for place, was in pairs.items()})
    return found


def _of_the_rest(
    old: Sequence[Element], new: Sequence[Element], pairs: dict[int, int], least: float
) -> dict[int, int]:
    taken = set(pairs.values())
    left = [place for place in range(len(old)) if place not in taken]
    right = [index for index in range(len(new)) if index not in pairs]
    alike = matching.pair_alike(
        [old[place] for place in left], [new[index] for index in right], least
    )
    return {right[index]: left[place] for index, place in alike.items()}


def _ranks(known: Sequence[str | None]) -> list[str]:
    """Ranks in order: the longest run of known ones that is in order stays, the others go between."""
    if all(rank is None for rank in known):
        return ordering.spread(len(known))
    staying = _longest_rising(known)
    ranks: list[str] = []
    for index in range(len(known)):
        if index in staying:
            ranks.append(known[index] or "")
            continue
        after = next(
            (known[later] for later in range(index + 1, len(known)) if later in staying), None
        )
        ranks.append(ordering.between(ranks[-1] if ranks else None, after))
    return ranks


def _longest_rising(known: Sequence[str | None]) -> set[int]:
    """Indexes of the longest strictly rising subsequence of the known ranks."""
    tails: list[str] = []
    at: list[int] = []
    before: dict[int, int] = {}
    for index, rank in enumerate(known):
        if rank is None:
            continue
        place = bisect_left(tails, rank)
        if place:
            before[index] = at[place - 1]
        if place == len(tails):
            tails.append(rank)
            at.append(index)
        else:
            tails[place], at[place] = rank, index
    staying: set[int] = set()
    index = at[-1] if at else -1
    while index >= 0:
        staying.add(index)
        index = before.get(index, -1)
    return staying
