"""What a generator is built with; handed in by studio, so that no vendor looks anything up by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.cards import Card
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import ToolMissing
from app.generators.animatic import Painter
from app.generators.login import LoginSource, from_environment

#: A vendor's own choices from Preferences, by vendor name: `{"workflow": "/path/to.json"}`.
Options = Callable[[str], Mapping[str, str]]


def no_painter(
    recipe: Recipe,  # noqa: ARG001 - the painter's signature
    out: Path,  # noqa: ARG001
    report: Callable[[float], None],  # noqa: ARG001
    cancelled: Callable[[], bool],  # noqa: ARG001
    inputs: Mapping[str, Path],  # noqa: ARG001
) -> None:
    """The painter of an installation without one.

    Raises:
        ToolMissing: always.
    """
    raise ToolMissing(N_("This installation cannot draw."), N_("Install Fenjing again."))


@dataclass(frozen=True)
class Tools:
    """`login` is asked at each use, so a new key counts at once; `options` too."""

    login: LoginSource = from_environment
    options: Options = field(default=lambda _vendor: {})
    painter: Painter = no_painter
    extra_cards: tuple[Card, ...] = ()
