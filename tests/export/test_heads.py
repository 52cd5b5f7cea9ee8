"""Licence clip, filing card, label, other rates, larger pictures and the signature: as the film shows them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app import paths
from app.domain.project import LabelChoice
from app.domain.timeline import Caption, problems
from app.errors import BadInput
from app.export import filing, labels, provenance, typeface
from app.export.filing import FilingCard
from app.export.heads import RATES, Head, at_rate
from app.export.movie import render
from app.export.presets import SafeZone
from app.media import samples
from app.media.frames import FrameReader
from tests.export.cuts import Bench, clip, cut, line, numbers, small
from tests.media.films import RATE, film, flat, level_db, noise, wav, where

GREY = 128


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def pictures(path: Path) -> list[NDArray[np.int64]]:
    with FrameReader(path) as reader:
        return [reader.rgb(index).astype(int) for index in range(len(reader))]


def marked(frames: list[NDArray[np.int64]], rows: slice, columns: slice) -> list[int]:
    """Frames in which something is written over the even grey of that corner."""
    return [
        number
        for number, picture in enumerate(frames)
        if np.abs(picture[rows, columns] - GREY).max() > 60
    ]


def grey(bench: Bench, frames: int = 200) -> Path:
    return film(bench.folder / "grey.mp4", frames, size=(96, 160), paint=flat(GREY))


def test_the_licence_clip_stands_first_with_its_own_sound(bench: Bench) -> None:
    voice = noise(3, 0.8)
    licence = bench.put(film(bench.folder / "licence.mp4", 48, sound=noise(5, 1.9)))
    story = bench.put(film(bench.folder / "story.mp4", 90))
    said = bench.put(wav(bench.folder / "v.wav", voice))
    timeline = cut([clip(story, 40, source_in=50)], sounds=(line(said, 10),))
    job = bench.job(timeline, head=Head(media=licence), label=LabelChoice(visible=False))
    made = render(job)
    assert made.frames == 88
    assert numbers(bench.out) == [*range(48), *range(50, 90)]
    heard = samples.load(bench.out)[:, 0]
    assert level_db(heard[: RATE // 2]) > -40
    at, sure = where(heard, voice[2000:30000])
    assert abs(at - 2000 - (48 + 10) * 2000) <= 1
    assert sure > 0.9
    assert job.story == 48
    assert [cue.start for cue in job.delivered.sounds] == [0, 58]


@pytest.mark.parametrize(("over", "first"), [(False, 48), (True, 0)])
def test_the_label_leaves_the_licence_clip_alone_unless_wanted(
    bench: Bench, over: bool, first: int
) -> None:
    licence = bench.put(film(bench.folder / "licence.mp4", 48, paint=flat(GREY)))
    story = bench.put(grey(bench))
    head = Head(media=licence, labelled=over)
    render(bench.job(cut([clip(story, 100)]), head=head, label=LabelChoice(seconds=2.0)))
    seen = marked(pictures(bench.out), slice(0, 60), slice(0, 110))
    assert seen == list(range(first, 48 + 48))


def test_the_filing_card_stands_lower_right_for_its_seconds(bench: Bench) -> None:
    ref = bench.put(grey(bench))
    card = FilingCard(name="明天才会丢", number="（京）网微剧备字（2026）第001号", seconds=3)
    render(bench.job(cut([clip(ref, 50), clip(ref, 70)]), filing=card))
    frames = pictures(bench.out)
    assert marked(frames, slice(100, 200), slice(40, 120)) == list(range(72))
    assert marked(frames, slice(0, 80), slice(0, 120)) == []


def test_the_filing_card_makes_room_for_captions(bench: Bench) -> None:
    ref = bench.put(grey(bench))
    card = FilingCard(name="Lost Tomorrow", number="No. 001", seconds=3)
    words = cut([clip(ref, 100)], captions=(Caption(start=0, end=90, text="雨还在下"),))
    render(bench.job(words, filing=card))
    both = pictures(bench.out)[10]
    render(bench.job(words, filing=card, burn_captions=False))
    lower = pictures(bench.out)[10]
    rows = [np.flatnonzero((np.abs(shown - GREY) > 60).any(axis=(1, 2))) for shown in (both, lower)]
    gaps = [int(np.diff(found).max()) for found in rows]
    assert gaps[0] > 2, "card and caption are apart"
    assert rows[1].max() > rows[0].max(), "without captions the card stands lower"


def test_a_card_that_says_nothing_is_not_drawn() -> None:
    face = typeface.choose(paths.resource("fonts"))
    safe = SafeZone(top=0.1, bottom=0.2, left=0.05, right=0.15)
    assert filing.draw(FilingCard(), 1080, 1920, face, safe) is None
    card = FilingCard(name="很长的剧名" * 12, number="x" * 90, note="本故事纯属虚构")
    drawn = filing.draw(card, 1080, 1920, face, safe)
    assert drawn is not None
    assert drawn.y + 10 < 1920 * 0.8
    with pytest.raises(ValueError, match="5"):
        FilingCard(seconds=9)


@pytest.mark.parametrize("rate", RATES)
def test_a_delivery_may_have_any_constant_rate(bench: Bench, rate: int) -> None:
    ref = bench.put(film(bench.folder / "n.mp4", 120))
    said = bench.put(wav(bench.folder / "s.wav", noise(1, 1.0)))
    timeline = cut([clip(ref, 24), clip(ref, 36, source_in=48)], sounds=(line(said, 12),))
    made = render(bench.job(timeline, rate=rate))
    assert (made.fps, made.frames) == (rate, int(60 * rate / 24 + 0.5))
    shown = numbers(bench.out)
    assert shown[0] == 0
    assert shown[round(24 * rate / 24)] in (47, 48)
    at, _ = where(samples.load(bench.out)[:, 0], noise(1, 1.0)[2000:40000])
    assert abs(at - 2000 - 24000) <= RATE // rate
    if rate != 24:
        with pytest.raises(BadInput):
            at_rate(timeline, 23)


def test_other_rates_keep_the_track_whole(bench: Bench) -> None:
    ref = bench.put(film(bench.folder / "n.mp4", 200))
    clips = [
        clip(ref, 31),
        clip(ref, 37, change="dissolve", frames=11),
        clip(ref, 5),
        clip(ref, 90),
    ]
    for rate in RATES:
        changed = at_rate(cut(clips), rate)
        assert problems(changed) == []
        assert changed.length == int(cut(clips).length * rate / 24 + 0.5)


def test_small_sources_are_enlarged_as_chosen_and_large_ones_left_alone(bench: Bench) -> None:
    def edge(number: int, width: int, height: int) -> NDArray[np.uint8]:
        picture = np.full((height, width, 3), 60, np.uint8)
        picture[:, width // 2 :] = 190
        return picture

    small_one = bench.put(film(bench.folder / "small.mp4", 12, size=(60, 100), paint=edge))
    steep: dict[str, float] = {}
    for way in ("bicubic", "lanczos", "sharp"):
        render(bench.job(cut([clip(small_one, 6)]), upscale=way))
        steep[way] = float(np.abs(np.diff(pictures(bench.out)[3][100, :, 1])).max())
    assert steep["sharp"] > steep["lanczos"] >= steep["bicubic"] - 1
    large = bench.put(film(bench.folder / "large.mp4", 12, size=(240, 400)))
    assert render(bench.job(cut([clip(large, 6)]), upscale="sharp")).pieces_made == 1
    assert render(bench.job(cut([clip(large, 6)]), upscale="bicubic")).pieces_made == 0


def test_the_signature_is_the_last_thing_written(bench: Bench) -> None:
    ref = bench.put(grey(bench))
    take = provenance.Used(title="S001_T01", origin="model", generator="Kling", model="v3")
    drawn = provenance.Used(title="S002_T01", origin="drawn")
    signing = provenance.Signing(used=(take, drawn), folder=bench.folder / "certificate")
    made = render(bench.job(cut([clip(ref, 30)]), signing=signing, title="E01"))
    assert made.signed is not None
    assert made.development
    found = provenance.read(bench.out)
    assert found == made.signed
    assert found is not None
    assert found.is_sound
    assert found.created == "compositeWithTrainedAlgorithmicMedia"
    assert found.ingredients == ("S001_T01", "S002_T01")
    assert labels.read_back(bench.out) is not None, "the AIGC field is still there"
    assert made.size == bench.out.stat().st_size
    assert all(finding.severity == "ok" for finding in made.findings)


def test_a_size_of_4k(bench: Bench) -> None:
    ref = bench.put(grey(bench))
    made = render(bench.job(cut([clip(ref, 3)]), preset=small(short_side=2160, aspect="9:16")))
    assert (made.width, made.height) == (2160, 3840)
