"""A vendor module by its shipped card, and an order with real files, for tests of the exact request."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.domain.recipes import RecipeReference, ReferenceRole
from app.generators.card import load
from app.generators.catalog import build_catalog
from app.generators.contract import Order, RemoteGenerator
from app.generators.login import Login, LoginSource, from_environment
from app.generators.tools import Tools
from app.paths import resource
from tests.fakes import clips
from tests.fakes.stage import START, recipe

NAMES = {"character": "林夏", "place": "灯笼铺", "prop": "银哨子", "style": "水墨"}


def made(
    card_id: str,
    options: Mapping[str, str] | None = None,
    storage: Login | None = None,
) -> RemoteGenerator:
    """The generator of one shipped card."""

    def login(card: Any) -> Login:
        if card.id != "storage":
            return from_environment(card, {})
        return storage or Login("")

    source: LoginSource = login
    tools = Tools(login=source, options=lambda _vendor: options or {})
    built = build_catalog(tools, [load(resource("cards", f"{card_id}.json"))], plugins=())[card_id]
    assert isinstance(built, RemoteGenerator)
    return built


def order(folder: Path, card_id: str, *roles: ReferenceRole, **fields: Any) -> Order:
    """An order to a card with one real file for each role, each with bytes of its own."""
    files: dict[str, Path] = {}
    references = []
    for place, role in enumerate(roles):
        suffix = {"clip": ".mp4", "sound": ".wav"}.get(role, ".png")
        path = folder / f"{role}{place}{suffix}"
        data = {".mp4": clips.video, ".wav": clips.sound}.get(suffix)
        path.write_bytes(data(3) if data else clips.picture(60 + place))
        media = clips.measure(path)
        files[media.sha256] = path
        name = NAMES.get(role, role)
        references.append(RecipeReference(role=role, name=name, media=media))
    asked = {"generator": card_id, "seed": 4711, "references": tuple(references)} | fields
    return Order(recipe(**asked), token="token-1", tag="4711", created_at=START, inputs=files)
