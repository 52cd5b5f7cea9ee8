"""How a shot goes on from its neighbours: which frame of which take it begins and ends with.

Here it is only decided; `media` takes the very frame out of the file, and `studio` hands it to the recipe.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pydantic import Field

from app.domain.entity import Value
from app.domain.ids import ShotId, TakeId
from app.domain.media import MediaRef
from app.domain.recipes import Recipe, RecipeReference, ReferenceRole
from app.domain.shots import Shot
from app.domain.takes import Take
from app.domain.timing import Fps
from app.domain.wording import N_

NO_SHOT_BEFORE: Final = N_("No shot of the scene comes before; the shot begins by itself.")
NO_SHOT_AFTER: Final = N_("No shot of the scene comes after; the shot ends by itself.")
NO_TAKE_YET: Final = N_("Shot {number} has no take yet to go on from.")
#: After so many shots in a row faces have drifted; the sheet should be sent again (reference prompts §8).
CHAIN_MOST: Final = 3
TOO_LONG: Final = N_("{count} shots in a row go on from each other; faces drift after {most}.")


class Link(Value):
    """One frame or film of a neighbour that a shot needs: frame `frame` of `take`, counted from 0."""

    role: ReferenceRole
    shot_id: ShotId
    number: str
    take_id: TakeId
    media: MediaRef
    frame: int = 0

    def reference(self, media: MediaRef) -> RecipeReference:
        """The link as it goes along, named by the shot's number: the picture taken out, or the film itself."""
        frame = None if self.role == "clip" else self.frame
        return RecipeReference(
            role=self.role,
            name=self.number,
            media=media,
            take_id=self.take_id,
            frame=frame,
        )


class Links(Value):
    """What a shot takes from its neighbours, and in sentences what it cannot, or had better not."""

    links: tuple[Link, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = Field((), description="what will show although nothing is missing")


def links(shot: Shot, siblings: Sequence[Shot], counted: Mapping[ShotId, Take], fps: Fps) -> Links:
    """What `shot` needs of its neighbours.

    Args:
        shot: the shot that goes on, or ends on the next.
        siblings: the shots of its scene in order; orphaned and omitted ones are passed over.
        counted: the take that counts of every shot that has one.
        fps: of the project; trims and lengths are counted in it.

    A first or last frame that a person chose needs no neighbour.
    """
    row = [one for one in siblings if one.id == shot.id or _is_in_film(one)]
    at = next(place for place, one in enumerate(row) if one.id == shot.id)
    found: list[Link] = []
    missing: list[str] = []
    if shot.chain != "none" and shot.first_frame is None:
        before = row[at - 1] if at else None
        take = counted.get(before.id) if before else None
        if before is None:
            missing.append(NO_SHOT_BEFORE)
        elif take is None or take.media.kind == "sound":
            missing.append(NO_TAKE_YET.format(number=before.number))
        else:
            frame = shown_frame(before, take, fps, last=True)
            found.append(_link("first_frame", before, take, frame))
            if shot.chain == "extend" and take.media.kind == "video":
                found.append(_link("clip", before, take, 0))
    if shot.ends_on_next and shot.last_frame is None:
        after = row[at + 1] if at + 1 < len(row) else None
        take = counted.get(after.id) if after else None
        if after is None:
            missing.append(NO_SHOT_AFTER)
        elif take is None or take.media.kind == "sound":
            missing.append(NO_TAKE_YET.format(number=after.number))
        else:
            found.append(
                _link("last_frame", after, take, shown_frame(after, take, fps, last=False))
            )
    run = run_length(shot.id, siblings)
    drifts = (TOO_LONG.format(count=run, most=CHAIN_MOST),) if run > CHAIN_MOST else ()
    return Links(links=tuple(found), missing=tuple(missing), warnings=drifts)


def outside(found: Iterable[Link], recipe: Recipe, shot_id: ShotId) -> tuple[Link, ...]:
    """The links that `recipe` could have: inside one film of several shots, a shot needs no neighbour's frame."""
    shots = recipe.shots
    inner = set() if shot_id == shots[0] else {"first_frame", "clip"}
    inner |= set() if shot_id == shots[-1] else {"last_frame"}
    return tuple(link for link in found if shot_id not in shots or link.role not in inner)


def shown_frame(shot: Shot, take: Take, fps: Fps, *, last: bool) -> int:
    """The first or last frame of a take that the cut shows, counted from 0 in the take's own frames."""
    if take.media.kind == "picture":
        return 0
    place = shot.trim_in + (shot.length - 1 if last else 0)
    own = take.media.fps or float(fps)
    frame = round(place * own / fps)
    total = take.media.frames or round(take.media.seconds * own)
    return max(0, min(frame, total - 1))


def dependents(shot_id: ShotId, siblings: Sequence[Shot]) -> tuple[ShotId, ...]:
    """The shots that are made of this one's take, directly or through others, in story order."""
    row = [one for one in siblings if one.id == shot_id or _is_in_film(one)]
    at = next(place for place, one in enumerate(row) if one.id == shot_id)
    found: list[ShotId] = []
    if at and row[at - 1].ends_on_next and row[at - 1].last_frame is None:
        found.append(row[at - 1].id)
    for later in row[at + 1 :]:
        if later.chain == "none" or later.first_frame is not None:
            break
        found.append(later.id)
    return tuple(found)


def run_length(shot_id: ShotId, siblings: Sequence[Shot]) -> int:
    """How many shots in a row, up to this one, each go on from the one before; 0 when it begins by itself."""
    count = 0
    for one in (each for each in siblings if each.id == shot_id or _is_in_film(each)):
        count = count + 1 if one.chain != "none" and one.first_frame is None else 0
        if one.id == shot_id:
            break
    return count


def _link(role: ReferenceRole, shot: Shot, take: Take, frame: int) -> Link:
    return Link(
        role=role,
        shot_id=shot.id,
        number=shot.number,
        take_id=take.id,
        media=take.media,
        frame=frame,
    )


def _is_in_film(shot: Shot) -> bool:
    return not (shot.orphaned or shot.status == "omitted")
