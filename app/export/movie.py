"""One timeline as one finished film: planned in pieces, made, joined, checked, and only then named.

`render` knows no project, no store and no window: everything it needs is in its `RenderJob`. The
file appears under its name after it was read back and found right; whatever stops the work (an error,
a cancel, Ctrl+C) leaves neither a half file nor a working folder.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from pydantic import Field

from app.domain.entity import Value
from app.domain.media import MediaRef
from app.domain.project import LabelChoice
from app.domain.timeline import PictureClip, Timeline
from app.domain.wording import N_
from app.errors import BadInput, Damaged, DiskTrouble, NotFound
from app.export import (
    checks,
    encoders,
    joining,
    labels,
    pieces,
    plan,
    sequence,
    slates,
    stems,
    typeface,
)
from app.export.captions import CaptionStyle
from app.export.presets import Preset
from app.media import ffmpeg, sound

Stage = Literal["pictures", "sound", "joining", "checking", "done"]

#: Shares of the whole work, when every picture has to be made.
_SOUND_COST, _JOIN_COST, _CHECK_COST = 0.06, 0.04, 0.03
_FREE_BYTES = 200_000_000
#: Begins the name of the working folder beside the finished file.
_WORK_PREFIX = ".fenjing-export-"


class RenderJob(Value):
    """Everything that one export needs; plain data.

    The delivery's size follows the preset (and, where the preset names no shape, the timeline);
    its rate is the timeline's. `media` maps the sha256 of each MediaRef in the timeline to its file.
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
    burn_captions: bool = True
    hardware: encoders.Hardware = Field(
        "", description="a hardware encoder to try; empty: software"
    )
    stems: bool = Field(
        default=False, description="write dialogue, music and effects, and mix apart"
    )
    caption_style: CaptionStyle = CaptionStyle()


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


Report = Callable[[RenderProgress], None]
Stop = Callable[[], bool]


def render(
    job: RenderJob,
    report: Report | None = None,
    cancelled: Stop = lambda: False,
    slate: slates.SlatePainter | None = None,
    maker: pieces.Maker = pieces.make_missing,
) -> Rendered:
    """Make the film of `job`.

    Args:
        report: called on this thread, a few times a second.
        cancelled: asked often, also from worker threads; True stops within about a second.
        slate: paints clips that have a shot but no media; a plain card by default.
        maker: makes the pieces that are not in the cache; this machine by default.

    Raises:
        RuleBroken: the cut is empty or does not hold together.
        NotFound: a file of the timeline is missing; the clips are named.
        BadInput: the output name or the label cannot be used.
        Damaged: a source cannot be decoded, or the finished film is not right.
        Cancelled, DiskTrouble, ToolMissing: as their names say.
    """
    return _Render(job, report, cancelled, slate, maker).run()


def prepare(
    job: RenderJob,
    report: Report | None = None,
    cancelled: Stop = lambda: False,
    slate: slates.SlatePainter | None = None,
    maker: pieces.Maker = pieces.make_missing,
) -> int:
    """Make the pieces of `job` that are missing and nothing else, so that a later export mostly joins.

    Returns how many were made. Raises as `render`; no file appears but in the cache.
    """
    return _Render(job, report, cancelled, slate, maker).prepare()


class _Render:
    """One run; holds what its steps share."""

    def __init__(
        self,
        job: RenderJob,
        report: Report | None,
        cancelled: Stop,
        slate: slates.SlatePainter | None,
        maker: pieces.Maker,
    ) -> None:
        self.job = job
        self.maker = maker
        self.cancelled = cancelled
        self.face = typeface.choose(job.fonts)
        self.slate = slate or slates.plain_painter(self.face.path, N_("No take yet"))
        self.width, self.height = job.preset.size(job.timeline.width, job.timeline.height)
        self.encoder = encoders.choose(job.preset, job.timeline.fps, job.hardware)
        self.container = encoders.CONTAINERS[job.preset.codec]
        self.drawn: dict[str, Path] = {}
        self._report = report
        self._start = time.monotonic()
        self._fraction = 0.0

    def run(self) -> Rendered:
        job = self.job
        _check_out(job.out, self.container.suffix)
        _check_media(job)
        try:
            job.out.parent.mkdir(parents=True, exist_ok=True)
            job.cache.mkdir(parents=True, exist_ok=True)
            _check_room(job)
            pieces.sweep(job.out.parent, _WORK_PREFIX)
            with tempfile.TemporaryDirectory(prefix=_WORK_PREFIX, dir=job.out.parent) as folder:
                return self._run_in(Path(folder))
        except OSError as error:
            raise DiskTrouble(
                N_("The film could not be written: {reason}.").format(
                    reason=error.strerror or error
                ),
                N_("Free some space or choose another folder, then export again."),
            ) from error

    def prepare(self) -> int:
        _check_media(self.job)
        cache = self.job.cache
        try:
            cache.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".piece-", dir=cache) as folder:
                placed = self._plan(Path(folder))
                kit = pieces.Kit(cache, self.job.media, self.drawn, self.face, self.cancelled)
                return self._make(kit, placed)
        except OSError as error:
            raise DiskTrouble(
                N_("The film could not be written: {reason}.").format(
                    reason=error.strerror or error
                ),
                N_("Free some space or choose another folder, then export again."),
            ) from error

    def _run_in(self, work: Path) -> Rendered:
        job = self.job
        placed = self._plan(work)
        kit = pieces.Kit(job.cache, job.media, self.drawn, self.face, self.cancelled)
        made = self._make(kit, placed)
        mix = work / "mix.wav"
        mixed = sound.mixdown(
            job.timeline.sounds,
            job.timeline.fps,
            job.timeline.length,
            mix,
            self._path_of,
            target=job.preset.loudness,
            ceiling=job.preset.true_peak,
            report=lambda share: self._tell("sound", share),
            cancelled=self.cancelled,
        )
        suffix = self.container.suffix
        joined, final = work / f"joined{suffix}", work / f"film{suffix}"
        ordered = [(kit.made(part.piece), part.piece.length) for part in placed]
        joining.join(
            ordered,
            job.timeline.fps,
            joined,
            muxer=self.container.muxer,
            delay=self.encoder.delay,
        )
        joining.finish(
            joined,
            mix,
            final,
            container=self.container,
            audio_kbps=job.preset.audio_kbps,
            metadata=self._metadata(placed),
            report=lambda share: self._tell("joining", share),
            cancelled=self.cancelled,
        )
        rendered = self._checked(final, len(placed), made)
        if job.preset.codec == "png":
            sequence.unpack(final, job.out.with_suffix(""))
        final.replace(job.out)
        if job.stems:
            parts = stems.write(
                job.timeline, mix, mixed.gain_db, job.out, self._path_of, self.cancelled
            )
            rendered = rendered.model_copy(update={"stems": parts})
        pieces.tidy(job.cache)
        self._tell("done", 1.0)
        return rendered

    def _plan(self, work: Path) -> tuple[plan.Placed, ...]:
        job, timeline = self.job, self.job.timeline
        look = plan.Look(
            fps=timeline.fps,
            width=self.width,
            height=self.height,
            fit=job.fit,
            encoder=self.encoder.arguments,
            pixels=self.encoder.pixels,
            muxer=self.container.muxer,
            delay=self.encoder.delay,
            program=ffmpeg.version(ffmpeg.binary()),
        )
        drawn = {
            number: self._keep(work, self.slate(clip, self.width, self.height))
            for number, clip in enumerate(timeline.pictures)
            if clip.media is None and clip.shot_id is not None
        }
        return plan.make_plan(timeline, look, self._overlay(work), drawn)

    def _overlay(self, work: Path) -> plan.Overlay:
        job, timeline = self.job, self.job.timeline
        overlay = plan.Overlay(
            captions=timeline.captions if job.burn_captions else (),
            style=job.caption_style,
            font_sha256=_sha256(self.face.path),
        )
        if not job.label.visible:
            return overlay
        picture = labels.draw(
            job.label.text, self.width, self.height, self.face.path, job.preset.safe
        )
        shown = -(-Fraction(job.label.seconds) * timeline.fps // 1)
        frames = timeline.length if job.label.whole_video else int(shown)
        return overlay.model_copy(
            update={
                "label_sha256": self._keep(work, picture.png),
                "label_at": (picture.x, picture.y),
                "label_frames": min(frames, timeline.length),
            }
        )

    def _keep(self, work: Path, png: bytes) -> str:
        """Put a drawn picture into the working folder under its hash."""
        key = hashlib.sha256(png).hexdigest()
        if key not in self.drawn:
            path = work / f"{key}.png"
            path.write_bytes(png)
            self.drawn[key] = path
        return key

    def _make(self, kit: pieces.Kit, placed: tuple[plan.Placed, ...]) -> int:
        parts = [part.piece for part in placed]

        def progress(done: int, to_make: int) -> None:
            self._tell("pictures", done / max(to_make, 1), done, to_make)

        return self.maker(kit, parts, progress)

    def _path_of(self, ref: MediaRef) -> Path:
        return self.job.media[ref.sha256]

    def _metadata(self, placed: tuple[plan.Placed, ...]) -> dict[str, str]:
        content = hashlib.sha256("".join(part.piece.key for part in placed).encode()).hexdigest()
        field = labels.aigc_field(
            self.job.label.producer, self.job.produce_id or content[:32].upper()
        )
        return {
            **({"title": self.job.title} if self.job.title else {}),
            labels.KEY: field,
        }

    def _checked(self, final: Path, count: int, made: int) -> Rendered:
        job = self.job
        self._tell("checking", 0.0)
        expected = checks.Expected(job.timeline, job.preset, self.width, self.height, True)
        verified = checks.verify(final, expected)
        if not verified.sound:
            wrong = [f.message for f in verified.findings if f.severity == "error"]
            raise Damaged(
                N_("The finished film is not right: {problem}").format(problem=wrong[0]),
                N_("Export it again; if it happens twice, please report it."),
            )
        texts = [cue.text for cue in job.timeline.captions] if job.burn_captions else []
        return Rendered(
            path=job.out,
            sha256=_sha256(final),
            size=final.stat().st_size,
            frames=verified.frames,
            seconds=verified.frames / job.timeline.fps,
            fps=job.timeline.fps,
            width=self.width,
            height=self.height,
            loudness=verified.loudness.integrated,
            true_peak=max(verified.loudness.true_peak, -120.0),
            label_found=verified.label is not None,
            pieces=count,
            pieces_made=made,
            missing_glyphs=self.face.missing(texts),
            findings=verified.findings,
            elapsed=time.monotonic() - self._start,
            encoder_note=self.encoder.note,
        )

    def _tell(self, stage: Stage, share: float, done: int = 0, to_make: int = 0) -> None:
        after = {"sound": _SOUND_COST, "joining": _JOIN_COST, "checking": _CHECK_COST}
        order = ("pictures", "sound", "joining", "checking", "done")
        rest = sum(cost for name, cost in after.items() if order.index(name) > order.index(stage))
        own = after.get(stage, 1.0 - sum(after.values()) if stage == "pictures" else 0.0)
        self._fraction = max(self._fraction, min(1.0, 1.0 - rest - own * (1.0 - min(share, 1.0))))
        elapsed = time.monotonic() - self._start
        known = elapsed > 1.0 and self._fraction > 0.02
        eta = elapsed * (1.0 - self._fraction) / self._fraction if known else None
        if self._report is None:
            return
        self._report(RenderProgress(self._fraction, stage, done, to_make, elapsed, eta))


def _check_out(out: Path, suffix: str) -> None:
    if out.suffix.lower() != suffix:
        raise BadInput(
            N_("“{name}” does not end in {suffix}.").format(name=out.name, suffix=suffix),
            N_("Choose a name that ends in {suffix}.").format(suffix=suffix),
        )
    if out.is_dir():
        raise BadInput(
            N_("“{name}” is a folder.").format(name=out.name), N_("Choose a file name in it.")
        )


def _check_media(job: RenderJob) -> None:
    """Every file the timeline names is there, before any work is done."""

    def there(ref: MediaRef | None) -> bool:
        return ref is None or (ref.sha256 in job.media and job.media[ref.sha256].is_file())

    gone = [_name(clip) for clip in job.timeline.pictures if not there(clip.media)]
    gone += [
        N_("sound at {seconds:.1f} s").format(seconds=clip.start / job.timeline.fps)
        for clip in job.timeline.sounds
        if not there(clip.media)
    ]
    if gone:
        raise NotFound(
            N_("Files are missing for: {names}.").format(names=", ".join(gone[:8])),
            N_("Put the files back, or pick other takes for these shots."),
        )


def _name(clip: PictureClip) -> str:
    return clip.label or clip.shot_id or str(clip.start)


def _check_room(job: RenderJob) -> None:
    seconds = job.timeline.length / job.timeline.fps
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


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
