"""Brings the pictures that go along into the form a vendor accepts, on the pool, before anything is sent."""

from __future__ import annotations

from pathlib import Path

from app.domain.attempts import Attempt
from app.domain.wording import N_
from app.errors import FenjingError
from app.generators.refusals import refuse
from app.jobs.desk import FITTED, Desk
from app.jobs.runner import Progress
from app.jobs.state import Live

_CANNOT = N_("The picture of {name} cannot be made to fit: {reason}")


class Fitting:
    """Fits the pictures of an attempt once in each run; the same pictures give the same bytes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def is_needed(self, live: Live) -> bool:
        """True when pictures go along that were not looked at in this run."""
        asked_elsewhere = live.card.kind != "offline"
        return asked_elsewhere and live.fitted is None and _pictures(live.attempt)

    def start(self, live: Live) -> None:
        """Fit them; the attempt is busy until then, and its turn comes again afterwards."""
        desk = self._desk
        model = live.card.model(live.attempt.model) or live.card.models[0]
        limits = live.card.pictures_of(model)
        folder = desk.workplace(live) / FITTED
        wanted = [
            (reference.name, reference.media.sha256, path)
            for reference in live.attempt.recipe.references
            if reference.media.kind == "picture"
            and (path := desk.inputs(reference.media)) is not None
        ]

        def work(progress: Progress) -> dict[str, Path] | str:
            fitted = {}
            for name, sha, path in wanted:
                progress.check()
                try:
                    fitted[sha] = desk.fit(path, folder, limits)
                except FenjingError as error:
                    return _CANNOT.format(name=name, reason=error.message)
            return fitted

        def done(outcome: dict[str, Path] | str) -> None:
            live.busy, live.job = False, None
            if isinstance(outcome, str):
                self._failed(live, outcome)
            else:
                live.fitted = outcome
            desk.wake()

        def broken(error: Exception) -> None:
            done(_CANNOT.format(name=wanted[0][0] if wanted else "", reason=type(error).__name__))

        live.busy = True
        live.job = desk.runner.run(work, done, broken)

    def _failed(self, live: Live, message: str) -> None:
        """Nothing was sent yet: it is refused. What may have been sent is looked for with the pictures as they are."""
        if live.attempt.state != "reserved":
            live.fitted = {}
            return
        self._desk.move(live, "rejected", refusal=refuse("not_sent", message=message))


def _pictures(attempt: Attempt) -> bool:
    return any(one.media.kind == "picture" for one in attempt.recipe.references)
