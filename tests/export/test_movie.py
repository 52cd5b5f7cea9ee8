"""A timeline becomes a film: to the frame, to the sample, and nothing half-made is ever left."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.domain.media import MediaRef
from app.domain.shots import TransitionKind
from app.domain.timeline import Caption, SoundClip
from app.errors import BadInput, Cancelled, Damaged, NotFound, RuleBroken
from app.export import checks, pieces
from app.export.movie import RenderProgress, render
from app.media import ffmpeg, samples
from app.media.frames import FrameReader
from tests.export.cuts import Bench, clip, cut, levels, line, numbers, small
from tests.media.films import RATE, film, flat, level_db, noise, number_of, tone, wav, where


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def _numbered(bench: Bench, frames: int = 60, fps: int = 24, name: str = "n.mp4") -> MediaRef:
    return bench.put(film(bench.folder / name, frames, fps=fps, size=(96, 160)))


def test_cuts_fall_on_their_frames(bench: Bench) -> None:
    ref = _numbered(bench, 200)
    timeline = cut([clip(ref, 17), clip(ref, 1, source_in=50), clip(ref, 40, source_in=120)])
    made = render(bench.job(timeline))
    assert numbers(bench.out) == [*range(17), 50, *range(120, 160)]
    assert (made.frames, made.fps, made.seconds) == (58, 24, 58 / 24)
    assert (made.width, made.height) == (120, 200)
    assert {finding.severity for finding in made.findings} == {"ok"}


def test_a_deep_trim_starts_on_its_frame(bench: Bench) -> None:
    ref = _numbered(bench, 255)
    made = render(bench.job(cut([clip(ref, 30, source_in=201)])))
    assert numbers(bench.out) == list(range(201, 231))
    assert made.label_found


@pytest.mark.parametrize(("source", "target"), [(30, 24), (24, 30), (25, 24), (12, 24), (60, 24)])
def test_rates_change_by_doubling_and_dropping(bench: Bench, source: int, target: int) -> None:
    ref = _numbered(bench, source * 2, source)
    render(bench.job(cut([clip(ref, target * 2)], target)))
    found = numbers(bench.out)
    assert len(found) == target * 2
    for number, shown in enumerate(found):
        assert abs(shown / source - number / target) <= 0.5 / source + 0.5 / target + 1e-6


def test_a_source_that_ends_early_holds_its_last_frame(bench: Bench) -> None:
    ref = _numbered(bench, 20)
    render(bench.job(cut([clip(ref, 30, source_in=10), clip(ref, 5, source_in=90)])))
    assert numbers(bench.out) == [*range(10, 20), *[19] * 20, *[19] * 5]


def test_gaps_are_black_and_missing_picks_are_slates(bench: Bench) -> None:
    grey = bench.put(film(bench.folder / "g.mp4", 30, paint=flat(128)))
    asked: list[tuple[str, int, int]] = []

    def paint(shown: object, width: int, height: int) -> bytes:
        asked.append((getattr(shown, "label", ""), width, height))
        path = bench.folder / "slate.png"
        Image.new("RGB", (width, height), (200, 200, 200)).save(path)
        return path.read_bytes()

    timeline = cut([clip(grey, 6), clip(None, 7), clip(None, 8, shot="1-02"), clip(grey, 5)])
    render(bench.job(timeline), slate=paint)
    found = levels(bench.out)
    expected = [128.0] * 6 + [0.0] * 7 + [200.0] * 8 + [128.0] * 5
    assert found == pytest.approx(np.array(expected), abs=3)
    assert asked == [("1-02", 120, 200)]
    render(bench.job(timeline))
    assert 20 < levels(bench.out)[15] < 60


def test_a_dissolve_is_even_and_exact(bench: Bench) -> None:
    dark = bench.put(film(bench.folder / "d.mp4", 40, paint=flat(40)))
    light = bench.put(film(bench.folder / "l.mp4", 40, paint=flat(200)))
    timeline = cut([clip(dark, 20), clip(light, 20, change="dissolve", frames=8), clip(dark, 4)])
    render(bench.job(timeline))
    found = levels(bench.out)
    assert len(found) == timeline.length == 36
    assert found[:12] == pytest.approx(40, abs=3)
    assert found[20:32] == pytest.approx(200, abs=3)
    ramp = 40 + 160 * np.arange(8) / 8
    assert found[12:20] == pytest.approx(ramp, abs=5)
    assert found[32:] == pytest.approx(40, abs=3)


def test_both_films_run_on_through_a_dissolve(bench: Bench) -> None:
    ref = _numbered(bench, 100)
    timeline = cut([clip(ref, 20), clip(ref, 30, source_in=60, change="dissolve", frames=10)])
    render(bench.job(timeline))
    found = numbers(bench.out)
    assert found[:11] == list(range(11))
    assert found[20:] == list(range(70, 90))


@pytest.mark.parametrize(
    ("kind", "first", "last", "inside"),
    [("fade_in", 0, 128, 0), ("fade_white", 255, 128, 0), ("fade_out", 128, 0, 12)],
)
def test_fades_belong_to_their_clip(
    bench: Bench, kind: TransitionKind, first: float, last: float, inside: int
) -> None:
    grey = bench.put(film(bench.folder / "g.mp4", 60, paint=flat(128)))
    timeline = cut([clip(grey, 10), clip(grey, 20, change=kind, frames=8), clip(grey, 10)])
    render(bench.job(timeline))
    found = levels(bench.out)
    assert found[:10] == pytest.approx(128, abs=4)
    assert found[30:] == pytest.approx(128, abs=4)
    faded = found[10 + inside : 18 + inside]
    assert faded[0] == pytest.approx(first, abs=20)
    assert faded[-1] == pytest.approx(last, abs=20)
    steps = np.diff(faded) * np.sign(last - first)
    assert (steps >= -2).all()


def test_pictures_are_held_and_fitted(bench: Bench) -> None:
    wide = bench.folder / "w.png"
    Image.new("RGB", (160, 90), (250, 20, 20)).save(wide)
    made = render(bench.job(cut([clip(bench.put(wide), 30)]), fit="black"))
    assert made.frames == 30
    with FrameReader(bench.out) as reader:
        picture = reader.rgb(29).astype(int)
    assert picture[100, 60, 0] > 220
    assert picture[100, 60, 1] < 60
    assert picture[10].max() < 20
    rows = np.flatnonzero(picture[:, 60, 0] > 120)
    assert (rows[0], rows[-1]) == pytest.approx((66, 133), abs=2)


def test_every_shape_goes_into_every_other(bench: Bench) -> None:
    ref = _numbered(bench, 12)
    for aspect, size in (("16:9", (214, 120)), ("1:1", (120, 120)), ("9:16", (120, 214))):
        for fit in ("blur", "crop", "black"):
            job = bench.job(cut([clip(ref, 6)]), preset=small(aspect=aspect), fit=fit)
            made = render(job)
            assert (made.width, made.height) == size
            with FrameReader(bench.out) as reader:
                picture = reader.rgb(5)
            edge = picture[size[1] // 2, 1].mean()
            if aspect != "9:16":
                whole = {"black": edge < 22, "blur": edge >= 22, "crop": edge >= 22}
                assert whole[fit], (aspect, fit, edge)
            if fit == "crop" and aspect == "1:1":
                assert number_of(picture) == 5


def test_every_clip_is_heard_where_it_lies_to_the_very_end(bench: Bench) -> None:
    ref = _numbered(bench, 240)
    sources = [noise(seed, 0.7) for seed in range(5)]
    sounds = [bench.put(wav(bench.folder / f"{n}.wav", s)) for n, s in enumerate(sources)]
    starts = [1, 60, 133, 300, 458]
    timeline = cut(
        [clip(ref, 240), clip(ref, 235)],
        sounds=tuple(line(sound, start) for sound, start in zip(sounds, starts, strict=True)),
    )
    made = render(bench.job(timeline))
    heard = samples.load(bench.out)
    assert len(heard) / RATE == pytest.approx(timeline.length / 24, abs=0.025)
    for source, start in zip(sources, starts, strict=True):
        at, sure = where(heard[:, 0], source[2000:32000])
        assert abs(at - 2000 - start * 2000) <= 1
        assert sure > 0.9
    assert abs(made.loudness + 14.0) <= 1.0
    assert numbers(bench.out)[-5:] == [230, 231, 232, 233, 234]


def test_music_is_ducked_in_the_file(bench: Bench) -> None:
    ref = _numbered(bench, 20)
    music = bench.put(wav(bench.folder / "m.wav", tone(440, 8, 0.3)))
    speech = bench.put(wav(bench.folder / "s.wav", noise(1, 2, 0.03)))
    bed = SoundClip(start=0, seconds=8, media=music, kind="music")
    timeline = cut([clip(ref, 192)], sounds=(bed, line(speech, 72)))
    made = render(bench.job(timeline))
    heard = samples.load(bench.out)[:, 0]
    free, under = heard[RATE : 2 * RATE], heard[round(3.5 * RATE) : round(4.5 * RATE)]
    at = np.arange(RATE) / RATE
    ratio = [abs(np.mean(part * np.exp(-2j * np.pi * 440 * at))) for part in (under, free)]
    assert -15 <= 20 * np.log10(ratio[0] / ratio[1]) <= -11
    assert abs(made.loudness + 14.0) <= 1.0


def test_a_line_that_went_missing_is_found(bench: Bench) -> None:
    ref = _numbered(bench, 20)
    mute = bench.put(wav(bench.folder / "s.wav", np.zeros(RATE, np.float32)))
    loud = bench.put(wav(bench.folder / "l.wav", noise(1, 1)))
    timeline = cut([clip(ref, 96)], sounds=(line(loud, 0), line(mute, 48)))
    with pytest.raises(Damaged, match=r"2\.0 s"):
        render(bench.job(timeline))
    assert not bench.out.exists()
    assert list(bench.out.parent.iterdir()) == []


def test_a_second_export_makes_only_what_changed(bench: Bench) -> None:
    ref = _numbered(bench, 200)
    clips = [clip(ref, 20), clip(ref, 21, source_in=5), clip(ref, 22, source_in=9)]
    first = render(bench.job(cut(clips)))
    assert (first.pieces, first.pieces_made) == (3, 3)
    again = render(bench.job(cut(clips)))
    assert (again.pieces, again.pieces_made, again.sha256) == (3, 0, first.sha256)
    trimmed = [clips[0], clip(ref, 15, source_in=5), clips[2]]
    assert render(bench.job(cut(trimmed))).pieces_made == 1
    swapped = [clips[2], clips[0], clips[1]]
    assert render(bench.job(cut(swapped))).pieces_made == 0
    assert numbers(bench.out)[:22] == list(range(9, 31))
    worded = cut(clips, captions=(Caption(start=25, end=30, text="你好"),))
    assert render(bench.job(worded)).pieces_made == 1


def test_a_spoilt_cache_is_noticed_and_healed(bench: Bench) -> None:
    ref = _numbered(bench, 40)
    timeline = cut([clip(ref, 20), clip(ref, 10, source_in=22)])
    render(bench.job(timeline))
    for piece in (bench.folder / "cache").glob("*.mp4"):
        piece.write_bytes(piece.read_bytes()[:900])
    made = render(bench.job(timeline))
    assert made.pieces_made == 2
    assert numbers(bench.out) == [*range(20), *range(22, 32)]


def test_a_stopped_render_leaves_the_old_file_and_nothing_else(bench: Bench) -> None:
    ref = _numbered(bench, 200)
    bench.out.parent.mkdir()
    bench.out.write_bytes(b"the old film")
    timeline = cut([clip(ref, 150, source_in=n) for n in range(6)])
    for limit in (0, 3, 8, 15):
        asked = iter(range(10_000))
        with pytest.raises(Cancelled):
            render(bench.job(timeline), cancelled=lambda a=asked, most=limit: next(a) >= most)
        assert bench.out.read_bytes() == b"the old film"
        assert [path.name for path in bench.out.parent.iterdir()] == ["film.mp4"]
        held = (".mp4", ".sound", ".sound.json")
        left = [p.name for p in (bench.folder / "cache").iterdir() if not p.name.endswith(held)]
        assert left == []


def test_what_a_killed_export_left_is_swept_up_a_day_later(bench: Bench) -> None:
    ref = _numbered(bench, 10)
    timeline = cut([clip(ref, 5)])
    render(bench.job(timeline))
    old = bench.out.parent / ".fenjing-export-old"
    new = bench.out.parent / ".fenjing-export-new"
    stale = bench.folder / "cache" / ".piece-old"
    for folder in (old, new, stale):
        folder.mkdir()
        (folder / "half.mp4").write_bytes(b"half")
    for folder in (old, stale):
        os.utime(folder, (1, 1))
    render(bench.job(timeline))
    assert [folder.exists() for folder in (old, new, stale)] == [False, True, False]


def test_the_cache_forgets_what_was_not_used_for_longest(bench: Bench) -> None:
    ref = _numbered(bench, 60)
    render(bench.job(cut([clip(ref, 20), clip(ref, 20, source_in=7)])))
    cache = bench.folder / "cache"
    first, second = sorted(cache.glob("*.mp4"))
    os.utime(first, (1, 1))
    sounds = sum(path.stat().st_size for path in cache.glob("*.sound"))
    pieces.tidy(cache, second.stat().st_size + sounds)
    assert list(cache.glob("*.mp4")) == [second]


def test_progress_never_falls_and_ends_at_one(bench: Bench) -> None:
    ref = _numbered(bench, 100)
    sound = bench.put(wav(bench.folder / "s.wav", noise(1, 1)))
    seen: list[RenderProgress] = []
    timeline = cut([clip(ref, 80), clip(ref, 50)], sounds=(line(sound, 4),))
    render(bench.job(timeline), report=seen.append)
    fractions = [step.fraction for step in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert {"pictures", "sound", "joining", "checking", "done"} == {step.stage for step in seen}


def test_what_cannot_be_rendered_is_said_first(bench: Bench) -> None:
    ref = _numbered(bench, 10)
    with pytest.raises(RuleBroken):
        render(bench.job(cut([])))
    with pytest.raises(BadInput):
        render(bench.job(cut([clip(ref, 5)]), out=bench.folder / "film.avi"))
    gone = ref.model_copy(update={"sha256": "0" * 64})
    with pytest.raises(NotFound, match="1-07"):
        render(bench.job(cut([clip(gone, 5, shot="1-07")])))
    loose = cut([clip(ref, 5), clip(ref, 5)])
    apart = loose.model_copy(
        update={"pictures": (loose.pictures[0], loose.pictures[1].model_copy(update={"start": 9}))}
    )
    with pytest.raises(RuleBroken):
        render(bench.job(apart))


def test_odd_names_and_a_film_replaced(bench: Bench) -> None:
    odd = bench.folder / "-第1集: 'x'%d;[a],b.mp4"
    film(bench.folder / "plain.mp4", 12).rename(odd)
    ref = bench.put(odd)
    out = bench.folder / "出 片" / "-第1集 'final' %d.mp4"
    timeline = cut([clip(ref, 10)], captions=(Caption(start=0, end=9, text="雨"),))
    render(bench.job(timeline, out=out))
    render(bench.job(timeline, out=out, title='第一集 = "明天"\n;#x'))
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_colours_keep_their_values(bench: Bench) -> None:
    def red(number: int, width: int, height: int) -> np.ndarray:
        picture = np.zeros((height, width, 3), np.uint8)
        picture[:] = (200, 40, 90)
        return picture

    untagged = film(bench.folder / "r.mp4", 10, size=(72, 120), paint=red)
    named = bench.folder / "t.mp4"
    ffmpeg.run(
        [
            *("-f", "lavfi", "-i", "color=c=0xC8285A:s=72x120:r=24:d=0.5"),
            *("-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"),
            *("-colorspace", "bt709", "-c:v", "libx264", "-crf", "5", ffmpeg.name(named)),
        ]
    )
    picture = bench.folder / "p.png"
    Image.new("RGB", (72, 120), (200, 40, 90)).save(picture)
    timeline = cut([clip(bench.put(path), 6) for path in (named, picture)])
    render(bench.job(timeline))
    shown = bench.folder / "shown.png"
    for second in (0.1, 0.4):
        ffmpeg.run(
            [
                *("-ss", str(second), "-i", ffmpeg.name(bench.out), "-frames:v", "1"),
                *("-vf", "scale=in_color_matrix=bt709,format=rgb24", ffmpeg.name(shown)),
            ]
        )
        assert Image.open(shown).getpixel((60, 100)) == pytest.approx((200, 40, 90), abs=8)
    with FrameReader(untagged) as before, FrameReader(bench.out) as after:
        assert before.frame(0).format.name == after.frame(0).format.name == "yuv420p"


@settings(max_examples=8)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 14), st.sampled_from(["cut", "dissolve", "fade_in", "fade_out"]),
            st.integers(0, 9), st.integers(0, 80), st.booleans(),
        ),
        min_size=1,
        max_size=5,
    )
)  # fmt: skip
def test_any_cut_has_exactly_its_frames(
    tmp_path_factory: pytest.TempPathFactory,
    parts: list[tuple[int, TransitionKind, int, int, bool]],
) -> None:
    bench = Bench(tmp_path_factory.mktemp("any"))
    ref = _numbered(bench, 90)
    timeline = cut(
        [
            clip(None if gap else ref, length, source_in=first, change=kind, frames=frames)
            for length, kind, frames, first, gap in parts
        ]
    )
    made = render(bench.job(timeline, preset=small(short_side=90)))
    assert made.frames == timeline.length
    found = numbers(bench.out)
    for part in timeline.pictures:
        clear = part.transition.kind == "cut" and part.media is not None
        if clear:
            assert found[part.start] == min(part.source_in, 89)


def test_a_master_of_full_size_is_right(bench: Bench) -> None:
    from app.export.presets import master_for

    ref = bench.put(film(bench.folder / "n.mp4", 24, size=(540, 960)))
    sound = bench.put(wav(bench.folder / "s.wav", noise(1, 0.9)))
    timeline = cut([clip(ref, 24)], sounds=(line(sound, 0),), width=1080, height=1920)
    start = time.monotonic()
    made = render(bench.job(timeline, preset=master_for("9:16")))
    assert (made.width, made.height) == (1080, 1920)
    assert all(finding.severity == "ok" for finding in made.findings), made.findings
    assert checks.index_is_in_front(bench.out)
    assert time.monotonic() - start < 60
    assert level_db(samples.load(bench.out)) > -25
