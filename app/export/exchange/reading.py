"""A cut that comes back from an editing program: OTIO and FCPXML read as clips that meet, for comparing with ours.

Files come from outside: their size is limited, entities are refused, nothing they name is opened.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import opentimelineio as otio

from app.domain.entity import Value
from app.domain.timing import Frames, frames_of
from app.domain.wording import N_
from app.errors import BadInput, DiskTrouble
from app.export.exchange.fcpxml import NOTE
from app.export.exchange.otio import KEY

_MOST_BYTES = 64 * 1024 * 1024
_FIX = N_("Export it from the editing program as OTIO or FCPXML.")


class ReadClip(Value):
    """One clip between two cut points, times in frames of the project's rate; `names` is what it may go by."""

    names: tuple[str, ...]
    shot_id: str = ""
    sha256: str = ""
    start: Frames
    length: Frames
    source_in: Frames
    dissolve: Frames = 0
    before: Frames = 0
    gap: bool = False

    @property
    def end(self) -> Frames:
        """First frame after the clip."""
        return self.start + self.length


class ReadCut(Value):
    """The picture track of a file, in order."""

    title: str
    clips: tuple[ReadClip, ...]


def read(path: Path, fps: int) -> ReadCut:
    """The first picture track of an `.otio` or `.fcpxml` file, at `fps` frames a second.

    Raises:
        BadInput: it is neither, or cannot be read.
        DiskTrouble: it cannot be opened.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise BadInput(N_("{name} is too large to be a cut.").format(name=path.name), _FIX)
        text = path.read_text("utf-8-sig", "replace")
    except OSError as trouble:
        raise DiskTrouble(
            N_("{name} cannot be read: {why}.").format(name=path.name, why=trouble.strerror),
            N_("Check that the file is there and may be read."),
        ) from trouble
    if text.lstrip().startswith("{"):
        return _from_otio(path, text, fps)
    return _from_fcpxml(path, text, fps)


def _not_a_cut(path: Path) -> BadInput:
    return BadInput(N_("{name} holds no cut that can be read.").format(name=path.name), _FIX)


# -- OTIO -----------------------------------------------------------------------------------------


def _from_otio(path: Path, text: str, fps: int) -> ReadCut:
    try:
        held = otio.adapters.read_from_string(text, "otio_json")
    except (otio.exceptions.OTIOError, LookupError, ValueError, TypeError, RuntimeError) as error:
        raise _not_a_cut(path) from error
    if isinstance(held, otio.schema.SerializableCollection):
        held = next((one for one in held if isinstance(one, otio.schema.Timeline)), None)
    if not isinstance(held, otio.schema.Timeline):
        raise _not_a_cut(path)
    tracks = [track for track in held.tracks if track.kind == otio.schema.TrackKind.Video]
    if not tracks:
        raise _not_a_cut(path)
    return ReadCut(title=held.name or "", clips=tuple(_otio_clips(tracks[0], fps)))


def _otio_clips(track: otio.schema.Track, fps: int) -> Iterator[ReadClip]:
    cursor, dissolve, before = 0, 0, 0
    for item in track:
        if isinstance(item, otio.schema.Transition):
            before = _frames(item.in_offset, fps)
            dissolve = before + _frames(item.out_offset, fps)
            continue
        length = _frames(item.trimmed_range().duration, fps)
        if length < 1:
            continue
        if isinstance(item, otio.schema.Clip):
            yield _otio_clip(item, cursor, length, (dissolve, before), fps)
        else:
            yield ReadClip(names=(), start=cursor, length=length, source_in=0, gap=True)
        cursor, dissolve, before = cursor + length, 0, 0


def _otio_clip(
    clip: otio.schema.Clip, start: Frames, length: Frames, head: tuple[Frames, Frames], fps: int
) -> ReadClip:
    reference = clip.media_reference
    source = _frames(clip.trimmed_range().start_time, fps)
    stems: tuple[str, ...] = ()
    if isinstance(reference, otio.schema.ExternalReference):
        stems = (_stem(reference.target_url),)
        if reference.available_range is not None:
            # Programs that know a source's own timecode count from there.
            source -= _frames(reference.available_range.start_time, fps)
    facts = clip.metadata.get(KEY)
    facts = facts if hasattr(facts, "get") else {}
    known = {name: str(facts.get(name, "")) for name in ("shot_id", "sha256")}
    return ReadClip(
        names=(clip.name or "", *stems),
        shot_id=known["shot_id"],
        sha256=known["sha256"],
        start=start,
        length=length,
        source_in=max(0, source),
        dissolve=head[0],
        before=head[1],
    )


def _frames(time: otio.opentime.RationalTime, fps: int) -> Frames:
    value: float = time.rescaled_to(fps).value
    return round(value)


def _stem(url: str) -> str:
    return PurePosixPath(unquote(urlsplit(url).path)).stem


# -- FCPXML ---------------------------------------------------------------------------------------

_CLIPS = frozenset({"asset-clip", "clip", "video", "ref-clip", "sync-clip", "mc-clip", "title"})


def _from_fcpxml(path: Path, text: str, fps: int) -> ReadCut:
    # Our own doctype has no subset; whoever declares entities wants them expanded.
    if "<!ENTITY" in text:
        raise _not_a_cut(path)
    try:
        root = ET.fromstring(text)  # noqa: S314 - entities were refused above, expat opens no others
    except ET.ParseError as error:
        raise _not_a_cut(path) from error
    sequence = root.find(".//sequence")
    spine = sequence.find("spine") if sequence is not None else None
    if root.tag != "fcpxml" or sequence is None or spine is None:
        raise _not_a_cut(path)
    sources = {
        asset.get("id", ""): (_source_of(asset), asset.get("start", "0s"))
        for asset in root.iter("asset")
    }
    project = root.find(".//project")
    origin = _seconds(sequence.get("tcStart", "0s"), path)
    clips = tuple(_fcpxml_clips(spine, sources, origin, fps, path))
    return ReadCut(title=project.get("name", "") if project is not None else "", clips=clips)


def _source_of(asset: ET.Element) -> str:
    rep = asset.find("media-rep")
    return _stem(asset.get("src", "") or (rep.get("src", "") if rep is not None else ""))


def _fcpxml_clips(
    spine: ET.Element,
    sources: dict[str, tuple[str, str]],
    origin: Fraction,
    fps: int,
    path: Path,
) -> Iterator[ReadClip]:
    cursor = Fraction(0)
    pending: tuple[Fraction, Fraction] | None = None
    for item in spine:
        duration = _seconds(item.get("duration", "0s"), path)
        offset = item.get("offset")
        at = _seconds(offset, path) - origin if offset else cursor
        if item.tag == "transition":
            pending = (at, duration)
            continue
        if item.tag != "gap" and item.tag not in _CLIPS:
            continue
        start, end = frames_of(at, fps), frames_of(at + duration, fps)
        dissolve = frames_of(pending[1], fps) if pending else 0
        before = start - frames_of(pending[0], fps) if pending else 0
        pending, cursor = None, at + duration
        if end <= start:
            continue
        name, asset_start = sources.get(item.get("ref", ""), ("", "0s"))
        source = _seconds(item.get("start", asset_start), path) - _seconds(asset_start, path)
        named = item.get("name", "")
        yield ReadClip(
            names=tuple(part for part in (named, name) if part),
            shot_id=(item.findtext("note") or "").partition(NOTE)[2].strip(),
            start=start,
            length=end - start,
            source_in=max(0, frames_of(source, fps)),
            dissolve=dissolve,
            before=before,
            # A shot without a take is a gap with the shot's name.
            gap=item.tag == "gap" and named in ("", "Gap"),
        )


def _seconds(text: str, path: Path) -> Fraction:
    try:
        return Fraction(text.strip().rstrip("s") or "0")
    except (ValueError, ZeroDivisionError) as error:
        raise _not_a_cut(path) from error
