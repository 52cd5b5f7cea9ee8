"""The mix: every clip at its sample, music down under speech, loudness where it was ordered."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from app.domain.media import MediaRef
from app.domain.timeline import SoundClip, SoundKind
from app.errors import BadInput, Cancelled
from app.media import ducking, loudness, samples
from app.media.sound import mixdown, peaks
from tests.media.films import RATE, film, level_db, noise, tone, wav, where


class Shelf:
    """Files by their hash, as the store would give them."""

    def __init__(self) -> None:
        self.paths: dict[str, Path] = {}

    def put(self, path: Path) -> MediaRef:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        self.paths[sha256] = path
        kind = "sound" if path.suffix == ".wav" else "video"
        size = path.stat().st_size
        return MediaRef(sha256=sha256, suffix=path.suffix, kind=kind, size=size, has_sound=True)

    def path(self, ref: MediaRef) -> Path:
        return self.paths[ref.sha256]


def _clip(
    ref: MediaRef, start: int, seconds: float, kind: SoundKind = "dialogue", **more: float
) -> SoundClip:
    return SoundClip(start=start, seconds=seconds, media=ref, kind=kind, **more)


def test_waveform_peaks_follow_the_sound(tmp_path: Path) -> None:
    quiet, loud = tone(200, 1, 0.1), tone(200, 1, 0.5)
    found = peaks(wav(tmp_path / "a.wav", np.concatenate([quiet, loud, quiet])), 30)
    assert found.shape == (30, 2)
    assert found[5] == pytest.approx([-0.1, 0.1], abs=0.01)
    assert found[15] == pytest.approx([-0.5, 0.5], abs=0.01)
    assert peaks(tmp_path / "a.wav", 4000).shape == (4000, 2)
    assert not peaks(film(tmp_path / "mute.mp4", 5), 3).any()
    with pytest.raises(BadInput):
        peaks(tmp_path / "a.wav", 0)


@pytest.mark.parametrize("fps", [24, 25, 30])
def test_each_clip_stands_at_its_exact_sample(tmp_path: Path, fps: int) -> None:
    shelf = Shelf()
    sources = [noise(seed, 0.8) for seed in range(4)]
    refs = [shelf.put(wav(tmp_path / f"{n}.wav", made)) for n, made in enumerate(sources)]
    starts = [3, 2 * fps + 1, 5 * fps + 7, 9 * fps - 1]
    clips = [_clip(ref, start, 0.8) for ref, start in zip(refs, starts, strict=True)]
    length = 10 * fps + 3
    made = mixdown(clips, fps, length, tmp_path / "mix.wav", shelf.path)
    mix = samples.load(tmp_path / "mix.wav")
    assert len(mix) == made.samples == round(length * RATE / fps)
    for source, start in zip(sources, starts, strict=True):
        at, sure = where(mix[:, 0], source)
        assert at == start * RATE // fps
        assert sure > 0.95


def test_trims_gains_and_fades(tmp_path: Path) -> None:
    shelf = Shelf()
    source = noise(7, 3)
    ref = shelf.put(wav(tmp_path / "a.wav", source))
    clips = [
        _clip(ref, 0, 1.0, source_in=1.5),
        _clip(ref, 48, 1.0, gain_db=-12.0),
        _clip(ref, 96, 1.0, fade_in=0.5, fade_out=0.25),
    ]
    mixdown(clips, 24, 144, tmp_path / "mix.wav", shelf.path)
    mix = samples.load(tmp_path / "mix.wav")[:, 0]
    at, sure = where(mix[:RATE], source[round(1.6 * RATE) : round(2.4 * RATE)])
    assert (at, sure > 0.99) == (round(0.1 * RATE), True)
    difference = level_db(mix[:RATE]) - level_db(mix[2 * RATE : 3 * RATE])
    assert difference == pytest.approx(12.0, abs=0.5)
    third = mix[4 * RATE : 5 * RATE]
    middle = level_db(third[RATE * 55 // 100 : RATE * 70 // 100])
    assert level_db(third[: RATE // 10]) < middle - 10
    assert level_db(third[-RATE // 50 :]) < middle - 10
    assert abs(third[0]) < 1e-4


def test_sound_of_a_film_is_placed_like_its_picture(tmp_path: Path) -> None:
    shelf = Shelf()
    source = noise(11, 2)
    ref = shelf.put(film(tmp_path / "a.mp4", 48, sound=source))
    mixdown([_clip(ref, 31, 2.0, "native")], 24, 96, tmp_path / "mix.wav", shelf.path)
    at, sure = where(samples.load(tmp_path / "mix.wav")[:, 0], source[4800:48000])
    assert abs(at - 4800 - 31 * 2000) <= 2
    assert sure > 0.9


def test_other_rates_and_two_channels_keep_their_place(tmp_path: Path) -> None:
    shelf = Shelf()
    at_22k = np.repeat(noise(3, 1.0)[::4], 2)[:22050]
    ref = shelf.put(wav(tmp_path / "a.wav", at_22k.astype(np.float32), 22050))
    left = np.stack([tone(500, 1), np.zeros(RATE, np.float32)], axis=1)
    other = shelf.put(wav(tmp_path / "b.wav", left))
    mixdown([_clip(ref, 24, 1.0), _clip(other, 72, 1.0)], 24, 120, tmp_path / "m.wav", shelf.path)
    mix = samples.load(tmp_path / "m.wav")
    assert level_db(mix[:23900]) < -80 < level_db(mix[48200:48700])
    assert level_db(mix[3 * RATE + 500 : 4 * RATE - 500, 1]) < -80


def test_music_steps_back_under_speech_and_comes_back(tmp_path: Path) -> None:
    shelf = Shelf()
    music = shelf.put(wav(tmp_path / "m.wav", tone(440, 10, 0.3)))
    speech = shelf.put(wav(tmp_path / "s.wav", noise(2, 2, 0.05)))
    clips = [_clip(music, 0, 10.0, "music"), _clip(speech, 96, 2.0)]
    mixdown(clips, 24, 240, tmp_path / "mix.wav", shelf.path)
    mix = samples.load(tmp_path / "mix.wav")[:, 0]

    def music_db(start: float, end: float) -> float:
        part = mix[round(start * RATE) : round(end * RATE)]
        at = np.arange(len(part)) / RATE
        return 20 * float(np.log10(abs(np.mean(part * np.exp(-2j * np.pi * 440 * at))) + 1e-9))

    free = music_db(1, 3)
    assert music_db(4.5, 5.5) - free == pytest.approx(ducking.DEPTH_DB, abs=1.0)
    assert -15.5 <= music_db(4.05, 4.3) - free <= -11.0
    assert music_db(3.5, 3.75) - free == pytest.approx(0, abs=0.5)
    assert music_db(8, 9.5) - free == pytest.approx(0, abs=0.5)
    assert -11 < music_db(6.55, 6.75) - free < -2


def test_the_gain_curve_holds_through_short_pauses() -> None:
    levels = np.zeros(1000, np.float32)
    levels[200:300] = levels[330:400] = 0.1
    curve = 20 * np.log10(ducking.gain_curve(levels))
    assert curve[200:400].max() <= ducking.DEPTH_DB + 0.01
    assert curve[150] == curve[700] == 0
    assert np.abs(np.diff(curve)).max() < 0.8


@pytest.mark.parametrize("level", [0.003, 0.05, 0.4])
def test_loudness_reaches_its_target_under_the_ceiling(tmp_path: Path, level: float) -> None:
    shelf = Shelf()
    made = noise(5, 6, level)
    made[::9000] = 0.95  # clicks that would clip
    ref = shelf.put(wav(tmp_path / "a.wav", made))
    mixed = mixdown([_clip(ref, 0, 6.0)], 24, 144, tmp_path / "mix.wav", shelf.path)
    assert mixed.loudness.integrated == pytest.approx(-14.0, abs=1.0)
    assert mixed.loudness.true_peak <= -1.0
    again = loudness.measure(tmp_path / "mix.wav")
    assert again == mixed.loudness


def test_no_sound_at_all_is_silence_of_the_right_length(tmp_path: Path) -> None:
    mixed = mixdown([], 25, 77, tmp_path / "mix.wav", lambda ref: tmp_path)
    assert mixed.samples == 77 * RATE // 25
    assert mixed.loudness.silent
    assert not samples.load(tmp_path / "mix.wav").any()


def test_a_stopped_mix_leaves_nothing(tmp_path: Path) -> None:
    shelf = Shelf()
    ref = shelf.put(wav(tmp_path / "a.wav", tone(300, 2)))
    with pytest.raises(Cancelled):
        mixdown(
            [_clip(ref, 0, 2.0)], 24, 48, tmp_path / "m.wav", shelf.path, cancelled=lambda: True
        )
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]
