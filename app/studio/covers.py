"""Covers of an episode: a frame of its cut, chosen by the person, in each shape that platforms ask for."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from app import paths
from app.domain.entity import Value
from app.domain.project import Aspect, LabelChoice
from app.domain.release import Release
from app.domain.timeline import Timeline
from app.domain.wording import N_
from app.errors import RuleBroken
from app.export import covers, typeface
from app.export.presets import Preset
from app.jobs.runner import Job, Progress
from app.studio.preview import FrameSource
from app.studio.services import Services

#: Where no chosen platform names a size: what profile grids and players show.
_USUAL: dict[Aspect, tuple[tuple[int, int], ...]] = {
    "9:16": ((1080, 1920), (1080, 1440)),
    "16:9": ((1920, 1080), (1440, 1080)),
    "1:1": ((1080, 1080),),
}
#: Frames are read as large as covers may become.
_LARGEST = (2160, 2160)


class CoverWanted(Value):
    """One cover as it shall look; `size` is its pixels."""

    size: tuple[int, int]
    frame: int
    title: str = ""
    label: str = ""


def sizes(chosen: tuple[Preset, ...], aspect: Aspect) -> tuple[tuple[int, int], ...]:
    """The covers that the chosen platforms ask for, each once; the usual ones when they name none."""
    named = dict.fromkeys(size for preset in chosen for size in preset.covers)
    return tuple(named) or _USUAL[aspect]


def wanted(
    release: Release, label: LabelChoice, size: tuple[int, int], fallback_frame: int = 0
) -> CoverWanted:
    """The cover that an episode's release and the project's label ask for."""
    frame = release.cover_frame if release.cover_frame is not None else fallback_frame
    return CoverWanted(
        size=size,
        frame=frame,
        title=release.cover_title,
        label=label.text if release.cover_label else "",
    )


class Covers:
    """Draws and writes covers of one open project."""

    def __init__(self, services: Services, source: Callable[[Timeline], FrameSource]) -> None:
        """`source` reads the cut from the originals, not from the small proxies."""
        self._services = services
        self._source = source

    def preview(
        self,
        timeline: Timeline,
        cover: CoverWanted,
        most: int,
        done: Callable[[bytes], None],
        failed: Callable[[Exception], None],
    ) -> Job:
        """Draw a cover as PNG at most `most` pixels wide, exactly as it will be written."""
        source = self._source(timeline)

        def work(_progress: Progress) -> bytes:
            drawn = _drawn(source, cover)
            drawn.thumbnail((most, most * 3))
            held = io.BytesIO()
            drawn.save(held, "PNG", compress_level=1)
            return held.getvalue()

        return self._services.runner.run(work, done, failed)

    def write(
        self,
        timeline: Timeline,
        wanted_covers: tuple[CoverWanted, ...],
        folder: Path,
        stem: str,
        producer: str,
        done: Callable[[tuple[Path, ...]], None],
        failed: Callable[[Exception], None],
    ) -> Job:
        """Write the covers as `STEM_cover_WIDTHxHEIGHT.jpg` into a folder, with the AIGC field in each.

        `failed` gets DiskTrouble when they cannot be written, BadInput when the label does not fit.

        Raises:
            RuleBroken: the cut is empty.
        """
        if not timeline.pictures:
            raise RuleBroken(
                N_("The episode has no shots yet."), N_("Make shots from the script first.")
            )
        source = self._source(timeline)

        def work(progress: Progress) -> tuple[Path, ...]:
            made = []
            for place, cover in enumerate(wanted_covers):
                progress.check()
                name = f"{stem}_cover_{cover.size[0]}x{cover.size[1]}.jpg"
                picture = _drawn(source, cover, close=place + 1 == len(wanted_covers))
                made.append(covers.write(picture, folder / name, producer, f"{stem}-cover"))
            return tuple(made)

        return self._services.runner.run(work, done, failed)


def _drawn(source: FrameSource, cover: CoverWanted, *, close: bool = True) -> Image.Image:
    try:
        still = source.frame(cover.frame, _LARGEST)
        picture = Image.frombytes("RGB", (still.width, still.height), still.rgb)
    finally:
        if close:
            source.close()
    face = typeface.choose(paths.resource("fonts"))
    bold = face.path.with_name(face.path.name.replace("Medium", "Bold"))
    font = bold if bold.is_file() else face.path
    return covers.draw(picture, cover.size, font, cover.title, cover.label)
