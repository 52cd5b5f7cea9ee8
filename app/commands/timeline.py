"""When shots are seen: length, trim, gap and transition on the magnetic main track."""

from __future__ import annotations

from app.commands.edit import Edit, named
from app.domain.ids import ShotId
from app.domain.shots import Shot, Transition, TransitionKind
from app.domain.timing import Frames
from app.domain.wording import N_
from app.errors import RuleBroken

_TOO_SHORT = N_("A shot is at least one frame long.")
_TOO_LONG = N_("A transition of {frames} frames does not fit into a shot of {length}.")
_NO_HANDLE = N_("Make the transition shorter, or the shot longer.")


@named(N_("Set length"))
def set_length(edit: Edit, shot_id: ShotId, length: Frames) -> None:
    """Set a shot's planned length in frames; later shots follow, and speech no longer grows it.

    Raises:
        RuleBroken: it would be shorter than a frame or than its own transition.
    """
    if length < 1:
        raise RuleBroken(_TOO_SHORT)
    _must_fit(edit.get(Shot, shot_id).transition, length)
    edit.change(Shot, shot_id, length=length, locked_length=True)


@named(N_("Let speech set the length"))
def free_length(edit: Edit, shot_id: ShotId) -> None:
    """Give the length back to the breakdown and to the voices."""
    edit.change(Shot, shot_id, locked_length=False)


@named(N_("Trim shot"))
def set_trim(edit: Edit, shot_id: ShotId, trim_in: Frames, length: Frames | None = None) -> None:
    """Skip frames at the head of the take; with `length`, move that edge or the other one too.

    Raises:
        RuleBroken: it would be shorter than a frame or than its own transition.
    """
    edit.change(Shot, shot_id, trim_in=max(0, trim_in))
    if length is not None:
        set_length(edit, shot_id, length)


@named(N_("Set transition"))
def set_transition(edit: Edit, shot_id: ShotId, kind: TransitionKind, frames: Frames = 0) -> None:
    """Say how a shot begins; a cut has no length.

    Raises:
        RuleBroken: the transition is not shorter than the shot.
    """
    transition = Transition(kind=kind, frames=0 if kind == "cut" else max(1, frames))
    _must_fit(transition, edit.get(Shot, shot_id).length)
    edit.change(Shot, shot_id, transition=transition)


@named(N_("Set gap"))
def set_gap(edit: Edit, shot_id: ShotId, frames: Frames) -> None:
    """Leave black before a shot, in frames."""
    edit.change(Shot, shot_id, gap_before=max(0, frames))


def _must_fit(transition: Transition, length: Frames) -> None:
    if transition.frames >= length:
        text = _TOO_LONG.format(frames=transition.frames, length=length)
        raise RuleBroken(text, _NO_HANDLE)
