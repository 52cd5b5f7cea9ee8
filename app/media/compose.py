"""A recipe's drawing as a video file: moviepy keeps the time and writes H.264."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.domain.media import MediaRef
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput, Cancelled, DiskTrouble
from app.media.animatic.painter import Film

# x264 settings: quick, visually clean for line art, seekable every 15 frames, tagged and converted as
# BT.709 so that every player shows the same colours.
_ENCODER = [
    "-crf", "21", "-g", "15", "-bf", "2",
    "-vf", "scale=in_range=pc:out_range=tv:out_color_matrix=bt709:flags=fast_bilinear",
    "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
    "-movflags", "+faststart",
]  # fmt: skip


def animate(
    recipe: Recipe,
    out: Path,
    open_reference: Callable[[MediaRef], Path | None],
    report: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> None:
    """Draw the shot and write it to `out` as MP4 (H.264, silent), `round(seconds * fps)` frames.

    The picture is drawn at 720 pixels on the shorter side at most, in the recipe's shape; deliveries scale it.
    On any failure no half file is left behind.

    Args:
        recipe: what to draw.
        out: a path ending in .mp4; replaced when it exists.
        open_reference: finds the file of a reference picture, None when it is missing.
        report: told the share done, 0 to 1.
        cancelled: asked before every frame.

    Raises:
        Cancelled: `cancelled` answered True.
        BadInput: `out` does not end in .mp4.
        DiskTrouble: the file could not be written.
    """
    if out.suffix.lower() != ".mp4":
        raise BadInput(
            N_("The animatic is written as MP4."), N_("Choose a file name ending in .mp4.")
        )
    frames = max(1, round(recipe.seconds * recipe.fps))
    if cancelled():
        raise Cancelled(N_("The drawing was stopped."))
    film = Film(recipe, open_reference)
    done = 0

    def frame_at(moment: float) -> NDArray[np.uint8]:
        nonlocal done
        if cancelled():
            raise Cancelled(N_("The drawing was stopped."))
        index = min(frames - 1, math.floor(moment * recipe.fps + 0.5))
        picture = np.asarray(film.at(index / recipe.fps))
        done = max(done, index + 1)
        report(done / (frames + 1))
        return picture

    partial = out.with_name(f".{out.stem}.partial.mp4")
    try:
        _write(frame_at, frames, recipe.fps, film.frame_size, partial)
        partial.replace(out)
    except OSError as error:
        raise DiskTrouble(
            N_("The drawing could not be written."), N_("Check the disk and try again.")
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    report(1.0)


def _write(
    frame_at: Callable[[float], NDArray[np.uint8]],
    frames: int,
    fps: int,
    size: tuple[int, int],
    out: Path,
) -> None:
    from moviepy.video.io.ffmpeg_writer import FFMPEG_VideoWriter
    from moviepy.video.VideoClip import VideoClip

    make_clip: Any = VideoClip  # moviepy carries no types
    make_writer: Any = FFMPEG_VideoWriter

    # Half a frame long: moviepy counts int(duration * fps) moments, which then is exactly `frames`.
    clip: Any = make_clip(frame_function=frame_at, duration=(frames + 0.5) / fps)
    writer: Any = make_writer(
        str(out), size, fps, codec="libx264", preset="veryfast", threads=1, ffmpeg_params=_ENCODER
    )
    with writer:
        for picture in clip.iter_frames(fps=fps, dtype="uint8"):
            writer.write_frame(picture)
