"""FCPXML 1.10 for Final Cut Pro and Resolve: rational times, connected sounds in the parent's own time.

Source: Apple's FCPXML reference and DTD 1.10. Inside a clip the order of elements matters to the DTD: adjustments,
anchored clips, markers. The offset of a connected clip counts in its parent's source time.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from app.domain.media import MediaRef
from app.domain.timeline import Caption
from app.domain.wording import N_
from app.export.exchange.cut import (
    Cut,
    Event,
    Heard,
    Written,
    events,
    lost_fades,
    missing,
    plain_text,
    tracks,
    write_text,
)

VERSION = "1.10"
#: Begins the note that tells which shot a clip is.
NOTE = "fenjing:"
_ROLES = {
    "dialogue": "dialogue",
    "native": "dialogue.native",
    "effect": "effects",
    "music": "music",
}
_FORMAT = "r1"
_SOUND_ONLY = "FFVideoFormatRateUndefined"


def write(cut: Cut, path: Path) -> Written:
    """Write the `.fcpxml` file; media stay where `cut.paths` says.

    Raises:
        DiskTrouble: it cannot be written.
    """
    root = build(cut)
    ET.indent(root, "  ")
    body = ET.tostring(root, encoding="unicode")
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n{body}\n'
    losses = (*missing(cut), *lost_fades(events(cut)))
    return Written((write_text(path, text),), losses)


def build(cut: Cut) -> ET.Element:
    """The whole document as an element tree."""
    line = cut.timeline
    root = ET.Element("fcpxml", version=VERSION)
    resources = ET.SubElement(root, "resources")
    ET.SubElement(
        resources,
        "format",
        id=_FORMAT,
        name=_SOUND_ONLY,
        frameDuration=_time(1, line.fps),
        width=str(line.width),
        height=str(line.height),
        colorSpace="1-1-1 (Rec. 709)",
    )
    assets = _Assets(cut, resources)
    library = ET.SubElement(root, "library")
    event = ET.SubElement(library, "event", name=plain_text(cut.title) or "Fenjing")
    project = ET.SubElement(event, "project", name=plain_text(cut.title) or "Fenjing")
    sequence = ET.SubElement(
        project,
        "sequence",
        format=_FORMAT,
        duration=_time(line.length, line.fps),
        tcStart="0s",
        tcFormat="NDF",
        audioLayout="stereo",
        audioRate="48k",
    )
    _spine(cut, ET.SubElement(sequence, "spine"), assets)
    return root


class _Assets:
    """The resource of each file, made when it is first used."""

    def __init__(self, cut: Cut, resources: ET.Element) -> None:
        self._cut = cut
        self._resources = resources
        self._held: dict[str, str] = {}

    def of(self, media: MediaRef, name: str) -> str:
        """The id of the file's asset; the asset is written on first use."""
        if media.sha256 not in self._held:
            self._held[media.sha256] = f"r{len(self._held) + 2}"
            self._write(media, plain_text(name), self._held[media.sha256])
        return self._held[media.sha256]

    def _write(self, media: MediaRef, name: str, asset_id: str) -> None:
        fps = self._cut.timeline.fps
        length = 0 if media.kind == "picture" else max(1, round(media.seconds * fps))
        facts = {
            "id": asset_id,
            "name": name,
            "start": "0s",
            "duration": _time(length, fps),
        }
        if media.kind != "sound":
            facts |= {"hasVideo": "1", "format": _FORMAT, "videoSources": "1"}
        if media.kind == "sound" or media.has_sound:
            facts |= {
                "hasAudio": "1",
                "audioSources": "1",
                "audioChannels": "2",
                "audioRate": "48000",
            }
        asset = ET.SubElement(self._resources, "asset", facts)
        path = self._cut.paths.get(media.sha256)
        source = (
            path.absolute().as_uri() if path else f"file:///missing/{media.sha256}{media.suffix}"
        )
        ET.SubElement(asset, "media-rep", kind="original-media", src=source)


def _spine(cut: Cut, spine: ET.Element, assets: _Assets) -> None:
    found = events(cut)
    lanes = tracks(cut)
    fps = cut.timeline.fps
    for event in found:
        if event.dissolve:
            ET.SubElement(
                spine,
                "transition",
                name="Cross Dissolve",
                offset=_time(event.start - event.before, fps),
                duration=_time(event.dissolve, fps),
            )
        element = _element(cut, event, spine, assets)
        if event.shot_id:
            # Clips get other names and places elsewhere; a note stays with them.
            ET.SubElement(element, "note").text = f"{NOTE}{event.shot_id}"
        _anchor(cut, event, element, lanes, assets)
        _captions(cut, event, element, [one for one in cut.captions if _within(one.start, event)])
        for marker in cut.markers:
            if _within(marker.frame, event):
                ET.SubElement(
                    element,
                    "marker",
                    start=_time(event.source_in + marker.frame - event.start, fps),
                    duration=_time(1, fps),
                    value=plain_text(marker.name) or "-",
                    note=plain_text(marker.note),
                )


def _element(cut: Cut, event: Event, spine: ET.Element, assets: _Assets) -> ET.Element:
    fps = cut.timeline.fps
    place = {"offset": _time(event.start, fps), "duration": _time(event.length, fps)}
    name = plain_text(event.name)
    if event.media is None:
        label = name if not event.gap else "Gap"
        return ET.SubElement(spine, "gap", {"name": label, "start": "0s"} | place)
    ref = assets.of(event.media, event.name)
    if event.media.kind == "picture":
        return ET.SubElement(spine, "video", {"name": name, "ref": ref, "start": "0s"} | place)
    facts = {"name": name, "ref": ref, "start": _time(event.source_in, fps), "format": _FORMAT}
    # What is heard of a film stands on its own sound clip; the picture's own sound would double it.
    return ET.SubElement(spine, "asset-clip", facts | {"srcEnable": "video"} | place)


def _anchor(
    cut: Cut,
    event: Event,
    element: ET.Element,
    lanes: Sequence[tuple[str, Sequence[Heard]]],
    assets: _Assets,
) -> None:
    fps = cut.timeline.fps
    for number, (kind, heard) in enumerate(lanes, 1):
        for one in heard:
            if not _within(one.start, event):
                continue
            facts = {
                "name": plain_text(one.name),
                "ref": assets.of(one.clip.media, one.name),
                "lane": str(-number),
                "offset": _time(event.source_in + one.start - event.start, fps),
                "start": _time(one.source_in, fps),
                "duration": _time(one.length, fps),
                "audioRole": _ROLES[kind],
            }
            if one.clip.media.kind == "video":
                facts["srcEnable"] = "audio"
            clip = ET.SubElement(element, "asset-clip", facts)
            if one.clip.gain_db:
                ET.SubElement(clip, "adjust-volume", amount=f"{one.clip.gain_db:g}dB")


def _captions(cut: Cut, event: Event, element: ET.Element, found: Sequence[Caption]) -> None:
    fps = cut.timeline.fps
    language = "zh-Hans" if cut.language == "zh" else "en"
    for cue in found:
        caption = ET.SubElement(
            element,
            "caption",
            lane="1",
            name=plain_text(cue.text)[:60] or "-",
            offset=_time(event.source_in + cue.start - event.start, fps),
            start="3600s",
            duration=_time(cue.end - cue.start, fps),
            role=f"SRT?captionFormat=SRT.{language}",
        )
        text = ET.SubElement(caption, "text", placement="bottom")
        ET.SubElement(text, "text-style").text = plain_text(cue.text)


def _within(frame: int, event: Event) -> bool:
    return event.start <= frame < event.end


def _time(frames: int, fps: int) -> str:
    """Frames as rational seconds in lowest terms, e.g. `5/2s`; whole seconds without a bar."""
    value = Fraction(frames, fps)
    if value.denominator == 1:
        return f"{value.numerator}s"
    return f"{value.numerator}/{value.denominator}s"


CAVEAT = N_("Final Cut Pro and Resolve read this; Premiere does not, give it the FCP7 XML.")
