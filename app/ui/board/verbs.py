"""What a person does to shots, as one undo step each, with words when a rule forbids it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from app.commands import shots as shot_commands
from app.commands import takes as take_commands
from app.commands import timeline as timeline_commands
from app.domain.ids import SceneId, ShotId, TakeId
from app.domain.shots import Shot, ShotStatus, TransitionKind
from app.domain.timing import frames_of
from app.domain.wording import N_
from app.errors import FenjingError
from app.studio.workspace import Workspace
from app.ui.i18n import _, ngettext
from app.ui.notices import Notices

#: Seconds of a transition chosen without a length.
_DISSOLVE_SECONDS = 0.5


class BoardVerbs:
    """The board's and the strip's commands on one open project."""

    def __init__(self, workspace: Workspace, notices: Notices) -> None:
        self._workspace = workspace
        self._notices = notices

    def _try(self, work: Callable[[], Any]) -> bool:
        """Carry out, and explain an error of the film's rules instead of raising it."""
        try:
            work()
        except FenjingError as error:
            self._notices.error(error)
            return False
        return True

    # -- fields ----------------------------------------------------------------------------------
    def edit(self, ids: Sequence[ShotId], field: str, value: Any) -> bool:
        """One field of one or many shots, as one step."""
        if not ids:
            return False
        if field == "transition":
            return self.transition(ids, str(value))
        if field == "rating":
            return self.rate(ids, int(value))
        return self._try(
            lambda: self._workspace.do(shot_commands.edit_shots, list(ids), **{field: value})
        )

    def transition(self, ids: Sequence[ShotId], kind: str, frames: int = 0) -> bool:
        """How shots begin; without a length half a second, and less in shots that are too short for it."""
        usual = frames or frames_of(_DISSOLVE_SECONDS, self._workspace.project.fps)
        steps = []
        for shot_id in ids:
            length = self._workspace.get(Shot, shot_id).length
            fitting = max(1, min(usual, length // 2))
            steps.append(
                lambda edit, of=shot_id, count=fitting: timeline_commands.set_transition(
                    edit, of, cast("TransitionKind", kind), count
                )
            )
        return self._try(lambda: self._workspace.do_all(N_("Set transition"), steps))

    def rate(self, ids: Sequence[ShotId], stars: int) -> bool:
        """Stars of shots."""
        return self._try(
            lambda: self._workspace.do(shot_commands.edit_shots, list(ids), rating=stars)
        )

    def status(self, ids: Sequence[ShotId], status: ShotStatus) -> bool:
        """Approve, ask for a retake, lock, leave out; the same again takes it back."""
        shots = [self._workspace.get(Shot, shot_id) for shot_id in ids]
        back: ShotStatus = "draft" if all(shot.status == status for shot in shots) else status
        return self._try(
            lambda: self._workspace.do(shot_commands.edit_shots, list(ids), status=back)
        )

    # -- order -----------------------------------------------------------------------------------
    def move(self, ids: Sequence[ShotId], after: str, before: str) -> bool:
        """Put shots behind `after`, or in front of `before` when `after` is empty."""
        if not ids:
            return False
        if after:
            return self._move(ids, ShotId(after), None)
        target = self._workspace.find(Shot, before)
        if target is None:
            return False
        siblings = [
            shot.id
            for shot in self._workspace.all(Shot, scene_id=target.scene_id)
            if shot.id not in ids
        ]
        place = siblings.index(target.id) if target.id in siblings else 0
        return self._move(ids, siblings[place - 1] if place else None, target.scene_id)

    def _move(self, ids: Sequence[ShotId], after: ShotId | None, scene: SceneId | None) -> bool:
        return self._try(
            lambda: self._workspace.do(shot_commands.move_shots, list(ids), after, scene)
        )

    def nudge(self, ids: Sequence[ShotId], order: Sequence[ShotId], step: int) -> bool:
        """Move the selection one place earlier (-1) or later (+1) in the story, across scenes."""
        chosen = [shot_id for shot_id in order if shot_id in set(ids)]
        if not chosen:
            return False
        first, last = order.index(chosen[0]), order.index(chosen[-1])
        if step < 0:
            if first == 0:
                return False
            return self._before(chosen, order[first - 1])
        if last == len(order) - 1:
            return False
        return self.move(chosen, order[last + 1], "")

    def _before(self, chosen: Sequence[ShotId], neighbour: ShotId) -> bool:
        lead = self._workspace.get(Shot, chosen[0])
        target = self._workspace.get(Shot, neighbour)
        if target.scene_id != lead.scene_id:
            # leaving a scene upwards: first to the end of the scene before, as a person reads it
            return self._move(chosen, neighbour, None)
        return self.move(chosen, "", neighbour)

    # -- coming and going ------------------------------------------------------------------------
    def add(self, scene_id: SceneId, after: ShotId | None) -> ShotId | None:
        """A new shot behind another; it gets the project's usual length."""
        made: list[ShotId] = []

        def step(edit: Any) -> None:
            made.append(shot_commands.add_shot(edit, scene_id, after))

        done = self._try(lambda: self._workspace.do_all(N_("Add shot"), [step]))
        return made[0] if done and made else None

    def duplicate(self, ids: Sequence[ShotId]) -> list[ShotId]:
        """A copy behind each shot."""
        made: list[ShotId] = []

        def step(edit: Any) -> None:
            made.extend(shot_commands.duplicate_shot(edit, shot_id) for shot_id in ids)

        return (
            made if self._try(lambda: self._workspace.do_all(N_("Duplicate shot"), [step])) else []
        )

    def split(self, shot_id: ShotId, at: int | None) -> bool:
        """Cut a shot in two at frame `at` of itself, by default in its middle."""
        length = self._workspace.get(Shot, shot_id).length
        place = at if at is not None and 0 < at < length else length // 2
        return self._try(lambda: self._workspace.do(shot_commands.split_shot, shot_id, place))

    def merge(self, ids: Sequence[ShotId]) -> bool:
        """Neighbouring shots become one."""
        return self._try(lambda: self._workspace.do(shot_commands.merge_shots, list(ids)))

    def remove(self, ids: Sequence[ShotId]) -> bool:
        """Take shots away; the toast carries Undo."""
        if not ids or not self._try(
            lambda: self._workspace.do(shot_commands.remove_shots, list(ids))
        ):
            return False
        words = ngettext(
            "{n} shot removed; its takes are kept",
            "{n} shots removed; their takes are kept",
            len(ids),
        )
        self._notices.done(words.format(n=len(ids)))
        return True

    def inherit(self, ids: Sequence[ShotId]) -> bool:
        """Framing, subjects and generator from the shot before each."""
        steps = [
            lambda edit, of=shot_id: shot_commands.inherit_from_previous(edit, of)
            for shot_id in ids
        ]
        return self._try(lambda: self._workspace.do_all(N_("Inherit from previous shot"), steps))

    # -- takes and cut ---------------------------------------------------------------------------
    def pick(self, shot_id: ShotId, take_id: TakeId | None) -> bool:
        """Which take counts."""
        return self._try(lambda: self._workspace.do(take_commands.pick_take, shot_id, take_id))

    def rate_take(self, take_id: TakeId, stars: int) -> bool:
        """Stars of a take."""
        return self._try(lambda: self._workspace.do(take_commands.rate_take, take_id, stars))

    def trim(self, shot_id: ShotId, length: int, source_in: int) -> bool:
        """Edges of a shot as the strip left them."""
        return self._try(
            lambda: self._workspace.do(timeline_commands.set_trim, shot_id, source_in, length)
        )

    def gap(self, shot_id: ShotId, frames: int) -> bool:
        """Black before a shot."""
        return self._try(lambda: self._workspace.do(timeline_commands.set_gap, shot_id, frames))

    def words_read_only(self) -> str:
        """Why nothing can be changed, for the tip of a disabled action; empty when it can."""
        return _("The project is open for reading only.") if self._workspace.read_only else ""
