"""One timeline as one finished film: planned in pieces, made, joined, checked, and only then named.

`render` knows no project, no store and no window: everything it needs is in its `RenderJob`. The
file appears under its name after it was read back and found right; whatever stops the work (an error,
a cancel, Ctrl+C) leaves neither a half file nor a working folder. What was made stays in the cache, so
that the next try goes on from there.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

from app.domain.media import MediaRef
from app.domain.wording import N_
from app.errors import BadInput, Cancelled, Damaged, DiskTrouble, OurBug
from app.export import (
    checks,
    encoders,
    joining,
    labels,
    pieces,
    plan,
    provenance,
    sequence,
    slates,
    soundtrack,
    stamps,
    stems,
    typeface,
)
from app.export.job import (
    Rendered,
    RenderJob,
    RenderProgress,
    Stage,
    check_media,
    check_out,
    check_room,
)
from app.media import ffmpeg

__all__ = [
    "RenderJob",
    "RenderProgress",
    "Rendered",
    "Report",
    "Stage",
    "Stop",
    "prepare",
    "render",
]

#: Shares of the whole work, when every picture has to be made.
_SOUND_COST, _JOIN_COST, _CHECK_COST = 0.02, 0.03, 0.02
#: Begins the name of the working folder beside the finished file.
_WORK_PREFIX = ".fenjing-export-"

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
        BadInput: the output name, the rate, the label or the certificate cannot be used.
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
    """Make the pieces and the sound of `job` that are missing and nothing else: a later export mostly joins.

    Returns how many pieces were made. Raises as `render`; no file appears but in the cache.
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
        self.timeline = job.delivered
        self.maker = maker
        self.cancelled = cancelled
        self.face = typeface.choose(job.fonts)
        self.slate = slate or slates.plain_painter(self.face.path, N_("No take yet"))
        self.width, self.height = job.preset.size(self.timeline.width, self.timeline.height)
        self.encoder = encoders.choose(job.preset, self.timeline.fps, job.hardware)
        self.container = encoders.CONTAINERS[job.preset.codec]
        self.drawn: dict[str, Path] = {}
        self._report = report
        self._start = time.monotonic()
        self._fraction = 0.0

    def run(self) -> Rendered:
        job = self.job
        check_out(job.out, self.container.suffix)
        check_media(job)
        try:
            job.out.parent.mkdir(parents=True, exist_ok=True)
            job.cache.mkdir(parents=True, exist_ok=True)
            check_room(job)
            pieces.sweep(job.out.parent, _WORK_PREFIX)
            with tempfile.TemporaryDirectory(
                prefix=_WORK_PREFIX, dir=job.out.parent, ignore_cleanup_errors=True
            ) as folder:
                return self._run_in(Path(folder))
        except (BadInput, Damaged, OurBug) as error:
            if job.out.parent.is_dir():
                raise
            raise _gone(job.out.parent) from error
        except OSError as error:
            raise _not_written(error) from error

    def prepare(self) -> int:
        check_media(self.job)
        cache = self.job.cache
        try:
            cache.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(
                prefix=".piece-", dir=cache, ignore_cleanup_errors=True
            ) as folder:
                made, _ = self._make(self._plan(Path(folder)), None)
                return made
        except OSError as error:
            raise _not_written(error) from error

    def _run_in(self, work: Path) -> Rendered:
        job = self.job
        placed = self._plan(work)
        mix = work / "mix.wav" if job.stems else None
        made, track = self._make(placed, mix)
        final = work / f"film{self.container.suffix}"
        made += self._join(placed, track, final)
        signed = self._signed(final)
        rendered = self._checked(final, track, signed, len(placed), made)
        if job.preset.codec == "png":
            sequence.unpack(final, job.out.with_suffix(""))
        final.replace(job.out)
        if mix is not None:
            parts = stems.write(
                self.timeline, mix, track.gain_db, job.out, self._path_of, self.cancelled
            )
            rendered = rendered.model_copy(update={"stems": parts})
        pieces.tidy(job.cache)
        self._tell("done", 1.0)
        return rendered

    def _plan(self, work: Path) -> tuple[plan.Placed, ...]:
        job, timeline = self.job, self.timeline
        look = plan.Look(
            fps=timeline.fps,
            width=self.width,
            height=self.height,
            fit=job.fit,
            upscale=job.upscale,
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
        overlay = stamps.overlay(
            job,
            timeline,
            (self.width, self.height),
            self.face,
            lambda png: self._keep(work, png),
        )
        return plan.make_plan(timeline, look, overlay, drawn)

    def _keep(self, work: Path, png: bytes) -> str:
        """Put a drawn picture into the working folder under its hash."""
        key = hashlib.sha256(png).hexdigest()
        if key not in self.drawn:
            path = work / f"{key}.png"
            path.write_bytes(png)
            self.drawn[key] = path
        return key

    def _make(
        self, placed: tuple[plan.Placed, ...], mix: Path | None
    ) -> tuple[int, soundtrack.Track]:
        """Pictures and sound at the same time; the first trouble of one stops the other."""
        halt = threading.Event()
        shares = [0.0]
        with ThreadPoolExecutor(1, thread_name_prefix="sound") as pool:
            heard = pool.submit(
                soundtrack.make,
                self.timeline,
                self.job.preset,
                self.container,
                self.job.cache,
                self._path_of,
                mix=mix,
                report=shares.append,
                cancelled=lambda: halt.is_set() or self.cancelled(),
            )
            try:
                made = self._pictures(placed, lambda: self.cancelled() or _failed(heard))
                while not wait([heard], timeout=0.2).done:
                    self._tell("sound", shares[-1])
                self._tell("sound", 1.0)
                return made, heard.result()
            except Cancelled:
                if _failed(heard):
                    heard.result()
                raise
            finally:
                halt.set()

    def _pictures(self, placed: tuple[plan.Placed, ...], stop: Stop) -> int:
        job = self.job

        def progress(done: int, to_make: int) -> None:
            self._tell("pictures", done / max(to_make, 1), done, to_make)

        kit = pieces.Kit(job.cache, job.media, self.drawn, self.face, stop)
        return self.maker(kit, [part.piece for part in placed], progress)

    def _join(self, placed: tuple[plan.Placed, ...], track: soundtrack.Track, final: Path) -> int:
        """Join; a piece that turns out to be spoilt is made anew once. Returns how many were."""
        job = self.job
        kit = pieces.Kit(job.cache, job.media, self.drawn, self.face, self.cancelled)
        order = joining.Order(
            pieces=[(kit.made(part.piece), part.piece.length) for part in placed],
            fps=self.timeline.fps,
            delay=self.encoder.delay,
            sound=job.cache / track.name,
            sound_packets=track.packets,
            container=self.container,
            metadata=self._metadata(placed),
        )

        def report(share: float) -> None:
            self._tell("joining", share)

        try:
            joining.join(order, final, report, self.cancelled)
        except Damaged:
            again = self._pictures(placed, self.cancelled)
            if not again:
                raise
            joining.join(order, final, report, self.cancelled)
            return again
        return 0

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

    def _signed(self, final: Path) -> provenance.Signed | None:
        """Sign the film, last of all that touches it."""
        order = self.job.signing
        if order is None:
            return None
        title = self.job.title or self.job.out.stem
        return provenance.sign(final, title, order.used, order.certificate())

    def _checked(
        self,
        final: Path,
        track: soundtrack.Track,
        signed: provenance.Signed | None,
        count: int,
        made: int,
    ) -> Rendered:
        job, timeline = self.job, self.timeline
        self._tell("checking", 0.0)
        expected = checks.Expected(
            timeline, job.preset, self.width, self.height, True, heard=track.heard
        )
        with ThreadPoolExecutor(1, thread_name_prefix="settle") as pool:
            settled = pool.submit(_settled, final)
            verified = checks.verify(final, expected)
            sha256 = settled.result()
        if not verified.sound:
            wrong = [f.message for f in verified.findings if f.severity == "error"]
            raise Damaged(
                N_("The finished film is not right: {problem}").format(problem=wrong[0]),
                N_("Export it again; if it happens twice, please report it."),
            )
        texts = [cue.text for cue in timeline.captions] if job.burn_captions else []
        texts += job.filing.lines if job.filing is not None else ()
        return Rendered(
            path=job.out,
            sha256=sha256,
            size=final.stat().st_size,
            frames=verified.frames,
            seconds=verified.frames / timeline.fps,
            fps=timeline.fps,
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
            signed=signed,
            development=signed is not None and job.signing is not None and job.signing.development,
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


def _failed(heard: Future[soundtrack.Track]) -> bool:
    return heard.done() and not heard.cancelled() and heard.exception() is not None


def _not_written(error: OSError) -> DiskTrouble:
    return DiskTrouble(
        N_("The film could not be written: {reason}.").format(reason=error.strerror or error),
        N_("Free some space or choose another folder, then export again."),
    )


def _gone(folder: Path) -> DiskTrouble:
    return DiskTrouble(
        N_("The folder “{name}” is gone; was its disk unplugged?").format(name=folder.name),
        N_("Connect the disk again, then export once more: it goes on from what was made."),
    )


def _settled(path: Path) -> str:
    """SHA-256 of a file, once the disk has all of it: it may be a stick that is pulled right afterwards."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    return _sha256(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
