"""What it really costs in this project: by generator, framing and character, from its own ledger and picks."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.attempts import Attempt
from app.domain.changes import Changes
from app.domain.experience import Outcome
from app.domain.ids import AttemptId, ShotId, TakeId
from app.domain.recipes import Medium
from app.planning.experience import Dimension, Experience, in_words, summarise
from app.store.outcomes import outcome_of
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
        self._outcomes: dict[AttemptId, Outcome] | None = None
        self._picks: dict[ShotId, TakeId] | None = None
        self._tables: dict[tuple[object, ...], tuple[Experience, ...]] = {}
        workspace.listen(self._forget_picks)
        attempts.listen(self._note)

    def table(
        self, by: Sequence[Dimension] = ("generator", "model"), *, medium: Medium | None = None
    ) -> tuple[Experience, ...]:
        """Figures for each group, most often sent first. What is drawn here costs nothing and is left out."""
        settings = self._services.settings.current
        key = (tuple(by), medium, settings.cap_currency, settings.cny_per_usd)
        if key not in self._tables:
            outcomes, picks = self._read()
            self._tables[key] = summarise(
                [one for one in outcomes if medium in (None, one.medium)],
                picks,
                by,
                currency=settings.cap_currency,
                worth=settings.worth(settings.cap_currency),
            )
        return self._tables[key]

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
        """All paid outcomes and all picks; the ledger is read once, then each step of an attempt is noted."""
        if self._outcomes is None:
            found = self._workspace.file.ledger.outcomes()
            self._outcomes = {one.attempt_id: one for one in found}
        if self._picks is None:
            self._picks = self._workspace.file.queries.picks()
        cards = self._services.catalog.cards
        free = {card.id for card in cards if card.kind in ("offline", "person")}
        paid = (one for one in self._outcomes.values() if one.generator not in free)
        return tuple(paid), self._picks

    def _note(self, attempt: Attempt) -> None:
        if self._outcomes is not None:
            self._outcomes[attempt.id] = outcome_of(attempt)
            self._tables.clear()

    def _forget_picks(self, _changes: Changes) -> None:
        self._picks = None
        self._tables.clear()
