"""The continuity report of one project: what the plan tells at once, and what has to be seen in the pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from app.domain.cast import CastEntry, Look
from app.domain.ids import EpisodeId, ShotId
from app.domain.media import MediaRef
from app.domain.script import Scene
from app.domain.shots import Shot
from app.domain.takes import Take, counting
from app.jobs.runner import Job, Progress
from app.media import likeness
from app.planning import consistency, wardrobe
from app.planning.chains import shown_frame
from app.planning.consistency import Finding
from app.planning.looks import Wardrobe
from app.store.assets import Assets
from app.studio import measures
from app.studio.services import Services
from app.studio.waiting import finish
from app.studio.workspace import Workspace

#: Frames further apart than this are not the same moment; grain and compression stay far below.
_JOIN_MOST: Final = 0.16
#: Two pictures of one scene less apart than this in colour are never called a jump.
_COLOR_LEAST: Final = 0.45

Place = tuple[MediaRef, int]


class Continuity:
    """Reports of one project; the window uses `planned` at once and `start_report` for the rest."""

    def __init__(self, workspace: Workspace, services: Services) -> None:
        self._workspace = workspace
        self._services = services

    def planned(self, episode_id: EpisodeId | None = None) -> tuple[Finding, ...]:
        """What the plan alone tells, of one episode or of all; quick, looks at no picture."""
        workspace = self._workspace
        cast = {entry.id: entry for entry in workspace.all(CastEntry)}
        looks = workspace.all(Look)
        closet = Wardrobe(looks, workspace.file.queries.scene_order())
        drawn = frozenset(
            card.id for card in self._services.catalog.cards if card.kind == "offline"
        )
        everything = [scene for one in workspace.episodes() for scene in workspace.scenes(one.id)]
        found: list[Finding] = list(consistency.files_missing(looks, cast, self._missing(looks)))
        for episode in self._episodes(episode_id):
            shots, counted = self._shots(episode)
            scenes = {scene.id: scene for scene in workspace.scenes(episode)}
            found.extend(consistency.chosen_out_of_range(shots, cast, closet))
            found.extend(consistency.without_pictures(shots, cast, closet))
            found.extend(consistency.not_sent(shots, counted, cast, closet, drawn))
            found.extend(consistency.named_but_absent(shots, scenes, list(cast.values())))
        return (*self._worn(everything, looks, list(cast.values()), episode_id), *found)

    def report(self, episode_id: EpisodeId | None = None) -> tuple[Finding, ...]:
        """Everything: `planned`, then cuts whose frames do not join or jump in colour."""
        planned = self.planned(episode_id)
        return (*planned, *finish(self._services, self._looking(episode_id)))

    def start_report(
        self,
        done: Callable[[tuple[Finding, ...]], None],
        failed: Callable[[Exception], None],
        *,
        episode_id: EpisodeId | None = None,
        progress: Callable[[float, str], None] | None = None,
    ) -> Job:
        """As `report`, on the pool; what was measured before takes no time."""
        planned = self.planned(episode_id)
        return self._services.runner.run(
            self._looking(episode_id), lambda seen: done((*planned, *seen)), failed, progress
        )

    def _looking(self, episode_id: EpisodeId | None) -> Callable[[Progress], tuple[Finding, ...]]:
        """Everything only this thread may read, and the work that looks at pictures on any thread."""
        fps = self._workspace.project.fps
        pairs: list[tuple[Shot, Shot, Place, Place]] = []
        for episode in self._episodes(episode_id):
            shots, counted = self._shots(episode)
            for one, two in consistency.neighbours(shots, counted):
                before, after = counted[one.id], counted[two.id]
                end = (before.media, shown_frame(one, before, fps, last=True))
                start = (after.media, shown_frame(two, after, fps, last=False))
                pairs.append((one, two, end, start))
        assets = self._workspace.file.assets

        def work(progress: Progress) -> tuple[Finding, ...]:
            found: list[Finding] = []
            jumps: list[tuple[Shot, Shot, float]] = []
            for number, (one, two, end, start) in enumerate(pairs):
                progress.check()
                if two.chain != "none" or one.ends_on_next:
                    away = measures.joined(assets, end, start)
                    if away is not None and away > _JOIN_MOST:
                        found.append(consistency.no_join(one, two))
                elif two.transition.kind == "cut":
                    jump = _color(assets, end, start)
                    jumps += [(one, two, jump)] if jump is not None else []
                progress.report((number + 1) / max(len(pairs), 1))
            return (*found, *_jumps(jumps))

        return work

    def _worn(
        self,
        scenes: Sequence[Scene],
        looks: Sequence[Look],
        cast: Sequence[CastEntry],
        episode_id: EpisodeId | None,
    ) -> tuple[Finding, ...]:
        """Gaps and overlaps of the wardrobe, of the scenes that are asked about."""
        workspace = self._workspace
        shots = [
            shot for one in workspace.episodes() for shot in workspace.file.queries.shots_of(one.id)
        ]
        rows = wardrobe.timeline(cast, looks, scenes, shots)
        dressed = {look.cast_id for look in looks}
        asked = {scene.id for scene in scenes if episode_id in (None, scene.episode_id)}
        return tuple(
            Finding(
                kind="wardrobe",
                text=warning.text,
                cast_id=warning.cast_id,
                look_id=warning.looks[0] if warning.looks else None,
                scene_id=warning.scenes[0] if warning.scenes else None,
            )
            for warning in wardrobe.warnings(rows, looks, scenes)
            if warning.cast_id in dressed and (not warning.scenes or asked & set(warning.scenes))
        )

    def _episodes(self, episode_id: EpisodeId | None) -> list[EpisodeId]:
        if episode_id is not None:
            return [episode_id]
        return [episode.id for episode in self._workspace.episodes()]

    def _shots(self, episode_id: EpisodeId) -> tuple[list[Shot], dict[ShotId, Take]]:
        """The shots that are in the film, in story order, and the take that counts of each."""
        queries = self._workspace.file.queries
        shots = [
            shot
            for shot in queries.shots_of(episode_id)
            if not shot.orphaned and shot.status != "omitted"
        ]
        takes: dict[ShotId, list[Take]] = {}
        for take in queries.takes_of(episode_id):
            takes.setdefault(take.shot_id, []).append(take)
        counted = {shot.id: counting(shot.pick, takes.get(shot.id, ())) for shot in shots}
        return shots, {shot: take for shot, take in counted.items() if take is not None}

    def _missing(self, looks: Sequence[Look]) -> frozenset[str]:
        pinned = {each.media.sha256: each.media for look in looks for each in look.references}
        return frozenset(
            sha for sha, media in pinned.items() if self._workspace.media_path(media) is None
        )


def _color(assets: Assets, end: Place, start: Place) -> float | None:
    one = measures.described(assets, *end, whole=True)
    two = measures.described(assets, *start, whole=True)
    if one is None or two is None:
        return None
    return float(likeness.distances(one[0], two[:1])[0])


def _jumps(measured: Sequence[tuple[Shot, Shot, float]]) -> tuple[Finding, ...]:
    flags = likeness.outliers([away for _, _, away in measured])
    return tuple(
        consistency.color_jump(one, two)
        for (one, two, away), flag in zip(measured, flags, strict=True)
        if flag and away > _COLOR_LEAST
    )
