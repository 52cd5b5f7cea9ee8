"""Pieces become one film: packets are copied with frame numbers counted here, so nothing can drift."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

import av
from av.container import OutputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.stream import VideoStream

from app.domain.wording import N_
from app.errors import Damaged, DiskTrouble, OurBug
from app.export.encoders import Container
from app.export.pieces import FRAME_TICKS
from app.media import ffmpeg
from app.media.opening import opened


def join(
    pieces: list[tuple[Path, int]], fps: int, out: Path, *, muxer: str = "mp4", delay: int = 2
) -> None:
    """Copy the pictures of all pieces (file, frames) one after another into `out`.

    `delay` is how many frames decoding runs ahead of showing: 2 with a pyramid of B-frames, 0 without any.

    Raises:
        Damaged: a piece does not hold exactly its frames; it was deleted, to be made anew.
        DiskTrouble: the film could not be written.
        OurBug: pieces were made with different settings.
    """
    try:
        _join(pieces, fps, out, muxer, delay)
    except FFmpegError as error:  # reading troubles are `Damaged` already: this one is about `out`
        raise _not_written(error) from error


def _not_written(error: FFmpegError) -> DiskTrouble:
    return DiskTrouble(
        N_("The film could not be written: {reason}.").format(reason=error.strerror),
        N_("Free some space or choose another folder, then export again."),
    )


def _join(pieces: list[tuple[Path, int]], fps: int, out: Path, muxer: str, delay: int) -> None:
    with av.open(f"file:{out}", "w", format=muxer) as target:
        stream: VideoStream | None = None
        headers = b""
        base = 0
        for path, length in pieces:
            with opened(path) as source:
                video = source.streams.video[0]
                if stream is None:
                    stream = target.add_stream_from_template(video)
                    stream.time_base = Fraction(1, fps * FRAME_TICKS)
                    headers = bytes(video.codec_context.extradata or b"")
                elif bytes(video.codec_context.extradata or b"") != headers:
                    raise OurBug("Two pieces of the film were encoded with different settings.")
                packets = [packet for packet in source.demux(video) if packet.size]
                _check(path, packets, length, fps)
                _copy(packets, base - delay, base, fps, stream, target)
            base += length


def _number(packet: Packet[VideoStream], fps: int) -> int:
    seconds = (packet.pts or 0) * (packet.time_base or Fraction(0))
    return round(seconds * fps)


def _check(path: Path, packets: list[Packet[VideoStream]], length: int, fps: int) -> None:
    numbers = sorted(_number(packet, fps) for packet in packets)
    if numbers != list(range(length)) or not packets[0].is_keyframe:
        path.unlink(missing_ok=True)
        raise Damaged(
            N_("A piece of the film holds {there} frames instead of {wanted}.").format(
                there=len(numbers), wanted=length
            ),
            N_("Export again; the piece was thrown away and will be made anew."),
        )


def _copy(
    packets: list[Packet[VideoStream]],
    decoding: int,
    base: int,
    fps: int,
    stream: VideoStream,
    target: OutputContainer,
) -> None:
    numbers = [_number(packet, fps) for packet in packets]
    for order, (packet, number) in enumerate(zip(packets, numbers, strict=True)):
        packet.stream = stream
        packet.time_base = Fraction(1, fps * FRAME_TICKS)
        packet.pts = (base + number) * FRAME_TICKS
        packet.dts = (decoding + order) * FRAME_TICKS
        packet.duration = FRAME_TICKS
        try:
            target.mux(packet)
        except FFmpegError as error:
            raise _not_written(error) from error


def finish(
    joined: Path,
    sound: Path,
    out: Path,
    *,
    container: Container,
    audio_kbps: int,
    metadata: Mapping[str, str],
    report: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> None:
    """Put picture and sound together: pictures copied, sound coded once, index in front, keys kept.

    Without `use_metadata_tags` unknown keys such as AIGC would vanish without a word.

    Raises:
        Cancelled, DiskTrouble, Damaged, ToolMissing: as `ffmpeg.run`.
    """
    with opened(joined) as source:
        total = max((source.duration or 0) / av.time_base, 0.001)
    tags = [part for key, value in metadata.items() for part in ("-metadata", f"{key}={value}")]
    ffmpeg.run(
        [
            *("-f", "mov", "-i", ffmpeg.name(joined), "-f", "wav", "-i", ffmpeg.name(sound)),
            *("-map", "0:v:0", "-map", "1:a:0", "-map_metadata", "-1", "-c:v", "copy"),
            *container.sound,
            *(("-b:a", f"{audio_kbps}k") if container.muxer == "mp4" else ()),
            *("-ar", "48000", "-ac", "2", *tags, "-movflags", "+faststart+use_metadata_tags"),
            *("-f", container.muxer, ffmpeg.name(out)),
        ],
        report=lambda progress: report(min(1.0, progress.seconds / total)),
        cancelled=cancelled,
    )
