"""Single pictures out of films: the exact frame by number, thumbnails, proxies, the last frame."""

from __future__ import annotations

import io
import secrets
from bisect import bisect_right
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import numpy as np
from av import VideoFrame
from numpy.typing import NDArray
from PIL import Image, ImageOps

from app.domain.wording import N_
from app.errors import BadInput, DiskTrouble
from app.media import ffmpeg
from app.media.opening import damaged, opened, picture_stream
from app.media.sniff import container_of

#: Short side of a proxy in pixels, and the distance of its key frames (exact seek: about 8 ms).
PROXY_SIDE = 540
PROXY_GOP = 15
#: Decoding this far ahead is cheaper than seeking.
_AHEAD = 12
_TURNS = {
    90: Image.Transpose.ROTATE_90,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_270,
}


class FrameReader:
    """Reads any picture of one film by its number, 0 for the first shown one.

    Belongs to one thread. Use as a context manager or call `close`. Building it walks the packets once
    (no decoding), so numbers are exact for every rate, constant or not.

    Raises:
        BadInput, Damaged, DiskTrouble: as `opening.opened`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stack = ExitStack()
        try:
            with opened(path) as container:
                video = picture_stream(container)
                if video is None:
                    raise damaged(path, N_("it holds no pictures"))
                packets = [
                    (packet.pts, packet.is_keyframe)
                    for packet in container.demux(video)
                    if packet.size and packet.pts is not None and not packet.is_discard
                ]
            self._times = sorted(pts for pts, _ in packets)
            self._keys = sorted(pts for pts, key in packets if key)
            if not self._times:
                raise damaged(path, N_("it holds no pictures"))
            self._container = self._stack.enter_context(opened(path))
            stream = picture_stream(self._container)
            if stream is None:
                raise damaged(path, N_("it holds no pictures"))
            self._stream = stream
            self._stream.thread_type = "SLICE"  # frame threads would delay a single picture
            self._decoder = self._container.decode(self._stream)
            self._next = 0
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._times)

    def close(self) -> None:
        """Let the file go."""
        self._stack.close()

    def frame(self, index: int) -> VideoFrame:
        """The decoded picture number `index`; numbers beyond the end answer the last one.

        Raises:
            BadInput: the number is negative.
            Damaged: the picture cannot be decoded.
        """
        if index < 0:
            raise BadInput(N_("There is no picture before the first one."))
        index = min(index, len(self._times) - 1)
        if not self._near(index):
            self._seek(index)
        wanted = self._times[index]
        for frame in self._decoder:
            if frame.pts is None:
                continue
            self._next = bisect_right(self._times, frame.pts)
            if frame.pts >= wanted:
                return frame
        raise damaged(self._path, N_("picture {number} cannot be decoded").format(number=index + 1))

    def _near(self, index: int) -> bool:
        return 0 <= index - self._next <= _AHEAD

    def _seek(self, index: int) -> None:
        # Half a picture past the boundary: rounding in the container never lands one too early.
        pts = self._times[index]
        after = self._times[index + 1] if index + 1 < len(self._times) else pts + 2
        key = bisect_right(self._keys, pts)
        target = self._keys[key - 1] if key else pts
        step = max(1, (after - pts) // 2)
        self._container.seek(target + step - 1, stream=self._stream, backward=True)
        self._decoder = self._container.decode(self._stream)
        self._next = len(self._times) + _AHEAD

    def image(self, index: int) -> Image.Image:
        """Picture number `index` as RGB, upright, with square pixels."""
        frame = self.frame(index)
        picture: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
        shape = self._stream.sample_aspect_ratio
        if shape and shape > 0 and shape != 1:
            picture = picture.resize((max(2, round(picture.width * shape)), picture.height))
        turn = _TURNS.get(frame.rotation % 360)
        return picture.transpose(turn) if turn is not None else picture

    def rgb(self, index: int) -> NDArray[np.uint8]:
        """Picture number `index` as an array of shape (height, width, 3), 0..255."""
        return np.asarray(self.image(index))


def still(path: Path, frame: int = 0) -> Image.Image:
    """One upright RGB picture: a picture file itself, or frame `frame` of a film.

    Raises:
        BadInput, Damaged, DiskTrouble: as `probe.probe`.
    """
    if container_of(path).kind == "picture":
        try:
            with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as opened_picture:
                upright = ImageOps.exif_transpose(opened_picture)
                return _flat(upright)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise damaged(path, N_("the picture cannot be decoded")) from error
    with FrameReader(path) as reader:
        return reader.image(frame)


def _flat(picture: Image.Image) -> Image.Image:
    """RGB; what was transparent becomes black."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        ground = Image.new("RGB", layered.size)
        ground.paste(layered, mask=layered.getchannel("A"))
        return ground
    return picture.convert("RGB")


def thumbnail(path: Path, frame: int = 0, box: tuple[int, int] = (320, 320)) -> bytes:
    """A JPEG of frame `frame` (or of a picture) that fits into `box` pixels, never enlarged.

    Raises:
        BadInput, Damaged, DiskTrouble: as `probe.probe`.
    """
    picture = still(path, frame)
    picture.thumbnail(box, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=86, optimize=True)
    return out.getvalue()


def last_frame(path: Path) -> Image.Image:
    """The very last shown picture: what a continued shot starts from.

    Raises:
        BadInput, Damaged, DiskTrouble: as `probe.probe`.
    """
    with FrameReader(path) as reader:
        return reader.image(len(reader) - 1)


def proxy(
    path: Path,
    out: Path,
    *,
    report: ffmpeg.Report | None = None,
    cancelled: ffmpeg.Stop | None = None,
) -> None:
    """Write a small film with the same picture numbers as `path`: 540 on its short side, a key each 15.

    The file appears under `out` only when it is whole.

    Raises:
        Cancelled, Damaged, DiskTrouble, ToolMissing: as `ffmpeg.run`.
    """
    part = out.with_name(f".{out.stem}.{secrets.token_hex(4)}.part.mp4")
    side = f"min({PROXY_SIDE}\\,min(iw\\,ih))"
    scale = f"scale=w='if(gt(iw,ih),-2,2*trunc({side}/2))':h='if(gt(iw,ih),2*trunc({side}/2),-2)'"
    picture = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-bf", "0"]
    rhythm = ["-g", str(PROXY_GOP), "-sc_threshold", "0", "-fps_mode", "passthrough"]
    sound = ["-c:a", "aac", "-b:a", "96k", "-ar", "48000", "-ac", "2"]
    try:
        ffmpeg.run(
            [
                *ffmpeg.source(path),
                *("-map", "0:v:0", "-map", "0:a:0?", "-sn", "-dn"),
                *("-vf", f"{scale},setsar=1,format=yuv420p"),
                *picture,
                *rhythm,
                *sound,
                *("-map_metadata", "-1", "-movflags", "+faststart", "-f", "mp4"),
                ffmpeg.name(part),
            ],
            report=report,
            cancelled=cancelled,
        )
        part.replace(out)
    except OSError as error:
        raise DiskTrouble(
            N_("The small copy could not be written: {reason}.").format(
                reason=error.strerror or error
            ),
            N_("Free some space and try again."),
        ) from error
    finally:
        part.unlink(missing_ok=True)
