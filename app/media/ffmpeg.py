"""The one door to the ffmpeg program: argument lists only, progress, cancel, time-out, plain errors.

The binary is the one that moviepy's dependency brings, unless `FENJING_FFMPEG` or the caller names
another. It always runs as a child process without standard input and never through a shell.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO

from app.domain.wording import N_
from app.errors import Cancelled, Damaged, DiskTrouble, OurBug, ToolMissing
from app.media.sniff import FORMAT_WHITELIST, PROTOCOL_WHITELIST, container_of

_LOG_LINES = 400
_LINE_BYTES = 2000
_TICK = 0.1


@dataclass(frozen=True)
class Progress:
    """How far ffmpeg came: frames and seconds written so far."""

    frame: int
    seconds: float


Report = Callable[[Progress], None]
Stop = Callable[[], bool]


def binary(chosen: Path | str | None = None) -> Path:
    """The ffmpeg to run: `chosen`, else `FENJING_FFMPEG`, else the bundled one.

    Raises:
        ToolMissing: there is none, or the named one is not a file.
    """
    named = str(chosen or os.environ.get("FENJING_FFMPEG", ""))
    if named:
        if not Path(named).is_file():
            raise ToolMissing(
                N_("There is no ffmpeg at “{path}”.").format(path=named),
                N_("Correct FENJING_FFMPEG or clear it to use the bundled ffmpeg."),
            )
        return Path(named)
    return _bundled()


def _bundled() -> Path:
    try:
        from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[attr-defined]

        return Path(get_ffmpeg_exe())  # type: ignore[no-untyped-call]
    except (ImportError, RuntimeError) as error:
        raise ToolMissing(
            N_("ffmpeg was not found."),
            N_("Install Fenjing again, or name an ffmpeg in FENJING_FFMPEG."),
        ) from error


@lru_cache(maxsize=4)
def version(program: Path) -> str:
    """First line of `ffmpeg -version`: part of every cache key, so another build renders anew."""
    done = subprocess.run(
        [str(program), "-hide_banner", "-version"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=30,
        check=False,
    )
    return done.stdout.decode("utf-8", "replace").splitlines()[0] if done.stdout else ""


def identify(chosen: str = "") -> str:
    """What the ffmpeg at `chosen` (empty: the bundled one) says of itself.

    Raises:
        ToolMissing: it is not there, or what is there is no ffmpeg.
    """
    program = binary(chosen) if chosen else _bundled()
    try:
        said = version(program)
    except (OSError, subprocess.SubprocessError):
        said = ""
    if not said.startswith("ffmpeg version"):
        raise ToolMissing(
            N_("“{path}” is not ffmpeg.").format(path=program),
            N_("Choose the ffmpeg program itself, or clear the field to use the bundled one."),
        )
    return said


def use(chosen: str) -> None:
    """Run `chosen` from now on, empty the bundled one; programs started later follow."""
    if chosen:
        os.environ["FENJING_FFMPEG"] = chosen
    else:
        os.environ.pop("FENJING_FFMPEG", None)


def name(path: Path | str) -> str:
    """A file name as ffmpeg should see it: a leading dash or a colon in it means nothing."""
    return f"file:{path}"


def source(path: Path) -> list[str]:
    """Arguments that open untrusted media as what its bytes say, and nothing that it points to.

    Raises:
        BadInput, Damaged, DiskTrouble: as `sniff.container_of`.
    """
    guard = ["-protocol_whitelist", PROTOCOL_WHITELIST, "-format_whitelist", FORMAT_WHITELIST]
    return [*guard, "-f", container_of(path).demuxer, "-i", name(path)]


def run(
    arguments: Sequence[str],
    *,
    report: Report | None = None,
    cancelled: Stop | None = None,
    timeout: float | None = None,
    cwd: Path | None = None,
    program: Path | None = None,
    level: str = "warning",
) -> str:
    """Run ffmpeg to its end and return the last lines of its log.

    Args:
        arguments: everything after the program and the standing options; outputs are overwritten.
        report: called on this thread with each progress block.
        cancelled: asked about ten times a second; True kills the child.
        timeout: seconds; None waits for ever.
        cwd: folder that relative names in filters mean.
        level: ffmpeg's log level; measurements are read from `info`.

    Raises:
        ToolMissing: ffmpeg cannot be started.
        Cancelled: `cancelled` said so.
        DiskTrouble: the output could not be written.
        Damaged: the input cannot be decoded, or the time was up.
        OurBug: ffmpeg refused the arguments.
    """
    head = [str(binary(program)), "-hide_banner", "-nostdin", "-y", "-loglevel", level]
    command = [*head, "-nostats", "-progress", "pipe:1", *arguments]
    child = _start(command, cwd)
    log: deque[str] = deque(maxlen=_LOG_LINES)
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    readers = [
        threading.Thread(target=_drain, args=(child.stderr, log.append), name="ffmpeg-log"),
        threading.Thread(target=_feed, args=(child.stdout, lines), name="ffmpeg-progress"),
    ]
    for reader in readers:
        reader.start()
    try:
        _follow(lines, report, cancelled, None if timeout is None else time.monotonic() + timeout)
        code = child.wait()
    finally:
        _end(child)
        for reader in readers:
            reader.join()
    text = "\n".join(log)
    if code != 0:
        raise _failure(text, code)
    return text


def _start(command: list[str], cwd: Path | None) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            # Ctrl+C reaches us, and we end the child; it must not die first with half a message.
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0)
            if sys.platform == "win32"
            else 0,
        )
    except OSError as error:
        raise ToolMissing(
            N_("ffmpeg could not be started: {reason}.").format(reason=error.strerror or error),
            N_("Install Fenjing again, or name an ffmpeg in FENJING_FFMPEG."),
        ) from error


def _drain(stream: IO[bytes] | None, take: Callable[[str], None]) -> None:
    if stream is None:
        return
    with stream:
        for line in stream:
            take(line[:_LINE_BYTES].decode("utf-8", "replace").rstrip())


def _feed(stream: IO[bytes] | None, lines: queue.SimpleQueue[str | None]) -> None:
    _drain(stream, lines.put)
    lines.put(None)


def _follow(
    lines: queue.SimpleQueue[str | None],
    report: Report | None,
    cancelled: Stop | None,
    deadline: float | None,
) -> None:
    frame, seconds = 0, 0.0
    while True:
        if cancelled is not None and cancelled():
            raise Cancelled(N_("Stopped."))
        if deadline is not None and time.monotonic() > deadline:
            raise Damaged(
                N_("The file took too long to read."), N_("Convert it to MP4 and try again.")
            )
        try:
            line = lines.get(timeout=_TICK)
        except queue.Empty:
            continue
        if line is None:
            return
        key, _, value = line.partition("=")
        if key == "frame" and value.strip().isdigit():
            frame = int(value)
        elif key == "out_time_us" and value.strip().isdigit():
            seconds = int(value) / 1_000_000
        elif key == "progress" and report is not None:
            report(Progress(frame, seconds))


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is not None:
        return
    child.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(timeout=2)
        return
    child.kill()
    child.wait()


_DISK = (
    "No space left",
    "File too large",
    "Read-only file system",
    "Permission denied",
    "Disk quota",
    "I/O error",
)
_SPOILT = (
    "Invalid data", "moov atom not found", "Error while decoding", "does not contain any stream",
    "matches no streams", "could not find codec", "Decoding error", "End of file",
    "Output file is empty", "not in whitelist", "Could not seek",
)  # fmt: skip

#: A file grew past what the account may write.
_TOO_LARGE = {-number for number in (getattr(signal, "SIGXFSZ", 0),) if number}


def _failure(log: str, code: int) -> Exception:
    last = log.strip().splitlines()[-1][:300] if log.strip() else f"exit code {code}"
    if code in _TOO_LARGE or any(sign in log for sign in _DISK):
        return DiskTrouble(
            N_("The file could not be written: {reason}").format(reason=last),
            N_("Free some space or choose another folder, then try again."),
        )
    if any(sign in log for sign in _SPOILT):
        return Damaged(
            N_("The file cannot be decoded: {reason}").format(reason=last),
            N_("Download or export it again."),
        )
    return OurBug(N_("ffmpeg stopped: {reason}").format(reason=last))
