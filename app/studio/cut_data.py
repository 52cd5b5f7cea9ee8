"""An episode as the exchange formats want it: its cut with file names people recognise, and its shot list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.domain import vocabulary
from app.domain.cast import CastEntry
from app.domain.ids import EpisodeId, ShotId, TakeId
from app.domain.money import total
from app.domain.project import Language
from app.domain.review import Note
from app.domain.script import Element, Episode, Scene
from app.domain.shots import Shot, ShotStatus
from app.domain.takes import Take, counting
from app.domain.timeline import PictureClip, Timeline
from app.domain.timing import Frames, frames_of, seconds_of
from app.errors import FenjingError
from app.export.exchange.cut import Cut, Marker
from app.export.exchange.shot_list import Row, Sheet
from app.media import frames
from app.studio.rendering import Rendering
from app.studio.workspace import Workspace

_STATUS: dict[ShotStatus, tuple[str, str]] = {
    "draft": ("草稿", "Draft"),
    "ready": ("就绪", "Ready"),
    "review": ("待审", "In review"),
    "retake": ("重做", "Retake"),
    "approved": ("通过", "Approved"),
    "locked": ("锁定", "Locked"),
    "omitted": ("删去", "Omitted"),
}
_KINDS = {"dialogue": "D", "native": "N", "effect": "FX", "music": "MX"}
_PICTURE_BOX = (540, 960)


@dataclass(frozen=True)
class Frame:
    """Where a row's picture is found."""

    path: Path
    number: int


@dataclass(frozen=True)
class ListData:
    """A shot list before its pictures were read, which is slow and needs no project."""

    sheet: Sheet
    frames: Mapping[str, Frame]

    def with_pictures(self) -> Sheet:
        """The list with a picture for each shot that has one; safe on a worker thread."""
        rows = tuple(
            row.model_copy(update={"picture": _read(self.frames.get(row.shot_id))})
            for row in self.sheet.rows
        )
        return self.sheet.model_copy(update={"rows": rows})


def cut_of(workspace: Workspace, rendering: Rendering, episode_id: EpisodeId) -> Cut:
    """The episode's cut; clips go by names such as `E01_S003_T02`, notes become markers."""
    project, episode = workspace.project, workspace.get(Episode, episode_id)
    timeline = rendering.timeline(episode_id)
    numbers = {take.id: take.number for take in workspace.file.queries.takes_of(episode_id)}
    names = _picture_names(episode, timeline, numbers)
    by_shot = {
        clip.shot_id: name for clip, name in zip(timeline.pictures, names, strict=True) if name
    }
    return Cut(
        title=f"{project.title} E{episode.number:02d}",
        timeline=timeline,
        picture_names=names,
        sound_names=_sound_names(episode, timeline, by_shot),
        paths=rendering.media(timeline),
        markers=_markers(workspace, timeline),
        language=project.language,
    )


def list_of(
    workspace: Workspace,
    rendering: Rendering,
    episode_id: EpisodeId,
    language: Language | None = None,
) -> ListData:
    """The episode's shot list in story order; omitted and orphaned shots are left out."""
    episode, project = workspace.get(Episode, episode_id), workspace.project
    chosen = language or project.language
    takes: dict[ShotId, list[Take]] = {}
    for take in workspace.file.queries.takes_of(episode_id):
        takes.setdefault(take.shot_id, []).append(take)
    scenes = {scene.id: scene for scene in workspace.scenes(episode_id)}
    told = _Telling(chosen, {entry.id: entry for entry in workspace.cast()})
    rows: list[Row] = []
    pictures: dict[str, Frame] = {}
    seen = lengths(rendering.timeline(episode_id))
    for board in workspace.board_rows(episode_id):
        shot = board.shot
        if shot.orphaned or shot.status == "omitted":
            continue
        held = takes.get(shot.id, [])
        length = seen.get(shot.id, shot.length)
        seconds = seconds_of(length, project.fps)
        rows.append(told.row(shot, scenes[shot.scene_id], episode, seconds, held))
        counted = counting(shot.pick, held)
        path = workspace.media_path(counted.media) if counted else None
        if counted is not None and path is not None:
            middle = shot.trim_in + length // 2
            pictures[shot.id] = Frame(path, _source_frame(counted, middle, project.fps))
    shown = f"第 {episode.number} 集" if chosen == "zh" else f"Episode {episode.number}"
    sheet = Sheet(title=project.title, episode=shown, language=chosen, rows=tuple(rows))
    return ListData(sheet, pictures)


def _picture_names(
    episode: Episode, timeline: Timeline, numbers: Mapping[TakeId, int]
) -> tuple[str, ...]:
    names: list[str] = []
    shot = 0
    for clip in timeline.pictures:
        if clip.shot_id is None:
            names.append("")
            continue
        shot += 1
        take = f"_T{numbers.get(clip.take_id, 0):02d}" if clip.take_id else ""
        names.append(f"E{episode.number:02d}_S{shot:03d}{take}")
    return tuple(names)


def _sound_names(
    episode: Episode, timeline: Timeline, by_shot: Mapping[ShotId | None, str]
) -> tuple[str, ...]:
    names: list[str] = []
    counts: dict[str, int] = {}
    for clip in timeline.sounds:
        owner = by_shot.get(clip.shot_id, f"E{episode.number:02d}").rpartition("_T")
        base = f"{owner[0] or owner[2]}_{_KINDS[clip.kind]}"
        if clip.kind == "native":
            # The film's own sound lies in the film's own file.
            base = by_shot.get(clip.shot_id, base)
        counts[base] = counts.get(base, 0) + 1
        names.append(base if clip.kind == "native" else f"{base}{counts[base]:02d}")
    return tuple(names)


def _markers(workspace: Workspace, timeline: Timeline) -> tuple[Marker, ...]:
    found: list[Marker] = []
    clips = {clip.shot_id: clip for clip in timeline.pictures if clip.shot_id}
    for note in workspace.all(Note):
        clip = clips.get(note.shot_id)
        if clip is not None:
            found.append(
                Marker(
                    frame=_noted_at(note, clip),
                    name=note.author or clip.label,
                    note=note.text,
                    color="green" if note.resolved else "red",
                )
            )
    return tuple(sorted(found, key=lambda marker: marker.frame))


def _noted_at(note: Note, clip: PictureClip) -> Frames:
    """The cut's frame that a note is about; notes on other takes stand at the shot's begin."""
    same = note.take_id is None or note.take_id == clip.take_id
    into = note.frame - clip.source_in if note.frame is not None and same else 0
    return clip.start + min(max(into, 0), clip.length - 1)


def lengths(timeline: Timeline) -> dict[ShotId, Frames]:
    """How long each shot is seen until the next begins."""
    clips = timeline.pictures
    ends = [clip.start for clip in clips[1:]] + [timeline.length]
    return {
        clip.shot_id: end - clip.start
        for clip, end in zip(clips, ends, strict=True)
        if clip.shot_id is not None
    }


@dataclass(frozen=True)
class _Telling:
    """Rows in one language."""

    language: Language
    cast: Mapping[str, CastEntry]

    def row(
        self, shot: Shot, scene: Scene, episode: Episode, seconds: float, takes: list[Take]
    ) -> Row:
        """One shot as the table says it."""
        elements = {element.id: element for element in scene.elements}
        covered = [elements[one] for one in shot.covers if one in elements]
        said = [elements[one] for one in shot.lines if one in elements]
        counted = counting(shot.pick, takes)
        made = (
            " ".join(part for part in (counted.generator, counted.model) if part) if counted else ""
        )
        change = shot.transition
        return Row(
            shot_id=shot.id,
            episode=str(episode.number),
            scene=scene.number,
            number=shot.number,
            size=vocabulary.size_label(shot.size, self.language),
            angle=vocabulary.angle_label(shot.angle, self.language),
            move=vocabulary.move_label(shot.move, self.language),
            action=shot.action,
            lines="\n".join(self._line(element) for element in said),
            effects=self._texts(covered, "sound"),
            music=self._texts(covered, "music"),
            seconds=round(seconds, 3),
            notes=shot.notes,
            characters=self._subjects(shot, "character"),
            place=scene.place,
            props=self._subjects(shot, "prop"),
            transition=""
            if change.kind == "cut"
            else vocabulary.transition_label(change.kind, self.language),
            prompt=shot.prompt or (counted.recipe.prompt if counted and counted.recipe else ""),
            generator=made,
            status=_STATUS[shot.status][0 if self.language == "zh" else 1],
            cost=" + ".join(
                str(sum_) for sum_ in total([take.cost for take in takes if take.cost]).values()
            ),
        )

    def _line(self, element: Element) -> str:
        chinese = self.language == "zh"
        extension = element.extension
        shown = f"（{extension}）" if chinese else f" ({extension})"
        who = f"{element.speaker}{shown if extension else ''}"
        return f"{who}{'：' if chinese else ': '}{element.text}" if who else element.text

    def _texts(self, covered: list[Element], kind: str) -> str:
        return "\n".join(element.text for element in covered if element.type == kind)

    def _subjects(self, shot: Shot, kind: str) -> str:
        names = [
            entry.name
            for entry in (self.cast.get(subject) for subject in shot.subjects)
            if entry is not None and entry.kind == kind
        ]
        return ("、" if self.language == "zh" else ", ").join(names)


def _source_frame(take: Take, frame: Frames, fps: int) -> int:
    media = take.media
    if media.kind != "video" or not media.frames:
        return 0
    at = frames_of(seconds_of(frame, fps), round(media.fps) or fps)
    return max(0, min(at, media.frames - 1))


def _read(frame: Frame | None) -> bytes:
    """A JPEG; empty when the film cannot be read: its row then stands without a picture."""
    if frame is None:
        return b""
    try:
        return frames.thumbnail(frame.path, frame.number, _PICTURE_BOX)
    except FenjingError:
        return b""
