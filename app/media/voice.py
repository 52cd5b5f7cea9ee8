"""Offline voices: a written line becomes a WAV, in Mandarin, English or both, without a network.

The synthesiser runs in a helper process (`voice_process`) that is kept for many lines and replaced when
it dies. What comes back is robotic but clear: right for timing, rehearsal and the animatic.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import numpy as np

from app.domain.cast import Voice
from app.domain.wording import N_
from app.errors import DiskTrouble, ToolMissing
from app.media.speech_text import Run, runs, spoken
from app.media.voice_colors import COLORS, RATE, Color, Line, Sex, color_of, join, paint

#: Words a minute that the synthesiser calls normal; 175 gives about 4.5 Chinese characters a second.
_NORMAL_RATE = 175
#: Seconds a helper may think about one line before it is replaced.
_PATIENCE = 30.0
_TRIES = 3
_SILENT_LINE = 0.6
_LANGUAGES = {"zh": "cmn", "en": "en-us"}


@dataclass(frozen=True)
class VoiceInfo:
    """One offline voice: `name` goes into `Voice.name`; `label` is for people."""

    name: str
    sex: Sex
    label: str
    languages: tuple[str, ...] = ("zh", "en")


def list_voices() -> tuple[VoiceInfo, ...]:
    """Every offline voice, from the lowest to the highest; each speaks both languages."""
    return tuple(VoiceInfo(color.name, color.sex, color.label) for color in COLORS)


def helper_command() -> list[str]:
    """How to start the helper: this Python, or the packaged program itself with `--voice-process`."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--voice-process"]
    return [sys.executable, "-m", "app.media.voice_process"]


class VoiceBooth:
    """Speaks many lines with one helper process; safe to use from several threads, one line at a time.

    Use as a context manager or call `close`. The helper starts with the first line.
    """

    def __init__(self, command: Sequence[str] = ()) -> None:
        self._command = list(command) or helper_command()
        self._child: subprocess.Popen[bytes] | None = None
        self._count = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def helper_pid(self) -> int | None:
        """Process id of the running helper, None before the first line and after `close`."""
        return self._child.pid if self._child is not None else None

    def close(self) -> None:
        """End the helper."""
        with self._lock:
            self._end()

    def speak(self, text: str, voice: Voice, language: str, out_wav: Path) -> float:
        """Write the spoken line to `out_wav` (48 kHz mono, 16 bit) and return its length in seconds.

        In-line directions such as `（停顿）` are not read out. A line without words is a short silence.
        The file appears only when it is whole.

        Raises:
            ToolMissing: the voice library is not there, or the helper keeps dying on this line.
            DiskTrouble: the file could not be written.
        """
        color = color_of(voice)
        stretches = runs(spoken(text), language)
        try:
            line = self._spoken(stretches, voice, color)
            _write(line, out_wav)
        except OSError as error:
            raise DiskTrouble(
                N_("The voice could not be written: {reason}.").format(
                    reason=error.strerror or error
                ),
                N_("Free some space and try again."),
            ) from error
        return len(line) / RATE

    def _spoken(self, stretches: tuple[Run, ...], voice: Voice, color: Color) -> Line:
        if not stretches:
            return np.zeros(round(_SILENT_LINE * RATE), np.float32)
        request = {
            "pitch": max(0, min(99, voice.pitch + color.lift)),
            # A smaller throat also talks faster; asking for less speed evens it out.
            "rate": round(_NORMAL_RATE * voice.rate / 100 / color.scale),
            "runs": [
                {"voice": f"{_LANGUAGES[run.tongue]}+{color.name}", "text": run.text}
                for run in stretches
            ],
        }
        with tempfile.TemporaryDirectory(prefix="fenjing-voice-") as folder:
            raw = Path(folder) / "line.wav"
            answer = self._ask({**request, "out": str(raw)})
            with wave.open(str(raw), "rb") as file:
                data = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        samples = data.astype(np.float32) / 32768.0
        edges = np.cumsum([0, *answer["parts"]])
        parts = [samples[low:high] for low, high in pairwise(edges)]
        rate = int(answer["rate"])
        return paint(join(parts, rate), rate, color)

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            reason = ""
            for _ in range(_TRIES):
                self._count += 1
                answer = self._try({**request, "id": self._count})
                if answer is not None and "error" not in answer:
                    return answer
                reason = answer["error"] if answer is not None else N_("it stopped")
                self._end()
        raise ToolMissing(
            N_("The offline voice cannot speak this line: {reason}.").format(reason=reason),
            N_("Install Fenjing again, or record the line and drop it on the shot."),
        )

    def _try(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """The helper's answer, or None when it died or gave none in time."""
        child = self._running()
        if child.stdin is None or child.stdout is None:
            return None
        watch = threading.Timer(_PATIENCE, child.kill)
        watch.start()
        try:
            child.stdin.write(json.dumps(request).encode() + b"\n")
            child.stdin.flush()
            answer = json.loads(child.stdout.readline())
        except (BrokenPipeError, ConnectionError, ValueError, OSError):
            return None
        finally:
            watch.cancel()
            watch.join()
        fits = isinstance(answer, dict) and answer.get("id") in {request["id"], 0}
        return answer if fits else None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self._end()
        home = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH", "")]))
        try:
            self._child = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
                start_new_session=os.name == "posix",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0)
                if sys.platform == "win32"
                else 0,
            )
        except OSError as error:
            raise ToolMissing(
                N_("The voice helper could not be started: {reason}.").format(
                    reason=error.strerror or error
                ),
                N_("Install Fenjing again."),
            ) from error
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            child.wait(timeout=2)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _write(line: Line, out: Path) -> None:
    part = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
    try:
        with wave.open(str(part), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes((line * 32767.0).clip(-32768, 32767).astype("<i2").tobytes())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


_shared = VoiceBooth()
atexit.register(_shared.close)


def speak(text: str, voice: Voice, language: str, out_wav: Path) -> float:
    """`VoiceBooth.speak` in the program's own booth, which keeps one helper until the program ends."""
    return _shared.speak(text, voice, language, out_wav)
