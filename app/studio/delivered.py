"""One delivery from order to row: checked before, rendered, looked over, and its report kept with the file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from app import paths
from app.commands import deliveries as delivery_commands
from app.domain.deliveries import Delivery, DeliveryReport, Remark
from app.domain.entity import Value
from app.domain.ids import DeliveryId, mint
from app.domain.timeline import Timeline
from app.domain.timing import Frames
from app.domain.wording import N_
from app.errors import DiskTrouble
from app.export import captions, delivery, faults, movie, typeface
from app.export.faults import Fault, FaultKind
from app.jobs.runner import Progress
from app.studio.orders import Order
from app.studio.reviewing import Finding
from app.studio.services import Services
from app.studio.workspace import Workspace

#: Share of the whole that looking for faults takes.
_FAULTS_FROM = 0.94
_FIX_OF: dict[FaultKind, str] = {
    "black": N_("Look at it on the Board; close the gap, or make the take again."),
    "black_head": N_("Begin with a picture, or choose a cover."),
    "black_tail": N_("Shorten the last shot."),
    "frozen": N_("Make the take again, or shorten the shot."),
    "silent": N_("Add music or an effect, or keep it on purpose."),
    "clipped": N_("Lower the sound that is too loud there."),
}
STAGES: dict[str, str] = {
    "pictures": N_("pictures"),
    "sound": N_("sound"),
    "joining": N_("joining"),
    "checking": N_("checking"),
    "faults": N_("looking for faults"),
    "done": N_("done"),
}


class Delivered(Value):
    """A finished file, the captions beside it, and what was found when it was read back."""

    delivery: Delivery
    report: DeliveryReport
    report_file: Path | None = None
    captions: Path | None = None
    stems: tuple[Path, ...] = ()
    findings: tuple[Finding, ...] = ()
    loudness: float
    pieces: int
    pieces_made: int
    elapsed: float


@dataclass(frozen=True)
class Made:
    """What the pool brings back."""

    rendered: movie.Rendered
    before: tuple[delivery.Notice, ...]
    faults: tuple[Fault, ...]


def work_of(order: Order) -> Callable[[Progress], Made]:
    """The work of an order, for the pool: check, render, look for faults."""

    def work(progress: Progress) -> Made:
        before = checked(order)

        def told(at: movie.RenderProgress) -> None:
            progress.report(at.fraction * _FAULTS_FROM, STAGES[at.stage])

        made = movie.render(order.job, told, progress.cancelled, order.slates.png, order.maker)
        progress.report(_FAULTS_FROM, STAGES["faults"])
        found: tuple[Fault, ...] = ()
        if order.job.preset.codec != "png":
            found = faults.find(
                made.path,
                made.fps,
                made.frames,
                planned_black=planned_black(order.job.delivered),
                cancelled=progress.cancelled,
            )
        progress.report(1.0, STAGES["done"])
        return Made(made, before, found)

    return work


def checked(order: Order) -> tuple[delivery.Notice, ...]:
    """Every notice before rendering, errors first; safe on a worker thread."""
    face = typeface.choose(paths.resource("fonts"))
    rank = {"error": 0, "warning": 1, "info": 2}
    found = delivery.check(order.facts, face)
    rates, rate = order.job.preset.rates, order.job.rate
    if rate is not None and (not rates or rate in rates):
        found = tuple(notice for notice in found if notice.code != "rate")
    notices = [*order.known, *found]
    return tuple(sorted(notices, key=lambda one: (rank[one.severity], one.frame or 0, one.code)))


def planned_black(timeline: Timeline) -> tuple[tuple[Frames, Frames], ...]:
    """Stretches that the cut leaves black: gaps, and fades to and from black."""
    found: list[tuple[Frames, Frames]] = []
    for clip in timeline.pictures:
        change = clip.transition
        if clip.media is None and clip.shot_id is None:
            found.append((clip.start, clip.end))
        elif change.kind == "fade_in":
            found.append((clip.start, clip.start + change.frames))
        elif change.kind == "fade_out":
            found.append((clip.end - change.frames, clip.end))
    joined: list[tuple[Frames, Frames]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1] + 2:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def keep(workspace: Workspace, services: Services, order: Order, made: Made) -> Delivered:
    """Write the row, the report and the captions of a finished film; on the owner's thread.

    Raises:
        DiskTrouble: the film is there, and what belongs beside it could not be written.
    """
    job, rendered = order.job, made.rendered
    report = _report(order, made)
    row = Delivery(
        id=DeliveryId(mint("delivery")),
        episode_id=order.episode_id,
        preset=job.preset.id,
        path=str(rendered.path),
        sha256=rendered.sha256,
        size=rendered.size,
        seconds=rendered.seconds,
        width=rendered.width,
        height=rendered.height,
        label_found=rendered.label_found,
        created_at=services.now(),
        part=order.choice.part,
        report=report,
    )
    workspace.add_in_background(
        N_("Delivery finished"), [lambda edit: delivery_commands.add_delivery(edit, row)]
    )
    subtitles = _write_srt(job) if order.choice.write_srt and job.timeline.captions else None
    return Delivered(
        delivery=row,
        report=report,
        report_file=_write_report(row),
        captions=subtitles,
        stems=rendered.stems,
        findings=_findings(rendered, report),
        loudness=rendered.loudness,
        pieces=rendered.pieces,
        pieces_made=rendered.pieces_made,
        elapsed=rendered.elapsed,
    )


def remark(notice: delivery.Notice) -> Remark:
    """A notice of the check as it is kept."""
    return Remark.model_validate(notice.model_dump())


def _report(order: Order, made: Made) -> DeliveryReport:
    rendered, declare = made.rendered, order.job.preset.declare
    after = [
        Remark(code=found.code, severity=found.severity, message=found.message)
        for found in rendered.findings
        if found.severity != "ok"
    ]
    if rendered.missing_glyphs:
        message = N_("The caption font cannot draw: {glyphs}").format(
            glyphs=" ".join(rendered.missing_glyphs)
        )
        after.append(Remark(code="glyphs", severity="warning", message=message))
    after += _seen(made.faults, order.job)
    return DeliveryReport(
        before=tuple(remark(notice) for notice in made.before),
        after=tuple(after),
        loudness=rendered.loudness,
        true_peak=rendered.true_peak,
        signer=rendered.signed.signer if rendered.signed else "",
        development=rendered.development,
        encoder_note=rendered.encoder_note,
        declare_zh=declare.zh if declare else "",
        declare_en=declare.en if declare else "",
    )


def _seen(found: Iterable[Fault], job: movie.RenderJob) -> list[Remark]:
    """Faults as remarks that lead to their shots; a card that stands still was noticed before.

    Frames count on the cut: the film may have another rate, and a licence clip in front.
    """
    remarks: list[Remark] = []
    timeline, rate = job.timeline, job.rate or job.timeline.fps
    for fault in found:
        if fault.start < job.story:
            continue  # the authority's own clip
        start = (fault.start - job.story) * timeline.fps // rate
        clip = timeline.at(min(start, timeline.length - 1))
        if fault.kind == "frozen" and clip is not None and clip.media is None:
            continue
        remarks.append(
            Remark(
                code=fault.kind,
                severity="warning",
                message=fault.message,
                fix=_FIX_OF[fault.kind],
                shot_id=clip.shot_id if clip else None,
                frame=start,
            )
        )
    return remarks


def _findings(rendered: movie.Rendered, report: DeliveryReport) -> tuple[Finding, ...]:
    """What was right, and what was not."""
    right = [
        Finding(severity="info", message=found.message, code=found.code)
        for found in rendered.findings
        if found.severity == "ok"
    ]
    wrong = [
        Finding(severity=one.severity, message=one.message, shot_id=one.shot_id, code=one.code)
        for one in report.after
    ]
    return (*right, *wrong)


def _write_srt(job: movie.RenderJob) -> Path:
    target = job.out.with_suffix(".srt")
    film = job.delivered
    text = captions.to_srt(film.captions, film.fps)
    _write(
        target, text, N_("The film is finished, but its captions could not be written beside it.")
    )
    return target


def _write_report(row: Delivery) -> Path:
    path = Path(row.path)
    target = path.with_name(f"{path.stem}.report.json")
    text = json.dumps(row.model_dump(mode="json"), ensure_ascii=False, indent=2)
    _write(target, text, N_("The film is finished, but its report could not be written beside it."))
    return target


def _write(target: Path, text: str, problem: str) -> None:
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(target)
    except OSError as trouble:
        raise DiskTrouble(
            problem, N_("Make room on the disk and export again; the film itself is there.")
        ) from trouble
