"""What a film has to keep over its whole length: every frame, every sample, and nothing audible where pieces join."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from app.domain.media import MediaRef
from app.domain.timeline import PictureClip, SoundClip, Timeline
from app.export.movie import render
from app.media import samples
from tests.export.cuts import Bench, clip, cut, line, numbers, small
from tests.media.films import RATE, film, noise, tone, wav, where

#: One frame of AAC: what sound and picture may be apart at most.
AUDIO_FRAME = 1024
#: A tone whose period is a whole number of samples, 200.
HERTZ = 240


def lengths(path: Path) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """Begin and end of picture and of sound in seconds, as a player gets them."""
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        shown = [frame.pts * video.time_base for frame in container.decode(video)]
    with av.open(str(path)) as container:
        audio = container.streams.audio[0]
        heard = [(frame.pts * audio.time_base, frame.samples) for frame in container.decode(audio)]
    step = shown[1] - shown[0]
    return shown[0], shown[-1] + step, heard[0][0], heard[-1][0] + Fraction(heard[-1][1], RATE)


class Episode(Bench):
    """Cuts of a numbered film, each with a sound of its own that no other resembles."""

    def __init__(self, folder: Path, cuts: int, length: int) -> None:
        super().__init__(folder)
        self.ref = self.put(film(folder / "n.mp4", 240, size=(96, 160)))
        self.voices = [noise(seed, 0.5) for seed in range(8)]
        self.lines = [self.put(wav(folder / f"{n}.wav", s)) for n, s in enumerate(self.voices)]
        # Odd lengths: no cut falls on a second, on a key frame's distance or on a frame of sound.
        self.lengths = [length + (7 * number) % 13 for number in range(cuts)]
        self.firsts = [(31 * number) % 120 for number in range(cuts)]
        clips = [
            clip(self.ref, frames, source_in=first)
            for frames, first in zip(self.lengths, self.firsts, strict=True)
        ]
        self.starts = [0, *list(accumulate(self.lengths))[:-1]]
        self.sounds = tuple(
            line(self.lines[number % 8], start + 6) for number, start in enumerate(self.starts)
        )
        self.timeline = cut(clips, sounds=self.sounds)


def assert_exact(episode: Episode) -> None:
    made = render(episode.job(episode.timeline, preset=small(short_side=96)))
    assert made.frames == sum(episode.lengths)
    expected = [
        first + at
        for first, frames in zip(episode.firsts, episode.lengths, strict=True)
        for at in range(frames)
    ]
    assert numbers(episode.out) == expected
    begins, ends, first, last = lengths(episode.out)
    assert begins == 0
    assert ends == Fraction(episode.timeline.length, 24)
    assert abs(first) * RATE < AUDIO_FRAME
    assert abs(last - ends) * RATE <= AUDIO_FRAME
    for number, start in enumerate(episode.starts):
        begin = (start + 6) / 24
        heard = samples.load(episode.out, begin - 0.2, 1.0)[:, 0]
        at, sure = where(heard, episode.voices[number % 8][1000:20000])
        assert abs(at - 1000 - round(0.2 * RATE)) <= 1, number
        assert sure > 0.9, number


def test_every_cut_and_every_sound_stays_exact(tmp_path: Path) -> None:
    assert_exact(Episode(tmp_path, cuts=24, length=36))


@pytest.mark.nightly
def test_ten_minutes_stay_exact_to_the_end(tmp_path: Path) -> None:
    episode = Episode(tmp_path, cuts=135, length=102)
    assert episode.timeline.length >= 600 * 24
    assert_exact(episode)


def wandering(heard: NDArray[np.float32]) -> tuple[float, float]:
    """How far a sine of `HERTZ` strays: greatest change of its phase (radians) and of its level (share)."""
    at = np.arange(len(heard)) / RATE
    turned = heard * np.exp(-2j * np.pi * HERTZ * at)
    step = RATE // HERTZ * 4
    whole = len(turned) // step * step
    means = turned[:whole].reshape(-1, step).mean(axis=1)
    middle = np.median(means.real) + 1j * np.median(means.imag)
    return float(np.abs(np.angle(means / middle)).max()), float(
        np.abs(np.abs(means / middle) - 1).max()
    )


def test_one_tone_runs_through_all_joins(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    ref = bench.put(film(tmp_path / "n.mp4", 60))
    bed = bench.put(wav(tmp_path / "m.wav", tone(HERTZ, 20)))
    clips = [clip(ref, 7 + number % 5, source_in=number) for number in range(30)]
    timeline = cut(clips)
    seconds = timeline.length / 24
    sound = SoundClip(start=0, seconds=seconds, media=bed, kind="music")
    render(bench.job(timeline.model_copy(update={"sounds": (sound,)})))
    heard = samples.load(bench.out)[:, 0]
    # From the second frame of sound on: a priming offset would turn the phase, a gap or a click the level.
    # What AAC itself adds to a tone is 0.02; one lost sample would be 0.03 from there on.
    steady = heard[AUDIO_FRAME : int(seconds * RATE) - AUDIO_FRAME]
    turned, swelled = wandering(steady)
    assert turned < 0.05
    assert swelled < 0.05
    phase = np.angle(
        np.mean(
            steady * np.exp(-2j * np.pi * HERTZ * (np.arange(len(steady)) + AUDIO_FRAME) / RATE)
        )
    )
    assert abs(phase + np.pi / 2) < 0.05, "the sine begins where the film begins"


def halves(ref: MediaRef, split: int, frames: int) -> Timeline:
    """One film with its own sound, cut in two without a frame missing."""
    parts = [(0, split), (split, frames - split)]
    pictures: list[PictureClip] = [clip(ref, length, source_in=first) for first, length in parts]
    sounds = tuple(
        SoundClip(start=first, seconds=length / 24, source_in=first / 24, media=ref, kind="native")
        for first, length in parts
    )
    return cut(pictures, sounds=sounds)


def test_a_split_shot_sounds_as_if_it_were_whole(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    ref = bench.put(film(tmp_path / "n.mp4", 96, sound=tone(HERTZ, 4.1)))
    render(bench.job(halves(ref, 41, 90)))
    heard = samples.load(bench.out)[:, 0]
    turned, swelled = wandering(heard[RATE : 3 * RATE])
    assert turned < 0.05
    assert swelled < 0.05
    assert numbers(bench.out) == list(range(90))
