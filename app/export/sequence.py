"""Image sequences: the PNG film's pictures as numbered files, byte for byte as they were coded."""

from __future__ import annotations

from pathlib import Path

from app.domain.wording import N_
from app.errors import BadInput, DiskTrouble
from app.media.opening import opened


def unpack(film: Path, folder: Path, first: int = 1) -> int:
    """Write `NAME.000001.png` and following into `folder`; returns how many.

    Raises:
        BadInput: the film's pictures are not PNG.
        DiskTrouble: the folder cannot be written.
    """
    count = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with opened(film) as container:
            video = container.streams.video[0]
            if video.codec_context.name != "png":
                raise BadInput(
                    N_("The film's pictures are not PNG."), N_("Export the PNG master first.")
                )
            for packet in container.demux(video):
                if not packet.size:
                    continue
                target = folder / f"{film.stem}.{first + count:06d}.png"
                target.write_bytes(bytes(packet))
                count += 1
    except OSError as trouble:
        raise DiskTrouble(
            N_("The film could not be written: {reason}.").format(
                reason=trouble.strerror or trouble
            ),
            N_("Free some space or choose another folder, then export again."),
        ) from trouble
    return count
