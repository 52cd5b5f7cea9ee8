"""The sound in parts beside a film: dialogue, music and effects, and the whole mix, all of the film's length."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from app.domain.timeline import SoundClip, Timeline
from app.domain.wording import N_
from app.errors import DiskTrouble
from app.media import sound

#: Endings of the files, after the film's own name.
DIALOGUE, MUSIC_AND_EFFECTS, MIX = "dialogue", "music-and-effects", "mix"


def write(
    timeline: Timeline,
    mix: Path,
    gain_db: float,
    film: Path,
    media_path: sound.MediaPath,
    cancelled: Callable[[], bool],
) -> tuple[Path, ...]:
    """Write three WAVs beside `film`; dialogue and the rest carry the mix's own gain, without its limiter.

    Music is not lowered under speech in them: that belongs to the mix.

    Raises:
        Cancelled, DiskTrouble, Damaged, ToolMissing.
    """
    targets = {name: film.with_name(f"{film.stem}.{name}.wav") for name in _PARTS}
    whole = film.with_name(f"{film.stem}.{MIX}.wav")
    try:
        for name, wanted in _PARTS.items():
            sound.stem(
                wanted(timeline.sounds),
                timeline.fps,
                timeline.length,
                targets[name],
                media_path,
                gain_db=gain_db,
                cancelled=cancelled,
            )
        part = whole.with_name(f".{whole.name}.part")
        shutil.copyfile(mix, part)
        part.replace(whole)
    except OSError as trouble:
        raise DiskTrouble(
            N_("The sound could not be written: {reason}.").format(
                reason=trouble.strerror or trouble
            ),
            N_("Free some space and try again."),
        ) from trouble
    return (*targets.values(), whole)


def _spoken(sounds: Sequence[SoundClip]) -> list[SoundClip]:
    return [clip for clip in sounds if clip.kind == "dialogue"]


def _rest(sounds: Sequence[SoundClip]) -> list[SoundClip]:
    return [clip for clip in sounds if clip.kind != "dialogue"]


_PARTS: dict[str, Callable[[Sequence[SoundClip]], list[SoundClip]]] = {
    DIALOGUE: _spoken,
    MUSIC_AND_EFFECTS: _rest,
}
