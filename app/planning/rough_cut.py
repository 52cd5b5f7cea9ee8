"""The cut that follows from the shots: their order, picks and trims, with voices, captions and music laid on.

Nothing here is decided twice: the board's order is the cut's order, and what a person trims, holds back or
dissolves on a shot is what is cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

from app.domain.cast import CastEntry
from app.domain.ids import ElementId, TakeId
from app.domain.media import MediaRef
from app.domain.project import FULL_SIZE, Project
from app.domain.script import Episode, Scene
from app.domain.shots import Shot
from app.domain.takes import Take, VoiceTake
from app.domain.timeline import Caption, PictureClip, SoundClip, Timeline, lay
from app.domain.timing import Frames, frames_of, seconds_of
from app.planning import captions
from app.planning.speech import PlacedLine, lines_of, needed_seconds, place_lines
from app.planning.voices import readings

#: Under a voice of our own, the sound a generator made is only atmosphere.
NATIVE_UNDER_VOICE_DB: Final = -18.0
MUSIC_FADE_IN_SECONDS: Final = 1.0
MUSIC_FADE_OUT_SECONDS: Final = 2.0
#: A track shorter than the episode starts again this long before it ends.
MUSIC_OVERLAP_SECONDS: Final = 1.0
#: Softens the edges of a take's own sound (reference timeline_ui §9: 5-10 ms).
NATIVE_FADE_SECONDS: Final = 0.01


def assemble(
    project: Project,
    episode: Episode,
    scenes: Sequence[Scene],
    shots: Sequence[Shot],
    takes: Iterable[Take],
    voice_takes: Iterable[VoiceTake],
    *,
    cast: Sequence[CastEntry] = (),
) -> Timeline:
    """The episode's timeline; `problems()` of it is empty.

    Args:
        project: gives rate and picture size.
        episode: gives the music.
        scenes: the episode's scenes; shots of other scenes are left out.
        shots: in any order; omitted and orphaned ones are not in the film.
        takes: enough that every pick can be found; a shot without its pick gets a slate.
        voice_takes: readings of lines; the newest that still fits text and voice is heard.
        cast: whose voices count; without it any reading of the right text will do.
    """
    ordered = _in_story_order(scenes, shots)
    by_id = {take.id: take for take in takes}
    heard = readings(scenes, cast, voice_takes)
    cut = [_ShotCut(shot, scene, by_id, heard, project.fps) for scene, shot in ordered]
    _give_handles(cut)
    clips: list[PictureClip] = []
    for part in cut:
        if part.shot.gap_before:
            clips.append(PictureClip(start=0, length=part.shot.gap_before))
        clips.append(part.clip())
    pictures = lay(clips)
    placed = [clip for clip in pictures if clip.shot_id is not None]
    length = pictures[-1].end if pictures else 0
    width, height = FULL_SIZE[project.aspect]
    sounds = [
        sound for part, clip in zip(cut, placed, strict=True) for sound in part.sounds(clip, length)
    ]
    limits = (
        captions.most_characters(width, height, chinese=True),
        captions.most_characters(width, height, chinese=False),
    )
    words = [
        caption
        for part, clip in zip(cut, placed, strict=True)
        for caption in part.captions(clip, limits)
    ]
    return Timeline(
        fps=project.fps,
        width=width,
        height=height,
        pictures=pictures,
        sounds=(*sounds, *_music(episode, length, project.fps)),
        captions=captions.without_overlaps(words, length),
    )


def shot_frames(shot: Shot, scene: Scene, heard: Mapping[ElementId, float], fps: int) -> Frames:
    """Frames a shot gets on the cut: its planned length, grown to its lines unless the person locked it.

    `heard` gives the seconds of the lines that a voice has read; lines without one are estimated only
    where at least one of the shot's lines was read, since the plan already reckons with the estimate.
    """
    lines = lines_of(shot, scene)
    if shot.locked_length or not any(line.id in heard for line in lines):
        return shot.length
    return max(shot.length, frames_of(needed_seconds(place_lines(lines, heard)), fps))


class _ShotCut:
    """One shot on its way into the cut."""

    def __init__(
        self,
        shot: Shot,
        scene: Scene,
        takes: Mapping[TakeId, Take],
        heard: Mapping[ElementId, VoiceTake],
        fps: int,
    ) -> None:
        self.shot = shot
        self.scene = scene
        self.fps = fps
        self.take = takes.get(shot.pick) if shot.pick else None
        self.voices = {line: heard[line] for line in shot.lines if line in heard}
        seconds = {
            line: voice.media.seconds
            for line, voice in self.voices.items()
            if voice.media.seconds > 0
        }
        self.slot = shot_frames(shot, scene, seconds, fps)
        self.tail: Frames = 0
        self.lines = self._fitted(place_lines(lines_of(shot, scene), seconds))

    def _fitted(self, placed: Sequence[PlacedLine]) -> tuple[PlacedLine, ...]:
        """Lines pushed together where a locked shot is shorter than its speech, so that each begins within it."""
        slot = seconds_of(self.slot, self.fps)
        needed = needed_seconds(placed)
        if needed <= slot + 0.5 / self.fps:
            return tuple(placed)
        squeeze = slot / needed
        return tuple(line.model_copy(update={"start": line.start * squeeze}) for line in placed)

    @property
    def handle(self) -> Frames:
        """Frames of the pick left after its slot; slates and stills have all that is asked for."""
        if self.take is None or self.take.media.kind == "picture":
            return self.slot
        return max(media_frames(self.take.media, self.fps) - self.shot.trim_in - self.slot, 0)

    def clip(self) -> PictureClip:
        """The picture, not yet laid."""
        return PictureClip(
            start=0,
            length=self.slot + self.tail,
            shot_id=self.shot.id,
            take_id=self.take.id if self.take else None,
            media=self.take.media if self.take else None,
            source_in=self.shot.trim_in if self.take else 0,
            transition=self.shot.transition,
            label=self.shot.number,
        )

    def sounds(self, clip: PictureClip, length: Frames) -> list[SoundClip]:
        """The take's own sound and the voices of its lines, where the laid clip puts them."""
        found: list[SoundClip] = []
        if self.take and self.take.media.kind == "video" and self.take.media.has_sound:
            source_in = seconds_of(self.shot.trim_in, self.fps)
            seconds = min(seconds_of(clip.length, self.fps), self.take.media.seconds - source_in)
            if seconds > 0:
                overlap = seconds_of(self.tail, self.fps)
                found.append(
                    SoundClip(
                        start=clip.start,
                        seconds=seconds,
                        media=self.take.media,
                        kind="native",
                        source_in=source_in,
                        gain_db=NATIVE_UNDER_VOICE_DB if self.voices else 0.0,
                        fade_in=_head_fade(clip, self.fps),
                        fade_out=max(overlap, NATIVE_FADE_SECONDS),
                        shot_id=self.shot.id,
                    )
                )
        for line in self.lines:
            voice = self.voices.get(line.element.id)
            start = clip.start + frames_of(line.start, self.fps)
            if voice is None or start >= length or voice.media.seconds <= 0:
                continue
            found.append(
                SoundClip(
                    start=start,
                    seconds=min(voice.media.seconds, seconds_of(length - start, self.fps)),
                    media=voice.media,
                    kind="dialogue",
                    shot_id=self.shot.id,
                    element_id=line.element.id,
                )
            )
        return found

    def captions(self, clip: PictureClip, limits: tuple[int, int]) -> list[Caption]:
        """The words of its lines, and the script's own subtitles unless the drawing already shows them."""
        found: list[Caption] = []
        for line in self.lines:
            start = clip.start + frames_of(line.start, self.fps)
            found.extend(captions.lay(line.element, start, line.seconds, self.fps, limits))
        drawn = self.take is not None and (
            self.take.source == "drawn" or self.take.generator == "animatic"
        )
        if self.take is None or drawn or self.lines:
            return found
        covered = set(self.shot.covers)
        for element in self.scene.elements:
            if element.id in covered and element.type in ("subtitle", "centered"):
                found.extend(
                    captions.lay(
                        element, clip.start, seconds_of(self.slot, self.fps), self.fps, limits
                    )
                )
        return found


def media_frames(media: MediaRef, fps: int) -> Frames:
    """Whole frames a video gives at the cut's rate."""
    return int(media.seconds * fps + 1e-6)


def _in_story_order(scenes: Sequence[Scene], shots: Sequence[Shot]) -> list[tuple[Scene, Shot]]:
    by_scene: dict[str, list[Shot]] = {}
    for shot in shots:
        if not shot.orphaned and shot.status != "omitted":
            by_scene.setdefault(shot.scene_id, []).append(shot)
    return [
        (scene, shot)
        for scene in sorted(scenes, key=lambda each: (each.rank, each.id))
        for shot in sorted(by_scene.get(scene.id, ()), key=lambda each: (each.rank, each.id))
    ]


def _give_handles(cut: Sequence[_ShotCut]) -> None:
    """Let a shot run on under the dissolve that follows it, as far as its take reaches.

    What the handle lacks is taken from the slot itself; `timeline.lay` shortens what neither can bear.
    """
    for part, following in pairwise(cut):
        if following.shot.transition.kind == "dissolve" and not following.shot.gap_before:
            part.tail = min(following.shot.transition.frames, part.handle)


def _head_fade(clip: PictureClip, fps: int) -> float:
    if clip.transition.kind == "dissolve":
        return max(seconds_of(clip.transition.frames, fps), NATIVE_FADE_SECONDS)
    return NATIVE_FADE_SECONDS


def _music(episode: Episode, length: Frames, fps: int) -> list[SoundClip]:
    """The episode's track for its whole length, started again when it is too short; fades at both ends."""
    music = episode.music
    if music is None or music.seconds <= 0 or length <= 0:
        return []
    media = MediaRef(
        sha256=music.sha256,
        suffix=music.suffix,
        kind="sound",
        size=0,
        seconds=music.seconds,
        has_sound=True,
    )
    overlap = MUSIC_OVERLAP_SECONDS if music.seconds > 4 * MUSIC_OVERLAP_SECONDS else 0.0
    clips: list[SoundClip] = []
    start = 0
    while start < length:
        seconds = min(music.seconds, seconds_of(length - start, fps))
        last = start + frames_of(music.seconds - overlap, fps) >= length
        clips.append(
            SoundClip(
                start=start,
                seconds=seconds,
                media=media,
                kind="music",
                gain_db=music.gain_db,
                fade_in=min(overlap if clips else MUSIC_FADE_IN_SECONDS, seconds / 2),
                fade_out=min(MUSIC_FADE_OUT_SECONDS if last else overlap, seconds / 2),
            )
        )
        start += max(frames_of(music.seconds - overlap, fps), 1)
    return clips
