"""An episode of forty shots of mixed sources: our pieces beside one hand-written ffmpeg graph and a MoviePy script.

All make the same film in the same run: captions, AI label, six dissolves, dialogue, music, -14 LUFS, x264 veryfast at
crf 18. MoviePy is given a tenth of the film, or it would take a quarter of an hour; its figure is per second of film.
On a busy machine the clock says little, so the processor seconds of each are printed beside it; `FENJING_BENCH_SHOTS`
makes the film shorter.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import paths
from app.domain.media import MediaRef
from app.domain.project import LabelChoice
from app.domain.shots import Transition
from app.domain.timeline import Caption, PictureClip, SoundClip, Timeline, lay
from app.export import captions, labels, typeface
from app.export.captions import CaptionStyle
from app.export.movie import prepare, render
from app.export.presets import SafeZone, preset
from app.media import ffmpeg
from tests.export.cuts import Bench
from tests.media.films import noise, tone, wav

SHOTS, LENGTH, FPS = int(os.environ.get("FENJING_BENCH_SHOTS", "40")), 90, 24
DISSOLVES = tuple(number for number in (5, 11, 17, 23, 29, 35) if number < SHOTS)
OVERLAP = 12
WIDE, HIGH = 1080, 1920
SOURCES = ((1080, 1920, 24), (720, 1280, 30), (1080, 1920, 25), (1920, 1080, 24), (1080, 1440, 30))
PRESET = preset("master-9x16").model_copy(update={"crf": 18, "max_kbps": 40_000})
SAFE = SafeZone(top=0.1, bottom=0.25, left=0.06, right=0.1)


@dataclass
class Episode:
    """The material of the film, laid out once for all contestants."""

    bench: Bench
    films: list[MediaRef]
    lines: list[MediaRef]
    music: MediaRef

    def timeline(self, changed: int = -1) -> Timeline:
        clips = lay([self.clip(number, changed) for number in range(SHOTS)])
        cues = tuple(
            Caption(start=clip.start + 20, end=clip.start + 70, text=f"第{number}句台词，雨还在下")
            for number, clip in enumerate(clips)
        )
        sounds = [
            SoundClip(
                start=clip.start + 20, seconds=1.5, media=self.lines[number % 8], kind="dialogue"
            )
            for number, clip in enumerate(clips)
        ]
        sounds.append(
            SoundClip(
                start=0, seconds=clips[-1].end / FPS, media=self.music, kind="music", gain_db=-16
            )
        )
        return Timeline(
            fps=FPS, width=WIDE, height=HIGH, pictures=clips, sounds=tuple(sounds), captions=cues
        )

    def clip(self, number: int, changed: int) -> PictureClip:
        film = self.films[number % len(self.films)]
        kind = Transition(kind="dissolve", frames=OVERLAP) if number in DISSOLVES else Transition()
        first = 6 + number % 4 + (3 if number == changed else 0)
        return PictureClip(
            start=0, length=LENGTH, media=film, source_in=first, transition=kind, label=str(number)
        )


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> Episode:
    folder = tmp_path_factory.mktemp("episode")
    bench = Bench(folder)
    films = [bench.put(source(folder, number, *shape)) for number, shape in enumerate(SOURCES)]
    lines = [bench.put(wav(folder / f"line{n}.wav", noise(n, 1.5))) for n in range(8)]
    music = bench.put(wav(folder / "music.wav", tone(220, SHOTS * LENGTH / FPS + 1)))
    return Episode(bench, films, lines, music)


def source(folder: Path, number: int, width: int, height: int, rate: int) -> Path:
    path = folder / f"source{number}.mp4"
    shown = f"gradients=s={width}x{height}:r={rate}:d=6:speed=0.03:seed={number}"
    ffmpeg.run(
        [
            *("-f", "lavfi", "-i", shown, "-vf", "noise=alls=6:allf=t", "-c:v", "libx264"),
            *("-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p", ffmpeg.name(path)),
        ]
    )
    return path


class Watch:
    """Seconds on the clock and of the processor, and the greatest memory of this process and its children, in GB."""

    def __enter__(self) -> Watch:
        self._done = threading.Event()
        self.peak = 0.0
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        self._start, self._worked = time.monotonic(), _worked()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds, self.cpu = time.monotonic() - self._start, _worked() - self._worked
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        import psutil

        me = psutil.Process()
        base = me.memory_info().rss
        while not self._done.wait(0.1):
            held = me.memory_info().rss - base
            for child in me.children(recursive=True):
                try:
                    held += child.memory_info().rss
                except psutil.Error:
                    continue
            self.peak = max(self.peak, held / 1e9)


def _worked() -> float:
    """Processor seconds of this process and of its finished children."""
    return sum(os.times()[:4])


def one_graph(episode: Episode, out: Path) -> None:
    """The film as one ffmpeg command, as an expert would write it."""
    line = episode.timeline()
    folder = out.parent
    face = typeface.choose(paths.resource("fonts"))
    script = captions.to_ass(
        line.captions, fps=FPS, width=WIDE, height=HIGH, face=face, style=CaptionStyle()
    )
    (folder / "words.ass").write_text(script, encoding="utf-8")
    (folder / "fonts").mkdir(exist_ok=True)
    (folder / "fonts" / "f.ttf").write_bytes(face.path.read_bytes())
    label = labels.draw("AI生成", WIDE, HIGH, face.path, SAFE)
    (folder / "label.png").write_bytes(label.png)
    inputs: list[str] = []
    chains: list[str] = []
    for number, clip in enumerate(line.pictures):
        inputs += ["-i", str(episode.bench.media[clip.media.sha256])]
        first, last = clip.source_in / FPS, (clip.source_in + clip.length) / FPS
        chains.append(
            f"[{number}:v]fps={FPS},trim={first:.6f}:{last:.6f},setpts=PTS-STARTPTS,"
            f"scale={WIDE}:{HIGH}:force_original_aspect_ratio=increase,crop={WIDE}:{HIGH},"
            f"setsar=1,format=yuv420p[c{number}]"
        )
    chains += _joined(line)
    inputs += ["-i", str(folder / "label.png")]
    chains.append(f"[film]subtitles=filename=words.ass:fontsdir=fonts:wrap_unicode=1[worded];"
                  f"[worded][{SHOTS}:v]overlay={label.x}:{label.y}:enable='lt(t,3)'[out]")  # fmt: skip
    for number, heard in enumerate(line.sounds):
        inputs += ["-i", str(episode.bench.media[heard.media.sha256])]
        delay = round(heard.start * 1000 / FPS)
        chains.append(
            f"[{SHOTS + 1 + number}:a]volume={heard.gain_db}dB,aformat=channel_layouts=stereo,"
            f"adelay={delay}:all=1[s{number}]"
        )
    mixed = "".join(f"[s{number}]" for number in range(len(line.sounds)))
    chains.append(
        f"{mixed}amix=inputs={len(line.sounds)}:normalize=0,loudnorm=I=-14:TP=-1,aresample=48000[mix]"
    )
    ffmpeg.run(
        [
            *inputs,
            *("-filter_complex", ";".join(chains), "-map", "[out]", "-map", "[mix]"),
            *(
                "-c:v",
                "libx264",
                "-preset",
                "veryfast",
                "-crf",
                "18",
                "-c:a",
                "aac",
                "-b:a",
                "256k",
            ),
            *("-t", f"{line.length / FPS:.6f}", ffmpeg.name(out)),
        ],
        cwd=folder,
    )


def _joined(line: Timeline) -> list[str]:
    """Straight cuts concatenated, the seven stretches crossed into each other."""
    groups: list[list[int]] = [[]]
    for number in range(SHOTS):
        if number in DISSOLVES:
            groups.append([])
        groups[-1].append(number)
    chains = []
    for place, group in enumerate(groups):
        names = "".join(f"[c{number}]" for number in group)
        # Each crossed stretch wants a time base of its own making.
        chains.append(f"{names}concat=n={len(group)}:v=1:a=0,settb=1/{FPS},fps={FPS}[g{place}]")
    last = "g0"
    for place, group in enumerate(groups[1:], 1):
        offset = line.pictures[group[0]].start / FPS
        name = "film" if place == len(groups) - 1 else f"x{place}"
        seconds = OVERLAP / FPS
        chains.append(
            f"[{last}][g{place}]xfade=transition=fade:duration={seconds}:offset={offset:.6f}[{name}]"
        )
        last = name
    return chains


def moviepy_script(episode: Episode, out: Path, shots: int) -> float:
    """The first shots with MoviePy; returns the seconds of film."""
    from moviepy import CompositeVideoClip, TextClip, VideoFileClip, concatenate_videoclips

    font = str(typeface.choose(paths.resource("fonts")).path)
    made = []
    for clip in episode.timeline().pictures[:shots]:
        film = VideoFileClip(str(episode.bench.media[clip.media.sha256]))
        part = film.subclipped(clip.source_in / FPS, (clip.source_in + clip.length) / FPS)
        part = part.resized(height=HIGH).cropped(x_center=part.w / 2, width=min(part.w, WIDE))
        words = TextClip(font=font, text="雨还在下", font_size=58, color="white", duration=2)
        made.append(
            CompositeVideoClip([part, words.with_position(("center", 1400))], size=(WIDE, HIGH))
        )
    film = concatenate_videoclips(made)
    film.write_videofile(
        str(out), fps=FPS, codec="libx264", preset="veryfast", audio=False, logger=None,
        ffmpeg_params=["-crf", "18"],
    )  # fmt: skip
    seconds = float(film.duration)
    film.close()
    return seconds


@pytest.mark.benchmark
def test_pieces_beside_one_graph_and_a_moviepy_script(episode: Episode, tmp_path: Path) -> None:
    bench = episode.bench

    def job(cache: str, changed: int = -1) -> object:
        return bench.job(
            episode.timeline(changed),
            preset=PRESET,
            cache=tmp_path / cache,
            out=tmp_path / f"{cache}.mp4",
            label=LabelChoice(),
            fit="crop",
        )

    with Watch() as graph:
        one_graph(episode, tmp_path / "graph.mp4")
    with Watch() as first:
        made = render(job("own"))
    with Watch() as changed:
        again = render(job("own", changed=SHOTS // 2))
    prepare(job("quiet"))
    with Watch() as joined:
        render(job("quiet"))
    with Watch() as script:
        seconds = moviepy_script(episode, tmp_path / "moviepy.mp4", max(1, SHOTS // 10))
    whole = episode.timeline().length / FPS
    print(
        f"\n{SHOTS} shots, {whole:.0f} s of film; one graph: {graph.seconds:.0f} s, "
        f"{graph.cpu:.0f} s of processor, {graph.peak:.2f} GB"
    )
    for name, watch in (
        ("first export", first),
        ("one shot changed", changed),
        ("prepared", joined),
    ):
        ratio, worked = watch.seconds / graph.seconds, watch.cpu / graph.cpu
        print(
            f"{name}: {watch.seconds:.1f} s, {ratio:.3f} of one graph ({worked:.3f} of its "
            f"processor seconds), {watch.peak:.2f} GB"
        )
    sizes = [(tmp_path / f"{name}.mp4").stat().st_size / 1e6 for name in ("graph", "own")]
    print("files: one graph {:.0f} MB, ours {:.0f} MB".format(*sizes))
    scaled = script.seconds / seconds * whole
    print(
        f"MoviePy: {scaled:.0f} s for the whole (from a tenth), {scaled / graph.seconds:.1f} of one graph"
    )
    assert made.frames == episode.timeline().length
    assert again.pieces_made <= 2
