"""Every coder makes the same frames; hardware is used only where it works, and said so where not."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from app.export import encoders
from app.export.movie import render
from app.export.presets import Codec, preset
from app.media.samples import load
from tests.export.cuts import Bench, clip, cut, line, numbers, small
from tests.media.films import film, level_db, noise, number_of, tone, wav

SUFFIX = {"h264": ".mp4", "hevc": ".mp4", "prores": ".mov", "png": ".mov"}


class Studio(Bench):
    """A bench with a film of numbered frames, a line and some music."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.film = self.put(film(folder / "source.mp4", 60))
        self.speech = self.put(wav(folder / "speech.wav", noise(3, 1.0)))
        self.music = self.put(wav(folder / "music.wav", tone(440, 2.0)))


def bench(folder: Path) -> Studio:
    return Studio(folder)


@pytest.mark.parametrize("codec", ["h264", "hevc", "prores", "png"])
def test_every_codec_holds_exactly_the_frames_of_the_cut(codec: Codec, tmp_path: Path) -> None:
    made = bench(tmp_path)
    clips = [clip(made.film, 20, source_in=5), clip(made.film, 17, source_in=30)]
    timeline = cut(clips, sounds=(line(made.speech, 4),))
    out = tmp_path / "out" / f"film{SUFFIX[codec]}"
    rendered = render(made.job(timeline, preset=small(codec=codec), out=out))
    assert rendered.frames == 37
    assert numbers(out) == [*range(5, 25), *range(30, 47)]
    assert rendered.label_found
    with av.open(str(out)) as container:
        assert container.streams.video[0].codec_context.name == codec
    assert all(found.severity != "error" for found in rendered.findings)


@pytest.mark.parametrize("codec", ["h264", "hevc"])
@pytest.mark.parametrize("b_frames", [0, 1, 2, 3])
def test_frames_stay_in_order_however_they_are_coded(
    codec: Codec, b_frames: int, tmp_path: Path
) -> None:
    made = bench(tmp_path)
    clips = [clip(made.film, 19, source_in=5), clip(made.film, 23, source_in=30)]
    out = tmp_path / "out" / "film.mp4"
    preset_ = small(codec=codec, b_frames=b_frames, speed="veryfast")
    assert render(made.job(cut(clips), preset=preset_, out=out)).frames == 42
    assert numbers(out) == [*range(5, 24), *range(30, 53)]
    with av.open(str(out)) as container:
        video = container.streams.video[0]
        assert next(container.decode(video)).pts == 0


def test_a_png_master_comes_with_its_numbered_pictures(tmp_path: Path) -> None:
    from PIL import Image

    made = bench(tmp_path)
    out = tmp_path / "out" / "film.mov"
    render(made.job(cut([clip(made.film, 12, source_in=7)]), preset=small(codec="png"), out=out))
    files = sorted((tmp_path / "out" / "film").iterdir())
    assert [path.name for path in files[:2]] == ["film.000001.png", "film.000002.png"]
    assert len(files) == 12
    with Image.open(files[3]) as image:
        assert number_of(image.convert("RGB")) == 10


def test_hardware_that_does_not_work_falls_back_and_says_so(tmp_path: Path) -> None:
    chosen = encoders.choose(preset("review"), 24, "nvenc")
    if "h264_nvenc" in chosen.arguments:
        assert chosen.note == ""
        return
    assert "nvenc" in chosen.note
    assert chosen.arguments == encoders.software(preset("review"), 24).arguments
    made = bench(tmp_path)
    job = made.job(cut([clip(made.film, 10)]), hardware="nvenc")
    assert render(job).encoder_note == chosen.note


def test_an_encoder_counts_only_when_it_codes() -> None:
    assert encoders.works(("-c:v", "libx264", "-preset", "ultrafast"))
    assert not encoders.works(("-c:v", "no_such_encoder"))


def test_hardware_encoders_never_reorder_frames() -> None:
    for name in ("nvenc", "videotoolbox", "qsv", "vaapi", "amf"):
        made = encoders._HARDWARE[name](preset("master-9x16"), 30)
        at = made.arguments.index("-bf")
        assert made.arguments[at + 1] == "0"
        assert made.delay == 0


def test_stems_have_the_films_length_and_add_up(tmp_path: Path) -> None:
    made = bench(tmp_path)
    voice = line(made.speech, 6)
    music = line(made.music, 0).model_copy(update={"kind": "music", "seconds": 2.0, "gain_db": -20})
    timeline = cut([clip(made.film, 48)], sounds=(voice, music))
    rendered = render(made.job(timeline, stems=True))
    assert [path.name for path in rendered.stems] == [
        "film.dialogue.wav", "film.music-and-effects.wav", "film.mix.wav",
    ]  # fmt: skip
    dialogue, rest, mix = (load(path, 0, 3)[:, 0] for path in rendered.stems)
    assert len(dialogue) == len(rest) == len(mix) == 2 * 48000
    assert level_db(dialogue[:12000]) < -80, "nothing is said in the first quarter second"
    assert level_db(rest[:12000]) > -60, "but music is heard"
    assert level_db(dialogue[15000:40000]) > -40
