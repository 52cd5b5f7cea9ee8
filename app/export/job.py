"""One export as plain data: what is asked for, how far it is, what was made; and what is checked before any work."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from app.domain.entity import Value
from app.domain.media import MediaRef
from app.domain.project import LabelChoice
from app.domain.timeline import PictureClip, Timeline
from app.domain.timing import Frames
from app.domain.wording import N_
from app.errors import BadInput, DiskTrouble, NotFound
from app.export import checks, encoders, heads, plan, provenance
from app.export.captions import CaptionStyle
from app.export.filing import FilingCard
from app.export.presets import Preset

Stage = Literal["pictures", "sound", "joining", "checking", "done"]
_FREE_BYTES = 200_000_000


class RenderJob(Value):
    """Everything that one export needs; plain data.

    The delivery's size follows the preset (and, where the preset names no shape, the timeline);
    its rate is the timeline's unless `rate` names another.
    `media` maps the sha256 of each MediaRef in the timeline, and of the head, to its file.
    """

    timeline: Timeline
    preset: Preset
    out: Path = Field(
        description="ends as the preset's container does; an existing file is replaced at the very end"
    )
    cache: Path = Field(description="folder for finished pieces; may be deleted at any time")
    fonts: Path = Field(description="folder of TrueType fonts; the medium weight is used")
    media: dict[str, Path]
    label: LabelChoice = LabelChoice()
    title: str = ""
    produce_id: str = Field(
        "", description="AIGC field ProduceID; empty makes one from the content"
    )
    fit: plan.Fit = Field("blur", description="what surrounds a take of another shape")
    upscale: plan.Upscale = Field("bicubic", description="how smaller sources are enlarged")
    burn_captions: bool = True
    head: heads.Head | None = Field(None, description="the licence clip; before everything else")
    filing: FilingCard | None = Field(
        None, description="name and number, lower right over the story's first seconds"
    )
    rate: int | None = Field(None, description="another constant rate than the cut's")
    signing: provenance.Signing | None = Field(
        None, description="sign last of all where the film comes from"
    )
    hardware: encoders.Hardware = Field(
        "", description="a hardware encoder to try; empty: software"
    )
    stems: bool = Field(
        default=False, description="write dialogue, music and effects, and mix apart"
    )
    caption_style: CaptionStyle = CaptionStyle()

    @property
    def delivered(self) -> Timeline:
        """The timeline as the film shows it: at the delivery's rate, with the head in front.

        Raises:
            BadInput: the rate or the head cannot be used.
        """
        return heads.led(heads.at_rate(self.timeline, self.rate), self.head)

    @property
    def story(self) -> Frames:
        """First frame of the story in the film: after the head."""
        return self.head.frames(self.rate or self.timeline.fps) if self.head else 0


@dataclass(frozen=True)
class RenderProgress:
    """Where a render is: `fraction` 0..1 never falls; `eta` in seconds, None while unknown."""

    fraction: float
    stage: Stage
    frames_done: int
    frames_to_make: int
    elapsed: float
    eta: float | None


class Rendered(Value):
    """One finished film, as it was measured after writing."""

    path: Path
    sha256: str
    size: int = Field(description="bytes")
    frames: int
    seconds: float
    fps: int
    width: int
    height: int
    loudness: float = Field(description="LUFS, as measured in the file; -70 for silence")
    true_peak: float = Field(description="dBTP; -120 for silence")
    label_found: bool = Field(description="the AIGC field was read back")
    pieces: int
    pieces_made: int = Field(description="how many were not in the cache")
    missing_glyphs: tuple[str, ...] = Field(description="characters that the font cannot draw")
    findings: tuple[checks.Finding, ...]
    elapsed: float = Field(description="seconds of work")
    encoder_note: str = Field("", description="why the hardware encoder asked for was not used")
    stems: tuple[Path, ...] = ()
    signed: provenance.Signed | None = Field(None, description="the signature as read back")
    development: bool = Field(
        default=False, description="signed with a development certificate, trusted by nobody"
    )


def check_out(out: Path, suffix: str) -> None:
    """That the name fits the container and is no folder.

    Raises:
        BadInput: it does not.
    """
    if out.suffix.lower() != suffix:
        raise BadInput(
            N_("“{name}” does not end in {suffix}.").format(name=out.name, suffix=suffix),
            N_("Choose a name that ends in {suffix}.").format(suffix=suffix),
        )
    if out.is_dir():
        raise BadInput(
            N_("“{name}” is a folder.").format(name=out.name), N_("Choose a file name in it.")
        )


def check_media(job: RenderJob) -> None:
    """That every file the delivered timeline names is there, before any work is done.

    Raises:
        NotFound: some are not; the clips are named.
    """

    def there(ref: MediaRef | None) -> bool:
        return ref is None or (ref.sha256 in job.media and job.media[ref.sha256].is_file())

    line = job.delivered
    gone = [_name(clip) for clip in line.pictures if not there(clip.media)]
    gone += [
        N_("sound at {seconds:.1f} s").format(seconds=clip.start / line.fps)
        for clip in line.sounds
        if not there(clip.media)
    ]
    if gone:
        raise NotFound(
            N_("Files are missing for: {names}.").format(names=", ".join(gone[:8])),
            N_("Put the files back, or pick other takes for these shots."),
        )


def _name(clip: PictureClip) -> str:
    return clip.label or clip.shot_id or str(clip.start)


def check_room(job: RenderJob) -> None:
    """That the disk can hold the film.

    Raises:
        DiskTrouble: it cannot.
    """
    line = job.delivered
    seconds = line.length / line.fps
    # The picture twice (pieces and the film), and the mix with its three layers.
    needed = int(seconds * (job.preset.max_kbps * 125 * 0.8 + 48_000 * 40)) + _FREE_BYTES
    free = shutil.disk_usage(job.out.parent).free
    if free < needed:
        raise DiskTrouble(
            N_("The disk has {free:.1f} GB free; the export needs about {needed:.1f} GB.").format(
                free=free / 1e9, needed=needed / 1e9
            ),
            N_("Free some space or choose another folder, then export again."),
        )
