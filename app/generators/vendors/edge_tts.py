"""Microsoft Edge's reading voices, through the library edge-tts when the person has installed it.

The service is unofficial and can stop any day: for previews, never for release (voices.md). The library is not
part of this program and nothing of its protocol is written here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from app.domain.cards import Card
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import Cancelled, Environment, ToolMissing
from app.generators.contract import Made, MadeFile, Work
from app.generators.tools import Tools
from app.generators.vendor import number_of

_LOG = logging.getLogger(__name__)
_VOICES = {"zh": "zh-CN-XiaoxiaoNeural", "en": "en-US-AriaNeural"}


def build(card: Card, tools: Tools) -> EdgeVoices:  # noqa: ARG001 - every vendor is built like this
    """The generator for its card."""
    return EdgeVoices(card)


class EdgeVoices:
    """Speaks the recipe's text; settings voice, speed (1 is usual), pitch in Hz and volume in per cent."""

    def __init__(self, card: Card) -> None:
        self._card = card

    @property
    def card(self) -> Card:
        """What it can do."""
        return self._card

    def make(self, recipe: Recipe, work: Work) -> Made:
        """Speak into `work.folder`.

        Raises:
            ToolMissing: the library is not installed.
            Environment: the service does not answer, or has no sound for this text and voice.
            BadInput: a setting is no number in its range.
            Cancelled: `work.cancelled()` became true.
        """
        speech = self._speech(recipe)
        target = work.folder / "speech.mp3"
        with target.open("wb") as out:
            for sound in _sounds(speech):
                if work.cancelled():
                    raise Cancelled(N_("The reading was stopped."))
                out.write(sound)
        work.report(1.0)
        return Made(files=(MadeFile(path=target),))

    def _speech(self, recipe: Recipe) -> Any:
        try:
            library = import_module("edge_tts")
        except ImportError as error:
            raise ToolMissing(
                N_("The library edge-tts is not installed."),
                N_("Install it with: pip install edge-tts. Or choose another voice."),
            ) from error
        speed = number_of(recipe, "speed", 1, 0.5, 2)
        return library.Communicate(
            recipe.prompt,
            str(recipe.settings.get("voice") or _VOICES[recipe.language]),
            rate=f"{round((speed - 1) * 100):+d}%",
            volume=f"{round(number_of(recipe, 'volume', 0, -100, 100)):+d}%",
            pitch=f"{round(number_of(recipe, 'pitch', 0, -100, 100)):+d}Hz",
        )


def _sounds(speech: Any) -> Iterator[bytes]:
    """The recording piece by piece.

    Raises:
        Environment: the library failed, whatever it raises; its own words are logged.
    """
    spoken = 0
    try:
        for chunk in speech.stream_sync():
            if chunk.get("type") == "audio":
                spoken += len(chunk["data"])
                yield chunk["data"]
    except Exception as error:
        _LOG.warning("edge-tts failed", exc_info=True)
        raise _silent(type(error).__name__) from error
    if not spoken:
        raise _silent("NoAudioReceived")


def _silent(reason: str) -> Environment:
    return Environment(
        N_("The reading voice did not answer ({reason}).").format(reason=reason),
        N_("Check the voice and the network, or choose another voice."),
    )
