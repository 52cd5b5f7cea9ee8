"""The animatic: a generator without key, network or GPU. What is drawn is media's; this is its contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from app.domain.cards import Card
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import Cancelled
from app.generators.contract import Made, MadeFile, Work

#: Draws `recipe` into the video or picture file `out`; reports 0..1, asks whether it was cancelled, and finds the
#: reference pictures by SHA-256 in the mapping.
Painter = Callable[
    [Recipe, Path, Callable[[float], None], Callable[[], bool], Mapping[str, Path]], None
]


class Animatic:
    """Has a painter draw the shot. The same recipe and seed give the same picture."""

    def __init__(self, card: Card, painter: Painter) -> None:
        self._card = card
        self._painter = painter

    @property
    def card(self) -> Card:
        """What it can do: any length, any shape, at no cost."""
        return self._card

    def make(self, recipe: Recipe, work: Work) -> Made:
        """Paint into `work.folder`: `animatic.mp4`, or `animatic.png` where a picture is asked for.

        Raises:
            Cancelled: `work.cancelled()` became true.
        """
        suffix = ".png" if recipe.medium == "picture" else ".mp4"
        out = work.folder / f"animatic{suffix}"
        self._painter(recipe, out, work.report, work.cancelled, work.inputs)
        if work.cancelled():
            raise Cancelled(N_("The drawing was stopped."))
        return Made(files=(MadeFile(path=out),))
