"""Opens media for decoding inside the program, under the same guard as the ffmpeg child."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream

from app.domain.wording import N_
from app.errors import Damaged, FenjingError
from app.media.sniff import FORMAT_WHITELIST, container_of

#: Seconds that opening or one read may take before the file counts as hostile.
PATIENCE = 20.0


@contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """The container of a video or sound file, opened as what its bytes say.

    Library errors inside the block come out as `Damaged`.

    Raises:
        BadInput: not a video or sound this program opens.
        Damaged: it cannot be opened or read.
        DiskTrouble: it cannot be read from the disk.
    """
    found = container_of(path)
    if found.kind == "picture":
        raise damaged(path, N_("this is a picture"))
    options = {"protocol_whitelist": "file", "format_whitelist": FORMAT_WHITELIST}
    try:
        with av.open(
            f"file:{path}",
            mode="r",
            format=found.demuxer,
            options=options,
            timeout=PATIENCE,
            metadata_errors="replace",
        ) as container:
            yield container
    except FenjingError:
        raise
    except (FFmpegError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise damaged(path, str(reason)) from error


def damaged(path: Path, reason: str) -> Damaged:
    """The error that says a file is not sound, with the reason in words."""
    return Damaged(
        N_("“{name}” is damaged or cut off: {reason}.").format(name=path.name, reason=reason),
        N_("Download or export it again."),
    )


def picture_stream(container: InputContainer) -> VideoStream | None:
    """The moving picture of a container; cover art of a song does not count."""
    for stream in container.streams.video:
        if Disposition.attached_pic not in stream.disposition:
            return stream
    return None
