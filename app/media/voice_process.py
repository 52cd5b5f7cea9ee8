"""The voice helper: a small program of its own that turns lines of JSON into WAV files with eSpeak NG.

Started as `python -m app.media.voice_process` (a packaged build starts itself with `--voice-process`).
eSpeak NG is GPL-3 code and lives only here, outside the studio's own process; if it crashes, the studio
starts another helper. It imports nothing of the studio.

A request is one line: {"id": 1, "out": "line.wav", "pitch": 50, "rate": 175,
"runs": [{"voice": "cmn+f2", "text": "你好"}]}. The answer is one line: {"id": 1, "rate": 22050,
"parts": [samples of each run]} or {"id": 1, "error": "…"}. The end of standard input ends the helper.
"""

from __future__ import annotations

import array
import ctypes
import json
import sys
import wave
from typing import Any, BinaryIO

# Values of speak_lib.h (eSpeak NG 1.52).
_SYNCHRONOUS = 2
_UTF8_PHONEMES_OFF = 0x01
_END_PAUSE = 0x1000
_POSITION_CHARACTER = 1
_RATE, _VOLUME, _PITCH = 1, 2, 3
_MAX_TEXT = 20_000

_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class _Espeak:
    """The library, loaded once; gives 16-bit mono samples."""

    def __init__(self) -> None:
        import espeakng_loader

        loader: Any = espeakng_loader
        self._library = ctypes.CDLL(str(loader.get_library_path()))
        # The compiled-in data path points nowhere: it must be passed.
        data = str(loader.get_data_path()).encode()
        self.rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0)
        if self.rate <= 0:
            raise OSError("eSpeak NG did not start")
        self._samples = array.array("h")
        self._callback = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)

    def _take(self, samples: Any, count: int, _events: Any) -> int:
        if count > 0 and samples:
            self._samples.frombytes(ctypes.string_at(samples, count * 2))
        return 0

    def speak(self, voice: str, text: str, pitch: int, rate: int) -> array.array[int]:
        """Samples of one run of text; an unknown voice raises ValueError."""
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"no voice {voice}")
        self._library.espeak_SetParameter(_RATE, rate, 0)
        self._library.espeak_SetParameter(_PITCH, pitch, 0)
        self._library.espeak_SetParameter(_VOLUME, 100, 0)
        self._samples = array.array("h")
        encoded = text[:_MAX_TEXT].encode()
        flags = _UTF8_PHONEMES_OFF | _END_PAUSE
        self._library.espeak_Synth(
            encoded, len(encoded) + 1, 0, _POSITION_CHARACTER, 0, flags, None, None
        )
        self._library.espeak_Synchronize()
        return self._samples


def _answer(espeak: _Espeak, request: dict[str, Any]) -> dict[str, Any]:
    pitch, rate = int(request["pitch"]), int(request["rate"])
    runs = request["runs"]
    parts = [espeak.speak(run["voice"], run["text"], pitch, rate) for run in runs]
    with wave.open(request["out"], "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(espeak.rate)
        for part in parts:
            if sys.byteorder == "big":
                part.byteswap()
            out.writeframes(part.tobytes())
    return {"rate": espeak.rate, "parts": [len(part) for part in parts]}


def serve(requests: BinaryIO, answers: BinaryIO) -> int:
    """Answer requests until the input ends; returns the exit code."""
    try:
        espeak = _Espeak()
    except (ImportError, OSError) as error:
        answers.write(json.dumps({"id": 0, "error": f"start: {error}"}).encode() + b"\n")
        answers.flush()
        return 3
    for line in requests:
        number = 0
        try:
            request = json.loads(line)
            number = int(request["id"])
            reply = _answer(espeak, request)
        except (KeyError, TypeError, ValueError, OSError) as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps({"id": number, **reply}).encode() + b"\n")
        answers.flush()
    return 0


def main() -> int:
    """Serve standard input and output."""
    return serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    sys.exit(main())
