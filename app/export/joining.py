"""Pieces and sound become one film in a single pass, with frame numbers counted here, so that nothing can drift.

Room for the index is kept at the front while writing, so the film is not written twice to bring it there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.stream import VideoStream

from app.domain.wording import N_
from app.errors import Cancelled, Damaged, DiskTrouble, OurBug
from app.export.encoders import Container
from app.export.pieces import FRAME_TICKS
from app.media.opening import opened

#: Bytes of the index: a fixed part, and at most this much for every packet (sizes, times, places, key frames).
_INDEX_FIXED, _INDEX_EACH = 64 * 1024, 48


@dataclass(frozen=True)
class Order:
    """What to join: pieces as (file, frames) in order, the coded sound and how many packets it has.

    `delay` is how many frames decoding runs ahead of showing: 2 with a pyramid of B-frames, 0 without any.
    """

    pieces: Sequence[tuple[Path, int]]
    fps: int
    delay: int
    sound: Path
    sound_packets: int
    container: Container
    metadata: Mapping[str, str]


Report = Callable[[float], None]
Stop = Callable[[], bool]


def join(order: Order, out: Path, report: Report, cancelled: Stop = lambda: False) -> None:
    """Write the film of `order` to `out`: pictures and sound as they were coded, metadata keys kept.

    Without `use_metadata_tags` unknown keys such as AIGC would vanish without a word.

    Raises:
        Damaged: a piece does not hold exactly its frames; it was deleted, to be made anew.
        Cancelled: `cancelled` said so.
        DiskTrouble: the film could not be written.
        OurBug: pieces were made with different settings.
    """
    frames = sum(length for _, length in order.pieces)
    reserved = _INDEX_FIXED + _INDEX_EACH * (frames + order.sound_packets)
    reserved += 4 * sum(len(key) + len(value) for key, value in order.metadata.items())
    options = {"movflags": "+use_metadata_tags", "moov_size": str(reserved)}
    try:
        with (
            opened(order.sound) as source,
            av.open(
                f"file:{out}", "w", format=order.container.muxer, container_options=options
            ) as target,
        ):
            target.metadata.update(order.metadata)
            _Joining(order, target, source).run(report, cancelled)
    except FFmpegError as error:  # reading troubles are `Damaged` already: this one is about `out`
        raise _not_written(error) from error


def _not_written(error: FFmpegError) -> DiskTrouble:
    return DiskTrouble(
        N_("The film could not be written: {reason}.").format(reason=error.strerror),
        N_("Free some space or choose another folder, then export again."),
    )


class _Joining:
    """One run: the film being written, and the sound that goes in beside the pictures."""

    def __init__(self, order: Order, target: OutputContainer, source: InputContainer) -> None:
        self._order = order
        self._target = target
        self._tick = Fraction(1, order.fps * FRAME_TICKS)
        self._pictures: VideoStream | None = None
        self._headers = b""
        self._source = source
        self._sound: AudioStream | None = None
        self._waiting: Iterator[Packet[AudioStream]] = iter(())
        self._next: Packet[AudioStream] | None = None

    def run(self, report: Report, cancelled: Stop) -> None:
        """All pieces, then what is left of the sound."""
        base = 0
        pieces = self._order.pieces
        for number, (path, length) in enumerate(pieces):
            if cancelled():
                raise Cancelled(N_("Stopped."))
            with opened(path) as source:
                video = source.streams.video[0]
                self._begin(video)
                packets = [packet for packet in source.demux(video) if packet.size]
                _check(path, packets, length, self._order.fps)
                self._copy(packets, base)
            base += length
            report((number + 1) / len(pieces))
        self._sound_until(None)

    def _begin(self, video: VideoStream) -> None:
        headers = bytes(video.codec_context.extradata or b"")
        if self._pictures is None:
            self._pictures = self._target.add_stream_from_template(video)
            self._pictures.time_base = self._tick
            if video.codec_context.name == "hevc":
                # Apple's players open HEVC under this tag only; copying would write the other one.
                self._pictures.codec_context.codec_tag = "hvc1"
            self._headers = headers
            heard = self._source.streams.audio[0]
            self._sound = self._target.add_stream_from_template(heard)
            self._waiting = (packet for packet in self._source.demux(heard) if packet.size)
            self._next = next(self._waiting, None)
        elif headers != self._headers:
            raise OurBug("Two pieces of the film were encoded with different settings.")

    def _copy(self, packets: list[Packet[VideoStream]], base: int) -> None:
        numbers = [_number(packet, self._order.fps) for packet in packets]
        for order, (packet, number) in enumerate(zip(packets, numbers, strict=True)):
            decoded = (base - self._order.delay + order) * FRAME_TICKS
            self._sound_until(decoded * self._tick)
            if self._pictures is not None:
                packet.stream = self._pictures
            packet.time_base = self._tick
            packet.pts = (base + number) * FRAME_TICKS
            packet.dts = decoded
            packet.duration = FRAME_TICKS
            self._put(packet)

    def _sound_until(self, seconds: Fraction | None) -> None:
        """Sound packets up to a moment, so that players find both close together; None: all that is left."""
        while self._next is not None and self._sound is not None:
            packet = self._next
            begins = (packet.dts or 0) * (packet.time_base or Fraction(0))
            if seconds is not None and begins > seconds:
                return
            packet.stream = self._sound
            self._put(packet)
            self._next = next(self._waiting, None)

    def _put(self, packet: Packet[VideoStream] | Packet[AudioStream]) -> None:
        try:
            self._target.mux(packet)
        except FFmpegError as error:
            raise _not_written(error) from error


def _number(packet: Packet[VideoStream], fps: int) -> int:
    seconds = (packet.pts or 0) * (packet.time_base or Fraction(0))
    return round(seconds * fps)


def _check(path: Path, packets: list[Packet[VideoStream]], length: int, fps: int) -> None:
    numbers = sorted(_number(packet, fps) for packet in packets)
    whole = numbers == list(range(length)) and packets[0].is_keyframe
    if not whole or any(packet.is_corrupt for packet in packets):
        path.unlink(missing_ok=True)
        raise Damaged(
            N_("A piece of the film holds {there} frames instead of {wanted}.").format(
                there=len(numbers), wanted=length
            ),
            N_("Export again; the piece was thrown away and will be made anew."),
        )
