"""What a platform would bounce or a viewer would notice, found before anything is rendered.

Pure: the studio gathers the facts, this says what is wrong, how badly, and where to go. `checks` and `faults` look at
the finished file afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from app.domain.entity import Value
from app.domain.ids import ShotId
from app.domain.project import LabelChoice, Language
from app.domain.shots import ShotStatus
from app.domain.timeline import Caption, Timeline
from app.domain.timing import Frames, seconds_of
from app.domain.wording import N_
from app.export import labels
from app.export.captions import CaptionStyle, bottom_share, clean
from app.export.presets import Preset
from app.export.typeface import Typeface
from app.export.wrapping import measure_in, wrap

Severity = Literal["error", "warning", "info"]
#: What a Chinese micro-drama is to the authority: only the smallest class goes without a number of its own.
FilingClass = Literal["other", "ordinary", "key"]

#: Reading speeds that are still comfortable on a phone (reference: subtitles 8.4 and 8.5).
MOST_PER_SECOND: dict[Language, float] = {"zh": 7.0, "en": 20.0}
CAPTION_LEAST_SECONDS = 0.8
_MOST_LINES = 2
_SIDE = 0.085


class ShotFacts(Value):
    """What is known of one shot of the episode."""

    shot_id: ShotId
    number: str
    start: Frames = Field(ge=0)
    has_take: bool = True
    outdated: tuple[str, ...] = ()
    status: ShotStatus = "approved"
    source: tuple[int, int] = Field((0, 0), description="width and height of the take; 0 unknown")
    rights: tuple[str, ...] = Field(
        (), description="names of references without a note on their rights"
    )


class Texts(Value):
    """What goes along with the film on the platform's page."""

    title: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()


class Filing(Value):
    """Number and licence of a Chinese micro-drama."""

    kind: FilingClass = "other"
    number: str = ""
    licence_clip: bool = False


class Delivery(Value):
    """Everything the check looks at."""

    timeline: Timeline
    preset: Preset
    shots: tuple[ShotFacts, ...] = ()
    label: LabelChoice = LabelChoice()
    style: CaptionStyle = CaptionStyle()
    burn_captions: bool = True
    language: Language = "zh"
    texts: Texts = Texts()
    filing: Filing = Filing()
    approval_needed: bool = Field(default=False, description="the project works with reviews")


class Notice(Value):
    """One thing to look at; `shot_id` and `frame` are where Go to leads."""

    code: str
    severity: Severity
    message: str
    fix: str = ""
    shot_id: ShotId | None = None
    frame: Frames | None = None


def check(delivery: Delivery, face: Typeface) -> tuple[Notice, ...]:
    """Every notice, errors first, then in order of time."""
    found = [
        *_shots(delivery),
        *_gaps(delivery),
        *_shape(delivery),
        *_captions(delivery, face),
        *_label(delivery),
        *_filing(delivery),
        *_texts(delivery),
    ]
    rank = {"error": 0, "warning": 1, "info": 2}
    return tuple(sorted(found, key=lambda one: (rank[one.severity], one.frame or 0, one.code)))


def _shots(delivery: Delivery) -> Iterator[Notice]:
    width, height = delivery.preset.size(delivery.timeline.width, delivery.timeline.height)
    for shot in delivery.shots:
        where = {"shot_id": shot.shot_id, "frame": shot.start}
        if not shot.has_take:
            text = N_("Shot {number} has no take; a card stands in its place.")
            fix = N_("Generate it, or leave the shot out.")
            yield _notice("missing_take", "error", text.format(number=shot.number), fix, where)
            continue
        if shot.outdated:
            text = N_("The take of shot {number} is outdated: {why}.")
            message = text.format(number=shot.number, why=shot.outdated[0])
            fix = N_("Generate it again, or keep it on purpose.")
            yield _notice("outdated", "warning", message, fix, where)
        if delivery.approval_needed and shot.status not in ("approved", "locked"):
            text = N_("Shot {number} is not approved.")
            fix = N_("Approve it, or send it to review.")
            yield _notice("unapproved", "warning", text.format(number=shot.number), fix, where)
        if shot.rights:
            text = N_("The rights of a picture behind shot {number} are not noted: {names}.")
            message = text.format(number=shot.number, names=", ".join(shot.rights))
            yield _notice("rights", "warning", message, N_("Note them in Cast."), where)
        if 0 < min(shot.source) < min(width, height) * 0.95:
            text = N_("The take of shot {number} is {wide} × {high} and is scaled up.")
            message = text.format(number=shot.number, wide=shot.source[0], high=shot.source[1])
            fix = N_("Generate it larger, or accept the softer picture.")
            yield _notice("scaled_up", "info", message, fix, where)


def _gaps(delivery: Delivery) -> Iterator[Notice]:
    for clip in delivery.timeline.pictures:
        if clip.media is None and clip.shot_id is None:
            seconds = seconds_of(clip.length, delivery.timeline.fps)
            text = N_("There is {seconds:.1f} s of black between two shots.")
            yield _notice(
                "gap",
                "warning",
                text.format(seconds=seconds),
                N_("Close the gap on the Board, or keep it on purpose."),
                {"frame": clip.start},
            )


def _shape(delivery: Delivery) -> Iterator[Notice]:
    preset, line = delivery.preset, delivery.timeline
    seconds = seconds_of(line.length, line.fps)
    name = preset.platform or preset.title
    if preset.max_seconds is not None and seconds > preset.max_seconds:
        text = N_("The episode is {seconds:.0f} s long; {name} takes at most {most:.0f} s.")
        message = text.format(seconds=seconds, name=name, most=preset.max_seconds)
        yield _notice("too_long", "error", message, N_("Shorten it, or deliver it in parts."))
    if preset.min_seconds is not None and seconds < preset.min_seconds:
        text = N_("The episode is {seconds:.1f} s long; {name} wants at least {least:.0f} s.")
        message = text.format(seconds=seconds, name=name, least=preset.min_seconds)
        yield _notice("too_short", "error", message, N_("Make it longer."))
    if preset.rates and line.fps not in preset.rates:
        text = N_("{name} does not take {fps} frames a second.")
        message = text.format(name=name, fps=line.fps)
        yield _notice("rate", "error", message, N_("Choose another preset."))
    width, height = preset.size(line.width, line.height)
    if abs(width * line.height - height * line.width) > 0.02 * width * line.height:
        text = N_("The cut is {wide} × {high}; {name} shows {wanted_wide} × {wanted_high}.")
        message = text.format(
            wide=line.width, high=line.height, name=name, wanted_wide=width, wanted_high=height
        )
        fix = N_("The picture gets blurred edges; choose a preset of its own shape to avoid them.")
        yield _notice("shape", "warning", message, fix)


def _captions(delivery: Delivery, face: Typeface) -> Iterator[Notice]:
    if not delivery.burn_captions or not delivery.timeline.captions:
        return
    fps = delivery.timeline.fps
    for cue in delivery.timeline.captions:
        where = {"frame": cue.start}
        seconds = seconds_of(cue.end - cue.start, fps)
        speed = _weight(cue.text, delivery.language) / max(seconds, 0.01)
        most = MOST_PER_SECOND[delivery.language]
        short = _short(cue)
        if speed > most:
            text = N_("“{words}” has to be read at {speed:.1f} characters a second.")
            fix = N_("Let it stand longer, or split it.")
            message = text.format(words=short, speed=speed)
            yield _notice("caption_fast", "warning", message, fix, where)
        elif seconds < CAPTION_LEAST_SECONDS:
            text = N_("“{words}” stands for {seconds:.1f} s only.")
            message = text.format(words=short, seconds=seconds)
            yield _notice("caption_brief", "warning", message, N_("Let it stand longer."), where)
        if _lines(delivery, cue, face) > _MOST_LINES:
            text = N_("“{words}” takes more than two lines.")
            fix = N_("Split it, or make the captions smaller.")
            yield _notice("caption_long", "warning", text.format(words=short), fix, where)
    yield from _caption_place(delivery)
    missing = face.missing(cue.text for cue in delivery.timeline.captions)
    if missing:
        text = N_("The caption font cannot draw: {glyphs}")
        fix = N_("Write these words with other characters.")
        yield _notice("glyphs", "error", text.format(glyphs=" ".join(missing)), fix)


def _caption_place(delivery: Delivery) -> Iterator[Notice]:
    preset, style = delivery.preset, delivery.style
    width, height = preset.size(delivery.timeline.width, delivery.timeline.height)
    below = style.bottom if style.bottom is not None else bottom_share(width, height)
    if below + 0.005 < preset.safe.bottom and preset.platform:
        text = N_("{name} covers the lowest {share:.0%} of the picture; the captions stand in it.")
        message = text.format(name=preset.platform, share=preset.safe.bottom)
        fix = N_("Raise the captions in Deliver.")
        yield _notice("caption_zone", "warning", message, fix)


def _lines(delivery: Delivery, cue: Caption, face: Typeface) -> int:
    width, height = delivery.preset.size(delivery.timeline.width, delivery.timeline.height)
    em = delivery.style.em * min(width, height)
    room = width * (1 - 2 * _SIDE) - 2 * em * delivery.style.edge
    return wrap(clean(cue.text), room, measure_in(face.path, em)).count("\n") + 1


def _label(delivery: Delivery) -> Iterator[Notice]:
    label = delivery.label
    if not label.visible:
        yield _notice(
            "label_missing",
            "error" if delivery.preset.region == "cn" else "warning",
            N_("The visible AI label is switched off."),
            N_("Switch it on in Deliver; in China it is the law (GB 45438-2025)."),
        )
        return
    wrong = labels.wording_problem(label.text)
    if wrong:
        yield _notice("label_words", "error", wrong, N_("Write for example “AI生成”."))
    if label.seconds < labels.LEAST_SECONDS:
        text = N_("The AI label stands for {seconds:.1f} s; at least 2 s are asked for.")
        yield _notice("label_short", "error", text.format(seconds=label.seconds))


def _filing(delivery: Delivery) -> Iterator[Notice]:
    filing, preset = delivery.filing, delivery.preset
    if not preset.filing:
        return
    if filing.kind == "key" and not filing.licence_clip:
        yield _notice(
            "licence_missing",
            "error",
            N_("A key work begins with the licence clip of the authority."),
            N_("Import the official clip and set it as the episode's head."),
        )
    if not filing.number:
        wanted = filing.kind != "other"
        yield _notice(
            "filing_missing",
            "error" if wanted else "info",
            N_("There is no filing number for {name}.").format(name=preset.platform),
            N_("Enter it in Deliver once you have it; it is shown at the head."),
        )


def _texts(delivery: Delivery) -> Iterator[Notice]:
    limits, texts = delivery.preset.texts, delivery.texts
    name = delivery.preset.platform
    for code, text, most, what in (
        ("title_long", texts.title, limits.title, N_("title")),
        ("description_long", texts.description, limits.description, N_("description")),
    ):
        if most is not None and limits.count(text) > most:
            message = N_("The {what} has {count:g} characters; {name} takes {most}.").format(
                what=what, count=limits.count(text), name=name, most=most
            )
            yield _notice(code, "warning", message, N_("Shorten it."))
    if limits.title_min is not None and 0 < limits.count(texts.title) < limits.title_min:
        message = N_("The title is shorter than the {least} characters that {name} asks for.")
        yield _notice("title_short", "warning", message.format(least=limits.title_min, name=name))
    if limits.tags is not None and len(texts.tags) > limits.tags:
        message = N_("{name} takes {most} tags, not {count}.").format(
            name=name, most=limits.tags, count=len(texts.tags)
        )
        yield _notice("tags_many", "warning", message, N_("Take some off."))


def _weight(text: str, language: Language) -> float:
    """Characters as they are read: in Chinese, Latin ones count a half; blanks never count."""
    kept = [char for char in text if not char.isspace()]
    if language == "en":
        return float(len(kept))
    return sum(0.5 if ord(char) < 0x80 else 1.0 for char in kept)


def _short(cue: Caption) -> str:
    text = " ".join(cue.text.split())
    return text if len(text) <= 16 else text[:15] + "…"


def _notice(
    code: str,
    severity: Severity,
    message: str,
    fix: str = "",
    where: Mapping[str, object] | None = None,
) -> Notice:
    return Notice.model_validate(
        {"code": code, "severity": severity, "message": message, "fix": fix, **(where or {})}
    )
