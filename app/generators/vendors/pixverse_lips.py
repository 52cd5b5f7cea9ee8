"""PixVerse's lip-sync: a film, its own or uploaded, speaks a recording, or words in one of its voices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.cards import Card
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import setting_of
from app.generators.contract import Order, Request
from app.generators.login import Login
from app.generators.tools import Tools
from app.generators.vendors.pixverse import PixVerse, call, film

_SECONDS_MOST = 30
_SPOKEN_MOST = 200
_ANY_VOICE = "auto"
_TOO_LONG = N_("{label} takes films and recordings of up to {most} seconds, not {seconds}.")
_WORDS = N_("Words that are spoken have {least} to {most} characters, not {count}.")


def build(card: Card, tools: Tools) -> PixVerseLips:
    """The generator for its card."""
    return PixVerseLips(card, tools)


class PixVerseLips(PixVerse):
    """Uploads, reads and tests like PixVerse's films."""

    def paid(self, order: Order, login: Login, held: Mapping[str, Any]) -> Request:
        """The paid call.

        Raises:
            BadInput: film, recording or words are too long.
        """
        recipe, model = order.recipe, self.model(order.recipe)
        by_role = {one.role: one for one in recipe.references}
        for one in recipe.references:
            if one.media.seconds > _SECONDS_MOST:
                text = _TOO_LONG.format(
                    label=model.label, most=_SECONDS_MOST, seconds=f"{one.media.seconds:g}"
                )
                raise BadInput(text, N_("Shorten it."))
        body = film(by_role["clip"], held) if "clip" in by_role else {}
        if "sound" in by_role:
            body["audio_media_id"] = held[by_role["sound"].media.sha256]
        else:
            count = len(recipe.prompt)
            if not 1 <= count <= _SPOKEN_MOST:
                text = _WORDS.format(least=1, most=_SPOKEN_MOST, count=count)
                raise BadInput(text, N_("Give a recording, or change the words."))
            body["lip_sync_tts_speaker_id"] = setting_of(recipe, model, "voice") or _ANY_VOICE
            body["lip_sync_tts_content"] = recipe.prompt
        note = N_("Creates the task; this is the paid call.")
        return call(login, "POST", "/video/lip_sync/generate", body, note)
