"""What it really costs in this project: by generator, framing and character, from its own ledger and picks."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.attempts import Attempt
from app.domain.changes import Changes
from app.domain.experience import Outcome
from app.domain.ids import ShotId, TakeId
from app.domain.recipes import Medium
from app.planning.experience import Dimension, Experience, in_words, summarise
from app.studio.attempts import Attempts
from app.studio.services import Services
from app.studio.workspace import Workspace

#: Fewer decided attempts than this at one framing say less than all framings together.
_ENOUGH = 2


class Experiences:
    """Figures of one project; read anew after each change."""

    def __init__(self, workspace: Workspace, services: Services, attempts: Attempts) -> None:
        self._workspace = workspace
        self._services = services
        self._known: tuple[tuple[Outcome, ...], dict[ShotId, TakeId]] | None = None
        workspace.listen(self._forget)
        attempts.listen(self._forget)

    def table(
        self, by: Sequence[Dimension] = ("generator", "model"), *, medium: Medium | None = None
    ) -> tuple[Experience, ...]:
        """Figures for each group, most often sent first. What is drawn here costs nothing and is left out."""
        outcomes, picks = self._read()
        settings = self._services.settings.current
        return summarise(
            [one for one in outcomes if medium in (None, one.medium)],
            picks,
            by,
            currency=settings.cap_currency,
            worth=settings.worth(settings.cap_currency),
        )

    def of(self, generator: str, model: str = "", size: str = "") -> Experience | None:
        """Figures of a generator (and model) at one framing, or at all while that has too few; None for none."""
        wanted: tuple[Dimension, ...] = ("generator", "model") if model else ("generator",)
        sized: tuple[Dimension, ...] = (*wanted, "size")
        framed = self._one(sized, generator, model, size) if size else None
        if framed is not None and framed.decided >= _ENOUGH:
            return framed
        return self._one(wanted, generator, model, "")

    def _one(
        self, by: Sequence[Dimension], generator: str, model: str, size: str
    ) -> Experience | None:
        wanted = (generator, model, size)
        rows = self.table(by)
        return next((one for one in rows if (one.generator, one.model, one.size) == wanted), None)

    def words(self, generator: str, model: str = "", size: str = "") -> tuple[str, ...]:
        """Short sentences for a picker, such as `WS: Kling 2 of 3 kept`, `¥1.90 per kept second`, `6 min`."""
        found = self.of(generator, model, size)
        if found is None or generator not in self._services.catalog:
            return ()
        card = self._services.catalog[generator].card
        chosen = card.model(model) if model else None
        return in_words(found, chosen.label if chosen else card.label)

    def _read(self) -> tuple[tuple[Outcome, ...], dict[ShotId, TakeId]]:
        if self._known is None:
            catalog = self._services.catalog
            free = {card.id for card in catalog.cards if card.kind in ("offline", "person")}
            outcomes = self._workspace.file.ledger.outcomes()
            paid = tuple(one for one in outcomes if one.generator not in free)
            self._known = paid, self._workspace.file.queries.picks()
        return self._known

    def _forget(self, _change: Changes | Attempt) -> None:
        self._known = None
