"""The helper process that draws: one JSON request a line in, progress and one outcome a line out.

Drawing in a process of its own keeps the window's thread free and uses every core.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from app.domain.media import MediaRef
from app.domain.recipes import Recipe
from app.errors import FenjingError
from app.media import compose
from app.media.animatic.views import write_still

_log = logging.getLogger(__name__)
#: Progress in smaller steps is not worth a line.
_STEP = 0.02


def serve(requests: TextIO, answers: TextIO) -> int:
    """Draw what is asked for until the requests end."""
    for line in requests:
        outcome = _drawn(json.loads(line), lambda message: _tell(answers, message))
        _tell(answers, outcome)
    return 0


def _tell(answers: TextIO, message: dict[str, Any]) -> None:
    answers.write(json.dumps(message) + "\n")
    answers.flush()


def _drawn(request: dict[str, Any], tell: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    recipe = Recipe.model_validate(request["recipe"])
    paths = {sha256: Path(path) for sha256, path in request["references"].items()}
    last = 0.0

    def open_reference(ref: MediaRef) -> Path | None:
        return paths.get(ref.sha256)

    def report(share: float) -> None:
        nonlocal last
        if share - last >= _STEP:
            last = share
            tell({"progress": share})

    out = Path(request["out"])
    try:
        if recipe.medium == "picture":
            write_still(recipe, out, open_reference)
        else:
            compose.animate(recipe, out, open_reference, report, lambda: False)
    except FenjingError as error:
        return {"error": type(error).__name__, "message": error.message, "fix": error.fix}
    except Exception as error:  # noqa: BLE001 - the boundary of this process: told to the one who asked
        _log.exception("drawing broke")
        return {"error": "OurBug", "message": f"{type(error).__name__}: {error}", "fix": ""}
    return {"done": True}


def main() -> int:
    """Serve standard input and output."""
    try:
        return serve(sys.stdin, sys.stdout)
    except BrokenPipeError:
        return 0  # the program that asked is gone; nobody waits for the rest


if __name__ == "__main__":
    sys.exit(main())
