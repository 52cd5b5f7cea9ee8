"""The season queue: several episodes in several presets, one film at a time, kept on the disk.

Rows lie in `deliveries/queue.json`, written after every change: after a crash what was not finished waits, and the
pieces that were made are found again. Pausing stops the film in work; going on joins what is there.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from app.domain.entity import Value
from app.domain.ids import EpisodeId, mint
from app.domain.wording import N_
from app.errors import DiskTrouble, FenjingError, NotFound
from app.export import naming
from app.jobs.runner import Job
from app.studio import delivered
from app.studio.batch import Batch
from app.studio.delivered import Made
from app.studio.orders import ExportChoice, Order
from app.studio.rendering import Rendering
from app.studio.report import Cancelled, never
from app.studio.services import Services
from app.studio.waiting import stay_until
from app.studio.workspace import Workspace

_log = logging.getLogger(__name__)

RowState = Literal["waiting", "running", "done", "failed", "cancelled"]
_OPEN = ("waiting", "running")
_FILE = "queue.json"
#: Writing the file for every thousandth of progress would be too much.
_KNOWN_AFTER = 0.02


class SeasonRow(Value):
    """One film to be made."""

    id: str
    episode_id: EpisodeId
    episode_number: int
    choice: ExportChoice
    out: Path
    state: RowState = "waiting"
    share: float = Field(0.0, ge=0, le=1)
    stage: str = Field("", description="what is being done, marked for translation")
    eta: float | None = Field(None, description="seconds left; None while unknown")
    elapsed: float = 0.0
    error: str = ""
    fix: str = ""
    delivery_id: str = ""


class _Kept(Value):
    """The file."""

    format: int = 1
    paused: bool = False
    rows: tuple[SeasonRow, ...] = ()


class Season:
    """The queue of one open project; used on the owner's thread."""

    def __init__(self, workspace: Workspace, services: Services, rendering: Rendering) -> None:
        self._workspace = workspace
        self._services = services
        self._rendering = rendering
        self._batch = Batch(workspace, services, rendering)
        self._file = workspace.folder / "deliveries" / _FILE
        self._listeners: list[Callable[[], None]] = []
        self._job: Job | None = None
        self._begun = 0.0
        kept = _read(self._file)
        self._rows = [
            row.model_copy(update={"state": "waiting", "eta": None, "stage": ""})
            if row.state == "running"
            else row
            for row in kept.rows
        ]
        self.interrupted = any(row.state in _OPEN for row in self._rows)
        self.paused = self.interrupted or kept.paused

    # -- looking ----------------------------------------------------------------------------------

    @property
    def rows(self) -> tuple[SeasonRow, ...]:
        """Every film, in the order they are made."""
        return tuple(self._rows)

    @property
    def busy(self) -> bool:
        """True while a film is being made or waits to be."""
        return self._job is not None or (
            not self.paused and any(row.state in _OPEN for row in self._rows)
        )

    @property
    def share(self) -> float:
        """How much of everything is done, 0..1; cancelled and failed films count as done."""
        counted = [row.share if row.state in _OPEN else 1.0 for row in self._rows]
        return sum(counted) / len(counted) if counted else 0.0

    @property
    def eta(self) -> float | None:
        """Seconds until everything is made, from what the films so far took; None while unknown."""
        left = [row for row in self._rows if row.state in _OPEN]
        taken = [row.elapsed for row in self._rows if row.state == "done" and row.elapsed > 0]
        running = next((row for row in left if row.state == "running"), None)
        if running is not None and running.eta is not None:
            taken.append(running.elapsed + running.eta)
        if not left or not taken:
            return None
        each = sum(taken) / len(taken)
        waiting = sum(1.0 - row.share for row in left if row is not running)
        now = running.eta if running is not None and running.eta is not None else 0.0
        return now + each * waiting

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after every change until the returned function is called."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    # -- changing ---------------------------------------------------------------------------------

    def add(
        self,
        episode_ids: Iterable[EpisodeId],
        presets: Sequence[str],
        choice: ExportChoice | None = None,
        folder: Path | None = None,
        pattern: str = "",
        in_parts: bool = False,
    ) -> tuple[str, ...]:
        """Put every episode in every preset at the end of the queue; returns the rows' ids.

        The films go to `folder`, the project's own `deliveries` when there is none, named after `pattern` (as
        `export.naming` says; empty: the usual names). With `in_parts` an episode that is longer than a platform
        takes becomes several films. Films of one episode stand together, so that presets of the same picture find
        each other's pieces.

        Raises:
            NotFound: there is no such episode or preset.
            RuleBroken: an episode has no shots.
            BadInput: the pattern would not do.
            DiskTrouble: the queue cannot be kept.
        """
        base = choice or ExportChoice()
        films = self._batch.films(episode_ids, presets, base, folder, pattern, in_parts)
        made = [
            SeasonRow(
                id=mint("film"),
                episode_id=episode.id,
                episode_number=episode.number,
                choice=wanted,
                out=wanted.out or Path(),
            )
            for episode, wanted in films
        ]
        self._rows += made
        self._changed()
        self._go_on()
        return tuple(row.id for row in made)

    def problems(self, pattern: str) -> str:
        """Why a pattern of names would not do, in one sentence; empty when it would."""
        return next(iter(naming.problems(pattern)), "")

    def example(self, pattern: str, episode_id: EpisodeId, preset: str) -> str:
        """The name that a pattern gives an episode in a preset.

        Raises:
            BadInput: the pattern would not do.
        """
        return self._batch.example(pattern, episode_id, preset)

    def pause(self) -> None:
        """Stop the film in work; its pieces stay, and it waits for `resume`."""
        self.paused = True
        self._stop("waiting")
        self._changed()

    def resume(self) -> None:
        """Go on with the first film that waits."""
        self.paused = self.interrupted = False
        self._changed()
        self._go_on()

    def cancel(self, row_id: str) -> None:
        """Do not make a film; one in work is stopped and leaves no half file."""
        row = self._row(row_id)
        if row.state == "running":
            self._stop("cancelled")
        elif row.state == "waiting":
            self._put(row, state="cancelled", eta=None)
        self._changed()
        self._go_on()

    def retry(self, row_id: str) -> None:
        """Let a film that failed or was cancelled wait once more."""
        row = self._row(row_id)
        if row.state in ("failed", "cancelled"):
            self._put(row, state="waiting", share=0.0, error="", fix="", eta=None)
        self._changed()
        self._go_on()

    def remove(self, row_id: str) -> None:
        """Take a row off the queue; a finished film's file stays."""
        row = self._row(row_id)
        if row.state == "running":
            self._stop("cancelled")
        self._rows = [held for held in self._rows if held.id != row_id]
        self._changed()
        self._go_on()

    def move(self, row_id: str, after: str | None) -> None:
        """Put a row behind another, None: first."""
        row = self._row(row_id)
        rest = [held for held in self._rows if held.id != row_id]
        place = 0 if after is None else [held.id for held in rest].index(self._row(after).id) + 1
        self._rows = [*rest[:place], row, *rest[place:]]
        self._changed()

    def clear_done(self) -> None:
        """Take everything off that is over."""
        self._rows = [row for row in self._rows if row.state in _OPEN]
        self._changed()

    def wait(self, row_ids: Sequence[str], cancelled: Cancelled = never) -> None:
        """Stay until these films are over: how a terminal waits. Stopping leaves them waiting on the disk.

        Raises:
            Cancelled: `cancelled()` became true first.
        """
        try:
            stay_until(
                self._services,
                lambda: all(self._row(one).state not in _OPEN for one in row_ids),
                cancelled,
            )
        except FenjingError:
            self.pause()
            raise

    def close(self) -> None:
        """Stop the film in work; the queue on the disk says that it waits."""
        running = self._job is not None
        self._stop("waiting")
        self._listeners.clear()
        if running:
            self._keep()

    # -- working ----------------------------------------------------------------------------------

    def _go_on(self) -> None:
        if self._job is not None or self.paused:
            return
        row = next((one for one in self._rows if one.state == "waiting"), None)
        if row is None:
            return
        try:
            order = self._rendering.order(row.episode_id, row.choice)
        except FenjingError as error:
            self._failed(row.id, error)
            return
        self._begun = time.monotonic()
        self._put(row, state="running", stage="", eta=None, error="", fix="")
        self._changed()
        self._job = self._services.runner.run(
            delivered.work_of(order),
            lambda made: self._done(row.id, order, made),
            lambda error: self._failed(row.id, error),
            lambda share, stage: self._told(row.id, share, stage),
        )

    def _told(self, row_id: str, share: float, stage: str) -> None:
        elapsed = time.monotonic() - self._begun
        eta = elapsed * (1 - share) / share if share > _KNOWN_AFTER and elapsed > 1 else None
        row = self._row(row_id)
        self._put(row, share=max(row.share, share), stage=stage, eta=eta, elapsed=elapsed)
        self._tell()

    def _done(self, row_id: str, order: Order, made: Made) -> None:
        self._job = None
        row = self._row(row_id)
        try:
            kept = delivered.keep(self._workspace, self._services, order, made)
        except FenjingError as error:
            self._failed(row_id, error)
            return
        elapsed = time.monotonic() - self._begun
        self._put(
            row, state="done", share=1.0, eta=None, elapsed=elapsed, delivery_id=kept.delivery.id
        )
        self._changed()
        self._go_on()

    def _failed(self, row_id: str, error: Exception) -> None:
        self._job = None
        fix = ""
        message = N_("Something inside Fenjing broke.")
        if isinstance(error, FenjingError):
            message, fix = error.message, error.fix
        else:
            _log.error("a film of the queue failed", exc_info=error)
        self._put(self._row(row_id), state="failed", eta=None, error=message, fix=fix)
        self._changed()
        self._go_on()

    def _stop(self, state: RowState) -> None:
        """Stop the film in work and say what becomes of its row."""
        if self._job is None:
            return
        self._job.cancel()
        self._job = None
        for row in self._rows:
            if row.state == "running":
                self._put(row, state=state, eta=None, stage="")

    def _row(self, row_id: str) -> SeasonRow:
        for row in self._rows:
            if row.id == row_id:
                return row
        raise NotFound(N_("This film is no longer in the queue."))

    def _put(self, row: SeasonRow, **fields: object) -> None:
        place = [held.id for held in self._rows].index(row.id)
        self._rows[place] = self._rows[place].model_copy(update=fields)

    def _changed(self) -> None:
        self._keep()
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()

    def _keep(self) -> None:
        """Write the queue; a project open for reading only keeps none."""
        if self._workspace.read_only:
            return
        text = _Kept(paused=self.paused, rows=tuple(self._rows)).model_dump_json(indent=1)
        part = self._file.with_name(f".{_FILE}.part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(text, encoding="utf-8")
            part.replace(self._file)
        except OSError as trouble:
            raise DiskTrouble(
                N_("The queue of films cannot be kept: {why}.").format(why=trouble.strerror),
                N_("Make room on the disk."),
            ) from trouble


def _read(path: Path) -> _Kept:
    """What was kept; an empty queue when there is none or it cannot be read."""
    try:
        return _Kept.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return _Kept()
    except (OSError, ValidationError) as trouble:
        _log.warning("the queue of films cannot be read and begins anew: %s", trouble)
        return _Kept()
