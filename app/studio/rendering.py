"""What goes out: the cut of an episode, its frames and sound for looking at it, and the finished file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from app import paths
from app.commands import deliveries as delivery_commands
from app.domain.cast import CastEntry
from app.domain.deliveries import Delivery
from app.domain.entity import Value
from app.domain.ids import DeliveryId, EpisodeId, mint
from app.domain.media import MediaRef
from app.domain.project import LabelChoice
from app.domain.script import Episode
from app.domain.shots import Shot
from app.domain.takes import Take, VoiceTake, counting
from app.domain.timeline import Timeline
from app.domain.wording import N_
from app.errors import DiskTrouble, RuleBroken
from app.export import captions, movie, presets
from app.export.plan import Fit
from app.export.presets import Preset
from app.jobs.runner import Job, Progress
from app.media import frames, sound
from app.planning import rough_cut
from app.studio.covers import Covers
from app.studio.preview import FrameSource
from app.studio.recipes import Recipes
from app.studio.report import Cancelled, Report, never, quiet
from app.studio.reviewing import Finding
from app.studio.services import Services
from app.studio.slates import Slates
from app.studio.waiting import finish
from app.studio.workspace import Workspace


class Delivered(Value):
    """A finished file, the captions beside it, and what was found when it was read back."""

    delivery: Delivery
    captions: Path | None = None
    findings: tuple[Finding, ...] = ()
    loudness: float
    pieces: int
    pieces_made: int
    elapsed: float


class ExportChoice(Value):
    """What a person can choose for one export; empty preset means the master of the project's shape."""

    preset: str = ""
    out: Path | None = None
    burn_captions: bool = True
    write_srt: bool = True
    fit: Fit = "blur"
    label: LabelChoice | None = None


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
        return tuple(sorted(presets.all_presets(), key=lambda preset: preset.aspect != aspect))

    def suggested_path(self, episode_id: EpisodeId, preset: str = "") -> Path:
        """Where an export goes unless told otherwise: `deliveries/` in the project folder."""
        workspace = self._workspace
        episode = workspace.get(Episode, episode_id)
        chosen = self._preset(preset)
        size = "x".join(str(side) for side in chosen.size(*self._shape()))
        title = _file_name(workspace.project.title)
        return workspace.folder / "deliveries" / f"{title}_E{episode.number:02d}_{size}.mp4"

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
        chosen = choice or ExportChoice(preset=preset, out=out)
        job = self._job(episode_id, chosen)
        work = _working(job, self._slates(job.timeline, job.media))
        rendered = finish(self._services, work, report, cancelled)
        return self._keep(episode_id, chosen, job, rendered)

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
        job = self._job(episode_id, choice)
        return self._services.runner.run(
            _working(job, self._slates(job.timeline, job.media)),
            lambda rendered: done(self._keep(episode_id, choice, job, rendered)),
            failed,
            report,
        )

    def _shape(self) -> tuple[int, int]:
        from app.domain.project import FULL_SIZE

        return FULL_SIZE[self._workspace.project.aspect]

    def _preset(self, name: str) -> Preset:
        if name:
            return presets.preset(name)
        return presets.master_for(self._workspace.project.aspect)

    def _job(self, episode_id: EpisodeId, choice: ExportChoice) -> movie.RenderJob:
        workspace = self._workspace
        timeline = self.timeline(episode_id)
        if not timeline.pictures:
            raise RuleBroken(
                N_("The episode has no shots yet."), N_("Make shots from the script first.")
            )
        episode = workspace.get(Episode, episode_id)
        out = choice.out or self.suggested_path(episode_id, choice.preset)
        return movie.RenderJob(
            timeline=timeline,
            preset=self._preset(choice.preset),
            out=out.absolute(),
            cache=workspace.folder / "cache" / "pieces",
            fonts=paths.resource("fonts"),
            media=self.media(timeline),
            label=choice.label or workspace.project.label,
            title=f"{workspace.project.title} {episode.number}",
            fit=choice.fit,
            burn_captions=choice.burn_captions,
        )

    def _keep(
        self,
        episode_id: EpisodeId,
        choice: ExportChoice,
        job: movie.RenderJob,
        made: movie.Rendered,
    ) -> Delivered:
        subtitles = self._write_srt(job) if choice.write_srt and job.timeline.captions else None
        delivery = Delivery(
            id=DeliveryId(mint("delivery")),
            episode_id=episode_id,
            preset=job.preset.id,
            path=str(made.path),
            sha256=made.sha256,
            size=made.size,
            seconds=made.seconds,
            width=made.width,
            height=made.height,
            label_found=made.label_found,
            created_at=self._services.now(),
        )
        self._workspace.add_in_background(
            N_("Delivery finished"), [lambda edit: delivery_commands.add_delivery(edit, delivery)]
        )
        findings = [
            Finding(
                severity="info" if found.severity == "ok" else found.severity,
                message=found.message,
                code=found.code,
            )
            for found in made.findings
        ]
        if made.missing_glyphs:
            message = N_("The caption font cannot draw: {glyphs}").format(
                glyphs=" ".join(made.missing_glyphs)
            )
            findings.append(Finding(severity="warning", message=message, code="glyphs"))
        return Delivered(
            delivery=delivery,
            captions=subtitles,
            findings=tuple(findings),
            loudness=made.loudness,
            pieces=made.pieces,
            pieces_made=made.pieces_made,
            elapsed=made.elapsed,
        )

    def _write_srt(self, job: movie.RenderJob) -> Path:
        target = job.out.with_suffix(".srt")
        part = target.with_suffix(".srt.part")
        try:
            part.write_text(
                captions.to_srt(job.timeline.captions, job.timeline.fps), encoding="utf-8"
            )
            part.replace(target)
        except OSError as trouble:
            raise DiskTrouble(
                N_("The film is finished, but its captions could not be written beside it."),
                N_("Make room on the disk and export again; only the captions are missing."),
            ) from trouble
        return target


def _working(job: movie.RenderJob, slates: Slates) -> Callable[[Progress], movie.Rendered]:
    def work(progress: Progress) -> movie.Rendered:
        def told(at: movie.RenderProgress) -> None:
            progress.report(at.fraction, at.stage)

        return movie.render(job, told, progress.cancelled, slates.png)

    return work


def _file_name(title: str) -> str:
    """A title as part of a file name that every system takes."""
    kept = "".join("_" if char in '<>:"/\\|?*' or ord(char) < 32 else char for char in title)
    return kept.strip(" .")[:60] or "episode"
