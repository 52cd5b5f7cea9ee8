"""How a face without a loop of its own waits for work: it pumps until the work is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from app.domain.wording import N_
from app.errors import Cancelled as Stopped
from app.jobs.runner import Progress
from app.studio.report import Cancelled, Report, never, quiet
from app.studio.services import Services

T = TypeVar("T")
_BREATH = 0.05


class _Outcome(Generic[T]):
    """Filled in by exactly one of the runner's callbacks."""

    def __init__(self) -> None:
        self.over = False
        self.value: T | None = None
        self.error: Exception | None = None

    def done(self, value: T) -> None:
        self.over, self.value = True, value

    def failed(self, error: Exception) -> None:
        self.over, self.error = True, error


def finish(
    services: Services,
    work: Callable[[Progress], T],
    report: Report = quiet,
    cancelled: Cancelled = never,
) -> T:
    """Do `work` on the pool and stay until it is done; Ctrl+C and `cancelled` stop it cleanly.

    Raises:
        Cancelled: `cancelled()` became true.
        Exception: whatever the work raised.
    """
    outcome: _Outcome[T] = _Outcome()
    job = services.runner.run(work, outcome.done, outcome.failed, report)
    try:
        while not outcome.over:
            if cancelled():
                raise Stopped(N_("It was stopped."))
            services.pump(_BREATH)
    finally:
        if not outcome.over:
            job.cancel()
    if outcome.error is not None:
        raise outcome.error
    return outcome.value  # type: ignore[return-value]


def stay_until(services: Services, over: Callable[[], bool], cancelled: Cancelled = never) -> None:
    """Pump until `over()`.

    Raises:
        Cancelled: `cancelled()` became true first.
    """
    while not over():
        if cancelled():
            raise Stopped(N_("It was stopped."))
        services.pump(_BREATH)
