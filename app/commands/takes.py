"""Takes arrive, are judged, and one of them counts. None is ever removed."""

from __future__ import annotations

from app.commands.edit import Edit, named
from app.domain.ids import ShotId, TakeId, VoiceTakeId
from app.domain.shots import Shot
from app.domain.takes import Take, VoiceTake
from app.domain.wording import N_
from app.errors import RuleBroken

_OF_ANOTHER = N_("This take belongs to another shot.")


@named(N_("Take arrived"))
def add_take(edit: Edit, take: Take) -> TakeId:
    """Add a take to its shot; when its number is taken it gets the next one.

    The shot may be gone: paid work is kept, and an undo of the removal finds it again.
    """
    numbers = {held.number for held in edit.all(Take, shot_id=take.shot_id)}
    if take.number in numbers:
        take = take.model_copy(update={"number": max(numbers) + 1})
    return edit.add(take).id


@named(N_("Voice arrived"))
def add_voice_take(edit: Edit, voice_take: VoiceTake) -> VoiceTakeId:
    """Add one reading of a line."""
    return edit.add(voice_take).id


@named(N_("Pick take"))
def pick_take(edit: Edit, shot_id: ShotId, take_id: TakeId | None) -> None:
    """Say which take counts for a shot; None leaves it to the first.

    Raises:
        RuleBroken: the take belongs to another shot.
    """
    if take_id is not None and edit.get(Take, take_id).shot_id != shot_id:
        raise RuleBroken(_OF_ANOTHER)
    edit.change(Shot, shot_id, pick=take_id)


@named(N_("Rate take"))
def rate_take(edit: Edit, take_id: TakeId, rating: int) -> None:
    """Give a take 0 to 5 stars."""
    edit.change(Take, take_id, rating=rating)


@named(N_("Note on take"))
def note_take(edit: Edit, take_id: TakeId, note: str) -> None:
    """Write down what to remember of a take."""
    edit.change(Take, take_id, note=note)
