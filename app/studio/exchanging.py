"""The same cut elsewhere: every format that an episode can leave in, for editing programs, captions and paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from pydantic import Field

from app import paths
from app.domain.entity import Value
from app.domain.ids import EpisodeId
from app.domain.project import FULL_SIZE, Language
from app.domain.script import Episode
from app.domain.wording import N_
from app.errors import NotFound, RuleBroken
from app.export import typeface
from app.export.captions import CaptionStyle
from app.export.exchange import (
    board,
    contact,
    edl,
    fcpxml,
    jianying,
    otio,
    shot_list,
    storyboard,
    subtitles,
    xmeml,
)
from app.export.exchange.cut import Cut, Written, collect, safe_name
from app.export.exchange.storyboard import Layout
from app.jobs.runner import Job, Progress
from app.studio.comparing import CutDiff, ReadingBack
from app.studio.cut_data import ListData, cut_of, list_of
from app.studio.rendering import Rendering
from app.studio.report import Cancelled, Report, never, quiet
from app.studio.services import Services
from app.studio.waiting import finish
from app.studio.workspace import Workspace

Group = Literal["editors", "captions", "papers"]


class ExchangeFormat(Value):
    """One format as a person chooses it; `suffix` empty means a folder."""

    id: str
    title: str
    suffix: str
    group: Group
    use: str = Field(description="what it is for")
    lost: str = Field("", description="what does not travel")
    media: bool = Field(default=False, description="media can be collected beside it")


class ExchangeOptions(Value):
    """How it is written."""

    collect: bool = Field(default=True, description="copy the media into a folder beside the file")
    layout: Layout = "rows"
    language: Language | None = Field(None, description="of tables; None: the project's")


def _format(
    name: str,
    title: str,
    suffix: str,
    group: Group,
    use: str,
    lost: str = "",
    *,
    media: bool = False,
) -> ExchangeFormat:
    return ExchangeFormat(
        id=name, title=title, suffix=suffix, group=group, use=use, lost=lost, media=media
    )


FORMATS: tuple[ExchangeFormat, ...] = (
    _format(
        "otio", "OpenTimelineIO", ".otio", "editors",
        N_("Resolve, Premiere and Kdenlive; keeps the most, and comes back here."),
        N_("Captions travel as data only."), media=True,
    ),
    _format(
        "fcpxml", "FCPXML", ".fcpxml", "editors",
        N_("Final Cut Pro and Resolve; comes back here."), fcpxml.CAVEAT, media=True,
    ),
    _format(
        "xmeml", "FCP7 XML", ".xml", "editors",
        N_("Premiere, Resolve and most older programs."), N_("Captions do not travel; add the SRT."),
        media=True,
    ),
    _format(
        "edl", "EDL", ".edl", "editors", N_("The last resort: every program reads it."),
        N_("One picture track, no sound, no captions, short names."), media=True,
    ),
    _format(
        "jianying", "Jianying 剪映", "", "editors", N_("A draft for Jianying, media inside."),
        jianying.EXPERIMENTAL,
    ),
    _format(
        "capcut", "CapCut", "", "editors", N_("A draft for CapCut, media inside."),
        jianying.EXPERIMENTAL,
    ),
    _format("srt", "SRT", ".srt", "captions", N_("Captions for platforms and players.")),
    _format("vtt", "WebVTT", ".vtt", "captions", N_("Captions for web players, with speakers.")),
    _format("ass", "ASS", ".ass", "captions", N_("Captions with their style and place.")),
    _format("xlsx", "XLSX", ".xlsx", "papers", N_("The shot list with pictures; may come back.")),
    _format(
        "csv", "CSV", ".csv", "papers", N_("The shot list for any program; may come back."),
        shot_list.CSV_CAVEAT,
    ),
    _format("pdf", "PDF", ".pdf", "papers", N_("The storyboard, to print or to send.")),
    _format("html", "HTML", ".html", "papers", N_("The board as one page that opens anywhere.")),
    _format("contact", "PNG", ".png", "papers", N_("Every shot on one picture.")),
)  # fmt: skip

_EDITORS: dict[str, Callable[[Cut, Path], Written]] = {
    "otio": otio.write,
    "fcpxml": fcpxml.write,
    "xmeml": xmeml.write,
    "edl": edl.write,
    "srt": subtitles.write_srt,
    "vtt": subtitles.write_vtt,
}


@dataclass(frozen=True)
class _Order:
    """What a worker needs to write one file; the list only for papers."""

    form: ExchangeFormat
    cut: Cut
    rows: ListData | None
    out: Path
    options: ExchangeOptions
    shape: tuple[int, int]


class Exchanging:
    """Writes episodes of one open project in other programs' formats, and reads cuts back."""

    def __init__(self, workspace: Workspace, services: Services, rendering: Rendering) -> None:
        self._workspace = workspace
        self._services = services
        self._rendering = rendering
        self._back = ReadingBack(workspace, rendering)

    def formats(self) -> tuple[ExchangeFormat, ...]:
        """Every format, those for editing programs first."""
        return FORMATS

    def suggested_path(self, episode_id: EpisodeId, format_id: str) -> Path:
        """Where it goes unless told otherwise: a folder `exchange` in the project folder."""
        form, workspace = format_of(format_id), self._workspace
        episode = workspace.get(Episode, episode_id)
        name = f"{safe_name(workspace.project.title, 60)}_E{episode.number:02d}"
        name += {"contact": "_contact", "jianying": "_jianying", "capcut": "_capcut"}.get(
            form.id, ""
        )
        return workspace.folder / "exchange" / f"{name}{form.suffix}"

    def write(
        self,
        episode_id: EpisodeId,
        format_id: str,
        out: Path,
        options: ExchangeOptions | None = None,
        report: Report = quiet,
        cancelled: Cancelled = never,
    ) -> Written:
        """Write one format and stay until it is there.

        Raises:
            RuleBroken: the episode has no shots.
            NotFound: there is no such format, or a file to be collected is missing.
            BadInput: a draft's folder is not empty.
            Cancelled, DiskTrouble.
        """
        order = self._order(episode_id, format_id, out, options or ExchangeOptions())
        return finish(self._services, lambda progress: _write(order, progress), report, cancelled)

    def start_write(
        self,
        episode_id: EpisodeId,
        format_id: str,
        out: Path,
        options: ExchangeOptions,
        done: Callable[[Written], None],
        failed: Callable[[Exception], None],
        report: Report = quiet,
    ) -> Job:
        """As `write`, in the background.

        Raises:
            RuleBroken: the episode has no shots.
            NotFound: there is no such format.
        """
        order = self._order(episode_id, format_id, out, options)
        return self._services.runner.run(
            lambda progress: _write(order, progress), done, failed, report
        )

    def read_back(self, path: Path, episode_id: EpisodeId | None = None) -> CutDiff:
        """What an OTIO or FCPXML cut that comes back would change; nothing is changed yet.

        Raises:
            BadInput: it is no such file, or none of its clips is of this project.
        """
        return self._back.read(path, episode_id)

    def accept(self, diff: CutDiff, chosen: frozenset[int] | None = None, origin: str = "") -> None:
        """Take over the rows of a read cut (all, or those of the given places) as one undo step."""
        self._back.accept(diff, chosen, origin)

    def _order(
        self, episode_id: EpisodeId, format_id: str, out: Path, options: ExchangeOptions
    ) -> _Order:
        form = format_of(format_id)
        cut = cut_of(self._workspace, self._rendering, episode_id)
        if not cut.timeline.pictures:
            raise RuleBroken(
                N_("The episode has no shots yet."), N_("Make shots from the script first.")
            )
        rows = None
        if form.group == "papers":
            rows = list_of(self._workspace, self._rendering, episode_id, options.language)
        shape = FULL_SIZE[self._workspace.project.aspect]
        return _Order(form, cut, rows, out.absolute(), options, shape)


def format_of(name: str) -> ExchangeFormat:
    """The format of that id.

    Raises:
        NotFound: there is none; the fix names those that exist.
    """
    for form in FORMATS:
        if form.id == name:
            return form
    known = ", ".join(form.id for form in FORMATS)
    raise NotFound(
        N_("There is no exchange format “{name}”.").format(name=name),
        N_("Use one of: {names}.").format(names=known),
    )


def _write(order: _Order, progress: Progress) -> Written:
    progress.report(0.02)
    form, out = order.form, order.out
    if order.rows is not None:
        return _write_papers(order, order.rows, progress)
    if form.id == "ass":
        return subtitles.write_ass(order.cut, out, _face(), CaptionStyle())
    if form.id in ("jianying", "capcut"):
        return jianying.write(order.cut, out, "jianying" if form.id == "jianying" else "capcut")
    cut, copied = order.cut, tuple[Path, ...]()
    if form.media and order.options.collect:
        folder = out.with_name(f"{out.stem}_media")
        # What is missing keeps its place and is said; the rest goes along.
        cut = collect(_there(cut), folder)
        copied = tuple(sorted(cut.paths.values()))
    progress.check()
    progress.report(0.8)
    written = _EDITORS[form.id](cut, out)
    return Written((*written.files, *copied), written.losses)


def _there(cut: Cut) -> Cut:
    """The cut with a placeholder instead of each media that is missing."""
    line = cut.timeline
    pictures = tuple(
        clip
        if clip.media is None or clip.media.sha256 in cut.paths
        else clip.model_copy(update={"media": None})
        for clip in line.pictures
    )
    heard = [
        (clip, name)
        for clip, name in zip(line.sounds, cut.sound_names, strict=True)
        if clip.media.sha256 in cut.paths
    ]
    sounds = tuple(clip for clip, _name in heard)
    return Cut(
        cut.title,
        line.model_copy(update={"pictures": pictures, "sounds": sounds}),
        cut.picture_names,
        tuple(name for _clip, name in heard),
        cut.paths,
        cut.markers,
        cut.language,
    )


def _write_papers(order: _Order, rows: ListData, progress: Progress) -> Written:
    out = order.out
    if order.form.id == "csv":
        return shot_list.write_csv(rows.sheet, out)
    sheet = rows.with_pictures()
    progress.check()
    progress.report(0.6)
    width, height = order.shape
    if order.form.id == "xlsx":
        return shot_list.write_xlsx(sheet, out, shrink)
    if order.form.id == "pdf":
        fonts = storyboard.Fonts(
            paths.resource("fonts", "NotoSansSC-Regular.ttf"),
            paths.resource("fonts", "NotoSansSC-Bold.ttf"),
        )
        return storyboard.write(sheet, out, fonts, order.options.layout, upright=height > width)
    if order.form.id == "contact":
        return contact.write(sheet, out, width=width, height=height)
    return board.write(sheet, out, width=width, height=height)


def shrink(data: bytes, height: int) -> bytes:
    """A picture as PNG of that many pixels' height."""
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as image:
        small = image.convert("RGB")
        small.thumbnail((height * 4, height), Image.Resampling.LANCZOS)
        held = io.BytesIO()
        small.save(held, "PNG", optimize=True)
        return held.getvalue()


def _face() -> typeface.Typeface:
    return typeface.choose(paths.resource("fonts"))
