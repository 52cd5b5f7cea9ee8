"""The sound of a whole cut, mixed, levelled and coded once, and kept beside the pieces by what shaped it.

A second export after a change of pictures finds it there; what was measured of it is believed as long as the very same
packets are found in the finished film (`digest`).
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from pydantic import Field, ValidationError

from app.domain.entity import Value
from app.domain.timeline import Timeline
from app.domain.wording import N_
from app.errors import DiskTrouble, FenjingError
from app.export import checks
from app.export.encoders import Container
from app.export.presets import Preset
from app.media import ffmpeg, loudness, sound
from app.media.opening import opened

#: Raised whenever mixing or coding changes, so that old sound is not believed.
REVISION = 1


class Track(Value):
    """One coded sound and what was measured of it."""

    name: str = Field(description="file name in the cache")
    digest: str = Field(description="SHA-256 of all its packets, one after another")
    packets: int
    integrated: float = Field(description="LUFS; -70 for silence")
    true_peak: float = Field(description="dBTP; -200 for silence")
    gain_db: float = Field(description="what the levelling applied to the mix")
    silent: tuple[str, ...] = Field((), description="a sentence for each line that cannot be heard")

    @property
    def heard(self) -> checks.Heard:
        """What the checks may believe of a film that holds these very packets."""
        measured = loudness.Loudness(self.integrated, self.true_peak)
        return checks.Heard(self.digest, measured, self.silent)


def make(
    timeline: Timeline,
    preset: Preset,
    container: Container,
    cache: Path,
    media_path: sound.MediaPath,
    *,
    mix: Path | None = None,
    report: Callable[[float], None] = lambda _share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Track:
    """The coded sound, from the cache when it is there; `mix` is where the uncoded mix is wanted as well.

    Raises:
        Cancelled, DiskTrouble, Damaged, BadInput, ToolMissing: as `sound.mixdown`.
    """
    key = _key(timeline, preset, container)
    found = _kept(cache, key)
    if found is not None and mix is None:
        report(1.0)
        return found
    with tempfile.TemporaryDirectory(prefix=".piece-", dir=cache) as folder:
        wav = mix or Path(folder) / "mix.wav"
        mixed = sound.mixdown(
            timeline.sounds,
            timeline.fps,
            timeline.length,
            wav,
            media_path,
            target=preset.loudness,
            ceiling=preset.true_peak,
            report=lambda share: report(0.8 * share),
            cancelled=cancelled,
        )
        if found is not None:
            report(1.0)
            return found
        coded = Path(folder) / f"sound{container.suffix}"
        _code(wav, coded, container, preset, cancelled)
        track = _measured(coded, f"{key}.sound", mixed, timeline)
        _keep(cache, key, coded, track)
    report(1.0)
    return track


def _key(timeline: Timeline, preset: Preset, container: Container) -> str:
    shaped = {
        "sounds": [clip.model_dump(mode="json") for clip in timeline.sounds],
        "fps": timeline.fps,
        "length": timeline.length,
        "target": preset.loudness,
        "ceiling": preset.true_peak,
        "kbps": preset.audio_kbps,
        "container": [container.muxer, *container.sound],
        "program": ffmpeg.version(ffmpeg.binary()),
        "revision": REVISION,
    }
    return hashlib.sha256(json.dumps(shaped, sort_keys=True).encode()).hexdigest()


def _kept(cache: Path, key: str) -> Track | None:
    facts = cache / f"{key}.sound.json"
    try:
        track = Track.model_validate_json(facts.read_bytes())
        path = cache / track.name
        if track.name.startswith(key) and digest(path) == (track.digest, track.packets):
            os.utime(path)
            return track
    except (OSError, ValidationError, FenjingError):
        pass
    facts.unlink(missing_ok=True)
    return None


def _code(
    wav: Path, out: Path, container: Container, preset: Preset, cancelled: Callable[[], bool]
) -> None:
    ffmpeg.run(
        [
            *("-f", "wav", "-i", ffmpeg.name(wav), "-map", "0:a:0", "-map_metadata", "-1"),
            *container.sound,
            *(("-b:a", f"{preset.audio_kbps}k") if container.muxer == "mp4" else ()),
            *("-ar", "48000", "-ac", "2", "-f", container.muxer, ffmpeg.name(out)),
        ],
        cancelled=cancelled,
    )


def _measured(coded: Path, name: str, mixed: sound.Mixed, timeline: Timeline) -> Track:
    """What the coded sound is like: the coder may add a little above the mix's own peaks."""
    heard = loudness.measure(coded)
    payload, packets = digest(coded)
    return Track(
        name=name,
        digest=payload,
        packets=packets,
        integrated=heard.integrated,
        true_peak=max(heard.true_peak, -200.0),
        gain_db=mixed.gain_db,
        silent=tuple(checks.silent_lines(coded, timeline)),
    )


def _keep(cache: Path, key: str, coded: Path, track: Track) -> None:
    """The sound first and its facts last: facts without their sound are never believed."""
    try:
        coded.replace(cache / track.name)
        part = cache / f".{key}.sound.part"
        part.write_text(track.model_dump_json(), encoding="utf-8")
        part.replace(cache / f"{key}.sound.json")
    except OSError as trouble:
        raise DiskTrouble(
            N_("The sound could not be written: {reason}.").format(
                reason=trouble.strerror or trouble
            ),
            N_("Free some space and try again."),
        ) from trouble


def digest(path: Path) -> tuple[str, int]:
    """SHA-256 of the first sound stream's packets one after another, and how many they are.

    Raises:
        BadInput, Damaged, DiskTrouble: it cannot be read.
    """
    running, count = hashlib.sha256(), 0
    with opened(path) as source:
        for packet in source.demux(source.streams.audio[0]):
            if packet.size:
                running.update(memoryview(packet))
                count += 1
    return running.hexdigest(), count
