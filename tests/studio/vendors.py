"""Two vendors of the same make at two addresses, as own cards that are polled quickly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.domain.cards import Card
from app.generators.card import load
from app.paths import resource
from tests.fakes.ark import FakeArk

NAMES = ("first", "second")
MODEL = "doubao-seedance-1-0-pro-250528"


def card(name: str, **changes: Any) -> Card:
    """The Seedance card as another vendor's, with its 1.0 model only."""
    shipped = load(resource("cards", "seedance.json"))
    models = tuple(model for model in shipped.models if model.id == MODEL)
    fields: dict[str, Any] = {
        "id": name,
        "module": "seedance",
        "vendor": "",
        "label": name.title(),
        "label_zh": "",
        "models": models,
        "poll_first_seconds": 0.05,
    }
    return shipped.model_copy(update=fields | changes)


def write(folder: Path, *cards: Card) -> None:
    """Put cards where the studio looks for a person's own."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in cards:
        (folder / f"{one.id}.json").write_text(one.model_dump_json(exclude_defaults=True))


@contextmanager
def two_vendors(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, FakeArk]]:
    """Servers for both, with keys and addresses in the environment."""
    with ExitStack() as stack:
        fakes = {}
        for name in NAMES:
            fake = stack.enter_context(FakeArk())
            monkeypatch.setenv(f"FENJING_{name.upper()}_URL", fake.url)
            monkeypatch.setenv(f"FENJING_{name.upper()}_KEY", fake.settings.key)
            fakes[name] = fake
        yield fakes
