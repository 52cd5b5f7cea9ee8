"""A piece out of a film, exact to the frame, with its sound: for one film that holds several shots."""

from __future__ import annotations

import secrets
from pathlib import Path

from app.domain.media import MediaFacts
from app.domain.wording import N_
from app.errors import DiskTrouble
from app.media import ffmpeg

#: Nobody sees the difference from the source, and the file stays within about twice its size.
_QUALITY = "14"


def cut(
    path: Path,
    out: Path,
    facts: MediaFacts,
    first: int,
    frames: int,
    *,
    cancelled: ffmpeg.Stop | None = None,
) -> None:
    """Write `frames` pictures of a film from picture `first` on (0 is the head) as an MP4 of its own.

    Pictures are counted, never timed, so the next piece begins on the picture after the last of this one; they
    are encoded anew, since a film can be copied at its key frames only. The sound is cut at the same moments and
    is as long as the picture, with silence where the film's own sound ended before. `facts` are the film's. The
    file appears under `out` only when it is whole.

    Raises:
        Cancelled, Damaged, DiskTrouble, ToolMissing: as `ffmpeg.run`.
    """
    part = out.with_name(f".{out.stem}.{secrets.token_hex(4)}.part.mp4")
    picture = f"trim=start_frame={first}:end_frame={first + frames},setpts=PTS-STARTPTS"
    sound: list[str] = []
    if facts.has_sound and facts.fps > 0:
        begin, end = first / facts.fps, (first + frames) / facts.fps
        heard = f"apad,atrim=start={begin:.9f}:end={end:.9f},asetpts=PTS-STARTPTS"
        sound = ["-map", "0:a:0", "-af", heard, "-c:a", "aac", "-b:a", "256k"]
    try:
        ffmpeg.run(
            [
                *ffmpeg.source(path),
                *("-map", "0:v:0", "-vf", picture, "-fps_mode", "passthrough"),
                *("-c:v", "libx264", "-preset", "medium", "-crf", _QUALITY, "-pix_fmt", "yuv420p"),
                *sound,
                *("-sn", "-dn", "-map_metadata", "-1", "-movflags", "+faststart", "-f", "mp4"),
                ffmpeg.name(part),
            ],
            cancelled=cancelled,
        )
        part.replace(out)
    except OSError as error:
        raise DiskTrouble(
            N_("The piece of the film could not be written: {reason}.").format(
                reason=error.strerror or error
            ),
            N_("Free some space and try again."),
        ) from error
    finally:
        part.unlink(missing_ok=True)
