"""What needs a person, and why: doubts, refusals nobody answered, paused accounts, results about to be deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from app.domain.attempts import Attempt, Refusal
from app.domain.ids import AttemptId, ShotId
from app.ui.i18n import _, sentence, span

#: A result that the vendor deletes sooner than this is urgent.
SOON = timedelta(hours=3)
_HELD = frozenset({"ready", "downloading"})
_WAITING = frozenset({"planned", "reserved"})
#: Refusals that stay refusals until a person changes something.
_LASTING = frozenset(
    {"parameter", "auth", "balance", "policy", "moderated_input", "moderated_output"}
)


class TroubleLike(Protocol):
    """Why a vendor is not asked at the moment (`jobs.state.Trouble`)."""

    @property
    def vendor(self) -> str:
        """The account."""
        ...

    @property
    def kind(self) -> str:
        """`paused`, `not_answering` or `throttled`."""
        ...

    @property
    def until(self) -> datetime | None:
        """When it is asked again by itself; None: when a person says so."""
        ...

    @property
    def refusal(self) -> Refusal | None:
        """What the vendor said, when it was the vendor."""
        ...


class Needs:
    """Answers, for one reading of the queue, why an attempt needs a person."""

    def __init__(
        self,
        attempts: Iterable[Attempt],
        existing: Collection[ShotId],
        troubles: Mapping[str, TroubleLike],
        now: datetime,
        aside: Collection[AttemptId] = (),
    ) -> None:
        """`troubles` are by generator id; `aside` are those the person put aside."""
        self._existing, self._troubles, self._now, self._aside = existing, troubles, now, aside
        self._newest: dict[ShotId, int] = {}
        for attempt in attempts:
            held = self._newest.get(attempt.shot_id, -1)
            self._newest[attempt.shot_id] = max(held, attempt.sequence)

    def why(self, attempt: Attempt) -> str:
        """One sentence; empty when nothing is asked of anybody."""
        if attempt.state == "unknown":
            return _("No answer came. Was it sent?")
        if attempt.id in self._aside:
            return ""
        if attempt.state in _WAITING:
            return self._paused(attempt)
        if attempt.state in _HELD and attempt.expires_at is not None:
            left = attempt.expires_at - self._now
            if left < SOON:
                time = span(max(left.total_seconds(), 0))
                return _("The vendor deletes the result in {time}.").format(time=time)
            return ""
        return self._refused(attempt)

    def _paused(self, attempt: Attempt) -> str:
        trouble = self._troubles.get(attempt.generator)
        if trouble is None or trouble.refusal is None:
            return ""
        return sentence(trouble.refusal.message)

    def _refused(self, attempt: Attempt) -> str:
        """A refusal counts until something newer was asked for the shot, or the shot is gone."""
        refusal = attempt.refusal
        if not attempt.is_final or refusal is None or attempt.shot_id not in self._existing:
            return ""
        if attempt.sequence < self._newest.get(attempt.shot_id, 0):
            return ""
        return sentence(refusal.message) if refusal.kind in _LASTING else ""
