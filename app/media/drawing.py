"""Draws animatics in helper processes, a few at a time; cancelling one costs nothing but its process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from app import errors
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import Cancelled, FenjingError, ToolMissing

_LOOK = 0.1
_GONE = N_("The drawing process stopped in the middle of a shot.")
_AGAIN = N_("Generate the shot again; if it happens twice, please report it.")


def helper_command() -> list[str]:
    """How to start a helper: this Python, or the packaged program itself with `--drawing-process`."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--drawing-process"]
    return [sys.executable, "-m", "app.media.drawing_process"]


class DrawingRoom:
    """Up to `most` helper processes, started when they are needed and kept for the next shot; close it."""

    def __init__(self, most: int = 2, command: Sequence[str] = ()) -> None:
        self._command = list(command) or helper_command()
        self._places = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._idle: list[subprocess.Popen[str]] = []
        self._busy: set[subprocess.Popen[str]] = set()
        self._closed = False

    @property
    def helper_pids(self) -> tuple[int, ...]:
        """Process ids of the helpers that live."""
        with self._lock:
            return tuple(child.pid for child in (*self._idle, *self._busy))

    def animate(
        self,
        recipe: Recipe,
        out: Path,
        report: Callable[[float], None],
        cancelled: Callable[[], bool],
        references: Mapping[str, Path],
    ) -> None:
        """Draw `recipe` into `out` (MP4, or PNG for a picture). Blocks its thread.

        `references` maps a picture's SHA-256 to its file.

        Raises:
            Cancelled: `cancelled` became true; no file is left.
            ToolMissing: the helper died; no file is left.
            FenjingError: whatever `compose.animate` raised.
        """
        while not self._places.acquire(timeout=_LOOK):
            if cancelled():
                raise Cancelled(N_("The drawing was stopped."))
        child = self._child()
        over = threading.Event()
        watch = threading.Thread(
            target=_watch, args=(child, cancelled, over), name="fenjing-drawing"
        )
        watch.start()
        outcome: dict[str, Any] | None = None
        try:
            outcome = _ask(child, recipe, out, report, references)
        finally:
            over.set()
            watch.join()
            self._give_back(child, fit=outcome is not None)
            self._places.release()
        if outcome is None:
            out.with_name(f".{out.stem}.partial.mp4").unlink(missing_ok=True)
            if cancelled():
                raise Cancelled(N_("The drawing was stopped."))
            raise ToolMissing(_GONE, _AGAIN)
        if "error" in outcome:
            raise _error(outcome)

    def close(self) -> None:
        """End every helper."""
        with self._lock:
            self._closed = True
            children = [*self._idle, *self._busy]
            self._idle.clear()
        for child in children:
            _end(child)

    def _child(self) -> subprocess.Popen[str]:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.poll() is None:
                    self._busy.add(child)
                    return child
                _end(child)
        home = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH", "")]))
        child = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) if os.name == "nt" else 0,
        )
        with self._lock:
            self._busy.add(child)
        return child

    def _give_back(self, child: subprocess.Popen[str], *, fit: bool) -> None:
        with self._lock:
            self._busy.discard(child)
            if fit and child.poll() is None and not self._closed:
                self._idle.append(child)
                return
        _end(child)


def _watch(
    child: subprocess.Popen[str], cancelled: Callable[[], bool], over: threading.Event
) -> None:
    """End the helper when its work is no longer wanted: it has no ear of its own while it draws."""
    while not over.wait(_LOOK):
        if cancelled():
            child.kill()
            return


def _ask(
    child: subprocess.Popen[str],
    recipe: Recipe,
    out: Path,
    report: Callable[[float], None],
    references: Mapping[str, Path],
) -> dict[str, Any] | None:
    """The outcome of one request; None when the helper died."""
    request = {
        "recipe": recipe.model_dump(mode="json"),
        "out": str(out),
        "references": {sha256: str(path) for sha256, path in references.items()},
    }
    try:
        _pipe(child.stdin).write(json.dumps(request) + "\n")
        _pipe(child.stdin).flush()
        for line in _pipe(child.stdout):
            answer: dict[str, Any] = json.loads(line)
            if "progress" not in answer:
                return answer
            report(float(answer["progress"]))
    except (OSError, ValueError):
        child.kill()
    return None


def _pipe(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise errors.OurBug("The drawing process was started without pipes.")
    return pipe


def _error(outcome: dict[str, Any]) -> FenjingError:
    kind = getattr(errors, outcome["error"], errors.OurBug)
    made: FenjingError = kind(outcome["message"], outcome["fix"])
    return made


def _end(child: subprocess.Popen[str]) -> None:
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()
