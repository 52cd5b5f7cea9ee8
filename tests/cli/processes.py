"""`fenjing` as a process of its own, to be interrupted and killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

_PROCESSES = Path("/proc")


class Running:
    """One command line in a session of its own; use it in a `with` block, which leaves nothing behind."""

    def __init__(self, *arguments: object) -> None:
        self.heard: list[str] = []
        self._news = threading.Condition()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        until(lambda: not self.family())
        self._reader.join()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            for line in stream:
                with self._news:
                    self.heard.append(line)
                    self._news.notify_all()

    def wait_for(self, words: str) -> None:
        """Until a line with `words` was said, or the process has ended."""
        with self._news:
            self._news.wait_for(
                lambda: any(words in line for line in self.heard) or not self._reader.is_alive(), 60
            )
        assert any(words in line for line in self.heard), "".join(self.heard)

    def wait_at_most(self, seconds: float) -> None:
        """Until the process ends, or `seconds` have passed."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)

    def interrupt(self) -> None:
        """Ctrl+C."""
        self.process.send_signal(signal.SIGINT)

    def ended(self) -> int:
        """The exit code, and everything it started has ended too."""
        code = self.process.wait(60)
        until(lambda: not self.family())
        return code

    def family(self) -> list[int]:
        """Every living process of this session, the command itself included."""
        if not _PROCESSES.is_dir():
            return []
        living = (int(entry.name) for entry in _PROCESSES.iterdir() if entry.name.isdigit())
        return [number for number in living if _session(number) == self.process.pid]


def _session(number: int) -> int:
    try:
        fields = (_PROCESSES / str(number) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return 0 if fields[0] == "Z" else int(fields[3])


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Until `condition` holds; fails when it does not within `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        os.sched_yield()
        threading.Event().wait(0.02)
