"""A cut with everything a cut can have, and random ones, for the exporters' tests."""

from __future__ import annotations

import hashlib
from pathlib import Path

from hypothesis import strategies as st

from app.domain.ids import ShotId
from app.domain.media import MediaRef
from app.domain.shots import Transition
from app.domain.timeline import Caption, PictureClip, SoundClip, Timeline, lay
from app.export.exchange.cut import Cut, Marker

FPS = 24


def media(name: str, kind: str = "video", seconds: float = 10, suffix: str = ".mp4") -> MediaRef:
    sha = hashlib.sha256(name.encode()).hexdigest()
    wide = 0 if kind == "sound" else 1080
    return MediaRef(
        sha256=sha,
        suffix=suffix,
        kind=kind,
        size=len(name.encode()),
        width=wide,
        height=wide and 1920,
        seconds=seconds,
        fps=0 if kind == "sound" else FPS,
        has_sound=kind != "picture",
    )


def placed(folder: Path, *names: str) -> dict[str, Path]:
    """A file for each name, found by what `media(name)` calls it."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for name in names:
        path = folder / f"{hashlib.sha256(name.encode()).hexdigest()[:12]}.bin"
        path.write_bytes(name.encode())
        paths[hashlib.sha256(name.encode()).hexdigest()] = path
    return paths


def cut(folder: Path, text: str = "第一集 & 雨夜", spoken: str = "打烊了。") -> Cut:
    """Five clips (one dissolve, one gap, one without a take, one still), voices, music, a caption, a marker."""
    clips = lay(
        [
            PictureClip(start=0, length=72, media=media("one"), source_in=12, shot_id=ShotId("s1")),
            PictureClip(
                start=0, length=96, media=media("two"), source_in=6, shot_id=ShotId("s2"),
                transition=Transition(kind="dissolve", frames=13),
            ),
            PictureClip(start=0, length=24),
            PictureClip(start=0, length=48, shot_id=ShotId("s3"), label="1-1-03"),
            PictureClip(
                start=0, length=60, media=media("still", "picture", 0, ".png"),
                shot_id=ShotId("s4"), transition=Transition(kind="fade_in", frames=12),
            ),
        ]
    )  # fmt: skip
    sounds = (
        SoundClip(start=20, seconds=1.5, media=media("line", "sound", 1.5, ".wav"), kind="dialogue"),
        SoundClip(start=40, seconds=1.0, media=media("late", "sound", 3, ".wav"), kind="dialogue",
                  source_in=0.5, gain_db=-6),
        SoundClip(start=0, seconds=3.0, media=media("one"), kind="native", source_in=0.5),
        SoundClip(start=0, seconds=10.0, media=media("song", "sound", 60, ".mp3"), kind="music",
                  gain_db=-12, fade_out=1),
    )  # fmt: skip
    captions = (Caption(start=20, end=56, text=spoken, speaker="林夏"),)
    line = Timeline(
        fps=FPS, width=1080, height=1920, pictures=clips, sounds=sounds, captions=captions
    )
    return Cut(
        title=text,
        timeline=line,
        picture_names=("E01_S001_T01", "E01_S002_T02", "gap", "E01_S003", "E01_S004_T01"),
        sound_names=("E01_L001_林夏", "E01_L002_周野", "E01_S001_T01", "music"),
        paths=placed(folder, "one", "two", "still", "line", "late", "song"),
        markers=(Marker(frame=30, name="check hand", note=text, color="red"),),
    )


@st.composite
def random_cuts(draw: st.DrawFn) -> Cut:
    """Up to twelve clips with random lengths, source points and dissolves; no files."""
    count = draw(st.integers(1, 12))
    clips = []
    for index in range(count):
        frames = draw(st.integers(0, 12))
        kind = "dissolve" if frames and index else "cut"
        clips.append(
            PictureClip(
                start=0,
                length=draw(st.integers(2, 200)),
                source_in=draw(st.integers(0, 50)),
                media=media(f"film{index}", seconds=60) if draw(st.booleans()) else None,
                shot_id=ShotId(f"s{index}"),
                transition=Transition(kind=kind, frames=frames if kind == "dissolve" else 0),
            )
        )
    fps = draw(st.sampled_from([24, 25, 30, 50, 60]))
    line = Timeline(fps=fps, width=1080, height=1920, pictures=lay(clips))
    names = tuple(f"E01_S{index + 1:03d}" for index in range(count))
    return Cut("Random", line, names, (), {})
