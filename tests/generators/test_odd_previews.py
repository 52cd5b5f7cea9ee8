"""The send preview is also shown for what a card refuses: it says why, or shows the request, and never breaks.

Tried for the Volcengine, Tencent, SkyReels and Zhipu cards.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.cards import Card, ModelCard
from app.errors import FenjingError
from app.generators.card import load_all
from app.generators.login import Login
from tests.fakes.orders import made, order
from tests.fakes.storage import KEY

TRIED = frozenset(
    {
        "jimeng", "jimeng-image", "omnihuman", "seedream", "volcengine-tts", "hunyuan",
        "hunyuan-lips", "hunyuan-art", "hunyuan-image", "tencent-vod", "tencent-vod-image",
        "skyreels", "skyreels-lips", "cogvideox",
    }
)  # fmt: skip
MODELS = [(card, model) for card in load_all() if card.id in TRIED for model in card.models]
STORE = Login("https://store.example", KEY, own=True)


@pytest.mark.parametrize(
    ("card", "model"), MODELS, ids=lambda one: one.id if isinstance(one, Card | ModelCard) else ""
)
def test_odd_wishes_break_no_preview(card: Card, model: ModelCard, tmp_path: Path) -> None:
    generator = made(card.id, storage=STORE)
    login = Login("https://vendor.example", "AK_1:SK_1" if card.key == "pair" else "key-1234")
    for medium in card.media_of(model):
        wide, high = (0, 0) if medium == "voice" else (1000, 333)
        asked = order(
            tmp_path, card.id, model=model.id, medium=medium, seconds=7.3, width=wide, height=high,
            settings={"resolution": "9k"}, seed=0,
        )  # fmt: skip
        said = ""
        try:
            said = "shown" if generator.preview(asked, login) else ""
        except FenjingError as error:
            said = error.message
        assert said
