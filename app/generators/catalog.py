"""Every generator there is: the built-in ones, found by their cards, and those of other packages.

A package adds generators through the entry-point group `fenjing.generators`; its entry point is a function
`(Tools) -> Iterable[Generator]`, called once. A broken plug-in is reported in `problems`, never fatal.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from app.domain.cards import Card
from app.domain.wording import N_
from app.errors import FenjingError, NotFound
from app.generators.animatic import Animatic
from app.generators.card import load_all
from app.generators.chat import TextGenerator
from app.generators.contract import (
    Generator,
    HandOff,
    LocalGenerator,
    RemoteGenerator,
)
from app.generators.handoff import FolderHandOff
from app.generators.tools import Tools

GROUP = "fenjing.generators"
_LOG = logging.getLogger(__name__)


class Catalog(Mapping[str, Generator]):
    """Generators by id, in the order shown: offline, person, local, remote; plug-ins among their kind."""

    def __init__(self, generators: Iterable[Generator], problems: Iterable[str] = ()) -> None:
        rank = {"offline": 0, "person": 1, "local": 2, "remote": 3}
        ordered = sorted(generators, key=lambda one: (rank[one.card.kind], one.card.id))
        self._held = {one.card.id: one for one in ordered}
        self.problems = tuple(problems)

    def __getitem__(self, generator_id: str) -> Generator:
        if generator_id not in self._held:
            raise NotFound(
                N_("There is no generator {id}.").format(id=generator_id),
                N_("Choose one of {known}.").format(known=", ".join(self._held)),
            )
        return self._held[generator_id]

    def get(self, generator_id: str, default: Any = None) -> Any:
        """The generator, or `default`; unlike indexing it raises nothing."""
        return self._held.get(generator_id, default)

    def __contains__(self, generator_id: object) -> bool:
        return generator_id in self._held

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def renew(self, other: Catalog) -> None:
        """Hold what another catalog holds, for everybody who holds this one (cards or prices were changed)."""
        self._held, self.problems = other._held, other.problems

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every card, in the order shown."""
        return tuple(one.card for one in self._held.values())


def build_catalog(
    tools: Tools,
    cards: Iterable[Card] | None = None,
    plugins: Iterable[EntryPoint] | None = None,
) -> Catalog:
    """The catalog of this installation: shipped cards, `tools.extra_cards`, then plug-ins.

    A later generator of the same id replaces an earlier one only if it comes from the person's own cards.
    """
    built: dict[str, Generator] = {}
    problems: list[str] = []
    for card in load_all() if cards is None else cards:
        built[card.id] = _build(card, tools)
    for card in tools.extra_cards:
        built[card.id] = _build(card, tools)
    for point in entry_points(group=GROUP) if plugins is None else plugins:
        for generator in _plugged(point, tools, problems):
            if generator.card.id in built:
                text = N_("{name}: there already is a generator {id}.")
                problems.append(text.format(name=point.name, id=generator.card.id))
                continue
            built[generator.card.id] = generator
    return Catalog(built.values(), problems)


def _build(card: Card, tools: Tools) -> Generator:
    if card.kind == "offline" and not card.module:
        return Animatic(card, tools.painter)
    if card.kind == "person" and not card.vendor:
        return FolderHandOff(card)
    name = (card.module or card.vendor or card.id).replace("-", "_")
    try:
        module = import_module(f"app.generators.vendors.{name}")
    except ModuleNotFoundError as error:
        raise NotFound(
            N_("The card {id} names the vendor {vendor}, which this program does not know.").format(
                id=card.id, vendor=name
            ),
            N_("Correct the card, or remove it."),
        ) from error
    generator: Generator = module.build(card, tools)
    return generator


def _plugged(point: EntryPoint, tools: Tools, problems: list[str]) -> tuple[Generator, ...]:
    try:
        offered = tuple(point.load()(tools))
    except (ImportError, AttributeError, TypeError, ValueError, FenjingError) as error:
        _LOG.warning("plug-in %s cannot be used: %s", point.name, error)
        text = N_("The plug-in {name} cannot be used: {reason}")
        problems.append(text.format(name=point.name, reason=error))
        return ()
    fit = tuple(
        one
        for one in offered
        if isinstance(one, LocalGenerator | RemoteGenerator | TextGenerator | HandOff)
    )
    if len(fit) < len(offered):
        text = N_("The plug-in {name} offers something that is not a generator.")
        problems.append(text.format(name=point.name))
    return fit
