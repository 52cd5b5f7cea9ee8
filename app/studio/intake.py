"""What comes into a project: scripts, pictures, clips and sound."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.commands import cast as cast_commands
from app.commands import script as script_commands
from app.commands import takes as take_commands
from app.commands.edit import Edit, command_label
from app.domain.cast import CastEntry, Look, Reference, Rights, Slot
from app.domain.changes import Changes
from app.domain.entity import Value
from app.domain.ids import CastId, EpisodeId, LookId, ShotId, TakeId, mint
from app.domain.media import MediaKind, MediaRef
from app.domain.ordering import between
from app.domain.recipes import Recipe
from app.domain.script import Episode, Music, ParsedEpisode, Scene, Screenplay, ScriptFormat
from app.domain.takes import Take, TakeSource
from app.domain.wording import N_
from app.errors import BadInput
from app.media import probe
from app.planning import cast as cast_planning
from app.planning import script as script_planning
from app.screenplay import reading
from app.studio.services import Services
from app.studio.workspace import Workspace

SCRIPT_SUFFIXES = frozenset({".fountain", ".spmd", ".txt", ".md"})
PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
VIDEO_SUFFIXES = frozenset({".mp4", ".mov", ".m4v", ".webm", ".mkv"})
SOUND_SUFFIXES = frozenset({".wav", ".mp3", ".flac", ".ogg", ".m4a"})


class ImportSummary(Value):
    """What accepting a script did."""

    episodes_added: int = 0
    episodes_changed: int = 0
    scenes: int = 0
    cast_added: tuple[str, ...] = ()


def kind_of(path: Path) -> MediaKind | None:
    """What a file would come in as, by its name; None for scripts and everything else."""
    suffix = path.suffix.lower()
    if suffix in PICTURE_SUFFIXES:
        return "picture"
    if suffix in VIDEO_SUFFIXES:
        return "video"
    return "sound" if suffix in SOUND_SUFFIXES else None


def read_script(
    data: bytes, *, name: str = "", encoding: str | None = None, format: ScriptFormat | None = None
) -> Screenplay:
    """Read a script without keeping it: what was found, and everything the person should know.

    Raises:
        BadInput, MalformedScript: the bytes are not a script; the message names the fix.
    """
    return reading.read_bytes(data, name=name, encoding=encoding, format=format)


class Intake:
    """Brings things into one open project."""

    def __init__(self, workspace: Workspace, services: Services) -> None:
        self._workspace = workspace
        self._services = services

    # -- scripts ----------------------------------------------------------------------------------

    def accept_script(self, screenplay: Screenplay, origin: str = "") -> ImportSummary:
        """Take a read script into the project as one undo step.

        Episodes are matched by number: a known one is rewritten with its scenes keeping their ids, a new
        one is added. Shots are not touched; the next breakdown shows what would change.
        """
        workspace = self._workspace
        known = {episode.number: episode for episode in workspace.episodes()}
        steps: list[Callable[[Edit], Any]] = []
        scenes: list[Scene] = []
        added = 0
        last_rank = max((episode.rank for episode in known.values()), default=None)
        if screenplay.front_matter.strip():
            steps.append(
                lambda edit: script_commands.set_front_matter(edit, screenplay.front_matter)
            )
        for parsed in screenplay.episodes:
            episode = known.get(parsed.number)
            if episode is None:
                last_rank = between(last_rank, None)
                episode = _new_episode(parsed, screenplay.format, last_rank)
                steps.append(_adding(episode))
                added += 1
            old = workspace.scenes(episode.id) if parsed.number in known else []
            reconciled = script_planning.reconcile(episode.id, old, parsed)
            scenes.extend(reconciled)
            steps.append(_writing(episode, parsed, reconciled, screenplay.format))
        entries = self._missing_cast(tuple(scenes), screenplay)
        steps.extend(_introducing(entry) for entry in entries)
        changes = workspace.do_all(N_("Import script"), steps, origin=origin)
        rewritten = [episode for episode in known.values() if episode.id in changes.ids("Episode")]
        return ImportSummary(
            episodes_added=added,
            episodes_changed=len(rewritten),
            scenes=len(scenes),
            cast_added=tuple(entry.name for entry in entries),
        )

    def write_episode(self, episode_id: EpisodeId, text: str, origin: str = "") -> Screenplay:
        """Keep what the writer typed; typing on joins the same undo step.

        Returns the text as read, with its diagnostics.
        """
        workspace = self._workspace
        episode = workspace.get(Episode, episode_id)
        known = workspace.scenes(episode_id)
        # Until there is a heading, the text itself says how it wants to be read: it may just have been pasted.
        settled = any(scene.heading for scene in known)
        read_as = episode.format if settled else reading.sniff(text)
        screenplay = reading.read_text(text, format=read_as)
        parsed = joined(screenplay, episode, text)
        scenes = script_planning.reconcile(episode_id, known, parsed)

        def write(edit: Edit) -> None:
            script_commands.write_episode(edit, episode_id, text, scenes)
            if read_as != episode.format:
                script_commands.edit_episode(edit, episode_id, format=read_as)

        label = command_label(script_commands.write_episode)
        workspace.do_all(label, [write], origin=origin, merge=f"episode:{episode_id}")
        return screenplay

    def take_cast_from_script(self, origin: str = "") -> tuple[CastEntry, ...]:
        """Add the characters, places and props of the script that the cast does not have yet."""
        scenes = [
            scene
            for episode in self._workspace.episodes()
            for scene in self._workspace.scenes(episode.id)
        ]
        entries = self._missing_cast(tuple(scenes), None)
        if entries:
            self._workspace.do_all(
                N_("Take cast from script"), [_introducing(e) for e in entries], origin=origin
            )
        return entries

    def _missing_cast(
        self, scenes: tuple[Scene, ...], screenplay: Screenplay | None
    ) -> tuple[CastEntry, ...]:
        people = screenplay.people if screenplay else ()
        return cast_planning.propose(scenes, people, tuple(self._workspace.all(CastEntry)))

    # -- media ------------------------------------------------------------------------------------

    def stage(self, path: Path) -> MediaRef:
        """Copy a file into the project's media after it was measured; safe on a worker thread, adds no row.

        Raises:
            BadInput, Damaged: the file is not a picture, clip or sound that can be used.
            DiskTrouble: the project folder cannot take it.
        """
        facts = probe.probe(path)
        return self._workspace.file.assets.add(path, facts)

    def keep_take(
        self,
        shot_id: ShotId,
        media: MediaRef,
        *,
        source: TakeSource = "imported",
        recipe: Recipe | None = None,
        note: str = "",
    ) -> TakeId:
        """Add staged media as a take; until a person picks, a shot's first take counts (`domain.takes.counting`)."""
        if media.kind == "sound":
            raise BadInput(
                N_("A sound cannot be a take."), N_("Drop a video or a picture on the shot.")
            )
        workspace = self._workspace
        take = Take(
            id=TakeId(mint("take")),
            shot_id=shot_id,
            number=self._next_number(shot_id),
            created_at=datetime.now(UTC),
            source=source,
            media=media,
            generator=recipe.generator if recipe else "",
            model=recipe.model if recipe else "",
            recipe=recipe,
            note=note,
        )
        workspace.add_in_background(
            N_("Take arrived"), [lambda edit: take_commands.add_take(edit, take)]
        )
        return take.id

    def _next_number(self, shot_id: ShotId) -> int:
        return (
            max((take.number for take in self._workspace.all(Take, shot_id=shot_id)), default=0) + 1
        )

    def import_take(
        self,
        shot_id: ShotId,
        path: Path,
        done: Callable[[TakeId], None],
        failed: Callable[[Exception], None],
        source: TakeSource = "imported",
    ) -> None:
        """Bring a dropped file in without blocking; exactly one of the callbacks is called, on this thread."""
        self._services.runner.run(
            lambda _progress: self.stage(path),
            lambda media: done(self.keep_take(shot_id, media, source=source, note=path.name)),
            failed,
        )

    def first_look(self, cast_id: CastId) -> Look:
        """A new look for an entry that has none, to pin pictures to."""
        self._workspace.do(cast_commands.add_look, cast_id)
        return self._workspace.all(Look, cast_id=cast_id)[0]

    def pin_picture(
        self,
        look_id: LookId,
        slot: Slot,
        path: Path,
        *,
        rights: Rights = "",
        origin: str = "",
    ) -> Changes:
        """Copy a picture in and pin it to a slot of a look.

        Raises:
            BadInput: the file is not a picture.
        """
        media = self.stage(path)
        if media.kind != "picture":
            raise BadInput(
                N_("{name} is not a picture.").format(name=path.name),
                N_("Use a PNG, JPEG or WebP file."),
            )
        reference = Reference(slot=slot, media=media, rights=rights, note=path.name)
        return self._workspace.do(cast_commands.pin_reference, look_id, reference, origin=origin)

    def set_music(self, episode_id: EpisodeId, path: Path, origin: str = "") -> Changes:
        """Copy a sound in and lay it under the episode.

        Raises:
            BadInput: the file has no sound.
        """
        media = self.stage(path)
        if media.kind != "sound":
            raise BadInput(
                N_("{name} is not a sound.").format(name=path.name),
                N_("Use a WAV, MP3, FLAC, OGG or M4A file."),
            )
        music = Music(
            sha256=media.sha256, suffix=media.suffix, seconds=media.seconds, name=path.stem
        )
        return self._workspace.do(script_commands.set_music, episode_id, music, origin=origin)


def joined(screenplay: Screenplay, episode: Episode, text: str) -> ParsedEpisode:
    """One episode of whatever a text was read as: an editor holds exactly one episode.

    Scenes under a second episode heading stay in this one, so that no typed word is lost.
    """
    scenes = tuple(scene for parsed in screenplay.episodes for scene in parsed.scenes)
    title = screenplay.episodes[0].title if screenplay.episodes else episode.title
    return ParsedEpisode(
        number=episode.number, title=title or episode.title, text=text, scenes=scenes
    )


def _new_episode(parsed: ParsedEpisode, format: ScriptFormat, rank: str) -> Episode:
    return Episode(
        id=EpisodeId(mint("ep")),
        rank=rank,
        number=parsed.number,
        title=parsed.title,
        text=parsed.text,
        format=format,
    )


def _adding(episode: Episode) -> Callable[[Edit], Any]:
    return lambda edit: edit.add(episode)


def _writing(
    episode: Episode, parsed: ParsedEpisode, scenes: tuple[Scene, ...], format: ScriptFormat
) -> Callable[[Edit], Any]:
    def step(edit: Edit) -> None:
        script_commands.write_episode(edit, episode.id, parsed.text, scenes)
        edit.change(Episode, episode.id, title=parsed.title or episode.title, format=format)

    return step


def _introducing(entry: CastEntry) -> Callable[[Edit], Any]:
    return lambda edit: cast_commands.add_cast(edit, entry)
