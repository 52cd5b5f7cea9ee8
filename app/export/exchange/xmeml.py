"""FCP7 XML (xmeml 4): the one file that Premiere, Resolve and many others open.

Source: Apple's Final Cut Pro 7 XML interchange format. Next to a transition a clip's record side is -1; each file
is described once and then only named; the sequence says its size, or Premiere guesses it.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import quote

from app.domain.media import MediaRef
from app.export.exchange.cut import (
    Cut,
    Event,
    Heard,
    Marker,
    Written,
    events,
    lost_fades,
    missing,
    plain_text,
    tracks,
    write_text,
)


def write(cut: Cut, path: Path) -> Written:
    """Write the `.xml` file; media stay where `cut.paths` says.

    Raises:
        DiskTrouble: it cannot be written.
    """
    root = ET.Element("xmeml", version="4")
    _Sequence(cut).write(root)
    ET.indent(root, "  ")
    body = ET.tostring(root, encoding="unicode")
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE xmeml>\n{body}\n'
    losses = (*missing(cut), *lost_fades(events(cut)))
    return Written((write_text(path, text),), losses)


def path_url(path: Path) -> str:
    """`file://localhost/...`, percent-encoded with the drive's colon too, as Premiere writes it."""
    text = path.absolute().as_posix()
    return "file://localhost/" + quote(text.lstrip("/"), safe="/")


class _Sequence:
    """One sequence: picture track, sound tracks, markers, and the files named once each."""

    def __init__(self, cut: Cut) -> None:
        self._cut = cut
        self._fps = cut.timeline.fps
        self._files: dict[str, str] = {}
        self._names = 0

    def write(self, root: ET.Element) -> None:
        """Append the sequence to the document."""
        line = self._cut.timeline
        sequence = ET.SubElement(root, "sequence", id="sequence-1")
        _leaf(sequence, "name", plain_text(self._cut.title))
        _leaf(sequence, "duration", line.length)
        self._rate(sequence)
        clock = ET.SubElement(sequence, "timecode")
        self._rate(clock)
        _leaf(clock, "string", "00:00:00:00")
        _leaf(clock, "frame", 0)
        _leaf(clock, "displayformat", "NDF")
        media = ET.SubElement(sequence, "media")
        self._video(ET.SubElement(media, "video"))
        self._audio(ET.SubElement(media, "audio"))
        for marker in self._cut.markers:
            self._marker(sequence, marker)

    def _video(self, video: ET.Element) -> None:
        line = self._cut.timeline
        shape = ET.SubElement(ET.SubElement(video, "format"), "samplecharacteristics")
        self._rate(shape)
        _leaf(shape, "width", line.width)
        _leaf(shape, "height", line.height)
        _leaf(shape, "pixelaspectratio", "square")
        _leaf(shape, "fielddominance", "none")
        track = ET.SubElement(video, "track")
        found = events(self._cut)
        for index, event in enumerate(found):
            if event.dissolve:
                self._dissolve(track, event)
            after = found[index + 1] if index + 1 < len(found) else None
            if event.media is not None:
                self._picture(track, event, after)

    def _audio(self, audio: ET.Element) -> None:
        for kind, heard in tracks(self._cut):
            track = ET.SubElement(audio, "track")
            for one in heard:
                self._sound(track, one, kind)

    def _picture(self, track: ET.Element, event: Event, after: Event | None) -> None:
        tail = after.dissolve - after.before if after is not None and after.dissolve else 0
        start = -1 if event.dissolve else event.start
        end = -1 if tail else event.end
        first = event.source_in - event.before
        item = self._item(track, event.name, event.length + event.before + tail)
        _leaf(item, "start", start)
        _leaf(item, "end", end)
        _leaf(item, "in", first)
        _leaf(item, "out", event.source_in + event.length + tail)
        if event.media is not None:
            self._file(item, event.media, event.name)

    def _sound(self, track: ET.Element, heard: Heard, kind: str) -> None:
        item = self._item(track, heard.name, heard.length)
        _leaf(item, "start", heard.start)
        _leaf(item, "end", heard.start + heard.length)
        _leaf(item, "in", heard.source_in)
        _leaf(item, "out", heard.source_in + heard.length)
        self._file(item, heard.clip.media, heard.name)
        source = ET.SubElement(item, "sourcetrack")
        _leaf(source, "mediatype", "audio")
        _leaf(source, "trackindex", 1)
        if heard.clip.gain_db:
            self._level(item, heard.clip.gain_db)
        _leaf(ET.SubElement(item, "comments"), "mastercomment1", kind)

    def _item(self, track: ET.Element, name: str, duration: int) -> ET.Element:
        self._names += 1
        item = ET.SubElement(track, "clipitem", id=f"clipitem-{self._names}")
        _leaf(item, "name", plain_text(name))
        _leaf(item, "enabled", "TRUE")
        _leaf(item, "duration", duration)
        self._rate(item)
        return item

    def _dissolve(self, track: ET.Element, event: Event) -> None:
        item = ET.SubElement(track, "transitionitem")
        self._rate(item)
        _leaf(item, "start", event.start - event.before)
        _leaf(item, "end", event.start - event.before + event.dissolve)
        _leaf(item, "alignment", "center")
        effect = ET.SubElement(item, "effect")
        for name, value in (
            ("name", "Cross Dissolve"),
            ("effectid", "Cross Dissolve"),
            ("effecttype", "transition"),
            ("mediatype", "video"),
        ):
            _leaf(effect, name, value)

    def _level(self, item: ET.Element, gain_db: float) -> None:
        effect = ET.SubElement(ET.SubElement(item, "filter"), "effect")
        for name, value in (
            ("name", "Audio Levels"),
            ("effectid", "audiolevels"),
            ("effecttype", "audiolevels"),
            ("mediatype", "audio"),
        ):
            _leaf(effect, name, value)
        level = ET.SubElement(effect, "parameter")
        _leaf(level, "parameterid", "level")
        _leaf(level, "name", "Level")
        # The format's own ceiling is +12 dB, 3.98 times.
        _leaf(level, "value", f"{min(3.98, 10 ** (gain_db / 20)):.5f}")

    def _file(self, item: ET.Element, media: MediaRef, name: str) -> None:
        known = self._files.get(media.sha256)
        if known is not None:
            ET.SubElement(item, "file", id=known)
            return
        known = self._files[media.sha256] = f"file-{len(self._files) + 1}"
        file = ET.SubElement(item, "file", id=known)
        path = self._cut.paths.get(media.sha256)
        _leaf(file, "name", path.name if path else f"{plain_text(name)}{media.suffix}")
        if path is not None:
            _leaf(file, "pathurl", path_url(path))
        self._rate(file)
        _leaf(file, "duration", max(1, round(media.seconds * self._fps)))
        kinds = ET.SubElement(file, "media")
        if media.kind != "sound":
            shape = ET.SubElement(ET.SubElement(kinds, "video"), "samplecharacteristics")
            _leaf(shape, "width", media.width)
            _leaf(shape, "height", media.height)
        if media.kind == "sound" or media.has_sound:
            _leaf(ET.SubElement(kinds, "audio"), "channelcount", 2)

    def _marker(self, parent: ET.Element, marker: Marker) -> None:
        item = ET.SubElement(parent, "marker")
        _leaf(item, "name", plain_text(marker.name))
        _leaf(item, "comment", plain_text(marker.note))
        _leaf(item, "in", marker.frame)
        _leaf(item, "out", -1)

    def _rate(self, parent: ET.Element) -> None:
        rate = ET.SubElement(parent, "rate")
        _leaf(rate, "timebase", self._fps)
        _leaf(rate, "ntsc", "FALSE")


def _leaf(parent: ET.Element, name: str, value: object) -> None:
    ET.SubElement(parent, name).text = str(value)
