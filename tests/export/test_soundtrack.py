"""The sound of a film is mixed and coded once, believed only as long as it is the very same, and healed when spoilt."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from app.domain.timeline import Timeline
from app.errors import Cancelled
from app.export import checks, encoders, soundtrack
from app.export.movie import render
from app.export.presets import Codec
from app.media import samples
from tests.export.cuts import Bench, clip, cut, line, small
from tests.media.films import film, noise, wav, where


class Episode(Bench):
    """Two shots and one line."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.ref = self.put(film(folder / "n.mp4", 90))
        self.said = self.put(wav(folder / "s.wav", noise(1, 1.0)))
        self.cache = folder / "cache"

    def timeline(self, first: int = 0, length: int = 30, start: int = 5) -> Timeline:
        clips = [clip(self.ref, 30, source_in=first), clip(self.ref, length, source_in=40)]
        return cut(clips, sounds=(line(self.said, start),))

    def sounds(self) -> dict[str, int]:
        """Coded sounds in the cache and when each was written."""
        return {path.name: path.stat().st_ino for path in self.cache.glob("*.sound")}


@pytest.fixture
def bench(tmp_path: Path) -> Episode:
    return Episode(tmp_path)


def test_other_pictures_leave_the_sound_as_it_is(bench: Episode) -> None:
    render(bench.job(bench.timeline()))
    once = bench.sounds()
    assert len(once) == 1
    made = render(bench.job(bench.timeline(first=7)))
    assert (made.pieces_made, bench.sounds()) == (1, once)
    render(bench.job(bench.timeline(start=6)))
    assert len(bench.sounds()) == 2
    render(bench.job(bench.timeline(), preset=small(loudness=-16)))
    assert len(bench.sounds()) == 3


def test_a_spoilt_sound_is_made_anew(bench: Episode) -> None:
    first = render(bench.job(bench.timeline()))
    for path in bench.cache.glob("*.sound"):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 0xFF
        path.write_bytes(data)
    again = render(bench.job(bench.timeline()))
    assert (again.pieces_made, again.sha256) == (0, first.sha256)
    for path in bench.cache.glob("*.sound.json"):
        path.write_text('{"name": "../../elsewhere"}')
    assert render(bench.job(bench.timeline())).sha256 == first.sha256


@pytest.mark.parametrize("codec", ["h264", "prores"])
def test_the_film_holds_the_very_sound_that_was_measured(bench: Episode, codec: Codec) -> None:
    container = encoders.CONTAINERS[codec]
    out = bench.out.with_suffix(container.suffix)
    made = render(bench.job(bench.timeline(), preset=small(codec=codec), out=out))
    coded = next(bench.cache.glob("*.sound"))
    assert soundtrack.digest(out)[0] == soundtrack.digest(coded)[0]
    job = bench.job(bench.timeline(), preset=small(codec=codec), out=out)
    expected = checks.Expected(job.timeline, job.preset, made.width, made.height, True)
    afresh = checks.verify(out, expected)
    assert afresh.loudness.integrated == made.loudness
    at, sure = where(samples.load(out)[:, 0], noise(1, 1.0)[1000:30000])
    assert abs(at - 1000 - 5 * 2000) <= 1
    assert sure > 0.9


def test_a_film_with_other_sound_is_measured_itself(bench: Episode) -> None:
    made = render(bench.job(bench.timeline()))
    job = bench.job(bench.timeline())
    lie = checks.Heard("0" * 64, checks.loudness.Loudness(-3.0, 4.0))
    expected = checks.Expected(job.timeline, job.preset, made.width, made.height, True, heard=lie)
    assert checks.verify(bench.out, expected).loudness.integrated == made.loudness


def test_a_stopped_mix_leaves_no_sound(bench: Episode) -> None:
    bench.cache.mkdir()
    with pytest.raises(Cancelled):
        soundtrack.make(
            bench.timeline(),
            small(),
            encoders.CONTAINERS["h264"],
            bench.cache,
            lambda ref: bench.media[ref.sha256],
            cancelled=lambda: True,
        )
    assert list(bench.cache.iterdir()) == []


def test_the_index_stands_in_front_without_writing_twice(bench: Episode) -> None:
    render(bench.job(bench.timeline(), title="标题 " * 50))
    assert checks.index_is_in_front(bench.out)
    with av.open(str(bench.out)) as container:
        assert container.metadata["title"].startswith("标题")


def test_hevc_is_tagged_as_players_want_it(bench: Episode) -> None:
    render(bench.job(bench.timeline(), preset=small(codec="hevc")))
    assert b"hvc1" in bench.out.read_bytes()[:200_000]
