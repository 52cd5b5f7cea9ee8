"""Voices for the lines: one reading for each line whose text or voice has none yet."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from app.commands import takes as take_commands
from app.commands.edit import Edit
from app.domain.cast import CastEntry, Voice
from app.domain.entity import Value
from app.domain.ids import ElementId, EpisodeId, VoiceTakeId, mint
from app.domain.media import MediaRef
from app.domain.script import Element
from app.domain.takes import VoiceTake
from app.domain.wording import N_
from app.jobs.runner import Job, Progress
from app.media import probe
from app.media.voice import VoiceBooth
from app.planning.voices import speaker_entry, voice_take_for
from app.studio.report import Cancelled, Report, never, quiet
from app.studio.services import Services
from app.studio.waiting import finish
from app.studio.workspace import Workspace

#: Whoever is not in the cast (a narrator, a voice on the phone) speaks like this.
NARRATOR = Voice(pitch=42, rate=100)


class Reading(Value):
    """A line that was spoken, before it is a row."""

    element_id: ElementId
    text: str
    voice: Voice
    media: MediaRef


class _Order(Value):
    element_id: ElementId
    text: str
    voice: Voice


class Voicing:
    """Speaks the lines of an episode offline."""

    def __init__(self, workspace: Workspace, services: Services) -> None:
        self._workspace = workspace
        self._services = services
        self._job: Job | None = None

    def close(self) -> None:
        """Stop speaking; what was not kept is spoken another time."""
        if self._job is not None:
            self._job.cancel()

    def missing(self, episode_id: EpisodeId) -> int:
        """How many lines have no reading that still matches."""
        return len(self._orders(episode_id))

    def speak(
        self, episode_id: EpisodeId, report: Report = quiet, cancelled: Cancelled = never
    ) -> int:
        """Speak every missing line and stay until they are kept; returns how many.

        Raises:
            Cancelled: stopped; what was spoken so far is not kept.
            ToolMissing: this machine has no offline voice.
        """
        work = self._work(self._orders(episode_id))
        return self._keep(finish(self._services, work, report, cancelled))

    def start(
        self,
        episode_id: EpisodeId,
        done: Callable[[int], None],
        failed: Callable[[Exception], None],
        report: Report = quiet,
    ) -> Job:
        """Speak every missing line in the background; `done` gets how many were kept."""
        work = self._work(self._orders(episode_id))
        self._job = self._services.runner.run(
            work, lambda readings: done(self._keep(readings)), failed, report
        )
        return self._job

    def listen(
        self,
        text: str,
        voice: Voice,
        done: Callable[[Path], None],
        failed: Callable[[Exception], None],
    ) -> Job:
        """Speak a sample into a cached file, for the Listen button; no row is made."""
        language = self._workspace.project.language
        asked = f"{language}|{voice.model_dump_json()}|{text}"
        key = hashlib.sha256(asked.encode()).hexdigest()[:32]
        out = self._workspace.file.assets.cache_path("listen", key, ".wav")

        def work(_progress: Progress) -> Path:
            if not out.exists():
                with VoiceBooth() as booth:
                    booth.speak(text, voice, language, out)
            return out

        return self._services.runner.run(work, done, failed)

    def voice_of(self, element: Element, cast: list[CastEntry]) -> Voice:
        """Whose voice says a line: the speaker's, or the narrator's."""
        entry = speaker_entry(element, cast)
        return entry.voice if entry else NARRATOR

    def _orders(self, episode_id: EpisodeId) -> list[_Order]:
        workspace = self._workspace
        cast = workspace.all(CastEntry)
        spoken: dict[ElementId, list[VoiceTake]] = {}
        for take in workspace.all(VoiceTake):
            spoken.setdefault(take.element_id, []).append(take)
        orders: list[_Order] = []
        for scene in workspace.scenes(episode_id):
            for line in scene.lines:
                known = spoken.get(line.id, [])
                if voice_take_for(line, speaker_entry(line, cast), known) is None:
                    voice = self.voice_of(line, cast)
                    orders.append(_Order(element_id=line.id, text=line.text, voice=voice))
        return orders

    def _work(self, orders: list[_Order]) -> Callable[[Progress], list[Reading]]:
        assets = self._workspace.file.assets
        language = self._workspace.project.language

        def work(progress: Progress) -> list[Reading]:
            readings: list[Reading] = []
            with (
                tempfile.TemporaryDirectory(prefix="fenjing-voice-") as folder,
                VoiceBooth() as booth,
            ):
                wav = Path(folder) / "line.wav"
                for place, order in enumerate(orders):
                    progress.check()
                    booth.speak(order.text, order.voice, language, wav)
                    facts = probe.probe(wav)
                    media = assets.add(wav, facts)
                    readings.append(Reading(**order.model_dump(), media=media))
                    progress.report((place + 1) / len(orders), order.text[:12])
            return readings

        return work

    def _keep(self, readings: list[Reading]) -> int:
        now = self._services.now()
        takes = [
            VoiceTake(
                id=VoiceTakeId(mint("voice")),
                element_id=reading.element_id,
                created_at=now,
                text=reading.text,
                voice=reading.voice,
                media=reading.media,
            )
            for reading in readings
        ]
        if takes:
            self._workspace.add_in_background(
                N_("Voices arrived"), [_adding(take) for take in takes]
            )
        return len(takes)


def _adding(take: VoiceTake) -> Callable[[Edit], object]:
    return lambda edit: take_commands.add_voice_take(edit, take)
