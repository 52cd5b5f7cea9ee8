"""What a vendor's own module objects to in a recipe, before anything is asked: what a card cannot say.

The module builds its requests over small stand-ins instead of the pictures, so that a sheet of hundreds of shots
is checked in an instant; nothing is sent.
"""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from app.domain.recipes import Recipe
from app.errors import FenjingError
from app.generators.contract import Order, RemoteGenerator
from app.studio.services import Services

#: A whole PNG of one pixel; what reads only the bytes takes it for any picture.
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_TOKEN = "00000000-0000-4000-8000-000000000000"  # noqa: S105 - looks like a token, is none


class VendorCheck:
    """Asks vendor modules; a context, since the stand-ins lie in a folder of their own meanwhile."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._folder = tempfile.TemporaryDirectory(prefix="fenjing-check-")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._folder.cleanup()

    def problems(self, recipe: Recipe) -> tuple[str, ...]:
        """Why the vendor's module would not build the request; empty when it would, or is none."""
        generator = self._services.catalog[recipe.generator]
        if not isinstance(generator, RemoteGenerator):
            return ()
        order = Order(
            recipe=recipe,
            token=_TOKEN,
            tag=str(recipe.seed),
            created_at=self._services.now(),
            inputs={
                one.media.sha256: self._stand_in(one.media.suffix) for one in recipe.references
            },
        )
        try:
            generator.preview(order, self._services.login(generator.card))
        except FenjingError as error:
            return (error.message,)
        return ()

    def _stand_in(self, suffix: str) -> Path:
        path = Path(self._folder.name) / f"stand-in{suffix}"
        if not path.exists():
            path.write_bytes(_PIXEL)
        return path
