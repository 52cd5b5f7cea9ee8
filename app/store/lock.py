"""One writer per project: an operating-system lock, and a note beside it that says who holds it.

The operating system lets go of the lock when a process dies, however it dies, so a stale lock clears
without a question. The note is only for the message, and for a folder that another machine left in a hurry:
there the lock cannot be seen, so the person is asked.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from app.domain.wording import N_
from app.errors import ProjectBusy
from app.store import layout

_HELD = N_("This project is open in another window (process {pid} on {host}, since {since}).")
_ELSEWHERE = N_("This project was opened on {host} at {since} and was not closed there.")
_GO_THERE = N_("Go on in that window, or open the project here for reading only.")
_TAKE_OVER = N_(
    "If it is closed on that machine, take the project over; else open it for reading only."
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a project: process, machine, and when it was opened (ISO, UTC)."""

    pid: int
    host: str
    since: str


class Lock:
    """Held from `acquire` to `release`, or to the end of the process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handle: IO[bytes] | None = None

    def acquire(self, *, take_over: bool = False) -> None:
        """Take the project for writing.

        Raises:
            ProjectBusy: another process holds it, or another machine left it open (unless `take_over`).
            OSError: the folder cannot be written.
        """
        handle = (self._folder / layout.LOCK).open("ab")
        if not _try_lock(handle):
            handle.close()
            raise ProjectBusy(_HELD.format(**_words(self.holder())), _GO_THERE)
        left = self.holder()
        if left is not None and left.host != socket.gethostname() and not take_over:
            handle.close()
            raise ProjectBusy(_ELSEWHERE.format(**_words(left)), _TAKE_OVER, elsewhere=True)
        try:
            self._write_note()
        except OSError:
            handle.close()
            raise
        self._handle = handle

    def release(self) -> None:
        """Give the project free; doing so twice is harmless."""
        if self._handle is None:
            return
        try:
            (self._folder / layout.LOCK_INFO).unlink(missing_ok=True)
        finally:
            self._handle.close()
            self._handle = None

    def holder(self) -> Holder | None:
        """Who the note says holds the project; None without a readable note."""
        try:
            held = json.loads((self._folder / layout.LOCK_INFO).read_text("utf-8"))
            return Holder(int(held["pid"]), str(held["host"]), str(held["since"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _write_note(self) -> None:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        note = json.dumps(asdict(Holder(os.getpid(), socket.gethostname(), since)))
        temporary = self._folder / f"{layout.LOCK_INFO}.part"
        temporary.write_text(note, "utf-8")
        temporary.replace(self._folder / layout.LOCK_INFO)


def _words(holder: Holder | None) -> dict[str, str | int]:
    known = holder or Holder(0, "?", "?")
    return asdict(known)


def _try_lock(handle: IO[bytes]) -> bool:
    """True when the whole file is now ours alone; never waits."""
    if sys.platform == "win32":
        import msvcrt

        try:
            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
