"""Which generator a shot goes to, and who is asked when that one does not answer.

One rule for all rooms: the shot's own choice, else its scene's, else the project's.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.domain.entity import Value


class GeneratorChoice(Value):
    """A generator and one of its models; an empty model is the generator's first."""

    generator: str = Field(min_length=1)
    model: str = ""

    @classmethod
    def read(cls, text: str) -> GeneratorChoice:
        """`ID` or `ID:MODEL`, as a command line writes it; models may hold further colons."""
        generator, _, model = text.strip().partition(":")
        return cls(generator=generator, model=model)

    def __str__(self) -> str:
        return f"{self.generator}:{self.model}" if self.model else self.generator


class FallbackPlan(Value):
    """Who is asked, in this order, when the first refuses, is down, or will not answer."""

    chain: tuple[GeneratorChoice, ...] = ()
    wait_seconds: float = Field(
        0.0, ge=0, description="longest silence before the next is asked; 0: any silence is borne"
    )
    while_billed: bool = Field(
        default=False, description="the next may start while the one before may still be billed"
    )


Place = Literal["shot", "scene", "project"]


class ResolvedChoice(Value):
    """The generator in force, and whose choice it is."""

    generator: str
    model: str = ""
    place: Place = "project"

    @property
    def choice(self) -> GeneratorChoice:
        """Without saying whose it is."""
        return GeneratorChoice(generator=self.generator, model=self.model)


def resolve(
    shot: tuple[str, str], scene: tuple[str, str], project: tuple[str, str]
) -> ResolvedChoice:
    """The first of three (generator, model) that names a generator; a model counts with its own generator only."""
    places: tuple[tuple[Place, tuple[str, str]], ...] = (
        ("shot", shot),
        ("scene", scene),
        ("project", project),
    )
    for place, (generator, model) in places:
        if generator:
            return ResolvedChoice(generator=generator, model=model, place=place)
    return ResolvedChoice(generator="animatic")
