"""What goes out: the cut of an episode, its frames and sound for looking at it, and the finished file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from app.domain.cast import CastEntry
from app.domain.ids import EpisodeId
from app.domain.media import MediaRef
from app.domain.script import Episode
from app.domain.shots import Shot
from app.domain.takes import Take, VoiceTake, counting
from app.domain.timeline import Timeline
from app.export import presets
from app.export.presets import Preset
from app.jobs.runner import Job, Progress
from app.media import frames, sound
from app.planning import rough_cut
from app.studio import delivered, delivery_facts, orders
from app.studio.covers import Covers
from app.studio.delivered import Delivered
from app.studio.orders import ExportChoice, Order
from app.studio.preview import FrameSource
from app.studio.recipes import Recipes
from app.studio.report import Cancelled, Report, never, quiet
from app.studio.services import Services
from app.studio.slates import Slates
from app.studio.waiting import finish
from app.studio.workspace import Workspace

__all__ = ["Delivered", "ExportChoice", "Rendering"]


class Rendering:
    """Looks at the cut of an open project and makes files of it."""

    def __init__(self, workspace: Workspace, services: Services) -> None:
        self._workspace = workspace
        self._services = services
        self._recipes = Recipes(workspace, services)
        self.covers = Covers(services, lambda cut: self.frame_source(cut, proxies=False))

    def close(self) -> None:
        """Nothing is held open between calls."""

    # -- the cut ----------------------------------------------------------------------------------

    def timeline(self, episode_id: EpisodeId) -> Timeline:
        """The cut of an episode as it follows from its shots, picks, trims, voices and music."""
        workspace = self._workspace
        takes = workspace.file.queries.takes_of(episode_id)
        by_shot: dict[str, list[Take]] = {}
        for take in takes:
            by_shot.setdefault(take.shot_id, []).append(take)
        shots: list[Shot] = []
        for row in workspace.board_rows(episode_id):
            counted = counting(row.shot.pick, by_shot.get(row.shot.id, ()))
            pick = counted.id if counted else None
            shots.append(row.shot.model_copy(update={"pick": pick}))
        return rough_cut.assemble(
            workspace.project,
            workspace.get(Episode, episode_id),
            workspace.scenes(episode_id),
            shots,
            takes,
            workspace.all(VoiceTake),
            cast=workspace.all(CastEntry),
        )

    def media(self, timeline: Timeline) -> dict[str, Path]:
        """The files of a cut that are there, by hash."""
        refs: list[MediaRef] = [clip.media for clip in timeline.pictures if clip.media]
        refs += [clip.media for clip in timeline.sounds]
        found = {ref.sha256: self._workspace.media_path(ref) for ref in refs}
        return {sha: path for sha, path in found.items() if path is not None}

    def frame_source(self, timeline: Timeline, *, proxies: bool = True) -> FrameSource:
        """A reader of the cut's frames; use it on one worker thread and close it there.

        Films are read from their small proxies where those were made already, without `proxies` from the originals.
        """
        found = self.media(timeline)
        for clip in timeline.pictures:
            if proxies and clip.media and clip.media.kind == "video":
                proxy = self._workspace.file.assets.cache_path("proxies", clip.media.sha256, ".mp4")
                if proxy.is_file():
                    found[clip.media.sha256] = proxy
        return FrameSource(timeline, found, self._slates(timeline, found).image)

    def _slates(self, timeline: Timeline, found: dict[str, Path]) -> Slates:
        """What the cards of clips without a film have to show."""
        pictures = {
            clip.shot_id: self._recipes.picture(clip.shot_id)
            for clip in timeline.pictures
            if clip.shot_id and (clip.media is None or clip.media.sha256 not in found)
        }
        return Slates(pictures, timeline.fps, self._workspace.project.language)

    def make_proxies(self, timeline: Timeline, done: Callable[[], None]) -> Job:
        """Make the small copies that scrub fast, in the background; those that exist are left."""
        assets = self._workspace.file.assets
        wanted: dict[str, tuple[Path, Path]] = {}
        for clip in timeline.pictures:
            if clip.media is None or clip.media.kind != "video":
                continue
            source = self._workspace.media_path(clip.media)
            target = assets.cache_path("proxies", clip.media.sha256, ".mp4")
            if source is not None and not target.is_file() and not self._workspace.read_only:
                wanted[clip.media.sha256] = (source, target)

        def work(progress: Progress) -> None:
            for source, target in wanted.values():
                progress.check()
                frames.proxy(source, target, cancelled=progress.cancelled)

        return self._services.runner.run(work, lambda _none: done(), lambda _error: done())

    def preview_sound(
        self,
        timeline: Timeline,
        done: Callable[[Path | None], None],
        failed: Callable[[Exception], None],
    ) -> Job:
        """Mix the cut's sound into a cached WAV as long as the cut; None when it has no sound."""
        found = self.media(timeline)
        heard = tuple(clip for clip in timeline.sounds if clip.media.sha256 in found)
        asked = json.dumps([clip.model_dump(mode="json") for clip in heard], sort_keys=True)
        digest = hashlib.sha256(f"{timeline.fps}|{timeline.length}|{asked}".encode()).hexdigest()
        out = self._workspace.file.assets.cache_path("mixes", digest, ".wav")

        def work(progress: Progress) -> Path | None:
            if not heard or not timeline.length:
                return None
            if not out.is_file():
                part = out.with_suffix(".part.wav")
                sound.mixdown(
                    heard,
                    timeline.fps,
                    timeline.length,
                    part,
                    lambda ref: found[ref.sha256],
                    report=progress.report,
                    cancelled=progress.cancelled,
                )
                part.replace(out)
            return out

        return self._services.runner.run(work, done, failed)

    def peaks(
        self,
        ref: MediaRef,
        buckets: int,
        done: Callable[[list[tuple[float, float]]], None],
        failed: Callable[[Exception], None],
    ) -> Job | None:
        """The waveform of a sound, lowest and highest of each bucket, -1..1; None when the file is missing."""
        path = self._workspace.media_path(ref)
        if path is None:
            return None

        def work(_progress: Progress) -> list[tuple[float, float]]:
            return [(float(low), float(high)) for low, high in sound.peaks(path, buckets)]

        return self._services.runner.run(work, done, failed)

    # -- the file ---------------------------------------------------------------------------------

    def presets(self) -> tuple[Preset, ...]:
        """Every kind of delivery, the master of this project's shape first."""
        aspect = self._workspace.project.aspect
        found = presets.all_presets()
        return tuple(sorted(found, key=lambda one: (one.platform != "", one.aspect != aspect)))

    def suggested_path(
        self, episode_id: EpisodeId, preset: str = "", *, clean: bool = False
    ) -> Path:
        """Where an export goes unless told otherwise: `deliveries/` in the project folder."""
        choice = ExportChoice(preset=preset, clean=clean)
        return orders.suggested_path(self._workspace, episode_id, choice)

    def export(
        self,
        episode_id: EpisodeId,
        choice: ExportChoice | None = None,
        *,
        preset: str = "",
        out: Path | None = None,
        report: Report = quiet,
        cancelled: Cancelled = never,
    ) -> Delivered:
        """Render an episode and stay until the file is there, probed and found right.

        Raises:
            RuleBroken: the episode has no shots.
            NotFound, BadInput, Damaged, DiskTrouble, Cancelled: as `export.movie.render`; no file was left.
        """
        order = self.order(episode_id, choice or ExportChoice(preset=preset, out=out))
        made = finish(self._services, delivered.work_of(order), report, cancelled)
        return delivered.keep(self._workspace, self._services, order, made)

    def start_export(
        self,
        episode_id: EpisodeId,
        choice: ExportChoice,
        done: Callable[[Delivered], None],
        failed: Callable[[Exception], None],
        report: Report = quiet,
    ) -> Job:
        """As `export`, in the background; the job's `cancel` leaves no half file.

        Raises:
            RuleBroken: the episode has no shots.
        """
        order = self.order(episode_id, choice)
        keep = delivered.keep
        return self._services.runner.run(
            delivered.work_of(order),
            lambda made: done(keep(self._workspace, self._services, order, made)),
            failed,
            report,
        )

    def order(self, episode_id: EpisodeId, choice: ExportChoice) -> Order:
        """Everything that making a delivery needs, gathered now.

        Raises:
            RuleBroken: the episode has no shots.
            NotFound: there is no such preset.
        """
        workspace, services = self._workspace, self._services
        timeline = orders.cut_of_part(self.timeline(episode_id), choice)
        media = self.media(timeline)
        job = orders.job_of(workspace, episode_id, choice, timeline, media, services)
        facts, known = delivery_facts.gather(workspace, self._recipes, episode_id, choice, timeline)
        return Order(
            episode_id=episode_id,
            choice=choice,
            job=job,
            slates=self._slates(timeline, media),
            facts=facts,
            known=known,
            farm=services.settings.current.farm if choice.farm is None else choice.farm,
        )
