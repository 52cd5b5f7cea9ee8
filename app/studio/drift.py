"""Seeing drift: every pick of a character or a place in story order beside its sheet, the odd ones flagged.

Colours are measured here (`media.likeness`): no network, nothing paid. What was measured of a frame is kept by the
hash of its file.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from pydantic import Field

from app.domain.cast import CastEntry, Look, Reference
from app.domain.entity import Value
from app.domain.ids import CastId, EpisodeId, LookId, SceneId, ShotId, TakeId
from app.domain.media import MediaRef
from app.domain.script import Scene
from app.domain.shots import Shot
from app.domain.takes import Take
from app.jobs.runner import Job, Progress
from app.media import frames, likeness
from app.media.likeness import Floats
from app.media.sheets import Box, cut
from app.planning.chains import shown_frame
from app.planning.looks import Wardrobe, place_of
from app.studio import measures
from app.studio.services import Services
from app.studio.waiting import finish
from app.studio.workspace import Workspace

_log = logging.getLogger(__name__)
_QUALITY: Final = 86


class StripCrop(Value):
    """One pick on the strip: where it is, which part of it was looked at, and how far it is from its sheet."""

    shot_id: ShotId
    shot_number: str
    scene_id: SceneId
    episode_id: EpisodeId
    take_id: TakeId
    media: MediaRef
    frame: int = Field(0, description="of the take's file, counted from 0")
    look_id: LookId | None = None
    look_name: str = ""
    box: tuple[float, float, float, float] = Field(
        (0.0, 0.0, 1.0, 1.0), description="left, top, right, bottom as shares of the frame"
    )
    distance: float | None = Field(
        None, description="0 as on the sheet, 1 nothing in common; None: nothing to compare with"
    )
    flagged: bool = Field(default=False, description="stands out among the picks of this entry")
    missing: bool = Field(default=False, description="its file is not there or cannot be read")


class Strip(Value):
    """All picks of one entry in story order; `sheet` is what is pinned to the looks that appear."""

    cast_id: CastId
    crops: tuple[StripCrop, ...] = ()
    sheet: tuple[Reference, ...] = ()

    @property
    def flagged(self) -> tuple[StripCrop, ...]:
        """Those that stand out."""
        return tuple(crop for crop in self.crops if crop.flagged)


class Drift:
    """Strips of one project; the window uses the `start_` forms, which never block."""

    def __init__(self, workspace: Workspace, services: Services) -> None:
        self._workspace = workspace
        self._services = services

    def strip(self, cast_id: CastId) -> Strip:
        """Every pick that shows an entry, in story order, measured against the look it has there.

        Raises:
            NotFound: there is no such entry.
        """
        work = self._measuring(cast_id)
        return finish(self._services, work)

    def start_strip(
        self,
        cast_id: CastId,
        done: Callable[[Strip], None],
        failed: Callable[[Exception], None],
        progress: Callable[[float, str], None] | None = None,
    ) -> Job:
        """As `strip`, on the pool; only what was never measured takes time."""
        return self._services.runner.run(self._measuring(cast_id), done, failed, progress)

    def outline(self, cast_id: CastId) -> Strip:
        """The strip without measures, at once: to show while `start_strip` works."""
        crops, pinned = self._gathered(cast_id)
        return Strip(cast_id=cast_id, crops=tuple(crops), sheet=_flat(pinned))

    def start_crop(
        self, crop: StripCrop, height: int, done: Callable[[bytes | None], None]
    ) -> Job | None:
        """A JPEG of the part of the frame that was looked at, at most `height` pixels high; None comes without one."""
        path = self._workspace.media_path(crop.media)
        if path is None:
            done(None)
            return None
        shares = "-".join(f"{round(share * 1000)}" for share in crop.box)
        key = f"{crop.media.sha256}-{crop.frame}-{height}-{shares}"
        cached = self._workspace.file.assets.cache_path("crops", key, ".jpg")

        def failed(error: Exception) -> None:
            _log.info("no crop of %s: %s", crop.media.sha256[:12], error)
            done(None)

        return self._services.runner.run(
            lambda _progress: _jpeg(path, crop, height, cached), done, failed
        )

    def _measuring(self, cast_id: CastId) -> Callable[[Progress], Strip]:
        """Everything only this thread may read, and the work that measures on any thread."""
        crops, pinned = self._gathered(cast_id)
        whole = self._workspace.get(CastEntry, cast_id).kind == "place"
        assets = self._workspace.file.assets
        sheet = _flat(pinned)

        def work(progress: Progress) -> Strip:
            models = {
                look: [
                    found
                    for each in references
                    if (found := measures.described(assets, each.media, 0, whole=whole)) is not None
                ]
                for look, references in pinned.items()
            }
            measured: list[Floats | None] = []
            for number, crop in enumerate(crops):
                progress.check()
                measured.append(measures.described(assets, crop.media, crop.frame, whole=whole))
                progress.report((number + 1) / max(len(crops), 1))
            return Strip(
                cast_id=cast_id, crops=_judged(crops, measured, models, whole=whole), sheet=sheet
            )

        return work

    def _gathered(
        self, cast_id: CastId
    ) -> tuple[list[StripCrop], dict[LookId | None, tuple[Reference, ...]]]:
        workspace = self._workspace
        entry = workspace.get(CastEntry, cast_id)
        wardrobe = Wardrobe(workspace.all(Look), workspace.file.queries.scene_order())
        crops: list[StripCrop] = []
        worn: dict[LookId | None, tuple[Reference, ...]] = {}
        for episode in workspace.episodes():
            shown = {scene.id for scene in workspace.scenes(episode.id) if _is_in(entry, scene)}
            for row in workspace.board_rows(episode.id):
                shot = row.shot
                here = cast_id in shot.subjects or shot.scene_id in shown
                if not here or row.media is None or row.media_take is None:
                    continue
                if row.media.kind == "sound" or shot.orphaned or shot.status == "omitted":
                    continue
                look = wardrobe.worn(shot, cast_id)
                worn[look.id if look else None] = look.references if look else ()
                crops.append(
                    StripCrop(
                        shot_id=shot.id,
                        shot_number=shot.number,
                        scene_id=shot.scene_id,
                        episode_id=episode.id,
                        take_id=row.media_take,
                        media=row.media,
                        frame=self._middle(shot, row.media_take),
                        look_id=look.id if look else None,
                        look_name=look.name if look else "",
                        missing=workspace.media_path(row.media) is None,
                    )
                )
        return crops, worn

    def _middle(self, shot: Shot, take_id: TakeId) -> int:
        """The frame in the middle of what the cut shows of a take."""
        take = self._workspace.get(Take, take_id)
        fps = self._workspace.project.fps
        first = shown_frame(shot, take, fps, last=False)
        return (first + shown_frame(shot, take, fps, last=True)) // 2


def _is_in(entry: CastEntry, scene: Scene) -> bool:
    return entry.kind == "place" and place_of(scene, [entry]) is not None


def _flat(pinned: dict[LookId | None, tuple[Reference, ...]]) -> tuple[Reference, ...]:
    return tuple(dict.fromkeys(each for references in pinned.values() for each in references))


def _judged(
    crops: Sequence[StripCrop],
    measured: Sequence[Floats | None],
    models: dict[LookId | None, list[Floats]],
    *,
    whole: bool,
) -> tuple[StripCrop, ...]:
    """The crops with distance, window and flag; a look without a sheet is held against its own middle pick."""
    held = {look: found or _own_middle(look, crops, measured) for look, found in models.items()}
    judged: list[StripCrop] = []
    for crop, frame in zip(crops, measured, strict=True):
        if frame is None:
            judged.append(crop.model_copy(update={"missing": True}))
            continue
        model = held.get(crop.look_id) or []
        away, window = likeness.nearest(model, frame[:1] if whole else frame)
        update: dict[str, object] = {"box": likeness.WINDOWS[0 if whole else window]}
        if model:
            update["distance"] = round(away, 4)
        judged.append(crop.model_copy(update=update))
    known = [crop.distance for crop in judged if crop.distance is not None]
    flags = iter(likeness.outliers(known))
    return tuple(
        crop if crop.distance is None else crop.model_copy(update={"flagged": next(flags)})
        for crop in judged
    )


def _own_middle(
    look: LookId | None, crops: Sequence[StripCrop], measured: Sequence[Floats | None]
) -> list[Floats]:
    """The pick that is nearest to all others of a look; none with fewer than three."""
    own = [
        frame
        for crop, frame in zip(crops, measured, strict=True)
        if frame is not None and crop.look_id == look
    ]
    if len(own) < 3:
        return []
    rows = np.stack([frame[1] for frame in own])
    sums = [float(likeness.distances(row, rows).sum()) for row in rows]
    return [own[int(np.argmin(sums))]]


def _jpeg(path: Path, crop: StripCrop, height: int, cached: Path) -> bytes:
    try:
        if kept := cached.read_bytes():
            return kept
    except OSError:
        _log.debug("no crop is kept yet")
    image = cut(frames.still(path, crop.frame), Box(*crop.box))
    image.thumbnail((height * 4, height))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY)
    part = cached.with_suffix(f".{id(out):x}.part")
    try:
        part.write_bytes(out.getvalue())
        part.replace(cached)
    except OSError as trouble:
        _log.debug("a crop is not kept: %s", trouble)
    return out.getvalue()
