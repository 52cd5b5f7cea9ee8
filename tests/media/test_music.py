"""The music bed: the same for the same seed, different for another mood, and fit to lie under speech."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from app.domain.media import MediaFacts, MediaRef
from app.errors import BadInput, Cancelled
from app.media import loudness, samples
from app.media.music import MOODS, MOST_SECONDS, compose, compose_into, mood_of
from app.media.probe import probe
from tests.media.films import RATE, level_db


class Shelf:
    """Keeps what it is given in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def add(self, source: Path, facts: MediaFacts) -> MediaRef:
        data = source.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        self.kept[sha256] = data
        return facts.ref(sha256)


@pytest.mark.parametrize("mood", MOODS)
def test_a_bed_is_music_of_the_right_length(tmp_path: Path, mood: str) -> None:
    out = tmp_path / "bed.flac"
    compose(out, 18.5, seed=3, mood=mood_of(mood, 1))
    assert probe(out).seconds == pytest.approx(18.5, abs=0.001)
    heard = loudness.measure(out)
    assert -16 < heard.integrated < -9
    assert heard.true_peak < -0.5
    sound = samples.load(out)
    assert level_db(sound[:200]) < -40
    assert level_db(sound[-200:]) < -40
    # It leaves room for speech: far less above 1 kHz than below.
    spectrum = np.abs(np.fft.rfft(sound[:, 0])) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    assert spectrum[hertz > 1000].sum() < 0.15 * spectrum.sum()
    assert np.abs(sound[:, 0] - sound[:, 1]).max() > 0.01


def test_the_same_request_gives_the_same_samples(tmp_path: Path) -> None:
    for name, seed in (("a.wav", 1), ("b.wav", 1), ("c.wav", 2)):
        compose(tmp_path / name, 12, seed=seed)
    first, again, other = ((tmp_path / f"{n}.wav").read_bytes() for n in "abc")
    assert first == again != other


def test_it_is_kept_where_it_is_asked_to() -> None:
    shelf = Shelf()
    music = compose_into(shelf, 5.0, 1, "", lambda: False)
    assert music.sha256 in shelf.kept
    assert (music.suffix, music.name) == (".flac", "warm 1")
    assert music.seconds == pytest.approx(5.0, abs=0.01)
    assert MOST_SECONDS >= 120


def test_what_cannot_be_composed_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="mood"):
        mood_of("jazz", 1)
    with pytest.raises(BadInput):
        compose(tmp_path / "a.mp3", 10, seed=1)
    with pytest.raises(BadInput):
        compose(tmp_path / "a.wav", 0.1, seed=1)
    with pytest.raises(Cancelled):
        compose(tmp_path / "a.wav", 30, seed=1, cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []
