"""Makes the pieces of a plan, two at a time, and keeps them in a cache folder that may be deleted."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.domain.wording import N_
from app.errors import BadInput, Cancelled, Damaged, OurBug
from app.export.captions import to_ass
from app.export.conform import build
from app.export.plan import Black, Film, Piece, Slate
from app.export.typeface import Typeface
from app.media import ffmpeg
from app.media.frames import still
from app.media.opening import opened

#: One ffmpeg child for each core, and each coding in one thread: that takes less work and memory than several threads
#: in one child, and the bytes do not depend on the machine. At least two, for one of them may wait for the disk.
WORKERS = max(2, min(os.cpu_count() or 2, 8))
#: Ticks of a piece's clock in one frame.
FRAME_TICKS = 512
_NO_GLYPH = re.compile(r"failed to find any fallback with glyph 0x([0-9A-Fa-f]+)")
_STALE_SECONDS = 24 * 3600
_CACHE_BYTES = 8 * 1024**3


@dataclass(frozen=True)
class Kit:
    """What the makers of pieces share: where things are, and when to stop."""

    cache: Path
    media: Mapping[str, Path]
    drawn: Mapping[str, Path]
    face: Typeface
    cancelled: Callable[[], bool]

    def made(self, piece: Piece) -> Path:
        """Where a piece is, or will be once it was made."""
        return self.cache / f"{piece.key}.{piece.look.muxer}"


Progress = Callable[[int, int], None]


class Maker(Protocol):
    """Whoever makes the pieces that the cache does not hold: this machine, or a farm."""

    def __call__(self, kit: Kit, pieces: list[Piece], progress: Progress, /) -> int:
        """Make them; as `make_missing`."""
        ...


def make_missing(kit: Kit, pieces: list[Piece], progress: Progress) -> int:
    """Make every piece that the cache does not hold; returns how many were made.

    `progress` is called on this thread with the frames finished so far, and those that have to be made.

    Raises:
        Cancelled, Damaged, DiskTrouble, ToolMissing: the first trouble stops all the others.
    """
    missing = still_missing(kit, pieces)
    done: dict[str, int] = dict.fromkeys(missing, 0)
    total = sum(piece.length for piece in missing.values())
    halt = threading.Event()

    def stopped() -> bool:
        return halt.is_set() or kit.cancelled()

    with ThreadPoolExecutor(WORKERS, thread_name_prefix="piece") as pool:
        waiting: set[Future[None]] = {
            pool.submit(_make, kit, piece, stopped, done) for piece in missing.values()
        }
        try:
            while waiting:
                finished, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
                for future in finished:
                    future.result()
                progress(sum(done.values()), total)
        except BaseException:
            halt.set()
            pool.shutdown(cancel_futures=True)
            raise
    return len(missing)


def still_missing(kit: Kit, pieces: list[Piece]) -> dict[str, Piece]:
    """The pieces that the cache does not hold whole, by key."""
    kit.cache.mkdir(parents=True, exist_ok=True)
    return {piece.key: piece for piece in pieces if not usable(kit.made(piece), piece.length)}


def usable(path: Path, length: int) -> bool:
    """True when the cache holds a piece whole; what a crash or a full disk left half is thrown away.

    Only the index is read, which stands at the end of the file and names every frame; the frames themselves are
    read once, when they are joined.
    """
    if not path.is_file():
        return False
    try:
        with opened(path) as source:
            whole = source.streams.video[0].frames == length
    except (BadInput, Damaged, IndexError):
        whole = False
    if whole:
        os.utime(path)  # the cache forgets what was not used for longest
    else:
        path.unlink(missing_ok=True)
    return whole


def _make(kit: Kit, piece: Piece, stopped: Callable[[], bool], done: dict[str, int]) -> None:
    def report(frames: int) -> None:
        done[piece.key] = min(frames, piece.length)

    make(kit, piece, stopped, report)
    done[piece.key] = piece.length


def make(
    kit: Kit, piece: Piece, stopped: Callable[[], bool], report: Callable[[int], None]
) -> None:
    """Make one piece and put it into the cache; `report` gets the frames made so far.

    Raises:
        Cancelled, Damaged, DiskTrouble, ToolMissing.
    """
    if stopped():
        raise Cancelled(N_("Stopped."))
    out = kit.made(piece)
    with tempfile.TemporaryDirectory(prefix=".piece-", dir=kit.cache) as folder:
        work = Path(folder)
        files = [_file(kit, layer, work) for layer in piece.layers]
        stamps = [kit.drawn[stamp.sha256].resolve() for stamp in piece.words.stamps]
        graph = build(piece, files, stamps)
        if piece.words.captions and piece.words.style is not None:
            _write_captions(kit, piece, work)

        part = work / "piece.part"
        threads = ["-filter_complex_threads", "1", "-threads", "1"]
        log = ffmpeg.run(
            [
                *graph.inputs,
                *("-filter_complex", graph.filters, "-map", "[out]", "-an"),
                *("-frames:v", str(piece.length), "-fps_mode", "passthrough"),
                *piece.look.encoder,
                *threads,
                *("-video_track_timescale", str(piece.look.fps * FRAME_TICKS)),
                *("-map_metadata", "-1", "-f", piece.look.muxer, ffmpeg.name(part.resolve())),
            ],
            report=lambda progress: report(progress.frame),
            cancelled=stopped,
            cwd=work,
        )
        _refuse_boxes(log, kit.face)
        part.replace(out)


def _refuse_boxes(log: str, face: Typeface) -> None:
    """libass draws boxes and says so only in its log when it did not find the font that it was given."""
    unseen = {int(code, 16) for code in _NO_GLYPH.findall(log)} & face.characters
    if unseen:
        raise OurBug(
            f"The captions could not be drawn in {face.family}: “{chr(min(unseen))}” was not found."
        )


def _file(kit: Kit, layer: Film | Slate | Black, work: Path) -> Path | None:
    if isinstance(layer, Black):
        return None
    if isinstance(layer, Slate):
        return kit.drawn[layer.png_sha256].resolve()
    path = kit.media[layer.sha256].resolve()
    if not layer.still:
        return path
    # Our own PNG of it: upright, plain RGB, and no foreign decoder in the child.
    upright = work / f"still-{secrets.token_hex(3)}.png"
    still(path).save(upright, "PNG", compress_level=1)
    return upright.resolve()


def _write_captions(kit: Kit, piece: Piece, work: Path) -> None:
    look, style = piece.look, piece.words.style
    if style is None:
        return
    text = to_ass(
        piece.words.captions,
        fps=look.fps,
        width=look.width,
        height=look.height,
        face=kit.face,
        style=style,
    )
    (work / "captions.ass").write_text(text, encoding="utf-8")
    fonts = work / "fonts"
    fonts.mkdir()
    shutil.copyfile(kit.face.path, fonts / f"caption{kit.face.path.suffix}")


def tidy(cache: Path, limit: int = _CACHE_BYTES) -> None:
    """Delete the pieces and sounds not used for longest until the cache holds at most `limit` bytes."""
    sweep(cache, ".piece-")
    kept = [*cache.glob("*.m[op][v4]"), *cache.glob("*.sound")]
    held = sorted(kept, key=lambda path: path.stat().st_mtime, reverse=True)
    total = 0
    for path in held:
        total += path.stat().st_size
        if total > limit:
            path.unlink(missing_ok=True)
            path.with_name(f"{path.name}.json").unlink(missing_ok=True)


def sweep(folder: Path, prefix: str) -> None:
    """Delete working folders that a killed export left a day or more ago; newer ones may be at work."""
    for left in folder.iterdir():
        ours = left.name.startswith(prefix) and left.is_dir() and not left.is_symlink()
        if ours and time.time() - left.stat().st_mtime > _STALE_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
