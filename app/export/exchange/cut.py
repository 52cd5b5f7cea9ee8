"""A cut as other programs want it: clips that meet at cut points, dissolves with handles, sounds on tracks.

Our track lays a dissolve as an overlap. Everyone else wants two clips that meet in the middle of it and keep the
rest as handles; `events` says it that way, once for every format.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import Field

from app.domain.entity import Value
from app.domain.media import MediaRef
from app.domain.timeline import Caption, PictureClip, SoundClip, SoundKind, Timeline
from app.domain.timing import Frames, frames_of
from app.domain.wording import N_
from app.errors import DiskTrouble, NotFound

MarkerColor = Literal["red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink"]
#: Characters that some program or file system stumbles over in a file name.
_UNSAFE = re.compile(r"[\x00-\x1f<>:\"/\\|?*#%\u200e\u200f\u202a-\u202e]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ORDER: tuple[SoundKind, ...] = ("dialogue", "native", "effect", "music")


class Marker(Value):
    """A remark at one frame of the cut."""

    frame: Frames = Field(ge=0)
    name: str
    note: str = ""
    color: MarkerColor = "blue"


@dataclass(frozen=True)
class Cut:
    """An episode's cut with the names its clips go by, and where their files lie now.

    `picture_names` and `sound_names` go along with the timeline's clips, one each; `paths` maps a media's
    SHA-256 to its file, missing ones are left out.
    """

    title: str
    timeline: Timeline
    picture_names: tuple[str, ...]
    sound_names: tuple[str, ...]
    paths: Mapping[str, Path]
    markers: tuple[Marker, ...] = ()
    language: Literal["zh", "en"] = "zh"

    @property
    def captions(self) -> tuple[Caption, ...]:
        """The cut's captions in order of time."""
        return tuple(sorted(self.timeline.captions, key=lambda cue: (cue.start, cue.end)))


class Event(Value):
    """One clip between two cut points. The source begins at `source_in` (frames at the cut's rate)."""

    name: str
    start: Frames
    end: Frames
    source_in: Frames = 0
    media: MediaRef | None = None
    dissolve: Frames = Field(0, description="frames of the dissolve at the clip's head")
    before: Frames = Field(0, description="frames of that dissolve before the cut point")
    fade: Literal["", "fade_in", "fade_out", "fade_white"] = ""
    fade_frames: Frames = 0
    label: str = ""
    shot_id: str = Field("", description="finds the shot when the cut comes back")
    gap: bool = Field(False, description="black: nothing was planned here")

    @property
    def length(self) -> Frames:
        """Frames between the two cut points."""
        return self.end - self.start


class Heard(Value):
    """One sound with its length in whole frames."""

    name: str
    start: Frames
    length: Frames
    source_in: Frames
    clip: SoundClip


@dataclass
class Written:
    """What an exporter left on the disk, and what the format could not carry, in sentences."""

    files: tuple[Path, ...]
    losses: tuple[str, ...] = field(default=())


def events(cut: Cut) -> tuple[Event, ...]:
    """The picture track as clips that meet; together they cover every frame exactly once."""
    clips = cut.timeline.pictures
    heads = [_overlap(clip) for clip in clips]
    found: list[Event] = []
    for index, (clip, name) in enumerate(zip(clips, cut.picture_names, strict=True)):
        skipped = heads[index] // 2
        last = index + 1 == len(clips)
        end = clip.end if last else clips[index + 1].start + heads[index + 1] // 2
        still = clip.media is not None and clip.media.kind == "picture"
        kind = clip.transition.kind
        found.append(
            Event(
                name=name,
                start=clip.start + skipped,
                end=end,
                source_in=0 if still or clip.media is None else clip.source_in + skipped,
                media=clip.media,
                dissolve=heads[index],
                before=skipped,
                fade=kind if kind in ("fade_in", "fade_out", "fade_white") else "",
                fade_frames=clip.transition.frames if kind not in ("cut", "dissolve") else 0,
                label=clip.label,
                shot_id=clip.shot_id or "",
                gap=clip.media is None and clip.shot_id is None,
            )
        )
    return tuple(found)


def tracks(cut: Cut) -> tuple[tuple[SoundKind, tuple[Heard, ...]], ...]:
    """The sounds on as few tracks as their overlaps allow, never two kinds on one: dialogue first."""
    fps = cut.timeline.fps
    heard = [
        Heard(
            name=name,
            start=clip.start,
            length=max(1, frames_of(clip.seconds, fps)),
            source_in=frames_of(clip.source_in, fps),
            clip=clip,
        )
        for clip, name in zip(cut.timeline.sounds, cut.sound_names, strict=True)
    ]
    found: list[tuple[SoundKind, tuple[Heard, ...]]] = []
    for kind in _ORDER:
        lanes: list[list[Heard]] = []
        for one in sorted((h for h in heard if h.clip.kind == kind), key=lambda h: h.start):
            free = (lane for lane in lanes if lane[-1].start + lane[-1].length <= one.start)
            lane = next(free, None)
            if lane is None:
                lanes.append([one])
            else:
                lane.append(one)
        found += [(kind, tuple(lane)) for lane in lanes]
    return tuple(found)


def collect(cut: Cut, folder: Path) -> Cut:
    """A copy of every file the cut uses, under its clip's name in `folder`, and a cut that points there.

    A source that several clips use is copied once, under the first clip's name.

    Raises:
        NotFound: a file of the cut is missing.
        DiskTrouble: the folder cannot be written.
    """
    wanted: dict[str, tuple[MediaRef, str]] = {}
    for clip, name in zip(cut.timeline.pictures, cut.picture_names, strict=True):
        if clip.media is not None:
            wanted.setdefault(clip.media.sha256, (clip.media, name))
    for sound, name in zip(cut.timeline.sounds, cut.sound_names, strict=True):
        wanted.setdefault(sound.media.sha256, (sound.media, name))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        placed = {
            sha: _copied(cut, media, folder / f"{safe_name(name)}{media.suffix}")
            for sha, (media, name) in wanted.items()
        }
    except OSError as trouble:
        raise DiskTrouble(
            N_("The folder {name} cannot be written: {why}.").format(
                name=folder.name, why=trouble.strerror
            ),
            N_("Choose another folder, or make room on the disk."),
        ) from trouble
    return Cut(
        cut.title, cut.timeline, cut.picture_names, cut.sound_names, placed, cut.markers,
        cut.language,
    )  # fmt: skip


def _copied(cut: Cut, media: MediaRef, target: Path) -> Path:
    source = cut.paths.get(media.sha256)
    if source is None:
        raise NotFound(
            N_("The file of {name} is missing.").format(name=target.stem),
            N_("Find it again in the project's keeping, then export."),
        )
    if not target.exists() or target.stat().st_size != media.size:
        part = target.with_name(target.name + ".part")
        shutil.copyfile(source, part)
        part.replace(target)
    return target


def missing(cut: Cut) -> tuple[str, ...]:
    """One sentence for everything the cut waits for: shots without a pick, files that are not there."""
    found: list[str] = []
    for clip, name in zip(cut.timeline.pictures, cut.picture_names, strict=True):
        if clip.media is None and clip.shot_id is not None:
            found.append(N_("{name} has no take yet; its place is kept.").format(name=name))
        elif clip.media is not None and clip.media.sha256 not in cut.paths:
            found.append(N_("The file of {name} is missing.").format(name=name))
    return tuple(dict.fromkeys(found))


def _overlap(clip: PictureClip) -> int:
    return clip.transition.frames if clip.transition.kind == "dissolve" else 0


def safe_name(name: str, most: int = 80) -> str:
    """A file name part that editing programs and every file system accept."""
    return _UNSAFE.sub("_", name).strip(" ._")[:most] or "clip"


def plain_text(text: str) -> str:
    """Text without the characters that XML and spreadsheets cannot hold."""
    return _CONTROL.sub("", text)


def write_text(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a finished file in one step; an old one stays whole until the new one is complete.

    Raises:
        DiskTrouble: it cannot be written.
    """
    return write_bytes(path, text.encode(encoding))


def write_bytes(path: Path, data: bytes) -> Path:
    """As `write_text`, for bytes.

    Raises:
        DiskTrouble: it cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError as trouble:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise DiskTrouble(
            N_("{name} cannot be written: {why}.").format(name=path.name, why=trouble.strerror),
            N_("Choose another folder, or make room on the disk."),
        ) from trouble
    return path


def lost_fades(found: Sequence[Event]) -> tuple[str, ...]:
    """Fades to and from a colour, for formats that carry dissolves only."""
    return tuple(
        N_("The fade of {name} does not travel; make it again there.").format(name=event.name)
        for event in found
        if event.fade
    )
