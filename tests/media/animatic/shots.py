"""Recipes for drawing tests."""

from __future__ import annotations

from typing import Any

from app.domain.ids import ShotId
from app.domain.recipes import Figure, Picture, Recipe, SpokenLine

LIN = Figure(name="林夏", color="#E4572E", look="22岁 长发", sex="female")
GU = Figure(name="顾言", color="#2E86AB", look="28岁 西装", sex="male")
LINE = SpokenLine(speaker="林夏", text="打烊了。", start=0.2, seconds=1.5)


def recipe(
    width: int = 360,
    height: int = 640,
    seed: int = 3,
    seconds: float = 2.0,
    fps: int = 24,
    **picture: Any,
) -> Recipe:
    """A small shot with defaults that tests override."""
    given: dict[str, Any] = {
        "number": "1-2-03", "action": "林夏站着", "place": "客厅", "int_ext": "int", "time_of_day": "day",
        "figures": (LIN,),
        **picture,
    }  # fmt: skip
    return Recipe(
        generator="animatic", shot_id=ShotId("shot-1"), seconds=seconds, width=width, height=height, fps=fps, seed=seed,
        picture=Picture(**given),
    )  # fmt: skip
