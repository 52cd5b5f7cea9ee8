"""What holds for the whole drama."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pydantic import ValidationError

from app.commands.edit import Edit, named
from app.domain.filing import Filing
from app.domain.money import Money
from app.domain.project import LabelChoice, Project
from app.domain.shots import Shot
from app.domain.timing import Fps, Frames
from app.domain.wording import N_
from app.errors import BadInput


@named(N_("Change project"))
def set_project(edit: Edit, **fields: Any) -> None:
    """Change fields of the project; a new frame rate re-times every shot."""
    project = _project(edit)
    fps = fields.get("fps", project.fps)
    edit.change(Project, project.id, **fields)
    if fps != project.fps:
        _retime(edit, Fraction(fps, project.fps))


@named(N_("Rename project"))
def rename_project(edit: Edit, title: str) -> None:
    """Give the drama another title; the folder keeps its name."""
    edit.change(Project, _project(edit).id, title=title.strip())


@named(N_("Set frame rate"))
def set_fps(edit: Edit, fps: Fps) -> None:
    """Change the rate; every length keeps its seconds, to the nearest frame."""
    set_project(edit, fps=fps)


@named(N_("Set style"))
def set_style(edit: Edit, style: str) -> None:
    """Change the line that ends every prompt."""
    edit.change(Project, _project(edit).id, style=style)


@named(N_("Set budget"))
def set_budget(edit: Edit, cap: Money | None) -> None:
    """Change the cap on all spending of this project; None takes it away."""
    written = f"{cap.amount} {cap.currency}" if cap else ""
    edit.change(Project, _project(edit).id, budget=written)


@named(N_("Set AI label"))
def set_label(edit: Edit, label: LabelChoice) -> None:
    """Change what the AI label says, and for how long."""
    edit.change(Project, _project(edit).id, label=label)


@named(N_("Edit filing"))
def set_filing(edit: Edit, **fields: Any) -> None:
    """Change fields of the filing: `kind`, `number`, `card`, `licence`; those not named stay.

    Raises:
        BadInput: a field is none of these, or not of its kind.
    """
    held = _project(edit).filing
    try:
        changed = Filing.model_validate({**dict(held), **fields})
    except ValidationError as error:
        wrong = str(error.errors()[0]["loc"][0])
        raise BadInput(
            N_("The filing cannot be kept: {field} is not right.").format(field=wrong),
            N_("A number has at most 80 characters."),
        ) from error
    if changed != held:
        edit.change(Project, _project(edit).id, filing=changed)


@named(N_("Choose signing"))
def set_signing(edit: Edit, sign: bool) -> None:
    """Say whether deliveries are signed with a C2PA manifest."""
    edit.change(Project, _project(edit).id, sign=sign)


def _project(edit: Edit) -> Project:
    return edit.all(Project)[0]


def _retime(edit: Edit, ratio: Fraction) -> None:
    for shot in edit.all(Shot):
        transition = shot.transition
        edit.change(
            Shot,
            shot.id,
            length=max(1, _scaled(shot.length, ratio)),
            trim_in=_scaled(shot.trim_in, ratio),
            gap_before=_scaled(shot.gap_before, ratio),
            transition=transition.model_copy(update={"frames": _scaled(transition.frames, ratio)}),
        )


def _scaled(frames: Frames, ratio: Fraction) -> Frames:
    return int(frames * ratio + Fraction(1, 2))
