"""Pieces of the film made while the person works, so that exporting a finished cut is mostly joining.

After every change of the cut it waits until nothing changes for a while, then makes what is missing. It rests on
battery, while other programs need the machine, while a film is exported, and whenever the person says so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.domain.changes import Changes
from app.domain.ids import EpisodeId
from app.errors import Cancelled, FenjingError
from app.export import movie
from app.jobs.runner import Job, Progress
from app.studio import power
from app.studio.orders import ExportChoice, Order
from app.studio.rendering import Rendering
from app.studio.services import Services
from app.studio.workspace import Workspace

_log = logging.getLogger(__name__)

PreparingState = Literal["off", "idle", "working", "battery", "busy", "paused"]
#: What shapes pieces of the cut; the rest of the project may change meanwhile.
_SHAPING = ("Project", "Episode", "Scene", "Shot", "Take", "VoiceTake", "CastEntry")


@dataclass(frozen=True)
class Machine:
    """What is asked of the machine, and how long it is waited; tests give their own."""

    on_battery: Callable[[], bool] = power.on_battery
    busy: Callable[[], bool] = power.busy
    quiet_seconds: float = 4.0
    look_again_seconds: float = 30.0


class Preparing:
    """Makes pieces of one episode in one preset in the background; the face says which."""

    def __init__(
        self,
        workspace: Workspace,
        services: Services,
        rendering: Rendering,
        exporting: Callable[[], bool],
        machine: Machine | None = None,
    ) -> None:
        """`exporting` says whether a film is being made; then there is nothing to prepare."""
        self._workspace = workspace
        self._services = services
        self._rendering = rendering
        self._exporting = exporting
        self._machine = machine or Machine()
        self._wanted: tuple[EpisodeId, ExportChoice] | None = None
        self._job: Job | None = None
        self._alarm: Job | None = None
        self._forget: Callable[[], None] | None = None
        self._listeners: list[Callable[[], None]] = []
        self._held = False
        self.state: PreparingState = "off"
        self.share = 0.0

    def start(self) -> None:
        """Begin to follow the project; harmless when it does already."""
        if self._forget is None and not self._workspace.read_only:
            self._forget = self._workspace.listen(self._changed)
            self._later(self._machine.quiet_seconds)

    def stop(self) -> None:
        """End for good: the project is being closed."""
        for job in (self._job, self._alarm):
            if job is not None:
                job.cancel()
        if self._forget is not None:
            self._forget()
        self._job = self._alarm = self._forget = None
        self._listeners.clear()
        self.state = "off"

    def follow(self, episode_id: EpisodeId, choice: ExportChoice | None = None) -> None:
        """Say which episode is worked on, and how it will be exported."""
        wanted = (episode_id, choice or ExportChoice())
        if wanted != self._wanted:
            self._wanted = wanted
            self._again()

    def pause(self) -> None:
        """Rest until `resume`."""
        self._held = True
        self._again()

    def resume(self) -> None:
        """Go on."""
        self._held = False
        self._again()

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` when state or share changed, until the returned function is called."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def _changed(self, changes: Changes) -> None:
        if changes.touches(*_SHAPING):
            self._again()

    def _again(self) -> None:
        """Drop what is being made and look again when it has been quiet for a while."""
        if self._forget is None:
            return
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._later(self._machine.quiet_seconds)

    def _later(self, seconds: float) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = self._services.runner.later(seconds, self._look)

    def _look(self) -> None:
        self._alarm = None
        if self._forget is None or self._job is not None:
            return
        state = self._resting()
        if state is not None:
            self._be(state)
            self._later(self._machine.look_again_seconds)
            return
        order = self._order()
        if order is None:
            self._be("idle")
            return
        self._be("working")
        self._job = self._services.runner.run(
            lambda progress: self._make(order, progress),
            lambda whole: self._over(whole=whole),
            self._failed,
            lambda share, _note: self._be("working", share),
        )

    def _resting(self) -> PreparingState | None:
        """Why nothing is made now; None when there is strength to spare."""
        wish = self._services.settings.current.prepare
        if wish == "off":
            return "off"
        if self._held:
            return "paused"
        if wish == "mains" and self._machine.on_battery():
            return "battery"
        if self._exporting() or (wish == "mains" and self._machine.busy()):
            return "busy"
        return None

    def _order(self) -> Order | None:
        episodes = self._workspace.episodes()
        if self._wanted is None and not episodes:
            return None
        episode_id, choice = self._wanted or (episodes[0].id, ExportChoice())
        try:
            return self._rendering.order(episode_id, choice)
        except FenjingError:
            return None  # no shots yet, or the episode is gone

    def _make(self, order: Order, progress: Progress) -> bool:
        """On the pool; False when it stopped because the machine is wanted elsewhere."""
        tired = False

        def stop() -> bool:
            nonlocal tired
            tired = tired or self._exporting()
            return tired or progress.cancelled()

        def told(at: movie.RenderProgress) -> None:
            progress.report(at.frames_done / max(at.frames_to_make, 1))

        try:
            movie.prepare(order.job, told, stop, order.slates.png)
        except Cancelled:
            if tired:
                return False
            raise
        return True

    def _over(self, *, whole: bool) -> None:
        self._job = None
        self._be("idle" if whole else "busy", 1.0 if whole else self.share)
        if not whole:
            self._later(self._machine.look_again_seconds)

    def _failed(self, error: Exception) -> None:
        # An export says what is wrong; here it only means that nothing is ready.
        self._job = None
        _log.info("no pieces could be prepared: %s", error)
        self._be("idle")

    def _be(self, state: PreparingState, share: float = 0.0) -> None:
        self.state, self.share = state, share
        for listener in tuple(self._listeners):
            listener()
