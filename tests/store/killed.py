"""The process that the kill tests kill: edits, undoes, takes media in, moves attempts, and says what it did.

Each line on stdout is an acknowledgement, written only after the call returned.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from app.domain.media import MediaFacts
from app.domain.shots import Shot
from app.store.project_file import ProjectFile
from tests.store import dramas


def _say(*words: object) -> None:
    print(*words, flush=True)


def _edit(opened: ProjectFile, rng: random.Random, number: int) -> None:
    shot = rng.choice(opened.all(Shot)).id
    with opened.transaction("Edit") as edit:
        edit.change(Shot, shot, notes=str(number))
    _say("edit", shot, number)


def _back_and_forth(opened: ProjectFile, rng: random.Random, number: int) -> None:
    if opened.undo() is not None:
        _say("undo")
        opened.redo()
        _say("redo")


def _take(opened: ProjectFile, rng: random.Random, number: int) -> None:
    facts = MediaFacts(suffix=".bin", kind="video", size=1)
    content = rng.randbytes(rng.randint(1, 200_000))
    take = dramas.take("sh0_0", number, opened.assets.add(content, facts))
    with opened.transaction("Take", kind="background") as edit:
        edit.add(take)
    _say("take", take.id)


def _attempt(opened: ProjectFile, rng: random.Random, number: int) -> None:
    (made,) = opened.ledger.add([dramas.attempt()])
    _say("attempt", made.id, made.state)
    for state in ("submitting", "accepted", "running"):
        opened.ledger.move(made.id, state)  # type: ignore[arg-type]
        _say("attempt", made.id, state)


def main() -> None:
    """Work until killed."""
    rng = random.Random(int(sys.argv[2]))
    opened = ProjectFile.open(Path(sys.argv[1]))
    _say("open")
    number = int(sys.argv[3])
    while True:
        number += 1
        rng.choices((_edit, _back_and_forth, _take, _attempt), (6, 1, 2, 2))[0](opened, rng, number)


if __name__ == "__main__":
    main()
