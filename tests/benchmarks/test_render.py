"""How fast an episode is rendered, against its own length, and what a second export saves."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.export.movie import Rendered, render
from app.export.presets import master_for
from app.media import ffmpeg
from tests.export.cuts import Bench, clip, cut, line
from tests.media.films import noise, wav


@pytest.mark.benchmark
def test_an_episode_against_real_time(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    refs = []
    for number in range(5):
        path = tmp_path / f"{number}.mp4"
        source = f"gradients=s=1080x1920:r=24:d=5:speed=0.02:seed={number}"
        ffmpeg.run(
            [
                *("-f", "lavfi", "-i", source, "-vf", "noise=alls=4:allf=t", "-c:v", "libx264"),
                *("-preset", "ultrafast", "-crf", "18", "-pix_fmt", "yuv420p", ffmpeg.name(path)),
            ]
        )
        refs.append(bench.put(path))
    speech = bench.put(wav(tmp_path / "s.wav", noise(1, 2)))
    clips = [clip(refs[n % 5], 72, source_in=n % 24) for n in range(10)]
    sounds = tuple(line(speech, 72 * n + 4) for n in range(10))
    timeline = cut(clips, sounds=sounds, width=1080, height=1920)
    job = bench.job(timeline, preset=master_for("9:16"))
    first = render(job)
    again = render(job)
    trimmed = [*clips[:4], clip(refs[0], 60), *clips[5:]]
    changed = render(
        bench.job(cut(trimmed, sounds=sounds, width=1080, height=1920), preset=job.preset)
    )
    print(f"\nfirst export: {_ratio(first)}, made {first.pieces_made} of {first.pieces} pieces")
    print(f"nothing changed: {_ratio(again)}; {first.elapsed / again.elapsed:.0f} times as fast")
    print(f"one shot changed: {_ratio(changed)}, made {changed.pieces_made}")
    assert (again.pieces_made, changed.pieces_made) == (0, 1)


def _ratio(made: Rendered) -> str:
    return f"{made.elapsed / made.seconds:.2f} s a second of film"
