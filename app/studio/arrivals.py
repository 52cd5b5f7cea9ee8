"""From a finished attempt's files to its take: measured on the pool, added on the owner's thread.

A film of several shots is cut apart on the pool too, and its pieces become one take of each shot, all in one
commit: an end of the program before it leaves none of them, and the next start cuts the film again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Final

from app.commands import takes as take_commands
from app.commands.edit import Edit
from app.domain.attempts import Attempt
from app.domain.ids import TakeId, mint
from app.domain.media import MediaRef
from app.domain.money import Money
from app.domain.takes import Take
from app.domain.wording import N_
from app.jobs.state import KeptFile
from app.media import cutting, probe
from app.planning import groups
from app.studio.services import Services
from app.studio.workspace import Workspace

_PIECES: Final = "pieces"
_CENT: Final = Decimal("0.0001")


class Arrivals:
    """Takes in what generators made for one project."""

    def __init__(self, workspace: Workspace, services: Services) -> None:
        self._workspace = workspace
        self._services = services

    def measure(self, path: Path) -> MediaRef:
        """On the pool: decode the file to the end, then take it into the project's media.

        Raises:
            Damaged: it does not decode.
        """
        return self._workspace.file.assets.add(path, probe.probe(path))

    def cut(
        self, attempt: Attempt, path: Path, cancelled: Callable[[], bool]
    ) -> tuple[KeptFile, ...]:
        """On the pool: a film of several shots as its pieces, exact to the frame; nothing for any other.

        A film that came out shorter than asked has no piece for the shots of which nothing is left.

        Raises:
            Damaged: it does not decode.
        """
        if len(attempt.recipe.parts) < 2:
            return ()
        facts = probe.probe(path)
        if facts.kind != "video":
            return ()
        folder = path.parent / _PIECES
        folder.mkdir(exist_ok=True)
        kept: list[KeptFile] = []
        for piece in groups.pieces(attempt.recipe, facts.fps, facts.frames):
            out = folder / f"{len(kept) + 1:02d}.mp4"
            cutting.cut(path, out, facts, piece.first, piece.frames, cancelled=cancelled)
            media = self.measure(out)
            kept.append(KeptFile(path=out, role="main", media=media, shot_id=piece.shot_id))
        return tuple(kept)

    def keep(self, attempt: Attempt, files: tuple[KeptFile, ...]) -> TakeId:
        """On this thread: the take of a finished attempt; the same take when asked again.

        A film of several shots gives each of them its take; the first one's is answered. A picture becomes a
        take too; it does not count for the cut until it is picked.
        """
        shots = attempt.recipe.shots
        held = (take for shot in shots for take in self._workspace.all(Take, shot_id=shot))
        known = next((take for take in held if take.attempt_id == attempt.id), None)
        if known is not None:
            return known.id
        pieces = [kept for kept in files if kept.shot_id is not None]
        main = next((kept for kept in files if kept.role == "main"), files[0])
        takes = self._takes(attempt, pieces or [main])
        self._workspace.add_in_background(
            N_("Take arrived"), [partial(_add, take=take) for take in takes]
        )
        return takes[0].id

    def _takes(self, attempt: Attempt, files: Sequence[KeptFile]) -> list[Take]:
        prices = _shared(attempt.cost or attempt.estimate, [one.media.frames for one in files])
        note = self._note(files)
        made = []
        for kept, price in zip(files, prices, strict=True):
            shot_id = kept.shot_id or attempt.shot_id
            held = self._workspace.all(Take, shot_id=shot_id)
            made.append(
                Take(
                    id=TakeId(mint("take")),
                    shot_id=shot_id,
                    number=max((take.number for take in held), default=0) + 1,
                    created_at=self._services.now(),
                    source="drawn" if attempt.generator == "animatic" else "generated",
                    media=kept.media,
                    generator=attempt.generator,
                    model=attempt.model,
                    recipe=attempt.recipe,
                    attempt_id=attempt.id,
                    cost=price,
                    note=note,
                )
            )
        return made

    def _note(self, files: Sequence[KeptFile]) -> str:
        """The numbers of the shots that came in the same film, which need no language; empty for one."""
        if len(files) < 2:
            return ""
        numbers = self._workspace.file.queries.shot_numbers()
        names = [numbers[one.shot_id] for one in files if one.shot_id and one.shot_id in numbers]
        return " + ".join(names)


def _add(edit: Edit, take: Take) -> TakeId:
    return take_commands.add_take(edit, take)


def _shared(price: Money | None, frames: Sequence[int]) -> list[Money | None]:
    """A price shared by length; what rounding leaves over is the last one's, so that the sum is exact."""
    if price is None or len(frames) == 1:
        return [price] * len(frames)
    whole = sum(frames)
    shares = [(price.amount * one / whole).quantize(_CENT) for one in frames[:-1]]
    shares.append(price.amount - sum(shares, Decimal(0)))
    return [Money(amount=share, currency=price.currency) for share in shares]
