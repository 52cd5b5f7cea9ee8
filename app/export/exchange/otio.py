"""OpenTimelineIO: the format that loses least; read by Resolve, Premiere, Kdenlive and many more.

Our own facts stand under the metadata key `fenjing`. A shot without a take is a clip with a missing
reference, not a gap (OTIO's own advice).
"""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio

from app.domain.media import MediaRef
from app.export.exchange.cut import (
    Cut,
    Event,
    Heard,
    Marker,
    Written,
    events,
    missing,
    plain_text,
    tracks,
    write_text,
)

KEY = "fenjing"
_COLORS = otio.schema.MarkerColor


def write(cut: Cut, path: Path) -> Written:
    """Write the `.otio` file; media stay where `cut.paths` says.

    Raises:
        DiskTrouble: it cannot be written.
    """
    text = otio.adapters.write_to_string(build(cut), "otio_json")
    return Written((write_text(path, text),), missing(cut))


def build(cut: Cut) -> otio.schema.Timeline:
    """The cut as an OTIO timeline: one picture track, sound tracks by kind, markers, captions as metadata."""
    rate = cut.timeline.fps
    made = otio.schema.Timeline(plain_text(cut.title))
    made.global_start_time = otio.opentime.RationalTime(0, rate)
    timeline = cut.timeline
    made.metadata[KEY] = {
        "width": timeline.width,
        "height": timeline.height,
        "captions": [
            {
                "start": cue.start,
                "end": cue.end,
                "text": plain_text(cue.text),
                "speaker": plain_text(cue.speaker),
            }
            for cue in cut.captions
        ],
    }
    made.tracks.append(_pictures(cut))
    for number, (kind, heard) in enumerate(tracks(cut), 1):
        track = otio.schema.Track(f"A{number} {kind}", kind=otio.schema.TrackKind.Audio)
        cursor = 0
        for one in heard:
            _gap(track, one.start - cursor, rate)
            track.append(_sound(cut, one))
            cursor = one.start + one.length
        made.tracks.append(track)
    made.tracks.markers.extend(_marker(marker, rate) for marker in cut.markers)
    return made


def _pictures(cut: Cut) -> otio.schema.Track:
    rate = cut.timeline.fps
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    for event in events(cut):
        if event.dissolve:
            after = event.dissolve - event.before
            track.append(
                otio.schema.Transition(
                    transition_type=otio.schema.TransitionTypes.SMPTE_Dissolve,
                    in_offset=otio.opentime.RationalTime(event.before, rate),
                    out_offset=otio.opentime.RationalTime(after, rate),
                )
            )
        if event.gap:
            _gap(track, event.length, rate)
            continue
        track.append(_clip(cut, event))
    return track


def _clip(cut: Cut, event: Event) -> otio.schema.Clip:
    rate = cut.timeline.fps
    clip = otio.schema.Clip(
        name=plain_text(event.name),
        media_reference=_reference(cut, event.media),
        source_range=_range(event.source_in, event.length, rate),
    )
    facts: dict[str, object] = {"label": plain_text(event.label), "shot_id": event.shot_id}
    if event.fade:
        facts["fade"] = {"kind": event.fade, "frames": event.fade_frames}
    if event.media is not None:
        facts["sha256"] = event.media.sha256
    clip.metadata[KEY] = facts
    return clip


def _sound(cut: Cut, heard: Heard) -> otio.schema.Clip:
    clip = otio.schema.Clip(
        name=plain_text(heard.name),
        media_reference=_reference(cut, heard.clip.media),
        source_range=_range(heard.source_in, heard.length, cut.timeline.fps),
    )
    clip.metadata[KEY] = {
        "kind": heard.clip.kind,
        "gain_db": heard.clip.gain_db,
        "fade_in": heard.clip.fade_in,
        "fade_out": heard.clip.fade_out,
        "sha256": heard.clip.media.sha256,
    }
    return clip


def _reference(cut: Cut, media: MediaRef | None) -> otio.core.MediaReference:
    path = cut.paths.get(media.sha256) if media is not None else None
    if media is None or path is None:
        return otio.schema.MissingReference()
    reference = otio.schema.ExternalReference(target_url=path.absolute().as_uri())
    if media.kind != "picture":
        fps = cut.timeline.fps
        length = max(1, round(media.seconds * fps))
        reference.available_range = _range(0, length, fps)
    return reference


def _marker(marker: Marker, rate: int) -> otio.schema.Marker:
    return otio.schema.Marker(
        name=plain_text(marker.name),
        color=getattr(_COLORS, marker.color.upper()),
        marked_range=_range(marker.frame, 1, rate),
        comment=plain_text(marker.note),
    )


def _gap(track: otio.schema.Track, length: int, rate: int) -> None:
    if length > 0:
        track.append(otio.schema.Gap(source_range=_range(0, length, rate)))


def _range(start: int, length: int, rate: int) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(
        otio.opentime.RationalTime(start, rate), otio.opentime.RationalTime(length, rate)
    )
