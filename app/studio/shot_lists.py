"""Shot lists that come in: read on the pool, compared here, taken over as one undo step after a look."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.commands import shots as shot_commands
from app.commands.edit import Edit
from app.domain.changes import Changes
from app.domain.entity import Value
from app.domain.ids import EpisodeId, SceneId, ShotId
from app.domain.script import Diagnostic, Scene
from app.domain.shots import Shot
from app.domain.wording import N_
from app.errors import BadInput, DiskTrouble
from app.jobs.runner import Job
from app.planning import shot_list as planning
from app.planning.shot_list import ListDiff, Listed, ListRow
from app.screenplay import shot_list as reading
from app.screenplay.shot_list import ListColumn, ShotTable
from app.studio.cut_data import lengths
from app.studio.rendering import Rendering
from app.studio.services import Services
from app.studio.workspace import Workspace

_DIGITS = re.compile(r"^\d+$")


class ShotListPreview(Value):
    """What a list says, and what accepting it would do."""

    path: Path
    encoding: str
    columns: tuple[ListColumn, ...]
    rows: tuple[ListRow, ...]
    remarks: tuple[Diagnostic, ...]

    def count(self, kind: planning.Kind) -> int:
        """How many rows of one kind."""
        return sum(1 for row in self.rows if row.kind == kind)

    @property
    def is_empty(self) -> bool:
        """True when accepting it would change nothing."""
        return ListDiff(rows=self.rows).is_empty


class ShotLists:
    """Brings shot lists into one open project."""

    def __init__(self, workspace: Workspace, services: Services, rendering: Rendering) -> None:
        self._workspace = workspace
        self._services = services
        self._rendering = rendering

    def read(
        self, path: Path, episode_id: EpisodeId | None = None, encoding: str | None = None
    ) -> ShotListPreview:
        """Read and compare a list; with `episode_id` only that episode's scenes are meant.

        Raises:
            BadInput, MalformedScript: it is no shot list.
            DiskTrouble: it cannot be opened.
        """
        return self._preview(path, _table(path, encoding), episode_id)

    def start_read(
        self,
        path: Path,
        done: Callable[[ShotListPreview], None],
        failed: Callable[[Exception], None],
        episode_id: EpisodeId | None = None,
        encoding: str | None = None,
    ) -> Job:
        """As `read`, with the file read in the background."""
        return self._services.runner.run(
            lambda _progress: _table(path, encoding),
            lambda table: done(self._preview(path, table, episode_id)),
            failed,
        )

    def accept(
        self, preview: ShotListPreview, *, leave_out_missing: bool = False, origin: str = ""
    ) -> Changes:
        """Take a list over as one undo step; shots it does not name stay, or are left out of the film.

        Raises:
            ReadOnly, NotFound: nothing was changed.
        """

        def step(edit: Edit) -> None:
            _accept(edit, preview.rows, leave_out_missing=leave_out_missing)

        return self._workspace.do_all(N_("Import shot list"), [step], origin=origin)

    def _preview(
        self, path: Path, table: ShotTable, episode_id: EpisodeId | None
    ) -> ShotListPreview:
        workspace = self._workspace
        episodes = [one for one in workspace.episodes() if episode_id in (None, one.id)]
        if not episodes:
            raise BadInput(N_("The project has no episodes yet."), N_("Import a script first."))
        scenes: list[Scene] = []
        shots: list[Shot] = []
        shown: dict[ShotId, int] = {}
        for episode in episodes:
            scenes += workspace.scenes(episode.id)
            shots += [row.shot for row in workspace.board_rows(episode.id)]
            shown |= lengths(self._rendering.timeline(episode.id))
        found = planning.diff(
            [Listed(line=row.line, fields=row.fields) for row in table.rows],
            scenes,
            shots,
            workspace.cast(),
            workspace.project.fps,
            workspace.file.queries.takes_by_shot(),
            shown,
        )
        return ShotListPreview(
            path=path,
            encoding=table.encoding,
            columns=table.columns,
            rows=found.rows,
            remarks=(*table.diagnostics, *found.remarks),
        )


def _table(path: Path, encoding: str | None) -> ShotTable:
    try:
        if path.stat().st_size > reading.LARGEST:
            raise BadInput(
                N_("This file is too large to be a shot list."), N_("Open a smaller file.")
            )
        data = path.read_bytes()
    except OSError as trouble:
        raise DiskTrouble(
            N_("{name} cannot be read: {why}.").format(name=path.name, why=trouble.strerror),
            N_("Check that the file is there and may be read."),
        ) from trouble
    return reading.read(data, encoding)


def _accept(edit: Edit, rows: tuple[ListRow, ...], *, leave_out_missing: bool) -> None:
    last: dict[SceneId, ShotId | None] = {}
    for row in rows:
        shot_id, scene_id = row.shot_id, row.scene_id
        if row.kind == "missing":
            if leave_out_missing and shot_id is not None:
                shot_commands.edit_shots(edit, [shot_id], status="omitted")
            continue
        if row.kind == "add" and scene_id is not None:
            shot_id = _added(edit, scene_id, last.get(scene_id), row)
        elif row.kind == "changed" and shot_id is not None:
            _free_lines(edit, scene_id, row.values, shot_id)
            shot_commands.edit_shots(edit, [shot_id], **row.values)
        if scene_id is not None:
            last[scene_id] = shot_id


def _added(edit: Edit, scene_id: SceneId, after: ShotId | None, row: ListRow) -> ShotId:
    siblings = edit.all(Shot, scene_id=scene_id)
    number = row.number
    if _DIGITS.match(number) and row.scene:
        number = f"{row.scene}-{int(number):02d}"
    values: dict[str, Any] = dict(row.values)
    if number and number not in {shot.number for shot in siblings}:
        values["number"] = number
    if "length" in values:
        values["locked_length"] = True
    _free_lines(edit, scene_id, values, None)
    return shot_commands.add_shot(edit, scene_id, after, **values)


def _free_lines(
    edit: Edit, scene_id: SceneId | None, values: dict[str, Any], owner: ShotId | None
) -> None:
    """A line is spoken in one shot only: whoever had it gives it up."""
    wanted = set(values.get("lines", ()))
    if not wanted or scene_id is None:
        return
    for shot in edit.all(Shot, scene_id=scene_id):
        if shot.id != owner and wanted & set(shot.lines):
            edit.change(
                Shot,
                shot.id,
                lines=tuple(line for line in shot.lines if line not in wanted),
                covers=tuple(one for one in shot.covers if one not in wanted),
            )
