"""From an episode and a person's choice to a render job: preset, name, captions, label, filing, machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from app import paths
from app.domain.entity import Value
from app.domain.ids import EpisodeId
from app.domain.project import FULL_SIZE, LabelChoice, Project
from app.domain.script import Episode
from app.domain.timeline import Timeline
from app.domain.timing import Fps
from app.domain.wording import N_
from app.errors import RuleBroken
from app.export import encoders, movie, parts, pieces, presets
from app.export.captions import CaptionStyle
from app.export.delivery import Delivery as Facts
from app.export.delivery import Notice
from app.export.encoders import Hardware
from app.export.farm import Farm
from app.export.filing import FilingCard
from app.export.heads import Head
from app.export.plan import Fit, Upscale
from app.export.presets import Preset
from app.studio.services import Services
from app.studio.signing import signing_of
from app.studio.slates import Slates
from app.studio.workspace import Workspace


class ExportChoice(Value):
    """What a person can choose for one export; empty preset means the master of the project's shape."""

    preset: str = ""
    out: Path | None = None
    burn_captions: bool = True
    write_srt: bool = True
    fit: Fit = "blur"
    label: LabelChoice | None = None
    caption_style: CaptionStyle = CaptionStyle()
    clean: bool = Field(default=False, description="a version without captions; its name says so")
    stems: bool = Field(default=False, description="dialogue, music and effects, and mix apart")
    upscale: Upscale = "bicubic"
    rate: Fps | None = Field(None, description="another constant rate than the cut's")
    part: int = Field(0, ge=0, description="number of a part of the episode; 0: all of it")
    part_seconds: float | None = Field(None, gt=0, description="the most that a part may last")
    sign: bool | None = Field(None, description="sign with C2PA; None follows the project")
    head: bool = Field(default=True, description="the licence clip, where there is one, in front")
    filing_card: bool = Field(default=True, description="the filing number over the opening")
    hardware: Hardware | None = Field(None, description="None follows Preferences")
    farm: str | None = Field(None, description="scheduler's address; None follows Preferences")


@dataclass(frozen=True)
class Order:
    """Everything that making one delivery needs, gathered on the owner's thread."""

    episode_id: EpisodeId
    choice: ExportChoice
    job: movie.RenderJob
    slates: Slates
    facts: Facts
    known: tuple[Notice, ...]
    farm: str = ""

    @property
    def maker(self) -> pieces.Maker:
        """Who makes the pieces: this machine, or the farm."""
        if self.farm:
            return Farm(self.farm)
        return pieces.make_missing


def preset_of(project: Project, name: str) -> Preset:
    """The named preset; the master of the project's shape when the name is empty.

    Raises:
        NotFound: there is none of that name.
    """
    return presets.preset(name) if name else presets.master_for(project.aspect)


def suggested_path(workspace: Workspace, episode_id: EpisodeId, choice: ExportChoice) -> Path:
    """Where an export goes unless told otherwise: `deliveries/` in the project folder."""
    episode, project = workspace.get(Episode, episode_id), workspace.project
    chosen = preset_of(project, choice.preset)
    size = "x".join(str(side) for side in chosen.size(*FULL_SIZE[project.aspect]))
    # Masters are named by their size alone; platforms share sizes.
    platform = f"_{chosen.id}" if chosen.platform else ""
    clean = f"_P{choice.part:02d}" if choice.part else ""
    clean += "_clean" if choice.clean else ""
    suffix = encoders.CONTAINERS[chosen.codec].suffix
    name = f"{file_name(project.title)}_E{episode.number:02d}{platform}_{size}{clean}{suffix}"
    return workspace.folder / "deliveries" / name


def cut_of_part(timeline: Timeline, choice: ExportChoice) -> Timeline:
    """The part of the cut that was chosen; the whole cut when none was.

    Raises:
        RuleBroken: the episode has become too short for that part.
    """
    if not choice.part or choice.part_seconds is None:
        return timeline
    found = parts.split(timeline, choice.part_seconds)
    if choice.part > len(found):
        raise RuleBroken(
            N_("The episode has {count} parts now, not {part}.").format(
                count=len(found), part=choice.part
            ),
            N_("Take this part off the queue."),
        )
    return parts.part_of(timeline, found[choice.part - 1])


def job_of(
    workspace: Workspace,
    episode_id: EpisodeId,
    choice: ExportChoice,
    timeline: Timeline,
    media: Mapping[str, Path],
    services: Services,
) -> movie.RenderJob:
    """The render job of one episode; what the choice leaves open, Preferences and the project say.

    Raises:
        RuleBroken: the episode has no shots.
        NotFound: there is no such preset.
    """
    if not timeline.pictures:
        raise RuleBroken(
            N_("The episode has no shots yet."), N_("Make shots from the script first.")
        )
    project, episode = workspace.project, workspace.get(Episode, episode_id)
    settings = services.settings.current
    filing = project.filing
    head = Head(media=filing.licence) if choice.head and filing.licence else None
    card = None
    if choice.filing_card and filing.card and filing.number:
        card = FilingCard(name=project.title, number=filing.number)
    signed = project.sign if choice.sign is None else choice.sign
    held = dict(media)
    if head is not None and (clip := workspace.media_path(head.media)) is not None:
        held[head.media.sha256] = clip
    wanted = choice.hardware if choice.hardware is not None else settings.hardware
    return movie.RenderJob.model_validate(
        {
            "timeline": timeline,
            "preset": preset_of(project, choice.preset),
            "out": (choice.out or suggested_path(workspace, episode_id, choice)).absolute(),
            "cache": workspace.folder / "cache" / "pieces",
            "fonts": paths.resource("fonts"),
            "media": held,
            "label": choice.label or project.label,
            "title": f"{project.title} {episode.number}",
            "fit": choice.fit,
            "burn_captions": choice.burn_captions and not choice.clean,
            "caption_style": choice.caption_style,
            "stems": choice.stems,
            "upscale": choice.upscale,
            "rate": choice.rate,
            "head": head,
            "filing": card,
            "signing": signing_of(workspace, timeline, media, settings) if signed else None,
            "hardware": wanted,
        }
    )


def file_name(title: str) -> str:
    """A title as part of a file name that every system takes."""
    kept = "".join("_" if char in '<>:"/\\|?*' or ord(char) < 32 else char for char in title)
    return kept.strip(" .")[:60] or "episode"
